"""What cannot be read is left out and recorded with its place, exactly that, and reading goes on after it."""

from __future__ import annotations

import gc
import gzip
import json
import lzma
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import Document, FormatError, OptionError, Reader, ReadFailure, Reading, Registry, Source, SourceError

NOTHING = Registry([], entry_points=False)


def file_of(folder: Path, data: bytes | str, name: str) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def recorded(path: Path, registry: Registry = NOTHING, **arguments: Any) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the texts of what can be read, and place and message of what cannot."""
    reading = discourse.read(path, on_error="record", registry=registry, **arguments)
    texts = [document.text for document in reading]
    return texts, [(failure.place, failure.message) for failure in reading.failures]


def places(path: Path, **arguments: Any) -> tuple[list[str], list[str]]:
    texts, failures = recorded(path, **arguments)
    return texts, [place for place, _ in failures]


# JSON lines


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.gz"])
@pytest.mark.parametrize(
    "line",
    [b'{"text": "cut', b'{"text": "na\xefve"}', b'{"text": 5}', b"\xff\xfe\x00", b'{"text": "\\ud800"}', b"[1, 2]",
     b'{"body": "no text"}', b'{"format": "discourse/9"}', b"[" * 100_000],
    ids=["cut", "encoding", "number", "bytes", "surrogate", "list", "field", "format", "deep"],
)  # fmt: skip
def test_one_bad_line_of_a_thousand_costs_itself(tmp_path: Path, name: str, line: bytes) -> None:
    lines = [json.dumps({"text": f"The levy of day {number}."}).encode() for number in range(1, 1001)]
    lines[499] = line
    data = b"\n".join(lines)
    path = file_of(tmp_path, gzip.compress(data) if name.endswith(".gz") else data, name)

    texts, found = places(path)

    assert [f"The levy of day {number}." for number in range(1, 1001) if number != 500] == texts
    assert ["line 500"] == found


LINE = st.one_of(
    st.builds(
        lambda text: (text, json.dumps({"text": text}).encode()), st.text(st.characters(exclude_categories=["Cs"]))
    ),
    st.sampled_from(
        [(None, b'{"text": "cut'), (None, b"\xff"), (None, b"{}"), (None, b'{"text": null}'), (None, b"0")]
    ),
    st.sampled_from([("", b""), ("", b"  ")]).map(lambda _: ("blank", b" ")),
)


@given(st.lists(LINE), st.sampled_from(["", ".gz", ".xz"]), st.booleans())
def test_the_documents_are_the_good_lines_and_the_failures_the_bad_ones(
    tmp_path_factory: Any, lines: list[tuple[str | None, bytes]], suffix: str, is_ended: bool
) -> None:
    data = b"\n".join(line for _, line in lines) + (b"\n" if is_ended else b"")
    packed = {"": data, ".gz": gzip.compress(data), ".xz": lzma.compress(data)}[suffix]
    path = file_of(tmp_path_factory.mktemp("mix"), packed, f"corpus.jsonl{suffix}")
    numbered = [(number, text) for number, (text, line) in enumerate(lines, start=1) if line != b" "]

    reading = discourse.read(path, on_error="record", registry=NOTHING)
    found = [(document.id, document.text) for document in reading]

    assert [(f"{path.name}:{number}", text) for number, text in numbered if text is not None] == found
    assert [f"line {number}" for number, text in numbered if text is None] == [f.place for f in reading.failures]
    assert {str(path)} >= {failure.path for failure in reading.failures}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_bad_line_in_an_encoding_of_wide_letters_costs_itself(tmp_path: Path, encoding: str) -> None:
    good = [f'{{"text": "naïve {number}"}}\n' for number in range(300)]
    bad = b"\x00\xd8" if encoding.startswith("utf-16") else b"\xff\xff\xff\xff"
    data = (
        "".join(good[:150]).encode(encoding)
        + bad
        + "".join(["\n", *good[150:]]).encode(encoding.removesuffix("-le") + "-le")
    )

    texts, found = places(file_of(tmp_path, data, "corpus.jsonl"), encoding=encoding)

    assert [f"naïve {number}" for number in range(300)] == texts
    assert ["line 151"] == found


# CSV


@pytest.mark.parametrize(
    ("row", "place", "message"),
    [
        (b"one,2,3", "line 501", "3 fields, where the first row names 2 columns"),
        (b"one", "line 501", "1 fields"),
        (b"na\xefve,2", "line 501", "byte 0xef at offset 2 is no utf-8"),
        (b'"a" word,2', "line 501", "',' expected after"),
        (b'"a\nb",2,3', "lines 501 to 502", "3 fields"),
        (b'"a\nna\xefve\nb",2', "lines 501 to 503", "byte 0xef"),
        (b"a\rb,2", "line 501", "a CR alone"),
    ],
)
def test_one_bad_row_of_a_thousand_costs_itself(tmp_path: Path, row: bytes, place: str, message: str) -> None:
    rows = [f'"The levy, day {number}",{number}'.encode() for number in range(1, 1001)]
    rows[499] = row
    path = file_of(tmp_path, b"\n".join([b"text,n", *rows]), "corpus.csv")

    texts, ((found, said),) = recorded(path)

    assert [f"The levy, day {number}" for number in range(1, 1001) if number != 500] == texts
    assert place == found
    assert message in said


def test_rows_after_a_bad_one_keep_their_ids(tmp_path: Path) -> None:
    path = file_of(tmp_path, "text,n\na,1\nb\nc,3\n", "corpus.csv")

    assert ["corpus.csv:1", "corpus.csv:3"] == [d.id for d in discourse.read(path, on_error="record", registry=NOTHING)]


def test_a_quotation_mark_that_is_never_closed_costs_the_rest_and_says_from_where(tmp_path: Path) -> None:
    path = file_of(tmp_path, 'text\none\n"two\nthree\nfour\n', "corpus.csv")

    texts, ((place, message),) = recorded(path)

    assert ["one"] == texts
    assert ("lines 3 to 5", True) == (
        place,
        message.startswith("a quotation mark is never closed; the rest of the file"),
    )


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", ""),
        (b"title,n\na,1\nb,2\n", "line 1"),
        (b"\n\ntext,text\na,b\n", "line 3"),
        (b"te\xffxt\na\nb\n", "line 1"),
    ],
)
def test_a_table_without_its_columns_costs_the_file(tmp_path: Path, data: bytes, place: str) -> None:
    file_of(tmp_path, data, "a.csv")
    file_of(tmp_path, "text\nfine\n", "b.csv")

    assert (["fine"], [place]) == places(tmp_path)


# Parquet


def parquet_of(folder: Path, columns: dict[str, Any], rows_in_group: int = 2) -> Path:
    arrow = pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra 'tables' is not installed")
    path = folder / "corpus.parquet"
    parquet.write_table(
        arrow.table(columns), path, row_group_size=rows_in_group, compression="none", use_dictionary=False
    )
    return path


def test_a_row_without_a_text_costs_itself(tmp_path: Path) -> None:
    path = parquet_of(tmp_path, {"text": ["a", "b", None, "d", "e"]}, 100)

    texts, ((place, message),) = recorded(path)

    assert (["a", "b", "d", "e"], "row 3") == (texts, place)
    assert "holds None, which is no text" in message


def test_a_value_that_python_has_not_costs_its_row(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
    path = parquet_of(tmp_path, {"text": ["a", "b", "c"], "day": arrow.array([1, 10**7, 3], arrow.date32())}, 100)

    assert (["a", "c"], ["row 2"]) == places(path)


def test_a_damaged_group_of_rows_costs_itself(tmp_path: Path) -> None:
    path = parquet_of(tmp_path, {"text": ["first", "second", "third", "fourth", "fifth", "sixth"]})
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra 'tables' is not installed")
    place = parquet.read_metadata(path).row_group(1).column(0).data_page_offset
    data = bytearray(path.read_bytes())
    data[place : place + 10] = b"\xff" * 10  # the header of its page
    path.write_bytes(data)

    assert (["first", "second", "fifth", "sixth"], ["rows 3 to 4"]) == places(path)


def test_a_field_that_no_row_has_costs_the_file(tmp_path: Path) -> None:
    parquet_of(tmp_path, {"title": ["a"]})
    file_of(tmp_path, "fine", "z.txt")

    texts, ((place, message),) = recorded(tmp_path)

    assert (["fine"], "") == (texts, place)
    assert "there is no field 'text'; the fields are: title" in message


# Files


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("b.txt", b"na\xefve"), ("b.json", b"{"), ("b.json", b""), ("b.html", b"no page"), ("b.parquet", b"PAR1"),
        ("b.parquet", b""), ("b.csv", b""), ("b.txt.gz", b"no archive"), ("b.json.zst", b""), ("b.txt.xz", b"\xfd7zXZ"),
    ],
)  # fmt: skip
def test_a_broken_file_in_a_folder_costs_itself(tmp_path: Path, name: str, data: bytes) -> None:
    pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
    file_of(tmp_path, "first", "a.txt")
    path = file_of(tmp_path, data, name)
    file_of(tmp_path, "last", "c.txt")
    reading = discourse.read(tmp_path, on_error="record", registry=NOTHING)

    assert ["first", "last"] == [document.text for document in reading]
    (failure,) = reading.failures
    assert (str(path), "") == (failure.path, failure.place)
    assert str(path) not in failure.message


def test_an_empty_file_of_text_or_lines_is_no_failure(tmp_path: Path) -> None:
    for name in ("a.txt", "b.jsonl"):
        file_of(tmp_path, "", name)

    assert ([""], []) == recorded(tmp_path)


def test_a_file_that_vanishes_is_recorded_or_raised(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        file_of(tmp_path, name, name)
    reading = discourse.read(tmp_path, on_error="record", registry=NOTHING)
    strict = discourse.read(tmp_path, registry=NOTHING)
    assert ["a.txt", "a.txt"] == [next(reading).text, next(strict).text]
    (tmp_path / "b.txt").unlink()

    assert ["c.txt"] == [document.text for document in reading]
    assert (ReadFailure(str(tmp_path / "b.txt"), "", "cannot be read: No such file or directory"),) == reading.failures
    with pytest.raises(SourceError, match=r"cannot read .*b\.txt: No such file"):
        next(strict)


def reader_of(function: Any) -> Registry:
    class Plugin:
        @discourse.hookimpl
        def discourse_readers(self, register: Any) -> None:
            register(Reader(name="own", suffixes=(".own",), read=function))

    return Registry([Plugin()], entry_points=False)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (FormatError("a broken shelf"), "a broken shelf"),
        (KeyError("shelf"), "KeyError: 'shelf'"),
        (OSError(5, "Input/output error"), "cannot be read: Input/output error"),
        (RecursionError("too deep"), "RecursionError: too deep"),
    ],
)
def test_what_a_plugin_raises_costs_the_rest_of_its_file(tmp_path: Path, error: Exception, message: str) -> None:
    def shelf(source: Source) -> Iterator[Document]:
        yield Document(source.name)
        raise error

    for name in ("a.own", "b.own"):
        file_of(tmp_path, "", name)

    assert (["a.own", "b.own"], [("", message)] * 2) == recorded(tmp_path, reader_of(shelf))
    with pytest.raises(type(error) if isinstance(error, KeyError | RecursionError) else discourse.DiscourseError):
        list(discourse.read(tmp_path, registry=reader_of(shelf)))


def test_a_plugin_refuses_single_records_and_its_lines_say_their_place(tmp_path: Path) -> None:
    def shelf(source: Source) -> Iterator[Document]:
        for number, line in source.lines():
            if line == "bad\n":
                source.refuse(FormatError("a bad line"), f"line {number}")
            else:
                yield Document(line.strip())

    path = file_of(tmp_path, b"one\nbad\ntwo\nna\xefve\nthree\n", "a.own")

    texts, failures = recorded(path, reader_of(shelf))
    assert ["one", "two"] == texts
    assert [("line 2", "a bad line"), ("line 4", failures[1][1])] == failures
    assert failures[1][1].startswith("byte 0xef at offset 2 is no utf-8")
    with pytest.raises(FormatError, match=r"a\.own, line 2: a bad line"):
        list(discourse.read(path, registry=reader_of(shelf)))


def test_a_source_of_ones_own_raises(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"a\.own, row 3: wrong"):
        Source(path=tmp_path / "a.own", name="a.own").refuse(FormatError("wrong"), "row 3")


# The call


def test_what_is_wrong_with_the_call_is_raised(tmp_path: Path) -> None:
    path = file_of(tmp_path, "text", "a.txt")

    with pytest.raises(OptionError, match="on_error is 'raise' or 'record', not 'skip'"):
        discourse.read(path, on_error="skip", registry=NOTHING)  # type: ignore[arg-type]  # that is what is wrong
    for wrong, arguments in ((tmp_path / "none", {}), (path, {"encoding": "utf-9"}), (path.with_suffix(".tx"), {})):
        with pytest.raises(discourse.DiscourseError):
            discourse.read(wrong, on_error="record", registry=NOTHING, **arguments)


def test_failures_are_values_that_print_as_errors_do(tmp_path: Path) -> None:
    failure = ReadFailure("a.csv", "line 3", "2 fields")

    assert "a.csv, line 3: 2 fields" == str(failure)
    assert "a.csv: gone" == str(ReadFailure("a.csv", "", "gone"))
    assert {failure} == {ReadFailure("a.csv", "line 3", "2 fields")}
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        failure.place = ""  # type: ignore[misc]  # that is what is wrong


# How far it is


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_the_share_grows_from_none_to_all(tmp_path: Path, suffix: str) -> None:
    noise = [os.urandom(2000).hex() for _ in range(200)]
    data = "".join(f'{{"text": "{text}"}}\n' for text in noise).encode()
    for name in ("a.jsonl", "b.jsonl"):
        file_of(tmp_path, gzip.compress(data) if suffix else data, f"{name}{suffix}")
    reading = discourse.read(tmp_path, registry=NOTHING)
    shares = [reading.share, *(reading.share for _ in reading), reading.share]

    assert (0.0, 1.0, 400) == (shares[0], shares[-1], reading.given)
    assert shares == sorted(shares)
    assert 0.2 < shares[100] < 0.35
    assert 0.7 < shares[300] < 0.85


def test_the_share_in_a_file_of_parquet_is_that_of_its_rows(tmp_path: Path) -> None:
    path = parquet_of(tmp_path, {"text": [str(number) for number in range(1000)]}, 100)
    reading = discourse.read(path, registry=NOTHING)
    shares = [reading.share for _ in reading]

    assert shares == sorted(shares)
    assert 0.4 <= shares[500] <= 0.5


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_a_reading_that_is_closed_keeps_its_share(tmp_path: Path, name: str) -> None:
    data = b"text\n" + b"".join(b"%d %s\n" % (number, os.urandom(200).hex().encode()) for number in range(2000))
    reading = discourse.read(file_of(tmp_path, gzip.compress(data) if name.endswith(".gz") else data, name))
    for _ in range(1000):
        next(reading)
    share = reading.share
    reading.close()

    assert share is not None and 0.3 < share < 0.7
    assert share == reading.share


def test_the_share_of_nothing_is_not_known(tmp_path: Path) -> None:
    assert discourse.read(file_of(tmp_path, "", "a.txt"), registry=NOTHING).share is None


def test_a_plugin_says_how_far_it_is_or_its_files_count_when_they_are_read(tmp_path: Path) -> None:
    def shelf(source: Source) -> Iterator[Document]:
        source.path.read_bytes()
        yield Document("a")
        if source.name == "b.own":
            source.reached(0.5)
        yield Document("b")

    for name in ("a.own", "b.own"):
        file_of(tmp_path, "1234", name)
    reading = discourse.read(tmp_path, registry=reader_of(shelf))

    assert [0.0, 0.0, 0.5, 0.75] == [reading.share for _ in reading]


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(sys.platform != "linux", reason="open files are counted in /proc")
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.csv", "a.csv.xz"])
def test_files_are_closed_when_the_reading_is_closed_or_dropped(tmp_path: Path, name: str) -> None:
    data = b"text\none\ntwo\n" if "csv" in name else b'{"text": "one"}\n{"text": "two"}\n'
    path = file_of(
        tmp_path, gzip.compress(data) if ".gz" in name else lzma.compress(data) if ".xz" in name else data, name
    )
    gc.disable()
    try:
        before = open_files()
        reading: Reading | None = discourse.read(path, registry=NOTHING)
        assert reading is not None and "one" == next(reading).text
        assert before + 1 == open_files()
        reading.close()
        assert before == open_files()
        assert [] == list(reading)
        reading = discourse.read(path, registry=NOTHING)
        next(reading)
        reading = None
        assert before == open_files()
    finally:
        gc.enable()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders")
@pytest.mark.parametrize(
    ("name", "pack"), [("a.jsonl", bytes), ("a.jsonl.gz", gzip.compress), ("a.jsonl.xz", lzma.compress)]
)
def test_a_pipe_is_read_as_a_file_is(tmp_path: Path, name: str, pack: Any) -> None:
    path = tmp_path / name
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(pack(b'{"text": "One."}\nbroken\n{"text": "Two."}\n'),))
    writer.start()
    texts, found = places(path)
    writer.join()

    assert (["One.", "Two."], ["line 2"]) == (texts, found)


@pytest.mark.skipif(sys.platform != "linux", reason="open files are counted in /proc")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"title,title\na,b\n"), ("a.csv", b"text,n\na,1\nb\nc,3\n"), ("a.csv", b"text\nna\xefve\nc\n"),
        ("a.csv", b'text\n"a" b\nc\n'), ("a.jsonl", b'broken\n{"text": "a"}\n'), ("a.jsonl", b"\xff\n{}\n"),
        ("a.csv.gz", gzip.compress(b"text\na\nb\n", mtime=0)[:-10]), ("a.jsonl.xz", b"no archive"),
    ],
)  # fmt: skip
def test_an_error_leaves_no_file_open(tmp_path: Path, name: str, data: bytes) -> None:
    path = file_of(tmp_path, data, name)
    gc.disable()
    try:
        before = open_files()
        with pytest.raises(FormatError):
            list(discourse.read(path, registry=NOTHING))

        assert before == open_files()
    finally:
        gc.enable()
