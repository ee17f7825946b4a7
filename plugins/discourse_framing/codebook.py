"""Codebooks: frames with their definitions, and the patterns that show them in words.

A codebook is plain data, as `data/policy.toml` holds it, so that it can be registered as a resource, compared by its
digest and edited by people who do not program. Here it is read and checked; every error names the codebook, the frame
and the pattern. Patterns are written in three grades of strength, separated by commas or ends of lines:

| written | finds |
|---|---|
| `inflation` | the word, in capitals or not |
| `unemploy*` | words that begin so |
| `rule of law` | words in a row; each may be a beginning: `tax cut*` |
| `health|medical insurance` | one of several words at a place |
| `put ... behind bars` | up to three words, of the same sentence, where the dots stand |

Patterns under `never` count nothing, and keep their words from other patterns of the frame: `tennis court*`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from discourse import Resource
from discourse.errors import FormatError, unknown

FORMAT = "discourse-codebook/1"
KIND = "frame_codebooks"
GRADES = ("strong", "typical", "faint")
NEVER = "never"
GAP = "..."
SHORTEST_PREFIX = 4  # of a first word: shorter ones catch strangers (tax* a taxi), and four letters find them fast
MOST_VARIANTS = 200

TEXT_KEYS = ("name", "version", "title", "language", "source", "licence", "about")
FRAME_TEXT_KEYS = ("name", "label", "definition", "includes", "excludes")
FRAME_LIST_KEYS = ("examples", "counterexamples")
SCORING_KEYS = (*GRADES, "half", "words", "keep")
NAME = re.compile(r"[a-z][a-z0-9_]*")


@attrs.frozen
class Pattern:
    """Words that show a frame.

    Args:
        text: The pattern as the codebook has it, in small letters and without needless blanks.
        weight: How much one occurrence counts; 0.0 under `never`.
        places: The alternatives at each place; `GAP` alone for a gap.
        rule: Its name as evidence: "pattern: rule of law".
    """

    text: str
    weight: float
    places: tuple[tuple[str, ...], ...]
    rule: str = attrs.field(init=False)

    @rule.default
    def _rule(self) -> str:
        return f"pattern: {self.text}"


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
        patterns: The words that show it; none for a frame that only coders can tell, such as "other".
    """

    name: str
    label: str
    definition: str
    includes: str
    excludes: str
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    half: float
    patterns: tuple[Pattern, ...]


@attrs.frozen
class Codebook:
    """A codebook, read and checked.

    Args:
        name: Its name among codebooks.
        version: Its version.
        title: Its name for people.
        words: Length in tokens up to which a text needs no more evidence than `half` to be as likely as not.
        keep: Smallest probability of a frame that is kept.
        frames: Its frames, in order; of equally probable ones the first is ranked first.
    """

    name: str
    version: str
    title: str
    words: float
    keep: float
    frames: tuple[FrameDefinition, ...]

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The patterns of all frames, in their order."""
        return tuple(pattern for frame in self.frames for pattern in frame.patterns)


def read_codebook(path: Path | str) -> Resource:
    """Read a codebook from a TOML file, for the hook `discourse_frame_codebooks`.

    The content is checked when an analyzer first uses it, not here: a resource is registered at every start.

    Args:
        path: The file; `data/policy.toml` in this package is one to start from.

    Raises:
        FormatError: If the file is no TOML, or has no name or version.
    """
    import tomllib  # read here, so that a plugin that ships no codebook does not pay for it

    path = Path(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"codebook file {path.name!r} is no TOML in UTF-8: {error}") from None
    for key in ("name", "version"):
        if not isinstance(data.get(key), str):
            raise FormatError(f"codebook file {path.name!r} needs a line such as {key} = '...' at its top")
    return Resource(kind=KIND, name=data["name"], version=data["version"], data=data)


def codebook_from(resource: Resource) -> Codebook:
    """Check the plain data of a codebook and make it one.

    Raises:
        FormatError: If something is missing, unknown, of the wrong kind or there twice; the message says where.
    """
    where, data = f"codebook {resource.name!r}", resource.data
    check_keys(where, data, ("format", *TEXT_KEYS, "scoring", "frame"))
    if data["format"] != FORMAT:
        raise FormatError(f"{where}: its format is {data['format']!r}; this version reads {FORMAT!r}")
    check_text(where, data, TEXT_KEYS)
    scoring = checked_scoring(where, data["scoring"])
    if not isinstance(data["frame"], list | tuple) or not data["frame"]:
        raise FormatError(f"{where}: it needs at least one frame, under a heading [[frame]]")
    frames = tuple(frame_from(where, frame, scoring) for frame in data["frame"])
    check_distinct(where, "frame", [frame.name for frame in frames])
    return Codebook(
        name=data["name"],
        version=data["version"],
        title=data["title"],
        words=scoring["words"],
        keep=scoring["keep"],
        frames=frames,
    )


def checked_scoring(where: str, data: Any) -> Mapping[str, float]:
    where = f"{where}, [scoring]"
    check_keys(where, data, SCORING_KEYS)
    scoring = {key: checked_weight(where, key, data[key]) for key in SCORING_KEYS}
    if scoring["keep"] >= 1.0:
        raise FormatError(f"{where}: keep is a probability below 1, not {data['keep']!r}")
    return scoring


def frame_from(where: str, data: Any, scoring: Mapping[str, float]) -> FrameDefinition:
    name = data.get("name") if isinstance(data, Mapping) else None
    where = f"{where}, frame {name!r}"
    required = (*FRAME_TEXT_KEYS, *FRAME_LIST_KEYS)
    check_keys(where, data, required, optional=("half", *GRADES, NEVER))
    check_text(where, data, FRAME_TEXT_KEYS)
    if not NAME.fullmatch(data["name"]):
        raise FormatError(f"{where}: a name is made of small letters, digits and underscores, and begins with a letter")
    half = checked_weight(where, "half", data.get("half", scoring["half"]))
    patterns = tuple(patterns_of(where, data, scoring))
    check_distinct(where, "pattern", [pattern.text for pattern in patterns])
    if patterns and not any(pattern.weight for pattern in patterns):
        raise FormatError(f"{where}: patterns under `never` find nothing; add some under {', '.join(GRADES)}")
    return FrameDefinition(
        name=data["name"],
        label=data["label"],
        definition=data["definition"].strip(),
        includes=data["includes"].strip(),
        excludes=data["excludes"].strip(),
        examples=checked_sentences(where, "examples", data["examples"]),
        counterexamples=checked_sentences(where, "counterexamples", data["counterexamples"]),
        half=half,
        patterns=patterns,
    )


def patterns_of(where: str, data: Mapping[str, Any], scoring: Mapping[str, float]) -> Iterator[Pattern]:
    for grade in (*GRADES, NEVER):
        written = data.get(grade, "")
        if not isinstance(written, str):
            raise FormatError(f"{where}: {grade} is one text of patterns with commas between them")
        weight = 0.0 if grade == NEVER else scoring[grade]
        for part in written.lower().replace("’", "'").replace("\n", ",").split(","):
            words = part.split()
            if words:
                text = " ".join(words)
                yield Pattern(text, weight, places_of(f"{where}, pattern {text!r}", words))


def places_of(where: str, words: list[str]) -> tuple[tuple[str, ...], ...]:
    places = tuple(tuple(word.split("|")) for word in words)
    for alternatives in places:
        for word in alternatives:
            check_word(where, word, alternatives, SHORTEST_PREFIX if alternatives is places[0] else 1)
    if GAP in (words[0], words[-1]):
        raise FormatError(f"{where}: a pattern neither begins nor ends with a gap")
    variants = math.prod(map(len, places))
    if variants > MOST_VARIANTS:
        raise FormatError(f"{where}: it stands for {variants} patterns; at most {MOST_VARIANTS} are allowed")
    return places


def check_word(where: str, word: str, alternatives: tuple[str, ...], shortest: int) -> None:
    if word == GAP:
        if alternatives != (GAP,):
            raise FormatError(f"{where}: a gap stands alone, not among alternatives")
        return
    stem = word.removesuffix("*")
    if not stem or "*" in stem:
        raise FormatError(f"{where}: a star stands at the end of a word only")
    if stem != word and len(stem) < shortest:
        raise FormatError(f"{where}: {word!r} is too short; at its beginning a star needs {shortest} letters before it")


def check_keys(where: str, data: Any, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    if not isinstance(data, Mapping):
        raise FormatError(f"{where}: expected keys and values, not {data!r}")
    for key in data:
        if key not in required and key not in optional:
            raise FormatError(f"{where}: {unknown('key', str(key), (*required, *optional))}")
    missing = [key for key in required if key not in data]
    if missing:
        raise FormatError(f"{where}: these keys are missing: {', '.join(missing)}")


def check_text(where: str, data: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys:
        if not isinstance(data[key], str) or not data[key].strip():
            raise FormatError(f"{where}: {key} is a text that is not empty, not {data[key]!r}")


def checked_weight(where: str, key: str, value: Any) -> float:
    if type(value) not in (int, float) or not 0.0 < value < float("inf"):
        raise FormatError(f"{where}: {key} is a number above 0, not {value!r}")
    return float(value)


def checked_sentences(where: str, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item.strip() for item in value):
        raise FormatError(f"{where}: {key} is a list of sentences, not {value!r}")
    return tuple(value)


def check_distinct(where: str, kind: str, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FormatError(f"{where}: the {kind} {name!r} is there twice")
        seen.add(name)
