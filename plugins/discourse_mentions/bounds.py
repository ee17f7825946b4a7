"""What the word before a time makes of its bounds: "since 2013" is open to the end, "until May" to the beginning."""

from __future__ import annotations

import attrs

from .calendar_words import Reading, shifted_days
from .time_tokens import Tokens

SINCE, UNTIL, BEFORE, AFTER = "since", "until", "before", "after"
OPENINGS = {"since": SINCE, "until": UNTIL, "till": UNTIL, "by": UNTIL, "before": BEFORE, "after": AFTER}
PASSED_OVER = frozenset(("about", "around", "at", "least", "early", "late", "mid", "-", "roughly"))
MOST_PASSED = 2


def opening_before(view: Tokens, start: int, reading: Reading) -> int | None:
    """Return the token that opens the bounds of a time: the word before it, or before "about", "at least".

    "Since the 2008 crisis" is not since 2008: behind "the" a year tells of what something is, a decade when it was.
    """
    index = start - 1
    if index >= 0 and view.lower[index] == "the" and reading.value.endswith("X"):
        index -= 1
    for _ in range(MOST_PASSED):
        if index >= 0 and view.lower[index] in PASSED_OVER:
            index -= 1
    return index if index >= 0 and view.lower[index] in OPENINGS else None


def opened(reading: Reading, word: str) -> Reading:
    """Return a reading with the bounds that the word before it gives: None where they are open."""
    if reading.first is None or reading.last is None or "/" in reading.value or reading.kind != "date":
        return reading
    how = OPENINGS[word]
    if how == SINCE:
        return attrs.evolve(reading, last=None)
    if how == UNTIL:
        return attrs.evolve(reading, first=None)
    if how == BEFORE:
        return attrs.evolve(reading, first=None, last=shifted_days(reading.first, -1))
    return attrs.evolve(reading, first=shifted_days(reading.last, 1), last=None)
