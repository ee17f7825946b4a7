"""Pieces: the tokens of one sentence, cut finely enough for the grammar of numbers.

Nearly all pieces are tokens. `1/2` and `7:30` are one token to everybody else and three pieces here; a currency code
that is glued to its amount (`USD1,700`, `RM23.50`) is cut off, and so is a full stop that tokens took for that of an
initial (`10M.`). Only sentences that may hold a number come here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import attrs

from .number_words import TRIGGERS

_SLASHED = re.compile(r"[/:]|[^/:]+")
_GLUED = re.compile(r"(?P<code>[^\W\d_]{1,4})(?P<number>\d+(?:[.,]\d+)*)(?P<scale>[^\W\d_]*)")
_LONGEST_GLUED = 24
_MODEL_CODES = frozenset({"PS"})
"""Codes that with one digit are a model: "PS5" is a console, "PS6m" six million pounds in texts made ASCII."""


@attrs.frozen(slots=True)
class Pieces:
    """The pieces of one sentence as columns, which are never written to.

    Args:
        words: The text of each piece, as written.
        lower: The same, lower-cased.
        starts: Offset of the first character of each in the document.
        ends: Offset after the last character of each.
        triggers: Indices of the pieces that a number may begin with.
    """

    words: Sequence[str]
    lower: list[str]
    starts: Sequence[int]
    ends: Sequence[int]
    triggers: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def at(self, index: int) -> str:
        """Return a lower-cased piece, "" beyond either end of the sentence."""
        try:
            return self.lower[index] if index >= 0 else ""
        except IndexError:
            return ""

    def word(self, index: int) -> str:
        """Return a piece as it is written, "" beyond either end of the sentence."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def joined(self, index: int) -> bool:
        """Say whether a piece touches the one before it."""
        return 0 < index < len(self.starts) and self.ends[index - 1] == self.starts[index]

    def gap(self, index: int) -> int:
        """Return how many characters lie between a piece and the one before it; 0 at either end."""
        return self.starts[index] - self.ends[index - 1] if 0 < index < len(self.starts) else 0

    def hyphen(self, index: int) -> bool:
        """Say whether a piece is a hyphen inside a compound: `14-member`, `twenty-seven`."""
        lower = self.lower
        if not (0 < index < len(lower) - 1 and lower[index] == "-"):
            return False
        starts, ends = self.starts, self.ends
        return ends[index - 1] == starts[index] and ends[index] == starts[index + 1]


def is_cut(word: str, codes: frozenset[str]) -> bool:
    """Say whether a word, as written, is a letter with a full stop, or an amount with its currency code: "USD10m"."""
    if len(word) < 3:
        return word[1:] == "."
    match = _GLUED.fullmatch(word) if len(word) <= _LONGEST_GLUED and word[0].isalpha() else None
    return match is not None and match["code"] in codes


def cut(
    words: Sequence[str],
    lower: Sequence[str],
    starts: Sequence[int],
    ends: Sequence[int],
    span: range,
    special: frozenset[str],
    likely: Sequence[int],
) -> Pieces:
    """Cut the tokens of a sentence into pieces.

    Args:
        words: All tokens of the document.
        lower: The same, lower-cased.
        starts: Where they start.
        ends: Where they end.
        span: Indices of the tokens of the sentence.
        special: The lower-cased tokens of the document that are to be cut.
        likely: Indices of the tokens of the document that a number may begin with.
    """
    first, last = span.start, span.stop
    own = list(lower[first:last])
    if special.isdisjoint(own):
        triggers = [i - first for i in likely[bisect_left(likely, first) : bisect_left(likely, last)]]
        return Pieces(words[first:last], own, starts[first:last], ends[first:last], triggers)
    cut_words: list[str] = []
    cut_starts: list[int] = []
    cut_ends: list[int] = []
    i = first
    while i < last:
        parts, taken = _parts(words, starts, ends, i, last) if lower[i] in special else ([words[i]], 1)
        at = starts[i]
        for part in parts:
            cut_words.append(part)
            cut_starts.append(at)
            at += len(part)
            cut_ends.append(at)
        i += taken
    own = [word.lower() for word in cut_words]
    return Pieces(cut_words, own, cut_starts, cut_ends, triggers_of(own))


def triggers_of(lower: Sequence[str]) -> list[int]:
    """Return the indices of the lower-cased pieces that a number may begin with."""
    return [i for i, word in enumerate(lower) if word in TRIGGERS or word[0].isdecimal()]


def _parts(
    words: Sequence[str], starts: Sequence[int], ends: Sequence[int], at: int, last: int
) -> tuple[list[str], int]:
    """Return the parts of a token, and how many tokens they take: "RM23" goes on in "." and "50"."""
    word = words[at]
    if word[0].isdecimal():
        return _SLASHED.findall(word), 1
    if len(word) == 2 and word[1] == ".":  # an initial elsewhere ("J. Smith"), a scale or a unit after a number
        return ([word[0], "."] if at and words[at - 1][0].isdecimal() else [word]), 1
    taken = 1
    more = at + 2 < last and word[-1].isdecimal() and words[at + 1] in (".", ",") and words[at + 2][0].isdecimal()
    if more and ends[at] == starts[at + 1] and ends[at + 1] == starts[at + 2]:
        word, taken = word + words[at + 1] + words[at + 2], 3
    match = _GLUED.fullmatch(word)
    if match is None or _is_model(match):
        return [words[at]], 1
    return [part for part in match.groups() if part], taken


def _is_model(match: re.Match[str]) -> bool:
    return match["code"] in _MODEL_CODES and len(match["number"]) == 1 and not match["scale"]
