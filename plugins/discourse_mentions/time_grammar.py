"""The grammar of time expressions: which forms are tried at a token, and periods made of two dates."""

from __future__ import annotations

from datetime import date

from .calendar_words import (
    Reading,
    month_reading,
)
from .relative_times import duration_form, relative_form, set_form
from .stated_times import (
    day_month_form,
    digits_form,
    month_form,
    read_simple,
    season_form,
    span_of,
    weekday_form,
    year_form,
)
from .time_tokens import Form, Found, Tokens, word_at


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


def with_same_year(first: Reading, last: Reading) -> tuple[Reading, Reading]:
    """Give the first month of a period the year that is said of the last one: "between January and May 2014"."""
    stated = last.first
    if stated is None or not (first.inferred or first.first is None) or first.value[4:] == "" or len(first.value) != 7:
        return first, last
    return month_reading(stated.year, int(first.value[5:7]), inferred=last.inferred), last


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
