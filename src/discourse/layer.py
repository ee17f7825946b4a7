"""Layers: annotations of one kind over a text, kept as columns.

A layer is starts, ends, values and evidence, so that a thousand tokens cost three tuples and no object each;
`Annotation`s are made when somebody asks for one. Queries are bisections, also where annotations nest or overlap.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain
from operator import ge, gt
from typing import Any, Generic, TypeVar, cast, overload

import attrs

from .annotations import Annotation, Columns, Evidence, EvidenceColumns, Provenance, short_digest
from .errors import LayerError
from .field_types import are_texts, is_encodable
from .payloads import OpaqueValue, PayloadSchema, UnknownPayload, canonical_json, schema_of
from .spans import Span

T = TypeVar("T")


@attrs.frozen(slots=True, init=False, eq=False, repr=False)
class Layer(Generic[T]):
    """Annotations of one kind over a text, ordered by start, then the longer first.

    Args:
        name: Name of the layer: "claims", "frames.reviewed".
        payload: The class of the values, a frozen attrs class (see `discourse.payloads`).
        annotations: `Annotation`s in any order (sorted here, stably), or `Columns` in order.
        provenance: What made it; None for a layer that a user brings.

    Raises:
        LayerError: If a value is of another class, or columns are of unequal length or out of order.
        PayloadError: If the class is no payload.

    Example:
        >>> @attrs.frozen
        ... class Stance:
        ...     label: str
        >>> layer = Layer("stances", Stance, [Annotation(Span(4, 8), Stance("for"))])
        >>> layer.best(Span(0, 6)).value.label, layer.within(Span(0, 6))
        ('for', ())
    """

    name: str
    payload: type[T] | UnknownPayload
    provenance: Provenance | None
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    values: tuple[T, ...]
    _evidence: Any  # a tuple of Evidence for each, None, or EvidenceColumns until somebody asks
    _reach: tuple[int, ...]  # the largest end so far, which makes the queries of nested layers bisections
    _digest: list[str]  # empty until asked for

    def __init__(
        self,
        name: str,
        payload: type[T] | UnknownPayload,
        annotations: Iterable[Annotation[T]] | Columns[T] = (),
        provenance: Provenance | None = None,
    ) -> None:
        if not (isinstance(name, str) and name and is_encodable(name)):
            raise LayerError(f"the name of a layer is a text that is not empty and can be encoded, not {name!r}")
        if not isinstance(payload, UnknownPayload):
            schema_of(payload)
        columns = annotations if isinstance(annotations, Columns) else sorted_columns(name, annotations)
        starts, ends, values = tuple(columns.starts), tuple(columns.ends), tuple(columns.values)
        evidence: Any = columns.evidence
        if evidence is not None and not isinstance(evidence, EvidenceColumns):
            evidence = tuple(evidence)
        has_empty, flat = check_columns(name, payload, starts, ends, values, evidence)
        if has_empty or not flat:
            check_order(name, starts, ends)
        if evidence is not None and not any(evidence.counts if isinstance(evidence, EvidenceColumns) else evidence):
            evidence = None  # so that layers that say the same are equal, have one digest and one JSON
        self.__attrs_init__(
            name, payload, provenance, starts, ends, values, evidence,
            ends if flat else tuple(accumulate(ends, max)), [],
        )  # fmt: skip

    @property
    def evidence(self) -> tuple[tuple[Evidence, ...], ...] | None:
        """A tuple of evidence for each annotation, or None if there is none at all."""
        found = self._evidence
        if isinstance(found, EvidenceColumns):
            found = found.unpacked()
            object.__setattr__(self, "_evidence", found)  # the same in another form: nothing changes for anybody
        return cast("tuple[tuple[Evidence, ...], ...] | None", found)

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[Annotation[T]]:
        return map(self._at, range(len(self.starts)))

    @overload
    def __getitem__(self, index: int) -> Annotation[T]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Annotation[T], ...]: ...
    def __getitem__(self, index: int | slice) -> Annotation[T] | tuple[Annotation[T], ...]:
        positions = range(len(self.starts))[index]
        return tuple(map(self._at, positions)) if isinstance(positions, range) else self._at(positions)

    def _at(self, index: int) -> Annotation[T]:
        evidence = () if self.evidence is None else self.evidence[index]
        return Annotation(Span(self.starts[index], self.ends[index]), self.values[index], evidence)

    def range_within(self, start: int, end: int) -> range:
        """Return the indices of a layer without overlaps, such as tokens, that lie in the bounds; for fast code.

        Args:
            start: First code point.
            end: The code point after the last.
        """
        return range(bisect_left(self.starts, start), bisect_right(self._reach, end))

    def within(self, span: Span) -> tuple[Annotation[T], ...]:
        """Return the annotations that lie in a span, bounds included."""
        candidates = range(bisect_left(self.starts, span.start), bisect_right(self.starts, span.end))
        return tuple(self._at(i) for i in candidates if self.ends[i] <= span.end)

    def covering(self, span: Span) -> tuple[Annotation[T], ...]:
        """Return the annotations in which a span lies, bounds included."""
        candidates = range(bisect_left(self._reach, span.end), bisect_right(self.starts, span.start))
        return tuple(self._at(i) for i in candidates if self.ends[i] >= span.end)

    def overlapping(self, span: Span) -> tuple[Annotation[T], ...]:
        """Return the annotations that share at least one character with a span."""
        return tuple(self._at(i) for i in self._overlapping(span))

    def best(self, span: Span) -> Annotation[T] | None:
        """Return the annotation that shares most characters with a span, the first of equals; None if none does."""
        best = self._best(span)
        return None if best is None else self._at(best)

    def best_value(self, span: Span) -> T | None:
        """Return the value of `best`, without making an annotation; for fast code."""
        best = self._best(span)
        return None if best is None else self.values[best]

    def _best(self, span: Span) -> int | None:
        best, shared = None, 0
        for i in self._overlapping(span):
            here = min(self.ends[i], span.end) - max(self.starts[i], span.start)
            if here > shared:
                best, shared = i, here
        return best

    def _overlapping(self, span: Span) -> Iterator[int]:
        candidates = range(bisect_right(self._reach, span.start), bisect_left(self.starts, span.end))
        for i in candidates:
            if min(self.ends[i], span.end) > max(self.starts[i], span.start):
                yield i

    def _with_values(self, values: Iterable[T]) -> Layer[T]:
        """Return the layer with other values of the same class, as many."""
        layer: Layer[T] = object.__new__(Layer)
        layer.__attrs_init__(
            self.name, self.payload, self.provenance, self.starts, self.ends, tuple(values), self._evidence,
            self._reach, [],
        )  # fmt: skip
        return layer

    @property
    def digest(self) -> str:
        """Sixteen hex digits for what the layer says.

        For a layer of ours it is the digest of its provenance: the same analyzer with the same options on the same
        inputs gives the same layer. For a layer that was brought it is the digest of its content.
        """
        if self.provenance is not None:
            return self.provenance.digest
        if not self._digest:
            self._digest.append(short_digest(self._content()))
        return self._digest[0]

    def _content(self) -> list[Any]:
        if isinstance(self.payload, UnknownPayload):
            named = attrs.astuple(self.payload)
            values = [cast(OpaqueValue, value).data for value in self.values]
        else:
            schema = schema_of(self.payload)
            named = (schema.name, schema.schema_version)
            values = [canonical_json(schema.encode(value)) for value in self.values]
        evidence = [[attrs.astuple(piece) for piece in pieces] for pieces in self.evidence or ()]
        return [self.name, named, self.starts, self.ends, values, evidence]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Layer):
            return NotImplemented
        return (
            (self.name, self.payload, self.provenance) == (other.name, other.payload, other.provenance)
            and (self.starts, self.ends, self.values) == (other.starts, other.ends, other.values)
            and self.evidence == other.evidence
        )

    def __hash__(self) -> int:
        return hash((self.name, self.starts, self.ends))

    def __reduce__(self) -> tuple[Any, ...]:
        from .travel import packed_layer, unpacked_layer

        return unpacked_layer, packed_layer(self)

    def __repr__(self) -> str:
        payload = self.payload.name if isinstance(self.payload, UnknownPayload) else self.payload.__name__
        return f"<Layer {self.name!r}: {len(self)} x {payload}>"


def sorted_columns(name: str, annotations: Iterable[Annotation[T]]) -> Columns[T]:
    """Turn annotations into columns, ordered by start, then the longer first, else as they came."""
    kept = list(annotations)
    for annotation in kept:
        if type(annotation) is not Annotation:
            raise LayerError(f"layer {name!r} is made of Annotations, not of {type(annotation).__name__}")
        if type(annotation.span) is not Span:
            raise LayerError(f"layer {name!r}: an annotation has a {type(annotation.span).__name__} as its span")
    kept.sort(key=lambda annotation: (annotation.span.start, -annotation.span.end))
    has_evidence = any(annotation.evidence for annotation in kept)
    return Columns(
        [annotation.span.start for annotation in kept],
        [annotation.span.end for annotation in kept],
        [annotation.value for annotation in kept],
        [annotation.evidence for annotation in kept] if has_evidence else None,
    )


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
    """Check what comes from somebody else, an analyzer, a user or a file: the fields of values, and evidence.

    All is looked at in columns; what is wrong, and where, is looked for only if something is.
    """
    if not isinstance(layer.payload, UnknownPayload):
        schema = schema_of(layer.payload)
        distinct = [*dict(zip(map(id, layer.values), layer.values, strict=True)).values()]
        if not (schema.are_sound(distinct) and schema.reach(distinct) <= length):
            index, problem = first_problem(schema, layer.values, length)
            raise LayerError(f"layer {layer.name!r}: the value of annotation {index} {problem}")
    if not is_sound_evidence(layer._evidence or (), length):
        for index, pieces in enumerate(layer.evidence or ()):
            for piece in pieces:
                wrong = problem_of_evidence(piece, length)
                if wrong:
                    raise LayerError(f"layer {layer.name!r}: evidence of annotation {index} {wrong}")


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
