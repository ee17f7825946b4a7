"""What layers are made of: annotations with their evidence, the same as columns, and where a layer comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

import attrs

from .errors import LayerError, shortened
from .field_types import DECIMALS
from .payloads import canonical_json
from .spans import Span

T = TypeVar("T")


def short_digest(content: Any) -> str:
    """Return sixteen hex digits for plain data."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()[:16]


def finite_weight(weight: float) -> float:
    """Round a weight to six decimals, so that the last bits of a sum never show."""
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
        evidence: A tuple of evidence for each, or None if there is none at all.
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
