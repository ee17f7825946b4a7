"""CSV and TSV: in, a row is a document; out, a row is an annotation of one layer.

In a file out, a text that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises
(https://owasp.org/www-community/attacks/CSV_Injection); numbers stay numbers. Lines end as RFC 4180 says, in CR LF.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..document import Document
from ..errors import DiscourseError, FormatError
from ..sources import Source
from ..tables import column_names, records, the_only

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def read(source: Source) -> Iterator[Document]:
    rows = rows_of(source)
    _, header = next(rows, (0, []))
    if not header:
        raise FormatError("the file is empty; its first row should name the columns")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise FormatError(f"line 1: the column {twice[0]!r} stands twice")
    for number, (line, row) in enumerate(rows, start=1):
        if len(row) != len(header):
            raise FormatError(f"line {line}: {len(row)} fields, where the first row names {len(header)} columns")
        try:
            yield source.document_of(dict(zip(header, row, strict=True)), number)
        except DiscourseError as error:
            raise FormatError(f"line {line}: {error}") from error


def rows_of(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not empty, each with the number of its last line."""
    reader = csv.reader((line for _, line in source.lines()), delimiter=delimiter_of(source.path), strict=True)
    while True:
        before = csv.field_size_limit(sys.maxsize)  # one setting for the whole program, so only while a row is read
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FormatError(f"line {reader.line_num}: {error}") from error
        finally:
            csv.field_size_limit(before)
        if row:
            yield reader.line_num, row


def write(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    layer = the_only(layers, path)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter_of(path), lineterminator="\r\n")
        header: tuple[str, ...] = ()
        for document in documents:
            names = column_names(document[layer].payload)
            if not header:
                writer.writerow(map(cell, names))
            elif names != header:
                raise FormatError(f"document {document.id!r}: layer {layer!r} has other fields than before")
            header = names
            writer.writerows([cell(value) for value in record.values()] for record in records(document, layer))


def delimiter_of(path: Path) -> str:
    return "\t" if path.suffix.lower() == ".tsv" else ","


def cell(value: Any) -> Any:
    """Return a value as it stands in a cell: text that is no formula, numbers, JSON for what has parts."""
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(FORMULA) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value
