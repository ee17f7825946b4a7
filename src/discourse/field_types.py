"""The closed set of types that fields of payloads have: how values are checked, rounded, written, read, described."""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Literal, Union

import attrs

from .errors import PayloadError, shortened
from .spans import Span

JSON = Any
DECIMALS = 6


class FieldType(typing.NamedTuple):
    """How values of one type are checked, rounded, written, read and described."""

    check: Callable[[Any], bool]
    encode: Callable[[Any], JSON] | None  # None: the value is its own plain form
    decode: Callable[[JSON], Any] | None
    rounded: Callable[[Any], Any] | None  # None: nothing in it is a float
    reach: Callable[[Any], int] | None  # the largest end of a span in it; None: there is no span in it
    schema: Mapping[str, JSON]
    label: str


def field_type(hint: Any, where: str, nested: Callable[[type[Any]], FieldType], *, exact: bool = False) -> FieldType:
    """Read the type of one field.

    Args:
        hint: The type, resolved.
        where: Names the field in errors.
        nested: Reads a payload that is a field.
        exact: Whether its floats are kept as they are, since they were read and not computed.
    """
    if hint is float and exact:
        return PLAIN_TYPES[float]._replace(rounded=exact_float)
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


def is_whole_number(value: Any) -> bool:
    return type(value) is int


def is_finite_float(value: Any) -> bool:
    return type(value) is float and math.isfinite(value)


def is_text(value: Any) -> bool:
    return (type(value) is str and value.isascii()) or (type(value) is str and is_encodable(value))


def is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def round_float(value: float) -> float:
    """Round to six decimals; a negative zero becomes zero, so that its sign never shows."""
    return round(exact_float(value), DECIMALS) + 0.0


def exact_float(value: float) -> float:
    """Return a finite number as a float, whatever gave it: a whole number, a number of numpy."""
    if type(value) is bool or value - value != 0.0:
        raise PayloadError(f"{value} is no finite float")
    return float(value)


def whole_as_float(plain: JSON) -> JSON:
    return float(plain) if type(plain) is int and abs(plain) < 2**53 else plain


PLAIN_TYPES: dict[Any, FieldType] = {
    str: FieldType(is_text, None, None, None, None, {"type": "string"}, "text that can be encoded"),
    int: FieldType(is_whole_number, None, None, None, None, {"type": "integer"}, "whole number"),
    float: FieldType(is_finite_float, None, whole_as_float, round_float, None, {"type": "number"}, "finite float"),
    bool: FieldType(lambda v: type(v) is bool, None, None, None, None, {"type": "boolean"}, "truth value"),
    type(None): FieldType(lambda v: v is None, None, None, None, None, {"type": "null"}, "None"),
}


def decode_span(plain: JSON) -> Span:
    if not (isinstance(plain, list) and len(plain) == 2):
        raise PayloadError(f"a span is written [start, end], not {shortened(plain)}")
    return Span(*plain)


SPAN_TYPE = FieldType(
    lambda v: type(v) is Span,
    lambda span: [span.start, span.end],
    decode_span,
    None,
    lambda span: span.end,
    {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2},
    "Span",
)


def literal_type(values: tuple[Any, ...], where: str) -> FieldType:
    if not all(type(value) in (str, int, bool, type(None)) for value in values):
        raise PayloadError(f"{where}: the values of a Literal are str, int, bool or None here, not {values!r}")
    allowed = {(type(value), value) for value in values}
    return FieldType(
        lambda v: type(v) in (str, int, bool, type(None)) and (type(v), v) in allowed,
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
    encode, decode, rounded, reach = inner.encode, inner.decode, inner.rounded, inner.reach
    return FieldType(
        lambda v: v is None or inner.check(v),
        None if encode is None else lambda v: None if v is None else encode(v),
        None if decode is None else lambda v: None if v is None else decode(v),
        None if rounded is None else lambda v: None if v is None else rounded(v),
        None if reach is None else lambda v: 0 if v is None else reach(v),
        {"anyOf": [dict(inner.schema), {"type": "null"}]},
        f"{inner.label} or None",
    )


def tuple_type(item: FieldType) -> FieldType:
    encode, rounded, reach = item.encode, item.rounded, item.reach

    def decode(plain: JSON) -> Any:
        if not isinstance(plain, list):
            raise PayloadError(f"expected a list, not {shortened(plain)}")
        return tuple(decoded(item, part) for part in plain)

    return FieldType(
        lambda v: type(v) is tuple and all(map(item.check, v)),
        list if encode is None else lambda v: [encode(part) for part in v],
        decode,
        None if rounded is None else lambda v: tuple(rounded(part) for part in v),
        None if reach is None else lambda v: max(map(reach, v), default=0),
        {"type": "array", "items": dict(item.schema)},
        f"tuple in which each is a {item.label}",
    )


def decoded(kind: FieldType, plain: JSON) -> Any:
    return plain if kind.decode is None else kind.decode(plain)
