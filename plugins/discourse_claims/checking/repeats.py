"""The same thing counted twice in one document: do the numbers agree?"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..amounts import written
from .check import Check
from .facts import Fact, Facts, content_words

NEIGHBOURS = 40  # numbers of the same unit before it, with which one is compared
_COMPARED = frozenset(("count", "money", "percentage", "measure"))
_OTHERS = frozenset("another other further more additional extra next previous previously last next".split())
_ELSEWHERE = frozenset("there here elsewhere".split())
_LEAST_COUNT = 3
LEAST_SHARED, MANY_SHARED = 2, 3  # words around both of two numbers
ALIKE, VERY_ALIKE = 0.25, 0.6  # the same as a part of the words around one
MOST_SHOWN = 4


@attrs.frozen(eq=False)
class Around:
    """What stands around a number: content words of its sentence, and the names among them."""

    words: frozenset[str]
    names: frozenset[str]


def repeats(facts: Facts) -> Iterator[Check]:
    """Give numbers that are said again, all that are equal in one check, and those that differ in pairs."""
    by_unit: dict[tuple[str, str, str | None], list[Fact]] = {}
    around: dict[int, Around] = {}
    again: dict[int, list[Fact]] = {}  # by the first of them
    first_of: dict[int, int] = {}
    for fact in facts.all:
        if not _is_compared(facts, fact):
            continue
        claim = fact.claim
        same = by_unit.setdefault((claim.kind, claim.unit, claim.currency), [])
        if fact.sentence not in around:
            around[fact.sentence] = _around(facts, fact)
        for other in reversed(same[-NEIGHBOURS:]):
            if other.sentence == fact.sentence:
                continue
            pair = Pair(other, fact, around[other.sentence], around[fact.sentence])
            if pair.is_repeated:
                first = first_of.setdefault(id(other), id(other))
                first_of[id(fact)] = first
                again.setdefault(first, [other]).append(fact)
                break
            check = _compared(facts, pair)
            if check is not None:
                yield check
                break
        same.append(fact)
    for same in again.values():
        words = " and ".join(f"“{facts.words(fact)}”" for fact in same[:MOST_SHOWN])
        more = f" and {len(same) - MOST_SHOWN} more" if len(same) > MOST_SHOWN else ""
        yield Check("repeat", "consistent", same, f"{words}{more} are the same number")


def _is_compared(facts: Facts, fact: Fact) -> bool:
    claim = fact.claim
    if claim.kind not in _COMPARED or not fact.is_single or claim.change != "none" or fact.role in ("from", "by"):
        return False
    if claim.kind == "count" and (not claim.unit or fact.value < _LEAST_COUNT):
        return False
    return _OTHERS.isdisjoint(facts.lower[max(0, fact.first - 2) : fact.first])


def _around(facts: Facts, fact: Fact) -> Around:
    first, end = facts.sentences[fact.sentence]
    names = frozenset(facts.lower[at] for at in range(first + 1, end) if facts.text[facts.starts[at]].isupper())
    return Around(content_words(facts.lower[first:end]), names)


@attrs.frozen(eq=False)
class Pair:
    """Two numbers of one unit and what stands around them."""

    one: Fact
    other: Fact
    before: Around
    here: Around

    @property
    def shared(self) -> frozenset[str]:
        return (self.before.words & self.here.words) - {self.one.claim.unit}

    @property
    def alike(self) -> float:
        """What part of the words around the one with fewer stands around both."""
        least = min(len(self.before.words), len(self.here.words))
        return len(self.shared) / least if least else 0.0

    @property
    def counts_the_same(self) -> bool:
        """Whether both count what is described by the same words, or one is not described."""
        if self.one.claim.kind != "count":
            return True
        mine, yours = self.one.describes, self.other.describes
        return mine == yours or not mine or not yours

    @property
    def is_repeated(self) -> bool:
        if self.one.claim.low != self.other.claim.low or not self.counts_the_same:
            return False
        if self.one.claim.kind == "count" and self.one.describes and self.one.describes == self.other.describes:
            return True
        return len(self.shared) >= LEAST_SHARED and self.alike >= ALIKE


def _compared(facts: Facts, pair: Pair) -> Check | None:
    """Compare two numbers of which nearly the same is said, about the same names."""
    one, other = pair.one, pair.other
    if (
        one.claim.kind not in ("count", "money")
        or not pair.counts_the_same
        or not (one.is_bounded and other.is_bounded)
    ):
        return None
    if len(pair.shared) < MANY_SHARED or pair.alike < VERY_ALIKE or pair.before.names != pair.here.names:
        return None
    if any(not _ELSEWHERE.isdisjoint(facts.lower[slice(*facts.sentences[fact.sentence])]) for fact in (one, other)):
        return None
    words = f"“{facts.words(one)}” and “{facts.words(other)}”"
    if one.bounds.meets(other.bounds):
        return Check("repeat", "consistent", (one, other), f"{words} are the same within rounding")
    if one.claim.time != other.claim.time:
        if one.claim.time is None or other.claim.time is None:
            return None
        return Check("repeat", "incomparable", (one, other), f"{words} are of different times")
    difference = written(abs(one.value - other.value))
    return Check("repeat", "contradictory", (one, other), f"{words} differ by {difference}, said of the same")
