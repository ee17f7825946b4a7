"""A document as one self-contained HTML page: the article as it reads, its layers as marks, the evidence of each.

What is shown comes from the views of the layers; no layer is known here by name. Everything that comes from a document
or a plugin is escaped by the template engine; the page loads nothing, and its content security policy allows just our
own style and script, by their digests. Without script all can be read, too.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import attrs

from .annotations import Annotation, Evidence
from .document import Document, Layer, thawed
from .field_types import JSON
from .marking import Mark, Stretch, blocks_of, marks_by_block, stretches_of, visible
from .offsets import OffsetMap
from .payloads import canonical_json
from .views import Table, View, described, line_of, printable, summary_of, title_of, view_of

if TYPE_CHECKING:
    from jinja2 import Template

    from .registry import Registry

LOOKS = 12  # of marks; a layer more is listed, not marked
LONGEST_HEADLINE = 150  # characters of a first paragraph that is set as a headline
MOST_COVERED = 0.35  # of the text, by a layer whose marks are on at first: what marks everything points at nothing


@attrs.frozen
class Entry:
    """An annotation in the list of its layer.

    Args:
        key: Names it on the page: "2-17".
        line: What its view says of it.
        target: The element where it begins; None where nothing is marked.
        value: Its value, field by field.
        evidence: Words (or None), rule, and weight as text, of each piece.
        spans: Where the words of its evidence are, in UTF-16 units as scripts count: "12:17 40:44".
    """

    key: str
    line: str
    target: str | None
    value: str
    evidence: tuple[tuple[str | None, str, str], ...]
    spans: str


@attrs.frozen
class Section:
    """A layer on the page.

    Args:
        number: Its place.
        name: Its name.
        label: Its heading.
        summary: Its summary table, if it has one.
        entries: Its annotations.
        look: How its marks look, 0 to 11; None if it is not marked in the text.
        is_on: Whether the marks are switched on at first.
        made_by: Analyzer, version and configuration, or "brought".
    """

    number: int
    name: str
    label: str
    summary: Table | None
    entries: tuple[Entry, ...]
    look: int | None
    is_on: bool
    made_by: str

    @property
    def has_evidence(self) -> bool:
        return any(entry.evidence for entry in self.entries)


def to_html(document: Document, *, layers: Iterable[str] | None = None, registry: Registry | None = None) -> str:
    """Return a document as an HTML page.

    Args:
        document: An analyzed document.
        layers: The layers to show; by default those whose views do not say that people need not see them.
        registry: Where the views are; by default the registry of this program.

    Raises:
        MissingLayerError: If the document lacks a layer that was asked for.
    """
    from .registry import default_registry

    registry = registry or default_registry()
    shown = shown_layers(document, None if layers is None else tuple(layers), registry)
    looks = looks_of(document, [layer for layer, _ in shown])
    blocks = list(blocks_of(document.text))
    cut = cut_blocks(blocks, [mark for number in looks for mark in marks_of(number, shown[number][0])])
    places = {(m.layer, m.number): s.start for block in reversed(cut) for s in reversed(block) for m in s.marks}
    offsets = OffsetMap(document.text, "utf-16")
    sections = [
        section_of(document, number, layer, view, looks.get(number), places, offsets)
        for number, (layer, view) in enumerate(shown)
    ]
    text = visible(document.text)
    heading = heading_of(document)
    template, style, script = page_parts()
    return template.render(
        title=printable(title_of(document).strip()),
        heading=heading,
        begins_with_headline=not heading and len(blocks) > 1 and blocks[0][1] <= LONGEST_HEADLINE,
        about=about(document),
        blocks=[
            ([drawn(stretch, text, sections) for stretch in block], text[end:gap])
            for block, (_, end, gap) in zip(cut, blocks, strict=True)
        ],
        sections=sections,
        failures=[tuple(map(printable, (f.layer, f.kind, f.message))) for f in document.failures],
        policy=f"default-src 'none'; style-src '{digest_of(style)}'; script-src '{digest_of(script)}'; "
        f"base-uri 'none'; form-action 'none'",
        style=style,
        script=script,
        version=generator(),
    )


def to_frame(document: Document, *, registry: Registry | None = None) -> str:
    """Return the page in a frame of its own, for a notebook: it takes no style from there and gives none."""
    page = to_html(document, registry=registry)
    return f'<iframe sandbox="allow-scripts" width="100%" height="640" srcdoc="{escape(page)}"></iframe>'


def shown_layers(
    document: Document, wanted: tuple[str, ...] | None, registry: Registry
) -> list[tuple[Layer[Any], View]]:
    """Return the layers to show with their views, in the order of the views."""
    names = document.layers if wanted is None else wanted
    found = [(document[name], view_of(registry, document[name])) for name in names]
    kept = [pair for pair in found if wanted is not None or pair[1].shown]
    return sorted(kept, key=lambda pair: (pair[1].order, pair[0].name))


def looks_of(document: Document, layers: list[Layer[Any]]) -> dict[int, int]:
    """Return how the marks of each layer look, by its number; those that are on at first get the plainest looks."""
    first = [number for number, layer in enumerate(layers) if is_sparse(layer, document)]
    others = [number for number in range(len(layers)) if number not in first]
    return {number: look for look, number in enumerate([*first, *others][:LOOKS])}


def is_sparse(layer: Layer[Any], document: Document) -> bool:
    """Say whether a layer covers so little of the text that its marks point at something."""
    covered = sum(end - start for start, end in zip(layer.starts, layer.ends, strict=True))
    return covered <= MOST_COVERED * len(document.text)


def cut_blocks(blocks: list[tuple[int, int, int]], marks: list[Mark]) -> list[list[Stretch]]:
    return [
        list(stretches_of(start, end, found))
        for (start, end, _), found in zip(blocks, marks_by_block(blocks, marks), strict=True)
    ]


def marks_of(number: int, layer: Layer[Any]) -> list[Mark]:
    return [
        Mark(start, end, number, index)
        for index, (start, end) in enumerate(zip(layer.starts, layer.ends, strict=True))
        if start < end
    ]


def section_of(
    document: Document,
    number: int,
    layer: Layer[Any],
    view: View,
    look: int | None,
    places: dict[tuple[int, int], int],
    offsets: OffsetMap,
) -> Section:
    made = layer.provenance
    return Section(
        number=number,
        name=printable(layer.name),
        label=printable(view.label or layer.name),
        summary=summary_of(document, layer, view),
        entries=tuple(
            entry_of(document, f"{number}-{index}", annotation, layer, view, places.get((number, index)), offsets)
            for index, annotation in enumerate(layer)
        ),
        look=look,
        is_on=look is not None and is_sparse(layer, document),
        made_by=printable(f"{made.analyzer} {made.version}, configuration {made.config}" if made else "brought"),
    )


def entry_of(
    document: Document,
    key: str,
    annotation: Annotation[Any],
    layer: Layer[Any],
    view: View,
    place: int | None,
    offsets: OffsetMap,
) -> Entry:
    spans = [piece.span for piece in annotation.evidence if piece.span is not None]
    return Entry(
        key=key,
        line=printable(line_of(document, layer, annotation, view)),
        target=None if place is None else f"t{place}",
        value=printable(described(document, annotation.value)),
        evidence=tuple(evidence_of(document, piece) for piece in annotation.evidence),
        spans=" ".join(f"{offsets.to_unit(span.start)}:{offsets.to_unit(span.end)}" for span in spans),
    )


def evidence_of(document: Document, piece: Evidence) -> tuple[str | None, str, str]:
    words = None if piece.span is None else printable(shorter(document.slice(piece.span)))
    return words, printable(piece.rule), f"{piece.weight:+g}" if piece.weight else ""


def shorter(text: str, width: int = 120) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def drawn(stretch: Stretch, text: str, sections: list[Section]) -> dict[str, Any]:
    """Return what the template needs of a stretch."""
    layers = list(dict.fromkeys(mark.layer for mark in stretch.marks))
    first = stretch.marks[0] if stretch.marks else None
    return {
        "text": text[stretch.start : stretch.end],
        "id": f"t{stretch.start}" if stretch.begins else "",
        "looks": " ".join(f"m{look}" for look in sorted(sections[number].look or 0 for number in layers)),
        "marks": " ".join(f"{mark.layer}-{mark.number}" for mark in stretch.marks),
        "is_stop": stretch.begins and any(sections[number].is_on for number in layers),
        "title": f"{sections[first.layer].label}: {sections[first.layer].entries[first.number].line}" if first else "",
    }


def heading_of(document: Document) -> str:
    """Return the title to stand above the text; none if the text begins with it, or the document has none."""
    title = document.metadata.get("title")
    if not isinstance(title, str) or not title.strip():
        return ""
    begins = " ".join(document.text[: 2 * len(title) + 100].split()).casefold()
    return "" if begins.startswith(" ".join(title.split()).casefold()) else printable(title.strip())


def about(document: Document) -> list[tuple[str, str]]:
    """Return id and metadata of a document as lines; the title stands elsewhere."""
    rows: list[tuple[str, JSON]] = [("id", document.id)]
    said = thawed(document.metadata).items()
    rows += [(name, value) for name, value in said if name != "title" and value not in (None, "", [], {})]
    return [
        (printable(name), printable(shorter(value if isinstance(value, str) else canonical_json(value), 300)))
        for name, value in rows
    ]


@cache
def page_parts() -> tuple[Template, Any, Any]:
    """Return the template, and style and script as they stand in the page: these two are ours and not escaped."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    folder = files("discourse") / "templates"
    page, style, script = (
        folder.joinpath(f"page.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")
    )
    engine = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    engine.filters["signs"] = printable
    return engine.from_string(page), Markup(style), Markup(script)  # noqa: S704  # our own files


def digest_of(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def generator() -> str:
    from . import __version__

    return f"discourse {__version__}"
