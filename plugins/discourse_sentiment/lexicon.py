"""What is known about single words before anything is learnt: valences, topics, and words that steer others.

The tables are `data/valences.toml`, `data/topics.toml` and `data/markers.toml`; lexicons that users bring are read and
checked here too. A word that a table does not have is looked up by the base forms it may come from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import attrs

from discourse import Resource
from discourse.errors import OptionError, unknown
from discourse_text import tokenize

DATA = Path(__file__).parent / "data"
STRONGEST = 3  # the highest grade in valences.toml
LONGEST_WORD = 40  # what is longer is no word of English
FIELDS = ("words",)

Value = TypeVar("Value")


@attrs.frozen
class Lexicon:
    """The tables of the plugin.

    Args:
        valences: Word to valence, -1 to 1.
        topics: Word to 1 for a glad event and -1 for a grave one.
        markers: Word to the names of the lists of markers.toml it stands in.
    """

    valences: Mapping[str, float]
    topics: Mapping[str, int]
    markers: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """Read the plugin's own tables, once."""
    grades = read_table("valences.toml")["strength"]
    valences = {word: int(grade) / STRONGEST for grade, row in grades.items() for word in row["words"].split()}
    themes = read_table("topics.toml")
    topics = {word: sign for theme, sign in (("grave", -1), ("glad", 1)) for word in themes[theme]["words"].split()}
    markers: dict[str, tuple[str, ...]] = {}
    for name, words in read_table("markers.toml").items():
        for word in words.split():
            markers[word] = (*markers.get(word, ()), name)
    return Lexicon(valences, topics, markers)


def read_table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def base_forms(word: str) -> Iterator[str]:
    """Give the forms under which a table may have a word: itself, then what is left without an ending.

    `worries` gives worry, `stopped` stopp and stop, `bravely` brave: guesses, of which a table knows the right ones.
    """
    yield word
    if len(word) < 4 or len(word) > LONGEST_WORD:
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


def found(word: str, table: Mapping[str, Value], otherwise: Value) -> Value:
    """Return what a table has for a word or for a base form of it."""
    for form in base_forms(word):
        if form in table:
            return table[form]
    return otherwise


def brought_valences(resources: Iterable[Resource]) -> dict[str, tuple[str, float]]:
    """Read the lexicons of users: small-letter word to the lexicon's name and the valence; later names win.

    Raises:
        OptionError: If a lexicon has other fields than `words`, or a word whose valence is no number in [-1, 1].
    """
    valences: dict[str, tuple[str, float]] = {}
    for resource in resources:
        for word, valence in words_of(resource).items():
            valences[checked_word(resource.name, word)] = (resource.name, checked_valence(resource.name, word, valence))
    return valences


def words_of(resource: Resource) -> Mapping[str, Any]:
    where = f"sentiment lexicon {resource.name!r}"
    if not isinstance(resource.data, Mapping) or not isinstance(resource.data.get("words"), Mapping):
        raise OptionError(f'{where}: its data is {{"words": {{word: valence}}}}')
    for field in resource.data:
        if field not in FIELDS:
            raise OptionError(f"{where}: {unknown('field', str(field), FIELDS)}")
    words: Mapping[str, Any] = resource.data["words"]
    return words


def checked_word(lexicon: str, word: Any) -> str:
    """Return a word as tokens have it, in small letters and with straight apostrophes."""
    if not isinstance(word, str) or len(tokenize(word).starts) != 1:
        raise OptionError(
            f"sentiment lexicon {lexicon!r}: {word!r} is not one token; an entry is a single word, without hyphens"
        )
    return word.strip().lower().replace("’", "'")


def checked_valence(lexicon: str, word: str, valence: Any) -> float:
    if isinstance(valence, bool) or not isinstance(valence, int | float) or not -1.0 <= valence <= 1.0:
        raise OptionError(
            f"sentiment lexicon {lexicon!r}: the valence of {word!r} is {valence!r}; it must be a number from -1 to 1"
        )
    return float(valence)
