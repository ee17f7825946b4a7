"""What is known of the tokens of stretches: the words around each, and its facts as numbers.

All tokens of a document are looked at together, in columns, so that no string is made for the features of a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse_text import word_classes

from .candidates import Page
from .gazetteer import Gazetteer, Kind
from .name_features import FACTS, MOST_IN_STRETCH, NO_LIST, STOP, facts_of

Integers = NDArray[np.intp]
REACH = 2  # words to either side
OFFSETS = np.arange(-REACH, REACH + 1)[:, None]  # of the `PLACES` beside a token
BEHIND, BEFORE = "-END-", "-START-"  # what stands behind and before a sentence
OPENING = frozenset("\"'“‘«”’([-–—•*#>")  # marks that do not make the next word any less the first
BEGINS = {kind: 1 + 2 * place for place, kind in enumerate(get_args(Kind))}  # values of the fact "listed"
NEIGHBOURS = (-1, 0, 1)  # words whose sorts are facts
FIRST, INSIDE, LAST = range(3)  # values of the fact "place"


@attrs.frozen(eq=False)
class Surroundings:
    """What is known of the tokens of stretches, a column for each, in order.

    Args:
        tokens: Their indices in the page.
        around: Which of the words of `words_around` stand around a token, a row for each of `PLACES`.
        facts: Which value each of its facts has, a row for each.
    """

    tokens: Sequence[int]
    around: Integers
    facts: NDArray[np.float64]


class Sorts:
    """Of what sort words are: the values of the facts "class" and "lists", those of the words on either side, too."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        facts = facts_of(gazetteer)
        self._listed = gazetteer.words
        self._lists = {value: number for number, value in enumerate(facts["lists"])}
        self.counts = len(facts["class"]), len(self._lists)
        self._no_word = len(facts["class"]) - 1, len(self._lists) - 1  # the last of both

    def of(self, word: str) -> tuple[int, int]:
        """Return the numbers of both values; for places at which no word stands, their own."""
        if word in (BEFORE, BEHIND):
            return self._no_word
        return word_classes(word)[0], self._lists["+".join(self._listed.get(word.lower(), (NO_LIST,)))]


def survey(page: Page, gazetteer: Gazetteer, sorts: NDArray[np.integer]) -> Surroundings:
    """Find out what is known of each token of each stretch.

    Args:
        page: The tokens and their stretches.
        gazetteer: Says which names are listed.
        sorts: Of the words that `words_around` gives, a row for each.
    """
    tokens = [index for start, end, _ in page.stretches for index in range(start, end)]
    lengths = np.array([end - start for start, end, _ in page.stretches])
    behind = np.cumsum(lengths)
    firsts, lasts = behind - lengths, behind - 1  # tokens of each stretch
    here = np.arange(len(tokens)) + np.repeat(np.arange(len(lengths)) * 2 * REACH + REACH, lengths)
    beside = np.repeat((here[firsts] - 1, here[lasts] + 1), lengths, axis=1)
    facts = np.zeros((len(FACTS), len(tokens)))
    first, seen, line, stop, length, place, is_listed = facts[: -2 * len(NEIGHBOURS)]
    lower = [page.lower[index] for index in tokens]
    first[firsts] = [begins_sentence(page, start, number) for start, _, number in page.stretches]
    seen[:] = seen_elsewhere(page, tokens, lower)
    if page.in_lines:
        line[:] = np.repeat([number in page.in_lines for _, _, number in page.stretches], lengths)
    stop[:] = [word in STOP for word in lower]
    length[:] = np.repeat(np.minimum(lengths, MOST_IN_STRETCH) - 1, lengths)
    place[:] = INSIDE
    place[lasts] = LAST
    place[firsts] = FIRST
    is_listed[:] = listed(page, gazetteer)
    for row, offset in enumerate(NEIGHBOURS, start=-len(NEIGHBOURS)):
        facts[2 * row : 2 * row + 2 or None] = sorts[here + offset].T
    return Surroundings(tokens, np.concatenate((here + OFFSETS, beside)), facts)


def words_around(page: Page) -> list[str]:
    """Return the words of each stretch and `REACH` words to either side, as far as its sentence goes."""
    found: list[str] = []
    for start, end, number in page.stretches:
        sentence = page.sentences[number]
        before, behind = sentence.start - start + REACH, end + REACH - sentence.stop
        found += [BEFORE] * before
        found += page.words[start - REACH + max(before, 0) : end + REACH - max(behind, 0)]
        found += [BEHIND] * behind
    return found


def seen_elsewhere(page: Page, tokens: Sequence[int], lower: Sequence[str]) -> list[int]:
    """Return the fact "seen": whether the document has a word in small letters, and with a capital elsewhere.

    At the head of a sentence and in a headline a capital shows nothing.
    """
    hidden = {sentence.start for sentence in page.sentences}.union(*(page.sentences[line] for line in page.in_lines))
    in_small = set(lower).intersection(page.words)
    in_middle = {page.words[index] for index in tokens if index not in hidden}
    return [
        2 * (word in in_small) + (page.words[index] in in_middle) for index, word in zip(tokens, lower, strict=True)
    ]


def begins_sentence(page: Page, start: int, number: int) -> bool:
    """Say whether nothing but opening marks stands before a stretch in its sentence."""
    first = page.sentences[number].start
    return start == first or page.words[first] in OPENING and all(page.words[i] in OPENING for i in range(first, start))


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
