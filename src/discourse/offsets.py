"""Offsets in other units: from code points to UTF-16 units or UTF-8 bytes, and back.

A `Span` counts code points, as Python does. JavaScript, Java and C# count UTF-16 units; Rust, Go and most databases
count bytes. An `OffsetMap` reads a text once and then translates in logarithmic time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate
from typing import Literal

from .errors import OptionError, TextError

Unit = Literal["codepoints", "utf-16", "utf-8"]

WIDE = {"utf-16": re.compile("[\U00010000-\U0010ffff]"), "utf-8": re.compile(r"[^\x00-\x7f]")}
UNITS: tuple[Unit, ...] = ("codepoints", "utf-16", "utf-8")


class OffsetMap:
    """Translates offsets of one text.

    Args:
        text: The text.
        unit: "codepoints", "utf-16" (units of two bytes) or "utf-8" (bytes).

    Raises:
        OptionError: For another unit.

    Example:
        >>> offsets = OffsetMap("a 🙂 b", "utf-16")
        >>> offsets.to_unit(3), offsets.from_unit(4)
        (4, 3)
    """

    def __init__(self, text: str, unit: Unit) -> None:
        if unit not in UNITS:
            raise OptionError(f"offsets are counted in {', '.join(map(repr, UNITS))}, not {unit!r}")
        self.unit = unit
        wide = list(WIDE[unit].finditer(text)) if unit != "codepoints" and not text.isascii() else []
        self._places = [match.start() for match in wide]  # of the characters that are more than one unit
        self._surplus = [0, *accumulate(units_of(match[0], unit) - 1 for match in wide)]  # of those before
        self._starts = [place + more for place, more in zip(self._places, self._surplus, strict=False)]
        self._length = len(text)

    def __len__(self) -> int:
        """Return the length of the text in the unit."""
        return self._length + self._surplus[-1]

    def to_unit(self, offset: int) -> int:
        """Return the offset in the unit of an offset in code points.

        Raises:
            TextError: If it lies outside the text.
        """
        self._check(offset, self._length, "code points")
        return offset + self._surplus[bisect_left(self._places, offset)]

    def from_unit(self, offset: int) -> int:
        """Return the offset in code points of an offset in the unit.

        Raises:
            TextError: If it lies outside the text or in the middle of a character.
        """
        self._check(offset, len(self), f"{self.unit} units")
        before = bisect_left(self._starts, offset)
        found = offset - self._surplus[before]
        if before and found <= self._places[before - 1]:
            raise TextError(
                f"offset {offset} in {self.unit} units lies in the middle of the character at code point "
                f"{self._places[before - 1]}"
            )
        return found

    def _check(self, offset: int, length: int, unit: str) -> None:
        if type(offset) is not int or not 0 <= offset <= length:
            raise TextError(f"an offset in this text is a whole number from 0 to {length} {unit}, not {offset!r}")


def units_of(character: str, unit: str) -> int:
    return 2 if unit == "utf-16" else len(character.encode())
