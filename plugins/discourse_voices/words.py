"""What the models are told of words, and what they make of each: described when it is first met, then looked up.

A feature of a word is a string. What features add to scores does not depend on the text, so they are added up once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import prod
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discourse_text import word_classes, word_shape

from .cues import load_cues

FUNCTION_WORDS = tuple(  # these are known one by one; other words by their class
    "a about according added against all also an and another any are as at be because been before being between both "
    "but by can could did do does during even every few first for former from had has have he her here him his how "
    "i if in into is it its just last like made many may me might more most much must my n't never no nor not now of "
    "on one only or other our out over said same say saying says she should since so some still such than that the "
    "their them then there these they this those though through to told too under until up us very was we were what "
    "when where whether which while who whom whose why will with without would yet you your "
    "'s 're 've 'd 'll 'm , . ; : ? ! - -- – — ― ( ) ' ‘ “ ” \" '' `` ...".split()
)
KNOWN = {word: number for number, word in enumerate(FUNCTION_WORDS, 1)}
COARSE, MIDDLE = 33, 129  # classes of words at two grains, and none
KNOWNS = 1 + len(FUNCTION_WORDS) + 2 * COARSE
LEVELS = {"speech": 1, "thought": 2, "writing": 3}  # 0 stands for no cue
GRAINS = ("a", "b", "c")  # of classes of words, from coarse to fine
HEADS = 1200  # words told apart as heads of cues; 0 stands for others
FACTS = 4  # columns before the scores: what a word is by itself
MOST_FEATURES = 13  # of a word
MOST_WORDS = 100_000  # kept, so that an archive does not fill the memory
FIRST_ROWS = 1_024


def word_features(word: str) -> list[str]:
    """Return the features of a word, the same wherever in a window it stands: at most `MOST_FEATURES`."""
    return [*features_of_classes(word_classes(word)), *features_of_letters(word, lower_of(word))]


def features_of_classes(classes: tuple[int, int, int]) -> list[str]:
    return ["bias", *(f"{grain} {number}" for grain, number in zip(GRAINS, classes, strict=True))]


def features_of_letters(word: str, lower: str) -> list[str]:
    features = ["w " + lower, "sh " + word_shape(word), "s2 " + lower[-2:], "s3 " + lower[-3:], "s4 " + lower[-4:]]
    return [*features, *lexical_features(lower)]


def lower_of(word: str) -> str:
    return word.lower().replace("’", "'")


def lexical_features(lower: str) -> tuple[str, ...]:
    """Return what the table of cues says of a word."""
    return features_of_cues().get(lower, ())


@cache
def features_of_cues() -> Mapping[str, tuple[str, ...]]:
    """Return what the table of cues says of each word that it holds."""
    table = load_cues()
    found = dict.fromkeys(table.writings, ("writing",))
    for word, cue in table.forms.items():
        own = f"cue {cue.level}", f"takes {cue.takes}", f"cue {cue.level} {cue.takes}"
        found[word] = *found.get(word, ()), *own
    return found


def level_of(lower: str) -> int:
    cue = load_cues().forms.get(lower)
    return LEVELS[cue.level] if cue else 0


class WordTable:
    """What each word adds to the scores of the models, and what it is by itself.

    Args:
        features: Features of words.
        cue_scores: What each adds (row) to a cue, by its place around a token.
        role_scores: What each adds to the columns of the chain: feature by place and side by column.
        heads: Words told apart as heads of cues.
    """

    def __init__(
        self,
        features: Sequence[str],
        cue_scores: NDArray[np.int16],
        role_scores: NDArray[np.int16],
        heads: Sequence[str],
    ) -> None:
        self._row_of = {name: row for row, name in enumerate(features)}
        self._cue_places, self._role_shape = cue_scores.shape[1], role_scores.shape[1:]
        scores = np.concatenate((cue_scores, role_scores.reshape(len(features), prod(self._role_shape))), axis=1)
        self._scores = np.concatenate((scores, np.zeros_like(scores, shape=(1, scores.shape[1]))))  # the last: nothing
        self._class_rows: dict[tuple[int, int, int], list[int]] = {}
        self._heads = {word: number for number, word in enumerate(heads, 1)}
        self._met = MetWords(self)

    def met(self, words: Sequence[str]) -> tuple[MetWords, NDArray[np.intp]]:
        """Return words with their tables, and the row of each of those asked for."""
        met = self._met
        if len(met) > MOST_WORDS:  # new ones: who still reads the old ones keeps them whole
            met = self._met = MetWords(self)
        return met, met.rows(words)

    def room_for(self, words: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return tables of `MetWords` with room for some words, as narrow as sums allow."""
        most = MOST_FEATURES * int(np.abs(self._scores.astype(np.int32)).max(initial=0))
        kind = np.promote_types(np.min_scalar_type(-1 - most), np.int16)
        places, columns = self._role_shape
        width = 1 << (FACTS + self._cue_places - 1).bit_length()  # rows of 2**n bytes are taken faster
        return np.zeros((words, width), kind), np.zeros((words, places, 1 << (columns - 1).bit_length()), kind)

    def describe(self, words: Sequence[str], columns: NDArray[Any], roles: NDArray[Any]) -> None:
        """Fill rows of the tables of `MetWords` with what words are, and the sums of what their features add."""
        get = self._row_of.get
        facts: list[tuple[int, int, int, int]] = []
        rows: list[int] = []
        starts: list[int] = []
        for word in words:
            lower, classes = lower_of(word), word_classes(word)
            starts.append(len(rows))
            rows += self._class_rows.get(classes) or self._rows_of(classes)
            rows += [row for row in map(get, features_of_letters(word, lower)) if row is not None]
            number = KNOWN.get(lower) or 1 + len(FUNCTION_WORDS) + 2 * classes[0] + word[0].isupper()
            facts.append((number, classes[1], self._heads.get(lower, 0), level_of(lower)))
        columns[:, :FACTS] = facts
        sums = np.add.reduceat(self._scores.take(rows, axis=0), starts, axis=0, dtype=columns.dtype)
        columns[:, FACTS : FACTS + self._cue_places] = sums[:, : self._cue_places]
        roles[:, :, : self._role_shape[1]] = sums[:, self._cue_places :].reshape(len(words), *self._role_shape)

    def _rows_of(self, classes: tuple[int, int, int]) -> list[int]:
        """Return the rows of the features of classes, or that of nothing; they are kept, since there are some 500."""
        found = [self._row_of[name] for name in features_of_classes(classes) if name in self._row_of]
        return self._class_rows.setdefault(classes, found or [-1])


class MetWords(dict[str, int]):
    """Words with their rows in two tables; those that are not there are described together and get the next rows.

    Attributes:
        columns: What a word is: its number among function words or classes, its class of middle grain, its number among
            heads, its level as a cue; and behind these `FACTS` what it adds to a cue by its place.
        roles: What it adds to the chain, by its place and side, and by column.
    """

    def __init__(self, table: WordTable) -> None:
        super().__init__({"": 0})  # no word: it is nothing and adds nothing
        self._table = table
        self.columns, self.roles = table.room_for(FIRST_ROWS)
        self._lock = Lock()

    def rows(self, words: Sequence[str]) -> NDArray[np.intp]:
        """Return the row of each word; the tables are to be read after it."""
        try:
            return np.fromiter(map(self.__getitem__, words), dtype=np.intp, count=len(words))
        except KeyError:
            with self._lock:
                self._learn([word for word in dict.fromkeys(words) if word not in self])
            return np.fromiter(map(self.__getitem__, words), dtype=np.intp, count=len(words))

    def _learn(self, words: Sequence[str]) -> None:
        """Describe words, and only then say which rows they have."""
        if not words:  # another thread was first
            return
        first, last = len(self), len(self) + len(words)
        if last > len(self.columns):
            columns, roles = self._table.room_for(max(last, 2 * len(self.columns)))
            columns[:first], roles[:first] = self.columns[:first], self.roles[:first]  # others take no memory yet
            self.columns, self.roles = columns, roles
        self._table.describe(words, self.columns[first:last], self.roles[first:last])
        self.update(zip(words, range(first, last), strict=True))
