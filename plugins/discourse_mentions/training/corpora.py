"""What the model of names learns from: documents with the names in them, by character.

GUM's entity layer marks whole noun phrases; of these only the run of proper nouns counts. Names within names are left
to the outermost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

PROPER_NOUNS = ("NNP", "NNPS")
INSIDE_TAGS = ("HYPH",)
INSIDE_WORDS = ("of", "the", "and", "&")
KIND_OF = {"person": "person", "organization": "organization", "place": "place", "time": ""}  # the others are "other"
ENDS = ".!?\"'”’)…:"
MARK = re.compile(r"\[(person|organization|place|group|other) ([^\]]+)\]")


@attrs.frozen
class Named:
    """A text with its names.

    Args:
        text: The text.
        names: Start, end and kind of each name, none within another.
    """

    text: str
    names: Sequence[tuple[int, int, str]]


def read_gum(data: Path, partition: str) -> list[Named]:
    """Return the documents of a part of GUM."""
    lines = (data / "gum" / "entities.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    return [
        Named(document["text"], outermost(names_of(document)))
        for document in documents
        if document["partition"] == partition
    ]


def names_of(document: Mapping[str, Any]) -> dict[tuple[int, int], str]:
    """Return the kind of each name; where several mentions have the same name, the shortest says it."""
    names: dict[tuple[int, int], str] = {}
    for mention in sorted(document["entities"], key=lambda mention: mention["start"] - mention["end"]):
        tokens = [token for token in document["tokens"] if token[0] < mention["end"] and token[1] > mention["start"]]
        name = proper_run(document["text"], tokens)
        if name:
            kind = KIND_OF.get(mention["type"], "other")
            is_people = kind == "person" and len(name) == 1 and name[0][2] == "NNPS"
            names[name[0][0], name[-1][1]] = "group" if is_people else kind
    return names


def proper_run(text: str, tokens: Sequence[Any]) -> list[Any]:
    """Return the longest run of proper nouns, with the small words inside."""
    best: list[Any] = []
    run: list[Any] = []
    for token in tokens:
        word = text[token[0] : token[1]].lower()
        is_inside = word in INSIDE_WORDS or word.isdigit() or token[2] in INSIDE_TAGS
        run = [*run, token] if token[2] in PROPER_NOUNS or run and is_inside else []
        last = max((place for place, own in enumerate(run) if own[2] in PROPER_NOUNS), default=-1)
        best = max(best, run[: last + 1], key=len)
    return best


def outermost(names: Mapping[tuple[int, int], str]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for (start, end), kind in sorted(names.items(), key=lambda item: (item[0][0], -item[0][1])):
        if kind and (not kept or start >= kept[-1][1]):
            kept.append((start, end, kind))
    return kept


def read_marked(path: Path) -> Iterator[Named]:
    """Give the passages of a file in our own notation.

    Names stand in brackets, behind their kind: "[person Anna Berg] left [place Oslo]". A line is a sentence; blank
    lines part the passages. A line that begins with "# ", or ends without a mark, is a headline or the like, and stands
    alone.
    """
    for passage in path.read_text(encoding="utf-8").strip().split("\n\n"):
        marked = "".join(line.removeprefix("# ") + joint_behind(line) for line in passage.splitlines())
        text, names, last = "", [], 0
        for match in MARK.finditer(marked):
            text += marked[last : match.start()]
            names.append((len(text), len(text) + len(match[2]), match[1]))
            text += match[2]
            last = match.end()
        yield Named(text + marked[last:], names)


def joint_behind(line: str) -> str:
    return "\n\n" if line.startswith("# ") or line[-1] not in ENDS else " "
