"""Which mentions in a document name the same entity: each gets the fullest form of its name.

"Hassad" is "Mohammed Hassad" if only one person of that last name is there; "Mohamed Hassad" is the same as "Mohammed
Hassad", since the first names are spelled alike. Other names are linked if they are equal but for case and full stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

import attrs

from discourse import Span

ALIKE = 0.75  # of the characters of two first names
MOST_COMPARED = 20  # people of one last name


@attrs.frozen
class Mention:
    """A mention before it is linked."""

    span: Span
    text: str
    kind: Literal["person", "organization", "place", "group", "other"]
    rule: str
    confidence: float


def link_mentions(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with the fullest name of their entity as text; last names take the kind of the person."""
    fullest: dict[str, list[str]] = {}  # last name -> full names, in order of first mention
    for mention in mentions:
        parts = mention.text.split()
        if mention.kind == "person" and len(parts) > 1:
            known = fullest.setdefault(parts[-1].lower(), [])
            if match(mention.text, known) is None:
                known.append(mention.text)
    spellings: dict[str, str] = {}
    return [linked(mention, fullest, spellings) for mention in mentions]


def linked(mention: Mention, fullest: dict[str, list[str]], spellings: dict[str, str]) -> Mention:
    text = mention.text
    known = fullest.get(text.split()[-1].lower(), [])
    if " " not in text and len(known) == 1 and mention.kind in ("person", "other"):
        return attrs.evolve(mention, text=known[0], kind="person", rule="last name of a person")
    if mention.kind == "person":
        return attrs.evolve(mention, text=match(text, known) or text) if " " in text else mention
    return attrs.evolve(mention, text=spellings.setdefault(text.lower().replace(".", ""), text))


def match(text: str, known: Sequence[str]) -> str | None:
    """Return the known name that a full name is a form of: the same last name, and first names spelled alike."""
    first = text.split()[0].lower()
    for name in known[:MOST_COMPARED]:
        other = name.split()[0].lower()
        if first[0] == other[0] and (
            first == other or min(len(first), len(other)) <= 2 or SequenceMatcher(None, first, other).ratio() >= ALIKE
        ):
            return name
    return None
