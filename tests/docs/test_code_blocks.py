"""Every block of code in the documentation runs, in the order of its page, and prints what the page shows."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .pages import GENERATED, PAGES, ROOT, Block, blocks, blocks_of, generated, name_of

NO_RUN = "python no-run"
LANGUAGES = ("", "python", "sh", "text", "toml")


def run(found: list[Block]) -> list[str]:
    """Run the blocks of Python of one page; return what is wrong with them."""
    names: dict[str, object] = {"__name__": "__main__"}
    problems = []
    for block in found:
        if block.info != "python":
            continue
        if block.code.lstrip().startswith(">>>"):
            problems += run_session(block.code, names)
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block.code, "<block>", "exec", dont_inherit=True), names)
        if block.output is not None and block.output != printed.getvalue():
            problems.append(f"{block.code}prints\n{printed.getvalue()}but the page shows\n{block.output}")
    return problems


def run_session(code: str, names: dict[str, object]) -> list[str]:
    test = doctest.DocTestParser().get_doctest(code, names, "block", None, 0)
    said = io.StringIO()
    doctest.DocTestRunner(verbose=False).run(test, out=said.write, clear_globs=False)
    names.update(test.globs)
    return [said.getvalue()] if said.getvalue() else []


def commands(found: list[Block]) -> list[str]:
    """Return the lines that call the program, with the variables set before it."""
    lines = [line for block in found if block.info == "sh" for line in block.code.splitlines()]
    return [line for line in lines if re.match(r"([A-Z_]+=\S+ )*discourse ", line)]


def call(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one line in a folder, as a shell without pipes would."""
    words = shlex.split(line)
    start = words.index("discourse")
    environment = {**os.environ, **dict(word.split("=", 1) for word in words[:start])}
    return subprocess.run(
        [sys.executable, "-m", "discourse", *words[start + 1 :]],
        cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.mark.parametrize("page", [page for page in PAGES if blocks_of(page)], ids=name_of)
def test_the_code_of_a_page_runs_and_prints_what_is_shown(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    assert [] == run(blocks_of(page))


@pytest.mark.parametrize("page", [page for page in PAGES if commands(blocks_of(page))], ids=name_of)
def test_the_commands_of_a_page_run_in_an_empty_folder(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    results = [call(line, tmp_path) for line in commands(blocks_of(page))]

    assert [] == [(result.args, result.stdout, result.stderr) for result in results if result.returncode]


def test_the_blocks_that_do_not_run_are_few() -> None:
    counts = {name_of(page): sum(block.info.startswith(NO_RUN) for block in blocks_of(page)) for page in PAGES}

    few = {
        "docs/howto/adapt-a-toolkit.md": 2,
        "docs/howto/process-a-folder.md": 1,
        "docs/howto/topics-of-an-archive.md": 1,
        "docs/howto/use-a-cluster.md": 4,
    }

    assert few == {page: count for page, count in counts.items() if count}


def test_a_block_has_a_language_that_is_known() -> None:
    infos = [block.info for page in PAGES for block in blocks_of(page)]
    odd = {info for info in infos if info not in LANGUAGES and not info.startswith(("{", NO_RUN))}

    assert set() == odd


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    made = {(GENERATED / name).resolve() for name in generated().pages()}

    assert [] == [
        link for link in links
        if not (page.parent / link).exists() and (page.parent / link).resolve() not in made
    ]  # fmt: skip


# What these tests see


def test_output_that_differs_is_seen() -> None:
    page = "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n"

    assert ["print(1 + 1)\nprints\n2\nbut the page shows\n3\n"] == run(blocks(page))


def test_a_block_of_text_behind_prose_is_no_output() -> None:
    page = "```python\nprint(1)\n```\n\nProse.\n\n```text\n3\n```\n"

    assert [None, None] == [block.output for block in blocks(page)]
    assert [] == run(blocks(page))


def test_a_session_is_compared_too() -> None:
    session = "```python\n>>> a = 2\n>>> a + a\n{}\n```\n"

    assert [] == run(blocks(session.format(4)))
    assert "Expected:\n    5\nGot:\n    4" in run(blocks(session.format(5)))[0]


def test_a_command_that_fails_is_seen(tmp_path: Path) -> None:
    (line,) = commands(blocks("```sh\npip install x\nDISCOURSE_NO_PLUGINS=1 discourse schema claim\n```\n"))

    assert 1 == call(line, tmp_path).returncode
