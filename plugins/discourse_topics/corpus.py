"""A corpus as arrays: which word of the vocabulary stands where, and how often in which document.

This is what topic methods learn from. Words are numbered in the order of the alphabet and counts are whole numbers, so
that a fit depends on what the corpus holds and not on the order of its documents.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs
import numpy as np

from discourse import OptionError, TextError

from .arrays import Floats, Integers, narrowest
from .words import Pieces, Words, columns_there

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


AUTO = "auto"
WORDS_PER_DOCUMENT = 4  # a small corpus does not hold enough pairs to tell where more words belong
LEAST_WORDS, MOST_WORDS = 1000, 3000
DECIMALS = 6


@attrs.frozen(eq=False)
class Counts:
    """How often the words of a vocabulary stand in each document: the rows of a sparse matrix.

    Args:
        starts: Where the entries of each document start, and a last number where they all end.
        words: The number of the word of each entry, ascending within a document.
        counts: How often it stands there.
        n_words: Size of the vocabulary.
    """

    starts: Integers
    words: Integers
    counts: Integers
    n_words: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def documents(self) -> Integers:
        """The document of each entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @property
    def document_frequency(self) -> Integers:
        """In how many documents each word stands."""
        return np.bincount(self.words, minlength=self.n_words)

    def documents_at(self, rows: Integers) -> Counts:
        """Return the counts of some documents, given by their numbers."""
        entries = ranges(self.starts[rows], self.starts[rows + 1])
        starts = np.concatenate([[0], np.cumsum(np.diff(self.starts)[rows])])
        return Counts(starts, self.words[entries], self.counts[entries], self.n_words)

    def weights(self, idf: Floats) -> Floats:
        """Return log tf-idf of each entry: (1 + ln count) times the idf of its word."""
        weights: Floats = (1.0 + np.log(self.counts)) * idf[self.words]
        return weights

    def matrix(self, values: Floats | None = None) -> csr_matrix:
        """Return the counts, or other values for the same entries, as a SciPy matrix, documents x words."""
        from scipy.sparse import csr_matrix

        data = self.counts.astype(np.float64) if values is None else values
        return csr_matrix((data, self.words, self.starts), shape=(len(self), self.n_words))


@attrs.frozen(eq=False)
class Corpus:
    """What a topic method learns from.

    Args:
        vocabulary: The words, in the order of the alphabet.
        occurrences: The number of the word at each place, document after document; -1 for words left out.
        starts: Where each document starts among the places, and a last number where they all end.
        counts: Words by document.
    """

    vocabulary: tuple[str, ...]
    occurrences: Integers
    starts: Integers
    counts: Counts

    @property
    def idf(self) -> Floats:
        """Inverse document frequency of each word (see `idf_of`)."""
        return idf_of(self.counts.document_frequency, len(self.counts))

    def documents(self, rows: Integers) -> Corpus:
        """Return the corpus of some documents, given by their numbers."""
        places = ranges(self.starts[rows], self.starts[rows + 1])
        starts = np.concatenate([[0], np.cumsum(np.diff(self.starts)[rows])])
        return Corpus(self.vocabulary, self.occurrences[places], starts, self.counts.documents_at(rows))

    def restricted(self, vocabulary: Sequence[str]) -> Corpus:
        """Return the corpus with the words of a vocabulary; others keep their places."""
        columns = columns_of(vocabulary)
        column_of = columns_there(self.vocabulary, columns)
        occurrences = np.where(self.occurrences >= 0, column_of[self.occurrences], np.int32(-1))
        words = column_of[self.counts.words]
        known = words >= 0
        starts = np.concatenate([[0], np.cumsum(known)])[self.counts.starts]
        # Both vocabularies are in the order of the alphabet, so that words stay ascending within a document.
        counts = Counts(starts, words[known], self.counts.counts[known], len(vocabulary))
        return Corpus(tuple(vocabulary), occurrences, self.starts, counts)


def ranges(starts: Integers, ends: Integers) -> Integers:
    """Return the numbers from each start to its end, one range after the other."""
    lengths = ends - starts
    before = np.concatenate([[0], np.cumsum(lengths)])
    numbers: Integers = np.arange(before[-1]) + np.repeat(starts - before[:-1], lengths)
    return numbers


def idf_of(document_frequency: Integers, n_documents: int) -> Floats:
    """Return the inverse document frequency of words: ln(documents / documents with it) + 1; of one in none as in 1."""
    idf: Floats = np.log(max(n_documents, 1) / np.maximum(document_frequency, 1)) + 1.0
    return idf


def columns_of(vocabulary: Sequence[str]) -> dict[str, int]:
    """Return the number of each word."""
    return {word: number for number, word in enumerate(vocabulary)}


def count(words: Words | Pieces, columns: Mapping[str, int]) -> Counts:
    """Count the words of a vocabulary in texts."""
    return counted(*words.known(columns), len(columns))


def counted(occurrences: Integers, starts: Integers, n_words: int) -> Counts:
    """Count the words of each document, all of which are known."""
    n_documents = len(starts) - 1
    kind = narrowest(max(n_documents, 1) * max(n_words, 1))
    cells = np.repeat(np.arange(n_documents, dtype=kind) * kind(n_words), np.diff(starts))
    cells += occurrences.astype(kind, copy=False)
    for start, end in pairwise(starts.tolist()):
        cells[start:end].sort()  # those of a document are few, and those of the next are all greater
    firsts = np.flatnonzero(np.diff(cells, prepend=kind(-1)))
    rows, words = np.divmod(cells.take(firsts), kind(max(n_words, 1)))
    counts = np.diff(firsts, append=len(cells)).astype(np.int32)
    starts = np.searchsorted(rows, np.arange(n_documents + 1))
    return Counts(starts, words.astype(np.int32, copy=False), counts, n_words)


def corpus_of(words: Words | Pieces, is_kept: Callable[[str], bool]) -> Corpus:
    """Return the words of a corpus that can carry a topic; others leave no gap between their neighbours."""
    candidates = sorted(filter(is_kept, words.types))
    occurrences, starts = words.known(columns_of(candidates))
    return Corpus(tuple(candidates), occurrences, starts, counted(occurrences, starts, len(candidates)))


def chosen_words(
    documents: Mapping[str, int],
    n_documents: int,
    *,
    min_df: int | float,
    max_df: int | float,
    max_features: int | str | None,
) -> tuple[str, ...]:
    """Choose a vocabulary.

    Args:
        documents: In how many documents each word stands.
        n_documents: How many documents there are.
        min_df: Least number (int) or share (float) of the documents that a word stands in.
        max_df: Greatest number or share.
        max_features: Size of the vocabulary at most; words of more documents come first.

    Returns:
        The words, in the order of the alphabet.

    Raises:
        TextError: If the corpus is empty, or no word is left.
        OptionError: If `min_df`, `max_df` or `max_features` is out of bounds.
    """
    if n_documents < 2:
        raise TextError(f"topics are what several documents speak of; {n_documents} cannot be fitted on, give more")
    least = documents_of("min_df", min_df, n_documents)
    most = documents_of("max_df", max_df, n_documents)
    most_words = most_features(max_features, n_documents)
    kept = sorted(word for word, number in documents.items() if least <= number <= most)
    if not kept:
        raise TextError(
            f"no word is left of {len(documents)} in {n_documents} documents: a word has to stand in {least:g} to "
            f"{most:g} of them (min_df={min_df!r}, max_df={max_df!r})"
        )
    if most_words is not None:
        # Ties go to the word that comes first in the alphabet.
        kept = sorted(sorted(kept, key=documents.__getitem__, reverse=True)[:most_words])
    return tuple(kept)


def checked_vocabulary(vocabulary: Collection[str]) -> tuple[str, ...]:
    """Return a vocabulary in the order of the alphabet.

    Raises:
        OptionError: If it is no collection of words, or empty.
    """
    is_collection = isinstance(vocabulary, Collection) and not isinstance(vocabulary, str)
    if not is_collection or not len(vocabulary) or not all(isinstance(word, str) for word in vocabulary):
        raise OptionError(f"a vocabulary is a collection of words, at least one; not {vocabulary!r}")
    return tuple(sorted(set(vocabulary)))


def most_features(max_features: int | str | None, n_documents: int) -> int | None:
    """Return the size of the vocabulary at most, None for no limit.

    Raises:
        OptionError: If it is neither "auto", a whole number from 1 nor None.
    """
    if max_features == AUTO:
        return min(max(WORDS_PER_DOCUMENT * n_documents, LEAST_WORDS), MOST_WORDS)
    if max_features is None or (type(max_features) is int and max_features >= 1):
        return max_features
    raise OptionError(f"max_features is {AUTO!r}, a whole number from 1, or None for no limit; not {max_features!r}")


def documents_of(name: str, bound: int | float, n_documents: int) -> float:
    """Return a bound on document frequency as a number of documents.

    Raises:
        OptionError: If it is neither a whole number from 1 nor a share from 0.0 to 1.0.
    """
    if type(bound) is int and bound >= 1:
        return bound
    if type(bound) is float and 0.0 <= bound <= 1.0:
        return round(bound * n_documents, DECIMALS)  # .07 of 100 documents are 7, not 7.000000000000001
    raise OptionError(f"{name} is a number of documents (int, from 1) or a share (float, 0.0 to 1.0), not {bound!r}")
