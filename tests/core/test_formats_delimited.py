"""CSV and TSV: rows are documents, nothing is lost silently, and no spreadsheet runs what stands in a text."""

from __future__ import annotations

import csv
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import Annotation, Document, FormatError, Layer, PlanError, Registry, Span
from discourse.formats.delimited import FORMULA, cell

from .toys import SAMPLE, Everything, Shout, Word

NOTHING = Registry([], entry_points=False)


def file_of(folder: Path, content: str | bytes, name: str = "corpus.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path, **arguments: Any) -> list[Document]:
    return list(discourse.read(path, registry=NOTHING, **arguments))


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t" if path.suffix == ".tsv" else ","))


# In


@pytest.mark.parametrize(("name", "mark"), [("corpus.csv", ","), ("corpus.tsv", "\t"), ("corpus.CSV", ",")])
def test_a_row_is_a_document_and_other_columns_are_metadata(tmp_path: Path, name: str, mark: str) -> None:
    table = 'id,text,outlet,date\na1,"The levy, they say, works.",Dune Post,2024-05-06\n,No id here.,,\n'
    path = file_of(tmp_path, table.replace(",", mark).replace(f"levy{mark} they say{mark}", "levy, they say,"), name)

    assert [
        Document("The levy, they say, works.", "a1", {"outlet": "Dune Post", "date": "2024-05-06"}),
        Document("No id here.", f"{name}:2", {"outlet": "", "date": ""}),
    ] == read(path)


def test_columns_are_named_by_the_user(tmp_path: Path) -> None:
    path = file_of(tmp_path, "key,body\n7,A text.\n")

    assert [Document("A text.", "7")] == read(path, text_field="body", id_field="key")


def test_a_text_keeps_its_lines_marks_and_blanks(tmp_path: Path) -> None:
    text = ' One "quoted" line,\r\nanother\n\nand\ta third. '
    quoted = text.replace('"', '""')

    assert [text] == [document.text for document in read(file_of(tmp_path, f'text\r\n"{quoted}"\r\n'))]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_any_text_that_was_written_by_the_standard_library_comes_back(tmp_path_factory: Any, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "corpus.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows([["text"], *([text] for text in texts)])

    assert texts == [document.text for document in read(path)]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert ["a"] == [document.text for document in read(file_of(tmp_path, "\ufefftext\na\n"))]


def test_a_mark_at_the_start_of_a_later_line_is_text(tmp_path: Path) -> None:
    path = file_of(tmp_path, 'text\n"one\n\ufefftwo"\n')

    assert ["one\n\ufefftwo"] == [document.text for document in read(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "gb18030"])
def test_lines_in_a_cell_stay_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = file_of(tmp_path, 'text,n\r\n"one\r\ntwo\rthree\n",1\r\nfour,2\r\n'.encode(encoding))

    assert ["one\r\ntwo\rthree\n", "four"] == [document.text for document in read(path, encoding=encoding)]


def test_rows_in_utf_16_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    path = file_of(tmp_path, ("text\n" + "a\n" * 20_000).encode("utf-16-le") + b"\x00\xd8")
    documents = iter(discourse.read(path, encoding="utf-16-le", registry=NOTHING))

    assert "a" == next(documents).text
    with pytest.raises(FormatError, match=r"corpus\.csv, line 20002: it holds bytes that are no utf-16-le; name"):
        list(documents)


def test_another_encoding_is_named(tmp_path: Path) -> None:
    path = file_of(tmp_path, "text\nnaïve\n".encode("cp1252"))

    with pytest.raises(FormatError, match=r"corpus\.csv, line 2: byte 0xef at offset 2 is no utf-8"):
        read(path)
    assert ["naïve"] == [document.text for document in read(path, encoding="cp1252")]
    assert ["naïve"] == [
        document.text for document in read(file_of(tmp_path, "text\nnaïve\n".encode("utf-16")), encoding="utf-16")
    ]


def test_a_field_of_a_megabyte_is_read_and_the_limit_of_others_stays(tmp_path: Path) -> None:
    csv.field_size_limit(limit := 131_072)  # what it is in a new process

    (document,) = read(file_of(tmp_path, f'text\n"{"word " * 200_000}"\n'))

    assert 1_000_000 == len(document.text)
    assert limit == csv.field_size_limit()


def test_the_limit_of_others_stays_when_threads_read(tmp_path: Path) -> None:
    csv.field_size_limit(limit := 131_072)  # what it is in a new process
    path = file_of(tmp_path, "text\n" + f'"{"word " * 40_000}"\n' * 20)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read, [path] * 8))

    assert [20] * 8 == [len(documents) for documents in found]
    assert limit == csv.field_size_limit()


def test_rows_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    documents = iter(discourse.read(file_of(tmp_path, "text,n\na,1\nb\n"), registry=NOTHING))

    assert "a" == next(documents).text
    with pytest.raises(FormatError, match="line 3"):
        next(documents)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", ": the file is empty; its first row should name the columns"),
        ("\n\n", ": the file is empty; its first row should name the columns"),
        ("title,body\na,b\n", ", line 1: there is no field 'text'; the fields are: title, body. Name the one"),
        ("text,n\na,1\nb\n", ", line 3: 1 fields, where the first row names 2 columns"),
        ("text,n\na,1,2\n", ", line 2: 3 fields, where the first row names 2 columns"),
        ("text,n,text\na,1,2\n", ", line 1: the column 'text' stands twice"),
        ('text\n"open\nto the end', ", lines 2 to 3: a quotation mark is never closed"),
        ('text\n"a" b\n', ", line 2: ',' expected after '\"'"),
        ("title,body\n", ", line 1: there is no field 'text'; the fields are: title, body. Name the one"),
        ("text\ra\rb\r", ", line 1: a CR alone outside quotation marks; a line ends in LF or CR LF"),
        ("text,,\na,,\n", ", line 1: several columns have no name"),
        ("id;text\n1;a\n", ", line 1: there is one column, 'id;text': is it ';' that separates them?"),
        ("id\ttext\n1\ta\n", ", line 1: there is one column, 'id\\ttext': is it '\\t' that separates them?"),
    ],
)
def test_a_broken_table_is_named_with_file_and_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(file_of(tmp_path, content))

    assert f"{tmp_path / 'corpus.csv'}{message}" in str(caught.value)


def test_zeros_are_text(tmp_path: Path) -> None:
    assert ["a\x00b"] == [document.text for document in read(file_of(tmp_path, "text\na\x00b\n"))]


# Out


def document_of(text: str, *spans: tuple[int, int]) -> Document:
    annotations = [Annotation(Span(*bounds), Shout(0.5)) for bounds in spans]
    return Document(text, "d1").with_layer(Layer("shouts", Shout, annotations))


def test_a_row_is_an_annotation(tmp_path: Path) -> None:
    discourse.write(document_of("SO, it IS", (0, 2), (7, 9)), tmp_path / "out.csv", layers=("shouts",))

    assert [
        ["document", "start", "end", "text", "strength"],
        ["d1", "0", "2", "SO", "0.5"],
        ["d1", "7", "9", "IS", "0.5"],
    ] == rows(tmp_path / "out.csv")


def test_bytes_are_the_same_everywhere(tmp_path: Path) -> None:
    discourse.write(document_of("naïve", (0, 5)), tmp_path / "out.tsv", layers=("shouts",))

    expected = "document\tstart\tend\ttext\tstrength\r\nd1\t0\t5\tnaïve\t0.5\r\n"
    assert expected.encode() == (tmp_path / "out.tsv").read_bytes()


def test_parts_are_json_and_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    layer = Layer("all", Everything, [Annotation(Span(0, 1), SAMPLE)])
    discourse.write(Document("ab", "d").with_layer(layer), tmp_path / "out.csv", layers=("all",))

    header, row = rows(tmp_path / "out.csv")
    found = dict(zip(header, row, strict=True))
    assert "value_text" in header
    assert ("a", "1", "true", "", "1e-09") == tuple(
        found[name] for name in ("value_text", "whole", "truth", "nothing", "exact")
    )
    assert [0, 1] == json.loads(found["span"])
    assert {"value": 2.0, "unit": "km"} == json.loads(found["maybe_size"])
    assert [[1, None], []] == json.loads(found["rows"])


def test_a_file_of_no_documents_has_the_names_of_its_columns(tmp_path: Path) -> None:
    discourse.write([], tmp_path / "out.csv", layers=("sentences",))

    assert [["document", "start", "end", "text"]] == rows(tmp_path / "out.csv")


def test_a_layer_that_nothing_gives_is_named_even_if_there_are_no_documents(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"no layer 'sentenses'; there are: .*Did you mean 'sentences'\?"):
        discourse.write([], tmp_path / "out.csv", layers=("sentenses",))


@pytest.mark.parametrize("layers", [(), ("shouts", "words")])
def test_a_file_holds_one_layer(tmp_path: Path, layers: tuple[str, ...]) -> None:
    with pytest.raises(FormatError, match=r"a \.csv file holds one layer, not .*; name it: layers="):
        discourse.write(document_of("SO", (0, 2)), tmp_path / "out.csv", layers=layers)
    assert [] == list(tmp_path.iterdir())


def test_layers_of_different_fields_do_not_go_into_one_file(tmp_path: Path) -> None:
    other = Document("SO", "d2").with_layer(Layer("shouts", Word, [Annotation(Span(0, 1), Word("low"))]))

    with pytest.raises(FormatError, match="document 'd2': layer 'shouts' has another payload than in the documents"):
        discourse.write([document_of("SO", (0, 2)), other], tmp_path / "out.csv", layers=("shouts",))


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "\xa0=1",
        "\x00=1",
        "\ufeff=1",
    ],
)
def test_a_spreadsheet_runs_no_formula(tmp_path: Path, text: str) -> None:
    discourse.write(document_of(text, (0, len(text))), tmp_path / "out.csv", layers=("shouts",))

    assert f"'{text}" == rows(tmp_path / "out.csv")[1][3]


def test_an_id_and_a_name_of_a_column_are_no_formulas_either(tmp_path: Path) -> None:
    layer = Layer("shouts", Shout, [Annotation(Span(0, 1), Shout(-0.5))])
    discourse.write(Document("a", "=id").with_layer(layer), tmp_path / "out.csv", layers=("shouts",))

    assert ["'=id", "0", "1", "a", "-0.5"] == rows(tmp_path / "out.csv")[1]


@given(st.text())
def test_no_cell_of_text_begins_a_formula(text: str) -> None:
    assert not FORMULA.match(str(cell(text)))


@pytest.mark.parametrize("value", [-1, -0.5, 0, None])
def test_numbers_stay_numbers(value: Any) -> None:
    assert value is cell(value)
