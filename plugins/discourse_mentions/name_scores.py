"""What words and facts add to the scores of labels, looked up for all tokens of a document at once.

What a word adds is added up when it is first met, for all places at which it may stand (`discourse_text.WindowScores`).
What facts add is written out beforehand, since they have few values.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse_text import WindowScores

from .gazetteer import Gazetteer
from .name_facts import Integers, Sorts, Surroundings
from .name_features import FEATURES, PLACES, facts_of, feature_name, word_features

Weights = NDArray[np.int16]
Scores = NDArray[np.int32]
SORT = len(PLACES)  # where the sort of a word stands behind its scores at each place
ROWS_OF_PLACES = np.arange(len(PLACES))[:, None]
PAIRS = tuple(facts for prefix, facts in FEATURES if prefix[:1] in ("<", ">"))
TABLES: tuple[tuple[str, ...], ...] = (  # facts; a feature adds to the first table that has all of its own
    ("first", "seen", "line", "stop"),
    ("first", "seen", "class"),
    ("first", "length", "place", "line"),
    ("listed", "line"),
    *PAIRS,
)


class WordScores:
    """What a word adds to each label at each of `PLACES`, and of what sort it is; both are looked up at once.

    Args:
        features: Names of all features.
        weights: What each feature (row) adds to each label (column).
        gazetteer: Tells features of words.
    """

    def __init__(self, features: Sequence[str], weights: Weights, gazetteer: Gazetteer) -> None:
        rows: dict[str, int] = {}
        cells: list[tuple[int, int, int]] = []
        for row, name in enumerate(features):
            place, _, of_word = name.partition(" ")
            if place in PLACES:
                cells.append((rows.setdefault(of_word, len(rows)), PLACES.index(place), row))
        own, places, all_rows = np.array(cells).T
        self._sorts = Sorts(gazetteer)  # as features too, whose weights are their numbers
        sorts = [
            (f"{fact}{number}", fact, number) for fact, most in enumerate(self._sorts.counts) for number in range(most)
        ]
        placed = np.zeros((len(rows) + len(sorts), SORT + 1, weights.shape[1]), dtype=weights.dtype)
        placed[own, places] = weights[all_rows]
        for name, fact, number in sorts:
            placed[rows.setdefault(name, len(rows)), SORT, fact] = number
        self._gazetteer, self._labels = gazetteer, weights.shape[1]
        self._known = WindowScores(placed.reshape(len(rows), -1), rows, [self._describe])

    def _describe(self, word: str) -> list[str]:
        own_class, lists = self._sorts.of(word)
        return [*word_features(word, "0", self._gazetteer), f"0{own_class}", f"1{lists}"]

    def of(self, words: Sequence[str]) -> ScoresOfWords:
        """Look up words."""
        table, rows = self._known.looked_up(0, words)
        return ScoresOfWords(table.reshape(-1, self._labels), rows * (SORT + 1))


@attrs.frozen(eq=False)
class ScoresOfWords:
    """The scores of some words, left where they are until it is known at which places they are needed.

    Args:
        table: Scores at each place, and behind them the sort, of each word that was met: a row for each.
        firsts: The first row of each word.
    """

    table: Scores
    firsts: Integers

    def sorts(self) -> Scores:
        """Return class and lists of each word."""
        return self.table.take(self.firsts + SORT, axis=0)[:, :2]

    def place(self, around: Integers, scores: Scores) -> None:
        """Write a row of scores for each place and token.

        Args:
            around: Which of the words stand around a token, a row for each of `PLACES`.
            scores: Where to.
        """
        self.table.take(self.firsts.take(around) + ROWS_OF_PLACES, axis=0, out=scores, mode="clip")  # not buffered


class FactScores:
    """What the facts of a token add to each label; all combinations that a feature is made of are written out.

    Args:
        features: Names of all features.
        weights: What each feature (row) adds to each label (column).
        gazetteer: Says which lists a word may be on.
    """

    def __init__(self, features: Sequence[str], weights: Weights, gazetteer: Gazetteer) -> None:
        facts = facts_of(gazetteer)
        row_of = {name: row for row, name in enumerate(features)}
        known = np.vstack((weights, np.zeros_like(weights[:1])))  # the last row is for features that count nothing
        steps = np.zeros((len(TABLES), len(facts)))
        tables: list[Scores] = []
        left = FEATURES
        for table, columns in enumerate(TABLES):
            sizes = [len(facts[name]) for name in columns]
            scores = np.zeros((*sizes, weights.shape[1]), dtype=np.int32)
            for prefix, own in left:
                if set(own) <= set(columns):
                    names = [feature_name(prefix, values) for values in product(*(facts[name] for name in own))]
                    shape = [size if name in own else 1 for name, size in zip(columns, sizes, strict=True)]
                    scores += known[[row_of.get(name, -1) for name in names]].reshape(*shape, -1)
            left = tuple(one for one in left if not set(one[1]) <= set(columns))
            tables.append(scores.reshape(-1, weights.shape[1]))
            for place, name in enumerate(columns):
                steps[table, list(facts).index(name)] = np.prod(sizes[place + 1 :])
        self._steps = steps
        self._firsts = np.cumsum([0, *map(len, tables[:-1])])[:, None]
        self._scores = np.concatenate(tables)

    def of(self, known: Surroundings) -> Scores:
        """Return a row of scores for each of `TABLES` and each token."""
        rows = (self._steps @ known.facts).astype(np.intp) + self._firsts
        scores: Scores = self._scores.take(rows, axis=0)
        return scores
