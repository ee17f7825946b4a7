"""Counted nouns: what a bare number counts.

"eight jihadist cells" counts cells, "a 14-member cell" members, "two of the students" students, and "another 14"
what the number before it counted. The noun phrase is read without a tagger: it runs up to its first plural noun, or
to a word of a closed class.
"""

from __future__ import annotations

from typing import NamedTuple

from .drafts import Draft
from .function_words import DETERMINERS, PLURAL_MODIFIERS, SKIPPED, STOPS, VERBS, is_no_noun
from .nouns import is_plural, singular
from .number_words import CARDINALS
from .pieces import Pieces
from .units import Unit, UnitReading, UnitTable

MOST_PIECES = 8
_FURTHEST_BACK = 4
_MOST_PER_CENT = 101
_NO_THINGS = frozenset(
    "total addition part fact general recent early late mid response return order favor favour".split()
)
_ANSWERS = frozenset(
    "yes no for against undecided unsure abstained opposed opposing disapprove disapproved approve approved disagree"
    " disagreed agree agreed neither from voted oppose support supported favour favor".split()
)
"""What follows a share of the vote whose unit is that of the share before it."""
_BEFORE_COUNTS = frozenset({"from", "to", "than", "and", "other", "including", "("})
_QUOTES = frozenset({"“", "”", '"', "‘"})
_OTHER_COMPOUNDS = frozenset(
    "way time off faced sided dimensional odd something ish and to by on in on-one handed minded wheel letter up"
    " size liner nighter half times".split()
)
"""What follows a hyphen without being counted: "two-way", "one-off", "twenty-odd"."""
_COLLECTIVES = frozenset(
    "headquarters staff people police personnel troops cattle crew livestock poultry infantry".split()
)
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_COORDINATORS = frozenset({",", "and", "or", "&"})
_ADVERBS_BETWEEN = frozenset({"even", "sometimes", "perhaps", "possibly", "maybe"})


class Counted(NamedTuple):
    """A noun phrase after a numeral: its first piece, the index after its head, and the head's singular."""

    first: int
    end: int
    head: str


def find_counted(pieces: Pieces, draft: Draft, table: UnitTable) -> None:
    """Set what a draft without a unit counts; where the head is itself a unit ("two more years"), set that."""
    if draft.kind != "ratio" and pieces.at(draft.end) in ("the", "a", "an"):
        return  # "480 the year before"
    found = read_behind(pieces, draft, one=draft.low == draft.high == 1 or draft.kind == "ratio")
    if found is None:
        return
    reading = None if draft.kind == "ratio" else table.read_after(pieces, found.end - 1)
    if reading is not None and pieces.at(draft.end) == "of":
        return  # "the 503 of the year before"
    if reading is not None:
        draft.take_unit(reading.unit, found.first, reading.end, "table")
        return
    draft.head, draft.counted = found.head, (found.first, found.end)
    draft.end = found.end
    draft.cues.append(("unit: head noun", found.end - 1, found.end))
    if pieces.at(found.end) in ("a", "an", "per", "each") and draft.kind == "count":
        _read_count_rate(pieces, draft, table)


def _read_count_rate(pieces: Pieces, draft: Draft, table: UnitTable) -> None:
    """Read "tests per day", "800 people a day"."""
    reading = table.read_rate(pieces, UnitReading(Unit(draft.head, "count"), draft.end - 1, draft.end))
    if reading.end > draft.end:
        draft.head, draft.end = reading.unit.name, reading.end


def read_behind(pieces: Pieces, draft: Draft, *, one: bool) -> Counted | None:
    """Read the noun phrase behind a draft as `read_counted` does, but only once as long as the draft ends there."""
    if draft.phrase is None or draft.phrase[:2] != (draft.end, one):
        draft.phrase = draft.end, one, read_counted(pieces, draft.end, one=one)
    return draft.phrase[2]


def read_counted(pieces: Pieces, at: int, *, one: bool) -> Counted | None:
    """Read the noun phrase that begins after a numeral.

    Args:
        pieces: The pieces of one sentence.
        at: Index of the first piece after the numeral.
        one: Whether the number goes with a singular noun.
    """
    if pieces.hyphen(at):
        return _read_compound(pieces, at + 1)
    start = _after_partitive(pieces, at)
    if pieces.at(start) == "or" and pieces.at(start + 1) in ("more", "fewer", "less", "so"):
        start += 2  # "four or more people"
    while (pieces.at(start) in SKIPPED or pieces.at(start) in _QUOTES) and start - at < MOST_PIECES:
        start += 1
    head = _head(pieces, start, one=one)
    return None if head is None else Counted(start, head + 1, singular(pieces.lower[head]))


def read_complement(pieces: Pieces, at: int, *, with_in: bool = False) -> Counted | None:
    """Read the noun phrase after "of", and of money after "in" too: what a percentage or an amount is of."""
    told_in = with_in and pieces.at(at) == "in" and _is_thing(pieces, at + 1)
    if pieces.at(at) != "of" and not told_in:
        return None
    start = at + 1 if told_in else _after_partitive(pieces, at)
    head = _head(pieces, start, one=True)
    return None if head is None else Counted(start, head + 1, singular(pieces.lower[head]))


def _is_thing(pieces: Pieces, at: int) -> bool:
    """Say whether "in" is followed by what an amount is made of: "in new debt", but not "in May", "in all"."""
    word = pieces.word(at)
    return word[:1].islower() and word.isalpha() and word not in STOPS and word not in _NO_THINGS


def _read_compound(pieces: Pieces, at: int) -> Counted | None:
    word = pieces.at(at)
    if not word.isalpha() or word in _OTHER_COMPOUNDS or word in STOPS or word.endswith("ed"):
        return None
    return Counted(at, at + 1, singular(word))


def _after_partitive(pieces: Pieces, at: int) -> int:
    """Step over "of the", "of its", "of Johnson's", "the"."""
    start = at
    if pieces.at(start) == "of":
        start += 1
    while pieces.at(start) in DETERMINERS and start - at < 4:
        start += 1
    for step in range(start, min(start + 4, len(pieces))) if pieces.at(at) == "of" else ():
        if pieces.lower[step] in _POSSESSIVES:
            return step + 1
        if pieces.lower[step] in STOPS or not pieces.words[step][0].isalpha():
            break
    return start


def _head(pieces: Pieces, start: int, *, one: bool) -> int | None:
    """Return the index of the head of the noun phrase that begins at `start`, None if there is none."""
    head = last = None
    stop = min(start + MOST_PIECES, len(pieces))
    for at in range(start, stop):
        word = pieces.lower[at]
        if word in _COORDINATORS and last is not None and head is None:
            coordinates = word != "," or pieces.word(at + 1)[:1].islower()
            if coordinates and _plural_follows(pieces, at + 1, stop):
                continue
        if (word == "-" and pieces.hyphen(at)) or (word in _QUOTES and head is None):
            continue
        if word.isdecimal() and pieces.hyphen(at - 1):
            continue  # "COVID-19 tests"
        if not word[0].isalpha() or word in CARDINALS or (word in STOPS and not _is_word_of_phrase(pieces, at, start)):
            break
        if (is_plural(word) or word in _COLLECTIVES) and not pieces.hyphen(at + 1):
            head = at
            if not _goes_on_behind(pieces, at):
                break
            continue
        if last is not None and is_no_noun(word) and (one or not _plural_follows(pieces, at + 1, stop)):
            break
        last = at
    if head is not None or last is None:
        return head
    chosen = last if one else start
    if not one and last > start and pieces.words[start][:1].isupper() and pieces.words[last][:1].isupper():
        return None  # a name: "Note 20 Ultra Max"
    return None if is_no_noun(pieces.lower[chosen]) else chosen


def _is_word_of_phrase(pieces: Pieces, at: int, start: int) -> bool:
    """Say whether what ends other phrases does not end this one: "state-of-the-art labs", "the white vote"."""
    return pieces.hyphen(at - 1) or pieces.hyphen(at + 1) or _is_noun(pieces, at, start)


def _is_noun(pieces: Pieces, at: int, start: int) -> bool:
    """Say whether what may be a verb is a noun here: "the white vote", "two sets of values"."""
    word, before, after = pieces.at(at), pieces.at(at - 1), pieces.at(at + 1)
    if at == start and word in VERBS and word.endswith("s") and is_plural(word):
        return after == "of"
    return word == "vote" and (at > start or before in _POSSESSIVES or before in DETERMINERS)


def _goes_on_behind(pieces: Pieces, at: int) -> bool:
    """Say whether a plural is the first half of a compound: "arms deals", "police officers", "operations personnel"."""
    word, after = pieces.lower[at], pieces.at(at + 1)
    if not after[:1].isalpha() or after in STOPS:
        return False
    if word in PLURAL_MODIFIERS:
        return True
    if word in _COLLECTIVES:
        return is_plural(after)
    return not _COLLECTIVES.isdisjoint((after, pieces.at(at + 2)))


def _plural_follows(pieces: Pieces, start: int, stop: int) -> bool:
    """Say whether the phrase goes on to a plural: "digital and physical sales"."""
    for at in range(start, min(start + 4, stop)):
        word = pieces.lower[at]
        if pieces.hyphen(at):
            continue
        if not word[0].isalpha() or word in STOPS:
            return False
        if is_plural(word):
            return True
    return False


# Units that are said once for several numbers


def share_units(pieces: Pieces, drafts: list[Draft]) -> None:
    """Give bare numbers what another number of the sentence is of: "eight cells ... and another 14"."""
    for draft, following in zip(reversed(drafts[:-1]), reversed(drafts[1:]), strict=True):
        if draft.bare and draft.kind != "ratio" and not following.bare and _goes_with_next(pieces, draft, following):
            _take_over(draft, following)
    for i, draft in enumerate(drafts):
        if draft.bare and not _read_noun_before(pieces, draft):
            others = [other for other in drafts[max(0, i - _FURTHEST_BACK) : i] if _elided(pieces, other, draft)]
            if others:
                _take_over(draft, min(reversed(others), key=lambda other: _is_far(other, draft)))


def _is_far(one: Draft, other: Draft) -> bool:
    """Say whether two numbers are of different size: who repeats a noun mostly compares like with like."""
    if not one.low or not other.low:
        return False
    return not 0.01 < abs(one.low / other.low) < 100


def _read_noun_before(pieces: Pieces, draft: Draft) -> bool:
    """Read "a year or two", "another pick or two": the noun stands before the number."""
    first = draft.first
    if pieces.at(first - 1) != "or" or pieces.at(first - 3) not in ("a", "an", "another"):
        return False
    draft.head, draft.counted = singular(pieces.at(first - 2)), (first - 2, first - 1)
    draft.cues.append(("unit: noun before", first - 2, first - 1))
    return True


def _take_over(draft: Draft, other: Draft) -> None:
    draft.unit, draft.kind, draft.head, draft.shared = other.unit, other.kind, other.head, True
    draft.counted = other.counted
    if other.counted is not None:
        draft.cues.append(("unit: shared head noun", other.counted[1] - 1, other.counted[1]))
    else:
        draft.cues.append(("unit: shared", other.first, other.end))


def _goes_with_next(pieces: Pieces, draft: Draft, following: Draft) -> bool:
    """Say whether a number shares the unit of the next: "five- and six-cylinder", "8 or $9", "9,000 up 58 points"."""
    between = pieces.lower[draft.number.end : following.first][:5]
    if between in (["of"], ["of", "the"], ["out", "of"], ["out", "of", "the"]) and following.kind == "count":
        return True  # "1,537 of 2,472 delegates"
    if between == ["to"] and following.kind == "percentage":
        return True  # "51 to 48 percent"
    if between in (["up"], ["down"]):
        return following.unit is not None and following.unit.name == "point"
    linked = any(word in ("or", "and", ",") for word in between)
    return (
        linked
        and len(between) <= 4
        and all(word in _COORDINATORS or word in _ADVERBS_BETWEEN or word == "-" for word in between)
    )


def _elided(pieces: Pieces, other: Draft, draft: Draft) -> bool:
    """Say whether a bare number repeats the unit of one before it."""
    before, second = pieces.at(draft.first - 1), pieces.at(draft.first - 2)
    if other.kind == "age":  # "aged 3, 7 and 11"
        return before in _COORDINATORS and draft.first == other.end + 1
    if other.bare or other.kind in ("rank", "ratio", "multiple") or pieces.at(other.first - 1) == "(":
        return False
    if before == "by":
        return True
    if other.kind == "percentage":  # "54 per cent voted yes, 39 no and 7 abstained"
        fits = draft.low is not None and other.low is not None and draft.low + other.low <= _MOST_PER_CENT
        return fits and before in _COORDINATORS and pieces.at(draft.end) in _ANSWERS
    if before in ("another", "further") or second == "another":
        return True
    if other.kind == "count" and before == ",":  # "forty were shot, nine fatally", "eight in Leeds, five in York"
        return pieces.at(draft.end) in ("in", "at", "from", "on") or pieces.at(draft.end).endswith("ally")
    if other.kind == "count":
        return before in _BEFORE_COUNTS or second in ("from", "to")
    return before in ("to", "at", "from", "is", "was") or (before == "and" and other.kind in ("money", "measure"))
