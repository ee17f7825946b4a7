"""The commands of the core: `analyze`, `freeze`, `plugins`, `schema`, `new-plugin`.

No layer is known here by name: what a page shows comes from the views of the analyzers.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

import attrs
import click

from .compression import COMPRESSIONS
from .document import Document
from .freezing import freeze as freeze_pipeline
from .frozen import Frozen
from .hookspecs import Reader
from .output import TABLES, Tables, Target
from .pipeline import Pipeline, default_layers
from .reading import Part, Reading, all_readers, check_encoding, parts_of
from .registry import PluginInfo, Registry, default_registry
from .sources import ReadLog, Source, decode
from .storage import document_schema, layer_schema
from .views import Table, printable
from .writing import all_writers


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-l", "--layers", metavar="A,B", help="Only these layers, and what they require; all by default.")
@click.option("-f", "--format", "form", metavar="FORMAT", help="A page to read in the terminal, or a format to write.")
@click.option("-o", "--output", metavar="FILE", help="Write to a file, or into a FOLDER/ a file for each document.")
@click.option("-a", "--annotations", is_flag=True, help="Show every annotation with its evidence.")
@click.option("-e", "--encoding", help="Encoding of text files; UTF-8 if they do not say otherwise.")
@click.option("--text-field", default="text", show_default=True, help="Field with the text, in files of records.")
@click.option("--id-field", default="id", show_default=True, help="Field with the id, in files of records.")
@click.option(
    "--on-error",
    type=click.Choice(["raise", "record"]),
    default="raise",
    show_default=True,
    help="Stop at a record or file that cannot be read, or go on and tell of it at the end.",
)
@click.option("--progress", "in_lines", is_flag=True, help="Write a line on how far it is every ten seconds.")
@click.option("-m", "--model", "models", multiple=True, metavar="LAYER=FOLDER", help="A saved model for a layer.")
@click.option("-c", "--config", type=click.Path(path_type=Path, dir_okay=False), help="Settings from a TOML file.")
@click.option("--frozen", metavar="FILE", help="Only as a file of `discourse freeze` says, or not at all.")
@click.option("-w", "--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to use.")
def analyze(
    files: tuple[str, ...],
    layers: str | None,
    form: str | None,
    output: str | None,
    annotations: bool,
    encoding: str | None,
    text_field: str,
    id_field: str,
    on_error: Literal["raise", "record"],
    in_lines: bool,
    models: tuple[str, ...],
    config: Path | None,
    frozen: str | None,
    workers: int,
) -> None:
    """Analyze articles: files, folders, or - for standard input.

    Formats are "page", a page for a terminal, json, jsonl, "tables", a folder of Parquet tables (see `discourse
    query`), and what `discourse plugins --formats` lists. Without --format the ending of the output's name decides. A
    run that writes tables can be interrupted: give the same command again, and it goes on.
    """
    registry = default_registry()
    target = Tables.of(output) if form == TABLES else Target.of(output, form, registry)
    if frozen is None:
        pipeline = pipeline_for(layers, config, models, registry)
    elif layers is None and config is None:
        pipeline = Frozen.read(frozen).pipeline(models=dict(map(named_folder, models)), registry=registry)
    else:
        raise click.UsageError("--frozen says which layers and options; leave --layers and --config out")
    log = ReadLog(is_recording=on_error == "record")
    check_encoding(encoding)
    wanted = Source(path=Path(), name="", encoding=encoding, text_field=text_field, id_field=id_field, log=log)
    reading = Reading([part for name in files for part in named_parts(name, wanted)], log)
    try:
        if isinstance(target, Tables):
            missing = target.take(pipeline, reading, workers, in_lines=in_lines)
        else:
            named = layers is not None or (frozen is not None and pipeline.layers != default_layers(registry))
            chosen = pipeline.layers if named else ()
            documents = analyzed(pipeline, reading, workers, in_lines=in_lines)
            missing = target.take(documents, registry, chosen, annotations=annotations)
    finally:
        for failure in reading.failures:
            click.echo(printable(str(failure)), err=True)
    if missing:
        what = "documents lack a result" if isinstance(target, Tables) else "of the analyzers' results are missing"
        click.echo(f"{missing} {what}; see the failures above.", err=True)
    if reading.failures:
        click.echo(f"Records or files that could not be read: {len(reading.failures)}; they are named above.", err=True)
    if missing or reading.failures:
        sys.exit(1)


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


def analyzed(pipeline: Pipeline, reading: Reading, workers: int, *, in_lines: bool) -> Iterator[Document]:
    """Analyze lazily, and show progress where somebody watches and there is more than one document."""
    first = list(islice(reading, 2))
    if len(first) < 2:
        yield from quietly(pipeline.stream(first))  # a process of its own would cost more than it saves
        return
    from .terminal import counted, progress

    with progress("analyzing", reading=reading, in_lines=in_lines) as shown:
        yield from counted(quietly(pipeline.stream(chain(first, reading), workers=workers)), shown)


def quietly(documents: Iterator[Document]) -> Iterator[Document]:
    """Pass documents on; what plugins print meanwhile goes to standard error, since standard output is for results."""
    while True:
        with redirect_stdout(sys.stderr):
            document = next(documents, None)
        if document is None:
            return
        yield document


def named_parts(name: str, wanted: Source) -> list[Part]:
    """Return the files that an argument names; "-" is standard input, which is one text."""
    if name == "-":
        return [Part(Path("standard input"), Path(), STANDARD_INPUT, "", wanted)]
    return parts_of(attrs.evolve(wanted, path=Path(name)))


def read_standard_input(source: Source) -> Iterator[Document]:
    yield Document(decode(sys.stdin.buffer.read(), source.encoding, source.name), source.name)


STANDARD_INPUT = Reader(name="standard input", suffixes=(), read=read_standard_input)


@click.command()
@click.option("-l", "--layers", metavar="A,B", help="Only these layers, and what they require; all by default.")
@click.option("-m", "--model", "models", multiple=True, metavar="LAYER=FOLDER", help="A saved model for a layer.")
@click.option("-c", "--config", type=click.Path(path_type=Path, dir_okay=False), help="Settings from a TOML file.")
@click.option("-o", "--output", metavar="FILE", help="Write to a file, such as frozen.json.")
def freeze(layers: str | None, models: tuple[str, ...], config: Path | None, output: str | None) -> None:
    """Write what the results of `analyze` depend on: versions, plugins, options, digests of resources and models.

    `discourse analyze --frozen FILE` checks it, and then analyzes in the same way.
    """
    frozen = freeze_pipeline(pipeline_for(layers, config, models, default_registry()))
    if output is None:
        click.echo(frozen.to_json().encode(), nl=False)  # UTF-8, whatever the terminal's encoding
    else:
        frozen.write(output)


@click.command()
@click.option("--formats", is_flag=True, help="List the file formats instead.")
def plugins(formats: bool) -> None:
    """List the plugins: what is loaded, from where, what it provides and requires, and what is broken and why."""
    from .terminal import grid, make_console

    registry = default_registry()
    console = make_console()
    if formats:
        console.print(grid(format_table(registry)))
        return
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
            ("", f"{kind} {spec.provides}", f"requires {needs}{uses}{' and a model' if spec.needs_model else ''}")
        )
    rows += [("", resource.kind, f"{resource.name} {resource.version}") for resource in info.resources]
    return Table((), tuple(rows))


def format_table(registry: Registry) -> Table:
    """Return the formats that can be read and written, with the suffixes that name them."""
    readers, writers = all_readers(registry), all_writers(registry)
    rows = [
        (name, *(", ".join(found[name].suffixes) if name in found else "" for found in (readers, writers)))
        for name in dict.fromkeys([*readers, *writers])
    ]
    read, written = (", ".join(name for name, one in found.items() if one.compressible) for found in (readers, writers))
    note = f"Compressed, with {', '.join(COMPRESSIONS)} behind the suffix: read, {read}; written, {written}."
    return Table(("format", "read", "written"), tuple(rows), note=note)


@click.command()
@click.argument("layer", required=False)
def schema(layer: str | None) -> None:
    """Print the JSON Schema of documents, or of the values of one LAYER."""
    registry = default_registry()
    found = document_schema(registry) if layer is None else layer_schema(registry, layer)
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


@click.command("new-plugin")
@click.argument("name")
@click.option("--folder", type=click.Path(path_type=Path), default=Path(), help="Where its folder shall be; here.")
def new_plugin(name: str, folder: Path) -> None:
    """Write the start of a plugin called NAME: a distribution of its own, whose tests pass at once."""
    from .scaffold import write_plugin

    written = write_plugin(name, folder)
    click.echo(f"Wrote {printable(str(written))}. To try it:")
    click.echo(f"  cd {printable(str(written))} && pip install -e '.[test]' && pytest")


OURS: tuple[click.Command, ...] = (analyze, freeze, plugins, schema, new_plugin)
