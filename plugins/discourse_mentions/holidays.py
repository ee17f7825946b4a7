"""Days that have a name, American and Christian ones: "Christmas 2010", "Easter 2018", "Election Day 2016".

With a year they name a day; without one they are left alone, since "before Christmas" says little of when.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from .calendar_words import Reading
from .time_tokens import Found, Tokens, word_at, year_at

Day = Callable[[int], date]
LONGEST_NAME = 4  # tokens
MONDAY, THURSDAY, SUNDAY = 0, 3, 6


def holiday_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read the name of a day with a year behind it: "Christmas Day 2010", "Easter of 2018"."""
    if view.lower[index] not in FIRST_WORDS:
        return None
    for end in range(min(limit - 1, index + LONGEST_NAME), index, -1):
        day = DAYS.get(" ".join(view.lower[index:end]))
        if day:
            tie = 1 if word_at(view, end, limit) in (",", "of", "in") else 0
            year = year_at(view, end + tie, limit)
            if year is None:
                return None
            found = day(year)
            return index, end + tie + 1, Reading("date", found.isoformat(), found, found)
    return None


def on(month: int, day: int) -> Day:
    return lambda year: date(year, month, day)


def weekday_of(month: int, weekday: int, number: int, more: int = 0) -> Day:
    """Return the so-manieth weekday of a month (the last if -1), and some days more."""

    def day(year: int) -> date:
        first, length = monthrange(year, month)
        days = list(range(1 + (weekday - first) % 7, length + 1, 7))
        return date(year, month, days[number if number < 0 else number - 1]) + timedelta(more)

    return day


def easter(more: int = 0) -> Day:
    """Return the day of the western Easter, and some days more (Butcher's algorithm, 1876)."""

    def day(year: int) -> date:
        century, rest = divmod(year, 100)
        golden = year % 19
        skipped, leap = divmod(century, 4)
        shift = (century - (century + 8) // 25 + 1) // 3
        epact = (19 * golden + century - skipped - shift + 15) % 30
        weekday = (32 + 2 * leap + 2 * (rest // 4) - epact - rest % 4) % 7
        month_and_day = epact + weekday - 7 * ((golden + 11 * epact + 22 * weekday) // 451) + 114
        return date(year, month_and_day // 31, month_and_day % 31 + 1) + timedelta(more)

    return day


NAMES: dict[str, Day] = {
    "new year's day, new years day, new year's": on(1, 1),
    "new year's eve, new years eve": on(12, 31),
    "martin luther king day, mlk day": weekday_of(1, MONDAY, 3),
    "valentine's day": on(2, 14),
    "presidents day, presidents' day": weekday_of(2, MONDAY, 3),
    "international women's day": on(3, 8),
    "st. patrick's day, saint patrick's day, saint patrick": on(3, 17),
    "ash wednesday": easter(-46),
    "palm sunday": easter(-7),
    "good friday": easter(-2),
    "easter, easter sunday": easter(),
    "easter monday": easter(1),
    "pentecost": easter(49),
    "earth day": on(4, 22),
    "may day": on(5, 1),
    "mother's day": weekday_of(5, SUNDAY, 2),
    "memorial day": weekday_of(5, MONDAY, -1),
    "father's day": weekday_of(6, SUNDAY, 3),
    "juneteenth": on(6, 19),
    "independence day": on(7, 4),
    "bastille day": on(7, 14),
    "labor day": weekday_of(9, MONDAY, 1),
    "columbus day": weekday_of(10, MONDAY, 2),
    "halloween": on(10, 31),
    "election day": weekday_of(11, MONDAY, 1, more=1),
    "veterans day, armistice day, remembrance day": on(11, 11),
    "thanksgiving, thanksgiving day": weekday_of(11, THURSDAY, 4),
    "black friday": weekday_of(11, THURSDAY, 4, more=1),
    "christmas eve": on(12, 24),
    "christmas, christmas day": on(12, 25),
    "boxing day": on(12, 26),
}
DAYS = {
    name.strip().replace("'s", " 's").replace("s' ", "s ' "): day
    for names, day in NAMES.items()
    for name in names.split(",")
}
FIRST_WORDS = frozenset(name.split()[0] for name in DAYS)
