"""Vectors of words, distilled from a sentence encoder: words that mean alike have vectors that are alike.

For plugins that learn from few texts: a word that is not in them is still near to some that are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import attrs
import numpy as np
from numpy.typing import NDArray

from .weights import DATA, unpacked

FILE = DATA / "word_vectors.npz"


@attrs.frozen(eq=False)
class WordVectors:
    """Vectors of words.

    Args:
        words: Words in small letters.
        places: Word to its row.
        table: Words x dimensions.
        counted: How often each word stands in the training texts.
    """

    words: tuple[str, ...]
    places: dict[str, int]
    table: NDArray[np.float64]
    counted: NDArray[np.int64]

    def rows(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Return the vectors of words; those that have none get zeros."""
        found = np.array([self.places.get(word, -1) for word in words], dtype=np.int64)
        return np.where(found[:, None] >= 0, self.table[found], 0.0)

    def counts(self, words: Sequence[str]) -> NDArray[np.int64]:
        """Return how often words stand in the training texts."""
        found = np.array([self.places.get(word, -1) for word in words], dtype=np.int64)
        return np.where(found >= 0, self.counted[found], 0)


@lru_cache(maxsize=1)
def word_vectors() -> WordVectors:
    """Read the vectors, once."""
    with np.load(FILE, allow_pickle=False) as stored:
        words = tuple(unpacked(stored["words"]))
        table = stored["vectors"] * stored["scales"]
        return WordVectors(
            words, {word: row for row, word in enumerate(words)}, table, stored["counts"].astype(np.int64)
        )
