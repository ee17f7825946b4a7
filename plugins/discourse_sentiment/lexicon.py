"""What is known about single words before anything is learnt: valences, topics, and words that steer others.

The tables are `valences.toml`, `phrases.toml`, `topics.toml` and `markers.toml` in `data/`. A word that a table does
not have is looked up by the base forms it may come from. The lexicons of users are read in `user_lexicons`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import attrs

from .scope import ROLE_OF_LIST

DATA = Path(__file__).parent / "data"
STRONGEST = 3  # the highest grade in valences.toml
LONGEST_WORD = 40  # what is longer is no word of English
PARTICIPLES = ("ed", "lost", "come", "done", "fought", "held")  # endings of those of `reversers`
VOWELS = "aeiou"
LAST_LETTERS = "sdyrg"  # of the endings that base forms are without
JOINT = " "  # between the words of a phrase; the tables have "_" there, to set entries apart by blanks
VERBS = ("reversers", "strengtheners", "fallers", "risers")  # lists whose entries stand for their forms

Value = TypeVar("Value")


@attrs.frozen
class Lexicon:
    """The tables of the plugin; phrases have blanks between their words.

    Args:
        valences: Word or phrase to valence, -1 to 1; words by their base forms.
        topics: Word to 1 for the name of a glad event and -1 for that of a grave one, in all its forms.
        roles: Word or phrase to what it does to those around it, a number of `scope`, in all its forms.
        judging: Word to the lists that speak for or against judging.
    """

    valences: Mapping[str, float]
    topics: Mapping[str, int]
    roles: Mapping[str, int]
    judging: Mapping[str, tuple[str, ...]]

    def valence(self, word: str) -> float:
        """Return the valence of a word, of itself or of its base form; a topical word has none."""
        return 0.0 if word in self.topics else found(word, self.valences, 0.0)


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """Read the plugin's own tables, once."""
    markers, themes = read_table("markers.toml"), read_table("topics.toml")
    grades = [*read_table("valences.toml")["strength"].items(), *read_table("phrases.toml")["strength"].items()]
    valences = {word: int(grade) / STRONGEST for grade, row in grades for word in entries(row["words"])}
    roles: dict[str, int] = {}
    for name, words in reversed(markers["steering"].items()):  # where lists share a word, the first counts
        for word in entries(words):
            for form in inflections(word) if name in VERBS else (word,):
                participle = name == "reversers" and form.endswith(PARTICIPLES)
                roles[form] = ROLE_OF_LIST["participles" if participle else name]
    topics = {
        form: sign
        for theme, sign in (("grave", -1), ("glad", 1))
        for word in entries(themes[theme]["words"])
        for form in inflections(word)
        if form == word or form not in valences
    }
    judging: dict[str, tuple[str, ...]] = {}
    for name, words in markers["judging"].items():
        for word in entries(words):
            judging[word] = (*judging.get(word, ()), name)
    return Lexicon(valences, topics, roles, judging)


def entries(words: str) -> list[str]:
    return [word.replace("_", JOINT) for word in words.split()]


def read_table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def base_forms(word: str) -> Iterator[str]:
    """Give the forms under which a table may have a word: itself, then what is left without an ending.

    `worries` gives worry, `stopped` stopp and stop, `bravely` brave: guesses, of which a table knows the right ones.
    """
    yield word
    if len(word) < 4 or len(word) > LONGEST_WORD or word[-1] not in LAST_LETTERS:
        return
    if word.endswith(("ies", "ied", "ily")):
        yield word[:-3] + "y"
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
    if len(word) < 5:
        return
    if word.endswith(("es", "ed", "er", "ly")):
        yield word[:-2]
        if not word.endswith("ly"):
            yield word[:-1]
            yield from without_double(word[:-2])
    if word.endswith("ing"):
        yield word[:-3]
        yield word[:-3] + "e"
        yield from without_double(word[:-3])


def without_double(stem: str) -> Iterator[str]:
    if len(stem) > 3 and stem[-1] == stem[-2]:
        yield stem[:-1]


def inflections(word: str) -> Iterator[str]:
    """Give the forms that a verb or noun may have, itself first; some of them are no English."""
    yield word
    if JOINT in word:
        first, rest = word.split(JOINT, 1)
        yield from (f"{form}{JOINT}{rest}" for form in inflections(first) if form != first)
    elif word.isalpha() and len(word) > 2:
        stem = word[:-1] if word.endswith("e") else word
        if word.endswith("y") and word[-2] not in VOWELS:
            yield from (f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing")
            return
        yield from (f"{word}s", f"{stem}es", f"{stem}ed", f"{stem}ing")
        if word[-1] not in VOWELS and word[-2] in VOWELS:
            yield from (f"{word}{word[-1]}ed", f"{word}{word[-1]}ing")


def found(word: str, table: Mapping[str, Value], otherwise: Value) -> Value:
    """Return what a table has for a word or for a base form of it."""
    for form in base_forms(word):
        if form in table:
            return table[form]
    return otherwise
