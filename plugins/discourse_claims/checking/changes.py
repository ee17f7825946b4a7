"""From X to Y: does the change that is stated fit the levels that are?

"Revenue rose 8.6 per cent to 7.36bn from 6.78bn", "the party fell by five points, from 46 to 41 per cent".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import attrs

from ..amounts import written
from ..cues import words_to_entry
from ..modifiers import is_change_verb
from .check import Check, in_order, verdict_of
from .facts import Fact, Facts, same_unit
from .intervals import Interval

MOST_TOKENS = 24  # between a change and a level that belongs to it
_NOUNS = words_to_entry("nouns") | {"cut": "down", "loss": "down", "rises": "up", "swing": "", "change": ""}
_POINTS = frozenset({"point", "percentage point", "basis point"})
_DIRECTIONS = words_to_entry("verbs") | {
    "narrowed": "down",
    "narrows": "down",
    "widened": "up",
    "widens": "up",
}
_CLOSE = 10  # tokens between the level reached and the one before
_STARTS = frozenset({"from", "against"})
_LEVEL_VERBS = frozenset("reached hit reaching hitting totalled totaled stood became".split())


def changes(facts: Facts) -> Iterator[Check]:
    for sentence in facts.by_sentence:
        taken: set[int] = set()
        for amount in sentence:
            levels = _levels(facts, sentence, amount, taken) if _is_amount(facts, amount) else None
            if levels is not None:
                taken.update(id(level) for level in levels)
                check = _compared(facts, amount, *levels)
                if check is not None:
                    yield check
        yield from _directions(facts, [fact for fact in sentence if id(fact) not in taken])


def _directions(facts: Facts, sentence: Sequence[Fact]) -> Iterator[Check]:
    """Find verbs that lead the wrong way: "narrowed to 4.1 per cent from 3.8 per cent"."""
    for end, start in pairwise(sentence):
        if (
            end.role != "to"
            or start.role != "from"
            or not same_unit(end, start)
            or len(facts.between(end, start)) > _CLOSE
        ):
            continue
        verbs = [_DIRECTIONS[word] for word in facts.before(end, 4) if word in _DIRECTIONS]
        wrong = start.bounds.below(end.bounds) if "down" in verbs else end.bounds.below(start.bounds)
        if len(verbs) == 1 and wrong:
            way = "a rise" if "down" in verbs else "a fall"
            words = f"“{facts.words(start)}” to “{facts.words(end)}” is {way}; the verb says the opposite"
            yield Check("change", "contradictory", (end, start), words)


def _is_amount(facts: Facts, fact: Fact) -> bool:
    claim = fact.claim
    if claim.change != "none" and fact.is_single:
        return True
    if claim.kind == "multiple" or fact.role == "by":
        return True
    return any(word in _NOUNS for word in facts.lower[fact.end : fact.end + 2]) or (
        fact.role == "of" and not _NOUNS.keys().isdisjoint(facts.before(fact, 2)[:1])
    )


def _levels(facts: Facts, sentence: Sequence[Fact], amount: Fact, taken: set[int]) -> tuple[Fact, Fact] | None:
    """Return the levels before and after a change; the same fact twice for "from 200 to 220" in one."""
    near = [fact for fact in sentence if fact is not amount and id(fact) not in taken and _is_near(facts, fact, amount)]
    near = [fact for fact in near if fact.end <= amount.first or not _has_own_verb(facts, fact)]
    others = [fact for fact in sentence if fact is not amount and _is_amount(facts, fact)]
    near = [fact for fact in near if not any(_parts(other, fact, amount) for other in others) and fact not in others]
    for fact in near:
        if not fact.is_single and facts.before(fact, 1) == ("from",):
            return fact, fact
    before = [fact for fact in near if fact.role in _STARTS and fact.is_single]
    if not before:
        return _levels_before(facts, amount, sentence)
    start = min(before, key=lambda fact: _distance(fact, amount))
    after = [fact for fact in near if fact is not start and fact.is_single and _is_level(facts, fact, amount)]
    if not after:
        return None
    return start, min(after, key=lambda fact: (not same_unit(fact, start), _distance(fact, amount)))


def _has_own_verb(facts: Facts, level: Fact) -> bool:
    """Say whether a verb stands before "from": "grew by 3%, and unemployment dropped from 7.6% to 6.3%"."""
    lead = facts.before(level, 2)
    return lead[1:] == ("from",) and is_change_verb(lead[0])


def _levels_before(facts: Facts, amount: Fact, sentence: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """Return the two levels before "a fall of 75 per cent", where nothing else of that unit stands there."""
    lead = facts.before(amount, 4)
    if "," not in lead or _NOUNS.keys().isdisjoint(lead):
        return None
    levels = [
        fact for fact in sentence if fact.end <= amount.first and fact.is_single and fact.role in ("", "to", "at")
    ]
    if len(levels) != 2 or not same_unit(*levels) or levels[0].claim.time == levels[1].claim.time:
        return None
    return levels[0], levels[1]


def _is_level(facts: Facts, fact: Fact, amount: Fact) -> bool:
    """Say whether a number is what was reached: "to 220", or the subject, "220 ferries, up 10 per cent from 200"."""
    if fact.role in ("to", "at") or not _LEVEL_VERBS.isdisjoint(facts.before(fact, 1)):
        return True
    return fact.end <= amount.first and fact.role == "" and amount.first - fact.end <= 4


def _is_near(facts: Facts, fact: Fact, amount: Fact) -> bool:
    between = facts.between(fact, amount) if fact.end <= amount.first else facts.between(amount, fact)
    return len(between) <= MOST_TOKENS and ";" not in between and "while" not in between and "whereas" not in between


def _distance(one: Fact, other: Fact) -> int:
    return max(other.first - one.end, one.first - other.end)


def _parts(other: Fact, fact: Fact, amount: Fact) -> bool:
    """Say whether another change stands between a level and its change."""
    return min(fact.first, amount.first) < other.first < max(fact.first, amount.first)


def _compared(facts: Facts, amount: Fact, start: Fact, end: Fact) -> Check | None:
    involved = in_order(*{amount, start, end})
    levels = f"“{facts.words(start)}”" if start is end else f"“{facts.words(start)}” to “{facts.words(end)}”"
    ways = _ways(amount, start, end) if start.claim.kind == end.claim.kind else []
    if start.claim.currency != end.claim.currency:
        return Check("change", "incomparable", involved, f"{levels} are of different currencies")
    if not ways:
        return None
    stated = amount.bounds.negative() if _is_down(amount) else amount.bounds
    fits = [
        way
        for way in ways
        if way.real.meets(stated) or (way.may_lack_sign(amount) and way.real.negative().meets(stated))
    ]
    way = (fits or ways)[0]
    said = f"the text says “{facts.words(amount)}”"
    verdict = verdict_of(bool(fits))
    if verdict == "contradictory" and not same_unit(start, end):
        verdict = "incomparable"
    return Check("change", verdict, involved, f"{levels} is {way.words}; {said}")


def _is_down(amount: Fact) -> bool:
    return amount.claim.change == "down" and amount.claim.kind != "multiple"


@attrs.frozen
class Way:
    """A way to reckon a change: what it is in words, and between which numbers it lies."""

    words: str
    real: Interval
    has_sign: bool = True

    def may_lack_sign(self, amount: Fact) -> bool:
        return self.has_sign and amount.claim.change == "none"


def _ways(amount: Fact, start: Fact, end: Fact) -> list[Way]:
    """Return the ways in which a change of this kind may be meant, the likeliest first."""
    if start is end:
        first, last = sorted((start.claim.low or 0.0, start.claim.high or 0.0))
        if "down" in (amount.claim.change, start.claim.change):
            first, last = last, first
        before, after = Interval(first, first), Interval(last, last)
    else:
        first, last = start.value, end.value
        before, after = start.bounds, end.bounds
    kind, unit = amount.claim.kind, amount.claim.unit
    share = after.over(before) if first else None
    ways: list[Way] = []
    if kind == "multiple" and share is not None:
        ways.append(Way(f"{written(round(last / first, 2))} times as much", share, has_sign=False))
    if kind in ("percentage", "ratio") and share is not None:
        rise = (share - Interval(1, 1)).scaled(100 if kind == "percentage" else 1)
        ways.append(Way(_told(100 * (last / first - 1), " per cent"), rise))
    difference = after - before
    if kind == "percentage_points" or unit in _POINTS or (kind == "percentage" and start.is_share):
        ways.append(Way(_told(last - first, " points"), difference))
    elif same_unit(amount, start) and kind != "percentage":
        ways.append(Way(_told(last - first, ""), difference))
    return ways


def _told(difference: float, unit: str) -> str:
    size = float(f"{abs(difference):.3g}")
    return f"{'a rise' if difference > 0 else 'a fall'} of {written(size)}{unit}" if size else "no change"
