"""Topics edited by hand: renamed, merged, split. Each gives a new model and leaves the old one as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from discourse import OptionError, TextError
from discourse.errors import unknown

from .arrays import Floats, Matrix
from .association import associated_pairs
from .counts import TopicCounts
from .factorization import FLOOR, factorize, leading_spectrum
from .folding import typical_texts, unit
from .labels import checked_label, distinct, first_words, labels_of
from .modelfiles import Learnt
from .parameters import is_whole
from .symmetric import Symmetric


@attrs.frozen(eq=False)
class Topic:
    """A topic of a model.

    Args:
        label: Its label.
        component: Probability of words in it.
        typical: Its typical documents, one for each topic that was merged into it, each x words.
    """

    label: str
    component: Matrix
    typical: Matrix


def topics_of(learnt: Learnt) -> list[Topic]:
    """Return the topics of a model one by one."""
    members = np.array(learnt.members)
    return [
        Topic(label, learnt.components[number], learnt.typical[members == number])
        for number, label in enumerate(learnt.labels)
    ]


def with_topics(learnt: Learnt, topics: Sequence[Topic]) -> Learnt:
    """Return a model with other topics."""
    return attrs.evolve(
        learnt,
        labels=tuple(topic.label for topic in topics),
        components=np.stack([topic.component for topic in topics]).astype(np.float32),
        typical=np.concatenate([topic.typical for topic in topics]).astype(np.float32),
        members=tuple(number for number, topic in enumerate(topics) for _ in topic.typical),
    )


def renamed(learnt: Learnt, labels: Mapping[int | str, str]) -> Learnt:
    """Return what was learnt, with other labels for some topics."""
    if not isinstance(labels, Mapping):
        raise OptionError(f"labels are a mapping from a topic to its new label, not {labels!r}")
    names = list(learnt.labels)
    for topic, label in labels.items():
        names[checked_topic(learnt, topic)] = checked_label(label)
    for label in labels.values():
        if names.count(label) > 1:
            raise OptionError(f"two topics would be called {label!r}; labels tell topics apart")
    return attrs.evolve(learnt, labels=tuple(names))


def merged(learnt: Learnt, topics: Any, label: str | None) -> Learnt:
    """Return what was learnt, with some topics as one in the place of the first.

    The typical documents of all stay, and the share of the one is the sum of theirs: no other topic's shares change.
    """
    if not isinstance(topics, Collection) or isinstance(topics, str):
        raise OptionError(f"merge takes two topics or more, not {topics!r}")
    numbers = sorted({checked_topic(learnt, topic) for topic in topics})
    if len(numbers) < 2:
        raise OptionError(f"merge takes two topics or more, not {list(topics)}")
    all_topics = topics_of(learnt)
    parts = [all_topics[number] for number in numbers]
    component = np.mean([part.component for part in parts], axis=0)
    one = Topic("", component, np.concatenate([part.typical for part in parts]))
    edited = replaced(learnt, numbers, [one])
    return edited if label is None else renamed(edited, {numbers[0]: label})


def split(learnt: Learnt, topic: int | str, into: int, counts: TopicCounts) -> Learnt:
    """Return what was learnt, with one topic cut into several in its place.

    The strengths of pairs are weighed by how much their words are of the topic, and factorized. The typical document of
    a part is the mean of that of the topic and of what is found, as for topics, by the part's own words.
    """
    number = checked_topic(learnt, topic)
    if type(into) is not int or into < 2:
        raise OptionError(f"into is a whole number from 2, not {into!r}")
    whole = unit(topics_of(learnt)[number].typical.sum(axis=0, keepdims=True))
    membership = np.sqrt(whole[0] / max(float(whole.max()), FLOOR)).astype(np.float32)
    pairs = associated_pairs(counts)
    first, second = np.divmod(pairs.cells, pairs.n_words)
    values = pairs.strengths * membership[first] * membership[second]
    strengths = Symmetric.of_cells(pairs.cells, values, pairs.n_words)
    with np.errstate(under="ignore"):
        weights = factorize(leading_spectrum(strengths, into), into, float(values.max(initial=0.0)))
    totals = weights.sum(axis=0, dtype=np.float64)
    if np.count_nonzero(totals) < into:
        raise TextError(f"the words of topic {number} do not fall apart into {into} topics")
    parts: Floats = weights.T / totals[:, None]
    typical = unit(whole + unit(typical_texts(parts, counts) * membership))
    return replaced(learnt, [number], [Topic("", part, row[None]) for part, row in zip(parts, typical, strict=True)])


def replaced(learnt: Learnt, numbers: Sequence[int], new: Sequence[Topic]) -> Learnt:
    """Put topics, which get their first words as labels, in the place of others."""
    place, gone = numbers[0], set(numbers)
    kept = [(number, topic) for number, topic in enumerate(topics_of(learnt)) if number not in gone]
    before = [topic for number, topic in kept if number < place]
    behind = [topic for number, topic in kept if number > place]
    labels = labels_of(first_words(np.stack([topic.component for topic in new]), learnt.vocabulary))
    taken = [topic.label for topic in (*before, *behind)]
    named = [attrs.evolve(topic, label=label) for topic, label in zip(new, distinct(labels, taken, place), strict=True)]
    return with_topics(learnt, [*before, *named, *behind])


def checked_topic(learnt: Learnt, topic: Any) -> int:
    """Return the number of a topic that is given by its number or its label; refuse one that is not there."""
    if isinstance(topic, str):
        if topic not in learnt.labels:
            raise OptionError(unknown("topic", topic, learnt.labels))
        return learnt.labels.index(topic)
    if not is_whole(topic) or not 0 <= topic < len(learnt.labels):
        raise OptionError(f"topics are numbered from 0 to {len(learnt.labels) - 1}; there is no topic {topic!r}")
    return int(topic)
