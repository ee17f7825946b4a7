"""Paragraphs: the blocks of the regions, but for boilerplate."""

from __future__ import annotations

from collections.abc import Iterator

from discourse import Columns, Document, Layer

from . import Paragraph
from .blocks import find_blocks


class ParagraphAnalyzer:
    """Finds the paragraphs within each region of the article; boilerplate has none."""

    def analyze(self, document: Document) -> Columns[Paragraph]:
        regions = document["regions"]
        starts: list[int] = []
        ends: list[int] = []
        for first, last, region in zip(regions.starts, regions.ends, regions.values, strict=True):
            if region.kind != "boilerplate":
                for start, end in find_blocks(document.text[first:last]):
                    starts.append(first + start)
                    ends.append(first + end)
        return Columns(starts, ends, (Paragraph(),) * len(starts))


def parted(paragraphs: Layer[Paragraph]) -> Iterator[tuple[int, int]]:
    """Give the bounds of paragraphs without what one before them holds: those of other providers may overlap."""
    behind = 0
    for start, end in zip(paragraphs.starts, paragraphs.ends, strict=True):
        if behind < end:
            yield max(start, behind), end
            behind = end
