"""Scope: what small words do to the words of judgement around them.

"Not a success" and "prevented a disaster" turn what follows, up to a few tokens or the next mark; "very generous"
boosts it, "somewhat generous" dims it; what is conceded ("although ...") or stands before a "but" counts less, what
stands after it more. Each token of a sentence gets the sum of the flags that reach it, and each flag multiplies what
the token is worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import attrs
import numpy as np
from numpy.typing import NDArray

TURNED, BOOSTED, DIMMED, HEDGED, YIELDING, COUNTERING, CONCEDED, EXCESSIVE = (1 << bit for bit in range(8))
FLAGS: Mapping[str, int] = {
    "turned": TURNED,
    "boosted": BOOSTED,
    "dimmed": DIMMED,
    "hedged": HEDGED,
    "yielding": YIELDING,
    "countering": COUNTERING,
    "conceded": CONCEDED,
    "excessive": EXCESSIVE,
}
EVERY_FLAG = sum(FLAGS.values())
# What praise and blame are multiplied by. Fitted to the ratings of 2,140 sentences of editorials, with weights of words
# that were learnt from other articles, and rounded; raters make nothing of hedges, readers do.
MULTIPLIERS: Mapping[str, tuple[float, float]] = {
    "turned": (-0.2, -0.3),
    "boosted": (1.3, 1.2),
    "dimmed": (0.4, 0.7),
    "hedged": (0.85, 0.8),
    "yielding": (0.45, 0.6),
    "countering": (1.25, 1.15),
    "conceded": (0.55, 0.8),
    "excessive": (-0.5, 1.5),
}
CONCESSION = 25  # tokens that a concession may have


def multiplier_table() -> NDArray[np.float64]:
    """Return what praise and blame are multiplied by for every sum of flags: sums x 2."""
    table = np.ones((EVERY_FLAG + 1, 2))
    for name, factors in MULTIPLIERS.items():
        table[np.arange(EVERY_FLAG + 1) & FLAGS[name] > 0] *= factors
    return table


@attrs.frozen
class Reach:
    """What a kind of marker does.

    Args:
        flag: What its neighbours become.
        tokens: How many of them, up to the next stop.
        way: On which side they stand.
    """

    flag: int
    tokens: int
    way: Literal["after", "before"] = "after"


REACHES: Mapping[str, Reach] = {
    "negators": Reach(TURNED, 4),
    "reversers": Reach(TURNED, 5),
    "participles": Reach(TURNED, 5),
    "deniers": Reach(TURNED, 12),
    "boosters": Reach(BOOSTED, 2),
    "strengtheners": Reach(BOOSTED, 5),
    "dimmers": Reach(DIMMED, 2),
    "excess": Reach(EXCESSIVE, 2),
    "hedges": Reach(HEDGED, 8),
    "concession": Reach(CONCEDED, CONCESSION),
    "fallers": Reach(TURNED, 6, "before"),
    "risers": Reach(BOOSTED, 6, "before"),
}
ROLES = (*REACHES, "contrast", "turns", "additive", "passive", "finite", "stops")
NO_ROLE = 0
ROLE_OF_LIST: Mapping[str, int] = {"plain": NO_ROLE, **{name: number for number, name in enumerate(ROLES, 1)}}
REACH_OF_ROLE: tuple[Reach | None, ...] = (None, *(REACHES.get(name) for name in ROLES))
NEGATOR, REVERSER, PARTICIPLE, DIMMER, CONTRAST, TURN, ADDITIVE, PASSIVE, FINITE, STOP = (
    ROLE_OF_LIST[name]
    for name in (
        "negators",
        "reversers",
        "participles",
        "dimmers",
        "contrast",
        "turns",
        "additive",
        "passive",
        "finite",
        "stops",
    )
)
SILENT = frozenset((NO_ROLE, PASSIVE, FINITE, STOP))  # roles that do nothing to others
BACKWARDS = Reach(TURNED, 8, "before")  # what a participle after "was" does
ENDS: Mapping[int, tuple[int, ...]] = {
    NEGATOR: (STOP, NEGATOR),  # "neither cruelty nor neglect"
    REVERSER: (STOP, FINITE, PASSIVE),  # "the plan to fight poverty is working"
}
OTHER_ENDS = (STOP,)


def flagged(flag: int) -> bytes:
    """Return what a flag makes of every sum of flags; what is turned twice stands: "did not prevent the disaster"."""
    return bytes(flags ^ flag if flag == TURNED else flags | flag for flags in range(EVERY_FLAG + 1))


def spread_of(reach: Reach, role: int) -> tuple[bytes, int, bool, tuple[int, ...]]:
    """Return what a marker does as plain values: to flags, to how many tokens, whether before it, up to what."""
    return flagged(reach.flag), reach.tokens, reach.way == "before", ENDS.get(role, OTHER_ENDS)


SPREADS = tuple(None if reach is None else spread_of(reach, role) for role, reach in enumerate(REACH_OF_ROLE))
SPREAD_BACKWARDS = spread_of(BACKWARDS, PARTICIPLE)
YIELDED, COUNTERED = flagged(YIELDING), flagged(COUNTERING)


def flags_of(roles: Sequence[int]) -> list[int]:
    """Return the flags of each token of a sentence, by the roles of all."""
    flags = bytearray(len(roles))
    steer(flags, bytes(roles), [index for index, role in enumerate(roles) if role not in SILENT], 0, len(roles))
    return list(flags)


def steer(flags: bytearray, roles: bytes, markers: Iterable[int], start: int, end: int) -> None:
    """Set the flags of the tokens of a sentence, which have to be none so far.

    A marker gives its flag to what it reaches: up to the next stop, within its sentence.

    Args:
        flags: Those of all tokens of a text.
        roles: Those of all tokens.
        markers: The tokens of the sentence whose roles are not silent.
        start: First token of the sentence.
        end: The one after its last.
    """
    contrast = None  # the place of the word after which comes what counts
    added = False
    for index in markers:
        role = roles[index]
        spread = SPREADS[role]
        if role == PARTICIPLE and PASSIVE in roles[max(index - 3, start) : index]:
            spread = SPREAD_BACKWARDS
        if spread is not None:
            table, tokens, is_backwards, ends = spread
            if is_backwards:
                first, last = max(index - tokens, start), index
                for stop in ends:
                    first = max(first, roles.rfind(stop, first, last) + 1)
            else:
                first, last = index + 1, min(index + 1 + tokens, end)
                for stop in ends:
                    found = roles.find(stop, first, last)
                    if found >= 0:
                        last = found
            flags[first:last] = flags[first:last].translate(table)
            if role == DIMMER and NEGATOR in roles[max(index - 6, start) : index]:  # "not spare only"
                added = True
        elif role == ADDITIVE:
            added = True
        elif role == CONTRAST and added:  # "not only cheap but good" gives nothing up
            added = False
        elif role == CONTRAST or (role == TURN and index > start and roles[index - 1] == STOP):
            contrast = index
    if contrast is not None and roles.count(STOP, start, contrast) < contrast - start:  # a "But" first ends nothing
        flags[start:contrast] = flags[start:contrast].translate(YIELDED)
        flags[contrast + 1 : end] = flags[contrast + 1 : end].translate(COUNTERED)
