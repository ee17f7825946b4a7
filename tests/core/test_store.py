"""Documents go into tables and come back equal, whatever they hold."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Literal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import (
    Annotation,
    Document,
    Evidence,
    Failure,
    FormatError,
    Layer,
    OpaqueValue,
    Provenance,
    Registry,
    Span,
    UnknownPayload,
)
from discourse.testing import strategies

from .toys import SAMPLE, WORDS, Everything, Pair, Shout, Size, Word, pipeline, registry, spec, word_layer

pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
pytest.importorskip("duckdb", reason="the extra 'tables' is not installed")
from discourse import tables

NOTHING = Registry([], entry_points=False)
ODD_NAMES = (
    "frames.reviewed",
    "documents",
    "provenance",
    "a/b",
    "ü",
    "Words",
    "words",
    "layer words",
    "..",
    "x'\"y",
    "Documents",
)
ODD_IDS = ("a/b/../c", "'\"`", "line\nline\r\n", "😀", "x" * 5_000, " ", "part-1", "\x00", "NULL", "%2F", "=")


@attrs.frozen
class Mixed:
    """A choice between values that are written alike."""

    choice: Literal["1", 1, True, "True", None]
    choices: tuple[Literal["a", 2, "2"], ...] = ()


@attrs.frozen
class Mark:
    """A payload that says nothing but that it is there."""


@attrs.frozen
class Nested:
    mixed: Mixed
    several: tuple[Pair, ...]
    grid: tuple[tuple[Size, ...], ...]
    maybe: Everything | None = None


TOYS = registry(
    *(
        spec(cls.__name__.lower(), lambda: None, payload=cls)
        for cls in (Word, Shout, Pair, Size, Everything, Mixed, Mark, Nested)
    )
)


def through(documents: Iterable[Document], known: Registry = TOYS, **arguments: Any) -> list[Document]:
    """Return documents that were written and read again."""
    with TemporaryDirectory() as place:
        tables.write(documents, Path(place, "x"), **arguments)
        with tables.open(Path(place, "x"), registry=known) as store:
            return list(store.documents())


def assert_lossless(documents: list[Document], **arguments: Any) -> None:
    found = through(documents, **arguments)

    assert documents == found
    assert [document.to_json() for document in documents] == [document.to_json() for document in found]
    assert [d[name].digest for d in documents for name in d.layers] == [d[n].digest for d in found for n in d.layers]


@st.composite
def with_layers(draw: st.DrawFn) -> Document:
    """Draw documents with layers of any payload, brought or made, and failures."""
    document = draw(strategies.documents())
    for name in draw(st.lists(st.sampled_from((*ODD_NAMES, "one", "two")), unique=True, max_size=3)):
        cls = (Word, Shout, Pair, Everything, Mixed, Mark, Nested)[hash_of(name)]  # the same one in all documents
        layer: Layer[Any] = draw(strategies.layers(document.text, cls, name=name, max_size=3))
        made = draw(st.sampled_from((None, Provenance("x", "1", "c"), Provenance("y", "2", "", (("below", "d"),)))))
        columns = discourse.Columns(layer.starts, layer.ends, layer.values, layer.evidence)
        document = document.with_layer(Layer(name, cls, columns, made))
    kind: Any = draw(st.sampled_from(("error", "skipped")))
    failures = draw(st.lists(st.builds(Failure, st.just("f"), st.just("gone"), st.just(kind), st.text(max_size=5))))
    failures = [failure for failure in failures if failure.message.isprintable()][:2]
    return document._grown(document._layers, tuple(failures))


def hash_of(name: str) -> int:
    return sum(name.encode()) % 7


@settings(max_examples=20)
@given(st.lists(with_layers(), max_size=4, unique_by=lambda document: document.id), st.integers(1, 3))
def test_what_is_written_comes_back_equal(documents: list[Document], part_size: int) -> None:
    assert_lossless(documents, part_size=part_size)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_layer_may_have_any_name(name: str) -> None:
    assert_lossless([Document("ab cd").with_layer(word_layer(name, (0, 2), (3, 5)))])


def test_layers_of_all_odd_names_stand_side_by_side(tmp_path: Path) -> None:
    document = Document("ab cd ef gh ij kl")
    for number, name in enumerate(ODD_NAMES):
        document = document.with_layer(word_layer(name, *[(0, 2)] * (number + 1)))
    assert_lossless([document])
    tables.write([document], tmp_path / "x")

    with tables.open(tmp_path / "x", registry=TOYS) as store:
        counts = {name: store.rows(store.table_of(name)) for name in ODD_NAMES}
        assert {name: number + 1 for number, name in enumerate(ODD_NAMES)} == counts
        assert len({name.casefold() for name in store.tables}) == len(store.tables)


@pytest.mark.parametrize("id", ODD_IDS, ids=range(len(ODD_IDS)))
def test_a_document_may_have_any_id(id: str) -> None:
    assert_lossless([Document("ab", id).with_layer(word_layer("words", (0, 2)))])


@pytest.mark.parametrize(
    "metadata",
    [
        {"a": {"b": [1, 2.5, None, True, {"c": []}]}, "": "empty"},
        {"title": 3, "date": ["2031"], "author": None, "outlet": {"a": 1}},
        {"n": 2**80, "small": 1e-300, "text": "\x00'\"\u2028"},
        {"date": "2031-02-30"},
        {"date": "2031-02-28T10:00:00Z", "outlet": ""},
        {"document": "x", "metadata": "y", "failures": [], "content": 1, "made": 2},
    ],
)
def test_metadata_are_any_json(metadata: dict[str, Any]) -> None:
    assert_lossless([Document("ab", "1", metadata)])


def test_empty_texts_and_empty_layers_come_back() -> None:
    assert_lossless([Document("", "1"), Document("", "2").with_layer(Layer("words", Word)), Document("a", "3")])


def test_a_folder_of_no_documents_has_none(tmp_path: Path) -> None:
    written = tables.write([], tmp_path / "x")

    with tables.open(tmp_path / "x", registry=TOYS) as store:
        assert (0, 0, (), ()) == (written.documents, written.parts, store.tables, store.layers)
        assert [] == list(store.documents())


def test_every_type_of_field_comes_back() -> None:
    assert_lossless([Document("ab").with_layer(Layer("all", Everything, [Annotation(Span(0, 1), SAMPLE)]))])


@pytest.mark.parametrize("choice", ["1", 1, True, "True", None], ids=repr)
def test_values_of_a_choice_that_are_written_alike_come_back_as_they_were(choice: Any) -> None:
    assert_lossless([Document("ab").with_layer(Layer("m", Mixed, [Annotation(Span(0, 1), Mixed(choice, ("2", 2)))]))])


def test_evidence_comes_back_with_and_without_words() -> None:
    pieces = (Evidence(Span(0, 1), "word", 0.25), Evidence(None, "bias", -1.5), Evidence(Span(0, 0), "", 0.0))
    annotations = [Annotation(Span(0, 1), Shout(1.0), pieces), Annotation(Span(1, 2), Shout(1.0))]
    assert_lossless([Document("ab").with_layer(Layer("shouts", Shout, annotations))])


def test_parts_keep_the_order_of_documents() -> None:
    documents = [Document(f"text {number}", f"{(number * 7) % 23}") for number in range(23)]

    assert_lossless(documents, part_size=4)


def test_layers_of_different_payloads_do_not_go_into_one_part(tmp_path: Path) -> None:
    one = Document("ab", "1").with_layer(word_layer("x", (0, 2)))
    two = Document("ab", "2").with_layer(Layer("x", Shout, [Annotation(Span(0, 1), Shout(1.0))]))

    with pytest.raises(FormatError, match="document '2': layer 'x' has another payload than in the documents before"):
        tables.write([one, two], tmp_path / "x")
    assert_lossless([one, two], part_size=1)


# Payloads that are not known here


def test_a_layer_of_a_plugin_that_is_missing_is_kept_and_written_back(tmp_path: Path) -> None:
    document = Document("ab", "1").with_layer(Layer("all", Everything, [Annotation(Span(0, 1), SAMPLE)]))
    opaque = through([document], NOTHING)

    assert [Document.from_json(document.to_json(), registry=NOTHING)] == opaque
    assert UnknownPayload("tests.Everything", 2) == opaque[0]["all"].payload
    assert [document.to_json()] == [found.to_json() for found in opaque]
    assert [document] == through(opaque, TOYS)


def test_parts_with_and_without_the_plugin_of_a_layer_make_one_table(tmp_path: Path) -> None:
    document = Document("ab", "1").with_layer(Layer("all", Everything, [Annotation(Span(0, 1), SAMPLE)]))
    opaque = Document.from_json(Document("cd", "2")._grown(document._layers, ()).to_json(), registry=NOTHING)
    tables.write([document], tmp_path / "x")
    tables.write([opaque], tmp_path / "x")

    with tables.open(tmp_path / "x", registry=TOYS) as store:
        question = 'SELECT whole, value IS NULL AS known FROM "all" ORDER BY document'
        assert [(1, True), (None, False)] == store.sql(question).fetchall()
        assert [document, Document("cd", "2")._grown(document._layers, ())] == list(store.documents())


def version_of_note(number: int, **defaults: Any) -> type[Any]:
    """Return a payload as it was in one version of its plugin."""
    body: dict[str, Any] = {"__annotations__": {"text": str, **dict.fromkeys(defaults, int)}, **defaults}
    body |= {"schema_version": number, "__module__": __name__, "__qualname__": "Note"}
    body["__annotations__"]["schema_version"] = ClassVar[int]
    return attrs.frozen(type("Note", (), body))


def test_a_newer_schema_is_kept_and_an_older_one_is_filled_with_defaults(tmp_path: Path) -> None:
    old, new = version_of_note(1), version_of_note(2, stars=3)
    before = Document("ab", "1").with_layer(Layer("notes", old, [Annotation(Span(0, 1), old("x"))]))
    after = Document("ab", "1").with_layer(Layer("notes", new, [Annotation(Span(0, 1), new("x", 5))]))

    filled = through([before], registry(spec("notes", lambda: None, payload=new)))[0]
    kept = through([after], registry(spec("notes", lambda: None, payload=old)))[0]

    assert [new("x", 3)] == list(filled["notes"].values)
    assert [OpaqueValue('{"text":"x","stars":5}')] == list(kept["notes"].values)
    assert after.to_json() == kept.to_json()


def test_parts_of_two_schemas_make_one_table(tmp_path: Path) -> None:
    old, new = version_of_note(1), version_of_note(2, stars=3)
    tables.write([Document("ab", "1").with_layer(Layer("notes", old, [Annotation(Span(0, 1), old("x"))]))], tmp_path)
    tables.write([Document("ab", "2").with_layer(Layer("notes", new, [Annotation(Span(0, 1), new("y", 5))]))], tmp_path)

    with tables.open(tmp_path, registry=registry(spec("notes", lambda: None, payload=new))) as store:
        assert [("x", None), ("y", 5)] == store.sql("SELECT value_text, stars FROM notes ORDER BY 1").fetchall()
        assert [3, 5] == [document["notes"].values[0].stars for document in store.documents()]


# Files that are not what they should be


def written(folder: Path) -> Path:
    tables.write(pipeline(WORDS).stream([Document(f"Text {n}", str(n)) for n in range(4)]), folder, part_size=2)
    return sorted(folder.glob("part-*"))[0]


def read_all(folder: Path) -> None:
    with tables.open(folder, registry=TOYS) as store:
        list(store.documents())


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("part.json", b'{"format": "discourse-tables/1", "docu'),
        ("part.json", b'{"format": "discourse-tables/2"}'),
        ("part.json", b'{"format": "discourse-tables/1"}'),
        ("part.json", b"[]"),
        ("part.json", b"\xff"),
        ("part.json", b"[" * 100_000),
        ("documents.parquet", b"PAR1 no more"),
        ("provenance.parquet", b""),
        ("words.parquet", b"PAR1"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, file: str, content: bytes) -> None:
    (written(tmp_path) / file).write_bytes(content)

    with pytest.raises(FormatError, match=file.replace(".", r"\.")):
        read_all(tmp_path)


@pytest.mark.parametrize("file", ["part.json", "documents.parquet", "provenance.parquet", "words.parquet"])
def test_a_file_that_is_missing_is_named(tmp_path: Path, file: str) -> None:
    (written(tmp_path) / file).unlink()

    with pytest.raises(FormatError, match=file.replace(".", r"\.")):
        read_all(tmp_path)


@pytest.mark.parametrize("taken", ["documents.parquet", "provenance.parquet", "words.parquet"])
@pytest.mark.parametrize("given", ["documents.parquet", "provenance.parquet", "words.parquet"])
def test_a_table_of_another_kind_is_refused(tmp_path: Path, taken: str, given: str) -> None:
    part = written(tmp_path)
    if taken != given:
        shutil.copy(part / given, part / taken)

        with pytest.raises(FormatError, match=taken.replace(".", r"\.")):
            read_all(tmp_path)


def test_rows_of_other_documents_are_refused(tmp_path: Path) -> None:
    one, other = written(tmp_path), sorted(tmp_path.glob("part-*"))[1]
    shutil.copy(other / "words.parquet", one / "words.parquet")

    with pytest.raises(FormatError, match=r"words\.parquet: 2 rows for document '0' belong to others"):
        read_all(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"format": "discourse-tables/2"}', "of the format 'discourse-tables/2'; this version reads 'discourse-ta"),
        (b'{"format": "discourse-tables/1"}', "the key 'partition_by' is missing"),
        (b"{", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"\xff", "is no JSON"),
        (b"[]", "of the format None"),
    ],
)
def test_a_head_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    written(tmp_path)
    (tmp_path / "discourse-tables.json").write_bytes(content)

    with pytest.raises(FormatError, match=f"discourse-tables.json.*{message}"):
        tables.open(tmp_path)
    with pytest.raises(FormatError, match=f"discourse-tables.json.*{message}"):
        tables.write([], tmp_path)
