"""Speed and memory beside what is wanted: `nox -s bench`, or `python benchmarks/speed.py [ARTICLES.jsonl]`.

Without a file the articles are made of those in `examples/`, joined in ever other order until each is as long as an
op-ed. These repeat their words, so what is kept for words that were met before is used more often than in an archive;
a file with a text in each line, {"text": ...}, is measured as it is. Layers are timed one by one, on documents that
carry those before; all of them with topics by themselves. Each figure is the median of three fresh processes with one
thread, in CPU seconds, for an article of 1,000 tokens. Nothing is asserted: compare only figures of the same hours.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import attrs

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
ARTICLES = 500
LETTERS = 5200  # of an article that is made of examples
TOKENS = 1000  # of the article that figures are for
TOPICS = 10
RUNS = 3
WARM_UP = 3  # articles before the clock starts: models are loaded
LONG = 10  # articles in a long text
LONG_TEXTS = 5
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
TASKS = ("claims", "sentiment", "frames")

Figures = dict[str, float]


@attrs.frozen
class Row:
    """A line of the table.

    Args:
        name: Names of layers, or what else is measured.
        unit: Of the figures.
        bar: What must be kept; None where nothing was said.
        goal: What is wanted; None where nothing was said.
    """

    name: str
    unit: str
    bar: float | None = None
    goal: float | None = None

    def line(self, measured: float) -> str:
        """Return it as text, with how many times the cost of the goal was measured."""
        times = None
        if self.goal is not None:
            times = self.goal / measured if self.unit == RATE else measured / self.goal
        cells = "".join(f"{'' if value is None else format(value, '.4g'):>8}" for value in (self.bar, self.goal))
        return f"{self.name:<44} {self.unit:<13}{measured:>9.2f}{cells}{'' if times is None else f'{times:9.2f}'}"


MILLISECONDS, RATE = "ms", "a CPU second"
LAYERS = (
    Row("regions, paragraphs, sentences, tokens", MILLISECONDS, 1.5, 1.0),
    Row("entities", MILLISECONDS, 1.5, 0.7),
    Row("times", MILLISECONDS, 1.0, 0.4),
    Row("quotations, voices", MILLISECONDS, 2.0, 1.0),
    Row("claims", MILLISECONDS, 1.0, 0.6),
    Row("sentiment", MILLISECONDS, 1.5, 0.6),
    Row("frames", MILLISECONDS, 0.7, 0.4),
)
TOPICS_ROW = Row("topics, fitted and applied", MILLISECONDS, 0.8, 0.3)
ALL = Row("articles, all of these", RATE, 100, 200)
PEAK = Row("peak memory of all articles", "MB", 171)
TEN_TIMES = Row("a text ten times as long", "times", 11, 10)
COLD = Row("discourse analyze examples/harbour-levy.txt", "CPU seconds")
OTHERS = (TOPICS_ROW, ALL, PEAK, TEN_TIMES, COLD)


def cpu_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


# The articles


def articles_from(path: str | None) -> list[str]:
    """Return the texts of a file of JSON lines, or articles made of the examples."""
    if path is not None:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["text"] for line in lines if line.strip()]
    examples = [file.read_text(encoding="utf-8").strip() for file in sorted(EXAMPLES.rglob("*.txt"))]
    return [joined(examples, random.Random(number)) for number in range(ARTICLES)]


def joined(examples: Sequence[str], draw: random.Random) -> str:
    """Return examples in an order of chance, as many as make an article."""
    parts: list[str] = []
    for example in draw.sample(examples, len(examples)):
        parts.append(example)
        if sum(map(len, parts)) >= LETTERS:
            break
    return "\n\n".join(parts)


# In a process of its own


def measure_layers(texts: Sequence[str]) -> Figures:
    """Time each layer alone, and count tokens; in seconds for all articles."""
    import discourse

    order = [step.spec.provides for step in discourse.Pipeline(*TASKS).steps]
    documents = [discourse.Document(text, str(number)) for number, text in enumerate(texts)]
    seconds: Figures = {}
    for layer in order:
        pipeline = discourse.Pipeline(layer)
        for document in documents[:WARM_UP]:
            pipeline(document)
        start = time.process_time()
        documents = list(map(pipeline, documents))
        seconds[layer] = time.process_time() - start
    check(documents)
    named = [layer for row in LAYERS for layer in row.name.split(", ")]
    if sorted(named) != sorted(order):
        raise SystemExit(f"the table has {named}, but the plan {order}")
    tokens = sum(len(document["tokens"]) for document in documents)
    return {row.name: sum(seconds[layer] for layer in row.name.split(", ")) for row in LAYERS} | {"tokens": tokens}


def measure_all(texts: Sequence[str]) -> Figures:
    """Time all layers, then topics of all articles; in seconds for all articles, and the peak of memory in MB."""
    import discourse
    from discourse_topics import TopicModel

    pipeline = discourse.Pipeline(*TASKS)
    check(map(pipeline, texts[:WARM_UP]))
    layers = cpu_seconds(lambda: check(map(pipeline, texts)))
    topics = cpu_seconds(lambda: TopicModel(n_topics=TOPICS).fit(texts).transform(texts))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes on Linux
    return {TOPICS_ROW.name: topics, ALL.name: layers + topics, PEAK.name: peak}


def measure_ten_times(texts: Sequence[str]) -> Figures:
    """Time texts of ten articles, and these articles one by one."""
    import discourse

    pipeline = discourse.Pipeline(*TASKS)
    single = texts[: LONG * LONG_TEXTS]
    long = ["\n\n".join(single[start : start + LONG]) for start in range(0, len(single), LONG)]
    check(map(pipeline, [*single, *long]))  # so that both have met all words
    alone = cpu_seconds(lambda: check(map(pipeline, single)))
    together = cpu_seconds(lambda: check(map(pipeline, long)))
    return {TEN_TIMES.name: LONG * together / alone}


def check(documents: Iterable[Any]) -> None:
    """Refuse failures, since they would look fast."""
    for document in documents:
        if document.failures:
            raise SystemExit(f"{document!r}: {document.failures}")


PARTS: dict[str, Callable[[Sequence[str]], Figures]] = {
    "layers": measure_layers,
    "all": measure_all,
    "ten times": measure_ten_times,
}


# Together


def fresh(part: str, articles: str | None) -> Figures:
    """Measure a part in a fresh process with one thread."""
    command = [sys.executable, __file__, "--part", part, *([articles] if articles else [])]
    done = subprocess.run(command, env=os.environ | ONE_THREAD, stdout=subprocess.PIPE, text=True, check=True)
    return {name: float(value) for name, value in json.loads(done.stdout).items()}


def cold() -> Figures:
    """Return the CPU seconds of the command line for one article, start of Python included."""
    command = [sys.executable, "-m", "discourse", "analyze", str(EXAMPLES / "harbour-levy.txt")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=os.environ | ONE_THREAD, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {COLD.name: after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def medians(measure: Callable[[], Figures]) -> Figures:
    runs = [measure() for _ in range(RUNS)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def scaled(figures: Figures) -> Figures:
    """Return the figures for an article of 1,000 tokens: milliseconds of it, how many a second."""
    articles = figures["tokens"] / TOKENS
    of_a_corpus = {row.name: 1000 * figures[row.name] / articles for row in (*LAYERS, TOPICS_ROW)}
    return figures | of_a_corpus | {ALL.name: articles / figures[ALL.name]}


def main(articles: str | None) -> None:
    texts = articles_from(articles)
    figures = medians(cold)
    for part in PARTS:
        figures |= medians(partial(fresh, part, articles))
    letters, tokens = sum(map(len, texts)) / len(texts), figures["tokens"] / len(texts)
    print(
        f"{len(texts)} articles of {letters:,.0f} letters and {tokens:,.0f} tokens; figures are for {TOKENS:,} tokens."
    )
    print(
        f"CPU time of one thread, median of {RUNS} fresh processes. Last column: how many times the cost of the goal.\n"
    )
    print(f"{'':<58}{'measured':>9}{'bar':>8}{'goal':>8}{'times':>9}")
    figures = scaled(figures)
    for row in (*LAYERS, *OTHERS):
        print(row.line(figures[row.name]).rstrip())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", metavar="ARTICLES.jsonl", help="articles of your own")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part:
        print(json.dumps(PARTS[arguments.part](articles_from(arguments.articles))))
    else:
        main(arguments.articles)
