"""How names and times are shown."""

from __future__ import annotations

from collections import Counter
from typing import Any

from discourse import Annotation, Document, Layer, Table

from . import Entity, TimeExpression

MOST = 8
KINDS = {"person": "people", "organization": "organizations", "place": "places", "group": "groups"}


def entity(document: Document, annotation: Annotation[Entity]) -> str:
    """Show a mention with its kind and the name that links it."""
    text, value = document.slice(annotation.span), annotation.value
    linked = "" if value.name == text else f" = {value.name}"
    return f"{text}{linked} ({value.kind}, {value.confidence:.2f})"


def entities(document: Document, layer: Layer[Any]) -> Table | None:
    """Show the most mentioned names of each kind."""
    rows = []
    for kind, label in KINDS.items():
        counts = Counter(value.name for value in layer.values if value.kind == kind)
        names = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST]
        if names:
            rows.append((label, ", ".join(f"{name} {count}" if count > 1 else name for name, count in names)))
    return Table((), tuple(rows)) if rows else None


def time(document: Document, annotation: Annotation[TimeExpression]) -> str:
    """Show a time expression with its value and bounds."""
    value = annotation.value
    bounds = "" if value.start is None and value.end is None else f" ({value.start or '…'} to {value.end or '…'})"
    return f"“{document.slice(annotation.span)}” {value.value}{bounds}{', inferred' if value.inferred else ''}"
