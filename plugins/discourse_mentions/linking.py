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


@attrs.frozen
class Mention:
    """A mention before it is linked."""

    span: Span
    text: str
    kind: Literal["person", "organization", "place", "group", "other"]
    rule: str
    confidence: float


def canonical_names(mentions: Sequence[Mention]) -> list[str]:
    """Return the fullest name of the entity of each mention."""
    fullest: dict[str, list[str]] = {}  # last name -> full names, in order of first mention
    for mention in mentions:
        parts = mention.text.split()
        if mention.kind == "person" and len(parts) > 1:
            known = fullest.setdefault(parts[-1].lower(), [])
            if match(mention.text, known) is None:
                known.append(mention.text)
    spellings: dict[str, str] = {}
    return [canonical_name(mention, fullest, spellings) for mention in mentions]


def canonical_name(mention: Mention, fullest: dict[str, list[str]], spellings: dict[str, str]) -> str:
    text = mention.text
    last = text.split()[-1].lower()
    if last in fullest and (mention.kind == "person" or (" " not in text and len(fullest[last]) == 1)):
        known = fullest[last]
        if " " in text:
            return match(text, known) or text
        return known[0] if len(known) == 1 else text
    return spellings.setdefault(text.lower().replace(".", ""), text)


def match(text: str, known: Sequence[str]) -> str | None:
    """Return the known name that a full name is a form of: the same last name, and first names spelled alike."""
    first = text.split()[0].lower()
    for name in known:
        other = name.split()[0].lower()
        if first[0] == other[0] and (
            first == other or min(len(first), len(other)) <= 2 or SequenceMatcher(None, first, other).ratio() >= ALIKE
        ):
            return name
    return None
