"""JSON lines: a document on each line, as `Document.to_json` writes it, or any object with a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..document import Document
from ..errors import DiscourseError, FormatError
from ..sources import MARK, Source
from ..storage import parse, to_json
from .json_document import document_of


def read(source: Source) -> Iterator[Document]:
    for number, text in source.lines():
        if text.strip():
            try:
                yield document_of(parse(text.removeprefix(MARK)), source, number)
            except DiscourseError as error:
                raise FormatError(f"{source.path}, line {number}: {error}") from error


def write(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for document in documents:
            file.write(to_json(document.only(*layers) if layers else document) + "\n")
