"""The words that numbers are made of: the tables behind the grammar in `numerals`.

Written by hand from the grammar of English number names. Scales that are letters only ("k", "m", "bn") count
right after digits alone, since they are also words and units.
"""

from __future__ import annotations

from collections.abc import Mapping

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

ONES: Mapping[str, int] = {
    **{word: value for value, word in enumerate(f"{_ONES} seventeen eighteen nineteen".split())},
    "nought": 0,
    "naught": 0,
}
TENS: Mapping[str, int] = {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}

SCALES: Mapping[str, int] = {
    "hundred": 100,
    "thousand": 10**3,
    "lakh": 10**5,
    "lac": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
    "quadrillion": 10**15,
}
"""Words that multiply what stands before them, in ascending order."""

PLURAL_SCALES: Mapping[str, int] = {
    "tens": 10,
    "dozens": 12,
    "hundreds": 100,
    "thousands": 10**3,
    "lakhs": 10**5,
    "lacs": 10**5,
    "millions": 10**6,
    "crores": 10**7,
    "billions": 10**9,
    "trillions": 10**12,
}
"""Plurals: "thousands of" leaves open how many; after a number ("3 millions") they multiply like the singular."""

DIGIT_SCALES: Mapping[str, int] = {
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "mil": 10**6,
    "mio": 10**6,
    "mm": 10**6,
    "cr": 10**7,
    "b": 10**9,
    "bn": 10**9,
    "bln": 10**9,
    "bil": 10**9,
    "tn": 10**12,
    "tln": 10**12,
    "trn": 10**12,
}
"""Abbreviated scales after digits: "$1.2bn", "40k"."""

GAPPED_SCALES = frozenset({"k", "mn", "mln", "mil", "cr", "bn", "bln", "bil", "tn", "tln", "trn"})
"""Those that may stand apart from the digits ("5 bn"); a letter on its own is a unit or a word."""

LETTER_UNITS = frozenset({"m", "mm"})
"""Abbreviated scales that are also units: only money or a counted noun makes "12m" twelve million."""

_SMALL_ORDINALS: Mapping[str, int] = {
    word: value
    for value, word in enumerate("first second third fourth fifth sixth seventh eighth ninth".split(), start=1)
}
ORDINALS: Mapping[str, int] = {
    **_SMALL_ORDINALS,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "twentieth": 20,
    "hundredth": 100,
}
DOZENS: Mapping[str, int] = {"dozen": 12, "dozens": 12, "doz": 12, "dozs": 12, "dz": 12, "dzs": 12}

DENOMINATORS: Mapping[str, int] = {
    **{word: value for word, value in _SMALL_ORDINALS.items() if value > 2},
    "half": 2,
    "quarter": 4,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "sixteenth": 16,
    "twentieth": 20,
    "thirtieth": 30,
    "fiftieth": 50,
    "hundredth": 100,
    "thousandth": 10**3,
    "millionth": 10**6,
    "billionth": 10**9,
    "trillionth": 10**12,
}
PLURAL_DENOMINATORS: Mapping[str, int] = {
    "halves": 2,
    **{f"{word}s": value for word, value in DENOMINATORS.items() if word != "half"},
}
AFTER_TENS: Mapping[str, int] = {**_SMALL_ORDINALS, **{f"{word}s": value for word, value in _SMALL_ORDINALS.items()}}
"""The second half of a denominator: "three twenty-fifths"."""

FRACTION_SIGNS: Mapping[str, tuple[int, int]] = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅐": (1, 7),
    "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip

ORDINAL_SUFFIXES = frozenset({"st", "nd", "rd", "th"})

MULTIPLES: Mapping[str, int] = {"twice": 2, "thrice": 3, "double": 2, "triple": 3, "quadruple": 4}
"""Words that are a multiple by themselves, where something is compared: "twice as many", "double the number"."""

CHANGED_BY: Mapping[str, tuple[float, str]] = {
    **{f"doubl{ending}": (2.0, "up") for ending in ("ed", "es", "ing")},
    **{f"{verb}{ending}": (3.0, "up") for verb in ("tripl", "trebl") for ending in ("ed", "es", "ing")},
    **{f"quadrupl{ending}": (4.0, "up") for ending in ("ed", "es", "ing")},
    **{f"quintupl{ending}": (5.0, "up") for ending in ("ed", "es", "ing")},
    **{f"halv{ending}": (0.5, "down") for ending in ("ed", "es", "ing")},
}
"""Verbs that say by what factor something changed, and in which direction."""

NONE_OF = frozenset(
    "civilians people persons soldiers troops deaths casualties injuries victims arrests fatalities survivors women"
    " children men seats votes cases prisoners hostages passengers patients".split()
)
"""What "no" counts: people and what befalls them. Of other nouns ("no plans", "no signs") it says no number."""

FOLD_WORDS: Mapping[str, int] = {f"{word}fold": value for word, value in {**ONES, **TENS}.items() if value > 1}

CARDINALS = frozenset(ONES) | frozenset(TENS)
IDLE = frozenset({"first", "second", "no"})
"""Triggers that seldom are numbers: the words beside them tell (`ages.may_count`)."""
TRIGGERS = (
    CARDINALS
    | frozenset(SCALES)
    | frozenset(PLURAL_SCALES)
    | frozenset(DOZENS)
    | frozenset(FRACTION_SIGNS)
    | frozenset(MULTIPLES)
    | frozenset(FOLD_WORDS)
    | frozenset(CHANGED_BY)
    | {"no"}
    | frozenset(ORDINALS)
    | frozenset(DENOMINATORS)
)
"""Every word that a finding can begin with; a sentence with none of them and no digit is not looked at again."""
