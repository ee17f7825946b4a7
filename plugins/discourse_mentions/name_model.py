"""The model of names: a conditional random field over the tokens of a stretch, with whole numbers as weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray

from .candidates import Page
from .gazetteer import Gazetteer, Kind, load_gazetteer
from .name_facts import survey, words_around
from .name_features import PLACES
from .name_scores import FactScores, WordScores
from .sequences import Chains

DATA = Path(__file__).parent / "data"
DECIMALS = 4  # of probabilities
SCALE = 100  # weights are log-odds in hundredths
KINDS: tuple[Kind, ...] = ("person", "organization", "place", "group", "other")
LABELS = ("O", *(f"{mark}-{kind}" for kind in KINDS for mark in "BI"))
KIND_OF_LABEL = np.array([0, *(1 + place for place in range(len(KINDS)) for _ in "BI")])
FACT_SIDES = ("standing", "pair before", "pair behind")  # of `TABLES`, of which each has as many
PARTS = (*PLACES, *FACT_SIDES)  # of the score of a label
SIDES = tuple(
    [PARTS.index(part) for part in side]
    for side in (("0", "standing"), ("-2", "-1", "before", "pair before"), ("+1", "+2", "behind", "pair behind"))
)
AGREEMENT = 0.6  # how far; GUM's part dev tells no value from 0 to .8 from another, its part test gains by .3 and more
NEVER = -1_000_000  # what it adds that a name goes on which has not begun


def impossible() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which labels cannot follow which, and which cannot begin a stretch."""
    goes_on = np.array([label.startswith("I-") for label in LABELS])
    kinds = np.array([label[2:] for label in LABELS])
    follows = (kinds[:, None] == kinds[None, :]) & (kinds[:, None] != "")
    return goes_on[None, :] & ~follows, goes_on


@attrs.frozen(eq=False)
class NameWeights:
    """What was learnt, as whole numbers in hundredths of log-odds.

    Args:
        features: Name of each feature.
        scores: What each feature (row) adds to each label (column).
        moves: What it adds that a label (column) follows another (row).
        begin: What it adds that a label begins a stretch.
    """

    features: Sequence[str]
    scores: NDArray[np.int16]
    moves: NDArray[np.int32]
    begin: NDArray[np.int32]

    def save(self, path: Path) -> None:
        names = np.frombuffer("\n".join(self.features).encode("utf-8"), dtype=np.uint8)
        np.savez_compressed(path, features=names, scores=self.scores, moves=self.moves, begin=self.begin)

    @classmethod
    def load(cls, path: Path) -> NameWeights:
        with np.load(path, allow_pickle=False) as stored:
            names = stored["features"].tobytes().decode("utf-8").split("\n")
            return cls(names, stored["scores"], stored["moves"], stored["begin"])


@attrs.frozen(eq=False)
class Labelled:
    """What the model says of the tokens of all stretches, in order.

    Args:
        tokens: Their indices in the page.
        labels: Index into `LABELS` of each.
        sure: The probability of that label, rounded.
        own, before, behind: How much the word and how it stands, the words before it, and those behind it speak for the
            label rather than for no name, in log-odds.
    """

    tokens: Sequence[int]
    labels: Sequence[int]
    sure: Sequence[float]
    own: Sequence[float]
    before: Sequence[float]
    behind: Sequence[float]


class NameModel:
    """Labels the tokens of stretches."""

    def __init__(self, weights: NameWeights, gazetteer: Gazetteer) -> None:
        self._words = WordScores(weights.features, weights.scores, gazetteer)
        self._facts = FactScores(weights.features, weights.scores, gazetteer)
        self._moves, self._begin = weights.moves.astype(np.float64, order="F"), weights.begin
        self._log_odds = weights.moves / SCALE, weights.begin / SCALE
        self._gazetteer = gazetteer

    def label(self, page: Page) -> Labelled:
        of_words = self._words.of(words_around(page))
        known = survey(page, self._gazetteer, of_words.sorts())
        parts = np.empty((len(PARTS), len(known.tokens), len(LABELS)), dtype=np.int32)
        of_words.place(known.around, parts[: len(PLACES)])
        of_facts = self._facts.of(known)
        of_facts.reshape(len(FACT_SIDES), -1, *of_facts.shape[1:]).sum(axis=1, out=parts[len(PLACES) :])
        scores = agreed(parts.sum(axis=0, dtype=np.int32), known.keys)
        chains = Chains([end - start for start, end, _ in page.stretches])
        labels = chains.best(scores, self._moves, self._begin)
        sure = chains.probabilities(scores / SCALE, *self._log_odds)
        of_label = np.arange(0, scores.size, len(LABELS)) + labels  # in scores, row by row
        rounded = sure.ravel().take(of_label).round(DECIMALS)
        speaks = (parts.reshape(len(parts), -1).take(of_label, axis=1) - parts[:, :, 0]) / SCALE
        own, before, behind = (speaks.take(side, axis=0).sum(axis=0).tolist() for side in SIDES)
        return Labelled(known.tokens, labels.tolist(), rounded.tolist(), own, before, behind)


def agreed(scores: NDArray[np.int32], keys: Sequence[str | int]) -> NDArray[np.float64]:
    """Draw what is thought of each capitalized word towards what is thought of it on average in the document.

    One word seldom names things of two kinds in one text, and where it stands clearest helps where it does not.

    Args:
        scores: Of labels (columns), for each token (rows).
        keys: Equal for tokens of the same word.
    """
    numbers: defaultdict[str | int, int] = defaultdict(count().__next__)
    word = np.fromiter(map(numbers.__getitem__, keys), dtype=np.intp, count=len(keys))
    if len(numbers) == len(word):
        return scores.astype(np.float64)
    of_kind = np.empty((len(word), 1 + len(KINDS)))
    of_kind[:, 0] = scores[:, 0]
    np.maximum(scores[:, 1::2], scores[:, 2::2], out=of_kind[:, 1:])  # beginning a name, or going on
    cells = word[:, None] * of_kind.shape[1] + np.arange(of_kind.shape[1])
    sums = np.bincount(cells.ravel(), of_kind.ravel()).reshape(len(numbers), -1)  # whole numbers, so in any order
    mean = (sums / np.bincount(word)[:, None]).take(word, axis=0)
    return np.asarray(scores + AGREEMENT * (mean - of_kind).take(KIND_OF_LABEL, axis=1))


@lru_cache(maxsize=1)
def shipped_model() -> NameModel:
    return NameModel(NameWeights.load(DATA / "name_weights.npz"), load_gazetteer())
