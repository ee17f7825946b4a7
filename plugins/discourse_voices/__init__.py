"""Who speaks: quotations, and the voices that partition a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import attrs

import discourse
from discourse import AnalyzerSpec, Document, Span, View

__all__ = ["Quotation", "Voice", "voice_of"]


@attrs.frozen
class Quotation:
    """What somebody says, thinks or writes; the annotation covers the content.

    Args:
        kind: direct (in quotation marks), indirect, or mixed.
        level: speech, thought, or writing (a statement, a report, a law).
        speaker: The words that name the source, or None.
        cue: The words that report it ("said", "according to"), or None.
        source: The resolved name of the source, or None.
        fragments: The pieces of an interrupted content; empty if it is in one piece.
        denied: True for "denied that ...".
        confidence: How sure the analyzer is, 0 to 1.
    """

    kind: Literal["direct", "indirect", "mixed"]
    level: Literal["speech", "thought", "writing"]
    speaker: Span | None
    cue: Span | None
    source: str | None
    fragments: tuple[Span, ...]
    denied: bool
    confidence: float


@attrs.frozen
class Voice:
    """Whose words a stretch of text is.

    Args:
        kind: author, quoted (in quotation marks), attributed (indirect), or boilerplate.
        source: Name of the speaker; None for the author, for boilerplate and for speakers without a name.
    """

    kind: Literal["author", "quoted", "attributed", "boilerplate"]
    source: str | None = None


AUTHOR = Voice("author")


def voice_of(document: Document, span: Span) -> Voice:
    """Return the voice that most of a span belongs to: the one place from which payloads take `voice` and `source`."""
    best = document.layer("voices", Voice).best(span)
    return AUTHOR if best is None else best.value


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    """Register `quotations` and `voices`."""
    register(
        AnalyzerSpec(
            name="quotations",
            version="1.0",
            provides="quotations",
            payload=Quotation,
            requires=("paragraphs", "sentences", "tokens", "entities"),
            factory="discourse_voices.quotations:QuotationAnalyzer",
            view=View(label="Quotations", line="discourse_voices.views:quotation", shown=False),
        )
    )
    register(
        AnalyzerSpec(
            name="voices",
            version="1.0",
            provides="voices",
            payload=Voice,
            requires=("regions", "paragraphs", "quotations"),
            factory="discourse_voices.voices:VoiceAnalyzer",
            view=View(
                label="Who speaks",
                line="discourse_voices.views:voice",
                summary="discourse_voices.views:voices",
                order=10,
            ),
        )
    )
