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
import typing
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import attrs

from .errors import DiscourseError, PayloadError, shortened
from .field_types import JSON, FieldType, decoded, field_type


@attrs.frozen(slots=True)
class UnknownPayload:
    """The payload of a layer whose plugin is not installed, or whose schema is newer than ours: kept as it is.

    Args:
        name: Name of the class in files: "my_hedges.Hedge".
        schema_version: Number of its schema, from 1.
    """

    name: str
    schema_version: int


@attrs.frozen(slots=True)
class OpaqueValue:
    """A value of an unknown payload, as canonical JSON, so that it is written back as it came."""

    data: str


class PayloadSchema:
    """One payload class, read: its name, its schema number and its fields."""

    def __init__(self, cls: type[Any]) -> None:
        self.cls = cls
        self.name: str = f"{cls.__module__.partition('.')[0]}.{cls.__qualname__}"
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
            kind = field_type(hints[field.name], f"{self.name}.{field.name}", nested_type, exact=exact)
            self.fields[field.name] = kind
        self.required: tuple[str, ...] = tuple(f.name for f in attrs.fields(cls) if f.default is attrs.NOTHING)
        kinds = [(name, attrgetter(name), kind) for name, kind in self.fields.items()]
        self._to_encode = [(name, kind.encode) for name, _, kind in kinds]
        self._to_check = [(get, kind.sound) for _, get, kind in kinds]
        self._to_reach = [(get, kind.reach) for _, get, kind in kinds if kind.reach is not None]
        self._to_round = [(name, kind.rounded) for name, _, kind in kinds if kind.rounded is not None]
        self._to_be_round = [(get, kind.is_round) for _, get, kind in kinds if kind.is_round is not None]

    @property
    def holds_floats(self) -> bool:
        return bool(self._to_round)

    def problem(self, value: Any) -> str | None:
        """Say what is wrong with a value, or return None if it is a sound one."""
        if type(value) is not self.cls:
            return f"is a {type(value).__name__}, not a {self.name}"
        for name, kind in self.fields.items():
            if not kind.check(getattr(value, name)):
                return f"has {name}={shortened(getattr(value, name))}, which is no {kind.label}"
        return None

    def are_sound(self, values: Sequence[Any]) -> bool:
        """Say whether `problem` finds nothing wrong with any of many values."""
        return {*map(type, values)} <= {self.cls} and all(sound([*map(get, values)]) for get, sound in self._to_check)

    def are_round(self, values: Sequence[Any]) -> bool:
        """Say whether `rounded` gives back all of many values as they are; False where it is not sure."""
        return {*map(type, values)} <= {self.cls} and all(
            is_round([*map(get, values)]) for get, is_round in self._to_be_round
        )

    def rounded(self, value: Any) -> Any:
        """Return the value with its floats rounded to six decimals, itself if that changes nothing."""
        changes = {}
        for name, round_field in self._to_round:
            before = getattr(value, name)
            try:
                after = round_field(before)
            except (TypeError, ValueError, OverflowError) as error:
                raise PayloadError(
                    f"{self.name}.{name} is {shortened(before)}, which is no {self.fields[name].label}"
                ) from error
            if not is_same(before, after):
                changes[self._init_names[name]] = after
        if not changes:
            return value
        kept = {alias: getattr(value, name) for name, alias in self._init_names.items()}
        return self.cls(**(kept | changes))

    def reach(self, values: Sequence[Any]) -> int:
        """Return the largest end of the spans in values, 0 if they hold none."""
        return max([reach([*map(get, values)]) for get, reach in self._to_reach], default=0)

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


def is_same(before: Any, after: Any) -> bool:
    """Say whether rounding changed nothing; a whole number in the place of a float and a negative zero are changed."""
    if before is after:
        return True
    if type(before) is tuple:
        return all(map(is_same, before, after))
    return type(before) is float and before == after and (before != 0.0 or str(before) == "0.0")


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


def canonical_json(data: JSON) -> str:
    """Return plain data as JSON in one way only: sorted keys, no blanks, no NaN, text as it is."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def nested_type(cls: type[Any]) -> FieldType:
    """Return the type of a field that is a payload itself."""
    schema = schema_of(cls)
    return FieldType(
        schema.are_sound,
        schema.encode,
        schema.decode,
        schema.rounded if schema.holds_floats else None,
        schema.are_round if schema.holds_floats else None,
        schema.reach,
        schema.json_schema(),
        schema.name,
    )
