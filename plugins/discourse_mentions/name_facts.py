"""What is known of the tokens of stretches: the words around each, and its facts as numbers.

All tokens of a document are looked at together, in columns, so that no string is made for the features of a token.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, count
from operator import eq
from typing import get_args

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse_text import word_classes

from .candidates import Page
from .gazetteer import Gazetteer, Kind
from .name_features import FACTS, MOST_IN_STRETCH, NO_LIST, PLACES, STOP, facts_of

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
        keys: Equal where a capitalized word is the same; its index for any other.
        around: Which of the words of `words_around` stand around a token, a row for each of `PLACES`.
        facts: Which value each of its facts has, a row for each.
    """

    tokens: Sequence[int]
    keys: Sequence[str | int]
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
    first_of, stop_of = np.array(starts), np.array(ends)
    lengths = stop_of - first_of
    behind = lengths.cumsum()
    firsts, lasts = behind - lengths, behind - 1  # tokens of each stretch
    shifts = np.arange(REACH, 2 * REACH * len(lengths), 2 * REACH)  # of their words among those around all stretches
    sizes = np.minimum(lengths, MOST_IN_STRETCH) - 1
    of_stretches = np.array((first_of - firsts, shifts, firsts + shifts - 1, lasts + shifts + 1, sizes, stop_of))
    # a column a stretch becomes a column a token
    offset, shift, before_first, behind_last, size, stops = of_stretches.repeat(lengths, axis=1)
    rows = np.arange(len(shift))
    tokens = (rows + offset).tolist()
    plain, lower = [*map(page.words.__getitem__, tokens)], [*map(page.lower.__getitem__, tokens)]
    around = np.empty((len(PLACES), len(tokens)), dtype=np.intp)
    around[: len(OFFSETS)] = rows + shift + OFFSETS
    around[len(OFFSETS) :] = before_first, behind_last
    facts = np.zeros((len(FACTS), len(tokens)))
    first, seen, line, stop, length, place, is_listed, *_ = facts  # in the order of `FACTS`
    heads = [sentence.start for sentence in page.sentences]
    first[firsts] = [
        start == (head := heads[number]) or (page.words[head] in OPENING and OPENING.issuperset(page.words[head:start]))
        for start, number in zip(starts, numbers, strict=True)
    ]
    in_small, in_middle = seen_elsewhere(page, tokens, lower, heads)
    seen[:] = bytearray(map(in_middle.__contains__, plain))
    seen[[*compress(count(), map(in_small.__contains__, lower))]] += 2
    if page.in_lines:
        line[:] = np.repeat([number in page.in_lines for number in numbers], lengths)
    stop[:] = bytearray(map(STOP.__contains__, lower))
    length[:] = size
    place[:] = INSIDE
    place[lasts] = LAST
    place[firsts] = FIRST
    is_listed[:] = bytearray(listed(page.words, tokens, plain, stops.tolist(), gazetteer))
    of_neighbours = sorts.take(around[NEIGHBOURS], axis=0)
    facts[-2 * len(of_neighbours) :] = of_neighbours.transpose(0, 2, 1).reshape(-1, len(tokens))
    keys: list[str | int] = [*plain]
    for row in compress(count(), map(eq, plain, lower)):
        keys[row] = tokens[row]
    return Surroundings(tokens, keys, around, facts)


def words_around(page: Page) -> list[str]:
    """Return the words of each stretch and `REACH` words to either side, as far as its sentence goes."""
    found: list[str] = []
    words, sentences = page.words, page.sentences
    for start, end, number in page.stretches:
        sentence = sentences[number]
        before, behind = sentence.start - start + REACH, end + REACH - sentence.stop
        if before > 0:
            found += (BEFORE,) * before
            start += before
        if behind > 0:
            found += words[start - REACH : end + REACH - behind]
            found += (BEHIND,) * behind
        else:
            found += words[start - REACH : end + REACH]
    return found


def seen_elsewhere(
    page: Page, tokens: Sequence[int], lower: Sequence[str], heads: Sequence[int]
) -> tuple[set[str], set[str]]:
    """Return the words that the document has in small letters, and those that stretches have where capitals show.

    At the head of a sentence and in a headline a capital shows nothing.
    """
    shown = set(tokens).difference(heads, *(page.sentences[line] for line in page.in_lines))
    return set(lower).intersection(page.words), set(map(page.words.__getitem__, shown))


def listed(
    words: Sequence[str], tokens: Sequence[int], plain: Sequence[str], stops: Sequence[int], gazetteer: Gazetteer
) -> list[int]:
    """Return the fact "listed": which of the tokens begin, or go on with, a listed name of several words.

    Args:
        words: All words of the document.
        tokens: Indices of the tokens of stretches.
        plain: The words of these.
        stops: The ends of the stretches of these.
        gazetteer: The lists.
    """
    found = [0] * len(tokens)
    beyond = 0  # a name that began before
    for row in compress(count(), map(gazetteer.beginnings.__contains__, plain)):
        first, stop = tokens[row], stops[row]
        if first + 1 < stop and first >= beyond:
            name = gazetteer.named(words, first, stop)
            if name:
                beyond, begins = name[0], BEGINS[name[1]]
                found[row : row + beyond - first] = [begins, *[begins + 1] * (beyond - first - 1)]
    return found
