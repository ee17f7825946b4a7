"""Layers as records: one row per annotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .document import Document
from .payloads import OpaqueValue, UnknownPayload, schema_of


def records(documents: Document | Iterable[Document], layer: str) -> Iterator[dict[str, Any]]:
    """Give a dict for each annotation of a layer: document, start, end, text, and the fields of its payload.

    A field that is named like one of the first four is given as "value_start" and so on; of a layer whose plugin is
    not installed the value is given as JSON.

    Args:
        documents: A document or several that have the layer.
        layer: Name of the layer.

    Raises:
        MissingLayerError: For a document without the layer.
    """
    for document in [documents] if isinstance(documents, Document) else documents:
        found = document[layer]
        fields = opaque_fields if isinstance(found.payload, UnknownPayload) else schema_of(found.payload).encode
        for start, end, value in zip(found.starts, found.ends, found.values, strict=True):
            row = {"document": document.id, "start": start, "end": end, "text": document.text[start:end]}
            for name, content in fields(value).items():
                row[f"value_{name}" if name in row else name] = content
            yield row


def opaque_fields(value: OpaqueValue) -> dict[str, Any]:
    return {"value": value.data}
