"""A text cut where marks begin and end: the stretches that a page can draw, and which marks lie on each.

Marks may overlap, nest and cover everything; HTML elements cannot. So the text is cut at every bound, and each stretch
names the marks that lie on it. One pass over the sorted bounds, linear in what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import attrs

from .views import SAFE

BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
SHOWN = {code: sign for code, sign in SAFE.items() if code not in (ord("\n"), ord("\t"), ord("\r"))}
HIDDEN_RETURN = "\u200b"  # in the place of a carriage return before a line feed: it takes a place and shows nothing


@attrs.frozen
class Mark:
    """What is marked: code points `start` to `end`, the number of its layer on the page, its number in the layer."""

    start: int
    end: int
    layer: int
    number: int


@attrs.frozen
class Stretch:
    """A stretch of text with the same marks everywhere.

    Args:
        start: First code point.
        end: The code point after the last.
        marks: The marks on it, the shortest first.
        begins: Whether a mark begins here.
    """

    start: int
    end: int
    marks: tuple[Mark, ...]
    begins: bool


def visible(text: str) -> str:
    """Return a text for a page, each code point in its place: what is no sign becomes one, ends of lines stay."""
    return text.replace("\r\n", HIDDEN_RETURN + "\n").replace("\r", "\n").translate(SHOWN)


def blocks_of(text: str) -> Iterator[tuple[int, int, int]]:
    """Give the paragraphs of a text: start, end, and the end of the blank lines behind; together they are the text."""
    start = 0
    for gap in BLANK_LINES.finditer(visible(text)):
        yield start, gap.start(), gap.end()
        start = gap.end()
    if start < len(text) or not start:
        yield start, len(text), len(text)


def stretches_of(start: int, end: int, marks: Sequence[Mark]) -> Iterator[Stretch]:
    """Cut a block at the bounds of the marks on it.

    Args:
        start: First code point of the block.
        end: The code point after its last.
        marks: Marks that overlap the block, sorted by start.
    """
    bounds = sorted({start, end, *(b for mark in marks for b in (mark.start, mark.end) if start < b < end)})
    waiting = iter(marks)
    upcoming = next(waiting, None)
    on: list[Mark] = []
    for here, there in pairwise(bounds):
        while upcoming is not None and upcoming.start <= here:
            on.append(upcoming)
            upcoming = next(waiting, None)
        on = [mark for mark in on if mark.end > here]
        shortest_first = sorted(on, key=lambda mark: (mark.end - mark.start, mark.layer, mark.number))
        begins = any(max(mark.start, start) == here for mark in on)
        yield Stretch(here, there, tuple(shortest_first), begins)


def marks_by_block(blocks: Sequence[tuple[int, int, int]], marks: Iterable[Mark]) -> list[list[Mark]]:
    """Return for each block the marks that overlap it, sorted by start."""
    found: list[list[Mark]] = [[] for _ in blocks]
    first = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        while first < len(blocks) - 1 and blocks[first][2] <= mark.start:
            first += 1
        index = first
        while index < len(blocks) and blocks[index][0] < mark.end:
            if mark.start < blocks[index][1]:
                found[index].append(mark)
            index += 1
    return found
