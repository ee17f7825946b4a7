"""Intervals: how far a stated number may be from the true one, and arithmetic that keeps it.

A number in a newspaper is rounded: "7.36bn" is anything from 7.355 to 7.365 billion, "about 200" more still. Checks
compare intervals, so that rounding is never a contradiction. The rule is that of the significant digits: half a unit
of the last digit that is written, of a round number half a unit of its last digit that is no zero.
"""

from __future__ import annotations

import re
from math import inf, isinf

import attrs

from .. import NumericClaim

_DIGITS = re.compile(r"(\d[\d,  ]*)(?:\.(\d+))?")
_APPROXIMATE = 0.1  # of the number, for "about" and "nearly"
_APPROXIMATE_OF = {"percentage": 0.03, "ratio": 0.15}
_WORDS = 0.05  # of the number, for one in words with a scale: "three million"
_ROUND = 1000  # from here on a whole number may be a round one
_HALF = 1.1  # that a half is rounded up or down, and what is rounded was rounded before
_PARTS = 0.03  # for "a third", "half"; of the whole


@attrs.frozen
class Interval:
    """All numbers from `low` to `high`; either may be infinite."""

    low: float
    high: float

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def scaled(self, factor: float) -> Interval:
        """Return all numbers times a factor above zero."""
        return Interval(self.low * factor, self.high * factor)

    def over(self, other: Interval) -> Interval | None:
        """Return what part of another this is; None if the other may be zero or less, or this less than zero."""
        if other.low <= 0 or self.low < 0:
            return None
        return Interval(0.0 if isinf(other.high) else self.low / other.high, self.high / other.low)

    def negative(self) -> Interval:
        return Interval(-self.high, -self.low)

    def meets(self, other: Interval) -> bool:
        slack = 1e-9 * max(1.0, *(abs(x) for x in (self.low, self.high, other.low, other.high) if not isinf(x)))
        return self.low <= other.high + slack and other.low <= self.high + slack

    def below(self, other: Interval) -> bool:
        """Say whether all of this is less than all of another."""
        return self.high < other.low and not self.meets(other)


def interval_of(claim: NumericClaim, numeral: str) -> Interval | None:
    """Return between which numbers the true one lies, if the claim is right; None if nothing bounds it."""
    if claim.low is None and claim.high is None:
        return None
    low = -inf if claim.low is None else claim.low
    high = inf if claim.high is None else claim.high
    low, high = min(low, high), max(low, high)
    error = _error(claim, numeral, low if isinf(high) else high)
    if claim.modifier in ("at_least", "more_than"):
        return Interval(low - error, inf)
    if claim.modifier in ("at_most", "less_than"):
        return Interval(-inf, high + error)
    return Interval(low - error, high + error)


def _error(claim: NumericClaim, numeral: str, value: float) -> float:
    """Return how far rounding may have moved a number."""
    if claim.kind == "ratio":
        error = _PARTS
    elif claim.kind == "multiple":
        error = _APPROXIMATE * abs(value)
    else:
        error = _rounding(numeral, value, claim.kind == "count")
    if claim.modifier != "approximate":
        return error
    return max(error, abs(value) * _APPROXIMATE_OF.get(claim.kind, _APPROXIMATE))


def _rounding(numeral: str, value: float, counts: bool) -> float:
    *_, last = _DIGITS.finditer(numeral) if _DIGITS.search(numeral) else (None,)
    if last is None:
        return 0.0 if abs(value) < _ROUND else _WORDS * abs(value)
    whole, decimals = re.sub(r"\D", "", last[1]), last[2] or ""
    written = float(f"{whole}.{decimals or 0}")
    scale = abs(value) / written if written else 1.0
    if decimals:
        return 0.5 * _HALF * 10.0 ** -len(decimals) * scale
    if scale > 1.5 or (abs(value) >= _ROUND and whole.endswith("00")):
        zeros = len(whole) - len(whole.rstrip("0"))
        return 0.5 * 10.0 ** min(zeros, len(whole) - 1) * scale
    return 0.0 if counts else 0.5 * _HALF
