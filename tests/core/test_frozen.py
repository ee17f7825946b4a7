"""What made a result: the same file everywhere, and nothing in it that could change without being seen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import (
    AnalyzerSpec,
    FormatError,
    Frozen,
    FrozenError,
    NotFittedError,
    OptionError,
    Pipeline,
    Registry,
    Resource,
    SourceError,
    freeze,
)
from discourse.cli import cli, main

from .conftest import Run
from .toys import LISTED, PAIRS, RARITIES, SHOUTS, WORDS, Counter, Plugin, pipeline, spec

DIGEST = re.compile(r"\b[0-9a-f]{16}\b")
TEXT = "NO MORE of THE toll, SAY the crews"
ENGLISH = Resource(kind="lists", name="english", version="1", data=["toll", "crews"])
FRENCH = Resource(kind="lists", name="french", version="1", data=["péage"])


class SavedCounter(Counter):
    """A model with files."""

    loaded: list[str] = []  # noqa: RUF012  # of all models

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "counts.json").write_text(json.dumps(self.counts_), encoding="utf-8")

    @classmethod
    def load(cls, folder: str | Path) -> SavedCounter:
        cls.loaded.append(str(folder))
        model = cls()
        try:
            model.counts_ = json.loads(Path(folder, "counts.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise FormatError(f"cannot read {folder}") from error
        return model


RARE = attrs.evolve(RARITIES, estimator=f"{__name__}:SavedCounter")
RARE_TOO = attrs.evolve(RARE, name="second", provides="second")
ALL = (WORDS, SHOUTS, PAIRS, LISTED, ENGLISH, FRENCH)


def plugins(*given: AnalyzerSpec | Resource, name: str = "toys") -> Registry:
    return Registry([Plugin(*given, name=name)], entry_points=False, strict=True)


def lines_of(error: pytest.ExceptionInfo[FrozenError]) -> list[str]:
    return list(error.value.differences)


def changed(then: Frozen, now: Pipeline) -> list[str]:
    with pytest.raises(FrozenError) as caught:
        then.check(now)
    return lines_of(caught)


def fitted(*texts: str) -> SavedCounter:
    model = SavedCounter()
    model.fit(map(pipeline(WORDS), texts))
    return model


# The file


def test_it_is_what_people_can_read(tmp_path: Path) -> None:
    made = pipeline(WORDS, LISTED, ENGLISH, layers=["listed"], config={"words": {"smallest": 3}})
    freeze(made).write(tmp_path / "frozen.json")
    data = json.loads((tmp_path / "frozen.json").read_text(encoding="utf-8"))
    listed = made(TEXT)["listed"].provenance
    assert listed is not None

    assert {"discourse-analysis", "numpy", "python"} == data.pop("software").keys()
    assert {
        "format": "discourse-frozen/1",
        "plugins": {"toys": "given"},
        "layers": ["listed"],
        "options": {"words": {"smallest": 3}},
        "inputs": {},
        "resources": [
            {"kind": "lists", "name": "english", "version": "1", "digest": data["resources"][0]["digest"]},
        ],
        "steps": [
            {"layer": "words", "analyzer": "words", "version": "1", "plugin": "toys", "reads": [], "resources": [],
             "config": data["steps"][0]["config"]},
            {"layer": "listed", "analyzer": "listed", "version": "1", "plugin": "toys", "reads": ["words"],
             "resources": ["lists"], "config": listed.config},
        ],
    } == data  # fmt: skip


def test_what_is_written_is_read_and_makes_the_same(tmp_path: Path) -> None:
    made = pipeline(*ALL, layers=["pairs", "listed"], config={"pairs": {"widest": 30}, "words": {"smallest": 1}})
    frozen = freeze(made)
    frozen.write(tmp_path / "a.json")
    again = Frozen.read(tmp_path / "a.json")
    rebuilt = again.pipeline(registry=made.registry)

    assert frozen == again == freeze(rebuilt)
    assert {"pairs": {"widest": 30}} == frozen.options  # what has its default is nothing to keep
    assert made(TEXT) == rebuilt(TEXT)
    assert made.layers == rebuilt.layers


def test_it_is_the_same_in_every_process_and_says_nothing_of_the_machine(fresh_python: Run) -> None:
    command = ("-m", "discourse", "freeze")
    one, other = (
        fresh_python(*command, PYTHONHASHSEED=seed, TZ=zone) for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    )

    assert (0, one.stdout) == (one.returncode, other.stdout), one.stderr
    assert "discourse-frozen/1" == "".join(re.findall(r"\S*[/\\]\S*", one.stdout)).strip('",')


def test_the_order_inside_an_option_stays_since_an_analyzer_may_mean_it(tmp_path: Path) -> None:
    def taking(*, table: dict[str, int] | None = None) -> Any:
        return WORDS.factory()  # type: ignore[operator]

    made = pipeline(attrs.evolve(WORDS, factory=taking), config={"words": {"table": {"b": 1, "a": (2, 3)}}})
    freeze(made).write(tmp_path / "a.json")

    assert '"b": 1,\n        "a": [' in (tmp_path / "a.json").read_text(encoding="utf-8")
    assert Frozen.read(tmp_path / "a.json").pipeline(registry=made.registry)(TEXT) == made(TEXT)


def test_an_option_that_json_would_change_is_refused() -> None:
    def taking(*, table: dict[int, int] | None = None) -> Any:
        return WORDS.factory()  # type: ignore[operator]

    made = pipeline(attrs.evolve(WORDS, factory=taking), config={"words": {"table": {1: 2}}})
    with pytest.raises(OptionError, match="an option of layer 'words' maps from 1"):
        freeze(made)


# Differences


def test_every_difference_is_named_in_one_message() -> None:
    frozen = freeze(pipeline(*ALL, layers=["pairs", "listed"], config={"pairs": {"widest": 30}}))
    now = pipeline(
        WORDS,
        attrs.evolve(SHOUTS, version="2"),
        PAIRS,
        LISTED,
        attrs.evolve(ENGLISH, data=["toll"]),
        attrs.evolve(FRENCH, version="2"),
        Resource(kind="lists", name="dutch", version="1", data=["tol"]),
        layers=["listed", "pairs"],
        config={"pairs": {"widest": 31}, "words": {"smallest": 2}},
    )
    with pytest.raises(FrozenError) as caught:
        frozen.check(now)

    assert [
        "layers: pairs, listed then, listed, pairs now",
        "option widest of pairs: 30 then, 31 now",
        "resource lists english: 1 with content … then, 1 with content … now",
        "resource lists french: 1 with content … then, 2 with content … now",
        "layer shouts: shouts 1 of toys then, shouts 2 of toys now",
        "option smallest of words: none then, 2 now",
        "resource lists dutch: none then, 1 with content … now",
    ] == [DIGEST.sub("…", line) for line in lines_of(caught)]
    assert str(caught.value).startswith("results may not be those that were frozen")
    assert [*map("  {}".format, lines_of(caught))] == str(caught.value).splitlines()[1:]


def test_nothing_is_named_where_nothing_differs() -> None:
    made = pipeline(*ALL)

    assert freeze(made).check(pipeline(*ALL)) is None


@pytest.mark.parametrize(
    ("name", "then", "now", "is_same"),
    [
        ("discourse-analysis", "0.1.0", "0.1.7", True),
        ("discourse-analysis", "0.1.0", "0.2.0", False),
        ("discourse-analysis", "1.2.0", "2.2.0", False),
        ("discourse-analysis", "0.1.0", "0.11.0", False),
        ("python", "3.11", "3.12", False),
        ("numpy", "2.3", "2.4", False),
    ],
)
def test_versions_of_what_all_stands_on(name: str, then: str, now: str, is_same: bool, monkeypatch: Any) -> None:
    from discourse import freezing

    given = freezing.software_versions()
    monkeypatch.setattr(freezing, "software_versions", lambda: {**given, name: then})
    frozen = freeze(pipeline(WORDS))
    monkeypatch.setattr(freezing, "software_versions", lambda: {**given, name: now})

    if is_same:
        frozen.check(pipeline(WORDS))
    else:
        ours = name == "discourse-analysis"
        short = [version.rpartition(".")[0] if ours else version for version in (then, now)]

        assert [f"{name}: {short[0]} then, {short[1]} now"] == changed(frozen, pipeline(WORDS))


def test_a_plugin_that_is_missing_is_named_with_what_it_gave() -> None:
    frozen = freeze(
        Pipeline("shouts", registry=Registry([Plugin(WORDS, name="a"), Plugin(SHOUTS, name="b")], entry_points=False))
    )
    with pytest.raises(FrozenError) as caught:
        frozen.pipeline(registry=plugins(WORDS, name="a"))

    assert ["plugin b: given then, none now", "layer shouts: shouts 1 of b then, none now"] == lines_of(caught)[:2]
    assert lines_of(caught)[2].startswith("no layer 'shouts'; there are: words.")


def test_the_same_analyzer_of_another_plugin_is_another() -> None:
    frozen = freeze(Pipeline("words", registry=plugins(WORDS)))

    assert [
        "plugin toys: given then, none now",
        "layer words: words 1 of toys then, words 1 of mine now",
        "plugin mine: none then, given now",
    ] == changed(frozen, Pipeline("words", registry=plugins(WORDS, name="mine")))


def test_a_version_of_a_plugin_that_is_installed_counts(fresh_python: Run, tmp_path: Path) -> None:
    from .toys import write_plugin

    body = (
        "import attrs, discourse\n"
        "@attrs.frozen\nclass Nod:\n    'A nod.'\n"
        "class Nods:\n    'Finds nothing.'\n    def analyze(self, document):\n        return []\n"
        "@discourse.hookimpl\ndef discourse_register_analyzers(register):\n"
        "    register(discourse.AnalyzerSpec(name='nods', version='1', provides='nods', payload=Nod, factory=Nods))\n"
    )
    write_plugin(tmp_path, "nodding", body)
    (tmp_path / "a.txt").write_text("Yes.", encoding="utf-8")
    file = tmp_path / "frozen.json"
    made = fresh_python("-m", "discourse", "freeze", "-l", "nods", "-o", str(file), path=tmp_path)
    analyze = ("-m", "discourse", "analyze", str(tmp_path / "a.txt"), "-f", "jsonl", "--frozen", str(file))
    same = fresh_python(*analyze, path=tmp_path)
    info = tmp_path / "nodding-1.2.dist-info" / "METADATA"
    info.write_text(info.read_text(encoding="utf-8").replace("Version: 1.2", "Version: 1.3"), encoding="utf-8")
    other = fresh_python(*analyze, path=tmp_path)
    gone = fresh_python(*analyze, path=tmp_path, DISCOURSE_NO_PLUGINS="nodding")

    assert (0, 0, "") == (made.returncode, same.returncode, same.stderr)
    assert (1, "") == (other.returncode, other.stdout)
    assert "  plugin nodding: nodding 1.2 then, nodding 1.3 now" in other.stderr.splitlines()
    assert "  plugin nodding: nodding 1.2 then, none now" in gone.stderr.splitlines()


def test_what_was_chosen_among_providers_and_inputs_is_kept(tmp_path: Path) -> None:
    long_words = spec("long-words", WORDS.factory, provides="words", payload=WORDS.payload, alternative=True)
    given = (WORDS, long_words, SHOUTS, PAIRS)
    made = pipeline(
        *given, layers=["pairs"], providers={"words": "long-words"}, inputs={"shouts": "shouts.reviewed"},
        config={"words": {"smallest": 3}},
    )  # fmt: skip
    freeze(made).write(tmp_path / "a.json")
    frozen = Frozen.read(tmp_path / "a.json")
    document = pipeline(*given, layers=["shouts"])(TEXT)
    reviewed = discourse.Layer("shouts.reviewed", SHOUTS.payload, document["shouts"][1:])
    brought = discourse.Document(TEXT).with_layer(reviewed)

    assert {"pairs": ("shouts.reviewed",)} == {step.layer: step.reads for step in frozen.steps}
    assert ["shouts.reviewed", "pairs"] == list(made(brought).layers)
    assert frozen.pipeline(registry=made.registry)(brought) == made(brought)
    assert "input shouts: shouts.reviewed then, none now" in changed(frozen, pipeline(*given, layers=["pairs"]))


def test_what_was_changed_in_the_file_without_anything_else_is_seen() -> None:
    frozen = freeze(pipeline(WORDS))
    edited = attrs.evolve(frozen, steps=tuple(attrs.evolve(step, config="0" * 16) for step in frozen.steps))

    assert [f"configuration of words: {'0' * 16} then, {frozen.steps[0].config} now"] == changed(
        edited, pipeline(WORDS)
    )


def test_a_long_option_is_shown_by_its_beginning_and_a_digest() -> None:
    def taking(*, notes: str = "") -> Any:
        return WORDS.factory()  # type: ignore[operator]

    words = attrs.evolve(WORDS, factory=taking)
    then, now = (pipeline(words, config={"words": {"notes": "a" * 500 + end}}) for end in "bc")
    (line,) = changed(freeze(then), now)
    shown_then, shown_now = line.removeprefix("option notes of words: ").removesuffix(" now").split(" then, ")

    assert len(line) < 250
    assert shown_then != shown_now
    assert shown_then.partition("…")[0] == shown_now.partition("…")[0]


# Models


@pytest.fixture
def saved(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with a model in it, and forget afterwards which were loaded."""
    fitted("the red door", "the blue door").save(tmp_path / "study" / "models" / "rare")
    SavedCounter.loaded.clear()
    yield tmp_path / "study"
    SavedCounter.loaded.clear()


def test_a_model_is_found_beside_the_file_wherever_both_are_moved(saved: Path) -> None:
    made = pipeline(WORDS, RARE, models={"rarities": saved / "models" / "rare"})
    freeze(made).write(saved / "frozen.json")
    moved = saved.rename(saved.with_name("moved"))
    again = Frozen.read(moved / "frozen.json")

    assert "models/rare" == json.loads((moved / "frozen.json").read_text(encoding="utf-8"))["steps"][1]["folder"]
    assert again == freeze(made)
    assert again.pipeline(registry=made.registry)(TEXT) == made(TEXT)


def test_folders_named_from_where_one_works_are_seen_from_the_file(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(saved)
    (saved / "results").mkdir()
    made = pipeline(WORDS, RARE, models={"rarities": "models/rare"})
    freeze(made).write("results/frozen.json")
    again = Frozen.read("results/frozen.json")

    assert "../models/rare" in Path("results/frozen.json").read_text(encoding="utf-8")
    assert '"folder": "models/rare"' in freeze(made).to_json()
    assert again.pipeline(registry=made.registry)(TEXT) == made(TEXT)


def test_a_folder_elsewhere_is_left_out_and_has_to_be_named(saved: Path, tmp_path: Path) -> None:
    made = pipeline(WORDS, RARE, models={"rarities": saved / "models" / "rare"})
    (tmp_path / "other").mkdir()
    freeze(made).write(tmp_path / "other" / "frozen.json")
    text = (tmp_path / "other" / "frozen.json").read_text(encoding="utf-8")
    again = Frozen.read(tmp_path / "other" / "frozen.json")

    assert "folder" not in text and "study" not in text
    with pytest.raises(FrozenError, match=r"model of rarities: .* then, none now"):
        again.pipeline(registry=made.registry)
    rebuilt = again.pipeline(models={"rarities": saved / "models" / "rare"}, registry=made.registry)
    assert rebuilt(TEXT) == made(TEXT)


def test_a_model_that_was_fitted_here_is_kept_by_its_digest(tmp_path: Path) -> None:
    made = pipeline(WORDS, RARE).fit(["the red door", "the blue door"])
    freeze(made).write(tmp_path / "a.json")
    frozen = Frozen.read(tmp_path / "a.json")
    model = fitted("the red door", "the blue door")

    assert frozen.pipeline(models={"rarities": model}, registry=made.registry)(TEXT) == made(TEXT)
    with pytest.raises(FrozenError, match=r"model of rarities: 1:.*'blue': 1.* then, 1:.*'red': 1.*now"):
        frozen.pipeline(models={"rarities": fitted("the red door")}, registry=made.registry)


def test_another_model_in_the_folder_is_refused(saved: Path) -> None:
    made = pipeline(WORDS, RARE, models={"rarities": saved / "models" / "rare"})
    freeze(made).write(saved / "frozen.json")
    (saved / "models" / "rare" / "counts.json").write_text('{"door": 3}', encoding="utf-8")

    with pytest.raises(FrozenError) as caught:
        Frozen.read(saved / "frozen.json").pipeline(registry=made.registry)
    (line,) = lines_of(caught)
    assert line.startswith("model of rarities: ")


def test_a_model_that_is_gone_is_said_with_all_other_differences(saved: Path) -> None:
    folder = saved / "models" / "rare"
    freeze(pipeline(WORDS, RARE, models={"rarities": folder})).write(saved / "frozen.json")
    folder.rename(saved / "elsewhere")
    with pytest.raises(FrozenError) as caught:
        Frozen.read(saved / "frozen.json").pipeline(registry=plugins(attrs.evolve(WORDS, version="2"), RARE))

    assert ["layer words: words 1 of toys then, words 2 of toys now", f"cannot read {folder}"] == lines_of(caught)


def test_layers_that_share_a_model_load_it_once_also_from_another_place(saved: Path) -> None:
    folder = saved / "models" / "rare"
    made = pipeline(WORDS, RARE, RARE_TOO, models={"second": folder})
    freeze(made).write(saved / "frozen.json")
    SavedCounter.loaded.clear()
    frozen = Frozen.read(saved / "frozen.json")
    rebuilt = frozen.pipeline(registry=made.registry)

    assert [str(folder)] == SavedCounter.loaded
    assert rebuilt(TEXT) == made(TEXT)

    folder.rename(saved / "elsewhere")
    moved = frozen.pipeline(models={"rarities": saved / "elsewhere"}, registry=made.registry)
    assert moved(TEXT) == made(TEXT)


def test_a_pipeline_without_its_model_cannot_be_frozen_and_is_no_other() -> None:
    with pytest.raises(NotFittedError, match="rarities"):
        freeze(pipeline(WORDS, RARE))
    frozen = freeze(pipeline(WORDS, RARE, models={"rarities": fitted("a")}))
    (line,) = changed(frozen, pipeline(WORDS, RARE))
    assert line.endswith("then, none now")


def test_models_are_given_by_layer() -> None:
    with pytest.raises(OptionError, match="models is a mapping from layers, not 'rare'"):
        freeze(pipeline(WORDS)).pipeline(models="rare")  # type: ignore[arg-type]


# What may come as a file


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Pipeline, Path]:
    """Return the text of a frozen file, its pipeline, and a folder for what becomes of it."""
    made = pipeline(
        *ALL, RARE, config={"pairs": {"widest": 30}}, inputs={"notes": "words"},
        models={"rarities": fitted("the red door")},
    )  # fmt: skip
    return freeze(made).to_json(), made, tmp_path_factory.mktemp("frozen")


def read(text: str | bytes, folder: Path) -> Frozen:
    file = folder / "study.json"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return Frozen.read(file)


def test_the_whole_file_is_sound(whole: tuple[str, Pipeline, Path]) -> None:
    text, made, folder = whole
    model = made._analyzers.models["rarities"]

    assert read(text, folder).pipeline(models={"rarities": model}, registry=made.registry)(TEXT) == made(TEXT)


def test_a_file_that_was_cut_off_is_refused_by_its_name(whole: tuple[str, Pipeline, Path]) -> None:
    text, _, folder = whole
    for end in range(0, len(text.rstrip()), 7):
        with pytest.raises(FormatError, match=r"study\.json is no frozen file: "):
            read(text[:end], folder)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the place of everything in plain data."""
    yield path
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield from places(value, (*path, key))


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300)
@given(data=st.data())
def test_nothing_in_the_file_can_be_changed_without_being_seen(
    whole: tuple[str, Pipeline, Path], data: st.DataObject
) -> None:
    text, made, folder = whole
    plain = json.loads(text)
    path = data.draw(st.sampled_from([path for path in places(plain) if path]))
    parent, key = at(plain, path[:-1]), path[-1]
    before = parent[key]
    if data.draw(st.booleans()):
        parent[key] = data.draw(JSON | st.text(alphabet="abc.123", max_size=4))
    else:
        del parent[key]
    is_same = key in parent if isinstance(parent, dict) else key < len(parent)
    if is_same and type(parent[key]) is type(before) and parent[key] == before:
        return

    with pytest.raises((FormatError, FrozenError)):
        read(json.dumps(plain), folder).check(made)
    with suppress(FormatError, FrozenError):  # where other layers are wanted it may well be possible
        read(json.dumps(plain), folder).pipeline(models=made._analyzers.models, registry=made.registry)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("discourse-frozen/1", "discourse-frozen/2"),
         "its format is 'discourse-frozen/2'; this version reads 'discourse-frozen/1'"),
        (lambda text: "[]", r"its format is \[\]; this version"),
        (lambda text: "{}", "its format is None; this version"),
        (lambda text: "[" * 100_000, "nested too deeply"),
        (lambda text: b"\xff\xfe" + text.encode("utf-16-le"), "no UTF-8: byte 0xff"),
        (lambda text: text.replace('"layers"', '"layer"', 1), "the key 'layers' is missing"),
        (lambda text: text.replace('"inputs": {', '"inputs": {}, "more": {', 1), "no key 'more'"),
        (lambda text: text.replace('"plugins": {', '"plugins": {"toys": "other", ', 1), "stands twice"),
        (lambda text: text.replace('"analyzer": "shouts"', '"analyzer": 7'), r"FrozenStep\.analyzer: 7 is no text"),
        (lambda text: text.replace('"widest": 30', '"widest": NaN'), "NaN is no number"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_the_reason(
    whole: tuple[str, Pipeline, Path], change: Callable[[str], str | bytes], message: str
) -> None:
    text, _, folder = whole
    assert change(text) != text
    with pytest.raises(FormatError, match=rf"study\.json is no frozen file: .*{message}"):
        read(change(text), folder)


@pytest.mark.parametrize("name", ["missing.json", "", "a\0b"])
def test_a_file_that_cannot_be_read_or_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="cannot read"):
        Frozen.read(tmp_path / name)
    with pytest.raises(SourceError, match="cannot write"):
        freeze(pipeline(WORDS)).write(tmp_path / "no folder" / "a.json" if name == "missing.json" else tmp_path / name)


# On the command line


@pytest.fixture
def run(
    use_registry: Callable[[Registry], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    use_registry(plugins(*ALL, RARE))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments)

    return invoke


def exit_code(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    assert isinstance(caught.value.code, int)
    return caught.value.code


def test_a_frozen_file_gives_the_same_bytes_again(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('layers = ["pairs"]\n[config.pairs]\nwidest = 9\n', encoding="utf-8")
    made = run("freeze", "-c", "study.toml", "-o", "frozen.json")
    expected = run("analyze", "article.txt", "-f", "jsonl", "-c", "study.toml")
    again = run("analyze", "article.txt", "-f", "jsonl", "--frozen", "frozen.json")

    assert (0, "", "") == (made.exit_code, made.stdout, made.stderr)
    assert (0, expected.stdout, "") == (again.exit_code, again.stdout, again.stderr)
    assert (tmp_path / "frozen.json").read_bytes() == run("freeze", "-c", "study.toml").stdout_bytes


def test_a_page_shows_the_frozen_layers(run: Callable[..., Result]) -> None:
    run("freeze", "-l", "words", "-o", "words.json")

    assert "WORDS" in run("analyze", "article.txt", "--frozen", "words.json").stdout.upper()
    assert 0 == run("analyze", "article.txt", "--frozen", "words.json", "-f", "csv").exit_code


def test_nothing_is_analyzed_if_something_differs(
    run: Callable[..., Result], use_registry: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    run("freeze", "-l", "shouts,listed", "-o", "frozen.json")
    english = attrs.evolve(ENGLISH, version="1\x1b[2J\n  layer words: none")
    use_registry(plugins(WORDS, attrs.evolve(SHOUTS, version="2"), LISTED, english, FRENCH))

    assert 1 == exit_code("analyze", "article.txt", "--frozen", "frozen.json", "-o", "out.jsonl")
    out, err = capsys.readouterr()
    assert not Path("out.jsonl").exists()
    assert "" == out
    assert 3 == len(err.splitlines())
    assert "  layer shouts: shouts 1 of toys then, shouts 2 of toys now" in err.splitlines()
    assert "\x1b" not in err


@pytest.mark.parametrize("more", [["-l", "words"], ["-c", "study.toml"]])
def test_layers_and_settings_beside_a_frozen_file_are_refused(
    run: Callable[..., Result], more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "study.toml").write_text("", encoding="utf-8")
    run("freeze", "-l", "words", "-o", "frozen.json")

    assert 2 == exit_code("analyze", "article.txt", "--frozen", "frozen.json", *more)
    assert "leave --layers and --config out" in capsys.readouterr().err


def test_a_model_that_moved_is_named(run: Callable[..., Result], tmp_path: Path) -> None:
    fitted("the red door").save(tmp_path / "model")
    fitted("other").save(tmp_path / "other")
    run("freeze", "-l", "rarities", "-m", "rarities=model", "-o", "frozen.json")
    expected = run("analyze", "article.txt", "-f", "jsonl", "--frozen", "frozen.json")
    (tmp_path / "model").rename("moved")
    again = run("analyze", "article.txt", "-f", "jsonl", "--frozen", "frozen.json", "-m", "rarities=moved")

    assert (0, expected.stdout) == (again.exit_code, again.stdout)
    assert 1 == exit_code("analyze", "article.txt", "--frozen", "frozen.json")
    assert 1 == exit_code("analyze", "article.txt", "--frozen", "frozen.json", "-m", "rarities=other")


def test_the_shipped_layers_freeze_and_pass() -> None:
    made = Pipeline(registry=Registry(entry_points=False))
    frozen = freeze(made)

    frozen.check(frozen.pipeline(registry=made.registry))
    assert set(discourse.DEFAULT_PLUGINS) >= set(frozen.plugins)
