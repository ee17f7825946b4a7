"""Amounts: numbers in figures, and in units that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from discourse import Resource

from . import Amount, NumericClaim
from .units import UnitTable

YEAR = 365.25 * 86400  # seconds: the Julian year, which a month is a twelfth of
_PARTS_OF_ONE = {"percentage": 0.01, "percentage point": 0.01, "basis point": 0.0001}
_AS_THEY_ARE = frozenset(("count", "age"))
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def written(value: float) -> str:
    """Write a number: "1.2 billion", "23,500", "0.25"."""
    for scale, name in _SCALES:
        if abs(value) >= scale:
            return f"{value / scale:.4g} {name}" if abs(value) < 1000 * scale else f"{value:.3g}"
    return f"{value:,.0f}" if value % 1 == 0 else f"{value:,.6g}"


class Conversion(NamedTuple):
    """How numbers of a unit become numbers of one that can be compared: times the factor, plus the offset."""

    unit: str
    factor: float = 1.0
    offset: float = 0.0

    def __call__(self, value: float) -> float:
        return float(f"{value * self.factor + self.offset:.12g}")


def normalized(claim: NumericClaim, claim_units: Iterable[Resource] = ()) -> Amount | None:
    """Do what `discourse_claims.normalized` says."""
    convert = conversion(claim, claim_units)
    if convert is None or (claim.low is None and claim.high is None):
        return None
    low, high = (None if bound is None else convert(bound) for bound in (claim.low, claim.high))
    return Amount(low, high, convert.unit)


def conversion(claim: NumericClaim, claim_units: Iterable[Resource] = ()) -> Conversion | None:
    """Return how to convert the numbers of a claim, None for ranks and for units that the table cannot convert."""
    if claim.kind == "rank":
        return None
    table = shipped_table() if not claim_units else UnitTable(claim_units)
    if claim.unit in table.si:
        return Conversion(*table.si[claim.unit])
    unit, _, per = claim.unit.partition(" per ")
    plain = _plain(claim, unit, table)
    if plain is None or not per:
        return plain
    name, seconds, _ = table.si.get(per, ("", 1.0, 0.0))
    if name == "s":
        times = YEAR / seconds
        return Conversion(f"{plain.unit} per year", plain.factor * times, plain.offset * times)
    return plain._replace(unit=f"{plain.unit} per {per}")


def _plain(claim: NumericClaim, unit: str, table: UnitTable) -> Conversion | None:
    """Return the conversion of a unit without its "per"."""
    if claim.kind == "money" or claim.currency:
        return Conversion(claim.currency) if claim.currency else None
    if unit in _PARTS_OF_ONE:
        return Conversion("1", _PARTS_OF_ONE[unit])
    if unit in table.si:
        return Conversion(*table.si[unit])
    if claim.kind in ("ratio", "multiple"):
        return Conversion("1")
    return Conversion(unit) if claim.kind in _AS_THEY_ARE or " per " in claim.unit else None


@lru_cache(maxsize=1)
def shipped_table() -> UnitTable:
    return UnitTable()
