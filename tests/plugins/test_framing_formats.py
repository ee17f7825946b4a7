"""Files of codebooks: what is read, what is written, what is lost, and where an error is."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import FormatError, OptionError, Resource, SourceError
from discourse_framing import DATA, SHIPPED, read_codebook, write_codebook
from discourse_framing.codebook import Codebook, codebook_from

CODEBOOK = """\
format = "discourse-codebook/1"
name = "harbour"
version = "0.2"

[scoring]
keep = 0.2

[[frame]]
name = "money"
definition = "What it costs."
strong = '''
levy, toll*,
harbour due|dues
'''
faint = "cost*, pay ... bill"
never = "toll the bell"

[[frame.pattern]]
find = "slash*"
weight = 2.5
requires = "budget*"

[[frame]]
name = "jobs"
definition = "Who works."
parent = "money"
typical = "dockers, crane driver*"
"""

QUANTEDA = """\
# a dictionary
Economy:
  jobs: [work*, "job?", No]
  trade:
    - tariff*
    - free trade
Mood:
- hope*
- "*phobia"
"""

LIWC = """\
%
1\tAffect
\t2\tPosemo
\t3\tNegemo
4\tSocial
%
abandon*\t3
all right\t2\t4
hope\t2
they 4
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def patterns_of(codebook: Codebook) -> dict[str, list[tuple[str, float]]]:
    return {frame.name: [(one.text, one.weight) for one in frame.patterns] for frame in codebook.frames}


# Reading


def test_a_dictionary_of_quanteda_becomes_frames_with_parents(tmp_path: Path) -> None:
    resource = read_codebook(written(tmp_path, "moods.yml", QUANTEDA))
    codebook = codebook_from(resource)

    assert ("frame_codebooks", "moods", "1") == (resource.kind, resource.name, resource.version)
    assert {
        "economy": [],
        "economy_jobs": [("work*", 2.0), ("job?", 2.0), ("no", 2.0)],
        "economy_trade": [("tariff*", 2.0), ("free trade", 2.0)],
        "mood": [("hope*", 2.0), ("*phobia", 2.0)],
    } == patterns_of(codebook)
    assert [None, "economy", "economy", None] == [frame.parent for frame in codebook.frames]


def test_a_dictionary_of_liwc_becomes_frames_with_parents(tmp_path: Path) -> None:
    codebook = codebook_from(read_codebook(written(tmp_path, "affect.dic", LIWC)))

    assert {
        "affect": [],
        "posemo": [("all right", 2.0), ("hope", 2.0)],
        "negemo": [("abandon*", 2.0)],
        "social": [("all right", 2.0), ("they", 2.0)],
    } == patterns_of(codebook)
    assert [None, "affect", "affect", None] == [frame.parent for frame in codebook.frames]


def test_a_phrase_that_ends_with_a_number_has_a_tab_behind_it(tmp_path: Path) -> None:
    text = "%\n1\troads\n2\tcalls\n%\nroute 1\t1\n911\t2\n"
    codebook = codebook_from(read_codebook(written(tmp_path, "a.dic", text)))
    write_codebook(read_codebook(tmp_path / "a.dic"), tmp_path / "b.dic")

    assert {"roads": [("route 1", 2.0)], "calls": [("911", 2.0)]} == patterns_of(codebook)
    assert patterns_of(codebook) == patterns_of(codebook_from(read_codebook(tmp_path / "b.dic")))


def test_a_codebook_beside_a_configuration_is_found_from_there(tmp_path: Path) -> None:
    written(tmp_path, "harbour.toml", CODEBOOK)
    settings = written(tmp_path, "settings.toml", 'layers = ["frames"]\n[config.frames]\ncodebook = "harbour.toml"\n')

    document = discourse.Pipeline.from_config(settings)("The toll rises.")

    assert ["harbour"] == [frame.codebook for frame in document["frames"].values]


def test_a_file_with_a_byte_order_mark_and_foreign_ends_of_lines_is_read(tmp_path: Path) -> None:
    path = tmp_path / "affect.dic"
    path.write_bytes(b"\xef\xbb\xbf" + LIWC.replace("\n", "\r\n").encode())

    assert "affect" == codebook_from(read_codebook(path)).frames[0].name


def test_a_file_chosen_as_an_option_is_part_of_the_recipe(tmp_path: Path) -> None:
    path = written(tmp_path, "harbour.toml", CODEBOOK)
    text = "The toll rises."
    first = discourse.Pipeline("frames", config={"frames": {"codebook": str(path)}})(text)
    same = discourse.Pipeline("frames", config={"frames": {"codebook": read_codebook(path)}})(text)
    path.write_text(CODEBOOK.replace("toll*", "tolls"), encoding="utf-8")
    changed = discourse.Pipeline("frames", config={"frames": {"codebook": path}})(text)

    assert [("harbour", "money")] == [(one.codebook, one.frame) for one in first["frames"].values]
    assert first["frames"] == same["frames"]
    assert [] == list(changed["frames"].values)
    assert first["frames"].provenance != changed["frames"].provenance


def test_a_name_that_no_codebook_has_is_refused() -> None:
    with pytest.raises(OptionError, match=r"no codebook 'polity'; there are: .*Did you mean 'policy'"):
        discourse.Pipeline("frames", config={"frames": {"codebook": "polity"}})("A text.")


def test_a_choice_that_is_no_name_is_refused() -> None:
    with pytest.raises(OptionError, match=r"no codebook .*policy"):
        discourse.Pipeline("frames", config={"frames": {"codebook": ["policy"]}})("A text.")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"cannot read .*none.toml"):
        discourse.Pipeline("frames", config={"frames": {"codebook": str(tmp_path / "none.toml")}})


# What is wrong, and where


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("toll*,", "toll|,", "line 12, frame 'money', pattern 'toll|': something is missing"),
        ("toll*,", "toll*, levy", "line 12, frame 'money', pattern 'levy': the pattern 'levy' is there twice"),
        ("faint = ", "feint = ", "line 15, frame 'money': no key 'feint'"),
        ("weight = 2.5", "weight = 0", "line 20, frame 'money': weight is a number above 0"),
        ('requires = "budget*"', 'requires = "*"', "line 21, frame 'money', pattern '*': it matches everything"),
        ('name = "jobs"', 'name = "money"', "line 24, frame 'money': the frame 'money' is there twice"),
        ('parent = "money"', 'parent = "mony"', "line 26, frame 'jobs': no frame 'mony'"),
        ("keep = 0.2", "keep = 2", "line 6, [scoring]: keep is a probability below 1"),
        ('"discourse-codebook/1"', '"discourse-codebook/7"', "line 1: its format is"),
        ('definition = "Who works."', "definition = 7", "line 25, frame 'jobs': definition is a text"),
    ],
)
def test_an_error_in_a_codebook_names_file_and_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in CODEBOOK
    path = written(tmp_path, "harbour.toml", CODEBOOK.replace(old, new, 1))

    with pytest.raises(FormatError) as error:
        read_codebook(path)

    assert f"{path}, {message}" in str(error.value)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yml", "Economy: [work*, '*']", "line 1: the entry '*' cannot be read: it matches everything"),
        ("a.yml", "Economy: [work]\nEconomy: [pay]", "line 2: the category 'Economy' is there twice"),
        ("a.yml", "Economy:\n - work, pay", "line 2: the entry 'work, pay' cannot be read"),
        ("a.yml", "Economy:\n - [work, [pay]]", "line 2: a word or phrase was expected here"),
        ("a.yml", "Economy: &a [work]\nMood: *a", "line 2: an alias"),
        ("a.yml", "Economy: {}", "line 1: the category is empty"),
        ("a.yml", "Economy: [work", "is no YAML"),
        ("a.yml", "a:\n  strong: [x]\n  strong: [y]", "line 3: the grade 'strong' of 'a' is there twice"),
        ("a.yml", "a: {strong: {b: [x]}}", "line 1: words were expected here, not categories"),
        ("a.yml", "? [a, b]\n: [c]", "line 1: a category has a name, not sequence"),
        ("a.toml", f"name = {'[' * 5000}", "nested too deep"),
        ("a.yml", "", "has categories with lists of words"),
        ("a.yml", "- work", "has categories with lists of words"),
        ("a.yml", "[" * 5000, "categories are nested too deep"),
        ("a.dic", "work 1", "begins with its categories between two lines"),
        ("a.dic", "%\n1 A\n%\nwork 2", "line 4: there is no category 2; there are 1"),
        ("a.dic", "%\n1 A\n%\nwork", "line 4: an entry is a word and the numbers"),
        ("a.dic", "%\n1 A\n%\nkind (02 134)125/464", "line 4: an entry is a word and the numbers"),
        ("a.dic", "%\n1 A\n1 B\n%\nwork 1", "line 3: the category '1 B' is there twice"),
        ("a.dic", "%\nA 1\n%\nwork 1", "line 2: a category is a number and a name"),
        ("a.dic", "%\n%\n", "it has no categories"),
        ("a.dic", "%\n1 A\n%\n* 1", "line 4: the entry '*' cannot be read"),
        ("a.txt", "work", "a codebook is a file of .toml, .yml, .yaml, .dic, not .txt"),
        ("a", "work", "not one without suffix"),
    ],
)
def test_an_error_in_a_dictionary_names_file_and_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = written(tmp_path, name, text)

    with pytest.raises(FormatError) as error:
        read_codebook(path)

    assert str(path) in str(error.value)
    assert message in str(error.value)


# Writing


@pytest.mark.parametrize("file", SHIPPED)
def test_a_codebook_written_as_toml_is_the_same_one(tmp_path: Path, file: str) -> None:
    resource = read_codebook(DATA / file)

    assert [] == write_codebook(resource, tmp_path / file)
    assert codebook_from(resource) == codebook_from(read_codebook(tmp_path / file))


def test_quanteda_keeps_words_grades_and_parents_and_names_what_it_cannot_hold(tmp_path: Path) -> None:
    resource = read_codebook(written(tmp_path, "harbour.toml", CODEBOOK))
    lost = write_codebook(resource, tmp_path / "harbour.yml")
    again = codebook_from(read_codebook(tmp_path / "harbour.yml"))

    assert [
        "money: slash* (a condition)",
        "money: pay ... bill (a gap)",
        "money: toll the bell (a pattern under `never`)",
    ] == lost
    assert {
        "money": [("levy", 3.0), ("toll*", 3.0), ("harbour due", 3.0), ("harbour dues", 3.0), ("cost*", 1.0)],
        "money_jobs": [("dockers", 2.0), ("crane driver*", 2.0)],
    } == patterns_of(again)
    assert [None, "money"] == [frame.parent for frame in again.frames]


def test_a_frame_that_would_be_read_as_a_grade_and_a_folder_that_is_not_there_are_refused(tmp_path: Path) -> None:
    resource = read_codebook(written(tmp_path, "harbour.toml", CODEBOOK.replace('name = "jobs"', 'name = "typical"')))

    with pytest.raises(FormatError, match="frame 'typical' below 'money' would be read as a grade"):
        write_codebook(resource, tmp_path / "harbour.yml")
    with pytest.raises(SourceError, match=r"cannot write .*harbour.dic"):
        write_codebook(resource, tmp_path / "none" / "harbour.dic")


def test_liwc_keeps_words_and_parents(tmp_path: Path) -> None:
    resource = read_codebook(written(tmp_path, "moods.yml", QUANTEDA))
    lost = write_codebook(resource, tmp_path / "moods.dic")

    assert [
        "economy_jobs: job? (a wildcard that is not at the end of a word)",
        "mood: *phobia (a wildcard that is not at the end of a word)",
    ] == lost
    assert (
        "%\n1\teconomy\n\t2\teconomy_jobs\n\t3\teconomy_trade\n4\tmood\n%\n"
        "free trade\t3\nhope*\t4\nno\t2\ntariff*\t3\nwork*\t2\n"
    ) == (tmp_path / "moods.dic").read_text(encoding="utf-8")


WORD = st.text("abcdefghij", min_size=1, max_size=6)
ENTRY = st.builds(
    lambda words, star: " ".join(words) + star, st.lists(WORD, min_size=1, max_size=3), st.sampled_from(["", "*"])
)
DICTIONARY = st.dictionaries(WORD, st.lists(ENTRY, min_size=1, max_size=5, unique=True), min_size=1, max_size=4)


@given(DICTIONARY, st.sampled_from([".yml", ".dic", ".toml"]))
def test_words_survive_every_format(tmp_path_factory: Any, dictionary: dict[str, list[str]], suffix: str) -> None:
    folder = tmp_path_factory.mktemp("codebooks")
    data = {
        "format": "discourse-codebook/1",
        "name": "some",
        "version": "1",
        "frame": [
            {"name": name, "definition": "Some.", "typical": ", ".join(words)} for name, words in dictionary.items()
        ],
    }
    resource = Resource(kind="frame_codebooks", name="some", version="1", data=data)

    assert [] == write_codebook(resource, folder / f"some{suffix}")

    again = codebook_from(read_codebook(folder / f"some{suffix}"))
    assert {name: sorted(words) for name, words in dictionary.items()} == {
        frame.name: sorted(pattern.text for pattern in frame.patterns) for frame in again.frames
    }


@given(st.text(max_size=200), st.sampled_from([".yml", ".dic", ".toml"]))
def test_a_hostile_file_is_read_or_refused(tmp_path_factory: Any, text: str, suffix: str) -> None:
    path = tmp_path_factory.mktemp("codebooks") / f"some{suffix}"
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    with suppress(FormatError):
        assert codebook_from(read_codebook(path)).frames
