"""Who and when: mentions of entities, and time expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import attrs

import discourse
from discourse import AnalyzerSpec, View

__all__ = ["Entity", "TimeExpression"]


@attrs.frozen
class Entity:
    """A mention of a person, an organization, a place, a group of people or something else with a name.

    Args:
        kind: What it is.
        name: The fullest form of the name in the document: it links the mentions of one entity.
        confidence: How sure the analyzer is, 0 to 1.
    """

    kind: Literal["person", "organization", "place", "group", "other"]
    name: str
    confidence: float


@attrs.frozen
class TimeExpression:
    """A time expression, after TIMEX3.

    Args:
        kind: Kind of expression: date, time of day, duration, or set ("every year").
        value: TIMEX3-like value: "2015-05-16", "2014", "P2Y".
        start: First day it speaks of, as an ISO date, or None.
        end: Last day it speaks of, inclusive, as an ISO date, or None.
        inferred: True where the bounds are not stated in the words.
    """

    kind: Literal["date", "time", "duration", "set"]
    value: str
    start: str | None
    end: str | None
    inferred: bool


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    """Register `entities` and `times`."""
    register(
        AnalyzerSpec(
            name="entities",
            version="2.0",
            provides="entities",
            payload=Entity,
            requires=("paragraphs", "sentences", "tokens"),
            factory="discourse_mentions.entities:EntityAnalyzer",
            view=View(
                label="Names",
                line="discourse_mentions.views:entity",
                summary="discourse_mentions.views:entities",
                order=60,
            ),
        )
    )
    register(
        AnalyzerSpec(
            name="times",
            version="1.0",
            provides="times",
            payload=TimeExpression,
            requires=("regions", "sentences", "tokens"),
            factory="discourse_mentions.times:TimeAnalyzer",
            view=View(label="Times", line="discourse_mentions.views:time", shown=False),
        )
    )
