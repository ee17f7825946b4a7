"""What the core costs: `python benchmarks/core.py`. Prints a table; nothing is asserted. Analyzers are in `speed.py`.

- machinery: microseconds per analyzer and document, in a chain of analyzers that do nothing but read the one before;
- stream: peak memory of 10,000 small documents through the default layers;
- workers: articles per second of wall time with one and two processes, start of the processes included;
- import: CPU seconds of `import discourse` in a fresh process.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs

import discourse

ROOT = Path(__file__).parents[1]
ARTICLE = (ROOT / "examples" / "harbour-levy.txt").read_text(encoding="utf-8")
CHAIN = 10


@attrs.frozen
class Nothing:
    """A value that says nothing."""


class Idle:
    """An analyzer that finds nothing."""

    def analyze(self, document: discourse.Document) -> list[discourse.Annotation[Nothing]]:
        return []


class ChainPlugin:
    """Ten analyzers, each of which requires the layer of the one before."""

    @discourse.hookimpl
    def discourse_register_analyzers(self, register: Callable[[discourse.AnalyzerSpec], None]) -> None:
        for number in range(CHAIN):
            requires = (f"idle{number - 1}",) if number else ()
            name = f"idle{number}"
            register(
                discourse.AnalyzerSpec(
                    name=name, version="1", provides=name, payload=Nothing, requires=requires, factory=Idle
                )
            )


def cpu_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def machinery() -> float:
    """Return microseconds per analyzer and document."""
    registry = discourse.Registry([ChainPlugin()], entry_points=False)
    pipeline = discourse.Pipeline(f"idle{CHAIN - 1}", registry=registry)
    texts = [f"A text of a few words, number {number}." for number in range(5000)]
    pipeline(texts[0])
    seconds = min(cpu_seconds(lambda: [pipeline(text) for text in texts]) for _ in range(3))
    return seconds / (CHAIN * len(texts)) * 1e6


def stream_memory() -> tuple[int, int]:
    """Return peak memory in MB before and after streaming 10,000 small documents."""

    def texts() -> Iterator[str]:
        for number in range(10_000):
            yield f"The minister said that {number} people were arrested in May 2014. It was a failure."

    pipeline = discourse.Pipeline()
    pipeline(next(texts()))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for _ in pipeline.stream(texts()):
        pass
    return before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def stream_speed(workers: int) -> float:
    """Return articles per second of wall time through the default layers."""
    pipeline = discourse.Pipeline()
    pipeline(ARTICLE)
    articles = [discourse.Document(ARTICLE, str(number)) for number in range(600)]
    start = time.perf_counter()
    for _ in pipeline.stream(articles, workers=workers):
        pass
    return len(articles) / (time.perf_counter() - start)


def import_seconds() -> float:
    code = "import time; s = time.process_time(); import discourse; print(time.process_time() - s)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(5)]
    return min(float(run.stdout) for run in runs)


def main() -> None:
    before, after = stream_memory()
    rows = [
        ("machinery, µs per analyzer and document", f"{machinery():.1f}", "<= 30"),
        ("articles per second, one process and two", f"{stream_speed(1):.0f}, {stream_speed(2):.0f}", "x 1.7"),
        ("import discourse, CPU seconds", f"{import_seconds():.3f}", "<= 0.15"),
        ("peak memory, MB: first document, then 10,000", f"{before}, {after}", "bounded"),
    ]
    for name, value, goal in rows:
        print(f"{name:<48} {value:>10}   {goal}")


if __name__ == "__main__":
    main()
