"""How far coders agree: Krippendorff's alpha, for single frames and for whole sets of them, with intervals.

Alpha (Krippendorff, 2004) is 1 less the disagreement observed by the one that chance would have: 1 for perfect
agreement, 0 for none beyond chance. It takes any number of coders and units that some did not code. For one frame
values are "has it" and "has it not", at nominal distance; for sets of frames the distance is nominal (the same set or
not) or MASI (Passonneau, 2006), by which sets that share frames are nearer. Intervals: units are drawn again, with
replacement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from random import Random
from typing import Any, Literal

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse import OptionError

from .codings import Coding, checked_count

Floats = NDArray[np.float64]
Record = dict[str, Any]
ALL = "all"
DECIMALS = 6
FEWEST_UNITS = 2  # of which an interval can be drawn


def alpha(
    codings: Iterable[Coding], *, frame: str | None = None, distance: Literal["masi", "nominal"] = "masi"
) -> float | None:
    """Return Krippendorff's alpha.

    Args:
        codings: What coders say, each unit once a coder.
        frame: Of one frame only, whether a unit has it; by default of whole sets of frames.
        distance: Between sets of frames: "masi" or "nominal". For one frame it makes no difference.

    Returns:
        At most 1; None where it is undefined: no unit has two coders, or all say the same of all units.

    Raises:
        OptionError: If there is no such distance, or a coder codes a unit twice.
    """
    between = distance_named(distance)
    return tallies_of(values_of(codings, frame), between if frame is None else nominal).alpha()


def agreement(
    codings: Iterable[Coding],
    *,
    frames: Sequence[str] | None = None,
    rounds: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> list[Record]:
    """Return how far coders agree on each frame and on all of them.

    Args:
        codings: What coders say, each unit once a coder.
        frames: The frames, in the order of the codebook; by default those that are marked, by name.
        rounds: How often units are drawn again for the intervals, at least 1.
        level: Share of the drawn values that an interval holds, between 0 and 1.
        seed: Of the drawing.

    Returns:
        A record for each frame, then for all with `distance` "masi", and "nominal": `frame` ("all"), `distance`,
        `units` (that have two coders or more), `coders`, `marked` (share of their codings that have the frame, 0 to 1;
        None for all), `agreement` (share of pairs of coders that say the same), `alpha`, `low` and `high` (None where
        undefined).

    Raises:
        OptionError: If rounds or level are out of range, or a coder codes a unit twice.
    """
    checked_count("rounds", rounds, 1)
    if not 0.0 < level < 1.0:
        raise OptionError(f"level lies between 0 and 1, not {level!r}")
    if isinstance(frames, str):
        raise OptionError(f"frames are a list of names, not the text {frames!r}")
    given = list(codings)
    named = sorted({label for coding in given for label in coding.labels}) if frames is None else list(frames)
    rows: list[tuple[str | None, str]] = [*((name, "nominal") for name in named), (None, "masi"), (None, "nominal")]
    pairable_units = sum(len(unit) > 1 for unit in values_of(given, None).values())
    drawn = drawn_again(pairable_units, rounds, seed)
    records = []
    for frame, distance in rows:
        values = values_of(given, frame)
        tallies = tallies_of(values, distance_named(distance))
        low, high = tallies.interval(drawn, level)
        pairable = [unit for unit in values.values() if len(unit) > 1]
        codes = [value for unit in pairable for value in unit]
        whole = tallies.alpha()
        records.append(
            {
                "frame": ALL if frame is None else frame,
                "distance": distance,
                "units": len(pairable),
                "coders": len({coding.coder for coding in given if len(values[coding.unit]) > 1}),
                "marked": None if frame is None or not codes else round(sum(map(bool, codes)) / len(codes), DECIMALS),
                "agreement": same_pairs(pairable),
                "alpha": whole if whole is None else round(whole, DECIMALS),
                "low": low,
                "high": high,
            }
        )
    return records


def majority(codings: Iterable[Coding]) -> dict[str, frozenset[str]]:
    """Return for each unit the frames that more than half of its coders mark: labels to learn from.

    Args:
        codings: What coders say, each unit once a coder.

    Raises:
        OptionError: If a coder codes a unit twice.
    """
    values = values_of(codings, None)
    labels: dict[str, frozenset[str]] = {}
    for unit, sets in values.items():
        named = sorted({label for one in sets for label in one})
        labels[unit] = frozenset(label for label in named if 2 * sum(label in one for one in sets) > len(sets))
    return labels


def values_of(codings: Iterable[Coding], frame: str | None) -> dict[str, list[Any]]:
    """Return what the coders of each unit say: sets of frames, or whether it has one."""
    values: dict[str, list[Any]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for coding in codings:
        if (coding.unit, coding.coder) in seen:
            raise OptionError(f"coder {coding.coder!r} codes unit {coding.unit!r} twice")
        seen.add((coding.unit, coding.coder))
        values[coding.unit].append(coding.labels if frame is None else frame in coding.labels)
    return dict(values)


@attrs.frozen(eq=False)
class Tallies:
    """What alpha is made of.

    Args:
        counts: How often each value is given to each unit that has two coders or more: units x values.
        disagreements: Of each of these units, the sum of the distances of its pairs of values, by its coders less one.
        distances: Values x values.
    """

    counts: Floats
    disagreements: Floats
    distances: Floats

    def alphas(self, weights: Floats) -> list[float | None]:
        """Return alpha where units count as often as each row of weights says; None where nothing could disagree."""
        observed = weights @ self.disagreements
        sums = weights @ self.counts
        totals = sums.sum(axis=1)
        expected = np.einsum("bi,ij,bj->b", sums, self.distances, sums)
        return [
            None if chance == 0.0 else 1.0 - (total - 1.0) * seen / chance
            for seen, total, chance in zip(observed.tolist(), totals.tolist(), expected.tolist(), strict=True)
        ]

    def alpha(self) -> float | None:
        return self.alphas(np.ones((1, len(self.counts))))[0] if len(self.counts) else None

    def interval(self, drawn: Floats, level: float) -> tuple[float | None, float | None]:
        """Return the bounds between which alpha lies when units are drawn again."""
        if len(self.counts) < FEWEST_UNITS:
            return None, None
        found = sorted(value for value in self.alphas(drawn) if value is not None)
        if not found:
            return None, None
        low, high = (
            round(found[min(int(share * len(found)), len(found) - 1)], DECIMALS)
            for share in ((1.0 - level) / 2, (1.0 + level) / 2)
        )
        return low, high


def drawn_again(units: int, rounds: int, seed: int) -> Floats:
    """Return how often each unit is drawn in each round: rounds x units."""
    random = Random(seed)  # noqa: S311 - the same draws everywhere, no secret
    draws = (
        [np.bincount(random.choices(range(units), k=units), minlength=units) for _ in range(rounds)] if units else []
    )
    return np.array(draws, dtype=np.float64)


def tallies_of(values: Mapping[str, Sequence[Hashable]], distance: Callable[[Any, Any], float]) -> Tallies:
    """Count the values of units that have two coders or more."""
    pairable = [unit for unit in values.values() if len(unit) > 1]
    kinds = list(dict.fromkeys(value for unit in pairable for value in unit))
    places = {value: place for place, value in enumerate(kinds)}
    counts = np.zeros((len(pairable), len(kinds)))
    for row, unit in enumerate(pairable):
        for value in unit:
            counts[row, places[value]] += 1.0
    distances = np.array([[distance(one, other) for other in kinds] for one in kinds]).reshape(len(kinds), len(kinds))
    within = ((counts @ distances) * counts).sum(axis=1)
    return Tallies(counts, within / np.maximum(counts.sum(axis=1) - 1.0, 1.0), distances)


def same_pairs(pairable: Sequence[Sequence[Hashable]]) -> float | None:
    """Return the share of pairs of coders of a unit that say the same."""
    same = whole = 0
    for unit in pairable:
        for place, value in enumerate(unit):
            whole += len(unit) - 1 - place
            same += unit[place + 1 :].count(value)
    return round(same / whole, DECIMALS) if whole else None


def distance_named(name: str) -> Callable[[Any, Any], float]:
    distances: dict[str, Callable[[Any, Any], float]] = {"masi": masi, "nominal": nominal}
    if name not in distances:
        raise OptionError(f"distance is one of {', '.join(distances)}, not {name!r}")
    return distances[name]


def nominal(one: Hashable, other: Hashable) -> float:
    return float(one != other)


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the distance of two sets: 1 less the share they have in common, weighed by how one relates to the other.

    NLTK has it too, but divides by zero for two empty sets and rounds thirds to .33 and .67.
    """
    if one == other:
        return 0.0
    shared = len(one & other)
    near = 2 / 3 if shared and (one <= other or other <= one) else 1 / 3 if shared else 0.0
    return 1.0 - shared / len(one | other) * near
