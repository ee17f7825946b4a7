"""Checks that the same text gives the same layer: again, in any order, in batches, in threads, in another process."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ..document import Columns, Layer
from ..errors import CheckError
from ..layer import sorted_columns
from .fresh import SEEDS, cannot_travel, run_fresh
from .subject import Subject, difference, in_text, shown

THREADS = 8
ROUNDS = 3
SWITCH = 1e-5  # seconds between two threads: often enough that what they share is seen


def deterministic(subject: Subject) -> str | None:
    """A text gives the same layer twice, from two pipelines, and whatever was analyzed before it."""
    for text in subject.texts:
        compare(subject, text, subject.outcome(subject.shared(text)), "the second time")
    again = subject.pipeline(*subject.usable)
    for text in reversed(subject.texts):
        compare(subject, text, subject.outcome(again(text)), "from another pipeline, in another order")
    return None


def batches(subject: Subject) -> str | None:
    """Documents give the same layer one by one and in batches of any size, and `analyze_batch` what `analyze` does."""
    for size in (1, 2, len(subject.texts)):
        pipeline = subject.pipeline(*subject.usable)
        for text, document in zip(subject.texts, pipeline.stream(subject.texts, batch_size=size), strict=True):
            compare(subject, text, subject.outcome(document), f"in batches of {size}")
    if callable(getattr(subject.analyzer, "analyze_batch", None)):
        check_batch_method(subject)
    return None


def check_batch_method(subject: Subject) -> None:
    texts = [finding.text for finding in subject.findings]
    views = [view for view in map(subject.seen, texts) if view is not None]
    results = list(subject.analyzer.analyze_batch(views))
    if len(results) != len(views):
        raise CheckError(f"analyze_batch gives {len(results)} results for {len(views)} documents")
    for finding, result in zip(subject.findings, results, strict=True):
        columns = result if isinstance(result, Columns) else sorted_columns(subject.layer, result)
        single = Layer(subject.layer, subject.spec.payload, finding.columns)
        if Layer(subject.layer, subject.spec.payload, columns) != single:
            raise in_text(finding.text, "analyze_batch gives another layer than analyze")


def threads(subject: Subject) -> str | None:
    """Eight threads that share one pipeline, and its analyzer, get what one thread gets."""
    pipeline = subject.pipeline(*subject.usable)
    expected = subject.expected
    problems: list[CheckError] = []
    start = threading.Barrier(THREADS)

    def work(number: int) -> None:
        turn = number % len(subject.texts)
        start.wait()
        for text in (*subject.texts[turn:], *subject.texts[:turn]) * ROUNDS:
            try:
                document = pipeline(text)
                found = subject.outcome(document)
            except Exception as error:
                problems.append(in_text(text, f"in a thread: {type(error).__name__}: {error}"))
                return
            if found != expected[text]:
                failure = subject.failure(document)
                where = failure.message if failure else difference(expected[text], found)
                problems.append(in_text(text, f"threads that share a pipeline get another layer: {where}"))
                return

    with switching_often():
        crew = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
        for thread in crew:
            thread.start()
        for thread in crew:
            thread.join()
    if problems:
        raise problems[0]
    return None


@contextmanager
def switching_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def worker(subject: Subject) -> str | None:
    """A new Python process, which knows only names, makes the same bytes, whatever its hash seed is."""
    reason = cannot_travel(subject)
    if reason:
        return reason
    for seed in SEEDS:
        answer = run_fresh(subject, seed)
        if answer.error:
            raise CheckError(f"in a new process: {answer.error}")
        for text, outcome in zip(subject.texts, answer.outcomes, strict=True):
            compare(subject, text, outcome, f"in a new process with hash seed {seed}")
    return None


def compare(subject: Subject, text: str, actual: str, how: str) -> None:
    expected = subject.expected[text]
    if actual != expected:
        raise CheckError(f"another result {how}: {difference(expected, actual)}. The text: {shown(text)}")
