"""Amounts in figures, as a reader would write them."""

from __future__ import annotations

_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def written(value: float) -> str:
    """Write a number: "1.2 billion", "23,500", "0.25"."""
    for scale, name in _SCALES:
        if abs(value) >= scale:
            return f"{value / scale:.4g} {name}" if abs(value) < 1000 * scale else f"{value:.3g}"
    return f"{value:,.0f}" if value % 1 == 0 else f"{value:,.6g}"
