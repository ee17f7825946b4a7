"""Single fields of a value as short words that annotators choose and change, and names as annotation tools allow them.

A tag holds no blank, comma or bar, since tools part their lists of choices with these: a blank is written as `+`, and
what else would be in the way as `%` and two hex digits for each of its bytes in UTF-8.
"""

from __future__ import annotations

import json
import re

from .errors import FormatError
from .field_types import JSON

NOT_IN_IDENTIFIERS = re.compile(r"[^A-Za-z0-9_]")
ESCAPED_IN_IDENTIFIER = re.compile(r"-([0-9A-F]{1,6})-")
NOT_IN_TAGS = re.compile(r"[\s\x00-\x1f\x7f-\x9f%+,|;\u2028\u2029]")
ESCAPED_IN_TAG = re.compile(r"(?:%[0-9A-F]{2})+")
LONGEST_TAG = 200
SCALARS = ("string", "integer", "number", "boolean")


def identifier(name: str) -> str:
    """Return a name in ASCII letters, digits, `_` and `-`; other characters as `-HEX-`: "frames-2E-reviewed"."""
    return NOT_IN_IDENTIFIERS.sub(lambda match: f"-{ord(match[0]):X}-", name)


def name_of(text: str) -> str:
    """Return the name that an identifier stands for; a text that is none stands for itself."""
    found = ESCAPED_IN_IDENTIFIER.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), text)
    return found if identifier(found) == text else text


def tag_of(shape: JSON, plain: JSON) -> str | None:
    """Return a field as a tag; None for what has none: None, an empty or very long text, spans, tuples, payloads.

    Args:
        shape: The JSON Schema of the field.
        plain: Its value as plain data.
    """
    shape = unwrapped(shape)
    if plain is None or not (is_choice(shape) or shape.get("type") in SCALARS):
        return None
    if is_choice(shape):
        return next(
            (tag for tag, value in choices(shape).items() if (type(value), value) == (type(plain), plain)), None
        )
    text = plain if isinstance(plain, str) else json.dumps(plain)
    return escaped(text) if 0 < len(text) <= LONGEST_TAG else None


def value_of(shape: JSON, tag: str) -> JSON:
    """Return the plain value that a tag names.

    Raises:
        FormatError: If the field has no tags, or no such value; the message says what is allowed.
    """
    shape = unwrapped(shape)
    if is_choice(shape):
        allowed = choices(shape)
        if tag not in allowed:
            raise FormatError(f"{tag!r} is none of its values: {', '.join(allowed)}")
        return allowed[tag]
    kind = shape.get("type")
    if kind == "string":
        return unescaped(tag)
    if kind == "boolean" and tag in ("true", "false"):
        return tag == "true"
    if kind == "integer" and re.fullmatch(r"-?[0-9]{1,100}", tag):
        return int(tag)
    if kind == "number" and re.fullmatch(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?", tag):
        number = float(tag)
        if number - number == 0.0:
            return number
    words = {"boolean": "true or false", "integer": "a whole number", "number": "a number such as 0.5"}
    if kind in words:
        raise FormatError(f"{tag!r} is not {words[kind]}")
    raise FormatError("it is not one word; write it into the note, as JSON")


def has_tags(shape: JSON) -> bool:
    """Say whether a field is one that a tag can name."""
    shape = unwrapped(shape)
    return bool(choices(shape)) if is_choice(shape) else shape.get("type") in SCALARS


def choices(shape: JSON) -> dict[str, JSON]:
    """Return the values of a Literal by their tags, none for other fields; texts win over numbers that look alike."""
    values = [value for value in unwrapped(shape).get("enum", ()) if value is not None]
    found: dict[str, JSON] = {}
    for value in sorted(values, key=lambda value: not isinstance(value, str)):
        tag = escaped(value if isinstance(value, str) else json.dumps(value))
        if tag and tag not in found:
            found[tag] = value
    return {tag: found[tag] for value in values for tag in found if found[tag] is value}


def is_choice(shape: JSON) -> bool:
    return "enum" in shape


def unwrapped(shape: JSON) -> JSON:
    """Return the shape of a field that may be None without the None."""
    return shape["anyOf"][0] if "anyOf" in shape else shape


def may_be_none(shape: JSON) -> bool:
    return "anyOf" in shape or shape.get("type") == "null" or None in shape.get("enum", ())


def escaped(text: str) -> str:
    return NOT_IN_TAGS.sub(
        lambda m: "+" if m[0] == " " else "".join(f"%{byte:02X}" for byte in m[0].encode()), text
    )  # fmt: skip


def unescaped(tag: str) -> str:
    def decoded(match: re.Match[str]) -> str:
        try:
            return bytes.fromhex(match[0].replace("%", "")).decode()
        except UnicodeDecodeError:
            raise FormatError(f"{match[0]!r} in it stands for no character in UTF-8") from None

    return ESCAPED_IN_TAG.sub(decoded, tag.replace("+", " "))
