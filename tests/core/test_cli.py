"""The command line: what goes to which stream, exit codes, and nothing of a text that a terminal would obey."""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import click
import pytest
from click.testing import CliRunner, Result

import discourse
from discourse import Document, Registry
from discourse.cli import cli, main

from .conftest import Run
from .toys import PAIRS, RAISES, SHOUTS, WORDS, Plugin, shout_line, shout_summary, spec, write_plugin

Analyze = Callable[..., Result]
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\x00\x08\x7f"
BIDI = "\u202e\u2066\u200f\u061c\u2028"
FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
SHOWN = attrs.evolve(SHOUTS, view=attrs.evolve(SHOUTS.view, line=shout_line, summary=shout_summary))


@pytest.fixture
def toys(use_registry: Callable[[Registry], None]) -> Registry:
    registry = Registry([Plugin(WORDS, SHOWN, PAIRS, RAISES)], entry_points=False)
    use_registry(registry)
    return registry


@pytest.fixture
def run(toys: Registry, monkeypatch: pytest.MonkeyPatch) -> Analyze:
    """Return what runs the command line with the toys, in a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def invoke(*arguments: str | Path, **more: Any) -> Result:
        return CliRunner().invoke(cli, [str(argument) for argument in arguments], **more)

    return invoke


def file_of(tmp_path: Path, text: str, name: str = "article.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


def exit_code(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    assert isinstance(caught.value.code, int)
    return caught.value.code


# Pages


def test_a_page_shows_what_the_views_say(run: Analyze, tmp_path: Path) -> None:
    result = run("analyze", file_of(tmp_path, "NO MORE of it"))

    assert 0 == result.exit_code
    assert "" == result.stderr
    assert "article.txt" in result.stdout
    assert ["SHOUTING", "word", "NO", "MORE"] == re.findall(r"SHOUTING|word|NO|MORE", result.stdout)[:4]
    assert "WORDS" not in result.stdout  # its view says that people need not see it


def test_layers_are_shown_if_they_are_asked_for(run: Analyze, tmp_path: Path) -> None:
    result = run("analyze", file_of(tmp_path, "NO MORE of it"), "-l", " words, ")

    assert "WORDS" in result.stdout
    assert "SHOUTING" not in result.stdout


def test_annotations_are_shown_with_their_evidence(run: Analyze, tmp_path: Path) -> None:
    result = run("analyze", file_of(tmp_path, "NO MORE of it"), "-l", "shouts", "-a")

    assert re.search(r"NO!\s+capitals “NO” \+0\.28\d+\s+MORE!", result.stdout)


def test_the_title_is_that_of_the_article(run: Analyze, tmp_path: Path) -> None:
    path = file_of(tmp_path, json.dumps({"text": "NO", "title": "The long dune"}), "a.json")

    assert "The long dune" in run("analyze", path).stdout


@pytest.mark.parametrize("columns", ["30", "200"])
def test_a_page_is_as_wide_as_the_terminal(run: Analyze, tmp_path: Path, columns: str) -> None:
    text = "NO " + "A" * 170
    result = run("analyze", file_of(tmp_path, text), env={"COLUMNS": columns})

    assert max(map(len, result.stdout.splitlines())) <= int(columns)
    assert (columns == "200") == ("A" * 170 in result.stdout)


def test_no_colour_means_no_colour(run: Analyze, tmp_path: Path) -> None:
    path = file_of(tmp_path, "NO BOOM")
    plain = run("analyze", path, env={"NO_COLOR": "1", "FORCE_COLOR": None, "TERM": "xterm-256color"}, color=True)
    forced = run("analyze", path, env={"NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "xterm-256color"}, color=True)

    assert "\x1b" not in plain.stdout
    assert re.findall(r"\x1b\[[0-9;]*[34][0-9]m", forced.stdout) == []


def test_a_page_goes_to_a_file(run: Analyze, tmp_path: Path) -> None:
    output = tmp_path / "page.txt"
    result = run("analyze", file_of(tmp_path, "NO MORE"), "-o", output)

    assert (0, "", "") == (result.exit_code, result.stdout, result.stderr)
    assert "SHOUTING" in output.read_text(encoding="utf-8")
    assert "\x1b" not in output.read_text(encoding="utf-8")


# Data


def test_data_go_to_standard_output_as_they_were_analyzed(run: Analyze, toys: Registry, tmp_path: Path) -> None:
    path = file_of(tmp_path, "NO MORE “of” it")
    expected = discourse.Pipeline("shouts", registry=toys)(Document(path.read_text(encoding="utf-8"), "article.txt"))

    for form in ("json", "jsonl"):
        result = run("analyze", path, "--layers", "shouts", "-f", form)
        assert (0, expected.to_json() + "\n", "") == (result.exit_code, result.stdout, result.stderr)


def test_several_files_are_lines_in_the_order_given(run: Analyze, tmp_path: Path) -> None:
    files = [file_of(tmp_path, f"TEXT {name}", name) for name in ("c.txt", "a.txt", "b.txt")]
    result = run("analyze", *files, "-l", "words", "-f", "jsonl")

    assert ["c.txt", "a.txt", "b.txt"] == [json.loads(line)["id"] for line in result.stdout.splitlines()]


def test_a_folder_is_read_as_articles(run: Analyze, tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        file_of(tmp_path, "text", name)
    result = run("analyze", tmp_path, "-l", "words", "-f", "jsonl")

    assert ["a.txt", "b.txt"] == [json.loads(line)["id"] for line in result.stdout.splitlines()]


def test_one_json_is_one_document(run: Analyze, tmp_path: Path) -> None:
    files = [file_of(tmp_path, "text", name) for name in ("a.txt", "b.txt")]
    with pytest.raises(SystemExit, match="1"):
        main(["analyze", *map(str, files), "-f", "json", "-o", str(tmp_path / "out.json")])

    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_the_suffix_of_the_output_says_the_format(run: Analyze, tmp_path: Path, form: str) -> None:
    output = tmp_path / f"out.{form}"
    result = run("analyze", file_of(tmp_path, "NO MORE"), "-o", output, "-l", "words")

    assert (0, "", "") == (result.exit_code, result.stdout, result.stderr)
    assert ["words"] == [layer["name"] for layer in json.loads(output.read_text(encoding="utf-8"))["layers"]]


def test_workers_change_nothing(run: Analyze, use_registry: Any, tmp_path: Path) -> None:
    use_registry(Registry(["discourse_text"], entry_points=False))
    files = [file_of(tmp_path, f"A text of {name}.", name) for name in ("a.txt", "b.txt", "c.txt")]
    one = run("analyze", *files, "-f", "jsonl")
    two = run("analyze", *files, "-f", "jsonl", "--workers", "2")

    assert (0, 3) == (two.exit_code, len(two.stdout.splitlines()))
    assert one.stdout == two.stdout


def test_fields_of_records_are_named(run: Analyze, tmp_path: Path) -> None:
    path = file_of(tmp_path, json.dumps({"body": "NO", "key": "k7"}), "a.jsonl")
    result = run("analyze", path, "-l", "words", "-f", "json", "--text-field", "body", "--id-field", "key")

    assert ("NO", "k7") == tuple(json.loads(result.stdout)[name] for name in ("text", "id"))


def test_a_table_goes_to_standard_output(run: Analyze, tmp_path: Path) -> None:
    result = run("analyze", file_of(tmp_path, "NO MORE of it"), "-l", "words", "-f", "csv")

    assert ["document,start,end,text,kind", "article.txt,0,2,NO,capital"] == result.stdout.splitlines()[:2]


def test_a_table_goes_to_a_file(run: Analyze, tmp_path: Path) -> None:
    result = run("analyze", file_of(tmp_path, "NO MORE of it"), "-l", "words", "-o", tmp_path / "out.tsv")

    assert (0, "", "") == (result.exit_code, result.stdout, result.stderr)
    assert "article.txt\t0\t2\tNO\tcapital" in (tmp_path / "out.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize("layers", [[], ["-l", "words,shouts"]])
def test_a_table_of_no_layer_or_several_is_refused(run: Analyze, tmp_path: Path, layers: list[str]) -> None:
    with pytest.raises(SystemExit, match="1"):
        main(["analyze", str(file_of(tmp_path, "NO")), "-o", str(tmp_path / "out.csv"), *layers])

    assert not (tmp_path / "out.csv").exists()


def test_a_page_of_html_shows_the_layers_asked_for(run: Analyze, tmp_path: Path) -> None:
    result = run("analyze", file_of(tmp_path, "NO MORE of it"), "-l", "words", "-f", "html")

    assert result.stdout.startswith("<!DOCTYPE html>")
    assert "Words</h2>" in result.stdout
    assert "Shouting</h2>" not in result.stdout


@pytest.mark.parametrize("output", ["out/", "there"])
def test_a_folder_gets_a_file_for_each_document(run: Analyze, tmp_path: Path, output: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "in").mkdir()
    for name in ("b.txt", "a.txt"):
        file_of(tmp_path / "in", "text", name)
    result = run("analyze", tmp_path / "in", "-l", "words", "-f", "json", "-o", f"{tmp_path}/{output}")

    assert (0, "", "") == (result.exit_code, result.stdout, result.stderr)
    assert ["a.txt.json", "b.txt.json"] == sorted(path.name for path in (tmp_path / output.rstrip("/")).iterdir())


def test_a_folder_needs_a_format(run: Analyze, tmp_path: Path) -> None:
    result = run("analyze", file_of(tmp_path, "text"), "-o", tmp_path)

    assert "is a folder: name the format of the files in it" in result.stderr


def test_the_start_of_a_plugin_is_written(run: Analyze, tmp_path: Path) -> None:
    result = run("new-plugin", "discourse-dunes", "--folder", tmp_path)

    assert (0, "") == (result.exit_code, result.stderr)
    assert f"cd {tmp_path / 'discourse-dunes'}" in result.stdout
    assert (tmp_path / "discourse-dunes" / "pyproject.toml").is_file()


def test_a_plugin_that_cannot_be_called_so_is_refused(run: Analyze, tmp_path: Path, capsys: Any) -> None:
    assert 1 == exit_code("new-plugin", "class", "--folder", tmp_path)
    assert "'class' is a word of Python itself" in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())


def test_formats_are_listed(run: Analyze) -> None:
    result = run("plugins", "--formats")

    assert re.search(r"jsonl +\.jsonl, \.ndjson +\.jsonl, \.ndjson", result.stdout)
    note = " ".join(result.stdout.partition("Compressed, ")[2].split())
    assert (
        "with .gz, .bz2, .xz, .zst behind the suffix: read, text, json, jsonl, csv, tsv, html; written, json," in note
    )


def test_standard_input_is_a_text(run: Analyze) -> None:
    result = run("analyze", "-", "-l", "words", "-f", "json", input="\ufeffNO MORE\r\n".encode())

    assert ("standard input", "NO MORE\r\n") == tuple(json.loads(result.stdout)[key] for key in ("id", "text"))


def test_standard_input_may_have_another_encoding(run: Analyze) -> None:
    result = run("analyze", "-", "-e", "cp1252", "-l", "words", "-f", "json", input="naïve".encode("cp1252"))

    assert "naïve" == json.loads(result.stdout)["text"]


def test_settings_come_from_a_file_and_options_win(run: Analyze, tmp_path: Path) -> None:
    settings = file_of(tmp_path, 'layers = ["shouts"]\nconfig.words.smallest = 3\n', "s.toml")
    article = file_of(tmp_path, "NO MORE")
    from_file = json.loads(run("analyze", article, "-c", settings, "-f", "json").stdout)
    with_option = json.loads(run("analyze", article, "-c", settings, "-l", "words", "-f", "json").stdout)

    assert ["words", "shouts"] == [layer["name"] for layer in from_file["layers"]]
    assert 1 == len(from_file["layers"][0]["annotations"])
    assert ["words"] == [layer["name"] for layer in with_option["layers"]]


# Errors and exit codes


def test_all_is_done_is_zero(run: Analyze, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == exit_code("analyze", file_of(tmp_path, "NO MORE"))
    assert "" == capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.txt"], "no file or folder missing.txt"),
        (["article.txt", "-l", "shout"], "no layer 'shout'; there are: pairs, raises, shouts, words. Did you mean"),
        (["article.docx"], "no reader for suffix '.docx'"),
        (["bytes.txt"], "byte 0xef"),
        (["bytes.txt", "-e", "utf-9"], "no encoding 'utf-9'"),
        (["bytes.txt", "-e", "hex"], "encoding"),
        (["article.txt", "-c", "missing.toml"], "cannot read missing.toml"),
        (["article.txt", "-c", "bytes.txt"], "no TOML"),
        (["article.txt", "-o", "missing/out.json"], "cannot write"),
        (["empty"], "holds no file that can be read"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_fails_is_one_line_on_standard_error_and_one(
    run: Analyze, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    file_of(tmp_path, "text")
    file_of(tmp_path, "text", "article.docx")
    (tmp_path / "bytes.txt").write_bytes(b"na\xefve")
    (tmp_path / "empty").mkdir()

    assert 1 == exit_code("analyze", *arguments)
    shown = capsys.readouterr()
    assert "" == shown.out
    assert shown.err.startswith("discourse: ")
    assert message in shown.err
    assert 1 == shown.err.count("\n")


@pytest.mark.parametrize(
    "arguments",
    [[], ["analyze"], ["analyse"], ["analyze", "a.txt", "--layer", "x"], ["analyze", "a.txt", "-f", "xml"],
         ["analyze", "a.txt", "-f", "json", "-o", "out.txt"], ["analyze", "a.txt", "-w", "0"],
     ["analyze", "a.txt", "-o", "."], ["analyze", "a.txt", "-m", "topics"], ["schema", "a", "b"]],
    ids=" ".join,
)  # fmt: skip
def test_to_call_it_wrongly_is_two(run: Analyze, capsys: Any, arguments: list[str]) -> None:
    assert 2 == exit_code(*arguments)
    shown = capsys.readouterr()
    assert "" == shown.out
    assert "Usage:" in shown.err


@pytest.mark.parametrize("form", ["page", "jsonl"])
def test_an_analyzer_that_fails_is_one_and_the_rest_is_printed(
    run: Analyze, tmp_path: Path, capsys: Any, form: str
) -> None:
    files = [file_of(tmp_path, text, f"{text}.txt") for text in ("ONE", "BOOM", "THREE")]

    assert 1 == exit_code("analyze", *files, "-f", form)
    shown = capsys.readouterr()
    assert ["ONE", "BOOM", "THREE"] == list(dict.fromkeys(re.findall("ONE|BOOM|THREE", shown.out)))
    assert "cannot bear BOOM" in (shown.out if form == "page" else shown.err)
    assert "1 of the analyzers' results" in shown.err


def test_what_was_done_before_a_file_that_cannot_be_read_is_printed(run: Analyze, tmp_path: Path, capsys: Any) -> None:
    files = [file_of(tmp_path, "ONE", "one.txt"), file_of(tmp_path, "TWO", "two.txt"), tmp_path / "three.txt"]
    files[2].write_bytes(b"na\xefve")

    assert 1 == exit_code("analyze", *files, "-f", "jsonl")
    shown = capsys.readouterr()
    assert ["one.txt", "two.txt"] == [json.loads(line)["id"] for line in shown.out.splitlines()]
    assert "three.txt" in shown.err


@pytest.mark.parametrize("name", ["missing.txt", "article.docx"])
def test_a_name_that_means_nothing_is_told_before_anything_is_done(
    run: Analyze, tmp_path: Path, capsys: Any, name: str
) -> None:
    file_of(tmp_path, "text", "article.docx")

    assert 1 == exit_code("analyze", file_of(tmp_path, "ONE", "one.txt"), tmp_path / name, "--on-error", "record")
    shown = capsys.readouterr()
    assert ("", True) == (shown.out, name in shown.err)


def test_help_and_version_are_zero(run: Analyze, capsys: Any) -> None:
    assert 0 == exit_code("--help")
    shown = capsys.readouterr().out
    assert all(command in shown for command in ("analyze", "plugins", "schema"))
    assert 0 == exit_code("analyze", "-h")


class Commands:
    """A plugin with subcommands."""

    @discourse.hookimpl
    def discourse_commands(self, cli: click.Group) -> None:
        @cli.command("toy-ends")
        @click.argument("code", type=int)
        @click.pass_context
        def ends(context: click.Context, code: int) -> None:
            click.echo("toy")
            context.exit(code)


class BrokenCommands:
    @discourse.hookimpl
    def discourse_commands(self, cli: click.Group) -> None:
        raise ValueError("no commands today")


@pytest.fixture
def own_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line ask the plugins of this test for commands, and forget them after it."""
    monkeypatch.setattr(cli, "commands", dict(cli.commands))
    monkeypatch.setattr(cli, "_registry", None)


def test_a_command_of_a_plugin_does_not_take_the_place_of_another(
    own_commands: None, use_registry: Callable[[Registry], None], capsys: Any
) -> None:
    class Greedy:
        @discourse.hookimpl
        def discourse_commands(self, cli: click.Group) -> None:
            cli.command("schema")(lambda: click.echo("mine"))
            cli.command("greedy")(lambda: click.echo("mine"))

    use_registry(Registry([Plugin(WORDS), Greedy()], entry_points=False))

    assert 2 == exit_code("greedy")
    assert 0 == exit_code("schema", "words")
    assert "mine" not in capsys.readouterr().out


@pytest.mark.parametrize("code", [0, 3])
def test_a_plugin_adds_commands_whose_exit_code_counts(
    own_commands: None, use_registry: Callable[[Registry], None], capsys: Any, code: int
) -> None:
    use_registry(Registry([BrokenCommands(), Commands()], entry_points=False))

    assert code == exit_code("toy-ends", str(code))
    assert "toy\n" == capsys.readouterr().out


def test_a_plugin_whose_commands_fail_costs_only_its_own(
    own_commands: None, use_registry: Callable[[Registry], None], capsys: Any
) -> None:
    use_registry(Registry([BrokenCommands(), Commands(), Plugin(WORDS)], entry_points=False))

    assert 0 == exit_code("--help")
    assert "toy-ends" in capsys.readouterr().out
    assert 1 == exit_code("plugins")
    assert "no commands today" in capsys.readouterr().out


# Nothing that a terminal would obey


def test_no_escape_or_change_of_direction_reaches_the_page(run: Analyze, tmp_path: Path) -> None:
    bad = f"A{ESCAPES}{BIDI}B"
    article = {"text": f"NO {bad} MORE", "title": f"Title {bad} [red]x[/red]", "id": bad}
    path = file_of(tmp_path, json.dumps(article), "a.json")
    for options in ([], ["-l", "words", "-a"], ["-a"]):
        result = run("analyze", path, *options)

        assert [] == FORBIDDEN.findall(result.stdout + result.stderr)
        assert "[red]x[/red]" in result.stdout


def test_no_escape_in_the_name_of_a_file_reaches_the_page_or_an_error(
    run: Analyze, tmp_path: Path, capsys: Any
) -> None:
    name = "a\x1b]0;owned\x07\x1b[2J\u202eb"
    page = run("analyze", file_of(tmp_path, "NO", f"{name}.txt"))
    assert 0 == page.exit_code
    assert [] == FORBIDDEN.findall(page.stdout)

    for arguments in (["analyze", f"{name}.md"], ["analyze", f"{name}.txt", "-l", name], ["analyze", "x", "-c", name]):
        exit_code(*arguments)
        shown = capsys.readouterr()
        assert [] == FORBIDDEN.findall(shown.out + shown.err)


@pytest.mark.parametrize(
    "arguments",
    [["{}"], ["--{}"], ["analyze", "--{}"], ["analyze", "x", "-f", "{}"], ["schema", "{}"],
     ["analyze", "x", "-m", "{}"], ["schema", "a", "{}"]],
    ids=" ".join,
)  # fmt: skip
def test_no_escape_in_an_argument_reaches_an_error(run: Analyze, capsys: Any, arguments: list[str]) -> None:
    exit_code(*(argument.format("a\x1b]0;owned\x07\x1b[2J\u202eb") for argument in arguments))
    shown = capsys.readouterr()

    assert [] == FORBIDDEN.findall(shown.out + shown.err)


def test_no_escape_in_an_error_of_a_plugin_reaches_the_list_or_the_page(
    use_registry: Callable[[Registry], None], tmp_path: Path, capsys: Any
) -> None:
    class Nasty:
        @discourse.hookimpl
        def discourse_register_analyzers(self, register: Any) -> None:
            raise ValueError(f"nasty {ESCAPES}{BIDI}")

    def nasty(document: Document) -> Any:
        raise ValueError(f"nasty {ESCAPES}{BIDI}")

    class Analyzer:
        analyze = staticmethod(nasty)

    use_registry(Registry([Nasty(), Plugin(WORDS, spec("bad", Analyzer))], entry_points=False))
    path = file_of(tmp_path, "NO")

    for arguments in (["plugins"], ["analyze", str(path)], ["analyze", str(path), "-f", "jsonl"]):
        assert 1 == exit_code(*arguments)
        shown = capsys.readouterr()
        assert "nasty" in shown.out + shown.err
        printed = shown.err if "jsonl" in arguments else shown.out + shown.err
        assert [] == FORBIDDEN.findall(printed)


def test_what_cannot_be_read_stops_the_run_or_is_told_at_its_end_and_is_one(
    run: Analyze, tmp_path: Path, capsys: Any
) -> None:
    path = file_of(tmp_path, '{"text": "NO"}\nbroken \x1b[2J\n{"text": "MORE"}\n', "corpus.jsonl")
    gone = file_of(tmp_path, "", "b.json")
    arguments = ["analyze", path, gone, "-l", "words", "-f", "jsonl"]

    assert 1 == exit_code(*arguments)
    stopped = capsys.readouterr()
    assert 1 == exit_code(*arguments, "--on-error", "record")
    told = capsys.readouterr()
    assert f"discourse: {path}, line 2: no JSON" in stopped.err
    assert ["NO", "MORE"] == [json.loads(line)["text"] for line in told.out.splitlines()]
    assert [f"{path}, line 2: no JSON", f"{gone}: no JSON", "Records or files that could not be read: 2"] == [
        re.split(r": Exp|;", line)[0].removesuffix(": Expecting value at line 1, column 1")
        for line in told.err.splitlines()
    ]


def test_nothing_is_told_of_a_run_without_failures(run: Analyze, tmp_path: Path, capsys: Any) -> None:
    assert 0 == exit_code("analyze", file_of(tmp_path, "NO"), "--on-error", "record")
    assert "" == capsys.readouterr().err


def test_progress_is_lines_on_standard_error_if_they_are_wanted(run: Analyze, tmp_path: Path) -> None:
    path = file_of(tmp_path, '{"text": "NO"}\n{"text": "MORE"}\n', "corpus.jsonl")
    result = run("analyze", path, "-l", "words", "-f", "jsonl", "--progress")

    assert (0, 2) == (result.exit_code, len(result.stdout.splitlines()))
    assert re.fullmatch(r"2 done(, [\d,.]+ a second)?\n", result.stderr)


def test_compressed_files_are_analyzed(run: Analyze, tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"NO MORE"))

    assert "NO MORE" == json.loads(run("analyze", path, "-l", "words", "-f", "json").stdout)["text"]


def test_results_are_written_compressed(run: Analyze, tmp_path: Path) -> None:
    article, output = file_of(tmp_path, "NO MORE"), tmp_path / "out.jsonl.gz"
    for form in ((), ("-f", "jsonl")):
        result = run("analyze", article, "-l", "words", "-o", output, *form)

        assert (0, "") == (result.exit_code, result.stderr)
        assert "NO MORE" == json.loads(gzip.decompress(output.read_bytes()))["text"]
    assert 2 == run("analyze", article, "-l", "words", "-f", "csv", "-o", output).exit_code


def test_standard_input_stands_among_files(run: Analyze, tmp_path: Path) -> None:
    files = [file_of(tmp_path, name, name) for name in ("a.txt", "b.txt")]
    result = run("analyze", files[0], "-", files[1], "-l", "words", "-f", "jsonl", input=b"between")

    assert ["a.txt", "between", "b.txt"] == [json.loads(line)["text"] for line in result.stdout.splitlines()]


def test_letters_and_pictures_of_the_world_are_printed_as_they_are(run: Analyze, tmp_path: Path) -> None:
    text = "ÉTÉ ДЮНА שלום 砂丘 👍🏽 नमस्ते"
    result = run("analyze", file_of(tmp_path, json.dumps({"text": "NO", "title": text}), "a.json"))

    assert text in result.stdout


# Plugins and schema


def test_plugins_lists_what_is_loaded_and_what_it_needs(run: Analyze) -> None:
    result = run("plugins")

    assert 0 == result.exit_code
    assert re.search(r"toys\s+loaded\s+from given", result.stdout)
    assert re.search(r"provides words\s+requires nothing", result.stdout)
    assert re.search(r"provides pairs\s+requires shouts; uses notes", result.stdout)


def test_plugins_shows_a_broken_plugin_with_its_error_and_is_one(
    use_registry: Callable[[Registry], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    use_registry(Registry([Plugin(WORDS), Plugin(WORDS, name="double")], entry_points=False))
    result = CliRunner().invoke(cli, ["plugins"])

    assert 1 == result.exit_code
    assert re.search(r"double\s+broken\s+from given", result.stdout)
    assert "there is an analyzer 'words' already" in result.stdout


def test_schema_is_json_of_a_layer_or_of_documents(run: Analyze) -> None:
    layer = json.loads(run("schema", "words").stdout)
    document = json.loads(run("schema").stdout)

    assert ["low", "capital", "other"] == layer["properties"]["kind"]["enum"]
    assert {"format", "id", "text", "layers"} <= set(document["properties"])
    assert layer["properties"] in [payload["properties"] for payload in document["$defs"].values()]


def test_schema_of_an_unknown_layer_says_which_was_meant(run: Analyze, capsys: Any) -> None:
    assert 1 == exit_code("schema", "word")
    assert "Did you mean 'words'?" in capsys.readouterr().err


# As a program


def test_the_program_runs_with_the_shipped_plugins(tmp_path: Path, fresh_python: Run) -> None:
    path = file_of(tmp_path, "The mayor said that 14 people had left. It was a shame.")
    result = fresh_python("-m", "discourse", "analyze", str(path), "-f", "json", "-l", "sentences")

    assert (0, "") == (result.returncode, result.stderr)
    assert "sentences" in [layer["name"] for layer in json.loads(result.stdout)["layers"]]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_data_are_utf_8_whatever_the_encoding_of_the_terminal(tmp_path: Path, fresh_python: Run, encoding: str) -> None:
    path = file_of(tmp_path, "A naïve “plan” — 砂丘.")
    result = fresh_python(
        "-m", "discourse", "analyze", str(path), "-f", "json", "-l", "tokens", PYTHONIOENCODING=encoding
    )

    assert (0, "") == (result.returncode, result.stderr)
    assert "A naïve “plan” — 砂丘." == json.loads(result.stdout)["text"]


def test_a_page_is_printed_whatever_the_encoding_of_the_terminal(tmp_path: Path, fresh_python: Run) -> None:
    path = file_of(tmp_path, "A naïve “plan” — 砂丘.")
    result = fresh_python("-m", "discourse", "analyze", str(path), "-l", "tokens", "-a", PYTHONIOENCODING="ascii")

    assert (0, "") == (result.returncode, result.stderr)
    assert "plan" in result.stdout


def test_the_program_ends_with_the_exit_code(tmp_path: Path, fresh_python: Run) -> None:
    missing = fresh_python("-m", "discourse", "analyze", str(tmp_path / "missing.txt"))
    wrongly = fresh_python("-m", "discourse", "analyze")

    assert (1, 2) == (missing.returncode, wrongly.returncode)
    assert "Traceback" not in missing.stderr + wrongly.stderr


def test_a_plugin_that_prints_at_import_or_breaks_does_not_break_the_program(tmp_path: Path, fresh_python: Run) -> None:
    write_plugin(tmp_path, "toy_breaks", "raise RuntimeError('broken today')")
    path = file_of(tmp_path, "It was a shame.")
    analyzed = fresh_python("-m", "discourse", "analyze", str(path), "-l", "tokens", "-f", "json", path=tmp_path)
    listed = fresh_python("-m", "discourse", "plugins", path=tmp_path, COLUMNS="200")

    assert (0, 1) == (analyzed.returncode, listed.returncode)
    assert "RuntimeError: broken today" in listed.stdout
    assert "toy_breaks 1.2" in listed.stdout


def test_no_progress_is_shown_where_nobody_watches(tmp_path: Path, fresh_python: Run) -> None:
    files = [str(file_of(tmp_path, "It was a shame.", f"{n}.txt")) for n in range(3)]
    result = fresh_python("-m", "discourse", "analyze", *files, "-f", "jsonl", "-l", "tokens", TERM="xterm")

    assert (0, "", 3) == (result.returncode, result.stderr, len(result.stdout.splitlines()))


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that closes early is an affair of POSIX")
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, fresh_python: Run) -> None:
    for number in range(40):
        file_of(tmp_path, "It was a shame, said 14 people. " * 100, f"{number}.txt")
    program = (
        "import subprocess, sys\n"
        f"call = [sys.executable, '-m', 'discourse', 'analyze', {str(tmp_path)!r}, '-l', 'tokens', *sys.argv[1:]]\n"
        "running = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE)\n"
        "running.stdout.read(10)\n"
        "running.stdout.close()\n"
        "error = running.stderr.read().decode()\n"
        "print(running.wait(), error)\n"
    )

    assert "0 \n" == fresh_python("-c", program, "-f", "jsonl").stdout
    assert "0 \n" == fresh_python("-c", program, "-a").stdout
