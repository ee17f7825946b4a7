"""A number against the list that follows or precedes it: "five cities: Leeds, Hull, York, Ripon and Selby"."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..function_words import DETERMINERS, STOPS, is_no_noun
from .check import Check, Verdict
from .facts import Fact, Facts

MOST = 20  # that a list is expected to name
_REACH = 10  # tokens between the noun and its list
_DASHES = frozenset("- -- – —".split())
_OPEN = frozenset("including include includes like among notably mostly mainly".split())
_LONGEST_ITEM = 7  # tokens, where commas part the items
_LONGEST_NAME = 5
_BULLET = re.compile(r"\s{0,4}(?:[-•*–—·]|\(?[0-9a-z]{1,2}[.)])[ \t]+(?P<item>\S[^\n]{0,300})")
_LONGEST_LEAD = 200  # characters between a number and the colon before its list
_ORDINALS = (
    ("first", "firstly"), ("second", "secondly"), ("third", "thirdly"), ("fourth", "fourthly"), ("fifth", "fifthly"),
)  # fmt: skip
_MOST_BETWEEN = 3  # sentences from one of them to the next
_LONGEST_REASON = 120  # tokens
LEAST_ITEMS = 3  # of a list that contradicts a number
_NAME_LINKS = frozenset("of de la al el and the bin ibn von van da di".split())


class Listed(NamedTuple):
    """A list: its items as bounds of tokens, whether it may go on, where it ends."""

    items: Sequence[tuple[int, int]]
    is_open: bool
    end: int


def enumerations(facts: Facts) -> Iterator[Check]:
    for sentence in facts.by_sentence:
        for fact in sentence:
            if fact.claim.kind != "count" or not fact.is_single or not 2 <= fact.value <= MOST or fact.value % 1:
                continue
            if fact.claim.modifier != "exact":
                continue
            others = [other.first for other in sentence if other.first > fact.first]
            found = _behind(facts, fact, min(others, default=facts.sentences[fact.sentence][1])) or _before(facts, fact)
            found = found or _bullets(facts, fact) or _sentence_before(facts, fact) or _ordinals(facts, fact)
            if found is not None:
                lead = facts.before(fact, 2)
                some = lead in (("of", "the"), ("among", "the"), ("of", "its"), ("of", "his"))
                yield from _counted(facts, fact, found._replace(is_open=found.is_open or some))


def _counted(facts: Facts, fact: Fact, found: Listed) -> Iterator[Check]:
    count, number = len(found.items), int(fact.value)
    if count != number and any(is_no_noun(facts.lower[first]) for first, _ in found.items):
        return  # "anarchists, enabled by politicians, and mayors" are two
    if count != number and (count < LEAST_ITEMS or (found.is_open and count < number)):
        return  # two words may describe all of them: "three presidents, Republican and Democrat"
    verdict: Verdict = "consistent" if count == number else "contradictory"
    names = [" ".join(facts.text[facts.starts[first] : facts.ends[end - 1]].split()) for first, end in found.items]
    words = f"“{facts.words(fact)}”, and {count} are named: {'; '.join(names)}"
    yield Check("enumeration", verdict, (fact,), words, found.end)


def _behind(facts: Facts, fact: Fact, limit: int) -> Listed | None:
    """Read the list behind a colon, a dash, a bracket or a comma."""
    lower = facts.lower
    stop = facts.sentences[fact.sentence][1]
    for at in range(fact.end, min(fact.end + _REACH, stop)):
        word = lower[at]
        if word == ":" or (word in _DASHES and not _is_hyphen(facts, at)) or word == "(":
            closing = {":": frozenset(), "(": frozenset(")")}.get(word, _DASHES)
            end = next((k for k in range(at + 1, stop) if lower[k] in closing and not _is_hyphen(facts, k)), stop)
            return _read(facts, at + 1, end, strict=False) if limit >= end else None
        if word in _OPEN or (word == "such" and lower[at + 1 : at + 2] == ("as",)):
            first = at + (2 if word == "such" else 1)
            found = _read(facts, first, stop, strict=True)
            return None if found is None else found._replace(is_open=True)
        if word == ",":
            first = at + 1 + (lower[at + 1 : at + 2] == ("namely",))
            if lower[first : first + 1] and (lower[first] in _OPEN or lower[first] == "such"):
                continue
            return _read(facts, first, stop, strict=True) if limit >= stop else None
        if word in (";", "."):
            return None
    return None


def _is_hyphen(facts: Facts, at: int) -> bool:
    """Say whether a dash stands inside a word."""
    glued_before = at > 0 and facts.ends[at - 1] == facts.starts[at]
    return (
        facts.lower[at] == "-"
        and glued_before
        and at + 1 < len(facts.starts)
        and facts.ends[at] == facts.starts[at + 1]
    )


def _read(facts: Facts, first: int, end: int, *, strict: bool) -> Listed | None:
    """Read the items of a list up to its end.

    Args:
        facts: The document.
        first: Its first token.
        end: Where it ends at the latest.
        strict: Whether every item has to be a name, because nothing but a comma says that a list begins.
    """
    lower = facts.lower
    while end > first and lower[end - 1] in (".", "!", "?", "”", '"', ")"):
        end -= 1
    mark = ";" if ";" in lower[first:end] else ","
    pieces = _cut(lower, first, end, mark)
    if not pieces:
        return None
    if strict:
        pieces = _until_the_last(lower, pieces)
    *heads, last = pieces
    if lower[last[0]] in ("and", "or"):
        pieces = [*heads, (last[0] + 1, last[1])]
    else:
        links = [at for at in range(last[0] + 1, last[1] - 1) if lower[at] in ("and", "or", "&")]
        if mark == ";" or not links:
            return None  # "Leeds, a city in the north" is no list
        pieces = [*heads, (last[0], links[0]), (links[0] + 1, last[1])]
    if strict:
        pieces = _names_of(facts, pieces)
    if len(pieces) < 2 or any(
        not 0 < behind - start <= (_LONGEST_ITEM if mark == "," else 40) for start, behind in pieces
    ):
        return None
    if not strict and any(not _may_begin(facts, start) for start, _ in pieces):
        return None
    if mark == "," and any(lower[at] in ("and", "or") for start, behind in pieces[:-1] for at in range(start, behind)):
        return None  # "trade and industry, health": how many that are depends on the reading
    return Listed(pieces, False, facts.ends[pieces[-1][1] - 1])


def _until_the_last(lower: Sequence[str], pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out what follows the piece with "and", which is the last: "A, B and C, were dismissed"."""
    for index, (start, behind) in enumerate(pieces):
        if index and not {"and", "&"}.isdisjoint(lower[start:behind]):
            return pieces[: index + 1]
    return pieces


def _may_begin(facts: Facts, at: int) -> bool:
    """Say whether a noun phrase may begin with a word; one in quotation marks is not counted."""
    word = facts.lower[at]
    capital = facts.text[facts.starts[at]].isupper()
    return capital or word in DETERMINERS or (word[:1].isalnum() and word not in STOPS)


def _cut(lower: Sequence[str], first: int, end: int, mark: str) -> list[tuple[int, int]]:
    bounds = [first - 1, *(at for at in range(first, end) if lower[at] == mark), end]
    return [(one + 1, other) for one, other in itertools.pairwise(bounds) if other > one + 1]


def _names_of(facts: Facts, pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the pieces if all are names, the last one cut where its name ends; else nothing."""
    named = [(start, _name_end(facts, start, behind)) for start, behind in pieces]
    if any(end == start or end - start > _LONGEST_NAME for start, end in named):
        return []
    if any(end != behind for (_, end), (_, behind) in zip(named[:-1], pieces[:-1], strict=True)):
        return []
    return named


def _name_end(facts: Facts, start: int, behind: int) -> int:
    at = start + (facts.lower[start] == "the" and start + 1 < behind)
    end = start
    while at < behind:
        capital = facts.text[facts.starts[at]].isupper()
        if capital:
            end = at + 1
        elif facts.lower[at] not in _NAME_LINKS and facts.lower[at] not in ("-", ".", "'s", "’s"):
            break
        at += 1
    return end


def _before(facts: Facts, fact: Fact) -> Listed | None:
    """Read what stands before "the three ministers" or "all five cities": names, or anything before a colon."""
    lower = facts.lower
    at = fact.first - 1
    start = facts.sentences[fact.sentence][0]
    if at <= start or lower[at] not in ("the", "all", "these"):
        return None
    at -= 1
    if at <= start or lower[at] not in (",", ":", *_DASHES):
        return None
    if lower[at] == ":":
        found = _read(facts, start, at, strict=False)
    else:
        found = _read(facts, _first_of_names(facts, start, at), at, strict=True)
    return None if found is None else found._replace(end=0)


def _first_of_names(facts: Facts, start: int, at: int) -> int:
    """Return where the names begin that end at a token."""
    while at > start and (
        facts.text[facts.starts[at - 1]].isupper() or facts.lower[at - 1] in (",", "and", "of", "al", "-", "de")
    ):
        at -= 1
    return at


def _sentence_before(facts: Facts, fact: Fact) -> Listed | None:
    """Read the names with which the sentence before begins, if this one begins with "The three economists"."""
    first = facts.sentences[fact.sentence][0]
    if fact.sentence == 0 or fact.first != first + 1 or not fact.is_definite:
        return None
    start, end = facts.sentences[fact.sentence - 1]
    at = start
    while at < end and (facts.text[facts.starts[at]].isupper() or facts.lower[at] in (",", "and", *_NAME_LINKS)):
        at += 1
    found = _read(facts, start, at, strict=True)
    return None if found is None else found._replace(end=0)


def _bullets(facts: Facts, fact: Fact) -> Listed | None:
    """Read the lines with bullets or numbers behind a colon that ends a line."""
    text = facts.text
    end = text.find("\n", fact.span.end)
    if end < 0 or not text[fact.span.end : end].rstrip().endswith(":") or end - fact.span.end > _LONGEST_LEAD:
        return None
    items, at = [], end
    while match := _BULLET.match(text, at):
        first = bisect_left(facts.starts, match.start("item"))
        items.append((first, max(first + 1, bisect_left(facts.starts, match.end("item")))))
        at = match.end()
    if len(items) < 2:
        return None
    return Listed(items, False, facts.ends[items[-1][1] - 1])


def _ordinals(facts: Facts, fact: Fact) -> Listed | None:
    """Read the sentences behind "two reasons" that begin with "First", "Second" and so on."""
    items: list[tuple[int, int]] = []
    for first, end in facts.sentences[fact.sentence + 1 : fact.sentence + 1 + _MOST_BETWEEN * len(_ORDINALS)]:
        if len(items) < len(_ORDINALS) and facts.lower[first] in _ORDINALS[len(items)]:
            items.append((first, min(first + 1, end)))
        elif not items or first - items[-1][1] > _LONGEST_REASON:
            break
    return Listed(items, True, 0) if len(items) > 1 else None  # the last may begin with "Finally"
