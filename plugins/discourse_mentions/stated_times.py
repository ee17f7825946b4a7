"""Times that are stated: days, months, years, decades, clock times, weekdays and seasons.

Each form is a function that returns its bounds in tokens and its `Reading`, or None where it does not begin.
"""

from __future__ import annotations

from datetime import date

from .calendar_words import (
    AMBIGUOUS_MONTHS,
    DECADES,
    MONTHS,
    ORDINALS,
    SEASONS,
    SHIFTS,
    WEEKDAYS,
    Reading,
    century_reading,
    day_reading,
    decade_reading,
    month_reading,
    season_reading,
    weekday_reading,
    year_reading,
)
from .time_tokens import FIRST_YEAR, Found, Tokens, day_at, found, word_at, year_at
from .written_dates import written_form

BEFORE_YEARS = frozenset(
    "in since by until till from of during after before year years between and to through early late mid around circa "
    "about till election elections ( fall spring summer autumn winter".split()
)
AMOUNTS = frozenset("average total mean median sum maximum minimum".split())
STRONG = frozenset("in since by until till during year early late mid circa".split())
COMPARED = frozenset("later earlier year".split())  # "later than 2018", "year greater than 2018"
APOSTROPHES = ("'", "’", "‘")
FIRST_OF_LAST_CENTURY = 20  # "'20s" and later are of the 20th century, "'14" of the 21st
KNOWN_DAYS = {"9/11": date(2001, 9, 11)}
MONTHS_AHEAD, MOST_AHEAD = 2, 9  # that a month without a year may be to come: as a rule, and where words say so
NEAR = 3  # tokens
TO_COME = frozenset("will shall election elections midterm midterms upcoming coming scheduled deadline".split())
COUNTED = frozenset(
    "people men women children troops percent per dollars euros pounds miles km feet points jobs - million billion "
    "thousand hundred".split()
)
BEHIND_MONTHS = frozenset(
    "in since by until till during last this next of early late mid from between to and every through before after "
    "around on".split()
)
LAST_HUNDREDS = 1900  # "the 1900s" may be ten years
PARTS_OF_NAMES = frozenset("evening morning night".split())
OPENING_BRACKETS, CLOSING_BRACKETS = frozenset("[("), frozenset("])")
MERIDIEM = frozenset(("a.m.", "p.m.", "am", "pm", "a.m", "p.m"))
ZONES = frozenset(("edt", "est", "et", "gmt", "utc", "pst", "pdt", "bst", "cet", "local"))


def month_at(view: Tokens, index: int, limit: int) -> int | None:
    """Return the month that a token names; "may" and "march" need a capital and a companion."""
    word = word_at(view, index, limit)
    if word not in MONTHS:
        return None
    if word in AMBIGUOUS_MONTHS:
        before = view.lower[index - 1] if index else ""
        behind = index + 1 + (word_at(view, index + 1, limit) == ",")
        dated = day_at(view, index + 1, limit) or year_at(view, behind, limit) or ordinal_day(view, index + 1, limit)
        companion = dated or before in BEHIND_MONTHS or (index and day_at(view, index - 1, limit))
        if not (companion and view.words[index][0].isupper()):
            return None
    return MONTHS[word]


def month_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "May 16, 2003", "May 16", "May 2003", "May 16-18, 2003", "May"."""
    month = month_at(view, index, limit)
    if month is None:
        return None
    day = day_at(view, index + 1, limit) or ordinal_day(view, index + 1, limit)
    if day is not None and not is_year_like(view, index + 1, limit):
        behind = index + 2
        last_day = day_at(view, behind + 1, limit) if word_at(view, behind, limit) in ("-", "–") else None
        behind += 2 if last_day else 0
        comma = 1 if word_at(view, behind, limit) in (",", "of") else 0
        year = year_at(view, behind + comma, limit)
        if year is not None:
            return found(index, behind + comma + 1, days_reading(year, month, day, last_day, inferred=False))
        reading = days_reading(nearest_year(anchor, month), month, day, last_day, inferred=True)
        return found(index, behind, reading)
    comma = 1 if word_at(view, index + 1, limit) in (",", "of") else 0
    year = year_at(view, index + 1 + comma, limit)
    if year is not None:
        return index, index + 2 + comma, month_reading(year, month)
    relative = relative_year(view, index + 1, limit, anchor)
    if relative:
        return index, relative[0], month_reading(relative[1], month, inferred=True)
    most = MOST_AHEAD if is_to_come(view, index, limit) else MONTHS_AHEAD
    year = nearest_year(anchor, month, most)
    return index, index + 1, month_reading(year, month, inferred=anchor is not None)


def is_to_come(view: Tokens, index: int, limit: int) -> bool:
    """Say whether words beside a month speak of what is to come: "the November election could be stolen"."""
    around = (*view.lower[max(0, index - NEAR) : index], *view.lower[index + 1 : min(limit, index + 1 + NEAR)])
    return not TO_COME.isdisjoint(around)


def ordinal_day(view: Tokens, index: int, limit: int) -> int | None:
    """Return the day that a word names where a year follows: "first, 2019"."""
    behind = index + 1 + (word_at(view, index + 1, limit) == ",")
    return ORDINALS.get(word_at(view, index, limit)) if year_at(view, behind, limit) else None


def days_reading(year: int | None, month: int, first: int, last: int | None, *, inferred: bool) -> Reading | None:
    """Return a day of a month, or the days from one to another: "May 16-18"."""
    opened = day_reading(year, month, first, inferred=inferred)
    closed = day_reading(year, month, last, inferred=inferred) if last else None
    return span_of(opened, closed) if opened and closed and last and first < last else opened


def is_year_like(view: Tokens, index: int, limit: int) -> bool:
    return year_at(view, index, limit) is not None


def nearest_year(anchor: date | None, month: int, most: int = MONTHS_AHEAD) -> int | None:
    """Return the year of the month that begins at most some months behind the anchor's, or else lies before it."""
    if anchor is None:
        return None
    ahead = (month - anchor.month) % 12
    if ahead <= most:
        return anchor.year + (1 if month < anchor.month else 0)
    return anchor.year - (1 if month > anchor.month else 0)


def day_month_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "16 May 2003", "16th of May", "fourth of July"."""
    of = 1 if word_at(view, index + 1, limit) == "of" else 0
    day = day_at(view, index, limit) or (ORDINALS.get(view.lower[index]) if of else None)
    if day is None:
        return None
    month = month_at(view, index + 1 + of, limit)
    if month is None:
        return None
    behind = index + 2 + of
    comma = 1 if word_at(view, behind, limit) in (",", "of", "in") else 0
    year = year_at(view, behind + comma, limit)
    if year is not None:
        reading = day_reading(year, month, day)
        return found(index, behind + comma + 1, reading)
    reading = day_reading(nearest_year(anchor, month), month, day, inferred=True)
    return found(index, behind, reading)


def clock_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "10:30", "3 p.m.", "five o'clock"."""
    word = view.lower[index]
    hour, colon, minute = word.partition(":")
    meridiem = word_at(view, index + 1, limit)
    if not (hour.isdecimal() and hour.isascii() and len(hour) <= 2 and int(hour) <= 24):
        return None
    if colon and not (minute[:2].isdecimal() and minute.isascii() and len(minute) in (2, 5) and int(minute[:2]) < 60):
        return None
    if index and view.lower[index - 1] in OPENING_BRACKETS and meridiem in CLOSING_BRACKETS:
        return None  # the length of a film: "[02:24]"
    if meridiem in MERIDIEM or meridiem == "o'clock":
        value = int(hour) % 12 + (12 if meridiem.startswith("p") else 0) if meridiem != "o'clock" else int(hour)
        end = index + 2
    elif colon:
        value, end = int(hour), index + 1
    else:
        return None
    if word_at(view, end, limit) in ZONES:
        end += 1
    return index, end, Reading("time", f"T{value:02}:{minute[:2] or '00'}")


def year_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "2014", "2003-2005", "the 1990s", "the year 2014": a number of four digits where a year can stand."""
    word = view.lower[index]
    if len(word) in (5, 6) and word[:4].isdecimal() and word[3] == "0" and word[4:] in ("s", "'s"):
        return index, index + 1, years_reading(int(word[:4]))
    shortened = short_form(view, index)
    if shortened:
        return shortened
    year = year_at(view, index, limit)
    if year is None or not can_be_year(view, index, limit):
        return None
    start = index - 1 if index and view.lower[index - 1] == "year" else index
    if word_at(view, index + 1, limit) in ("-", "–", "/"):
        last = year_at(view, index + 2, limit)
        if last is None:
            short = word_at(view, index + 2, limit)
            last = int(word[:2] + short) if len(short) == 2 and short.isdecimal() and short.isascii() else None
        if last is not None and year < last <= year + 200:
            return start, index + 3, span_of(year_reading(year), year_reading(last))
    month = MONTHS.get(word_at(view, index + 1, limit))
    if month and word_at(view, index + 2, limit) in ("", ".", ",", ";"):  # "in 2017 April"
        return start, index + 2, month_reading(year, month)
    return start, index + 1, year_reading(year)


def years_reading(year: int) -> Reading:
    """Return "the 1990s" as a decade, and "the 1700s" as a century."""
    if year % 100 == 0 and FIRST_YEAR <= year < LAST_HUNDREDS:
        return century_reading(year // 100 + 1)
    return decade_reading(year) if year else year_reading(1)


def short_form(view: Tokens, index: int) -> Found | None:
    """Read "the '60s", "in '98", "9/11"."""
    word = view.lower[index]
    if word in KNOWN_DAYS:
        day = KNOWN_DAYS[word]
        return index, index + 1, Reading("date", day.isoformat(), day, day)
    mark = view.lower[index - 1] if index else ""
    before = view.lower[index - 2] if index > 1 else ""
    if not (len(word) in (2, 3) and word[:2].isdecimal() and word.isascii()):
        return None
    year = int(word[:2]) + (1900 if int(word[:2]) >= FIRST_OF_LAST_CENTURY else 2000)
    if word[2:] == "s" and word[1] == "0" and (mark in APOSTROPHES or mark == "the"):
        return index - (mark in APOSTROPHES), index + 1, decade_reading(year)
    touches = mark in APOSTROPHES and view.ends[index - 1] == view.starts[index]
    is_year = len(word) == 2 and touches and before in BEFORE_YEARS
    return (index - 1, index + 1, year_reading(year)) if is_year else None


def decade_word_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "the sixties", which are not "her sixties"."""
    decade = DECADES.get(view.lower[index])
    return (index, index + 1, decade_reading(decade)) if decade and index and view.lower[index - 1] == "the" else None


def can_be_year(view: Tokens, index: int, limit: int) -> bool:
    """Say whether a number of four digits is a year rather than an amount: by the words beside it."""
    before = view.lower[index - 1] if index else ""
    behind = word_at(view, index + 1, limit)
    if before == "than" and COMPARED.intersection(view.lower[max(0, index - 3) : index]):
        return True
    if before in ("$", "€", "£", "¥", "no.", "nos.", "#", "than", "page") or behind in ("%", "°"):
        return False
    second = view.lower[index - 2] if index > 1 else ""
    if before == "of" and second in AMOUNTS:
        return False
    if before in ("to", "and", "or") and second.isdecimal() and year_at(view, index - 2, limit) is None:
        return False  # "from 1000 to 2000 hires"
    if before in STRONG:
        return not (behind in COUNTED and behind != "-" and int(view.lower[index]) % 100 == 0)
    if behind in ("-", "–") and (year_at(view, index + 2, limit) or is_next_year(view, index, limit)):
        return True
    if behind in COUNTED and not (behind == "-" and before in BEFORE_YEARS):
        return False
    plural = (
        behind.endswith("s")
        and behind.isalpha()
        and len(behind) > 3
        and behind not in ("was", "has", "elections", "is")
    )
    if plural and before not in BEFORE_YEARS:
        return before == "the" and int(view.lower[index]) > 1900
    return 1900 <= int(view.lower[index]) <= 2100 or before in BEFORE_YEARS


def is_next_year(view: Tokens, index: int, limit: int) -> bool:
    """Say whether the two digits behind a year are the next: "2011-12"."""
    return word_at(view, index + 2, limit) == f"{(int(view.lower[index]) + 1) % 100:02}"


def span_of(first: Reading, last: Reading) -> Reading:
    """Join two readings into the period from one to the other."""
    return Reading("date", f"{first.value}/{last.value}", first.first, last.last, first.inferred or last.inferred)


def read_simple(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    for form in (written_form, day_month_form, month_form, year_form):
        if index < limit:
            result = form(view, index, limit, anchor)
            if result:
                return result
    return None


def weekday_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "Friday", "on Friday": the nearest one before the day of the document."""
    word = view.lower[index]
    if word not in WEEKDAYS or not view.words[index][0].isupper():
        return None
    before, after = view.lower[index - 1] if index else "", word_at(view, index + 1, limit)
    if before == "super" or after in PARTS_OF_NAMES and view.words[index + 1][0].isupper():
        return None  # "Super Tuesday", "the Saturday Evening Post"
    if before in ORDINALS and after in ("in", "of"):
        anchor = None  # "the first Tuesday in June" is counted from its month
    behind = index + 1 + (word_at(view, index + 1, limit) == ",")
    dated = (
        month_form(view, behind, limit, anchor) or written_form(view, behind, limit, anchor) if behind < limit else None
    )
    if dated and dated[2].first is not None and dated[2].first == dated[2].last:
        return index, dated[1], dated[2]
    reading = (
        weekday_reading(WEEKDAYS[word], "", anchor) if anchor else Reading("date", f"XXXX-WXX-{WEEKDAYS[word] + 1}")
    )
    return found(index, index + 1, reading)


def season_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "summer 2014", "the spring of 2011": a season only with a year, since "fall" and "spring" are verbs too."""
    season = SEASONS.get(view.lower[index])
    if season is None:
        return None
    of = 1 if word_at(view, index + 1, limit) == "of" else 0
    year = year_at(view, index + 1 + of, limit)
    return (index, index + 2 + of, season_reading(season, year, inferred=False)) if year else None


def relative_year(view: Tokens, index: int, limit: int, anchor: date | None) -> tuple[int, int | None] | None:
    """Read "last year" or "this year" behind a month or a season: the index behind it, and the year if known."""
    first = index + 1 if word_at(view, index, limit) == "of" else index
    shift = SHIFTS.get(word_at(view, first, limit))
    if shift is None or word_at(view, first + 1, limit) != "year":
        return None
    return first + 2, anchor.year + shift if anchor else None
