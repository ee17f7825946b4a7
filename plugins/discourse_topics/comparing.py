"""Two topic models side by side: which topics they share, and how stable topics are from one fit to the next.

Topics have no order, so those of one model are paired with those of the other before anything is counted. A pair is
made by the whole distributions of words, and judged by the first words, which are what people read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from discourse import OptionError

from .arrays import Floats

if TYPE_CHECKING:
    from .model import TopicModel

DECIMALS = 6
STEPS = 1e6  # of a similarity: those that differ by less are equal, and pairs that share more first words win
Record = dict[str, Any]


@attrs.frozen
class Pair:
    """A topic of one model and the topic of the other that it goes with; one of them is None if it is left over.

    Args:
        topic: Number of the topic in the one model, from 0.
        label: Its label.
        other_topic: Number of the topic in the other model.
        other_label: Its label.
        similarity: Cosine of their distributions of words, 0 to 1; None if one is left over.
        shared: First words of both, in the order of the one.
        only_one: First words of the one alone.
        only_other: First words of the other alone.
    """

    topic: int | None
    label: str | None
    other_topic: int | None
    other_label: str | None
    similarity: float | None
    shared: tuple[str, ...]
    only_one: tuple[str, ...]
    only_other: tuple[str, ...]


@attrs.frozen
class Comparison:
    """What two models have in common; printed, it is a table.

    Args:
        pairs: The most similar first; topics that are left over come last.
        stability: Mean share of first words that pairs have in common (Jaccard), over the topics of the larger model, 0
            to 1.
    """

    pairs: tuple[Pair, ...]
    stability: float

    def records(self) -> list[Record]:
        """Return the pairs as plain records, with the fields of `Pair`."""
        return [attrs.asdict(pair, recurse=False) for pair in self.pairs]

    def __str__(self) -> str:
        rows = [("similarity", "one", "other", "shared first words")]
        for pair in self.pairs:
            similarity = "-" if pair.similarity is None else f"{pair.similarity:.2f}"
            rows.append((similarity, pair.label or "-", pair.other_label or "-", ", ".join(pair.shared) or "-"))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        return "\n".join([f"stability {self.stability:.2f}", *lines])


def compare(one: TopicModel, other: TopicModel, *, top_words: int = 10) -> Comparison:
    """Pair the topics of two fitted models one to one, so that the pairs are as similar as can be.

    Pairs are those of the greatest sum of cosines (Hungarian method: Kuhn, 1955); words that one model does not know
    have the weight 0 in it. Every topic of the smaller model gets a pair, be it a poor one: see its similarity.
    `stability` is the agreement of first words by Greene, O'Callaghan and Cunningham (2014), and Belford, Mac Namee and
    Greene (2018), taken as sets.

    Args:
        one: A fitted model.
        other: Another, of the same corpus or of one that shares its words.
        top_words: How many first words count, at least 1; a model keeps ten of each topic.

    Raises:
        NotFittedError: If a model is not fitted.
        OptionError: If top_words is out of bounds.

    Example:
        >>> from discourse_topics import TopicModel
        >>> ponds = ["Frogs and newts share the pond.", "The pond froze; the frogs slept.", "Newts like a cold pond."]
        >>> taxes = ["The budget raises the tax.", "No budget, no tax cut.", "A tax for the budget of the town."]
        >>> one = TopicModel(n_topics=2).fit(ponds + taxes)
        >>> compare(one, TopicModel(n_topics=2).fit(taxes + ponds)).stability
        1.0
    """
    for model in (one, other):
        model.check_fitted()
    ones, others = first_words(one.topics_, top_words), first_words(other.topics_, top_words)
    similarities = cosines(one, other)
    overlaps = jaccards(ones, others)
    # Whole steps of similarity, and a remainder that stays below one step when all pairs are summed.
    matched = best_pairs(np.round(similarities * STEPS) + overlaps / (1 + min(overlaps.shape)))
    pairs = [
        paired(topic, ones[topic], one.labels_, place, others[place], other.labels_, float(similarities[topic, place]))
        for topic, place in matched
    ]
    left = [
        Pair(topic, one.labels_[topic], None, None, None, (), tuple(ones[topic]), ())
        for topic in left_over(len(ones), [topic for topic, _ in matched])
    ]
    left += [
        Pair(None, None, place, other.labels_[place], None, (), (), tuple(others[place]))
        for place in left_over(len(others), [place for _, place in matched])
    ]
    pairs.sort(key=lambda pair: (-(pair.similarity or 0.0), pair.topic))
    return Comparison((*pairs, *left), mean_overlap(overlaps, matched))


def agreement(
    topics_one: Iterable[Sequence[str]], topics_other: Iterable[Sequence[str]], *, top_words: int = 10
) -> float:
    """Return how far two lists of topics agree, by their first words alone.

    Topics are paired one to one so that the mean share of words that pairs have in common (Jaccard) is greatest
    (Greene, O'Callaghan and Cunningham, 2014; Belford, Mac Namee and Greene, 2018, with sets of words).

    Args:
        topics_one: The words of each topic, best first.
        topics_other: Those of another model.
        top_words: How many first words count, at least 1.

    Returns:
        0 to 1, the mean over the topics of the longer list; 1 for two lists without topics.

    Raises:
        OptionError: If top_words is out of bounds, or a topic is a text in place of a list of words.

    Example:
        >>> agreement([["cod", "quota"], ["exam", "pupil"]], [["pupil", "exam"], ["cod", "net"]])
        0.666667
    """
    overlaps = jaccards(first_words(topics_one, top_words), first_words(topics_other, top_words))
    return mean_overlap(overlaps, best_pairs(overlaps))


def first_words(topics: Iterable[Sequence[str]], top_words: int) -> list[list[str]]:
    """Return the first words of topics, each once."""
    if isinstance(top_words, bool) or not isinstance(top_words, int) or top_words < 1:
        raise OptionError(f"top_words is a whole number of at least 1, not {top_words!r}")
    given = [topics] if isinstance(topics, str) else list(topics)
    for words in given:
        if isinstance(words, str):
            raise OptionError(f"a topic is a list of words, not the text {words!r}")
    return [list(dict.fromkeys(words[:top_words])) for words in given]


def cosines(one: TopicModel, other: TopicModel) -> Floats:
    """Return the cosines of the distributions of words of all pairs of topics."""
    columns = {word: column for column, word in enumerate(other.vocabulary_)}
    shared = [(column, columns[word]) for column, word in enumerate(one.vocabulary_) if word in columns]
    mine, theirs = ([pair[side] for pair in shared] for side in (0, 1))
    ones, others = unit_rows(one.components_), unit_rows(other.components_)
    # einsum and not a product of matrices, whose sums depend on how many threads add up.
    found: Floats = np.einsum("iw,jw->ij", ones[:, mine], others[:, theirs])
    return found


def unit_rows(weights: npt.NDArray[np.floating]) -> Floats:
    """Return rows of length 1; those without weights stay as they are."""
    with np.errstate(under="ignore"):
        largest = weights.max(axis=1, keepdims=True, initial=0.0)
        scaled = weights / np.where(largest > 0.0, largest, 1.0)
        lengths = np.sqrt((scaled * scaled).sum(axis=1, keepdims=True))
        rows: Floats = scaled / np.where(lengths > 0.0, lengths, 1.0)
    return rows


def jaccards(ones: Sequence[Sequence[str]], others: Sequence[Sequence[str]]) -> Floats:
    """Return the shares of words that pairs of topics have in common; two without words are alike."""
    sets = [frozenset(words) for words in others]
    overlaps = np.zeros((len(ones), len(sets)))
    for row, words in enumerate(ones):
        mine = frozenset(words)
        for column, theirs in enumerate(sets):
            either = len(mine | theirs)
            overlaps[row, column] = len(mine & theirs) / either if either else 1.0
    return overlaps


def best_pairs(values: Floats) -> list[tuple[int, int]]:
    """Return the pairs of rows and columns whose values have the greatest sum, in the order of rows."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(values, maximize=True)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def paired(
    topic: int,
    words: Sequence[str],
    labels: Sequence[str],
    other_topic: int,
    other_words: Sequence[str],
    other_labels: Sequence[str],
    similarity: float,
) -> Pair:
    return Pair(
        topic=topic,
        label=labels[topic],
        other_topic=other_topic,
        other_label=other_labels[other_topic],
        similarity=round(similarity, DECIMALS),
        shared=tuple(word for word in words if word in other_words),
        only_one=tuple(word for word in words if word not in other_words),
        only_other=tuple(word for word in other_words if word not in words),
    )


def left_over(number: int, taken: Iterable[int]) -> list[int]:
    return sorted(set(range(number)).difference(taken))


def mean_overlap(overlaps: Floats, matched: Sequence[tuple[int, int]]) -> float:
    """Return the mean overlap of pairs over the topics of the larger side."""
    larger = max(overlaps.shape)
    return round(fsum(float(overlaps[pair]) for pair in matched) / larger, DECIMALS) if larger else 1.0
