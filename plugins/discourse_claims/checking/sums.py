"""Parts and their total: in one sentence, and "eight this year and another 14 last year" against 27 elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..amounts import written
from .check import Check, in_order, verdict_of
from .facts import REST, Fact, Facts, same_unit
from .intervals import Interval

_TOTAL_BEHIND = (("in", "all"), ("in", "total"), ("altogether",), ("all", "told"), ("combined",), ("overall",))
_TOTAL_BEFORE = (
    ("total", "of"), ("totalling",), ("totaling",), ("in", "all", ","), ("altogether", ","), ("in", "total", ","),
    ("total", "to"), ("sum", "of"), ("making",), ("total", "is"), ("total", "was"), ("all", "told", ","),
)  # fmt: skip
_OPENERS = frozenset(", : – — - (".split())
_OF_ANY_KIND = frozenset("person casualty victim member death seat vote child adult passenger case patient".split())
"""What a comma alone may part from its kinds: "21 people, 12 men and nine women"."""
_SUBSETS = frozenset("including among whom which them these those includes".split())
_LEAVES = frozenset("leaves leaving left leave".split())
_MORE = frozenset("another further additional more extra".split())
NEIGHBOURS = 60  # numbers before and behind, among which a total is looked for
_LONGEST_LINK = 9  # tokens between one part and the next
_SUMMED = frozenset(("count", "money", "measure"))


def sums(facts: Facts) -> Iterator[Check]:
    for sentence in facts.by_sentence:
        summed = [fact for fact in sentence if fact.claim.kind in _SUMMED and fact.is_single and fact.is_bounded]
        found = _within(facts, summed) or _of_these(facts, summed) or _with_rest(facts, summed) or _left(facts, summed)
        found = found or _included(facts, summed) or _net(facts, summed)
        if found is not None:
            yield found
    yield from _across(facts)


def _within(facts: Facts, sentence: Sequence[Fact]) -> Check | None:
    """Compare a total with the parts before or behind it: "12 men and nine women, 21 in all", "21 people: 12 ..."."""
    for index, total in enumerate(sentence):
        says_so = _is_total(facts, total)
        before = _run(facts, total, sentence[:index][::-1])[::-1] if says_so else []
        parts = before or _run(facts, total, sentence[index + 1 :])
        if len(parts) < 2 or (not before and not _opens(facts, total, parts[0])):
            continue
        for some in _ends(parts) if before else _beginnings(parts):
            if fits(total, some):
                return Check("sum", "consistent", in_order(total, *some), _words(facts, total, some))
        if _is_sure(facts, total, parts, says_so=says_so) and all(part.claim.modifier == "exact" for part in parts):
            return Check("sum", "contradictory", in_order(total, *parts), _words(facts, total, parts))
    return None


def _included(facts: Facts, sentence: Sequence[Fact]) -> Check | None:
    """Find parts of an amount that are more than the whole: "900m, including 500m for walls and 600m for pumps"."""
    for index, total in enumerate(sentence):
        parts = _run(facts, total, sentence[index + 1 :])
        if len(parts) < 2 or total.claim.kind != "money" or "including" not in facts.between(total, parts[0]):
            continue
        if total.bounds.below(added(parts)):
            words = f"{_words(facts, total, parts)}: the parts are more than the whole"
            return Check("sum", "contradictory", (total, *parts), words)
    return None


def _net(facts: Facts, sentence: Sequence[Fact]) -> Check | None:
    """Compare what is gained and lost with the balance: "won 14 seats but lost nine, a net gain of five"."""
    for index, net in enumerate(sentence):
        if "net" not in facts.before(net, 4) or index < 2:
            continue
        one, other = sentence[index - 2 : index]
        verbs = (*facts.before(one, 3), *facts.between(one, other))
        if not (_adds(one, net) and _adds(other, net)) or "lost" not in verbs:
            continue
        left = one.bounds - other.bounds
        words = f"{written(one.value)} − {written(other.value)} = {written(one.value - other.value)}"
        fit = left.meets(net.bounds) or left.negative().meets(net.bounds)
        return Check("sum", verdict_of(fit), (one, other, net), f"{words}; the text says “{facts.words(net)}”")
    return None


def _beginnings(parts: Sequence[Fact]) -> Iterator[Sequence[Fact]]:
    """Give the parts without some at the end, all of them first: "five dead and nine injured, two critically"."""
    return (parts[:end] for end in range(len(parts), 1, -1))


def _ends(parts: Sequence[Fact]) -> Iterator[Sequence[Fact]]:
    return (parts[start:] for start in range(len(parts) - 1))


def _of_these(facts: Facts, sentence: Sequence[Fact]) -> Check | None:
    """Compare a total with what becomes of it: "3.4m people ... Of these, 1.9m ... and 1.5m", "Of the 60, 40 ..."."""
    if len(sentence) < 2 or sentence[0].first - facts.sentences[sentence[0].sentence][0] > _LONGEST_LINK:
        return None
    lead = facts.before(sentence[0], _LONGEST_LINK)
    if lead[:2] in (("of", "these"), ("of", "them"), ("of", "those")):
        before = [fact for fact in facts.near(sentence[0], 1) if fact.sentence < sentence[0].sentence]
        total, parts = (before[-1] if before else None), sentence
    elif lead[:1] == ("of",):
        total, parts = sentence[0], sentence[1:]
    else:
        return None
    if total is None or len(parts) < 2 or any(part.claim.kind != total.claim.kind for part in parts):
        return None
    for some in _beginnings(parts):
        if fits(total, some):
            return Check("sum", "consistent", in_order(total, *some), _words(facts, total, some))
    if not added(parts).below(total.bounds) or not _has_remainder(facts, parts[-1]):
        return None
    return Check("sum", "consistent", in_order(total, *parts), _words(facts, total, parts) + _leaves(total, parts))


def _has_remainder(facts: Facts, last: Fact) -> bool:
    """Say whether the rest is told of in words, in the sentence of the last part or the next one."""
    end = facts.sentences[min(last.sentence + 1, len(facts.sentences) - 1)][1]
    return not REST.isdisjoint(facts.lower[last.end : end])


def _with_rest(facts: Facts, sentence: Sequence[Fact]) -> Check | None:
    """Compare a total said before with parts of which the last is the rest: "the remaining $150 million"."""
    for index, rest in enumerate(sentence):
        if REST.isdisjoint(facts.before(rest, 3)) or not _is_counted_on(facts, rest):
            continue
        parts = [fact for fact in sentence[: index + 1] if _adds(fact, rest)]
        totals = [fact for fact in facts.near(parts[0], 1) if _adds(fact, rest) and fact.is_single and fact.is_bounded]
        totals = [fact for fact in totals if " per " not in fact.claim.unit]
        if len(parts) == 1:  # "Of the seven, three voted for him. The other five ..."
            parts, totals = [*totals[-1:], rest], totals[:-1]
        if len(parts) < 2 or not totals:
            continue
        for total in reversed(totals):
            if fits(total, parts):
                return Check("sum", "consistent", in_order(total, *parts), _words(facts, total, parts))
        if len(totals) == 1 and all(part.claim.modifier == "exact" for part in parts):
            return Check("sum", "contradictory", in_order(totals[0], *parts), _words(facts, totals[0], parts))
    return None


def _is_counted_on(facts: Facts, rest: Fact) -> bool:
    return not {"the", "remaining"}.isdisjoint(facts.before(rest, 3))


def _adds(fact: Fact, other: Fact) -> bool:
    return fact.claim.kind == other.claim.kind and fact.claim.currency == other.claim.currency


def _left(facts: Facts, sentence: Sequence[Fact]) -> Check | None:
    """Compare what is left with what there was and what went: "That leaves $310 million"."""
    for index, left in enumerate(sentence):
        if _LEAVES.isdisjoint(facts.before(left, 3)):
            continue
        before = [fact for fact in (*facts.near(left, 2), *sentence[:index]) if _adds(fact, left) and fact.is_single]
        before = list({id(fact): fact for fact in before if fact.is_bounded and fact is not left}.values())
        if len(before) != 2 or not before[1].bounds.below(before[0].bounds):
            continue
        whole, gone = before
        words = f"{written(whole.value)} − {written(gone.value)} = {written(whole.value - gone.value)}"
        fit = (whole.bounds - gone.bounds).meets(left.bounds)
        return Check("sum", verdict_of(fit), in_order(*before, left), f"{words}; the text says “{facts.words(left)}”")
    return None


def _is_total(facts: Facts, fact: Fact) -> bool:
    lower = facts.lower
    behind = any(tuple(lower[fact.end : fact.end + len(words)]) == words for words in _TOTAL_BEHIND)
    return behind or any(tuple(lower[max(0, fact.first - len(words)) : fact.first]) == words for words in _TOTAL_BEFORE)


def _run(facts: Facts, total: Fact, others: Sequence[Fact]) -> list[Fact]:
    """Return the numbers that follow one another next to a total and may be its parts."""
    found: list[Fact] = []
    last = total
    for fact in others:
        between = facts.between(last, fact) if last.end <= fact.first else facts.between(fact, last)
        alike = fact.claim.kind == total.claim.kind and (total.claim.kind == "count" or same_unit(fact, total))
        if not alike or len(between) > _LONGEST_LINK or ";" in between or fact.role in ("from", "to", "by"):
            break
        found.append(fact)
        last = fact
    return found


def _opens(facts: Facts, total: Fact, part: Fact) -> bool:
    between = facts.between(total, part)
    if not between or _OPENERS.isdisjoint(between) or not _SUBSETS.isdisjoint(between):
        return False
    return between != (",",) or total.claim.unit in _OF_ANY_KIND or part.claim.unit in ("", total.claim.unit)


def _is_sure(facts: Facts, total: Fact, parts: Sequence[Fact], *, says_so: bool) -> bool:
    """Say whether the parts are all there are: the text calls the number a total, or they stand right behind it."""
    pairs = pairwise(parts)
    if any(not _SUBSETS.isdisjoint(facts.between(*pair)) for pair in pairs):
        return False
    if says_so:
        return True
    between = facts.between(total, parts[0])
    closed = len(between) == 1 and {":", "–", "—", "("}.issuperset(between)
    if between[-1:] == (":",) and all(not part.claim.unit or part.claim.unit == total.claim.unit for part in parts):
        return True  # "All 600 delegates voted on the motion: 311 in favour, 287 against"
    last = facts.between(parts[-2], parts[-1])
    return closed and "and" in last and len(last) <= 3 and parts[0].claim.unit != total.claim.unit


def added(parts: Sequence[Fact]) -> Interval:
    return sum((part.bounds for part in parts), Interval(0, 0))


def fits(total: Fact, parts: Sequence[Fact]) -> bool:
    return added(parts).meets(total.bounds)


def _words(facts: Facts, total: Fact, parts: Sequence[Fact]) -> str:
    reckoned = " + ".join(written(part.value) for part in parts)
    return f"{reckoned} = {written(sum(part.value for part in parts))}; the text says “{facts.words(total)}”"


def _leaves(total: Fact, parts: Sequence[Fact]) -> str:
    amount = total.value - sum(part.value for part in parts)
    return f", which leaves {written(amount)}" if amount > 0 else ""


# Across sentences


def _across(facts: Facts) -> Iterator[Check]:
    """Compare "eight this year and another 14 last year" with a total in another sentence."""
    for sentence in facts.by_sentence:
        for one, other in pairwise(sentence):
            if not _goes_on(facts, one, other):
                continue
            at = facts.index(one)
            for total in facts.all[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]:
                if total.sentence != one.sentence and all(_may_hold(total, part) for part in (one, other)):
                    yield _held(facts, total, (one, other))
                elif one.sentence < total.sentence <= one.sentence + 2 and _is_their_sum(facts, total, one, other):
                    yield Check("sum", "consistent", (one, other, total), _words(facts, total, (one, other)))


def _goes_on(facts: Facts, one: Fact, other: Fact) -> bool:
    """Say whether a number is added to the one before it: "and another 14", "and two more"."""
    near = (*facts.lower[max(one.end, other.first - 2) : other.first], *facts.lower[other.first + 1 : other.first + 2])
    return one.claim.kind == "count" and same_unit(one, other) and not _MORE.isdisjoint(near)


def _is_their_sum(facts: Facts, total: Fact, one: Fact, other: Fact) -> bool:
    return total.is_definite and total.claim.kind == "count" and total.is_single and fits(total, (one, other))


def _may_hold(total: Fact, part: Fact) -> bool:
    """Say whether a number counts what another counts, in a time that holds the other's."""
    if total.claim.kind != part.claim.kind or not total.claim.unit or not (total.is_single and part.is_single):
        return False
    bare = not part.claim.unit and part.sentence == total.sentence + 1
    if not bare and (total.claim.unit != part.claim.unit or total.describes != part.describes):
        return False
    whole, own = total.claim.time, part.claim.time
    if whole is None:
        return False
    if own is None or own.start is None:
        return True
    ends = whole.end is None or (own.end is not None and own.end <= whole.end)
    return (whole.start is None or whole.start <= own.start) and ends


def _held(facts: Facts, total: Fact, parts: Sequence[Fact]) -> Check:
    words = _words(facts, total, parts)
    if (total.bounds - added(parts)).high >= 0:
        return Check("sum", "consistent", in_order(total, *parts), words + _leaves(total, parts))
    known = all(part.claim.time is not None and part.claim.time.start for part in parts)
    verdict = verdict_of(False) if known else "incomparable"
    return Check("sum", verdict, in_order(total, *parts), f"{words}: the parts are more than the whole")
