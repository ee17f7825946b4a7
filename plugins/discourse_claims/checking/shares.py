"""Shares of one whole: parts of a hundred, and "12 of the 30 members, or 40 per cent"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, takewhile

from ..amounts import written
from .check import Check, in_order, verdict_of
from .facts import REST, Fact, Facts, same_unit
from .intervals import Interval

_LINKS = frozenset(
    ", or ( ) – — - about around some just over under nearly almost that is roughly which was i.e.".split()
)
_FILLERS = frozenset(
    "a an the about around some just over under nearly almost that is roughly which was turnout share of total i.e. $"
    " £ € barely only".split()
)
_OF = frozenset("of out the its their his her all our those these".split())
_APART = frozenset("and but while from to whom which them ; :".split())
_COUNTED = frozenset(("count", "money", "measure"))
_DIVIDED = frozenset("split divided breakdown comprises comprised comprising consists consisted respectively".split())
_OPPOSITES = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        ("yes", "no"),
        ("for", "against"),
        ("favour favor favoured favored support supported back backed", "oppose opposed opposing against rejected"),
        ("approve approved", "disapprove disapproved"),
        ("agree agreed", "disagree disagreed"),
        ("men male boys", "women female girls"),
        ("remain stay", "leave"),
        ("better", "worse"),
        ("satisfied", "dissatisfied"),
        ("rural", "urban"),
        ("public", "private"),
        ("domestic", "foreign"),
    )
)
_UNDECIDED = frozenset("undecided unsure abstained abstain abstaining neither unknown".split())
_MOST_ROUNDED = 2  # per cent that rounding may leave between the parts and the whole
_WHOLE = Interval(100, 100)
_LEAST_PARTS = 3  # that add up to a hundred without a word that says so


def shares(facts: Facts) -> Iterator[Check]:
    for sentence in facts.by_sentence:
        yield from _parts_of_counts(facts, sentence)
        check = _parts_of_hundred(facts, sentence)
        if check is not None:
            yield check


# N of M


def _parts_of_counts(facts: Facts, sentence: Sequence[Fact]) -> Iterator[Check]:
    """Check "12 of the 30 members, or 40 per cent", "two thirds of the 90 deputies, 60 in all"."""
    for index, (part, whole) in enumerate(pairwise(sentence)):
        beside = facts.between(part, whole)
        if part.claim.kind == "ratio" and whole.is_share and _opens(beside) and _LINKS.issuperset(beside):
            yield _said_twice(facts, part, whole)
        if not (part.is_single and whole.is_single and _is_of(facts, part, whole)):
            continue
        behind = sentence[index + 2] if index + 2 < len(sentence) else None
        before = sentence[index - 1] if index else None
        if _percent(part) is not None:
            if behind is not None and same_unit(whole, behind) and _restates(facts, whole, behind):
                yield _share_of(facts, part, whole, behind)
            elif before is not None and same_unit(whole, before) and "," in facts.between(before, part):
                yield _part_of(facts, before, whole, part)  # "18bn, 3 per cent of an output of 600bn"
        elif part.claim.kind == whole.claim.kind and part.claim.kind in _COUNTED and _same_things(part, whole):
            yield from _share_between(facts, part, whole, before, behind)


def _said_twice(facts: Facts, one: Fact, other: Fact) -> Check:
    """Compare a part and a percentage beside it: "about half of the doses, 48 per cent"."""
    mine, yours = _percent(one), _percent(other)
    fits = mine is not None and yours is not None and mine.meets(yours)
    reckoned = written(round(100 * one.value, 1))
    words = f"“{facts.words(one)}” is {reckoned} per cent; the text says “{facts.words(other)}”"
    return Check("share", verdict_of(fits), (one, other), words)


def _is_of(facts: Facts, part: Fact, whole: Fact) -> bool:
    """Say whether a number is a part of the next one: "of the 30", "of the country's 5m", "of an output of 600bn"."""
    between = facts.between(part, whole)
    if between[:1] not in (("of",), ("out",)) or not _APART.isdisjoint(between):
        return False
    behind = [word for word in between if word not in _FILLERS and word not in _OF]
    return not behind or (len(behind) <= 4 and (between[-1] == "of" or not {"'s", "’s", "'"}.isdisjoint(between)))


def _same_things(part: Fact, whole: Fact) -> bool:
    return part.claim.currency == whole.claim.currency and (part.claim.kind == "count" or same_unit(part, whole))


def _percent(fact: Fact) -> Interval | None:
    """Return between how many per cent a share lies, if the number is one."""
    if fact.claim.kind == "ratio":
        return fact.bounds.scaled(100)
    return fact.bounds if fact.is_share else None


def _restates(facts: Facts, one: Fact, other: Fact) -> bool:
    """Say whether a number says another way what one beside it says: ", or 40 per cent", "(40 per cent)"."""
    between = facts.between(one, other) if one.end <= other.first else facts.between(other, one)
    told = [word for word in between if word in _LINKS]
    return 0 < len(between) <= 12 and ";" not in between and len(between) - len(told) <= 8 and _opens(between)


def _opens(between: Sequence[str]) -> bool:
    """Say whether what stands between two numbers ends with what sets the second beside the first."""
    at = len(between) - 1
    while at >= 0 and between[at] in _FILLERS:
        at -= 1
    return at >= 0 and between[at] in (",", "(", "or", "–", "—", "-", ":")


def _share_between(facts: Facts, part: Fact, whole: Fact, before: Fact | None, behind: Fact | None) -> Iterator[Check]:
    said = f"“{facts.words(part)}” of “{facts.words(whole)}”"
    if whole.bounds.below(part.bounds) and same_unit(part, whole):
        yield Check("share", "contradictory", (part, whole), f"{said}: a part is greater than the whole")
    elif behind is not None and _percent(behind) is not None and _restates(facts, whole, behind):
        yield _part_of(facts, part, whole, behind)
    elif before is not None and _percent(before) is not None and _restates(facts, before, part):
        yield _part_of(facts, part, whole, before)


def _part_of(facts: Facts, part: Fact, whole: Fact, stated: Fact) -> Check:
    share, percent = part.bounds.over(whole.bounds), _percent(stated)
    fits = share is not None and percent is not None and share.scaled(100).meets(percent)
    reckoned = written(round(100 * part.value / whole.value, 1)) if whole.value else "no number of"
    said = f"“{facts.words(part)}” of “{facts.words(whole)}” is {reckoned} per cent"
    return Check(
        "share", verdict_of(fits), in_order(part, whole, stated), f"{said}; the text says “{facts.words(stated)}”"
    )


def _share_of(facts: Facts, share: Fact, whole: Fact, stated: Fact) -> Check:
    percent = _percent(share) or share.bounds
    real = Interval(percent.low * whole.bounds.low / 100, percent.high * whole.bounds.high / 100)
    product = written(float(f"{(percent.low + percent.high) / 2 * whole.value / 100:.3g}"))
    said = f"“{facts.words(share)}” of “{facts.words(whole)}” is {product}"
    fits = real.meets(stated.bounds)
    return Check("share", verdict_of(fits), (share, whole, stated), f"{said}; the text says “{facts.words(stated)}”")


# Parts of a hundred


def _parts_of_hundred(facts: Facts, sentence: Sequence[Fact]) -> Check | None:
    here = sentence[0].sentence
    parts = [fact for fact in sentence if _is_part(fact)]
    if parts and parts[0] is sentence[0] and _is_rest(facts, parts[0]):  # "The other 30 per cent ..."
        before = [fact for fact in facts.near(sentence[0], 1) if fact.sentence == here - 1 and _is_part(fact)]
        parts = [*before, *parts]
    wholes = {fact.claim.counted for fact in parts if fact.claim.counted and fact.sentence == here}
    if len(parts) < 2 or len(wholes) > 1:
        return None
    total = sum((_percent(part) or part.bounds for part in parts), Interval(0, 0))
    values = [part.value * (100 if part.claim.kind == "ratio" else 1) for part in parts]
    words = f"{' + '.join(written(value) for value in values)} = {written(round(sum(values), 1))} per cent"
    rest = any(_is_rest(facts, part) for part in parts[1:])
    if total.meets(_WHOLE) and (rest or abs(sum(values) - 100) <= _MOST_ROUNDED):
        closed = rest or len(parts) >= _LEAST_PARTS or _is_divided(facts, parts)
        return Check("share", "consistent", parts, words) if closed else None
    if rest or (total.low > 100 and _is_divided(facts, parts)):
        return Check("share", "contradictory", parts, f"{words}, of one whole")
    return None


def _is_part(fact: Fact) -> bool:
    share = _percent(fact) is not None and fact.is_single and fact.claim.change == "none"
    return share and fact.role not in ("from", "to", "by", "at", "against")


def _is_rest(facts: Facts, fact: Fact) -> bool:
    lead = facts.before(fact, 4)
    return not REST.isdisjoint(lead) or ("left" in lead and "," in lead)


def _is_divided(facts: Facts, parts: Sequence[Fact]) -> bool:
    """Say whether the shares exclude one another: "for" and "against", "undecided", "split"."""
    first, end = facts.sentences[parts[-1].sentence]
    if not _DIVIDED.isdisjoint(facts.lower[first:end]):
        return True
    near = [{*facts.before(part, 3), *_behind(facts, part)} for part in parts]
    for one, other in _OPPOSITES:
        if any(not one.isdisjoint(a) and not other.isdisjoint(b) for a in near for b in near if a is not b):
            answers = one | other | _UNDECIDED
            return all(not answers.isdisjoint(words) for words in near)
    return any(not _UNDECIDED.isdisjoint(words) for words in near)


def _behind(facts: Facts, part: Fact, most: int = 6) -> Sequence[str]:
    """Return the words behind a number, up to the next mark or number."""
    behind = takewhile(lambda word: word not in (",", ";", ".") and not word[:1].isdecimal(), facts.lower[part.end :])
    return list(islice(behind, most))
