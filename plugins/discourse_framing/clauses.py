"""Clauses: how far what a word says reaches, and whether it is negated.

A clause ends at a mark that ends a sentence, at a colon, dash, bracket or quotation mark, and before words that begin
a new one ("but", "because", "which"). A comma alone is no end: lists have commas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SENTENCE_ENDS = frozenset([".", "!", "?", "…", "...", ";", ":"])
CLAUSE_ENDS = SENTENCE_ENDS | frozenset('—–()[]{}“”"«»') | {"--", "''", "``"}
CLAUSE_BEGINNINGS = frozenset(
    "but because although though while whereas if unless until when where which who whom whose so yet since".split()
)
NEGATORS = frozenset(
    "not n't no never without nor neither nobody none nothing hardly scarcely barely cannot nowhere".split()
)
LONGEST_CLAUSE = 40  # words on either side that are looked at
LONGEST_NEGATION = 5  # words between a negator and what it negates


def clause_around(words: Sequence[str], first: int, end: int, start: int, stop: int) -> tuple[int, int]:
    """Return the bounds of the clause around words `first` to `end`, within `start` and `stop`."""
    lowest, highest = max(start, first - LONGEST_CLAUSE), min(stop, end + LONGEST_CLAUSE)
    begin = first
    while begin > lowest and words[begin] not in CLAUSE_BEGINNINGS and words[begin - 1] not in CLAUSE_ENDS:
        begin -= 1
    close = end
    while close < highest and words[close] not in CLAUSE_BEGINNINGS and words[close] not in CLAUSE_ENDS:
        close += 1
    return begin, close


def negated_places(words: Sequence[str], negators: Iterable[int], end: int) -> set[int]:
    """Return which words before `end` are negated: those that follow a negator, near it and in its clause."""
    negated: set[int] = set()
    for place in negators:
        for after in range(place + 1, min(place + LONGEST_NEGATION + 2, end)):
            word = words[after]
            if word in CLAUSE_ENDS or word in CLAUSE_BEGINNINGS:
                break
            negated.add(after)
    return negated
