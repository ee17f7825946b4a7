"""Tables to documents: what `encoding` wrote, read back without loss."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..annotations import NOWHERE, EvidenceColumns
from ..arrow_types import EXTRA, from_cell, is_plain
from ..document import Columns, Document, Failure, Layer, Provenance
from ..errors import DiscourseError, FormatError
from ..extras import need
from ..runs import check_layer
from ..storage import opaque_value, payload_for
from .encoding import EVIDENCE, NOTE, PROVENANCE_COLUMNS

if TYPE_CHECKING:
    import pyarrow

    from ..registry import Registry


def documents_of(
    tables: Mapping[str, Path], *, documents: Path, provenance: Path, registry: Registry | None
) -> Iterator[Document]:
    """Give the documents of a part, in order.

    Args:
        tables: The files of the wanted layers.
        documents: The file of the documents.
        provenance: The file that says what made the layers.
        registry: Where payloads are looked up.

    Raises:
        FormatError: If the files do not fit together or hold what no layer can hold; the message names the file.
    """
    rows = read_table(documents, ["document", "text", "metadata", "failures"]).to_pylist()
    made: dict[str, list[dict[str, Any]]] = {row["document"]: [] for row in rows}
    for row in read_table(provenance, PROVENANCE_COLUMNS).to_pylist():
        if row["layer"] in tables:
            made.setdefault(row["document"], []).append(row)
    readers = {layer: LayerReader(layer, path, registry) for layer, path in tables.items()}
    for row in rows:
        try:
            document = Document(row["text"], row["document"], json.loads(row["metadata"]))
            failures = tuple(Failure(**failure) for failure in row["failures"])
        except (DiscourseError, TypeError, ValueError) as error:
            raise FormatError(f"{documents}: document {row['document']!r}: {error}") from error
        layers = {entry["layer"]: readers[entry["layer"]].next(entry, document) for entry in made[row["document"]]}
        yield document._grown(layers, failures)


def read_table(path: Path, columns: Collection[str] | None = None) -> pyarrow.Table:
    """Read a Parquet file.

    Raises:
        FormatError: If it is not there, is no Parquet file, or lacks a column.
    """
    arrow = need("pyarrow", EXTRA)
    try:
        with need("pyarrow.parquet", EXTRA).ParquetFile(path) as file:
            table = file.read(columns=None if columns is None else list(columns))
    except (OSError, arrow.ArrowException) as error:
        raise FormatError(f"{path} cannot be read: {error}") from error
    lacking = [name for name in columns or () if name not in table.column_names]
    if lacking:
        raise FormatError(f"{path} has no column {lacking[0]!r}")
    return table


class LayerReader:
    """The table of a layer, whose rows are taken document by document.

    Args:
        layer: Its name.
        path: Its file.
        registry: Where its payload is looked up.
    """

    def __init__(self, layer: str, path: Path, registry: Registry | None) -> None:
        self._layer = layer
        self._path = path
        table = read_table(path)
        note = (table.schema.metadata or {}).get(NOTE.encode())
        if note is None or table.column_names[-1] != EVIDENCE:
            raise FormatError(f"{path} is no table of a layer")
        try:
            known = json.loads(note)
            named = {"name": known["payload"], "schema": known["schema"]}
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError(f"{path} is no table of a layer: {error}") from error
        self._payload, decode = payload_for(named, str(path), registry)
        self._value = value_reader(known.get("fields"), decode)
        self._table = table.drop_columns(["text"])
        self._place = 0

    def next(self, entry: Mapping[str, Any], document: Document) -> Layer[Any]:
        """Return the layer of the next document.

        Args:
            entry: What the provenance says of it.
            document: The document, without layers.
        """
        count = entry["rows"]
        rows = self._table.slice(self._place, count)
        self._place += count
        ids, starts, ends, *fields = (column.to_pylist() for column in rows.columns[:-1])
        if ids != [document.id] * count:
            raise FormatError(f"{self._path}: {count} rows for document {document.id!r} belong to others")
        made = None
        if entry["analyzer"] is not None:
            inputs = tuple((given["layer"], given["digest"]) for given in entry["inputs"])
            made = Provenance(entry["analyzer"], entry["version"], entry["config"], inputs)
        try:
            values = [self._value(row) for row in zip(*fields, strict=True)] if fields else [self._value(())] * count
            columns = Columns(starts, ends, values, evidence_in(rows.column(EVIDENCE).combine_chunks()))
            layer = Layer(self._layer, self._payload, columns, made)
            check_layer(layer, len(document.text))
        except (DiscourseError, TypeError, ValueError) as error:
            raise FormatError(f"{self._path}: document {document.id!r}: {error}") from error
        return layer


def value_reader(fields: Mapping[str, Any] | None, decode: Callable[[Any], Any]) -> Callable[[tuple[Any, ...]], Any]:
    """Return what makes a value of its cells; equal cells of plain data give the same value.

    Args:
        fields: JSON Schemas of the fields; None for a payload that was not known when it was written.
        decode: Makes a value of plain data.
    """
    if fields is None:
        return lambda row: opaque_value(json.loads(row[0])) if decode is opaque_value else decode(json.loads(row[0]))

    def value(row: tuple[Any, ...]) -> Any:
        return decode({name: from_cell(cell, shape) for (name, shape), cell in zip(fields.items(), row, strict=True)})

    return lru_cache(maxsize=256)(value) if all(map(is_plain, fields.values())) else value


def evidence_in(pieces: pyarrow.ListArray) -> EvidenceColumns | None:
    """Return the evidence of a document's annotations, None if there is none at all."""
    flat = pieces.flatten()
    if not len(flat):
        return None
    columns = {name: flat.field(name).to_pylist() for name in ("start", "end", "rule", "weight")}
    starts, ends = ([NOWHERE if place is None else place for place in columns[name]] for name in ("start", "end"))
    counts = pieces.value_lengths().to_pylist()
    return EvidenceColumns(counts, starts, ends, columns["rule"], columns["weight"])
