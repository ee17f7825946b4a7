"""The day a document speaks on: what "last July" and "two years ago" are counted from.

It is the date of the document where that is known; else a day that the page states as its own: in its dateline, in the
lines around headline and author, or behind "published" and "today" in the text. A day that the text only tells of is no
anchor: an article on September 11, 2001 need not be of that year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import attrs

from discourse import Document, Evidence, Span

from .time_grammar import read_time
from .time_tokens import Tokens, iso_day

PAGE_LINES = ("dateline", "byline", "kicker")  # regions, the surest first
BEFORE_DAY = frozenset("published updated posted issued today tonight dated".split())
BETWEEN = frozenset((",", ":", "on", "–", "-", "|"))
MOST_BETWEEN = 2


@attrs.frozen
class Anchor:
    """The day a document speaks on, and where that is said."""

    day: date
    evidence: Evidence


def find_anchor(document: Document, view: Tokens, telling: Iterable[int]) -> Anchor | None:
    """Return the day of the document: from its metadata, its page lines, or words that tell it; else None.

    Args:
        document: The document.
        view: Its tokens.
        telling: Tokens among which all of `BEFORE_DAY` are.
    """
    given: Any = document.metadata.get("date")
    day = iso_day(given) if isinstance(given, str) else None
    if day:
        return Anchor(day, Evidence(None, "anchor: date of the document"))
    for kind in PAGE_LINES:
        for inside in lines_of(document, kind):
            for index in inside:
                anchor = anchor_at(view, index, inside.stop, f"anchor: {kind}")
                if anchor:
                    return anchor
    for index in telling:
        if view.lower[index] not in BEFORE_DAY:
            continue
        behind = index + 1
        while behind < len(view.lower) and behind - index <= MOST_BETWEEN and view.lower[behind] in BETWEEN:
            behind += 1
        anchor = anchor_at(view, behind, len(view.lower), f"anchor: behind “{view.lower[index]}”")
        if anchor:
            return anchor
    return None


def lines_of(document: Document, kind: str) -> Iterator[range]:
    """Give the tokens of each region of a kind."""
    regions, tokens = document["regions"], document["tokens"]
    for start, end, region in zip(regions.starts, regions.ends, regions.values, strict=True):
        if region.kind == kind:
            yield tokens.range_within(start, end)


def anchor_at(view: Tokens, index: int, limit: int, rule: str) -> Anchor | None:
    """Return the day that is stated in full at a token."""
    found = read_time(view, index, limit, None) if index < limit else None
    if found is None or found[2].first is None or found[2].first != found[2].last:
        return None
    return Anchor(found[2].first, Evidence(Span(view.starts[found[0]], view.ends[found[1] - 1]), rule))
