"""The commands `query` and `status`, and `analyze -f tables`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import discourse
from discourse import Document
from discourse.cli import main

pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
pytest.importorskip("duckdb", reason="the extra 'tables' is not installed")
from discourse import tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "results"
    texts = [Document("Ten ferries sailed.", "a", {"outlet": "Post"}), Document("Über [bold]x\x1b[31m", "b")]
    tables.write(texts, path, pipeline=discourse.Pipeline("sentences"))
    return path


class Ran:
    """What a command gave."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        try:
            code: Any = main([*arguments])
        except SystemExit as error:
            code = error.code
        out, err = self._capfd.readouterr()
        return int(code or 0), out, err


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Ran:
    return Ran(capfd)


def test_without_a_question_there_is_a_list_of_what_can_be_asked(run: Ran, folder: Path) -> None:
    code, out, _ = run("query", str(folder))

    assert code == 0
    assert "documents" in out and "sentences" in out and "claims_about" in out and "needs the layer" in out


def test_cells_of_every_kind_are_given_out_as_json(run: Ran, folder: Path) -> None:
    question = (
        "SELECT NULL AS n, DATE '2031-02-03' AS d, 1.5 AS x, sum(2) AS s, 'nan'::DOUBLE AS nan, [1, NULL] AS l, "
        "{'a': [DATE '2031-02-03']} AS o, true AS t, 'ü\"' AS u, 1 AS same, 2 AS same, MAP {'k': 1.25} AS m"
    )
    code, out, _ = run("query", str(folder), question, "-f", "jsonl")

    assert code == 0
    assert {
        "n": None, "d": "2031-02-03", "x": 1.5, "s": 2, "nan": None, "l": [1, None], "o": {"a": ["2031-02-03"]},
        "t": True, "u": 'ü"', "same": 1, "same_1": 2, "m": [["k", 1.25]],
    } == json.loads(out, parse_constant=pytest.fail)  # fmt: skip


def test_cells_of_every_kind_are_given_out_as_csv(run: Ran, folder: Path) -> None:
    question = "SELECT NULL AS n, DATE '2031-02-03' AS d, 0.1::DOUBLE AS x, [1, NULL] AS l, 'a,\"b' AS u, sum(2) AS s"
    code, out, _ = run("query", str(folder), question, "-f", "csv")

    assert code == 0
    assert 'n,d,x,l,u,s\n,2031-02-03,0.1,"[1, null]","a,""b",2\n' == out.replace("\r\n", "\n")


def test_a_table_shows_texts_as_they_are(run: Ran, folder: Path) -> None:
    code, out, _ = run("query", str(folder), "SELECT text FROM documents ORDER BY document", "-n", "1")
    assert code == 0
    assert "Ten ferries sailed." in out and "more than 1 rows" in out

    code, out, _ = run("query", str(folder), "SELECT text FROM documents WHERE document = $id", "id=b")
    assert code == 0
    assert "[bold]" in out and "\x1b[31m" not in out


def test_rows_that_are_too_wide_stand_below_each_other(run: Ran, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    question = f"SELECT document, '{'w' * 45}' AS wide, 'end' AS last FROM documents ORDER BY document"

    _, out, _ = run("query", str(folder), question)

    assert [["document", "a"], ["wide", "w" * 45], ["last", "end"], [], ["document", "b"]] == [
        line.split() for line in out.splitlines()[:5]
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["SELEC 1"], "syntax error"),
        (["SELECT * FROM nothing"], "nothing does not exist"),
        (["SELECT CAST(text AS INTEGER) FROM documents"], "Could not convert string"),
        (["SELECT error('late') FROM range(5000)"], "late"),
        (["SELECT DATE '290000-01-01'"], "out of range"),
        (["SELECT \udcff"], "utf-8"),
        ([" "], "gives no table"),
        (["claims_abou"], "Did you mean 'claims_about'"),
        (["claims_about"], "needs thing="),
        (["claims_about", "thing=jobs"], "needs a table of the layer 'claims'"),
        (["words_in_context", "words=x", "width=many"], "width is a number, not 'many'"),
        (["words_in_context", "words=*"], "words is a word or several"),
        (["words_in_context", "words=x", "size=1"], "no parameter of the query 'words_in_context' 'size'"),
    ],
)
@pytest.mark.parametrize("form", ["table", "csv", "jsonl"])
def test_an_error_is_one_line(run: Ran, folder: Path, arguments: list[str], message: str, form: str) -> None:
    code, out, err = run("query", str(folder), *arguments, "-f", form)

    assert code == 1
    assert message.lower() in err.lower()
    assert 1 == len(err.splitlines()), err
    assert "Traceback" not in out + err


def test_what_is_no_folder_of_tables_is_an_error_of_one_line(run: Ran, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for command in ("query", "status"):
        for place in (tmp_path, tmp_path / "nowhere", tmp_path / "file"):
            code, _, err = run(command, str(place))
            assert (1, 1) == (code, len(err.splitlines())), err


def test_a_setting_that_is_none_is_told(run: Ran, folder: Path) -> None:
    code, _, err = run("query", str(folder), "words_in_context", "words")

    assert code == 2
    assert "'words' is not of the form NAME=VALUE" in err


def test_a_ready_question_takes_its_parameters(run: Ran, folder: Path) -> None:
    code, out, _ = run("query", str(folder), "words_in_context", "words=ferries", "width=4", "-f", "jsonl")

    assert code == 0
    assert ("Ten ", "ferries", " sai") == tuple(json.loads(out)[name] for name in ("left", "words", "right"))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_reader_that_goes_away_is_no_error(folder: Path, form: str) -> None:
    question = "SELECT range AS n, repeat('x', 100) AS x FROM range(50000)"
    program = f"from discourse.cli import main; main(['query', {str(folder)!r}, {question!r}, '-f', {form!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"" == process.stderr.read()


# Status, and analyze


def test_results_go_into_a_folder_and_a_second_run_finds_them_there(run: Ran, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for n in range(3):
        (tmp_path / "in" / f"{n}.txt").write_text(f"Article {n} says so.", encoding="utf-8")
    command = ("analyze", str(tmp_path / "in"), "-l", "sentences", "-f", "tables", "-o", str(tmp_path / "out"))

    code, out, err = run(*command)
    assert (0, "") == (code, out)
    assert "3 documents written" in err
    code, _, err = run(*command)
    assert code == 0
    assert "0 documents written, 3 were there before" in err
    with tables.open(tmp_path / "out") as store:
        assert ["0.txt", "1.txt", "2.txt"] == [document.id for document in store.documents()]
    code, _, err = run(*command[:-2])
    assert code == 2
    assert "tables are written to a folder: name it by --output" in err


def test_status_says_what_is_current_and_update_makes_what_is_missing(run: Ran, tmp_path: Path) -> None:
    tables.write([Document("Ten ferries sailed.", "a")], tmp_path / "x", pipeline=discourse.Pipeline("sentences"))

    code, out, _ = run("status", str(tmp_path / "x"))
    assert code == 0
    assert "sentences" in out and "current" in out
    code, _, err = run("status", str(tmp_path / "x"), "--update")
    assert (0, "Nothing was to be done.") == (code, err.strip())
    code, _, err = run("status", str(tmp_path / "x"), "--retry-failed")
    assert code == 2
    assert "--retry-failed says what --update does" in err
    code, out, _ = run("status", str(tmp_path / "x"), "-l", "sentences,voices")
    assert code == 0
    assert "missing" in out
    code, out, err = run("status", str(tmp_path / "x"), "-l", "sentences,voices", "--update")
    assert (0, "1 documents were gone through again.") == (code, err.strip())
    assert "missing" not in out and "voices" in out
