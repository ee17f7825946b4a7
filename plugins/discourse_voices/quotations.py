"""Quotations: attributions with their sources resolved to names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from discourse import Annotation, Document, Evidence, Span

from . import Quotation
from .attribution import Attribution, attributions
from .cues import load_cues
from .models import shipped_model
from .page import Page, read_page
from .sources import Sources
from .uncued import uncued

Kind = Literal["direct", "indirect", "mixed"]


class QuotationAnalyzer:
    """Finds who is reported to say, think or write what."""

    def __init__(self) -> None:
        self._cues = load_cues()
        self._model = shipped_model()

    def analyze(self, document: Document) -> Iterator[Annotation[Quotation]]:
        page = read_page(document)
        cued = attributions(page, self._model, self._cues)
        sound = [one for one in (*cued, *uncued(page, cued)) if not holds_itself(one)]
        found = sorted(sound, key=lambda one: (one.fragments[0][0], -one.fragments[-1][1]))
        names = self._names(page, found)
        for one in found:
            yield self._annotation(page, one, names.get(one.speaker) if one.speaker else None)

    def _names(self, page: Page, found: list[Attribution]) -> dict[tuple[int, int], str | None]:
        """Return the name of each speaker; they are read in the order in which they stand."""
        sources = Sources(page)
        return {speaker: sources.name_of(speaker) for speaker in sorted({one.speaker for one in found if one.speaker})}

    def _annotation(self, page: Page, found: Attribution, source: str | None) -> Annotation[Quotation]:
        fragments = tuple(Span(*bounds) for bounds in found.fragments)
        speaker = Span(*found.speaker) if found.speaker else None
        cue = Span(*found.cue) if found.cue else None
        level = "writing" if found.level == "speech" and self._is_writing(page, found.speaker) else found.level
        value = Quotation(
            kind=kind_of(found),
            level=level,
            speaker=speaker,
            cue=cue,
            source=source,
            fragments=fragments if len(fragments) > 1 else (),
            denied=found.denied,
            confidence=found.confidence,
        )
        evidence = [Evidence(cue or fragments[0], f"{'cue' if cue else 'content'}: {found.rule}", found.confidence)]
        if speaker:
            evidence.append(Evidence(speaker, "source: inherited" if found.inherits else "source: noun phrase"))
        if not found.balanced:
            evidence.append(Evidence(fragments[-1], "marks: unbalanced"))
        return Annotation(Span(fragments[0].start, fragments[-1].end), value, tuple(evidence))

    def _is_writing(self, page: Page, speaker: tuple[int, int] | None) -> bool:
        if speaker is None or page.head_name(*speaker) is not None:
            return False
        return any(word in self._cues.writings for word in page.lower[slice(*page.tokens(*speaker))])


def holds_itself(found: Attribution) -> bool:
    """Say whether a content shares words with its own cue or speaker, as only a muddle of marks makes them do."""
    parts = [part for part in (found.cue, found.speaker) if part]
    return any(start < last and first < end for start, end in found.fragments for first, last in parts)


def kind_of(found: Attribution) -> Kind:
    """Tell whether a content is in quotation marks, not, or in part."""
    return "direct" if found.direct else "mixed" if found.marked else "indirect"
