"""Voices: whose words each stretch of a text is. They partition it.

Everything is the author's, but boilerplate and the contents of quotations; an inner content goes to its own source.
Cue and speaker words are no content, and so the author's. What stands in quotation marks inside an indirect content
is quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from discourse import Columns, Document
from discourse_text import Region

from . import AUTHOR, Quotation, Voice
from .marks import Quote
from .page import quotes_of

BOILERPLATE = Voice("boilerplate")
Stretch = tuple[int, int, Voice]


class VoiceAnalyzer:
    """Cuts a text into the voices that speak in it."""

    def analyze(self, document: Document) -> Columns[Voice]:
        regions = document.layer("regions", Region)
        stretches = [
            (start, end, BOILERPLATE)
            for start, end, region in zip(regions.starts, regions.ends, regions.values, strict=True)
            if region.kind == "boilerplate"
        ]
        stretches += contents(document)
        quotes = document.derive(quotes_of, "paragraphs")
        pieces = merged(with_quotes(partition(len(document.text), stretches), quotes))
        return Columns([p[0] for p in pieces], [p[1] for p in pieces], [p[2] for p in pieces])


def contents(document: Document) -> Iterator[Stretch]:
    """Give the stretches of the contents, outer ones before those inside them."""
    quotations = document.layer("quotations", Quotation)
    for start, end, value in zip(quotations.starts, quotations.ends, quotations.values, strict=True):
        voice = Voice("quoted" if value.kind == "direct" else "attributed", value.source)
        if value.fragments:
            for part in value.fragments:
                yield part.start, part.end, voice
        else:
            yield start, end, voice


def partition(length: int, stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Cut `0..length` by stretches, later ones over earlier ones; the rest is the author's."""
    starting: dict[int, list[int]] = {}
    for index, (start, _, _) in enumerate(stretches):
        starting.setdefault(start, []).append(index)
    borders = sorted({0, length, *(border for start, end, _ in stretches for border in (start, end))})
    active: list[tuple[int, int]] = []  # the latest stretch first, with its end
    for start, end in pairwise(borders):
        for index in starting.get(start, ()):
            heappush(active, (-index, stretches[index][1]))
        while active and active[0][1] <= start:
            heappop(active)
        yield start, end, stretches[-active[0][0]][2] if active else AUTHOR


def with_quotes(pieces: Iterator[Stretch], quotes: Sequence[Quote]) -> Iterator[Stretch]:
    """Cut what is in quotation marks out of attributed stretches: it is quoted."""
    position = 0
    for start, end, voice in pieces:
        while position < len(quotes) and quotes[position].end <= start:
            position += 1
        index = position
        while voice.kind == "attributed" and index < len(quotes) and quotes[index].start < end:
            quote = quotes[index]
            yield start, max(start, quote.start), voice
            yield max(start, quote.start), min(end, quote.end), Voice("quoted", voice.source)
            start = min(end, quote.end)
            index += 1
        yield start, end, voice


def merged(pieces: Iterator[Stretch]) -> list[Stretch]:
    """Join neighbours of one voice, and leave out what is empty."""
    joined: list[Stretch] = []
    for start, end, voice in pieces:
        if joined and (joined[-1][2] is voice or joined[-1][2] == voice):
            joined[-1] = (joined[-1][0], end, voice)
        elif start < end:
            joined.append((start, end, voice))
    return joined
