"""What layers are made of: annotations with their evidence, the same as columns, and where a layer comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import islice
from operator import gt
from typing import Any, Generic, TypeVar, overload

import attrs

from .errors import LayerError, shortened
from .field_types import DECIMALS, round_floats
from .payloads import canonical_json
from .spans import Span

T = TypeVar("T")
NOWHERE = -1  # the start of a piece of evidence that belongs to no words

put: Callable[[object, str, Any], None] = object.__setattr__


def short_digest(content: Any) -> str:
    """Return sixteen hex digits for plain data."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()[:16]


def finite_weight(weight: float) -> float:
    """Round a weight to six decimals, so that the last bits of a sum never show."""
    if type(weight) is float and weight == 0.0:
        return 0.0  # most evidence is not weighed
    try:
        value = round(float(weight), DECIMALS) + 0.0
    except (TypeError, ValueError, OverflowError):
        value = float("nan")
    if value - value != 0.0:
        raise LayerError(f"the weight of a piece of evidence is a finite number, not {shortened(weight)}")
    return value


@attrs.frozen(slots=True)
class Evidence:
    """Why an annotation is there.

    Args:
        span: The words that speak for it; None for what belongs to no words, such as the bias of a model.
        rule: The rule or feature that found it. Where it is for one field, it starts with it: "unit: head noun".
        weight: How much it counted, on the scale of the analyzer; 0.0 where evidence is not weighed.
    """

    span: Span | None
    rule: str
    weight: float = attrs.field(default=0.0, converter=finite_weight)


def as_numbers(values: Iterable[int]) -> tuple[int, ...]:
    return tuple(values)


def as_texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


def finite_weights(weights: Iterable[float]) -> tuple[float, ...]:
    """Round weights as `finite_weight` does one."""
    try:
        values = tuple(round_floats(weights))
        total = sum(values)
    except (TypeError, ValueError, OverflowError):
        total = float("nan")
    return values if total - total == 0.0 else tuple(map(finite_weight, weights))


@attrs.frozen(slots=True)
class EvidenceColumns(Sequence[tuple[Evidence, ...]]):
    """The evidence of many annotations as columns, made into objects when somebody asks for it.

    What analyzers return that have several pieces for each of many annotations: five times faster than objects.

    Args:
        counts: How many pieces each annotation has.
        starts: First code point of each piece, -1 where it belongs to no words.
        ends: The code point after the last of each, -1 where it belongs to no words.
        rules: Their rules.
        weights: Their weights.

    Raises:
        LayerError: If columns are of unequal length, bounds are no bounds, or a weight is no finite number.

    Example:
        >>> EvidenceColumns([0, 1], [4], [8], ["score: word"], [0.5])[1]
        (Evidence(span=Span(start=4, end=8), rule='score: word', weight=0.5),)
    """

    counts: tuple[int, ...] = attrs.field(converter=as_numbers)
    starts: tuple[int, ...] = attrs.field(converter=as_numbers)
    ends: tuple[int, ...] = attrs.field(converter=as_numbers)
    rules: tuple[str, ...] = attrs.field(converter=as_texts)
    weights: tuple[float, ...] = attrs.field(converter=finite_weights)

    def __attrs_post_init__(self) -> None:
        lengths = {len(self.starts), len(self.ends), len(self.rules), len(self.weights), sum(self.counts)}
        if len(lengths) > 1 or min(self.counts, default=0) < 0:
            raise LayerError(
                f"evidence in columns: {len(self.starts)} starts, {len(self.ends)} ends, {len(self.rules)} rules and "
                f"{len(self.weights)} weights for {sum(self.counts)} pieces"
            )
        if not {*map(type, self.starts), *map(type, self.ends)} <= {int}:
            raise LayerError("evidence in columns: bounds are whole numbers of type int")
        if not {*map(type, self.rules)} <= {str}:
            raise LayerError("evidence in columns: rules are texts")
        if any(map(gt, self.starts, self.ends)) or min(self.starts, default=0) < NOWHERE:
            index = next(i for i, start in enumerate(self.starts) if not NOWHERE <= start <= self.ends[i])
            raise LayerError(f"evidence in columns: piece {index} goes from {self.starts[index]} to {self.ends[index]}")

    @classmethod
    def of(cls, evidence: Iterable[tuple[Evidence, ...]]) -> EvidenceColumns:
        """Return the columns of evidence that is there as objects."""
        several = list(evidence)
        pieces = [piece for some in several for piece in some]
        bounds = [(NOWHERE, NOWHERE) if piece.span is None else (piece.span.start, piece.span.end) for piece in pieces]
        return cls(
            [len(some) for some in several],
            [start for start, _ in bounds],
            [end for _, end in bounds],
            [piece.rule for piece in pieces],
            [piece.weight for piece in pieces],
        )

    def unpacked(self) -> tuple[tuple[Evidence, ...], ...]:
        """Return a tuple of evidence for each annotation."""
        pieces = map(made_piece, self.starts, self.ends, self.rules, self.weights)
        return tuple([tuple(islice(pieces, count)) for count in self.counts])

    def __len__(self) -> int:
        return len(self.counts)

    @overload
    def __getitem__(self, index: int) -> tuple[Evidence, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[Evidence, ...], ...]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self.unpacked()[index]


def made_piece(start: int, end: int, rule: str, weight: float) -> Evidence:
    """Make a piece of what has been checked, without looking at it again."""
    piece = object.__new__(Evidence)
    put(piece, "span", None if start == NOWHERE else made_span(start, end))
    put(piece, "rule", rule)
    put(piece, "weight", weight)
    return piece


def made_span(start: int, end: int) -> Span:
    span = object.__new__(Span)
    put(span, "start", start)
    put(span, "end", end)
    return span


def as_tuple(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return evidence if type(evidence) is tuple else tuple(evidence)


@attrs.frozen(slots=True)
class Annotation(Generic[T]):
    """A stretch of the text, what is said of it, and the evidence for that.

    Args:
        span: Where it is.
        value: What is said of it: an object of the payload class of its layer.
        evidence: Why it is there; any iterable, kept as a tuple.
    """

    span: Span
    value: T
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=as_tuple)


@attrs.frozen(slots=True)
class Columns(Generic[T]):
    """Annotations as columns of equal length, in order: what analyzers return that make very many of them.

    Args:
        starts: First code point of each.
        ends: The code point after the last of each.
        values: Their values; the same object may stand for many.
        evidence: A tuple of evidence for each, the same as `EvidenceColumns`, or None if there is none at all.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    values: Sequence[T]
    evidence: Sequence[tuple[Evidence, ...]] | None = None


@attrs.frozen(slots=True)
class Provenance:
    """What made a layer; there is no clock and no host in it.

    Args:
        analyzer: Name of the analyzer.
        version: Its version.
        config: Digest of options, resources and model.
        inputs: The layers it read, each with its digest.
    """

    analyzer: str
    version: str
    config: str
    inputs: tuple[tuple[str, str], ...] = ()

    @cached_property
    def digest(self) -> str:
        """Sixteen hex digits for all of it."""
        return short_digest(attrs.astuple(self))
