"""From a corpus to what topics are learnt from: counts of words, and of pairs of words in documents and in windows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from discourse import OptionError

from .arrays import Integers, Matrix
from .corpus import Corpus, Counts
from .counts import WINDOW, TopicCounts, WordCounts
from .symmetric import ROWS

PLACES_AT_ONCE = 125_000  # bounds the memory of counting windows
DOCUMENTS_AT_ONCE = 512
MOST_WORDS = 20_000  # counting their pairs takes 6 GB
FEW_PAIRS = 200  # a pair that is counted by itself costs as much as so many cells of a product


def word_counts_of(corpus: Corpus) -> WordCounts:
    """Return in how many documents each word stands."""
    frequency = corpus.counts.document_frequency.tolist()
    return WordCounts(len(corpus.counts), dict(zip(corpus.vocabulary, frequency, strict=True)))


def counts_of(corpus: Corpus) -> TopicCounts:
    """Count the pairs of a corpus.

    Raises:
        OptionError: If there are more words than pairs of them can be counted at once.
    """
    n_words = len(corpus.vocabulary)
    if n_words > MOST_WORDS:
        raise OptionError(
            f"the pairs of {n_words} words do not fit into memory; choose at most {MOST_WORDS} (max_features, min_df)"
        )
    together = documents_together(corpus.counts)
    near = windows_together(corpus.occurrences, corpus.starts, n_words)
    np.fill_diagonal(near, WINDOW * np.bincount(corpus.occurrences[corpus.occurrences >= 0], minlength=n_words))
    found = np.empty((3, np.count_nonzero(together)), np.int32)
    end = 0
    for first in range(0, n_words, ROWS):  # the whole matrices are never copied
        rows = slice(first, first + ROWS)
        cells = np.flatnonzero(together[rows])
        here = slice(end, end := end + len(cells))
        found[0, here] = cells + first * n_words
        found[1, here] = together[rows].ravel()[cells]
        found[2, here] = near[rows].ravel()[cells]
    return TopicCounts(corpus.vocabulary, len(corpus.counts), len(corpus.occurrences), *found)


def documents_together(counts: Counts) -> Matrix:
    """Count the documents that hold each pair of words: the smaller number is the row, a word's own on the diagonal.

    Of short documents pair by pair; of long ones, which hold many pairs, as a product of matrices.
    """
    pairs = float((np.diff(counts.starts).astype(np.float64) ** 2).sum())
    if pairs < len(counts) * counts.n_words**2 / FEW_PAIRS:
        return short_documents_together(counts)
    return long_documents_together(counts)


def short_documents_together(counts: Counts) -> Matrix:
    together: Matrix = np.zeros((counts.n_words, counts.n_words), np.float32)
    longest = int(np.diff(counts.starts).max(initial=0))
    documents = counts.documents
    for distance in range(longest):  # a document's words are ascending
        pairs = np.flatnonzero(documents[distance:] == documents[: len(documents) - distance])
        cells = counts.words[pairs] * counts.n_words + counts.words[pairs + distance]
        np.add.at(together.ravel(), cells, np.float32(1))
    return together


def long_documents_together(counts: Counts) -> Matrix:
    together: Matrix = np.zeros((counts.n_words, counts.n_words), np.float32)
    for start in range(0, len(counts), DOCUMENTS_AT_ONCE):
        end = min(start + DOCUMENTS_AT_ONCE, len(counts))
        entries = slice(counts.starts[start], counts.starts[end])
        rows = np.repeat(np.arange(end - start), np.diff(counts.starts[start : end + 1]))
        holds = np.zeros((end - start, counts.n_words), np.float32)
        holds[rows, counts.words[entries]] = 1
        for first in range(0, counts.n_words, ROWS):
            here = slice(first, first + ROWS)
            together[here, first:] += holds[:, here].T @ holds[:, first:]
    for first in range(0, counts.n_words, ROWS):
        square = together[first : first + ROWS, first : first + ROWS]
        square[:] = np.triu(square)
    return together


def windows_together(occurrences: Integers, starts: Integers, n_words: int) -> npt.NDArray[np.int32]:
    """Count the sliding windows that hold each pair of words: the smaller number is the row.

    Two words at a distance of d share WINDOW - d windows; windows cut short at the ends of a document count in full.
    """
    near = np.zeros((n_words, n_words), np.int32)
    known = np.flatnonzero(occurrences >= 0)
    words = occurrences[known]
    # With a window's length between documents, words of two of them are never near.
    places = known + WINDOW * np.repeat(np.arange(len(starts) - 1), np.diff(starts))[known]
    for start in range(0, len(known), PLACES_AT_ONCE):
        for step in range(1, WINDOW):
            here = slice(start, max(min(start + PLACES_AT_ONCE, len(known) - step), start))
            there = slice(start + step, here.stop + step)
            distance = places[there] - places[here]
            pairs = np.flatnonzero(distance < WINDOW)
            one, other = words[here][pairs], words[there][pairs]
            cells = np.minimum(one, other) * n_words + np.maximum(one, other)
            np.add.at(near.ravel(), cells, (WINDOW - distance[pairs]).astype(np.int32))
    return near
