"""How it is judged: the sentiment of sentences, and of what is said about each person, place and organization.

A score is a sum of what single words add, squashed at the end, and the words are its evidence. Every judgement carries
the voice it belongs to, so that what a minister says of his policy is not taken for what the author thinks of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import attrs

import discourse
from discourse import AnalyzerSpec, View

from .rollups import by_source, by_target, by_voice

__all__ = ["Sentiment", "TargetSentiment", "by_source", "by_target", "by_voice"]


@attrs.frozen
class Sentiment:
    """How a sentence judges, or what it makes its readers feel.

    Args:
        score: -1 to 1: tanh of the sum of the evidence's weights.
        label: The most probable of the three.
        confidence: Its probability, 1/3 to 1.
        evaluative: Probability that the sentence judges rather than describes.
        voice: Whose words it is for the most part.
        source: Name of the speaker, where the voice has one.
    """

    score: float
    label: Literal["negative", "neutral", "positive"]
    confidence: float
    evaluative: float
    voice: Literal["author", "quoted", "attributed", "boilerplate"] = "author"
    source: str | None = None


@attrs.frozen
class TargetSentiment:
    """How the sentence around a mention judges what is mentioned.

    Args:
        name: Name of the entity, which links its mentions in a document.
        label: The most probable of the three.
        negative: Probability that it is judged, or shown, to its disadvantage.
        neutral: Probability that it is not judged.
        positive: Probability that it is judged, or shown, to its advantage.
        voice: Whose words the mention stands in.
        source: Name of the speaker, where the voice has one.
    """

    name: str
    label: Literal["negative", "neutral", "positive"]
    negative: float
    neutral: float
    positive: float
    voice: Literal["author", "quoted", "attributed", "boilerplate"] = "author"
    source: str | None = None


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    """Register sentiment of sentences, and of those whom they mention."""
    register(
        AnalyzerSpec(
            name="sentiment",
            version="1.0",
            provides="sentiment",
            payload=Sentiment,
            requires=("sentences", "tokens", "voices"),
            resources=("sentiment_lexicons",),
            factory="discourse_sentiment.sentences:SentimentAnalyzer",
            view=View(
                label="Sentiment",
                line="discourse_sentiment.views:sentence_line",
                summary="discourse_sentiment.views:sentence_summary",
                order=40,
            ),
        )
    )
    register(
        AnalyzerSpec(
            name="targets",
            version="1.0",
            provides="targets",
            payload=TargetSentiment,
            requires=("sentences", "tokens", "entities", "voices"),
            factory="discourse_sentiment.targets:TargetAnalyzer",
            view=View(
                label="Who is judged",
                line="discourse_sentiment.views:target_line",
                summary="discourse_sentiment.views:target_summary",
                order=41,
            ),
        )
    )
