"""The command line: `discourse analyze`, `plugins`, `schema`, and the subcommands of plugins.

Results go to standard output, everything else to standard error. Exit codes: 0 all is done; 1 something failed, and
what was done is printed; 2 the command was called wrongly. No layer is known here by name: what a page shows comes from
the views of the analyzers.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .document import Document
from .errors import DiscourseError, FormatError
from .payloads import schema_of
from .pipeline import Pipeline, default_layers
from .reading import decode, read
from .registry import PluginInfo, Registry, default_registry
from .storage import FORMAT, to_json
from .writing import write, write_whole

if TYPE_CHECKING:
    from rich.console import Console


class Commands(click.Group):
    """The group of subcommands; plugins add theirs when one is asked for that is not the core's."""

    _registry: Registry | None = None  # whose commands were added

    def list_commands(self, context: click.Context) -> list[str]:
        self.add_plugin_commands()
        return super().list_commands(context)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self.commands:
            self.add_plugin_commands()
        return super().get_command(context, name)

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except BrokenPipeError:  # the reader went away, as `head` does: that is its right
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(0) from None

    def add_plugin_commands(self) -> None:
        registry = default_registry()
        if registry is not self._registry:
            self.commands = {name: command for name, command in self.commands.items() if name in OUR_COMMANDS}
            self._registry = registry
            registry.add_commands(self)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="discourse-analysis", prog_name="discourse")
def cli() -> None:
    """Turn op-eds, news and political text into evidence."""


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-l", "--layers", metavar="A,B", help="Only these layers, and what they require; all by default.")
@click.option("-f", "--format", "form", type=click.Choice(["page", "json", "jsonl"]), help="A page to read, or data.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
@click.option("-a", "--annotations", is_flag=True, help="Show every annotation with its evidence.")
@click.option("-e", "--encoding", default="utf-8", show_default=True, help="Encoding of text files.")
@click.option("-m", "--model", "models", multiple=True, metavar="LAYER=FOLDER", help="A saved model for a layer.")
@click.option("-c", "--config", type=click.Path(path_type=Path, dir_okay=False), help="Settings from a TOML file.")
def analyze(
    files: tuple[str, ...],
    layers: str | None,
    form: str | None,
    output: Path | None,
    annotations: bool,
    encoding: str,
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


def analyzed(pipeline: Pipeline, files: Iterable[str], encoding: str) -> Iterator[Document]:
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


def source(name: str, encoding: str) -> Iterator[Document]:
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
                click.echo(safe(f"{document.id}: {failure.layer}: {failure.message}"), err=True)
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


@cli.command()
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


def plugin_table(info: PluginInfo) -> Any:
    """Return what `discourse plugins` says of one plugin."""
    from .views import Table

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


@cli.command()
@click.argument("layer", required=False)
def schema(layer: str | None) -> None:
    """Print the JSON Schema of documents, or of the values of one LAYER."""
    click.echo(json.dumps(json_schema(default_registry(), layer), indent=2, ensure_ascii=False))


OUR_COMMANDS = frozenset(cli.commands)


def json_schema(registry: Registry, layer: str | None = None) -> dict[str, Any]:
    """Return the JSON Schema of a layer's values, or of documents with all known payloads."""
    if layer is not None:
        specs = registry.providers(layer)
        if not specs:
            from .errors import PlanError, unknown
            from .planning import known_layers

            raise PlanError(unknown("layer", layer, known_layers(registry)))
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema_of(specs[0].payload).json_schema()}
    payloads = {name: found.json_schema() for name, found in sorted(registry.payloads.items())}
    text, items = {"type": "string"}, {"type": "array"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A document of discourse",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "id": text,
            "text": text,
            "metadata": {"type": "object"},
            "layers": {**items, "items": {"type": "object", "required": ["name", "payload"]}},
            "failures": items,
        },
        "required": ["format", "id", "text"],
        "$defs": payloads,
    }


def safe(text: str) -> str:
    from .terminal import printable

    return printable(text)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; errors of ours are one line on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a page for a terminal that cannot show all of it
    sys.exit(run(lambda: cli.main(args=arguments, prog_name="discourse", standalone_mode=False)))


def run(command: Callable[[], Any]) -> int:
    try:
        code = command()
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(file=shown)
        click.echo("\n".join(map(safe, shown.getvalue().splitlines())), err=True)
        return error.exit_code
    except click.Abort:
        return 130
    except DiscourseError as error:
        click.echo(f"discourse: {safe(str(error))}", err=True)
        return 1
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return code if isinstance(code, int) else 0
