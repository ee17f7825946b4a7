"""What words and facts add to the scores of labels, looked up for all tokens of a document at once.

What a word adds is added up when it is first met, for all places at which it may stand (`discourse_text.WindowScores`).
What facts add is written out beforehand, since they have few values.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray

from discourse_text import WindowScores

from .gazetteer import Gazetteer
from .name_facts import Surroundings
from .name_features import FEATURES, PLACES, facts_of, feature_name, word_features

Weights = NDArray[np.int16]
Scores = NDArray[np.int32]
PAIRS = tuple(facts for prefix, facts in FEATURES if prefix[:1] in ("<", ">"))
TABLES: tuple[tuple[str, ...], ...] = (  # facts; a feature adds to the first table that has all of its own
    ("first", "seen", "line", "stop"),
    ("first", "seen", "class"),
    ("first", "length", "place", "line"),
    ("listed", "line"),
    *PAIRS,
)


class WordScores:
    """What a word adds to each label at each of `PLACES`.

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
        placed = np.zeros((len(rows), len(PLACES), weights.shape[1]), dtype=weights.dtype)
        placed[own, places] = weights[all_rows]
        describe = partial(word_features, place="0", gazetteer=gazetteer)
        self._known = WindowScores(placed.reshape(len(rows), -1), rows, [describe])
        self._labels = weights.shape[1]

    def of(self, known: Surroundings) -> Scores:
        """Return a row of scores for each place and token."""
        (every,) = self._known.parts([known.words])
        places = np.arange(len(PLACES))[:, None]
        scores: Scores = every.reshape(-1, self._labels).take(known.around * len(PLACES) + places, axis=0)
        return scores


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
