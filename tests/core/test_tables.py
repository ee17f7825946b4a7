"""Tables: columns typed by the payload, with or without rows; Parquet and Arrow files, in and out."""

from __future__ import annotations

import datetime
import decimal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import (
    Annotation,
    Document,
    FormatError,
    Layer,
    MissingExtraError,
    MissingLayerError,
    OpaqueValue,
    PlanError,
    Registry,
    Span,
    UnknownPayload,
)
from discourse.rows import records
from discourse.tables import to_arrow, to_pandas, to_polars

from .toys import SAMPLE, SHOUTS, WORDS, Everything, Shout, Word, pipeline, registry, spec

arrow = pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
parquet = pytest.importorskip("pyarrow.parquet", reason="the extra 'tables' is not installed")
NOTHING = Registry([], entry_points=False)
ALL = registry(spec("all", lambda: None, payload=Everything))


def sampled(*ids: str) -> list[Document]:
    layer = Layer("all", Everything, [Annotation(Span(0, 1), SAMPLE), Annotation(Span(1, 2), SAMPLE)])
    return [Document("ab", name).with_layer(layer) for name in ids]


# Frames


def test_every_type_of_field_has_a_column_of_its_type() -> None:
    span, size = (
        arrow.struct({"start": arrow.int64(), "end": arrow.int64()}),
        arrow.struct({"value": arrow.float64(), "unit": arrow.string()}),
    )
    expected = {
        "document": arrow.string(), "start": arrow.int64(), "end": arrow.int64(), "text": arrow.string(),
        "value_text": arrow.string(), "whole": arrow.int64(), "real": arrow.float64(), "truth": arrow.bool_(),
        "nothing": arrow.null(), "choice": arrow.string(), "span": span, "size": size, "maybe_text": arrow.string(),
        "maybe_span": span, "maybe_size": size, "maybe_choice": arrow.string(), "texts": arrow.list_(arrow.string()),
        "reals": arrow.list_(arrow.float64()), "spans": arrow.list_(span), "sizes": arrow.list_(size),
        "rows": arrow.list_(arrow.list_(arrow.int64())), "exact": arrow.float64(),
    }  # fmt: skip

    table = to_arrow(sampled("a"), "all")

    assert expected == dict(zip(table.schema.names, table.schema.types, strict=True))
    assert {b"discourse": b'{"layer": "all", "payload": "tests.Everything", "schema": 2}'} == table.schema.metadata


def test_a_row_holds_what_the_annotation_says() -> None:
    first, *rest = to_arrow(sampled("a", "b"), "all").to_pylist()

    assert 3 == len(rest)
    assert ("a", 0, 1, "a") == tuple(first[name] for name in ("document", "start", "end", "text"))
    assert ({"start": 0, "end": 1}, None, {"start": 1, "end": 2}) == (
        first["span"], first["maybe_text"], first["maybe_span"]
    )  # fmt: skip
    assert ("3", "b", True, 1e-9) == tuple(first[name] for name in ("choice", "maybe_choice", "truth", "exact"))
    assert ([{"value": 2.0, "unit": None}], [[1, None], []]) == (first["sizes"], first["rows"])


def test_a_table_without_rows_has_the_same_types() -> None:
    full = to_arrow(sampled("a"), "all")
    without_annotations = Document("ab").with_layer(Layer("all", Everything))

    assert full.schema.equals(to_arrow([without_annotations], "all").schema, check_metadata=True)
    assert full.schema.equals(to_arrow([], "all", registry=ALL).schema, check_metadata=True)
    assert 0 == to_arrow([], "all", registry=ALL).num_rows


def test_data_frames_hold_the_same_rows() -> None:
    documents = list(pipeline(WORDS, SHOUTS).stream(["SO it IS", "no", "THAT"]))
    expected = list(records(documents, "shouts"))
    assert len(expected) == 3

    assert expected == to_pandas(documents, "shouts").to_dict("records")
    assert expected == to_polars(documents, "shouts").to_dicts()


def test_data_frames_without_rows_have_columns() -> None:
    columns = ["document", "start", "end", "text", "strength"]

    assert columns == list(to_pandas([], "shouts", registry=registry(WORDS, SHOUTS)).columns)
    assert columns == to_polars([], "shouts", registry=registry(WORDS, SHOUTS)).columns


def test_a_layer_that_is_not_known_is_a_column_of_json() -> None:
    layer = Layer("odd", UnknownPayload("odd.Value", 3), [Annotation(Span(0, 1), OpaqueValue('{"a":1}'))])

    assert ['{"a":1}'] == to_arrow(Document("a").with_layer(layer), "odd")["value"].to_pylist()


def test_many_rows_come_in_several_batches_and_in_order() -> None:
    text = "word " * 9_000
    documents = [Document(text, str(number)) for number in range(3)]

    table = to_arrow(pipeline(WORDS).stream(documents), "words")

    assert 27_000 == table.num_rows
    assert table["document"].num_chunks > 1
    assert [number for number in "012" for _ in range(9_000)] == table["document"].to_pylist()


def test_layers_of_different_payloads_make_no_table() -> None:
    one = Document("a", "1").with_layer(Layer("x", Shout, [Annotation(Span(0, 1), Shout(1.0))]))
    two = Document("a", "2").with_layer(Layer("x", Word, [Annotation(Span(0, 1), Word("low"))]))

    with pytest.raises(FormatError, match="document '2': layer 'x' has another payload than in the documents before"):
        to_arrow([one, two], "x")


def test_a_number_that_no_column_holds_is_an_error_of_ours() -> None:
    layer = Layer("all", Everything, [Annotation(Span(0, 1), attrs.evolve(SAMPLE, whole=2**70))])

    with pytest.raises(FormatError, match="layer 'all' does not go into a table"):
        to_arrow(Document("ab").with_layer(layer), "all")


def test_a_layer_that_nobody_has_is_named() -> None:
    with pytest.raises(MissingLayerError, match="no layer 'shouts'"):
        to_arrow(Document("a"), "shouts")
    with pytest.raises(PlanError, match=r"no layer 'shout'; there are: shouts, words\. Did you mean 'shouts'"):
        to_arrow([], "shout", registry=registry(WORDS, SHOUTS))


@pytest.mark.parametrize(("module", "function"), [("pyarrow", to_arrow), ("pandas", to_pandas), ("polars", to_polars)])
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, module: str, function: Any) -> None:
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(MissingExtraError, match=rf"needs {module}.*pip install 'discourse-analysis\[tables\]'"):
        function(sampled("a"), "all")


# Files out


@pytest.mark.parametrize("name", ["out.parquet", "out.arrow", "out.feather"])
def test_a_file_holds_the_table(tmp_path: Path, name: str) -> None:
    documents = sampled("a", "b")
    discourse.write(documents, tmp_path / name, layers=("all",))

    path = str(tmp_path / name)
    found = parquet.read_table(path) if name == "out.parquet" else arrow.ipc.open_file(path).read_all()
    assert to_arrow(documents, "all").equals(found)
    assert to_arrow(documents, "all").schema.metadata == found.schema.metadata


@pytest.mark.parametrize("name", ["parquet", "arrow"])
def test_the_bytes_of_a_file_are_the_same_each_time(tmp_path: Path, name: str) -> None:
    for stem in ("one", "two"):
        discourse.write(sampled("a", "b"), tmp_path / f"{stem}.{name}", layers=("all",))

    assert (tmp_path / f"one.{name}").read_bytes() == (tmp_path / f"two.{name}").read_bytes()


def test_a_file_holds_one_layer(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"a \.parquet file holds one layer, not none; name it: layers="):
        discourse.write(sampled("a"), tmp_path / "out.parquet")


def test_a_stream_that_breaks_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> Iterator[Document]:
        yield from sampled("a")
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        discourse.write(broken(), tmp_path / "out.parquet", layers=("all",))
    assert [] == list(tmp_path.iterdir())


@attrs.frozen
class Nothing:
    """A payload without fields."""


@attrs.frozen
class HoldsNothing:
    inner: Nothing


def test_a_payload_that_the_file_cannot_hold_is_named(tmp_path: Path) -> None:
    document = Document("a").with_layer(Layer("x", HoldsNothing, [Annotation(Span(0, 1), HoldsNothing(Nothing()))]))

    with pytest.raises(FormatError, match=r"layer 'x' does not go into a \.parquet file: .*no child field"):
        discourse.write(document, tmp_path / "out.parquet", layers=("x",))
    assert [] == list(tmp_path.iterdir())


# Files in


def written(folder: Path, columns: dict[str, Any]) -> Path:
    path = folder / "corpus.parquet"
    parquet.write_table(arrow.table(columns), path, row_group_size=2)
    return path


def read(path: Path, **arguments: Any) -> list[Document]:
    return list(discourse.read(path, registry=NOTHING, **arguments))


def test_a_row_is_a_document(tmp_path: Path) -> None:
    path = written(tmp_path, {"text": ["a", "b", "c"], "id": ["x", None, "z"], "year": [2003, 2004, None]})

    assert [
        Document("a", "x", {"year": 2003}), Document("b", "corpus.parquet:2", {"year": 2004}),
        Document("c", "z", {"year": None}),
    ] == read(path)  # fmt: skip


def test_columns_are_named_by_the_user(tmp_path: Path) -> None:
    assert [Document("a", "7")] == read(
        written(tmp_path, {"body": ["a"], "key": [7]}), text_field="body", id_field="key"
    )


def test_cells_of_every_type_become_json(tmp_path: Path) -> None:
    when = datetime.datetime(2003, 5, 16, 12, 30, tzinfo=datetime.UTC)
    path = written(
        tmp_path,
        {
            "text": ["a"], "day": [datetime.date(2003, 5, 16)], "when": [when], "price": [decimal.Decimal("1.20")],
            "share": [float("nan")], "big": [float("inf")], "raw": [b"bytes"], "tags": [["a", "b"]],
            "author": [{"name": "Ida", "born": datetime.date(1960, 1, 1)}], "yes": [True],
            "took": [datetime.timedelta(seconds=1.5)], "kind": arrow.array(["op-ed"]).dictionary_encode(),
            "counts": arrow.array([[("a", 1)]], arrow.map_(arrow.string(), arrow.int64())),
            "exactly": arrow.array([1_000_000_001], arrow.timestamp("ns")),
        },
    )  # fmt: skip

    (document,) = read(path)

    assert {
        "day": "2003-05-16", "when": "2003-05-16T12:30:00+00:00", "price": "1.20", "share": None, "big": "inf",
        "raw": "bytes", "tags": ("a", "b"), "author": {"name": "Ida", "born": "1960-01-01"}, "yes": True,
        "took": 1.5, "kind": "op-ed", "counts": (("a", 1),), "exactly": "1970-01-01T00:00:01.000000001",
    } == {name: dict(value) if name == "author" else value for name, value in document.metadata.items()}  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"title": ["a"]}, ": there is no field 'text'; the fields are: title"),
        ({"title": arrow.array([], arrow.string())}, ": there is no field 'text'; the fields are: title"),
        ({"text": ["a", None]}, ", row 2: the field 'text' holds None, which is no text"),
        ({"text": ["a"], "raw": [b"\xff"]}, ", row 1: the column 'raw' holds bytes that are no text in UTF-8"),
    ],
)
def test_what_is_no_document_is_named(tmp_path: Path, columns: dict[str, Any], message: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(written(tmp_path, columns))

    assert f"corpus.parquet{message}" in str(caught.value)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (arrow.array([10**7], arrow.date32()), "a value cannot be read: date value out of range"),
        (arrow.array([1], arrow.timestamp("us", "Mars/Olympus")), "a value cannot be read: .*Mars/Olympus"),
        (
            arrow.StructArray.from_arrays([arrow.array([1]), arrow.array([2])], names=["a", "a"]),
            "a value cannot be read: .*duplicate field names",
        ),
    ],
    ids=["year", "zone", "names"],
)
def test_a_value_that_python_has_not_is_named(tmp_path: Path, column: Any, message: str) -> None:
    with pytest.raises(FormatError, match=rf"corpus\.parquet, row 1: {message}"):
        read(written(tmp_path, {"text": ["a"], "value": column}))


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "corpus.parquet"
    parquet.write_table(arrow.table([["a"], ["b"]], names=["text", "text"]), path)

    with pytest.raises(FormatError, match=r"corpus\.parquet: the column 'text' stands twice"):
        read(path)


@settings(max_examples=300, derandomize=True)
@given(st.data())
def test_a_damaged_file_is_read_or_named(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = written(tmp_path_factory.mktemp("damaged"), {"text": ["one", "two", "three"], "n": [1, 2, 3]})
    content = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=3)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content)

    with suppress(FormatError):  # and nothing else
        read(path)


@pytest.mark.parametrize("cut", [0, 3, 20, -8, -1])
def test_a_file_that_is_cut_short_is_no_parquet(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path, {"text": ["a"]})
    path.write_bytes(path.read_bytes()[:cut])

    with pytest.raises(FormatError, match=r"corpus\.parquet: no Parquet file that can be read"):
        read(path)


def test_a_table_of_annotations_is_no_corpus(tmp_path: Path) -> None:
    discourse.write(sampled("a"), tmp_path / "out.parquet", layers=("all",))

    with pytest.raises(FormatError, match=r"a table of annotations \(.*\"layer\": \"all\".*\), not of documents"):
        read(tmp_path / "out.parquet")
