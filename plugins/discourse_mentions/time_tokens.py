"""What the forms of time expressions read: the tokens of a document, and numbers, days and years at a token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import attrs

from .calendar_words import (
    NUMBERS,
    PLURALS,
    UNITS,
    Reading,
)

FIRST_YEAR, LAST_YEAR = 1400, 2199


@attrs.frozen
class Tokens:
    """The tokens of a document, as columns."""

    words: Sequence[str]
    lower: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]


Found = tuple[int, int, Reading]


def found(start: int, end: int, reading: Reading | None) -> Found | None:
    """Return what was read from which tokens; None for a day that does not exist."""
    return None if reading is None else (start, end, reading)


Form = Callable[[Tokens, int, int, date | None], Found | None]


def word_at(view: Tokens, index: int, limit: int) -> str:
    return view.lower[index] if index < limit else ""


def number_at(view: Tokens, index: int, limit: int) -> int | None:
    word = word_at(view, index, limit)
    if word in NUMBERS:
        return NUMBERS[word]
    return int(word) if word.isdecimal() and word.isascii() and len(word) <= 4 else None


def year_at(view: Tokens, index: int, limit: int) -> int | None:
    word = word_at(view, index, limit)
    if len(word) == 4 and word.isdecimal() and word.isascii() and FIRST_YEAR <= int(word) <= LAST_YEAR:
        return int(word)
    return None


def day_at(view: Tokens, index: int, limit: int) -> int | None:
    """Return the day of a month: "16", "16th"."""
    word = word_at(view, index, limit)
    digits = word[:-2] if word[-2:] in ("st", "nd", "rd", "th") else word
    return (
        int(digits) if digits.isdecimal() and digits.isascii() and len(digits) <= 2 and 1 <= int(digits) <= 31 else None
    )


def unit_at(view: Tokens, index: int, limit: int) -> str | None:
    word = word_at(view, index, limit)
    return word if word in UNITS and word != "second" else PLURALS.get(word)


def iso_day(text: str) -> date | None:
    """Return the day at the head of an ISO date or time; None if there is none, or none of a newspaper's times."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None  # others leave no room to count from
