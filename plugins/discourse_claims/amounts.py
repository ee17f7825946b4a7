"""Amounts: numbers in figures, and in units that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

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


def normalized(claim: NumericClaim, claim_units: Iterable[Resource] = ()) -> Amount | None:
    """Do what `discourse_claims.normalized` says."""
    if claim.kind == "rank" or (claim.low is None and claim.high is None):
        return None
    table = shipped_table() if not claim_units else UnitTable(claim_units)
    found = table.si.get(claim.unit)
    rate, base = "", 1.0
    if found is None:
        unit, _, per = claim.unit.partition(" per ")
        if per:
            span = table.si.get(per)
            is_time = span is not None and span[0] == "s"
            rate, base = (" per year", YEAR / span[1]) if span is not None and is_time else (f" per {per}", 1.0)
        found = _plain(claim, unit, table)
    if found is None:
        return None
    name, factor, offset = found
    low, high = (_converted(bound, factor, offset, base) for bound in (claim.low, claim.high))
    return Amount(low, high, f"{name}{rate}")


def _plain(claim: NumericClaim, unit: str, table: UnitTable) -> tuple[str, float, float] | None:
    """Return what a unit without its "per" is in, its factor and its offset."""
    if claim.kind == "money" or claim.currency:
        return (claim.currency, 1.0, 0.0) if claim.currency else None
    if unit in _PARTS_OF_ONE:
        return "1", _PARTS_OF_ONE[unit], 0.0
    if unit in table.si:
        return table.si[unit]
    if claim.kind in ("ratio", "multiple"):
        return "1", 1.0, 0.0
    return (unit, 1.0, 0.0) if claim.kind in _AS_THEY_ARE or " per " in claim.unit else None


def _converted(bound: float | None, factor: float, offset: float, base: float) -> float | None:
    return None if bound is None else float(f"{(bound * factor + offset) * base:.12g}")


@lru_cache(maxsize=1)
def shipped_table() -> UnitTable:
    return UnitTable()
