"""What topics are called: their first words, until somebody names them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

TOP_WORDS = 10
LEAST_SCORE = 1e-3  # of a topic's first word; what scores less is left over from the factorization
LABEL_WORDS = 3


def first_words(weights: npt.NDArray[np.floating], vocabulary: Sequence[str]) -> list[list[str]]:
    """Return the first words of each topic, best first, equal ones in the order of the alphabet."""
    return [[vocabulary[word] for word in words] for words in top_words(weights)]


def top_words(weights: npt.NDArray[np.floating]) -> list[list[int]]:
    """Return the numbers of the first words of each topic, best first; words that hardly belong to it are none."""
    order = np.argsort(-weights, axis=1, kind="stable")[:, :TOP_WORDS]
    least = LEAST_SCORE * weights.max(axis=1)
    return [words[weights[topic, words] > least[topic]].tolist() for topic, words in enumerate(order)]


def labels_of(topics: Sequence[Sequence[str]]) -> list[str]:
    """Return a label for each topic: its first words, and its number where those are another topic's too."""
    labels: list[str] = []
    for number, words in enumerate(topics):
        label = ", ".join(words[:LABEL_WORDS])
        labels.append(f"{label} ({number})" if label in labels else label)
    return labels
