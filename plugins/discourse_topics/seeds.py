"""Seed words: what a topic is to be about, said beforehand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

import numpy as np

from discourse import OptionError

from .arrays import Integers, Matrix
from .corpus import columns_of
from .factorization import FLOOR
from .symmetric import Symmetric

Seeds = Mapping[str, Collection[str]] | Collection[Collection[str]]
COMPANY = 10  # words nearest to the seeds, whose company is what the topic is about


def seed_groups(seeds: Seeds | None, vocabulary: Sequence[str], n_topics: int) -> list[Integers]:
    """Return the numbers of the seed words of each topic.

    Raises:
        OptionError: If seeds are no lists of words, there are more lists than topics, or a word is not in the
            vocabulary; the message names it.
    """
    if seeds is None:
        return []
    if isinstance(seeds, str) or not isinstance(seeds, Collection):
        raise OptionError(f"seeds are a list of words for each topic, or a mapping from a label to its list: {seeds!r}")
    lists = list(seeds.values() if isinstance(seeds, Mapping) else seeds)
    for words in lists:
        is_list = isinstance(words, Collection) and not isinstance(words, (str, bytes))
        if not is_list or not len(words) or not all(isinstance(word, str) for word in words):
            raise OptionError(f"the seeds of a topic are a list of words, at least one; not {words!r}")
    if len(lists) > n_topics:
        raise OptionError(f"seeds are given for {len(lists)} topics, but n_topics={n_topics}")
    if len({frozenset(words) for words in lists}) < len(lists):
        raise OptionError("two topics have the same seeds; they would be one topic twice")
    columns = columns_of(vocabulary)
    for word in (word for words in lists for word in words):
        if word not in columns:
            close = get_close_matches(word, columns, n=3)
            meant = f"did you mean {' or '.join(map(repr, close))}? " if close else ""
            hint = "its words stand in enough documents (min_df, max_df, max_features) and are no stop words"
            raise OptionError(f"no seed word {word!r} in the vocabulary; {meant}{hint}")
    return [np.array(sorted({columns[word] for word in words}), np.int64) for words in lists]


def seeded_topics(groups: Sequence[Integers], strengths: Symmetric) -> Matrix:
    """Return the topics around seed words, words x topics.

    A topic's words are those that keep company with its seeds, and with the words nearest to these; the seeds come
    first.
    """
    topics: Matrix = np.zeros((strengths.size, len(groups)), np.float32)
    for number, seeds in enumerate(groups):
        near = strengths.columns(seeds).mean(axis=1)
        near[seeds] = max(float(near.max()), FLOOR)
        core = np.argsort(-near, kind="stable")[:COMPANY]
        topic = strengths.columns(core) @ near[core]
        topic[seeds] = max(float(topic.max()), FLOOR) * (1.0 + near[seeds])
        topics[:, number] = topic
    return topics
