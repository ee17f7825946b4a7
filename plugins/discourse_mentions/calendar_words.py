"""The words of the calendar, and the days that they name.

A `Reading` is what a time expression means before it is put on the page: a TIMEX3-like value, and its first and last
day if they are known.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

import attrs

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan jan.", "february feb feb.", "march mar mar.", "april apr apr.", "may", "june jun jun.",
         "july jul jul.", "august aug aug.", "september sept sept. sep sep.", "october oct oct.",
         "november nov nov.", "december dec dec."), start=1,
    )
    for name in names.split()
}  # fmt: skip
AMBIGUOUS_MONTHS = frozenset("may march mar jan dec sep jun august".split())  # also words or names
WEEKDAYS = {name: i for i, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
UNITS = {
    "day": "D",
    "week": "W",
    "month": "M",
    "year": "Y",
    "decade": "Y",
    "century": "Y",
    "hour": "TH",
    "minute": "TM",
    "second": "TS",
}
PLURALS = {f"{unit}s": unit for unit in UNITS if unit != "century"} | {"centuries": "century"}
FACTORS = {"decade": 10, "century": 100}
NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(), start=1,
    )
} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50}  # fmt: skip
ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(), start=1,
    )
} | {"thirtieth": 30}  # fmt: skip
LAST_CENTURY = 9900  # years; the next ends behind the last that the calendar has
DECADES = {
    name: 1900 + 10 * tens
    for tens, name in enumerate(
        "twenties thirties forties fifties sixties seventies eighties nineties".split(), start=2
    )
}
VAGUE = frozenset("few several many couple recent".split())
SHIFTS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
SETS = {"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "annually": "P1Y", "yearly": "P1Y"}


@attrs.frozen
class Reading:
    """What a time expression means.

    Args:
        kind: As in `TimeExpression`.
        value: TIMEX3-like value.
        first: Its first day, or None.
        last: Its last day, or None.
        inferred: Whether the days follow from something outside of the words.
    """

    kind: Literal["date", "time", "duration", "set"]
    value: str
    first: date | None = None
    last: date | None = None
    inferred: bool = False


def day_reading(year: int | None, month: int, day: int, *, inferred: bool = False) -> Reading | None:
    """Return one day, None if there is no such day."""
    longest = 29 if year is None and month == 2 else monthrange(year or 2001, month)[1]
    if not 1 <= day <= longest:
        return None
    if year is None:
        return Reading("date", f"XXXX-{month:02}-{day:02}")
    found = date(year, month, day)
    return Reading("date", found.isoformat(), found, found, inferred)


def month_reading(year: int | None, month: int, *, inferred: bool = False) -> Reading:
    if year is None:
        return Reading("date", f"XXXX-{month:02}")
    first, last = month_days(year, month)
    return Reading("date", f"{year:04}-{month:02}", first, last, inferred)


def month_days(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def year_reading(year: int, *, inferred: bool = False) -> Reading:
    return Reading("date", f"{year:04}", date(year, 1, 1), date(year, 12, 31), inferred)


def quarter_reading(year: int, quarter: int) -> Reading:
    first = date(year, 3 * quarter - 2, 1)
    return Reading("date", f"{year:04}-Q{quarter}", first, month_days(year, 3 * quarter)[1])


def half_reading(year: int, half: int) -> Reading:
    first = date(year, 6 * half - 5, 1)
    return Reading("date", f"{year:04}-H{half}", first, month_days(year, 6 * half)[1])


def decade_reading(year: int) -> Reading:
    return Reading("date", f"{year // 10}X", date(year, 1, 1), date(year + 9, 12, 31))


def century_reading(number: int) -> Reading:
    """Return a century by its number: the 19th is "18", from 1801 to 1900."""
    first = 100 * number - 99
    return Reading("date", f"{number - 1:02}", date(first, 1, 1), date(first + 99, 12, 31))


def unit_reading(unit: str, shift: int, anchor: date) -> Reading | None:
    """Return the calendar unit that lies some units from the anchor: "last month" is ("month", -1)."""
    if unit == "day":
        found = shifted_days(anchor, shift)
        return None if found is None else Reading("date", found.isoformat(), found, found, inferred=True)
    if unit == "week":
        monday = shifted_days(anchor, 7 * shift - anchor.weekday())
        if monday is None:
            return None
        year, week, _ = monday.isocalendar()
        return Reading("date", f"{year}-W{week:02}", monday, shifted_days(monday, 6), inferred=True)
    if unit == "month":
        years, month = divmod(anchor.year * 12 + anchor.month - 1 + shift, 12)
        return month_reading(years, month + 1, inferred=True) if 1 <= years <= 9999 else None
    year = anchor.year + shift * FACTORS.get(unit, 1)
    if not 1 <= year <= 9990:
        return None
    if unit == "decade":
        first = year // 10 * 10
        return attrs.evolve(decade_reading(first), inferred=True) if first else None
    if unit == "century":
        return attrs.evolve(century_reading(year // 100 + 1), inferred=True) if year < LAST_CENTURY else None
    return year_reading(year, inferred=True)


def shifted_days(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def weekday_reading(weekday: int, which: str, anchor: date) -> Reading | None:
    """Return the weekday before the anchor ("on Friday", "last Friday"), or behind it ("next Friday")."""
    back = (anchor.weekday() - weekday) % 7
    days = 7 - back if which == "next" else -(back or (7 if which == "last" else 0))
    found = shifted_days(anchor, days)
    return None if found is None else Reading("date", found.isoformat(), found, found, inferred=True)


def season_reading(season: str, year: int, *, inferred: bool) -> Reading:
    """Return a season by the months that it is named for in the northern hemisphere; winter begins in its year."""
    months = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}[season]
    last_year = year + (1 if season == "WI" else 0)
    last = month_days(last_year, months[1])[1]
    return Reading("date", f"{year:04}-{season}", date(year, months[0], 1), last, inferred)


def duration_value(count: int | None, unit: str) -> str:
    """Return a TIMEX3 duration: "P2Y", "PXD" for an unknown number of days."""
    code = UNITS[unit]
    number = "X" if count is None else str(count * FACTORS.get(unit, 1))
    return f"PT{number}{code[1]}" if code.startswith("T") else f"P{number}{code}"


def span_reading(count: int | None, unit: str, anchor: date | None, direction: int) -> Reading:
    """Return a period of some units that ends (or begins) at the anchor: "the last two years"."""
    value = duration_value(count, unit)
    if anchor is None or count is None or UNITS[unit].startswith("T"):
        return Reading("duration", value)
    other = add_units(anchor, direction * count, unit)
    if other is None:
        return Reading("duration", value)
    first, last = sorted((anchor, other))
    return Reading("duration", value, first, last, inferred=True)


def add_units(day: date, count: int, unit: str) -> date | None:
    """Return the day some units away, the last of its month if that is shorter."""
    if unit in ("day", "week"):
        return shifted_days(day, count * (7 if unit == "week" else 1))
    months = count * (1 if unit == "month" else 12 * FACTORS.get(unit, 1))
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
