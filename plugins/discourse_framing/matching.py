"""Matching: where the patterns of a codebook stand in the words of a text.

The words are the shared lower-cased tokens, and patterns are cut into words by the same tokenizer. Each word is looked
up once, and what may begin with it is remembered, since most words come again. Then the next word is probed, and only
the patterns that are left are compared, so the time is linear in the length of the text.

Within a frame a word counts once: the pattern that begins first wins, of those that begin together the longest, of
those as long the one that spells out more of its first word (`overwhelmed` before `overwhelm*`). Between frames words
are shared: a "prison" may speak for two of them. Negation is not looked at, on purpose: who says that something is
*not* a question of cost frames it by its cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count, product
from typing import NamedTuple

from discourse_text import tokenize

from .codebook import GAP, SHORTEST_PREFIX, Codebook, Pattern

REMEMBERED = 20_000  # words; those that come once push each other out, those that come again stay
FIRST_LETTERS = 3  # of a second word that is a prefix, by which it is found
LONGEST_GAP = 3  # words; longer gaps join what does not belong together
SENTENCE_ENDS = frozenset([".", "!", "?", "…", "...", ";", ":"])


Match = tuple[int, int, int, int]
"""A pattern at its place: index of the frame, index of the pattern (in `Codebook.patterns`), index of the first word,
index after the last word.

A plain tuple of numbers: the matches of many documents live long, and these cost the garbage collector nothing.
"""


class Variant(NamedTuple):
    """A pattern with one word chosen at each place: what follows its first word, and whose it is."""

    rest: tuple[str, ...]
    frame: int
    pattern: int
    weight: float


class Head(NamedTuple):
    """The variants that may begin with a word, by what may follow it.

    Args:
        alone: Those of one word, one a frame, in the order of frames.
        followed: Those of more words, by their second one: "the" begins dozens, but hardly any with a given next word.
        begun: Those whose second word is a prefix, by its first letters.
        opened: Those whose second place may be any word: gaps, and prefixes of less than `FIRST_LETTERS`.
    """

    alone: tuple[Variant, ...]
    followed: Mapping[str, tuple[Variant, ...]]
    begun: Mapping[str, tuple[Variant, ...]]
    opened: tuple[Variant, ...]


class Matcher:
    """The patterns of a codebook, prepared for looking up.

    Args:
        codebook: Whose patterns they are.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._words: dict[str, list[Variant]] = {}
        self._prefixes: dict[str, dict[str, list[Variant]]] = {}
        self._frames = len(codebook.frames)
        tokens = tokens_of_words(codebook)
        frames = [frame for frame, definition in enumerate(codebook.frames) for _ in definition.patterns]
        for index, (frame, pattern) in enumerate(zip(frames, codebook.patterns, strict=True)):
            for first, *rest in variants_of(pattern, tokens):
                stem = first.removesuffix("*")
                is_whole = stem == first
                table = self._words if is_whole else self._prefixes.setdefault(stem[:SHORTEST_PREFIX], {})
                table.setdefault(stem, []).append(Variant(tuple(rest), frame, index, pattern.weight))
        self._head = lru_cache(maxsize=REMEMBERED)(self._find_head)

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
        stretch = words[first:end]
        for here, head, follow in zip(count(first), map(self._head, stretch), chain(stretch[1:], ("",)), strict=False):
            if head is None:
                continue
            alone, followed, begun, longer = head
            if followed and follow in followed:
                longer += followed[follow]
            if begun and follow[:FIRST_LETTERS] in begun:
                longer += begun[follow[:FIRST_LETTERS]]
            if longer:
                keep_longest(alone + longer, words, here, end, taken, found)
                continue
            for _, frame, pattern, weight in alone:
                if here >= taken[frame]:
                    taken[frame] = here + 1
                    if weight:
                        found.append((frame, pattern, here, here + 1))
        return found

    def _find_head(self, word: str) -> Head | None:
        variants = list(self._words.get(word, ()))
        stems = self._prefixes.get(word[:SHORTEST_PREFIX], {})
        for stem in sorted(stems, key=len, reverse=True):
            if word.startswith(stem):
                variants += stems[stem]
        return head_of(variants) if variants else None


def head_of(variants: Sequence[Variant]) -> Head:
    """Sort the variants of a first word, those that spell out most of it first, by what may follow it."""
    alone: dict[int, Variant] = {}
    followed: dict[str, tuple[Variant, ...]] = {}
    begun: dict[str, tuple[Variant, ...]] = {}
    opened: list[Variant] = []
    for variant in variants:
        second = variant.rest[0] if variant.rest else None
        if second is None:
            alone.setdefault(variant.frame, variant)
        elif second == GAP or (second.endswith("*") and len(second) <= FIRST_LETTERS):
            opened.append(variant)
        else:
            table, key = (begun, second[:FIRST_LETTERS]) if second.endswith("*") else (followed, second)
            table[key] = (*table.get(key, ()), variant)
    return Head(tuple(alone[frame] for frame in sorted(alone)), followed, begun, tuple(opened))


def keep_longest(
    candidates: Sequence[Variant],
    words: Sequence[str],
    here: int,
    end: int,
    taken: list[int],
    found: list[Match],
) -> None:
    """Add the longest match of each frame that begins here, and note up to where its words are taken."""
    longest: dict[int, tuple[int, Variant]] = {}
    for variant in candidates:
        frame = variant.frame
        if here >= taken[frame]:
            after = end_of(variant.rest, words, here + 1, end)
            if after and (frame not in longest or after > longest[frame][0]):
                longest[frame] = after, variant
    for frame in sorted(longest):
        after, variant = longest[frame]
        taken[frame] = after
        if variant.weight:
            found.append((frame, variant.pattern, here, after))


def end_of(rest: tuple[str, ...], words: Sequence[str], here: int, end: int) -> int:
    """Return the index after the last word if the rest of a variant stands here, else 0."""
    for place, wanted in enumerate(rest):
        if wanted == GAP:
            return end_of_gap(rest[place + 1 :], words, here, end)
        if here >= end or not is_word(words[here], wanted):
            return 0
        here += 1
    return here


def end_of_gap(rest: tuple[str, ...], words: Sequence[str], here: int, end: int) -> int:
    for start in range(here, min(here + LONGEST_GAP + 1, end)):
        after = end_of(rest, words, start, end)
        if after:
            return after
        if words[start] in SENTENCE_ENDS:
            break
    return 0


def is_word(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted[-1] == "*" else word == wanted


def variants_of(pattern: Pattern, tokens: Mapping[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """Spell out a pattern, with each choice of alternatives, as the tokens of a text."""
    for words in product(*pattern.places):
        yield list(chain.from_iterable(tokens[word] for word in words))


def tokens_of_words(codebook: Codebook) -> Mapping[str, tuple[str, ...]]:
    """Return the tokens of every word in the patterns: `can't` and `short-staffed*` are more than one.

    All words are tokenized as the lines of one text, which costs a tenth of tokenizing them one by one.
    """
    words = list(
        dict.fromkeys(
            word for pattern in codebook.patterns for place in pattern.places for word in place if word != GAP
        )
    )
    text = "\n".join(word.removesuffix("*") for word in words)
    columns = tokenize(text)
    tokens: dict[str, tuple[str, ...]] = {GAP: (GAP,)}
    position, line_end = 0, -1
    for word in words:
        line_end += 1 + len(word.removesuffix("*"))
        found = []
        while position < len(columns.starts) and columns.starts[position] < line_end:
            found.append(text[columns.starts[position] : columns.ends[position]])
            position += 1
        if word.endswith("*"):
            found[-1] += "*"
        tokens[word] = tuple(found)
    return tokens
