"""Settings from a TOML file or a mapping: the arguments of a pipeline, checked and named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from discourse import FormatError, OptionError, Pipeline, SourceError
from discourse.config import read_config

from .toys import PAIRS, SHOUTS, WORDS, registry, spec

SETTINGS = """
layers = ["shouts"]
on_error = "raise"

[config.words]
smallest = 3

[providers]
words = "words"

[inputs]
words = "words.reviewed"
"""


def file_of(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "settings.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_file_has_the_arguments_of_a_pipeline(tmp_path: Path) -> None:
    assert {
        "layers": ["shouts"],
        "on_error": "raise",
        "config": {"words": {"smallest": 3}},
        "providers": {"words": "words"},
        "inputs": {"words": "words.reviewed"},
    } == read_config(file_of(tmp_path, SETTINGS))


@pytest.mark.parametrize("as_mapping", [False, True])
def test_a_pipeline_is_made_from_settings(tmp_path: Path, as_mapping: bool) -> None:
    path = file_of(tmp_path, 'layers = ["shouts"]\nconfig.words.smallest = 3\n')
    source = read_config(path) if as_mapping else path
    pipeline = Pipeline.from_config(source, registry=registry(WORDS, SHOUTS, PAIRS))

    assert ("shouts",) == pipeline.layers
    assert 1 == len(pipeline("NO MORE")["words"])


def test_a_mapping_of_settings_is_not_changed() -> None:
    settings: dict[str, Any] = {"layers": ["words"], "config": {"words": {"smallest": 3}}}
    Pipeline.from_config(settings, registry=registry(WORDS))

    assert {"layers": ["words"], "config": {"words": {"smallest": 3}}} == settings


def test_settings_may_be_empty(tmp_path: Path) -> None:
    assert {} == read_config(file_of(tmp_path, ""))
    assert ("words",) == Pipeline.from_config({}, registry=registry(WORDS)).layers


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("layer = ['a']", r"no key 'layer'.*Did you mean 'layers'"),
        ("layers = 'claims'", r"layers is a list of names, such as \[\"claims\"\], not 'claims'"),
        ("layers = [1]", "layers is a list of names"),
        ("layers = [['a']]", "layers is a list of names"),
        ("config = 5", r"config is a table, \[config\], not 5"),
        ("config.words = 5", r"config\.words is a table, \[config\.words\], not 5"),
        ("providers = ['a']", "providers is a table"),
        ("providers.words = 5", r"providers\.words is a name in quotes, not 5"),
        ("inputs.words = ['a']", r"inputs\.words is a name in quotes"),
        ("on_error = 'ignore'", 'on_error is "record" or "raise", not \'ignore\''),
        ("on_error = true", "on_error is"),
        ("models.words = 5", r"models\.words is a name in quotes, not 5"),
    ],
)
def test_a_setting_of_the_wrong_form_is_named_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(OptionError, match=r"settings\.toml: " + message):
        read_config(file_of(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("layers = [", "end of document"),
        ("a = 1\na = 2\nb = 3", "line 2"),
        (b"layers = ['na\xefve']", "0xef"),
        ("{}", "line 1"),
    ],
    ids=["open", "twice", "bytes", "json"],
)
def test_what_is_no_toml_is_named_with_its_place(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(FormatError, match=rf"settings\.toml: no TOML: .*{message}"):
        read_config(file_of(tmp_path, text))


def test_a_file_that_is_not_there_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"cannot read .*missing\.toml"):
        read_config(tmp_path / "missing.toml")
    with pytest.raises(SourceError, match="cannot read"):
        read_config(tmp_path)


def test_settings_reach_the_errors_of_a_pipeline(tmp_path: Path) -> None:
    found = registry(WORDS, spec("other", WORDS.factory, provides="words", payload=WORDS.payload, alternative=True))

    with pytest.raises(OptionError, match="'smalest'"):
        Pipeline.from_config(file_of(tmp_path, "config.words.smalest = 3"), registry=found)


def test_folders_of_models_are_seen_from_the_folder_of_the_file(tmp_path: Path) -> None:
    settings = read_config(file_of(tmp_path, 'models.words = "saved/words"\n'))

    assert {"words": str(tmp_path / "saved" / "words")} == settings["models"]
    assert {"models": {"words": "saved/words"}} == read_config({"models": {"words": "saved/words"}})
