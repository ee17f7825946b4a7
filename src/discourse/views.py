"""How a layer is shown, in the terminal, on a page, in an explorer: that is how a stranger's layer appears everywhere.

A `View` comes with the analyzer. What it leaves out is made from the payload's fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs

from .discovery import load_object
from .document import Annotation, Document, Layer
from .errors import PluginError
from .payloads import OpaqueValue, UnknownPayload, schema_of
from .spans import Span

if TYPE_CHECKING:
    from .registry import Registry

MOST_ROWS = 8
PICTURES = 0x2400  # Unicode has a picture for each control character
HIDDEN = (  # controls, changes of direction, invisible marks, halves of characters
    *range(0x7F, 0xA0), 0x061C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF,
    *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000),
)  # fmt: skip
SAFE = {**{code: PICTURES + code for code in range(0x20)}, **dict.fromkeys(HIDDEN, 0xFFFD)}


def printable(text: str) -> str:
    """Return text on one line, with every control and formatting character replaced by a visible sign."""
    return text.translate(SAFE)


@attrs.frozen
class Table:
    """A small table for people.

    Args:
        columns: Headings, empty for a table without.
        rows: Cells as text, one tuple a row, as long as `columns` where there are headings.
        note: A line below it, such as how many rows were left out.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


Line = Callable[[Document, Annotation[Any]], str]
Summary = Callable[[Document, Layer[Any]], "Table | None"]


@attrs.frozen(kw_only=True)
class View:
    """How a layer is shown. Functions are given as "module:name", so that nothing is imported before it is shown.

    Args:
        label: Heading of the layer; its name if empty.
        line: `line(document, annotation) -> str`: one annotation on one line.
        summary: `summary(document, layer) -> Table | None`: what a document's layer says; None shows nothing.
        order: Place on the page; smaller comes first.
        shown: False for layers that people need not see unless they ask, such as tokens.
    """

    label: str = ""
    line: str | Line | None = None
    summary: str | Summary | None = None
    order: int = 100
    shown: bool = True


def default_line(document: Document, annotation: Annotation[Any]) -> str:
    """Show an annotation by its words and the fields of its value."""
    return f"“{document.slice(annotation.span)}” {described(document, annotation.value)}".rstrip()


def described(document: Document, value: Any) -> str:
    if isinstance(value, OpaqueValue):
        return value.data
    if not attrs.has(type(value)):
        return str(value)
    shown = []
    for field in attrs.fields(type(value)):
        content = getattr(value, field.name)
        if content is None or content == ():
            continue
        if isinstance(content, Span):
            content = f"“{document.slice(content)}”"
        elif attrs.has(type(content)):
            content = f"({described(document, content)})"
        shown.append(f"{field.name}={content}")
    return ", ".join(shown)


def default_summary(document: Document, layer: Layer[Any]) -> Table | None:
    """Count the values of the first field that has a closed set of values, else of the words."""
    if not len(layer):
        return None
    name = counted_field(layer)
    keys = (
        [str(getattr(value, name)) for value in layer.values]
        if name
        else [document.text[start:end] for start, end in zip(layer.starts, layer.ends, strict=True)]
    )
    counts = sorted(Counter(keys).items(), key=lambda item: (-item[1], item[0]))
    left = len(counts) - MOST_ROWS
    rows = tuple((key, str(count)) for key, count in counts[:MOST_ROWS])
    return Table((name or "text", "count"), rows, note=f"and {left} more" if left > 0 else "")


def counted_field(layer: Layer[Any]) -> str | None:
    if isinstance(layer.payload, UnknownPayload):
        return None
    fields = schema_of(layer.payload).fields
    return next((name for name, kind in fields.items() if "enum" in kind.schema), None)


def view_of(registry: Registry, layer: Layer[object]) -> View:
    """Return the view of a layer: that of the analyzer that made it, or of the one that could, or the default."""
    made = registry.analyzers.get(layer.provenance.analyzer) if layer.provenance else None
    specs = (made,) if made else registry.providers(layer.name)
    return specs[0].view if specs else View()


def line_of(document: Document, layer: Layer[Any], annotation: Annotation[Any], view: View) -> str:
    """Return what a view says of an annotation.

    Raises:
        PluginError: If its function cannot be imported, or fails.
    """
    with plugin_errors(layer):
        line = load_object(view.line, "its line") if isinstance(view.line, str) else view.line
        return str((line or default_line)(document, annotation))


def summary_of(document: Document, layer: Layer[Any], view: View) -> Table | None:
    """Return the table in which a view sums up a layer, None if it shows none.

    Raises:
        PluginError: If its function cannot be imported, or fails.
    """
    with plugin_errors(layer):
        summary = load_object(view.summary, "its summary") if isinstance(view.summary, str) else view.summary
        return (summary or default_summary)(document, layer)


@contextmanager
def plugin_errors(layer: Layer[Any]) -> Iterator[None]:
    """Name the layer in errors of its view."""
    try:
        yield
    except Exception as error:
        words = str(error) if isinstance(error, PluginError) else f"{type(error).__name__}: {error}"
        raise PluginError(f"view of layer {layer.name!r}: {words}") from error


def title_of(document: Document) -> str:
    """Return the title of a document, its id if it has none."""
    title = document.metadata.get("title")
    return title if isinstance(title, str) and title.strip() else document.id
