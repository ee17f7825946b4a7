"""The engine of a cluster: a real one of two worker processes, one of which is killed now and then."""

from __future__ import annotations

import asyncio
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

import discourse
from discourse import Document, EngineError, MissingExtraError, OptionError, Pipeline, Registry, cluster
from discourse.engines import Dask, Serial
from discourse.versions import check_same

from .conftest import SOURCES, Run
from .toys import WORDS, pipeline, write_plugin

EXAMPLES = SOURCES.parent / "examples" / "harrowford" / "articles"

FACTORY = '''
import os
import time
from pathlib import Path
import attrs
import discourse

@attrs.frozen
class Length:
    """How long a text is."""
    characters: int

class Lengths:
    """Measures texts, and dies of some."""
    def analyze(self, document):
        text = document.text
        if "DIE" in text:
            os._exit(3)
        yield discourse.Annotation(discourse.Span(0, len(text)), Length(len(text)))

@discourse.hookimpl
def discourse_register_analyzers(register):
    register(discourse.AnalyzerSpec(
        name="lengths", version="1", provides="lengths", payload=Length, factory=__name__ + ":Lengths"))

class Unsendable(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")

def obey(items):
    for item in items:
        if item == "die":
            os._exit(1)
        if item == "raise":
            raise ValueError("no")
        if item == "lose":
            raise OSError("the disk is gone")
        if item == "unsendable":
            raise Unsendable("this", "that")
        if str(item).startswith("once "):  # a file that the first to come takes away
            try:
                os.remove(item[5:])
            except FileNotFoundError:
                continue
            os._exit(1)

def doubled(items):
    obey(items)
    return [item * 2 for item in items]

def counted(items):
    obey(items)
    counts = {}
    for item in items:
        counts[item[:4]] = counts.get(item[:4], 0) + 1
    return counts

def joined(items):
    obey(items)
    return "".join(items)

def plus(one, other):
    for word, count in other.items():
        one[word] = one.get(word, 0) + count
    return one

def after(one, other):
    return one + other

def refused(one, other):
    raise ValueError("cannot add")

def slow(items):
    time.sleep(0.05)
    return [os.getpid() for _ in items]

class Built:
    """Work that counts how often it was unpacked in its process."""
    count = 0
    def __setstate__(self, state):
        time.sleep(0.05)
        Built.count += 1
    def __getstate__(self):
        return (1,)
    def __call__(self, items):
        time.sleep(0.01)
        return [(os.getpid(), Built.count) for _ in items]

class Unpackable:
    def __getstate__(self):
        return (1,)
    def __setstate__(self, state):
        raise ImportError("no such thing here")

class Promise:
    """A batch that makes its items where it is iterated, and tells where that was."""
    def __init__(self, *names):
        self.names = names
    def __len__(self):
        return len(self.names)
    def __iter__(self):
        return iter(f"{name} {os.getpid()}" for name in self.names)
'''


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A module of work, and of a plugin, that workers can import."""
    folder = tmp_path_factory.mktemp("factory")
    (folder / "factory.py").write_text(FACTORY, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield __import__("factory")
    sys.path.remove(str(folder))
    sys.modules.pop("factory", None)


@pytest.fixture(scope="module")
def client(factory: Any) -> Iterator[Any]:
    """A client of two workers; a task may cost two of them, and one is waited for as long as a busy machine needs."""
    import dask
    import distributed

    patient = {"distributed.scheduler.allowed-failures": 1, "distributed.deploy.lost-worker-timeout": "300s"}
    with (
        dask.config.set(patient),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=100
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client


@pytest.fixture
def engine(client: Any) -> Iterator[Dask]:
    """An engine on two workers that are up; it leaves nothing on the cluster."""
    client.wait_for_workers(2, timeout=100)
    yield Dask(client)
    wait_until(lambda: not client.futures and not client.run_on_scheduler(tasks_of))


def tasks_of(dask_scheduler: Any) -> list[Any]:
    return list(dask_scheduler.tasks)


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(400):
        if holds():
            return
        Event().wait(0.05)
    raise AssertionError("it does not come to hold")


def lost(item: Any) -> str:
    return f"lost {item}"


def kill_one(client: Any) -> None:
    os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)


# Maps


def test_results_come_in_the_order_of_the_batches(engine: Dask, factory: Any) -> None:
    batches = [[f"{a}{b}" for b in range(a % 4 + 1)] for a in range(40)]

    found = list(engine.map(factory.doubled, iter(batches), lost))

    assert [[item * 2 for item in batch] for batch in batches] == found


def test_both_workers_work(engine: Dask, factory: Any) -> None:
    found = {pid for pids in engine.map(factory.slow, [[1]] * 30, lost) for pid in pids}

    assert 2 == len(found)
    assert os.getpid() not in found


def test_work_is_unpacked_once_in_each_process(engine: Dask, factory: Any) -> None:
    found = [one for _ in range(2) for [one] in engine.map(factory.Built(), [[1]] * 12, lost)]

    assert {1} == {count for _, count in found}
    assert 2 == len({pid for pid, _ in found})


def test_an_error_of_the_work_reaches_the_caller_as_it_is(engine: Dask, factory: Any) -> None:
    results = engine.map(factory.doubled, [["a"], ["raise"], ["b"]], lost)

    assert ["aa"] == next(results)
    with pytest.raises(ValueError, match=r"^no\b") as caught:
        next(results)
    assert "in doubled" in "".join(caught.value.__notes__)
    with pytest.raises(OSError, match="the disk is gone"):  # and not for one of the connection
        list(engine.map(factory.doubled, [["lose"]], lost))


def test_an_error_that_cannot_travel_comes_as_its_words(engine: Dask, factory: Any) -> None:
    with pytest.raises(EngineError, match="Unsendable: this and that"):
        list(engine.map(factory.doubled, [["unsendable"]], lost))


def test_work_that_cannot_be_sent_or_unpacked_is_refused(engine: Dask, factory: Any) -> None:
    with pytest.raises(EngineError, match=r"the work cannot be sent to other processes: .*picklable"):
        list(engine.map(lambda items: list(items), [["a"]], lost))
    with pytest.raises(EngineError, match="a worker cannot take over the work: no such thing here"):
        list(engine.map(factory.Unpackable(), [["a"]], lost))


def test_a_batch_is_opened_where_it_is_worked_on(engine: Dask, factory: Any) -> None:
    ((first, second),) = engine.map(factory.doubled, [factory.Promise("one", "two")], lost)

    assert str(os.getpid()) not in first + second
    assert first.startswith("one ") and second.startswith("two ")


def test_no_more_batches_are_read_ahead_than_workers_need(engine: Dask, factory: Any) -> None:
    last = 0

    def batches() -> Iterator[list[str]]:
        nonlocal last
        for last in range(60):
            yield [str(last)]

    for done, _ in enumerate(engine.map(factory.doubled, batches(), lost)):
        assert last - done <= 2 * cluster.AHEAD


def test_a_caller_that_stops_listening_leaves_nothing(engine: Dask, factory: Any, client: Any) -> None:
    results = engine.map(factory.slow, ([n] for n in range(10**9)), lost)
    next(results)
    assert client.futures

    results.close()  # type: ignore[attr-defined]

    wait_until(lambda: not client.futures and not client.run_on_scheduler(tasks_of))


# Reductions


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 16, 23])
def test_a_reduction_is_what_a_loop_gives(engine: Dask, factory: Any, count: int) -> None:
    batches = [[f"word{n % 3}", f"last{n}"] for n in range(count)]

    assert Serial().reduce(factory.counted, batches, factory.plus) == engine.reduce(
        factory.counted, batches, factory.plus
    )


def test_results_are_added_in_the_order_of_the_batches(engine: Dask, factory: Any) -> None:
    letters = [chr(65 + n) for n in range(23)]

    assert "".join(letters) == engine.reduce(factory.joined, [[letter] for letter in letters], factory.after)


def test_the_results_of_a_reduction_stay_on_the_workers(
    engine: Dask, factory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = cluster.ForkingPickler.loads
    travelled = []
    monkeypatch.setattr(
        cluster, "ForkingPickler", type("Watched", (cluster.ForkingPickler,), {"loads": staticmethod(travelled.append)})
    )

    engine.reduce(factory.joined, [["a"]] * 23, factory.after)

    assert ["a" * 23] == [loads(data) for data in travelled]


def test_errors_of_work_and_of_addition_reach_the_caller(engine: Dask, factory: Any) -> None:
    with pytest.raises(ValueError, match=r"^no\b"):
        engine.reduce(factory.joined, [["a"], ["raise"]], factory.after)
    with pytest.raises(ValueError, match="cannot add"):
        engine.reduce(factory.joined, [["a"]] * 2, factory.refused)


def test_an_addition_that_fails_is_heard_before_all_is_done(engine: Dask, factory: Any) -> None:
    batches = iter([["a"]] * 300)

    with pytest.raises(ValueError, match="cannot add"):
        engine.reduce(factory.joined, batches, factory.refused)
    assert len(list(batches)) > 100


# Deaths


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(engine: Dask, client: Any, factory: Any) -> None:
    texts = [Document(path.read_text(encoding="utf-8"), path.name) for path in sorted(EXAMPLES.glob("*.txt"))[:12]]
    shipped = Pipeline(registry=Registry(entry_points=False))
    expected = [document.to_json() for document in shipped.stream(texts, batch_size=2)]

    stream = shipped.stream(texts, engine=engine, batch_size=2)
    first = next(stream)
    kill_one(client)
    found = [first, *stream]

    assert expected == [document.to_json() for document in found]
    assert [()] * len(texts) == [document.failures for document in found]


def test_a_worker_that_dies_in_the_middle_of_a_reduction_loses_nothing(
    engine: Dask, factory: Any, tmp_path: Path
) -> None:
    (tmp_path / "marker").touch()
    batches = [["a"], ["b", f"once {tmp_path / 'marker'}"], *([[f"c{n}"] for n in range(20)])]

    found = engine.reduce(factory.counted, batches, factory.plus)

    assert {"a": 1, "b": 1, "once": 1, **{f"c{n}": 1 for n in range(20)}} == found
    assert not (tmp_path / "marker").exists()


def test_documents_that_kill_workers_come_out_with_failures_and_no_other(engine: Dask, factory: Any) -> None:
    texts = ["one", "DIE", "three", *map(str, range(9))]
    made = Pipeline("lengths", registry=Registry(["factory"], entry_points=False, strict=True))

    documents = list(made.stream(texts, engine=engine, batch_size=2))

    assert texts == [document.text for document in documents]
    assert ["DIE"] == [document.text for document in documents if document.failures]
    found = [document["lengths"][0].value.characters for document in documents if not document.failures]
    assert [len(text) for text in texts if text != "DIE"] == found


def test_a_reduction_names_the_items_that_no_worker_survives(engine: Dask, factory: Any) -> None:
    with pytest.raises(EngineError, match="no worker process survives 'die': "):
        engine.reduce(factory.joined, [["a"], ["b", "die"], ["c"]], factory.after)


# What is refused


def test_a_client_is_one_that_is_connected(engine: Dask, client: Any) -> None:
    import distributed

    closed = distributed.Client(client.scheduler.address)
    late = Dask(closed)
    closed.close()

    with pytest.raises(OptionError, match=r"Dask takes the client of a cluster: .*; this is a str"):
        Dask("tcp://127.0.0.1:8786")
    with pytest.raises(OptionError, match="this one is closed"):
        Dask(closed)
    with pytest.raises(OptionError, match="this one is closed"):
        late.reduce(len, [[1]], max)


def test_a_client_of_an_event_loop_is_refused(client: Any) -> None:
    import distributed

    async def make() -> None:
        async with distributed.Client(client.scheduler.address, asynchronous=True) as waiting:
            Dask(waiting)

    with pytest.raises(OptionError, match="made without asynchronous=True"):
        asyncio.run(make())


def test_a_client_that_is_closed_meanwhile_ends_the_work(engine: Dask, client: Any, factory: Any) -> None:
    import distributed

    short = distributed.Client(client.scheduler.address)
    results = Dask(short).map(factory.slow, [[1]] * 40, lost)
    next(results)
    short.close()

    with pytest.raises(EngineError, match="the work on the cluster came to an end"):
        list(results)


def test_a_cluster_without_workers_is_refused(factory: Any) -> None:
    import distributed

    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0", silence_logs=100) as empty,
        distributed.Client(empty) as client,
        pytest.raises(EngineError, match=r"the cluster has no workers; .*wait_for_workers"),
    ):
        Dask(client).reduce(factory.joined, [["a"]], factory.after)


def test_another_version_is_refused_with_both(
    engine: Dask, factory: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refusal() -> str:
        with pytest.raises(EngineError) as caught:
            list(engine.map(factory.doubled, [["a"]], lost))
        return str(caught.value)

    with monkeypatch.context() as patch:
        patch.setattr(discourse, "__version__", "99.1")
        message = refusal()
    assert message.startswith("worker tcp://127.0.0.1:")
    assert f"has discourse-analysis {discourse.__version__}, and here it is 99.1" in message
    with monkeypatch.context() as patch:
        patch.setattr(platform, "python_version", lambda: "3.99.1")
        assert f"has Python 3.{sys.version_info.minor}, and here it is 3.99" in refusal()
    write_plugin(tmp_path, "ironies", "")
    monkeypatch.syspath_prepend(tmp_path)
    assert "has no ironies, and here it is 1.2" in refusal()
    with pytest.raises(EngineError, match=r"a has ironies 1\.2, and here there is none; "):
        check_same("a", {"ironies": "1.2"}, {})
    monkeypatch.setenv("DISCOURSE_NO_PLUGINS", "ironies")
    assert [["aa"]] == list(engine.map(factory.doubled, [["a"]], lost))


def test_a_worker_that_joins_later_is_asked_with_its_first_batch(
    engine: Dask, factory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "check_versions", lambda client: None)
    monkeypatch.setattr(discourse, "__version__", "99.1")

    with pytest.raises(EngineError, match=r"worker tcp://\S+ has discourse-analysis \S+, and here it is 99\.1"):
        list(engine.map(factory.doubled, [["a"]], lost))


def test_a_worker_without_the_library_is_refused_by_its_address(
    engine: Dask, client: Any, factory: Any, tmp_path: Path
) -> None:
    (tmp_path / "discourse").mkdir()
    (tmp_path / "discourse" / "__init__.py").write_text("raise ModuleNotFoundError('none here')\n", encoding="utf-8")
    program = [sys.executable, "-m", "distributed.cli.dask_worker", client.scheduler.address, "--name", "bare"]
    paths = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    bare = subprocess.Popen(
        [*program, "--no-nanny", "--nthreads", "1", "--no-dashboard"],
        env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        client.wait_for_workers(3, timeout=100)
        with pytest.raises(EngineError, match=r"worker tcp://\S+ has no discourse-analysis that .*none here"):
            list(engine.map(factory.doubled, [["a"]], lost))
    finally:
        bare.terminate()
        bare.wait()
    wait_until(lambda: 2 == len(client.nthreads()))


def test_a_registry_of_objects_cannot_travel_and_says_so(engine: Dask) -> None:
    with pytest.raises(discourse.PluginError, match=r"plugins that were given as objects \(toys\) cannot travel"):
        list(pipeline(WORDS).stream(["a"], engine=engine))


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(MissingExtraError, match=r"pip install 'discourse-analysis\[dask\]'"):
        Dask(object())


def test_engines_are_imported_without_dask(fresh_python: Run) -> None:
    done = fresh_python("-c", "import sys, discourse.engines, discourse.cluster; print('distributed' in sys.modules)")

    assert ("", "False\n") == (done.stderr, done.stdout)
