"""Batches on a Dask cluster: sent as bytes, done by workers that may die, handed out in order.

What is done is sent once, as a task of its own on which the batches depend: Dask makes it again if every worker that
had it has died, and brings it to workers that join. Each worker process unpacks it once. Batches and results travel as
bytes that the scheduler passes on; it looks into neither.

Dask does the tasks of a worker that dies again, and gives one up after several deaths. It counts a death against every
task that the worker had, whoever caused it; so a task that was given up is judged alone, when nothing else of ours is
under way that could kill a worker beside it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import lru_cache, reduce
from multiprocessing.reduction import ForkingPickler
from threading import Lock
from typing import Any, TypeVar, cast
from uuid import uuid4
from weakref import WeakSet

import attrs

from .errors import EngineError, OptionError
from .extras import need
from .versions import check_same, check_versions, versions
from .workers import Lost, Raised, all_done, packed, sendable

R = TypeVar("R")

AHEAD = 3  # batches for each thread of a worker that are under way; one runs, one waits beside it, one is in reserve
PAUSE, PATIENCE = 20, 3  # seconds between looks at a silent cluster; looks without a worker before it is given up
TOGETHER = 4  # results that are added up in one task
MOST_WORKS = 4  # that a worker process keeps unpacked


def checked_client(client: Any) -> Any:
    """Return a client if it is one that can be asked and waited for."""
    wanted = "Dask takes the client of a cluster: distributed.Client('tcp://scheduler:8786')"
    if not isinstance(client, need("distributed", "dask").Client):
        raise OptionError(f"{wanted}; this is a {type(client).__name__}")
    if client.asynchronous:
        raise OptionError(f"{wanted}, made without asynchronous=True and used outside of its event loop")
    if client.status != "running":
        raise OptionError(f"{wanted}; this one is {client.status}")
    return client


def map_on_cluster(
    client: Any, work: Callable[..., list[Any]], batches: Iterable[Any], lost: Callable[[Any], Any]
) -> Iterator[list[Any]]:
    """Give the results of each batch, in order (see `engines.Engine.map`)."""
    with run_of(client, work) as run:
        for answers in run.done(batches, run.answer):
            given = [[lost(one.item)] if isinstance(one, Lost) else ForkingPickler.loads(one) for one in answers]
            yield [result for results in given for result in results]


def reduce_on_cluster(
    client: Any, work: Callable[..., R], batches: Iterable[Any], add: Callable[[R, R], R]
) -> R | None:
    """Return the results of all batches, added up on the workers (see `engines.Engine.reduce`)."""
    with run_of(client, work, add) as run:
        sums = Sums(run)
        for parts in run.done(batches, run.survivor):
            for part in all_done(parts):
                sums.put(part)
        return cast(R | None, sums.total())


class Run:
    """One use of a cluster: the work that was sent, and the batches under way.

    Args:
        client: The client.
        functions: What is done with a batch and, if results are added up, how.
    """

    def __init__(self, client: Any, *functions: Callable[..., Any]) -> None:
        self._client = client
        self._name = uuid4().hex
        self._sent: WeakSet[Any] = WeakSet()
        self._number = 0
        self._most = 0
        self._until_asked = 0
        data = packed(functions)
        self._parcel = Parcel(tuple(versions().items()), data)
        self._delivered = self.send(delivered, self._parcel)

    def send(self, function: Callable[..., Any], *arguments: Any, priority: int = 0) -> Any:
        """Return the future of a task; those of one function are a group, which Dask spreads over the workers."""
        self._number += 1
        key = (f"discourse-{function.__name__}-{self._name}", self._number)
        with connected(self._client):
            future = self._client.submit(function, *arguments, key=key, priority=priority)
        self._sent.add(future)
        return future

    def give(self, batch: Any) -> Any:
        if self._delivered.status == "error":  # it lay beside batches that killed
            self._delivered = self.send(delivered, self._parcel)
        return self.send(worked, self._delivered, packed_batch(batch))

    def add(self, parts: list[Any]) -> Any:
        return self.send(added, self._delivered, *parts, priority=1)  # before batches that wait, since it frees memory

    def done(self, batches: Iterable[Any], take: Callable[[Any], Any]) -> Iterator[list[Any]]:
        """Give for each batch, in order, what was taken of its task; or, if it killed, of a task for each item."""
        flight: deque[tuple[Any, Any]] = deque()
        for batch in batches:
            flight.append((batch, self.give(batch)))
            if len(flight) >= self._room():
                yield self._first(flight, take)
        while flight:
            yield self._first(flight, take)

    def _room(self) -> int:
        """Return how many batches may be under way; workers are counted again each time as many have been given."""
        if not self._until_asked:
            with connected(self._client):
                self._most = AHEAD * max(sum(self._client.nthreads().values()), 1)
            self._until_asked = self._most
        self._until_asked -= 1
        return self._most

    def _first(self, flight: deque[tuple[Any, Any]], take: Callable[[Any], Any]) -> list[Any]:
        batch, future = flight.popleft()
        taken = take(future)
        if taken is not None:
            return [taken]
        for _, other in flight:
            self._wait(other)
        return [self._alone(item, take) for item in batch]

    def _alone(self, item: Any, take: Callable[[Any], Any]) -> Any:
        taken = take(self.send(worked, self._parcel, packed_batch([item])))  # depends on no other task
        return Lost(item) if taken is None else taken

    def _wait(self, future: Any) -> bool:
        """Wait until a task is done, and say whether it was; give up if there is nobody to do it."""
        alone = 0
        while alone < PATIENCE:
            with connected(self._client):
                try:
                    return future.exception(timeout=PAUSE) is None and bool(future.status == "finished")
                except TimeoutError:
                    alone = 0 if self._client.nthreads() else alone + 1
        raise EngineError("all workers of the cluster are gone, and for a minute none has come")

    def answer(self, future: Any) -> bytes | None:
        """Wait for what a task gives, None if workers died of it; raise what it raised."""
        self._wait(future)
        try:
            with connected(self._client):
                return cast(bytes, future.result())
        except Failed as failed:
            raise failed.error from None
        except need("distributed", "dask").KilledWorker:
            return None
        except EngineError:
            raise
        except Exception as error:  # it has not even begun
            with connected(self._client):
                check_versions(self._client)
            raise EngineError(f"a worker cannot take over the work: {error}") from error

    def survivor(self, future: Any) -> Any:
        """Wait until a task is done and return its future, None if workers died of it; its result stays there."""
        return future if self._wait(future) or self.answer(future) is not None else None

    def close(self) -> None:
        """Give up all that is under way: without a future, Dask forgets the task."""
        for future in list(self._sent):
            future.release()


@contextmanager
def run_of(client: Any, *functions: Callable[..., Any]) -> Iterator[Run]:
    """Give a run on workers that have the same versions; at the end, however it comes, nothing of it goes on."""
    checked_client(client)
    with connected(client):
        check_versions(client)
    run = Run(client, *functions)
    try:
        yield run
    finally:
        run.close()


class Sums:
    """Results that lie on workers, added up in the order in which they come, a few at a time, where they lie.

    Sums of as many batches are added up in turn; so what is held grows with the logarithm of the number of batches, and
    no addition waits for all those before it.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._levels: list[list[Any]] = []

    def put(self, part: Any, level: int = 0) -> None:
        if level == len(self._levels):
            self._levels.append([])
        parts = self._levels[level]
        parts.append(part)
        if len(parts) == TOGETHER:
            self._levels[level] = []
            for failed in [one for one in parts if one.status == "error"]:
                self._run.answer(failed)  # raises, rather now than when all is done
            self.put(self._run.add(parts), level + 1)

    def total(self) -> Any:
        """Return the sum of all, None of nothing."""
        parts = [part for level in reversed(self._levels) for part in level]
        if not parts:
            return None
        answer = self._run.answer(self._run.add(parts) if len(parts) > 1 else parts[0])
        if answer is None:
            raise EngineError("workers died again and again where results were added up; give them more memory")
        return ForkingPickler.loads(answer)


@contextmanager
def connected(client: Any) -> Iterator[None]:
    """Say in our words that the scheduler is gone, or that somebody else has put an end to our tasks."""
    try:
        yield
    except Exception as error:
        if client.status == "running" and not isinstance(error, OSError | CancelledError):
            raise
        raise EngineError(
            f"the work on the cluster came to an end: the connection to the scheduler was lost, or the client was "
            f"closed or restarted ({error})"
        ) from error


def packed_batch(batch: Any) -> bytes:
    return bytes(ForkingPickler.dumps(batch))


# On the workers


@attrs.frozen(cache_hash=True)
class Parcel:
    """The functions of a run as they travel; equal ones are unpacked once in a process.

    Args:
        versions: Those that the sender has.
        data: The functions, packed.
    """

    versions: tuple[tuple[str, str], ...]
    data: bytes = attrs.field(repr=False)


class Failed(Exception):  # noqa: N818 - carries an error and is none of its own
    """The error of the work on its way to the caller, packed, so that Dask does not cut or change it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)

    def __str__(self) -> str:
        return str(self.error)[:200]

    __repr__ = __str__

    @property
    def error(self) -> Exception:
        return cast(Raised, ForkingPickler.loads(self.args[0])).error


def failed(error: Exception) -> Failed:
    return Failed(sendable(Raised(error)))


def delivered(parcel: Parcel) -> Parcel:
    """Lie on the workers, so that tasks need not bring it."""
    return parcel


def worked(parcel: Parcel, batch: bytes) -> bytes:
    """Do the work for a batch."""
    try:
        work, *_ = unpacked(parcel)
        return bytes(ForkingPickler.dumps(work(ForkingPickler.loads(batch))))
    except Exception as error:
        raise failed(error) from None


def added(parcel: Parcel, *parts: bytes) -> bytes:
    """Add up results."""
    try:
        _, add = unpacked(parcel)
        return bytes(ForkingPickler.dumps(reduce(add, map(ForkingPickler.loads, parts))))
    except Exception as error:
        raise failed(error) from None


_unpacking = Lock()


def unpacked(parcel: Parcel) -> tuple[Callable[..., Any], ...]:
    with _unpacking:  # a pipeline is built by the first thread that needs it
        return _unpacked(parcel)


@lru_cache(MOST_WORKS)
def _unpacked(parcel: Parcel) -> tuple[Callable[..., Any], ...]:
    check_same(f"worker {need('distributed', 'dask').get_worker().address}", versions(), dict(parcel.versions))
    try:
        return cast("tuple[Callable[..., Any], ...]", ForkingPickler.loads(parcel.data))
    except Exception as error:
        raise EngineError(f"a worker cannot take over the work: {error}") from error
