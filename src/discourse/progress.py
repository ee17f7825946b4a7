"""How far a run has come: how many documents are done, how many of them failed, how fast, and how long it will take."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from .errors import OptionError

if TYPE_CHECKING:
    from .document import Document
    from .reading import Reading

WINDOW = 30.0  # seconds over which the rate is measured
STEP = 1.0  # between two moments that are remembered
MINUTE, HOUR, DAY = 60, 3600, 86400  # seconds


@attrs.frozen
class State:
    """How far a run has come; printed, it is a line.

    Args:
        done: How many documents are done.
        failed: How many of them have failures, and how many records or files could not be read.
        share: Which share of all is done, 0 to 1; None where that is not known.
        rate: How many documents are done in a second, over the last half minute; None at the very start.
        left: How many seconds it will take from now, if it goes on so; None where that is not known.

    Example:
        >>> print(State(done=12800, failed=2, share=0.28, rate=61.2, left=545.0))
        12,800 done, 61 a second, 2 with failures, 9 min left
    """

    done: int
    failed: int
    share: float | None
    rate: float | None
    left: float | None

    def __str__(self) -> str:
        parts = [f"{self.done:,} done"]
        if self.rate is not None:
            parts.append(f"{self.rate:,.{0 if self.rate >= 10 else 1}f} a second")
        if self.failed:
            parts.append(f"{self.failed:,} with failures")
        if self.left:
            parts.append(f"{duration(self.left)} left")
        return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return a time in two units at most: "40 s", "9 min", "3 h 20 min", "2 d 3 h"."""
    if seconds < MINUTE:
        return f"{max(1, round(seconds))} s"
    if seconds < HOUR:
        return f"{round(seconds / MINUTE)} min"
    if seconds < DAY:
        hours, minutes = divmod(round(seconds / MINUTE), 60)
        return f"{hours} h {minutes} min"
    days, hours = divmod(round(seconds / HOUR), 24)
    return f"{days} d {hours} h"


class Progress:
    """Counts the documents of a run, and says how far it has come.

    Args:
        reading: Where the documents come from: it knows how much has been read, and what could not be.
        total: How many documents there are, where that is known; counts for more than the bytes of the reading.
        clock: Gives seconds.

    Raises:
        OptionError: For a total below 0.

    Example:
        >>> import discourse
        >>> progress = discourse.Progress(total=2, clock=iter([0.0, 4.0, 5.0]).__next__)
        >>> progress.count(discourse.Document("The levy is a success."))
        >>> progress.state()
        State(done=1, failed=0, share=0.5, rate=0.2, left=5.0)
    """

    def __init__(
        self,
        reading: Reading | None = None,
        *,
        total: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if total is not None and total < 0:
            raise OptionError(f"total is a number of documents, not {total!r}")
        self._reading = reading
        self._total = total
        self.clock: Callable[[], float] = clock
        self._done = 0
        self._failed = 0
        self._moments = deque([(clock(), 0)])  # and what was done then; the first may be older than the window

    def count(self, document: Document) -> None:
        """Count a document that is done."""
        self.add(1, 1 if document.failures else 0)

    def add(self, done: int, failed: int = 0) -> None:
        """Count several documents that are done.

        Args:
            done: How many.
            failed: How many of them have failures.
        """
        self._done += done
        self._failed += failed
        self._remember(self.clock())

    def state(self) -> State:
        """Return how far the run has come."""
        now = self.clock()
        self._remember(now)
        share, rate = self._share(), self._rate(now)
        failed = self._failed + (len(self._reading.failures) if self._reading else 0)
        return State(self._done, failed, share, rate, self._left(share, rate))

    def _remember(self, now: float) -> None:
        moments = self._moments
        if now - moments[-1][0] >= STEP:
            moments.append((now, self._done))
        while len(moments) > 1 and moments[1][0] <= now - WINDOW:
            moments.popleft()

    def _rate(self, now: float) -> float | None:
        then, done = self._moments[0]
        return (self._done - done) / (now - then) if now > then else None

    def _share(self) -> float | None:
        """Return which share is done; of what is read ahead of the analysis only that which came out counts."""
        if self._total is not None:
            return min(1.0, self._done / self._total) if self._total else 1.0
        read = self._reading.share if self._reading else None
        if self._reading is None or read is None:
            return None
        return read * min(1.0, self._done / self._reading.given) if self._reading.given else read

    def _left(self, share: float | None, rate: float | None) -> float | None:
        """Return the seconds that the rest takes: as many documents for its share as for the share that is done."""
        if share == 1.0:
            return 0.0
        if not share or not rate:
            return None
        rest = self._total - self._done if self._total is not None else self._done * (1 - share) / share
        return rest / rate
