"""Where the batches of a stream are worked on: in this process, or in several.

An engine is any object with `map(work, batches, lost)`: it applies a function to batches of items and gives the
results, a list for each batch, in the order of the batches. Results do not depend on the engine. It reads no more
batches ahead than its workers need, and when its caller stops listening, nothing of it goes on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from .errors import OptionError

T = TypeVar("T")
R = TypeVar("R")


class Engine(Protocol):
    """Applies a function to batches of items, somewhere."""

    def map(
        self, work: Callable[[Sequence[T]], list[R]], batches: Iterable[Sequence[T]], lost: Callable[[T], R]
    ) -> Iterator[list[R]]:
        """Give the results of each batch, in order.

        Args:
            work: Gives a result for each item of a batch; it has to be picklable for engines that use other processes.
            batches: Batches of items, about a second of work each, read lazily.
            lost: Gives the result for an item that no worker survives.
        """
        ...


class Serial:
    """Works in this process and reads no batch ahead."""

    def map(
        self, work: Callable[[Sequence[T]], list[R]], batches: Iterable[Sequence[T]], lost: Callable[[T], R]
    ) -> Iterator[list[R]]:
        return map(work, batches)

    def __repr__(self) -> str:
        return "Serial()"


class Processes:
    """Works in processes of this machine.

    A script that uses it keeps what it runs under `if __name__ == "__main__":`, as everywhere in Python where processes
    are started anew, since each of them imports the script.

    A process that dies costs its batch a second try in its replacement. A batch that kills that one too is tried item
    by item, so that what comes back lacks no more than the items that kill.

    Args:
        workers: How many processes; by default one for each processor that this program may use.

    Raises:
        OptionError: If that is no whole number of at least 1.
        EngineError: While mapping, if the function cannot be sent or processes cannot be started.
    """

    def __init__(self, workers: int | None = None) -> None:
        if workers is None:
            workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        if type(workers) is not int or workers < 1:
            raise OptionError(f"workers is a whole number of at least 1, not {workers!r}")
        self.workers = workers

    def map(
        self, work: Callable[[Sequence[T]], list[R]], batches: Iterable[Sequence[T]], lost: Callable[[T], R]
    ) -> Iterator[list[R]]:
        from .workers import map_in_processes

        return map_in_processes(self.workers, work, batches, lost)

    def __repr__(self) -> str:
        return f"Processes({self.workers})"


def engine_for(workers: int, engine: Engine | None) -> Engine:
    """Return the engine that a user means by a number of workers or an engine.

    Raises:
        OptionError: For a number below 1, or both.
    """
    if type(workers) is not int or workers < 1:
        raise OptionError(f"workers is a whole number of at least 1, not {workers!r}")
    if engine is not None and workers != 1:
        raise OptionError("give either an engine or a number of workers, which is an engine of processes")
    return engine or (Serial() if workers == 1 else Processes(workers))
