"""Quotations: attributions with their sources resolved to names."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from discourse import Annotation, Document, Evidence, Span

from . import Quotation
from .attribution import Attribution, attributions, kind_of
from .clauses import PEOPLE_PRONOUNS, PRONOUNS, Page, read_page
from .cues import load_cues
from .marks import Quote


class QuotationAnalyzer:
    """Finds who is reported to say, think or write what."""

    def __init__(self) -> None:
        self._cues = load_cues()

    def analyze(self, document: Document) -> Iterator[Annotation[Quotation]]:
        page = read_page(document)
        opens = [quote.open for quote in page.quotes]
        speaker: tuple[int, int] | None = None
        source: str | None = None
        offices: dict[str, str] = {}  # words of offices -> who was introduced by them
        for found in attributions(page, self._cues):
            if found.speaker:
                speaker, source = found.speaker, self._source(page, found.speaker, source, offices)
            elif not found.inherits:
                speaker, source = None, None
            first, last = found.fragments[0][0], found.fragments[-1][1]
            inside = page.quotes[bisect_left(opens, first) : bisect_right(opens, last)]
            yield self._annotation(page, found, inside, speaker, source)

    def _annotation(
        self,
        page: Page,
        found: Attribution,
        quotes: Sequence[Quote],
        speaker: tuple[int, int] | None,
        source: str | None,
    ) -> Annotation[Quotation]:
        fragments = tuple(Span(*bounds) for bounds in found.fragments)
        named = Span(*speaker) if speaker else None
        level = "writing" if found.level == "speech" and speaker and self._is_writing(page, speaker) else found.level
        value = Quotation(
            kind=kind_of(found, quotes),
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

    def _source(self, page: Page, speaker: tuple[int, int], before: str | None, offices: dict[str, str]) -> str | None:
        """Return the name of a source.

        That is the entity in its words; for a pronoun the source before; for an office ("the minister") the person
        whose name stood beside it before ("Interior Minister Mohammed Hassad"); else its words.
        """
        words = " ".join(page.text[speaker[0] : speaker[1]].split())
        if words.lower() in PEOPLE_PRONOUNS:
            return before
        if words.lower() in PRONOUNS:
            return None
        name = page.name_in(*speaker)
        if name is not None and name.kind == "person":
            known = name.name.lower().split()
            offices.update((word, name.name) for word in words.lower().split() if len(word) > 3 and word not in known)
        if name is not None and name.kind == "organization":
            offices.update((word, name.name) for word in name.name.lower().split() if len(word) > 3)
        if name is not None and name.kind in ("person", "organization", "group"):
            return name.name
        office = words.lower().split()
        if office[0] == "the" and len(office) <= 3 and office[-1] in offices:
            return offices[office[-1]]
        return words

    def _is_writing(self, page: Page, speaker: tuple[int, int]) -> bool:
        first, last = page.token_at(speaker[0]), page.token_at(speaker[1] - 1)
        return (
            any(word in self._cues.writings for word in page.lower[first : last + 1]) and page.name_in(*speaker) is None
        )
