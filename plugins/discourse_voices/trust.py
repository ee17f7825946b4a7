"""How far to trust what a cue seems to report: features of a whole attribution, for a linear model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp

import attrs

from .features import PAD, TokenColumns, lexical_features
from .page import Page

MOST_MARGIN = 12


@attrs.define(eq=False)
class Found:
    """What a cue reports, in tokens.

    Args:
        cue: Bounds of the cue.
        head: The word of it that reports.
        known: Whether the table of cues or the lessons hold that word.
        source: Bounds of the source, or None.
        content: Bounds of the pieces of content, in order.
        cue_odds: Log-odds that it is a cue.
        margin: How much more the labels score than nothing at all, in log-odds.
        nested: Whether the cue stands in the content of another one.
        inherits: Whether the source is that of another cue.
        odds: Log-odds that it is right as a whole.
    """

    cue: tuple[int, int]
    head: int
    known: bool
    source: tuple[int, int] | None
    content: list[tuple[int, int]]
    cue_odds: float
    margin: float
    nested: bool = False
    inherits: bool = False
    odds: float = 0.0

    @property
    def probability(self) -> float:
        return 1 / (1 + exp(-self.odds))


def trust_features(page: Page, of: TokenColumns, known: Sequence[int], found: Found) -> list[str]:
    """Return what tells whether an attribution is one; `known` is that column of `of`, as a list."""
    (first, last), source, content = found.cue, found.source, found.content
    head = page.lower[found.head]
    start, end = content[0][0], content[-1][1]
    count = end - start if len(content) == 1 else sum([behind - before for before, behind in content])
    length = count if count < 5 else 5 if count < 8 else 8 if count < 15 else 15
    of_content = "Q" if start >= last else "q" if end <= first else "x"
    order = ("s" if source is None else "SC" if source[1] <= first else "CS") + of_content
    gap = min(abs(start - last), abs(first - end), 4)
    before_cue = source is not None and source[1] <= first
    apart = 0 if source is None else min(first - source[1] if before_cue else source[0] - last, 4)
    who = "none" if source is None else str(page.name_at[source[1] - 1])
    quoted = page.mark_at[first]
    marks = "".join(map(str, sorted({page.mark_at[before] for before, _ in content})))
    sure = max(-3, min(int(found.cue_odds), 4))
    margin = max(0, min(int(found.margin), MOST_MARGIN))
    opens, behind = known[start + PAD], known[end + PAD]
    middle = of.middle.item(found.head + PAD)
    return [
        "bias", f"sure {sure}", f"length {length}", f"order {order}", f"order {order} {quoted}",
        f"order {order} {length}", f"quoted {quoted} {marks}", f"gap {gap}", f"apart {apart}",
        f"head {head}", f"first {page.lower[first]}", f"head {head} {order}", f"class {middle}",
        f"class {middle} {order}",
        f"opens {opens}", f"head {head} opens {opens}", f"opens {opens} {length}", f"last {known[end - 1 + PAD]}",
        f"behind {behind}", f"before {known[start - 1 + PAD]}",
        f"who {who}", f"who {who} {quoted}", f"head {head} who {who}",
        f"whose {known[source[1] - 1 + PAD] if source else 'none'}",
        f"words {min(source[1] - source[0], 4) if source else 0}",
        f"cue before {known[first - 1 + PAD]}", f"cue behind {known[last + PAD]}", f"sure {sure} {order}",
        f"margin {margin}", f"margin {margin} {order}", f"nested {found.nested}", f"nested {found.nested} {quoted}",
        f"nested {found.nested} {sure}",
        *table_features(head),
    ]  # fmt: skip


@lru_cache(maxsize=2_000)
def table_features(head: str) -> tuple[str, ...]:
    """Return what the table of cues says of the word that reports."""
    return tuple([f"table {feature}" for feature in lexical_features(head)])
