"""Documents to JSON and back: nothing is lost, nothing is guessed, and what is wrong is named with its place."""

from __future__ import annotations

import errno
import json
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, Literal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import (
    Annotation,
    Columns,
    Document,
    Evidence,
    FormatError,
    Layer,
    OpaqueValue,
    Registry,
    SourceError,
    Span,
    UnknownPayload,
)
from discourse.writing import all_writers, write_each

from .test_payloads import EVERYTHING
from .toys import PAIRS, RAISES, SHOUTS, WORDS, Everything, Word, pipeline, registry, spec, word_layer

ALL = registry(spec("all", lambda: None, payload=Everything), WORDS, SHOUTS, PAIRS)
NOTHING = Registry([], entry_points=False)
EVIDENCE = st.builds(
    Evidence,
    st.none() | st.builds(lambda a, b: Span(min(a, b), max(a, b)), st.integers(0, 40), st.integers(0, 40)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    st.floats(allow_nan=False, allow_infinity=False),
)
ENTRIES = st.lists(st.tuples(st.integers(0, 9), EVERYTHING, st.lists(EVIDENCE, max_size=2).map(tuple)), max_size=4)


def document_with(layer: Layer[Any]) -> Document:
    return Document("x" * 40, "d").with_layer(layer)


def read(data: str | bytes, into: Registry = ALL) -> Document:
    return Document.from_json(data, registry=into)


def plain(**changes: Any) -> dict[str, Any]:
    return {"format": "discourse/1", "id": "d", "text": "some words", **changes}


def plain_words(**changes: Any) -> dict[str, Any]:
    word = {"start": 0, "end": 4, "value": {"kind": "low"}}
    return {"name": "words", "payload": {"name": WORD_NAME, "schema": 1}, "annotations": [word], **changes}


WORD_NAME = next(name for name in ALL.payloads if name.endswith(".Word"))


# Nothing is lost


@given(ENTRIES)
def test_a_layer_of_any_payload_comes_back_equal_as_annotations(
    entries: list[tuple[int, Everything, tuple[Evidence, ...]]],
) -> None:
    document = document_with(Layer("all", Everything, [Annotation(Span(0, e), v, w) for e, v, w in entries]))
    back = read(document.to_json())

    assert document == back
    assert document.to_json() == back.to_json()
    assert document["all"].digest == back["all"].digest


@given(EVERYTHING, st.integers(2, 6))
def test_a_layer_of_any_payload_comes_back_equal_as_columns(value: Everything, count: int) -> None:
    document = document_with(
        Layer("all", Everything, Columns([*range(count)], [*range(1, count + 1)], [value] * count))
    )
    (layer,) = json.loads(document.to_json())["layers"]

    assert {"starts", "ends", "distinct", "values"} == set(layer["columns"])
    assert document == read(document.to_json())


@given(st.lists(st.integers(1, 3), max_size=12))
def test_layers_come_back_equal_however_monotonous_they_are(widths: list[int]) -> None:
    kinds: list[Literal["low", "capital", "other"]] = ["low", "capital", "other"]
    starts = [3 * i for i in range(len(widths))]
    ends = [start + width for start, width in zip(starts, widths, strict=True)]
    document = document_with(Layer("words", Word, Columns(starts, ends, [Word(kinds[w - 1]) for w in widths])))

    assert document == read(document.to_json())


def test_an_analyzed_document_comes_back_with_provenance_and_failures() -> None:
    document = pipeline(WORDS, SHOUTS, PAIRS, RAISES)(Document("NO MORE BOOM", "id", {"date": "2020-01-31"}))
    back = read(document.to_json())

    assert document == back
    assert document.failures == back.failures != ()
    assert document["pairs"].provenance == back["pairs"].provenance
    assert document.layers == back.layers
    assert back == read(document.to_json().encode())


def test_the_file_carries_format_and_payload_names() -> None:
    written = json.loads(document_with(word_layer("words", (0, 4))).to_json())

    assert "discourse/1" == written["format"]
    assert {"name": WORD_NAME, "schema": 1} == written["layers"][0]["payload"]
    assert "\n" not in Document("two\nlines").to_json()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Document("a", metadata={"x": 1, "y": 2}), Document("a", metadata={"y": 2, "x": 1})),
        (
            document_with(Layer("words", Word, Columns([0, 4], [3, 7], [Word("low")] * 2))),
            document_with(Layer("words", Word, Columns([0, 4], [3, 7], [Word("low")] * 2, [(), ()]))),
        ),
        (
            document_with(word_layer("a")).with_layer(word_layer("b")),
            document_with(word_layer("b")).with_layer(word_layer("a")),
        ),
        (Document("a", metadata={"x": 1}), Document("a", metadata={"x": True})),
        (Document("a", metadata={"x": 1}), Document("a", metadata={"x": 1.0})),
    ],
    ids=["metadata", "no evidence", "order of layers", "number and truth", "number and float"],
)
def test_equal_documents_give_equal_text(one: Document, other: Document) -> None:
    assert (one == other) == (one.to_json() == other.to_json())


# What is not known here


@attrs.frozen
class Grown:
    """A payload that has got a field since."""

    size: int
    colour: str = "grey"
    schema_version: ClassVar[int] = 2


GROWN = registry(spec("grown", lambda: None, payload=Grown))
(GROWN_NAME,) = GROWN.payloads


def grown_json(schema: int, *values: dict[str, Any]) -> str:
    layer = {
        "name": "grown",
        "payload": {"name": GROWN_NAME, "schema": schema},
        "provenance": None,
        "annotations": [{"start": 0, "end": 4, "value": value} for value in values],
    }
    return json.dumps(plain(metadata={}, layers=[layer], failures=[]), ensure_ascii=False, separators=(",", ":"))


def test_an_older_schema_is_read_with_defaults() -> None:
    assert (Grown(3, "grey"),) == read(grown_json(1, {"size": 3}), GROWN)["grown"].values


@pytest.mark.parametrize(
    "values",
    [
        [{"size": 3, "colour": "blue", "weight": 2.5}],
        [{"zone": {"b": [1, None], "a": "ü"}, "big": 123456789012345678901234567890}],
        [{"number": 1e16, "small": 1e-7, "whole": 10.0}],
        [{"z": 1, "a": 2}],
    ],
)
def test_a_newer_schema_is_kept_and_written_back_as_it_came(values: list[dict[str, Any]]) -> None:
    text = grown_json(3, *values)
    document = read(text, GROWN)

    assert UnknownPayload(GROWN_NAME, 3) == document["grown"].payload
    assert text == document.to_json()


@given(ENTRIES)
def test_layers_of_plugins_that_are_not_installed_are_kept_and_written_back_as_they_came(
    entries: list[tuple[int, Everything, tuple[Evidence, ...]]],
) -> None:
    text = document_with(Layer("all", Everything, [Annotation(Span(0, e), v, w) for e, v, w in entries])).to_json()
    stranger = read(text, NOTHING)

    assert isinstance(stranger["all"].payload, UnknownPayload)
    assert all(isinstance(value, OpaqueValue) for value in stranger["all"].values)
    assert text == stranger.to_json()
    assert read(text) == read(stranger.to_json())


def test_columns_of_a_stranger_are_written_back_as_they_came() -> None:
    text = document_with(Layer("words", Word, Columns([0, 4], [3, 7], [Word("low")] * 2))).to_json()

    assert text == read(text, NOTHING).to_json()


def test_a_payload_is_never_imported_from_the_file() -> None:
    layer = plain_words(payload={"name": "antigravity.Word", "schema": 1})

    assert isinstance(read(json.dumps(plain(layers=[layer])))["words"].payload, UnknownPayload)
    import sys

    assert "antigravity" not in sys.modules


def test_a_pipeline_does_not_take_a_layer_of_an_unknown_payload_for_its_own() -> None:
    text = pipeline(WORDS)("NO MORE").to_json().replace(WORD_NAME, "strangers.Word")
    document = read(text)

    assert document["words"].payload != Word
    with pytest.raises(discourse.DiscourseError, match="words"):
        pipeline(WORDS, SHOUTS, on_error="raise")(document)


# What is no document


FAILURE = {"analyzer": "words", "layer": "words", "kind": "error", "message": "it fell"}
BROKEN: list[tuple[str, str | bytes, str]] = [
    ("empty", "", "no JSON.*line 1, column 1"),
    ("blank", " \n ", "no JSON.*line 2"),
    ("truncated", json.dumps(plain())[:-1], "no JSON.*line 1, column"),
    ("two values", "{} {}", "no JSON.*line 1, column 4"),
    ("nan", json.dumps(plain(metadata={"n": float("nan")})), "NaN"),
    ("infinity", json.dumps(plain(metadata={"n": -float("inf")})), "-Infinity"),
    ("too large", '{"format":"discourse/1","id":"d","text":"","metadata":{"n":1e999}}', r"\['n'\]"),
    ("too long", '{"format":"discourse/1","id":"d","text":"","metadata":{"n":' + "9" * 5000 + "}}", "digits"),
    ("key twice", '{"format":"discourse/1","id":"a","id":"b","text":""}', "'id' stands twice"),
    ("control character", '{"format":"discourse/1","id":"a\tb","text":""}', "character at line 1, column 32"),
    ("inner key twice", '{"format":"discourse/1","id":"a","text":"","metadata":{"k":1,"k":1}}', "'k' stands twice"),
    ("deep", "[" * 100_000 + "]" * 100_000, "deep"),
    ("deep object", '{"a":' * 100_000 + "1" + "}" * 100_000, "deep"),
    ("deep metadata", json.dumps(plain()).replace("}", ',"metadata":{"a":' + "[" * 600 + "]" * 600 + "}}"), "deep"),
    ("utf-16", json.dumps(plain()).encode("utf-16"), "no UTF-8: byte 0xff at offset 0"),
    ("cp1252", b'{"text": "na\xefve"}', "no UTF-8: byte 0xef at offset 12"),
    ("list", "[]", "object"),
    ("number", "3", "object"),
    ("no format", '{"id": "d", "text": ""}', "'format'"),
    ("other format", json.dumps(plain(format="discourse/2")), "'discourse/2'.*'discourse/1'"),
    ("format number", json.dumps(plain(format=1)), "format is 1"),
    ("no text", '{"format": "discourse/1", "id": "d"}', "'text' is missing"),
    ("no id", '{"format": "discourse/1", "text": ""}', "'id' is missing"),
    ("unknown key", json.dumps(plain(layer=[])), "'layer'.*Did you mean 'layers'"),
    ("text type", json.dumps(plain(text=5)), "text of a document"),
    ("text null", json.dumps(plain(text=None)), "text of a document"),
    ("id type", json.dumps(plain(id=5)), "id of a document"),
    ("surrogate", json.dumps(plain(text="\ud800")), "index 0"),
    ("metadata type", json.dumps(plain(metadata=[])), "metadata"),
    ("layers type", json.dumps(plain(layers={})), "'layers' is a list"),
    ("failures type", json.dumps(plain(failures="none")), "'failures' is a list"),
    ("failure keys", json.dumps(plain(failures=[{"analyzer": "a"}])), "failure"),
    ("failure type", json.dumps(plain(failures=["a"])), "failure"),
    ("failure values", json.dumps(plain(failures=[{**FAILURE, "message": 5}])), "failure"),
    ("failure kind", json.dumps(plain(failures=[{**FAILURE, "kind": "other"}])), "failure"),
    ("failure surrogate", json.dumps(plain(failures=[{**FAILURE, "message": "\ud800"}])), "failure"),
    ("layer twice", json.dumps(plain(layers=[plain_words(), plain_words()])), "'words' already"),
    ("layer type", json.dumps(plain(layers=[5])), r"layers\[0\]"),
    ("layer name", json.dumps(plain(layers=[plain_words(name=5)])), r"layers\[0\].*name"),
    ("layer name surrogate", json.dumps(plain(layers=[plain_words(name="\ud800")])), r"layers\[0\]"),
    ("layer key", json.dumps(plain(layers=[plain_words(anotations=[])])), r"layers\[0\].*anotations"),
    ("payload type", json.dumps(plain(layers=[plain_words(payload="Word")])), r"layers\[0\].*payload"),
    ("payload schema", json.dumps(plain(layers=[plain_words(payload={"name": "w", "schema": "1"})])), "schema number"),
    ("payload zero", json.dumps(plain(layers=[plain_words(payload={"name": "w", "schema": 0})])), "schema number"),
    ("payload truth", json.dumps(plain(layers=[plain_words(payload={"name": "w", "schema": True})])), "schema number"),
]  # fmt: skip


def broken_annotation(**changes: Any) -> str:
    word = {"start": 0, "end": 4, "value": {"kind": "low"}, **changes}
    return json.dumps(plain(layers=[plain_words(annotations=[word])]))


def broken_columns(**changes: Any) -> str:
    columns = {"starts": [0], "ends": [4], "distinct": [{"kind": "low"}], "values": [0], **changes}
    layer = {"name": "words", "payload": {"name": WORD_NAME, "schema": 1}, "columns": columns}
    return json.dumps(plain(layers=[layer]))


def broken_provenance(provenance: Any) -> str:
    return json.dumps(plain(layers=[plain_words(provenance=provenance)]))


HERE = r"layers\[0\] \('words'\)"
MADE = {"analyzer": "words", "version": "1", "config": "", "inputs": []}
BROKEN += [
    ("annotation value", broken_annotation(value={"kind": "loud"}), HERE + r".*annotations\[0\].*kind: 'loud'"),
    ("annotation field", broken_annotation(value={}), HERE + r".*annotations\[0\].*'kind' is missing"),
    ("annotation start", broken_annotation(start="0"), HERE + r".*annotations\[0\].*span"),
    ("annotation float", broken_annotation(start=0.0), HERE + r".*annotations\[0\].*span"),
    ("annotation order", broken_annotation(start=4, end=0), HERE + r".*annotations\[0\].*start 4 and end 0"),
    ("annotation negative", broken_annotation(start=-4), HERE + r".*annotations\[0\].*start -4"),
    ("annotation beyond", broken_annotation(end=11), "'words' reaches to 11.*10 characters"),
    ("annotation key", broken_annotation(evidense=[]), HERE + r".*annotations\[0\].*evidense"),
    ("evidence type", broken_annotation(evidence={}), HERE + r".*annotations\[0\].*evidence"),
    ("evidence rule", broken_annotation(evidence=[{"rule": 5}]), HERE + r".*annotations\[0\].*evidence"),
    ("evidence span", broken_annotation(evidence=[{"rule": "r", "span": [0]}]), HERE + r".*annotations\[0\]"),
    ("evidence no span", broken_annotation(evidence=[{"rule": "r", "span": 5}]), HERE + r".*annotations\[0\]"),
    ("evidence beyond", broken_annotation(evidence=[{"rule": "r", "span": [0, 11]}]), "evidence.* 11"),
    ("evidence weight", broken_annotation(evidence=[{"rule": "r", "weight": "1"}]), HERE + ".*weight"),
    ("evidence large", broken_annotation(evidence=[{"rule": "r", "weight": 10**400}]), HERE + r".*annotations\[0\]"),
    ("evidence surrogate", broken_annotation(evidence=[{"rule": "\ud800"}]), HERE + r".*annotations\[0\]|evidence"),
    ("columns type", json.dumps(plain(layers=[{**plain_words(), "annotations": [], "columns": []}])), HERE),
    ("columns length", broken_columns(ends=[]), "'words'.*unequal length"),
    ("columns float", broken_columns(starts=[0.0]), "'words'.*int"),
    ("columns text", broken_columns(starts="0"), HERE + r"\.columns.*'starts' is a list"),
    ("columns negative", broken_columns(starts=[-1]), "'words'.*-1"),
    ("columns beyond", broken_columns(ends=[11]), "'words' reaches to 11"),
    ("columns index", broken_columns(values=[1]), HERE + r"\.columns\.values: 1 is no index of the 1"),
    ("columns truth", broken_columns(values=[False]), HERE + r"\.columns\.values: False"),
    ("columns negative index", broken_columns(values=[-1]), HERE + r"\.columns\.values: -1"),
    ("columns value", broken_columns(distinct=[{"kind": 5}]), HERE + r"\.columns.*kind: 5"),
    ("columns order", broken_columns(starts=[5, 0], ends=[6, 1], values=[0, 0]), "'words'.*ordered"),
    ("columns key", broken_columns(evidence=[]), HERE + r"\.columns.*evidence"),
    ("both forms", broken_columns().replace('"columns"', '"annotations": [], "columns"'), HERE + ".*columns"),
    ("provenance type", broken_provenance("words"), HERE + r".*provenance"),
    ("provenance keys", broken_provenance({"analyzer": "words"}), HERE + r".*provenance.*'version'"),
    ("provenance analyzer", broken_provenance({**MADE, "analyzer": ["words"]}), HERE + r".*provenance"),
    ("provenance config", broken_provenance({**MADE, "config": 5}), HERE + r".*provenance"),
    ("provenance inputs", broken_provenance({**MADE, "inputs": 5}), HERE + r".*provenance"),
    ("provenance pair", broken_provenance({**MADE, "inputs": [["words"]]}), HERE + r".*provenance"),
    ("provenance text", broken_provenance({**MADE, "inputs": ["ab"]}), HERE + r".*provenance"),
    ("evidence beyond, of ours", json.dumps(plain(layers=[plain_words(
        provenance=MADE,
        annotations=[{"start": 0, "end": 4, "value": {"kind": "low"}, "evidence": [{"rule": "r", "span": [0, 11]}]}],
    )])), "evidence.* 11"),
    ("span in a value beyond", json.dumps(plain(layers=[{
        "name": "pairs", "payload": {"name": WORD_NAME.replace("Word", "Pair"), "schema": 1},
        "annotations": [{"start": 0, "end": 4, "value": {"first": [0, 99]}}],
    }])), "pairs.* 99"),
    ("unknown too large",
     json.dumps(plain(layers=[plain_words(payload={"name": "w.W", "schema": 1})])).replace('"low"', "1e999"), HERE),
    ("unknown surrogate",
     json.dumps(plain(layers=[plain_words(payload={"name": "w.W", "schema": 1})])).replace("low", "\\ud800"), HERE),
]  # fmt: skip


@pytest.mark.parametrize(("data", "message"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_what_is_no_document_is_a_format_error_that_says_where(data: str | bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        read(data)

    assert 500 > len(str(caught.value))
    str(caught.value).encode()


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
), st.sampled_from(["id", "text", "metadata", "layers", "failures", "name", "payload", "provenance", "annotations",
                    "columns", "start", "value", "evidence"]))  # fmt: skip
def test_any_json_in_any_place_is_read_or_refused_as_a_format(junk: Any, place: str) -> None:
    document = plain(metadata={}, failures=[], layers=[plain_words(provenance=None)])
    holder = document
    if place not in document:
        holder = document["layers"][0]
    if place in ("start", "value", "evidence"):
        holder = document["layers"][0]["annotations"][0]
    holder[place] = junk
    try:
        found = read(json.dumps(document))
    except FormatError:
        return

    assert found == read(found.to_json())
    found.to_json().encode()


@given(st.text())
def test_any_text_is_read_or_refused_as_a_format(text: str) -> None:
    with pytest.raises(FormatError):
        read(text)


@attrs.frozen
class Even:
    number: int = attrs.field()

    @number.validator
    def _check(self, _: object, value: int) -> None:
        if value % 2:
            raise ValueError(f"{value} is odd")


def test_a_value_that_its_class_refuses_is_a_format_error() -> None:
    evens = registry(spec("evens", lambda: None, payload=Even))
    (name,) = evens.payloads
    layer = {"name": "evens", "payload": {"name": name, "schema": 1}}
    word = {"start": 0, "end": 4, "value": {"number": 3}}

    with pytest.raises(FormatError, match=r"evens.*3 is odd"):
        read(json.dumps(plain(layers=[{**layer, "annotations": [word]}])), evens)


# Files


@pytest.mark.parametrize("data", [None, Path("a.json"), {"format": "discourse/1"}], ids=repr)
def test_what_is_no_json_at_all_is_refused(data: Any) -> None:
    with pytest.raises(FormatError, match="JSON is str or bytes, not"):
        Document.from_json(data)


def test_a_key_that_stands_twice_among_many_is_found_soon() -> None:
    keys = ",".join(f'"key{number}": 1' for number in range(50_000))

    with pytest.raises(FormatError, match="the key 'key49999' stands twice in one object"):
        read(f'{{{keys}, "key49999": 2}}')


DAMAGED = st.sampled_from([*'[]{}",:0123456789-e.', "null", "true", '"a"', "1e999", "NaN", "[]", ""])


@settings(max_examples=300, derandomize=True)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), DAMAGED), min_size=1, max_size=3))
def test_a_damaged_document_is_read_or_named(changes: list[tuple[float, str]]) -> None:
    letters = list(pipeline(WORDS, SHOUTS)("SOME words ARE loud").to_json())
    for place, letter in changes:
        letters[int(place * len(letters))] = letter

    with suppress(FormatError):  # and nothing else
        read("".join(letters))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_write_takes_one_document_as_json_and_many_as_json_lines(tmp_path: Path) -> None:
    documents = [Document("one\u2028", "1"), Document("two", "2")]
    discourse.write(documents[0], tmp_path / "one.json", registry=NOTHING)
    discourse.write(iter(documents), tmp_path / "two.JSONL", registry=NOTHING)

    assert documents[0].to_json() + "\n" == (tmp_path / "one.json").read_bytes().decode()
    assert "".join(d.to_json() + "\n" for d in documents) == (tmp_path / "two.JSONL").read_bytes().decode()
    assert ["one.json", "two.JSONL"] == names_in(tmp_path)


@pytest.mark.parametrize("documents", [[], [Document("one"), Document("two")]])
def test_a_json_file_holds_one_document(tmp_path: Path, documents: list[Document]) -> None:
    with pytest.raises(FormatError, match="one document, not"):
        discourse.write(documents, tmp_path / "some.json", registry=NOTHING)

    assert [] == names_in(tmp_path)


def test_an_unknown_suffix_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"'\.jsonn'.*\.json, \.jsonl.*Did you mean"):
        discourse.write(Document("one"), tmp_path / "one.jsonn", registry=NOTHING)


class Titles:
    """A plugin with a format of its own."""

    @discourse.hookimpl
    def discourse_writers(self, register: Any) -> None:
        register(discourse.Writer(name="titles", suffixes=(".titles",), write=write_titles))


def write_titles(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    path.write_text("".join(f"{document.id}\n" for document in documents), encoding="utf-8")


@pytest.mark.parametrize("name", ["one.json", "one.jsonl"])
def test_the_layers_to_write_are_chosen(tmp_path: Path, name: str) -> None:
    document = pipeline(WORDS, SHOUTS)("SOME words")
    discourse.write(document, tmp_path / name, layers=("shouts",))

    (again,) = discourse.read(tmp_path / name, registry=registry(WORDS, SHOUTS))

    assert ("shouts",) == again.layers


def test_a_layer_that_is_not_there_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(discourse.MissingLayerError, match="no layer 'shouts'"):
        discourse.write(Document("a"), tmp_path / "one.json", layers=("shouts",))
    assert [] == list(tmp_path.iterdir())


def test_each_document_is_written_to_a_file_named_after_its_id(tmp_path: Path) -> None:
    (writer,) = [w for w in all_writers(NOTHING).values() if w.name == "json"]
    ids = ["plain.txt", "2003/may/16.txt", "../../etc/passwd", ".hidden", "PLAIN.TXT", "a\x00b", "漢" * 200]
    write_each([Document("text", name) for name in ids], tmp_path / "new" / "out", writer)

    names = {path.name for path in (tmp_path / "new" / "out").iterdir()}
    assert {"plain.txt.json"} == {name for name in names if "-" not in name}
    assert set(ids) == {next(iter(discourse.read(tmp_path / "new" / "out" / name))).id for name in names}
    assert len(ids) == len({name.casefold() for name in names})
    assert ["new"] == [path.name for path in tmp_path.iterdir()]


def test_two_documents_of_one_id_are_refused(tmp_path: Path) -> None:
    (writer,) = [w for w in all_writers(NOTHING).values() if w.name == "json"]
    with pytest.raises(FormatError, match="two documents have the id 'a'"):
        write_each([Document("one", "a"), Document("two", "a")], tmp_path, writer)


class Twins:
    @discourse.hookimpl
    def discourse_writers(self, register: Any) -> None:
        register(discourse.Writer(name="twins", suffixes=(".one",), write=write_twins, beside=(".two",)))


def write_twins(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    path.with_suffix(".two").write_text("second", encoding="utf-8")
    for document in documents:
        path.write_text(document.text, encoding="utf-8")


def test_a_format_of_two_files_writes_both_or_neither(tmp_path: Path) -> None:
    twins = Registry([Twins()], entry_points=False)

    def broken() -> Iterator[Document]:
        yield Document("first")
        raise OSError("gone")

    with pytest.raises(SourceError, match="gone"):
        discourse.write(broken(), tmp_path / "a.one", registry=twins)
    assert [] == list(tmp_path.iterdir())

    discourse.write(Document("first"), tmp_path / "a.one", registry=twins)
    assert {"a.one": "first", "a.two": "second"} == {path.name: path.read_text() for path in tmp_path.iterdir()}


def test_formats_of_plugins_are_written(tmp_path: Path) -> None:
    registry = Registry([Titles()], entry_points=False)
    discourse.write([Document("a", "one"), Document("b", "two")], tmp_path / "all.titles", registry=registry)

    assert "one\ntwo\n" == (tmp_path / "all.titles").read_text(encoding="utf-8")
    with pytest.raises(FormatError, match=r"'\.titles'"):
        discourse.write(Document("a"), tmp_path / "all.titles", registry=NOTHING)


def test_a_file_is_left_as_it_was_if_its_documents_fail_half_way(tmp_path: Path) -> None:
    target = tmp_path / "corpus.jsonl"
    discourse.write(Document("before"), target, registry=NOTHING)
    before = target.read_bytes()

    def failing() -> Iterator[Document]:
        yield Document("first")
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        discourse.write(failing(), target, registry=NOTHING)

    assert before == target.read_bytes()
    assert ["corpus.jsonl"] == names_in(tmp_path)


def test_a_file_that_only_its_owner_may_read_stays_so(tmp_path: Path) -> None:
    target = tmp_path / "private.jsonl"
    target.touch(mode=0o600)
    discourse.write(Document("secret"), target, registry=NOTHING)

    assert 0o600 == stat.S_IMODE(target.stat().st_mode)


def test_a_link_stays_a_link_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    target.touch()
    link.symlink_to(target)
    discourse.write(Document("text"), link, registry=NOTHING)

    assert link.is_symlink()
    assert Document("text").to_json() + "\n" == target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing/one.jsonl", "No such file or directory"),
        ("folder.jsonl", "it is a folder"),
        ("file.txt/one.jsonl", "Not a directory"),
        ("one\0.jsonl", "embedded null byte"),
        ("x" * 300 + ".jsonl", "File name too long"),
    ],
    ids=["missing", "folder", "below a file", "nul", "long"],
)
def test_a_place_that_cannot_be_written_is_named_before_the_work_begins(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "file.txt").touch()

    def never() -> Iterator[Document]:
        raise AssertionError("a document was asked for")
        yield

    with pytest.raises(SourceError, match=rf"^cannot write .*: {message}"):
        discourse.write(never(), tmp_path / name, registry=NOTHING)

    assert ["file.txt", "folder.jsonl"] == names_in(tmp_path)


def test_links_that_lead_in_a_circle_are_no_place_to_write(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").symlink_to(tmp_path / "b.jsonl")
    (tmp_path / "b.jsonl").symlink_to(tmp_path / "a.jsonl")

    with pytest.raises(SourceError, match=r"^cannot write .*a\.jsonl"):
        discourse.write(Document("one"), tmp_path / "a.jsonl", registry=NOTHING)

    assert ["a.jsonl", "b.jsonl"] == names_in(tmp_path)


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **more: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # the user who runs the tests may be one who may write everywhere

    with pytest.raises(SourceError, match=r"^cannot write .*one\.jsonl: Permission denied$"):
        discourse.write(Document("one"), tmp_path / "one.jsonl", registry=NOTHING)


def test_a_name_as_long_as_names_may_be_is_written(tmp_path: Path) -> None:
    discourse.write(Document("one"), tmp_path / ("x" * 249 + ".jsonl"), registry=NOTHING)

    assert ["x" * 249 + ".jsonl"] == names_in(tmp_path)


def test_the_format_is_that_of_the_name_given_and_not_of_what_a_link_leads_to(tmp_path: Path) -> None:
    document = pipeline(WORDS, SHOUTS)("SOME words")
    (tmp_path / "link.tsv").symlink_to(tmp_path / "real")

    discourse.write(document, tmp_path / "link.tsv", layers=("shouts",))

    assert (tmp_path / "real").read_bytes().startswith(b"document\tstart\t")


NEEDS_TABLES = pytest.mark.skipif(find_spec("pyarrow") is None, reason="the extra 'tables' is not installed")
SUFFIXES = ("json", "jsonl", "csv", "tsv", *(pytest.param(name, marks=NEEDS_TABLES) for name in ("parquet", "arrow")))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("times", [1, 3_000])
def test_a_full_disk_is_named(tmp_path: Path, suffix: str, times: int) -> None:
    target = tmp_path / f"out.{suffix}"
    target.symlink_to("/dev/full")

    with pytest.raises(SourceError, match=rf"^cannot write .*out\.{suffix}: .*No space left on device"):
        discourse.write(pipeline(WORDS, SHOUTS)("SOME words " * times), target, layers=("shouts",))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("trouble", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()], ids=repr)
def test_what_ends_the_writing_leaves_no_half_file(tmp_path: Path, suffix: str, trouble: BaseException) -> None:
    document = pipeline(WORDS, SHOUTS)("SOME words")
    target = tmp_path / f"out.{suffix}"
    discourse.write(document, target, layers=("shouts",))
    before = target.read_bytes()

    def broken() -> Iterator[Document]:
        yield document
        raise trouble

    with pytest.raises((SourceError, KeyboardInterrupt)):
        discourse.write(broken(), target, layers=("shouts",))

    assert before == target.read_bytes()
    assert [target.name] == names_in(tmp_path)


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ("a text", "expected documents, not 'a text'; make one: discourse.Document"),
        (None, "expected documents, not None"),
        (["a text"], "expected a document, not 'a text'; make one: discourse.Document"),
        ([b"bytes"], "expected a document, not b'bytes'"),
    ],
)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_no_document_is_not_written(tmp_path: Path, documents: Any, message: str, suffix: str) -> None:
    with pytest.raises(FormatError, match=message):
        discourse.write(documents, tmp_path / f"out.{suffix}", layers=("shouts",))

    assert [] == names_in(tmp_path)


def test_an_error_of_the_source_is_not_one_of_the_file(tmp_path: Path) -> None:
    def broken() -> Iterator[Document]:
        yield Document("one")
        raise SourceError("there is no folder of articles")

    with pytest.raises(SourceError, match=r"^there is no folder of articles$"):
        discourse.write(broken(), tmp_path / "out.jsonl", registry=NOTHING)

    assert [] == names_in(tmp_path)
