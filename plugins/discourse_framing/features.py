"""Features of a text for a frame classifier: its words, their letters, their meaning, and what codebooks say of it.

Words and pairs of words are weighed by tf-idf, so are runs of letters within words (hashed, since there are many); each
of the two has length 1. The meaning of words is the mean of their vectors, weighed by tf-idf. Of a codebook each frame
gives how much evidence there is and how probable that makes it. All of it is a sum over places of the text, so that
what a model makes of it can be given back to the words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import log, log1p, sqrt
from zlib import crc32

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse_text import word_vectors

from .matching import Match
from .passages import PassageReader

Floats = NDArray[np.float64]

SHORTEST_RUN, LONGEST_RUN = 3, 5  # letters
LETTER_BUCKETS = 1 << 16
LETTERS_SHARE = 0.7  # what runs of letters count beside words
CODEBOOK_SHARE = 0.1  # what a codebook counts beside words, each figure on one scale
MEANING_SHARE = 0.05  # what vectors count beside words, each dimension on one scale
DIMENSIONS = 64  # of the vectors
LEAST_IDF = 1.0  # that of a word that stands in all texts; such words mean nothing
REMEMBERED = 1 << 16  # words whose letters are remembered


@attrs.frozen
class Text:
    """A text as a classifier reads it.

    Args:
        words: Its tokens in small letters.
        grams: Words and pairs of words, each with the tokens it is made of.
        matches: The patterns of each codebook in it.
    """

    words: Sequence[str]
    grams: Sequence[tuple[str, tuple[int, ...]]]
    matches: Sequence[Sequence[Match]]


@attrs.frozen
class Row:
    """The features of a text.

    Args:
        columns: Which there are.
        values: How much of each.
        places: For each, the stretches of tokens it comes from, first and after the last, with their share of it.
        tokens: Tokens that have a vector.
        vectors: What each of these adds to the meaning of the text: tokens x dimensions.
    """

    columns: list[int]
    values: list[float]
    places: list[list[tuple[int, int, float]]]
    tokens: list[int]
    vectors: Floats

    @property
    def meaning(self) -> Floats:
        """The meaning of the text: the last columns."""
        return np.asarray(self.vectors.sum(axis=0))


@attrs.frozen(eq=False)
class FeatureSpace:
    """Which features there are, in the order of their columns: words, letters, codebooks, meaning.

    Args:
        vocabulary: Words and pairs of words to their column.
        word_idf: Inverse document frequency of each.
        letter_idf: That of each bucket of runs of letters.
        spreads: Standard deviations of the figures of the codebooks in the texts learnt from; empty without a codebook.
        meaning_spread: That of the vectors of the texts, the mean over their dimensions.
    """

    vocabulary: Mapping[str, int]
    word_idf: Floats
    letter_idf: Floats
    spreads: Floats
    meaning_spread: float

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.word_idf) + LETTER_BUCKETS + len(self.spreads) + DIMENSIONS

    def row(self, text: Text, readers: Sequence[PassageReader]) -> Row:
        """Return the features of a text."""
        known, vectors = vectors_of(text.words, self.vocabulary, self.word_idf)
        row = Row([], [], [], known, vectors * (MEANING_SHARE / self.meaning_spread))
        words: dict[int, list[tuple[int, int, float]]] = {}
        for gram, tokens in text.grams:
            column = self.vocabulary.get(gram)
            if column is not None:
                words.setdefault(column, []).extend((token, token + 1, 1.0 / len(tokens)) for token in tokens)
        counts = Counter(self.vocabulary[gram] for gram, _ in text.grams if gram in self.vocabulary)
        add_weighed(row, counts, words, self.word_idf, 0, 1.0)
        letters: dict[int, list[tuple[int, int, float]]] = {}
        for token, word in enumerate(text.words):
            for run in runs_of(word):
                letters.setdefault(run, []).append((token, token + 1, 1.0))
        counts = Counter({run: len(places) for run, places in letters.items()})
        add_weighed(row, counts, letters, self.letter_idf, len(self.word_idf), LETTERS_SHARE)
        figures, stretches = codebook_figures(text, readers)
        start = len(self.word_idf) + LETTER_BUCKETS
        for number, figure in enumerate(figures):
            if figure:
                row.columns.append(start + number)
                row.values.append(CODEBOOK_SHARE * figure / self.spreads[number])
                row.places.append(stretches[number])
        return row


def add_weighed(
    row: Row,
    counts: Mapping[int, int],
    places: Mapping[int, list[tuple[int, int, float]]],
    idf: Floats,
    start: int,
    share: float,
) -> None:
    """Add features weighed by tf-idf, together of length `share`; a place gets its part of each."""
    kept = {column: (1.0 + np.log(count)) * idf[column] for column, count in counts.items() if idf[column]}
    length = sqrt(sum(value * value for value in kept.values()))
    for column, value in kept.items():
        row.columns.append(start + column)
        row.values.append(share * float(value) / length)
        total = sum(part for _, _, part in places[column])
        row.places.append([(first, end, part / total) for first, end, part in places[column]])


def vectors_of(words: Sequence[str], vocabulary: Mapping[str, int], idf: Floats) -> tuple[list[int], Floats]:
    """Return the tokens that have a vector, and their vectors by their share in the meaning of the text."""
    known = word_vectors()
    counts = Counter(word for word in words if word.isalpha())
    rarest = float(idf.max()) if len(idf) else 1.0
    weights = {
        word: (1.0 + log(count)) * ((idf[vocabulary[word]] if word in vocabulary else rarest) - LEAST_IDF)
        for word, count in counts.items()
    }
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    tokens = [token for token, word in enumerate(words) if word in known.places and word in weights]
    shares = np.array([weights[words[token]] / (counts[words[token]] * length) for token in tokens])
    return tokens, known.rows([words[token] for token in tokens]) * shares[:, None]


def codebook_figures(
    text: Text, readers: Sequence[PassageReader]
) -> tuple[list[float], list[list[tuple[int, int, float]]]]:
    """Return what each codebook says of a text: for each figure how much it is, and from which stretches it comes."""
    figures: list[float] = []
    stretches: list[list[tuple[int, int, float]]] = []
    for reader, matches in zip(readers, text.matches, strict=True):
        own, places = figures_of_codebook(len(text.words), matches, reader)
        figures += own
        stretches += [*places, *places]
    return figures, stretches


def figures_of_codebook(
    length: int, matches: Sequence[Match], reader: PassageReader
) -> tuple[list[float], list[list[tuple[int, int, float]]]]:
    """Return the evidence for each frame and its probability, and the places of the matches of each frame."""
    scorer = reader.scorer
    growth, weighed = scorer.growth(length), scorer.weighed(matches)
    totals = scorer.totals(matches, weighed)
    amounts = [log1p(total / growth) for total in totals]
    chances = [scorer.probability(frame, total, growth) for frame, total in enumerate(totals)]
    places: list[list[tuple[int, int, float]]] = [[] for _ in totals]
    for (frame, _, first, end, _), weight in zip(matches, weighed, strict=True):
        if weight:
            places[frame].append((first, end, weight / totals[frame]))
    return [*amounts, *chances], places


def grams_of(words: Sequence[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Give words and pairs of words, marks left out, with their tokens."""
    kept = [(word, token) for token, word in enumerate(words) if word[:1].isalnum()]
    for index, (word, token) in enumerate(kept):
        yield word, (token,)
        if index:
            before, before_token = kept[index - 1]
            yield f"{before} {word}", (before_token, token)


@lru_cache(maxsize=REMEMBERED)
def runs_of(word: str) -> tuple[int, ...]:
    """Return the buckets of the runs of letters in a word; the same on every machine, unlike Python's `hash`."""
    bounded = f" {word} "
    return tuple(
        crc32(bounded[start : start + length].encode("utf-8", "surrogatepass")) % LETTER_BUCKETS
        for length in range(SHORTEST_RUN, LONGEST_RUN + 1)
        for start in range(len(bounded) - length + 1)
    )


def text_reader(readers: Sequence[PassageReader]) -> Callable[[Sequence[str]], Text]:
    """Return a function that reads the tokens of a text."""

    def read(words: Sequence[str]) -> Text:
        return Text(words, tuple(grams_of(words)), tuple(reader.matches(words) for reader in readers))

    return read
