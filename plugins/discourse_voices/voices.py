"""Voices: whose words each stretch of a text is. They partition it.

Everything is the author's, but boilerplate and the contents of quotations; an inner content goes to its own source.
Cue and speaker words are no content, and so the author's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from discourse import Columns, Document, Span
from discourse_text import Region

from . import AUTHOR, Quotation, Voice

BOILERPLATE = Voice("boilerplate")
Stretch = tuple[int, int, Voice]


class VoiceAnalyzer:
    """Cuts a text into the voices that speak in it."""

    def analyze(self, document: Document) -> Columns[Voice]:
        stretches = [
            (region.span.start, region.span.end, BOILERPLATE)
            for region in document.layer("regions", Region)
            if region.value.kind == "boilerplate"
        ]
        stretches += contents(document)
        pieces = partition(len(document.text), stretches)
        return Columns([p[0] for p in pieces], [p[1] for p in pieces], [p[2] for p in pieces])


def contents(document: Document) -> Iterator[Stretch]:
    """Give the stretches of the contents, outer ones first; what is in quotation marks is quoted."""
    marks = set("\"“”„«»‘’'")
    for quotation in document.layer("quotations", Quotation):
        value = quotation.value
        for fragment in value.fragments or (quotation.span,):
            kind = "quoted" if value.kind == "direct" else "attributed"
            yield fragment.start, fragment.end, Voice("quoted" if kind == "quoted" else "attributed", value.source)
            if value.kind == "mixed":
                yield from quoted_parts(document.text, fragment, value.source, marks)


def quoted_parts(text: str, content: Span, source: str | None, marks: set[str]) -> Iterator[Stretch]:
    """Give what stands between quotation marks in an indirect content."""
    opened: int | None = None
    for index in range(content.start, content.end):
        if text[index] in marks and not is_apostrophe(text, index):
            if opened is None:
                opened = index + 1
            else:
                yield opened, index, Voice("quoted", source)
                opened = None


def is_apostrophe(text: str, index: int) -> bool:
    return 0 < index < len(text) - 1 and text[index - 1].isalnum() and text[index + 1].isalnum()


def partition(length: int, stretches: Sequence[Stretch]) -> list[Stretch]:
    """Cut `0..length` by stretches, later ones over earlier ones; the rest is the author's."""
    borders = sorted({0, length, *(border for start, end, _ in stretches for border in (start, end))})
    owner: dict[int, Voice] = {}
    starts = {border: index for index, border in enumerate(borders)}
    for start, end, voice in stretches:
        for border in borders[starts[start] : starts[end]]:
            owner[border] = voice
    pieces: list[Stretch] = []
    for start, end in pairwise(borders):
        voice = owner.get(start, AUTHOR)
        if pieces and pieces[-1][2] == voice:
            pieces[-1] = (pieces[-1][0], end, voice)
        else:
            pieces.append((start, end, voice))
    return pieces
