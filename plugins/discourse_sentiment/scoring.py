"""Scores the words of a sentence, without knowing of documents.

    score before squashing = bias + sum of the words' weights x sqrt(20 / tokens)

What a word weighs stands in a learnt table (`weights`), apart for words that are plain, boosted or turned (`scope`).
Words of a brought lexicon take the place of the table's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import attrs

from discourse import Resource

from .lexicon import Lexicon, base_forms, brought_valences, found, shipped_lexicon
from .scope import NO_ROLE, PLAIN, REACH, contexts, role_of
from .weights import NUMERAL, SentenceWeights, length_factor, sentence_weights

MOST_WORDS = 1 << 16  # whose entries are remembered
WORD_RULES = ("score: word", "score: boosted word", "score: turned word")  # by context
TOPIC_RULES = ("score: topic", "score: topic", "score: turned topic")
SILENT = (0.0, 0.0, 0.0, 0.0)


@attrs.frozen
class Entry:
    """What is known of a word.

    Args:
        weights: What it adds where it is plain, boosted and turned.
        evaluative: What it adds to the log-odds that its sentence judges.
        role: What it does to the words after it (see `scope`).
        rules: Names of the rules by context, for the evidence.
    """

    weights: tuple[float, float, float]
    evaluative: float
    role: int
    rules: tuple[str, str, str]


@attrs.frozen
class Reading:
    """A sentence as the weights see it.

    Args:
        pieces: Index of a token, rule and weight, for each token that adds something.
        score: The sum of the weights and the bias, not squashed.
        evaluative: Log-odds that it judges.
    """

    pieces: tuple[tuple[int, str, float], ...]
    score: float
    evaluative: float


class Scorer:
    """Scores sentences; built once, it is safe to share.

    Args:
        lexicons: Brought lexicons, resources of kind "sentiment_lexicons".
    """

    def __init__(self, lexicons: Iterable[Resource] = ()) -> None:
        self.weights = sentence_weights()
        self._entry = entry_table(self.weights, shipped_lexicon(), brought_valences(lexicons))

    def entries(self, words: Iterable[str]) -> list[Entry | None]:
        """Return what is known of words in small letters; None where it is nothing."""
        return list(map(self._entry, words))

    def read(self, entries: Sequence[Entry | None]) -> Reading:
        """Score a sentence by the entries of its tokens."""
        factor = length_factor(len(entries))
        known = [(index, entry) for index, entry in enumerate(entries) if entry is not None]
        around = contexts_of(entries) if any(entry.role in REACH for _, entry in known) else None
        score, evaluative = self.weights.bias, self.weights.evaluative_bias
        pieces = []
        for index, entry in known:
            evaluative += entry.evaluative * factor
            context = PLAIN if around is None else around[index]
            weight = entry.weights[context] * factor
            if weight:
                score += weight
                pieces.append((index, entry.rules[context], weight))
        return Reading(tuple(pieces), score, evaluative)


def contexts_of(entries: Sequence[Entry | None]) -> list[int]:
    return contexts([NO_ROLE if entry is None else entry.role for entry in entries])


def entry_table(
    weights: SentenceWeights, lexicon: Lexicon, brought: dict[str, tuple[str, float]]
) -> Callable[[str], Entry | None]:
    """Return a function that gives the entry of a word, and remembers it."""

    @lru_cache(maxsize=MOST_WORDS)
    def entry(word: str) -> Entry | None:
        role = role_of(lexicon.markers.get(word, ()))
        plain, boosted, turned, evaluative = weights.words.get(known_form(word, weights), SILENT)
        if word in brought:
            name, valence = brought[word]
            rule = f"score: lexicon {name}"
            return Entry(valued(valence, weights), evaluative, role, (rule, rule, rule))
        if role == NO_ROLE and not (plain or boosted or turned or evaluative):
            return None
        rules = TOPIC_RULES if found(word, lexicon.topics, 0) else WORD_RULES
        return Entry((plain, boosted, turned), evaluative, role, rules)

    return entry


def known_form(word: str, weights: SentenceWeights) -> str:
    """Return the form under which the table may have a word: itself if no other."""
    if word[:1].isdigit():
        return NUMERAL
    return next((form for form in base_forms(word) if form in weights.words), word)


def valued(valence: float, weights: SentenceWeights) -> tuple[float, float, float]:
    """Return what a word of some valence adds where it is plain, boosted and turned."""
    plain, boosted, turned = weights.units[valence < 0]
    share = abs(valence)
    return plain * share, boosted * share, turned * share
