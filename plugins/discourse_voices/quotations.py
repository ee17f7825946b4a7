"""Quotations: attributions with their sources resolved to names."""

from __future__ import annotations

from typing import Literal

from discourse import Columns, Document, EvidenceColumns, Span

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

    def analyze(self, document: Document) -> Columns[Quotation]:
        page = read_page(document)
        cued = attributions(page, self._model, self._cues)
        sound = [one for one in (*cued, *uncued(page, cued)) if not holds_itself(one)]
        found = sorted(sound, key=lambda one: (one.fragments[0][0], -one.fragments[-1][1]))
        names = self._names(page, found)
        pieces = [evidence_of(one) for one in found]
        starts, ends, rules, weights = (
            zip(*(piece for own in pieces for piece in own), strict=True) if found else ((),) * 4
        )
        return Columns(
            [one.fragments[0][0] for one in found],
            [one.fragments[-1][1] for one in found],
            [self._value(page, one, names.get(one.speaker) if one.speaker else None) for one in found],
            EvidenceColumns([len(own) for own in pieces], starts, ends, rules, weights),
        )

    def _names(self, page: Page, found: list[Attribution]) -> dict[tuple[int, int], str | None]:
        """Return the name of each speaker; they are read in the order in which they stand."""
        sources = Sources(page)
        return {speaker: sources.name_of(speaker) for speaker in sorted({one.speaker for one in found if one.speaker})}

    def _value(self, page: Page, found: Attribution, source: str | None) -> Quotation:
        level = "writing" if found.level == "speech" and self._is_writing(page, found.speaker) else found.level
        return Quotation(
            kind=kind_of(found),
            level=level,
            speaker=Span(*found.speaker) if found.speaker else None,
            cue=Span(*found.cue) if found.cue else None,
            source=source,
            fragments=tuple([Span(*bounds) for bounds in found.fragments]) if len(found.fragments) > 1 else (),
            denied=found.denied,
            confidence=found.confidence,
        )

    def _is_writing(self, page: Page, speaker: tuple[int, int] | None) -> bool:
        if speaker is None or page.head_name(*speaker) is not None:
            return False
        return any(word in self._cues.writings for word in page.lower[slice(*page.tokens(*speaker))])


def evidence_of(found: Attribution) -> list[tuple[int, int, str, float]]:
    """Return the pieces of evidence: bounds, rule and weight of each."""
    if found.cue:
        pieces = [(*found.cue, f"cue: {found.rule}", found.confidence)]
    else:
        pieces = [(*found.fragments[0], f"content: {found.rule}", found.confidence)]
    if found.speaker:
        pieces.append((*found.speaker, "source: inherited" if found.inherits else "source: noun phrase", 0.0))
    if not found.balanced:
        pieces.append((*found.fragments[-1], "marks: unbalanced", 0.0))
    return pieces


def holds_itself(found: Attribution) -> bool:
    """Say whether a content shares words with its own cue or speaker, as only a muddle of marks makes them do."""
    for part in (found.cue, found.speaker):
        if part:
            first, last = part
            for start, end in found.fragments:
                if start < last and first < end:
                    return True
    return False


def kind_of(found: Attribution) -> Kind:
    """Tell whether a content is in quotation marks, not, or in part."""
    return "direct" if found.direct else "mixed" if found.marked else "indirect"
