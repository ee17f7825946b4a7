"""What people read in a terminal: a page for a document, tables, progress. Nothing here knows a layer by name.

Text from documents, file names and plugins goes through `printable`, so that no escape sequence or change of writing
direction in it reaches the terminal, and is never read as markup.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TypeVar

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as Grid
from rich.text import Text

from .document import Document, Layer
from .registry import Registry
from .views import Table, View, line_of, printable, summary_of, title_of, view_of

T = TypeVar("T")


def make_console(file: IO[str] | None = None, *, stderr: bool = False) -> Console:
    """Return a console that writes colours to terminals only, and none where NO_COLOR is set."""
    return PageConsole(file=file, stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)


class PageConsole(Console):
    """A console that leaves it to its user what to do when the reader goes away, as `head` does."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def show_page(
    console: Console, document: Document, registry: Registry, layers: Iterable[str], *, annotations: bool = False
) -> None:
    """Print what the layers of a document say, in the order of their views.

    Args:
        console: Where to print.
        document: An analyzed document.
        registry: Where the views are.
        layers: The layers to show; those whose view says so are left out unless they are the only ones asked for.
        annotations: Whether to print each annotation on a line of its own, with its evidence.
    """
    console.print(Text(f" {printable(title_of(document))} ", style="bold reverse"))
    found = [(document[name], view_of(registry, document[name])) for name in layers if name in document]
    for layer, view in sorted(found, key=lambda pair: (pair[1].order, pair[0].name)):
        parts = [part for part in (grid_of(document, layer, view),) if part is not None]
        if annotations:
            parts.append(annotation_list(document, layer, view))
        if parts:
            console.print()
            console.print(Text(printable(view.label or layer.name).upper(), style="bold"))
            console.print(Padding(Group(*parts), (0, 0, 0, 2)))
    for failure in document.failures:
        console.print(Text(printable(f"{failure.layer}: {failure.kind}: {failure.message}"), style="red"))


def grid_of(document: Document, layer: Layer[object], view: View) -> RenderableType | None:
    table = summary_of(document, layer, view)
    return None if table is None else grid(table)


def grid(table: Table) -> RenderableType:
    """Return a table for a terminal; the last column may wrap."""
    shown = Grid(box=None, padding=(0, 2, 0, 0), show_header=bool(table.columns), header_style="dim", pad_edge=False)
    width = len(table.columns) or max((len(row) for row in table.rows), default=0)
    for index in range(width):
        heading = printable(table.columns[index]) if table.columns else ""
        shown.add_column(Text(heading), overflow="fold", ratio=1 if index == width - 1 else None)
    for row in table.rows:
        shown.add_row(*(Text(printable(cell)) for cell in row))
    parts: list[RenderableType] = [shown] if table.rows else []
    if table.note:
        parts.append(Text(printable(table.note), style="dim"))
    return Group(*parts)


def annotation_list(document: Document, layer: Layer[object], view: View) -> RenderableType:
    """Return a line for each annotation, and below it the words of its evidence."""
    lines: list[RenderableType] = []
    for annotation in layer:
        lines.append(Text(printable(line_of(document, layer, annotation, view))))
        for piece in annotation.evidence:
            words = "" if piece.span is None else f" “{document.slice(piece.span)}”"
            weight = f" {piece.weight:+g}" if piece.weight else ""
            lines.append(Text(printable(f"    {piece.rule}{words}{weight}"), style="dim"))
    return Group(*lines)


@contextmanager
def progress(description: str, *, total: int | None = None) -> Iterator[Progress | None]:
    """Show progress on standard error if that is a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=make_console(stderr=True), transient=True) as shown:
        shown.add_task(printable(description), total=total)
        yield shown


def counted(items: Iterable[T], shown: Progress | None) -> Iterator[T]:
    """Pass items on and count them in a progress display."""
    for item in items:
        yield item
        if shown is not None:
            shown.advance(shown.task_ids[0])
