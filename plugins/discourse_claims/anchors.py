"""Anchors: numbers that only tell when.

A number inside a date is no claim. Neither is a span of time that is tied to a point in time ("3 days from today", "the
first 2 weeks of 2021", "the next 5 years", "will open in 2 weeks"): it says when, not how long. "over the last two
years", "for 15 years" and "the largest in 18 months" say how long, and are claims.
"""

from __future__ import annotations

from discourse_mentions import TimeExpression

from .drafts import Draft
from .pieces import Pieces
from .scopes import Times

_ANCHORING = frozenset("from before after since starting beginning commencing of".split())
_STEPPED_OVER = frozenset({",", "the", "on", "from", "year"})
_DEICTICS = frozenset("next previous upcoming coming following preceding".split())
_EXTENTS = frozenset({"over", "during", "within", "throughout"})
_OFFSETS = frozenset({"ago", "hence", "later", "earlier"})
_DISTANT = frozenset({"after", "before", "prior"})
_KNOWN = frozenset("the this that his her their its to".split())
_FUTURE = frozenset({"will", "'ll", "shall", "going", "tomorrow"})
_MOST_STEPS = 4
_NEARBY = 16


def tells_when(pieces: Pieces, draft: Draft, times: Times) -> bool:
    """Say whether a number tells when something is, so that it claims nothing."""
    if draft.kind not in ("count", "duration", "ratio", "rank"):
        return False
    if draft.kind == "duration" and _is_anchored(pieces, draft, times):
        return True
    number = draft.number
    return any(_in_date(times, pieces, at) for at in {number.first, number.end - 1})


def _in_date(times: Times, pieces: Pieces, at: int) -> bool:
    time = times.covering(pieces.starts[at], pieces.ends[at])
    return time is not None and _is_date(time)


def _is_date(time: TimeExpression) -> bool:
    return time.kind in ("date", "time")


def _is_anchored(pieces: Pieces, draft: Draft, times: Times) -> bool:
    if pieces.at(draft.end) in _OFFSETS or _is_before_date(pieces, draft.end, times):
        return True
    if pieces.at(draft.end) in _DISTANT and pieces.at(draft.end + 1) in _KNOWN:
        return True  # "four months after the attacks"
    at = draft.end
    while at - draft.end < _MOST_STEPS and pieces.at(at)[:1].isdecimal():
        at += 2
    if at > draft.end and pieces.at(at) in _OFFSETS:
        return True  # "2 years 1 month 21 days later"
    at = draft.number.first - 1
    if pieces.at(at) in _DEICTICS or pieces.at(draft.number.end) in _DEICTICS:
        governor = at - (pieces.at(at) in _DEICTICS)
        return pieces.at(governor - (pieces.at(governor) == "the")) not in _EXTENTS
    return pieces.at(at) == "in" and not _FUTURE.isdisjoint(pieces.lower[max(0, at - _NEARBY) : at])


def _is_before_date(pieces: Pieces, end: int, times: Times) -> bool:
    """Say whether a span of time runs from, to or within a date: "3 days from today", "2 weeks starting May 20"."""
    anchored = False
    for at in range(end, min(end + _MOST_STEPS, len(pieces))):
        if _in_date(times, pieces, at):
            return anchored
        word = pieces.lower[at]
        if anchored and word[0].isdecimal() and word.endswith(("st", "nd", "rd", "th")):
            return True
        anchored = anchored or word in _ANCHORING
        if word not in _ANCHORING and word not in _STEPPED_OVER:
            return anchored and word in ("now", "today", "tomorrow", "yesterday", "new")
    return False
