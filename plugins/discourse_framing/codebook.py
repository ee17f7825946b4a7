"""Codebooks: frames with their definitions, and the patterns that show them in words.

A codebook is plain data, as `data/policy.toml` holds it, so that it can be registered as a resource, compared by its
digest and edited by people who do not program. Here it is checked and made objects; every error names the codebook,
the frame and the pattern, and if it was read from a file the line (see `formats`). How patterns are written stands in
`patterns`. They come in three grades of strength, and under `never`, where they count nothing and keep their words
from the other patterns of the frame: `tennis court*`. One with a weight of its own, or that counts in some clauses
only, is written as a table:

    [[frame.pattern]]
    find = "cut*, slash*"
    grade = "typical"                       # or weight = 2.5
    requires = "budget*, spending, fund*"   # one of these stands in the same clause
    unless = "hair, grass"                  # and none of these

A frame with a `parent` counts for that frame too. `maps_to` names its counterparts in other codebooks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from discourse import Resource
from discourse.errors import FormatError, unknown

from .patterns import Pattern, PatternError, Places, places_of, texts_of
from .soundness import (
    CodebookError,
    Spot,
    check_keys,
    check_text,
    checked_mapping,
    checked_parent,
    checked_sentences,
    checked_weight,
)

FORMAT = "discourse-codebook/1"
KIND = "frame_codebooks"
GRADES = ("strong", "typical", "faint")
NEVER = "never"

REQUIRED_KEYS, TEXT_KEYS = ("format", "name", "version", "frame"), ("title", "language", "source", "licence", "about")
FRAME_REQUIRED_KEYS, FRAME_TEXT_KEYS = ("name", "definition"), ("label", "includes", "excludes")
FRAME_LIST_KEYS = ("examples", "counterexamples")
FRAME_KEYS = (*FRAME_TEXT_KEYS, *FRAME_LIST_KEYS, "half", "parent", "maps_to", *GRADES, NEVER, "pattern")
PATTERN_KEYS = ("grade", "weight", "requires", "unless")
SCORING = {"strong": 3.0, "typical": 2.0, "faint": 1.0, "half": 3.0, "words": 40.0, "keep": 0.35, "negated": 1.0}
DEEPEST = 50  # levels of frames
NAME = re.compile(r"[a-z][a-z0-9_]*")


@attrs.frozen
class FrameDefinition:
    """A frame of a codebook: what coders read about it, and the patterns that find it.

    Args:
        name: Its name in results.
        label: Its name for people.
        definition: What it is.
        includes: What else belongs to it.
        excludes: What looks like it and belongs elsewhere.
        examples: Sentences that use it above all others.
        counterexamples: Sentences that could be mistaken for it.
        half: Evidence that makes it as likely as not in a short text.
        parent: Name of the frame of which it is a kind, or None.
        maps_to: Names of its counterparts, by codebook.
        patterns: The words that show it; none for a frame that only coders can tell, such as "other".
        inherited: The patterns of the frames whose parent it is, which show it too.
    """

    name: str
    label: str
    definition: str
    includes: str
    excludes: str
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    half: float
    parent: str | None
    maps_to: Mapping[str, tuple[str, ...]]
    patterns: tuple[Pattern, ...]
    inherited: tuple[Pattern, ...] = ()


@attrs.frozen
class Codebook:
    """A codebook, read and checked.

    Args:
        name: Its name among codebooks.
        version: Its version.
        title: Its name for people.
        words: Length in tokens up to which a text needs no more evidence than `half` to be as likely as not.
        keep: Smallest probability of a frame that is kept.
        negated: What a match after a negation counts, as a share of its weight.
        frames: Its frames, in order; of equally probable ones the first is ranked first.
    """

    name: str
    version: str
    title: str
    words: float
    keep: float
    negated: float
    frames: tuple[FrameDefinition, ...]

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The patterns of all frames, in their order, inherited ones after a frame's own."""
        return tuple(pattern for frame in self.frames for pattern in (*frame.patterns, *frame.inherited))


def codebook_from(resource: Resource) -> Codebook:
    """Check the plain data of a codebook and make it one.

    Raises:
        FormatError: If something is missing, unknown, of the wrong kind or there twice; the message says where.
    """
    try:
        return checked_codebook(resource.data)
    except CodebookError as error:
        raise FormatError(error.told(f"codebook {resource.name!r}")) from None


def checked_codebook(data: Any) -> Codebook:
    """Make plain data a codebook.

    Raises:
        CodebookError: If it is not sound.
    """
    top = Spot()
    check_keys(top, data, REQUIRED_KEYS, optional=(*TEXT_KEYS, "scoring"))
    if data["format"] != FORMAT:
        raise CodebookError(top.at(key="format"), f"its format is {data['format']!r}; this version reads {FORMAT!r}")
    check_text(top, data, ("name", "version", *TEXT_KEYS))
    scoring = checked_scoring(data.get("scoring", {}))
    if not isinstance(data["frame"], list | tuple) or not data["frame"]:
        raise CodebookError(top, "it needs at least one frame, under a heading [[frame]]")
    frames = [frame_from(number, frame, scoring) for number, frame in enumerate(data["frame"])]
    seen: set[str] = set()
    for number, frame in enumerate(frames):
        if frame.name in seen:
            raise CodebookError(
                Spot(frame=number, name=frame.name, key="name"), f"the frame {frame.name!r} is there twice"
            )
        seen.add(frame.name)
    return Codebook(
        name=data["name"],
        version=data["version"],
        title=data.get("title", data["name"]),
        words=scoring["words"],
        keep=scoring["keep"],
        negated=scoring["negated"],
        frames=with_inheritance(frames),
    )


def checked_scoring(data: Any) -> Mapping[str, float]:
    spot = Spot(section="scoring")
    check_keys(spot, data, (), optional=tuple(SCORING))
    scoring = {**SCORING, **data}
    negated = scoring.pop("negated")
    checked = {key: checked_weight(spot, key, value) for key, value in scoring.items()}
    if checked["keep"] >= 1.0:
        raise CodebookError(spot.at(key="keep"), f"keep is a probability below 1, not {scoring['keep']!r}")
    if type(negated) not in (int, float) or not 0.0 <= negated <= 1.0:
        raise CodebookError(spot.at(key="negated"), f"negated is a share from 0 to 1, not {negated!r}")
    return {**checked, "negated": float(negated)}


def frame_from(number: int, data: Any, scoring: Mapping[str, float]) -> FrameDefinition:
    spot = Spot(frame=number, name=data.get("name") if isinstance(data, Mapping) else None)
    check_keys(spot, data, FRAME_REQUIRED_KEYS, optional=FRAME_KEYS)
    check_text(spot, data, (*FRAME_REQUIRED_KEYS, *FRAME_TEXT_KEYS))
    if not NAME.fullmatch(data["name"]):
        message = "a name is made of small letters, digits and underscores, and begins with a letter"
        raise CodebookError(spot.at(key="name"), message)
    return FrameDefinition(
        name=data["name"],
        label=data.get("label", data["name"].replace("_", " ").capitalize()),
        definition=data["definition"].strip(),
        includes=data.get("includes", "").strip(),
        excludes=data.get("excludes", "").strip(),
        examples=checked_sentences(spot, "examples", data.get("examples", ())),
        counterexamples=checked_sentences(spot, "counterexamples", data.get("counterexamples", ())),
        half=checked_weight(spot, "half", data.get("half", scoring["half"])),
        parent=checked_parent(spot, data.get("parent")),
        maps_to=checked_mapping(spot, data.get("maps_to", {})),
        patterns=checked_patterns(spot, data, scoring),
    )


def checked_patterns(spot: Spot, data: Mapping[str, Any], scoring: Mapping[str, float]) -> tuple[Pattern, ...]:
    """Return the patterns of a frame, each there once."""
    found = spotted_patterns(spot, data, scoring)
    seen: set[tuple[Any, ...]] = set()
    for where, pattern in found:
        identity = (pattern.text, pattern.requires, pattern.unless)
        if identity in seen:
            raise CodebookError(where, f"the pattern {pattern.text!r} is there twice")
        seen.add(identity)
    if found and not any(pattern.weight for _, pattern in found):
        message = f"patterns under `never` find nothing; add some under {', '.join(GRADES)}"
        raise CodebookError(spot.at(key=NEVER), message)
    return tuple(pattern for _, pattern in found)


def spotted_patterns(spot: Spot, data: Mapping[str, Any], scoring: Mapping[str, float]) -> list[tuple[Spot, Pattern]]:
    """Return the patterns of a frame, each with its place."""
    return [*listed_patterns(spot, data, scoring), *tabled_patterns(spot, data, scoring)]


def listed_patterns(
    spot: Spot, data: Mapping[str, Any], scoring: Mapping[str, float]
) -> Iterator[tuple[Spot, Pattern]]:
    """Give the patterns that are listed by grade, each with its place."""
    for grade in (*GRADES, NEVER):
        for where, text, places in read_patterns(spot, grade, data.get(grade, "")):
            yield where, Pattern(text, 0.0 if grade == NEVER else scoring[grade], places)


def tabled_patterns(
    spot: Spot, data: Mapping[str, Any], scoring: Mapping[str, float]
) -> Iterator[tuple[Spot, Pattern]]:
    """Give the patterns that are written as tables, each with its place."""
    tables = data.get("pattern", ())
    if not isinstance(tables, list | tuple):
        raise CodebookError(spot.at(key="pattern"), "patterns with conditions stand under headings [[frame.pattern]]")
    for number, table in enumerate(tables):
        here = spot.at(table=number)
        check_keys(here, table, ("find",), optional=PATTERN_KEYS)
        weight = weight_of(here, table, scoring)
        requires, unless = (
            tuple(places for _, _, places in read_patterns(here, key, table.get(key, "")))
            for key in ("requires", "unless")
        )
        for where, text, places in read_patterns(here, "find", table["find"]):
            if requires and set(requires) <= set(unless):
                raise CodebookError(where, "it finds nothing: all that it requires is excluded by `unless`")
            yield where, Pattern(text, weight, places, requires, unless)


def weight_of(spot: Spot, table: Mapping[str, Any], scoring: Mapping[str, float]) -> float:
    if ("grade" in table) == ("weight" in table):
        raise CodebookError(spot, "a table [[frame.pattern]] has either a grade or a weight")
    if "weight" in table:
        return checked_weight(spot, "weight", table["weight"])
    if table["grade"] not in GRADES:
        raise CodebookError(spot.at(key="grade"), unknown("grade", str(table["grade"]), GRADES))
    return scoring[table["grade"]]


def read_patterns(spot: Spot, key: str, written: Any) -> Iterator[tuple[Spot, str, Places]]:
    """Give the patterns of one text, each with its place."""
    if not isinstance(written, str):
        raise CodebookError(
            spot.at(key=key), f"{key} is one text of patterns with commas between them, not {written!r}"
        )
    for text in texts_of(written):
        where = spot.at(key=key, pattern=text)
        try:
            yield where, text, places_of(text)
        except PatternError as error:
            raise CodebookError(where, str(error)) from None


def with_inheritance(frames: list[FrameDefinition]) -> tuple[FrameDefinition, ...]:
    """Give every frame the patterns of those whose parent it is, and of theirs."""
    by_name = {frame.name: frame for frame in frames}
    inherited: dict[str, list[Pattern]] = {name: [] for name in by_name}
    for number, frame in enumerate(frames):
        passed, name = [frame.name], frame.parent
        while name is not None:
            spot = Spot(frame=number, name=frame.name, key="parent")
            if name not in by_name:
                raise CodebookError(spot, unknown("frame", name, by_name))
            if name in passed:
                circle = " > ".join([*passed[passed.index(name) :], name])
                raise CodebookError(spot, f"a frame cannot be a kind of itself: {circle}")
            passed.append(name)
            if len(passed) > DEEPEST:
                raise CodebookError(spot, f"frames are nested deeper than {DEEPEST} levels")
            inherited[name] += frame.patterns
            name = by_name[name].parent
    return tuple(
        attrs.evolve(frame, inherited=tuple(dict.fromkeys(p for p in inherited[frame.name] if p not in frame.patterns)))
        if inherited[frame.name]
        else frame
        for frame in frames
    )
