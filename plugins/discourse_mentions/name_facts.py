"""What is known of the tokens of stretches: the words around each, and its facts as numbers.

All tokens of a document are looked at together, in columns, so that no string is made for the features of a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
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
NEIGHBOURS = slice(REACH - 1, REACH + 2)  # of the `PLACES`, those whose words' sorts are facts
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
    starts, ends, numbers = zip(*page.stretches, strict=True)
    tokens = [*chain.from_iterable(map(range, starts, ends))]
    lengths = np.array(ends) - starts
    behind = np.cumsum(lengths)
    firsts, lasts = behind - lengths, behind - 1  # tokens of each stretch
    here = np.arange(len(tokens)) + np.repeat(np.arange(len(lengths)) * 2 * REACH + REACH, lengths)
    around = np.concatenate(
        (here + OFFSETS, (here[firsts] - 1).repeat(lengths)[None], (here[lasts] + 1).repeat(lengths)[None])
    )
    facts = np.zeros((len(FACTS), len(tokens)))
    first, seen, line, stop, length, place, is_listed, *_ = facts
    lower = [*map(page.lower.__getitem__, tokens)]
    heads = [sentence.start for sentence in page.sentences]
    first[firsts] = [
        start == heads[number] or are_opening(page.words, heads[number], start)
        for start, number in zip(starts, numbers, strict=True)
    ]
    seen[:] = seen_elsewhere(page, tokens, lower, heads)
    if page.in_lines:
        line[:] = np.repeat([number in page.in_lines for number in numbers], lengths)
    stop[:] = [word in STOP for word in lower]
    length[:] = np.repeat(np.minimum(lengths, MOST_IN_STRETCH) - 1, lengths)
    place[:] = INSIDE
    place[lasts] = LAST
    place[firsts] = FIRST
    is_listed[:] = listed(page, len(tokens), gazetteer)
    of_neighbours = sorts.take(around[NEIGHBOURS], axis=0)
    facts[-2 * len(of_neighbours) :] = of_neighbours.transpose(0, 2, 1).reshape(-1, len(tokens))
    return Surroundings(tokens, around, facts)


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


def seen_elsewhere(page: Page, tokens: Sequence[int], lower: Sequence[str], heads: Sequence[int]) -> list[int]:
    """Return the fact "seen": whether the document has a word in small letters, and with a capital elsewhere.

    At the head of a sentence and in a headline a capital shows nothing.
    """
    hidden = set(heads).union(*(page.sentences[line] for line in page.in_lines))
    plain = [*map(page.words.__getitem__, tokens)]
    in_small = set(lower).intersection(page.words)
    in_middle = {word for word, index in zip(plain, tokens, strict=True) if index not in hidden}
    return [2 * (small in in_small) + (word in in_middle) for word, small in zip(plain, lower, strict=True)]


def are_opening(words: Sequence[str], first: int, end: int) -> bool:
    """Say whether some words are nothing but opening marks."""
    return words[first] in OPENING and OPENING.issuperset(words[first:end])


def listed(page: Page, count: int, gazetteer: Gazetteer) -> list[int]:
    """Return the fact "listed": which of the tokens begin, or go on with, a listed name of several words."""
    found = [0] * count
    are_none = gazetteer.beginnings.keys().isdisjoint
    row = 0
    for start, end, _ in page.stretches:
        if end - start > 1 and not are_none(page.words[start : end - 1]):
            for first, behind, kind in gazetteer.named(page.words, start, end):
                begins = BEGINS[kind]
                found[row + first - start : row + behind - start] = [begins, *[begins + 1] * (behind - first - 1)]
        row += end - start
    return found
