"""What the values of a layer may be made of, and how they become plain data and come back.

A payload is a frozen attrs class whose fields are of a closed set of types: `str`, `int`, finite `float`, `bool`,
`None`, `Literal`, `Span`, homogeneous tuples of these (`tuple[T, ...]`), unions with `None`, and nested payloads. That
closed set makes JSON lossless, a JSON Schema derivable and a value comparable. Each class is read once, into a
`PayloadSchema`, which checks, rounds, encodes and decodes its values.

A class says its schema number in a class variable, 1 if it does not: `schema_version: ClassVar[int] = 2`. Fields are
only ever added, with defaults, so that older files are read; layers of a newer schema are kept as `OpaqueValue`s.
"""

from __future__ import annotations

import json
import math
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Literal, Union

import attrs

from .errors import DiscourseError, PayloadError, TextError

JSON = Any
DECIMALS = 6


@attrs.frozen(slots=True)
class Span:
    """A stretch of a document's text: code points `start` (inclusive) to `end` (exclusive).

    Raises:
        TextError: If the bounds are no whole numbers with `0 <= start <= end`.
    """

    start: int
    end: int

    def __attrs_post_init__(self) -> None:
        if type(self.start) is not int or type(self.end) is not int:
            raise TextError(f"a span has whole numbers as bounds, not {self.start!r} and {self.end!r}")
        if not 0 <= self.start <= self.end:
            raise TextError(f"a span has 0 <= start <= end, not start {self.start} and end {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return True

    def contains(self, other: Span) -> bool:
        """Say whether the other span lies in this one, bounds included."""
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: Span) -> int:
        """Return how many characters the two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@attrs.frozen(slots=True)
class UnknownPayload:
    """The payload of a layer whose plugin is not installed, or whose schema is newer than ours: kept as it is."""

    name: str
    schema_version: int


@attrs.frozen(slots=True)
class OpaqueValue:
    """A value of an unknown payload, as canonical JSON, so that it is written back as it came."""

    data: str


class FieldType(typing.NamedTuple):
    """How values of one type are checked, rounded, written, read and described."""

    check: Callable[[Any], bool]
    encode: Callable[[Any], JSON] | None  # None: the value is its own plain form
    decode: Callable[[JSON], Any] | None
    rounded: Callable[[Any], Any] | None  # None: nothing in it is a float
    reach: Callable[[Any], int] | None  # the largest end of a span in it; None: there is no span in it
    schema: Mapping[str, JSON]
    label: str


class PayloadSchema:
    """One payload class, read: its name, its schema number and its fields."""

    def __init__(self, cls: type[Any]) -> None:
        self.cls = cls
        self.name = f"{cls.__module__.partition('.')[0]}.{cls.__qualname__}"
        self.schema_version: int = getattr(cls, "schema_version", 1)
        try:
            hints = typing.get_type_hints(cls)
        except (NameError, TypeError) as error:
            raise PayloadError(f"the types of {self.name} cannot be read: {error}") from error
        self.fields: dict[str, FieldType] = {}
        self._init_names: dict[str, str] = {}
        for field in attrs.fields(cls):
            if not field.init:
                raise PayloadError(f"{self.name}.{field.name} is no argument of the class; a payload is made of these")
            self._init_names[field.name] = field.alias or field.name
            exact = bool(field.metadata.get("exact"))
            kind = field_type(hints[field.name], f"{self.name}.{field.name}", exact=exact)
            self.fields[field.name] = kind
        self.required = tuple(f.name for f in attrs.fields(cls) if f.default is attrs.NOTHING)
        self._to_encode = [(name, kind.encode) for name, kind in self.fields.items()]
        self._to_reach = [(name, kind.reach) for name, kind in self.fields.items() if kind.reach is not None]
        self._to_round = [(name, kind.rounded) for name, kind in self.fields.items() if kind.rounded is not None]

    @property
    def holds_floats(self) -> bool:
        return bool(self._to_round)

    def problem(self, value: Any) -> str | None:
        """Say what is wrong with a value, or return None if it is a sound one."""
        if type(value) is not self.cls:
            return f"is a {type(value).__name__}, not a {self.name}"
        for name, kind in self.fields.items():
            if not kind.check(getattr(value, name)):
                return f"has {name}={getattr(value, name)!r}, which is no {kind.label}"
        return None

    def rounded(self, value: Any) -> Any:
        """Return the value with its floats rounded to six decimals, itself if that changes nothing."""
        changes = {}
        for name, round_field in self._to_round:
            before = getattr(value, name)
            try:
                after = round_field(before)
            except (TypeError, ValueError) as error:
                raise PayloadError(
                    f"{self.name}.{name} is {before!r}, which is no {self.fields[name].label}"
                ) from error
            if after is not before and after != before:
                changes[self._init_names[name]] = after
        return attrs.evolve(value, **changes) if changes else value

    def reach(self, value: Any) -> int:
        """Return the largest end of the spans in a value, 0 if it holds none."""
        return max((reach(getattr(value, name)) for name, reach in self._to_reach), default=0)

    def encode(self, value: Any) -> dict[str, JSON]:
        """Return the value as plain data."""
        return {
            name: getattr(value, name) if encode is None else encode(getattr(value, name))
            for name, encode in self._to_encode
        }

    def decode(self, data: JSON) -> Any:
        """Return the value that plain data describe.

        Raises:
            PayloadError: If a field is missing, unknown or of a wrong type.
        """
        if not isinstance(data, dict):
            raise PayloadError(f"{self.name}: expected an object with its fields, not {shortened(data)}")
        missing = [name for name in self.required if name not in data]
        surplus = [name for name in data if name not in self.fields]
        if missing or surplus:
            raise PayloadError(
                f"{self.name}: "
                + "; ".join(
                    [f"field {name!r} is missing" for name in missing]
                    + [f"there is no field {name!r}" for name in surplus]
                )
            )
        values = {}
        for name, plain in data.items():
            kind = self.fields[name]
            value = decoded(kind, plain)
            if not kind.check(value):
                raise PayloadError(f"{self.name}.{name}: {shortened(plain)} is no {kind.label}")
            values[self._init_names[name]] = value
        try:
            return self.cls(**values)
        except DiscourseError:
            raise
        except Exception as error:  # a validator of the class
            raise PayloadError(f"{self.name}: {error}") from error

    def json_schema(self) -> dict[str, JSON]:
        """Return a JSON Schema of the plain form."""
        return {
            "type": "object",
            "title": self.name,
            "description": (self.cls.__doc__ or "").strip().partition("\n")[0],
            "properties": {name: dict(kind.schema) for name, kind in self.fields.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }


def schema_of(cls: type[Any]) -> PayloadSchema:
    """Read a payload class.

    Raises:
        PayloadError: If it is no frozen attrs class, or a field has a type outside the closed set.
    """
    known = _SCHEMAS.get(cls)
    if known is not None:
        return known
    if not isinstance(cls, type) or not attrs.has(cls):
        raise PayloadError(f"{cls!r} is no payload: a payload is a class made with @attrs.frozen")
    if not is_frozen(cls):
        raise PayloadError(f"{cls.__qualname__} can be changed: make the payload with @attrs.frozen")
    if cls in _BEING_READ:
        raise PayloadError(f"{cls.__qualname__} holds itself, which plain data cannot")
    _BEING_READ.append(cls)
    try:
        return _SCHEMAS.setdefault(cls, PayloadSchema(cls))
    finally:
        _BEING_READ.remove(cls)


def is_frozen(cls: type[Any]) -> bool:
    """Say whether an attrs class refuses changes; attrs has no other way to ask."""
    try:
        setattr(object.__new__(cls), "anything", None)  # noqa: B010  # the name does not matter
    except attrs.exceptions.FrozenInstanceError:
        return True
    except Exception:
        return False
    return False


_SCHEMAS: dict[type[Any], PayloadSchema] = {}
_BEING_READ: list[type[Any]] = []


def field_type(hint: Any, where: str, *, exact: bool = False) -> FieldType:
    """Read the type of one field.

    Args:
        hint: The type, resolved.
        where: Names the field in errors.
        exact: Whether its floats are kept as they are, since they were read and not computed.
    """
    if hint is float and exact:
        return PLAIN_TYPES[float]._replace(rounded=finite_float)
    if hint in PLAIN_TYPES:
        return PLAIN_TYPES[hint]
    if hint is Span:
        return SPAN_TYPE
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return literal_type(arguments, where)
    if origin in (Union, types.UnionType):
        return union_type(arguments, where, exact=exact)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple_type(field_type(arguments[0], where, exact=exact))
    if isinstance(hint, type) and attrs.has(hint):
        return nested_type(schema_of(hint))
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
    return round(finite_float(value), DECIMALS) + 0.0


def finite_float(value: float) -> float:
    if value - value != 0.0:
        raise PayloadError(f"{value} is no finite float")
    return value


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


def union_type(hints: tuple[Any, ...], where: str, *, exact: bool) -> FieldType:
    kinds = [field_type(hint, where, exact=exact) for hint in hints if hint is not type(None)]
    if len(kinds) != 1 or len(kinds) == len(hints):
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


def nested_type(schema: PayloadSchema) -> FieldType:
    return FieldType(
        lambda v: schema.problem(v) is None,
        schema.encode,
        schema.decode,
        schema.rounded if schema.holds_floats else None,
        schema.reach,
        schema.json_schema(),
        schema.name,
    )


def decoded(kind: FieldType, plain: JSON) -> Any:
    return plain if kind.decode is None else kind.decode(plain)


def canonical_json(data: JSON) -> str:
    """Return plain data as JSON in one way only: sorted keys, no blanks, no NaN, text as it is."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def shortened(data: JSON, width: int = 60) -> str:
    """Return the repr of data, cut to a width that an error message can hold."""
    text = repr(data)
    return text if len(text) <= width else text[: width - 1] + "…"
