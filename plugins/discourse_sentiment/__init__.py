"""How it is judged: the sentiment of sentences, and of what is said about each person, place and organization.

A score is a sum of what single words add, squashed at the end, and the words are its evidence. Every judgement carries
the voice it belongs to, so that what a minister says of his policy is not taken for what the author thinks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal

import attrs

import discourse
from discourse import AnalyzerSpec, Query, View

from .rollups import by_document, by_source, by_target, by_voice

if TYPE_CHECKING:
    from .model import SentimentModel as SentimentModel
    from .user_lexicons import read_lexicon as read_lexicon

__all__ = [
    "Sentiment", "SentimentModel", "TargetSentiment", "by_document", "by_source", "by_target", "by_voice",
    "read_lexicon", "train",
]  # fmt: skip


@attrs.frozen
class Sentiment:
    """How a sentence judges, or what it makes its readers feel.

    Args:
        score: -1 to 1: tanh of the sum of the evidence's weights.
        label: What raters would call it; neutral where that is not sure.
        confidence: Probability that they would, 0 to 1; low where few words are known, as in another language.
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


def train(
    sentences: Iterable[str],
    ratings: Iterable[float | str],
    *,
    groups: Iterable[str] | None = None,
    penalty: float = 20.0,
    folds: int = 5,
) -> SentimentModel:
    """Adapt the weights of sentences to a user's own ratings, and say how good they are.

    Args:
        sentences: Sentences, 20 at least; a few hundred are a beginning.
        ratings: A rating for each from -1 to 1, or "negative", "neutral" or "positive".
        groups: What must not be parted in the cross-validation, such as the article of each sentence.
        penalty: How strongly single words are held at what they ship with, above 0.
        folds: Parts of the cross-validation, at least 2.

    Returns:
        A model for `Pipeline("sentiment", models={"sentiment": model})`; its cross-validated figures are `scores_`.

    Raises:
        OptionError: If there are too few sentences, or a rating or an option is out of its range.
    """
    from .model import SentimentModel

    return SentimentModel(penalty=penalty, folds=folds).fit(sentences, ratings, groups)


def __getattr__(name: str) -> Any:
    """Import on first use what plans are made without."""
    if name == "SentimentModel":
        from .model import SentimentModel

        return SentimentModel
    if name == "read_lexicon":
        from .user_lexicons import read_lexicon

        return read_lexicon
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    """Register sentiment of sentences, and of those whom they mention."""
    register(
        AnalyzerSpec(
            name="sentiment",
            version="2.0",
            provides="sentiment",
            payload=Sentiment,
            requires=("sentences", "tokens", "voices"),
            resources=("sentiment_lexicons",),
            estimator="discourse_sentiment.model:SentimentModel",
            model_optional=True,
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
            version="2.0",
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


@discourse.hookimpl
def discourse_table_queries(register: Callable[[Query], None]) -> None:
    register(Query(name="sentiment_towards", layers=("targets",), run="discourse_sentiment.queries:sentiment_towards"))
