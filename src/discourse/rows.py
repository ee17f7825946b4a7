"""Layers as rows: one for each annotation, with document, start, end, text, and the fields of the payload."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .arrow_types import is_span
from .document import Document
from .errors import FormatError, PlanError, shortened, unknown
from .field_types import JSON
from .offsets import OffsetMap, Unit
from .payloads import OpaqueValue, UnknownPayload, schema_of
from .planning import known_layers

if TYPE_CHECKING:
    from .registry import Registry

FIRST = ("document", "start", "end", "text")


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


def check_payload(document: Document, layer: str, payload: Any) -> None:
    if document[layer].payload != payload:
        raise FormatError(
            f"document {document.id!r}: layer {layer!r} has another payload than in the documents before it"
        )
