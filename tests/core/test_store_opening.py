"""Questions to a folder of tables: in SQL, and those that plugins bring."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import discourse
from discourse import Document, OptionError, PluginError, Query, QueryError, Registry

from .toys import SHOUTS, WORDS, Plugin, pipeline, word_layer

pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
pytest.importorskip("duckdb", reason="the extra 'tables' is not installed")
from discourse import tables


def loudest(store: tables.Store, *, least: int = 1, name: str) -> Any:
    """Which documents shout most.

    And nothing else.
    """
    return store.sql(
        "SELECT document, count(*) AS n, $name FROM shouts GROUP BY document HAVING n >= $least ORDER BY n DESC",
        {"least": least, "name": name},
    )


def lengths(store: tables.Store) -> Any:
    """How long the texts are."""
    rows = [{"id": document.id, "length": len(document.text), "none": None} for document in store.documents()]
    return store.relation(rows, {"id": str, "length": int, "none": float})


class Asking(Plugin):
    """A plugin that brings questions."""

    def __init__(self, *queries: Query, name: str = "asking") -> None:
        super().__init__(WORDS, SHOUTS, name=name)
        self.queries = queries

    @discourse.hookimpl
    def discourse_table_queries(self, register: Callable[[Query], None]) -> None:
        for query in self.queries:
            register(query)


LOUDEST = Query(name="loudest", layers=("shouts",), run=loudest)
LENGTHS = Query(name="lengths", layers=(), run=f"{__name__}:lengths")


def known(*queries: Query) -> Registry:
    return Registry([Asking(*queries)], entry_points=False, strict=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = [Document("ONE TWO three", "a"), Document("FOUR", "b"), Document("five", "c'd")]
    tables.write(texts, tmp_path / "it's [a] *folder*?", pipeline=pipeline(WORDS, SHOUTS), part_size=2)
    return tmp_path / "it's [a] *folder*?"


# SQL


def test_tables_are_views_that_sql_may_join(folder: Path) -> None:
    with tables.open(folder, registry=known()) as store:
        question = "SELECT d.document, w.text FROM documents d JOIN shouts w USING (document) ORDER BY 1, w.start"
        assert [("a", "ONE"), ("a", "TWO"), ("b", "FOUR")] == store.sql(question).fetchall()
        assert ("documents", "provenance", "shouts", "words") == store.tables
        assert [3, 6, 3, 5] == [store.rows(table) for table in store.tables]
        assert [("a",), ("b",), ("c'd",)] == store["documents"].select("document").order("document").fetchall()
        assert "3 documents; documents, provenance, shouts, words" in repr(store)


def test_a_folder_beside_that_a_pattern_would_match_is_not_read(tmp_path: Path) -> None:
    for name in ("a*", "ab", "a?"):  # parts of the same content have the same names
        tables.write([Document("Text", "1")], tmp_path / name)

    for name in ("a*", "a?"):
        with tables.open(tmp_path / name) as store:
            assert 1 == store.rows("documents")


def test_evidence_and_failures_are_lists(folder: Path) -> None:
    with tables.open(folder, registry=known()) as store:
        question = "SELECT document, p.rule FROM (SELECT document, unnest(evidence) AS p FROM shouts) ORDER BY 1"
        assert [("a", "capitals"), ("a", "capitals"), ("b", "capitals")] == store.sql(question).fetchall()


@pytest.mark.parametrize(
    "question",
    [
        "SELECT nothing FROM shouts",
        "SELEC 1",
        "SELECT * FROM claims",
        "",
        "-- nothing",
        "SELECT \udcff",
        "SELECT * FROM folder",
        "SELECT * FROM 'https://127.0.0.1:9/x.parquet'",
        "LOAD httpfs",
        "SELECT $name",
    ],
)
def test_a_question_that_is_wrong_is_an_error_of_ours(folder: Path, question: str) -> None:
    with tables.open(folder, registry=known()) as store, pytest.raises(QueryError) as caught:
        store.sql(question).fetchall()
    assert "\n" not in str(caught.value)


def test_errors_that_come_with_the_rows_can_be_turned_into_ours(folder: Path) -> None:
    with tables.open(folder, registry=known()) as store:
        found = store.sql("SELECT CAST(text AS INTEGER) FROM documents")
        with pytest.raises(QueryError, match="Could not convert string"), store.errors():
            found.fetchall()


def test_an_error_names_the_tables(folder: Path) -> None:
    with tables.open(folder, registry=known()) as store:
        with pytest.raises(QueryError, match=r"The tables of .*folder.* are: documents, provenance, shouts, words"):
            store.sql("SELECT * FROM claims")
        with pytest.raises(QueryError, match=r"no table 'shout'; there are: .*Did you mean 'shouts'"):
            store["shout"]
        with pytest.raises(QueryError, match="no layer 'shout'; there are: shouts, words"):
            store.documents("shout")
        with pytest.raises(QueryError, match="no layer 'shout'; there are: shouts, words"):
            store.table_of("shout")


def test_parameters_are_values_and_never_sql(folder: Path) -> None:
    evil = "c'd' OR 1=1 --"
    with tables.open(folder, registry=known()) as store:
        question = "SELECT count(*) FROM documents WHERE document = $id"
        assert [(1,)] == store.sql(question, {"id": "c'd"}).fetchall()
        assert [(0,)] == store.sql(question, {"id": evil}).fetchall()
        assert [(0,)] == store.sql("SELECT count(*) FROM documents WHERE text = ?", [evil]).fetchall()
        for given in ({"id": object()}, {"id": "\udcff"}, {}, {"id": 1, "other": 2}):
            with pytest.raises(QueryError):
                store.sql(question, given)


@pytest.mark.parametrize("name", ['x"; DROP VIEW documents; --', "x'y", "select", "a.b", "main"])
def test_a_name_of_a_layer_is_never_sql(tmp_path: Path, name: str) -> None:
    tables.write([Document("ab").with_layer(word_layer(name, (0, 2)))], tmp_path)

    with tables.open(tmp_path, registry=known()) as store:
        assert 1 == store.rows(name)
        assert 1 == store.rows("documents")


def test_nothing_is_fetched_from_elsewhere(folder: Path) -> None:
    with tables.open(folder, registry=known()) as store:
        question = "SELECT name, value FROM duckdb_settings() WHERE name IN ('autoinstall_known_extensions', "
        question += "'autoload_known_extensions', 'python_enable_replacements')"
        assert {"false"} == {value.lower() for _, value in store.sql(question).fetchall()}


def test_a_store_that_is_closed_says_so(folder: Path) -> None:
    store = tables.open(folder, registry=known())
    store.close()

    with pytest.raises(QueryError, match="closed"):
        store.sql("SELECT 1")


def test_a_store_shows_the_folder_as_it_was_when_it_was_opened(folder: Path) -> None:
    with tables.open(folder, registry=known()) as store:
        tables.write([Document("SIX", "e")], folder, pipeline=pipeline(WORDS, SHOUTS))
        assert (3, 3) == (store.rows("documents"), len(store.documents()))


def test_documents_can_be_read_many_times_and_with_some_layers(folder: Path) -> None:
    with tables.open(folder, registry=known()) as store:
        documents = store.documents("shouts")
        assert [("shouts",)] * 3 == [document.layers for document in documents]
        assert list(documents) == list(documents)
        assert [2, 1] == [len(batch) for batch in documents.batches()]


# Questions of plugins


def test_a_question_of_a_plugin_is_asked_by_its_name(folder: Path) -> None:
    with tables.open(folder, registry=known(LOUDEST, LENGTHS)) as store:
        assert [("a", 2, "x"), ("b", 1, "x")] == store.query("loudest", name="x").fetchall()
        assert [("a", 2, "x")] == store.query("loudest", name="x", least=2).fetchall()
        assert [("a", 13, None), ("b", 4, None), ("c'd", 4, None)] == store.query("lengths").fetchall()
        assert ["loudest", "lengths"] == list(store.queries)


def test_what_a_question_needs_is_checked(folder: Path, tmp_path: Path) -> None:
    tables.write([Document("ab")], tmp_path / "bare")
    with tables.open(folder, registry=known(LOUDEST)) as store:
        with pytest.raises(QueryError, match=r"no query 'loud'; there are: loudest. Did you mean 'loudest'"):
            store.query("loud")
        with pytest.raises(OptionError, match=r"the query 'loudest' needs name=...; it takes: least, name"):
            store.query("loudest")
        with pytest.raises(OptionError, match="no parameter of the query 'loudest' 'most'; there are: least, name"):
            store.query("loudest", most=1, name="x")
    with (
        tables.open(tmp_path / "bare", registry=known(LOUDEST)) as store,
        pytest.raises(QueryError, match=r"'loudest' needs a table of the layer 'shouts', which .*bare has not"),
    ):
        store.query("loudest", name="x")


def test_a_question_that_cannot_be_imported_is_an_error_of_ours(folder: Path) -> None:
    for run in ("nowhere_at_all:x", f"{__name__}:nothing", "no colon"):
        with (
            tables.open(folder, registry=known(Query(name="lost", layers=(), run=run))) as store,
            pytest.raises(PluginError, match="query 'lost'"),
        ):
            store.query("lost")


def test_a_second_question_of_a_name_is_refused() -> None:
    with pytest.raises(PluginError, match="loudest"):
        known(LOUDEST, LOUDEST)
    with pytest.raises(PluginError, match="loudest"):
        Registry([Asking(LOUDEST), Asking2(LOUDEST)], entry_points=False, strict=True)
    with pytest.raises(PluginError, match="register takes a Query, not a str"):
        known("loudest")  # type: ignore[arg-type]


class Asking2:
    """Another plugin that brings questions."""

    __name__ = "asking2"

    def __init__(self, *queries: Query) -> None:
        self.queries = queries

    @discourse.hookimpl
    def discourse_table_queries(self, register: Callable[[Query], None]) -> None:
        for query in self.queries:
            register(query)
