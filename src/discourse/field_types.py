"""The closed set of types that fields of payloads have: how values are checked, rounded, written, read, described.

Checks are of columns: the values that one field has in a whole layer. Looking at a column in a few passes costs a
fraction of looking at each value.
"""

from __future__ import annotations

import math
import types
import typing
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Literal, Union

import attrs

from .errors import PayloadError, shortened
from .spans import Span

JSON = Any
Column = Sequence[Any]
DECIMALS = 6
MILLION = 10.0**DECIMALS
TO_WHOLE = 1.5 * 2**52  # added to a float and taken away again, it leaves the nearest whole number
CLEAR = 0.499  # a float this near to a whole number is nearest to it, whatever its last bits are
LARGEST = 2.0**32  # of these bits, there are enough for that


class FieldType(typing.NamedTuple):
    """How values of one type are checked, rounded, written, read and described."""

    sound: Callable[[Column], bool]  # whether all are of the type
    encode: Callable[[Any], JSON] | None  # None: the value is its own plain form
    decode: Callable[[JSON], Any] | None
    rounded: Callable[[Any], Any] | None  # None: nothing in it is a float
    is_round: Callable[[Column], bool] | None  # whether rounding surely changes none; None as before
    reach: Callable[[Column], int] | None  # the largest end of a span in them; None: there is no span in it
    schema: Mapping[str, JSON]
    label: str

    def check(self, value: Any) -> bool:
        """Say whether one value is of the type."""
        return self.sound((value,))


def field_type(hint: Any, where: str, nested: Callable[[type[Any]], FieldType], *, exact: bool = False) -> FieldType:
    """Read the type of one field.

    Args:
        hint: The type, resolved.
        where: Names the field in errors.
        nested: Reads a payload that is a field.
        exact: Whether its floats are kept as they are, since they were read and not computed.
    """
    if hint is float and exact:
        return PLAIN_TYPES[float]._replace(rounded=exact_float, is_round=are_finite_floats)
    if hint in PLAIN_TYPES:
        return PLAIN_TYPES[hint]
    if hint is Span:
        return SPAN_TYPE
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return literal_type(arguments, where)
    if origin in (Union, types.UnionType):
        kinds = [field_type(part, where, nested, exact=exact) for part in arguments if part is not type(None)]
        return union_type(kinds, len(arguments), where)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple_type(field_type(arguments[0], where, nested, exact=exact))
    if isinstance(hint, type) and attrs.has(hint):
        return nested(hint)
    raise PayloadError(
        f"{where} is of type {hint!r}; allowed are str, int, float, bool, None, Literal, Span, tuple[T, ...], "
        f"other payloads, and unions with None"
    )


def all_of(kind: type[Any]) -> Callable[[Column], bool]:
    return lambda column: {*map(type, column)} <= {kind}


def are_finite_floats(column: Column) -> bool:
    return {*map(type, column)} <= {float} and all(map(math.isfinite, column))


def are_texts(column: Column) -> bool:
    return {*map(type, column)} <= {str} and (all(map(str.isascii, column)) or all(map(is_encodable, column)))


def is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def round_float(value: float) -> float:
    """Round to six decimals; a negative zero becomes zero, so that its sign never shows."""
    return round(exact_float(value), DECIMALS) + 0.0


def round_floats(values: Iterable[float]) -> list[float]:
    """Round many floats as `round_float` does, three times as fast; infinities and NaN stay what they are.

    The float that is nearest to a number of millionths is that number divided by a million, which is what `round` gives
    after a way through decimal digits. It is asked where the next digit is too near to five, and for large numbers.
    """
    return [
        whole / MILLION
        if -CLEAR < (scaled := value * MILLION) - (whole := scaled + TO_WHOLE - TO_WHOLE) < CLEAR
        and -LARGEST < scaled < LARGEST
        else round(value, DECIMALS) + 0.0
        for value in values
    ]


def are_round_floats(column: Column) -> bool:
    """Say whether rounding changes no bit of a column, such as the sign of a zero."""
    return are_finite_floats(column) and array("d", column).tobytes() == array("d", round_floats(column)).tobytes()


def exact_float(value: float) -> float:
    """Return a finite number as a float, whatever gave it: a whole number, a number of numpy."""
    if type(value) is bool or value - value != 0.0:
        raise PayloadError(f"{value} is no finite float")
    return float(value)


def whole_as_float(plain: JSON) -> JSON:
    return float(plain) if type(plain) is int and abs(plain) < 2**53 else plain


PLAIN_TYPES: dict[Any, FieldType] = {
    str: FieldType(are_texts, None, None, None, None, None, {"type": "string"}, "text that can be encoded"),
    int: FieldType(all_of(int), None, None, None, None, None, {"type": "integer"}, "whole number"),
    float: FieldType(
        are_finite_floats, None, whole_as_float, round_float, are_round_floats, None, {"type": "number"}, "finite float"
    ),
    bool: FieldType(all_of(bool), None, None, None, None, None, {"type": "boolean"}, "truth value"),
    type(None): FieldType(all_of(type(None)), None, None, None, None, None, {"type": "null"}, "None"),
}


def decode_span(plain: JSON) -> Span:
    if not (isinstance(plain, list) and len(plain) == 2):
        raise PayloadError(f"a span is written [start, end], not {shortened(plain)}")
    return Span(*plain)


SPAN_TYPE = FieldType(
    all_of(Span),
    lambda span: [span.start, span.end],
    decode_span,
    None,
    None,
    lambda spans: max([span.end for span in spans], default=0),
    {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2},
    "Span",
)


def literal_type(values: tuple[Any, ...], where: str) -> FieldType:
    if not all(type(value) in (str, int, bool, type(None)) for value in values):
        raise PayloadError(f"{where}: the values of a Literal are str, int, bool or None here, not {values!r}")
    kinds, allowed = {*map(type, values)}, {*values}
    with_kinds = {*zip(map(type, values), values, strict=True)}  # 1 is not True

    def sound(column: Column) -> bool:
        if not {*map(type, column)} <= kinds:
            return False
        return {*column} <= allowed if len(kinds) == 1 else {*zip(map(type, column), column, strict=True)} <= with_kinds

    return FieldType(
        sound,
        None,
        None,
        None,
        None,
        None,
        {"enum": list(values)},
        f"one of {', '.join(map(repr, values))}",
    )


def union_type(kinds: list[FieldType], number: int, where: str) -> FieldType:
    """Return the type of one type or None, the only union that there is."""
    if len(kinds) != 1 or number != 2:
        raise PayloadError(f"{where}: a union is of one type with None, such as `Span | None`")
    inner = kinds[0]
    encode, decode, rounded, is_round, reach = inner.encode, inner.decode, inner.rounded, inner.is_round, inner.reach
    return FieldType(
        lambda column: inner.sound(known(column)),
        None if encode is None else lambda v: None if v is None else encode(v),
        None if decode is None else lambda v: None if v is None else decode(v),
        None if rounded is None else lambda v: None if v is None else rounded(v),
        None if is_round is None else lambda column: is_round(known(column)),
        None if reach is None else lambda column: reach(known(column)),
        {"anyOf": [dict(inner.schema), {"type": "null"}]},
        f"{inner.label} or None",
    )


def known(column: Column) -> Column:
    return [value for value in column if value is not None]


def tuple_type(item: FieldType) -> FieldType:
    encode, rounded, is_round, reach = item.encode, item.rounded, item.is_round, item.reach
    are_tuples = all_of(tuple)

    def decode(plain: JSON) -> Any:
        if not isinstance(plain, list):
            raise PayloadError(f"expected a list, not {shortened(plain)}")
        return tuple(decoded(item, part) for part in plain)

    return FieldType(
        lambda column: are_tuples(column) and item.sound([*chain.from_iterable(column)]),
        list if encode is None else lambda v: [encode(part) for part in v],
        decode,
        None if rounded is None else lambda v: tuple(rounded(part) for part in v),
        None if is_round is None else lambda column: are_tuples(column) and is_round([*chain.from_iterable(column)]),
        None if reach is None else lambda column: reach([*chain.from_iterable(column)]),
        {"type": "array", "items": dict(item.schema)},
        f"tuple in which each is a {item.label}",
    )


def decoded(kind: FieldType, plain: JSON) -> Any:
    return plain if kind.decode is None else kind.decode(plain)
