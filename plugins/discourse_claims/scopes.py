"""Time scopes: the time that a claim speaks of.

The nearest fitting time expression of the sentence: one that follows ("14 in the year 2014", "since 2013") is preferred
to one that precedes, and one that another number already stands next to is taken last.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from discourse import Document, Layer
from discourse_mentions import TimeExpression

from . import TimeScope

_BEHIND = 25  # characters by which a time before the number counts as further away than one behind it
_ACROSS = 60  # the same for each other number in between
_SINCE = re.compile(
    r"\bsince (?:[^\d,.;:()]{1,45} )?$|\b(?:starting|beginning) (?:in |on )?$",
    re.IGNORECASE,
)
_LONGEST_SINCE = 60  # characters
_AT_BEGINNING = 30  # characters of a sentence: a time there is that of all of it
_OF_TIMES = (
    "start|beginning|end|middle|close|spring|summer|autumn|fall|winter|months?|quarters?|hal(?:f|ves)|years?|weeks?|days?"
    "|course|part|rest|morning|night|evening|early|late|mid|out|because|instead|ahead|as"
)
_OF_ANOTHER = re.compile(rf"\b(?!(?:{_OF_TIMES})\b)[^\W\d_]+ of (?:the )?$")
"""Before a time that is another noun's: "the policies of the 1980s", but not "the start of 2014"."""
_CLAUSE = re.compile(
    r";| -- |—|, (?:and|but|while|which|who|where|when|as) |\b(?:while|whereas|although|because|than|compared|versus)\b"
    r"|, (?:well )?(?:above|below)\b"
)
"""What parts a number from a time of another clause, or of the number it is compared with."""
_FURTHEST = 240


class ScopeReading(NamedTuple):
    """A time scope and where its words stand."""

    scope: TimeScope
    start: int
    end: int


class Times:
    """The time expressions of a document, for look-up by position.

    Args:
        document: A document with the layer `times`.
    """

    def __init__(self, document: Document) -> None:
        layer: Layer[TimeExpression] = document.layer("times", TimeExpression)
        self._text = document.text
        self._starts, self._ends, self._values = layer.starts, layer.ends, layer.values

    def covering(self, start: int, end: int) -> TimeExpression | None:
        """Return the first time expression that covers a stretch."""
        at = bisect_left(self._starts, start + 1) - 1
        for i in range(at, max(at - 3, -1), -1):
            if self._ends[i] >= end:
                return self._values[i]
        return None

    def scope(self, start: int, end: int, sentence: tuple[int, int], numbers: Sequence[int]) -> ScopeReading | None:
        """Return the time that a claim speaks of.

        Args:
            start: Where the claim begins.
            end: Where it ends.
            sentence: Bounds of its sentence.
            numbers: Where the claims of the sentence begin, in order.
        """
        best, nearest = None, _FURTHEST
        first_near = bisect_left(self._starts, max(sentence[0], start - _FURTHEST))
        end_near = bisect_left(self._starts, min(sentence[1], end + _FURTHEST))
        for i in range(first_near, end_near):
            value = self._values[i]
            if value.kind == "set" or (value.kind == "duration" and not _is_bounded(value)):
                continue
            if not self._reaches(start, end, sentence[0], self._starts[i], self._ends[i]):
                continue
            distance = _distance(start, end, self._starts[i], self._ends[i], numbers)
            if distance < nearest:
                best, nearest = i, distance
        if best is None or not _is_bounded(self._values[best]):
            return None  # "between January and May" of an unknown year is nearer than a year that belongs elsewhere
        value, first, last = self._values[best], self._starts[best], self._ends[best]
        open_ended = _SINCE.search(self._text[max(0, first - _LONGEST_SINCE) : first]) is not None
        return ScopeReading(TimeScope(value.start, None if open_ended else value.end, value.inferred), first, last)

    def _reaches(self, start: int, end: int, sentence: int, first: int, last: int) -> bool:
        """Say whether a time can be that of a number: in its clause, or at the beginning of the sentence."""
        own = first >= end and self._text[end:first].split() in (["of"], ["of", "the"])  # "three cases of 2014"
        if not own and _OF_ANOTHER.search(self._text[max(sentence, first - _LONGEST_SINCE) : first]):
            return False
        if first - sentence <= _AT_BEGINNING:
            return True
        between = self._text[end:first] if first >= end else self._text[last:start]
        return not _CLAUSE.search(between)


def _is_bounded(time: TimeExpression) -> bool:
    return time.start is not None or time.end is not None


def _distance(start: int, end: int, first: int, last: int, numbers: Sequence[int]) -> int:
    if first < end and start < last:
        return 0
    left, right = (end, first) if first >= end else (last, start)
    across = bisect_left(numbers, right) - bisect_left(numbers, left)
    return right - left + (_BEHIND if first < start else 0) + _ACROSS * across
