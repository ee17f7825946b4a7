"""Reading: the numbers of one sentence, from pieces to finished drafts.

The order matters. Units come first, since a number with a unit is never a name; exclusions come before ranges, so that
a score is no range; what is counted comes last, since "10 to 15 people" counts once.
"""

from __future__ import annotations

from typing import cast

from .ages import read_age, read_rank
from .cardinals import Numeral, scaled
from .counted import find_counted, read_behind, read_complement, read_counted, share_units
from .drafts import Change, Draft, draft_of
from .exclusions import is_excluded
from .function_words import DETERMINERS
from .modifiers import inherit, read_change, read_modifier
from .nouns import is_plural
from .number_words import CHANGED_BY, FOLD_WORDS, MULTIPLES, NONE_OF, SCALES, TRIGGERS
from .numerals import read_numeral
from .pieces import Pieces
from .ranges import join_ranges
from .status import read_status
from .units import Unit, UnitReading, UnitTable

TIME = Unit("time", "multiple")
_COMPARED = frozenset(
    "as more less higher lower larger greater bigger smaller faster that the its their his her earnings book sales"
    " likelier stronger better worse cheaper longer revenue".split()
)
_POLLS = frozenset("poll polls polling voters voter electorate approval rating ratings turnout undecided".split())
"""Words of a sentence in which points are those of a percentage."""
_NO_FACTOR = frozenset("down as up back vision".split())
_AFTER_MULTIPLE = frozenset("as the that its their his her what".split())
_OF_A_WHOLE = frozenset({"percentage", "measure", "money", "duration"})


def read_drafts(pieces: Pieces, table: UnitTable) -> list[Draft]:
    """Read the numbers of a sentence, complete but for time and voice."""
    drafts = [draft for draft in _numbers(pieces, table) if not _dropped(pieces, draft)]
    if not drafts:
        return drafts
    drafts = join_ranges(pieces, drafts)
    for draft in drafts:
        _complete_unit(pieces, draft, table)
    share_units(pieces, drafts)
    previous: Draft | None = None
    for draft in drafts:
        first = read_modifier(pieces, draft)
        read_change(pieces, draft, first)
        read_status(pieces, draft)
        if previous is not None:
            inherit(pieces, previous, draft)
        previous = draft
    return drafts


def _numbers(pieces: Pieces, table: UnitTable) -> list[Draft]:
    """Read every numeral of a sentence with the unit that stands next to it, from left to right."""
    drafts: list[Draft] = []
    taken = 0
    for at in pieces.triggers:
        if at < taken:
            continue
        draft = _number_at(pieces, at, taken, table, drafts[-1] if drafts else None)
        if draft is not None and draft.number.first >= taken:
            drafts.append(draft)
            taken = max(at + 1, draft.end if draft.counted is None else draft.number.end)
    return drafts


def _number_at(pieces: Pieces, at: int, taken: int, table: UnitTable, previous: Draft | None) -> Draft | None:
    """Read the number at a piece; what lies before `taken` belongs to another number already."""
    rank = read_rank(pieces, at)
    if rank is not None:
        return rank
    multiple = _read_multiple(pieces, at) or _read_factor(pieces, at)
    if multiple is not None:
        return multiple
    if pieces.lower[at] == "no":
        return _read_none(pieces, at)
    number = read_numeral(pieces, at)
    if number is None:
        return None
    before = table.read_before(pieces, number.first) or _signed_before(pieces, number, table)
    if before is not None and before.first < taken:
        before = None
    same = previous is not None and previous.number.letter == number.letter  # "from 30m tonnes to 40m"
    if number.letter and before is None and not same and not _is_millions(pieces, number, table):
        number = _without_letter(number)
    draft = draft_of(number)
    if before is not None:
        draft.take_unit(before.unit, before.first, before.end, "currency sign")
        country = table.read_dollar_country(pieces, before, draft.end)
        rated = table.read_rate(pieces, country or UnitReading(before.unit, before.first, draft.end))
        draft.unit, draft.end = rated.unit, max(draft.end, rated.end)
    elif number.form != "odds":
        after = (
            _unit_of_part(pieces, number, table) if number.form == "fraction" else table.read_after(pieces, number.end)
        )
        if after is None and number.form == "vague" and pieces.at(number.end) == "of":
            after = table.read_after(pieces, number.end + 1)  # "hundreds of millions of dollars"
        if after is not None and not _is_letter_for_plural(pieces, after):
            draft.take_unit(after.unit, after.first, after.end, "table")
            _read_scale_behind(pieces, draft)
    return draft


def _read_scale_behind(pieces: Pieces, draft: Draft) -> None:
    """Read the scale behind a currency: "75 USD million"."""
    scale = SCALES.get(pieces.at(draft.end), 0)
    code = pieces.word(draft.end - 1)
    if draft.kind == "money" and scale >= 1000 and code.isupper() and draft.low == draft.high:
        value = scaled(draft.low, scale)
        draft.low = draft.high = value
        draft.number = draft.number._replace(low=value, high=value)
        draft.end += 1


def _unit_of_part(pieces: Pieces, number: Numeral, table: UnitTable) -> UnitReading | None:
    """Read the unit after a part of one: "half an hour", "a quarter of a century", "1/2 pound"."""
    at = number.end + (pieces.at(number.end) == "of")
    at += pieces.at(at) in ("a", "an")
    return table.read_after(pieces, at)


def _signed_before(pieces: Pieces, number: Numeral, table: UnitTable) -> UnitReading | None:
    """Read the sign before a minus: "$-50.8bn", "-$5"."""
    return table.read_before(pieces, number.first + 1) if number.low is not None and number.low < 0 else None


def _is_millions(pieces: Pieces, number: Numeral, table: UnitTable) -> bool:
    """Say whether the letter of "12m" is a scale: a unit or a plural noun goes on ("12m tonnes", "3m people")."""
    after = pieces.at(number.end)
    if number.letter == "mm":
        return False
    if after in ("are", "were", "have"):
        return True  # "1.9m are still inside the country"
    if after in ("in", "high", "tall", "long", "deep", "from", "to", "wide"):
        return False
    return table.read_after(pieces, number.end) is not None or read_counted(pieces, number.end, one=False) is not None


def _without_letter(number: Numeral) -> Numeral:
    scale = 10**9 if number.letter == "b" else 10**6
    low = None if number.low is None else scaled(number.low / scale, 1)
    return number._replace(end=number.end - 1, low=low, high=low, letter="")


def _is_letter_for_plural(pieces: Pieces, after: UnitReading) -> bool:
    """Say whether what looks like a symbol is a word: "5 PS games", "the 3 A students"."""
    single = (
        after.end - after.first == 1 and len(pieces.words[after.first]) == 1 and pieces.words[after.first].isalpha()
    )
    return single and not pieces.joined(after.first) and is_plural(pieces.at(after.end))


def _read_multiple(pieces: Pieces, at: int) -> Draft | None:
    """Read "sixfold", "twice as many", "double the number"."""
    word = pieces.lower[at]
    value = FOLD_WORDS.get(word)
    if value is None and word in MULTIPLES and pieces.at(at + 1) in _AFTER_MULTIPLE:
        adjective = pieces.word(at + 2)[:1].islower() or pieces.at(at + 1) != "as"
        value = MULTIPLES[word] if adjective and pieces.at(at - 1) not in ("be", "to", "will") else None
    if value is None:
        return None
    draft = draft_of(Numeral(at, at + 1, float(value), float(value), "words"))
    draft.take_unit(TIME, at, at + 1, "multiple")
    return draft


def _read_factor(pieces: Pieces, at: int) -> Draft | None:
    """Read "doubled", "has halved", "tripling"; not "doubled down", "doubles as"."""
    factor = CHANGED_BY.get(pieces.lower[at])
    if pieces.at(at + 1) == "over" and pieces.at(at + 2) in ("", ".", ",", "in", "with", "and"):
        return None  # "doubled over in pain"
    if factor is None or pieces.at(at + 1) in _NO_FACTOR or pieces.at(at - 1) in ("the", "a"):
        return None
    if pieces.lower[at].endswith("es") and pieces.at(at + 1) not in DETERMINERS:
        return None  # "the men's doubles"
    draft = draft_of(Numeral(at, at + 1, factor[0], factor[0], "words"))
    draft.take_unit(TIME, at, at + 1, "multiple")
    draft.change = cast(Change, factor[1])
    return draft


def _read_none(pieces: Pieces, at: int) -> Draft | None:
    """Read "no civilians": none of those who can be counted."""
    if pieces.at(at + 1) not in NONE_OF or pieces.at(at + 2) in ("-", "'s", "’s"):
        return None
    return draft_of(Numeral(at, at + 1, 0.0, 0.0, "words"))


def _dropped(pieces: Pieces, draft: Draft) -> bool:
    """Say whether a number is no claim; a number of ages is one, whatever stands around it."""
    if draft.kind == "rank" or draft.kind == "multiple":
        return False
    if draft.unit is None and draft.number.form not in ("fraction", "odds"):
        found = read_behind(pieces, draft, one=draft.low == 1)
        draft.head = "" if found is None else found.head  # for the exclusions alone: a range may change it
    dropped = is_excluded(pieces, draft)
    draft.head = ""
    return dropped or (pieces.hyphen(draft.end) and draft.unit is None and not _goes_on(pieces, draft))


def _goes_on(pieces: Pieces, draft: Draft) -> bool:
    """Say whether something that can be counted, or another number, follows the hyphen."""
    after = pieces.at(draft.end + 1)
    return (
        after[:1].isdecimal()
        or after in TRIGGERS
        or after in (",", "to", "and", "or")
        or read_counted(pieces, draft.end, one=False) is not None
    )


def _complete_unit(pieces: Pieces, draft: Draft, table: UnitTable) -> None:
    """Find what a number without a unit counts, and what a share or measure is of."""
    if draft.kind == "rank":
        return
    _read_times(pieces, draft)
    _read_points(pieces, draft)
    if draft.unit is None:
        read_age(pieces, draft)
    if draft.unit is None:
        find_counted(pieces, draft, table)
    elif draft.kind == "duration":
        read_age(pieces, draft)
    if draft.kind in _OF_A_WHOLE and draft.unit is not None and draft.counted is None:
        found = read_complement(pieces, draft.end, with_in=draft.kind == "money")
        if found is not None:
            draft.counted = (found.first, found.end)


def _read_points(pieces: Pieces, draft: Draft) -> None:
    """Make percentage points of the points of a poll or a vote: "a 13-point margin"."""
    if draft.unit is None or draft.unit.name != "point":
        return
    if not _POLLS.isdisjoint(pieces.lower):
        draft.kind = "percentage_points"  # the unit stays as it is written: "point"


def _read_times(pieces: Pieces, draft: Draft) -> None:
    """Read "three times as many", "1.4 times book value", "10x": a factor where something is compared."""
    after, next_word = pieces.at(draft.end), pieces.at(draft.end + 1)
    compared = after == "times" and next_word in _COMPARED
    fold = draft.end + pieces.hyphen(draft.end)
    if draft.unit is None and pieces.at(fold) == "fold":
        draft.take_unit(TIME, draft.end, fold + 1, "multiple")
    elif draft.unit is None and (compared or (after == "x" and pieces.joined(draft.end))):
        draft.take_unit(TIME, draft.end, draft.end + 1, "multiple")
