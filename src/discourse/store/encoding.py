"""Documents to tables: a row for each annotation, filled column by column, since tokens are many.

Beside those of the layers there are two tables: `documents`, with text, metadata and failures, and `provenance`, which
says of each layer of each document what made it. Together they hold all of a document (see `decoding`).
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from ..annotations import NOWHERE, EvidenceColumns
from ..arrow_types import EXTRA, arrow_type, is_plain, to_cell
from ..document import Document, Layer, thawed
from ..errors import FormatError
from ..extras import need
from ..payloads import UnknownPayload, canonical_json, schema_of
from ..periods import period_of
from ..rows import FIRST, column_names

if TYPE_CHECKING:
    import pyarrow

Payload = type[Any] | UnknownPayload

DOCUMENTS, PROVENANCE = "documents", "provenance"
NAMED = ("title", "author", "date", "outlet", "url", "language")  # metadata with a column of their own
PROVENANCE_COLUMNS = ("document", "layer", "rows", "payload", "schema", "analyzer", "version", "config", "inputs")
EVIDENCE = "evidence"
NOTE = "discourse"  # the key of what the schema of a table says of its layer


class LayerTable:
    """The rows of one layer of several documents.

    Args:
        layer: Its name.
        payload: The class of its values, in all documents.
    """

    def __init__(self, layer: str, payload: Payload) -> None:
        self.layer = layer
        self.payload = payload
        self._row = row_of(payload)
        self._schema = layer_schema(layer, payload)
        self._batches: list[pyarrow.RecordBatch] = []
        self._clear()

    def _clear(self) -> None:
        self._ids: list[list[str]] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._texts: list[str] = []
        self._fields: list[list[Any]] = [[] for _ in field_columns(self.payload)]
        self._evidence: list[EvidenceColumns] = []

    def add(self, document: Document) -> None:
        """Add the rows of a document.

        Raises:
            FormatError: If its values are of another class than those of the documents before.
        """
        layer = document[self.layer]
        if layer.payload != self.payload:
            raise FormatError(
                f"document {document.id!r}: layer {self.layer!r} has another payload than in the documents before it"
            )
        text = document.text
        self._ids.append([document.id] * len(layer))
        self._starts += layer.starts
        self._ends += layer.ends
        self._texts += [text[start:end] for start, end in zip(layer.starts, layer.ends, strict=True)]
        rows = {id(value): self._row(value) for value in {id(value): value for value in layer.values}.values()}
        for column, cells in enumerate(self._fields):
            cells += [rows[id(value)][column] for value in layer.values]  # one value stands for many tokens
        self._evidence.append(evidence_of(layer))

    def pack(self) -> None:
        """Put the rows that were added since the last time into columns of Arrow, which take a tenth of the memory.

        Raises:
            FormatError: For a number that no column holds.
        """
        arrow = need("pyarrow", EXTRA)
        columns = [list(chain.from_iterable(self._ids)), self._starts, self._ends, self._texts, *self._fields]
        try:
            arrays = [arrow.array(column, kind) for column, kind in zip(columns, self._schema.types, strict=False)]
        except (arrow.ArrowException, OverflowError, ValueError, TypeError) as error:
            raise FormatError(f"layer {self.layer!r} does not go into a table: {error}") from error
        arrays.append(evidence_array(self._evidence))
        self._batches.append(arrow.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._clear()

    def table(self) -> pyarrow.Table:
        """Return what was packed as one table."""
        return need("pyarrow", EXTRA).Table.from_batches(self._batches, schema=self._schema)


def row_of(payload: Payload) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the cells of a value."""
    if isinstance(payload, UnknownPayload):
        return lambda value: (value.data,)
    encode, shapes = schema_of(payload).encode, fields_of(payload)
    if all(map(is_plain, shapes.values())):
        return lambda value: tuple(encode(value).values())
    return lambda value: tuple(
        [to_cell(plain, shape) for plain, shape in zip(encode(value).values(), shapes.values(), strict=True)]
    )


def fields_of(payload: Payload) -> dict[str, Any]:
    """Return the fields of a payload and their JSON Schemas; none for one whose plugin is not installed."""
    return {} if isinstance(payload, UnknownPayload) else schema_of(payload).json_schema()["properties"]


def field_columns(payload: Payload) -> list[str]:
    """Return the names of the columns of a value's fields: their own, where no other column is called so."""
    names = column_names(payload)[len(FIRST) :]
    return [f"value_{name}" if name == EVIDENCE else name for name in names]


def layer_schema(layer: str, payload: Payload) -> pyarrow.Schema:
    """Return the schema of a layer's table; its metadata say how to read it where the plugin is not installed."""
    arrow = need("pyarrow", EXTRA)
    first = zip(FIRST, (arrow.string(), arrow.int64(), arrow.int64(), arrow.string()), strict=True)
    if isinstance(payload, UnknownPayload):
        note: dict[str, Any] = {"payload": payload.name, "schema": payload.schema_version}
        kinds = [arrow.string()]
    else:
        known, shapes = schema_of(payload), fields_of(payload)
        note = {"payload": known.name, "schema": known.schema_version, "fields": shapes}
        kinds = [arrow_type(shape) for shape in shapes.values()]
    columns = [*first, *zip(field_columns(payload), kinds, strict=True), (EVIDENCE, evidence_type())]
    return arrow.schema(columns, metadata={NOTE: json.dumps({"layer": layer, **note})})


def evidence_type() -> pyarrow.DataType:
    arrow = need("pyarrow", EXTRA)
    piece = [("start", arrow.int64()), ("end", arrow.int64()), ("rule", arrow.string()), ("weight", arrow.float64())]
    return arrow.list_(arrow.struct(piece))


def evidence_of(layer: Layer[Any]) -> EvidenceColumns:
    found = layer._evidence
    if isinstance(found, EvidenceColumns):
        return found
    return EvidenceColumns.of(found if found is not None else [()] * len(layer))


def evidence_array(evidence: Sequence[EvidenceColumns]) -> pyarrow.Array:
    """Return the evidence of all annotations; a piece that belongs to no words has no start and no end."""
    arrow = need("pyarrow", EXTRA)
    counts = chain.from_iterable(columns.counts for columns in evidence)
    offsets = arrow.array([0, *accumulate(counts)], arrow.int32())
    starts = [start for columns in evidence for start in columns.starts]
    ends = [end for columns in evidence for end in columns.ends]
    bounds = [
        arrow.array([None if start == NOWHERE else place for start, place in zip(starts, places, strict=True)], "int64")
        for places in (starts, ends)
    ]
    rules = arrow.array([rule for columns in evidence for rule in columns.rules], "string")
    weights = arrow.array([weight for columns in evidence for weight in columns.weights], "float64")
    pieces = arrow.StructArray.from_arrays([*bounds, rules, weights], names=["start", "end", "rule", "weight"])
    return arrow.ListArray.from_arrays(offsets, pieces)


# The two tables beside the layers


def document_rows(rows: Iterable[dict[str, Any]]) -> pyarrow.Table:
    """Return the table of documents, of a row for each (see `document_row`)."""
    arrow = need("pyarrow", EXTRA)
    texts = [arrow.field(name, arrow.string()) for name in ("document", "text", *NAMED)]
    failure = arrow.struct([(name, arrow.string()) for name in ("analyzer", "layer", "kind", "message")])
    schema = arrow.schema(
        [
            *texts,
            ("day", arrow.date32()),
            ("month", arrow.string()),
            ("metadata", arrow.string()),
            ("failures", arrow.list_(failure)),
            ("content", arrow.string()),
            ("made", arrow.string()),
        ]
    )
    return arrow.Table.from_pylist(list(rows), schema=schema)


def document_row(document: Document) -> dict[str, Any]:
    """Return text, metadata, what failed, and digests of what came in and of what made the layers."""
    metadata = document.metadata
    return {
        "document": document.id,
        "text": document.text,
        **{name: metadata[name] if isinstance(metadata.get(name), str) else None for name in NAMED},
        "day": day_of(document),
        "month": period_of(document, "month"),
        "metadata": canonical_json(thawed(metadata)),
        "failures": [
            {"analyzer": f.analyzer, "layer": f.layer, "kind": f.kind, "message": f.message}
            for f in document.failures
        ],
        "content": content_digest(document),
        "made": made_digest(document),
    }  # fmt: skip


def day_of(document: Document) -> datetime.date | None:
    """Return the day of a document, None where its date is none, or too coarse."""
    day = period_of(document, "day")
    try:
        return datetime.date.fromisoformat(day) if day else None
    except ValueError:  # the 30th of February
        return None


def content_digest(document: Document) -> str:
    """Return sixteen hex digits for text and metadata."""
    return short([document.text, thawed(document.metadata)])


def made_digest(document: Document) -> str:
    """Return sixteen hex digits for what made the layers."""
    return short([[name, document[name].digest] for name in document.layers])


def only_wanted(document: Document, layers: Collection[str]) -> Document:
    """Return a document with those of its layers that are to be written; none stands for all."""
    return document.only(*(name for name in document.layers if name in layers)) if layers else document


def short(data: Any) -> str:
    return hashlib.blake2b(canonical_json(data).encode(), digest_size=8).hexdigest()


def provenance_rows(rows: Iterable[dict[str, Any]]) -> pyarrow.Table:
    """Return the table of what made the layers, of a row for each layer of each document (see `provenance_row`)."""
    arrow = need("pyarrow", EXTRA)
    inputs = arrow.list_(arrow.struct([("layer", arrow.string()), ("digest", arrow.string())]))
    text, number = arrow.string(), arrow.int64()
    kinds = (text, text, number, text, number, text, text, text, inputs)
    schema = arrow.schema(list(zip(PROVENANCE_COLUMNS, kinds, strict=True)))
    return arrow.Table.from_pylist(list(rows), schema=schema)


def provenance_row(document: Document, name: str) -> dict[str, Any]:
    """Return of a layer its rows, its payload and what made it; nothing of the last for one that a user brought."""
    layer = document[name]
    row: dict[str, Any]
    payload, schema = payload_named(layer.payload)
    row = {"document": document.id, "layer": name, "rows": len(layer), "payload": payload, "schema": schema}
    made = layer.provenance
    if made is not None:
        inputs = [{"layer": given, "digest": digest} for given, digest in made.inputs]
        row |= {"analyzer": made.analyzer, "version": made.version, "config": made.config, "inputs": inputs}
    return row


def payload_named(payload: Payload) -> tuple[str, int]:
    """Return the name of a payload in files and the number of its schema."""
    if isinstance(payload, UnknownPayload):
        return payload.name, payload.schema_version
    schema = schema_of(payload)
    return schema.name, schema.schema_version
