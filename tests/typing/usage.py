"""How the library is used, with types: checked by mypy and pyright, and run by a test.

`assert_type` fails in the type checker where a type is not what is said here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, assert_type

import attrs

import discourse
from discourse import (
    AnalyzerSpec,
    Annotation,
    Columns,
    Document,
    Evidence,
    Frozen,
    Layer,
    Pipeline,
    Progress,
    Query,
    Reader,
    ReadFailure,
    Reading,
    Registry,
    Resource,
    Source,
    Span,
    Table,
    View,
    Writer,
    tables,
)
from discourse.engines import Engine, Serial, batches_of, refuse_lost
from discourse.offsets import OffsetMap
from discourse_claims import NumericClaim
from discourse_mentions import Entity

TEXT = "According to Ines Okoro, the levy brought in about $48 million."


# Documents and layers


def read_claims(text: str) -> list[tuple[str, float | None, str | None]]:
    document = discourse.analyze(text, "claims")
    assert_type(document, Document)
    claims = document.layer("claims", NumericClaim)
    assert_type(claims, Layer[NumericClaim])
    for claim in claims:
        assert_type(claim, Annotation[NumericClaim])
        assert_type(claim.value, NumericClaim)
        assert_type(claim.evidence, tuple[Evidence, ...])
    assert_type(claims[0], Annotation[NumericClaim])
    assert_type(claims[:2], tuple[Annotation[NumericClaim], ...])
    assert_type(claims.values, tuple[NumericClaim, ...])
    assert_type(claims.best(Span(0, 4)), Annotation[NumericClaim] | None)
    assert_type(claims.within(Span(0, 4)), tuple[Annotation[NumericClaim], ...])
    assert_type(document["claims"], Layer[Any])
    return [(document.slice(claim.span), claim.value.low, claim.value.source) for claim in claims]


def bring_a_layer(text: str) -> Document:
    mention = Annotation(Span(13, 23), Entity("person", "Ines Okoro", 1.0), (Evidence(Span(13, 23), "by hand"),))
    assert_type(mention, Annotation[Entity])
    layer = Layer("entities", Entity, [mention])
    assert_type(layer, Layer[Entity])
    return Document(text, id="a", metadata={"date": "2024-05-14"}).with_layer(layer)


# Pipelines


def stream(texts: Iterable[str | Document]) -> list[str]:
    pipeline = Pipeline("claims", config={"claims": {}}, on_error="raise")
    results = pipeline.stream(texts, batch_size=8, engine=Serial())
    assert_type(results, Iterator[Document])
    return [document.id for document in results]


def freeze_and_check(text: str) -> Document:
    pipeline = Pipeline("claims")
    frozen = discourse.freeze(pipeline)
    assert_type(frozen, Frozen)
    assert_type(frozen.layers, tuple[str, ...])
    assert_type([step.version for step in frozen.steps], list[str])
    assert_type(frozen.to_json(beside="."), str)
    with TemporaryDirectory() as folder:
        frozen.write(Path(folder, "frozen.json"))
        again = Frozen.read(Path(folder, "frozen.json"))
    try:
        again.check(pipeline)
    except discourse.FrozenError as error:
        assert_type(error.differences, tuple[str, ...])
    assert_type(again.pipeline(models={}), Pipeline)
    return again.pipeline()(text)


def lengths_of(texts: Iterable[str]) -> list[int]:
    return [len(text) for text in texts]


def longest_of(texts: Iterable[str]) -> int:
    return max(lengths_of(texts))


def use_an_engine(texts: list[str], engine: Engine) -> tuple[list[int], int | None]:
    results = engine.map(lengths_of, batches_of(texts, 2), refuse_lost)
    assert_type(results, Iterator[list[int]])
    longest = engine.reduce(longest_of, [texts[:1], texts[1:]], max)
    assert_type(longest, int | None)
    return [length for batch in results for length in batch], longest


# A plugin


@attrs.frozen
class Hedge:
    """A word that weakens a statement.

    Args:
        word: The word in small letters.
    """

    word: str


class HedgeAnalyzer:
    """Finds hedges.

    Args:
        hedge_words: Lists of words.
    """

    def __init__(self, *, hedge_words: tuple[Resource, ...] = ()) -> None:
        self._words = {word for resource in hedge_words for word in resource.data}

    def analyze(self, document: Document) -> Columns[Hedge]:
        """Give the hedges of a document."""
        tokens = document["tokens"]
        found = [
            (start, end, Hedge(word))
            for start, end in zip(tokens.starts, tokens.ends, strict=True)
            if (word := document.text[start:end].lower()) in self._words
        ]
        return Columns([start for start, _, _ in found], [end for _, end, _ in found], [value for *_, value in found])


class Lines:
    """An analyzer may also give annotations one by one."""

    def analyze(self, document: Document) -> Iterator[Annotation[Hedge]]:
        """Give every text as one hedge."""
        yield Annotation(Span(0, len(document.text)), Hedge("all"))


def read_upper(source: Source) -> Iterator[Document]:
    yield Document(source.text().upper(), id=source.name)


def write_ids(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    path.write_text("\n".join(document.id for document in documents), encoding="utf-8")


def line(document: Document, annotation: Annotation[Any]) -> str:
    return document.slice(annotation.span)


def summary(document: Document, layer: Layer[Any]) -> Table | None:
    return Table(("hedges",), ((str(len(layer)),),)) if len(layer) else None


class Plugin:
    """A plugin as an object; a module with functions does as well."""

    @discourse.hookimpl
    def discourse_register_analyzers(self, register: Callable[[AnalyzerSpec], None]) -> None:
        """Register two analyzers of one layer."""
        register(
            AnalyzerSpec(
                name="hedges",
                version="1.0",
                provides="hedges",
                payload=Hedge,
                factory=HedgeAnalyzer,
                requires=("tokens",),
                resources=("hedge_words",),
                view=View(label="Hedges", line=line, summary=summary),
            )
        )
        register(
            AnalyzerSpec(
                name="all-hedges", version="1.0", provides="hedges", payload=Hedge, factory=Lines, alternative=True
            )
        )

    @discourse.hookimpl
    def discourse_register_resources(self, register: Callable[[Resource], None]) -> None:
        """Register the words."""
        register(Resource(kind="hedge_words", name="english", version="1.0", data=["about", "perhaps"]))

    @discourse.hookimpl
    def discourse_readers(self, register: Callable[[Reader], None]) -> None:
        """Register a format in."""
        register(Reader(name="upper", suffixes=(".upper",), read=read_upper))

    @discourse.hookimpl
    def discourse_writers(self, register: Callable[[Writer], None]) -> None:
        """Register a format out."""
        register(Writer(name="ids", suffixes=(".ids",), write=write_ids))


def use_a_plugin(text: str) -> list[str]:
    registry = Registry([*discourse.DEFAULT_PLUGINS, Plugin()], entry_points=False, strict=True)
    assert_type(registry.providers("hedges"), tuple[AnalyzerSpec, ...])
    document = Pipeline("hedges", registry=registry)(text)
    return [hedge.value.word for hedge in document.layer("hedges", Hedge)]


# Files, tables, pages, errors


def write_and_read(document: Document) -> Document:
    with TemporaryDirectory() as folder:
        path = Path(folder, "document.json")
        discourse.write([document], path)
        (again,) = discourse.read(path)
    assert_type(again, Document)
    return again


def read_on(folder: Path) -> list[str]:
    reading = discourse.read(folder, on_error="record")
    assert_type(reading, Reading)
    progress = Progress(reading, clock=lambda: 0.0)
    for document in Pipeline("sentences").stream(reading):
        assert_type(document, Document)
        progress.count(document)
    progress.add(0)
    state = progress.state()
    assert_type(state.done, int)
    assert_type(state.left, float | None)
    assert_type(reading.share, float | None)
    assert_type(reading.given, int)
    assert_type(reading.failures, tuple[ReadFailure, ...])
    reading.close()
    return [f"{failure.path} {failure.place} {failure.message}" for failure in reading.failures]


def tabulate(document: Document) -> list[dict[str, Any]]:
    rows = discourse.records(document, "claims")
    assert_type(rows, Iterator[dict[str, Any]])
    assert_type(document.to_html(layers=["claims"]), str)
    assert_type(OffsetMap(document.text, "utf-16").to_unit(3), int)
    return list(rows)


def ask(document: Document, folder: Path) -> list[Any]:
    written = tables.write([document], folder, layers=["claims"], partition_by=["outlet"], on_duplicate="skip")
    assert_type(written, tables.Written)
    assert_type(tables.status(folder), list[tables.LayerStatus])
    assert_type(tables.update(folder, workers=1), int)
    with tables.open(folder) as store:
        assert_type(store, tables.Store)
        assert_type(store.layers, tuple[str, ...])
        assert_type(store.queries, dict[str, Query])
        assert_type(store.rows("claims"), int)
        assert_type(store.table_of("claims"), str)
        for again in store.documents("claims"):
            assert_type(again, Document)
        try:
            store.sql("SELECT nothing")
        except discourse.QueryError as error:
            caught: ValueError = error
            assert str(caught)
        return store.query("claims_about", thing="levy").fetchall() + store.sql("SELECT low FROM claims").fetchall()


class Lengths:
    """A plugin with a question of its own."""

    @discourse.hookimpl
    def discourse_table_queries(self, register: Callable[[Query], None]) -> None:
        register(Query(name="lengths", layers=(), run=lengths_in))


def lengths_in(store: tables.Store) -> object:
    return store.sql("SELECT len(text) FROM documents")


def catch(document: Document) -> str:
    try:
        document.layer("nothing", NumericClaim)
    except discourse.MissingLayerError as error:
        caught: KeyError = error
        ours: discourse.DiscourseError = error
        return str(caught) or str(ours)
    return ""


def main() -> None:
    """Run all of it."""
    assert read_claims(TEXT) == [("$48 million", 48_000_000.0, "Ines Okoro")]
    assert bring_a_layer(TEXT).layers == ("entities",)
    assert stream([TEXT, Document(TEXT, id="a")])[1] == "a"
    assert freeze_and_check(TEXT) == discourse.analyze(TEXT, "claims")
    assert use_an_engine(["a", "abc", "ab"], Serial()) == ([1, 3, 2], 3)
    assert use_a_plugin(TEXT) == ["about"]
    document = discourse.analyze(TEXT, "claims")
    assert write_and_read(document) == document
    with TemporaryDirectory() as folder:
        Path(folder, "a.jsonl").write_text('{"text": "One."}\nbroken\n', encoding="utf-8")
        assert "a.jsonl line 2 no JSON" in read_on(Path(folder))[0]
    assert len(tabulate(document)) == 1
    if all(map(find_spec, ("pyarrow", "duckdb", "filelock"))):  # the extra "tables"
        with TemporaryDirectory() as folder:
            assert ask(document, Path(folder)) == [(48_000_000.0,)]
    assert [query.name for query in Registry([Lengths()], entry_points=False).queries] == ["lengths"]
    assert catch(document).startswith("no layer 'nothing'")


if __name__ == "__main__":
    main()
