"""Documents from files: as they are, in order, and what cannot be read is named with its place."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import discourse
from discourse import Document, FormatError, Reader, Registry, Source, SourceError

from .toys import SHOUTS, WORDS, pipeline, registry

NOTHING = Registry([], entry_points=False)


def read(path: Path | str, **arguments: Any) -> list[Document]:
    return list(discourse.read(path, registry=NOTHING, **arguments))


def file_of(tmp_path: Path, data: bytes | str, name: str = "article.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


# Text


@pytest.mark.parametrize(
    "text",
    [
        "", " \n\n", "one\r\ntwo\rthree\n", "a\x00b", "👩\u200d💻 said 👍🏽", "שלום עולם", "\u202eabc", "e\u0301",
        "İstanbul", "x" * 100_000, "9" * 5000, "\x1b[31mred", "one\u2028two\x85three\x0cfour",
        "---\ntitle: a\n---\n# Text",
    ],
    ids=lambda text: ascii(text[:12]),
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".txt", ".text", ".md", ".MARKDOWN"])
def test_a_text_is_read_as_it_is(tmp_path: Path, text: str, suffix: str) -> None:
    (document,) = read(file_of(tmp_path, text, f"article{suffix}"))

    assert text == document.text
    assert f"article{suffix}" == document.id


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, encoding: str) -> None:
    path = file_of(tmp_path, "\ufeffnaïve".encode("utf-8") if encoding == "utf-8" else "naïve".encode(encoding))

    assert "naïve" == read(path, encoding=encoding)[0].text


def test_bytes_of_another_encoding_are_named_with_file_and_place(tmp_path: Path) -> None:
    path = file_of(tmp_path, "a na\u00efve man".encode("cp1252"))

    with pytest.raises(FormatError, match=r"article\.txt: byte 0xef at offset 4 is no utf-8.*encoding='cp1252'"):
        read(path)
    assert "a naïve man" == read(path, encoding="cp1252")[0].text


@pytest.mark.parametrize("data", [b"\xed\xa0\x80", b"\xff\xfe", b"\xc3", b"\xf0\x9f\x98"], ids=repr)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FormatError, match=r"article\.txt.*offset"):
        read(file_of(tmp_path, b"ok " + data))


def test_an_encoding_that_gives_lone_surrogates_is_refused_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(discourse.DiscourseError, match=r"article\.txt.*index 0"):
        read(file_of(tmp_path, b"+2AA-"), encoding="utf-7")


@pytest.mark.parametrize("encoding", ["utf-9", "", "hex", "rot13", "base64", "a\x00b"], ids=ascii)
def test_an_encoding_that_is_none_of_text_is_refused(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(FormatError, match="encoding"):
        read(file_of(tmp_path, "text"), encoding=encoding)


# Places


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no file or folder .*missing\.txt"):
        discourse.read(tmp_path / "missing.txt", registry=NOTHING)


@pytest.mark.parametrize("text", ["An article. " * 500, "text\x00with nul", "an article\nof two lines"], ids=ascii)
def test_a_text_where_a_path_should_be_is_no_file(text: str) -> None:
    with pytest.raises(SourceError):
        discourse.read(text, registry=NOTHING)


def test_an_unknown_suffix_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"article\.tx: no reader for suffix '\.tx'; there are: \.txt.*Did you mean"):
        discourse.read(file_of(tmp_path, "text", "article.tx"), registry=NOTHING)


def test_a_folder_is_read_as_its_articles_sorted_by_path(tmp_path: Path) -> None:
    (tmp_path / "b" / "deep").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    for name in ("c.txt", "a.md", "b/2.txt", "b/deep/1.txt", ".hidden/x.txt", ".x.txt", "picture.png", "b/.y.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")

    assert ["a.md", "b/2.txt", "b/deep/1.txt", "c.txt"] == [document.id for document in read(tmp_path)]
    assert all(document.id == document.text for document in read(tmp_path))


def test_a_folder_below_a_hidden_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path / ".cache" / "articles"
    folder.mkdir(parents=True)
    file_of(folder, "text")

    assert 1 == len(read(folder))


def test_a_folder_whose_name_looks_like_a_file_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "articles.txt").mkdir()
    file_of(tmp_path / "articles.txt", "text", "one.txt")

    assert ["one.txt"] == [document.id for document in read(tmp_path / "articles.txt")]
    assert ["articles.txt/one.txt"] == [document.id for document in read(tmp_path)]


@pytest.mark.parametrize("names", [[], ["picture.png"], [".hidden.txt"]])
def test_a_folder_without_anything_to_read_is_an_error(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        file_of(tmp_path, "text", name)

    with pytest.raises(SourceError, match=r"holds no file that can be read; suffixes: \.txt"):
        discourse.read(tmp_path, registry=NOTHING)


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    file_of(tmp_path, "text")
    scan = os.scandir

    def refuse(path: str) -> Any:  # the user who runs the tests may be one who may read everywhere
        if str(path).endswith("locked"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)

    with pytest.raises(SourceError, match=r"cannot read the folder .*locked: Permission denied"):
        read(tmp_path)


def test_links_in_a_folder_are_read_if_they_lead_to_a_file(tmp_path: Path) -> None:
    file_of(tmp_path, "text", "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "c.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "round").symlink_to(tmp_path)

    assert ["a.txt", "b.txt"] == [document.id for document in read(tmp_path)]


def test_reading_is_lazy(tmp_path: Path) -> None:
    file_of(tmp_path, "text", "a.txt")
    file_of(tmp_path, b"\xff", "b.txt")
    documents = iter(discourse.read(tmp_path, registry=NOTHING))

    assert "text" == next(documents).text
    with pytest.raises(FormatError, match=r"b\.txt"):
        next(documents)


def ids_or_error(folder: Path) -> str:
    try:
        return ", ".join(document.id for document in read(folder))
    except discourse.DiscourseError as error:
        return str(error)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_is_read_or_named_in_an_error_that_can_be_printed(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("text", encoding="utf-8")
    said = ids_or_error(tmp_path)

    assert "caf" in said
    assert said.encode()


def test_a_file_that_went_away_is_a_source_error(tmp_path: Path) -> None:
    path = file_of(tmp_path, "text")
    documents = iter(discourse.read(path, registry=NOTHING))
    path.unlink()

    with pytest.raises(SourceError, match=r"cannot read .*article\.txt"):
        next(documents)


# JSON


def test_any_object_with_a_text_is_a_document_whose_other_keys_are_metadata(tmp_path: Path) -> None:
    path = file_of(tmp_path, json.dumps({"text": "Words.", "id": "w", "title": "T", "tags": [1]}), "one.json")

    assert [Document("Words.", "w", {"title": "T", "tags": [1]})] == read(path)


def test_our_own_documents_come_back(tmp_path: Path) -> None:
    documents = [Document("one\u2028\nline", "1", {"a": 1}), Document("", "2")]
    discourse.write(documents, tmp_path / "corpus.jsonl", registry=NOTHING)

    assert documents == read(tmp_path / "corpus.jsonl")


def test_lines_without_an_id_are_named_by_their_place(tmp_path: Path) -> None:
    path = file_of(tmp_path, '{"text": "a"}\r\n\n  \n{"text": "b"}', "corpus.ndjson")

    assert [("corpus.ndjson:1", "a"), ("corpus.ndjson:4", "b")] == [(d.id, d.text) for d in read(path)]


def test_numbers_are_ids_too(tmp_path: Path) -> None:
    path = file_of(tmp_path, "".join(f'{{"text": "a", "id": {n}}}\n' for n in range(3)), "corpus.jsonl")

    assert ["0", "1", "2"] == [document.id for document in read(path)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "no JSON"),
        (b"[1]", "key 'text'"),
        (b'{"title": "a"}', "there is no field 'text'; the fields are: title"),
        (b'{"text": 5}', "the field 'text' holds 5, which is no text"),
        (b'{"text": "a", "text": "b"}', "'text' stands twice"),
        (b'{"text": "a", "n": NaN}', "NaN"),
        (b'{"text": "\\ud800"}', "index 0"),
        (b'{"text": "na\xefve"}', "byte 0xef at offset 12"),
        (b'{"format": "discourse/9", "id": "a", "text": ""}', "'discourse/9'"),
        (b"[" * 100_000, "deep"),
        (b'{"text": "", "n": ' + b"9" * 5000 + b"}", "digits"),
        (b'{"text": "", "n": ' + b"[" * 600 + b"]" * 600 + b"}", "deep"),
    ],
    ids=["truncated", "list", "no text", "number", "twice", "nan", "surrogate", "bytes", "format", "deep", "long",
         "deep metadata"],
)  # fmt: skip
def test_a_broken_line_is_named_with_file_and_number(tmp_path: Path, line: bytes, message: str) -> None:
    path = file_of(tmp_path, b'{"text": "fine"}\n\n' + line + b'\n{"text": "fine"}\n', "corpus.jsonl")
    documents = iter(discourse.read(path, registry=NOTHING))

    assert "fine" == next(documents).text
    with pytest.raises(FormatError, match=rf"corpus\.jsonl, line 3: .*{message}"):
        next(documents)


def test_lines_of_another_encoding_are_read(tmp_path: Path) -> None:
    data = '{"text": "naïve"}\n{"text": "Ċ"}\n'  # in UTF-16 the last letter holds the byte of a line end

    for encoding in ("utf-16", "utf-16-le", "utf-32"):
        assert ["naïve", "Ċ"] == [
            d.text for d in read(file_of(tmp_path, data.encode(encoding), "corpus.jsonl"), encoding=encoding)
        ]


def test_layers_are_read_with_the_payloads_of_the_registry_given(tmp_path: Path) -> None:
    document = pipeline(WORDS, SHOUTS)("SOME words")
    for name in ("one.json", "all.jsonl"):
        discourse.write(document, tmp_path / name)

    assert [document] * 2 == list(discourse.read(tmp_path, registry=registry(WORDS, SHOUTS)))


def test_an_encoding_that_nothing_is_written_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"corpus\.jsonl, line 1: it is no undefined"):
        read(file_of(tmp_path, '{"text": "a"}', "corpus.jsonl"), encoding="undefined")


def test_files_one_after_the_other_may_each_begin_with_a_mark(tmp_path: Path) -> None:
    path = file_of(tmp_path, '\ufeff{"text": "a"}\n\ufeff{"text": "b"}\n', "corpus.jsonl")

    assert ["a", "b"] == [document.text for document in read(path)]


def test_twenty_megabytes_are_read_and_written(tmp_path: Path) -> None:
    text = "The ferry is naïve. 🙂\n" * 800_000
    (document,) = read(file_of(tmp_path, text))
    assert len(text.encode()) > 20_000_000

    for name in ("one.json", "all.jsonl"):
        discourse.write(document, tmp_path / name, registry=NOTHING)
        assert [document] == read(tmp_path / name)
    assert text == document.text


# Formats of plugins


class Shelf:
    """A plugin with a format of its own."""

    @discourse.hookimpl
    def discourse_readers(self, register: Any) -> None:
        register(Reader(name="shelf", suffixes=(".shelf",), read=read_shelf))


def read_shelf(source: Source) -> Iterable[Document]:
    for line in source.text().splitlines():
        if line == "broken":
            raise FormatError("a broken line")
        yield Document(line)


def test_formats_of_plugins_are_read_alone_and_in_folders(tmp_path: Path) -> None:
    registry = Registry([Shelf()], entry_points=False)
    path = file_of(tmp_path, "one\ntwo", "books.shelf")

    assert ["one", "two"] == [d.text for d in discourse.read(path, registry=registry)]
    assert ["one", "two"] == [d.text for d in discourse.read(tmp_path, registry=registry)]
    with pytest.raises(FormatError, match=r"'\.shelf'"):
        discourse.read(path, registry=NOTHING)


def test_errors_of_a_plugin_that_reads_name_the_file(tmp_path: Path) -> None:
    registry = Registry([Shelf()], entry_points=False)

    with pytest.raises(FormatError, match=r"books\.shelf: a broken line"):
        list(discourse.read(file_of(tmp_path, "one\nbroken", "books.shelf"), registry=registry))


def test_a_reader_is_told_what_the_user_wants(tmp_path: Path) -> None:
    seen: list[Source] = []

    class Plugin:
        @discourse.hookimpl
        def discourse_readers(self, register: Any) -> None:
            register(Reader(name="own", suffixes=(".own",), read=lambda source: seen.append(source) or ()))

    registry = Registry([Plugin()], entry_points=False)
    (tmp_path / "may").mkdir()
    path = file_of(tmp_path / "may", "text", "a.own")
    list(discourse.read(tmp_path, encoding="cp1252", text_field="body", id_field="key", registry=registry))
    list(discourse.read(path, registry=registry))

    assert [
        Source(path=path, name="may/a.own", encoding="cp1252", text_field="body", id_field="key"),
        Source(path=path, name="a.own"),
    ] == seen


def test_a_source_gives_bytes_text_and_lines(tmp_path: Path) -> None:
    source = Source(path=file_of(tmp_path, "\ufeffone\r\ntwo\n".encode(), "a.own"), name="a.own")

    assert "\ufeffone\r\ntwo\n".encode() == source.bytes()
    assert "one\r\ntwo\n" == source.text()
    assert [(1, "one\r\n"), (2, "two\n")] == list(source.lines())


def test_the_fields_of_records_are_named_by_the_user(tmp_path: Path) -> None:
    path = file_of(tmp_path, '{"body": "A text.", "key": 7, "text": "a summary"}\n', "corpus.jsonl")

    (document,) = read(path, text_field="body", id_field="key")

    assert ("A text.", "7", {"text": "a summary"}) == (document.text, document.id, dict(document.metadata))


# Offsets stay right through the layers of the shipped text plugin


@pytest.mark.parametrize(
    "text",
    [
        "İstanbul İS BIG. İİİ said the mayor.\n\nThe İ is here, 5 of 10.",
        "Line one.\r\n\r\nThe “second” line isn’t short.\r\nIt ends.",
        "\ufeffA mark. Then more.",
        "e\u0301te\u0301 is summer. Nai\u0308ve is not.",
        "👩\u200d💻 wrote code. 👍🏽 was given!",
        "שלום עולם. Peace, world.",
        "\u202eAbc def.\u202c Then more.",
        "A\x00b is odd. So is\x1b[31m this.",
        "ﬁne and ﬀ. \u2028New. \x85Next.",
        " \n\n\t",
        "",
        "9" * 5000,
    ],
    ids=lambda text: ascii(text[:10]),
)
def test_offsets_stay_right_through_the_layers_of_the_text_plugin(text: str) -> None:
    document = discourse.analyze(text, "sentences", "tokens")
    tokens, sentences = document["tokens"], document["sentences"]
    covered = {i for start, end in zip(tokens.starts, tokens.ends, strict=True) for i in range(start, end)}

    assert () == document.failures
    assert [i for i, c in enumerate(text) if c.isalnum() and i not in covered] == []
    assert all(document.slice(token.span).strip() for token in tokens)
    assert all(not any(c.isspace() for c in document.slice(token.span)) for token in tokens)
    assert all(a <= b for a, b in zip(tokens.ends, tokens.starts[1:], strict=False))
    assert all(1 == len(sentences.covering(token.span)) for token in tokens)
