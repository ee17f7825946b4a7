"""Layers: order, columns, and the four queries against a search that looks at everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from discourse import Annotation, Columns, Evidence, EvidenceColumns, Layer, LayerError, Span

from .toys import Size, Word, word_layer

SPANS = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda pair: Span(min(pair), max(pair)))
ANNOTATIONS = st.lists(st.builds(Annotation, SPANS, st.builds(Size, st.just(0.0), st.sampled_from("abc"))), max_size=8)
Naive = Callable[[Span, Span], bool]


def layer_of(annotations: list[Annotation[Size]]) -> Layer[Size]:
    return Layer("any", Size, annotations)


# Order


@given(ANNOTATIONS)
def test_annotations_are_ordered_by_start_then_the_longer_first_else_as_they_came(
    annotations: list[Annotation[Size]],
) -> None:
    expected = sorted(annotations, key=lambda a: (a.span.start, -a.span.end))

    assert expected == list(layer_of(annotations))


@given(ANNOTATIONS)
@example([Annotation(Span(5, 5), Size(0.0, "a")), Annotation(Span(5, 8), Size(0.0, "b"))])
def test_columns_are_taken_if_they_are_in_that_order_and_refused_if_not(annotations: list[Annotation[Size]]) -> None:
    columns = Columns(
        [a.span.start for a in annotations], [a.span.end for a in annotations], [a.value for a in annotations]
    )
    in_order = [(a.span.start, -a.span.end) for a in annotations] == sorted(
        (a.span.start, -a.span.end) for a in annotations
    )

    if in_order:
        assert layer_of(annotations) == Layer("any", Size, columns)
    else:
        with pytest.raises(LayerError, match="any"):
            Layer("any", Size, columns)


@given(ANNOTATIONS, st.integers(-10, 10), st.none() | st.integers(-10, 10))
def test_indices_and_slices_are_those_of_a_sequence(
    annotations: list[Annotation[Size]], index: int, stop: int | None
) -> None:
    layer = layer_of(annotations)
    everything = tuple(layer)

    assert len(everything) == len(layer)
    assert everything[index:stop] == layer[index:stop]
    if -len(everything) <= index < len(everything):
        assert everything[index] == layer[index]
    else:
        with pytest.raises(IndexError):
            layer[index]


# Queries


@given(ANNOTATIONS, SPANS)
def test_within_agrees_with_a_search_of_everything(annotations: list[Annotation[Size]], span: Span) -> None:
    layer = layer_of(annotations)

    assert tuple(a for a in layer if span.contains(a.span)) == layer.within(span)


@given(ANNOTATIONS, SPANS)
def test_covering_agrees_with_a_search_of_everything(annotations: list[Annotation[Size]], span: Span) -> None:
    layer = layer_of(annotations)

    assert tuple(a for a in layer if a.span.contains(span)) == layer.covering(span)


@given(ANNOTATIONS, SPANS)
def test_overlapping_agrees_with_a_search_of_everything(annotations: list[Annotation[Size]], span: Span) -> None:
    layer = layer_of(annotations)

    assert tuple(a for a in layer if a.span.overlap(span)) == layer.overlapping(span)


@given(ANNOTATIONS, SPANS)
def test_best_is_the_first_of_those_with_the_largest_overlap(annotations: list[Annotation[Size]], span: Span) -> None:
    layer = layer_of(annotations)
    overlapping = [a for a in layer if a.span.overlap(span)]

    assert max(overlapping, key=lambda a: a.span.overlap(span), default=None) == layer.best(span)


@given(st.lists(st.integers(0, 3), max_size=8), SPANS)
def test_range_within_gives_the_same_indices_for_a_layer_without_overlaps(widths: list[int], span: Span) -> None:
    bounds, place = [], 0
    for width in widths:
        bounds.append((place, place + width + 1))
        place += width + 1 + width % 2
    layer = word_layer("words", *bounds)

    assert layer.within(span) == tuple(layer[i] for i in layer.range_within(span.start, span.end))


def test_queries_of_an_empty_layer_find_nothing() -> None:
    empty: Layer[Word] = Layer("empty", Word)

    assert ((), (), (), None) == (
        empty.within(Span(0, 9)), empty.covering(Span(0, 9)), empty.overlapping(Span(0, 9)), empty.best(Span(0, 9))
    )  # fmt: skip
    assert [] == list(empty.range_within(0, 9))


def test_best_prefers_the_first_of_equals_in_nested_layers() -> None:
    nested = word_layer("nested", (0, 10), (2, 6), (2, 6), (4, 8))

    assert Span(0, 10) == nested.best(Span(4, 6)).span  # type: ignore[union-attr]
    assert nested.best(Span(20, 30)) is None


# What a layer refuses


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (Columns([0, 1], [1], [Word("low")]), "unequal length: 2 starts, 1 ends, 1 values"),
        (Columns([0], [1], []), "unequal length"),
        (Columns([0], [1], [Word("low")], []), "0 pieces of evidence"),
        (Columns([-1], [1], [Word("low")]), "annotation 0 goes from -1 to 1"),
        (Columns([0, 5], [1, 4], [Word("low")] * 2), "annotation 1 goes from 5 to 4"),
        (Columns([0.0], [1], [Word("low")]), "type int"),  # type: ignore[list-item]
        (Columns([False], [True], [Word("low")]), "type int"),
        (Columns([0], [1], [Size(1.0, None)]), "value of annotation 0 is a Size, not a Word"),
        (Columns([0], [1], [None]), "NoneType, not a Word"),
        (Columns([0], [1], [Word("low")], [[]]), "evidence is a tuple of Evidence"),  # type: ignore[list-item]
        (Columns([0], [1], [Word("low")], [("why",)]), "evidence is a tuple of Evidence"),  # type: ignore[list-item]
        (Columns([5, 0], [6, 1], [Word("low")] * 2), "annotation 1 .* stands behind"),
        (Columns([0, 0], [1, 4], [Word("low")] * 2), "the longer first"),
    ],
)
def test_columns_that_are_no_layer_are_refused_with_the_place(columns: Columns[Word], message: str) -> None:
    with pytest.raises(LayerError, match=message):
        Layer("words", Word, columns)


@pytest.mark.parametrize("wrong", [(0, 1, Word("low")), None, Word("low"), Span(0, 1)], ids=repr)
def test_annotations_are_annotations(wrong: object) -> None:
    with pytest.raises(LayerError, match="Annotation"):
        Layer("words", Word, [wrong])  # type: ignore[list-item]


def test_the_span_of_an_annotation_is_a_span() -> None:
    with pytest.raises(LayerError, match="tuple as its span"):
        Layer("words", Word, [Annotation((0, 1), Word("low"))])  # type: ignore[arg-type]


# Evidence


def test_weights_are_rounded_and_have_no_negative_zero() -> None:
    assert 0.333333 == Evidence(None, "rule", 1 / 3).weight
    assert "0.0" == str(Evidence(None, "rule", -1e-9).weight)
    assert float is type(Evidence(None, "rule", 2).weight)


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), -float("inf")])
def test_weights_are_finite(weight: float) -> None:
    with pytest.raises(LayerError, match="finite"):
        Evidence(None, "rule", weight)


def test_evidence_of_one_annotation_stays_with_it_when_the_layer_is_sorted() -> None:
    late = Annotation(Span(5, 6), Word("low"), [Evidence(Span(5, 6), "late")])  # type: ignore[arg-type]
    early = Annotation(Span(0, 1), Word("low"))

    assert [early, late] == list(Layer("words", Word, [late, early]))
    assert (Evidence(Span(5, 6), "late"),) == Layer("words", Word, [late, early])[1].evidence


@given(ANNOTATIONS)
def test_evidence_in_columns_says_what_evidence_as_objects_says(annotations: list[Annotation[Size]]) -> None:
    as_objects = layer_of(annotations)
    evidence = [annotation.evidence for annotation in as_objects]
    columns = Columns(as_objects.starts, as_objects.ends, as_objects.values, EvidenceColumns.of(evidence))
    as_columns = Layer("any", Size, columns)

    assert evidence == list(EvidenceColumns.of(evidence))
    assert as_objects == as_columns
    assert as_objects.digest == as_columns.digest
    assert [annotation.evidence for annotation in as_columns] == evidence


def test_weights_in_columns_are_rounded_as_others_are() -> None:
    columns = EvidenceColumns([2], [0, -1], [3, -1], ["word", "bias"], [1 / 3, -1e-9])

    assert columns[0] == (Evidence(Span(0, 3), "word", 1 / 3), Evidence(None, "bias", -1e-9))
    assert (0.333333, 0.0) == columns.weights


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (([2], [0], [3], ["word"], [1.0]), "1 starts, 1 ends, 1 rules and 1 weights for 2 pieces"),
        (([2, -1], [0], [3], ["word"], [1.0]), "for 1 pieces"),
        (([1], [0], [3], ["word"], []), "0 weights"),
        (([1], [4], [3], ["word"], [1.0]), "piece 0 goes from 4 to 3"),
        (([1], [-2], [3], ["word"], [1.0]), "piece 0 goes from -2 to 3"),
        (([1], [0.0], [3], ["word"], [1.0]), "type int"),
        (([1], [0], [3], [None], [1.0]), "rules are texts"),
        (([1], [0], [3], ["word"], [float("nan")]), "finite"),
        (([1], [0], [3], ["word"], ["much"]), "finite"),
    ],
)
def test_columns_that_are_no_evidence_are_refused(columns: Any, message: str) -> None:
    with pytest.raises(LayerError, match=message):
        EvidenceColumns(*columns)


def test_equal_layers_have_equal_hashes_and_digests_however_they_were_made() -> None:
    columns = Layer("words", Word, Columns([0, 4], [3, 7], [Word("low")] * 2, [(), ()]))
    annotations = word_layer("words", (4, 7), (0, 3))

    assert annotations == columns
    assert hash(annotations) == hash(columns)
    assert annotations.digest == columns.digest


@pytest.mark.parametrize(
    "other",
    [
        word_layer("others", (0, 3)),
        word_layer("words", (0, 2)),
        word_layer("words", (0, 3), (4, 5)),
        Layer("words", Word, [Annotation(Span(0, 3), Word("capital"))]),
        Layer("words", Word, [Annotation(Span(0, 3), Word("low"), (Evidence(None, "why"),))]),
        Layer("words", Size, [Annotation(Span(0, 3), Size(1.0, None))]),
    ],
    ids=["name", "bounds", "number", "value", "evidence", "payload"],
)
def test_layers_that_differ_in_anything_are_unequal_and_have_other_digests(other: Layer[Word]) -> None:
    layer = word_layer("words", (0, 3))

    assert layer != other
    assert layer.digest != other.digest
