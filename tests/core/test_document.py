"""Documents: any text, ids, metadata that nobody can change, layers written once, equality, pickling, threads."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse import (
    Annotation,
    Columns,
    Document,
    Evidence,
    Layer,
    LayerError,
    MissingLayerError,
    PayloadError,
    Provenance,
    Span,
    TextError,
)

from .test_payloads import EVERYTHING
from .toys import PAIRS, SHOUTS, WORDS, Everything, Pair, Shout, Size, Word, pipeline, word_layer

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
STRANGE = [
    "", " ", "\n\n\t", "\x00", "\ufeff", "a\r\nb", "naïve", "e\u0301\u0327", "👩\u200d💻👍🏽", "שלום עולם",
    "\u202eabc\u202c", "İI\u0307", "\x1b[31m", "\ufffe\uffff", "\U0010ffff", "9" * 5000, "ﬁ ﬀ", "\u2028\u2029\x85",
]  # fmt: skip
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


# Text


@given(TEXT, st.data())
def test_spans_round_trip(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    document = Document(text)

    assert text == document.slice(Span(0, start)) + document.slice(Span(start, end)) + document.slice(
        Span(end, len(text))
    )
    assert end - start == len(document.slice(Span(start, end)))


@pytest.mark.parametrize("text", STRANGE, ids=ascii)
def test_every_text_that_can_be_encoded_is_legal_and_kept_as_it_is(text: str) -> None:
    assert text == Document(text).text
    assert Document(text) == Document.from_json(Document(text).to_json())


@pytest.mark.parametrize(("text", "index"), [("\ud800", 0), ("ab\udfff", 2), ("👍\ud83d", 1)], ids=ascii)
def test_a_lone_surrogate_is_refused_with_its_index(text: str, index: int) -> None:
    with pytest.raises(TextError, match=f"index {index}") as caught:
        Document(text)

    str(caught.value).encode()


@pytest.mark.parametrize("text", [b"bytes", None, 3, ["a"]])
def test_a_text_is_a_str(text: Any) -> None:
    with pytest.raises(TextError, match=type(text).__name__):
        Document(text)


# Ids


def test_the_id_is_a_digest_of_the_text_unless_it_is_given() -> None:
    assert Document("same").id == Document("same", metadata={"title": "other"}).id
    assert Document("same").id != Document("Same").id
    assert "mine" == Document("same", "mine").id


@pytest.mark.parametrize("id", ["", 5, "\ud800", b"a"], ids=ascii)
def test_an_id_is_text_that_is_not_empty(id: Any) -> None:
    with pytest.raises(TextError, match="id of a document"):
        Document("text", id)


# Metadata


@given(st.dictionaries(TEXT, JSON_VALUES, max_size=4))
def test_metadata_come_back_from_json(metadata: dict[str, Any]) -> None:
    document = Document("a", metadata=metadata)

    assert document == Document.from_json(document.to_json())
    assert document.metadata == Document.from_json(document.to_json()).metadata


def test_metadata_cannot_be_changed_from_outside_or_inside() -> None:
    given_data = {"tags": ["a"], "outlet": {"name": "The Dune Post"}}
    document = Document("text", metadata=given_data)
    given_data["tags"].append("b")  # type: ignore[attr-defined]
    given_data["outlet"]["name"] = "Other"  # type: ignore[index]
    given_data["new"] = {}

    assert {"tags": ("a",), "outlet": {"name": "The Dune Post"}} == document.metadata
    for change in (
        lambda: document.metadata.__setitem__("title", "x"),  # type: ignore[attr-defined]
        lambda: document.metadata["outlet"].__setitem__("name", "x"),
        lambda: document.metadata["tags"].append("b"),
    ):
        with pytest.raises(AttributeError):
            change()


@pytest.mark.parametrize(
    ("metadata", "where"),
    [
        ({"date": object()}, r"\['date'\]"),
        ({"n": float("nan")}, r"\['n'\]"),
        ({"a": {"b": [1, {2}]}}, r"\['a'\]\['b'\]\[1\]"),
        ({3: "x"}, "names are str"),
        ({"a": {None: 1}}, r"\['a'\]"),
        ({"title": "\ud800"}, r"\['title'\]"),
        ({"\ud800": "title"}, "metadata"),
        ([("a", 1)], "mapping"),
        ("title", "mapping"),
    ],
)
def test_metadata_that_are_no_json_are_refused_with_the_place(metadata: Any, where: str) -> None:
    with pytest.raises(TextError, match=where):
        Document("text", metadata=metadata)


def test_metadata_that_are_nested_too_deeply_are_refused() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]

    with pytest.raises(TextError, match="deep"):
        Document("text", metadata={"deep": deep})


# Nothing can be changed


@pytest.mark.parametrize("name", ["text", "id", "metadata", "failures", "other"])
def test_a_document_has_no_attribute_that_can_be_set(name: str) -> None:
    with pytest.raises((AttributeError, attrs.exceptions.FrozenInstanceError)):
        setattr(Document("text"), name, "other")


@pytest.mark.parametrize("name", ["name", "values", "starts", "provenance", "other"])
def test_a_layer_has_no_attribute_that_can_be_set(name: str) -> None:
    with pytest.raises((AttributeError, attrs.exceptions.FrozenInstanceError)):
        setattr(word_layer("words", (0, 1)), name, ())


def test_with_layer_leaves_the_document_as_it_was() -> None:
    before = Document("some words")
    after = before.with_layer(word_layer("words", (0, 4)))

    assert () == before.layers
    assert ("words",) == after.layers
    assert before == after.without("words")


# Layers are brought


def test_a_layer_is_written_once() -> None:
    document = Document("some words").with_layer(word_layer("words", (0, 4)))

    with pytest.raises(LayerError, match=r"'words' already.*document\.without\('words'\)"):
        document.with_layer(word_layer("words", (5, 10)))


@pytest.mark.parametrize("provenance", [None, Provenance("words", "1", "")])
def test_a_layer_does_not_reach_beyond_the_text(provenance: Provenance | None) -> None:
    fits = Layer("words", Word, Columns([0, 2], [4, 3], [Word("low")] * 2), provenance)

    assert ("words",) == Document("four").with_layer(fits).layers
    with pytest.raises(LayerError, match=r"'words' reaches to 4.* 3 characters"):
        Document("for").with_layer(fits)


def test_offsets_count_code_points() -> None:
    document = Document("👍🏽 ok").with_layer(word_layer("words", (3, 5)))

    assert "ok" == document.slice(document["words"][0].span)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Size(float("nan"), None), "annotation 0 has value=nan"),
        (Size(1, None), "has value=1"),
        (Size(1.0, "\ud800"), "has unit="),
        (Size(1.0, 5), "has unit=5"),  # type: ignore[arg-type]
    ],
    ids=["nan", "int", "surrogate", "type"],
)
def test_values_are_checked_when_a_layer_is_brought(value: Size, message: str) -> None:
    with pytest.raises(LayerError, match=f"'sizes'.*{message}"):
        Document("text").with_layer(Layer("sizes", Size, [Annotation(Span(0, 1), value)]))


@pytest.mark.parametrize(
    "evidence",
    [Evidence(Span(0, 9), "beyond"), Evidence((0, 1), "no span"), Evidence(None, 5), Evidence(None, "\ud800")],  # type: ignore[arg-type]
    ids=["beyond", "no span", "no text", "surrogate"],
)
def test_evidence_is_checked_when_a_layer_is_brought(evidence: Evidence) -> None:
    with pytest.raises(LayerError, match="evidence"):
        Document("text").with_layer(Layer("words", Word, [Annotation(Span(0, 1), Word("low"), (evidence,))]))


def test_spans_in_values_do_not_reach_beyond_the_text() -> None:
    with pytest.raises(LayerError, match="pairs"):
        Document("text").with_layer(Layer("pairs", Pair, [Annotation(Span(0, 1), Pair(Span(0, 99)))]))


def test_the_class_of_a_layer_is_a_payload() -> None:
    with pytest.raises(PayloadError, match="attrs"):
        Layer("words", dict)


@pytest.mark.parametrize("name", ["", 5, None, "\ud800"], ids=ascii)
def test_the_name_of_a_layer_is_text_that_is_not_empty(name: Any) -> None:
    with pytest.raises(LayerError, match="name"):
        Document("text").with_layer(Layer(name, Word))


# Layers are asked for


def test_a_missing_layer_is_a_key_error_that_says_what_is_there_and_how_to_get_it() -> None:
    document = Document("some words").with_layer(word_layer("words", (0, 4)))

    with pytest.raises(KeyError) as caught:
        document["word"]
    message = str(caught.value)

    assert isinstance(caught.value, MissingLayerError)
    assert "no layer 'word'; there are: words" in message
    assert "Did you mean 'words'?" in message
    assert "discourse.analyze(document, 'word')" in message


def test_a_layer_that_failed_says_so_when_it_is_asked_for() -> None:
    from .toys import RAISES

    document = pipeline(RAISES)("BOOM")

    with pytest.raises(MissingLayerError, match=r"'raises' gave none.*cannot bear BOOM"):
        document["raises"]


def test_a_typed_layer_is_of_that_class() -> None:
    document = Document("some words").with_layer(word_layer("words", (0, 4)))

    assert document["words"] is document.layer("words", Word)
    with pytest.raises(LayerError, match="words"):
        document.layer("words", Shout)
    with pytest.raises(MissingLayerError):
        document.layer("shouts", Shout)


def test_in_asks_for_a_layer() -> None:
    document = Document("some words").with_layer(word_layer("words", (0, 4)))

    assert "words" in document
    assert "shouts" not in document


# Layers are dropped


def test_without_drops_what_was_made_from_it() -> None:
    document = pipeline(WORDS, SHOUTS, PAIRS)("NO MORE of it")

    assert ("words", "shouts", "pairs") == document.layers
    assert () == document.without("words").layers
    assert ("words",) == document.without("shouts").layers
    assert ("words", "shouts") == document.without("pairs").layers
    assert ("words",) == document.without("pairs", "shouts").layers
    assert document == document.without()


def test_without_leaves_brought_layers() -> None:
    document = pipeline(WORDS, SHOUTS)(Document("NO MORE").with_layer(word_layer("notes", (0, 2))))

    assert ("notes",) == document.without("words").layers


def test_without_names_a_layer_that_is_there() -> None:
    with pytest.raises(MissingLayerError, match="words"):
        Document("text").without("words")


# Equality


@given(st.lists(st.tuples(st.integers(0, 5), EVERYTHING), max_size=3))
def test_documents_of_equal_content_are_equal_have_equal_hashes_and_survive_pickling(
    found: list[tuple[int, Everything]],
) -> None:
    def made() -> Document:
        layer = Layer("all", Everything, [Annotation(Span(0, end), copy.deepcopy(value)) for end, value in found])
        return Document("x" * 40, "id", {"tags": ["a", {"b": None}]}).with_layer(layer)

    one, other = made(), made()
    travelled = pickle.loads(pickle.dumps(one))

    assert one == other == travelled == copy.deepcopy(one)
    assert hash(one) == hash(other) == hash(travelled)
    assert one.to_json() == travelled.to_json()


@pytest.mark.parametrize(
    "other",
    [
        Document("text.", "id", {"a": 1}),
        Document("text", "ID", {"a": 1}),
        Document("text", "id", {"a": 2}),
        Document("text", "id", {"a": 1}).with_layer(word_layer("words", (0, 1))),
    ],
    ids=["text", "id", "metadata", "layers"],
)
def test_documents_that_differ_in_anything_are_unequal(other: Document) -> None:
    assert Document("text", "id", {"a": 1}) != other


def test_a_document_is_no_other_thing() -> None:
    assert Document("text") != "text"
    assert word_layer("words") != "words"


def test_a_pickled_document_keeps_failures_layers_and_frozen_metadata() -> None:
    from .toys import RAISES

    document = pipeline(WORDS, SHOUTS, RAISES)(Document("BOOM said HE", metadata={"tags": ["a"]}))
    travelled = pickle.loads(pickle.dumps(document))

    assert document == travelled
    assert document.failures == travelled.failures != ()
    assert document["shouts"].digest == travelled["shouts"].digest
    assert isinstance(travelled.metadata, Mapping)
    with pytest.raises(TypeError):
        travelled.metadata["tags"] = ()


# Things derived once


def test_what_is_derived_is_computed_once_for_the_same_layers_and_shared() -> None:
    calls = []

    def lengths(document: Document) -> tuple[int, ...]:
        calls.append(document)
        return tuple(end - start for start, end in zip(document["words"].starts, document["words"].ends, strict=True))

    document = Document("some words").with_layer(word_layer("words", (0, 4)))
    grown = document.with_layer(word_layer("notes", (0, 1)))

    assert (4,) == document.derive(lengths, "words") == grown.derive(lengths, "words")
    assert 1 == len(calls)


def test_what_is_derived_from_another_layer_of_the_same_name_is_another_thing() -> None:
    def count(document: Document) -> int:
        return len(document["words"])

    document = Document("some words").with_layer(word_layer("words", (0, 4)))
    corrected = document.without("words").with_layer(word_layer("words", (0, 4), (5, 10)))

    assert (1, 2, 1) == (
        document.derive(count, "words"), corrected.derive(count, "words"), document.derive(count, "words")
    )  # fmt: skip


def test_what_is_derived_needs_its_layers() -> None:
    with pytest.raises(MissingLayerError, match="words"):
        Document("some words").derive(len, "words")


def test_reprs_are_short_and_say_what_is_there() -> None:
    document = Document("word " * 100, "id").with_layer(word_layer("words", (0, 4)))

    assert "<Document 'id': 'word word word word word word word word …', layers: words>" == repr(document)
    assert "<Layer 'words': 1 x Word>" == repr(document["words"])
