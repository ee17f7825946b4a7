"""Modifiers and changes: "about", "at least", "up to", "or more"; "rose 3%", "down 58 points".

The modifier is the nearest hedge that touches the numeral or its unit; a number with none is exact. A change is up or
down where the number is an amount of change, not the level that is reached: "rose 3% to 110" is up 3%, and 110.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from .cues import cue_tables, words_to_entry
from .drafts import Change, Draft, Modifier
from .pieces import Pieces

_FILLERS = frozenset("a an the just only total mere whopping full additional extra first other average of".split())
_AGE_FILLERS = _FILLERS | {"the", "age"}
_OVER_CONTEXTS = frozenset(
    "for of well just in after took takes take lasted lasts spent is was are were since with the to by aged".split()
)
"""What stands before "over" where it means "more than" and a span of time follows: "for over two years"."""

_LOOSE = frozenset(
    "add adds added adding gain gains gained gaining lose loses lost losing shed sheds shedding advance advances"
    " advanced".split()
)
"""Verbs of change only with a share, points or money: a team that lost 12 games changed nothing by 12."""
_SHARES = frozenset({"percentage", "percentage_points"})
_SIGNED = frozenset({"percentage", "percentage_points", "money"})
_QUOTED_PRICES = frozenset({"point", "cent", "pence", "sen"})
_BETWEEN = frozenset("by a an another further additional about some around nearly almost roughly".split())
_MOVED = frozenset("ticked crept inched edged shot went moved nudged bumped pushed".split())
_MAKE = frozenset("make makes made making".split())
_BE = frozenset({"is", "was", "are", "were", "be", "been", "'s", "'re"})
_MOST_STEPS = 5

Phrases = dict[str, list[tuple[tuple[str, ...], Modifier]]]


def _phrases(section: str, *, key: int) -> Phrases:
    """Index the phrases of a section by their first (0) or last (-1) word, the longest first."""
    phrases: Phrases = {}
    for modifier, entries in cue_tables()[section].items():
        for entry in entries:
            words = tuple(entry.split())
            phrases.setdefault(words[key], []).append((words, cast(Modifier, modifier)))
    for entries_of_word in phrases.values():
        entries_of_word.sort(key=lambda phrase: -len(phrase[0]))
    return phrases


_PHRASES_BEFORE = _phrases("before", key=-1)
_PHRASES_AFTER = _phrases("after", key=0)
_CHANGES = cast(Mapping[str, Change], words_to_entry("verbs"))
_CHANGE_NOUNS = cast(Mapping[str, Change], words_to_entry("nouns"))


def is_change_verb(word: str) -> bool:
    """Say whether a lower-cased word tells of a rise or a fall: "rose", "down"."""
    return word in _CHANGES


def read_modifier(pieces: Pieces, draft: Draft) -> int:
    """Set the modifier of a draft.

    Returns:
        The index of the first piece of what belongs to the number: its hedge, else its own first piece.
    """
    at = draft.first
    if draft.low != draft.high and pieces.at(at - 1) in ("between", "from"):
        at -= 1
    fillers = _AGE_FILLERS if draft.kind == "age" else _FILLERS
    for _ in range(_MOST_STEPS):
        found = _ending_at(pieces, at)
        if found is not None and _is_preposition(pieces, draft, at):
            break
        if found is not None and not _is_duration_over(pieces, draft, at - 1):
            words, modifier = found
            draft.modifier = modifier
            draft.cues.append(("modifier", at - len(words), at))
            return at - len(words)
        if pieces.at(at - 1) not in fillers:
            break
        at -= 1
    for end in (draft.number.end, draft.end):
        for words, modifier in _PHRASES_AFTER.get(pieces.at(end), ()):
            stop = end + len(words)
            if tuple(pieces.lower[end:stop]) == words and not pieces.at(stop)[:1].isdecimal():
                draft.modifier = modifier
                draft.cues.append(("modifier", end, stop))
                return draft.first
    return draft.first


def _is_preposition(pieces: Pieces, draft: Draft, at: int) -> bool:
    """Say whether what seems a hedge leads elsewhere: "talks over a $4bn deal", "ticked up to 49%"."""
    word, before = pieces.at(at - 1), pieces.at(at - 2)
    if word in ("over", "under", "above", "below") and at < draft.first and pieces.at(at) in ("a", "an", "the"):
        return True
    verb = pieces.at(at - 3)
    return word == "to" and before == "up" and (verb in _CHANGES or verb in _MOVED)


def _ending_at(pieces: Pieces, end: int) -> tuple[tuple[str, ...], Modifier] | None:
    for words, modifier in _PHRASES_BEFORE.get(pieces.at(end - 1), ()):
        start = end - len(words)
        if start >= 0 and tuple(pieces.lower[start:end]) == words:
            return words, modifier
    return None


def _is_duration_over(pieces: Pieces, draft: Draft, at: int) -> bool:
    """Say whether "over" or "under" hedges nothing: "over five weeks", but not "in under an hour"."""
    return draft.kind == "duration" and pieces.at(at) in ("over", "under") and pieces.at(at - 1) not in _OVER_CONTEXTS


def read_change(pieces: Pieces, draft: Draft, first: int) -> None:
    """Set whether a draft is an amount of change.

    Args:
        pieces: The pieces of the sentence.
        draft: A draft with its unit and modifier.
        first: Index of the first piece of its hedge, as `read_modifier` returns it.
    """
    if draft.kind in ("rank", "age", "duration"):
        return
    if draft.kind in _SIGNED and draft.high is not None and draft.high < 0:
        draft.change = "down"
        draft.cues.append(("change", draft.number.first, draft.number.first + 1))
        return
    cue = _change_before(pieces, draft, first)
    if cue is None:
        cue = _change_after(pieces, draft)
    if cue is None:
        return
    word = pieces.at(cue)
    draft.change = _CHANGES.get(word) or _CHANGE_NOUNS[word]
    draft.cues.append(("change", cue, cue + 1))


def _change_before(pieces: Pieces, draft: Draft, first: int) -> int | None:
    """Find "rose by", "up about", "a rise of" before the number; "to" in between makes it a level."""
    at = first - 1
    if draft.low != draft.high and pieces.at(at) == "from":  # "fell from 2,415 to 2,315"
        return at - 1 if pieces.at(at - 1) in _CHANGES else None
    if pieces.at(at) == "of" and pieces.at(at - 1) in _CHANGE_NOUNS:
        return at - 1
    for _ in range(_MOST_STEPS):
        word = pieces.at(at)
        if word in _CHANGES:
            return at if _changes_by(pieces, draft, at, first) else None
        if word not in _BETWEEN:
            return None
        at -= 1
    return None


def _changes_by(pieces: Pieces, draft: Draft, at: int, first: int) -> bool:
    """Say whether a cue is one of change here: not in "lost by six points", "picked up 40 seats", "lost 12 games"."""
    word = pieces.lower[at]
    if word in _LOOSE:
        return _is_share(draft) and at == first - 1
    if word == "up" and pieces.at(at - 1) in _MAKE:
        return False  # "women make up 52 per cent"
    if word in ("up", "down") and draft.kind == "count" and draft.head:
        return pieces.at(at - 1) in _BE
    return True


def _is_share(draft: Draft) -> bool:
    return draft.kind in _SHARES or (draft.unit is not None and draft.unit.name in _QUOTED_PRICES)


def _change_after(pieces: Pieces, draft: Draft) -> int | None:
    """Find "34.4% higher", "a 19% drop" after a share."""
    after = pieces.at(draft.end)
    return draft.end if _is_share(draft) and (after in ("higher", "lower") or after in _CHANGE_NOUNS) else None


def inherit(pieces: Pieces, previous: Draft, draft: Draft) -> None:
    """Let a conversion share hedge and change: "just under 296 hp (224 kW)", "up 17.5 points, or 0.22%".

    Args:
        pieces: The pieces of the sentence.
        previous: The claim before, complete.
        draft: The claim that may restate it in another unit.
    """
    between = pieces.lower[previous.end : draft.first]
    opened = between in (["("], ["/"])
    restated = between in ([",", "or"], ["or"]) and draft.kind in _SHARES
    if not (opened or restated) or draft.kind == previous.kind == "count" or draft.low is None:
        return
    if draft.modifier == "exact":
        draft.modifier = previous.modifier
    if draft.change == "none":
        draft.change = previous.change
