"""Near-duplicates: texts that say nearly the same, found without comparing all with all.

Texts are as alike as the Jaccard index of their sets of shingles, runs of five words (Broder 1997). MinHash signatures
cut into bands (Leskovec, Rajaraman and Ullman 2014, chapter 3) find the pairs that may be alike; these are then
compared by their shingles. Hashes depend on words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Signatures = npt.NDArray[np.uint32]

WORD = re.compile(r"\w+")
SHINGLE = 5  # words
N_HASHES = 128  # the standard error of an estimate is 0.044 at most
SLACK = 0.15  # more than three of these errors
MISSED = 0.001  # share of the pairs right at the threshold that banding may miss
NEIGHBOURS = 16  # in its bucket that a text is compared with: large buckets cost no square of their size
CHUNK = 4096  # shingles, or pairs, at a time: bounds memory


def normalized(text: str) -> str:
    return " ".join(text.casefold().split())


class WordHashes(dict[str, int]):
    """64 bits for each word, made when it is first met."""

    def __missing__(self, word: str) -> int:
        digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self[word] = number = int.from_bytes(digest, "little")
        return number


FACTORS = np.array([WordHashes()[f"factor {place}"] | 1 for place in range(N_HASHES)], np.uint64)


def shingles(text: str, numbers: WordHashes) -> Hashes:
    """Return the hashes of the runs of five words of a text, each once, ascending; a short text is its own only one."""
    words = WORD.findall(text.casefold())
    n_shingles = len(words) - SHINGLE + 1
    if n_shingles < 1:
        return np.array([numbers[normalized(text)]], np.uint64)
    hashes = np.fromiter(map(numbers.__getitem__, words), np.uint64, len(words))
    mixed = hashes[:n_shingles].copy()
    for place in range(1, SHINGLE):
        mixed *= FACTORS[0]
        mixed ^= hashes[place : place + n_shingles]
    mixed ^= mixed >> np.uint64(31)
    mixed *= FACTORS[1]
    return np.unique(mixed)


def signature(hashes: Hashes) -> Signatures:
    """Return the least shingle of a text under each of 128 ways to mix them (MinHash); 32 bits of it are enough."""
    parts = (hashes[start : start + CHUNK] for start in range(0, len(hashes), CHUNK))
    least: Hashes = np.min([(FACTORS[:, None] * part).min(axis=1) for part in parts], axis=0)
    return (least >> np.uint64(32)).astype(np.uint32)


def jaccard(one: Hashes, other: Hashes) -> float:
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def band_width(threshold: float) -> int:
    """Return how many hashes a band has: as many as still find the pairs at the threshold."""
    widths = range(N_HASHES, 1, -1)
    return next((width for width in widths if (1.0 - threshold**width) ** (N_HASHES // width) <= MISSED), 1)


def candidates(signatures: Signatures, threshold: float) -> Iterator[tuple[int, int]]:
    """Give the pairs of texts that may be alike, ascending, the first of each before the second."""
    n_texts, width = len(signatures), band_width(threshold)
    pairs = [np.zeros(0, np.int64)]
    for start in range(0, N_HASHES - width + 1, width):
        keys = np.zeros(n_texts, np.uint64)
        for column in range(start, start + width):
            keys = keys * FACTORS[0] ^ signatures[:, column]
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        # The first of a bucket is met by all, so that ten thousand form letters find the one that is kept.
        firsts = order[np.searchsorted(ordered, ordered)]
        pairs.append((firsts * n_texts + order)[firsts < order])
        for step in range(1, min(NEIGHBOURS + 1, n_texts)):
            same = np.flatnonzero(ordered[step:] == ordered[:-step])
            pairs.append(order[same] * n_texts + order[same + step])
    codes = np.unique(np.concatenate(pairs))
    for start in range(0, len(codes), CHUNK):
        firsts, seconds = np.divmod(codes[start : start + CHUNK], n_texts)
        close = (signatures[firsts] == signatures[seconds]).mean(axis=1) >= threshold - SLACK
        yield from zip(firsts[close].tolist(), seconds[close].tolist(), strict=True)


def near_duplicates(
    order: Sequence[int], prints: Sequence[Hashes], signatures: Signatures, threshold: float
) -> dict[int, tuple[int, float]]:
    """Return the texts that are like an earlier one that is kept: the place of that, and how alike they are.

    In a chain of versions the last may have little of the first; so what a text is compared with is never one removed.
    """
    removed: dict[int, tuple[int, float]] = {}
    for first, second in candidates(signatures[order], threshold):
        kept, index = order[first], order[second]
        if kept not in removed and index not in removed:
            similarity = jaccard(prints[kept], prints[index])
            if similarity >= threshold:
                removed[index] = kept, similarity
    return removed
