"""Numeric claims: which numbers a text states, of what, how firmly, when, in whose voice; and whether they fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import attrs

import discourse
from discourse import AnalyzerSpec, Span, View

__all__ = ["ClaimCheck", "NumericClaim", "TimeScope"]


@attrs.frozen
class TimeScope:
    """The time that a claim speaks of, after the layer `times`.

    Args:
        start: First day, as an ISO date, or None.
        end: Last day, inclusive, or None.
        inferred: True where the bounds are not stated in the words.
    """

    start: str | None
    end: str | None
    inferred: bool


@attrs.frozen
class NumericClaim:
    """A number that a text states; the annotation covers number and unit.

    Args:
        number: The numeral; for a range, from its first numeral to its last.
        low: Lower bound; equal to `high` for a single value, None for an open end. Both are None for a numeral that
            no float holds.
        high: Upper bound.
        kind: What sort of number it is. `multiple` is a factor ("three times as many"), `ratio` a part of a whole
            ("two thirds", "one in five"), `rank` a place in an order ("third largest").
        unit: Canonical singular in words ("dollar", "percentage", "kilometre per hour"); for a count, the head noun
            counted ("cell"); empty where the text names none.
        currency: ISO 4217 code, or None; None too for a part of a currency, such as a cent.
        counted: The noun phrase counted, or what a share or measure is of, or None.
        modifier: How the words hedge the number.
        change: up or down where the number is an amount of change.
        status: Whether the number is stated, denied, imagined, expected or demanded.
        voice: Whose words the numeral is.
        source: Name of the speaker, or None.
        time: The time it speaks of, or None.
        confidence: How sure the analyzer is that this is a claim, read rightly; 0 to 1.
    """

    number: Span
    low: float | None = attrs.field(metadata={"exact": True})
    high: float | None = attrs.field(metadata={"exact": True})
    kind: Literal[
        "count",
        "money",
        "percentage",
        "percentage_points",
        "ratio",
        "duration",
        "age",
        "measure",
        "multiple",
        "rank",
    ]
    unit: str
    currency: str | None
    counted: str | None
    modifier: Literal["exact", "approximate", "at_least", "at_most", "more_than", "less_than"]
    change: Literal["none", "up", "down"]
    status: Literal["asserted", "negated", "hypothetical", "projected", "normative"]
    voice: Literal["author", "quoted", "attributed", "boilerplate"]
    source: str | None
    time: TimeScope | None
    confidence: float


@attrs.frozen
class ClaimCheck:
    """How numbers of one document fit together; the annotation reaches from the first of them to the last.

    Args:
        relation: What relates them: the same thing counted twice (`repeat`), parts and their total (`sum`), a number
            and the list it counts (`enumeration`), shares of one whole (`share`), a change and its levels (`change`).
        verdict: Whether they fit. `incomparable` where they look alike but time, unit or what is counted differ.
        claims: The claims involved, as the spans of their annotations, in the order of the text.
        explanation: The arithmetic in words.
    """

    relation: Literal["repeat", "sum", "enumeration", "share", "change"]
    verdict: Literal["consistent", "contradictory", "incomparable"]
    claims: tuple[Span, ...]
    explanation: str


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    register(
        AnalyzerSpec(
            name="claims",
            version="1.0",
            provides="claims",
            payload=NumericClaim,
            requires=("sentences", "tokens", "times", "voices"),
            resources=("claim_units",),
            factory="discourse_claims.claims:ClaimAnalyzer",
            view=View(
                label="Numbers",
                line="discourse_claims.views:line",
                summary="discourse_claims.views:summary",
                order=30,
            ),
        )
    )
    register(
        AnalyzerSpec(
            name="claim_checks",
            version="1.0",
            provides="claim_checks",
            payload=ClaimCheck,
            requires=("claims", "sentences", "tokens"),
            factory="discourse_claims.checks:ClaimCheckAnalyzer",
            view=View(
                label="Numbers compared",
                line="discourse_claims.views:check_line",
                summary="discourse_claims.views:check_summary",
                order=31,
            ),
        )
    )
