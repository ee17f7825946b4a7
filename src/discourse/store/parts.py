"""Makes a part: documents are analyzed, their tables filled and written aside, in whatever process works on them."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from ..arrow_types import EXTRA
from ..batches import BATCH
from ..document import Document, Failure
from ..errors import DiscourseError, FormatError, SourceError
from ..extras import need
from ..runs import Outcome
from ..writing import file_name
from .encoding import (
    DOCUMENTS,
    PROVENANCE,
    LayerTable,
    document_row,
    document_rows,
    only_wanted,
    provenance_row,
    provenance_rows,
    short,
)
from .part_files import ENTRY, FORMAT, Part

if TYPE_CHECKING:
    import pyarrow

Work = Callable[[Sequence[Document]], list[Outcome]]


@attrs.frozen
class Filled:
    """A part that was written and waits to be put in its place.

    Args:
        part: The part.
        failures: The failures of this run, each with the id of its document.
    """

    part: Part
    failures: tuple[tuple[str, Failure], ...]


@attrs.frozen
class PartWriter:
    """Makes a part of a batch of documents; travels to other processes.

    Args:
        desk: The folder in which parts are written.
        layers: The layers to write; none for all that the documents have.
        work: Analyzes documents.
        replaces: Names of the parts that the new one is to replace.
    """

    desk: str
    layers: tuple[str, ...]
    work: Work
    replaces: tuple[str, ...] = ()

    def __call__(self, documents: Iterable[Document]) -> list[Filled]:
        tables = PartTables(self.layers)
        remaining = iter(documents)
        while batch := [document._afresh() for document in islice(remaining, BATCH)]:
            for outcome in self.work(batch):
                if outcome.error is not None:
                    raise outcome.error
                tables.add(outcome)
            tables.pack()
        return [self._written(tables)]

    def _written(self, tables: PartTables) -> Filled:
        path = Path(self.desk) / secrets.token_hex(8)
        try:
            path.mkdir()
            return Filled(write_part(path, tables, self.replaces), tuple(tables.failures))
        except OSError as error:
            if isinstance(error, DiscourseError):
                raise
            raise SourceError(f"cannot write a part of {path.parents[2]}: {error.strerror or error}") from error


class PartTables:
    """The tables of a part while documents are added.

    Args:
        layers: The layers to keep; none for all.
    """

    def __init__(self, layers: tuple[str, ...] = ()) -> None:
        self._wanted = layers
        self._layers: dict[str, LayerTable] = {}
        self._documents: list[dict[str, Any]] = []
        self._provenance: list[dict[str, Any]] = []
        self.failures: list[tuple[str, Failure]] = []

    def add(self, outcome: Outcome) -> None:
        """Add a document.

        Raises:
            FormatError: If a layer has another payload than in the documents before.
        """
        document = only_wanted(outcome.document, self._wanted)
        for name in document.layers:
            if name not in self._layers:
                self._layers[name] = LayerTable(name, document[name].payload)
            self._layers[name].add(document)
            self._provenance.append(provenance_row(document, name))
        self._documents.append(document_row(document))
        self.failures += [(document.id, failure) for failure in outcome.failures]

    def pack(self) -> None:
        """Put what was added since the last time into less memory; to be called before the tables are asked for."""
        for table in self._layers.values():
            table.pack()

    def own(self) -> dict[str, pyarrow.Table]:
        """Return the tables beside those of the layers."""
        return {DOCUMENTS: document_rows(self._documents), PROVENANCE: provenance_rows(self._provenance)}

    def layers(self) -> dict[str, pyarrow.Table]:
        """Return the tables of the layers."""
        return {name: table.table() for name, table in sorted(self._layers.items())}

    def summary(self) -> dict[str, Any]:
        """Return how many documents there are, how many lack results and which, and what made the layers."""
        lacking = Counter(failure["layer"] for row in self._documents for failure in row["failures"])
        return {
            "documents": len(self._documents),
            "failed": sum(bool(row["failures"]) for row in self._documents),
            "failed_layers": dict(sorted(lacking.items())),
            "made": made_of(self._provenance),
        }


def made_of(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return in how many documents a layer was made in a way, for each layer and each way."""
    counts = Counter[str]()
    for row in rows:
        inputs = None if row.get("analyzer") is None else [given["layer"] for given in row["inputs"]]
        ways = {name: row.get(name) for name in ("layer", "payload", "schema", "analyzer", "version", "config")}
        counts[json.dumps({**ways, "inputs": inputs})] += 1
    return [{**json.loads(way), "documents": count} for way, count in sorted(counts.items())]


def write_part(path: Path, tables: PartTables, replaces: tuple[str, ...]) -> Part:
    """Write the files of a part into a folder, all of them to the disk; its name is made of their content."""
    digest = hashlib.blake2b(json.dumps(replaces).encode(), digest_size=8)
    names: set[str] = set()

    def written(name: str, table: pyarrow.Table) -> dict[str, Any]:
        stem = file_name(name, names)
        names.add(stem.casefold())
        content = write_table(path / f"{stem}.parquet", table)
        digest.update(name.encode() + hashlib.blake2b(content).digest())
        columns = short([[field.name, str(field.type)] for field in table.schema])
        return {"file": f"{stem}.parquet", "rows": table.num_rows, "bytes": len(content), "columns": columns}

    own = {name: written(name, table) for name, table in tables.own().items()}
    layers = {name: written(name, table) for name, table in tables.layers().items()}
    entry = {"format": FORMAT, **tables.summary(), "tables": own, "layers": layers, "replaces": list(replaces)}
    (path / ENTRY).write_text(json.dumps(entry, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    to_disk(path / ENTRY)
    return Part(digest.hexdigest(), path, entry)


def write_table(file: Path, table: pyarrow.Table) -> bytes:
    """Write a table as Parquet, and return the bytes of the file."""
    try:
        need("pyarrow.parquet", EXTRA).write_table(table, file, compression="zstd")
    except need("pyarrow", EXTRA).ArrowException as error:
        raise FormatError(f"the table of {file.stem} cannot be written: {error}") from error
    return to_disk(file)


def to_disk(file: Path) -> bytes:
    """See to it that a file is on the disk and not only on its way, and return its content."""
    with file.open("rb+") as opened:
        content = opened.read()
        os.fsync(opened.fileno())
    return content
