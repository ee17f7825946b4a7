"""What is coded, and what a coder says of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

from discourse import Document, OptionError, Span
from discourse_text import Paragraph

from ..passages import framed_places


@attrs.frozen
class Unit:
    """A stretch of a document that coders judge as one.

    Args:
        id: Unique among units: id of the document and bounds.
        document: Id of its document.
        span: Where it stands there.
        text: Its text.
    """

    id: str
    document: str
    span: Span
    text: str


def as_set(labels: Iterable[str]) -> frozenset[str]:
    """Return labels as a set; a single text would be taken for a set of letters."""
    if isinstance(labels, str):
        raise OptionError(f"labels are a set of names, not the text {labels!r}; write {{{labels!r}}}")
    return frozenset(labels)


def checked_count(name: str, value: int, least: int) -> int:
    """Return an option that is a whole number, or refuse it."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise OptionError(f"{name} is a whole number of at least {least}, not {value!r}")
    return value


@attrs.frozen
class Coding:
    """What a coder says of a unit.

    Args:
        unit: Id of the unit.
        coder: Name of the coder.
        labels: The frames it has; none is a judgement too.
    """

    unit: str
    coder: str
    labels: frozenset[str] = attrs.field(converter=as_set)


def units(documents: Iterable[Document], *, of: Literal["paragraphs", "documents"] = "paragraphs") -> list[Unit]:
    """Return what is to be coded.

    Args:
        documents: For paragraphs they need that layer; of those with regions, headline and body are taken.
        of: "paragraphs", each a unit, or "documents".

    Raises:
        OptionError: If `of` is neither.
        KeyError: If a document has no paragraphs; the message says how to get them.
    """
    if of not in ("paragraphs", "documents"):
        raise OptionError(f"units are of 'paragraphs' or 'documents', not {of!r}")
    found = []
    for document in documents:
        spans = [Span(0, len(document.text))]
        if of == "paragraphs":
            is_framed = framed_places(document)
            spans = [one.span for one in document.layer("paragraphs", Paragraph) if is_framed(one.span.start)]
        found += [
            Unit(f"{document.id}:{span.start}-{span.end}", document.id, span, document.slice(span)) for span in spans
        ]
    return found
