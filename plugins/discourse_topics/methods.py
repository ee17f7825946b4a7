"""Methods: what learns the words of topics, found by name in the registry, so that a plugin adds one.

A method is a class with the constructor and one of the two ways of fitting that `TopicMethod` and `CountsMethod` tell,
registered by the hook `discourse_topic_models`. Its weights are checked, since it may come from a stranger.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol

import numpy as np

import discourse
from discourse import OptionError, PluginError, TextError
from discourse.errors import unknown

from .arrays import Floats, Integers
from .corpus import Corpus
from .counts import TopicCounts
from .parameters import is_whole

KIND = "topic_models"


class TopicMethod(Protocol):
    """A method that learns from documents.

    `fit` sets `components_`: weights of words in topics, topics x words, none negative. The words of a topic are ranked
    by them, and what its documents are like is found from them.
    """

    components_: Floats

    def __init__(self, *, n_topics: int, random_state: int) -> None: ...

    def fit(self, corpus: Corpus, /) -> Any: ...


class CountsMethod(Protocol):
    """A method that learns from counts of pairs alone, so that an archive can be counted in shards.

    Seeds are the numbers of the words that the first topics are to be about; a method without them refuses them.
    """

    components_: Floats

    def fit_counts(self, counts: TopicCounts, seeds: Sequence[Integers], /) -> Any: ...


def topic_method(name: str) -> type[TopicMethod]:
    """Return the class of a method.

    Raises:
        OptionError: If no plugin registers a method of that name; the message lists those there are.
        PluginError: If its class cannot be imported.
    """
    registered = {resource.name: resource for resource in discourse.default_registry().resources(KIND)}
    if name not in registered:
        raise OptionError(unknown("topic method", name, registered))
    try:
        module, _, attribute = registered[name].data["estimator"].partition(":")
        method: type[TopicMethod] = getattr(import_module(module), attribute)
    except (KeyError, TypeError, AttributeError, ImportError) as error:
        raise PluginError(f"topic method {name!r} cannot be loaded: {error}") from error
    return method


def learns_from_counts(name: str) -> bool:
    """Say whether a method learns from counts of pairs alone; errors as for `topic_method`."""
    return hasattr(topic_method(name), "fit_counts")


def check_size(n_topics: int, counts: TopicCounts) -> None:
    """Refuse documents that are all alike, and more topics than documents or words: none could be told apart.

    Raises:
        OptionError: For the number of topics.
        TextError: For the documents.
    """
    if not is_whole(n_topics) or n_topics < 1:
        raise OptionError(f"n_topics is a whole number from 1, not {n_topics!r}")
    frequency = counts.document_frequency
    n_words = int(np.count_nonzero(frequency))
    if n_words and (frequency[frequency > 0] == counts.n_documents).all():
        raise TextError("all documents hold the same words; topics are what some speak of and others do not")
    if n_topics > min(counts.n_documents, n_words):
        raise OptionError(
            f"n_topics={n_topics} is more than the corpus can hold: documents: {counts.n_documents}; words of the "
            f"vocabulary that stand in them: {n_words}"
        )


def learnt_weights(
    name: str, n_topics: int, random_state: int, counts: TopicCounts, corpus: Corpus | None, seeds: Sequence[Integers]
) -> Floats:
    """Learn topics by a method, and return the probability of words in them, topics x words.

    Args:
        name: Of the method.
        n_topics: How many topics.
        random_state: Seed.
        counts: What is counted in the corpus.
        corpus: The corpus itself; None where its shards were only counted.
        seeds: The numbers of the seed words of the first topics.

    Raises:
        OptionError: If there is no such method, it does not take seeds, or it needs the corpus.
        PluginError: If its class cannot be imported, or its weights are none.
        TextError: If a topic has no words.
    """
    method = topic_method(name)(n_topics=n_topics, random_state=random_state)
    if hasattr(method, "fit_counts"):
        method.fit_counts(counts, seeds)
    elif seeds:
        raise OptionError(f"topic method {name!r} does not take seeds")
    elif corpus is None:
        raise OptionError(f"topic method {name!r} does not learn from counts: give it all documents at once, by fit")
    else:
        method.fit(corpus)
    return checked_weights(method.components_, len(counts.vocabulary), n_topics, name)


def checked_weights(weights: Floats, n_words: int, n_topics: int, method: str) -> Floats:
    """Return the weights of words in topics that a method learnt, those of each topic summing to 1.

    Raises:
        PluginError: If the weights are not topics x words, or one is negative or no number.
        TextError: If a topic has no words.
    """
    expected = (n_topics, n_words)
    found = np.asarray(weights, np.float64)
    if found.shape != expected or not np.isfinite(found).all() or (found < 0).any():
        raise PluginError(f"topic method {method!r} gave weights that are not {expected} finite numbers from 0")
    totals = found.sum(axis=1)
    n_found = int(np.count_nonzero(totals))
    if not n_found:
        raise TextError("no words of this corpus stand together more than by chance: give more, or longer, documents")
    if n_found < n_topics:
        raise TextError(f"no more than {n_found} topics can be told apart here; ask for n_topics={n_found} or less")
    shares: Floats = found / totals[:, None]
    return shares
