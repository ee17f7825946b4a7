"""Every check of readers and writers catches one that is broken in what it checks, and a sound one passes."""

from __future__ import annotations

import itertools
import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from discourse import CheckError, Document, FormatError, OptionError, Reader, Source, SourceError, Writer
from discourse.testing import READER_CHECKS, WRITER_CHECKS, check_reader, check_writer
from discourse.testing.readers import ReaderSubject
from discourse.testing.running import run_one
from discourse.testing.writers import WriterSubject

from . import toys

CAUGHT: set[tuple[str, str]] = set()
DOCUMENT = Document("The ferry was late.", "a", {"date": "2014-05-19"})


def lines_of(source: Source) -> Iterator[Document]:
    """Read a toy format: a JSON text on each line."""
    for number, line in source.lines():
        try:
            text = json.loads(line)
        except ValueError as error:
            raise FormatError(f"line {number}: {error}") from error
        if not isinstance(text, str):
            raise FormatError(f"line {number}: no text")
        yield Document(text, f"{source.name}:{number}")


def write_lines(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for document in documents:
            file.write(json.dumps(document.text) + "\n")


GOOD_READER = Reader(name="lines", suffixes=(".toy",), read=lines_of, compressible=True)
GOOD_WRITER = Writer(name="lines", suffixes=(".toy",), write=write_lines)


@pytest.fixture
def toy_file(tmp_path: Path) -> Path:
    path = tmp_path / "articles.toy"
    path.write_text('"The ferry was late."\n"Rain."\n', encoding="utf-8")
    return path


def reader_caught(check: str, read: Callable[[Source], Any], path: Path, **more: Any) -> str:
    reader = Reader(**{"name": "wrong", "suffixes": (".toy",), "read": read, **more})
    with pytest.raises(CheckError) as raised:
        run_one(lambda: READER_CHECKS[check](ReaderSubject(reader, path)))
    CAUGHT.add(("reader", check))
    return str(raised.value)


def writer_caught(check: str, write: Callable[..., None], **more: Any) -> str:
    back = more.pop("reader", None)
    writer = Writer(**{"name": "wrong", "suffixes": (".toy",), "write": write, **more})
    document = Document(DOCUMENT.text, DOCUMENT.id, DOCUMENT.metadata)  # one that may be spoilt
    with pytest.raises(CheckError) as raised:
        run_one(lambda: WRITER_CHECKS[check](WriterSubject(writer, document, (), back)))
    CAUGHT.add(("writer", check))
    return str(raised.value)


# Readers


def test_a_sound_reader_passes_every_check(toy_file: Path) -> None:
    report = check_reader(GOOD_READER, toy_file)

    assert len(READER_CHECKS) == report.ran == len(report.of("passed"))


@pytest.mark.parametrize("suffixes", [("toy",), (".TOY",), (".",), ()])
def test_suffixes_that_never_match_are_caught(suffixes: tuple[str, ...], toy_file: Path) -> None:
    assert "suffix" in reader_caught("suffixes", lines_of, toy_file, suffixes=suffixes)
    assert "suffix" in writer_caught("suffixes", write_lines, suffixes=suffixes)


def test_names_and_suffixes_of_companion_files_are_checked_too(toy_file: Path) -> None:
    assert "its name is a text" in reader_caught("suffixes", lines_of, toy_file, name=" ")
    assert "'txt' is no suffix" in writer_caught("suffixes", write_lines, beside=("txt",))


def test_documents_that_are_none_or_called_alike_are_caught(toy_file: Path) -> None:
    def alike(source: Source) -> Iterator[Document]:
        yield from (Document(text, source.name) for text in ("one", "two"))

    assert "it finds no document in articles.toy" in reader_caught("documents", lambda source: [], toy_file)
    assert "gives a str, not a Document" in reader_caught("documents", lambda source: ["text"], toy_file)
    assert "several documents have the id 'articles.toy'" in reader_caught("documents", alike, toy_file)


def test_a_reader_that_gives_something_else_the_second_time_is_caught(toy_file: Path) -> None:
    numbers = itertools.count()

    message = reader_caught("same_again", lambda source: [Document(str(next(numbers)))], toy_file)

    assert "articles.toy read twice gives other documents" in message


def test_a_reader_that_reads_the_path_of_a_compressed_file_is_caught(toy_file: Path) -> None:
    def by_its_path(source: Source) -> list[Document]:
        return [Document(source.path.read_bytes().decode("latin-1"), source.name)]

    assert "other documents if it is compressed" in reader_caught(
        "compressed", by_its_path, toy_file, compressible=True
    )
    (result,) = check_reader(Reader(name="own", suffixes=(".toy",), read=by_its_path), toy_file).of("cannot apply")
    assert ("compressed", True) == (result.check, "compressible=True" in result.reason)


def test_a_reader_that_writes_is_caught(toy_file: Path) -> None:
    def leaves_an_index(source: Source) -> Iterator[Document]:
        source.path.with_suffix(".idx").write_text("1", encoding="utf-8")
        yield from lines_of(source)

    def rewrites(source: Source) -> list[Document]:
        found = list(lines_of(source))
        source.path.write_text("", encoding="utf-8")
        return found

    assert "leaves files in the folder: articles.idx" in reader_caught("file_unchanged", leaves_an_index, toy_file)
    assert "it changes the file" in reader_caught("file_unchanged", rewrites, toy_file)


def test_a_broken_file_that_gives_another_exception_is_caught(toy_file: Path) -> None:
    def careless(source: Source) -> list[Document]:
        return [Document(json.loads(line)) for line in source.bytes().splitlines()]

    message = reader_caught("broken_files", careless, toy_file)

    assert "it raises JSONDecodeError" in message and "expected a DiscourseError" in message


def test_a_file_that_is_missing_must_be_an_error_that_names_it(toy_file: Path) -> None:
    def of_no_format(source: Source) -> list[Document]:
        raise FormatError("no such format")

    assert "reads a file that is not there" in reader_caught("missing_file", lambda source: [DOCUMENT], toy_file)
    assert "raises FormatError" in reader_caught("missing_file", of_no_format, toy_file)


def unpickle() -> None:
    pickle.loads(pickle.dumps(Source))


def test_what_no_format_may_do_is_caught(toy_file: Path) -> None:
    def reads_a_pickle(source: Source) -> list[Document]:
        unpickle()
        return [DOCUMENT]

    def writes_with_a_pickle(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
        unpickle()

    assert "pickle: of discourse.sources.Source" in reader_caught("offline", reads_a_pickle, toy_file)
    assert "pickle: of discourse.sources.Source" in writer_caught("offline", writes_with_a_pickle)


def test_a_reader_needs_a_file_of_its_suffix_that_is_there(toy_file: Path) -> None:
    with pytest.raises(OptionError, match=r"has no suffix of reader 'lines': \.toy"):
        check_reader(GOOD_READER, toy_file.with_suffix(".xml"))
    with pytest.raises(SourceError, match="there is no file"):
        check_reader(GOOD_READER, toy_file.with_name("missing.toy"))
    with pytest.raises(OptionError, match="a Reader is checked, not a Writer"):
        check_reader(GOOD_WRITER, toy_file)  # type: ignore[arg-type]  # that is what is wrong


# Writers


def test_a_sound_writer_passes_every_check_that_applies() -> None:
    report = check_writer(GOOD_WRITER, DOCUMENT)

    assert ["compressed", "round_trip"] == [result.check for result in report.of("cannot apply")]
    assert len(report.of("passed")) == len(WRITER_CHECKS) - 2


def test_a_writer_that_leaves_other_files_or_none_is_caught() -> None:
    def two_files(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
        write_lines(documents, path, layers)
        path.with_name("log.txt").write_text("done", encoding="utf-8")

    def nothing(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
        list(documents)

    message = writer_caught("whole_file", two_files)

    assert message == "expected the files article.toy; there are article.toy, log.txt"
    assert "the file is empty" in writer_caught("whole_file", nothing)


def test_files_beside_are_expected_if_they_are_declared() -> None:
    def two_files(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
        write_lines(documents, path, layers)
        path.with_suffix(".txt").write_text("text", encoding="utf-8")

    declared = Writer(name="two", suffixes=(".toy",), write=two_files, beside=(".txt",))

    assert len(check_writer(declared, DOCUMENT).of("passed")) == len(WRITER_CHECKS) - 2


def test_other_bytes_the_second_time_are_caught() -> None:
    numbers = itertools.count()

    def numbered(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
        path.write_text(str(next(numbers)), encoding="utf-8")

    assert "written twice gives other bytes" in writer_caught("same_bytes", numbered)


def test_a_writer_that_does_not_compress_what_it_says_is_caught() -> None:
    assert "a .toy.gz file does not hold what a .toy file does" in writer_caught(
        "compressed", write_lines, compressible=True
    )


def test_a_half_file_is_caught() -> None:
    def hides_the_error(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
        try:
            write_lines(documents, path, layers)
        except SourceError:
            return

    def in_place(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
        path.with_name("article.toy").write_text("half", encoding="utf-8")
        write_lines(documents, path, layers)

    assert "it writes a file although the documents end with an error" in writer_caught("no_half_file", hides_the_error)
    assert "it leaves a half file" in writer_caught("no_half_file", in_place)


def test_a_writer_of_one_document_that_says_so_is_not_asked_for_two() -> None:
    def single(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
        given = iter(documents)
        first = next(given)
        try:
            next(given)
        except SourceError:
            raise FormatError("it holds one document") from None
        except StopIteration:
            write_lines([first], path, layers)

    report = check_writer(Writer(name="single", suffixes=(".toy",), write=single), DOCUMENT)

    assert "it holds one document only: it holds one document" in {r.reason for r in report.of("cannot apply")}


def test_writing_to_the_document_is_caught() -> None:
    def marks(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
        for document in documents:
            document._layers["more"] = toys.word_layer("more")
        path.write_text("done", encoding="utf-8")

    assert "it writes to the document" in writer_caught("document_unchanged", marks)


def test_what_is_lost_on_the_way_is_named() -> None:
    def doubled(source: Source) -> list[Document]:
        return [*lines_of(source), *lines_of(source)]

    def shouting(source: Source) -> list[Document]:
        return [Document(document.text.upper(), "a") for document in lines_of(source)]

    def back(read: Callable[[Source], Any]) -> str:
        return writer_caught("round_trip", write_lines, reader=Reader(name="back", suffixes=(".toy",), read=read))

    assert "its id read back: expected 'a', got 'article.toy:1'" in back(lines_of)
    assert "expected 'The ferry was late.', got 'THE FERRY WAS LATE.'" in back(shouting)
    assert "one document was written, 2 were read" in back(doubled)


def test_a_writer_is_checked_and_nothing_else() -> None:
    with pytest.raises(OptionError, match="a Writer is checked, not a Reader"):
        check_writer(GOOD_READER, DOCUMENT)  # type: ignore[arg-type]  # that is what is wrong


def test_every_check_has_caught_something() -> None:
    every = {("reader", name) for name in READER_CHECKS} | {("writer", name) for name in WRITER_CHECKS}

    assert every - CAUGHT == set()
