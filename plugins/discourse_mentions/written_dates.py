"""Dates with marks between their parts: "2019-08-01", "5/16/2003", "23/Sep/2020", "Dec-2018", "2019-Q3", "20161016".

The parts are a year of four digits, a day, and a month in letters or digits. In letters they may stand in any order. In
digits a year comes first or last; of "5/16/2003" the month is the first, of "16.5.2003" the second, as where they are
written so, and of two numbers the one above twelve is the day.
"""

from __future__ import annotations

from datetime import date

from .calendar_words import MONTHS, ORDINALS, day_reading, half_reading, month_reading, quarter_reading
from .time_tokens import Found, Tokens, word_at, year_at

MARKS = frozenset("-/.–")
LONGEST_NUMBER = 2
MOST_PARTS = 4  # one more than a date has: then it is none


def written_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read a date whose parts are tied by marks, or run together, into one or more tokens."""
    word = view.lower[index]
    if len(word) == 8 and word.isdecimal() and word.isascii():
        return whole_day(index, index + 1, [word[:4], word[4:6], word[6:]], "-")
    if word_at(view, index + 1, limit) not in MARKS and "/" not in word and "." not in word:
        return None
    parts, marks, end = tied_parts(view, index, limit)
    if len(parts) == MOST_PARTS and not can_be_part(parts[-1]):
        parts, marks, end = parts[:-1], marks[:-1], end - 2  # "2018-09-23-final"
    if len(set(marks)) != 1:
        return None
    if len(parts) == 3:
        return whole_day(index, end, parts, marks[0])
    return month_of_year(index, end, parts, marks[0]) if len(parts) == 2 else None


def tied_parts(view: Tokens, index: int, limit: int) -> tuple[list[str], list[str], int]:
    """Return the parts that marks tie without a blank, the marks, and the index behind the last part."""
    parts, marks = split(view.lower[index])
    while (
        len(parts) < MOST_PARTS
        and word_at(view, index + 1, limit) in MARKS
        and index + 2 < limit
        and view.starts[index + 2] - view.ends[index] == 1
    ):
        more, inner = split(view.lower[index + 2])
        marks += [view.lower[index + 1], *inner]
        parts += more
        index += 2
    return parts, marks, index + 1


def split(word: str) -> tuple[list[str], list[str]]:
    """Cut "5/16/2003", which is one token, into its numbers and marks."""
    for mark in "/.":
        pieces = word.split(mark)
        if len(pieces) > 1 and all(piece.isdecimal() and piece.isascii() for piece in pieces):
            return pieces, [mark] * (len(pieces) - 1)
    return [word], []


def whole_day(start: int, end: int, parts: list[str], mark: str) -> Found | None:
    """Read three parts as a day."""
    years = [part for part in parts if is_year(part)]
    named = [MONTHS[part] for part in parts if part in MONTHS]
    numbers = [int(part) for part in parts if is_number(part)]
    if len(years) != 1 or len(numbers) + len(named) != 2 or len(named) > 1:
        return None
    if named:
        reading = day_reading(int(years[0]), named[0], numbers[0])
    else:
        if is_year(parts[1]):
            return None
        first, second = numbers
        day_first = not is_year(parts[0]) and (first > 12 or mark == ".")
        month, day = (second, first) if day_first else (first, second)
        reading = day_reading(int(years[0]), month, day) if 1 <= month <= 12 else None
    return (start, end, reading) if reading else None


def month_of_year(start: int, end: int, parts: list[str], mark: str) -> Found | None:
    """Read two parts as a month, a quarter or a half of a year; "2011-12" is two years."""
    year = next((part for part in parts if is_year(part)), None)
    if year is None:
        return None
    other = parts[1] if parts[0] == year else parts[0]
    if other in MONTHS:
        return start, end, month_reading(int(year), MONTHS[other])
    if other in QUARTERS:
        return start, end, quarter_reading(int(year), QUARTERS[other])
    if other in HALVES:
        return start, end, half_reading(int(year), HALVES[other])
    is_month = is_number(other) and 1 <= int(other) <= 12 and mark in "-/"
    if not is_month or parts[0] == year and int(other) == (int(year) + 1) % 100:
        return None
    return start, end, month_reading(int(year), int(other))


QUARTERS = {f"q{number}": number for number in range(1, 5)}
HALVES = {f"h{number}": number for number in range(1, 3)}


def is_year(part: str) -> bool:
    return len(part) == 4 and part.isdecimal() and part.isascii() and "1400" <= part <= "2199"


def is_number(part: str) -> bool:
    return 1 <= len(part) <= LONGEST_NUMBER and part.isdecimal() and part.isascii()


def can_be_part(part: str) -> bool:
    return is_year(part) or is_number(part) or part in MONTHS


def part_of_year_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "Q3 2019", "the third quarter of 2019", "the first half of 2014", "the third month of 2021"."""
    word = view.lower[index]
    if word in QUARTERS:
        of = 1 if word_at(view, index + 1, limit) == "of" else 0
        year = year_at(view, index + 1 + of, limit)
        return (index, index + 2 + of, quarter_reading(year, QUARTERS[word])) if year else None
    number = ORDINALS.get(word)
    year = year_at(view, index + 3, limit)
    if number is None or year is None or word_at(view, index + 2, limit) not in ("of", "in"):
        return None
    unit = view.lower[index + 1]
    if unit == "quarter" and number <= 4:
        return index, index + 4, quarter_reading(year, number)
    if unit == "half" and number <= 2:
        return index, index + 4, half_reading(year, number)
    return (index, index + 4, month_reading(year, number)) if unit == "month" and number <= 12 else None
