"""The period of a document, by the date in its metadata."""

from __future__ import annotations

from typing import Any

import pytest

from discourse import Document, OptionError
from discourse.periods import check_period, period_of


@pytest.mark.parametrize(
    ("date", "year", "month", "day"),
    [
        ("2031-04-17", "2031", "2031-04", "2031-04-17"),
        ("2031-04-17T08:30:00Z", "2031", "2031-04", "2031-04-17"),
        ("2031-04", "2031", "2031-04", None),
        ("2031", "2031", None, None),
        ("2031-13-01", "2031", None, None),
        ("2031-04-32", "2031", "2031-04", None),
        ("20310417", None, None, None),
        ("17 April 2031", None, None, None),
        ("\u0662\u0660\u0663\u0661-04", None, None, None),
        (2031, None, None, None),
        (None, None, None, None),
    ],
)
def test_the_period_is_the_beginning_of_an_iso_date(date: Any, year: Any, month: Any, day: Any) -> None:
    document = Document("The levy works.", metadata={"date": date})

    assert [year, month, day] == [period_of(document, period) for period in ("year", "month", "day")]


def test_a_document_without_a_date_has_no_period() -> None:
    assert period_of(Document("The levy works."), "month") is None


@pytest.mark.parametrize("period", ["week", "", None, ["day"]])
def test_a_period_that_there_is_not_is_refused(period: Any) -> None:
    with pytest.raises(OptionError, match="period is one of year, month, day"):
        check_period(period)
