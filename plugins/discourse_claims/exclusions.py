"""Exclusions: numbers that claim nothing.

Years and clock times, numbers that are part of a name ("iPhone 11", "Article 12", "law 03.03"), list numbers, scores,
addresses, telephone numbers, and "one" where it is a pronoun. A number with a currency or a measure is never a name.
"""

from __future__ import annotations

from typing import NamedTuple

from .ages import is_superlative
from .cues import label_words
from .drafts import Draft
from .function_words import DETERMINERS, STOPS
from .nouns import is_plural
from .number_words import CARDINALS, ORDINAL_SUFFIXES
from .pieces import Pieces

NUMBERED = label_words("numbered")
"""Words before a number that make it a label: "Article 12", "page 7"."""
_STREETS = label_words("streets")
_MONTHS = label_words("months")
_HALVES_OF_DAY = frozenset({"am", "pm", "a.m", "p.m", "a.m.", "p.m.", "o'clock", "o’clock", "noon", "gmt"})
_BEFORE_YEARS = frozenset(
    "in since by until till before after from of during to and or late early mid year years fiscal circa through into"
    " the for ( , - – — ’ ' / between around".split()
)
_BEFORE_ONE = frozenset(
    "this that which the each every no any some another such many a not right wrong new old"
    " can could should would must does did may might will big bad good only first last other former latter".split()
)
_AFTER_ONE = frozenset(
    "can could should would will must might may cannot is was has had does did 's ’s ca to another who that which , . ;"
    " ? ! ) : ” \" and or but as he she we they i you it n't in at on for with from by".split()
)
_SINGLED_FROM = frozenset({"them", "us", "you", "which", "whom", "many"})
_ONE_IDIOMS = frozenset("day thing way time side hand another point moment reason such kind sort example".split())
_HYPHEN_PREFIXES = frozenset("minus plus under over sub pre to or and mid about".split())
_AMOUNTS = frozenset({"average", "total", "mean", "median", "sum", "maximum", "minimum"})
_YEARS = range(1400, 2150)
_SPOKEN_YEARS, _COMMON_YEARS = 1600, 1800  # from when on a year needs no "in", and other dates are looked for
_BEFORE_EARLY_YEARS = frozenset({"in", "since", "between", "until"})
_INDEXES = frozenset("s&p sp ftse nasdaq stoxx dow nikkei russell cac dax fortune forbes".split())


class Surroundings(NamedTuple):
    """What a number stands in: the piece before it and the piece after it."""

    before: str
    after: str


def is_excluded(pieces: Pieces, draft: Draft) -> bool:
    """Say whether a draft is no claim.

    Args:
        pieces: The pieces of its sentence.
        draft: A draft with its unit read, before ranges are joined.
    """
    if draft.low == draft.high == 1 and pieces.at(draft.number.end) == "point" and pieces.at(draft.first - 1) == "at":
        return True  # "at one point"
    if draft.unit is not None and draft.kind not in ("count", "duration"):
        return draft.kind == "measure" and _is_glued_name(pieces, draft)
    around = Surroundings(pieces.at(draft.first - 1), pieces.at(draft.number.end))
    if draft.number.form == "words":
        return _is_word_of_name(pieces, draft, around) or _is_pronoun(pieces, draft, around)
    if draft.number.form != "digits":
        return around.before == "per"
    for rule in _DIGIT_RULES:  # noqa: SIM110  # any() of a generator takes half as long again
        if rule(pieces, draft, around):
            return True
    return False


def title_cased(pieces: Pieces) -> bool:
    """Say whether most longer words begin with a capital, as in headlines, so that capitals show no names.

    It costs more than the other rules: asked last.
    """
    longer = [word for word in pieces.words if len(word) > 3 and word.isalpha()]
    return len(longer) > 3 and sum([word[0].isupper() for word in longer]) > 0.7 * len(longer)


# Rules for numbers in digits


def _is_ordinal_or_decade(pieces: Pieces, draft: Draft, around: Surroundings) -> bool:
    suffix = pieces.joined(draft.number.end) and (around.after in ORDINAL_SUFFIXES or around.after in ("s", "'s", "’s"))
    return suffix or around.after in ("th", "s")


def _is_clock_time(pieces: Pieces, draft: Draft, around: Surroundings) -> bool:
    end = draft.number.end
    if around.after == "hrs" and len(pieces.words[draft.number.first]) == 4:
        return True  # "1430 hrs"
    if around.after in _HALVES_OF_DAY or (around.after == ":" and pieces.joined(end) and pieces.joined(end + 1)):
        return True
    if around.before == ":" and pieces.joined(draft.first):
        return True
    return around.after in ("a", "p") and pieces.at(end + 1) == "." and pieces.at(end + 2) == "m"


def _is_date(pieces: Pieces, draft: Draft, around: Surroundings) -> bool:
    low = draft.low
    if low is not None and draft.bare and around.before == "on" and low <= 31 and around.after in ("", "."):
        return True  # "on 5.12"
    if low is None or low % 1 or not draft.bare and draft.kind != "count":
        return False
    if low <= 31 and (around.before in _MONTHS or around.after in _MONTHS) and around.after != "may":
        return True
    if around.before == "of" and pieces.at(draft.first - 2) in _MONTHS:
        return True
    if draft.bare and pieces.gap(draft.first) == 1:  # "2016 10 16"
        month = around.before.isdecimal() and len(around.before) <= 2 and pieces.gap(draft.first - 1) == 1
        if _is_year_text(pieces.at(draft.first - 2) if month else around.before):
            return True
    if around.before == "-" and _is_year_text(pieces.at(draft.first - 2)) and pieces.hyphen(draft.first - 1):
        return True  # "2015-3", "2015-16"
    if around.after == "-" and _is_year_text(pieces.at(draft.number.end + 1)) and pieces.hyphen(draft.number.end):
        return True
    return around.before == "/" or (around.after == "/" and pieces.joined(draft.number.end))


def _is_year_text(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and _COMMON_YEARS <= int(text) < _YEARS.stop


def _is_year(pieces: Pieces, draft: Draft, around: Surroundings) -> bool:
    """Tell years from counts: "in 1994", "this 1790 law"; of early years only those behind "in" and the like."""
    text = pieces.words[draft.number.first]
    year = int(text) if len(text) == 4 and text.isdecimal() else 0
    if year not in _YEARS or draft.low is None or draft.unit is not None:
        return False
    if draft.number.end - draft.number.first != 1 or (around.before == "of" and pieces.at(draft.first - 2) in _AMOUNTS):
        return False
    counts = is_plural(around.after)
    if around.before in (_BEFORE_YEARS if year >= _COMMON_YEARS else _BEFORE_EARLY_YEARS):
        return not (counts and text.endswith("00"))
    return year >= _SPOKEN_YEARS and not counts


def _is_label(pieces: Pieces, draft: Draft, around: Surroundings) -> bool:
    """Page 12, Article 12, No. 5, "per 100,000", a leading zero; but "the top 10 countries" counts countries."""
    text = pieces.words[draft.number.first]  # "." for ".08"
    if text[0] == "0" and text[1:2].isdecimal() and draft.number.end - draft.number.first == 1:
        return True
    if around.before in ("#", "@", "_", "per"):
        return True
    if around.before == "=" and pieces.joined(draft.first) and pieces.joined(draft.first - 1):
        return pieces.at(draft.first - 2).isalnum()  # "id=12" in an address
    if around.before in ("'", "’", "‘") and pieces.joined(draft.first) and len(text) == 2 and draft.bare:
        return True  # "’96"
    if around.before in (".", "-") and pieces.joined(draft.first) and pieces.at(draft.first - 2) in NUMBERED:
        return True
    if around.before == "." and pieces.at(draft.first - 2) in ("no", "nos", "vol", "art", "sec", "fig", "nr", "nrs"):
        return True
    if around.before == "of" and pieces.at(draft.first - 3) in NUMBERED and pieces.at(draft.first - 2)[:1].isdecimal():
        return True  # "Photo 3 of 9"
    if around.before not in NUMBERED:
        return False
    return not (around.before in ("top", "bottom", "no") and is_plural(around.after))


def _is_part_of_name(pieces: Pieces, draft: Draft, around: Surroundings) -> bool:
    """Tell names from counts: iPhone 11, S&P 500, G20, COVID-19, Boeing 787 Dreamliner, 123 Main Street."""
    first = draft.first
    if _is_glued_name(pieces, draft):
        return True
    before = pieces.word(first - 1)
    if around.before in _INDEXES or (before[:1].islower() and before[1:2].isupper()):
        return True
    if around.before in (".", ",") and pieces.joined(first) and pieces.joined(first - 1):
        return pieces.word(first - 2)[-1:].isdecimal()
    if draft.low is not None and draft.low < 0 and before.isupper() and draft.unit is None:
        return True
    if around.before == "-" and pieces.hyphen(first - 1) and pieces.at(first - 2) not in _HYPHEN_PREFIXES:
        glued = pieces.joined(first - 2) and pieces.at(first - 3)[:1].isdecimal()  # "5k-20k"
        return not glued and not pieces.at(first - 2)[:1].isdecimal()
    named = before[:1].isupper() and before[:1].isalpha() or before[1:2].isupper()
    is_counted = first > 1 and draft.kind == "count" and around.before not in STOPS
    if named and is_counted and not title_cased(pieces):
        return not draft.head or draft.unit is None and not is_plural(around.after)
    if named and first == 1 and around.before not in STOPS and not is_plural(around.after) and draft.bare:
        return True
    if draft.bare and first > 0 and pieces.word(draft.number.end)[:1].isupper() and not title_cased(pieces):
        return pieces.word(draft.number.end).isalpha()  # "11 Pro Max"
    return _is_address(pieces, draft)


def _is_glued_name(pieces: Pieces, draft: Draft) -> bool:
    """A letter that touches the number and is no unit: "4x4", "3D", "1080p", "4G"."""
    number = draft.number
    before = pieces.word(number.first - 1)
    if pieces.joined(number.first) and before[-1:].isalpha() and draft.first == number.first:
        return True
    after = pieces.word(number.end)
    return draft.unit is None and pieces.joined(number.end) and after[:1].isalpha() and after not in ("x", "X")


def _is_address(pieces: Pieces, draft: Draft) -> bool:
    for at in range(draft.number.end, draft.number.end + 4):
        if not pieces.word(at)[:1].isupper():
            return False
        if pieces.at(at) in _STREETS and at > draft.number.end:
            return True
    return False


def _is_list_number(pieces: Pieces, draft: Draft, around: Surroundings) -> bool:
    alone = draft.number.end + 1 >= len(pieces)  # "192." is a number that nothing follows
    if draft.first == 0 and draft.bare and around.after in ("--", "—", "–", ".", ")", ":") and not alone:
        return True
    if draft.first > 1 or draft.low is None or draft.low > 99:
        return around.before == "(" and around.after == ")" and draft.low is not None and draft.low <= 20
    closing = around.after in (")", ".") and pieces.joined(draft.number.end)
    return closing and len(pieces) > draft.number.end + 1


def _is_score(pieces: Pieces, draft: Draft, around: Surroundings) -> bool:
    """2-1, 12-5, 555-1234, 5-4 in a vote: small numbers on both sides of a dash, with nothing counted."""
    if draft.kind != "count" or draft.number.end - draft.number.first > 1:
        return False  # "$10-20 million" has a scale
    return _is_score_side(pieces, draft.number.end, draft.number.end + 1, draft) or _is_score_side(
        pieces, draft.first - 1, draft.first - 2, draft
    )


def _is_score_side(pieces: Pieces, dash: int, other: int, draft: Draft) -> bool:
    if pieces.at(dash) not in ("-", "–") or not pieces.joined(dash) or not pieces.joined(dash + 1):
        return False
    text, number = pieces.at(other), pieces.at(draft.number.first)
    if not text.isdecimal() or not number.isdecimal():
        return False
    left, right = (number, text) if other > dash else (text, number)
    if len(right) == 4 and len(left) in (3, 4) and left >= right or left[0] == right[0] == "0":
        return True
    after = pieces.at(max(other, draft.number.end - 1) + 1)
    chained = after == "-" and pieces.at(max(other, draft.number.end - 1) + 2)[:1].isdecimal()
    counts = after[:1].isalpha() and after not in STOPS or after in ("%", "°", "-") and not chained
    falls = len(left) < 4 and len(right) < 4 and int(left) >= int(right)
    return (
        chained
        or falls
        or (not counts and len(left) <= 2 and len(right) <= 2)
        or (not counts and len(left) == 3 and len(right) == 4)
    )


_DIGIT_RULES = (
    _is_ordinal_or_decade,
    _is_clock_time,
    _is_date,
    _is_year,
    _is_label,
    _is_part_of_name,
    _is_list_number,
    _is_score,
)


# Rules for numbers in words


def _is_word_of_name(pieces: Pieces, draft: Draft, around: Surroundings) -> bool:
    """World War Two, the Big Three, Phase One: capitals in the middle of a sentence."""
    at = draft.number.first
    if at == 0 and draft.bare and around.after in (",", ":", ")"):
        return True  # "Two, she is too old": a list
    if around.before == "per" or (around.before in NUMBERED and not is_plural(pieces.at(draft.number.end))):
        return draft.bare or around.before not in ("top", "bottom")
    if at == 0 or not pieces.words[at][:1].isupper() or pieces.words[at].isupper():
        return False
    before = pieces.word(at - 1)
    is_named = before[:1].isupper() and before[:1].isalpha() and pieces.at(at - 1) not in STOPS
    return is_named and not title_cased(pieces)


def _is_pronoun(pieces: Pieces, draft: Draft, around: Surroundings) -> bool:
    """Tell "one country" from "one can", "the one", "no one", "one of the best", "one day"."""
    if pieces.at(draft.number.first) != "one" or draft.low != 1 or draft.unit is not None and draft.kind != "duration":
        return False
    if around.before in _BEFORE_ONE or not around.after:
        return True
    if around.after in _AFTER_ONE:
        return around.after not in ("to", "or") or pieces.at(draft.number.end + 1) not in CARDINALS
    if around.after == "-":
        return not draft.unit
    if around.after == "of":
        return not draft.head or _is_idle_partitive(pieces, draft.number.end)
    if around.before == "-" and pieces.at(draft.first - 2) in ("on", "to", "by"):
        return True  # "one-on-one"
    noun_before = pieces.at(draft.first - 2) in DETERMINERS and around.before not in STOPS  # "the only sane one open"
    return noun_before or around.after in _ONE_IDIOMS or draft.bare


def _is_idle_partitive(pieces: Pieces, of: int) -> bool:
    """Say whether "one of" counts nothing: "one of them", "one of many", "one of its oldest allies"."""
    if pieces.at(of + 2) in ("", ".", ",") or not _SINGLED_FROM.isdisjoint(pieces.lower[of + 1 : of + 3]):
        return True
    return any(is_superlative(pieces.at(at)) for at in range(of + 2, of + 6))
