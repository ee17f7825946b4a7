"""What dictionaries of other tools have in common: categories with words, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import attrs

from discourse.errors import FormatError

from ..codebook import FORMAT, Codebook, FrameDefinition
from ..patterns import GAP, Pattern, PatternError, places_of
from ..soundness import Spot

GRADE = "typical"  # of words that come without a weight
OURS = re.compile(r"[|,]")  # which mean something in our patterns, and nothing in other dictionaries


@attrs.frozen
class Category:
    """A category of a dictionary.

    Args:
        name: Its name there.
        words: Its words by grade.
        parent: Name of the category that holds it, or None.
    """

    name: str
    words: Mapping[str, Sequence[str]]
    parent: str | None = None


def data_of(name: str, categories: Sequence[Category], origin: str) -> dict[str, Any]:
    """Return the plain data of a codebook whose frames are the categories of a dictionary."""
    names = names_of([category.name for category in categories])
    return {
        "format": FORMAT,
        "name": frame_name(name),
        "version": "1",
        "title": name,
        "about": f"Read from a dictionary of {origin}.",
        "frame": [frame_of(category, names) for category in categories],
    }


def entry(where: str, text: str) -> str:
    """Return an entry of a dictionary as a pattern.

    Raises:
        FormatError: If it cannot be one; the message begins with where it stands.
    """
    word = " ".join(text.lower().split())
    try:
        if OURS.search(word):
            raise PatternError("a pattern cannot hold a comma or a bar")
        places_of(word)
    except PatternError as error:
        raise FormatError(f"{where}: the entry {text!r} cannot be read: {error}") from None
    return word


def line_of(text: str, spot: Spot) -> int | None:
    """Return the number of the first line that holds a pattern, or None."""
    if spot.pattern is None:
        return None
    lines = enumerate(text.lower().split("\n"), start=1)
    return next((number for number, line in lines if spot.pattern in " ".join(line.split())), None)


def frame_of(category: Category, names: Mapping[str, str]) -> dict[str, Any]:
    parent = {} if category.parent is None else {"parent": names[category.parent]}
    words = {grade: ", ".join(dict.fromkeys(words)) for grade, words in category.words.items() if words}
    name = names[category.name]
    label = category.name.strip() or name
    return {"name": name, "label": label, "definition": f"Words of the category {label}.", **parent, **words}


def names_of(given: Iterable[str]) -> dict[str, str]:
    """Return the name of a frame for each category; a number is added where two would be the same."""
    names: dict[str, str] = {}
    used: set[str] = set()
    numbers: Counter[str] = Counter()
    for category in given:
        name = wanted = frame_name(category)
        while name in used:
            numbers[wanted] += 1
            name = f"{wanted}_{numbers[wanted] + 1}"
        used.add(name)
        names[category] = name
    return names


def frame_name(text: str) -> str:
    """Return a text as a name of a frame or a codebook."""
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return name if name[:1].isalpha() else f"frame_{name}".strip("_")


def plain_words(frame: FrameDefinition, lost: list[str]) -> Iterator[tuple[str, Pattern]]:
    """Give the words and phrases of a frame without gaps and conditions; note what cannot be given."""
    for pattern in sorted(frame.patterns, key=lambda pattern: -pattern.weight):  # of one word the greatest weight
        why = loss_of(pattern)
        if why:
            lost.append(f"{frame.name}: {pattern.text} ({why})")
            continue
        for words in product(*pattern.places):
            yield " ".join(words), pattern


def loss_of(pattern: Pattern) -> str | None:
    if not pattern.weight:
        return "a pattern under `never`"
    if pattern.is_conditional:
        return "a condition"
    return "a gap" if (GAP,) in pattern.places else None


def frames_of(codebook: Codebook, parent: str | None = None, depth: int = 0) -> Iterator[tuple[int, FrameDefinition]]:
    """Give the frames that have patterns or frames below them, each followed by those, with their depth."""
    for frame in codebook.frames:
        if frame.parent == parent and (frame.patterns or frame.inherited):
            yield depth, frame
            yield from frames_of(codebook, frame.name, depth + 1)
