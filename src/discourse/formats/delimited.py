"""CSV and TSV: in, a row is a document; out, a row is an annotation of one layer.

In a file out, a text that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises
(https://owasp.org/www-community/attacks/CSV_Injection); numbers stay numbers. Lines end as RFC 4180 says, in CR LF.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..document import Document
from ..errors import DiscourseError, FormatError
from ..sources import Source
from ..tables import check_payload, column_names, payload_and_documents, records, the_only

FORMULA = re.compile(r"[\t\r\n]|[\s\x00-\x1f\u200b\ufeff]*[=+\-@＝＋－＠]")
OTHER_DELIMITERS = ";|\t,"
LIMIT = threading.Lock()  # the limit of the length of a field is one setting for the whole program


def read(source: Source) -> Iterator[Document]:
    rows = rows_of(source)
    _, header = next(rows, (0, []))
    check_header(header, source)
    for number, (line, row) in enumerate(rows, start=1):
        if len(row) != len(header):
            raise FormatError(f"line {line}: {len(row)} fields, where the first row names {len(header)} columns")
        try:
            yield source.document_of(dict(zip(header, row, strict=True)), number)
        except DiscourseError as error:
            raise FormatError(f"line {line}: {error}") from error


def check_header(header: list[str], source: Source) -> None:
    if not header:
        raise FormatError("the file is empty; its first row should name the columns")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise FormatError(
            f"line 1: the column {twice[0]!r} stands twice" if twice[0] else "line 1: several columns have no name"
        )
    if len(header) == 1 and header[0] != source.text_field:
        for mark in OTHER_DELIMITERS:
            if mark in header[0]:
                raise FormatError(
                    f"line 1: there is one column, {header[0]!r}: is it {mark!r} that separates them? "
                    f"A .csv file has commas, a .tsv file tabs"
                )
    try:
        source.check_fields(header)
    except FormatError as error:
        raise FormatError(f"line 1: {error}") from error


def rows_of(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not empty, each with the number of its last line."""
    reader = csv.reader((line for _, line in source.lines()), delimiter=delimiter_of(source.path), strict=True)
    while True:
        try:
            row = next_row(reader)
        except csv.Error as error:
            lone = "new-line character" in str(error)
            problem = "a CR alone outside quotation marks; a line ends in LF or CR LF" if lone else error
            raise FormatError(f"line {reader.line_num}: {problem}") from error
        if row is None:
            return
        if row:
            yield reader.line_num, row


def next_row(reader: Iterator[list[str]]) -> list[str] | None:
    """Return the next row, whose fields may be of any length."""
    with LIMIT:
        before = csv.field_size_limit(sys.maxsize)
        try:
            return next(reader, None)
        finally:
            csv.field_size_limit(before)


def write(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    layer = the_only(layers, path)
    payload, remaining = payload_and_documents(documents, layer)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter_of(path), lineterminator="\r\n")
        writer.writerow(column_names(payload))
        for document in remaining:
            check_payload(document, layer, payload)
            writer.writerows([cell(value) for value in record.values()] for record in records(document, layer))


def delimiter_of(path: Path) -> str:
    return "\t" if path.suffix.lower() == ".tsv" else ","


def cell(value: Any) -> Any:
    """Return a value as it stands in a cell: text that is no formula, numbers, JSON for what has parts."""
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value
