"""Voices: whose words each stretch of a text is. They partition it.

Everything is the author's, but boilerplate and the contents of quotations; an inner content goes to its own source.
Cue and speaker words are no content, and so the author's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from discourse import Columns, Document
from discourse_text import Region

from . import AUTHOR, Quotation, Voice
from .marks import paragraph_quotes, pattern_for

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
    pattern = pattern_for(document.text)
    for quotation in document.layer("quotations", Quotation):
        value = quotation.value
        for part in value.fragments or (quotation.span,):
            yield part.start, part.end, Voice("quoted" if value.kind == "direct" else "attributed", value.source)
            if value.kind == "mixed":
                for quote in paragraph_quotes(document.text, part.start, part.end, pattern):
                    yield quote.start, quote.end, Voice("quoted", value.source)


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
