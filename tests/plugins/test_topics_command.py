"""`discourse topics`: what it prints, what it saves, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from discourse.cli import cli
from discourse_topics import TopicModel
from discourse_topics.commands import shortened, topics

THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))
ARTICLES = [article for trio in zip(*THEMES.values(), strict=True) for article in trio]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, article in enumerate(ARTICLES):
        title = f"Theme {number % len(THEMES)}: {article[:20]}"
        data = {"text": article, "id": f"a{number}", "title": title}
        (tmp_path / f"{number:02}.json").write_text(json.dumps(data), encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(topics, [str(argument) for argument in arguments])


def test_it_is_a_command_of_the_library() -> None:
    result = CliRunner().invoke(cli, ["topics", "--help"])

    assert result.exit_code == 0
    assert "--topics" in result.output


def test_it_shows_topics_their_words_and_typical_titles(folder: Path) -> None:
    result = run(folder, "-k", 3)
    model = TopicModel(n_topics=3).fit(ARTICLES)

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("TOPICS OF 18 DOCUMENTS\n")
    assert all(label in result.stdout for label in model.labels_)
    assert {2} == {result.stdout.count(f"“Theme {theme}: ") for theme in range(3)}
    assert result.stderr == ""


def test_json_holds_the_same_for_programs(folder: Path) -> None:
    result = run(folder, "--topics", 3, "--format", "json")
    data = json.loads(result.stdout)

    assert (data["documents"], len(data["topics"]), data["without_topic"]) == (18, 3, [])
    assert data["repeats"] == []
    assert {"topic", "label", "share", "strongest", "words", "phrase", "sentence", "documents"} == set(
        data["topics"][0]
    )
    assert all(title.startswith("Theme ") for row in data["topics"] for title in row["documents"])
    assert sorted((row["share"] for row in data["topics"]), reverse=True) == [row["share"] for row in data["topics"]]
    assert pytest.approx(1.0, abs=1e-5) == sum(row["share"] for row in data["topics"])


def test_documents_that_fit_no_topic_are_named(folder: Path) -> None:
    (folder / "odd.txt").write_text("2003, 2004, 2005.", encoding="utf-8")

    assert "Of no topic: “odd.txt: 2003, 2004, 2005.”" in run(folder, "-k", 3).stdout
    assert json.loads(run(folder, "-k", 3, "-f", "json").stdout)["without_topic"] == ["odd.txt: 2003, 2004, 2005."]


def test_repeats_are_left_out_and_named_unless_they_are_to_be_kept(folder: Path) -> None:
    (folder / "copy.txt").write_text(ARTICLES[0], encoding="utf-8")
    cleaned = run(folder, "-k", 3)

    assert cleaned.stdout.startswith("TOPICS OF 18 DOCUMENTS\n")
    assert "near-duplicate" in cleaned.stdout and "which was kept" in cleaned.stdout
    assert run(folder, "-k", 3, "--keep-repeats").stdout.startswith("TOPICS OF 19 DOCUMENTS\n")


def test_numbers_of_topics_are_scanned(folder: Path) -> None:
    table = run(folder, "--scan").stdout.splitlines()
    data = json.loads(run(folder, "--scan", "--format", "json").stdout)

    assert ["topics", "5"] == [line.split()[0] for line in table]
    assert [5] == [row["n_topics"] for row in data]


def test_phrases_are_taken_as_words(folder: Path, tmp_path: Path) -> None:
    for number in range(6):
        text = f"Fishing quotas {number} fell. The fishing quotas, and {number} of the fishing quotas."
        (folder / f"more{number}.txt").write_text(text, encoding="utf-8")
    result = run(folder, "-k", 3, "--phrases", 5, "--keep-repeats", "-o", tmp_path / "model")

    assert result.exit_code == 0, result.output
    assert "fishing quotas" in TopicModel.load(tmp_path / "model").vocabulary_


def test_the_model_is_saved(folder: Path, tmp_path: Path) -> None:
    result = run(folder, "-k", 3, "--method", "nmf", "--output", tmp_path / "model")

    assert result.exit_code == 0, result.output
    assert TopicModel(n_topics=3, method="nmf").fit(ARTICLES).digest() == TopicModel.load(tmp_path / "model").digest()


def test_no_escape_sequence_of_a_text_reaches_the_terminal(folder: Path) -> None:
    for file in folder.glob("*.json"):
        data = json.loads(file.read_text(encoding="utf-8"))
        data["title"] = "\x1b[2Jgone [bold]\u202e"
        file.write_text(json.dumps(data), encoding="utf-8")
    printed = run(folder, "-k", 3).stdout

    assert "[2Jgone [bold]" in printed
    assert not set("\x1b\u202e") & set(printed)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["-k", 19], 1, "18 documents cannot hold 19 topics: ask for fewer (--topics)"),
        (["-k", 0], 2, "0 is not in the range"),
        (["-k", 3, "-m", "lda"], 1, "no topic method 'lda'; there are: cooccurrence, nmf"),
        (["-k", 3, "-e", "latin-99"], 1, "no encoding 'latin-99'"),
    ],
)
def test_what_it_cannot_do_is_said(folder: Path, arguments: list[object], code: int, message: str) -> None:
    result = run(folder, *arguments)

    assert code == result.exit_code
    assert message in result.stderr
    assert result.stdout == ""


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = run(tmp_path / "none", "-k", 3)

    assert result.exit_code == 1
    assert f"there is no file or folder {tmp_path / 'none'}" in result.stderr


def test_a_place_where_nothing_can_be_saved_is_named(folder: Path) -> None:
    result = run(folder, "-k", 3, "-o", folder / "00.json" / "model")

    assert result.exit_code == 1
    assert "cannot save the model" in result.stderr


def test_long_titles_are_cut() -> None:
    assert shortened("a\n b", 60) == "a b"
    assert len(shortened("cod " * 40, 60)) == 60
