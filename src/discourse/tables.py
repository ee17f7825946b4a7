"""Layers as tables: records, Arrow tables, data frames. One row per annotation.

Columns are document, start, end, text, then the fields of the payload. Records need nothing but the core, the others
the extra `tables`; their types come from the payload, so that a table without rows has the same ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .document import Document
from .errors import FormatError, PlanError, shortened, unknown
from .extras import need
from .field_types import JSON
from .offsets import OffsetMap, Unit
from .payloads import OpaqueValue, UnknownPayload, schema_of
from .planning import known_layers

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from .registry import Registry

FIRST = ("document", "start", "end", "text")
ROWS = 10_000  # in one batch of a table
EXTRA = "tables"


def records(
    documents: Document | Iterable[Document], layer: str, *, offsets: Unit = "codepoints"
) -> Iterator[dict[str, Any]]:
    """Give a dict for each annotation of a layer: document, start, end, text, and the fields of its payload.

    A field that is named like one of the first four is given as "value_start" and so on; of a layer whose plugin is
    not installed the value is given as JSON.

    Args:
        documents: A document or several that have the layer.
        layer: Name of the layer.
        offsets: What start, end and the spans in fields count: "codepoints", "utf-16" (units of two bytes) or "utf-8"
            (bytes). The JSON of a layer whose plugin is not installed stays as it is.

    Raises:
        MissingLayerError: For a document without the layer.
        OptionError: For another unit.
    """
    for document in each_document(documents):
        found = document[layer]
        names = column_names(found.payload)
        fields = opaque_fields if isinstance(found.payload, UnknownPayload) else schema_of(found.payload).encode
        place = OffsetMap(document.text, offsets).to_unit
        shapes = () if offsets == "codepoints" else span_shapes(found.payload)
        for start, end, value in zip(found.starts, found.ends, found.values, strict=True):
            plain = fields(value)
            for name, shape in shapes:
                plain[name] = placed(plain[name], shape, place)
            row = (document.id, place(start), place(end), document.text[start:end], *plain.values())
            yield dict(zip(names, row, strict=True))


def each_document(documents: Document | Iterable[Document]) -> Iterator[Document]:
    """Give a document, or the documents of an iterable.

    Raises:
        FormatError: For anything else.
    """
    given: Any = [documents] if isinstance(documents, Document) else documents
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise FormatError(f"expected documents, not {shortened(given)}; make one: discourse.Document(text)")
    return map(checked, given)


def checked(document: Any) -> Document:
    if isinstance(document, Document):
        return document
    raise FormatError(f"expected a document, not {shortened(document)}; make one: discourse.Document(text)")


def span_shapes(payload: type[Any] | UnknownPayload) -> list[tuple[str, JSON]]:
    """Return the fields in which there are spans, with their JSON Schemas."""
    if isinstance(payload, UnknownPayload):
        return []
    return [(name, kind.schema) for name, kind in schema_of(payload).fields.items() if kind.reach is not None]


def placed(plain: JSON, shape: JSON, place: Callable[[int], int]) -> JSON:
    """Return plain data with the offsets of its spans translated."""
    if plain is None:
        return None
    if "anyOf" in shape:
        return placed(plain, shape["anyOf"][0], place)
    if is_span(shape):
        return [place(offset) for offset in plain]
    if isinstance(plain, list):
        return [placed(part, shape["items"], place) for part in plain]
    if isinstance(plain, dict):
        return {name: placed(part, shape["properties"][name], place) for name, part in plain.items()}
    return plain


def opaque_fields(value: OpaqueValue) -> dict[str, Any]:
    return {"value": value.data}


def column_names(payload: type[Any] | UnknownPayload) -> tuple[str, ...]:
    """Return the names of the columns of a layer."""
    fields = ["value"] if isinstance(payload, UnknownPayload) else schema_of(payload).fields
    return (*FIRST, *(f"value_{name}" if name in FIRST else name for name in fields))


def the_only(layers: tuple[str, ...], path: Path) -> str:
    """Return the layer that a file of records holds."""
    if len(layers) != 1:
        given = ", ".join(layers) or "none"
        raise FormatError(
            f"a {path.suffix} file holds one layer, not {given}; name it: layers=('NAME',), on the command line "
            f"--layers NAME"
        )
    return layers[0]


# Arrow


def to_arrow(
    documents: Document | Iterable[Document], layer: str, *, registry: Registry | None = None
) -> pyarrow.Table:
    """Return a layer of documents as an Arrow table.

    Texts, truth values, whole numbers and floats are what they are; a `Span` is a struct of start and end, a tuple a
    list, a payload in a payload a struct. The schema's metadata name layer, payload and schema number.

    Args:
        documents: A document or several that have the layer.
        layer: Name of the layer.
        registry: Where the payload is looked up if there is no document.

    Raises:
        MissingLayerError: For a document without the layer.
        FormatError: For documents whose layers have different payloads, or a number that no column holds.
        MissingExtraError: Without the extra `tables`.
    """
    schema, batches = arrow_batches(documents, layer, registry=registry)
    return need("pyarrow", EXTRA).Table.from_batches(batches, schema=schema)


def to_pandas(
    documents: Document | Iterable[Document], layer: str, *, registry: Registry | None = None
) -> pandas.DataFrame:
    """Return a layer of documents as a pandas data frame; columns are typed as in `to_arrow`."""
    columns = need("pandas", EXTRA).ArrowDtype
    frame: pandas.DataFrame = to_arrow(documents, layer, registry=registry).to_pandas(types_mapper=columns)
    return frame


def to_polars(
    documents: Document | Iterable[Document], layer: str, *, registry: Registry | None = None
) -> polars.DataFrame:
    """Return a layer of documents as a polars data frame; columns are typed as in `to_arrow`."""
    frame: polars.DataFrame = need("polars", EXTRA).from_arrow(to_arrow(documents, layer, registry=registry))
    return frame


def arrow_batches(
    documents: Document | Iterable[Document], layer: str, *, registry: Registry | None = None
) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
    """Return the schema of a layer's table, and its rows in batches, lazily."""
    payload, remaining = payload_and_documents(documents, layer, registry=registry)
    schema = arrow_schema(layer, payload)
    return schema, batches_of(remaining, layer, payload, schema)


def payload_and_documents(
    documents: Document | Iterable[Document], layer: str, *, registry: Registry | None = None
) -> tuple[Any, Iterator[Document]]:
    """Return the payload of a layer, from the first document or else from a registry, and all documents."""
    remaining = iter(each_document(documents))
    for first in remaining:
        return first[layer].payload, chain([first], remaining)
    return payload_of(layer, registry), iter(())


def payload_of(layer: str, registry: Registry | None) -> type[Any]:
    from .registry import default_registry

    registry = registry or default_registry()
    specs = registry.providers(layer)
    if not specs:
        raise PlanError(unknown("layer", layer, known_layers(registry)))
    return specs[0].payload


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


def check_payload(document: Document, layer: str, payload: Any) -> None:
    if document[layer].payload != payload:
        raise FormatError(
            f"document {document.id!r}: layer {layer!r} has another payload than in the documents before it"
        )


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


def arrow_type(shape: JSON) -> Any:
    """Return the Arrow type of a field from its JSON Schema."""
    arrow = need("pyarrow", EXTRA)
    if "anyOf" in shape:
        return arrow_type(shape["anyOf"][0])
    if "enum" in shape:
        kinds = kinds_in(shape)
        return (
            {int: arrow.int64, bool: arrow.bool_}.get(kinds[0], arrow.string)() if len(kinds) == 1 else arrow.string()
        )
    if is_span(shape):
        return arrow.struct([("start", arrow.int64()), ("end", arrow.int64())])
    if shape["type"] == "array":
        return arrow.list_(arrow_type(shape["items"]))
    if shape["type"] == "object":
        return arrow.struct([(name, arrow_type(inner)) for name, inner in shape["properties"].items()])
    plain = {"string": arrow.string, "integer": arrow.int64, "number": arrow.float64, "boolean": arrow.bool_}
    return plain.get(shape["type"], arrow.null)()


def kinds_in(shape: JSON) -> list[type[Any]]:
    """Return the types of the values of a Literal; where there are several, they stand in a table as text."""
    return list({type(value): None for value in shape["enum"] if value is not None})


def is_span(shape: JSON) -> bool:
    return bool(shape.get("maxItems") == 2)


def shaped(record: dict[str, Any], shapes: JSON) -> dict[str, Any]:
    """Return a record with its spans as structs."""
    if shapes is None:
        return record
    values = list(record.items())
    return dict(values[: len(FIRST)]) | {
        name: shape_value(value, shape)
        for (name, value), shape in zip(values[len(FIRST) :], shapes.values(), strict=True)
    }


def shape_value(value: Any, shape: JSON) -> Any:
    if value is None:
        return None
    if "anyOf" in shape:
        return shape_value(value, shape["anyOf"][0])
    if "enum" in shape:
        return str(value) if len(kinds_in(shape)) > 1 else value
    if is_span(shape):
        return {"start": value[0], "end": value[1]}
    if isinstance(value, list):
        return [shape_value(part, shape["items"]) for part in value]
    if isinstance(value, dict):
        return {name: shape_value(part, shape["properties"][name]) for name, part in value.items()}
    return value
