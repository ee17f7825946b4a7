"""How the page is shown: its headline, who wrote it, and how long it is."""

from __future__ import annotations

from typing import Any

from discourse import Annotation, Document, Layer, Table

from . import Region

TOLD = ("headline", "kicker", "byline", "dateline")
WIDTH = 80


def region_line(document: Document, annotation: Annotation[Region]) -> str:
    """Show the kind of a region and how it begins."""
    return f"{annotation.value.kind}: {shortened(document.slice(annotation.span))}"


def page(document: Document, layer: Layer[Any]) -> Table | None:
    """Show what stands above the article, and how many words it has."""
    rows = [
        (region.value.kind, shortened(document.slice(region.span))) for region in layer if region.value.kind in TOLD
    ]
    length = sum(len(document.slice(region.span).split()) for region in layer if region.value.kind == "body")
    left_out = sum(region.value.kind == "boilerplate" for region in layer)
    stretches = "stretch" if left_out == 1 else "stretches"
    note = f"{length} words" + (f"; {left_out} {stretches} of boilerplate left out" if left_out else "")
    return Table((), tuple(rows), note=note) if len(layer) else None


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
