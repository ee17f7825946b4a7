"""What tells what part of an attribution a place is: how it stands to the cue, and what the cue is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from .cue_features import NEARBY
from .features import PAD, TokenColumns, Values, Whole, columns_of, counted, templates
from .page import Page
from .words import FUNCTION_WORDS, HEADS, KNOWN, KNOWNS, MIDDLE

ROLE_REACH = 2
MOST_PLACES = 60  # on a side
FAR = (0, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 8, 8, 8, 8, 8, *[9] * 10, *[10] * 35)  # distance in places -> how far
NEAR = (0, 1, 2, 2, *[3] * 57)
DISTANCES = np.array((FAR, NEAR), dtype=np.float32)
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
        windows: For each cue the tokens in which its places are, as bounds.
    """

    tokens: Whole
    lengths: Whole
    cues: Whole
    sides: Whole
    windows: Sequence[tuple[int, int]]


def places_around(page: Page, cues: Sequence[tuple[int, int]]) -> Places:
    """Return the places around cues, which are bounds of tokens."""
    tokens: list[Whole] = []
    outer, outer_before, quote_at = page.outer_places, page.outer_before, page.quote_at
    of_groups, group_starts = page.windows, page.group_starts
    windows = [of_groups[bisect_right(group_starts, first) - 1] for first, _ in cues]
    for (first, last), (start, end) in zip(cues, windows, strict=True):
        quote = quote_at[first]
        opens, closes = (first, last) if quote < 0 else page.quote_tokens[quote]
        low, before, behind, high = outer_before[start], outer_before[opens], outer_before[closes], outer_before[end]
        low, high = max(low, before - MOST_PLACES), min(high, behind + MOST_PLACES)
        if quote < 0:
            tokens += outer[low : before + 1], outer[behind:high]
        else:
            ahead = [*outer[low:before].tolist(), *range(max(opens, start, first - MOST_PLACES), first + 1)]
            then = [*range(last, min(closes, end, last + MOST_PLACES)), *outer[behind:high].tolist()]
            tokens += (np.array(own, dtype=np.intp) for own in (ahead[-MOST_PLACES - 1 :], then[:MOST_PLACES]))
    lengths = np.array([len(own) for own in tokens], dtype=np.intp)
    numbers = np.flatnonzero(lengths)
    return Places(np.concatenate(tokens), lengths[numbers], numbers >> 1, numbers & 1, windows)


def role_columns(page: Page, of: TokenColumns, cues: Sequence[tuple[int, int]], heads: Whole, around: Places) -> Values:
    """Return the columns of `ROLE_TEMPLATES`, in their order, for the places around cues that have these heads."""
    ends = np.cumsum(around.lengths)
    beside_cue = np.where(around.sides == 0, ends - 1, ends - around.lengths)  # the first or the last place of each
    per_cue, sentence, that = cue_values(page, of, cues, heads, around)
    told = np.stack((beside_cue, around.sides, around.cues, sentence[around.cues], that[around.cues]))
    beside, side, cue, sentence, that = np.repeat(told, around.lengths, axis=1)
    row = np.arange(len(side))
    near = around.tokens + np.arange(PAD - 1, PAD + 2)[:, None]
    known, mark, level = of.known.take(near), of.mark.take(near[:2]), of.level.take(near[1])
    before = counted(np.stack((known[1] == KNOWN[","], mark[1] & 1 == 1, level > 0)))
    values = ROLE_TEMPLATES.table(len(row))
    values[0], values[1:3] = side, DISTANCES.take(np.abs(row - beside), axis=1)
    between = np.abs(before[:, :-1] - before.take(beside, axis=1))  # it and the cue
    values[3:6] = np.minimum(between, 2)
    values[6] = np.sign(page.sentence_of.take(around.tokens) - sentence) + 1
    values[7] = np.where(that < 0, 0, 2 + np.sign(around.tokens - that))
    values[8:11], values[11:14], values[14:16] = known, of.name.take(near), mark
    values[16:] = per_cue.take(cue, axis=1)
    return values


def cue_values(
    page: Page, of: TokenColumns, cues: Sequence[tuple[int, int]], heads: Whole, around: Places
) -> tuple[NDArray[np.int32], Whole, Whole]:
    """Return the columns that are the same for all places around a cue; its sentence; the "that" behind it, or -1."""
    firsts, lasts = columns_of(cues) + PAD
    starts, ends = columns_of(around.windows) + PAD
    place = heads + PAD
    values = np.empty((7, len(heads)), dtype=np.int32)
    values[0], values[1], values[5] = of.head.take(place), of.middle.take(place), of.mark.take(place)
    values[2], values[3], values[4] = of.known.take(lasts), of.known.take(lasts + 1), of.known.take(firsts - 1)
    is_before = of.closed.take(firsts) > of.closed.take(np.maximum(starts, firsts - 1 - NEARBY))
    is_behind = of.opened.take(np.minimum(ends, lasts + NEARBY + 1)) > of.opened.take(lasts)
    values[6] = 2 * is_before + is_behind
    thats = np.append(np.flatnonzero(of.known == KNOWN["that"]), len(of.known))
    that = thats.take(np.searchsorted(thats, lasts))
    that = np.where(that < np.minimum(ends, lasts + MOST_PLACES), that - PAD, -1)
    return values, page.sentence_of.take(heads), that


def heads_of(of: TokenColumns, cues: Iterable[tuple[int, int]]) -> list[int]:
    """Return for each cue the token that reports."""
    return [first if last - first == 1 else head_of(of, first, last) for first, last in cues]


def head_of(of: TokenColumns, first: int, last: int) -> int:
    """Return the token that reports: the last one of a cue that the table knows, or that is no function word."""
    for token in range(last - 1, first - 1, -1):
        if of.level[token + PAD]:
            return token
    for token in range(last - 1, first - 1, -1):
        if of.known[token + PAD] > len(FUNCTION_WORDS):
            return token
    return last - 1
