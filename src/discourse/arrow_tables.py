"""A layer of documents as Arrow batches, lazily: what tables, data frames and Parquet files are made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from .arrow_types import EXTRA, arrow_type, to_cell
from .document import Document
from .errors import FormatError
from .extras import need
from .field_types import JSON
from .payloads import UnknownPayload, schema_of
from .rows import FIRST, check_payload, column_names, payload_and_documents, records

if TYPE_CHECKING:
    import pyarrow

    from .registry import Registry

ROWS = 10_000  # in one batch of a table


def arrow_batches(
    documents: Document | Iterable[Document], layer: str, *, registry: Registry | None = None
) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
    """Return the schema of a layer's table, and its rows in batches, lazily."""
    payload, remaining = payload_and_documents(documents, layer, registry=registry)
    schema = arrow_schema(layer, payload)
    return schema, batches_of(remaining, layer, payload, schema)


def batches_of(
    documents: Iterable[Document], layer: str, payload: Any, schema: pyarrow.Schema
) -> Iterator[pyarrow.RecordBatch]:
    arrow = need("pyarrow", EXTRA)
    rows = table_rows(documents, layer, payload)
    while batch := list(islice(rows, ROWS)):
        try:
            yield arrow.RecordBatch.from_pylist(batch, schema=schema)
        except (arrow.ArrowException, OverflowError, ValueError, TypeError) as error:
            raise FormatError(f"layer {layer!r} does not go into a table: {error}") from error


def table_rows(documents: Iterable[Document], layer: str, payload: Any) -> Iterator[dict[str, Any]]:
    shapes = None if isinstance(payload, UnknownPayload) else schema_of(payload).json_schema()["properties"]
    for document in documents:
        check_payload(document, layer, payload)
        for record in records(document, layer):
            yield shaped(record, shapes)


def arrow_schema(layer: str, payload: type[Any] | UnknownPayload) -> pyarrow.Schema:
    arrow = need("pyarrow", EXTRA)
    kinds = [arrow.string(), arrow.int64(), arrow.int64(), arrow.string()]
    if isinstance(payload, UnknownPayload):
        named = {"payload": payload.name, "schema": payload.schema_version}
        kinds.append(arrow.string())
    else:
        read = schema_of(payload)
        named = {"payload": read.name, "schema": read.schema_version}
        kinds += [arrow_type(shape) for shape in read.json_schema()["properties"].values()]
    note = json.dumps({"layer": layer, **named}, sort_keys=True)
    return arrow.schema(list(zip(column_names(payload), kinds, strict=True)), metadata={"discourse": note})


def shaped(record: dict[str, Any], shapes: JSON) -> dict[str, Any]:
    """Return a record with its spans as structs."""
    if shapes is None:
        return record
    values = list(record.items())
    return dict(values[: len(FIRST)]) | {
        name: to_cell(value, shape) for (name, value), shape in zip(values[len(FIRST) :], shapes.values(), strict=True)
    }
