"""Times: dates, years, periods, durations and sets, with their values.

One pass over the tokens; only a digit or a word of the calendar starts a look around. Days are taken from the words,
and relative ones ("last July") from the day of the document (`anchors`). Where that is not known nothing is made up:
the value then says what is open ("XXXX-07").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, count
from operator import itemgetter

from discourse import Annotation, Document, Evidence, Span
from discourse_text import lowered, words

from . import TimeExpression
from .anchors import BEFORE_DAY, Anchor, find_anchor
from .bounds import opened, opening_before
from .calendar_words import Reading
from .sentence_tokens import sentence_ranges
from .time_grammar import COUNTS, FORMS_OF, is_counted, read_time
from .time_tokens import Tokens

TELLING = BEFORE_DAY.union(FORMS_OF)  # the words at which a time expression, or the day of the document, can begin


class TimeAnalyzer:
    """Finds time expressions and anchors them to the day of the document."""

    def analyze(self, document: Document) -> Iterator[Annotation[TimeExpression]]:
        tokens = document["tokens"]
        view = Tokens(words(document), lowered(document), tokens.starts, tokens.ends)
        telling = find_telling(view.lower)
        anchor = find_anchor(document, view, telling)
        day = anchor.day if anchor else None
        last = 0
        for index, limit in within_sentences(telling, sentence_ranges(document)):
            if index < last or view.lower[index] in COUNTS and not is_counted(view, index):
                continue
            found = read_time(view, index, limit, day)
            if found is None:
                continue
            start, behind, reading = found
            start, last = max(start, last), behind
            yield annotation(view, start, last, reading, anchor)


def find_telling(lower: Sequence[str]) -> list[int]:
    """Return the tokens at which a time expression or the day of the document can begin."""
    found = [*compress(count(), map(TELLING.__contains__, lower))]
    found += compress(count(), map(str.isdigit, map(itemgetter(0), lower)))
    found.sort()
    return found


def within_sentences(indices: Iterable[int], sentences: Sequence[range]) -> Iterator[tuple[int, int]]:
    """Give tokens, and where their sentences end: no time expression crosses that."""
    number = 0
    for index in indices:
        while number < len(sentences) and sentences[number].stop <= index:
            number += 1
        is_inside = number < len(sentences) and index in sentences[number]
        yield index, sentences[number].stop if is_inside else index + 1


def annotation(
    view: Tokens, start: int, end: int, reading: Reading, anchor: Anchor | None
) -> Annotation[TimeExpression]:
    span = Span(view.starts[start], view.ends[end - 1])
    evidence = [Evidence(span, f"value: {reading.kind}")]
    opening = opening_before(view, start, reading)
    if opening is not None:
        reading = opened(reading, view.lower[opening])
        evidence.append(Evidence(Span(view.starts[opening], view.ends[opening]), "bounds: word before"))
    value = TimeExpression(
        reading.kind,
        reading.value,
        reading.first.isoformat() if reading.first else None,
        reading.last.isoformat() if reading.last else None,
        reading.inferred,
    )
    if reading.inferred and anchor:
        evidence.append(anchor.evidence)
    return Annotation(span, value, tuple(evidence))
