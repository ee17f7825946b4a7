"""The commands for folders of tables: `query` and `status`."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import OptionError, QueryError, unknown
from ..views import Table

if TYPE_CHECKING:
    import duckdb

    from .opening import Store

SETTING = re.compile(r"(\w+)=(.*)", re.DOTALL)
TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")
FETCHED = 1_000  # rows at a time
GAP = 2  # blanks between columns of a table


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("question", required=False)
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]...")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["table", "csv", "jsonl"]),
    default="table",
    show_default=True,
    help="How rows are given out.",
)
@click.option("-n", "--rows", type=click.IntRange(min=1), default=40, show_default=True, help="Most rows of a table.")
def query(folder: Path, question: str | None, parameters: tuple[str, ...], form: str, rows: int) -> None:
    """Ask a FOLDER of tables, in SQL or a question that is ready, by its name.

    `discourse query results claims_about thing=jobs`, or `discourse query results "SELECT source, count(*) FROM
    quotations GROUP BY source"`. Without a question the tables and the questions are listed.
    """
    from .opening import Store

    with Store(folder) as store:
        if question is None:
            show_what_there_is(store)
        else:
            found = answer(store, question, parameters)
            GIVEN_OUT[form](unique_names(found.columns), fetched(store, found), rows)


def answer(store: Store, question: str, parameters: tuple[str, ...]) -> duckdb.DuckDBPyRelation:
    """Return what a question that is ready, or one in SQL, gives."""
    given = dict(setting_of(entry) for entry in parameters)
    if question in store.queries:
        return store.query(question, **{name: typed(store, question, name, value) for name, value in given.items()})
    if question.isidentifier():
        raise QueryError(unknown("query", question, store.queries))
    return store.sql(question, given or None)


def setting_of(entry: str) -> tuple[str, str]:
    match = SETTING.fullmatch(entry)
    if match is None:
        raise click.BadParameter(f"{entry!r} is not of the form NAME=VALUE, such as thing=jobs")
    return match[1], match[2]


def typed(store: Store, question: str, name: str, value: str) -> Any:
    """Return a parameter as the query takes it: what its default is, or else a text."""
    from .opening import parameters_of, run_of

    known = parameters_of(run_of(store.queries[question]))
    default = known[name].default if name in known else ""
    if isinstance(default, bool):
        if value.lower() not in (*TRUE, *FALSE):
            raise OptionError(f"{name} is yes or no, not {value!r}")
        return value.lower() in TRUE
    if isinstance(default, int | float):
        try:
            return type(default)(value)
        except ValueError:
            raise OptionError(f"{name} is a number, not {value!r}") from None
    return value


def unique_names(columns: Iterable[str]) -> list[str]:
    """Return names for columns, of which a question may have given two the same one."""
    names: dict[str, None] = {}
    for column in columns:
        name, number = column, 1
        while name in names:
            name, number = f"{column}_{number}", number + 1
        names[name] = None
    return list(names)


def fetched(store: Store, found: duckdb.DuckDBPyRelation) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a relation lazily; errors of DuckDB may come with any of them."""
    with store.errors():
        for batch in found.to_arrow_reader(FETCHED):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def show_what_there_is(store: Store) -> None:
    """Print the tables with their rows, and the questions with what they answer and take."""
    from ..terminal import grid, make_console
    from .opening import parameters_of, run_of

    console = make_console()
    counts = [(name, f"{store.rows(name):,}") for name in store.tables]
    console.print(grid(Table(("table", "rows"), tuple(counts))))
    console.print()
    questions = []
    for name, found in sorted(store.queries.items()):
        run = run_of(found)
        takes = [n if p.default is p.empty else f"{n}={p.default}" for n, p in parameters_of(run).items()]
        missing = [layer for layer in found.layers if layer not in store.layers]
        note = f" (needs the layer {missing[0]})" if missing else ""
        questions.append((name, ", ".join(takes), (run.__doc__ or "").strip().partition("\n")[0] + note))
    console.print(grid(Table(("question", "takes", "answers"), tuple(questions))))


def give_table(columns: list[str], rows: Iterator[tuple[Any, ...]], most: int) -> None:
    """Print rows side by side, or one below the other where they are too wide for the terminal."""
    from ..terminal import grid, make_console

    console = make_console()
    found = list(islice(rows, most + 1))
    note = f"more than {most} rows: --rows shows more of them, --format csv or jsonl all" if len(found) > most else ""
    cells = [tuple(map(text_of, row)) for row in found[:most]]
    widths = [max(len(name), *(len(row[place]) for row in cells), 0) for place, name in enumerate(columns)]
    if sum(widths) + GAP * len(widths) <= console.width or not cells:
        console.print(grid(Table(tuple(columns), tuple(cells), note)))
        return
    for row in cells:
        console.print(grid(Table((), tuple(zip(columns, row, strict=True)))))
        console.print()
    if note:
        console.print(note, style="dim")


def give_csv(columns: list[str], rows: Iterator[tuple[Any, ...]], most: int) -> None:
    for row in ([*columns], *rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(map(text_of, row))
        click.echo(line.getvalue().encode(), nl=False)


def give_json_lines(columns: list[str], rows: Iterator[tuple[Any, ...]], most: int) -> None:
    for row in rows:
        record = dict(zip(columns, row, strict=True))
        click.echo(json.dumps(plain(record), ensure_ascii=False).encode())


GIVEN_OUT: dict[str, Callable[[list[str], Iterator[tuple[Any, ...]], int], None]] = {
    "table": give_table,
    "csv": give_csv,
    "jsonl": give_json_lines,
}


def text_of(cell: Any) -> str:
    if cell is None:
        return ""
    return json.dumps(plain(cell), ensure_ascii=False) if isinstance(cell, list | dict) else str(cell)


def plain(cell: Any) -> Any:
    """Return a cell as JSON has it: decimals, such as sums, as numbers; dates as text; nothing for NaN."""
    if isinstance(cell, dict):
        return {str(name): plain(value) for name, value in cell.items()}
    if isinstance(cell, list | tuple):
        return list(map(plain, cell))
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return cell if isinstance(cell, str | int | float | None) else str(cell)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--update", is_flag=True, help="Make again what is out of date or missing, and nothing else.")
@click.option("--retry-failed", is_flag=True, help="With --update: try again where a layer failed for a document.")
@click.option("-m", "--model", "models", multiple=True, metavar="LAYER=FOLDER", help="A saved model for a layer.")
@click.option("-c", "--config", type=click.Path(path_type=Path, dir_okay=False), help="Settings from a TOML file.")
@click.option("-l", "--layers", metavar="A,B", help="Layers that shall be there, with --config or --model.")
@click.option("-w", "--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to use.")
def status(
    folder: Path,
    update: bool,
    retry_failed: bool,
    models: tuple[str, ...],
    config: Path | None,
    layers: str | None,
    workers: int,
) -> None:
    """Say which layers in a FOLDER of tables would be made otherwise now, and why; make them again with --update."""
    from ..commands import pipeline_for
    from ..registry import default_registry
    from ..tables import status as status_now
    from ..tables import update as update_now
    from ..terminal import grid, make_console

    named = bool(models or config or layers)
    pipeline = pipeline_for(layers, config, models, default_registry()) if named else None
    if retry_failed and not update:
        raise click.UsageError("--retry-failed says what --update does, which is not asked for")
    if update:
        again = update_now(folder, pipeline=pipeline, workers=workers, retry_failed=retry_failed)
        click.echo(f"{again:,} documents were gone through again." if again else "Nothing was to be done.", err=True)
    rows = tuple(
        (s.layer, f"{s.documents:,}", s.state, s.analyzer or "", s.reason or "")
        for s in status_now(folder, pipeline=pipeline)
    )
    make_console().print(grid(Table(("layer", "documents", "state", "made by", "why"), rows)))


OURS: tuple[click.Command, ...] = (query, status)
