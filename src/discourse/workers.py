"""Worker processes: started anew, fed with batches through a pipe, replaced when they die.

Each worker belongs to one thread of the caller, which sends it a batch and waits for the results; so a death is heard
by the thread that has the batch. Results are taken in the order in which the batches were given. A worker whose caller
is gone hears the end of its pipe and ends too. The pool of the standard library is not used since the death of one
worker ends it as a whole and does not tell whose batch it was.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import reduce
from itertools import chain
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, TypeVar, cast

import attrs

from .engines import deadly
from .errors import DiscourseError, EngineError

R = TypeVar("R")

AHEAD = 2  # batches for each worker that are read before the first of them is given out
READY = "ready"


def map_in_processes(
    workers: int, work: Callable[..., list[Any]], batches: Iterable[Any], lost: Callable[[Any], Any]
) -> Generator[list[Any]]:
    """Give the results of each batch, in order (see `engines.Engine.map`)."""
    with crew_of(workers, work, lost) as crew:
        waiting: deque[Job] = deque()
        for batch in batches:
            waiting.append(crew.give(batch))
            if len(waiting) > AHEAD * workers:
                yield waiting.popleft().results()
        while waiting:
            yield waiting.popleft().results()


def reduce_in_processes(
    workers: int, work: Callable[..., R], batches: Iterable[Any], add: Callable[[R, R], R]
) -> R | None:
    """Return the results of all batches, added up as they come (see `engines.Engine.reduce`)."""
    with closing(map_in_processes(workers, Single(work), batches, Lost)) as results:
        parts: Iterator[R] = chain.from_iterable(map(all_done, results))
        for first in parts:
            return reduce(add, parts, first)
    return None


@attrs.frozen
class Single:
    """Work that gives one result for a batch, as a list of one."""

    work: Callable[[Any], Any]

    def __call__(self, batch: Any) -> list[Any]:
        return [self.work(batch)]


@attrs.frozen
class Lost:
    """What stands in the place of a result for an item that no worker survives."""

    item: Any


def all_done(results: list[Any]) -> list[Any]:
    """Return the results of a batch if none of its items was lost.

    Raises:
        EngineError: With the ids of those that were.
    """
    lost = [result.item for result in results if isinstance(result, Lost)]
    if lost:
        raise deadly(lost)
    return results


@contextmanager
def crew_of(workers: int, work: Callable[..., Any], lost: Callable[..., Any]) -> Iterator[Crew]:
    """Give a crew; at the end, however it comes, no process is left."""
    crew = Crew(workers, packed(work), lost)
    try:
        yield crew
    finally:
        crew.dismiss()


class Job:
    """A batch, and where its results are put.

    A queue and no future: an interrupt that comes while somebody waits for a future may leave the lock of the future
    closed, and then the thread that has the results waits for ever.
    """

    def __init__(self, batch: Collection[Any]) -> None:
        self.batch = batch
        self.answer: SimpleQueue[list[Any] | Raised] = SimpleQueue()

    def results(self) -> list[Any]:
        """Wait for the results; raise what the work raised."""
        answer = self.answer.get()
        if isinstance(answer, Raised):
            raise answer.error
        return answer


class Crew:
    """Desks at which jobs are done, each with a worker of its own.

    Args:
        workers: How many desks there are.
        work: The function, packed.
        lost: Gives the result for an item that no worker survives.
    """

    def __init__(self, workers: int, work: bytes, lost: Callable[[Any], Any]) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._desks = [Desk(self._jobs, work, lost) for _ in range(workers)]
        for desk in self._desks:
            desk.start()

    def give(self, batch: Collection[Any]) -> Job:
        job = Job(batch)
        self._jobs.put(job)
        return job

    def dismiss(self) -> None:
        """End all processes, and with them the threads that wait for one."""
        for desk in self._desks:
            desk.close()
        for _ in self._desks:
            self._jobs.put(None)
        for desk in self._desks:
            desk.join()


class Desk(Thread):
    """A thread that takes one job after the other and has its worker do it; the worker is started when first needed."""

    def __init__(self, jobs: SimpleQueue[Job | None], work: bytes, lost: Callable[[Any], Any]) -> None:
        super().__init__(name="discourse-desk", daemon=True)
        self._jobs = jobs
        self._work = work
        self._lost = lost
        self._worker: Worker | None = None
        self._closed = Event()  # is only asked here, never waited for

    def run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job.answer.put(self._do(job.batch))
            except Exception as error:
                job.answer.put(Raised(error))

    def close(self) -> None:
        """End the worker; jobs that are left come to nothing."""
        self._closed.set()
        if (worker := self._worker) is not None:
            worker.end()

    def _do(self, batch: Collection[Any]) -> list[Any]:
        """Return the results for a batch: at once, at the second try, or item by item."""
        for _ in range(2):
            results = self._try(batch)
            if results is not None:
                return results
        if len(batch) == 1:
            return [self._lost(item) for item in batch]
        return [result for item in batch for result in self._try([item]) or [self._lost(item)]]

    def _try(self, batch: Collection[Any]) -> list[Any] | None:
        """Return what the worker makes of a batch, None if it dies of it; then the next try has another."""
        results = None
        try:
            results = (self._worker or self._start()).ask(batch)
        finally:
            if results is None and self._worker is not None:
                self._worker.end()
                self._worker = None
        return results

    def _start(self) -> Worker:
        if self._closed.is_set():
            raise EngineError("the stream was closed")
        self._worker = worker = Worker()
        if self._closed.is_set():  # meanwhile
            worker.end()
        worker.prepare(self._work)
        return worker


@attrs.frozen
class Raised:
    """What a worker sends in the place of results."""

    error: Exception


class Worker:
    """One process and the pipe to it; asked by one thread at a time."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), name="discourse-worker", daemon=True)
        try:
            self._process.start()
        except (RuntimeError, OSError, AssertionError) as error:
            raise EngineError(f"cannot start a worker process: {error}".strip()) from error
        finally:
            theirs.close()  # so that its end is heard here

    def prepare(self, work: bytes) -> None:
        """Hand over the function and wait until it can be called."""
        try:
            self._pipe.send_bytes(work)
            answer = self._pipe.recv()
        except (EOFError, OSError):
            self._process.join()
            raise EngineError(
                f"a worker process ended before it was ready (exit code {self._process.exitcode}). If what it printed "
                f'does not tell why: a script that uses workers keeps what it runs under `if __name__ == "__main__":`, '
                f"since each worker imports it"
            ) from None
        if isinstance(answer, Raised):
            raise EngineError(f"a worker process cannot take over the work: {answer.error}") from answer.error

    def ask(self, batch: Collection[Any]) -> list[Any] | None:
        """Return the results for a batch, None if the process died."""
        try:
            self._pipe.send(batch)
            answer = self._pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(answer, Raised):
            raise answer.error
        return list(answer)

    def end(self) -> None:
        """End the process, whatever it does; it writes nothing that would be left half done."""
        self._process.kill()
        self._process.join()


def packed(work: Callable[..., Any] | tuple[Callable[..., Any], ...]) -> bytes:
    """Return functions as they travel to workers."""
    try:
        return bytes(ForkingPickler.dumps(work))
    except DiscourseError:
        raise
    except Exception as error:
        raise EngineError(
            f"the work cannot be sent to other processes: {error}. Options and models have to be picklable: made of "
            f"classes and functions that can be imported"
        ) from error


# In the worker


def serve(pipe: Connection) -> None:
    """Take the function, then answer batches until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # to interrupt is the caller's business, who then ends us
    sys.stdout = sys.stderr  # what plugins print would come in between the results of a command
    try:
        with suppress(EOFError, OSError):  # the caller is gone
            work = taken(pipe)
            while work is not None:
                pipe.send_bytes(answer_to(work, pipe.recv_bytes()))
    finally:
        pipe.close()


def taken(pipe: Connection) -> Callable[..., Any] | None:
    data = pipe.recv_bytes()
    try:
        work: Callable[..., Any] = ForkingPickler.loads(data)
    except Exception as error:
        pipe.send_bytes(sendable(Raised(error)))
        return None
    pipe.send(READY)
    return work


def answer_to(work: Callable[..., Any], batch: bytes) -> bytes:
    try:
        return bytes(ForkingPickler.dumps(work(ForkingPickler.loads(batch))))
    except Exception as error:
        return sendable(Raised(error))


def sendable(raised: Raised) -> bytes:
    return bytes(ForkingPickler.dumps(Raised(portable(raised.error))))


def portable(error: Exception) -> Exception:
    """Return an error as it travels to another process, with a note of where it happened.

    One that cannot travel is replaced by an `EngineError` with its words.
    """
    notes = [*getattr(error, "__notes__", ()), "in a worker process:\n" + "".join(traceback.format_exception(error))]
    try:
        sent = ForkingPickler.loads(ForkingPickler.dumps(error))
    except Exception:
        sent = EngineError(f"{type(error).__name__}: {error}")
    sent.__notes__ = notes
    return cast(Exception, sent)
