"""What is seen to of layers: bounds and order of all, and the contents of those that come from somebody else.

Everything is looked at in columns; what is wrong, and where, is looked for only if something is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import ge, gt
from typing import TYPE_CHECKING, Any

from .annotations import Evidence, EvidenceColumns
from .errors import LayerError
from .field_types import are_texts, is_encodable
from .payloads import OpaqueValue, PayloadSchema, UnknownPayload, schema_of
from .spans import Span

if TYPE_CHECKING:
    from .layer import Layer

LONG_COLUMN = 100
HANDFUL = 4  # objects


def check_columns(
    name: str,
    payload: type[Any] | UnknownPayload,
    starts: tuple[int, ...],
    ends: tuple[int, ...],
    values: tuple[Any, ...],
    evidence: tuple[tuple[Evidence, ...], ...] | EvidenceColumns | None,
) -> tuple[bool, bool]:
    """Refuse columns of unequal length, bounds that are no bounds, and values of another class.

    Returns:
        Whether an annotation covers no character, and whether each ends before the next one starts.
    """
    lengths = {len(starts), len(ends), len(values), len(starts if evidence is None else evidence)}
    if len(lengths) > 1:
        raise LayerError(
            f"layer {name!r}: columns of unequal length: {len(starts)} starts, {len(ends)} ends, {len(values)} values"
            + ("" if evidence is None else f", {len(evidence)} pieces of evidence")
        )
    if not {*map(type, starts), *map(type, ends)} <= {int}:
        raise LayerError(f"layer {name!r}: bounds are whole numbers of type int")
    has_empty = any(map(ge, starts, ends))
    flat = not any(map(gt, ends, starts[1:]))
    in_order = flat and not has_empty
    if starts and (has_empty or (starts[0] if in_order else min(starts)) < 0):
        for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if not 0 <= start <= end:
                raise LayerError(f"layer {name!r}: annotation {index} goes from {start} to {end}")
    expected = OpaqueValue if isinstance(payload, UnknownPayload) else payload
    wrong = {*map(type, values)} - {expected}
    if wrong:
        index = next(i for i, value in enumerate(values) if type(value) is not expected)
        raise LayerError(
            f"layer {name!r}: the value of annotation {index} is a {type(values[index]).__name__}, "
            f"not a {expected.__name__}"
        )
    if not (evidence is None or isinstance(evidence, EvidenceColumns) or are_of_evidence(evidence)):
        raise LayerError(f"layer {name!r}: evidence is a tuple of Evidence for each annotation")
    return has_empty, flat


def are_of_evidence(column: tuple[Any, ...]) -> bool:
    return {*map(type, column)} <= {tuple} and {*map(type, chain.from_iterable(column))} <= {Evidence}


def check_order(name: str, starts: tuple[int, ...], ends: tuple[int, ...]) -> None:
    for i in range(1, len(starts)):
        if (starts[i - 1], -ends[i - 1]) > (starts[i], -ends[i]):
            raise LayerError(
                f"layer {name!r}: annotation {i} ({starts[i]} to {ends[i]}) stands behind {starts[i - 1]} to "
                f"{ends[i - 1]}; columns are ordered by start, then the longer first"
            )


def check_contents(layer: Layer[Any], length: int) -> None:
    """Check what comes from somebody else, an analyzer, a user or a file: the fields of values, and evidence."""
    if not isinstance(layer.payload, UnknownPayload):
        schema = schema_of(layer.payload)
        distinct = distinct_objects(layer.values)
        if not (schema.are_sound(distinct) and schema.reach(distinct) <= length):
            index, problem = first_problem(schema, layer.values, length)
            raise LayerError(f"layer {layer.name!r}: the value of annotation {index} {problem}")
    if not is_sound_evidence(layer._evidence or (), length):
        for index, pieces in enumerate(layer.evidence or ()):
            for piece in pieces:
                wrong = problem_of_evidence(piece, length)
                if wrong:
                    raise LayerError(f"layer {layer.name!r}: evidence of annotation {index} {wrong}")


def distinct_objects(values: Sequence[Any]) -> list[Any]:
    """Return each object once, in the order in which they come first.

    Long columns, such as that of tokens, mostly hold a handful of objects: these are picked out one by one.
    """
    found: list[Any] = []
    while len(values) > LONG_COLUMN and len(found) < HANDFUL:
        first = values[0]
        found.append(first)
        values = [value for value in values if value is not first]
    return [*found, *dict(zip(map(id, values), values, strict=True)).values()]


def first_problem(schema: PayloadSchema, values: Iterable[Any], length: int) -> tuple[int, str]:
    """Return the index of the first value that is not sound, and what is wrong with it."""
    for index, value in enumerate(values):
        problem = schema.problem(value)
        if problem is None and (reach := schema.reach((value,))) > length:
            problem = f"has a span that reaches to {reach}, but the text has {length} characters"
        if problem:
            return index, problem
    raise LayerError("a value is not sound among others, but is alone")


def is_sound_evidence(evidence: EvidenceColumns | Iterable[tuple[Evidence, ...]], length: int) -> bool:
    """Say whether all rules are texts that can be encoded, and no span reaches beyond the text."""
    if isinstance(evidence, EvidenceColumns):
        return max(evidence.ends, default=0) <= length and are_texts([*set(evidence.rules)])
    pieces = [*chain.from_iterable(evidence)]
    spans = [piece.span for piece in pieces if piece.span is not None]
    return (
        {*map(type, spans)} <= {Span}
        and max([span.end for span in spans], default=0) <= length
        and are_texts([piece.rule for piece in pieces])
    )


def problem_of_evidence(piece: Evidence, length: int) -> str | None:
    if not (type(piece.rule) is str and (piece.rule.isascii() or is_encodable(piece.rule))):
        return f"has {piece.rule!r} as its rule, which is no text that can be encoded"
    if piece.span is None:
        return None
    if type(piece.span) is not Span:
        return f"has {piece.span!r} as its span, which is neither a Span nor None"
    return f"reaches to {piece.span.end}, but the text has {length} characters" if piece.span.end > length else None
