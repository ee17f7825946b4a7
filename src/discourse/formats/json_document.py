"""JSON: one document with its layers, as `Document.to_json` writes it, or any object with a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..compression import text_file
from ..document import Document
from ..errors import FormatError, shortened
from ..field_types import JSON
from ..sources import Source
from ..storage import document_from, parse, to_json


def read(source: Source) -> Iterator[Document]:
    yield document_of(parse(source.text()), source, None)


def write(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    found = list(documents)
    if len(found) != 1:
        raise FormatError(f"a .json file holds one document, not {len(found)}; use .jsonl")
    with text_file(path) as file:
        file.write(to_json(found[0].only(*layers) if layers else found[0]) + "\n")


def document_of(plain: JSON, source: Source, number: int | None) -> Document:
    """Make a document of one of ours, or of any object with a text: its other keys become metadata."""
    if not isinstance(plain, dict):
        raise FormatError(f"expected an object with a key {source.text_field!r}, not {shortened(plain)}")
    if "format" in plain:
        return document_from(plain, registry=source.registry)
    return source.document_of(plain, number)
