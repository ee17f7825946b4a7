"""Matching: where the patterns of a codebook stand in the words of a text.

The words are the shared lower-cased tokens, and patterns are cut into words by the same tokenizer. Each word is looked
up once, and what may begin with it is remembered, since most words come again. Then the next word is probed, and only
the patterns that are left are compared, so the time is linear in the length of the text.

Within a frame a word counts once: the pattern that begins first wins, of those that begin together the longest, of
those as long one that asks for a certain clause, then the one that spells out more letters (`overwhelmed` before
`overwhelm*`). Between frames words are shared: a "prison" may speak for two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count, product
from typing import NamedTuple

from discourse_text import tokenize

from .clauses import NEGATORS, SENTENCE_ENDS, clause_around, negated_places
from .codebook import Codebook
from .patterns import GAP, WILD, Pattern, Places, is_prefix, is_word

REMEMBERED = 1 << 16  # words: those of ten thousand articles
STEM_LETTERS = 4  # of a first word that is a prefix, by which it is found; shorter ones are tried one by one
FIRST_LETTERS = 3  # of a second word that is a prefix, by which it is found
LONGEST_GAP = 3  # words; longer gaps join what does not belong together
STAR, ANY_LETTER = "zqxa", "zqxq"  # what wildcards within words are for the tokenizer: letters of no word


Match = tuple[int, int, int, int, bool]
"""A pattern at its place: index of the frame, index of the pattern (in `Codebook.patterns`), index of the first word,
index after the last word, whether it is negated.

A plain tuple of numbers: the matches of many documents live long, and these cost the garbage collector nothing.
"""


Tokens = Mapping[str, tuple[tuple[str, ...], ...]]  # the ways to cut each word of the patterns


class Variant(NamedTuple):
    """A pattern with one word chosen at each place.

    Args:
        known: How many of its words are known to be there.
        rest: What follows these.
        frame: Index of the frame.
        pattern: Index of the pattern.
        weight: How much it counts.
        condition: What its clause must hold, or None.
        spelled: How many letters it spells out.
    """

    known: int
    rest: tuple[str, ...]
    frame: int
    pattern: int
    weight: float
    condition: Condition | None
    spelled: int


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


class Head(NamedTuple):
    """The variants that may begin with a word, by what may follow it.

    Args:
        alone: Those of one word, one a frame, in the order of frames.
        followed: Those of more words, by their second one: "the" begins dozens, but hardly any with a given next word;
            what follows the second.
        begun: Those whose second word is a prefix, by its first letters.
        opened: Those whose second place may be any word (gaps, short prefixes), and those with a condition.
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
        self._wild: dict[str, list[Variant]] = {}
        self._frames = len(codebook.frames)
        tokens = tokens_of_words(codebook)
        frames = [frame for frame, one in enumerate(codebook.frames) for _ in (*one.patterns, *one.inherited)]
        for index, (frame, pattern) in enumerate(zip(frames, codebook.patterns, strict=True)):
            condition = condition_of(pattern, tokens)
            for first, *rest in variants_of(pattern.places, tokens):
                spelled = sum(len(WILD.sub("", word)) for word in (first, *rest) if word != GAP)
                variant = Variant(1, tuple(rest), frame, index, pattern.weight, condition, spelled)
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
        stretch = words[first:end]
        for here, head, follow in zip(count(first), map(self._head, stretch), chain(stretch[1:], ("",)), strict=False):
            if head is None:
                continue
            alone, followed, begun, opened = head
            if opened or (followed and follow in followed) or (begun and follow[:FIRST_LETTERS] in begun):
                candidates = (*alone, *opened, *followed.get(follow, ()), *begun.get(follow[:FIRST_LETTERS], ()))
                keep_longest(candidates, words, here, (first, end), taken, found)
                continue
            for _, _, frame, pattern, weight, _, _ in alone:
                if here >= taken[frame]:
                    taken[frame] = here + 1
                    if weight:
                        found.append((frame, pattern, here, here + 1, False))
        if not found or NEGATORS.isdisjoint(stretch):
            return found
        negated = negated_places(words, first, end)
        return [(*match[:4], True) if match[2] in negated else match for match in found]

    def _find_head(self, word: str) -> Head | None:
        variants = list(self._words.get(word, ()))
        for stem, begun in self._prefixes.get(word[:STEM_LETTERS], {}).items():
            if word.startswith(stem):
                variants += begun
        for wanted, fitting in self._wild.items():
            if is_word(word, wanted):
                variants += fitting
        return head_of(variants) if variants else None


class Heads(dict[str, "Head | None"]):
    """What may begin with a word, found once and remembered; forgotten when there are too many."""

    def __init__(self, find: Callable[[str], Head | None]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> Head | None:
        head = self._find(word)
        if len(self) >= REMEMBERED:
            self.clear()
        self[word] = head
        return head


def put_longest_first(table: dict[str, list[Variant]]) -> None:
    for word in sorted(table, key=len, reverse=True):
        table[word] = table.pop(word)


def head_of(variants: Sequence[Variant]) -> Head:
    """Sort the variants of a first word, those that spell out most of it first, by what may follow it."""
    alone: dict[int, Variant] = {}
    followed: dict[str, tuple[Variant, ...]] = {}
    begun: dict[str, tuple[Variant, ...]] = {}
    opened: list[Variant] = []
    for variant in variants:
        second = variant.rest[0] if variant.rest else None
        if variant.condition is not None:
            opened.append(variant)
        elif second is None:
            alone.setdefault(variant.frame, variant)
        elif second == GAP or (is_wild(second) and not (is_prefix(second) and len(second) > FIRST_LETTERS)):
            opened.append(variant)
        else:
            if is_wild(second):
                key = second[:FIRST_LETTERS]
                begun[key] = (*begun.get(key, ()), variant)
            else:
                followed[second] = (*followed.get(second, ()), variant._replace(known=2, rest=variant.rest[1:]))
    return Head(tuple(alone[frame] for frame in sorted(alone)), followed, begun, tuple(opened))


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
        known, rest, frame, _, _, condition, spelled = variant
        if here < taken[frame]:
            continue
        after = end_of(rest, words, here + known, stop) if rest else here + known
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
    for start in range(here, min(here + LONGEST_GAP + 1, end)):
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


def is_wild(word: str) -> bool:
    return "*" in word or "?" in word


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


def variants_of(places: Places, tokens: Tokens) -> Iterator[list[str]]:
    """Spell out a pattern, with each choice of alternatives, as the tokens of a text."""
    for words in product(*places):
        for cuts in product(*(tokens[word] for word in words)):
            yield list(chain.from_iterable(cuts))


def tokens_of_words(codebook: Codebook) -> Tokens:
    """Return the tokens of every word in the patterns: `can't` and `short-staffed*` are more than one.

    All words are tokenized as the lines of one text, which costs a tenth of tokenizing them one by one. How a text is
    cut where a wildcard stands beside a hyphen or a digit is not known ("pro-life" is one token, "short-staffed"
    three), so there are several cuts of such a word.
    """
    patterns = codebook.patterns
    phrases = (places for pattern in patterns for places in (pattern.places, *pattern.requires, *pattern.unless))
    words = list(dict.fromkeys(word for places in phrases for place in places for word in place if word != GAP))
    with_stems = cuts_of([word.removesuffix("*").replace("*", STAR).replace("?", ANY_LETTER) or STAR for word in words])
    with_stars = cuts_of([word.replace("*", STAR).replace("?", ANY_LETTER) for word in words])
    tokens: dict[str, tuple[tuple[str, ...], ...]] = {GAP: ((GAP,),)}
    for word, stem, starred in zip(words, with_stems, with_stars, strict=True):
        if not is_wild(word) or (is_prefix(word) and word[:-1].isalpha()):
            tokens[word] = ((*stem[:-1], stem[-1] + "*") if is_wild(word) else stem,)
        else:
            ended = (*stem[:-1], stem[-1] + "*") if word.endswith("*") and stem[-1] != "*" else stem
            tokens[word] = tuple(dict.fromkeys([(word,), ended, starred]))
    return tokens


def cuts_of(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give the tokens of each word, with the wildcards back in their places."""
    text = "\n".join(words)
    columns = tokenize(text)
    position, line_end = 0, -1
    for word in words:
        line_end += 1 + len(word)
        found = []
        while position < len(columns.starts) and columns.starts[position] < line_end:
            token = text[columns.starts[position] : columns.ends[position]]
            found.append(token.replace(STAR, "*").replace(ANY_LETTER, "?"))
            position += 1
        yield tuple(found)
