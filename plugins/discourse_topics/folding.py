"""Folding in: how much of a text belongs to each topic, with the topics as they are.

A topic has a typical document: its own words, the words in their company, and the documents of the corpus, in log
tf-idf. A text is like a topic by the cosine of its own log tf-idf with that, as far as this goes beyond what the
typical documents of most topics have in common; its shares are the squares of that. A cosine is a sum over words, so
that each word gives a part of the share, or takes one away. Each text is folded in by itself: its shares do not depend
on what it is analyzed with.

Against a mixture of topics that explains the words of a text (Hofmann 1999), which this replaces, the strongest topic
agrees as well with the classes of three collections (mutual information .60, .55 and .28), and a text costs a quarter.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from .arrays import Floats, Integers, Matrix
from .corpus import Counts
from .counts import TopicCounts
from .factorization import FLOOR
from .symmetric import Symmetric

SHARPNESS = 2  # with more, a text of two themes seems to have one
EXPECTED_WORDS = 3.0  # how many words the expectation counts as: "(CNN)" alone is not about what CNN is mostly about
CORE = 0.1  # how much the words of a topic count in its typical document, beside their company and its documents
ENTRIES_AT_ONCE = 65_536  # bounds memory


@attrs.frozen(eq=False)
class Mixture:
    """How one text is made of topics.

    Args:
        shares: Of each topic; they sum to 1.
        parts: What each word gives to each topic, or takes from it, words x topics.
        expected: What each topic has for being expected, not for the words; with the parts it makes up the shares.
    """

    shares: Floats
    parts: Floats
    expected: Floats


class FoldIn:
    """Finds the shares of topics in texts.

    Args:
        typical: What a typical document of each topic holds, topics x words, each of length 1 (see `typical_texts`).
        idf: Inverse document frequency of words.
        members: The topic of each typical document; None for one document a topic. The share of a topic of several is
            the sum of theirs.
    """

    def __init__(self, typical: Matrix, idf: Matrix, members: Sequence[int] | None = None) -> None:
        topics = np.arange(len(typical)) if members is None else np.asarray(members, np.int64)
        self._firsts = np.flatnonzero(np.diff(topics, prepend=-1))  # the first typical document of each topic
        self._typical: Floats = np.ascontiguousarray(typical.T, np.float64)
        self._distinct: Floats = self._typical - common_to_most(self._typical)
        self._idf: Floats = np.asarray(idf, np.float64)

    def mixture(self, words: Integers, counts: Integers, expected: Floats | None = None) -> Mixture | None:
        """Fold in one text, given by the numbers of its words and how often they stand in it.

        Args:
            words: Numbers of different words.
            counts: How often each stands in the text.
            expected: Shares that are expected before the text is read, such as those of the document that a paragraph
                stands in; they count as much as some words. None to go by the words alone.

        Returns:
            The mixture, its parts in the order of `words`; None if no word belongs to a topic.
        """
        if not len(words):
            return None
        weights = self._weights(words, counts)[:, None]
        given = weights * self._distinct[words]
        likeness = np.add.reduceat(given, [0], axis=0)  # added up as those of many texts are, to the last bit
        if not (likeness > 0.0).any():
            given = weights * self._typical[words]
            likeness = np.add.reduceat(given, [0], axis=0)
        powers = shares_of(likeness)
        shares = self._by_topic(powers)[0]
        if not shares.any():
            return None
        parts = self._by_topic(given * (powers[0] / np.maximum(likeness[0], FLOOR)))
        prior = np.zeros_like(shares)
        if expected is not None:
            prior = expected * EXPECTED_WORDS / (EXPECTED_WORDS + np.count_nonzero(given.any(axis=1)))
        rest = 1.0 - prior.sum()
        return Mixture(shares * rest + prior, parts * rest, prior)

    def shares(self, counts: Counts) -> Floats:
        """Return the shares of topics in documents, documents x topics; zeros where no word belongs to a topic."""
        likeness = self._likeness(counts, self._distinct)
        alike = np.flatnonzero(~(likeness > 0.0).any(axis=1))  # as like all topics: they share its words
        if len(alike):
            likeness[alike] = self._likeness(counts.documents_at(alike), self._typical)
        return self._by_topic(shares_of(likeness))

    def cosines(self, counts: Counts) -> Floats:
        """Return how like the nearest typical document of each topic each document is, 0 to 1: documents x topics."""
        squares = np.bincount(counts.documents, self._weights(counts.words, counts.counts) ** 2, len(counts))
        cosines = self._likeness(counts, self._typical) / np.sqrt(np.maximum(squares, FLOOR))[:, None]
        greatest: Floats = np.maximum.reduceat(cosines, self._firsts, axis=1)
        return np.minimum(greatest, 1.0)

    def _by_topic(self, values: Floats) -> Floats:
        """Add up the values of the typical documents of each topic, in columns."""
        return np.add.reduceat(values, self._firsts, axis=1)

    def _likeness(self, counts: Counts, typical: Floats) -> Floats:
        """Return the products with typical documents, documents x topics; zeros for one without a known word."""
        likeness: Floats = np.zeros((len(counts), typical.shape[1]))
        filled = np.flatnonzero(np.diff(counts.starts))
        first = 0
        while first < len(filled):
            end = counts.starts[filled[first]] + ENTRIES_AT_ONCE
            last = max(int(np.searchsorted(counts.starts[filled + 1], end, side="right")), first + 1)
            documents = filled[first:last]
            begin = counts.starts[documents[0]]
            entries = slice(begin, counts.starts[documents[-1] + 1])
            given = (
                self._weights(counts.words[entries], counts.counts[entries])[:, None] * typical[counts.words[entries]]
            )
            likeness[documents] = np.add.reduceat(given, counts.starts[documents] - begin, axis=0)
            first = last
        return likeness

    def _weights(self, words: Integers, counts: Integers) -> Floats:
        return np.asarray((1.0 + np.log(counts)) * self._idf[words])


def common_to_most(typical: Floats) -> Floats:
    """Return what the typical documents of more than half of the topics hold at least, of each word: words x 1.

    Of a single topic nothing is common.
    """
    n_topics = typical.shape[1]
    if n_topics < 2:
        return np.zeros((len(typical), 1))
    return np.partition(typical, (n_topics - 1) // 2, axis=1)[:, (n_topics - 1) // 2, None]


def shares_of(likeness: Floats) -> Floats:
    """Return shares, which sum to 1 in each row, or are all 0."""
    strongest = likeness.max(axis=1, keepdims=True, initial=0.0)
    powers = np.maximum(likeness / np.where(strongest > 0.0, strongest, 1.0), 0.0) ** SHARPNESS
    shares: Floats = powers / np.maximum(powers.sum(axis=1, keepdims=True), 1.0)
    return shares


def typical_texts(components: Floats, counts: TopicCounts) -> Floats:
    """Return what a typical document of each topic holds, by log tf-idf, topics x words, each of length 1.

    It is the mean of three: the words of the topic themselves; the words in their company; and all documents, each as
    often as its words speak for the topic, a word speaking for the topics in whose words' company it is found. The last
    agrees best with the classes of documents and calls a text about hospitals one about taxes, where those are said by
    more; the first does neither. Which pairs of words stand in one document is all that has to be known. Zeros for a
    topic without any.
    """
    together = counts.together()
    idf = counts.idf
    company = products(components, together)
    chances = company / np.maximum(counts.document_frequency, 1)
    speaks = chances / np.maximum(chances.sum(axis=0), np.finfo(float).tiny)
    votes = products(speaks * idf, together) * idf
    return unit(unit(votes) + unit(company * idf) + CORE * unit(components))


def products(rows: Floats, matrix: Symmetric) -> Floats:
    """Return the product of a few rows with a large matrix, which is kept in single precision."""
    return np.asarray(matrix.product(np.ascontiguousarray(rows.T, np.float32)).T, np.float64)


def unit(rows: Floats | Matrix) -> Floats:
    """Return rows of length 1; those of zeros stay so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, np.finfo(float).tiny), np.float64)
