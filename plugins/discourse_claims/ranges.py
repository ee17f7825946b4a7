"""Ranges and sums: two numerals that name one claim.

"between 5 and 15 years", "10-20 dollars", "$800,000 to $1.3 million", "4% to 5%". The unit may stand on either side
or on both; "8-10 million" means eight million to ten. "5 feet 2 inches" is one measure.
"""

from __future__ import annotations

from .cardinals import Numeral, scaled
from .drafts import Draft
from .modifiers import is_change_verb
from .pieces import Pieces

_DASHES = frozenset({"-", "–", "—", "~", "−"})
_LINKS = frozenset({"to", "through", "or"})
_PARTS = {
    ("dollar", "cent"): 100,
    ("euro", "cent"): 100,
    ("pound sterling", "pence"): 100,
    ("foot", "inch"): 12,
}
"""Units and their parts that are said as one amount: how many make one."""
_HUNDREDFOLD = frozenset(unit for (unit, _), parts in _PARTS.items() if parts == 100)
_TWO_DIGITS = range(10, 100)
_ABOUT = frozenset("about around roughly approximately nearly almost perhaps".split())
_SCALES_CARRIED = (10**3, 10**6, 10**9, 10**12)


def join_ranges(pieces: Pieces, drafts: list[Draft]) -> list[Draft]:
    """Return the drafts of a sentence with those that form a range joined."""
    joined: list[Draft] = []
    for draft in drafts:
        if joined and _is_range(pieces, joined[-1], draft):
            joined[-1] = _join(pieces, joined[-1], draft)
        elif joined and _is_sum(pieces, joined[-1], draft):
            joined[-1] = _add(joined[-1], draft, _PARTS[_unit_name(joined[-1]), _unit_name(draft)])
        elif joined and _is_change_left(pieces, joined[-1], draft):
            joined[-1] = _add(joined[-1], draft, 100)
        else:
            joined.append(draft)
    return joined


def _is_change_left(pieces: Pieces, left: Draft, right: Draft) -> bool:
    """Say whether a number without a unit is the hundredths of an amount: "15 dollars 50", "15 dollars and 50"."""
    if _unit_name(left) not in _HUNDREDFOLD:
        return False
    whole = left.low is not None and left.low == left.high and left.low % 1 == 0 and left.number.end < left.end
    cents = right.unit is None and not right.head and right.low == right.high and right.low in _TWO_DIGITS
    after = pieces.at(right.end)
    return whole and cents and pieces.lower[left.end : right.first] in ([], ["and"]) and not after[:1].isalnum()


def _is_range(pieces: Pieces, left: Draft, right: Draft) -> bool:
    if left.low is None or right.low is None or left.low != left.high or right.low != right.high:
        return False
    if left.low == right.low or left.number.form in ("odds", "vague") or right.number.form == "odds":
        return False
    if left.unit is not None and right.unit is not None and not right.unit.name.startswith(left.unit.name):
        return False
    if left.unit is not None and right.unit is None and right.head:
        return False
    return _linked(pieces, left, right)


def _is_sum(pieces: Pieces, left: Draft, right: Draft) -> bool:
    """Say whether a smaller unit goes on with an amount: "3 dollars and 50 cents", "5 feet 2 inches"."""
    if left.unit is None or right.unit is None or left.low != left.high or right.low != right.high:
        return False
    parts = _PARTS.get((_unit_name(left), _unit_name(right)))
    adjacent = pieces.lower[left.end : right.first] in ([], ["and"], [","])
    return parts is not None and adjacent and right.low is not None and 0 <= right.low < parts


def _unit_name(draft: Draft) -> str:
    return draft.unit.name if draft.unit else ""


def _add(left: Draft, right: Draft, parts: int) -> Draft:
    number = left.number._replace(end=right.number.end)
    total = None if left.low is None or right.low is None else round(left.low + right.low / parts, 9)
    return Draft(number, left.first, right.end, left.unit, left.kind, total, total, cues=[*left.cues, *right.cues])


def _linked(pieces: Pieces, left: Draft, right: Draft) -> bool:
    """Say whether the words between two numerals make them one range."""
    start, link, before = left.end, pieces.at(left.end), pieces.at(left.first - 1)
    if link == "-" and pieces.lower[start + 1 : start + 3] == ["to", "-"] and right.first == start + 3:
        return True
    if left.unit is None and link == "-" and pieces.at(start + 1) in _LINKS:  # "a 10- to 15-year sentence"
        start, link = start + 1, pieces.at(start + 1)
    distance = right.first - start
    if distance == 0 and right.low is not None and right.low < 0:  # "5 -10" was read as a minus
        return False
    if distance == 2 and link == "to" and pieces.at(start + 1) == "-":
        return True
    if distance == 2 and link == "and" and pieces.at(start + 1) in _ABOUT:
        return before == "between"  # "between 2 and about 7 grams"
    if distance != 1:
        return False
    if link in _DASHES or (link == "/" and left.unit is not None):
        return left.high is not None and right.low is not None and left.high != right.low
    if link == "and":
        return before == "between" or pieces.at(left.first - 2) == "between"
    if link == "or":
        return left.unit is None and left.number.form == right.number.form == "words"
    if link == "to" and before not in ("from", "between", "of") and _is_tally(left, right):
        return False  # "ahead 51 to 48 percent"
    return link in _LINKS and not _is_movement(pieces, left, right)


def _is_tally(left: Draft, right: Draft) -> bool:
    return left.unit is None and left.low is not None and right.low is not None and 100 >= left.low > right.low > 1


def _is_movement(pieces: Pieces, left: Draft, right: Draft) -> bool:
    """Say whether "to" leads from an amount of change to a level: "rose 18 sen to 23.50"; "from" makes it a range."""
    before = pieces.at(left.first - 1)
    if before in ("from", "between") or left.unit is None:
        return False
    return right.unit is None or before == "by" or is_change_verb(before)


def _join(pieces: Pieces, left: Draft, right: Draft) -> Draft:
    low = _carried(pieces, left, right)
    high = right.high
    unit = right.unit or left.unit
    number = Numeral(left.number.first, right.number.end, low, high, right.number.form)
    if low is not None and high is not None and low > high:
        low, high = high, low
    if pieces.at(right.number.first - 1) in ("to", "-") and right.high == 1 and left.low is not None and left.low > 1:
        return _ratio(left, right, number)
    first, end = min(left.first, right.first), max(left.end, right.end)
    kind = right.kind if right.unit is not None else left.kind
    return Draft(number, first, end, unit, kind, low, high, cues=[*left.cues, *right.cues])


def _ratio(left: Draft, right: Draft, number: Numeral) -> Draft:
    """Make one ratio of "5-to-1"."""
    number = number._replace(low=left.low, high=left.low, form="odds")
    return Draft(number, left.first, right.end, None, "ratio", left.low, left.low)


def _carried(pieces: Pieces, left: Draft, right: Draft) -> float | None:
    """Return the lower bound, with the scale that is written once: "8-10 million", "$89 to $93 billion"."""
    low, high = left.low, right.high
    if low is None or high is None or left.number.form != "digits" or low >= 1000:
        return low
    last = pieces.at(right.number.end - 1)
    if last[:1].isdecimal() or left.number.end - left.number.first > 1:
        return low
    for scale in _SCALES_CARRIED:
        if scale <= high < scale * 1000:
            return scaled(low, scale)
    return low
