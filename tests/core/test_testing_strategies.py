"""What the strategies draw is legal everywhere: it can be layered, written as JSON and read again."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from discourse import Document, Layer, PayloadError, Span
from discourse.payloads import schema_of
from discourse.testing import strategies
from discourse.testing.samples import hostile_texts

from . import toys
from .toys import Everything, Pair, Shout, Size, Word, registry, spec

PAYLOADS = (Word, Shout, Pair, Size, Everything)
REGISTRY = registry(
    *(spec(cls.__name__.lower(), toys.Shouts, payload=cls) for cls in (Word, Shout, Pair, Size, Everything))
)


@attrs.frozen
class Even:
    """A payload whose class refuses some values."""

    number: int = attrs.field()

    @number.validator
    def _check(self, attribute: Any, value: int) -> None:
        if value % 2:
            raise ValueError("odd")


@given(strategies.texts(max_size=50))
def test_texts_can_be_documents_and_are_no_longer_than_asked_for(text: str) -> None:
    assert Document(text).text == text
    assert len(text) <= 50


@pytest.mark.parametrize(
    "kind", ["“", "\x00", "\u0301", "\u202e", "\n\n", "said", "1,200", "😀"], ids=lambda kind: ascii(kind)
)
def test_texts_of_every_kind_are_drawn(kind: str) -> None:
    assert kind in find(
        strategies.texts(), lambda text: kind in text, settings=settings(max_examples=5000, database=None)
    )


@given(st.data())
def test_spans_lie_in_their_text(data: st.DataObject) -> None:
    text = data.draw(strategies.texts())
    span = data.draw(strategies.spans(text))

    assert Span(0, len(text)).contains(span)
    assert data.draw(strategies.spans(0)) == Span(0, 0)


@given(strategies.documents())
def test_documents_survive_json(document: Document) -> None:
    assert Document.from_json(document.to_json()) == document


@pytest.mark.parametrize("cls", PAYLOADS)
@given(data=st.data())
@settings(max_examples=30)
def test_values_are_sound_whatever_the_fields_are(cls: type[Any], data: st.DataObject) -> None:
    value = data.draw(strategies.payload_values(cls, 7))
    schema = schema_of(cls)

    assert schema.problem(value) is None
    assert schema.reach((value,)) <= 7
    assert schema.decode(schema.encode(value)) == value


@given(strategies.payload_values(Even, 5))
@settings(max_examples=30)
def test_what_a_class_refuses_is_not_drawn(value: Even) -> None:
    assert value.number % 2 == 0


def test_a_class_that_is_no_payload_is_refused() -> None:
    with pytest.raises(PayloadError, match="is no payload"):
        strategies.payload_values(dict, 5)


@pytest.mark.parametrize("cls", PAYLOADS)
@given(data=st.data())
@settings(max_examples=30)
def test_layers_fit_their_document_and_survive_json(cls: type[Any], data: st.DataObject) -> None:
    document = data.draw(strategies.documents())
    layer = data.draw(strategies.layers(document.text, cls, name="drawn", max_size=4))
    grown = document.with_layer(layer)

    assert isinstance(layer, Layer) and len(layer) <= 4
    assert Document.from_json(grown.to_json(), registry=REGISTRY) == grown


def test_hostile_texts_are_what_they_are_called() -> None:
    texts = hostile_texts()

    assert texts["nothing"] == ""
    assert texts["one blank"] == " "
    assert [] == [name for name, text in texts.items() if Document(text).text != text]
    assert max(map(len, texts.values())) == 20_000
