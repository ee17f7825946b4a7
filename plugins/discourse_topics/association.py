"""How strongly words are associated: from the documents and the windows that hold both to a number for each pair.

Both counts become normalized pointwise mutual information (Bouma 2009), damped where the pair was seen too seldom to be
sure of. The strength of a pair is a power of their mean, which favours the strong ones.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from .arrays import Integers, Matrix
from .counts import WINDOW, TopicCounts
from .factorization import FLOOR

DAMPING = 4.0  # a pair two standard deviations above chance counts half
POWER = 1.75
CHANCE_BELOW = 100  # documents; in a larger corpus a pair that shares only one of them is left out
LEAST_ASSOCIATION = 0.1  # the error of weaker pairs is not blown up
PAIRS_AT_ONCE = 32_768  # what is worked out on the way stays in the processor's cache


@attrs.frozen(eq=False)
class Pairs:
    """Pairs of words that stand together more often than by chance.

    Args:
        cells: The smaller number of the two words of each times `n_words`, plus the larger; ascending.
        strengths: How strongly they are associated; none after `errors_alone`.
        errors: By how much the strength would change from sample to sample: its standard error.
        n_words: Size of the vocabulary.
    """

    cells: Integers
    strengths: Matrix
    errors: Matrix
    n_words: int

    def errors_alone(self) -> Pairs:
        """Return the pairs without their strengths: where a matrix holds these, they need not stand in memory twice."""
        return Pairs(self.cells, np.zeros(0, np.float32), self.errors, self.n_words)


def associated_pairs(counts: TopicCounts) -> Pairs:
    """Return how strongly each pair of words is associated; pairs that are not are left out."""
    n_words = len(counts.vocabulary)
    documents_with, windows_with = (own.astype(np.float32) for own in (counts.document_frequency, counts.windows_with))
    least = 1 if counts.n_documents < CHANCE_BELOW else 2
    n_cells = len(counts.cells)  # at most so many pairs
    pairs = Pairs(np.empty_like(counts.cells), np.empty(n_cells, np.float32), np.empty(n_cells, np.float32), n_words)
    end = 0
    for start in range(0, n_cells, PAIRS_AT_ONCE):
        here = slice(start, start + PAIRS_AT_ONCE)
        cells, together, near = counts.cells[here], counts.in_documents[here], counts.in_windows[here]
        first = cells // n_words
        second = cells - first * n_words
        kept = np.flatnonzero((first != second) & (together >= least))  # a word is no pair with itself
        # To take numbers is half as long as to index by them.
        one, other, shared = first.take(kept), second.take(kept), together.take(kept).astype(np.float32)
        mean = association(shared, documents_with.take(one), documents_with.take(other), counts.n_documents, width=1.0)
        near = near.take(kept)
        close = np.flatnonzero(near > 0)
        one, other, near = one.take(close), other.take(close), near.take(close)
        total = WINDOW * counts.n_places
        mean[close] += association(near, windows_with.take(one), windows_with.take(other), total, width=WINDOW / 2)
        mean *= np.float32(0.5)
        found = np.flatnonzero(mean > 0)
        to = slice(end, end := end + len(found))
        pairs.cells[to] = cells.take(kept.take(found))
        pairs.strengths[to], pairs.errors[to] = strengths_of(mean.take(found), shared.take(found), counts.n_documents)
    for numbers in (pairs.cells, pairs.strengths, pairs.errors):
        numbers.resize(end, refcheck=False)  # gives back the room: large pages take memory beyond what is written
    return pairs


def strengths_of(mean: Matrix, together: Matrix, n_documents: int) -> tuple[Matrix, Matrix]:
    """Return the strengths of pairs by their mean information, and the standard errors of these.

    These are found by the delta method: how the information changes with the logarithm of a count, whose variance is
    1 / count.
    """
    strengths: Matrix = mean**POWER
    information = np.maximum(-np.log(together / np.float32(max(n_documents, 1))), np.float32(1.0))
    slope = POWER * (1 + mean) / (np.maximum(mean, np.float32(LEAST_ASSOCIATION)) * information)
    errors: Matrix = strengths * slope / np.sqrt(together)
    return strengths, errors


def association(
    together: npt.NDArray[np.number],
    one: npt.NDArray[np.number],
    other: npt.NDArray[np.number],
    total: int,
    *,
    width: float,
) -> Matrix:
    """Return positive normalized pointwise mutual information of pairs, damped where the evidence is thin.

    Args:
        together: How many documents or windows hold both words.
        one: How many hold the first.
        other: How many hold the second.
        total: How many there are.
        width: In how many of them a single meeting of two words is counted, on average.
    """
    values: Matrix = np.zeros(len(together), np.float32)
    expected = one.astype(np.float32, copy=False) * other.astype(np.float32, copy=False) / np.float32(max(total, 1))
    above = np.flatnonzero(together > expected)
    observed, expected = together.take(above).astype(np.float32, copy=False), expected.take(above)
    information = np.log(observed / expected) / np.maximum(-np.log(observed / np.float32(total)), FLOOR)
    surprise = (observed - expected) ** 2 / (observed * np.float32(width))
    values[above] = np.minimum(information, 1) * surprise / (surprise + np.float32(DAMPING))
    return values
