"""From a corpus to what topics are learnt from: counts of words, and of pairs of words in documents and in windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from discourse import OptionError

from .arrays import Integers, narrowest
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
    own = near.rows + np.arange(n_words)
    near.values[own] = WINDOW * np.bincount(corpus.occurrences[corpus.occurrences >= 0], minlength=n_words)
    n_found = np.count_nonzero(together.values)
    cells = np.empty(n_found, np.int32)
    in_documents = np.empty(n_found, narrowest(len(corpus.counts)))
    in_windows = np.empty(n_found, narrowest(int(near.values.max(initial=0))))
    end = 0
    for first, documents, windows in zip(range(0, n_words, ROWS), together.blocks(), near.blocks(), strict=True):
        at = np.flatnonzero(documents.ravel() > 0)  # numpy finds flags faster than numbers
        here = slice(end, end := end + len(at))
        rows = np.arange(len(documents))
        before = (rows + 1 + n_words) * first  # how far the cells of a row are from its places in the block
        cells[here] = at + np.repeat(before, np.diff(np.searchsorted(at, rows * documents.shape[1]), append=len(at)))
        in_documents[here] = documents.take(at)
        in_windows[here] = windows.take(at)
    return TopicCounts(corpus.vocabulary, len(corpus.counts), len(corpus.occurrences), cells, in_documents, in_windows)


class Tally:
    """A number for each pair of words: the rows of one half of a matrix, in blocks from the column of their first row.

    Args:
        n_words: How many words there are.
        kind: Of the numbers.
    """

    def __init__(self, n_words: int, kind: type[np.float32] | type[np.int32]) -> None:
        firsts = np.arange(n_words) // ROWS * ROWS
        ends = np.cumsum(n_words - firsts)
        self.n_words = n_words
        self.values = np.zeros(ends[-1] if n_words else 0, kind)
        self.rows = ends - n_words  # the smaller number's row plus the larger number is the place of a pair

    def blocks(self) -> Iterator[npt.NDArray[Any]]:
        """Give the blocks, rows x columns, to read and to change."""
        start = 0
        for first in range(0, self.n_words, ROWS):
            width = self.n_words - first
            end = start + min(ROWS, width) * width
            yield self.values[start:end].reshape(-1, width)
            start = end


def documents_together(counts: Counts) -> Tally:
    """Count the documents that hold each pair of words, and each word.

    Of short documents pair by pair; of long ones, which hold many pairs, as a product of matrices.
    """
    pairs = float((np.diff(counts.starts).astype(np.float64) ** 2).sum())
    if pairs < len(counts) * counts.n_words**2 / FEW_PAIRS:
        return short_documents_together(counts)
    return long_documents_together(counts)


def short_documents_together(counts: Counts) -> Tally:
    together = Tally(counts.n_words, np.float32)
    longest = int(np.diff(counts.starts).max(initial=0))
    documents = counts.documents
    for distance in range(longest):  # a document's words are ascending
        pairs = np.flatnonzero(documents[distance:] == documents[: len(documents) - distance])
        np.add.at(together.values, together.rows[counts.words[pairs]] + counts.words[pairs + distance], np.float32(1))
    return together


def long_documents_together(counts: Counts) -> Tally:
    together = Tally(counts.n_words, np.float32)
    for start in range(0, len(counts), DOCUMENTS_AT_ONCE):
        end = min(start + DOCUMENTS_AT_ONCE, len(counts))
        entries = slice(counts.starts[start], counts.starts[end])
        rows = np.repeat(np.arange(end - start), np.diff(counts.starts[start : end + 1]))
        holds = np.zeros((end - start, counts.n_words), np.float32)
        holds[rows, counts.words[entries]] = 1
        for first, block in zip(range(0, counts.n_words, ROWS), together.blocks(), strict=True):
            block += holds[:, first : first + ROWS].T @ holds[:, first:]
    for block in together.blocks():
        square = block[:, : len(block)]
        square[:] = np.triu(square)
    return together


def windows_together(occurrences: Integers, starts: Integers, n_words: int) -> Tally:
    """Count the sliding windows that hold each pair of words.

    Two words at a distance of d share WINDOW - d windows; windows cut short at the ends of a document count in full.
    """
    near = Tally(n_words, np.int32)
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
            cells = near.rows[np.minimum(one, other)] + np.maximum(one, other)
            np.add.at(near.values, cells, (WINDOW - distance[pairs]).astype(np.int32))
    return near
