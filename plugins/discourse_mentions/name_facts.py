"""What is known of the tokens of stretches: the words around each, and its facts as numbers.

All tokens of a document are looked at together, in columns, so that no string is made for the features of a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, get_args

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse_text import word_classes

from .candidates import Page
from .gazetteer import Gazetteer, Kind
from .name_features import MOST_IN_STRETCH, NO_LIST, PLACES, STOP, facts_of

Integers = NDArray[np.intp]
OFFSETS = np.arange(-2, 3)[:, None]  # of `PLACES` beside a token, which come before those beside its stretch
BEHIND, BEFORE = "-END-", "-START-"  # what stands behind and before a sentence
OPENING = frozenset("\"'“‘«”’([-–—•*#>")  # marks that do not make the next word any less the first
BEGINS = {kind: 1 + 2 * place for place, kind in enumerate(get_args(Kind))}  # values of the fact "listed"
MOST_SORTED = 20_000
FIRST, INSIDE, LAST = range(3)  # values of the fact "place"


@attrs.frozen(eq=False)
class Surroundings:
    """What is known of the tokens of stretches, a column for each, in order.

    Args:
        tokens: Their indices in the page.
        words: The words that stand in stretches and around them.
        around: Which of `words` stand around a token, a row for each of `PLACES`.
        facts: Which value each of its facts has, a row for each.
    """

    tokens: Sequence[int]
    words: Sequence[str]
    around: Integers
    facts: Integers


class Sorts:
    """Of what sort words are: the values of the facts "class" and "lists" as one number, asked once a word."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        facts = facts_of(gazetteer)
        self._listed = gazetteer.words
        self._lists = {value: number for number, value in enumerate(facts["lists"])}
        self._no_word = len(facts["class"]) * len(self._lists) - 1  # the last of both
        self._of = lru_cache(maxsize=MOST_SORTED)(self._sort)

    def _sort(self, word: str) -> int:
        lists = "+".join(self._listed.get(word.lower(), (NO_LIST,)))
        return word_classes(word)[0] * len(self._lists) + self._lists[lists]

    def classes_and_lists(self, words: Sequence[str], outside: int) -> tuple[Integers, Integers]:
        """Return class and lists of each word, and of some places behind the last at which no word stands."""
        return np.divmod(np.array([*map(self._of, words), *[self._no_word] * outside]), len(self._lists))


def survey(page: Page, gazetteer: Gazetteer, sorts: Sorts) -> Surroundings:
    """Find out what is known of each token of each stretch."""
    tokens = [index for start, end, _ in page.stretches for index in range(start, end)]
    lengths = np.array([end - start for start, end, _ in page.stretches])
    words, around, outside = words_around(page, tokens, lengths)
    classes, lists = sorts.classes_and_lists(words[: len(words) - outside], outside)
    beside = [around[PLACES.index(place)] for place in ("-1", "0", "+1")]
    facts = [
        *standing(page, tokens, lengths),
        listed(page, gazetteer),
        *(values[places] for places in beside for values in (classes, lists)),
    ]
    return Surroundings(tokens, words, around, np.array(facts, dtype=np.intp))


def words_around(page: Page, tokens: Sequence[int], lengths: Integers) -> tuple[list[str], Integers, int]:
    """Return the words around tokens, which of them stand where, and how many at the end stand for no word."""
    behind, before = len(page.words), len(page.words) + 1
    sentences = [page.sentences[number] for _, _, number in page.stretches]
    bounds = [
        [sentence.start for sentence in sentences],
        [sentence.stop for sentence in sentences],
        [start - 1 for start, _, _ in page.stretches],
        [end for _, end, _ in page.stretches],
    ]
    first, stop, *beside = np.repeat(bounds, lengths, axis=1)
    places = np.concatenate((np.array(tokens) + OFFSETS, beside))
    places = np.where(places < first, before, np.where(places >= stop, behind, places))
    stands = np.zeros(before + 1, dtype=bool)
    stands[places] = True
    used = np.flatnonzero(stands)
    number = np.empty(len(stands), dtype=np.intp)
    number[used] = np.arange(len(used))
    texts = [*page.words, BEHIND, BEFORE]
    return [texts[index] for index in used.tolist()], number[places], int(stands[behind:].sum())


def standing(page: Page, tokens: Sequence[int], lengths: Integers) -> list[Any]:
    """Return how tokens stand: the facts first, seen, line, stop, length and place."""
    words, lower = page.words, page.lower
    everywhere, in_middle = frozenset(words), words_in_middle(page)
    behind = np.cumsum(lengths)
    first, place = np.zeros(len(tokens)), np.full(len(tokens), INSIDE)
    first[behind - lengths] = [begins_sentence(page, start, number) for start, _, number in page.stretches]
    place[behind - 1] = LAST
    place[behind - lengths] = FIRST
    return [
        first,
        [2 * (lower[index] in everywhere) + (words[index] in in_middle) for index in tokens],
        np.repeat([number in page.in_lines for _, _, number in page.stretches], lengths),
        [lower[index] in STOP for index in tokens],
        np.repeat(np.minimum(lengths, MOST_IN_STRETCH) - 1, lengths),
        place,
    ]


def begins_sentence(page: Page, start: int, number: int) -> bool:
    """Say whether nothing but opening marks stands before a stretch in its sentence."""
    first = page.sentences[number].start
    return start == first or page.words[first] in OPENING and all(page.words[i] in OPENING for i in range(first, start))


def words_in_middle(page: Page) -> set[str]:
    """Return the capitalized words that stand somewhere else than at the head of a sentence or in a headline."""
    heads = {sentence.start for sentence in page.sentences}
    return {
        page.words[index]
        for start, end, number in page.stretches
        if number not in page.in_lines
        for index in range(start, end)
        if index not in heads
    }


def listed(page: Page, gazetteer: Gazetteer) -> list[int]:
    """Return the fact "listed": which tokens begin, or go on with, a listed name of several words."""
    found: list[int] = []
    beginnings = gazetteer.beginnings.keys()
    for start, end, _ in page.stretches:
        row = len(found) - start
        found += [0] * (end - start)
        if end - start > 1 and not beginnings.isdisjoint(page.words[start : end - 1]):
            for first, behind, kind in gazetteer.named(page.words, start, end):
                begins = BEGINS[kind]
                found[row + first : row + behind] = [begins, *[begins + 1] * (behind - first - 1)]
    return found
