"""Engines: the same bytes wherever the work is done, and nothing lost when a worker process dies."""

from __future__ import annotations

import hashlib
import itertools
import json
import multiprocessing
import multiprocessing.connection
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import discourse
from discourse import Document, EngineError, Failure, OptionError, Pipeline, PluginError, Registry
from discourse.engines import Processes, Serial

from .conftest import Run
from .toys import WORDS, pipeline, write_plugin

WORKSHOP = '''
import os
from pathlib import Path
import attrs
import discourse

@attrs.frozen
class Length:
    """How long a text is, and in which process it was measured."""
    characters: int

class Unsendable(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")

class Lengths:
    """Measures texts, and does what their words say."""
    def __init__(self, *, model=None, scale: int = 1):
        self.scale = scale
    def analyze(self, document):
        text = document.text
        if "DIE" in text:
            os._exit(3)
        if "ONCE" in text:
            marker = Path(document.metadata["marker"])
            if not marker.exists():
                marker.touch()
                os._exit(3)
        if "RAISE" in text:
            raise ValueError(f"cannot bear {document.id}")
        if "EXIT" in text:
            raise SystemExit(4)
        if "UNSENDABLE" in text:
            raise Unsendable("this", "that")
        span = discourse.Span(0, len(text))
        evidence = (discourse.Evidence(span, "length", 0.5), discourse.Evidence(None, "bias", 1.0))
        yield discourse.Annotation(span, Length(len(text) * self.scale), evidence)

@discourse.hookimpl
def discourse_register_analyzers(register):
    register(discourse.AnalyzerSpec(
        name="lengths", version="1", provides="lengths", payload=Length, factory=__name__ + ":Lengths"))
    register(discourse.AnalyzerSpec(
        name="after", version="1", provides="after", payload=Length, factory=__name__ + ":Lengths",
        requires=("lengths",)))

@discourse.hookimpl
def discourse_document_failed(document, failure):
    if "notes" in document.metadata:
        with open(document.metadata["notes"], "a") as file:
            print(os.getpid(), document.id, failure.layer, failure.kind, file=file)

def pids(items):
    return [os.getpid() for _ in items]

def doubled(items):
    if "die" in items:
        os._exit(1)
    if "raise" in items:
        raise ValueError("no")
    if "unsendable" in items:
        raise Unsendable("this", "that")
    return [item * 2 for item in items]

def counted(items):
    doubled(items)
    return {item: 1 for item in items}

def plus(one, other):
    for word, count in other.items():
        one[word] = one.get(word, 0) + count
    return one

def joined(items):
    return "".join(items)

def measured(documents):
    return {document.id: next(Lengths().analyze(document)).value.characters for document in documents}

class Promise:
    """A batch that makes its items where it is iterated, and tells where that was."""
    def __init__(self, *names):
        self.names = names
    def __len__(self):
        return len(self.names)
    def __iter__(self):
        return iter(f"{name} {os.getpid()}" for name in self.names)

class Unpackable:
    def __init__(self):
        self.there = True
    def __call__(self, items):
        return list(items)
    def __setstate__(self, state):
        raise ImportError("no such thing here")
'''


@pytest.fixture(autouse=True)
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A module of a plugin that worker processes can import too."""
    (tmp_path / "workshop.py").write_text(WORKSHOP, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    sys.modules.pop("workshop", None)
    yield __import__("workshop")
    sys.modules.pop("workshop", None)


def made(**options: Any) -> Pipeline:
    return Pipeline("after", registry=Registry(["workshop"], entry_points=False, strict=True), **options)


def lost(item: Any) -> str:
    return f"lost {item}"


def live_workers() -> list[Any]:
    return [process for process in multiprocessing.active_children() if process.name == "discourse-worker"]


ENGINES = [Serial(), Processes(1), Processes(2)]


# The protocol


@pytest.mark.parametrize("engine", ENGINES, ids=repr)
def test_results_come_in_the_order_of_the_batches(workshop: Any, engine: Any) -> None:
    batches = [[f"{a}{b}" for b in range(a % 4 + 1)] for a in range(12)]

    found = list(engine.map(workshop.doubled, batches, lost))

    assert [[item * 2 for item in batch] for batch in batches] == found


@pytest.mark.parametrize("engine", ENGINES, ids=repr)
def test_an_error_of_the_work_reaches_the_caller(workshop: Any, engine: Any) -> None:
    results = engine.map(workshop.doubled, [["a"], ["raise"], ["b"]], lost)

    assert ["aa"] == next(results)
    with pytest.raises(ValueError, match=r"^no\b"):
        list(results)
    assert [] == live_workers()


def test_an_error_that_cannot_travel_comes_as_its_words(workshop: Any) -> None:
    with pytest.raises(EngineError, match="Unsendable: this and that") as caught:
        list(Processes(1).map(workshop.doubled, [["unsendable"]], lost))

    assert "in doubled" in "".join(caught.value.__notes__)


def test_processes_are_others_and_as_many_as_asked_for(workshop: Any) -> None:
    found = {pid for pids in Processes(2).map(workshop.pids, [[1]] * 8, lost) for pid in pids}

    assert os.getpid() not in found
    assert len(found) <= 2
    assert [] == live_workers()


def test_a_batch_that_kills_its_worker_twice_loses_only_the_item_that_kills(workshop: Any) -> None:
    batches = [["a"], ["b", "die", "c"], ["d"], ["die"], ["e"]]

    found = list(Processes(2).map(workshop.doubled, batches, lost))

    assert [["aa"], ["bb", "lost die", "cc"], ["dd"], ["lost die"], ["ee"]] == found


def test_no_more_batches_are_read_ahead_than_workers_need(workshop: Any) -> None:
    read = itertools.count()
    last = 0

    def batches() -> Iterator[list[str]]:
        nonlocal last
        for last in itertools.islice(read, 40):
            yield [str(last)]

    for done, _ in enumerate(Processes(2).map(workshop.doubled, batches(), lost)):
        assert last - done <= 5


def test_work_that_cannot_be_sent_is_refused() -> None:
    with pytest.raises(EngineError, match=r"the work cannot be sent to other processes: .*picklable"):
        list(Processes(1).map(lambda items: list(items), [["a"]], lost))


def test_work_that_cannot_be_taken_over_is_an_error_of_the_worker(workshop: Any) -> None:
    with pytest.raises(EngineError, match="a worker process cannot take over the work: no such thing here"):
        list(Processes(1).map(workshop.Unpackable(), [["a"]], lost))


def test_a_batch_is_opened_where_it_is_worked_on(workshop: Any) -> None:
    ((first, second),) = Processes(1).map(workshop.doubled, [workshop.Promise("one", "two")], lost)

    assert str(os.getpid()) not in first + second
    assert first.startswith("one ") and second.startswith("two ")


def test_a_batch_without_indices_is_opened_to_find_the_item_that_kills(workshop: Any) -> None:
    batches = [["a"], dict.fromkeys(["b", "die"]), {"die": None}]

    found = list(Processes(1).map(workshop.doubled, batches, lost))

    assert [["aa"], ["bb", "lost die"], ["lost die"]] == found


@pytest.mark.parametrize("engine", ENGINES, ids=repr)
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_a_reduction_is_what_a_loop_gives(workshop: Any, engine: Any, count: int) -> None:
    batches = [[f"word{n % 3}", f"last{n}"] for n in range(count)]
    expected: dict[str, int] = {}
    for word in itertools.chain.from_iterable(batches):
        expected[word] = expected.get(word, 0) + 1

    assert (expected or None) == engine.reduce(workshop.counted, iter(batches), workshop.plus)
    assert [] == live_workers()


@pytest.mark.parametrize("engine", ENGINES, ids=repr)
def test_results_are_added_in_the_order_of_the_batches(workshop: Any, engine: Any) -> None:
    assert "abcdefghi" == engine.reduce(workshop.joined, [[letter] for letter in "abcdefghi"], str.__add__)


@pytest.mark.parametrize("engine", ENGINES, ids=repr)
def test_errors_of_work_and_of_addition_reach_the_caller(workshop: Any, engine: Any) -> None:
    with pytest.raises(ValueError, match=r"^no\b"):
        engine.reduce(workshop.counted, [["a"], ["raise"], ["b"]], workshop.plus)
    with pytest.raises(AttributeError, match="items"):
        engine.reduce(workshop.joined, [["a"]] * 9, workshop.plus)
    assert [] == live_workers()


def test_a_reduction_names_the_items_that_no_worker_survives(workshop: Any) -> None:
    texts = [Document("one", "a"), Document("DIE", "b/1"), Document("two", "c"), Document("DIE", "b/2")]

    with pytest.raises(EngineError, match="no worker process survives 'b/1', 'b/2': each that took it died"):
        Processes(2).reduce(workshop.measured, [texts], workshop.plus)
    assert [] == live_workers()


def test_a_process_that_dies_once_takes_nothing_from_a_reduction(workshop: Any, tmp_path: Path) -> None:
    unlucky = Document("ONCE", "b", {"marker": str(tmp_path / "marker")})

    found = Processes(2).reduce(workshop.measured, [[Document("one", "a"), unlucky]], workshop.plus)

    assert {"a": 3, "b": 4} == found
    assert (tmp_path / "marker").exists()


@pytest.mark.parametrize("workers", [0, -1, 1.5, True, "2"])
def test_a_number_of_workers_is_a_whole_number_of_at_least_one(workers: Any) -> None:
    with pytest.raises(OptionError, match="workers is a whole number of at least 1"):
        Processes(workers)


# Streams


def test_any_number_of_workers_gives_the_same_bytes() -> None:
    texts = [Document(f"text {'x' * n} {'RAISE' if n % 5 == 3 else ''}", str(n)) for n in range(20)]
    expected = [document.to_json() for document in made().stream(texts)]

    for workers, batch_size in [(1, 1), (1, 64), (2, 1), (2, 3), (2, 64)]:
        stream = made().stream(texts, workers=workers, batch_size=batch_size)
        assert expected == [document.to_json() for document in stream], (workers, batch_size)


def test_the_shipped_layers_are_the_same_bytes_from_workers() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    texts = [Document(text, str(n)) for n in range(3)] + [Document("")]
    shipped = Pipeline(registry=Registry(entry_points=False))
    expected = list(shipped.stream(texts))

    found = list(shipped.stream(texts, workers=2, batch_size=1))

    assert expected == found
    assert [document.to_json() for document in expected] == [document.to_json() for document in found]
    assert [document["claims"].digest for document in expected] == [d["claims"].digest for d in found]


@pytest.mark.parametrize("workers", [1, 2])
def test_options_and_brought_layers_travel(workshop: Any, workers: int) -> None:
    span = discourse.Span(0, 3)
    layer = discourse.Layer("lengths", workshop.Length, [discourse.Annotation(span, workshop.Length(7))])
    stream = made(config={"after": {"scale": 10}}).stream([Document("abc").with_layer(layer)], workers=workers)

    (document,) = stream

    assert [30] == [annotation.value.characters for annotation in document["after"]]
    assert layer == document["lengths"]


def test_a_document_that_kills_its_worker_comes_out_with_failures() -> None:
    documents = list(made().stream(["one", "DIE", "three"], workers=2))

    message = "no worker process survived this document"
    assert ["one", "DIE", "three"] == [document.text for document in documents]
    assert [0, 2, 0] == [len(document.failures) for document in documents]
    assert (
        Failure("lengths", "lengths", "error", message), Failure("after", "after", "error", message)
    ) == documents[1].failures  # fmt: skip


def test_a_worker_that_dies_once_costs_nothing(tmp_path: Path) -> None:
    unlucky = Document("ONCE", metadata={"marker": str(tmp_path / "marker")})
    documents = list(made().stream(["one", unlucky, "three"], workers=2))

    assert [(), (), ()] == [document.failures for document in documents]
    assert (tmp_path / "marker").exists()


def test_plugins_are_told_of_failures_in_the_parent_process_once(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    sources = [Document(text, text, {"notes": str(notes)}) for text in ("one", "RAISE", "DIE")]

    list(made().stream(sources, workers=2, batch_size=1))

    expected = ["RAISE lengths error", "RAISE after skipped", "DIE lengths error", "DIE after error"]
    assert [f"{os.getpid()} {line}" for line in expected] == notes.read_text().splitlines()


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("batch_size", [1, 2, 64])
def test_what_stands_before_a_document_that_raises_comes_out_first(workers: int, batch_size: int) -> None:
    sources = [Document(text, text) for text in ("one", "two", "three", "RAISE", "five", "RAISE")]
    stream = made(on_error="raise").stream(sources, workers=workers, batch_size=batch_size)

    assert ["one", "two", "three"] == [document.id for document in itertools.islice(stream, 3)]
    with pytest.raises(ValueError, match="cannot bear RAISE") as caught:
        next(stream)
    assert "raised by analyzer 'lengths' on document 'RAISE'" == caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("DIE", "document 'DIE': no worker process survived this document"),
        ("UNSENDABLE", "Unsendable: this and that"),
    ],
)
def test_on_error_raise_raises_what_befell_a_worker(text: str, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        list(made(on_error="raise").stream([Document(text, text)], workers=2))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_analyzer_that_wants_to_end_the_program_costs_itself(workers: int) -> None:
    (document,) = made().stream(["EXIT"], workers=workers)

    assert Failure("lengths", "lengths", "error", "SystemExit: 4") == document.failures[0]


def test_on_error_raise_does_not_end_the_program_either() -> None:
    with pytest.raises(discourse.AnalysisError, match="analyzer 'lengths' wanted to end the program: SystemExit"):
        made(on_error="raise")("EXIT")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_source_that_breaks_is_raised_behind_what_it_gave(workers: int) -> None:
    def sources() -> Iterator[str]:
        yield from ("one", "two")
        raise OSError("the disk is gone")

    found: list[str] = []
    with pytest.raises(OSError, match="the disk is gone"):
        found.extend(document.text for document in made().stream(sources(), workers=workers))

    assert ["one", "two"] == found


def test_a_stream_that_is_closed_leaves_no_process() -> None:
    stream = made().stream(itertools.repeat("some words"), workers=2, batch_size=1)
    next(stream)
    assert live_workers()

    stream.close()  # type: ignore[attr-defined]

    assert [] == live_workers()


def test_a_registry_of_objects_cannot_travel_and_says_so() -> None:
    with pytest.raises(PluginError, match=r"plugins that were given as objects \(toys\) cannot travel to other"):
        list(pipeline(WORDS).stream(["a"], workers=2))


def test_an_engine_or_a_number_of_workers() -> None:
    with pytest.raises(OptionError, match="either an engine or a number of workers"):
        made().stream([], engine=Serial(), workers=2)


def test_an_engine_of_ones_own_is_used() -> None:
    class Backwards:
        """Works on all batches, the last one first."""

        def map(self, work: Callable[..., Any], batches: Iterable[Any], lost: Callable[..., Any]) -> Iterator[Any]:
            done = [work(batch) for batch in reversed(list(batches))]
            return reversed(done)

    texts = [f"text {n}" for n in range(7)]

    assert list(made().stream(texts)) == list(made().stream(texts, engine=Backwards(), batch_size=2))


# Programs


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_a_plugin_prints_is_no_result_of_a_command(tmp_path: Path, fresh_python: Run, workers: str) -> None:
    write_plugin(
        tmp_path, "chatter", WORKSHOP.replace("text = document.text", 'text = document.text; print("chatter")')
    )
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("words", encoding="utf-8")
    texts = [str(tmp_path / name) for name in ("a.txt", "b.txt")]

    done = fresh_python(
        "-m", "discourse", "analyze", *texts, "-l", "lengths", "-f", "jsonl", "-w", workers, path=tmp_path
    )

    assert ["a.txt", "b.txt"] == [json.loads(line)["id"] for line in done.stdout.splitlines()]
    assert "chatter" in done.stderr


SCRIPT = """
import discourse, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it runs in the background ignore it
registry = discourse.Registry(["workshop"], entry_points=False)
def main():
    pipeline = discourse.Pipeline("lengths", registry=registry)
    for document in pipeline.stream(["one", "two"] * {count}, workers=2, batch_size=1):
        print(len(document["lengths"]), flush=True)
"""


def test_a_script_without_the_guard_is_told_to_keep_it(tmp_path: Path, fresh_python: Run) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(count=1) + "main()\n", encoding="utf-8")

    done = fresh_python(str(script), path=tmp_path)

    assert 1 == done.returncode
    assert "a worker process ended before it was ready" in done.stderr
    assert 'if __name__ == "__main__":' in done.stderr


def test_a_script_with_the_guard_runs(tmp_path: Path, fresh_python: Run) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(count=1) + "if __name__ == '__main__':\n    main()\n", encoding="utf-8")

    done = fresh_python(str(script), path=tmp_path)

    assert ("", "1\n1\n") == (done.stderr, done.stdout)


def children_of(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if int(fields.get("PPid", "0")) == pid and "Z" not in fields["State"]:
            found.append(int(fields["Pid"]))
    return found


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in (Path("/proc") / str(pid) / "status").read_text().split("State:")[1].split()[0]
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the process table of Linux")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_interrupting_a_program_leaves_no_process_behind(tmp_path: Path, how: signal.Signals) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(count=10**6) + "if __name__ == '__main__':\n    main()\n", encoding="utf-8")
    program = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)])},
    )  # fmt: skip
    assert program.stdout is not None
    program.stdout.readline()
    children = children_of(program.pid)
    assert children

    program.send_signal(how)
    program.communicate(timeout=20)

    for child in children:
        left = multiprocessing.connection.wait([os.pidfd_open(child)], timeout=20) if is_alive(child) else [child]
        assert left, f"process {child} goes on"


DIGEST = """
import discourse, hashlib, locale, sys
if __name__ == "__main__":
    locale.setlocale(locale.LC_ALL, "")
    text = open(sys.argv[1], encoding="utf-8").read()
    texts = [discourse.Document(text, str(n)) for n in range(3)]
    pipeline = discourse.Pipeline(registry=discourse.Registry(entry_points=False))
    stream = pipeline.stream(texts, workers=int(sys.argv[2]), batch_size=int(sys.argv[3]))
    print(hashlib.sha256("".join(document.to_json() for document in stream).encode()).hexdigest())
"""
EXAMPLE = Path(__file__).parents[2] / "examples" / "harbour-levy.txt"


def has_locale(name: str) -> bool:
    code = f"import locale; locale.setlocale(locale.LC_ALL, {name!r})"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def digest_here() -> str:
    documents = [Document(EXAMPLE.read_text(encoding="utf-8"), str(n)) for n in range(3)]
    shipped = Pipeline(registry=Registry(entry_points=False))
    return hashlib.sha256("".join(shipped(document).to_json() for document in documents).encode()).hexdigest()


@pytest.mark.parametrize(
    ("seed", "language", "workers", "batch_size"),
    [("0", "C", 1, 1), ("1", "de_DE.UTF-8", 2, 1), ("2", "C", 2, 64), ("0", "de_DE.UTF-8", 1, 64)],
)
def test_results_do_not_depend_on_hash_seed_locale_workers_or_batches(
    seed: str, language: str, workers: int, batch_size: int, tmp_path: Path, fresh_python: Run, digest_here: str
) -> None:
    if not has_locale(language):
        pytest.skip(f"the locale {language} is not on this machine: localedef -i de_DE -f UTF-8 de_DE.UTF-8")
    script = tmp_path / "script.py"
    script.write_text(DIGEST, encoding="utf-8")

    done = fresh_python(str(script), str(EXAMPLE), str(workers), str(batch_size), PYTHONHASHSEED=seed, LC_ALL=language)

    assert ("", digest_here) == (done.stderr, done.stdout.strip())
