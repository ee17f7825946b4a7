"""Counting and applying batch by batch, wherever an engine works on them: in processes, or on a cluster.

What a batch gives is small beside its texts, and counts add up in any order: a model is the same, to the last bit, as
if it had been fitted here on all texts at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from copy import copy
from operator import add
from typing import TYPE_CHECKING

import attrs
import numpy as np

from discourse import Document, OptionError, TextError
from discourse.engines import Engine, batches_of, refuse_lost

from .arrays import Floats
from .counts import TopicCounts, WordCounts
from .methods import learns_from_counts
from .words import Source, checked_source, checked_sources

if TYPE_CHECKING:
    from .applying import FittedTopics
    from .model import TopicModel

Batch = Collection[Source]

BATCH = 256  # sources: the pairs of many texts are hardly more than those of one


@attrs.frozen
class CountWords:
    """Counts the words of a batch by the parameters of a model."""

    model: TopicModel

    def __call__(self, batch: Batch) -> WordCounts:
        return self.model.word_counts(batch)


@attrs.frozen
class CountPairs:
    """Counts the pairs of words of a vocabulary in a batch."""

    model: TopicModel
    vocabulary: tuple[str, ...]

    def __call__(self, batch: Batch) -> TopicCounts:
        return self.model.topic_counts(batch, self.vocabulary)


@attrs.frozen
class FindShares:
    """Finds the shares of topics in the sources of a batch."""

    model: FittedTopics

    def __call__(self, batch: Batch) -> list[Floats]:
        return list(self.model.transform(batch))


def counted(model: TopicModel, sources: Iterable[Source], engine: Engine) -> TopicCounts:
    """Count sources, for a model that is not fitted, in two passes: the first chooses the vocabulary.

    Raises:
        OptionError: For a method that does not learn from counts; as `TopicModel.fit`.
        TextError: If the sources can be read only once; as `TopicModel.fit`.
    """
    if not learns_from_counts(model.method):
        raise OptionError(
            f"topic method {model.method!r} does not learn from counts, which is what an engine gives: fit without one"
        )
    if isinstance(sources, Iterator):
        raise TextError(
            f"an engine reads the sources twice, first to choose the vocabulary; {type(sources).__name__} can be read "
            f"only once: give a list, or an object that can be iterated again"
        )
    words = None
    if model.vocabulary is None:
        words = engine.reduce(CountWords(model), batches_in(sources), add)
    vocabulary = model.choose_vocabulary(words or WordCounts(0, {}))
    counts = engine.reduce(CountPairs(model, vocabulary), batches_in(sources), add)
    return counts or model.topic_counts([], vocabulary)


def shares_by(model: FittedTopics, sources: Iterable[Source], engine: Engine) -> Floats:
    """Return the shares of the topics of a fitted model in sources, sources x topics."""
    sent = copy(model)
    sent.counts_ = None  # large, and not needed to apply it
    rows = [row for found in engine.map(FindShares(sent), batches_in(sources), refuse_lost) for row in found]
    return np.array(rows).reshape(len(rows), len(model.labels_))


def batches_in(sources: Iterable[Source]) -> Iterator[Batch]:
    """Give the batches of sources (see `discourse.engines.batches_of`).

    Raises:
        TextError: If the sources are a single one, or one of them is neither a text nor a document.
    """
    if isinstance(sources, (str, Document)) or not isinstance(sources, Iterable):
        checked_sources(sources)  # says what is wrong with them
    if hasattr(sources, "batches"):
        return batches_of(sources)
    return batches_of((checked_source(index, source) for index, source in enumerate(sources)), BATCH)
