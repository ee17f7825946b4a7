"""Ages and ranks: numbers whose kind is told by the words before or after them, not by a unit.

"aged 35", "under the age of 5", "Maria, who was 10", "Jane Miller, 34, a nurse"; "the third largest economy".
"""

from __future__ import annotations

from collections.abc import Sequence

from .cardinals import Numeral
from .drafts import Draft, draft_of
from .nouns import singular
from .number_words import NONE_OF, ORDINALS
from .pieces import Pieces
from .units import Unit

YEAR_OF_AGE = Unit("year of age", "age")
OLDEST = 120
_BEFORE = frozenset({"aged", "age", "ages"})
_PERSONS = frozenset({"he", "she", "who", "i"})
_BE = frozenset({"was", "is", "be", "am", "turned", "turns", "turn", "'s", "’s", "'m", "’m"})
_AFTER_AGE = frozenset(
    {"", ".", ",", ";", ")", "when", "and", "but", "by", "at", "in", "on", "then", "?", "!", "”", '"'}
)
_SUPERLATIVES = frozenset({"most", "least", "best", "worst"})
_NOT_SUPERLATIVE = frozenset(
    "west east guest test rest interest request protest contest harvest forest invest priest arrest chest nest quest"
    " honest modest northwest northeast southwest southeast midwest conquest manifest crest suggest".split()
)
_RANKED = frozenset({"ranked", "ranks", "rank", "placed", "finished", "came", "ranking"})


_YOUNG = frozenset("children child kids minors girls boys youths teenagers adults".split())
"""Those of whom "under 18" tells the age."""


def read_age(pieces: Pieces, draft: Draft) -> None:
    """Make an age of a bare number that the words around it call one; of a span of time too ("the age of 5 years")."""
    if draft.low is None or not 0 < draft.low <= OLDEST or draft.number.form not in ("digits", "words"):
        return
    at = draft.first - 1
    while pieces.at(at) in ("of", "between", "from", "over", "under", "about", "around", "to") and draft.first - at < 4:
        at -= 1
    called = pieces.at(at) in _BEFORE or (at < draft.first - 1 and pieces.at(at) in _YOUNG and draft.bare)
    if not called and (not draft.bare or not (_is_said_of_person(pieces, draft) or _is_apposition(pieces, draft))):
        return
    if draft.kind not in ("count", "duration"):
        return
    draft.head, draft.counted = "", None
    draft.unit, draft.kind, draft.end = YEAR_OF_AGE, "age", max(draft.number.end, draft.end if draft.unit else 0)
    draft.cues.append(("kind: age", at if called else draft.first, draft.end))


def _is_said_of_person(pieces: Pieces, draft: Draft) -> bool:
    """Read "He will be 35 by the end of the year", "Maria, who was 10"."""
    at = draft.first - 1 - (pieces.at(draft.first - 1) in ("not", "only", "just", "now"))
    if pieces.at(at) not in _BE or pieces.at(draft.number.end) not in _AFTER_AGE:
        return False
    subject = pieces.at(at - 1 - (pieces.at(at - 1) in ("will", "would", "just", "only")))
    return subject in _PERSONS


def _is_apposition(pieces: Pieces, draft: Draft) -> bool:
    """Read "Jane Miller, 34, a nurse": a number between commas after a name."""
    before, after = pieces.at(draft.first - 1), pieces.at(draft.number.end)
    name, earlier = pieces.word(draft.first - 2), pieces.word(draft.first - 3)
    digits = draft.number.form == "digits" and draft.low is not None and draft.low % 1 == 0 and draft.low >= 5
    return digits and before == "," and after in (",", ".") and name[:1].isupper() and earlier[:1].isupper()


def is_superlative(word: str) -> bool:
    """Say whether a lower-cased word is a superlative: "largest", "most"."""
    return word in _SUPERLATIVES or (len(word) > 4 and word.endswith("est") and word not in _NOT_SUPERLATIVE)


def may_count(lower: Sequence[str], at: int) -> bool:
    """Say whether "first" and "second" may rank and "no" may count, by the words beside them."""
    after = lower[at + 1] if at + 1 < len(lower) else ""
    if lower[at] == "no":
        return after in NONE_OF
    if after == "-" and at + 2 < len(lower):
        after = lower[at + 2]
    return is_superlative(after) or (at > 0 and lower[at - 1] in _RANKED)


def read_rank(pieces: Pieces, at: int) -> Draft | None:
    """Read an ordinal that ranks: "the third largest economy", "ranked fifth"; any other ordinal is nothing."""
    word = pieces.lower[at]
    value = ORDINALS.get(word)
    if value is None:
        digits = word.rstrip("stndrh")
        if not digits.isdecimal() or len(digits) > 4 or word[len(digits) :] not in ("st", "nd", "rd", "th"):
            return None
        value = int(digits)
    step = at + 1 + (pieces.at(at + 1) == "-")
    superlative = pieces.at(step)
    if not is_superlative(superlative):
        if pieces.at(at - 1) not in _RANKED:
            return None
        step = at
    draft = draft_of(Numeral(at, at + 1, float(value), float(value), "words"))
    draft.kind, draft.end = "rank", step + 1
    draft.cues.append(("kind: rank", at if step > at else at - 1, draft.end))
    noun = pieces.at(step + 2) if superlative in ("most", "least") else pieces.at(step + 1)
    if noun.isalpha() and step > at and len(noun) > 2:
        draft.head = singular(noun)
    return draft
