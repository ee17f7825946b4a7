"""Layers as tables: records, Arrow tables, data frames, folders of Parquet. One row per annotation.

Columns are document, start, end, text, then the fields of the payload. Records need nothing but the core, the others
the extra `tables`; their types come from the payload, so that a table without rows has the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .arrow_tables import arrow_batches
from .arrow_types import EXTRA
from .document import Document
from .engines import Engine, engine_for
from .extras import need
from .pipeline import Pipeline
from .progress import State
from .registry import Registry
from .store.filling import PART_DOCUMENTS, Written, fill
from .store.layer_status import LayerStatus
from .store.opening import Store
from .store.updating import status_of_folder, update_folder

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = [
    "LayerStatus",
    "Store",
    "Written",
    "open",
    "status",
    "to_arrow",
    "to_pandas",
    "to_polars",
    "update",
    "write",
]

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


# Folders of tables


def write(
    documents: Iterable[str | Document],
    folder: str | Path,
    *,
    pipeline: Pipeline | None = None,
    layers: Iterable[str] = (),
    workers: int = 1,
    engine: Engine | None = None,
    partition_by: Iterable[str] = (),
    part_size: int = PART_DOCUMENTS,
    on_duplicate: Literal["raise", "skip"] = "raise",
    progress: Callable[[State], object] | None = None,
) -> Written:
    """Write documents to a folder of Parquet tables, one for each layer; analyze them on the way with a pipeline.

    What is in the folder already, the same text and metadata under the same id, is not done again: after an
    interruption call it again with the same arguments, and the folder will have the same bytes as without. Several
    writers may write at the same time; nobody ever sees half of what they do.

    Args:
        documents: Documents; with a pipeline also texts, whose ids are digests of them.
        folder: The folder; made if it is not there.
        pipeline: Analyzes the documents, where their tables are written: with workers or an engine, in other processes.
        layers: The layers to write; all if none are named.
        workers: How many processes to work in.
        engine: An engine of your own, in the place of workers (see `discourse.engines`).
        partition_by: Metadata fields, or "year", "month", "day" of the document, each value of which gets a folder of
            its own, `outlet=Gazette/`; the same for all that is ever written to the folder.
        part_size: Most documents of a part, which is what is lost of the work if it is interrupted.
        on_duplicate: "raise" for a document whose id has come before, or is in the folder with another text, other
            metadata or other layers; or "skip" it and count it.
        progress: Is told how far it is after each part (see `discourse.Progress`).

    Raises:
        FormatError: For two documents of one id, or a folder of another version of the format.
        OptionError: For a folder that another pipeline or another `partition_by` has made.
        StaleLayerError: For a folder whose layers this pipeline would make otherwise now.
        SourceError: If the folder cannot be written; what was in it before is as it was.
        MissingExtraError: Without the extra `tables`.
    """
    return fill(
        documents,
        folder,
        pipeline=pipeline,
        layers=layers,
        engine=engine_for(workers, engine),
        partition_by=partition_by,
        part_size=part_size,
        on_duplicate=on_duplicate,
        progress=progress,
    )


def open(folder: str | Path, *, registry: Registry | None = None) -> Store:  # noqa: A001  # tables.open
    """Open a folder of tables that `write` made: relations, queries that are ready, documents (see `Store`)."""
    return Store(folder, registry=registry)


def status(folder: str | Path, *, pipeline: Pipeline | None = None) -> list[LayerStatus]:
    """Say of each layer in a folder of tables whether it is what would be made now.

    Args:
        folder: The folder.
        pipeline: What would make it; by default the pipeline that the folder was made with, as far as models are not
            needed.

    Returns:
        How many documents have a layer that is current, outdated (and why), missing, failed, brought by a user, or
        unknown.
    """
    return status_of_folder(folder, pipeline)


def update(
    folder: str | Path,
    *,
    pipeline: Pipeline | None = None,
    workers: int = 1,
    engine: Engine | None = None,
    retry_failed: bool = False,
    progress: Callable[[State], object] | None = None,
) -> int:
    """Make the layers in a folder of tables again that are out of date, and those that are missing, and nothing else.

    Args:
        folder: The folder.
        pipeline: Makes them; by default the pipeline that the folder was made with.
        workers: How many processes to work in.
        engine: An engine of your own.
        retry_failed: Also make again the parts in which a layer failed for a document: after a cause that is gone, such
            as too little memory. What fails by what the document holds fails again.
        progress: Is told how far it is after each part.

    Returns:
        How many documents are in the parts that were made again.

    Raises:
        PlanError: If a layer that is out of date cannot be made: its model is missing, or its plugin.
    """
    return update_folder(folder, pipeline, engine_for(workers, engine), progress, retry_failed=retry_failed)
