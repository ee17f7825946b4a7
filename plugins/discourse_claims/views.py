"""How numeric claims are shown: a line for each, and for a document the figures a data desk would want first."""

from __future__ import annotations

from collections.abc import Callable

from discourse import Annotation, Document, Layer, Table

from . import ClaimCheck, NumericClaim, TimeScope
from .amounts import written
from .nouns import plural

MOST_ROWS = 12
LONGEST = 48  # characters shown of the words of a claim
_HEDGES = {
    "exact": "",
    "approximate": "about ",
    "at_least": "at least ",
    "at_most": "at most ",
    "more_than": "more than ",
    "less_than": "less than ",
}
_ARROWS = {"none": "", "up": "▲ ", "down": "▼ "}
_MARKS = {"asserted": "", "negated": "denied", "hypothetical": "if", "projected": "expected", "normative": "required"}
_WEIGHTS = {"money": 5, "percentage": 5, "percentage_points": 5, "ratio": 4, "multiple": 4, "count": 3, "rank": 1}
"""What comes first in a summary; durations, ages and measures between counts and ranks."""
_SIGNS = {"USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥"}


def line(document: Document, annotation: Annotation[NumericClaim]) -> str:
    """Show a claim on one line: what it says, when, in whose voice."""
    claim = annotation.value
    parts = [f"“{_shortened(document.slice(annotation.span))}”", figure(document, claim)]
    parts += [part for part in (_when(claim.time), _who(claim), _MARKS[claim.status]) if part]
    return " · ".join(parts)


def summary(document: Document, layer: Layer[NumericClaim]) -> Table | None:
    """Show the claims of a document, the weightiest first: figure, what of, when, who says it."""
    if not len(layer):
        return None
    chosen = sorted(range(len(layer)), key=_importance(layer))[:MOST_ROWS]
    rows = tuple(_row(document, layer.values[i]) for i in sorted(chosen))
    left = len(layer) - len(rows)
    return Table(("figure", "of", "when", "who says it", ""), rows, note=f"and {left} more" if left else "")


def check_line(document: Document, annotation: Annotation[ClaimCheck]) -> str:
    """Show a check on one line: verdict and arithmetic."""
    return f"{annotation.value.verdict} ({annotation.value.relation}) · {annotation.value.explanation}"


def check_summary(document: Document, layer: Layer[ClaimCheck]) -> Table | None:
    """Show the checks of a document, contradictions first."""
    if not len(layer):
        return None
    order = {"contradictory": 0, "consistent": 1, "incomparable": 2}
    checks = sorted(layer.values, key=lambda check: order[check.verdict])
    rows = tuple((check.verdict, check.relation, check.explanation) for check in checks[:MOST_ROWS])
    left = len(checks) - len(rows)
    return Table(("verdict", "relation", "reckoned"), rows, note=f"and {left} more" if left else "")


def _importance(layer: Layer[NumericClaim]) -> Callable[[int], tuple[int, float, int]]:
    def key(index: int) -> tuple[int, float, int]:
        claim = layer.values[index]
        weight = _WEIGHTS.get(claim.kind, 2) + (claim.change != "none") - (claim.low == claim.high == 1)
        return -weight, -abs(claim.high or 0.0) if claim.kind == "money" else 0.0, index

    return key


def _row(document: Document, claim: NumericClaim) -> tuple[str, ...]:
    of = "" if claim.kind == "count" or not claim.counted else _shortened(claim.counted)
    return figure(document, claim), of, _when(claim.time), _who(claim), _MARKS[claim.status]


def figure(document: Document, claim: NumericClaim) -> str:
    """Write a claim's number with hedge, change and unit: "▲ about 5.5%", "$1.2 billion", "5–15 years"."""
    return f"{_ARROWS[claim.change]}{_HEDGES[claim.modifier]}{_amount(document, claim)}"


def _amount(document: Document, claim: NumericClaim) -> str:
    if claim.low is None and claim.high is None:
        return _shortened(document.slice(claim.number))
    bounds = [bound for bound in (claim.low, claim.high) if bound is not None]
    if claim.kind == "ratio" and len(set(bounds)) == 1:
        return document.slice(claim.number)
    number = "–".join(dict.fromkeys(map(written, bounds)))
    if claim.high is None:
        number += " or more"
    if claim.kind == "percentage":
        return f"{number}%"
    sign = _SIGNS.get(claim.currency or "")
    if sign and " per " not in claim.unit:
        return f"{sign}{number}"
    if claim.kind == "rank":
        return f"no. {number} {claim.unit}".rstrip()
    if claim.kind == "count" and claim.counted and claim.counted != claim.unit:
        return f"{number} {claim.counted}"
    one = bounds[-1] in (0.0, 1.0) or claim.kind == "ratio" or not claim.unit
    return f"{number} {claim.unit if one else _plural(claim.unit)}".rstrip()


def _plural(unit: str) -> str:
    """Write a unit in the plural: "kilometres per hour", "years of age"."""
    for link in (" per ", " of "):
        if link in unit:
            head, _, base = unit.partition(link)
            return f"{_plural(head)}{link}{base}"
    return f"{unit[: -len(unit.split()[-1])]}{plural(unit.split()[-1])}"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _when(time: TimeScope | None) -> str:
    if time is None or time.start is time.end is None:
        return ""
    start, end = time.start, time.end
    if start is None or end is None:
        return f"since {start.removesuffix('-01-01')}" if start is not None else f"until {end}"
    if start == end:
        return start
    whole_years = start.endswith("-01-01") and end.endswith("-12-31")
    return f"{start} to {end}" if not whole_years else "–".join(dict.fromkeys((start[:-6], end[:-6])))


def _who(claim: NumericClaim) -> str:
    return claim.source or ("" if claim.voice == "author" else claim.voice)
