"""Plain data in Arrow tables and back: the type of a column for each type of a payload's field, by its JSON Schema.

Texts, truth values, whole numbers and floats are what they are; a `Span` is a struct of start and end, a tuple a list,
a payload in a payload a struct. The values of a `Literal` of several types stand as text.
"""

from __future__ import annotations

import json
from typing import Any

from .extras import need
from .field_types import JSON

EXTRA = "tables"


def arrow_type(shape: JSON) -> Any:
    """Return the Arrow type of a field from its JSON Schema."""
    arrow = need("pyarrow", EXTRA)
    if "anyOf" in shape:
        return arrow_type(shape["anyOf"][0])
    if "enum" in shape:
        kinds = kinds_in(shape)
        return (
            {int: arrow.int64, bool: arrow.bool_}.get(kinds[0], arrow.string)() if len(kinds) == 1 else arrow.string()
        )
    if is_span(shape):
        return arrow.struct([("start", arrow.int64()), ("end", arrow.int64())])
    if shape["type"] == "array":
        return arrow.list_(arrow_type(shape["items"]))
    if shape["type"] == "object":
        return arrow.struct([(name, arrow_type(inner)) for name, inner in shape["properties"].items()])
    plain = {"string": arrow.string, "integer": arrow.int64, "number": arrow.float64, "boolean": arrow.bool_}
    return plain.get(shape["type"], arrow.null)()


def kinds_in(shape: JSON) -> list[type[Any]]:
    """Return the types of the values of a Literal; where there are several, they stand in a table as text."""
    return list({type(value): None for value in shape["enum"] if value is not None})


def label_of(value: JSON, shape: JSON) -> str:
    """Return the text for a value of a Literal of several types: in quotation marks where "1" and 1 are two of them."""
    labels = [str(known) for known in shape["enum"]]
    return str(value) if len(labels) == len(set(labels)) else json.dumps(value, ensure_ascii=False)


def is_span(shape: JSON) -> bool:
    return bool(shape.get("maxItems") == 2)


def to_cell(value: Any, shape: JSON) -> Any:
    """Return plain data as they stand in a table: spans as structs."""
    if value is None:
        return None
    if "anyOf" in shape:
        return to_cell(value, shape["anyOf"][0])
    if "enum" in shape:
        return label_of(value, shape) if len(kinds_in(shape)) > 1 else value
    if is_span(shape):
        return {"start": value[0], "end": value[1]}
    if isinstance(value, list):
        return [to_cell(part, shape["items"]) for part in value]
    if isinstance(value, dict):
        return {name: to_cell(part, shape["properties"][name]) for name, part in value.items()}
    return value


def from_cell(cell: Any, shape: JSON) -> Any:
    """Return the plain data that stand in a table as a cell."""
    if cell is None:
        return None
    if "anyOf" in shape:
        return from_cell(cell, shape["anyOf"][0])
    if "enum" in shape:
        if len(kinds_in(shape)) == 1:
            return cell
        return next((value for value in shape["enum"] if label_of(value, shape) == cell), cell)
    if is_span(shape):
        return [cell["start"], cell["end"]]
    if isinstance(cell, list):
        return [from_cell(part, shape["items"]) for part in cell]
    if isinstance(cell, dict):
        return {name: from_cell(part, shape["properties"][name]) for name, part in cell.items()}
    return cell


def is_plain(shape: JSON) -> bool:
    """Say whether the plain data of a field stand in a table as they are."""
    if "anyOf" in shape:
        return is_plain(shape["anyOf"][0])
    if "enum" in shape:
        return len(kinds_in(shape)) <= 1
    return shape["type"] not in ("array", "object")
