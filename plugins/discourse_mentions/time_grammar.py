"""The grammar of time expressions: which forms are tried at a token, and periods made of two dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .calendar_words import (
    DECADES,
    MONTHS,
    NUMBERS,
    ORDINALS,
    PLURALS,
    SEASONS,
    SETS,
    SHIFTS,
    UNITS,
    WEEKDAYS,
    Reading,
    add_units,
    month_reading,
)
from .holidays import FIRST_WORDS, holiday_form
from .relative_times import DAYS, NOW, century_form, duration_form, relative_form, set_form
from .stated_times import (
    clock_form,
    day_month_form,
    decade_word_form,
    month_form,
    read_simple,
    season_form,
    span_of,
    weekday_form,
    year_form,
)
from .time_tokens import Form, Found, Tokens, number_at, unit_at, word_at
from .written_dates import QUARTERS, part_of_year_form, written_form


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
    word = view.lower[index]
    for form in DIGIT_FORMS if word[0].isdigit() else FORMS_OF.get(word, ()):
        result = form(view, index, limit, anchor)
        if result:
            return result
    return None


def period_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "between January and May this year", "from 2010 to 2012": two dates with a word between them."""
    opening = view.lower[index]
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


def with_same_year(first: Reading, last: Reading) -> tuple[Reading, Reading]:
    """Give the first month of a period the year that is said of the last one: "between January and May 2014"."""
    stated = last.first
    if stated is None or not (first.inferred or first.first is None) or first.value[4:] == "" or len(first.value) != 7:
        return first, last
    return month_reading(stated.year, int(first.value[5:7]), inferred=last.inferred), last


PARTS = ("early", "late", "mid")


def part_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "early 2014", "late May": the part does not narrow the value."""
    first = index + 1 + (word_at(view, index + 1, limit) == "-")
    if first >= limit:
        return None
    result = read_simple(view, first, limit, anchor) or century_form(view, first, limit, anchor)
    return result and (index, result[1], result[2])


DIRECTIONS = {"before": -1, "after": 1, "from": 1}


def offset_form(view: Tokens, index: int, limit: int, anchor: date | None) -> Found | None:
    """Read "two weeks before May 13, 1999": a day that is counted from one that is stated."""
    direction = DIRECTIONS.get(word_at(view, index + 2, limit))
    if direction is None:
        return None
    count, unit = number_at(view, index, limit), unit_at(view, index + 1, limit)
    if count is None or unit is None or UNITS[unit].startswith("T"):
        return None
    stated = read_simple(view, index + 3, limit, None)
    if stated is None or stated[2].first is None or stated[2].first != stated[2].last:
        return None
    day = add_units(stated[2].first, direction * count, unit)
    return (index, stated[1], Reading("date", day.isoformat(), day, day)) if day else None


DIGIT_FORMS: tuple[Form, ...] = (
    written_form,
    clock_form,
    offset_form,
    day_month_form,
    century_form,
    year_form,
    duration_form,
)
WORD_FORMS: tuple[tuple[Form, Iterable[str]], ...] = (  # in the order in which they are tried, and what begins each
    (written_form, (*MONTHS, *QUARTERS)),
    (period_form, ("between", "from")),
    (month_form, MONTHS),
    (weekday_form, WEEKDAYS),
    (relative_form, (*DAYS, *SHIFTS, *NOW, "these", "recent", "earlier", "later", "early", "late", "mid")),
    (part_form, PARTS),
    (season_form, SEASONS),
    (set_form, (*SETS, "every", "each")),
    (offset_form, NUMBERS),
    (duration_form, (*NUMBERS, *PLURALS, "few", "several")),
    (part_of_year_form, (*ORDINALS, *QUARTERS)),
    (day_month_form, ORDINALS),
    (holiday_form, FIRST_WORDS),
    (century_form, ORDINALS),
    (decade_word_form, DECADES),
)
FORMS_OF: dict[str, tuple[Form, ...]] = {}  # the words at which an expression can begin, beside those with a digit
for _form, _words in WORD_FORMS:
    for _word in dict.fromkeys(_words):
        FORMS_OF[_word] = (*FORMS_OF.get(_word, ()), _form)
# Number words begin an expression only before a unit of time, so that one look at the next word dismisses most.
COUNTS = frozenset(word for word, forms in FORMS_OF.items() if forms == (offset_form, duration_form))


def is_counted(view: Tokens, index: int) -> bool:
    """Say whether a unit of time stands behind a token, without which a word of `COUNTS` begins no expression."""
    return index + 1 < len(view.lower) and (view.lower[index + 1] in UNITS or view.lower[index + 1] in PLURALS)
