"""Parquet and Arrow IPC, with the extra `tables`: in, a row is a document; out, a row is an annotation of one layer."""

from __future__ import annotations

import datetime
import decimal
import math
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..arrow_tables import arrow_batches
from ..arrow_types import EXTRA
from ..document import Document
from ..errors import DiscourseError, FormatError
from ..extras import need
from ..rows import the_only
from ..sources import Source

if TYPE_CHECKING:
    import pyarrow

ROWS_READ = 64  # at a time: articles are long
PARQUET = (".parquet",)


def read(source: Source) -> Iterator[Document]:
    """Give a document for each row of a Parquet file; a part of it that is damaged costs its group of rows."""
    parquet = need("pyarrow.parquet", EXTRA)
    with errors_of_format("no Parquet file that can be read"), parquet.ParquetFile(source.path) as file:
        check_schema(file.schema_arrow, source)
        end = 1
        for group in range(file.num_row_groups):
            first, end = end, end + file.metadata.row_group(group).num_rows
            for number, row in rows_of(file, group, first, end, source):
                try:
                    document = source.document_of({name: plain(value, name) for name, value in row.items()}, number)
                except DiscourseError as error:
                    source.refuse(error, f"row {number}")
                else:
                    yield document


def rows_of(file: Any, group: int, number: int, end: int, source: Source) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the rows of a group that can be read, with their numbers, of which the first is told."""
    batches = file.iter_batches(batch_size=ROWS_READ, row_groups=[group])
    while True:
        try:
            with errors_of_format("the file is damaged"):
                batch = next(batches, None)
        except FormatError as error:
            source.refuse(error, f"rows {number} to {end - 1}" if number < end - 1 else f"row {number}")
            return
        if batch is None:
            return
        for row in batch_rows(batch):
            if isinstance(row, FormatError):
                source.refuse(row, f"row {number}")
            else:
                yield number, row
            number += 1
        source.reached((number - 1) / file.metadata.num_rows)


def batch_rows(batch: pyarrow.RecordBatch) -> list[dict[str, Any] | FormatError]:
    """Return the rows of a batch, or what is wrong with those that hold a value that Python has not."""
    try:
        with errors_of_format("a value cannot be read"):
            return list(batch.to_pylist())
    except FormatError as error:
        if batch.num_rows == 1:
            return [error]
        return [row for at in range(batch.num_rows) for row in batch_rows(batch.slice(at, 1))]


@contextmanager
def errors_of_format(problem: str) -> Iterator[None]:
    """Turn what a broken file, or a value that Python has not, is told by: errors of many kinds."""
    try:
        yield
    except DiscourseError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:  # of the system
            raise
        raise FormatError(f"{problem}: {error}") from error


def check_schema(schema: pyarrow.Schema, source: Source) -> None:
    layer = (schema.metadata or {}).get(b"discourse")
    if layer:
        raise FormatError(f"a table of annotations ({layer.decode()}), not of documents")
    twice = sorted({name for name in schema.names if schema.names.count(name) > 1})
    if twice:
        raise FormatError(f"the column {twice[0]!r} stands twice")
    source.check_fields(schema.names)


def plain(value: Any, name: str) -> Any:
    """Return a value of a cell as JSON: dates as ISO text, durations in seconds, decimals as text, NaN as None."""
    if isinstance(value, float):
        return None if math.isnan(value) else str(value) if math.isinf(value) else value
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            raise FormatError(f"the column {name!r} holds bytes that are no text in UTF-8") from None
    if isinstance(value, list | tuple):
        return [plain(part, name) for part in value]
    if isinstance(value, dict):
        return {str(key): plain(part, name) for key, part in value.items()}
    return value


def write(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    """Write a layer as Parquet or as an Arrow IPC file, as the suffix says."""
    layer = the_only(layers, path)
    schema, batches = arrow_batches(documents, layer)
    try:
        with writer_of(path, schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
    except need("pyarrow", EXTRA).ArrowException as error:
        raise FormatError(f"layer {layer!r} does not go into a {path.suffix} file: {error}") from error


def writer_of(path: Path, schema: pyarrow.Schema) -> Any:
    if path.suffix.lower() in PARQUET:
        return need("pyarrow.parquet", EXTRA).ParquetWriter(path, schema, compression="zstd")
    return need("pyarrow.ipc", EXTRA).new_file(path, schema)
