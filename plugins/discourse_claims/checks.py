"""The analyzer of claim checks: numbers of a document that repeat, add up, share a whole, change or count a list."""

from __future__ import annotations

from collections.abc import Iterator

from discourse import Annotation, Document, Evidence, Span

from . import ClaimCheck
from .checking.changes import changes
from .checking.check import Check
from .checking.facts import read_facts
from .checking.lists import enumerations
from .checking.repeats import repeats
from .checking.shares import shares
from .checking.sums import sums

CHECKS = (changes, shares, sums, enumerations, repeats)


class ClaimCheckAnalyzer:
    """Compares the numbers of a document with one another."""

    def analyze(self, document: Document) -> Iterator[Annotation[ClaimCheck]]:
        facts = read_facts(document)
        found = [check for relation in CHECKS for check in relation(facts)]
        for check in sorted(found, key=lambda check: (check.facts[0].span.start, check.relation, check.explanation)):
            yield _annotation(check)


def _annotation(check: Check) -> Annotation[ClaimCheck]:
    spans = tuple(fact.span for fact in check.facts)
    end = max(check.end, *(span.end for span in spans))
    value = ClaimCheck(check.relation, check.verdict, tuple(spans), check.explanation)
    evidence = tuple(Evidence(span, f"{check.relation}: number") for span in spans)
    return Annotation(Span(min(span.start for span in spans), end), value, evidence)
