"""Topics edited by hand: renamed, merged, split. Each gives a new model and leaves the old one as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import attrs
import numpy as np

from discourse import OptionError, TextError

from .arrays import Floats, Matrix
from .cooccurrence import associated_pairs, matrix_of
from .counts import TopicCounts
from .factorization import FLOOR, factorize, leading_spectrum
from .folding import typical_texts, unit
from .labels import first_words, labels_of
from .modelfiles import Learnt


def renamed(learnt: Learnt, labels: Mapping[int, str]) -> Learnt:
    """Return what was learnt, with other labels for some topics."""
    names = list(learnt.labels)
    for topic, label in labels.items():
        check_topic(learnt, topic)
        if not isinstance(label, str) or not label.strip():
            raise OptionError(f"the label of a topic is a text, not {label!r}")
        names[topic] = label
    for topic in labels:
        if names.count(names[topic]) > 1:
            raise OptionError(f"two topics would be called {names[topic]!r}; labels tell topics apart")
    return attrs.evolve(learnt, labels=tuple(names))


def merged(learnt: Learnt, topics: Collection[int], label: str | None) -> Learnt:
    """Return what was learnt, with some topics as one in the place of the first."""
    numbers = sorted(set(topics))
    for topic in numbers:
        check_topic(learnt, topic)
    if len(numbers) < 2:
        raise OptionError(f"merge takes two topics or more, not {list(topics)}")
    together = learnt.components[numbers].mean(axis=0, keepdims=True)
    typical = unit(learnt.typical[numbers].sum(axis=0, keepdims=True))
    edited = replaced(learnt, numbers, together, typical)
    return edited if label is None else renamed(edited, {numbers[0]: label})


def split(learnt: Learnt, topic: int, into: int, counts: TopicCounts) -> Learnt:
    """Return what was learnt, with one topic cut into several in its place.

    The strengths of pairs are weighed by how much their words are of the topic, and factorized. The typical documents
    of the parts are found as those of topics are, among what is typical of the topic.
    """
    check_topic(learnt, topic)
    if type(into) is not int or into < 2:
        raise OptionError(f"into is a whole number from 2, not {into!r}")
    membership = np.sqrt(learnt.typical[topic] / max(float(learnt.typical[topic].max()), FLOOR))
    pairs = associated_pairs(counts)
    strengths = matrix_of(pairs.strengths * membership[pairs.first] * membership[pairs.second], pairs)
    weights = factorize(leading_spectrum(strengths, into), into, float(strengths.max(initial=0.0))).T.astype(np.float64)
    totals = weights.sum(axis=1, keepdims=True)
    if not totals.all():
        raise TextError(f"the words of topic {topic} do not fall apart into {into} topics")
    parts = weights / totals
    typical = unit(typical_texts(parts, counts) * membership)
    return replaced(learnt, [topic], parts, typical)


def replaced(learnt: Learnt, topics: list[int], components: Floats | Matrix, typical: Floats | Matrix) -> Learnt:
    """Put topics in the place of others; those that stay keep their labels."""
    place, gone = topics[0], set(topics)
    before = list(range(place))
    behind = [topic for topic in range(place, len(learnt.labels)) if topic not in gone]
    kept = {learnt.labels[topic] for topic in (*before, *behind)}
    labels = labels_of(first_words(np.asarray(components), learnt.vocabulary))
    labels = [f"{label} ({place + number})" if label in kept else label for number, label in enumerate(labels)]
    return attrs.evolve(
        learnt,
        labels=(*(learnt.labels[topic] for topic in before), *labels, *(learnt.labels[topic] for topic in behind)),
        components=joined_rows(learnt.components, before, components, behind),
        typical=joined_rows(learnt.typical, before, typical, behind),
    )


def joined_rows(rows: Matrix, before: list[int], new: Floats | Matrix, behind: list[int]) -> Matrix:
    return np.concatenate([rows[before], new.astype(np.float32), rows[behind]])


def check_topic(learnt: Learnt, topic: int) -> None:
    """Refuse a topic that is not there."""
    if type(topic) is not int or not 0 <= topic < len(learnt.labels):
        raise OptionError(f"topics are numbered from 0 to {len(learnt.labels) - 1}; there is no topic {topic!r}")
