"""Heads: what may begin with a word of a text, sorted by what may follow it.

Few words begin a pattern, and of those that do most are not followed by what it goes on with. So the next word is
looked up, and the one after it, before any pattern is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from .patterns import is_prefix

if TYPE_CHECKING:
    from .matching import Condition

REMEMBERED = 1 << 16  # words: those of ten thousand articles
LOOKED_UP = 2  # words behind the first
FIRST_LETTERS = 3  # of a second word that is a prefix, by which it is found
NOTHING: Mapping[str, Any] = MappingProxyType({})  # for the many words behind which nothing is looked up


class Variant(NamedTuple):
    """A pattern with one word chosen at each place.

    Args:
        followed: The words behind the first by which it is looked up: at most two, and none if it has a condition.
        rest: What follows these.
        frame: Index of the frame.
        pattern: Index of the pattern.
        weight: How much it counts.
        condition: What its clause must hold, or None.
        spelled: How many letters it spells out.
    """

    followed: tuple[str, ...]
    rest: tuple[str, ...]
    frame: int
    pattern: int
    weight: float
    condition: Condition | None
    spelled: int


Head = tuple[
    tuple[tuple[int, int, float], ...],
    bool,
    Mapping[str, "Follow"] | None,
    Mapping[str, tuple[Variant, ...]],
    tuple[Variant, ...],
    tuple[Variant, ...],
]
"""What a word may begin; most words begin nothing and have none. A plain tuple, since it is taken apart fastest, of

- the patterns of that word alone, one a frame in the order of frames, by index of frame and pattern and by weight
- whether the word negates what follows
- the variants of more words by their second one, or None if nothing goes on: "the" begins dozens, but hardly any with a
  given next word
- those whose second word is a prefix, by its first letters
- those whose second place may be any word (gaps, short prefixes), and those with a condition
- the patterns of that word alone as variants, which those that go on compete with
"""


class Follow(NamedTuple):
    """The variants that may begin with two words, by the third: most of what begins with "in the" goes on otherwise.

    Args:
        thirds: Those that are left where a third word stands that some of them spell out, in the order of all.
        otherwise: Those that are left before any other word.
    """

    thirds: Mapping[str, tuple[Variant, ...]]
    otherwise: tuple[Variant, ...]


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


def head_of(variants: Sequence[Variant], negates: bool) -> Head:
    """Sort the variants of a first word, those that spell out most of it first, by what may follow it."""
    alone: dict[int, Variant] = {}
    followed: dict[str, list[Variant]] = {}
    begun: dict[str, tuple[Variant, ...]] = {}
    opened: list[Variant] = []
    for variant in variants:
        if variant.followed:
            followed.setdefault(variant.followed[0], []).append(variant)
        elif variant.condition is not None:
            opened.append(variant)
        elif not variant.rest:
            alone.setdefault(variant.frame, variant)
        elif is_prefix(variant.rest[0]) and len(variant.rest[0]) > FIRST_LETTERS:
            key = variant.rest[0][:FIRST_LETTERS]
            begun[key] = (*begun.get(key, ()), variant)
        else:
            opened.append(variant)
    ordered = tuple(alone[frame] for frame in sorted(alone))
    singles = tuple((variant.frame, variant.pattern, variant.weight) for variant in ordered)
    if not (followed or begun or opened):
        return singles, negates, None, NOTHING, (), ()
    follows = {second: follow_of(several) for second, several in followed.items()}
    return singles, negates, follows, begun, tuple(opened), ordered


def follow_of(variants: Sequence[Variant]) -> Follow:
    """Sort the variants of two words by the third."""
    open_ended = tuple([variant for variant in variants if len(variant.followed) == 1])
    if len(open_ended) == len(variants):
        return Follow(NOTHING, open_ended)
    thirds = {
        third: tuple([variant for variant in variants if variant.followed[1:] in ((third,), ())])
        for third in {variant.followed[1]: None for variant in variants if len(variant.followed) > 1}
    }
    return Follow(thirds, open_ended)
