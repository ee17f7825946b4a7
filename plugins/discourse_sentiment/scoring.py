"""Scores the words of sentences, without knowing of documents.

    score before squashing = bias + sum of the words' weights x what scope makes of them x sqrt(20 / tokens)

What a word weighs stands in a learnt table (`weights`); what its neighbours do to it is said by flags (`scope`). Words
of a brought lexicon take the place of the table's. All is counted in millionths, so that evidence adds up exactly.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import attrs
import numpy as np
from numpy.typing import NDArray

from .lexicon import JOINT, Lexicon, base_forms, inflections
from .scope import EVERY_FLAG, FLAGS, SILENT, multiplier_table, steer
from .weights import NUMERAL, UNKNOWN, SentenceWeights, length_factors

MOST_WORDS = 1 << 16  # whose rows are remembered
MILLION = 1_000_000
NOTHING = ""  # stands for marks, and for the words of a phrase after its first
BIAS_RULE = "score: bias"
RULES = ("score: word", "score: topic", "score: phrase")
TOPIC, PHRASE = 1, 2
PAIR_BITS = 63  # of a whole number of numpy without its sign

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
        rules: Which rule each of them has, with the flags that reach it: its place in `Scorer.rule_names`.
        cuts: Which of them each sentence has: the first and the one after the last; sentences x 2.
    """

    scores: Whole
    evaluative: Whole
    strange: NDArray[np.float64]
    tokens: Whole
    widths: Whole
    weights: Whole
    rules: Whole
    cuts: Whole


class RowFinder(dict[str, int]):
    """The row of a word, of a base form of it, or that of `UNKNOWN`; found once, forgotten when there are too many.

    Args:
        rows: Row of each entry.
    """

    def __init__(self, rows: Mapping[str, int]) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, word: str) -> int:
        if len(self) >= MOST_WORDS:
            self.clear()
        self[word] = row = self._find(word)
        return row

    def _find(self, word: str) -> int:
        rows = self._rows
        if word in rows:
            return rows[word]
        for form in (NUMERAL,) if word[:1].isdigit() else base_forms(word):
            if form in rows:
                return rows[form]
        return rows[UNKNOWN if word[:1].isalpha() else NOTHING]


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
        firsts = {entry.partition(JOINT)[0] for entry in brought}  # a phrase is found by the row of its first word
        table = {*lexicon.roles, *lexicon.topics, *brought, *firsts, UNKNOWN, NUMERAL, NOTHING}
        more = sorted(table.difference(weights.words))
        self.words = words = [*weights.words, *more]
        self._rows = {word: row for row, word in enumerate(words)}
        self._row_of = RowFinder(self._rows).__getitem__
        self._table = np.hstack([weights.table.T, np.zeros((2, len(more)))])
        self._role = np.zeros(len(words), dtype=np.uint8)
        self._rule = np.zeros(len(words), dtype=np.int64)
        self._width = np.ones(len(words), dtype=np.int64)
        self._names = list(RULES)
        self._multipliers = multiplier_table()
        self._bias, self._evaluative_bias = round(weights.bias * MILLION), round(weights.evaluative_bias * MILLION)
        for word, role in lexicon.roles.items():
            self._role[self._rows[word]] = role
        self._steers = ~np.isin(self._role, sorted(SILENT))
        self._rule[[self._rows[word] for word in lexicon.topics]] = TOPIC
        self._read_phrases(word for word in words if JOINT in word)
        self._take(brought)
        self.rule_names = [named(rule, flags) for rule in self._names for flags in range(EVERY_FLAG + 1)]

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
        self._note_pairs()

    def _note_pairs(self) -> None:
        """Note for rows, a bit for each second word of a phrase, which may follow and which it may be.

        There are more second words than bits, so that a pair of words with a bit in common may still begin no phrase.
        """
        self._follow = np.zeros(len(self._role), dtype=np.int64)
        self._second = np.zeros(len(self._role), dtype=np.int64)
        numbers = {word: n for n, word in enumerate(dict.fromkeys(chain.from_iterable(self._phrases.values())))}
        for first, followed in self._phrases.items():
            for word in followed:
                self._follow[first] |= 1 << numbers[word] % PAIR_BITS
                self._second[self._row_of(word)] |= 1 << numbers[word] % PAIR_BITS
        self._begins, self._continues = self._follow != 0, self._second != 0

    def _take(self, brought: Mapping[str, tuple[str, float]]) -> None:
        """Let words of users take the place of ours."""
        for word, (lexicon, valence) in brought.items():
            row = self._rows[word]
            self._table[0, row] = abs(valence) * self.weights.units[valence < 0]
            rule = f"score: lexicon {lexicon}"
            if rule not in self._names:
                self._names.append(rule)
            self._rule[row] = self._names.index(rule)

    @property
    def values(self) -> NDArray[np.float64]:
        """What each entry adds to the score."""
        return np.asarray(self._table[0])

    @property
    def evaluative(self) -> NDArray[np.float64]:
        """What each entry adds to the log-odds that its sentence judges."""
        return np.asarray(self._table[1])

    def knows(self, word: str) -> bool:
        """Say whether the tables have a word, or a base form of it."""
        return self._row_of(word) != self._rows[UNKNOWN]

    def read(self, words: Sequence[str], bounds: Sequence[tuple[int, int]]) -> Reading:
        """Score sentences.

        Args:
            words: All tokens in small letters.
            bounds: First token of each sentence and the one after its last, in order; where some overlap, the later
                counts.
        """
        edges = edges_of(bounds)
        rows, flags, factors = self._locate(words, bounds, edges)
        values = self._table.take(rows, axis=1)
        steered = np.flatnonzero(flags)
        worth = values[0, steered]
        values[0, steered] = worth * self._multipliers.take(flags[steered] * 2 + (worth < 0.0))
        counted = np.empty((4, len(rows)), dtype=np.int64)
        counted[:2] = np.rint(values * (factors * MILLION))
        counted[2] = rows == self._rows[UNKNOWN]
        counted[3] = rows != self._rows[NOTHING]
        scores, evaluative, unknown, every = totals(counted, edges)
        tokens = np.flatnonzero(counted[0])
        places = rows[tokens]
        return Reading(
            scores=scores + self._bias,
            evaluative=evaluative + self._evaluative_bias,
            strange=np.asarray(unknown / np.maximum(every, 1)),
            tokens=tokens,
            widths=self._width[places],
            weights=counted[0, tokens],
            rules=self._rule[places] * (EVERY_FLAG + 1) + flags[tokens],
            cuts=tokens.searchsorted(edges),
        )

    def locate(
        self, words: Sequence[str], bounds: Sequence[tuple[int, int]]
    ) -> tuple[Whole, Whole, NDArray[np.float64]]:
        """Return for each token its row, the flags that reach it, and what the length of its sentence does to it."""
        return self._locate(words, bounds, edges_of(bounds))

    def _locate(
        self, words: Sequence[str], bounds: Sequence[tuple[int, int]], edges: Whole
    ) -> tuple[Whole, Whole, NDArray[np.float64]]:
        rows = np.array([*map(self._row_of, words)], dtype=np.int64)
        self._join_phrases(words, rows, bounds)
        return rows, self._flags(rows, bounds, edges), factors_of(edges, len(words))

    def _flags(self, rows: Whole, bounds: Sequence[tuple[int, int]], edges: Whole) -> Whole:
        """Return the flags that reach each token."""
        roles, flags = self._role[rows].tobytes(), bytearray(len(rows))  # roles and sums of flags fit a byte
        places = np.flatnonzero(self._steers[rows])
        steering = places.tolist()
        for (start, end), (first, last) in zip(bounds, places.searchsorted(edges).tolist(), strict=True):
            if first < last:
                flags[start:end] = bytes(end - start)  # of sentences that overlap the later one counts
                steer(flags, roles, steering[first:last], start, end)
        return np.frombuffer(flags, dtype=np.uint8).astype(np.int64)

    def _join_phrases(self, words: Sequence[str], rows: Whole, bounds: Sequence[tuple[int, int]]) -> None:
        """Give a phrase its row where it begins, and the row of nothing to its other tokens.

        Args:
            words: All tokens.
            rows: Their rows, which are changed.
            bounds: Of the sentences; no phrase goes beyond one.
        """
        done = 0
        candidates = np.flatnonzero(self._begins[rows[:-1]] & self._continues[rows[1:]])
        likely = candidates[self._follow[rows[candidates]] & self._second[rows[candidates + 1]] != 0]
        for index, first in zip(likely.tolist(), rows[likely].tolist(), strict=True):
            if index < done:
                continue
            for rest, row in self._phrases[first].get(words[index + 1], ()):
                after = index + 1 + len(rest)
                if tuple(words[index + 1 : after]) == rest and is_inside(bounds, index, after):
                    rows[index], rows[index + 1 : after] = row, self._rows[NOTHING]
                    done = after
                    break


def is_inside(bounds: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether a stretch of tokens lies in one sentence."""
    place = bisect_left(bounds, (start + 1,))
    return place > 0 and end <= bounds[place - 1][1]


def edges_of(bounds: Sequence[tuple[int, int]]) -> Whole:
    """Return bounds of sentences as an array: sentences x 2."""
    return np.array([*chain.from_iterable(bounds)], dtype=np.int64).reshape(-1, 2)


def factors_of(edges: Whole, tokens: int) -> NDArray[np.float64]:
    """Return what the length of its sentence does to each token; 0 for those of none."""
    cuts = np.zeros(edges.size + 2, dtype=np.int64)
    cuts[1:-1], cuts[-1] = edges.ravel(), tokens
    steps = cuts[1:] - cuts[:-1]  # tokens before the first sentence, of it, between it and the next, and so on
    factors = np.zeros(len(steps))
    if steps.min() >= 0:
        factors[1::2] = length_factors(steps[1::2])
        return np.repeat(factors, steps)
    factors = np.zeros(tokens)  # sentences that overlap, as somebody may bring them: the later one counts
    for start, end in edges.tolist():
        factors[start:end] = length_factors(np.array(end - start))
    return factors


def totals(counted: Whole, edges: Whole) -> Whole:
    """Return the sums of what is counted of tokens over each sentence: kinds of counts x sentences."""
    sums = np.zeros((len(counted), counted.shape[1] + 1), dtype=np.int64)
    np.cumsum(counted, axis=1, out=sums[:, 1:])
    starts, ends = edges.T
    return np.asarray(sums[:, ends] - sums[:, starts])


def named(rule: str, flags: int) -> str:
    return ", ".join([rule, *[name for name, flag in FLAGS.items() if flags & flag]])
