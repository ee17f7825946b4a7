"""What a check finds, before it becomes an annotation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import attrs

from .facts import Fact

Relation = Literal["repeat", "sum", "enumeration", "share", "change"]
Verdict = Literal["consistent", "contradictory", "incomparable"]


@attrs.frozen(eq=False)
class Check:
    """A relation between numbers, with its verdict.

    Args:
        relation: What relates them.
        verdict: Whether they fit.
        facts: The numbers.
        explanation: The arithmetic in words.
        end: Where it ends in the text, if behind the last number: a list that was counted.
    """

    relation: Relation
    verdict: Verdict
    facts: Sequence[Fact]
    explanation: str
    end: int = 0


def verdict_of(fits: bool) -> Verdict:
    return "consistent" if fits else "contradictory"


def in_order(*facts: Fact) -> Sequence[Fact]:
    """Return facts in the order of the text."""
    return sorted(facts, key=lambda fact: fact.first)
