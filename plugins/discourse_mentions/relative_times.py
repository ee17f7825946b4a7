"""Times that are told from another one ("last July", "two years ago"), durations, and sets ("every year").

Where the day of the document is not known, their values say what is open, and no day is made up.
"""

from __future__ import annotations

from datetime import date

from .calendar_words import (
    FACTORS,
    MONTHS,
    ORDINALS,
    PLURALS,
    SEASONS,
    SETS,
    SHIFTS,
    UNITS,
    VAGUE,
    WEEKDAYS,
    Reading,
    century_reading,
    duration_value,
    month_reading,
    season_reading,
    span_reading,
    unit_reading,
    weekday_reading,
)
from .time_tokens import Found, Tokens, found, number_at, unit_at, word_at

DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
ENDINGS = frozenset(("st", "nd", "rd", "th"))
EARLIEST_CENTURY, LATEST_CENTURY = 5, 22
DURING = frozenset("over in within during for through throughout across".split())
NOW = frozenset(("nowadays",))
PERIODS = frozenset(("last", "past", "next", "previous", "coming"))


def relative_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "yesterday", "last July", "this year", "next Monday", "the last two years", "earlier this month"."""
    word = view.lower[index]
    if word in NOW or word in ("these", "recent") and word_at(view, index + 1, limit) in PLURALS:
        end = index + (1 if word in NOW else 2)
        return index, end, Reading("date", "PAST_REF" if word == "recent" else "PRESENT_REF")
    if word in DAYS:
        if index and view.words[index][0].isupper() and view.words[index - 1][0].isupper():
            return None  # "USA Today"
        reading = (
            unit_reading("day", DAYS[word], anchor)
            if anchor
            else Reading("date", {"yesterday": "P-1D", "tomorrow": "P+1D"}.get(word, "PRESENT_REF"))
        )
        return found(index, index + 1, reading)
    start = index
    if word in ("earlier", "later", "early", "late", "mid") and word_at(view, index + 1, limit) in SHIFTS:
        index += 1
        word = view.lower[index]
    if is_told(view, index):
        anchor = None
    shift = SHIFTS.get(word)
    if shift is None or (
        word == "past" and start == index and index and view.lower[index - 1] not in ("the", "this", "over", "in")
    ):
        return None
    return shifted_form(view, start, index + 1, limit, anchor, shift, word) or counted_form(
        view, start, index + 1, limit, anchor, word
    )


def is_told(view: Tokens, index: int) -> bool:
    """Say whether "the next year" is the one behind a year that the text tells of; "over the next year" is ours."""
    before = view.lower[max(0, index - 2) : index]
    return view.lower[index] in ("next", "previous") and before[-1:] == ("the",) and before[0] not in DURING


def shifted_form(
    view: Tokens, start: int, index: int, limit: int, anchor: date | None, shift: int, which: str
) -> Found | None:
    behind = word_at(view, index, limit)
    if word_at(view, index + 1, limit) == "of" and behind in UNITS:
        return None  # "the last decade of the 19th century"
    if behind in ("day", "week", "month", "year", "decade", "century"):
        reading = (
            unit_reading(behind, shift, anchor)
            if anchor
            else Reading("date", f"P{shift * FACTORS.get(behind, 1):+d}{UNITS[behind]}" if shift else "PRESENT_REF")
        )
        return found(start, index + 1, reading)
    if behind in ("night", "evening", "morning", "afternoon") and which in ("last", "this"):
        reading = (
            unit_reading("day", shift, anchor) if anchor else Reading("date", "PRESENT_REF" if not shift else "P-1D")
        )
        return found(start, index + 1, reading)
    if behind in WEEKDAYS:
        reading = (
            weekday_reading(WEEKDAYS[behind], which, anchor)
            if anchor
            else Reading("date", "XXXX-WXX-" + str(WEEKDAYS[behind] + 1))
        )
        return found(start, index + 1, reading)
    if behind in SEASONS:
        reading = (
            season_reading(SEASONS[behind], season_year(anchor, SEASONS[behind], shift), inferred=True)
            if anchor
            else Reading("date", f"XXXX-{SEASONS[behind]}")
        )
        return start, index + 1, reading
    month = MONTHS.get(behind) if index < limit and view.words[index][0].isupper() else None
    if month is None:
        return None
    year = None if anchor is None else shifted_year(anchor, month, shift)
    return start, index + 1, month_reading(year, month, inferred=anchor is not None)


def season_year(anchor: date, season: str, shift: int) -> int:
    """Return the year of "last summer", which is over, of "this summer", and of "next summer", which is to come."""
    years = range(anchor.year - 2, anchor.year + 3)
    seasons = {year: season_reading(season, year, inferred=True) for year in years}
    if shift < 0:
        return max(year for year, reading in seasons.items() if reading.last and reading.last < anchor)
    if shift > 0:
        return min(year for year, reading in seasons.items() if reading.first and reading.first > anchor)
    return anchor.year


def shifted_year(anchor: date, month: int, shift: int) -> int:
    """Return the year of "last July", "this July" and "next July"."""
    if shift < 0:
        return anchor.year - (1 if month >= anchor.month else 0)
    return anchor.year + (1 if shift > 0 and month <= anchor.month else 0)


def counted_form(view: Tokens, start: int, index: int, limit: int, anchor: date | None, which: str) -> Found | None:
    """Read "the last two years", "the past several months": a duration that touches the day of the document."""
    if which not in PERIODS:
        return None
    behind = word_at(view, index, limit)
    count = number_at(view, index, limit)
    if count is None and behind not in VAGUE:
        unit = PLURALS.get(behind)
        return (start, index + 1, span_reading(None, unit, anchor, -1)) if unit else None
    unit = unit_at(view, index + 1, limit)
    if unit is None:
        return None
    direction = 1 if which in ("next", "coming") else -1
    return start, index + 2, span_reading(count, unit, anchor, direction)


def duration_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "two years", "15 days ago", "a few weeks"."""
    if view.lower[index] in PLURALS and word_at(view, index + 1, limit) == "ago":
        return index, index + 2, Reading("date", "PAST_REF")
    count = number_at(view, index, limit)
    vague = view.lower[index] in ("few", "several")
    if count is None and not vague:
        return None
    unit = unit_at(view, index + 1, limit)
    if unit is None or (
        view.lower[index] in ("a", "an") and word_at(view, index + 2, limit) not in ("ago", "earlier", "later")
    ):
        return None
    end = index + 2
    if word_at(view, end, limit) == "ago" and not UNITS[unit].startswith("T"):
        reading = unit_reading(unit, -count, anchor) if anchor and count is not None else Reading("date", "PAST_REF")
        return found(index, end + 1, reading)
    return index, end, Reading("duration", duration_value(count, unit))


def century_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "19th century", "the nineteenth century"."""
    word = view.lower[index]
    number = ORDINALS.get(word) or (int(word[:-2]) if word[-2:] in ENDINGS and word[:-2].isdecimal() else 0)
    behind = index + 1 + (word_at(view, index + 1, limit) == "-")
    return (index, behind + 1, century_reading(number)) if is_century(number, word_at(view, behind, limit)) else None


def is_century(number: int, word: str) -> bool:
    return word in ("century", "centuries") and EARLIEST_CENTURY <= number <= LATEST_CENTURY


def set_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "every year", "each Monday", "daily"."""
    word = view.lower[index]
    if word in SETS:  # "sold daily.", but not "a daily newspaper"
        adverb = word_at(view, index + 1, limit) in ("", ".", ",", ";", "and", "or")
        return (index, index + 1, Reading("set", SETS[word])) if adverb else None
    if word not in ("every", "each"):
        return None
    behind = word_at(view, index + 1, limit)
    if behind in WEEKDAYS:
        return index, index + 2, Reading("set", f"XXXX-WXX-{WEEKDAYS[behind] + 1}")
    if behind in UNITS and behind != "second":
        return index, index + 2, Reading("set", duration_value(1, behind))
    return None
