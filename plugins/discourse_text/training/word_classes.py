"""Learns the classes of words: vectors of the words beside them (PPMI, SVD), and k-means at three grains."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD

from .. import tokenize
from ..distributional import DIGIT, GRAINS
from ..weights import packed

TEXTS = (
    "opeds/speeches.jsonl",
    "topics/inaugural.jsonl",
    "topics/state_union.jsonl",
    "sentiment/newsmtsc_train.jsonl",
    "sentiment/nyt_train.jsonl",
    "sentiment/movie.jsonl",
    "sentiment/amazon.jsonl",
    "sentiment/tweets.jsonl",
)
RAREST = 5  # a word that stands less often has no class
NEIGHBOURS = 2_000  # the commonest words, which the others are told by
OFFSETS = (-1, 1, -2, 2)
DIMENSIONS = 100
SMOOTHING = 0.75  # of the counts of neighbours, so that rare ones do not weigh most


def learn(data: Path, path: Path) -> dict[str, float]:
    """Write the classes, and return figures for the card."""
    sentences = list(running_words(data))
    counts = Counter(word for words in sentences for word in words)
    vocabulary = [word for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n >= RAREST]
    vectors = word_vectors(sentences, vocabulary)
    grains = {f"grain_{grain}": cluster(vectors, grain) for grain in GRAINS}
    np.savez_compressed(path, words=packed(vocabulary), **grains)  # type: ignore[arg-type]
    return {"running words": sum(counts.values()), "words with a class": len(vocabulary)}


def running_words(data: Path) -> Iterator[list[str]]:
    """Give the words of each text, digits levelled; a text that comes again counts once."""
    for name in TEXTS:
        seen: set[str] = set()
        for line in (data / name).read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            if text not in seen:
                seen.add(text)
                tokens = tokenize(text)
                yield [DIGIT.sub("0", text[start:end]) for start, end in zip(tokens.starts, tokens.ends, strict=True)]


def word_vectors(sentences: list[list[str]], vocabulary: list[str]) -> NDArray[np.float64]:
    counts = neighbour_counts(sentences, vocabulary)
    of_words = np.asarray(counts.sum(axis=1)).ravel()
    of_neighbours = np.asarray(counts.sum(axis=0)).ravel() ** SMOOTHING
    of_neighbours *= counts.sum() / of_neighbours.sum()
    found = counts.tocoo()
    information = np.log(found.data * counts.sum() / (of_words[found.row] * of_neighbours[found.col]))
    kept = information > 0
    matrix = csr_matrix((information[kept], (found.row[kept], found.col[kept])), shape=counts.shape)
    vectors = TruncatedSVD(DIMENSIONS, random_state=0).fit_transform(matrix)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9))


def neighbour_counts(sentences: list[list[str]], vocabulary: list[str]) -> csr_matrix:
    """Count, for each word, which of the commonest words (or another, or none) stand at each offset."""
    rows_of = {word: row for row, word in enumerate(vocabulary)}
    other, none = NEIGHBOURS, NEIGHBOURS + 1
    rows: list[int] = []
    columns: list[int] = []
    for words in sentences:
        indices = [rows_of.get(word, -1) for word in words]
        for place, row in enumerate(indices):
            if row < 0:
                continue
            for block, offset in enumerate(OFFSETS):
                at = place + offset
                beside = indices[at] if 0 <= at < len(words) else none
                rows.append(row)
                known = 0 <= beside < NEIGHBOURS or beside == none
                columns.append(block * (NEIGHBOURS + 2) + (beside if known else other))
    shape = (len(vocabulary), len(OFFSETS) * (NEIGHBOURS + 2))
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)


def cluster(vectors: NDArray[np.float64], grain: int) -> NDArray[np.uint16]:
    means = KMeans(grain, n_init=1, random_state=0, max_iter=50).fit(vectors)
    return np.asarray(means.labels_ + 1, dtype=np.uint16)
