"""Counts that add up: what topics are learnt from, made shard by shard, on many machines, and summed.

Two passes over an archive. The first counts in how many documents each word stands (`WordCounts`), from which a
vocabulary is chosen; the second counts, for the words of that vocabulary, how many documents and how many windows hold
each pair (`TopicCounts`). All are whole numbers: the counts of shards add up to exactly the counts of the whole, in any
order, and a model that is fitted on the sum is the model of the whole.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Self

import attrs
import numpy as np

from discourse import FormatError, OptionError
from discourse.modelfiles import read_description

from .arrays import Floats, Integers, narrowest
from .corpus import idf_of
from .modelfiles import read_folder, write_folder
from .symmetric import Symmetric

WINDOW = 10  # words; that of the coherence measure in use since Lau, Newman and Baldwin (2014)
WORDS_FORMAT, PAIRS_FORMAT = "discourse-word-counts/1", "discourse-topic-counts/1"
ARRAYS = ("cells", "in_documents", "in_windows")


@attrs.frozen(eq=False)
class WordCounts:
    """In how many documents each word of a corpus stands; `+` adds those of another shard.

    Args:
        n_documents: How many documents there are.
        documents: In how many of them each word stands.
    """

    n_documents: int
    documents: Mapping[str, int]

    def __add__(self, other: WordCounts) -> WordCounts:
        if not isinstance(other, WordCounts):
            return NotImplemented
        documents = Counter(self.documents)
        documents.update(other.documents)
        return WordCounts(self.n_documents + other.n_documents, documents)

    def __radd__(self, other: int) -> WordCounts:
        """Let `sum` add counts: it starts from 0."""
        return self if other == 0 else NotImplemented

    def save(self, file: str | PathLike[str]) -> None:
        """Save as one JSON file."""
        data = {"format": WORDS_FORMAT, "n_documents": self.n_documents, "documents": dict(self.documents)}
        text = json.dumps(data, sort_keys=True, ensure_ascii=False, indent=0)
        Path(file).write_text(text + "\n", encoding="utf-8", newline="\n")

    @classmethod
    def load(cls, file: str | PathLike[str]) -> Self:
        """Return saved counts.

        Raises:
            FormatError: If the file is missing, truncated, or of another format.
        """
        data = read_description(Path(file), WORDS_FORMAT)
        documents, n_documents = data.get("documents"), data.get("n_documents")
        if not isinstance(documents, dict) or not is_count(n_documents) or not all(map(is_count, documents.values())):
            raise FormatError(f"{file} holds no counts of words")
        counts = cls(data["n_documents"], documents)
        if max(counts.documents.values(), default=0) > counts.n_documents:
            raise FormatError(f"{file} says that a word stands in more documents than there are")
        return counts


@attrs.frozen(eq=False)
class TopicCounts:
    """How often the words of a vocabulary stand together in a corpus; `+` adds those of another shard.

    Pairs are kept sparsely: the smaller number of a pair's two words times the size of the vocabulary, plus the larger,
    is its cell. A word's own counts stand at the cell of it with itself.

    Args:
        vocabulary: The words, in the order of the alphabet.
        n_documents: How many documents there are.
        n_places: How many places for words they have, words beyond the vocabulary included.
        cells: The pairs that stand together in a document, ascending.
        in_documents: How many documents hold each.
        in_windows: How many windows of ten places hold each, once for each two places.
    """

    vocabulary: tuple[str, ...]
    n_documents: int
    n_places: int
    cells: Integers
    in_documents: Integers
    in_windows: Integers

    def __add__(self, other: TopicCounts) -> TopicCounts:
        if not isinstance(other, TopicCounts):
            return NotImplemented
        self._check_vocabulary(other)
        cells = np.concatenate([self.cells, other.cells])
        order = np.argsort(cells, kind="stable")  # merges two ascending runs
        firsts = np.flatnonzero(np.diff(cells[order], prepend=-1))

        def added(one: Integers, two: Integers) -> Integers:
            together = np.concatenate([one, two], dtype=np.int64)[order]
            sums = np.add.reduceat(together, firsts) if len(firsts) else together
            return sums.astype(narrowest(int(sums.max(initial=0))))

        return attrs.evolve(
            self,
            n_documents=self.n_documents + other.n_documents,
            n_places=self.n_places + other.n_places,
            cells=cells[order[firsts]],
            in_documents=added(self.in_documents, other.in_documents),
            in_windows=added(self.in_windows, other.in_windows),
        )

    def __radd__(self, other: int) -> TopicCounts:
        """Let `sum` add counts: it starts from 0."""
        return self if other == 0 else NotImplemented

    def without(self, part: TopicCounts) -> TopicCounts:
        """Return what is left without the counts of a shard that were added before."""
        self._check_vocabulary(part)
        place = np.searchsorted(self.cells, part.cells)
        in_documents, in_windows = self.in_documents.copy(), self.in_windows.copy()
        in_documents[place] -= part.in_documents
        in_windows[place] -= part.in_windows
        left = np.flatnonzero(in_documents)
        return attrs.evolve(
            self,
            n_documents=self.n_documents - part.n_documents,
            n_places=self.n_places - part.n_places,
            cells=self.cells[left],
            in_documents=in_documents[left],
            in_windows=in_windows[left],
        )

    def _check_vocabulary(self, other: TopicCounts) -> None:
        if self.vocabulary != other.vocabulary:
            raise OptionError(
                f"counts add up only for one vocabulary; these have {len(self.vocabulary)} and "
                f"{len(other.vocabulary)} words, not the same: count all shards with the vocabulary of the whole"
            )

    @property
    def document_frequency(self) -> Integers:
        """In how many documents each word stands."""
        return self._own(self.in_documents)

    @property
    def windows_with(self) -> Integers:
        """How many windows hold each word."""
        return self._own(self.in_windows)

    def _own(self, counts: Integers) -> Integers:
        return self._at(np.arange(len(self.vocabulary)) * (len(self.vocabulary) + 1), counts)

    def _at(self, cells: Integers, counts: Integers) -> Integers:
        """Return the counts of some cells; 0 for pairs that no document holds."""
        if not len(self.cells):
            return np.zeros(len(cells), np.int64)
        place = np.minimum(np.searchsorted(self.cells, cells.astype(self.cells.dtype)), len(self.cells) - 1)
        return np.where(self.cells[place] == cells, counts[place], 0).astype(np.int64)

    @property
    def idf(self) -> Floats:
        """Inverse document frequency of each word: ln(documents / documents with it) + 1; of one in none, that of 1."""
        return idf_of(self.document_frequency, self.n_documents)

    def windows_at(self, cells: Integers) -> Integers:
        """Return how many windows hold the pairs of some cells; 0 for pairs that no document holds."""
        return self._at(cells, self.in_windows)

    def together(self) -> Symmetric:
        """Return how many documents hold both words, words x words."""
        return Symmetric.of_cells(self.cells, self.in_documents, len(self.vocabulary))

    def save(self, folder: str | PathLike[str]) -> None:
        """Save as `model.json` and `arrays.npz` in a folder, which is made if need be."""
        described = {"vocabulary": list(self.vocabulary), "n_documents": self.n_documents, "n_places": self.n_places}
        write_folder(
            Path(folder), PAIRS_FORMAT, described, {name: getattr(self, name).astype(np.int64) for name in ARRAYS}
        )

    @classmethod
    def load(cls, folder: str | PathLike[str]) -> Self:
        """Return saved counts.

        Raises:
            FormatError: If a file is missing, truncated, edited, or of another format.
        """
        data, arrays = read_folder(Path(folder), PAIRS_FORMAT, dict.fromkeys(ARRAYS, np.int64))
        try:
            counts = cls(tuple(data["vocabulary"]), int(data["n_documents"]), int(data["n_places"]), **arrays)
            check_counts(counts)
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError(f"{folder} holds no counts of topics: {error!r}") from error
        return counts


def check_counts(counts: TopicCounts) -> None:
    """Raise `ValueError` if the parts of counts do not fit together."""
    if list(counts.vocabulary) != sorted(set(counts.vocabulary)):
        raise ValueError("the vocabulary is not in the order of the alphabet")
    if not counts.cells.ndim == 1 or not counts.cells.shape == counts.in_documents.shape == counts.in_windows.shape:
        raise ValueError("cells, in_documents and in_windows are not of one length")
    if (
        (np.diff(counts.cells) <= 0).any()
        or (counts.cells < 0).any()
        or (counts.cells >= len(counts.vocabulary) ** 2).any()
    ):
        raise ValueError("cells are not ascending numbers of pairs")
    first, second = np.divmod(counts.cells, max(len(counts.vocabulary), 1))
    if (first > second).any():
        raise ValueError("the first word of a pair is not the smaller one")
    if counts.n_places < 0 or (counts.in_windows < 0).any() or (counts.in_documents < 0).any():
        raise ValueError("counts are not whole numbers from 0")
    if counts.in_documents.max(initial=0) > counts.n_documents:
        raise ValueError("a pair stands in more documents than there are")


def is_count(value: object) -> bool:
    return type(value) is int and value >= 0
