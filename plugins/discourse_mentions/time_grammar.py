"""The grammar of time expressions over the tokens of a sentence.

`read_time` tries the forms that can begin at a token, longest first; each is a function that returns the bounds of the
expression in tokens and its `Reading`, or None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import attrs

from .calendar_words import (
    AMBIGUOUS_MONTHS,
    MONTHS,
    NUMBERS,
    PLURALS,
    SEASONS,
    SETS,
    UNITS,
    VAGUE,
    WEEKDAYS,
    Reading,
    day_reading,
    decade_reading,
    duration_value,
    month_reading,
    season_reading,
    span_reading,
    unit_reading,
    weekday_reading,
    year_reading,
)

FIRST_YEAR, LAST_YEAR = 1400, 2199
BEFORE_YEARS = frozenset(
    "in since by until till from of during after before year years between and to through early late mid around circa "
    "about till election elections ( fall spring summer autumn winter".split()
)
STRONG = frozenset("in since by until till during year early late mid circa".split())
COUNTED = frozenset(
    "people men women children troops percent per dollars euros pounds miles km feet points jobs - million billion "
    "thousand hundred".split()
)
BEHIND_MONTHS = frozenset(
    "in since by until till during last this next of early late mid from between to and every through before after "
    "around on".split()
)
MERIDIEM = frozenset(("a.m.", "p.m.", "am", "pm", "a.m", "p.m"))
ZONES = frozenset(("edt", "est", "et", "gmt", "utc", "pst", "pdt", "bst", "cet", "local"))
SHIFTS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
PERIODS = frozenset(("last", "past", "next", "previous", "coming"))


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


def read_time(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read the longest time expression that begins at a token.

    Args:
        view: The tokens of the document.
        index: The token at which it begins.
        limit: The index behind the last token that it may take.
        anchor: The day of the document, or None.

    Returns:
        Its first token, the index behind its last one, and what it means; None if there is none.
    """
    forms = DIGIT_FORMS if view.lower[index][0].isdigit() else WORD_FORMS
    for form in forms:
        result = form(view, index, limit, anchor)
        if result:
            return result
    return None


def iso_day(text: str) -> date | None:
    """Return the day at the head of an ISO date or time, None if there is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


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


def month_at(view: Tokens, index: int, limit: int) -> int | None:
    """Return the month that a token names; "may" and "march" need a capital and a companion."""
    word = word_at(view, index, limit)
    if word not in MONTHS or not view.words[index][0].isupper():
        return None
    if word in AMBIGUOUS_MONTHS:
        before = view.lower[index - 1] if index else ""
        dated = day_at(view, index + 1, limit) or year_at(view, index + 1, limit)
        if not (dated or before in BEHIND_MONTHS or (index and day_at(view, index - 1, limit))):
            return None
    return MONTHS[word]


def month_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "May 16, 2003", "May 16", "May 2003", "May"; "May 16-18, 2003" is read to its first day."""
    month = month_at(view, index, limit)
    if month is None:
        return None
    day = day_at(view, index + 1, limit)
    if day is not None and not is_year_like(view, index + 1, limit):
        comma = 1 if word_at(view, index + 2, limit) == "," else 0
        year = year_at(view, index + 2 + comma, limit)
        if year is not None:
            reading = day_reading(year, month, day)
            return found(index, index + 3 + comma, reading)
        reading = day_reading(nearest_year(anchor, month), month, day, inferred=True)
        return found(index, index + 2, reading)
    comma = 1 if word_at(view, index + 1, limit) in (",", "of") else 0
    year = year_at(view, index + 1 + comma, limit)
    if year is not None:
        return index, index + 2 + comma, month_reading(year, month)
    relative = relative_year(view, index + 1, limit, anchor)
    if relative:
        return index, relative[0], month_reading(relative[1], month, inferred=True)
    return index, index + 1, month_reading(nearest_year(anchor, month), month, inferred=anchor is not None)


def is_year_like(view: Tokens, index: int, limit: int) -> bool:
    return year_at(view, index, limit) is not None


def relative_year(view: Tokens, index: int, limit: int, anchor: date | None) -> tuple[int, int | None] | None:
    """Read "last year" or "this year" behind a month or a season: the index behind it, and the year if known."""
    first = index + 1 if word_at(view, index, limit) == "of" else index
    shift = SHIFTS.get(word_at(view, first, limit))
    if shift is None or word_at(view, first + 1, limit) != "year":
        return None
    return first + 2, anchor.year + shift if anchor else None


def nearest_year(anchor: date | None, month: int) -> int | None:
    """Return the year of the month that lies nearest before the anchor, or less than three months behind it."""
    if anchor is None:
        return None
    ahead = month - anchor.month
    return anchor.year - 1 if ahead > 2 else anchor.year


def day_month_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "16 May 2003", "16th of May", "the 16th of May"."""
    day = day_at(view, index, limit)
    if day is None:
        return None
    of = 1 if word_at(view, index + 1, limit) == "of" else 0
    month = MONTHS.get(word_at(view, index + 1 + of, limit))
    if month is None or not view.words[index + 1 + of][0].isupper():
        return None
    behind = index + 2 + of
    comma = 1 if word_at(view, behind, limit) == "," else 0
    year = year_at(view, behind + comma, limit)
    if year is not None:
        reading = day_reading(year, month, day)
        return found(index, behind + comma + 1, reading)
    reading = day_reading(nearest_year(anchor, month), month, day, inferred=True)
    return found(index, behind, reading)


def digits_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "2003-05-16" (five tokens), "5/16/2003", "16.5.2003", "10:30", "3 p.m."."""
    word = view.lower[index]
    if (
        len(word) == 4
        and word.isdecimal()
        and word_at(view, index + 1, limit) == "-"
        and word_at(view, index + 3, limit) == "-"
    ):
        month, day = day_at(view, index + 2, limit), day_at(view, index + 4, limit)
        if month and day and month <= 12 and len(view.lower[index + 2]) == 2:
            reading = day_reading(int(word), month, day) if int(word) else None
            return found(index, index + 5, reading)
    parts = word.replace(".", "/").split("/")
    if (
        len(parts) == 3
        and all(part.isdecimal() and part.isascii() for part in parts)
        and len(parts[2]) == 4
        and len(word) <= 10
    ):
        first, second, year = map(int, parts)
        day_first = "." in word or first > 12
        month, day = (second, first) if day_first else (first, second)
        reading = day_reading(year, month, day) if 1 <= month <= 12 and year else None
        return found(index, index + 1, reading)
    return clock_form(view, index, limit)


def clock_form(view: Tokens, index: int, limit: int) -> Found | None:
    word = view.lower[index]
    hour, colon, minute = word.partition(":")
    meridiem = word_at(view, index + 1, limit)
    if not (hour.isdecimal() and hour.isascii() and len(hour) <= 2 and int(hour) <= 24):
        return None
    if colon and not (minute[:2].isdecimal() and minute.isascii() and len(minute) in (2, 5) and int(minute[:2]) < 60):
        return None
    if meridiem in MERIDIEM or meridiem == "o'clock":
        value = int(hour) % 12 + 12 if meridiem.startswith("p") else int(hour)
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
        return index, index + 1, decade_reading(int(word[:4])) if word[:4] != "0000" else year_reading(1)
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
    return start, index + 1, year_reading(year)


def can_be_year(view: Tokens, index: int, limit: int) -> bool:
    """Say whether a number of four digits is a year rather than an amount: by the words beside it."""
    before = view.lower[index - 1] if index else ""
    behind = word_at(view, index + 1, limit)
    if before in ("$", "€", "£", "¥", "no.", "nos.", "#", "than", "page") or behind in ("%", "°"):
        return False
    if before in STRONG:
        return not (behind in COUNTED and behind != "-" and int(view.lower[index]) % 100 == 0)
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


def span_of(first: Reading, last: Reading) -> Reading:
    """Join two readings into the period from one to the other."""
    return Reading("date", f"{first.value}/{last.value}", first.first, last.last, first.inferred or last.inferred)


def period_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "between January and May this year", "from 2010 to 2012": two dates with a word between them."""
    opening = view.lower[index]
    if opening not in ("between", "from"):
        return None
    first = read_simple(view, index + 1, limit, anchor)
    if first is None or word_at(view, first[1], limit) not in (
        ("and",) if opening == "between" else ("to", "until", "through", "till")
    ):
        return None
    last = read_simple(view, first[1] + 1, limit, anchor)
    if last is None:
        return None
    opened, closed = with_same_year(first[2], last[2])
    if opened.first and closed.last and opened.first > closed.last:
        return None
    return index, last[1], span_of(opened, closed)


def read_simple(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    for form in (day_month_form, month_form, year_form):
        if index < limit:
            result = form(view, index, limit, anchor)
            if result:
                return result
    return None


def with_same_year(first: Reading, last: Reading) -> tuple[Reading, Reading]:
    """Give the first month of a period the year that is said of the last one: "between January and May 2014"."""
    stated = last.first
    if stated is None or not (first.inferred or first.first is None) or first.value[4:] == "" or len(first.value) != 7:
        return first, last
    return month_reading(stated.year, int(first.value[5:7]), inferred=last.inferred), last


def relative_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "yesterday", "last July", "this year", "next Monday", "the last two years", "earlier this month"."""
    word = view.lower[index]
    if word in DAYS:
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
    shift = SHIFTS.get(word)
    if shift is None or (
        word == "past" and start == index and index and view.lower[index - 1] not in ("the", "this", "over", "in")
    ):
        return None
    return shifted_form(view, start, index + 1, limit, anchor, shift, word) or counted_form(
        view, start, index + 1, limit, anchor, word
    )


def shifted_form(
    view: Tokens, start: int, index: int, limit: int, anchor: date | None, shift: int, which: str
) -> Found | None:
    behind = word_at(view, index, limit)
    if behind in ("day", "week", "month", "year", "decade", "century"):
        reading = (
            unit_reading(behind, shift, anchor)
            if anchor
            else Reading("date", f"P{shift:+d}{UNITS[behind]}" if shift else "PRESENT_REF")
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
            season_reading(SEASONS[behind], anchor.year + shift, inferred=True)
            if anchor
            else Reading("date", f"XXXX-{SEASONS[behind]}")
        )
        return start, index + 1, reading
    month = MONTHS.get(behind) if index < limit and view.words[index][0].isupper() else None
    if month is None:
        return None
    year = None if anchor is None else shifted_year(anchor, month, shift)
    return start, index + 1, month_reading(year, month, inferred=anchor is not None)


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


def unit_at(view: Tokens, index: int, limit: int) -> str | None:
    word = word_at(view, index, limit)
    return word if word in UNITS and word != "second" else PLURALS.get(word)


def duration_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "two years", "15 days ago", "a few weeks"."""
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


def set_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "every year", "each Monday", "daily"."""
    word = view.lower[index]
    if word in SETS:  # "sold daily.", but not "a daily newspaper"
        adverb = not word_at(view, index + 1, limit)[:1].isalpha()
        return (index, index + 1, Reading("set", SETS[word])) if adverb else None
    if word not in ("every", "each"):
        return None
    behind = word_at(view, index + 1, limit)
    if behind in WEEKDAYS:
        return index, index + 2, Reading("set", f"XXXX-WXX-{WEEKDAYS[behind] + 1}")
    if behind in UNITS and behind != "second":
        return index, index + 2, Reading("set", duration_value(1, behind))
    return None


def weekday_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "Friday", "on Friday": the nearest one before the day of the document."""
    word = view.lower[index]
    if word not in WEEKDAYS or not view.words[index][0].isupper():
        return None
    behind = index + 1 + (word_at(view, index + 1, limit) == ",")
    dated = month_form(view, behind, limit, anchor) if behind < limit else None
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


def part_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "early 2014", "late May": the part does not narrow the value."""
    if view.lower[index] not in ("early", "late", "mid"):
        return None
    first = index + 1 + (word_at(view, index + 1, limit) == "-")
    result = read_simple(view, first, limit, anchor)
    return result and (index, result[1], result[2])


DIGIT_FORMS: tuple[Form, ...] = (digits_form, day_month_form, year_form, duration_form)
WORD_FORMS: tuple[Form, ...] = (
    period_form, month_form, weekday_form, relative_form, part_form, season_form, set_form, duration_form,
)  # fmt: skip
