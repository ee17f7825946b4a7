"""What a file of an annotation tool says of one document: its annotations, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from .errors import FormatError, shortened
from .field_types import JSON
from .spans import Span

WIDEST = 80


@attrs.frozen(kw_only=True)
class Correction:
    """One annotation of such a file.

    Args:
        where: File and line, or id, for errors.
        layer: Name of the layer.
        span: The words.
        note: What we wrote of it: payload, schema, value, evidence; None for one that an annotator has added.
        tags: Fields as words (see `discourse.tags`); they win over the note.
    """

    where: str
    layer: str
    span: Span
    note: Mapping[str, JSON] | None = None
    tags: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Corrections:
    """All of a file: the layers that were written, and the annotations that are there now, in order of the file."""

    layers: tuple[str, ...]
    entries: tuple[Correction, ...]


def sound_span(start: int, end: int, text: str, where: str) -> Span:
    """Return a span of a text.

    Raises:
        FormatError: If it reaches out of the text or ends before it starts.
    """
    if not 0 <= start <= end <= len(text):
        raise FormatError(
            f"{where}: {shortened(start)} to {shortened(end)} is no stretch of the text, which has {len(text)} "
            f"characters; offsets count code points from 0, and the end is not before the start"
        )
    return Span(start, end)


def check_quote(found: str, expected: str, where: str) -> None:
    """Refuse an annotation whose words are not those of the text: the file belongs to another one.

    Raises:
        FormatError: With both.
    """
    if found != expected:
        raise FormatError(
            f"{where}: the words are {shortened(found, WIDEST)}, but the text has {shortened(expected, WIDEST)} there; "
            f"is it the file of another document?"
        )


def text_of(data: bytes, where: str) -> str:
    """Decode the bytes of such a file; a byte order mark is dropped.

    Raises:
        FormatError: If they are no UTF-8.
    """
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise FormatError(
            f"{where}: byte {data[error.start]:#04x} at offset {error.start} is no UTF-8; save the file as UTF-8"
        ) from None
