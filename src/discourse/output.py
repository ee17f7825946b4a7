"""What `discourse analyze` gives out: a page for a terminal, or data in any format.

It goes to standard output, to a file, or to a folder with a file for each document.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import attrs
import click

from .document import Document
from .errors import unknown
from .hookspecs import Writer
from .registry import Registry
from .storage import to_json
from .views import printable, view_of
from .writing import all_writers, is_suffix_of, write_each, write_whole, writer_for

if TYPE_CHECKING:
    from rich.console import Console

    from .pipeline import Pipeline
    from .reading import Reading

PAGE, TABLES = "page", "tables"
PAGE_SUFFIXES = ("", ".txt", ".text", ".log")  # of files that a page may be written to
WHOLE = ("json", "jsonl")  # hold every layer, also those that the wanted ones require: one goes on from them


@attrs.frozen
class Target:
    """Where results go, and how.

    Args:
        path: A file or a folder; None for standard output.
        writer: The format; None for a page.
        is_folder: Whether each document gets a file of its own in a folder.
    """

    path: Path | None
    writer: Writer | None
    is_folder: bool = False

    @classmethod
    def of(cls, output: str | None, form: str | None, registry: Registry) -> Target:
        """Find out what is meant by an output and a format.

        Raises:
            UsageError: For a format that does not exist, or that does not fit the output.
        """
        writers = all_writers(registry)
        if form not in (None, PAGE, *writers):
            raise click.UsageError(unknown("format", str(form), [PAGE, TABLES, *writers]))
        path = Path(output) if output else None
        is_folder = path is not None and (str(output).endswith("/") or path.is_dir())
        if path is not None and form is None and not is_folder:
            return cls(path, None if path.suffix.lower() in PAGE_SUFFIXES else writer_for(path, registry))
        writer = writers.get(form or PAGE)
        if writer is None and is_folder:
            raise click.UsageError(f"{output} is a folder: name the format of the files in it, such as --format json")
        if writer and path and not is_folder and not is_suffix_of(writer, path):
            raise click.UsageError(f"{path}: the format {form} is written to a file that ends in {writer.suffixes[0]}")
        if writer and writer.beside and path is None:
            raise click.UsageError(f"the format {form} makes several files: name the first, or a folder, by --output")
        return cls(path, writer, is_folder)

    def take(
        self, documents: Iterable[Document], registry: Registry, layers: tuple[str, ...], *, annotations: bool
    ) -> int:
        """Give out documents.

        Args:
            documents: The analyzed documents.
            registry: Where the views are.
            layers: The layers that were asked for; none for all.
            annotations: Whether a page shows every annotation.

        Returns:
            How many results of analyzers are missing.
        """
        if self.writer is None:
            return self._print(documents, registry, layers, annotations)
        told = Told(documents)
        if self.writer.name in WHOLE:
            layers = ()
        if self.path is None:
            put_out(told, self.writer, layers)
        elif self.is_folder:
            write_each(told, self.path, self.writer, layers=layers)
        else:
            writer = self.writer
            write_whole(self.path, lambda part: writer.write(told, part, layers), beside=writer.beside)
        return told.missing

    def _print(
        self, documents: Iterable[Document], registry: Registry, layers: tuple[str, ...], annotations: bool
    ) -> int:
        from .terminal import make_console

        def print_all(console: Console) -> int:
            return sum(print_page(console, document, registry, layers, annotations) for document in documents)

        if self.path is None:
            return print_all(make_console())
        missing = 0

        def fill(part: Path) -> None:
            nonlocal missing
            with part.open("w", encoding="utf-8", newline="\n") as file:
                missing = print_all(make_console(file))

        write_whole(self.path, fill)
        return missing


@attrs.frozen
class Tables:
    """A folder of tables where results go, part by part, so that a run which was interrupted can go on.

    Args:
        folder: The folder.
    """

    folder: Path

    @classmethod
    def of(cls, output: str | None) -> Tables:
        """Find out which folder is meant.

        Raises:
            UsageError: If none was named.
        """
        if not output:
            raise click.UsageError("tables are written to a folder: name it by --output")
        return cls(Path(output))

    def take(self, pipeline: Pipeline, reading: Reading, workers: int, *, in_lines: bool) -> int:
        """Analyze documents and write their tables; return how many of them lack a result."""
        from .tables import write
        from .terminal import progress

        with progress("analyzing", reading=reading, in_lines=in_lines) as shown:
            tell = None if shown is None else shown.tell
            written = write(reading, self.folder, pipeline=pipeline, workers=workers, progress=tell)
        again = f", {written.already:,} were there before" if written.already else ""
        click.echo(printable(f"{self.folder}: {written.documents:,} documents written{again}"), err=True)
        if written.failed:
            failures = '"SELECT document, unnest(failures) FROM documents"'
            click.echo(printable(f"What failed, and why: discourse query {self.folder} {failures}"), err=True)
        return written.failed


class Told:
    """Documents on their way out, whose failures are told on standard error and counted in `missing`."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = documents
        self.missing: int = 0

    def __iter__(self) -> Iterator[Document]:
        for document in self._documents:
            for failure in document.failures:
                click.echo(printable(f"{document.id}: {failure.layer}: {failure.message}"), err=True)
            self.missing += len(document.failures)
            yield document


def print_page(
    console: Console, document: Document, registry: Registry, layers: tuple[str, ...], annotations: bool
) -> int:
    """Print a page; return how many results are missing."""
    from .terminal import show_page

    shown = layers or [name for name in document.layers if view_of(registry, document[name]).shown]
    show_page(console, document, registry, shown, annotations=annotations)
    console.print()
    return len(document.failures)


def put_out(documents: Iterable[Document], writer: Writer, layers: tuple[str, ...]) -> None:
    """Write to standard output: line by line where the format is lines, else when all is done."""
    if writer.name == "jsonl":
        for document in documents:
            click.echo(to_json(document).encode())  # UTF-8, whatever the terminal's encoding
        return
    with TemporaryDirectory(prefix="discourse-") as folder:
        path = Path(folder) / f"output{writer.suffixes[0]}"
        writer.write(documents, path, layers)
        sys.stdout.flush()
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                click.echo(block, nl=False)
