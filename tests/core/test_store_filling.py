"""Writing documents to a folder of tables: again, further, in parts, by several at once, and to a disk that is full."""

from __future__ import annotations

import errno
import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import Document, FormatError, MissingExtraError, MissingLayerError, OptionError, SourceError
from discourse.engines import Processes, Serial
from discourse.store.folder import Folder
from discourse.tables import Written

from .test_store_interruption import content_of
from .toys import RAISES, SHOUTS, WORDS, Plugin, pipeline, registry, spec, word_layer

parquet = pytest.importorskip("pyarrow.parquet", reason="the extra 'tables' is not installed")
pytest.importorskip("duckdb", reason="the extra 'tables' is not installed")
from discourse import tables  # noqa: E402

TOYS = registry(WORDS, SHOUTS, RAISES)
OUTLETS = ("Gazette", "The Post / Sunday", "a=b%", "", "Ü", None, 3, "../x", "part-x", "con.", "*?[a]")


def articles(count: int, *, start: int = 0) -> list[Document]:
    return [
        Document(f"Article {n} SAYS so", f"id-{n}", {"outlet": OUTLETS[n % len(OUTLETS)], "date": f"2031-0{n % 9 + 1}"})
        for n in range(start, start + count)
    ]


def ids_in(folder: Path) -> list[str]:
    with tables.open(folder, registry=TOYS) as store:
        return [document.id for document in store.documents()]


# Again and further


def test_writing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    toy = pipeline(WORDS, SHOUTS)
    assert Written(10, 0, 0, 0, 3) == tables.write(articles(10), tmp_path, pipeline=toy, part_size=4)
    before = content_of(tmp_path)

    assert Written(0, 0, 10, 0, 0) == tables.write(articles(10), tmp_path, pipeline=toy, part_size=4)
    assert before == content_of(tmp_path)
    with tables.open(tmp_path, registry=TOYS) as store:
        assert Written(0, 0, 10, 0, 0) == tables.write(store.documents(), tmp_path)
    assert before == content_of(tmp_path)


def test_articles_can_be_added(tmp_path: Path) -> None:
    toy = pipeline(WORDS, SHOUTS)
    tables.write(articles(5), tmp_path, pipeline=toy, part_size=4)
    before = content_of(tmp_path)

    assert Written(3, 0, 5, 0, 1) == tables.write(articles(8), tmp_path, pipeline=toy, part_size=4)
    assert before.items() <= content_of(tmp_path).items()
    assert [document.id for document in articles(8)] == ids_in(tmp_path)


@settings(max_examples=12)
@given(st.lists(st.integers(0, 30), max_size=3), st.sampled_from([(), ("outlet",), ("year", "outlet")]))
def test_an_interrupted_run_that_goes_on_leaves_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, stops: list[int], keys: tuple[str, ...]
) -> None:
    whole, broken = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("broken")
    tables.write(articles(30), whole, partition_by=keys, part_size=2)

    for stop in stops:
        with pytest.raises(ZeroDivisionError):
            tables.write(breaking(articles(30), stop), broken, partition_by=keys, part_size=2)
    tables.write(articles(30), broken, partition_by=keys, part_size=2)

    assert content_of(whole) == content_of(broken)


def breaking(documents: list[Document], stop: int) -> Iterator[Document]:
    yield from documents[:stop]
    raise ZeroDivisionError("the source broke")


def test_of_a_source_that_breaks_whole_parts_are_kept(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError, match="the source broke"):
        tables.write(breaking(articles(10), 7), tmp_path, part_size=3)

    assert [document.id for document in articles(6)] == ids_in(tmp_path)


@pytest.mark.parametrize("keys", [(), ("outlet",)])
def test_workers_leave_the_same_bytes(tmp_path: Path, keys: tuple[str, ...]) -> None:
    alone, together = tmp_path / "alone", tmp_path / "together"
    tables.write(articles(24), alone, partition_by=keys, part_size=3)

    assert Written(24, 0, 0, 0, len(list(alone.rglob("part.json")))) == tables.write(
        articles(24), together, partition_by=keys, part_size=3, workers=2
    )
    assert content_of(alone) == content_of(together)


def test_an_engine_of_ones_own_leaves_the_same_bytes(tmp_path: Path) -> None:
    tables.write(articles(9), tmp_path / "alone", part_size=2)
    tables.write(articles(9), tmp_path / "together", part_size=2, engine=Processes(2))

    assert content_of(tmp_path / "alone") == content_of(tmp_path / "together")


# Documents of one id


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (Document("Text one", "1"), True),
        (Document("Text two", "1"), False),
        (Document("Text one", "1", {"a": 1}), False),
        (Document("Text one", "1").with_layer(word_layer("words", (0, 4))), False),
    ],
    ids=["the same", "another text", "other metadata", "other layers"],
)
def test_a_second_document_of_an_id_that_is_in_the_folder(tmp_path: Path, other: Document, is_same: bool) -> None:
    tables.write([Document("Text one", "1")], tmp_path)
    before = content_of(tmp_path)

    if is_same:
        assert Written(0, 0, 1, 0, 0) == tables.write([other], tmp_path)
    else:
        with pytest.raises(FormatError, match="holds another document '1': its text, its metadata or what made"):
            tables.write([other], tmp_path)
        assert Written(0, 0, 0, 1, 0) == tables.write([other], tmp_path, on_duplicate="skip")
    assert before == content_of(tmp_path)


@pytest.mark.parametrize("second", [Document("Text one", "1"), Document("Text two", "1")])
def test_a_second_document_of_an_id_in_one_run(tmp_path: Path, second: Document) -> None:
    source = [Document("Text one", "1"), second, Document("Text three", "3")]

    with pytest.raises(FormatError, match="two documents have the id '1'"):
        tables.write(source, tmp_path / "raised")
    assert Written(2, 0, 0, 1, 1) == tables.write(source, tmp_path / "skipped", on_duplicate="skip")
    assert ["1", "3"] == ids_in(tmp_path / "skipped")
    assert Written(0, 0, 2, 1, 0) == tables.write(source, tmp_path / "skipped", on_duplicate="skip")


def test_layers_that_were_left_out_do_not_make_documents_differ(tmp_path: Path) -> None:
    documents = list(pipeline(WORDS, SHOUTS).stream(articles(2)))
    tables.write(documents, tmp_path, layers=["words"])

    with tables.open(tmp_path, registry=TOYS) as store:
        assert ("words",) == store.layers
        assert Written(0, 0, 2, 0, 0) == tables.write(store.documents(), tmp_path)
    assert Written(0, 0, 2, 0, 0) == tables.write(documents, tmp_path, layers=["words"])
    with pytest.raises(FormatError, match="holds another document 'id-0'"):
        tables.write(documents, tmp_path)


def test_a_layer_to_write_that_a_document_lacks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MissingLayerError, match="no layer 'words'"):
        tables.write(articles(1), tmp_path, layers=["words"])
    assert [] == ids_in(tmp_path)


# Failures


def test_failures_are_counted_kept_and_told_to_plugins(tmp_path: Path) -> None:
    plugin = Plugin(RAISES, WORDS)
    toy = discourse.Pipeline("words", "raises", registry=discourse.Registry([plugin], entry_points=False))
    texts = [Document("fine", "1"), Document("BOOM", "2"), Document("fine too", "3")]

    assert Written(3, 1, 0, 0, 2) == tables.write(texts, tmp_path, pipeline=toy, part_size=2)
    assert ["2"] == [document.id for document, _ in plugin.failed]
    with tables.open(tmp_path, registry=toy.registry) as store:
        assert list(toy.stream(texts)) == list(store.documents())
        assert [(1,)] == store.sql("SELECT count(*) FROM documents WHERE len(failures) > 0").fetchall()


# Arguments


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"part_size": 0}, "part_size is a whole number of at least 1, not 0"),
        ({"part_size": True}, "part_size is a whole number of at least 1, not True"),
        ({"part_size": 2.0}, "part_size is a whole number of at least 1, not 2.0"),
        ({"on_duplicate": "replace"}, "on_duplicate is 'raise' or 'skip', not 'replace'"),
    ],
)
def test_arguments_are_checked_before_anything_is_made(tmp_path: Path, arguments: Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        tables.write([], tmp_path / "x", **arguments)
    assert [] == list(tmp_path.iterdir())


def test_another_pipeline_or_other_partitions_are_refused(tmp_path: Path) -> None:
    tables.write(articles(1), tmp_path, pipeline=pipeline(WORDS), partition_by=["outlet"])

    with pytest.raises(OptionError, match="is partitioned by outlet, not by nothing"):
        tables.write(articles(1), tmp_path)
    with pytest.raises(OptionError, match=r"made by another pipeline: its layers are \['words'\], not \['words', 'sh"):
        tables.write(articles(1), tmp_path, pipeline=pipeline(WORDS, SHOUTS), partition_by=["outlet"])
    other = pipeline(WORDS, config={"words": {"smallest": 2}})
    with pytest.raises(OptionError, match="made by another pipeline: its config are"):
        tables.write(articles(1), tmp_path, pipeline=other, partition_by=["outlet"])


def test_options_that_are_tuples_are_the_same_the_next_time(tmp_path: Path) -> None:
    class Listing:
        def __init__(self, *, names: tuple[str, ...] = ()) -> None:
            self.names = names

        def analyze(self, document: Document) -> list[Any]:
            return []

    options = {"listing": {"names": ("a", "b")}}
    known = registry(spec("listing", Listing))
    for expected in (Written(1, 0, 0, 0, 1), Written(0, 0, 1, 0, 0)):
        toy = discourse.Pipeline("listing", registry=known, config=options)
        assert expected == tables.write(articles(1), tmp_path, pipeline=toy)


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(SourceError, match=r"is no folder of tables, but holds letter\.txt: give another"):
        tables.write(articles(1), tmp_path)
    assert ["letter.txt"] == [path.name for path in tmp_path.iterdir()]
    with pytest.raises(SourceError, match=r"cannot write .*letter"):
        tables.write(articles(1), tmp_path / "letter.txt")


def test_what_a_writer_left_that_died_at_the_head_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / ".discourse-tables.0123456789ab.json").write_text("{", encoding="utf-8")
    (tmp_path / ".pending").mkdir()

    assert Written(1, 0, 0, 0, 1) == tables.write(articles(1), tmp_path)


def write_one(folder: Path) -> Path:
    tables.write(articles(1), folder)
    return folder


def test_without_the_extra_its_name_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("filelock", "pyarrow", "duckdb"):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, module, None)
            error = error_of(lambda folder=tmp_path / module: tables.open(write_one(folder)))  # type: ignore[misc]
            assert isinstance(error, MissingExtraError)
            assert f"this needs {module}" in str(error) and "[tables]" in str(error)


# Partitions


def test_documents_lie_in_the_folder_of_their_field(tmp_path: Path) -> None:
    documents = articles(22)
    tables.write(documents, tmp_path, partition_by=["outlet"], part_size=5)

    folders = {path.name for path in tmp_path.iterdir() if "=" in path.name}
    assert {
        "outlet=Gazette", "outlet=The Post %2F Sunday", "outlet=a%3Db%25", "outlet=__HIVE_DEFAULT_PARTITION__",
        "outlet=%C3%9C", "outlet=3", "outlet=..%2Fx", "outlet=part-x", "outlet=con.", "outlet=%2A%3F%5Ba%5D",
    } == folders  # fmt: skip
    assert {document.id for document in documents} == set(ids_in(tmp_path))
    with tables.open(tmp_path, registry=TOYS) as store:
        question = "SELECT outlet, count(*) FROM documents GROUP BY outlet"
        expected = {str(outlet): 2 for outlet in OUTLETS if outlet} | {None: 4}
        assert expected == dict(store.sql(question).fetchall())
        assert {d.id: d for d in documents} == {d.id: d for d in store.documents()}


@pytest.mark.parametrize("key", ["a/b", "part-of", "a=b", "ü", "x y", "'", '"', "%2F", "..", "Text", "smallest"])
def test_a_field_of_any_name_can_partition(tmp_path: Path, key: str) -> None:
    documents = [Document(f"Text {n}", str(n), {key: f"v{n % 2}"}) for n in range(4)]
    tables.write(documents, tmp_path, partition_by=[key], part_size=1, pipeline=pipeline(WORDS))

    assert list("0123") == ids_in(tmp_path)
    with tables.open(tmp_path, registry=TOYS) as store:
        assert 8 == store.rows("words")
        assert {"Text"} < {row[0] for row in store.sql("SELECT text FROM words").fetchall()}
    assert Written(0, 0, 4, 0, 0) == tables.write(
        documents, tmp_path, partition_by=[key], part_size=1, pipeline=pipeline(WORDS)
    )


def test_a_partition_does_not_hide_a_column_of_a_layer(tmp_path: Path) -> None:
    documents = [Document(f"Text {n}", str(n), {"kind": f"folder {n}", "day": "x"}) for n in range(2)]
    tables.write(documents, tmp_path, partition_by=["kind", "day"], pipeline=pipeline(WORDS))

    with tables.open(tmp_path, registry=TOYS) as store:
        assert [("capital", 2), ("other", 2)] == store.sql(
            "SELECT kind, count(*) FROM words GROUP BY kind ORDER BY kind"
        ).fetchall()
        assert [("folder 0",), ("folder 1",)] == store.sql("SELECT kind FROM provenance ORDER BY kind").fetchall()


def test_a_question_about_one_partition_reads_no_other(tmp_path: Path) -> None:
    documents = [Document(f"Text {n}", str(n), {"outlet": f"v{n}"}) for n in range(5)]
    tables.write(documents, tmp_path, partition_by=["outlet"], pipeline=pipeline(WORDS))

    with tables.open(tmp_path, registry=TOYS) as store:
        plan = store.sql("EXPLAIN ANALYZE SELECT count(*) FROM words WHERE outlet = 'v3'").fetchall()
        assert "1/5" in str(plan)


def test_too_many_partitions_that_are_not_full_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discourse.store.filling.MOST_WAITING", 10)

    with pytest.raises(
        OptionError, match="more than 10 documents wait for their parts to be full: partition_by outlet"
    ):
        tables.write(articles(30), tmp_path, partition_by=["outlet"])


# Disks that are full


def is_full(*arguments: Any, **more: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


def only_at(times: int, function: Callable[..., Any], matches: Callable[..., bool]) -> Callable[..., Any]:
    """Return a function that fails from the n-th matching call on."""
    calls = [0]

    def call(*arguments: Any, **more: Any) -> Any:
        calls[0] += matches(*arguments)
        return is_full() if matches(*arguments) and calls[0] > times else function(*arguments, **more)

    return call


def error_of(function: Callable[[], object]) -> Exception | None:
    try:
        function()
    except Exception as error:
        return error
    return None


FAULTS: dict[str, tuple[Any, str, Callable[..., bool]]] = {
    "tables": (parquet, "write_table", lambda *_: True),
    "part.json": (Path, "write_text", lambda path, *_: path.name == "part.json"),
    "folder of a part": (Path, "mkdir", lambda path, *_, **__: path.parent.parent.name == ".pending"),
    "desk": (Path, "mkdir", lambda path, *_, **__: path.parent.name == ".pending"),
    "renaming": (Path, "rename", lambda path, *_: ".pending" in path.parts),
    "number": (Path, "write_text", lambda path, *_, **__: path.name == "next"),
    "sync": (os, "fsync", lambda *_: True),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_full_disk_leaves_what_was_there_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    folder, whole = tmp_path / "folder", tmp_path / "whole"
    tables.write(articles(9), whole, part_size=2)
    tables.write(articles(4), folder, part_size=2)
    place, name, matches = FAULTS[fault]

    for times in (0, 0, 1):
        before = content_of(folder)
        with monkeypatch.context() as patch:
            patch.setattr(place, name, only_at(times, getattr(place, name), matches))
            error = error_of(lambda: tables.write(articles(9), folder, part_size=2))
        assert (type(error), "No space left on device" in str(error)) == (SourceError, True) or times
        assert before.items() <= content_of(folder).items()
        assert [] == [path for path in (folder / ".pending").iterdir() if path.is_dir()]

    tables.write(articles(9), folder, part_size=2)
    assert content_of(whole) == content_of(folder)


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_that_cannot_be_written_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: bool
) -> None:
    if made:
        tables.write(articles(1), tmp_path / "x")

    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(SourceError, match=r"cannot write .*x: Permission denied"):
        tables.write(articles(3), tmp_path / "x")


# Several writers


def test_threads_that_write_different_documents_get_all_in_once(tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def write(start: int) -> None:
        try:
            tables.write(articles(12, start=start), tmp_path, part_size=2)
        except BaseException as error:
            errors.append(error)

    def read() -> None:
        while not done.is_set():
            counts.append(sum(part.documents for part in Folder(tmp_path).parts()))

    tables.write([], tmp_path)
    done, counts = threading.Event(), list[int]()
    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 12, 24)]
    with ThreadPoolExecutor() as pool:
        reader = pool.submit(read)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        done.set()
        reader.result()

    assert [] == errors
    assert sorted(counts) == counts
    assert sorted(document.id for document in articles(36)) == sorted(ids_in(tmp_path))
    assert list(range(18)) == sorted(int(path.name.split("-")[1]) for path in tmp_path.glob("part-*"))


def write_in_a_process(folder: str, start: int) -> None:
    error = error_of(lambda: tables.write(articles(12, start=start), folder, part_size=2))
    assert error is None or "somebody else has written document" in str(error)


@pytest.mark.parametrize("starts", [(0, 12), (0, 6), (0, 0)], ids=["different", "some the same", "the same"])
def test_processes_that_write_at_once_get_each_document_in_once(
    tmp_path: Path, starts: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[2])  # where a new process finds this module
    processes = [get_context("spawn").Process(target=write_in_a_process, args=(str(tmp_path), n)) for n in starts]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [0, 0] == [process.exitcode for process in processes]
    found = ids_in(tmp_path)
    assert len(found) == len(set(found))
    for start in starts:  # whoever was refused goes on
        tables.write(articles(12, start=start), tmp_path, part_size=2)
    assert sorted({d.id for n in starts for d in articles(12, start=n)}) == sorted(ids_in(tmp_path))


def test_a_second_writer_of_the_same_documents_is_refused_or_finds_them_there(tmp_path: Path) -> None:
    def with_another() -> Iterator[Document]:
        yield from articles(3)
        tables.write(articles(2, start=2), tmp_path, part_size=2)
        yield from articles(3, start=3)

    with pytest.raises(FormatError, match="somebody else has written document 'id-2' to"):
        tables.write(with_another(), tmp_path, part_size=4)
    assert ["id-2", "id-3"] == ids_in(tmp_path)

    def with_the_same() -> Iterator[Document]:
        yield from articles(3, start=10)
        tables.write(articles(4, start=10), tmp_path, part_size=4)
        yield from articles(1, start=13)

    assert Written(0, 0, 4, 0, 0) == tables.write(with_the_same(), tmp_path, part_size=4)
    assert 6 == len(ids_in(tmp_path))


def test_a_reader_sees_whole_parts_while_somebody_writes(tmp_path: Path) -> None:
    seen = []

    def watched() -> Iterator[Document]:
        for document in articles(12):
            if (tmp_path / "discourse-tables.json").exists():
                seen.append(len(ids_in(tmp_path)))
            yield document

    tables.write(watched(), tmp_path, part_size=3)

    assert {0, 3, 6, 9} >= set(seen)
    assert len(set(seen)) > 1


def test_what_others_write_while_batches_are_on_their_way_is_seen(tmp_path: Path) -> None:
    class AllAtOnce(Serial):
        """An engine that takes all batches before it gives a result, as one with many workers may."""

        def map(self, work: Any, batches: Any, lost: Any) -> Iterator[Any]:
            results = [work(batch) for batch in batches]
            tables.write(articles(5, start=1), tmp_path, part_size=2)
            yield from results

    with pytest.raises(FormatError, match="somebody else has written document 'id-3' to"):
        tables.write(articles(6)[::3], tmp_path, part_size=1, engine=AllAtOnce())
    assert sorted(document.id for document in articles(6)) == sorted(ids_in(tmp_path))


# Memory


def test_a_writer_holds_few_documents_at_a_time(tmp_path: Path) -> None:
    most = 0
    layer = word_layer("words", (0, 1))

    def many() -> Iterator[Document]:
        nonlocal most
        for n in range(20_000):
            document = Document(f"text {n}", str(n))
            yield document.with_layer(layer) if n % 10 == 0 else document
            if n % 2_000 == 1_999:
                most = max(most, sum(type(thing) is Document for thing in gc.get_objects()))

    tables.write(many(), tmp_path)

    assert 0 < most < 2_000
    with tables.open(tmp_path, registry=TOYS) as store:
        assert (20_000, 2_000) == (store.rows("documents"), store.rows("words"))
