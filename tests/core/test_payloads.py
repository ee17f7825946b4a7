"""The closed set of types: what may be a payload, which values are sound, rounding, plain data and back."""

from __future__ import annotations

import datetime
import enum
import json
import math
from typing import Annotated, Any, ClassVar, Literal, Optional

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from discourse import DiscourseError, PayloadError, Span, TextError
from discourse.field_types import round_floats
from discourse.payloads import canonical_json, schema_of, shortened

from .toys import Everything, Size, Word

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
REAL = st.floats(allow_nan=False, allow_infinity=False)
SPAN = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda bounds: Span(min(bounds), max(bounds)))
SIZE = st.builds(Size, REAL, st.none() | TEXT)
EVERYTHING = st.builds(
    Everything,
    text=TEXT,
    whole=st.integers(),
    real=REAL,
    truth=st.booleans(),
    nothing=st.none(),
    choice=st.sampled_from(["yes", "no", 3, True, None]),
    span=SPAN,
    size=SIZE,
    maybe_text=st.none() | TEXT,
    maybe_span=st.none() | SPAN,
    maybe_size=st.none() | SIZE,
    maybe_choice=st.sampled_from(["a", "b", None]),
    texts=st.lists(TEXT, max_size=3).map(tuple),
    reals=st.lists(REAL, max_size=3).map(tuple),
    spans=st.lists(SPAN, max_size=3).map(tuple),
    sizes=st.lists(SIZE, max_size=2).map(tuple),
    rows=st.lists(st.lists(st.none() | st.integers(), max_size=2).map(tuple), max_size=2).map(tuple),
    exact=REAL,
)


def everything(**changes: Any) -> Everything:
    sound = Everything(
        "a", 1, 0.5, False, None, "yes", Span(0, 1), Size(1.0, None), None, None, None, None, (), (), (), (), ()
    )
    return attrs.evolve(sound, **changes)


# Spans


@pytest.mark.parametrize("bounds", [(-1, 2), (3, 2), (0, 1.0), ("0", 1), (True, 2), (None, 1)])
def test_a_span_has_whole_bounds_in_order(bounds: tuple[Any, Any]) -> None:
    with pytest.raises(TextError, match="a span has"):
        Span(*bounds)


@given(SPAN, SPAN)
def test_overlap_counts_the_shared_characters(one: Span, other: Span) -> None:
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))

    assert len(shared) == one.overlap(other) == other.overlap(one)


@given(SPAN, SPAN)
def test_contains_is_for_bounds_and_all_between(one: Span, other: Span) -> None:
    assert (one.start <= other.start and other.end <= one.end) == one.contains(other)


def test_an_empty_span_is_still_a_span() -> None:
    assert Span(4, 4)
    assert 0 == len(Span(4, 4))


# Classes outside the closed set


class Colour(enum.Enum):
    RED = 1


@pytest.mark.parametrize(
    "hint",
    [
        list[int],
        dict[str, int],
        set[str],
        frozenset[str],
        bytes,
        complex,
        object,
        Any,
        datetime.datetime,
        Colour,
        tuple[int, str],
        tuple[()],
        tuple,
        int | str,
        int | str | None,
        Span | Size,
        Literal[b"bytes"],
        Literal[Colour.RED],
        tuple[list[int], ...],
        list[int] | None,
        type,
    ],
    ids=str,
)
def test_a_field_of_another_type_is_refused(hint: Any) -> None:
    made = attrs.make_class("Made", {"field": attrs.field(type=hint)}, frozen=True)

    with pytest.raises(PayloadError, match=r"Made\.field"):
        schema_of(made)


def test_a_nested_payload_is_read_as_strictly() -> None:
    inner = attrs.make_class("Inner", {"bad": attrs.field(type=list)}, frozen=True)
    outer = attrs.make_class("Outer", {"inner": attrs.field(type=inner)}, frozen=True)

    with pytest.raises(PayloadError, match=r"Inner\.bad"):
        schema_of(outer)


@attrs.define
class Changeable:
    field: int


@attrs.define
class ChangeableButValidated:
    field: int = attrs.field(validator=attrs.validators.instance_of(int))


@attrs.define
class ChangeableButConverted:
    field: int = attrs.field(converter=int)


@pytest.mark.parametrize("cls", [Changeable, ChangeableButValidated, ChangeableButConverted])
def test_a_class_whose_values_can_be_changed_is_refused(cls: type[Any]) -> None:
    with pytest.raises(PayloadError, match="frozen"):
        schema_of(cls)


class Plain:
    field: int


@pytest.mark.parametrize("cls", [Plain, int, str, dict, Word("low"), "Word", None])
def test_what_is_no_attrs_class_is_refused(cls: Any) -> None:
    with pytest.raises(PayloadError, match="attrs"):
        schema_of(cls)


@attrs.frozen
class Node:
    children: tuple[Node, ...] = ()


@attrs.frozen
class Unresolved:
    field: NotThere  # type: ignore[name-defined]  # noqa: F821


@attrs.frozen
class Underscored:
    _hidden: int


@attrs.frozen
class NotGiven:
    made: int = attrs.field(init=False, default=3)


@pytest.mark.parametrize("cls", [Node, Unresolved])
def test_a_class_whose_types_cannot_be_read_is_refused_as_a_payload(cls: type[Any]) -> None:
    with pytest.raises(PayloadError, match=cls.__name__):
        schema_of(cls)


@pytest.mark.parametrize("cls", [Underscored, NotGiven])
def test_a_class_that_cannot_be_made_from_its_fields_is_refused_or_comes_back(cls: type[Any]) -> None:
    value = cls(4) if cls is Underscored else cls()
    try:
        schema = schema_of(cls)
    except PayloadError:
        return

    assert value == schema.decode(schema.encode(value))


@attrs.frozen
class Unequal:
    pass


@attrs.frozen
class Notations:
    low: Annotated[int, "the lower"]
    old: Optional[str] = None  # noqa: UP045  # the old way of writing it is legal too
    number: ClassVar[int] = 4


def test_the_ways_to_write_a_type_are_the_same() -> None:
    assert ["low", "old"] == list(schema_of(Notations).fields)


def test_a_payload_without_fields_is_one() -> None:
    assert {} == schema_of(Unequal).encode(Unequal())
    assert Unequal() == schema_of(Unequal).decode({})


# Values


@given(EVERYTHING)
def test_any_value_comes_back_from_its_plain_form(value: Everything) -> None:
    schema = schema_of(Everything)
    plain = json.loads(canonical_json(schema.encode(value)))

    assert schema.problem(value) is None
    assert value == schema.decode(plain)
    assert list(map(type, attrs.astuple(value))) == list(map(type, attrs.astuple(schema.decode(plain))))


@pytest.mark.parametrize(
    ("field", "content"),
    [
        ("text", b"a"),
        ("text", "\ud800"),
        ("text", None),
        ("whole", 1.0),
        ("whole", True),
        ("real", 1),
        ("real", math.nan),
        ("real", math.inf),
        ("real", -math.inf),
        ("truth", 1),
        ("truth", None),
        ("nothing", False),
        ("choice", "maybe"),
        ("choice", 1),
        ("choice", 3.0),
        ("choice", False),
        ("choice", []),
        ("span", (0, 1)),
        ("span", None),
        ("size", Word("low")),
        ("size", Size(math.nan, None)),
        ("maybe_span", (0, 1)),
        ("maybe_size", Size(1.0, "\udfff")),
        ("maybe_choice", "c"),
        ("texts", ["a"]),
        ("texts", ("a", 1)),
        ("reals", (1.0, math.inf)),
        ("spans", (None,)),
        ("sizes", (Size(1, None),)),  # type: ignore[arg-type]
        ("rows", ((1.5,),)),
    ],
)
def test_a_value_of_another_type_is_named_with_its_field(field: str, content: Any) -> None:
    problem = schema_of(Everything).problem(everything(**{field: content}))

    assert problem is not None
    assert field in problem


def test_a_value_of_a_subclass_is_another_class() -> None:
    @attrs.frozen
    class Louder(Word):
        pass

    assert "Louder" in str(schema_of(Word).problem(Louder("low")))


# Plain data that are no value


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ({}, "field 'value' is missing.*field 'unit' is missing"),
        ({"value": 1.0}, "field 'unit' is missing"),
        ({"value": 1.0, "unit": None, "more": 1}, "there is no field 'more'"),
        ({"value": "1", "unit": None}, r"Size\.value: '1' is no finite float"),
        ({"value": True, "unit": None}, r"Size\.value: True is no finite float"),
        ({"value": 1.0, "unit": 5}, r"Size\.unit: 5 is no text"),
        ([1.0, None], "expected an object"),
        (None, "expected an object"),
        ("Size", "expected an object"),
    ],
)
def test_plain_data_of_another_form_are_refused_with_the_place(plain: Any, message: str) -> None:
    with pytest.raises(PayloadError, match=message):
        schema_of(Size).decode(plain)


def test_a_whole_number_is_read_as_a_float_where_a_float_belongs() -> None:
    value = schema_of(Size).decode({"value": 3, "unit": None})

    assert Size(3.0, None) == value
    assert float is type(value.value)


@pytest.mark.parametrize("plain", [[0], [0, 1, 2], [1, 0], [-1, 0], "01", {"start": 0}, [0.0, 1], [True, 2]])
def test_plain_spans_are_two_whole_numbers_in_order(plain: Any) -> None:
    schema = schema_of(attrs.make_class("OfSpan", {"span": attrs.field(type=Span)}, frozen=True))

    with pytest.raises(DiscourseError, match="span"):
        schema.decode({"span": plain})


# Rounding


@given(EVERYTHING)
def test_rounding_is_to_six_decimals_and_done_once(value: Everything) -> None:
    schema = schema_of(Everything)
    once = schema.rounded(value)

    assert once == schema.rounded(once)
    assert once.real == round(value.real, 6)
    assert once.reals == tuple(round(real, 6) for real in value.reals)
    assert once.size.value == round(value.size.value, 6)
    assert once.sizes == tuple(attrs.evolve(size, value=round(size.value, 6)) for size in value.sizes)


@given(st.lists(st.floats() | st.floats(-100, 100) | st.integers(-(10**9), 10**9).map(lambda n: n / 2e6)))
@example([0.0, -0.0, -1e-9, 5e-7, 1.5e-6, 2.5e-6, 0.1234565, 4294.9672955, 1e300, math.inf, math.nan])
def test_floats_are_rounded_together_as_they_are_one_by_one(values: list[float]) -> None:
    assert [repr(round(value, 6) + 0.0) for value in values] == [repr(value) for value in round_floats(values)]


@given(st.lists(EVERYTHING, max_size=3))
def test_values_are_known_to_be_round_if_rounding_gives_them_back(values: list[Everything]) -> None:
    schema = schema_of(Everything)

    assert schema.are_round(values) == all(value is schema.rounded(value) for value in values)


def test_a_field_that_is_exact_is_left_alone() -> None:
    value = everything(real=0.12345678901, exact=0.12345678901)

    assert 0.123457 == schema_of(Everything).rounded(value).real
    assert 0.12345678901 == schema_of(Everything).rounded(value).exact


def test_a_value_that_rounding_does_not_change_is_itself() -> None:
    value = everything(real=0.25, reals=(1.0, 2.5))

    assert value is schema_of(Everything).rounded(value)


def test_the_sign_of_a_small_negative_number_does_not_survive_rounding() -> None:
    rounded = schema_of(Size).rounded(Size(-1e-9, None)).value

    assert 1.0 == math.copysign(1.0, rounded)


# What a schema says of itself


def test_a_schema_has_name_number_and_required_fields() -> None:
    schema = schema_of(Everything)

    assert schema.name.endswith(".Everything")
    assert 2 == schema.schema_version
    assert 1 == schema_of(Word).schema_version
    assert "exact" not in schema.required
    assert "text" in schema.required


def test_a_class_is_read_once() -> None:
    assert schema_of(Word) is schema_of(Word)


def test_the_json_schema_describes_every_field() -> None:
    described = schema_of(Everything).json_schema()

    assert list(schema_of(Everything).fields) == list(described["properties"])
    assert {"enum": ["yes", "no", 3, True, None]} == described["properties"]["choice"]
    assert {"type": "array", "items": {"type": "string"}} == described["properties"]["texts"]
    assert {"anyOf": [{"type": "string"}, {"type": "null"}]} == described["properties"]["maybe_text"]
    assert "Every type that a field may have." == described["description"]
    assert described["additionalProperties"] is False
    json.dumps(described, allow_nan=False)


# Plain data


def test_canonical_json_is_written_in_one_way_only() -> None:
    assert '{"a":[1,"é"],"b":null}' == canonical_json({"b": None, "a": [1, "é"]})


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_canonical_json_has_no_number_that_json_has_not(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json([number])


def test_long_data_are_shortened_for_a_message() -> None:
    assert "'abc'" == shortened("abc")
    assert 60 == len(shortened("x" * 1000))
    assert shortened("x" * 1000).endswith("…")
