"""Status: whether a number is stated, denied, imagined, expected or demanded.

Cues are words of the same clause before the numeral. Where several stand there, the strongest counts: negated,
hypothetical, normative, projected. Without any, the number is asserted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from .cues import words_to_entry
from .drafts import Draft, Status
from .pieces import Pieces

_STATUS_OF = cast(Mapping[str, Status], words_to_entry("status"))
_CUES = frozenset(_STATUS_OF)
_STRENGTH: Mapping[Status, int] = {"negated": 4, "hypothetical": 3, "normative": 2, "projected": 1, "asserted": 0}
_CLAUSE_ENDS = frozenset(
    {";", ":", "—", "–", "but", "while", "whereas", "although", "though", "(", "because", "which", "--"}
)
_NOUNS = frozenset(
    "limit cap set due fine plan forecast target goal ceiling threshold quota minimum maximum penalty sentence"
    " sentences demand demands scheduled hope aim likely".split()
)
"""Cues that are also other words: they count near their number, or before a preposition."""
_KNOWN = frozenset("the this these those his her their its my our your 's ’s".split())
"""Before a number that is taken for granted: to "hear the voices of the 23.5 million" demands no number."""
_NOT_ONLY = frozenset({"only", "just", "merely", "more", "less", "fewer", "until", "to", "exceeding"})
_FURTHEST = 14  # pieces between a cue and its number
_NEAREST = 4  # the same for one that is taken for granted


def read_status(pieces: Pieces, draft: Draft) -> None:
    """Set the status of a draft from the cues of its clause."""
    best: Status = "asserted"
    cue = -1
    known = pieces.at(draft.first - 1) in _KNOWN
    furthest = max(0, draft.first - (_NEAREST if known else _FURTHEST))
    if _CUES.isdisjoint(pieces.lower[furthest : draft.first]):
        return
    for at in range(draft.first - 1, furthest - 1, -1):
        word = pieces.lower[at]
        if word in _CLAUSE_ENDS or (word == "," and _opens_clause(pieces, at + 1)):
            break
        status = _STATUS_OF.get(word)
        if status is None or _STRENGTH[status] <= _STRENGTH[best] or not _counts(pieces, at, draft, status):
            continue
        if known and status != "negated":
            continue  # "did not pay the 5 million" is denied, but nobody demands "the 5 million"
        best, cue = status, at
    if cue >= 0:
        draft.status = best
        draft.cues.append(("status", cue, cue + 1))


def _opens_clause(pieces: Pieces, at: int) -> bool:
    """Say whether a comma closes a clause: ", and", ", who", ", he"."""
    return pieces.at(at) in ("and", "who", "he", "she", "they", "it", "we", "i", "where", "so", "then", "as")


def _counts(pieces: Pieces, at: int, draft: Draft, status: Status) -> bool:
    """Say whether a cue is one here: "not only 5", "no more than 5", "the law of 5 March" are none."""
    word, after = pieces.lower[at], pieces.at(at + 1)
    if pieces.hyphen(at + 1):
        return False  # "six want-to-be presidents"
    if status == "negated":
        return after not in _NOT_ONLY and draft.first - at <= 8
    if word == "may":
        return pieces.words[at] == "may"
    if word in ("law", "rule", "rules"):
        return after in ("requires", "says", "now", "stipulates", "limits", "mandates", "that")
    if word in _NOUNS:
        return after in ("of", "to", "at", "for", "is", "was") or (word != "likely" and draft.first - at <= 3)
    if word in ("call", "calls", "called", "calling"):
        return after == "for"
    return word != "going" or after == "to"
