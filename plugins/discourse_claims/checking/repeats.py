"""The same thing counted twice in one document: do the numbers agree?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import attrs

from ..amounts import conversion, written
from ..function_words import STOPS
from .check import Check
from .facts import Fact, Facts, content_words, same_unit, stem
from .intervals import Interval

ROUGH = 0.01  # of an amount, that its conversion may be off
NEAR = 3  # sentences in which a number that points back has what it means
NEIGHBOURS = 40  # numbers of the same unit before it, with which one is compared
_COMPARED = frozenset(("count", "money", "percentage", "measure"))
_OTHERS = frozenset("another other further more additional extra next previous previously last next".split())
_ELSEWHERE = frozenset("there here elsewhere".split())
_LEAST_COUNT, _LARGE = 3, 10
LEAST_SHARED, MANY_SHARED = 2, 3  # words around both of two numbers
ALIKE, VERY_ALIKE = 0.25, 0.6  # the same as a part of the words around one
MOST_SHOWN = 4


@attrs.frozen(eq=False)
class Around:
    """What stands around a number: content words of its sentence, and the names among them."""

    words: frozenset[str]
    names: frozenset[str]


class Surroundings:
    """What stands around each number, made once a sentence."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[int, Around] = {}

    def of(self, fact: Fact) -> Around:
        if fact.sentence not in self._known:
            self._known[fact.sentence] = _around(self._facts, fact)
        return self._known[fact.sentence]


class Groups:
    """Numbers that are the same, in the order of the text; each is in one group."""

    def __init__(self) -> None:
        self._first_of: dict[int, int] = {}
        self.members: dict[int, list[Fact]] = {}

    def join(self, one: Fact, other: Fact) -> None:
        first = self._first_of.setdefault(id(one), id(one))
        self._first_of[id(other)] = first
        self.members.setdefault(first, [one]).append(other)


def repeats(facts: Facts) -> Iterator[Check]:
    """Give numbers that are said again, all that are the same in one check, and those that differ in pairs."""
    by_unit: dict[tuple[str, str, str | None], list[Fact]] = {}
    around = Surroundings(facts)
    groups = Groups()
    yield from _conversions(facts)
    for fact in facts.all:
        echo = _echo(facts, fact, around) if _is_echo(facts, fact) else None
        if isinstance(echo, Fact):
            groups.join(echo, fact)
        elif echo is not None:
            yield echo
        if not _is_compared(facts, fact):
            continue
        claim = fact.claim
        same = by_unit.setdefault((claim.kind, claim.unit, claim.currency), [])
        if echo is None:
            for other in reversed(same[-NEIGHBOURS:]):
                if other.sentence == fact.sentence:
                    continue
                pair = Pair(other, fact, around.of(other), around.of(fact))
                if pair.is_repeated:
                    groups.join(other, fact)
                    break
                check = _compared(facts, pair)
                if check is not None:
                    yield check
                    break
        same.append(fact)
    for members in groups.members.values():
        words = " and ".join(f"“{facts.words(fact)}”" for fact in members[:MOST_SHOWN])
        more = f" and {len(members) - MOST_SHOWN} more" if len(members) > MOST_SHOWN else ""
        same_number = all(fact.value == members[0].value for fact in members)
        told = "are the same number" if same_number else "are the same within rounding"
        yield Check("repeat", "consistent", members, f"{words}{more} {told}")


# The same amount in another unit: "60 miles (97km)"


def _conversions(facts: Facts) -> Iterator[Check]:
    for sentence in facts.by_sentence:
        for one, other in pairwise(sentence):
            if facts.between(one, other) not in (("(",), ("or",), (",", "or")) or one.claim.unit == other.claim.unit:
                continue
            if {one.claim.kind, other.claim.kind} != {"measure"} or not (one.is_bounded and other.is_bounded):
                continue
            mine, yours = _in_si(one), _in_si(other)
            if mine is None or yours is None or mine[1] != yours[1]:
                continue
            words = f"“{facts.words(one)}” and “{facts.words(other)}”"
            if mine[0].meets(yours[0]):
                yield Check("repeat", "consistent", (one, other), f"{words} are the same amount")
            else:
                yield Check("repeat", "contradictory", (one, other), f"{words} are different amounts")


def _in_si(fact: Fact) -> tuple[Interval, str] | None:
    """Return between which numbers an amount lies in its SI unit, with a hundredth for rough conversions."""
    convert = conversion(fact.claim)
    if convert is None:
        return None
    low, high = convert(fact.bounds.low), convert(fact.bounds.high)
    rough = ROUGH * abs(high)
    return Interval(low - rough, high + rough), convert.unit


# Numbers that point back: "the 287 victims"


def _is_echo(facts: Facts, fact: Fact) -> bool:
    """Say whether a number speaks of what was told before: "the 34 homes", "the 56-year-old"."""
    if fact.claim.kind == "age":  # "the 56-year-old has", but not "the 68-year-old attendant"
        behind = facts.lower[fact.end : fact.end + 1]
        return fact.is_definite and bool(behind) and (behind[0] in STOPS or not behind[0].isalpha())
    large = fact.claim.kind == "money" or (fact.claim.kind == "count" and fact.value >= _LEAST_COUNT)
    lead = facts.before(fact, 3)
    part = lead[-2:-1] == ("of",) and len(lead) > 2  # "12 of the 30", but not "Of the 30" at the beginning
    return fact.is_definite and large and fact.is_single and not part and _OTHERS.isdisjoint(lead)


def _echo(facts: Facts, fact: Fact, around: Surroundings) -> Fact | Check | None:
    """Return the number that one points back to, or a check where it can only mean one that differs."""
    before = [other for other in facts.near(fact, NEAR) if other.sentence < fact.sentence]
    before = [other for other in before if other.claim.kind == fact.claim.kind]
    alike = [other for other in before if same_unit(other, fact) and other.claim.currency == fact.claim.currency]
    for other in reversed(alike):
        if other.bounds.meets(fact.bounds) and (other.value == fact.value or other.claim.unit):
            return other
    for other in reversed(before):
        rounded = other.claim.modifier == "approximate" and other.bounds.meets(fact.bounds)
        equal = other.value == fact.value and (fact.value >= _LARGE or not fact.claim.unit or not other.claim.unit)
        if fact.claim.kind == "count" and (equal or rounded):
            return other
    if len(alike) != 1 or not _means_the_same(facts, alike[0], fact, around):
        return None
    (other,) = alike
    words = f"“{facts.words(other)}” and “{facts.words(fact)}”"
    if not (other.bounds.below(fact.bounds) or fact.bounds.below(other.bounds)):
        return None
    return Check("repeat", "contradictory", (other, fact), f"{words} differ, said of the same")


def _means_the_same(facts: Facts, one: Fact, other: Fact, around: Surroundings) -> bool:
    """Say whether a number that points back can mean but the one number of its unit that stands before it."""
    if other.claim.kind == "age":
        return sum(fact.claim.kind == "age" for fact in facts.all) == 2
    if other.claim.kind == "money":
        noun = facts.lower[one.end : one.end + 1]
        return bool(noun) and noun == facts.lower[other.end : other.end + 1] and noun[0].isalpha()
    if one.claim.time != other.claim.time or (one.describes != other.describes and one.describes and other.describes):
        return False
    shared = (around.of(one).words & around.of(other).words) - {stem(one.claim.unit)}
    return len(shared) >= LEAST_SHARED


# Numbers of which the same is said


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
        return (self.before.words & self.here.words) - {stem(self.one.claim.unit)}

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
