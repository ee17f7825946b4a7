"""Cardinals: whole and decimal numbers, in digits, in words and mixed.

`1,234.5`, `40 000`, `1.2bn`, `4 thousand 3 hundred and 21`, `twenty-one trillion`, `five point two`, `1.3x10^6`.
Every reader looks a bounded number of pieces ahead: a megabyte of "million million" costs no more per word than a
sentence does.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Literal, NamedTuple

from .number_words import (
    AFTER_TENS,
    DENOMINATORS,
    DIGIT_SCALES,
    DOZENS,
    GAPPED_SCALES,
    LETTER_UNITS,
    ONES,
    PLURAL_DENOMINATORS,
    PLURAL_SCALES,
    SCALES,
    TENS,
)
from .pieces import Pieces

MOST_PIECES = 24
"""No number that people write takes more words than this."""

MULTIPLIERS = {**SCALES, **PLURAL_SCALES}
_LONGEST_NUMBER = 400  # no float has more digits before the point
_COMMON_DIVISORS = frozenset({2, 3, 4, 5, 6, 8, 10, 15, 16, 100, 1000})
_POWER = re.compile(r"\^(?P<power>[+-]?\d{1,3})|(?:[x×]10\^|e)(?P<exponent>[+-]?\d{1,3})", re.IGNORECASE)
_POWER_PIECES = 6


class Numeral(NamedTuple):
    """A number as it is written.

    Args:
        first: Index of its first piece.
        end: Index after its last piece.
        low: Its value, the lower bound where it leaves the value open; None if no float holds it.
        high: The upper bound, else equal to `low`.
        form: digits, words, fraction (a part of a whole), odds ("one in five"), vague ("dozens").
        letter: The letter that was read as a scale though it may be a unit ("12m"), or "".
    """

    first: int
    end: int
    low: float | None
    high: float | None
    form: Literal["digits", "words", "fraction", "odds", "vague"]
    letter: str = ""


def both(value: Fraction | float) -> tuple[float | None, float | None]:
    """Return a value as both bounds; None for both if no float holds it."""
    try:
        number = float(value)
    except OverflowError:
        return None, None
    return (number, number) if math.isfinite(number) else (None, None)


def scaled(value: float | None, scale: int) -> float | None:
    """Multiply without the dust of binary fractions: 7.36 times 10**9 is 7360000000.0."""
    if value is None or scale == 1:
        return value
    return both(Fraction(repr(value)) * scale)[0]


def cardinal_value(word: str) -> int | None:
    """Return what a word below a hundred stands for, None for any other word."""
    return ONES.get(word, TENS.get(word))


# Digits


def parse_digits(text: str) -> float | None:
    """Read digits with grouping and decimals: "1,234.5", "12,34,567", "5,00", "1.234,5".

    Returns:
        The number; infinity where it is too large for a float; None for what is no number, such as "22nd" or
        "192.168.1.2".
    """
    if not text.replace(",", "").replace(".", "").isdecimal():
        return None
    if len(text) > _LONGEST_NUMBER:
        return math.inf
    if text.count(".") <= 1 and "," not in text:
        return float(text)
    mark = "," if text.rfind(",") > text.rfind(".") else "."
    whole, _, decimals = text.rpartition(mark)
    if "." not in text and _are_groups(text.split(",")):
        return float(text.replace(",", ""))
    if mark in whole:
        return None
    separator = "." if mark == "," else ","
    if separator in whole and not _are_groups(whole.split(separator)):
        return None
    return float(f"{whole.replace(separator, '')}.{decimals}")


def _are_groups(groups: list[str]) -> bool:
    """Say whether digits are grouped by thousands (1,234,567) or in the Indian way (12,34,567)."""
    head, *middle, last = groups
    return 1 <= len(head) <= 3 and len(last) == 3 and all(len(part) in (2, 3) for part in middle)


def read_digits(pieces: Pieces, at: int) -> Numeral | None:
    """Read the number in digits that begins at a piece, with its scale."""
    value = parse_digits(pieces.words[at])
    if value is None:
        return None
    first, end = at, at + 1
    if pieces.at(at - 1) == "." and pieces.joined(at) and not pieces.joined(at - 1) and "." not in pieces.words[at]:
        first, value = at - 1, float(f"0.{pieces.words[at][:_LONGEST_NUMBER]}")
    if pieces.at(end) == "/" and pieces.joined(end) and pieces.joined(end + 1):
        return _read_slashed(pieces, first, value)
    if pieces.joined(end) and pieces.at(end)[0] in "^ex×":
        power = _read_power(pieces, first, value)
        if power is not None:
            return power
    value, end = _read_spaced_groups(pieces, at, value, end)
    return _read_scales(pieces, Numeral(first, end, *both(value), "digits"))


def _read_slashed(pieces: Pieces, first: int, value: float) -> Numeral | None:
    """Read "1/2", "3/4"; "24/7" and "9/11" are no fractions and no numbers."""
    below = pieces.at(first + 2)
    if not below[:1].isdecimal():
        return Numeral(first, first + 1, *both(value), "digits")
    divisor = parse_digits(below)
    chained = pieces.at(first + 3) == "/" and pieces.joined(first + 3)
    if divisor not in _COMMON_DIVISORS or below[0] == "0" or chained or value == 0 or not math.isfinite(value):
        return None
    return Numeral(first, first + 3, *both(Fraction(repr(value)) / int(divisor)), "fraction")


def _read_power(pieces: Pieces, first: int, value: float) -> Numeral | None:
    """Read "1e10", "1.1^23", "1.3x10^6"."""
    end = first + 1
    while end < first + _POWER_PIECES and pieces.joined(end):
        end += 1
    match = _POWER.match("".join(pieces.lower[first + 1 : end]))
    if match is None or not math.isfinite(value):
        return None
    length = match.end()
    end = first + 1
    while length > 0:
        length -= len(pieces.words[end])
        end += 1
    if length < 0:
        return None
    if match["exponent"]:
        return Numeral(first, end, *both(float(f"{value!r}e{match['exponent']}")), "digits")
    try:
        return Numeral(first, end, *both(value ** int(match["power"])), "digits")
    except (OverflowError, ZeroDivisionError):
        return Numeral(first, end, None, None, "digits")


def _read_spaced_groups(pieces: Pieces, at: int, value: float, end: int) -> tuple[float, int]:
    """Read "40 000" and "1 234 567": groups of exactly three digits after a head of one to three."""
    head = pieces.words[at]
    if len(head) > 3 or not head.isdecimal() or value == 0:
        return value, end
    digits = head
    while end - at < MOST_PIECES and pieces.gap(end) == 1 and _is_group(pieces.word(end)):
        digits += pieces.words[end]
        end += 1
        if "." in digits:
            break
    return (value if digits is head else float(digits)), end


def _is_group(word: str) -> bool:
    whole, point, decimals = word.partition(".")
    return len(whole) == 3 and whole.isdecimal() and (not point or decimals.isdecimal())


def _read_scales(pieces: Pieces, number: Numeral) -> Numeral:
    """Read the scales after digits: "1.2bn", "4 thousand 3 hundred and 21", "2 dozen", "5k"."""
    first, end, value = number.first, number.end, number.low
    word = pieces.at(end)
    gapped = word in GAPPED_SCALES or pieces.word(end) == "M"
    if word in DIGIT_SCALES and (pieces.joined(end) or (gapped and pieces.gap(end) < 3)):
        letter = word if word in LETTER_UNITS and pieces.words[end].islower() else ""
        value = scaled(value, DIGIT_SCALES[word])
        return Numeral(first, end + 1, value, value, "digits", letter)
    step = end + pieces.hyphen(end)
    if pieces.at(step) in MULTIPLIERS or pieces.at(step) in DOZENS:
        return compose(pieces, first, step, value)
    return number


# Words


def compose(pieces: Pieces, first: int, at: int, digits: float | None) -> Numeral:
    """Add up number words: `current` holds what is below the next scale, `total` what the scales have closed.

    Args:
        pieces: The pieces of the sentence.
        first: Index of the numeral's first piece.
        at: Index of the first word to read.
        digits: The number in digits before it, if there is one.
    """
    total: float = 0
    current = digits
    room: float = math.inf if digits is None else 1  # the next small number must stay below: 10 after "twenty"
    end, last_scale = at, 1
    while end < len(pieces) and end - first < MOST_PIECES:
        step = end + (end > first and pieces.lower[end] == "-")
        linked = last_scale > 1 and pieces.at(step) == "and"
        step += linked
        word = pieces.at(step)
        value = _small_value(pieces, step, linked=linked) if last_scale > 1 else cardinal_value(word)
        if value is not None:
            if value >= room or (value == 0 and current is not None) or _opens_part(pieces, step, end > at, linked):
                break
            current, room = (current or 0) + value, 10 if word in TENS else 1
        elif word in DOZENS and not linked:
            current, end = _dozens(current, DOZENS[word]), step + 1
            break
        elif word in MULTIPLIERS and word != "tens" and not linked:
            last_scale = MULTIPLIERS[word]
            if last_scale == 100 and current is not None:
                current, room = scaled(current, 100), 100
            elif current is None:
                total = scaled(total or 1, last_scale) or 0
            else:
                total, current, room = total + (scaled(current, last_scale) or 0), None, last_scale
        else:
            break
        end = step + 1
    form: Literal["digits", "words"] = "words" if digits is None else "digits"
    return _read_point(pieces, Numeral(first, end, *both(total + (current or 0)), form))


def _dozens(current: float | None, dozen: int) -> float | None:
    """Multiply what a dozen counts: "three dozen", "three hundred and two dozen"."""
    whole = 1 if current is None else current
    if whole <= 100 or whole % 100 == 0 or whole % 1:
        return scaled(whole, dozen)
    return whole - whole % 100 + whole % 100 * dozen


def _small_value(pieces: Pieces, at: int, *, linked: bool) -> int | None:
    """Return what stands behind a scale: a number word, or digits ("3 hundred and 21", "4 thousand 3 hundred")."""
    word = pieces.at(at)
    if not word[:1].isdecimal():
        return cardinal_value(word)
    scale_follows = pieces.at(at + 1) in SCALES
    return int(word) if len(word) <= 3 and word.isdecimal() and scale_follows != linked else None


def _opens_part(pieces: Pieces, at: int, inside: bool, linked: bool) -> bool:
    """Say whether a word begins a fraction of its own: "one hundred | thirty-fifths", "two million and | one half"."""
    if not inside:
        return False
    word, step = pieces.lower[at], at + 1 + (pieces.at(at + 1) == "-")
    if word in TENS and not linked and pieces.at(step) in AFTER_TENS:
        return True
    if not linked:
        return False
    count = cardinal_value(word) or 0
    if word in TENS and ONES.get(pieces.at(step), 10) < 10:
        count, step = count + ONES[pieces.at(step)], step + 1 + (pieces.at(step + 1) == "-")
    divisor = PLURAL_DENOMINATORS.get(pieces.at(step)) or DENOMINATORS.get(pieces.at(step))
    return divisor is not None and count < divisor


def _read_point(pieces: Pieces, number: Numeral) -> Numeral:
    """Read decimals in words: "five point two million", "two hundred point zero three"."""
    if pieces.at(number.end) != "point" or number.low is None or number.form == "digits":
        return number
    digits, end = "", number.end + 1
    while end - number.end <= 8 and (value := cardinal_value(pieces.at(end))) is not None:
        tens = pieces.at(end) in TENS
        digits = digits[:-1] + str(value) if digits[-1:] == "0" and len(digits) == 2 else digits + str(value)
        end += 1 + (tens and pieces.at(end + 1) == "-")
    if not digits:
        return number
    scale = SCALES.get(pieces.at(end), 1)
    exact = (Fraction(repr(number.low)) + Fraction(f"0.{digits}")) * scale
    return Numeral(number.first, end + (scale > 1), *both(exact), "words")
