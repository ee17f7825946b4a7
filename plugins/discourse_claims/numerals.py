"""Numerals: from the words of a sentence to the numbers they name.

`cardinals` reads whole and decimal numbers; here parts of a whole (`two thirds`, `half of`, `one in five`), wholes with
a part (`two and a half million`), open numbers (`tens of thousands`), articles and signs are built on them. What a
number counts is decided in `units` and `counted`, and which numbers are no claims in `exclusions`.
"""

from __future__ import annotations

from fractions import Fraction

from .cardinals import MULTIPLIERS, Numeral, both, cardinal_value, compose, read_digits, scaled
from .function_words import STOPS
from .number_words import (
    AFTER_TENS,
    DENOMINATORS,
    DOZENS,
    FRACTION_SIGNS,
    ORDINALS,
    PLURAL_DENOMINATORS,
    PLURAL_SCALES,
    SCALES,
    TENS,
)
from .pieces import Pieces

MINUS_SIGNS = frozenset({"-", "−", "–"})
_MINUS_WORDS = frozenset({"minus", "negative"})
_BEFORE_MINUS = frozenset({"$", "£", "€", "¥", "(", "<", ">", "="})
_ARTICLES = frozenset({"a", "an"})
_VAGUE_HEADS = frozenset({"several", "few"})
_DEICTICS = frozenset({"past", "last", "next", "first", "final", "previous", "consecutive", "straight", "recent"})
_SPANS_OF_TIME = frozenset("years year months month weeks week days day hours hour minutes seconds games".split())
_AFTER_HALF = frozenset({"of", "the", "its", "their", "his", "her", "our", "an", "a", "all"})
_BEFORE_HALF = frozenset({"than", "nearly", "almost", "about", "over", "under", "least", "roughly", "around"})
_NO_PART_BEFORE = frozenset({"and", "first", "second", "other"})
_LARGEST_BASE = 10**7


def read_numeral(pieces: Pieces, at: int) -> Numeral | None:
    """Read the longest numeral whose number begins at a piece; signs and articles before it are taken in.

    Args:
        pieces: The pieces of one sentence.
        at: Index of a piece that is a number word, a scale, a denominator or a number in digits.

    Returns:
        The numeral, or None where the piece is no number.
    """
    word = pieces.lower[at]
    number = read_digits(pieces, at) if word[0].isdecimal() else _read_words(pieces, at)
    if number is None:
        return None
    return _with_sign(pieces, _read_odds(pieces, _read_mixed(pieces, number)))


def _read_words(pieces: Pieces, at: int) -> Numeral | None:
    word = pieces.lower[at]
    if cardinal_value(word) is not None:
        found = _read_divisor(pieces, at) if pieces.at(at - 1) in _ARTICLES else None
        if found is not None and found[2] and word in TENS:  # "a twenty-first", but not "a twenty-first birthday"
            told = pieces.at(found[1]) in ("", ".", "of")
            return Numeral(at - 1, found[1], *both(Fraction(1, found[0])), "fraction") if told else None
        number = _read_fraction(pieces, compose(pieces, at, at, None))
        return None if pieces.hyphen(number.end) and pieces.at(number.end + 1) in ORDINALS else number
    if word in FRACTION_SIGNS:
        return Numeral(at, at + 1, *both(Fraction(*FRACTION_SIGNS[word])), "fraction")
    if word in DENOMINATORS:
        return _read_part(pieces, at)
    if word in PLURAL_SCALES:
        return _read_vague(pieces, at)
    if word in SCALES or word in DOZENS:
        return _read_article(pieces, at)
    return None


def _read_article(pieces: Pieces, at: int) -> Numeral | None:
    """Read scales without a number: "a hundred", "half a million", "several thousand", "a dozen"."""
    back = at - 1 - (pieces.at(at - 1) == "-")
    before, second = pieces.at(back), pieces.at(back - 1)
    plain = compose(pieces, at, at, None)
    if before == "couple" or (before == "of" and second == "couple"):
        first = back - (before == "of")
        first -= pieces.at(first - 1) in _ARTICLES
        return Numeral(first, plain.end, *both(2 * (plain.low or 0)), "vague")
    if before in _VAGUE_HEADS:
        first = back - (second in _ARTICLES)
        return Numeral(first, plain.end, plain.low, scaled(plain.low, 10), "vague")
    part = {"half": Fraction(1, 2), "quarter": Fraction(1, 4)}.get(second if before in _ARTICLES else before)
    if part is not None and plain.low is not None:
        first = back - (before in _ARTICLES)
        first -= pieces.at(first - 1) in _ARTICLES
        return Numeral(first, plain.end, *both(Fraction(repr(plain.low)) * part), "words")
    if before in _ARTICLES:
        return _read_fraction(pieces, plain._replace(first=back))
    return plain if not before or before in ("the", "one") or pieces.at(at) in SCALES else None


def _read_vague(pieces: Pieces, at: int) -> Numeral | None:
    """Read "thousands", "tens of thousands", "hundreds of millions": from once to ten times as many."""
    scale, end = PLURAL_SCALES[pieces.lower[at]], at + 1
    further = PLURAL_SCALES.get(pieces.at(at + 2), 0)
    if pieces.at(at + 1) == "of" and further > scale:
        scale, end = scale * further, at + 3
    elif scale == 10 and pieces.at(at + 1) != "of":
        return None
    return Numeral(at, end, float(scale), float(10 * scale), "vague")


# Parts of a whole


def _read_divisor(pieces: Pieces, at: int) -> tuple[int, int, bool] | None:
    """Read a denominator: what it divides by, the index after it, and whether it is singular."""
    word = pieces.at(at)
    if word in TENS:
        step = at + 1 + (pieces.at(at + 1) == "-")
        if pieces.at(step) in AFTER_TENS:
            return TENS[word] + AFTER_TENS[pieces.at(step)], step + 1, not pieces.at(step).endswith("s")
    if word in DENOMINATORS:
        return DENOMINATORS[word], at + 1, True
    if word in PLURAL_DENOMINATORS:
        return PLURAL_DENOMINATORS[word], at + 1, False
    return None


def _read_fraction(pieces: Pieces, number: Numeral) -> Numeral:
    """Read a denominator after a number in words: "two thirds", "one-fifth", "twenty-three fifths"."""
    hyphen = pieces.at(number.end) == "-"
    found = _read_divisor(pieces, number.end + hyphen)
    if found is None or number.low is None:
        return number
    divisor, end, singular = found
    word = pieces.at(end - 1)
    if singular != (number.low == 1):
        return number
    if word == "quarters" and not hyphen and pieces.at(number.first - 1) in _DEICTICS:
        return number
    if singular and not hyphen and pieces.at(end) != "of" and pieces.word(end)[:1].isalpha():
        return number  # "one third party"
    fraction = Fraction(repr(number.low)) / divisor
    if pieces.at(end) in SCALES and not singular:  # "three quarters billion"
        return Numeral(number.first, end + 1, *both(fraction * SCALES[pieces.at(end)]), "words")
    if pieces.at(end) == "of" and pieces.at(end + 1) in _ARTICLES and pieces.at(end + 2) in SCALES:
        return Numeral(number.first, end + 3, *both(fraction * SCALES[pieces.at(end + 2)]), "words")
    return Numeral(number.first, end, *both(fraction), "fraction")


def _read_part(pieces: Pieces, at: int) -> Numeral | None:
    """Read "half of", "more than half", "a third of", "a trillionth": elsewhere these are ordinals and nouns."""
    word, before, after = pieces.lower[at], pieces.at(at - 1), pieces.at(at + 1)
    first = at - (before in _ARTICLES)
    if word != "half":
        hedged = pieces.at(at - 2) in _BEFORE_HALF
        by = pieces.at(at - 2 - hedged) == "by" and not (pieces.word(at + 1)[:1].isalpha() and after not in STOPS)
        told = before in _ARTICLES and (after in ("of", "", ".") or by or DENOMINATORS[word] > 100)
        return Numeral(first, at + 1, *both(Fraction(1, DENOMINATORS[word])), "fraction") if told else None
    scale_at = at + 2 if after in _ARTICLES or after in ("of", "-") else at + 1
    if pieces.at(scale_at) in SCALES or pieces.at(scale_at) in DOZENS or before in _NO_PART_BEFORE:
        return None  # read from the scale on: "half a million"
    bare = after in ("", ".", ",")
    if after not in _AFTER_HALF and before not in _BEFORE_HALF and not (before in _ARTICLES and bare):
        return None
    return Numeral(first, at + 1, 0.5, 0.5, "fraction")


def _read_mixed(pieces: Pieces, number: Numeral) -> Numeral:
    """Add the part after a whole: "two and a half million", "one million and a half", "2 1/4", "2½"."""
    end, low = number.end, number.low
    if low is None or low != number.high or number.form not in ("digits", "words"):
        return number
    sign = FRACTION_SIGNS.get(pieces.at(end))
    if sign and pieces.gap(end) <= 1:
        return _replaced(number, end + 1, Fraction(repr(low)) + Fraction(*sign))
    if 0 < pieces.gap(end) < 3 and pieces.at(end)[:1].isdecimal() and pieces.at(end + 1) == "/":
        part = read_digits(pieces, end)
        if part is not None and part.form == "fraction" and part.low is not None and part.low < 1:
            return _replaced(number, part.end, Fraction(repr(low)) + Fraction(repr(part.low)))
    found = _part_after_and(pieces, end + 1) if pieces.at(end) == "and" else None
    return number if found is None else _with_part(pieces, number, *found)


def _with_part(pieces: Pieces, number: Numeral, part: Fraction, end: int) -> Numeral:
    """Add a part, of one or of the last scale: "a million and a half" is 1.5 million, "a hundred and a half" 100.5."""
    whole = Fraction(repr(number.low))
    last_scale = MULTIPLIERS.get(pieces.at(number.end - 1), 1)
    scale = SCALES.get(pieces.at(end))
    if scale is not None:
        return _replaced(number, end + 1, (whole + part) * scale if last_scale == 1 else whole + part * scale)
    return _replaced(number, end, whole + part * (last_scale if last_scale > 100 else 1))


def _part_after_and(pieces: Pieces, at: int) -> tuple[Fraction, int] | None:
    """Read "a half", "three quarters", "fifty-four hundredths" after "and"; returns the part and the index after it."""
    if pieces.at(at) in _ARTICLES:
        count, step = 1, at + 1
    else:
        read = compose(pieces, at, at, None) if cardinal_value(pieces.at(at)) is not None else None
        if read is None or read.low is None:
            return None
        count, step = int(read.low), read.end
    found = _read_divisor(pieces, step + (pieces.at(step) == "-"))
    if found is None or found[2] != (count == 1) or count >= found[0]:
        return None
    return Fraction(count, found[0]), found[1]


def _replaced(number: Numeral, end: int, value: Fraction) -> Numeral:
    low, high = both(value)
    return number._replace(end=end, low=low, high=high)


def _read_odds(pieces: Pieces, number: Numeral) -> Numeral:
    """Read "one in five", "nine out of ten", "one in every 20" as a ratio, and "one over three"."""
    low, word = number.low, pieces.at(number.end)
    if word not in ("in", "out", "over") or low is None or low != number.high or number.form not in ("digits", "words"):
        return number
    step = number.end + 1 + (word == "out" and pieces.at(number.end + 1) == "of")
    step += pieces.at(step) == "every"
    base = _read_base(pieces, step)
    if base is None or not base.low or base.low != base.high or base.low > _LARGEST_BASE:
        return number
    after = pieces.at(base.end)
    if word == "over":
        if after[:1].isalpha() or after in ("%", "-"):  # "$2,000 over 3 years"
            return number
    elif not 1 <= low <= 9 or low % 1 or low >= base.low or pieces.at(number.first - 1) in MINUS_SIGNS:
        return number
    is_year = base.form == "digits" and 1000 < base.low < 2100
    if is_year or (word == "in" and after in _SPANS_OF_TIME):
        return number
    return Numeral(number.first, base.end, *both(Fraction(repr(low)) / Fraction(repr(base.low))), "odds")


def _read_base(pieces: Pieces, at: int) -> Numeral | None:
    """Read the number after "in" or "out of"."""
    word = pieces.at(at)
    if word[:1].isdecimal():
        return read_digits(pieces, at)
    if cardinal_value(word) is not None:
        return compose(pieces, at, at, None)
    if word in _ARTICLES and pieces.at(at + 1) in SCALES:
        return compose(pieces, at + 1, at + 1, None)
    return None


# Signs


def _with_sign(pieces: Pieces, number: Numeral) -> Numeral:
    """Take in a minus: "-1.3%" and "$-50.8bn", "minus 5", "minus-5"; a hyphen between words is none."""
    first = number.first
    before = pieces.at(first - 1)
    if before in _MINUS_WORDS and pieces.at(first - 2) == "or":
        return number  # "plus or minus 3 points"
    if before in _MINUS_WORDS:
        return _negative(number, first - 1)
    if before not in MINUS_SIGNS:
        return number
    if pieces.at(first - 2) in _MINUS_WORDS:
        return _negative(number, first - 2)
    loose = not pieces.joined(first - 1) or pieces.at(first - 2) in _BEFORE_MINUS
    touching = pieces.joined(first) or (first == 1 and before == "-")
    return _negative(number, first - 1) if loose and touching else number


def _negative(number: Numeral, first: int) -> Numeral:
    low, high = (None if bound is None else -bound for bound in (number.high, number.low))
    return number._replace(first=first, low=low, high=high)
