"""Cues: the words that report what somebody says, thinks or writes.

The table is `data/cues.toml`. A cue is looked up by its form in small letters. Whether it is one where it stands is for
the models to say; the table tells them what sort of word it is, and says whether it reports speech, thought or writing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import attrs

Level = Literal["speech", "thought", "writing"]
LEVELS: tuple[Level, ...] = ("thought", "writing", "speech")  # a word of several levels is one of the last of them
VERBS = ("object", "infinitive", "clause", "denied")  # and takes what the last of these says
OTHERS = ("noun", "adjective")
VOWELS = "aeiou"
DOUBLING = frozenset("admit brag plan quip refer slam rip commit permit ban log blog rebut fret".split())


@attrs.frozen
class Cue:
    """A form of a word that reports.

    Args:
        level: speech, thought or writing.
        takes: What it takes: clause, infinitive, object, or denied (a clause that it denies); or noun or adjective for
            what it is.
    """

    level: Level
    takes: str

    @property
    def denied(self) -> bool:
        return self.takes == "denied"


@attrs.frozen
class CueTable:
    """All forms of cues, and what belongs to them.

    Args:
        forms: Form in small letters -> cue.
        writings: Nouns that name writings.
    """

    forms: Mapping[str, Cue]
    writings: frozenset[str]


@cache
def load_cues() -> CueTable:
    data = tomllib.loads((files(__package__) / "data" / "cues.toml").read_text(encoding="utf-8"))
    forms: dict[str, Cue] = {}
    for takes in OTHERS:
        for level in LEVELS:
            for word in entries(data[level], takes):
                forms |= dict.fromkeys((word, word + "s") if takes == "noun" else (word,), Cue(level, takes))
    for level in LEVELS:
        for takes in VERBS:
            for entry in entries(data[level], takes):
                forms |= dict.fromkeys(inflected(entry), Cue(level, takes))
    return CueTable(forms, frozenset(entries(data["writings"], "nouns")))


def entries(section: Mapping[str, Any], key: str) -> list[str]:
    return [entry.strip() for entry in section.get(key, "").split(",") if entry.strip()]


def inflected(entry: str) -> Iterator[str]:
    """Give the forms of a verb: "say=said" gives say, says, said, saying; of "point out" those of the verb."""
    base, *irregular = entry.split("=")
    verb = base.split()[0]
    ends_in_y = verb.endswith("y") and verb[-2] not in VOWELS
    yield verb
    yield verb[:-1] + "ies" if ends_in_y else verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s")
    stem = verb + verb[-1] if verb in DOUBLING else verb
    if irregular:
        yield from irregular
    elif ends_in_y:
        yield verb[:-1] + "ied"
    else:
        yield verb + "d" if verb.endswith("e") else stem + "ed"
    yield verb[:-1] + "ing" if verb.endswith("e") and not verb.endswith("ee") else stem + "ing"
