"""What people read in a terminal: a page for a document, tables, progress. Nothing here knows a layer by name.

Text from documents, file names and plugins goes through `printable`, so that no escape sequence or change of writing
direction in it reaches the terminal, and is never read as markup.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, TypeVar

import click
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bars
from rich.table import Table as Grid
from rich.text import Text

from .document import Document, Layer
from .progress import Progress, State
from .registry import Registry
from .views import Table, View, line_of, printable, summary_of, title_of, view_of

if TYPE_CHECKING:
    from .reading import Reading

T = TypeVar("T")
EVERY_BAR = 0.1  # seconds between two states shown
EVERY_LINE = 10.0


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


class Shown:
    """A run whose progress people see.

    Args:
        counts: What counts it.
        show: Shows how far it has come.
        every: Seconds between two times at which it is shown.
    """

    def __init__(self, counts: Progress, show: Callable[[State], None], every: float) -> None:
        self._counts, self._show, self._every = counts, show, every
        self._shown = counts.clock()

    def add(self, item: object) -> None:
        """Count what is done."""
        if isinstance(item, Document):
            self._counts.count(item)
        else:
            self._counts.add(1)
        if self._is_time():
            self.show()

    def tell(self, state: State) -> None:
        """Show what somebody else has counted, if it is time to."""
        if self._is_time():
            self._show(state)

    def _is_time(self) -> bool:
        now = self._counts.clock()
        if now - self._shown < self._every:
            return False
        self._shown = now
        return True

    def show(self) -> None:
        self._show(self._counts.state())


@contextmanager
def progress(
    description: str, *, reading: Reading | None = None, total: int | None = None, in_lines: bool = False
) -> Iterator[Shown | None]:
    """Show progress on standard error: a bar if that is a terminal, else lines if they are wanted, else nothing.

    Args:
        description: What is done.
        reading: Where what is counted comes from.
        total: How many there are, where that is known.
        in_lines: Whether to write a line now and then where there is no terminal.
    """
    counts = Progress(reading, total=total)
    if sys.stderr.isatty():
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[state]}"))
        with Bars(*columns, console=make_console(stderr=True), transient=True) as bars:
            task = bars.add_task(printable(description), total=None, state="")

            def draw(state: State) -> None:
                share = state.share
                bars.update(task, completed=share or 0.0, total=None if share is None else 1.0, state=str(state))

            yield Shown(counts, draw, EVERY_BAR)
    elif in_lines:
        shown = Shown(counts, lambda state: click.echo(str(state), err=True), EVERY_LINE)
        try:
            yield shown
        finally:
            shown.show()
    else:
        yield None


def counted(items: Iterable[T], shown: Shown | None) -> Iterator[T]:
    """Pass items on and count them in a progress display."""
    for item in items:
        if shown is not None:
            shown.add(item)
        yield item
