"""JSON lines: a document on each line, as `Document.to_json` writes it, or any object with a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..compression import text_file
from ..document import Document
from ..errors import DiscourseError
from ..sources import MARK, Source
from ..storage import parse, to_json
from .json_document import document_of


def read(source: Source) -> Iterator[Document]:
    """Give the document of each line that is not blank; a line that cannot be read costs itself."""
    for number, text, problem in source.judged_lines():
        if problem is not None:
            source.refuse(problem, f"line {number}")
            continue
        if not text.strip():
            continue
        try:
            document = document_of(parse(text.removeprefix(MARK).rstrip("\r\n")), source, number)
        except DiscourseError as error:
            source.refuse(error, f"line {number}")
        else:
            yield document


def write(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    with text_file(path) as file:
        for document in documents:
            file.write(to_json(document.only(*layers) if layers else document) + "\n")
