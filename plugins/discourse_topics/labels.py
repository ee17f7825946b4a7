"""What topics are called: their first words, until somebody names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from discourse import OptionError

TOP_WORDS = 10
LEAST_SCORE = 1e-3  # of a topic's first word; what scores less is left over from the factorization
TIE = 2e-6  # of a topic's first word: fits on other processors differ by a tenth of it
LABEL_WORDS = 3


def first_words(weights: npt.NDArray[np.floating], vocabulary: Sequence[str]) -> list[list[str]]:
    """Return the first words of each topic, best first, equal ones in the order of the alphabet."""
    return [[vocabulary[word] for word in words] for words in top_words(weights)]


def top_words(weights: npt.NDArray[np.floating]) -> list[list[int]]:
    """Return the numbers of the first words of each topic, best first; words that hardly belong to it are none.

    Weights count by their share of the greatest one. Of two that differ by less than `TIE` the order is how a processor
    adds, so that a run of such words stands in the order of their numbers. (Rounded shares would not do: two sides of
    a half differ, however near they are.)
    """
    shares = weights / np.maximum(weights.max(axis=1, keepdims=True), np.finfo(weights.dtype).tiny)
    descending = np.argsort(-shares, axis=1, kind="stable")
    steps = -np.diff(np.take_along_axis(shares, descending, axis=1), axis=1, prepend=2.0) > TIE
    ranks = np.empty_like(descending)
    np.put_along_axis(ranks, descending, np.cumsum(steps, axis=1), axis=1)
    order = np.argsort(ranks, axis=1, kind="stable")[:, :TOP_WORDS]
    return [words[shares[topic, words] > LEAST_SCORE].tolist() for topic, words in enumerate(order)]


def labels_of(topics: Sequence[Sequence[str]]) -> list[str]:
    """Return a label for each topic: its first words."""
    return [", ".join(words[:LABEL_WORDS]) for words in topics]


def distinct(labels: Iterable[str], taken: Iterable[str] = (), first: int = 0) -> list[str]:
    """Return labels that differ from each other and from those that are taken: with its number where one is not alone.

    >>> distinct(["cod, nets", "cod, nets"])
    ['cod, nets', 'cod, nets (1)']
    """
    seen = set(taken)
    found: list[str] = []
    for number, label in enumerate(labels, first):
        name = label
        while name in seen:
            name += f" ({number})"
        seen.add(name)
        found.append(name)
    return found


def checked_label(label: object) -> str:
    """Return a label for a topic; refuse what is no text, blank, or cannot be written to a file."""
    if not isinstance(label, str) or not label.strip():
        raise OptionError(f"the label of a topic is a text that is not blank, not {label!r}")
    if any("\ud800" <= character <= "\udfff" for character in label):
        raise OptionError(f"the label {label!r} holds half of a character, which no file can keep")
    return label
