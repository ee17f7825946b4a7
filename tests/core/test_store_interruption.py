"""A writer of tables that is killed at any point leaves whole parts, and whoever goes on gives the same bytes.

One process imports everything and forks a writer for each attempt, so that fifty of them take seconds.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import discourse.tables

from .conftest import SOURCES
from .toys import write_plugin

TIMES = 50
DOCUMENTS, PART = 160, 8
WORKSHOP = '''
import attrs, discourse

@attrs.frozen
class Length:
    """How long a word is."""
    characters: int

class Lengths:
    def analyze(self, document):
        place = 0
        for word in document.text.split():
            start = document.text.index(word, place)
            place = start + len(word)
            yield discourse.Annotation(discourse.Span(start, place), Length(len(word)))

@discourse.hookimpl
def discourse_register_analyzers(register):
    register(discourse.AnalyzerSpec(name="lengths", version="1", provides="lengths", payload=Length, factory=Lengths))
'''
WRITERS = """
import os, sys
import pyarrow.parquet, duckdb, filelock
import discourse, discourse.tables
import discourse.store.filling, discourse.store.updating

def documents():
    for number in range({documents}):
        text = f"Text number {{number}} " + "says so again and again. " * (number % 7)
        yield discourse.Document(text, f"text-{{number}}")

pipeline = discourse.Pipeline("lengths")
pipeline("A first one.")
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            discourse.tables.write(documents(), line.strip(), pipeline=pipeline, part_size={part})
        except BaseException as error:
            print(f"failed: {{error!r}}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    print(child, flush=True)
    print("ended", os.waitpid(child, 0)[1], flush=True)
"""


class Writers:
    """Starts one writer after the other in a process that has everything imported."""

    def __init__(self, folder: Path) -> None:
        write_plugin(folder, "workshop_of_lengths", WORKSHOP)
        self._process = subprocess.Popen(
            [sys.executable, "-c", WRITERS.format(documents=DOCUMENTS, part=PART)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(SOURCES), *filter(None, sys.path)])},
        )

    def start(self, folder: Path) -> int:
        """Start a writer and return its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        return int(self._line())

    def wait(self) -> int:
        """Wait for it and return how it ended: 0, or the signal that ended it."""
        return int(self._line().removeprefix("ended "))

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def close(self) -> None:
        self._process.communicate(timeout=30)


@pytest.fixture(scope="module")
def writers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writers]:
    found = Writers(tmp_path_factory.mktemp("workshop"))
    yield found
    found.close()


def content_of(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, but for what writers keep for themselves."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".pending" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked")
def test_fifty_kills_leave_whole_parts_and_the_same_bytes(writers: Writers, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    writers.start(whole)
    assert writers.wait() == 0
    expected = content_of(whole)
    chance = random.Random(2031)
    kills = 0
    for number in range(1000):
        folder = tmp_path / f"folder-{number}"
        while kills < TIMES:
            process = writers.start(folder)
            threading.Event().wait(chance.random() * 0.4)  # at any point: what holds must hold wherever that is
            with suppress(ProcessLookupError):  # it may be done before
                os.kill(process, signal.SIGKILL)
            if writers.wait() == 0:  # it was done before
                break
            kills += 1
            assert set(content_of(folder)) <= set(expected)
            if (folder / "discourse-tables.json").exists():
                with discourse.tables.open(folder) as store:
                    assert sum(1 for _ in store.documents()) % PART == 0
        writers.start(folder)

        assert writers.wait() == 0
        assert content_of(folder) == expected
        assert [path.name for path in (folder / ".pending").iterdir() if path.is_dir()] == []
        if kills >= TIMES:
            return
    raise AssertionError(f"only {kills} writers were killed before they were done")
