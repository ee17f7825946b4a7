"""Matching: where the patterns of a codebook stand in the words of a text.

The words are the shared lower-cased tokens, and patterns are cut into words by the same tokenizer. Each word is looked
up once, and what may begin with it is remembered, since most words come again. Then the next word is probed, and only
the patterns that are left are compared, so the time is linear in the length of the text.

Within a frame a word counts once: the pattern that begins first wins, of those that begin together the longest, of
those as long one that asks for a certain clause, then the one that spells out more letters (`overwhelmed` before
`overwhelm*`). Between frames words are shared: a "prison" may speak for two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress, takewhile
from typing import NamedTuple

from .clauses import NEGATORS, SENTENCE_ENDS, clause_around, negated_places
from .codebook import Codebook
from .heads import FIRST_LETTERS, LOOKED_UP, Head, Heads, Variant, head_of
from .patterns import GAP, WILD, Pattern, Places, is_prefix, is_spelled, is_wild, is_word
from .spelling import Tokens, tokens_of_words, variants_of

STEM_LETTERS = 4  # of a first word that is a prefix, by which it is found; shorter ones are tried one by one
LONGEST_GAP = 3  # words; longer gaps join what does not belong together


Match = tuple[int, int, int, int, bool]
"""A pattern at its place: index of the frame, index of the pattern (in `Codebook.patterns`), index of the first word,
index after the last word, whether it is negated.

A plain tuple of numbers: the matches of many documents live long, and these cost the garbage collector nothing.
"""


class Condition(NamedTuple):
    """What a clause must hold, and must not."""

    requires: Phrases | None
    unless: Phrases

    def holds(self, words: Sequence[str], first: int, end: int, start: int, stop: int) -> bool:
        """Whether it is met by the clause around a match, in the words that are not the match itself."""
        begin, close = clause_around(words, first, end, start, stop)
        stretches = ((begin, first), (end, close))
        if self.requires is not None and not self.requires.stand_in(words, stretches):
            return False
        return not self.unless.stand_in(words, stretches)


class Phrases(NamedTuple):
    """Words and phrases, sorted by how fast they are found.

    Args:
        words: Single words.
        beginnings: Beginnings of single words.
        longer: All others, by their tokens.
    """

    words: frozenset[str]
    beginnings: tuple[str, ...]
    longer: tuple[tuple[str, ...], ...]

    def stand_in(self, words: Sequence[str], stretches: Iterable[tuple[int, int]]) -> bool:
        """Whether one of them stands in one of some stretches."""
        for begin, close in stretches:
            for word in words[begin:close]:
                if word in self.words or word.startswith(self.beginnings):
                    return True
            if any(stands_in(phrase, words, begin, close) for phrase in self.longer):
                return True
        return False


class Matcher:
    """The patterns of a codebook, prepared for looking up.

    Args:
        codebook: Whose patterns they are.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._words: dict[str, list[Variant]] = {}
        self._prefixes: dict[str, dict[str, list[Variant]]] = {}
        self._wild: dict[str, list[Variant]] = {}
        self._heads_of_stems: dict[str, Head] = {}
        self._frames = len(codebook.frames)
        tokens = tokens_of_words(codebook)
        frames = [frame for frame, one in enumerate(codebook.frames) for _ in (*one.patterns, *one.inherited)]
        for index, (frame, pattern) in enumerate(zip(frames, codebook.patterns, strict=True)):
            condition = condition_of(pattern, tokens)
            for first, *rest in variants_of(pattern.places, tokens):
                spelled = sum(len(WILD.sub("", word)) for word in (first, *rest) if word != GAP)
                followed = () if condition else tuple(takewhile(is_spelled, rest[:LOOKED_UP]))
                behind = tuple(rest[len(followed) :])
                variant = Variant(followed, behind, frame, index, pattern.weight, condition, spelled)
                table, key = self._place_of(first)
                table.setdefault(key, []).append(variant)
        for table in (self._wild, *self._prefixes.values()):
            put_longest_first(table)
        self._head = Heads(self._find_head).__getitem__

    def _place_of(self, first: str) -> tuple[dict[str, list[Variant]], str]:
        """Return the table that holds what begins with a word of a pattern, and the key there."""
        if not is_wild(first):
            return self._words, first
        if is_prefix(first) and len(first) > STEM_LETTERS:
            return self._prefixes.setdefault(first[:STEM_LETTERS], {}), first[:-1]
        return self._wild, first

    def matches(self, words: Sequence[str], first: int = 0, end: int | None = None) -> list[Match]:
        """Return the matches in a stretch of lower-cased words, by their first word, then by frame.

        Args:
            words: Lower-cased tokens, punctuation among them.
            first: Index of the first word to look at.
            end: Index after the last one; a match never reaches beyond it.
        """
        end = len(words) if end is None else end
        found: list[Match] = []
        taken = [first] * self._frames  # of each frame: up to where its words are used
        heads = [*map(self._head, words[first:end])]
        negators: list[int] = []
        for here, head in zip(compress(range(first, end), heads), filter(None, heads), strict=True):
            singles, negates, followed, begun, opened, alone = head
            if negates:
                negators.append(here)
            if followed is not None:
                longer = opened
                if here + 1 < end:
                    second = words[here + 1]
                    if second in followed:
                        follow, third = followed[second], words[here + 2] if here + 2 < end else ""
                        longer += follow.thirds.get(third, follow.otherwise)
                    if begun:
                        longer += begun.get(second[:FIRST_LETTERS], ())
                if longer:
                    keep_longest(alone + longer, words, here, (first, end), taken, found)
                    continue
            for frame, pattern, weight in singles:
                if here >= taken[frame]:
                    taken[frame] = here + 1
                    if weight:
                        found.append((frame, pattern, here, here + 1, False))
        if not found or not negators:
            return found
        negated = negated_places(words, negators, end)
        return [(*match[:4], True) if match[2] in negated else match for match in found]

    def _find_head(self, word: str) -> Head | None:
        own, stems, negates = self._words.get(word), self._prefixes.get(word[:STEM_LETTERS]), word in NEGATORS
        if not (own or stems or negates or self._wild):
            return None
        begun = [stem for stem in stems if word.startswith(stem)] if stems else []
        wild = [wanted for wanted in self._wild if is_word(word, wanted)]
        if stems and len(begun) == 1 and not (own or wild or negates):
            return self._head_of_stem(begun[0], stems[begun[0]])
        if not (own or begun or wild or negates):
            return None
        of_stems = [variant for stem in begun for variant in (stems or {})[stem]]
        return head_of([*(own or ()), *of_stems, *(variant for one in wild for variant in self._wild[one])], negates)

    def _head_of_stem(self, stem: str, variants: Sequence[Variant]) -> Head:
        """Return what all words begin that begin so and are in no other pattern: most of those that begin anything."""
        if stem not in self._heads_of_stems:
            self._heads_of_stems[stem] = head_of(variants, negates=False)
        return self._heads_of_stems[stem]


def put_longest_first(table: dict[str, list[Variant]]) -> None:
    for word in sorted(table, key=len, reverse=True):
        table[word] = table.pop(word)


def keep_longest(
    candidates: Iterable[Variant],
    words: Sequence[str],
    here: int,
    bounds: tuple[int, int],
    taken: list[int],
    found: list[Match],
) -> None:
    """Add the longest match of each frame that begins here, and note up to where its words are taken."""
    start, stop = bounds
    longest: dict[int, tuple[tuple[int, bool, int], Variant]] = {}
    for variant in candidates:
        followed, rest, frame, _, _, condition, spelled = variant
        if here < taken[frame]:
            continue
        after = here + 1 + len(followed)
        if rest:
            after = end_of(rest, words, after, stop)
        if not after:
            continue
        rank = after, condition is not None, spelled
        is_longer = frame not in longest or rank > longest[frame][0]
        if is_longer and (condition is None or condition.holds(words, here, after, start, stop)):
            longest[frame] = rank, variant
    for frame in sorted(longest):
        (after, _, _), variant = longest[frame]
        taken[frame] = after
        if variant.weight:
            found.append((frame, variant.pattern, here, after, False))


def end_of(rest: tuple[str, ...], words: Sequence[str], here: int, end: int) -> int:
    """Return the index after the last word if the rest of a variant stands here, else 0."""
    for place, wanted in enumerate(rest):
        if wanted == GAP:
            return end_of_gap(rest[place + 1 :], words, here, end)
        if here >= end or not (words[here] == wanted or is_word(words[here], wanted)):
            return 0
        here += 1
    return here


def end_of_gap(rest: tuple[str, ...], words: Sequence[str], here: int, end: int) -> int:
    furthest = min(here + LONGEST_GAP + 1, end)
    if is_spelled(rest[0]) and rest[0] not in words[here:furthest]:
        return 0
    for start in range(here, furthest):
        after = end_of(rest, words, start, end)
        if after:
            return after
        if words[start] in SENTENCE_ENDS:
            break
    return 0


def stands_in(phrase: Sequence[str], words: Sequence[str], begin: int, close: int) -> bool:
    """Whether a phrase stands in a stretch of words."""
    first, rest = phrase[0], tuple(phrase[1:])
    return any(is_word(words[here], first) and end_of(rest, words, here + 1, close) for here in range(begin, close))


def condition_of(pattern: Pattern, tokens: Tokens) -> Condition | None:
    if not pattern.is_conditional:
        return None
    requires = phrases_of(pattern.requires, tokens) if pattern.requires else None
    return Condition(requires, phrases_of(pattern.unless, tokens))


def phrases_of(phrases: Iterable[Places], tokens: Tokens) -> Phrases:
    spelled = [tuple(variant) for places in phrases for variant in variants_of(places, tokens)]
    words = frozenset(phrase[0] for phrase in spelled if len(phrase) == 1 and not is_wild(phrase[0]))
    beginnings = tuple(phrase[0][:-1] for phrase in spelled if len(phrase) == 1 and is_prefix(phrase[0]))
    longer = tuple(phrase for phrase in spelled if len(phrase) > 1 or (is_wild(phrase[0]) and not is_prefix(phrase[0])))
    return Phrases(words, beginnings, longer)
