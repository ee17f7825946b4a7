"""Cues: the words that report what somebody says, thinks or writes.

The table is `data/cues.toml`. A cue is looked up by its form in small letters; what it may take, and whether it is one
where it stands, is decided by what is around it, in `attribution`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import attrs

Level = Literal["speech", "thought", "writing"]
VOWELS = "aeiou"
ALWAYS_PLAIN = frozenset(  # take a bare clause: "said the talks had failed"; the others need "that" or quotes
    "say tell argue insist claim believe think hope fear add suggest feel contend acknowledge admit explain warn "
    "concede maintain know".split()
)


@attrs.frozen
class Cue:
    """What a form of a reporting verb can do.

    Args:
        base: Its base form.
        level: speech, thought or writing.
        takes_clause: Whether a clause or a quotation can be its content.
        takes_to: Whether "to" and a verb can be.
        bare: Whether the clause may stand without "that".
        denied: Whether the content is denied by it.
        participle: Whether the form is one in -ing.
        finite: Whether the form can be the verb of a clause by itself ("said", "says").
    """

    base: str
    level: Level
    takes_clause: bool
    takes_to: bool
    bare: bool
    denied: bool
    participle: bool = False
    finite: bool = True


@attrs.frozen
class CueTable:
    """All forms of cues, and what belongs to them.

    Args:
        forms: Form in small letters -> cue.
        phrases: Phrases behind which the source stands, as tuples of words, by their first word.
        writings: Nouns that name writings.
        triggers: All words at which a cue can begin.
    """

    forms: Mapping[str, Cue]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    writings: frozenset[str]
    triggers: frozenset[str]


@cache
def load_cues() -> CueTable:
    data = tomllib.loads((files(__package__) / "data" / "cues.toml").read_text(encoding="utf-8"))
    forms: dict[str, Cue] = {}
    for level in ("thought", "writing", "speech"):  # a verb of several levels is one of speech
        section = data[level]
        clauses = {entry.partition("=")[0]: entry for entry in entries(section, "plain")}
        denials = {entry.partition("=")[0]: entry for entry in entries(section, "denied")}
        infinitives = {entry.partition("=")[0]: entry for entry in entries(section, "to")}
        for base, entry in {**infinitives, **clauses, **denials}.items():
            cue = Cue(
                base,
                level,
                base in clauses or base in denials,
                base in infinitives,
                base in ALWAYS_PLAIN,
                base in denials,
            )
            forms |= dict(inflected(entry, cue))
    phrases: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in entries(data["phrases"], "source_behind"):
        words = tuple(phrase.split())
        phrases[words[0]] = (*phrases.get(words[0], ()), words)
    return CueTable(forms, phrases, frozenset(entries(data["writings"], "nouns")), frozenset((*forms, *phrases)))


def entries(section: Mapping[str, Any], key: str) -> list[str]:
    return [entry.strip() for entry in section.get(key, "").split(",") if entry.strip()]


def inflected(entry: str, cue: Cue) -> Iterator[tuple[str, Cue]]:
    """Give the forms of a verb: "say=said" gives say, says, said, saying."""
    base, *irregular = entry.split("=")
    verb = base.split()[0]
    yield verb, attrs.evolve(cue, finite=True)
    yield (
        verb[:-1] + "ies"
        if verb.endswith("y") and verb[-2] not in VOWELS
        else verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s"),
        cue,
    )
    for past in irregular or [past_form(verb)]:
        yield past, cue
    yield participle_form(verb), attrs.evolve(cue, participle=True, finite=False)


def past_form(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return verb[:-1] + "ied"
    return verb + (verb[-1] if doubles(verb) else "") + "ed"


def participle_form(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return verb + (verb[-1] if doubles(verb) else "") + "ing"


def doubles(verb: str) -> bool:
    """Say whether a verb doubles its last letter: "admit", "plan", "quip"."""
    return verb in ("admit", "plan", "quip", "refer")
