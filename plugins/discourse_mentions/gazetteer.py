"""The lists of `data/names.toml`: what is known of words and names before a text is read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import attrs

from discourse_text import tokenize

Kind = Literal["person", "organization", "place", "group", "other"]


@attrs.frozen
class Gazetteer:
    """Lists of words and names.

    Args:
        words: Word in small letters to the lists that hold it, in the order of `WORD_LISTS`.
        names: Names of places, organizations and groups as they are written, as tuples of words, to their kind.
        beginnings: First words of the names of several words, to how many words the longest of them has.
        titles: Titles and offices of one or two words, in small letters.
        title_beginnings: Their first words.
        first_names: First names as they are written.
        women, men: First names, titles and words that say which of the two a person is, in small letters.
        aliases: Name in small letters without full stops, as a tuple, to the name it stands for.
    """

    words: Mapping[str, tuple[str, ...]]
    names: Mapping[tuple[str, ...], Kind]
    beginnings: Mapping[str, int]
    titles: frozenset[str]
    title_beginnings: frozenset[str]
    first_names: frozenset[str]
    women: frozenset[str]
    men: frozenset[str]
    aliases: Mapping[tuple[str, ...], tuple[str, ...]]

    def named(self, words: Sequence[str], first: int, stop: int) -> tuple[int, Kind] | None:
        """Return the end and the kind of the longest listed name of several words that begins at a token."""
        longest = self.beginnings.get(words[first], 0)
        for end in range(min(stop, first + longest), first + 1, -1):
            kind = self.names.get(tuple(words[first:end]))
            if kind:
                return end, kind
        return None


WORD_LISTS: tuple[tuple[str, Kind, tuple[str, ...]], ...] = (
    ("title", "person", ("titles",)),
    ("first name", "person", ("first_names",)),
    ("last name", "person", ("last_names",)),
    ("place", "place", ("countries", "regions", "cities")),
    ("place head", "place", ("heads",)),
    ("organization", "organization", ("names",)),
    ("organization head", "organization", ("heads",)),
    ("group", "group", ("names",)),
    ("adjective", "other", ("adjectives",)),
    ("no name", "other", ("never",)),
)


@cache
def load_gazetteer() -> Gazetteer:
    data = tomllib.loads((files(__package__) / "data" / "names.toml").read_text(encoding="utf-8"))
    words: dict[str, tuple[str, ...]] = {}
    names: dict[tuple[str, ...], Kind] = {}
    listed: dict[str, list[str]] = {}
    for name, section, keys in WORD_LISTS:
        listed[name] = entries(data[section], keys)
        for entry in listed[name]:
            parts = parts_of(entry)
            if len(parts) == 1:
                words[entry.lower()] = (*words.get(entry.lower(), ()), name)
            if name in ("place", "organization", "group"):
                names[parts] = section
    women, men = (frozenset(map(str.lower, entries(data["person"], [key]))) for key in ("women", "men"))
    pairs = [entry.lower().replace(".", "").split(" = ") for entry in entries(data["place"], ["aliases"])]
    aliases = {tuple(short.split()): tuple(full.split()) for short, full in pairs}
    beginnings: dict[str, int] = {}
    for parts in names:
        if len(parts) > 1:
            beginnings[parts[0]] = max(len(parts), beginnings.get(parts[0], 0))
    titles, first_names = frozenset(listed["title"]), frozenset(listed["first name"])
    title_beginnings = frozenset([title.split()[0] for title in titles])
    return Gazetteer(words, names, beginnings, titles, title_beginnings, first_names, women, men, aliases)


def parts_of(entry: str) -> tuple[str, ...]:
    """Return the words of an entry, cut as those of a text are: "Al-Jazeera" is three."""
    if "-" not in entry and "'" not in entry:
        return tuple(entry.split())
    tokens = tokenize(entry)
    return tuple(entry[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True))


def entries(lists: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    return [entry.strip() for key in keys for entry in lists[key].split(",") if entry.strip()]
