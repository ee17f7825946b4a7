"""The start of a plugin that is written for a user: its names, its files, and that its tests pass at once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import discourse
from discourse import OptionError, Registry, SourceError, scaffold
from discourse.scaffold import FILES, write_plugin

from .conftest import Run


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_distribution_is_written_whole(tmp_path: Path) -> None:
    folder = write_plugin("discourse-ironies", tmp_path)

    assert folder == tmp_path / "discourse-ironies"
    assert files_in(folder) == [
        ".gitignore", "README.md", "pyproject.toml", "src/discourse_ironies/__init__.py",
        "src/discourse_ironies/analyzer.py", "src/discourse_ironies/py.typed", "tests/test_ironies.py",
    ]  # fmt: skip
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "discourse-ironies"
    assert project["entry-points"] == {"discourse.plugins": {"ironies": "discourse_ironies"}}
    assert project["dependencies"][0] == f"discourse-analysis>={discourse.__version__}"
    assert [path.name for path in tmp_path.iterdir()] == ["discourse-ironies"]


def test_nothing_is_left_to_be_filled_in(tmp_path: Path) -> None:
    folder = write_plugin("ironies", tmp_path)

    assert [] == [name for name in files_in(folder) if "$" in (folder / name).read_text(encoding="utf-8")]


@pytest.mark.parametrize(
    ("name", "module", "layer"),
    [
        ("discourse-ironies", "discourse_ironies", "ironies"),
        ("discourse_ironies", "discourse_ironies", "ironies"),
        ("ironies", "ironies", "ironies"),
        ("press-ironies-2", "press_ironies_2", "press_ironies_2"),
        ("discourse-" + "a" * 30, "discourse_" + "a" * 30, "a" * 30),
    ],
)
def test_module_and_layer_follow_from_the_name(tmp_path: Path, name: str, module: str, layer: str) -> None:
    folder = write_plugin(name, tmp_path)

    assert folder.name == name.replace("_", "-")
    assert (folder / "src" / module / "__init__.py").is_file()
    assert (folder / "tests" / f"test_{layer}.py").is_file()


def test_its_own_tests_pass_at_once(tmp_path: Path, fresh_python: Run) -> None:
    folder = write_plugin("discourse-ironies", tmp_path)
    done = fresh_python("-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "--rootdir", str(folder),
                        "-c", str(folder / "pyproject.toml"), str(folder))  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert "17 passed, 1 skipped" in done.stdout  # it is not installed: the test of the entry point says so


def test_the_library_finds_it_where_it_is_installed(tmp_path: Path, fresh_python: Run) -> None:
    source = write_plugin("discourse-ironies", tmp_path) / "src"
    info = source / "discourse_ironies-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: discourse-ironies\nVersion: 0.1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[discourse.plugins]\nironies = discourse_ironies\n", encoding="utf-8")
    code = "import discourse; d = discourse.analyze('An example.', 'ironies'); print(d.slice(d['ironies'][0].span))"

    assert fresh_python("-c", code, path=source).stdout.strip() == "example"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "'' is no name for a plugin: small letters"),
        ("Ironies", "'Ironies' is no name for a plugin"),
        ("ironies ", "'ironies ' is no name"),
        ("ironies\n", "is no name"),
        ("ironïes", "'ironïes' is no name"),
        ("ирония", "'ирония' is no name"),
        ("7ironies", "'7ironies' is no name"),
        ("-ironies", "'-ironies' is no name"),
        ("ironies-", "'ironies-' is no name"),
        ("iron--ies", "'iron--ies' is no name"),
        ("iron.ies", "'iron.ies' is no name"),
        ("../ironies", "'../ironies' is no name"),
        ("$module", r"'\$module' is no name"),
        (7, "7 is no name for a plugin"),
        ("a" * 41, "has at most 40 characters; 'aaaaaaaa.* has 41"),
        ("class", "'class' cannot be used: 'class' is a word of Python itself"),
        ("discourse-import", "'discourse-import' cannot be used: 'import' is a word of Python itself"),
        ("match", "'match' is a word of Python itself"),
        ("json", "Python has a module 'json' of its own; try discourse-json"),
        ("discourse", "'discourse' cannot be used: this library is called so"),
        ("discourse-discourse", "this library is called so"),
        ("discourse-analysis", "this library is called so"),
        ("discourse-7", "its layer would be '7', which begins with no letter"),
        ("tokens", "layer 'tokens' is there already; the layers: "),
        ("discourse-claims", "layer 'claims' is there already"),
        ("attrs", "a module 'attrs' is installed already"),
        ("discourse-text", "a module 'discourse_text' is installed already"),
    ],
)
def test_names_that_cannot_be_used_are_refused_and_nothing_is_written(
    tmp_path: Path, name: object, message: str
) -> None:
    with pytest.raises(OptionError, match=message):
        write_plugin(name, tmp_path)  # type: ignore[arg-type]  # a number is one of them
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["folder", "file", "dangling link"])
def test_what_is_there_is_not_overwritten(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "ironies"
    if kind == "folder":
        target.mkdir()
    elif kind == "file":
        target.write_text("mine", encoding="utf-8")
    else:
        target.symlink_to(tmp_path / "nowhere")

    with pytest.raises(SourceError, match="is there already; nothing was written"):
        write_plugin("ironies", tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["ironies"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"there is no folder .*nowhere in which to write the plugin"):
        write_plugin("ironies", tmp_path / "nowhere")


@pytest.mark.parametrize("after", [0, 3, len(FILES) - 1])
def test_nothing_is_left_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    written = []
    write_text = Path.write_text

    def full_disk(path: Path, *arguments: object, **options: object) -> int:
        if len(written) == after:
            raise OSError(28, "No space left on device")
        written.append(path)
        return write_text(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", full_disk)

    with pytest.raises(SourceError, match=r"cannot write .*ironies: No space left on device"):
        write_plugin("ironies", tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert len(written) == after


def test_the_layers_that_are_taken_are_those_of_this_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaffold, "default_registry", lambda: Registry([], entry_points=False))

    assert write_plugin("sentences", tmp_path).name == "sentences"
