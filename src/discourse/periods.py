"""The day, month or year of a document, by the date in its metadata: what tables over time are made by."""

from __future__ import annotations

import re

from .document import Document
from .errors import OptionError

YEAR, MONTH, DAY = r"[0-9]{4}(?![0-9])", r"-(?:0[1-9]|1[0-2])(?![0-9])", r"-(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
PERIODS = {"year": re.compile(YEAR), "month": re.compile(YEAR + MONTH), "day": re.compile(YEAR + MONTH + DAY)}


def period_of(document: Document, period: str) -> str | None:
    """Return the period that a document is of: "2031-04-17", "2031-04" or "2031".

    Args:
        document: With a `date` in its metadata that begins as an ISO one.
        period: "year", "month" or "day".

    Returns:
        The beginning of the date; None where it is missing, no date, or too coarse.

    Raises:
        OptionError: If there is no such period.
    """
    check_period(period)
    date = document.metadata.get("date")
    found = PERIODS[period].match(date) if isinstance(date, str) else None
    return found[0] if found else None


def check_period(period: str) -> None:
    """Refuse a period that there is not."""
    if period not in list(PERIODS):
        raise OptionError(f"period is one of {', '.join(PERIODS)}, not {period!r}")
