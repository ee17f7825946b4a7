"""The default topic method: words that keep company, found by factorizing how strongly each pair is associated.

Two counts of each pair of words are read: in how many documents they stand together, and in how many windows of ten
words. How strongly words are associated by these (see `association`) is factorized symmetrically into more topics than
are wanted, in a large corpus twice as many. Then the same is done several times over with counts as another sample of
the same texts might have had them, and the topics of all runs are averaged: what only this sample says falls away. Of
the averaged topics those are kept that explain most and whose words hold together best.

Against NMF of documents the words of a topic hold together better, in short texts above all, and fewer stand in two
topics. Only counts are read, so that shards of an archive add up, and the order of documents does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Self
from zlib import crc32

import numpy as np
import numpy.typing as npt

from .arrays import Floats, Integers, Matrix
from .association import Pairs, associated_pairs
from .counts import TopicCounts
from .factorization import FLOOR, factorize, leading_spectrum, rotated
from .labels import top_words
from .seeds import seeded_topics
from .symmetric import Block, Symmetric, block_of, product, rows_of

CANDIDATES = 2  # topics found for each one that is wanted, in a large corpus
DOCUMENTS = 50  # for each topic that is found beyond those wanted: in a small corpus these would be of a text or two
RANK = 1.5  # eigenvectors kept for each topic that is found
MOST_REPEATED = 2  # of a topic's first words, and no more than half, may stand among those of better ones
SAMPLES = 12  # how often the factorization is repeated with other counts


class CooccurrenceFactorization:
    """Learns topics from which words stand together.

    Args:
        n_topics: How many.
        random_state: Not needed: nothing is drawn at random.
    """

    components_: Floats

    def __init__(self, *, n_topics: int, random_state: int = 0) -> None:
        self.n_topics = n_topics
        self.random_state = random_state

    def fit_counts(self, counts: TopicCounts, seeds: Sequence[Integers] = ()) -> Self:
        """Learn the weights of words in topics: `components_`, topics x words.

        Args:
            counts: Of the corpus.
            seeds: The numbers of the words that the first topics are to be about.
        """
        pairs = associated_pairs(counts)
        strengths = Symmetric.of_cells(pairs.cells, pairs.strengths, pairs.n_words)
        pairs = pairs.errors_alone()
        surplus = min((CANDIDATES - 1) * self.n_topics, counts.n_documents // DOCUMENTS)
        number = min(strengths.size, self.n_topics + surplus)
        with np.errstate(under="ignore"):  # a weight that is too small for a number is none
            runs = sampled_topics(strengths, pairs, counts.vocabulary, number)
            topics = np.concatenate([seeded_topics(seeds, strengths), averaged(runs)], axis=1)
            best = best_topics(topics, strengths, self.n_topics, len(seeds))
        self.components_ = topics[:, best].T.astype(np.float64)
        return self


def sampled_topics(strengths: Symmetric, pairs: Pairs, vocabulary: Sequence[str], number: int) -> list[Matrix]:
    """Return the topics of the strengths, and of strengths as other samples might have had them: words x topics each.

    The errors of pairs get signs by a wild bootstrap (Wu 1986; Mammen 1993): a pair's error is that of its two words
    hashed, and in each sample both words turn its sign or do not. Samples are seen in the space of the leading
    eigenvectors alone. Hashes depend on the words: a corpus that grows a little keeps the samples it had.
    """
    spectrum = leading_spectrum(strengths, min(strengths.size, round(RANK * number)))
    strongest = strengths.greatest
    hashes = np.fromiter(
        (crc32(word.encode("utf-8", "surrogatepass")) for word in vocabulary), np.uint64, len(vocabulary)
    )
    turns = np.stack([signs(hashes, sample) for sample in range(1, SAMPLES + 1)], axis=1)
    turned: Matrix = (turns[:, :, None] * spectrum.vectors[:, None, :]).reshape(len(turns), -1)
    spread = product(sampled_errors(pairs, hashes), turned)
    runs = [factorize(spectrum, number, strongest)]
    for columns, errors in zip(np.split(turned, SAMPLES, axis=1), np.split(spread, SAMPLES, axis=1), strict=True):
        within: Matrix = np.diag(spectrum.values) + columns.T @ errors
        sampled = rotated(spectrum.vectors, np.float32(0.5) * (within + within.T), len(spectrum.values))
        runs.append(factorize(sampled, number, strongest))
    return runs


def sampled_errors(pairs: Pairs, hashes: npt.NDArray[np.uint64]) -> Iterator[Block]:
    """Give the errors of pairs, each with the deviate of its two words, as the blocks of a symmetric matrix."""
    for first, here in rows_of(pairs.cells, pairs.n_words):
        cells = pairs.cells[here]
        one = cells // pairs.n_words
        errors = pairs.errors[here] * deviates(hashes.take(one), hashes.take(cells - one * pairs.n_words))
        yield block_of(first, cells, errors, pairs.n_words)


def mix(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Change hashes, in place, so that each bit depends on all (Steele, Lea and Flood 2014, SplitMix)."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        hashes ^= hashes >> np.uint64(shift)
        hashes *= np.uint64(factor)
    hashes ^= hashes >> np.uint64(31)
    return hashes


def deviates(one: npt.NDArray[np.uint64], other: npt.NDArray[np.uint64]) -> Matrix:
    """Return a number for each pair of hashes, even from -√3 to √3: of mean 0 and variance 1."""
    pairs = np.minimum(one, other)
    pairs <<= np.uint64(32)
    pairs |= np.maximum(one, other)
    deviates: Matrix = (mix(pairs) >> np.uint64(40)).astype(np.float32)
    deviates += np.float32(0.5)
    deviates /= np.float32(2**23)
    deviates -= 1
    deviates *= np.float32(3**0.5)
    return deviates


def signs(hashes: npt.NDArray[np.uint64], sample: int) -> Matrix:
    """Return 1 or -1 for each hash, others in each sample."""
    odd = mix(hashes << np.uint64(32) | np.uint64(sample)) & np.uint64(1)
    signs: Matrix = np.where(odd, np.float32(1), np.float32(-1))
    return signs


def averaged(runs: Sequence[Matrix]) -> Matrix:
    """Return the topics of the first run, each averaged with the one it is most like in each other run.

    A topic counts the more the more alike it is. Lengths say how much the topics of all runs explain, on average.
    """
    lengths = np.linalg.norm(runs[0], axis=0)
    topics = runs[0] / np.maximum(lengths, FLOOR)
    total, weighed, weights = topics.copy(), lengths.copy(), np.ones_like(lengths)
    for run in runs[1:]:
        run_lengths = np.linalg.norm(run, axis=0)
        directions = run / np.maximum(run_lengths, FLOOR)
        cosines = topics.T @ directions
        like = cosines.argmax(axis=1)
        weight = cosines.max(axis=1) ** 2
        total += directions[:, like] * weight
        weighed += run_lengths[like] * weight
        weights += weight
    mean: Matrix = total * (weighed / weights / np.maximum(np.linalg.norm(total, axis=0), FLOOR))
    return mean


def best_topics(topics: Matrix, strengths: Symmetric, number: int, n_wanted: int = 0) -> Integers:
    """Return the topics that explain most and whose first words hold together best, in their order.

    A topic that repeats the words of a better one is taken only if there are no others; the first ones, if they are
    wanted, whatever they are.
    """
    first_words = top_words(topics.T)
    coherence = np.array([np.sqrt(near).sum(dtype=np.float64) for near in among(strengths, first_words)])
    scores = np.sqrt(coherence) * np.linalg.norm(topics, axis=0)
    scores[:n_wanted] = np.inf
    seen: set[int] = set()
    chosen: list[int] = []
    repeating: list[int] = []
    empty: list[int] = []
    for topic in np.argsort(-scores, kind="stable").tolist():
        words = set(first_words[topic])
        repeated = len(words & seen)
        if not words:
            empty.append(topic)
        elif topic >= n_wanted and (repeated > MOST_REPEATED or 2 * repeated > len(words)):
            repeating.append(topic)
        else:
            chosen.append(topic)
            seen |= words
    best: Integers = np.array([*chosen, *repeating, *empty][:number], np.int64)
    return best


def among(strengths: Symmetric, groups: Sequence[Sequence[int]]) -> Iterator[Matrix]:
    """Give the strengths of the pairs within each group of words, words x words."""
    words = np.array(sorted(set(chain.from_iterable(groups))), np.int64)
    near = strengths.columns(words)[words]
    for group in groups:
        places = np.searchsorted(words, group)
        yield near[np.ix_(places, places)]
