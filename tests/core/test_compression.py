"""Compressed files: all of what is sound in them, in the order in which it stands, and a damage with its place."""

from __future__ import annotations

import bz2
import gc
import gzip
import io
import json
import lzma
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import Document, FormatError, MissingExtraError, Reading, Registry
from discourse.compression import BLOCK, Content, unpacked

from .toys import WORDS, pipeline

NOTHING = Registry([], entry_points=False)


def zstandard(data: bytes) -> bytes:
    arrow = pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
    sink = arrow.BufferOutputStream()
    with arrow.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstandard,
}  # fmt: skip
EVERY = pytest.mark.parametrize("suffix", PACKERS)
LINES = [
    json.dumps({"id": str(number), "text": f"The levy of day {number} was {number**3}."}) for number in range(1000)
]
CORPUS = "".join(f"{line}\n" for line in LINES).encode()


def file_of(folder: Path, data: bytes, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def recorded(path: Path, **arguments: Any) -> tuple[list[str], Reading]:
    """Return the ids of what can be read, and the reading."""
    reading = discourse.read(path, on_error="record", registry=NOTHING, **arguments)
    return [document.id for document in reading], reading


def buffered(data: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]  # it is as good as a raw one


def content(data: bytes, suffix: str) -> bytes:
    with unpacked(buffered(data), suffix) as stream:
        return stream.read()


# What comes out


@EVERY
@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.txt", "A naïve levy.\r\n".encode(), Document("A naïve levy.\r\n", "a.txt")),
        ("a.json", b'{"id": "j", "text": "One."}', Document("One.", "j")),
        ("a.jsonl", b'{"text": "One.", "year": 2003}\n', Document("One.", "a.jsonl:1", {"year": 2003})),
        ("a.csv", b'id,text\nc,"One, two."\n', Document("One, two.", "c")),
        ("a.tsv", b"id\ttext\nt\tOne, two.\n", Document("One, two.", "t")),
    ],
)
def test_a_compressed_file_is_read_as_the_file_in_it(
    tmp_path: Path, suffix: str, name: str, data: bytes, expected: Document
) -> None:
    path = file_of(tmp_path, PACKERS[suffix](data), f"{name}{suffix}")
    (document,) = discourse.read(path, registry=NOTHING)

    assert (expected.text, expected.metadata) == (document.text, document.metadata)
    assert expected.id.replace(name, path.name) == document.id


@EVERY
def test_a_compressed_page_is_read(tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("trafilatura", reason="the extra 'html' is not installed")
    body = "".join(f"<p>The ferry to Orr was late again on day {day}, and nobody knew why.</p>" for day in range(9))
    page = f"<html><title>Late</title><body><article>{body}</article></body></html>".encode()
    (plain,) = discourse.read(file_of(tmp_path, page, "a.html"), registry=NOTHING)
    (packed,) = discourse.read(file_of(tmp_path, PACKERS[suffix](page), f"b.html{suffix}"), registry=NOTHING)

    assert plain.text == packed.text


def test_compressed_files_in_a_folder_keep_their_paths_as_ids(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    file_of(tmp_path, gzip.compress(b"One."), "a/b.TXT.GZ")
    file_of(tmp_path, b"Two.", "a/b.txt")
    file_of(tmp_path, b"no format that is known", "archive.tar.gz")

    assert ["a/b.TXT.GZ", "a/b.txt"] == [document.id for document in discourse.read(tmp_path, registry=NOTHING)]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_compressed_file_may_have_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = file_of(tmp_path, gzip.compress('{"text": "naïve"}\n{"text": "é"}\n'.encode(encoding)), "a.jsonl.gz")

    assert ["naïve", "é"] == [document.text for document in discourse.read(path, encoding=encoding, registry=NOTHING)]


@EVERY
def test_streams_one_after_the_other_are_one_file(suffix: str) -> None:
    pack = PACKERS[suffix]

    assert b"one\ntwo\n" == content(pack(b"one\n") + pack(b"") + pack(b"two\n"), suffix)


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz"])
def test_zeros_between_and_after_streams_are_padding(suffix: str) -> None:
    pack, padding = PACKERS[suffix], bytes(BLOCK + 4)

    assert b"one\ntwo\n" == content(pack(b"one\n") + padding + pack(b"two\n") + padding, suffix)


@settings(max_examples=60)
@given(st.sampled_from(sorted(PACKERS)), st.lists(st.binary(max_size=300), max_size=4), st.integers(1, 400))
def test_what_was_packed_comes_out_whatever_the_pieces(suffix: str, pieces: list[bytes], size: int) -> None:
    data = b"".join(piece * 50 for piece in pieces)
    stream = Content(buffered(PACKERS[suffix](data)), suffix)

    assert data == b"".join(iter(lambda: stream.read(size), b""))


# Damages


@settings(max_examples=40)
@given(st.sampled_from(sorted(PACKERS)), st.data())
def test_a_file_that_ends_too_early_gives_a_start_of_what_was_packed_and_an_error(
    suffix: str, data: st.DataObject
) -> None:
    packed = PACKERS[suffix](CORPUS)
    stream = Content(buffered(packed[: data.draw(st.integers(0, len(packed) - 1))]), suffix)
    found: list[bytes] = []

    with pytest.raises(FormatError, match=rf"the \{suffix} file ends too early"):
        found.extend(iter(lambda: stream.read(1000), b""))
    assert CORPUS.startswith(b"".join(found))


@EVERY
def test_all_lines_before_the_end_are_read_and_the_line_is_named(tmp_path: Path, suffix: str) -> None:
    pack = PACKERS[suffix]
    whole = pack("".join(f"{line}\n" for line in LINES[:400]).encode())
    rest = pack("".join(f"{line}\n" for line in LINES[400:]).encode())
    path = file_of(tmp_path, whole + rest[:10], f"corpus.jsonl{suffix}")
    ids, reading = recorded(path)

    assert [str(number) for number in range(400)] == ids
    (failure,) = reading.failures
    assert (str(path), "line 401") == (failure.path, failure.place)
    assert f"the {suffix} file ends too early" in failure.message
    with pytest.raises(FormatError, match=rf"corpus\.jsonl\{suffix}, line 401: the \{suffix} file ends too early"):
        list(discourse.read(path, registry=NOTHING))


def test_a_file_cut_in_the_middle_gives_every_whole_line_before_the_cut(tmp_path: Path) -> None:
    packed = gzip.compress(CORPUS)
    half = packed[: len(packed) // 2]
    whole_lines = zlib.decompressobj(31).decompress(half).count(b"\n")
    ids, reading = recorded(file_of(tmp_path, half, "corpus.jsonl.gz"))

    assert 100 < whole_lines == len(ids)
    assert [f"line {whole_lines + 1}"] == [failure.place for failure in reading.failures]


@EVERY
def test_bytes_after_the_last_stream_that_are_none_are_told(tmp_path: Path, suffix: str) -> None:
    ids, reading = recorded(file_of(tmp_path, PACKERS[suffix](CORPUS) + b"no stream", f"corpus.jsonl{suffix}"))

    assert len(LINES) == len(ids)
    (failure,) = reading.failures
    assert failure.place == "line 1001"
    assert f"no {suffix} file, or one that is damaged here" in failure.message


@pytest.mark.parametrize("place", [-8, -5], ids=["digest", "length"])
def test_a_wrong_checksum_is_told_after_all_that_it_is_about(tmp_path: Path, place: int) -> None:
    packed = bytearray(gzip.compress(CORPUS))
    packed[place] ^= 1
    ids, reading = recorded(file_of(tmp_path, bytes(packed), "corpus.jsonl.gz"))

    assert len(LINES) == len(ids)
    assert ["line 1001"] == [failure.place for failure in reading.failures]


@EVERY
@pytest.mark.parametrize("data", [b"", b"{}", b'{"text": "not compressed at all"}\n' * 10, b"PK\x03\x04"], ids=repr)
def test_a_file_that_is_not_compressed_is_told(tmp_path: Path, suffix: str, data: bytes) -> None:
    for name in ("a.jsonl", "a.txt", "a.csv", "a.json"):
        path = file_of(tmp_path, data, f"{name}{suffix}")
        ids, reading = recorded(path)

        assert ([], 1) == (ids, len(reading.failures))
        with pytest.raises(FormatError, match=rf"{name}\{suffix}.*\{suffix} file"):
            list(discourse.read(path, registry=NOTHING))


@EVERY
def test_an_empty_file_that_was_compressed_is_as_an_empty_file(tmp_path: Path, suffix: str) -> None:
    assert [""] == [d.text for d in discourse.read(file_of(tmp_path, PACKERS[suffix](b""), f"a.txt{suffix}"))]
    assert [] == list(discourse.read(file_of(tmp_path, PACKERS[suffix](b""), f"a.jsonl{suffix}")))


def test_a_row_that_a_damage_cuts_is_no_row(tmp_path: Path) -> None:
    packed = gzip.compress(b'text,n\n"one",1\n"two\n') + gzip.compress(b'three",2\n')[:12]
    reading = discourse.read(file_of(tmp_path, packed, "a.csv.gz"), on_error="record", registry=NOTHING)

    assert ["one"] == [document.text for document in reading]
    assert [("lines 3 to 4", True)] == [(f.place, "ends too early" in f.message) for f in reading.failures]


# What is not read


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.parquet.gz", r"a \.parquet file is not read out of a \.gz file; decompress it first"),
        ("articles.gz", r"a compressed file keeps the suffix of its format, such as articles\.jsonl\.gz"),
        ("a.jsonk.xz", r"no reader for suffix '\.jsonk'.*Did you mean '\.json"),
        ("a.jsonl.gz.xz", r"no reader for suffix '\.gz'"),
    ],
)
def test_what_is_not_read_is_told_before_anything_is(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        discourse.read(file_of(tmp_path, b"", name), on_error="record", registry=NOTHING)


def test_zstandard_without_its_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file_of(tmp_path, zstandard(CORPUS), "a.jsonl.zst")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)

    with pytest.raises(MissingExtraError, match=r"a\.jsonl\.zst: this needs pyarrow.*\[tables\]"):
        list(discourse.read(path, registry=NOTHING))


# Out


@EVERY
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.ndjson"])
def test_documents_that_are_written_compressed_come_back(tmp_path: Path, name: str, suffix: str) -> None:
    zstandard(b"")
    document = Document("A naïve levy.\r\n", "d", {"year": 2003})
    for path in (tmp_path / name, tmp_path / f"{name}{suffix}"):
        discourse.write(document, path, registry=NOTHING)

    packed = (tmp_path / f"{name}{suffix}").read_bytes()
    assert (tmp_path / name).read_bytes() == content(packed, suffix)
    assert [document] == list(discourse.read(tmp_path / f"{name}{suffix}", registry=NOTHING))


@EVERY
@pytest.mark.parametrize(("name", "mark"), [("out.csv", ","), ("out.tsv", "\t")])
def test_a_table_that_is_written_compressed_is_the_table(tmp_path: Path, name: str, mark: str, suffix: str) -> None:
    zstandard(b"")
    document = pipeline(WORDS)("NO, more")
    discourse.write(document, tmp_path / f"{name}{suffix}", layers=("words",))

    lines = content((tmp_path / f"{name}{suffix}").read_bytes(), suffix).decode().split("\r\n")
    assert mark.join(("document", "start", "end", "text", "kind")) == lines[0]
    with pytest.raises(FormatError, match=rf"a \{name[3:]} file holds one layer, not none"):
        discourse.write(document, tmp_path / f"{name}{suffix}")


@EVERY
def test_what_is_written_compressed_holds_no_name_and_no_time(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    zstandard(b"")
    documents = [Document(f"The levy of day {number}.", str(number)) for number in range(1000)]
    discourse.write(documents, tmp_path / f"a.jsonl{suffix}", registry=NOTHING)
    monkeypatch.setattr("time.time", lambda: 1.0)
    discourse.write(documents, tmp_path / f"another.jsonl{suffix}", registry=NOTHING)

    assert (tmp_path / f"a.jsonl{suffix}").read_bytes() == (tmp_path / f"another.jsonl{suffix}").read_bytes()


@EVERY
def test_what_ends_the_writing_leaves_no_half_archive(tmp_path: Path, suffix: str) -> None:
    zstandard(b"")
    path = file_of(tmp_path, b"before", f"a.jsonl{suffix}")

    def broken() -> Iterator[Document]:
        yield Document("one")
        raise FormatError("no more")

    with pytest.raises(FormatError, match="no more"):
        discourse.write(broken(), path, registry=NOTHING)
    assert [(path, b"before")] == [(file, file.read_bytes()) for file in tmp_path.iterdir()]


@pytest.mark.parametrize("name", ["a.parquet.gz", "a.html.gz", "a.gz", "a.ann.xz"])
def test_what_is_not_written_compressed_is_refused(tmp_path: Path, name: str) -> None:
    suffix = name.removeprefix("a")

    with pytest.raises(FormatError, match=rf"no format for suffix '{suffix}'"):
        discourse.write(Document("a"), tmp_path / name, layers=("words",), registry=NOTHING)


# Much of it


def long_file(folder: Path, suffix: str, n_lines: int) -> Path:
    data = b"".join(b'{"text":"A levy of %d."}\n' % number for number in range(n_lines))
    return file_of(folder, PACKERS[suffix](data), f"corpus.jsonl{suffix}")


@EVERY
def test_a_long_file_is_read_in_little_memory(tmp_path: Path, suffix: str) -> None:
    path = long_file(tmp_path, suffix, 20_000)
    tracemalloc.start()
    try:
        found = sum(1 for _ in discourse.read(path, registry=NOTHING))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert 20_000 == found
    assert peak < 12_000_000  # most of it the window of .xz; the documents would take more


def test_of_two_hundred_thousand_documents_few_are_held(tmp_path: Path) -> None:
    held = []
    for number, _ in enumerate(discourse.read(long_file(tmp_path, ".gz", 200_000), registry=NOTHING), start=1):
        if not number % 50_000:
            held.append(sum(type(one) is Document for one in gc.get_objects()))

    assert 4 == len(held)
    assert max(held) - min(held) < 10


def test_a_file_of_a_thousand_times_its_size_is_read_block_by_block(tmp_path: Path) -> None:
    packed = file_of(tmp_path, bz2.compress(b"\n" * 50_000_000), "a.jsonl.bz2")
    tracemalloc.start()
    try:
        with packed.open("rb") as file:
            stream = unpacked(file, ".bz2")
            size = sum(len(block) for block in iter(lambda: stream.read(BLOCK), b""))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert 50_000_000 == size
    assert peak < 8_000_000
