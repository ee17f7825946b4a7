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
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from ..compression import compression_of, format_suffix, text_file
from ..document import Document
from ..errors import DiscourseError, FormatError
from ..rows import check_payload, column_names, payload_and_documents, records, the_only
from ..sources import Source

FORMULA = re.compile(r"[\t\r\n]|[\s\x00-\x1f\u200b\ufeff]*[=+\-@＝＋－＠]")
OTHER_DELIMITERS = ";|\t,"
NO_ROWS = "the file is empty; its first row should name the columns"
LIMIT = threading.Lock()  # the limit of the length of a field is one setting for the whole program


def read(source: Source) -> Iterator[Document]:
    """Give a document for each row after the first, which names the columns.

    A row that cannot be read costs itself. After a broken quotation mark the next line begins a row; one that is never
    closed costs the rest of the file, since all of it may be in the field that it opens.
    """
    with closing(rows_of(source)) as rows:
        place, header, problem = next(rows, ("", [], FormatError(NO_ROWS)))
        problem = problem or problem_of_header(header, source)
        if problem is not None:
            source.refuse(problem, place)  # and with the columns all rows
            return
        for number, (place, row, problem) in enumerate(rows, start=1):
            if problem is not None:
                source.refuse(problem, place)
                continue
            try:
                document = source.document_of(record_of(header, row), number)
            except DiscourseError as error:
                source.refuse(error, place)
            else:
                yield document


def problem_of_header(header: list[str], source: Source) -> FormatError | None:
    """Say what is wrong with the names of the columns."""
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        return FormatError(f"the column {twice[0]!r} stands twice" if twice[0] else "several columns have no name")
    if len(header) == 1 and header[0] != source.text_field:
        for mark in OTHER_DELIMITERS:
            if mark in header[0]:
                return FormatError(
                    f"there is one column, {header[0]!r}: is it {mark!r} that separates them? "
                    f"A .csv file has commas, a .tsv file tabs"
                )
    try:
        source.check_fields(header)
    except FormatError as error:
        return error
    return None


def record_of(header: list[str], row: list[str]) -> dict[str, str]:
    if len(row) != len(header):
        raise FormatError(f"{len(row)} fields, where the first row names {len(header)} columns")
    return dict(zip(header, row, strict=True))


def rows_of(source: Source) -> Generator[tuple[str, list[str], FormatError | None], None, None]:
    """Give the rows that are not empty: where they are, their fields, and what is wrong with them."""
    problems: list[FormatError] = []  # of lines of this row

    def lines() -> Iterator[str]:
        for _, line, problem in source.judged_lines():
            if problem is not None:
                problems.append(problem)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter_of(source.suffix), strict=True)
    while True:
        first = reader.line_num + 1
        try:
            row = next_row(reader)
        except csv.Error as error:
            row = []
            problems.append(problem_of(error))
        if row is None:
            return
        if row or problems:
            place = f"line {first}" if reader.line_num == first else f"lines {first} to {reader.line_num}"
            yield place, row, problems[0] if problems else None
        problems.clear()


def problem_of(error: csv.Error) -> FormatError:
    """Say what the standard library means."""
    said = str(error)
    if "new-line character" in said:
        return FormatError("a CR alone outside quotation marks; a line ends in LF or CR LF")
    if "unexpected end of data" in said:
        return FormatError("a quotation mark is never closed; the rest of the file may be in the field that it opens")
    return FormatError(said)


def next_row(reader: Iterator[list[str]]) -> list[str] | None:
    """Return the next row, whose fields may be of any length."""
    with LIMIT:
        before = csv.field_size_limit(sys.maxsize)
        try:
            return next(reader, None)
        finally:
            csv.field_size_limit(before)


def write(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    suffix = format_suffix(path, compression_of(path))
    layer = the_only(layers, path.with_suffix(suffix))
    payload, remaining = payload_and_documents(documents, layer)
    with text_file(path, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter_of(suffix), lineterminator="\r\n")
        writer.writerow(column_names(payload))
        for document in remaining:
            check_payload(document, layer, payload)
            writer.writerows([cell(value) for value in record.values()] for record in records(document, layer))


def delimiter_of(suffix: str) -> str:
    return "\t" if suffix == ".tsv" else ","


def cell(value: Any) -> Any:
    """Return a value as it stands in a cell: text that is no formula, numbers, JSON for what has parts."""
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value
