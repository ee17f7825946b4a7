"""Layers as records: one row per annotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .document import Document
from .payloads import UnknownPayload, schema_of


def records(documents: Document | Iterable[Document], layer: str) -> Iterator[dict[str, Any]]:
    """Give a dict for each annotation of a layer: document, start, end, text, and the fields of its payload.

    Args:
        documents: A document or several that have the layer.
        layer: Name of the layer.

    Raises:
        MissingLayerError: For a document without the layer.
    """
    for document in [documents] if isinstance(documents, Document) else documents:
        found = document[layer]
        if isinstance(found.payload, UnknownPayload):
            continue
        encode = schema_of(found.payload).encode
        for start, end, value in zip(found.starts, found.ends, found.values, strict=True):
            yield {
                "document": document.id,
                "start": start,
                "end": end,
                "text": document.text[start:end],
                **encode(value),
            }
