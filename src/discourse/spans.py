"""Spans: stretches of a text."""

from __future__ import annotations

import attrs

from .errors import TextError


@attrs.frozen(slots=True)
class Span:
    """A stretch of a document's text.

    Args:
        start: First code point, from 0.
        end: The code point after the last.

    Raises:
        TextError: If the bounds are no whole numbers with `0 <= start <= end`.

    Example:
        >>> span = Span(4, 8)
        >>> "The levy works."[span.start : span.end], len(span), span.overlap(Span(6, 20))
        ('levy', 4, 2)
    """

    start: int
    end: int

    def __attrs_post_init__(self) -> None:
        if type(self.start) is not int or type(self.end) is not int:
            raise TextError(f"a span has whole numbers as bounds, not {self.start!r} and {self.end!r}")
        if not 0 <= self.start <= self.end:
            raise TextError(f"a span has 0 <= start <= end, not start {self.start} and end {self.end}")

    def __reduce__(self) -> tuple[type[Span], tuple[int, int]]:
        return Span, (self.start, self.end)

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
