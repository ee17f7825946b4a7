"""What an archive costs: `python benchmarks/archive.py ARTICLES.jsonl [--up-to 50000] [--workers 2]`.

The articles of a file, {"text": ...} on each line, are taken over and over with other ids until there are as many as
wanted: 1,000, 2,000, and so on, doubled. Each number is analyzed in a fresh process into a folder of tables, as
`discourse analyze -f tables` does it. Prints CPU and wall seconds, peak memory of the process and of its workers, the
line that fits the CPU seconds, the bytes of each table for an article, and how long the ready queries take. Nothing is
asserted.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discourse
import discourse.tables

LAYERS = ("claims", "sentiment", "frames")
QUERIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("claims_about", {"thing": "jobs"}),
    ("who_is_quoted", {}),
    ("frames_by_outlet_and_month", {"codebook": "policy"}),
    ("words_in_context", {"words": "health care"}),
)


def articles(file: Path, number: int) -> Iterator[discourse.Document]:
    """Give so many articles; days and outlets are made up, so that there is something to group by."""
    with file.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    for place in range(number):
        metadata = {
            "date": f"{2010 + place % 10}-{1 + place % 12:02}-{1 + place % 28:02}",
            "outlet": f"No. {place % 25}",
        }
        yield discourse.Document(texts[place % len(texts)], f"article-{place:08}", metadata)


def fill(file: Path, number: int, workers: int, folder: Path) -> dict[str, float]:
    """Analyze into a folder of tables, in this process and its workers; return what it cost."""
    start = time.perf_counter()
    pipeline = discourse.Pipeline(*LAYERS)
    written = discourse.tables.write(articles(file, number), folder, pipeline=pipeline, workers=workers)
    own, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "articles": written.documents,
        "parts": written.parts,
        "wall": time.perf_counter() - start,
        "cpu": own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime,
        "caller_cpu": own.ru_utime + own.ru_stime,
        "megabytes": own.ru_maxrss / 1024,
        "worker_megabytes": theirs.ru_maxrss / 1024,
    }


def line_through(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Return start and slope of the line that fits points best: the least squares of what it is off by, as a part of x.

    Absolute squares would be those of the largest archive alone.
    """
    weights = [1 / x**2 for x, _ in points]
    mean_x = sum(weight * x for weight, (x, _) in zip(weights, points, strict=True)) / sum(weights)
    mean_y = sum(weight * y for weight, (_, y) in zip(weights, points, strict=True)) / sum(weights)
    spread = sum(weight * (x - mean_x) ** 2 for weight, (x, _) in zip(weights, points, strict=True))
    shared = sum(weight * (x - mean_x) * (y - mean_y) for weight, (x, y) in zip(weights, points, strict=True))
    slope = shared / spread
    return mean_y - slope * mean_x, slope


def report_tables(folder: Path) -> None:
    """Print rows and bytes of each table for an article."""
    entries = [json.loads(path.read_bytes()) for path in sorted(folder.rglob("part.json"))]
    documents = sum(entry["documents"] for entry in entries)
    print(f"\n{'table':18}{'rows':>10}{'bytes':>10}   for an article")
    for name in (*entries[0]["tables"], *entries[0]["layers"]):
        tables = [{**entry["tables"], **entry["layers"]}[name] for entry in entries]
        rows, size = (sum(table[key] for table in tables) / documents for key in ("rows", "bytes"))
        print(f"{name:18}{rows:10.1f}{size:10.0f}")
    print(f"{'part.json':18}{'':10}{sum(len(json.dumps(entry, indent=1)) for entry in entries) / documents:10.0f}")


def report_queries(folder: Path) -> None:
    """Print how long questions take, the opening of the folder first."""
    print()
    start = time.perf_counter()
    with discourse.tables.open(folder) as store:
        print(f"opened in {time.perf_counter() - start:.2f} s")
        for name, parameters in QUERIES:
            start = time.perf_counter()
            rows = len(store.query(name, **parameters).fetchall())
            print(f"{name:30}{time.perf_counter() - start:8.2f} s, {rows:,} rows")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--up-to", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--fill", nargs=2, metavar=("NUMBER", "FOLDER"), help="only that, and print what it cost")
    given = parser.parse_args()
    if given.fill:
        print(json.dumps(fill(given.articles, int(given.fill[0]), given.workers, Path(given.fill[1]))))
        return
    numbers = [number for number in (1000, 2000, 4000, 8000, 16_000) if number < given.up_to] + [given.up_to]
    print(f"{'articles':>10}{'parts':>7}{'CPU s':>9}{'caller':>9}{'wall s':>9}{'MB':>7}{'worker MB':>11}")
    points = []
    with tempfile.TemporaryDirectory() as place:
        for number in numbers:
            folder = Path(place, str(number))
            command = [sys.executable, __file__, str(given.articles), "--workers", str(given.workers)]
            done = subprocess.run(
                [*command, "--fill", str(number), str(folder)], stdout=subprocess.PIPE, text=True, check=True
            )
            cost = json.loads(done.stdout)
            points.append((cost["articles"], cost["cpu"]))
            print(
                f"{cost['articles']:10,}{cost['parts']:7,}{cost['cpu']:9.1f}{cost['caller_cpu']:9.1f}"
                f"{cost['wall']:9.1f}{cost['megabytes']:7.0f}{cost['worker_megabytes']:11.0f}",
                flush=True,
            )
        start, slope = line_through(points)
        worst = max(abs(cpu - start - slope * number) / cpu for number, cpu in points)
        print(f"\nCPU seconds = {start:.1f} + {slope * 1000:.3f} ms an article; no point further off than {worst:.1%}")
        report_tables(folder)
        report_queries(folder)


if __name__ == "__main__":
    main()
