"""Scores the words of sentences, without knowing of documents.

    score before squashing = bias + sum of the words' weights x what scope makes of them x sqrt(20 / tokens)

What a word weighs stands in a learnt table (`weights`); what its neighbours do to it is said by flags (`scope`). Words
of a brought lexicon take the place of the table's. All is counted in millionths, so that evidence adds up exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

import attrs
import numpy as np
from numpy.typing import NDArray

from .lexicon import JOINT, Lexicon, base_forms, inflections
from .scope import FLAGS, SILENT, flags_of, multiplier_table
from .weights import NUMERAL, UNKNOWN, SentenceWeights, length_factor

MOST_WORDS = 1 << 16  # whose rows are remembered
MILLION = 1_000_000
NOTHING = ""  # stands for marks, and for the words of a phrase after its first
BIAS_RULE = "score: bias"
RULES = ("score: word", "score: topic", "score: phrase")
TOPIC, PHRASE = 1, 2

Whole = NDArray[np.int64]


@attrs.frozen
class Reading:
    """Sentences as the weights see them.

    Args:
        scores: Of each sentence before squashing, in millionths, with the bias.
        evaluative: Log-odds of each sentence that it judges, in millionths.
        strange: Share of the words of each sentence that no table has, 0 to 1.
        tokens: Indices of the tokens that add something; a phrase stands where it begins.
        widths: How many tokens each of them is.
        weights: What each of them adds, in millionths.
        rules: Which rule each of them has, and the flags that reach it.
    """

    scores: Whole
    evaluative: Whole
    strange: NDArray[np.float64]
    tokens: Whole
    widths: Whole
    weights: Whole
    rules: tuple[Whole, Whole]


def row_finder(rows: Mapping[str, int]) -> Callable[[str], int]:
    """Return a function that gives the row of a word, of a base form of it, or that of `UNKNOWN`, and remembers it."""

    @lru_cache(maxsize=MOST_WORDS)
    def row_of(word: str) -> int:
        forms = (NUMERAL,) if word[:1].isdigit() else base_forms(word)
        otherwise = rows[UNKNOWN if word[:1].isalpha() else NOTHING]
        return next((rows[form] for form in (word, *forms) if form in rows), otherwise)

    return row_of


class Scorer:
    """Scores sentences; built once, it is safe to share.

    Args:
        weights: Learnt weights.
        lexicon: The plugin's own tables.
        brought: Words and phrases of users, to the name of their lexicon and their valence.
    """

    def __init__(
        self, weights: SentenceWeights, lexicon: Lexicon, brought: Mapping[str, tuple[str, float]] | None = None
    ) -> None:
        self.weights = weights
        brought = brought or {}
        more = sorted({*lexicon.roles, *lexicon.topics, *brought, UNKNOWN, NUMERAL, NOTHING}.difference(weights.words))
        self.words = words = [*weights.words, *more]
        self._rows = {word: row for row, word in enumerate(words)}
        self._row_of = row_finder(self._rows)
        self._table = np.vstack([weights.table, np.zeros((len(more), 2))])
        self._role = np.zeros(len(words), dtype=np.int64)
        self._rule = np.zeros(len(words), dtype=np.int64)
        self._width = np.ones(len(words), dtype=np.int64)
        self._names = list(RULES)
        self._multipliers = multiplier_table()
        for word, role in lexicon.roles.items():
            self._role[self._rows[word]] = role
        self._steers = ~np.isin(self._role, sorted(SILENT))
        self._rule[[self._rows[word] for word in lexicon.topics]] = TOPIC
        self._read_phrases(word for word in words if JOINT in word)
        self._take(brought)

    def _read_phrases(self, entries: Iterable[str]) -> None:
        """Note the phrases that may begin with each word, by their second one, the longest first."""
        self._phrases: dict[int, dict[str, list[tuple[tuple[str, ...], int]]]] = {}
        for entry in sorted(entries, key=lambda entry: (-entry.count(JOINT), entry)):
            first, *rest = entry.split(JOINT)
            row = self._rows[entry]
            self._rule[row], self._width[row] = PHRASE, len(rest) + 1
            for form in inflections(first):
                if form in self._rows:
                    followed = self._phrases.setdefault(self._rows[form], {})
                    followed.setdefault(rest[0], []).append((tuple(rest), row))
        self._begins = np.zeros(len(self._role), dtype=bool)
        self._begins[list(self._phrases)] = True
        self._continues = np.zeros(len(self._role), dtype=bool)
        self._continues[[self._row_of(word) for followed in self._phrases.values() for word in followed]] = True

    def _take(self, brought: Mapping[str, tuple[str, float]]) -> None:
        """Let words of users take the place of ours."""
        for word, (lexicon, valence) in brought.items():
            row = self._rows[word]
            self._table[row, 0] = abs(valence) * self.weights.units[valence < 0]
            rule = f"score: lexicon {lexicon}"
            if rule not in self._names:
                self._names.append(rule)
            self._rule[row] = self._names.index(rule)

    @property
    def values(self) -> NDArray[np.float64]:
        """What each entry adds to the score."""
        return self._table[:, 0]

    @property
    def evaluative(self) -> NDArray[np.float64]:
        """What each entry adds to the log-odds that its sentence judges."""
        return self._table[:, 1]

    def knows(self, word: str) -> bool:
        """Say whether the tables have a word, or a base form of it."""
        return self._row_of(word) != self._rows[UNKNOWN]

    def rule_name(self, rule: int, flags: int) -> str:
        """Return the name of a rule for the evidence: "score: word", "score: word, turned"."""
        return named(self._names[rule], flags)

    def read(self, words: Sequence[str], bounds: Sequence[tuple[int, int]]) -> Reading:
        """Score sentences.

        Args:
            words: All tokens in small letters.
            bounds: First token of each sentence and the one after its last, in order, without overlaps.
        """
        rows, flags, factors = self.locate(words, bounds)
        values = self._table[rows]
        values[:, 0] *= self._multipliers[flags, (values[:, 0] < 0.0).astype(np.int64)]
        millionths = np.rint(values * (factors * MILLION)[:, None]).astype(np.int64)
        sums = np.vstack([np.zeros((1, 2), dtype=np.int64), np.cumsum(millionths, axis=0)])
        starts, ends = np.array(bounds, dtype=np.int64).reshape(-1, 2).T
        totals = sums[ends] - sums[starts]
        tokens = np.flatnonzero(millionths[:, 0])
        return Reading(
            scores=totals[:, 0] + round(self.weights.bias * MILLION),
            evaluative=totals[:, 1] + round(self.weights.evaluative_bias * MILLION),
            strange=self._strange(rows, starts, ends),
            tokens=tokens,
            widths=self._width[rows[tokens]],
            weights=millionths[tokens, 0],
            rules=(self._rule[rows[tokens]], flags[tokens]),
        )

    def locate(
        self, words: Sequence[str], bounds: Sequence[tuple[int, int]]
    ) -> tuple[Whole, Whole, NDArray[np.float64]]:
        """Return for each token its row, the flags that reach it, and what the length of its sentence does to it."""
        rows = np.fromiter(map(self._row_of, words), np.int64, len(words))
        factors = np.zeros(len(words))
        flags = np.zeros(len(words), dtype=np.int64)
        limits = np.zeros(len(words), dtype=np.int64)
        for start, end in bounds:
            factors[start:end] = length_factor(end - start)
            limits[start:end] = end
        self._join_phrases(words, rows, limits)
        roles = self._role[rows]
        steering = self._steers[rows]
        for start, end in bounds:
            if steering[start:end].any():
                flags[start:end] = flags_of(roles[start:end].tolist())
        return rows, flags, factors

    def _join_phrases(self, words: Sequence[str], rows: Whole, limits: Whole) -> None:
        """Give a phrase its row where it begins, and the row of nothing to its other tokens.

        Args:
            words: All tokens.
            rows: Their rows, which are changed.
            limits: Where the sentence of each token ends, 0 outside sentences.
        """
        done = 0
        for index in np.flatnonzero(self._begins[rows[:-1]] & self._continues[rows[1:]]).tolist():
            if index < done:
                continue
            for rest, row in self._phrases[int(rows[index])].get(words[index + 1], ()):
                after = index + 1 + len(rest)
                if after <= limits[index] and tuple(words[index + 1 : after]) == rest:
                    rows[index], rows[index + 1 : after] = row, self._rows[NOTHING]
                    done = after
                    break

    def _strange(self, rows: Whole, starts: Whole, ends: Whole) -> NDArray[np.float64]:
        """Return which share of the words of each sentence no table has."""
        counts = np.zeros((len(rows) + 1, 2), dtype=np.int64)
        counts[1:, 0] = np.cumsum(rows == self._rows[UNKNOWN])
        counts[1:, 1] = np.cumsum(rows != self._rows[NOTHING])
        unknown, every = (counts[ends] - counts[starts]).T
        return np.asarray(unknown / np.maximum(every, 1))


@lru_cache(maxsize=1 << 10)
def named(rule: str, flags: int) -> str:
    return ", ".join([rule, *[name for name, flag in FLAGS.items() if flags & flag]])
