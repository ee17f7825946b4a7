"""The shape of a word: which kinds of characters follow one another in it."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

LONGEST = 12


@lru_cache(maxsize=4_096)  # several plugins ask for a word when it is first met, and keep what they make of it
def shape_of(word: str) -> str:
    """Return the shape of a word: "Xx" of "Rabat", "X.X." of "U.S.", "d-x" of "14-member"."""
    if word.isascii() and word.isalpha():  # nearly all
        if word.islower():
            return "x"
        if word.isupper():
            return "X"
        if word[1:].islower():
            return "Xx"
    kinds = ["X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word[:100]]
    return "".join(kind for kind, _ in groupby(kinds))[:LONGEST]
