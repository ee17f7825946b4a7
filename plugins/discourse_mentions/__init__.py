"""Who and when: mentions of entities, and time expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

import attrs

import discourse
from discourse import AnalyzerSpec, Document, View
from discourse.engines import Engine

__all__ = ["Entity", "TimeExpression", "link"]


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
        value: TIMEX3-like value: "2015-05-16", "2014", "2019-Q3", "P2Y", "XXXX-07" where the year is not known,
            "PAST_REF"; "2010/2012" from one to another.
        start: First day it speaks of, as an ISO date; None if it is not known, or open ("until 2014").
        end: Last day it speaks of, inclusive, as an ISO date; None if it is not known, or open ("since 2013").
        inferred: True where the bounds are not stated in the words.
    """

    kind: Literal["date", "time", "duration", "set"]
    value: str
    start: str | None
    end: str | None
    inferred: bool


def link(
    documents: Iterable[Document], *, layer: str = "entities", least: float = 0.5, engine: Engine | None = None
) -> list[dict[str, Any]]:
    """Link the entities of several documents: which names of a collection mean the same.

    Names that are written alike are one ("Mohamed Hassad", "Mohammed Hassad"; "IMF", "International Monetary Fund"); a
    last name alone is the person of that name whose documents share most of the other names. The order of the documents
    does not matter.

    Args:
        documents: With entities; each with an id of its own.
        layer: Name of the layer to read, where it is a corrected one.
        least: Score below which a name is an entity of its own, 0 to 1.
        engine: Where documents are read, if not here, batch by batch; what comes back of each is its names and how
            often it has them, and they are linked here. It gains where documents are opened by the workers, as those of
            a store are.

    Returns:
        A record for each entity of each document: `entity` (its fullest name in the collection), `kind`, `document`
        (id), `name` (in that document), `mentions` (how many there), and `score` (how sure it is the entity, 0 to 1:
        0.8 and more for the same full name, less for initials and last names, more where the names around are the
        same). The entities with most mentions come first.

    Raises:
        OptionError: `least` is not from 0 to 1.
        EngineError: If a document cannot be read since no worker of the engine survives it.

    Example:
        >>> texts = ["Karim Hassan led the strike in Oslo.", "In Oslo nobody believed Hassan."]
        >>> for record in link(discourse.Pipeline("entities").stream(texts)):
        ...     print(record["entity"], record["name"], record["score"])
        Karim Hassan Hassan 0.95
        Karim Hassan Karim Hassan 1.0
        Oslo Oslo 1.0
        Oslo Oslo 0.8
    """
    from .across import link_documents

    return link_documents(documents, layer, least, engine)


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    """Register `entities` and `times`."""
    register(
        AnalyzerSpec(
            name="entities",
            version="2.1",
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
            version="2.1",
            provides="times",
            payload=TimeExpression,
            requires=("regions", "sentences", "tokens"),
            factory="discourse_mentions.times:TimeAnalyzer",
            view=View(label="Times", line="discourse_mentions.views:time", shown=False),
        )
    )
