"""`discourse codebook`: check a codebook, show it to coders, turn it into the format of another tool.

Words and definitions come from files of strangers: they are made printable, so that no escape sequence reaches the
terminal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

import discourse
from discourse import DiscourseError

if TYPE_CHECKING:
    from .checking import Finding
    from .codebook import FrameDefinition

FILE = click.Path(path_type=Path)


@click.group()
def codebook() -> None:
    """Check, show and convert codebooks of frames."""


@codebook.command()
@click.argument("file", type=FILE)
@click.option("-t", "--texts", type=FILE, help="A file or folder of texts to try the patterns on.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Lines to read, or JSON.",
)
def check(file: Path, texts: Path | None, form: str) -> None:
    """Find patterns of FILE that never count, stand twice or find nearly everything, and unbalanced frames.

    Exits with 1 if there is something to mend: a dead or duplicate pattern, an example that comes out otherwise, or a
    mapping that leads nowhere.
    """
    from .checking import codebook_findings

    with told_errors():
        findings = codebook_findings(file, read_texts(texts))
    if form == "json":
        click.echo(json.dumps([attrs.asdict(finding) for finding in findings], indent=2))
    else:
        print_findings(file, findings)
    if any(finding.is_grave for finding in findings):
        raise click.exceptions.Exit(1)


@codebook.command()
@click.argument("name")
def show(name: str) -> None:
    """Show what coders read in a codebook: NAME of a registered one, or a file."""
    from discourse.views import printable

    from .codebook import codebook_from
    from .formats import chosen_codebook, registered_codebooks

    with told_errors():
        read = codebook_from(chosen_codebook(name, registered_codebooks().values()))
    click.echo(printable(f"{read.title} ({read.name} {read.version})"))
    for frame in read.frames:
        click.echo()
        for line in frame_lines(frame):
            click.echo(printable(line))


@codebook.command()
@click.argument("source", type=FILE)
@click.argument("target", type=FILE)
def convert(source: Path, target: Path) -> None:
    """Write SOURCE as TARGET: .toml (ours), .yml (quanteda), .dic (LIWC).

    The patterns that the format of the target cannot hold are listed on standard error.
    """
    from discourse.views import printable

    from .formats import read_codebook, write_codebook

    with told_errors():
        lost = write_codebook(read_codebook(source), target)
    for line in lost:
        click.echo(printable(f"left out: {line}"), err=True)


@contextmanager
def told_errors() -> Iterator[None]:
    """Turn our errors into those of a command."""
    from discourse.views import printable

    try:
        yield
    except DiscourseError as error:
        raise click.ClickException(printable(str(error))) from error


def read_texts(path: Path | None) -> list[Sequence[str]]:
    """Return the texts of a file or folder as lower-cased tokens."""
    from .passages import words_of

    return [] if path is None else [words_of(document) for document in discourse.read(path)]


def print_findings(file: Path, findings: Sequence[Finding]) -> None:
    from discourse.views import printable

    for finding in findings:
        where = str(file) if finding.line is None else f"{file}:{finding.line}"
        pattern = f" {finding.pattern!r}" if finding.pattern else ""
        click.echo(printable(f"{where}: {finding.kind}: {finding.frame}{pattern}: {finding.message}"))
    grave = sum(finding.is_grave for finding in findings)
    click.echo(printable(f"{file}: {grave} to mend, {len(findings) - grave} to look at"), err=True)


def frame_lines(frame: FrameDefinition) -> Iterator[str]:
    """Give what a coder reads about a frame."""
    yield f"{frame.label} [{frame.name}]" + (f", a kind of {frame.parent}" if frame.parent else "")
    yield f"  {one_line(frame.definition)}"
    for word, text in (("In", frame.includes), ("Out", frame.excludes)):
        if text:
            yield f"  {word}: {one_line(text)}"
    yield from (f"  + {one_line(sentence)}" for sentence in frame.examples)
    yield from (f"  - {one_line(sentence)}" for sentence in frame.counterexamples)
    for name, frames in sorted(frame.maps_to.items()):
        yield f"  = {name}: {', '.join(frames)}"


def one_line(text: str) -> str:
    return " ".join(text.split())
