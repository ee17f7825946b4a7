"""The default topic method: words that keep company, found by factorizing how strongly each pair is associated.

Counted in one pass: in how many documents two words stand together, and in how many windows of ten words. Both counts
become normalized pointwise mutual information (Bouma 2009), damped where the pair was seen too seldom to be sure of.
A power of their mean, which favours the strong pairs, is factorized symmetrically. More topics than asked for are
found, and those are kept whose words hold together best.

Against NMF of documents the words of a topic hold together better, in short texts above all, and fewer stand in two
topics; the order of the documents does not matter.
"""

from __future__ import annotations

from typing import Self

import numpy as np
import numpy.typing as npt

from .arrays import Floats, Integers, Matrix
from .corpus import Corpus, Counts
from .factorization import FLOOR, factorize
from .folding import FoldIn

WINDOW = 10  # words; that of the coherence measure in use since Lau, Newman and Baldwin (2014)
DAMPING = 4.0  # a pair two standard deviations above chance counts half
POWER = 1.75
ITERATIONS = 40
CANDIDATES = 1.35  # topics found for each one that is wanted
REFINEMENTS = 2
TOP_WORDS = 10
MOST_REPEATED = 3  # of a topic's first words may stand among those of better ones
CHANCE_BELOW = 100  # documents; in a larger corpus a pair that shares only one of them is left out
PLACES_AT_ONCE = 125_000  # bounds the memory of counting windows
DOCUMENTS_AT_ONCE = 512
FEW_PAIRS = 200  # a pair that is counted by itself costs as much as so many cells of a product


class CooccurrenceFactorization:
    """Learns topics from which words stand together.

    Args:
        n_topics: How many.
        random_state: Not needed: nothing is drawn at random.
    """

    components_: Floats
    word_scores_: Floats

    def __init__(self, *, n_topics: int, random_state: int = 0) -> None:
        self.n_topics = n_topics
        self.random_state = random_state

    def fit(self, corpus: Corpus) -> Self:
        """Learn topics.

        `word_scores_` says how much a word is of a topic's core; `components_` also what else its documents say, by
        which a text is folded in better.
        """
        strengths = pair_strengths(corpus)
        number = min(len(strengths), round(self.n_topics * CANDIDATES))
        weights = factorize(strengths, number, iterations=ITERATIONS)
        best = most_coherent(weights, strengths, self.n_topics)
        self.word_scores_ = weights[:, best].T.astype(np.float64)
        self.components_ = refined(self.word_scores_, corpus)
        return self


def pair_strengths(corpus: Corpus) -> Matrix:
    """Return how strongly each pair of words is associated, words x words."""
    n_words = len(corpus.vocabulary)
    together = documents_together(corpus.counts)
    near = windows_together(corpus.occurrences, corpus.starts, n_words)
    documents_with = np.diag(together).copy()
    windows_with = WINDOW * np.bincount(corpus.occurrences[corpus.occurrences >= 0], minlength=n_words)
    least = 1 if len(corpus.counts) < CHANCE_BELOW else 2
    first, second = np.nonzero(np.triu(together >= least, 1))
    in_documents = association(
        together[first, second], documents_with[first], documents_with[second], len(corpus.counts), width=1.0
    )
    in_windows = association(
        near[first * n_words + second], windows_with[first], windows_with[second],
        WINDOW * len(corpus.occurrences), width=WINDOW / 2,
    )  # fmt: skip
    strengths: Matrix = np.zeros((n_words, n_words), np.float32)
    strengths[first, second] = ((in_documents + in_windows) / 2) ** POWER
    strengths += strengths.T
    return strengths


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
    expected = one.astype(np.float32) * other.astype(np.float32) / np.float32(total)
    above = np.flatnonzero(together > expected)
    observed, expected = together[above].astype(np.float32), expected[above]
    information = np.log(observed / expected) / np.maximum(-np.log(observed / np.float32(total)), FLOOR)
    surprise = (observed - expected) ** 2 / (observed * np.float32(width))
    values[above] = np.minimum(information, 1) * surprise / (surprise + np.float32(DAMPING))
    return values


def refined(scores: Floats, corpus: Corpus) -> Floats:
    """Let the documents of each topic add their words to its core, half and half."""
    core = scores / np.maximum(scores.sum(axis=1, keepdims=True), FLOOR)
    components: Floats = core
    for _ in range(REFINEMENTS):
        shares = FoldIn(components, corpus.idf).shares(corpus.counts)
        said = words_said(shares**2, corpus)  # squared: a document speaks for what it is mostly about
        components = (core + said / np.maximum(said.sum(axis=1, keepdims=True), FLOOR)) / 2
    return components


def words_said(shares: Floats, corpus: Corpus) -> Floats:
    """Return the log tf-idf of words in documents, summed by the documents' shares of topics: topics x words."""
    weights = corpus.counts.weights(corpus.idf)
    documents, words = corpus.counts.documents, corpus.counts.words
    n_words = corpus.counts.n_words
    return np.stack([np.bincount(words, weights * topic[documents], minlength=n_words) for topic in shares.T])


def documents_together(counts: Counts) -> Matrix:
    """Count the documents that hold each pair of words; a word's own on the diagonal.

    Of short documents pair by pair, three times as fast; of long ones, which hold many pairs, as a product of matrices.
    """
    pairs = float((np.diff(counts.starts).astype(np.float64) ** 2).sum())
    if pairs < len(counts) * counts.n_words**2 / FEW_PAIRS:
        holds = counts.matrix(np.ones(len(counts.words))).astype(np.float32)
        return np.asarray((holds.T @ holds).toarray())
    return long_documents_together(counts)


def long_documents_together(counts: Counts) -> Matrix:
    together: Matrix = np.zeros((counts.n_words, counts.n_words), np.float32)
    for first in range(0, len(counts), DOCUMENTS_AT_ONCE):
        last = min(first + DOCUMENTS_AT_ONCE, len(counts))
        entries = slice(counts.starts[first], counts.starts[last])
        rows = np.repeat(np.arange(last - first), np.diff(counts.starts[first : last + 1]))
        holds = np.zeros((last - first, counts.n_words), np.float32)
        holds[rows, counts.words[entries]] = 1
        together += holds.T @ holds
    return together


def windows_together(occurrences: Integers, starts: Integers, n_words: int) -> Matrix:
    """Count the sliding windows that hold each pair of words, at `smaller number * n_words + larger number`.

    Two words at a distance of d share WINDOW - d windows; windows cut short at the ends of a document count in full.
    """
    documents = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    near: Matrix = np.zeros(n_words * n_words, np.float32)
    for first in range(0, len(occurrences), PLACES_AT_ONCE):
        cells = []
        for distance in range(1, WINDOW):
            here = slice(first, min(first + PLACES_AT_ONCE, max(len(occurrences) - distance, 0)))
            there = slice(first + distance, here.stop + distance)
            one, other = occurrences[here], occurrences[there]
            pairs = (documents[here] == documents[there]) & (one >= 0) & (other >= 0)
            one, other = one[pairs], other[pairs]
            cells.append(np.minimum(one, other) * n_words + np.maximum(one, other))
        shared = np.repeat(np.arange(WINDOW - 1.0, 0, -1), [len(part) for part in cells])
        near += np.bincount(np.concatenate(cells), shared, minlength=n_words * n_words).astype(np.float32)
    return near


def most_coherent(weights: Matrix, strengths: Matrix, number: int) -> Integers:
    """Return the topics whose first words hold together best, in their order.

    Coherence is weighed by the size of a topic, so that a tight group of three names does not push out a theme. A topic
    that repeats the words of a better one is taken only if there are no others.
    """
    first_words = np.argsort(-weights, axis=0, kind="stable")[:TOP_WORDS].T
    scores = [
        float(np.sqrt(strengths[np.ix_(words, words)]).sum()) * float(np.linalg.norm(topic)) ** 0.5
        for words, topic in zip(first_words, weights.T, strict=True)
    ]
    ranked = np.argsort(-np.array(scores), kind="stable").tolist()
    seen: set[int] = set()
    chosen: list[int] = []
    repeating: list[int] = []
    for topic in ranked:
        words = set(first_words[topic].tolist())
        (repeating if len(words & seen) > MOST_REPEATED else chosen).append(topic)
        if topic in chosen:
            seen |= words
    best: Integers = np.sort(np.array([*chosen, *repeating][:number], np.int64))
    return best
