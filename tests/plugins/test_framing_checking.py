"""What is found in codebooks that are legal and not meant so, and the command that tells it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from discourse.cli import cli
from discourse_framing import DATA, SHIPPED
from discourse_framing.checking import Finding, codebook_findings
from discourse_framing.commands import codebook

HEAD = 'format = "discourse-codebook/1"\nname = "harbour"\nversion = "0.2"\n'


def written(folder: Path, *frames: str) -> Path:
    """Write a codebook of frames given as the lines that follow their names."""
    path = folder / "harbour.toml"
    blocks = [f'\n[[frame]]\nname = "f{number}"\ndefinition = "One."\n{lines}\n' for number, lines in enumerate(frames)]
    path.write_text(HEAD + "".join(blocks), encoding="utf-8")
    return path


def found(path: Path, kind: str, *texts: str) -> list[tuple[str, str | None, str]]:
    findings = codebook_findings(path, [text.lower().split() for text in texts])
    return [(one.frame, one.pattern, one.message) for one in findings if one.kind == kind]


@pytest.mark.parametrize("file", SHIPPED)
def test_shipped_codebooks_have_nothing_to_mend(file: str) -> None:
    assert [] == [finding for finding in codebook_findings(DATA / file) if finding.is_grave]


@pytest.mark.parametrize(
    ("lines", "pattern", "by"),
    [
        ('strong = "tax cut*"\nfaint = "tax|levy cut*"', None, ""),
        ('strong = "a levy falls"\nfaint = "a levy ... falls"', None, ""),
        ('strong = "court"\nnever = "court jester"', None, ""),
        ('strong = "levy ... falls, levy falls"', "levy falls", "'levy ... falls'"),
        ('strong = "levy falls, sea"\nnever = "levy ... falls"', "levy falls", "no words were found for which it does"),
    ],
)
def test_a_pattern_that_never_counts_is_dead(tmp_path: Path, lines: str, pattern: str | None, by: str) -> None:
    dead = found(written(tmp_path, lines), "dead")

    assert [pattern] * (pattern is not None) == [text for _, text, _ in dead]
    assert all(by in message for _, _, message in dead)


def test_a_pattern_with_a_condition_lives_beside_the_same_without(tmp_path: Path) -> None:
    table = '[[frame.pattern]]\nfind = "charge*"\nweight = 4\nrequires = "murder, theft"'

    assert [] == found(written(tmp_path, f'strong = "charge*"\n{table}'), "dead")


def test_words_that_two_patterns_of_a_frame_find_are_duplicates(tmp_path: Path) -> None:
    path = written(tmp_path, 'strong = "levy"\ntypical = "toll|levy"', 'strong = "levy, tax"\nfaint = "tax*"')

    assert [("f0", "toll|levy", "it finds 'levy', as 'levy' does")] == found(path, "duplicate")


def test_words_that_two_frames_share_are_told_once_for_the_two(tmp_path: Path) -> None:
    path = written(tmp_path, 'strong = "levy, toll, port"', 'strong = "toll|levy, sea"', 'strong = "ship"')

    assert [("f0", "levy", "2 shared with frame 'f1': levy, toll")] == found(path, "overlap")


def test_patterns_that_find_nearly_everything_are_broad(tmp_path: Path) -> None:
    path = written(tmp_path, 'strong = "the, will have, levy, t*, *ism"')

    assert [
        ("f0", "the", "nearly every text has such words"),
        ("f0", "will have", "nearly every text has such words"),
        ("f0", "t*", "a beginning of fewer than 4 letters finds strangers too"),
    ] == found(path, "broad")


def test_texts_show_what_is_never_and_what_is_always_found(tmp_path: Path) -> None:
    path = written(tmp_path, 'strong = "levy, harbour, toll"\nnever = "levy en masse"')
    texts = ("a levy on the harbour", "the harbour", "the old harbour")

    assert [("f0", "harbour", "it stands in 100% of the texts")] == found(path, "broad", *texts)
    assert [("f0", "toll", "it stands in none of the 3 texts")] == found(path, "unused", *texts)


def test_frames_of_other_sizes_and_without_patterns_are_unbalanced(tmp_path: Path) -> None:
    many = 'strong = "ab, cd, ef, gh, ij, kl, mn, op, qr, st"'
    path = written(tmp_path, many, 'strong = "levy, toll"', 'strong = "sea, ship"', "")

    assert [
        ("f0", None, "it has 10 patterns, where a frame has 2 (the median)"),
        ("f3", None, "it has no patterns: only coders can tell it"),
    ] == found(path, "unbalanced")


def test_a_frame_whose_kinds_have_patterns_is_not_empty(tmp_path: Path) -> None:
    assert [] == found(written(tmp_path, "", 'parent = "f0"\nstrong = "levy"'), "unbalanced")


def test_examples_that_come_out_otherwise_are_found(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'strong = "levy"\nexamples = ["The levy rises.", "The sea rises."]\ncounterexamples = ["A levy.", "Fog."]',
        'strong = "sea"\nparent = "f0"\nexamples = ["The sea."]',
    )

    assert [
        ("f0", None, "the example 'The sea rises.' comes out as f1"),
        ("f0", None, "the counterexample 'A levy.' comes out as f0"),
    ] == found(path, "example")


def test_counterparts_that_are_not_there_are_found(tmp_path: Path) -> None:
    path = written(tmp_path, 'maps_to = { policy = ["economic", "legalty"], other = ["any"] }\nstrong = "levy"')
    (mapping,) = found(path, "mapping")

    assert ("f0", None) == mapping[:2]
    assert mapping[2].startswith("codebook 'policy': no frame 'legalty'; there are: economic, ")


def test_findings_name_their_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'strong = """\nlevy,\nsea\n"""\nfaint = "levy|toll"')

    findings = codebook_findings(path)
    assert [("levy|toll", 12)] == [(one.pattern, one.line) for one in findings if one.kind == "duplicate"]


# The command


def run(*arguments: object) -> Result:
    return CliRunner().invoke(codebook, [str(argument) for argument in arguments])


def test_it_is_a_command_of_the_library() -> None:
    result = CliRunner().invoke(cli, ["codebook", "--help"])

    assert result.exit_code == 0
    assert all(name in result.output for name in ("check", "convert", "show"))


def test_check_lists_findings_like_a_compiler_and_fails_if_there_is_something_to_mend(tmp_path: Path) -> None:
    path = written(tmp_path, 'strong = "levy"\ntypical = "toll|levy"')
    result = run("check", path)

    assert result.exit_code == 1
    assert f"{path}:9: duplicate: f0 'toll|levy': it finds 'levy', as 'levy' does\n" == result.stdout
    assert f"{path}: 1 to mend, 0 to look at\n" == result.stderr


def test_check_of_a_sound_codebook_succeeds_and_tries_texts(tmp_path: Path) -> None:
    path = written(tmp_path, 'strong = "levy, toll"')
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text("The levy falls.", encoding="utf-8")
    result = run("check", path, "--texts", tmp_path / "texts", "--format", "json")

    assert result.exit_code == 0
    findings = json.loads(result.stdout)
    assert {("levy", "broad"), ("toll", "unused")} == {(one["pattern"], one["kind"]) for one in findings}


def test_an_unsound_codebook_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'strong = "*"')
    for arguments in (("check", path), ("show", path), ("convert", path, tmp_path / "x.toml")):
        result = run(*arguments)

        assert result.exit_code == 1
        assert f"Error: {path}, line 8, frame 'f0', pattern '*': it matches everything" in result.stderr


def test_show_gives_coders_what_they_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'includes = "Tolls.\\u001b[31m"\nexamples = ["The levy rises."]\ncounterexamples = ["Fog."]\n'
        'maps_to = { policy = ["economic"] }\nstrong = "levy"',
        'parent = "f0"\nstrong = "sea"',
    )
    result = run("show", path)

    assert "F0 [f0]\n  One.\n  In: Tolls.␛[31m\n  + The levy rises.\n  - Fog.\n  = policy: economic\n" in result.stdout
    assert "F1 [f1], a kind of f0\n" in result.stdout
    assert "no codebook 'polcy'" in run("show", "polcy").stderr


def test_convert_writes_another_format_and_lists_what_is_lost(tmp_path: Path) -> None:
    path = written(tmp_path, 'strong = "levy, pay ... bill"')
    result = run("convert", path, tmp_path / "harbour.dic")

    assert result.exit_code == 0
    assert "left out: f0: pay ... bill (a gap)\n" == result.stderr
    assert "%\n1\tf0\n%\nlevy\t1\n" == (tmp_path / "harbour.dic").read_text(encoding="utf-8")


def test_a_finding_knows_whether_it_is_grave() -> None:
    grave = {kind for kind in ("dead", "duplicate", "example", "mapping", "overlap", "broad", "unused", "unbalanced")
             if Finding(kind, "f", None, None, "").is_grave}  # fmt: skip

    assert {"dead", "duplicate", "example", "mapping"} == grave
