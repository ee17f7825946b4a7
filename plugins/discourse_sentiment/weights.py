"""The learnt weights: how they are kept in npz files, and read again with numpy alone.

Weights are whole numbers with one scale a column, so that a file is small and has the same bytes wherever it is made.
Words are one text with a word a line. No file holds a pickle.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import Any, Literal

import attrs
import numpy as np
from numpy.typing import NDArray

from .lexicon import DATA

Label = Literal["negative", "neutral", "positive"]
LABELS: tuple[Label, Label, Label] = ("negative", "neutral", "positive")
NEGATIVE, NEUTRAL, POSITIVE = range(len(LABELS))
Floats = NDArray[np.float64]
USUAL_LENGTH = 20.0  # tokens of a sentence in which a word counts as much as its weight says
SHORTEST_LENGTH = 8  # below it, words count no more
NUMERAL = "#"  # stands for every numeral in the table of words
UNKNOWN = "<unknown>"  # stands for words that the table does not have; no token is so

SMALLEST_SCALE = 1e-9  # of a column of whole numbers
CONSTANTS = ("bias", "evaluative_bias", "slope", "low", "high", "negative_below", "positive_above")


def length_factor(length: int) -> float:
    """Return what the weights of words are multiplied by in a sentence of so many tokens: long ones dilute."""
    return sqrt(USUAL_LENGTH / max(length, SHORTEST_LENGTH))


def length_factors(lengths: NDArray[np.int64]) -> Floats:
    """Return what `length_factor` does for many sentences, to the last bit."""
    return np.asarray(np.sqrt(USUAL_LENGTH / np.maximum(lengths, SHORTEST_LENGTH)))


@attrs.frozen(eq=False)
class SentenceWeights:
    """What words add to a sentence.

    Args:
        words: Words and phrases in small letters, in order.
        table: What each adds to the score, and to the log-odds that its sentence judges: words x 2.
        units: What a valence of 1 and of -1 adds: for the lexicons of users.
        bias: Score of a sentence without any of the words, before squashing.
        evaluative_bias: Log-odds that such a sentence judges.
        slope: How fast the odds of a label change with the score before squashing.
        low: The score at which negative and the rest are even.
        high: The score at which positive and the rest are even.
        negative_below: The score below which a sentence is called negative: as often as raters do.
        positive_above: The score above which it is called positive.
    """

    words: Sequence[str]
    table: NDArray[np.float64]
    units: tuple[float, float]
    bias: float
    evaluative_bias: float
    slope: float
    low: float
    high: float
    negative_below: float
    positive_above: float

    def rounded(self) -> SentenceWeights:
        """Return the weights as they come back from a file."""
        whole, scales = quantized(self.table, np.int16)
        constants = {name: round(getattr(self, name), 6) for name in CONSTANTS}
        praise, blame = (round(unit, 6) for unit in self.units)
        return attrs.evolve(self, table=whole * scales, units=(praise, blame), **constants)

    def save(self, path: Path) -> None:
        whole, scales = quantized(self.table, np.int16)
        np.savez_compressed(
            path,
            words=packed(self.words),
            table=whole,
            scales=scales,
            units=np.round(self.units, 6),
            constants=np.array([round(getattr(self, name), 6) for name in CONSTANTS]),
        )

    @classmethod
    def load(cls, path: Path) -> SentenceWeights:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            praise, blame = stored["units"].tolist()
            return cls(
                unpacked(stored["words"]),
                stored["table"] * stored["scales"],
                (praise, blame),
                **dict(zip(CONSTANTS, stored["constants"].tolist(), strict=True)),
            )

    def digest(self) -> str:
        """Return sixteen hex digits for what the weights say, as they are kept in a file."""
        whole, scales = quantized(self.table, np.int16)
        constants = [self.units, *(getattr(self, name) for name in CONSTANTS)]
        content = hashlib.sha256("\n".join(self.words).encode())
        for array in (whole, scales, *map(np.asarray, constants)):
            content.update(np.ascontiguousarray(np.round(array, 6) if array.dtype.kind == "f" else array).tobytes())
        return content.hexdigest()[:16]

    def labels(self, scores: Floats) -> NDArray[np.int64]:
        """Return the labels by the scores before squashing, as places in `LABELS`."""
        above = np.where(scores > self.positive_above, POSITIVE, NEUTRAL)
        return np.where(scores < self.negative_below, NEGATIVE, above)

    def label_probabilities(self, scores: Floats) -> Floats:
        """Return the probabilities of the labels by the scores before squashing, scores x 3."""
        return label_probabilities(scores, self.slope, self.low, self.high)


@attrs.frozen(eq=False)
class TargetWeights:
    """What features of a mention add to each label (see `target_features`).

    Args:
        hashed: A row for each bucket of word features, a column for each label.
        named: Feature of the lexicons to what one of it adds to each label.
        bias: What each label starts with.
        valences: Word in small letters to the valences that the features count.
        words: Words of the table by zone, in order.
        zoned: What they add by zone to each label: words x zones x labels.
    """

    hashed: NDArray[np.float64]
    named: Mapping[str, tuple[float, ...]]
    bias: tuple[float, ...]
    valences: Mapping[str, float]
    words: Sequence[str]
    zoned: NDArray[np.float64]

    def save(self, path: Path) -> None:
        hashed, hashed_scales = quantized(self.hashed, np.int8)
        zoned, zoned_scales = quantized(self.zoned.reshape(len(self.words), -1), np.int8)
        names = list(self.named)
        valued = sorted(self.valences)
        np.savez_compressed(
            path,
            hashed=hashed,
            hashed_scales=hashed_scales,
            names=packed(names),
            named=np.round(np.array([self.named[name] for name in names]), 5),
            bias=np.round(self.bias, 6),
            valued=packed(valued),
            valences=np.array([round(self.valences[word] * 100) for word in valued], dtype=np.int8),
            words=packed(self.words),
            zoned=zoned,
            zoned_scales=zoned_scales,
        )

    @classmethod
    def load(cls, path: Path) -> TargetWeights:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            named = dict(zip(unpacked(stored["names"]), map(tuple, stored["named"].tolist()), strict=True))
            valences = dict(zip(unpacked(stored["valued"]), (stored["valences"] / 100.0).tolist(), strict=True))
            hashed = stored["hashed"] * stored["hashed_scales"]
            zoned = (stored["zoned"] * stored["zoned_scales"]).reshape(len(stored["zoned"]), -1, len(LABELS))
            return cls(hashed, named, tuple(stored["bias"].tolist()), valences, unpacked(stored["words"]), zoned)


def label_probabilities(scores: Floats, slope: float, low: float, high: float) -> Floats:
    """Return the probabilities of the labels by the scores before squashing, scores x 3; each row adds up to 1."""
    chances = np.empty((*np.shape(scores), len(LABELS)))
    chances[..., NEGATIVE] = negative = logistic(slope * (low - scores))
    chances[..., POSITIVE] = positive = logistic(slope * (scores - high))
    chances[..., NEUTRAL] = np.maximum(0.0, 1.0 - negative - positive)
    return chances


def logistic(odds: Floats) -> Floats:
    """Return the probabilities of log-odds, for any finite ones."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * odds)))


@lru_cache(maxsize=1)
def sentence_weights() -> SentenceWeights:
    """Return the shipped weights of sentences, read once."""
    return SentenceWeights.load(DATA / "sentences.npz")


@lru_cache(maxsize=1)
def target_weights() -> TargetWeights:
    """Return the shipped weights of targets, read once."""
    return TargetWeights.load(DATA / "targets.npz")


def quantized(
    values: NDArray[np.float64], kind: type[np.signedinteger[Any]]
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return whole numbers and, for each column, what to multiply them by."""
    limit = np.iinfo(kind).max
    scales = np.maximum(np.round(np.abs(values).max(axis=0) / limit, 9), SMALLEST_SCALE)
    return np.clip(np.rint(values / scales), -limit, limit).astype(kind), scales


def packed(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8)


def unpacked(words: NDArray[np.uint8]) -> list[str]:
    return words.tobytes().decode("utf-8").split("\n")
