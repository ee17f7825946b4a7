"""Drafts: claims while they are being read.

One sentence's numbers pass from reader to reader (units, exclusions, ranges, counted nouns, modifiers, status), and
each fills in what it knows. A draft lives inside one call of the analyzer; what leaves is the frozen payload.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from .cardinals import Numeral
from .units import Unit

if TYPE_CHECKING:
    from .counted import Counted

Modifier = Literal["exact", "approximate", "at_least", "at_most", "more_than", "less_than"]
Change = Literal["none", "up", "down"]
Status = Literal["asserted", "negated", "hypothetical", "projected", "normative"]


@attrs.define(slots=True)
class Draft:
    """A claim in the making; indices are pieces of its sentence.

    Args:
        number: The numeral, for a range from its first to its last numeral.
        first: First piece of numeral and unit.
        end: Index after the last piece of numeral and unit.
        unit: The unit from the table, or None as long as none is known.
        kind: The kind of claim; "count" until something else is known.
        low: Lower bound.
        high: Upper bound.
        head: The counted noun.
        counted: First piece and index after the last piece of the noun phrase counted.
        shared: True where the unit was taken over from another claim of the sentence.
        cues: For evidence: the rule, the first piece of its words and the index after the last.
        phrase: What was read behind the number as a noun phrase, and at which piece and for one or many, so that it is
            read once (`counted.read_behind`).
    """

    number: Numeral
    first: int
    end: int
    unit: Unit | None
    kind: str
    low: float | None
    high: float | None
    head: str = ""
    counted: tuple[int, int] | None = None
    shared: bool = False
    modifier: Modifier = "exact"
    change: Change = "none"
    status: Status = "asserted"
    cues: list[tuple[str, int, int]] = attrs.field(factory=list)
    phrase: tuple[int, bool, Counted | None] | None = None

    @property
    def bare(self) -> bool:
        """Whether nothing says what the number is of."""
        return self.unit is None and not self.head

    def take_unit(self, unit: Unit, first: int, end: int, rule: str) -> None:
        """Set the unit, and let the draft cover its words."""
        self.unit, self.kind = unit, unit.kind
        self.first, self.end = min(self.first, first), max(self.end, end)
        self.cues.append((f"unit: {rule}", first, end))


def draft_of(number: Numeral) -> Draft:
    """Start a draft from a numeral alone."""
    kind = "ratio" if number.form in ("fraction", "odds") else "count"
    return Draft(number, number.first, number.end, None, kind, number.low, number.high)
