"""Layers travel between processes as columns, and arrive as they were."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import Annotation, Columns, Document, Evidence, Layer, Provenance, Span
from discourse.payloads import OpaqueValue, UnknownPayload

from .toys import SAMPLE, Everything, Pair, Shout, Word

TEXT = "Some words, and more of them."
spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda pair: Span(*sorted(pair)))
floats = st.floats(-1e6, 1e6)
evidence = st.builds(Evidence, st.none() | spans, st.text("abc: ", max_size=5), floats)


def arrived(layer: Layer[object]) -> Layer[object]:
    return pickle.loads(pickle.dumps(layer))  # of our own


@given(st.lists(st.tuples(spans, st.builds(Pair, spans, spans), st.lists(evidence, max_size=3))))
def test_a_layer_arrives_as_it_was(content: list[tuple[Span, Pair, list[Evidence]]]) -> None:
    layer = Layer("pairs", Pair, [Annotation(*parts) for parts in content], Provenance("a", "1", "c", (("b", "d"),)))

    there = arrived(layer)

    assert layer == there
    assert list(layer) == list(there)
    assert layer.digest == there.digest
    assert hash(layer) == hash(there)
    assert layer.covering(Span(3, 4)) == there.covering(Span(3, 4))


def test_a_layer_travels_twice_before_anybody_asks_for_its_evidence() -> None:
    piece = Evidence(Span(0, 4), "rule", 0.25)
    layer = Layer("shouts", Shout, [Annotation(Span(0, 4), Shout(1.0), (piece, Evidence(None, "bias", -1.0)))])

    assert layer == arrived(arrived(layer))
    assert (piece, Evidence(None, "bias", -1.0)) == arrived(arrived(layer))[0].evidence


def test_every_type_of_field_travels() -> None:
    layer = Layer("odd", Everything, [Annotation(Span(0, 4), SAMPLE)])

    assert layer == arrived(layer)
    assert SAMPLE == arrived(layer)[0].value


def test_a_value_that_stands_for_many_is_one_object_there_too() -> None:
    word = Word("low")
    layer = Layer("words", Word, Columns([0, 5, 12], [4, 10, 15], [word, word, Word("capital")]))

    there = arrived(layer)

    assert there.values[0] is there.values[1]
    assert layer == there


def test_a_layer_that_is_not_known_travels() -> None:
    layer = Layer("strange", UnknownPayload("strange.Value", 3), [Annotation(Span(0, 1), OpaqueValue('{"a":1}'))])

    assert layer == arrived(layer)


def test_an_empty_layer_travels() -> None:
    assert Layer("words", Word) == arrived(Layer("words", Word))


def test_what_arrives_cannot_be_changed_either() -> None:
    there = arrived(Layer("shouts", Shout, [Annotation(Span(0, 4), Shout(1.0), (Evidence(Span(0, 1), "r"),))]))

    for thing, name in [(there, "starts"), (there[0].value, "strength"), (there[0].evidence[0], "rule")]:
        with pytest.raises(AttributeError):
            setattr(thing, name, None)


def test_a_document_arrives_as_it_was() -> None:
    document = Document(TEXT, "one", {"title": "T", "tags": ["a", {"b": None}]}).with_layer(
        Layer("shouts", Shout, [Annotation(Span(0, 4), Shout(1.0))])
    )

    there = pickle.loads(pickle.dumps(document))  # of our own

    assert document == there
    assert document.to_json() == there.to_json()


def test_a_pipeline_arrives_as_it_was() -> None:
    pipeline = discourse.Pipeline("tokens", on_error="raise", registry=discourse.Registry(entry_points=False))

    there = pickle.loads(pickle.dumps(pipeline))  # of our own

    assert pipeline(TEXT).to_json() == there(TEXT).to_json()
    assert "raise" == there.on_error
