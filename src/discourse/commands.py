"""The commands of the core: `analyze`, `plugins`, `schema`.

No layer is known here by name: what a page shows comes from the views of the analyzers.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .document import Document
from .errors import FormatError
from .pipeline import Pipeline, default_layers
from .reading import read
from .registry import PluginInfo, Registry, default_registry
from .sources import decode
from .storage import document_schema, layer_schema, to_json
from .views import Table, printable
from .writing import write, write_whole

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-l", "--layers", metavar="A,B", help="Only these layers, and what they require; all by default.")
@click.option("-f", "--format", "form", type=click.Choice(["page", "json", "jsonl"]), help="A page to read, or data.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
@click.option("-a", "--annotations", is_flag=True, help="Show every annotation with its evidence.")
@click.option("-e", "--encoding", help="Encoding of text files; UTF-8 if they do not say otherwise.")
@click.option("-m", "--model", "models", multiple=True, metavar="LAYER=FOLDER", help="A saved model for a layer.")
@click.option("-c", "--config", type=click.Path(path_type=Path, dir_okay=False), help="Settings from a TOML file.")
def analyze(
    files: tuple[str, ...],
    layers: str | None,
    form: str | None,
    output: Path | None,
    annotations: bool,
    encoding: str | None,
    models: tuple[str, ...],
    config: Path | None,
) -> None:
    """Analyze articles: files, folders, or - for standard input."""
    form = form or form_of(output)
    registry = default_registry()
    pipeline = pipeline_for(layers, config, models, registry)
    documents = analyzed(pipeline, files, encoding)
    if form == "page":
        failed = write_pages(documents, pipeline, output, annotations=annotations, chosen=layers is not None)
    else:
        failed = write_data(documents, form, output)
    if failed:
        click.echo(f"{failed} of the analyzers' results are missing; see the failures above.", err=True)
        sys.exit(1)


def form_of(output: Path | None) -> str:
    suffix = output.suffix.lower() if output else ""
    return suffix[1:] if suffix in (".json", ".jsonl") else "page"


def pipeline_for(layers: str | None, config: Path | None, models: Iterable[str], registry: Registry) -> Pipeline:
    """Make the pipeline that options and a configuration file ask for; options win."""
    from .config import read_config

    settings: dict[str, Any] = read_config(config) if config else {}
    named = [name.strip() for name in layers.split(",") if name.strip()] if layers else settings.pop("layers", [])
    settings.pop("layers", None)
    given = dict(named_folder(entry) for entry in models)
    settings["models"] = {**settings.get("models", {}), **given}
    if given and not layers:
        named = [*(named or default_layers(registry)), *given]
    return Pipeline(*(named or default_layers(registry)), registry=registry, **settings)


def named_folder(entry: str) -> tuple[str, str]:
    layer, equals, folder = entry.partition("=")
    if not (layer and equals and folder):
        raise click.BadParameter(f"{entry!r} is not of the form LAYER=FOLDER, such as topics=models/topics")
    return layer, folder


def analyzed(pipeline: Pipeline, files: Iterable[str], encoding: str | None) -> Iterator[Document]:
    """Read and analyze files lazily, and show progress where somebody watches and there is more than one document."""
    sources = chain.from_iterable(source(name, encoding) for name in files)
    first = list(next_few(sources, 2))
    if len(first) < 2:
        yield from pipeline.stream(first)
        return
    from .terminal import counted, progress

    with progress("analyzing") as shown:
        yield from counted(pipeline.stream(chain(first, sources)), shown)


def next_few(items: Iterator[Document], count: int) -> Iterator[Document]:
    for _, item in zip(range(count), items, strict=False):
        yield item


def source(name: str, encoding: str | None) -> Iterator[Document]:
    if name == "-":
        data = sys.stdin.buffer.read()
        return iter([Document(decode(data, encoding, "standard input"), id="standard input")])
    return read(name, encoding=encoding)


def write_pages(
    documents: Iterable[Document], pipeline: Pipeline, output: Path | None, *, annotations: bool, chosen: bool
) -> int:
    """Print a page for each document; return how many results are missing."""
    from .terminal import make_console

    def print_all(console: Console) -> int:
        return sum(print_page(console, document, pipeline, annotations, chosen) for document in documents)

    if output is None:
        return print_all(make_console())
    missing = 0

    def fill(part: Path) -> None:
        nonlocal missing
        with part.open("w", encoding="utf-8", newline="\n") as file:
            missing = print_all(make_console(file))

    write_whole(output, fill)
    return missing


def print_page(console: Console, document: Document, pipeline: Pipeline, annotations: bool, chosen: bool) -> int:
    from .terminal import show_page, view_of

    registry = pipeline.registry
    shown = pipeline.layers if chosen else [n for n in document.layers if view_of(registry, document[n]).shown]
    show_page(console, document, registry, shown, annotations=annotations)
    console.print()
    return len(document.failures)


def write_data(documents: Iterable[Document], form: str, output: Path | None) -> int:
    """Write documents as JSON; return how many results are missing."""
    missing = 0

    def counted() -> Iterator[Document]:
        nonlocal missing
        for document in documents:
            for failure in document.failures:
                click.echo(printable(f"{document.id}: {failure.layer}: {failure.message}"), err=True)
            missing += len(document.failures)
            yield document

    if output is not None:
        if output.suffix.lower() != f".{form}":
            raise FormatError(f"{output}: the format {form} is written to a file that ends in .{form}")
        write(counted(), output)
    else:
        for number, document in enumerate(counted()):
            if form == "json" and number:
                raise FormatError("--format json writes one document; use --format jsonl for several")
            click.echo(to_json(document).encode())  # UTF-8, whatever the terminal's encoding
    return missing


@click.command()
def plugins() -> None:
    """List the plugins: what is loaded, from where, what it provides and requires, and what is broken and why."""
    from .terminal import grid, make_console

    registry = default_registry()
    console = make_console()
    for info in registry.plugins:
        console.print(grid(plugin_table(info)))
        console.print()
    if any(info.status == "broken" for info in registry.plugins):
        sys.exit(1)


def plugin_table(info: PluginInfo) -> Table:
    """Return what `discourse plugins` says of one plugin."""
    rows: list[tuple[str, str, str]] = [(info.name, info.status, f"from {info.origin}")]
    if info.error:
        rows.append(("", "error", info.error))
    for spec in info.analyzers:
        needs = ", ".join(spec.requires) or "nothing"
        uses = f"; uses {', '.join(spec.uses)}" if spec.uses else ""
        kind = "alternative for" if spec.alternative else "provides"
        rows.append(
            ("", f"{kind} {spec.provides}", f"requires {needs}{uses}{' and a model' if spec.estimator else ''}")
        )
    rows += [("", resource.kind, f"{resource.name} {resource.version}") for resource in info.resources]
    return Table((), tuple(rows))


@click.command()
@click.argument("layer", required=False)
def schema(layer: str | None) -> None:
    """Print the JSON Schema of documents, or of the values of one LAYER."""
    registry = default_registry()
    found = document_schema(registry) if layer is None else layer_schema(registry, layer)
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


OURS: tuple[click.Command, ...] = (analyze, plugins, schema)
