"""Where the batches of a stream are worked on: in this process, in several, or on a cluster.

An engine is any object with `map(work, batches, lost)`: it applies a function to batches of items and gives the
results, a list for each batch, in the order of the batches. What learns from many documents takes an engine that has
`reduce(work, batches, add)` too: one result for each batch, all of them added up. Results do not depend on the engine.
It reads no more batches ahead than its workers need, and when its caller stops listening, nothing of it goes on.

A batch is a sized collection that can be pickled: a list of items, or a promise of them that is kept where it is
iterated. An engine sends it as it is and looks into it only to find the item that kills workers; that one is tried in a
list of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice
from typing import Any, NoReturn, Protocol, TypeVar

from .errors import EngineError, OptionError, shortened

B = TypeVar("B", bound=Collection[Any])
R = TypeVar("R")

BATCH = 64  # items


class Engine(Protocol):
    """Applies a function to batches of items, somewhere."""

    def map(self, work: Callable[[B], list[R]], batches: Iterable[B], lost: Callable[[Any], R]) -> Iterator[list[R]]:
        """Give the results of each batch, in order.

        Args:
            work: Gives a result for each item of a batch; it has to be picklable for engines that use other processes.
            batches: Batches of items, about a second of work each, read lazily.
            lost: Gives the result for an item that no worker survives.
        """
        ...

    def reduce(self, work: Callable[[B], R], batches: Iterable[B], add: Callable[[R, R], R]) -> R | None:
        """Return the results of all batches, added up; None if there is no batch.

        Args:
            work: Gives one result for a batch; which items share a batch may not matter for the sum.
            batches: As for `map`.
            add: Adds two results, in whatever order and wherever they lie: it has to be associative and commutative. It
                may change its first argument and return it.

        Raises:
            EngineError: If there are items that no worker survives; they are named.
        """
        ...


def batches_of(items: Iterable[Any], size: int = BATCH) -> Iterator[Collection[Any]]:
    """Give the batches of a collection: those that it makes itself by a method `batches`, else lists, read lazily.

    Args:
        items: What is worked on: documents, or a store of them.
        size: Most items of a list.
    """
    if hasattr(items, "batches"):
        yield from items.batches()
        return
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def refuse_lost(item: Any) -> NoReturn:
    """Raise an `EngineError` that names an item: what to give as `lost` where no result may be missing."""
    raise deadly([item])


def deadly(items: Sequence[Any]) -> EngineError:
    names = (shortened(getattr(item, "id", None) or item) for item in items)
    return EngineError(
        f"no worker process survives {', '.join(names)}: each that took it died. Leave it out, or give the workers "
        f"more memory if that is what they died of"
    )


class Serial:
    """Works in this process and reads no batch ahead."""

    def map(self, work: Callable[[B], list[R]], batches: Iterable[B], lost: Callable[[Any], R]) -> Iterator[list[R]]:
        return map(work, batches)

    def reduce(self, work: Callable[[B], R], batches: Iterable[B], add: Callable[[R, R], R]) -> R | None:
        results = map(work, batches)
        for first in results:
            return reduce(add, results, first)
        return None

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

    def map(self, work: Callable[[B], list[R]], batches: Iterable[B], lost: Callable[[Any], R]) -> Iterator[list[R]]:
        from .workers import map_in_processes

        return map_in_processes(self.workers, work, batches, lost)

    def reduce(self, work: Callable[[B], R], batches: Iterable[B], add: Callable[[R, R], R]) -> R | None:
        """Return the results of all batches, added up here as they come."""
        from .workers import reduce_in_processes

        return reduce_in_processes(self.workers, work, batches, add)

    def __repr__(self) -> str:
        return f"Processes({self.workers})"


class Dask:
    """Works on a Dask cluster: this machine's processes as Dask starts them, or many machines.

    The workers and the scheduler need this library, in this version, and the same plugins; they are asked before the
    first batch, and a worker that joins later is asked with its first. The pipeline is built once in each of their
    processes. Analysis is pure Python: give each worker process one thread.

    A worker that dies costs nothing: Dask does its batches again elsewhere. A batch in which workers died as often as
    the scheduler allows (`distributed.scheduler.allowed-failures`, four deaths by default) is tried item by item with
    nothing else under way, so that what comes back lacks no more than the items that kill. Batches that wait for a
    worker wait until there is one, or as long as `distributed.scheduler.no-workers-timeout` says.

    Args:
        client: The client of the cluster: `distributed.Client(address)`.

    Raises:
        MissingExtraError: If Dask is not installed; it is the extra `dask`.
        OptionError: If that is no client that is connected and waits for its results.
        EngineError: While mapping, if there are no workers, if one has another version, if the function cannot be sent,
            or if the connection to the scheduler is lost.
    """

    def __init__(self, client: Any) -> None:
        from .cluster import checked_client

        self.client: Any = checked_client(client)

    def map(self, work: Callable[[B], list[R]], batches: Iterable[B], lost: Callable[[Any], R]) -> Iterator[list[R]]:
        from .cluster import map_on_cluster

        return map_on_cluster(self.client, work, batches, lost)

    def reduce(self, work: Callable[[B], R], batches: Iterable[B], add: Callable[[R, R], R]) -> R | None:
        """Return the results of all batches, added up on the workers; only the sum travels here."""
        from .cluster import reduce_on_cluster

        return reduce_on_cluster(self.client, work, batches, add)

    def __repr__(self) -> str:
        return f"Dask({self.client!r})"


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
