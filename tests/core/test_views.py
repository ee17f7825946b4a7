"""Views: what a layer shows if its analyzer says nothing, and records of its annotations."""

from __future__ import annotations

import attrs
import pytest

from discourse import Annotation, Document, Layer, MissingLayerError, Span, UnknownPayload, View, records
from discourse.payloads import OpaqueValue
from discourse.views import Table, default_line, default_summary

from .test_payloads import everything
from .toys import PAIRS, SHOUTS, WORDS, Everything, Pair, Size, Word, pipeline, word_layer

TEXT = "NO MORE of it"


@attrs.frozen
class Dated:
    """A payload with fields that are named like the columns of a record."""

    start: str
    end: str
    text: str
    document: str


def test_a_line_shows_the_words_and_the_fields_that_have_a_value() -> None:
    document = Document(TEXT)

    assert "“MORE” kind=low" == default_line(document, Annotation(Span(3, 7), Word("low")))
    assert "“NO MORE” first=“NO”" == default_line(document, Annotation(Span(0, 7), Pair(Span(0, 2))))
    assert "“NO” value=1.5, unit=m" == default_line(document, Annotation(Span(0, 2), Size(1.5, "m")))


def test_a_line_can_be_made_of_every_type_of_field() -> None:
    line = default_line(Document(TEXT), Annotation(Span(0, 2), everything()))

    assert "text=a, whole=1, real=0.5, truth=False, choice=yes, span=“N”, size=(value=1.0), exact=0.0" in line
    assert line == default_line(Document(TEXT), Annotation(Span(0, 2), everything(spans=())))


def test_a_line_can_be_made_of_a_layer_that_is_not_known() -> None:
    assert '“NO” {"a":1}' == default_line(Document(TEXT), Annotation(Span(0, 2), OpaqueValue('{"a":1}')))


def test_a_summary_counts_the_first_field_with_a_closed_set_of_values() -> None:
    document = pipeline(WORDS)("A bc de 12 Fg hi")

    assert Table(("kind", "count"), (("low", "3"), ("capital", "2"), ("other", "1"))) == default_summary(
        document, document["words"]
    )


def test_a_summary_counts_words_where_no_field_has_a_closed_set() -> None:
    document = pipeline(WORDS, SHOUTS)("NO MORE and NO")

    assert Table(("text", "count"), (("NO", "2"), ("MORE", "1"))) == default_summary(document, document["shouts"])


def test_a_long_summary_says_how_much_it_leaves_out() -> None:
    text = " ".join(letter * 2 for letter in "ABCDEFGHIJ")
    document = pipeline(WORDS, SHOUTS)(text)
    summary = default_summary(document, document["shouts"])

    assert summary is not None
    assert [letter * 2 for letter in "ABCDEFGH"] == [row[0] for row in summary.rows]
    assert "and 2 more" == summary.note


def test_an_empty_layer_has_no_summary() -> None:
    assert default_summary(Document(TEXT), word_layer("words")) is None


def test_a_layer_that_is_not_known_is_summarized_by_its_words() -> None:
    layer: Layer[OpaqueValue] = Layer("x", UnknownPayload("p.X", 1), [Annotation(Span(0, 2), OpaqueValue("{}"))])

    assert Table(("text", "count"), (("NO", "1"),)) == default_summary(Document(TEXT), layer)


def test_a_view_may_be_left_out() -> None:
    assert View() == attrs.evolve(WORDS, view=View()).view
    assert PAIRS.view.shown


# Records


def test_a_record_is_a_row_for_each_annotation() -> None:
    documents = [pipeline(WORDS, SHOUTS)(Document(text, text)) for text in ("NO", "no", "OH MY")]

    assert [
        {"document": "NO", "start": 0, "end": 2, "text": "NO", "strength": 0.666667},
        {"document": "OH MY", "start": 0, "end": 2, "text": "OH", "strength": 0.666667},
        {"document": "OH MY", "start": 3, "end": 5, "text": "MY", "strength": 0.666667},
    ] == list(records(iter(documents), "shouts"))
    assert list(records(documents[0], "shouts")) == list(records([documents[0]], "shouts"))


def test_a_record_needs_the_layer() -> None:
    with pytest.raises(MissingLayerError, match="words"):
        list(records(Document("a"), "words"))


def test_fields_that_are_named_like_a_column_do_not_take_its_place() -> None:
    layer = Layer("dated", Dated, [Annotation(Span(0, 2), Dated("2020-01-01", "2020-12-31", "a year", "diary"))])
    (row,) = records(Document(TEXT, "d").with_layer(layer), "dated")

    assert ("d", 0, 2, "NO") == (row["document"], row["start"], row["end"], row["text"])
    assert {"2020-01-01", "2020-12-31", "a year", "diary"} < {*row.values()}


def test_annotations_of_a_layer_that_is_not_known_are_rows_too() -> None:
    layer: Layer[OpaqueValue] = Layer("x", UnknownPayload("p.X", 1), [Annotation(Span(0, 2), OpaqueValue('{"a":1}'))])
    (row,) = records(Document(TEXT, "d").with_layer(layer), "x")

    assert ("d", 0, 2, "NO") == (row["document"], row["start"], row["end"], row["text"])


def test_every_type_of_field_is_plain_in_a_record() -> None:
    layer = Layer("all", Everything, [Annotation(Span(0, 2), everything())])
    (row,) = records(Document(TEXT, "d").with_layer(layer), "all")

    assert {int, str, float, bool, list, dict, type(None)} >= {type(cell) for cell in row.values()}
