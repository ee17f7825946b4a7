"""Coder sheets: a table with a row a unit and a column a frame, for any spreadsheet.

A coder marks the frames of each unit with 1 or x, and those it does not have with 0 or not at all. A unit without any
frame goes with a mark under `none`, or with zeros: a row without any sign has not been coded yet, and is left out when
the sheet is read. Sheets are CSV in UTF-8 with a byte order mark, which spreadsheets need to read it as such; separated
by commas, or as a spreadsheet saves it, semicolons or tabs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from discourse import FormatError, OptionError, SourceError

from .codings import Coding, Unit

UNIT, TEXT, NONE, NOTE = "unit", "text", "none", "note"
MARKS = {"": False, **dict.fromkeys(("1", "1.0", "x", "yes", "true"), True),
         **dict.fromkeys(("0", "0.0", "no", "false"), False)}  # fmt: skip
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would calculate
SEPARATORS = ",;\t"
LARGEST_FIELD = 1 << 24


def write_sheet(path: Path | str, units: Iterable[Unit], frames: Sequence[str]) -> None:
    """Write a sheet for a coder.

    Args:
        path: Where, best named after the coder: "anna.csv".
        units: What is to be coded, in this order.
        frames: Names of the frames, a column each.

    Raises:
        OptionError: If a frame is named twice, or like a column that the sheet has anyway.
        SourceError: If the file cannot be written.
    """
    taken = {UNIT, TEXT, NONE, NOTE}
    for frame in frames:
        if frame in taken:
            raise OptionError(f"a sheet cannot have a second column {frame!r}")
        taken.add(frame)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([UNIT, TEXT, *frames, NONE, NOTE])
    for unit in units:
        writer.writerow([shown(unit.id), shown(unit.text), *([""] * len(frames)), "", ""])
    try:
        Path(path).write_text(written.getvalue(), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise SourceError(f"cannot write {path}: {error.strerror or error}") from error


def read_sheet(path: Path | str, *, coder: str | None = None, frames: Sequence[str] | None = None) -> list[Coding]:
    """Read what a coder says.

    Args:
        path: The sheet.
        coder: Name of the coder; by default that of the file without its suffix.
        frames: The frames there may be, as in the codebook; by default the columns of the sheet.

    Returns:
        A coding for each row that has a mark or a zero, in their order.

    Raises:
        SourceError: If the file cannot be read.
        FormatError: If it is no sheet: a column or mark that means nothing, a frame that the codebook does not have, a
            unit there twice, a frame and `none` marked together; the message names file, line and column.
    """
    path = Path(path)
    rows = rows_of(path)
    if not rows or UNIT not in rows[0][1]:
        raise FormatError(f"{path}, line 1: a sheet begins with the names of its columns, {UNIT!r} among them")
    header = [name.strip() for name in rows[0][1]]
    columns = [name for name in header if name not in (UNIT, TEXT, NONE, NOTE)]
    while columns and not columns[-1] and header[-1] == "":  # as spreadsheets add them
        columns.pop()
        header.pop()
    for name in columns:
        if header.count(name) > 1 or not name:
            raise FormatError(f"{path}, line 1: the column {name!r} is {'there twice' if name else 'without name'}")
        if frames is not None and name not in frames:
            raise FormatError(f"{path}, line 1: {name!r} is no frame of the codebook, which has {', '.join(frames)}")
    codings: list[Coding] = []
    seen: set[str] = set()
    for line, cells in rows[1:]:
        row = dict(zip(header, cells, strict=False))
        where = f"{path}, line {line}"
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            raise FormatError(f"{where}: there are more cells than columns")
        unit = unmarked(row.get(UNIT, "").strip())
        if not unit:
            raise FormatError(f"{where}: no unit is named")
        if unit in seen:
            raise FormatError(f"{where}: the unit {unit!r} is there twice")
        seen.add(unit)
        marked = [name for name in columns if is_marked(row.get(name, ""), f"{where}, column {name!r}")]
        is_none = is_marked(row.get(NONE, ""), f"{where}, column {NONE!r}")
        if is_none and marked:
            raise FormatError(f"{where}: {NONE!r} and {marked[0]!r} cannot both be marked")
        if any(row.get(name, "").strip() for name in (*columns, NONE)):
            codings.append(Coding(unit, coder or path.stem, frozenset(marked)))
    return codings


def rows_of(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of a table with the numbers of their first lines."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FormatError(f"{path}: no UTF-8; save the sheet as 'CSV UTF-8': {error}") from error
    if text.lower().startswith("sep="):  # a line by which a spreadsheet is told
        text = "\n" + text.partition("\n")[2]
    header = text.lstrip("\n").partition("\n")[0]
    separator = max(SEPARATORS, key=header.count)
    usual = csv.field_size_limit(LARGEST_FIELD)  # of the whole process
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, line = [], 1
    try:
        for row in reader:
            rows += [(line, row)] if row else []
            line = reader.line_num + 1
    except csv.Error as error:
        raise FormatError(f"{path}, line {line}: no CSV: {error}") from error
    finally:
        csv.field_size_limit(usual)
    return rows


def is_marked(cell: str, where: str) -> bool:
    mark = cell.strip().lower()
    if mark not in MARKS:
        raise FormatError(f"{where}: a frame is marked with 1 or x, or left empty, not {cell!r}")
    return MARKS[mark]


def shown(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_BEGINS) else text


def unmarked(text: str) -> str:
    """Return what was shown so."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_BEGINS) else text
