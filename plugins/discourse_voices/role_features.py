"""What tells what part of an attribution a place is: how it stands to the cue, and what the cue is."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from .cue_features import NEARBY
from .features import FUNCTION_WORDS, HEADS, KNOWN, KNOWNS, MIDDLE, PAD, TokenColumns, Whole, counted, templates
from .page import CLOSING, OPENING, Page

ROLE_REACH = 2
FAR = (0, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 8, 8, 8, 8, 8, *[9] * 10, 10)  # distance in places -> how far
NEAR = (0, 1, 2, 2, 3)
ROLE_TEMPLATES = templates(
    {
        "side": 2, "far": 11, "near": 4, "k-1": KNOWNS, "k": KNOWNS, "k+1": KNOWNS,
        "name-1": 11, "name": 11, "name+1": 11, "head": HEADS, "middle": MIDDLE,
        "next": KNOWNS, "next 2": KNOWNS, "previous": KNOWNS, "commas": 3, "marks": 3, "cues": 3,
        "mark-1": 4, "mark": 4, "cue mark": 4, "quoted": 4,
        "sentence": 3, "that": 4,
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


MOST_PLACES = 60  # on a side


def places_around(page: Page, cues: Sequence[tuple[int, int]]) -> Places:
    """Return the places around cues, which are bounds of tokens."""
    tokens: list[Whole] = []
    outer, quote_at = page.outer_places, page.quote_at
    for first, last in cues:
        start, end = page.windows[page.group_of(first)]
        quote = quote_at[first]
        if quote < 0:
            low, here, behind, high = outer.searchsorted((start, first, last, end)).tolist()
            tokens += (outer[max(low, here - MOST_PLACES) : here + 1], outer[behind : min(high, behind + MOST_PLACES)])
        else:
            opens, closes = page.quote_tokens[quote]
            low, before, behind, high = outer.searchsorted((start, opens, closes, end)).tolist()
            near = np.arange(max(opens, start, first - MOST_PLACES), first + 1)
            tokens.append(np.concatenate((outer[max(low, before - MOST_PLACES) : before], near))[-MOST_PLACES - 1 :])
            near = np.arange(last, min(closes, end, last + MOST_PLACES))
            tokens.append(np.concatenate((near, outer[behind : min(high, behind + MOST_PLACES)]))[:MOST_PLACES])
    lengths = np.array([len(own) for own in tokens], dtype=np.intp)
    numbers = np.flatnonzero(lengths)
    return Places(np.concatenate(tokens), lengths[numbers], numbers >> 1, numbers & 1)


def role_columns(page: Page, of: TokenColumns, cues: Sequence[tuple[int, int]], around: Places) -> dict[str, Whole]:
    """Return the columns of `ROLE_TEMPLATES` for the places around cues."""
    ends = np.cumsum(around.lengths)
    starts = ends - around.lengths
    row = np.arange(len(around.tokens))
    cue, side = np.repeat(around.cues, around.lengths), np.repeat(around.sides, around.lengths)
    first, last = np.repeat(starts, around.lengths), np.repeat(ends, around.lengths) - 1
    distance = np.where(side == 0, last - row, row - first)
    from_, to = np.where(side == 0, row, first), np.where(side == 0, last, row)  # what lies between it and the cue
    place = around.tokens + PAD

    def between(is_one: NDArray[np.bool_]) -> Whole:
        before = counted(is_one[place])
        return np.asarray(np.minimum(before[to] - before[from_], 2))

    per_cue = cue_values(page, of, cues)
    columns = {name: values[cue] for name, values in per_cue.items()}
    near = np.asarray(NEAR)[np.minimum(distance, len(NEAR) - 1)]
    that = columns.pop("that at")
    sentence = page.sentence_of[around.tokens] - columns.pop("sentence of")
    columns |= {"side": side, "far": np.asarray(FAR)[np.minimum(distance, len(FAR) - 1)], "near": near}
    columns |= {"commas": between(of.known == KNOWN[","]), "cues": between(of.level > 0)}
    columns |= {"marks": between((of.mark == OPENING) | (of.mark == CLOSING)), "sentence": np.sign(sentence) + 1}
    columns["that"] = np.where(that < 0, 0, 2 + np.sign(around.tokens - that))
    columns |= {"k-1": of.known[place - 1], "k": of.known[place], "k+1": of.known[place + 1]}
    columns |= {"name-1": of.name[place - 1], "name": of.name[place], "name+1": of.name[place + 1]}
    columns |= {"mark-1": of.mark[place - 1], "mark": of.mark[place]}
    return columns


def cue_values(page: Page, of: TokenColumns, cues: Sequence[tuple[int, int]]) -> dict[str, Whole]:
    """Return what is known of each cue itself."""
    bounds = np.asarray(cues, dtype=np.intp).reshape(-1, 2)
    heads = np.array([head_of(of, first, last) for first, last in cues], dtype=np.intp)
    windows = [page.windows[page.group_of(first)] for first, _ in cues]
    before, behind = bounds[:, 0] - 1 + PAD, bounds[:, 1] + PAD
    closed, opened = counted(of.mark == CLOSING), counted(of.mark == OPENING)
    start, end = np.asarray(windows, dtype=np.intp).reshape(-1, 2).T + PAD
    quoted_before = closed[before + 1] > closed[np.maximum(start, before - NEARBY)]
    quoted_behind = opened[np.minimum(end, behind + NEARBY + 1)] > opened[behind]
    ends = zip(cues, windows, strict=True)
    thats = [that_behind(page.lower, last, min(limit, last + MOST_PLACES)) for (_, last), (_, limit) in ends]
    return {
        "head": of.head[heads + PAD],
        "middle": of.middle[heads + PAD],
        "next": of.known[behind], "next 2": of.known[behind + 1],
        "previous": of.known[before],
        "cue mark": of.mark[heads + PAD], "quoted": 2 * quoted_before + quoted_behind,
        "that at": np.array(thats, dtype=np.intp),
        "sentence of": page.sentence_of[heads],
    }  # fmt: skip


def head_of(of: TokenColumns, first: int, last: int) -> int:
    """Return the token that reports: the last one of a cue that the table knows, or that is no function word."""
    for token in range(last - 1, first - 1, -1):
        if of.level[token + PAD]:
            return token
    for token in range(last - 1, first - 1, -1):
        if of.known[token + PAD] > len(FUNCTION_WORDS):
            return token
    return last - 1


def that_behind(lower: Sequence[str], start: int, end: int) -> int:
    """Return the first "that" behind a cue; -1 if there is none."""
    return next((token for token in range(start, end) if lower[token] == "that"), -1)
