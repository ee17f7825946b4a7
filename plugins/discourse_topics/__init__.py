"""Topics: what a corpus is about, and how much of each paragraph and document is about what.

A `TopicModel` is fitted on a corpus; the layers `topics` and `document_topics` apply a fitted model to a document.
Methods are plugins too: each is registered by the hook `discourse_topic_models`, ours as everybody's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs

import discourse
from discourse import AnalyzerSpec, Resource, View

if TYPE_CHECKING:
    import click

    from .model import TopicModel as TopicModel

__all__ = ["TopicModel", "TopicShare"]

ESTIMATOR = "discourse_topics.model:TopicModel"


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
    """Import the estimator on first use: it needs numpy, and plans are made without."""
    if name != "TopicModel":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .model import TopicModel

    return TopicModel


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    register(
        AnalyzerSpec(
            name="topics",
            version="1.1",
            provides="topics",
            payload=TopicShare,
            requires=("paragraphs", "tokens"),
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
            version="1.1",
            provides="document_topics",
            payload=TopicShare,
            requires=("tokens",),
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
    for name, estimator in (
        ("cooccurrence", "discourse_topics.cooccurrence:CooccurrenceFactorization"),
        ("nmf", "discourse_topics.nmf:DocumentFactorization"),
    ):
        register(Resource(kind="topic_models", name=name, version="1.0", data={"estimator": estimator}))


@discourse.hookimpl
def discourse_commands(cli: click.Group) -> None:
    from .commands import topics

    cli.add_command(topics)
