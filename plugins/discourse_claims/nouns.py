"""Nouns: singular and plural of English nouns, by a few rules and a table of exceptions.

Enough for heads of noun phrases in news, where the choice is between `cell` and `cells`; nothing here parses.
"""

from __future__ import annotations

from collections.abc import Mapping

IRREGULAR_PLURALS: Mapping[str, str] = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "feet": "foot", "teeth": "tooth",
    "mice": "mouse", "geese": "goose", "oxen": "ox", "lives": "life", "wives": "wife", "knives": "knife",
    "leaves": "leaf", "halves": "half", "wolves": "wolf", "thieves": "thief", "shelves": "shelf", "loaves": "loaf",
    "selves": "self", "calves": "calf", "criteria": "criterion", "phenomena": "phenomenon", "media": "medium",
    "crises": "crisis", "analyses": "analysis", "theses": "thesis", "bases": "base", "axes": "axis",
    "oases": "oasis", "hypotheses": "hypothesis", "diagnoses": "diagnosis", "parentheses": "parenthesis",
    "alumni": "alumnus", "cacti": "cactus", "nuclei": "nucleus", "bacteria": "bacterium", "data": "datum",
    "grandchildren": "grandchild", "schoolchildren": "schoolchild", "pence": "pence",
    "staff": "staff", "police": "police", "troops": "troop", "dice": "die", "kroner": "krone", "kronor": "krona",
    "heroes": "hero", "movies": "movie", "cookies": "cookie", "calories": "calorie", "ties": "tie", "pies": "pie",
    "zombies": "zombie", "rookies": "rookie", "selfies": "selfie", "species": "species", "series": "series",
    "shoes": "shoe", "toes": "toe", "foes": "foe", "buses": "bus", "gases": "gas", "viruses": "virus",
    "campuses": "campus", "bonuses": "bonus", "statuses": "status", "quizzes": "quiz", "lenses": "lens",
    "caches": "cache", "headaches": "headache", "avalanches": "avalanche", "niches": "niche",
}  # fmt: skip

UNCHANGED = frozenset(
    "series species means headquarters news politics economics mathematics physics athletics corps chassis aircraft"
    " sheep fish deer offspring hertz horsepower celsius fahrenheit gas bus lens virus status campus bonus census"
    " consensus basis crisis analysis thesis emphasis tennis chaos cosmos atlas canvas bias always perhaps this his us"
    " is was has does yes thus plus versus across less ours theirs hers its minus pancreas christmas jobless".split()
)
_ENDING_IN_MEN = frozenset(
    "specimen omen abdomen regimen semen amen acumen yemen ramen stamen lumen cyclamen bitumen albumen turkmen".split()
)
_HISSING = ("s", "x", "z", "ch", "sh")
_ADJECTIVE_ENDINGS = ("ous", "ss", "us", "is", "'s", "’s")


def _is_plural_of_man(word: str) -> bool:
    """Say whether a word is a compound of "men": "countrymen", "congresswomen"."""
    return word.endswith("men") and word not in _ENDING_IN_MEN


def singular(word: str) -> str:
    """Return the singular of a noun, lower-cased: "cells" gives "cell", "people" gives "person"."""
    word = word.lower()
    if word in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[word]
    if _is_plural_of_man(word):
        return f"{word[:-3]}man"
    if len(word) < 3 or word in UNCHANGED or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    if word.endswith("oes") and len(word) > 5:
        return word[:-2]
    return word[:-1]


def plural(word: str) -> str:
    """Return the plural of a noun in lower case: "inch" gives "inches"."""
    if word == "foot" or word.endswith("-foot"):
        return f"{word[:-4]}feet"
    if word.endswith(_HISSING):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return f"{word[:-1]}ies"
    return f"{word}s"


def is_plural(word: str) -> bool:
    """Say whether a lower-cased word looks like a noun in the plural."""
    if word in IRREGULAR_PLURALS or _is_plural_of_man(word):
        return True
    return (
        len(word) > 3
        and word.endswith("s")
        and word not in UNCHANGED
        and not word.endswith(_ADJECTIVE_ENDINGS)
        and word[-2:] != "ss"
    ) or (len(word) == 3 and word.endswith("s") and word.isalpha() and word not in UNCHANGED)
