"""Topics: what a corpus is about, and how much of each paragraph and document is about what.

A `TopicModel` is fitted on a corpus; the layers `topics` and `document_topics` apply a fitted model to a document.
Methods are plugins too: each is registered by the hook `discourse_topic_models`, ours as everybody's.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import attrs

import discourse
from discourse import AnalyzerSpec, Query, Resource, View

if TYPE_CHECKING:
    import click

    from .comparing import compare as compare
    from .counts import TopicCounts as TopicCounts
    from .counts import WordCounts as WordCounts
    from .describing import describe as describe
    from .describing import without_topic as without_topic
    from .model import TopicModel as TopicModel
    from .phrases import find_phrases as find_phrases
    from .prevalence import by_document as by_document
    from .prevalence import by_metadata as by_metadata
    from .prevalence import by_source as by_source
    from .prevalence import over_time as over_time
    from .repeats import without_repeats as without_repeats

__all__ = [
    "TopicCounts",
    "TopicModel",
    "TopicShare",
    "WordCounts",
    "by_document",
    "by_metadata",
    "by_source",
    "compare",
    "describe",
    "find_phrases",
    "over_time",
    "without_repeats",
    "without_topic",
]

ESTIMATOR = "discourse_topics.model:TopicModel"
HOMES = {
    "TopicCounts": "counts",
    "TopicModel": "model",
    "WordCounts": "counts",
    "by_document": "prevalence",
    "by_metadata": "prevalence",
    "by_source": "prevalence",
    "compare": "comparing",
    "describe": "describing",
    "find_phrases": "phrases",
    "over_time": "prevalence",
    "without_repeats": "repeats",
    "without_topic": "describing",
}


@attrs.frozen
class TopicShare:
    """How much of a paragraph or a document belongs to a topic.

    Args:
        topic: Number of the topic in its model, from 0.
        label: Its first words, for people.
        weight: Share of the stretch, 0 to 1; those of one stretch sum to 1 before small ones are left out.
    """

    topic: int
    label: str
    weight: float


def __getattr__(name: str) -> Any:
    """Import what needs numpy on first use: plans are made without."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{HOMES[name]}", __name__), name)


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    register(
        AnalyzerSpec(
            name="topics",
            version="2.0",
            provides="topics",
            payload=TopicShare,
            requires=("paragraphs", "tokens"),
            uses=("regions",),
            factory="discourse_topics.analyzers:ParagraphTopics",
            estimator=ESTIMATOR,
            view=View(
                label="Topics by paragraph",
                line="discourse_topics.views:paragraph_line",
                summary="discourse_topics.views:paragraph_summary",
                order=70,
            ),
        )
    )
    register(
        AnalyzerSpec(
            name="document_topics",
            version="2.0",
            provides="document_topics",
            payload=TopicShare,
            requires=("tokens",),
            uses=("regions",),
            factory="discourse_topics.analyzers:DocumentTopics",
            estimator=ESTIMATOR,
            view=View(
                label="Topics",
                line="discourse_topics.views:document_line",
                summary="discourse_topics.views:document_summary",
                order=60,
            ),
        )
    )


@discourse.hookimpl
def discourse_topic_models(register: Callable[[Resource], None]) -> None:
    for name, version, estimator in (
        ("cooccurrence", "2.2", "discourse_topics.cooccurrence:CooccurrenceFactorization"),
        ("nmf", "1.0", "discourse_topics.nmf:DocumentFactorization"),
    ):
        register(Resource(kind="topic_models", name=name, version=version, data={"estimator": estimator}))


@discourse.hookimpl
def discourse_commands(cli: click.Group) -> None:
    from .commands import topics

    cli.add_command(topics)


@discourse.hookimpl
def discourse_table_queries(register: Callable[[Query], None]) -> None:
    register(Query(name="topics_by_month", layers=("document_topics",), run="discourse_topics.queries:topics_by_month"))
