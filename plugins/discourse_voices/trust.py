"""How far to trust what a cue seems to report: features of a whole attribution, for a linear model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

import attrs

from .features import PAD, TokenColumns
from .page import Page
from .words import lexical_features

MOST_MARGIN = 12
MOST_PARTS = 20_000  # remembered, some 4 MB

Part = tuple[str | int, ...]  # a name, and values that are told together


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


def trust_parts(page: Page, of: TokenColumns, known: Sequence[int], found: Found) -> list[Part]:
    """Return what tells whether an attribution is one; `known` is that column of `of`, as a list."""
    (first, last), source, content = found.cue, found.source, found.content
    lower, mark_at = page.lower, page.mark_at
    head, quoted = lower[found.head], mark_at[first]
    start, end = content[0][0], content[-1][1]
    if len(content) == 1:
        count, marks = end - start, str(mark_at[start])
    else:
        count = sum([behind - before for before, behind in content])
        marks = "".join(map(str, sorted({mark_at[before] for before, _ in content})))
    length = count if count < 5 else 5 if count < 8 else 8 if count < 15 else 15
    of_content = "Q" if start >= last else "q" if end <= first else "x"
    gap = min(abs(start - last), abs(first - end), 4)
    who: str | int
    whose: str | int
    if source is None:
        order, apart, words, who, whose = "s" + of_content, 0, 0, "none", "none"
    else:
        before_cue = source[1] <= first
        order = ("SC" if before_cue else "CS") + of_content
        apart = min(first - source[1] if before_cue else source[0] - last, 4)
        words, who, whose = min(source[1] - source[0], 4), page.name_at[source[1] - 1], known[source[1] - 1 + PAD]
    sure = max(-3, min(int(found.cue_odds), 4))
    margin = max(0, min(int(found.margin), MOST_MARGIN))
    opens = known[start + PAD]
    return [
        ("extent", length, order, quoted, marks), ("gap", gap), ("apart", apart),
        ("head", head, order, who), ("class", of.middle.item(found.head + PAD), order), ("first", lower[first]),
        ("opens", opens, length), ("head opens", head, opens),
        ("last", known[end - 1 + PAD]), ("behind", known[end + PAD]), ("before", known[start - 1 + PAD]),
        ("who", who, quoted), ("whose", whose), ("words", words),
        ("cue before", known[first - 1 + PAD]), ("cue behind", known[last + PAD]),
        ("sure", sure, order, found.nested, quoted), ("margin", margin, order),
    ]  # fmt: skip


def features_of(part: Part) -> list[str]:
    """Return the features that a part of what `trust_parts` tells stands for."""
    match part:
        case "extent", length, order, quoted, marks:
            return [
                f"length {length}", f"order {order}", f"order {order} {quoted}", f"order {order} {length}",
                f"quoted {quoted} {marks}",
            ]  # fmt: skip
        case "head", str(head), order, who:
            table = [f"table {feature}" for feature in lexical_features(head)]
            return ["bias", f"head {head}", f"head {head} {order}", f"head {head} who {who}", *table]
        case "head opens", head, opens:
            return [f"head {head} opens {opens}"]
        case "sure", sure, order, nested, quoted:
            return [
                f"sure {sure}", f"sure {sure} {order}", f"nested {nested}", f"nested {nested} {quoted}",
                f"nested {nested} {sure}",
            ]  # fmt: skip
    name, value, *others = part
    return [f"{name} {value}", *(f"{name} {value} {other}" for other in others)]


class TrustScores(dict[Part, int]):
    """What each part adds to the odds, added up when it is first met: most come again and again.

    Args:
        scores: What each feature adds; others nothing.
    """

    def __init__(self, scores: Mapping[str, int]) -> None:
        super().__init__()
        self._scores = scores

    def __missing__(self, part: Part) -> int:
        if len(self) >= MOST_PARTS:
            self.clear()
        found = self[part] = sum([self._scores.get(name, 0) for name in features_of(part)])
        return found
