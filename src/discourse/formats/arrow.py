"""Parquet and Arrow IPC, with the extra `tables`: in, a row is a document; out, a row is an annotation of one layer."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..document import Document
from ..errors import FormatError
from ..extras import need
from ..sources import Source
from ..tables import EXTRA, arrow_batches, the_only

ROWS_READ = 64  # at a time: articles are long
PARQUET = (".parquet",)


def read(source: Source) -> Iterator[Document]:
    """Give a document for each row of a Parquet file."""
    arrow, parquet = need("pyarrow", EXTRA), need("pyarrow.parquet", EXTRA)
    try:
        with parquet.ParquetFile(source.path) as file:
            layer = (file.schema_arrow.metadata or {}).get(b"discourse")
            if layer:
                raise FormatError(f"a table of annotations ({layer.decode()}), not of documents")
            number = 0
            for batch in file.iter_batches(batch_size=ROWS_READ):
                for row in batch.to_pylist():
                    number += 1
                    yield source.document_of({name: plain(value, name) for name, value in row.items()}, number)
    except arrow.ArrowException as error:
        raise FormatError(f"no Parquet file that can be read: {error}") from error


def plain(value: Any, name: str) -> Any:
    """Return a value of a cell as JSON: dates as ISO text, decimals as text, NaN as None."""
    if isinstance(value, float):
        return None if math.isnan(value) else str(value) if math.isinf(value) else value
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | datetime.timedelta):
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
    schema, batches = arrow_batches(documents, the_only(layers, path))
    if path.suffix.lower() in PARQUET:
        parquet = need("pyarrow.parquet", EXTRA)
        with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
    else:
        ipc = need("pyarrow.ipc", EXTRA)
        with ipc.new_file(path, schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
