"""Numerals: which numbers the words of a text name."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse_claims.cardinals import Numeral, parse_digits, scaled
from discourse_claims.number_words import TRIGGERS
from discourse_claims.numerals import read_numeral
from discourse_claims.pieces import Pieces, cut, is_cut, triggers_of
from discourse_text import tokenize

CODES = frozenset({"USD", "RM"})


def pieces_of(text: str) -> Pieces:
    tokens = tokenize(text)
    words = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    special = frozenset(
        word.lower()
        for word in words
        if ("/" in word or ":" in word if word[0].isdecimal() else is_cut(word, CODES)) and not word.isalpha()
    )
    lower = [word.lower() for word in words]
    return cut(words, lower, tokens.starts, tokens.ends, range(len(words)), special, triggers_of(lower))


def first_numeral(text: str) -> Numeral | None:
    pieces = pieces_of(text)
    for at, word in enumerate(pieces.lower):
        if word in TRIGGERS or word[0].isdecimal():
            number = read_numeral(pieces, at)
            if number is not None:
                return number
    return None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234,567", 1234567.0),
        ("12,34,567.89", 1234567.89),
        ("1.111,11", 1111.11),
        ("5,00", 5.0),
        (".08", 0.08),
        ("40 000", 40000.0),
        ("1 414 021 100", 1414021100.0),
        ("10k", 10000.0),
        ("1.2bn", 1.2e9),
        ("2.33 k", 2330.0),
        ("5 mn", 5e6),
        ("10M.", 1e7),
        ("7.36 billion", 7.36e9),
        ("13 lakh", 1.3e6),
        ("2 dozen", 24.0),
        ("4 thousand 3 hundred and 21", 4321.0),
        ("1e10", 1e10),
        ("1.3x10^6", 1.3e6),
        ("2^-1", 0.5),
        ("-9.25", -9.25),
        ("$-50.8bn", -50.8e9),
    ],
)
def test_digits_are_read_with_grouping_scale_and_sign(text: str, value: float) -> None:
    number = first_numeral(text)

    assert number is not None
    assert (number.low, number.high) == (value, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("seventeen", 17.0),
        ("twenty-seven", 27.0),
        ("fifty two", 52.0),
        ("three hundred and thirty one", 331.0),
        ("twenty-one trillion and three hundred", 21000000000300.0),
        ("two hundred and two thousand", 202000.0),
        ("a hundred", 100.0),
        ("a million", 1e6),
        ("half a million", 500000.0),
        ("half a dozen", 6.0),
        ("quarter million", 250000.0),
        ("three lakh crore", 3e12),
        ("three hundred and two dozen", 324.0),
        ("two point zero five", 2.05),
        ("two point two million", 2.2e6),
        ("minus ninety", -90.0),
    ],
)
def test_number_words_add_up(text: str, value: float) -> None:
    number = first_numeral(text)

    assert number is not None
    assert (number.low, number.high, number.form) == (value, value, "words")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two thirds", 2 / 3),
        ("one-fifth of them", 0.2),
        ("three quarters", 0.75),
        ("a third of voters", 1 / 3),
        ("half of the seats", 0.5),
        ("more than half voted", 0.5),
        ("twenty-three fifths", 4.6),
        ("three twenty-fifths", 0.12),
        ("one hundred thirty-fifths", 100 / 35),
        ("1/2", 0.5),
        ("⅔", 2 / 3),
        ("one in five", 0.2),
        ("nine out of ten", 0.9),
        ("one in every 20", 0.05),
    ],
)
def test_parts_of_a_whole(text: str, value: float) -> None:
    number = first_numeral(text)

    assert number is not None
    assert number.low == pytest.approx(value, rel=1e-12)
    assert number.form in ("fraction", "odds")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two and a half million", 2.5e6),
        ("one million and a half", 1.5e6),
        ("one hundred and three quarters", 100.75),
        ("two hundred and fifty-four hundredths", 200.54),
        ("one billion and a quarter million", 1000250000.0),
        ("2 1/4", 2.25),
        ("3½", 3.5),
    ],
)
def test_wholes_with_a_part(text: str, value: float) -> None:
    number = first_numeral(text)

    assert number is not None
    assert number.low == value


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("thousands of people", (1e3, 1e4)),
        ("tens of thousands", (1e4, 1e5)),
        ("hundreds of millions", (1e8, 1e9)),
        ("dozens", (12.0, 120.0)),
        ("several hundred", (100.0, 1000.0)),
        ("a few thousand", (1e3, 1e4)),
    ],
)
def test_open_numbers_reach_from_once_to_ten_times(text: str, bounds: tuple[float, float]) -> None:
    number = first_numeral(text)

    assert number is not None
    assert ((number.low, number.high), number.form) == (bounds, "vague")


@pytest.mark.parametrize(
    "text",
    ["192.168.1.2", "22nd", "1990s", "the second half", "a third party", "the thirty-fourth"],
)
def test_what_is_no_number(text: str) -> None:
    assert first_numeral(text) is None


def test_a_number_that_no_float_holds_has_no_bounds() -> None:
    number = first_numeral("9" * 5000)

    assert number is not None
    assert (number.low, number.high) == (None, None)


def test_very_long_runs_of_scales_are_cut_off() -> None:
    number = first_numeral("million " * 500)

    assert number is not None
    assert number.end <= 24


def test_scaling_leaves_no_dust() -> None:
    assert scaled(7.36, 10**9) == 7360000000.0
    assert scaled(1e300, 10**15) is None


@given(st.integers(0, 10**15))
def test_grouped_digits_read_as_the_same_number(value: int) -> None:
    assert parse_digits(f"{value:,}") == parse_digits(str(value)) == float(value)


@given(st.text(alphabet="0123456789.,", min_size=1, max_size=30))
def test_any_digits_give_a_number_or_none(text: str) -> None:
    value = parse_digits(text)

    assert value is None or (not math.isnan(value) and value >= 0)


ONES = "one two three four five six seven eight nine".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


@given(
    st.integers(1, 9), st.integers(0, 7), st.integers(0, 8), st.sampled_from([("thousand", 10**3), ("billion", 10**9)])
)
def test_words_are_read_as_they_are_built(hundreds: int, tens: int, ones: int, scale: tuple[str, int]) -> None:
    name, factor = scale
    text = f"{ONES[hundreds - 1]} hundred and {TENS[tens]}-{ONES[ones]} {name}"

    number = first_numeral(text)

    assert number is not None
    assert number.low == (100 * hundreds + 10 * (tens + 2) + ones + 1) * factor
