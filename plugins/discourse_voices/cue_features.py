"""What tells whether a token belongs to a cue."""

from __future__ import annotations

import numpy as np

from .features import PAD, TokenColumns, Values, Whole, columns_of, templates
from .page import Page
from .words import HEADS, KNOWNS

CUE_REACH = 3  # words on each side
NEARBY = 5  # tokens in which a quotation mark is near
CUE_TEMPLATES = templates(
    {
        "k-2": KNOWNS, "k-1": KNOWNS, "k": KNOWNS, "k+1": KNOWNS, "k+2": KNOWNS,
        "name-2": 11, "name-1": 11, "name": 11, "name+1": 11, "name+2": 11,
        "mark-1": 4, "mark": 4, "mark+1": 4,
        "head": HEADS, "level": 4, "near": 4, "from start": 4, "to end": 5,
    },
    """
    mark-1/mark/mark+1
    mark/k
    k-1/k
    k/k+1
    k-1/head
    head/k+1
    k-1/k+1
    k-2/head
    head/k+2
    name-2
    name-1
    name
    name+1
    name+2
    near/mark
    near/mark/level
    from start
    to end
    """,
)  # fmt: skip


def cue_columns(page: Page, of: TokenColumns, at: Whole) -> Values:
    """Return the columns of `CUE_TEMPLATES`, in their order, for some tokens."""
    place = at + PAD
    firsts, lasts = columns_of(page.groups)
    group = np.searchsorted(firsts, at, side="right") - 1
    first, last = firsts.take(group), lasts.take(group)
    before = of.closed.take(place) > of.closed.take(np.maximum(first, at - NEARBY) + PAD)
    behind = of.opened.take(np.minimum(last, at + NEARBY + 1) + PAD) > of.opened.take(place + 1)
    around = place + np.arange(-2, 3)[:, None]
    values = CUE_TEMPLATES.table(len(at))
    values[:5], values[5:10], values[10:13] = of.known.take(around), of.name.take(around), of.mark.take(around[1:4])
    values[13], values[14], values[15] = of.head.take(place), of.level.take(place), 2 * before + behind
    values[16], values[17] = np.minimum(at - first, 3), np.minimum(last - at, 4)
    return values
