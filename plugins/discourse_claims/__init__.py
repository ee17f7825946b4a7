"""Numeric claims: which numbers a text states, of what, how firmly, when, in whose voice; and whether they fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import attrs

import discourse
from discourse import AnalyzerSpec, Query, Span, View
from discourse.engines import Engine

__all__ = ["Amount", "ClaimCheck", "LedgerEntry", "NumericClaim", "TimeScope", "ledger", "normalized"]


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
class Amount:
    """A number in a unit that numbers of other units can be compared in.

    Args:
        low: Lower bound, or None for an open end.
        high: Upper bound, or None.
        unit: An ISO 4217 code, an SI unit ("m", "kg", "m/s", "s"), "1" for shares, ratios and multiples, or what is
            counted; with " per year" for rates over time, and " per " what else it is a rate of.
    """

    low: float | None
    high: float | None
    unit: str


@attrs.frozen
class LedgerEntry:
    """One claim in a ledger, with what other claims of the same thing say.

    Args:
        thing: What it counts or measures, the same for all claims that are compared: "jihadist cell", "gdp in USD".
        low: Lower bound in `unit`, or None for an open end.
        high: Upper bound, or None.
        unit: As `Amount.unit`.
        words: The words of number and unit.
        modifier: As `NumericClaim.modifier`.
        status: As `NumericClaim.status`.
        voice: As `NumericClaim.voice`.
        source: Who says it, or None.
        start: First day of the time it speaks of, as an ISO date, or None.
        end: Last day, or None.
        document: The document's id.
        span: Where it stands there.
        agree: How many other claims of the thing in that time say the same.
        differ: How many say what cannot be true at once.
        disputed: Whether any does, or a check in its own document says that it cannot be true.
    """

    thing: str
    low: float | None
    high: float | None
    unit: str
    words: str
    modifier: str
    status: str
    voice: str
    source: str | None
    start: str | None
    end: str | None
    document: str
    span: Span
    agree: int
    differ: int
    disputed: bool


def normalized(claim: NumericClaim, claim_units: Iterable[discourse.Resource] = ()) -> Amount | None:
    """Convert a claim into units that can be compared; a claim itself is never converted.

    Money keeps its currency, since rates change. Rates over time become rates per year of 365.25 days.

    Args:
        claim: The claim.
        claim_units: Resources with units beyond the shipped ones; their `si` says how to convert them.

    Returns:
        The amount; None for ranks, for numerals without bounds and for units that the table cannot convert, such as a
        gallon, which is not the same everywhere.

    Example:
        >>> [claim] = discourse.analyze("The wall is 60 miles long.", "claims")["claims"].values
        >>> normalized(claim)
        Amount(low=96560.64, high=96560.64, unit='m')
    """
    from .amounts import normalized

    return normalized(claim, claim_units)


def ledger(
    documents: discourse.Document | Iterable[discourse.Document], *, engine: Engine | None = None
) -> list[LedgerEntry]:
    """Set side by side what documents claim of the same things: who says what, of when, and where they differ.

    Claims are of the same thing if they count the same noun, described by the same words, or measure what is called the
    same, in the same unit. Shares are left out, since only their whole is told, and so is a noun that nothing describes
    ("12 people"), unless the text says of when it is and what befell them. They are compared where the times that they
    speak of are the same or neither says one. Two differ if no number within both, with rounding, can be true.

    Args:
        documents: Documents with the layer `claims`; contradictions in `claim_checks` count if it is there.
        engine: Where documents are read, if not here, batch by batch; what comes back of each is its claims, and they
            are compared here. It gains where documents are opened by the workers, as those of a store are.

    Returns:
        A record for each claim of a thing, the ones most worth checking first: disputed, then often repeated, then
        without a named source; after that by thing, time, document and place.

    Raises:
        MissingLayerError: If a document has no claims.
        TextError: For what is no document.
        EngineError: If a document cannot be read since no worker of the engine survives it.
    """
    from .across import entries

    return entries(documents, engine)


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
            version="1.1",
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
                label="Arithmetic",
                line="discourse_claims.views:check_line",
                summary="discourse_claims.views:check_summary",
                order=31,
            ),
        )
    )


@discourse.hookimpl
def discourse_table_queries(register: Callable[[Query], None]) -> None:
    register(Query(name="claims_about", layers=("claims",), run="discourse_claims.queries:claims_about"))
    register(Query(name="claim_ledger", layers=("claims",), run="discourse_claims.queries:claim_ledger"))
