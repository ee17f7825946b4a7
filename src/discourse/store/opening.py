"""A folder of tables, opened: a relation of DuckDB for each table, questions in SQL or by name, documents."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import quote

from ..arrow_types import EXTRA
from ..discovery import load_object
from ..errors import FormatError, OptionError, QueryError, unknown
from ..extras import need
from ..hookspecs import Query
from ..registry import Registry, default_registry
from .encoding import DOCUMENTS, NAMED, PROVENANCE
from .folder import Folder
from .part_files import Part, check_is_there
from .reading import StoredDocuments, StoredPart

if TYPE_CHECKING:
    import duckdb

SETTINGS = {  # nothing is fetched, and no variable of the program is taken for a table
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}
_PATTERNS = re.compile(r"[*?\[]")


class Store:
    """The tables of a folder as they were when it was opened; whoever writes to it meanwhile does not show.

    `documents` has a row for each document: id, text, title, author, date, outlet, url, language, day and month of its
    date, all metadata as JSON, failures. `provenance` has a row for each layer of each document. A layer has a row for
    each annotation: document, start, end, text, the fields of its payload, and evidence.

    Args:
        folder: The folder, such as `discourse.tables.write` makes it.
        registry: Where queries and payloads are looked up; by default the registry of this program.

    Raises:
        SourceError: If there is no such folder.
        FormatError: If it is of another version of the format; the message names both.
        MissingExtraError: Without the extra `tables`.
    """

    def __init__(self, folder: str | Path, *, registry: Registry | None = None) -> None:
        self._folder = Folder(folder)
        self._registry = registry or default_registry()
        self._keys: tuple[str, ...] = tuple(self._folder.head()["partition_by"])
        self._parts = self._folder.parts()
        self._connection = need("duckdb", EXTRA).connect(":memory:", config=SETTINGS)
        self._tables: dict[str, tuple[Path, ...]] = {}
        self._table_of = names_of_tables(self.layers)
        if self._parts:
            for name in (DOCUMENTS, PROVENANCE):
                self._add(name, [part.table(name) for part in self._parts], is_uniform=True)
            for layer in self.layers:
                parts = [part for part in self._parts if layer in part.layers]
                files = [part.layer(layer) for part in parts]
                self._add(self.table_of(layer), files, is_uniform=is_uniform(parts, layer))

    def _add(self, table: str, files: Sequence[Path], *, is_uniform: bool) -> None:
        self._tables[table] = tuple(files)
        listed = ", ".join(map(literal, files))
        source = f"read_parquet([{listed}], union_by_name={not is_uniform}, hive_types_autocast=false"
        try:
            if self._keys:
                own = self._connection.execute(f"DESCRIBE FROM {source}, hive_partitioning=false)").fetchall()
                is_partitioned = not hidden_by(self._keys, table, (row[0] for row in own))
            else:
                is_partitioned = False
            query = f"FROM {source}, hive_partitioning={is_partitioned})"
            self._connection.execute(f"CREATE VIEW {quoted(table)} AS {query}")
        except need("duckdb", EXTRA).Error as error:
            check_is_there(self._parts)
            raise FormatError(f"the table {table!r} of {self.path} cannot be read: {one_line(error)}") from error

    @property
    def path(self) -> Path:
        """The folder."""
        return self._folder.path

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection of DuckDB in which the tables are views."""
        return cast("duckdb.DuckDBPyConnection", self._connection)

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers of which there are tables, sorted."""
        return tuple(sorted({layer for part in self._parts for layer in part.layers}))

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables."""
        return tuple(self._tables)

    def table_of(self, layer: str) -> str:
        """Return the name of a layer's table: its own, or "layer ..." where another table is called so.

        Capitals make no difference to DuckDB: of the layers "Notes" and "notes" the second one is "layer notes".

        Raises:
            QueryError: If there is no table of that layer.
        """
        if layer not in self._table_of:
            raise QueryError(f"{self.path}: " + unknown("layer", layer, self.layers))
        return self._table_of[layer]

    def __getitem__(self, table: str) -> duckdb.DuckDBPyRelation:
        """Return a table as a relation of DuckDB.

        Raises:
            QueryError: If there is none of that name.
        """
        if table not in self._tables:
            raise QueryError(f"{self.path}: " + unknown("table", table, self._tables))
        return self.sql(f"SELECT * FROM {quoted(table)}")  # noqa: S608  # it is quoted

    def sql(self, query: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None) -> duckdb.DuckDBPyRelation:
        """Ask in DuckDB's SQL.

        Args:
            query: A SELECT; tables are views, `"frames.reviewed"` in quotation marks.
            parameters: Values for `$name` or `?` in it.

        Returns:
            A relation: `.fetchall()`, `.df()`, `.pl()`, `.arrow()`, `.show()`.

        Raises:
            QueryError: For SQL that is wrong; the message lists the tables.
        """
        with self.errors():
            found = self._connection.sql(query, params=parameters)
        if found is None:
            raise QueryError(f"{query!r} gives no table: a question is a SELECT")
        return cast("duckdb.DuckDBPyRelation", found)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn errors of DuckDB into a `QueryError`; many come only when rows are taken from a relation."""
        theirs = (need("duckdb", EXTRA).Error, need("pyarrow", EXTRA).ArrowException)
        try:
            yield
        except (*theirs, RuntimeError, OverflowError) as error:
            check_is_there(self._parts)
            tables = ", ".join(self._tables) or "none"
            raise QueryError(f"{one_line(error)}. The tables of {self.path} are: {tables}") from error

    def rows(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self[table].count("*").fetchall()[0][0])

    @property
    def queries(self) -> dict[str, Query]:
        """The questions of plugins that are ready to be asked, by their names."""
        return {query.name: query for query in self._registry.queries}

    def query(self, name: str, /, **parameters: Any) -> duckdb.DuckDBPyRelation:
        """Ask a question that is ready.

        Args:
            name: One of `queries`.
            parameters: What it takes.

        Raises:
            QueryError: If there is no such question, or a table is missing that it needs.
            OptionError: For a parameter that it does not take, or one that is missing.
        """
        query = self.queries.get(name)
        if query is None:
            raise QueryError(unknown("query", name, self.queries))
        run = run_of(query)
        check_parameters(query, run, parameters)
        for layer in query.layers:
            if layer not in self.layers:
                raise QueryError(
                    f"the query {name!r} needs a table of the layer {layer!r}, which {self.path} has not; its layers "
                    f"are: {', '.join(self.layers) or 'none'}"
                )
        return cast("duckdb.DuckDBPyRelation", run(self, **parameters))

    def relation(
        self, records: Iterable[Mapping[str, Any]], columns: Mapping[str, type[Any]]
    ) -> duckdb.DuckDBPyRelation:
        """Return records as a relation, for queries that are answered in Python.

        Args:
            records: A mapping for each row.
            columns: The columns and what they hold: str, int, float or bool; a value may be None.
        """
        arrow = need("pyarrow", EXTRA)
        kinds = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
        schema = arrow.schema([(name, kinds[kind]) for name, kind in columns.items()])
        rows = arrow.Table.from_pylist([dict(record) for record in records], schema=schema)
        return cast("duckdb.DuckDBPyRelation", self._connection.from_arrow(rows))

    def documents(self, *layers: str) -> StoredDocuments:
        """Return the documents with some layers, all if none are named, in the order in which they were written.

        They are read lazily, as often as one goes through them. Layers of plugins that are not installed are kept.

        Raises:
            QueryError: For a layer of which there is no table.
        """
        for layer in layers:
            if layer not in self.layers:
                raise QueryError(f"{self.path}: " + unknown("layer", layer, self.layers))
        wanted = layers or self.layers
        return StoredDocuments(tuple(StoredPart(part, wanted, self._registry) for part in self._parts))

    def close(self) -> None:
        """Close the connection; relations of it can no longer be read."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        count = sum(part.documents for part in self._parts)
        return f"<Store {str(self.path)!r}: {count} documents; {', '.join(self._tables) or 'no tables'}>"


def names_of_tables(layers: Iterable[str]) -> dict[str, str]:
    """Return a name for the table of each layer, each of them once, whether in capitals or not."""
    names: dict[str, str] = {}
    taken = {DOCUMENTS, PROVENANCE}
    for layer in layers:
        name = layer
        while name.casefold() in taken:
            name = f"layer {name}"
        taken.add(name.casefold())
        names[layer] = name
    return names


def is_uniform(parts: Sequence[Part], layer: str) -> bool:
    """Say whether the tables of a layer have the same columns in all parts."""
    return len({part.entry["layers"][layer].get("columns") for part in parts}) <= 1


def hidden_by(keys: Iterable[str], table: str, columns: Iterable[str]) -> set[str]:
    """Return the columns of a table that those of its folders would hide, and which say something else."""
    same = {*NAMED, "month"} if table == DOCUMENTS else set()
    return {quote(key, safe=" ").casefold() for key in keys} & {name.casefold() for name in columns} - same


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def run_of(query: Query) -> Callable[..., Any]:
    """Return what answers a query."""
    if isinstance(query.run, str):
        return cast("Callable[..., Any]", load_object(query.run, f"query {query.name!r}"))
    return query.run


def parameters_of(run: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """Return the parameters that a query takes."""
    parameters = inspect.signature(run).parameters
    return {name: parameter for name, parameter in parameters.items() if parameter.kind is parameter.KEYWORD_ONLY}


def check_parameters(query: Query, run: Callable[..., Any], given: Mapping[str, Any]) -> None:
    known = parameters_of(run)
    for name in given:
        if name not in known:
            raise OptionError(unknown(f"parameter of the query {query.name!r}", name, known))
    for name, parameter in known.items():
        if parameter.default is parameter.empty and name not in given:
            raise OptionError(f"the query {query.name!r} needs {name}=...; it takes: {', '.join(known)}")


def literal(file: Path) -> str:
    """Return the path of a file for SQL; what would stand for several letters in it stands for itself."""
    return "'" + _PATTERNS.sub(r"[\g<0>]", str(file)).replace("'", "''") + "'"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
