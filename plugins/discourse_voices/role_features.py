"""What tells what part of an attribution a place is: how it stands to the cue, and what the cue is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from .cue_features import NEARBY
from .features import FUNCTION_WORDS, HEADS, KNOWN, KNOWNS, MIDDLE, PAD, TokenColumns, Values, Whole, counted, templates
from .page import CLOSING, OPENING, Page

ROLE_REACH = 2
MOST_PLACES = 60  # on a side
FAR = (0, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 8, 8, 8, 8, 8, *[9] * 10, *[10] * 35)  # distance in places -> how far
NEAR = (0, 1, 2, 2, *[3] * 57)
DISTANCES = np.array((FAR, NEAR))
ROLE_TEMPLATES = templates(
    {
        "side": 2, "far": 11, "near": 4, "commas": 3, "marks": 3, "cues": 3, "sentence": 3, "that": 4,
        "k-1": KNOWNS, "k": KNOWNS, "k+1": KNOWNS, "name-1": 11, "name": 11, "name+1": 11, "mark-1": 4, "mark": 4,
        "head": HEADS, "middle": MIDDLE, "next": KNOWNS, "next 2": KNOWNS, "previous": KNOWNS,
        "cue mark": 4, "quoted": 4,
    },
    """
    side/far
    side/near/k-1/k
    side/k/k+1
    side/name-1/name
    side/name+1
    side/head
    side/head/near
    side/head/k
    side/middle/near
    side/next/near
    side/next/next 2
    side/previous/near
    side/next/previous
    side/commas/marks/cues
    side/mark-1/mark/cue mark/quoted
    side/mark-1/mark/marks/quoted
    side/quoted/k-1/k
    side/sentence/mark
    side/that/near
    side/commas/k-1/k
    side/cues/k-1/k
    """,
)  # fmt: skip


@attrs.frozen(eq=False)
class Places:
    """The places around some cues, as sequences that are labelled at once.

    Each cue has two: the places before it with the first token of the cue behind them, and the places behind it, which
    may be none. What is in quotation marks that do not hold the cue is one place, at its first token: a quotation is
    reported whole or not at all.

    Args:
        tokens: The token of each place.
        lengths: Places of each sequence.
        cues: For each sequence the number of its cue.
        sides: For each sequence 0 before the cue, 1 behind it.
    """

    tokens: Whole
    lengths: Whole
    cues: Whole
    sides: Whole


def places_around(page: Page, cues: Sequence[tuple[int, int]]) -> Places:
    """Return the places around cues, which are bounds of tokens."""
    tokens: list[int] = []
    lengths: list[int] = []
    outer, quote_at = page.outer_places, page.quote_at
    for first, last in cues:
        start, end = page.windows[page.group_of(first)]
        quote = quote_at[first]
        opens, closes = (first, last) if quote < 0 else page.quote_tokens[quote]
        low, before = bisect_left(outer, start), bisect_left(outer, opens)
        behind, high = bisect_left(outer, closes), bisect_left(outer, end)
        if quote < 0:
            sides = outer[max(low, before - MOST_PLACES) : before + 1], outer[behind : min(high, behind + MOST_PLACES)]
        else:
            near = range(max(opens, start, first - MOST_PLACES), first + 1)
            ahead = [*outer[max(low, before - MOST_PLACES) : before], *near][-MOST_PLACES - 1 :]
            near = range(last, min(closes, end, last + MOST_PLACES))
            sides = ahead, [*near, *outer[behind : min(high, behind + MOST_PLACES)]][:MOST_PLACES]
        for own in sides:
            tokens += own
            lengths.append(len(own))
    of_sides = np.array(lengths, dtype=np.intp)
    numbers = np.flatnonzero(of_sides)
    return Places(np.array(tokens, dtype=np.intp), of_sides[numbers], numbers >> 1, numbers & 1)


def role_columns(page: Page, of: TokenColumns, cues: Sequence[tuple[int, int]], around: Places) -> Values:
    """Return the columns of `ROLE_TEMPLATES`, in their order, for the places around cues."""
    ends = np.cumsum(around.lengths)
    sequence = np.repeat(np.arange(len(ends)), around.lengths)
    row, side, cue = np.arange(len(sequence)), around.sides[sequence], around.cues[sequence]
    first, last = (ends - around.lengths)[sequence], (ends - 1)[sequence]
    is_before = side == 0
    distance = np.where(is_before, last - row, row - first)
    from_, to = np.where(is_before, row, first), np.where(is_before, last, row)  # what lies between it and the cue
    place = around.tokens + PAD
    known, level, mark = of.known.take(place), of.level.take(place), of.mark.take(place)
    before = counted(np.stack((known == KNOWN[","], (mark == OPENING) | (mark == CLOSING), level > 0)))
    per_cue, sentence, that = cue_values(page, of, cues)
    that = that[cue]
    near = place + np.arange(-1, 2)[:, None]
    values = ROLE_TEMPLATES.table(len(row))
    values[0], values[1:3] = side, DISTANCES.take(distance, axis=1)
    values[3:6] = np.minimum(before.take(to, axis=1) - before.take(from_, axis=1), 2)
    values[6] = np.sign(page.sentence_of.take(around.tokens) - sentence[cue]) + 1
    values[7] = np.where(that < 0, 0, 2 + np.sign(around.tokens - that))
    values[8:11], values[11:14], values[14:16] = of.known.take(near), of.name.take(near), of.mark.take(near[:2])
    values[16:] = per_cue.take(cue, axis=1)
    return values


def cue_values(page: Page, of: TokenColumns, cues: Sequence[tuple[int, int]]) -> tuple[NDArray[np.int32], Whole, Whole]:
    """Return the columns that are the same for all places around a cue; its sentence; the "that" behind it, or -1."""
    firsts, lasts = np.array(cues, dtype=np.intp).T
    heads = np.array([head_of(of, first, last) for first, last in cues], dtype=np.intp)
    thats = [*(np.flatnonzero(of.known == KNOWN["that"]) - PAD).tolist(), len(page.words)]
    marks = page.mark_at
    quoted, that_at = [], []
    for first, last in cues:
        start, end = page.windows[page.group_of(first)]
        before = CLOSING in marks[max(start, first - 1 - NEARBY) : first]
        behind = OPENING in marks[last : min(end, last + NEARBY + 1)]
        quoted.append(2 * before + behind)
        that = thats[bisect_left(thats, last)]
        that_at.append(that if that < min(end, last + MOST_PLACES) else -1)
    place, behind_it = heads + PAD, lasts + PAD
    values = np.stack((
        of.head[place], of.middle[place],
        of.known[behind_it], of.known[behind_it + 1], of.known[firsts - 1 + PAD],
        of.mark[place], np.array(quoted),
    ))  # fmt: skip
    return values, page.sentence_of[heads], np.array(that_at, dtype=np.intp)


def head_of(of: TokenColumns, first: int, last: int) -> int:
    """Return the token that reports: the last one of a cue that the table knows, or that is no function word."""
    for token in range(last - 1, first - 1, -1):
        if of.level[token + PAD]:
            return token
    for token in range(last - 1, first - 1, -1):
        if of.known[token + PAD] > len(FUNCTION_WORDS):
            return token
    return last - 1
