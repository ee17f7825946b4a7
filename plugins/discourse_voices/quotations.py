"""Quotations: attributions with their sources resolved to names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Literal

from discourse import Annotation, Document, Evidence, Span

from . import Quotation
from .attribution import Attribution, attributions
from .clauses import PRONOUNS, Page, read_page
from .cues import load_cues
from .marks import Quote

Kind = Literal["direct", "indirect", "mixed"]


class QuotationAnalyzer:
    """Finds who is reported to say, think or write what."""

    def __init__(self) -> None:
        self._cues = load_cues()

    def analyze(self, document: Document) -> Iterator[Annotation[Quotation]]:
        page = read_page(document)
        opens = [quote.open for quote in page.quotes]
        speaker: tuple[int, int] | None = None
        source: str | None = None
        people = People()
        for found in attributions(page, self._cues):
            if found.speaker:
                speaker, source = found.speaker, people.source(page, found.speaker)
            elif not found.inherits:
                speaker, source = None, None
            yield self._annotation(page, found, kind_of(found, page.quotes, opens), speaker, source)

    def _annotation(
        self,
        page: Page,
        found: Attribution,
        kind: Kind,
        speaker: tuple[int, int] | None,
        source: str | None,
    ) -> Annotation[Quotation]:
        fragments = tuple(Span(*bounds) for bounds in found.fragments)
        named = Span(*speaker) if speaker else None
        level = "writing" if found.level == "speech" and speaker and self._is_writing(page, speaker) else found.level
        value = Quotation(
            kind=kind,
            level=level,
            speaker=named,
            cue=Span(*found.cue) if found.cue else None,
            source=source,
            fragments=fragments if len(fragments) > 1 else (),
            denied=found.denied,
            confidence=found.confidence,
        )
        evidence = []
        if found.cue:
            evidence.append(Evidence(Span(*found.cue), f"cue: {found.rule}", found.confidence))
        if named:
            evidence.append(Evidence(named, "source: inherited" if found.inherits else "source: noun phrase"))
        if not found.balanced:
            evidence.append(Evidence(fragments[-1], "marks: unbalanced"))
        if not found.cue:
            evidence.append(Evidence(fragments[0], f"content: {found.rule}", found.confidence))
        return Annotation(Span(fragments[0].start, fragments[-1].end), value, tuple(evidence))

    def _is_writing(self, page: Page, speaker: tuple[int, int]) -> bool:
        first, last = page.token_at(speaker[0]), page.token_at(speaker[1] - 1)
        names_writing = any(word in self._cues.writings for word in page.lower[first : last + 1])
        return names_writing and page.head_name(*speaker) is None


def kind_of(attribution: Attribution, quotes: Sequence[Quote], opens: Sequence[int]) -> Kind:
    """Tell whether a content is in quotation marks, not, or in part; `opens` are where the quotations begin."""
    if attribution.rule.endswith("quotation"):
        return "direct"
    start, end = attribution.fragments[0][0], attribution.fragments[-1][1]
    first = bisect_left(opens, start)
    return "mixed" if first < len(quotes) and quotes[first].end <= end else "indirect"


class People:
    """Who was introduced so far, for the names of sources."""

    def __init__(self) -> None:
        self._person: str | None = None
        self._last: str | None = None
        self._offices: dict[str, str] = {}  # words of offices -> who was introduced by them

    def source(self, page: Page, speaker: tuple[int, int]) -> str | None:
        """Return the name of a source.

        That is the entity at the head of its words; for "he" and "she" the person before, for "they" the source
        before; for an office ("the minister") the person whose name stood beside it ("Interior Minister Mohammed
        Hassad"); else its words.
        """
        words = " ".join(page.text[speaker[0] : speaker[1]].split())
        lower = words.lower()
        if lower in ("he", "she"):
            return self._person
        if lower == "they":
            return self._last
        if lower in PRONOUNS:
            return None
        self._last = self._named(page, speaker, lower.split()) or words
        return self._last

    def _named(self, page: Page, speaker: tuple[int, int], words: list[str]) -> str | None:
        name = page.head_name(*speaker)
        if name is None:
            office = words[-1] if words[0] == "the" and len(words) <= 3 else ""
            found = self._offices.get(office)
            self._person = found if office in self._offices else None
            return found
        if name.kind == "person":
            self._person = name.name
            known = name.name.lower().split()
            self._offices.update((word, name.name) for word in words if len(word) > 3 and word not in known)
        elif name.kind == "organization":
            self._offices.update((word, name.name) for word in name.name.lower().split() if len(word) > 3)
        return name.name if name.kind in ("person", "organization", "group") else None
