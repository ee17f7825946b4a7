"""Layers: annotations of one kind over a text, kept as columns.

A layer is starts, ends, values and evidence, so that a thousand tokens cost three tuples and no object each;
`Annotation`s are made when somebody asks for one. Queries are bisections, also where annotations nest or overlap.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, Generic, TypeVar, cast, overload

import attrs

from .annotations import Annotation, Columns, Evidence, EvidenceColumns, Provenance, short_digest
from .errors import LayerError
from .field_types import is_encodable
from .layer_checks import check_columns, check_order
from .payloads import OpaqueValue, UnknownPayload, canonical_json, schema_of
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
        start, end = span.start, span.end
        best, shared = None, 0
        for i in range(bisect_right(self._reach, start), bisect_left(self.starts, end)):
            here = min(self.ends[i], end) - max(self.starts[i], start)
            if here > shared:
                best, shared = i, here
                if here == end - start:  # none shares more
                    break
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
