"""Codebooks: what is read, and what an error says."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import discourse
from discourse import Resource
from discourse.errors import FormatError
from discourse_framing import DATA, SHIPPED, read_codebook
from discourse_framing.codebook import KIND, codebook_from
from discourse_framing.matching import Matcher
from discourse_framing.scoring import Scorer
from discourse_text import tokenize

POLICY_FRAMES = (
    "economic",
    "capacity_and_resources",
    "morality",
    "fairness_and_equality",
    "legality",
    "policy_prescription",
    "crime_and_punishment",
    "security_and_defense",
    "health_and_safety",
    "quality_of_life",
    "cultural_identity",
    "public_opinion",
    "political",
    "external_regulation",
    "other",
)
GENERIC_FRAMES = ("conflict", "resolution", "human_interest", "morality", "economic")


def plain_codebook(**frame: Any) -> dict[str, Any]:
    """Return the plain data of a sound codebook with one frame, whose keys may be replaced."""
    return {
        "format": "discourse-codebook/1",
        "name": "weather",
        "version": "1.0",
        "title": "Weather",
        "language": "en",
        "source": "Made up.",
        "licence": "None.",
        "about": "For tests.",
        "scoring": {"strong": 3, "typical": 2, "faint": 1, "half": 3, "words": 40, "keep": 0.3},
        "frame": [
            {
                "name": "rain",
                "label": "Rain",
                "definition": "It rains.",
                "includes": "Drizzle.",
                "excludes": "Snow.",
                "examples": ["It rains."],
                "counterexamples": ["It snows."],
                "strong": "rain, rained",
                **frame,
            }
        ],
    }


def resource(data: Any) -> Resource:
    return Resource(kind=KIND, name="weather", version="1.0", data=data)


def primary_frame(name: str, sentence: str) -> str | None:
    codebook = codebook_from(read_codebook(DATA / f"{name}.toml"))
    columns = tokenize(sentence)
    words = [sentence[start:end].lower() for start, end in zip(columns.starts, columns.ends, strict=True)]
    ranked = Scorer(codebook, 0.0).ranked(Matcher(codebook).matches(words), len(words))
    return codebook.frames[ranked[0].frame].name if ranked else None


def shipped_sentences(kind: str) -> list[tuple[str, str, str]]:
    return [
        (file.removesuffix(".toml"), frame.name, sentence)
        for file in SHIPPED
        for frame in codebook_from(read_codebook(DATA / file)).frames
        for sentence in getattr(frame, kind)
    ]


@pytest.mark.parametrize(("file", "expected"), [("policy.toml", POLICY_FRAMES), ("generic.toml", GENERIC_FRAMES)])
def test_shipped_codebooks_have_their_frames_in_order(file: str, expected: tuple[str, ...]) -> None:
    codebook = codebook_from(read_codebook(DATA / file))

    assert expected == tuple(frame.name for frame in codebook.frames)


@pytest.mark.parametrize("file", SHIPPED)
def test_every_shipped_frame_but_other_has_a_hundred_patterns_and_examples(file: str) -> None:
    for frame in codebook_from(read_codebook(DATA / file)).frames:
        if frame.name == "other":
            continue

        assert len(frame.patterns) >= 100, frame.name
        assert len(frame.examples) >= 2, frame.name
        assert frame.counterexamples, frame.name


@pytest.mark.parametrize("file", SHIPPED)
def test_every_data_file_has_its_card(file: str) -> None:
    assert (DATA / file).with_suffix(".card.md").is_file()


@pytest.mark.parametrize(("codebook", "frame", "sentence"), shipped_sentences("examples"))
def test_an_example_has_its_frame_as_the_primary_one(codebook: str, frame: str, sentence: str) -> None:
    assert frame == primary_frame(codebook, sentence)


@pytest.mark.parametrize(("codebook", "frame", "sentence"), shipped_sentences("counterexamples"))
def test_a_counterexample_has_another_primary_frame(codebook: str, frame: str, sentence: str) -> None:
    assert frame != primary_frame(codebook, sentence)


def test_patterns_are_separated_by_commas_and_ends_of_lines_and_weighed_by_their_grade() -> None:
    data = plain_codebook(strong="Rain,  heavy\tshower*\n\nhail,", faint="cloud*", never="rain check")

    patterns = codebook_from(resource(data)).frames[0].patterns

    assert [("rain", 3.0), ("heavy shower*", 3.0), ("hail", 3.0), ("cloud*", 1.0), ("rain check", 0.0)] == [
        (pattern.text, pattern.weight) for pattern in patterns
    ]


def test_a_frame_may_need_more_evidence_than_the_others() -> None:
    assert codebook_from(resource(plain_codebook())).frames[0].half == 3.0
    assert codebook_from(resource(plain_codebook(half=7.5))).frames[0].half == 7.5


def test_a_codebook_file_becomes_a_resource(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'format = "discourse-codebook/1"\nname = "mine"\nversion = "0.3"\n'
        '[[frame]]\nname = "rain"\ndefinition = "It rains."\nstrong = "rain*"\n',
        encoding="utf-8",
    )

    read = read_codebook(path)

    assert ("frame_codebooks", "mine", "0.3") == (read.kind, read.name, read.version)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name = ", "mine.toml is no TOML"),
        (b'name = "\xff"', "mine.toml: no UTF-8"),
        (b'name = "mine"', "needs a line such as version = '...'"),
        (b'name = 3\nversion = "1"', "needs a line such as name = '...'"),
    ],
)
def test_a_file_that_is_no_codebook_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)

    with pytest.raises(FormatError) as error:
        read_codebook(path)

    assert message in str(error.value)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"definiton": "It rains."}, "frame 'rain': no key 'definiton'"),
        ({"name": "Rain!"}, "frame 'Rain!': a name is made of small letters"),
        ({"label": " "}, "label is a text that is not empty"),
        ({"examples": "It rains."}, "examples is a list of sentences"),
        ({"half": 0}, "half is a number above 0"),
        ({"half": True}, "half is a number above 0"),
        ({"strong": ["rain"]}, "strong is one text of patterns"),
        ({"strong": "rain", "faint": "Rain"}, "the pattern 'rain' is there twice"),
        ({"strong": "", "never": "rain check"}, "patterns under `never` find nothing"),
        ({"strong": "rain, *"}, "frame 'rain', pattern '*': it matches everything"),
        ({"strong": "* ?"}, "pattern '* ?': it matches everything"),
        ({"strong": "tax|*"}, "pattern 'tax|*': '*' is any word, and needs no alternatives"),
        ({"strong": "tax *"}, "pattern 'tax *': a pattern neither begins nor ends with any word"),
        ({"strong": "*a*a*b"}, "a word with more than 2 stars"),
        ({"half": 10**400}, "half is a number above 0, at most 1e+06"),
        ({"strong": "rain|"}, "pattern 'rain|': something is missing beside a bar"),
        ({"strong": "rain\u200b"}, "a sign that cannot be seen"),
        ({"strong": "rain ... on ... the ... roof"}, "it has more than 2 gaps"),
        ({"parent": "weather"}, "frame 'rain': no frame 'weather'; there are: rain"),
        ({"parent": "rain"}, "a frame cannot be a kind of itself"),
        ({"parent": 3}, "parent is the name of a frame"),
        ({"maps_to": {"policy": "economic"}}, "maps_to.policy is a list of names of frames"),
        ({"maps_to": ["policy"]}, "maps_to is a table of codebooks"),
        ({"pattern": {"find": "hail"}}, "patterns with conditions stand under headings"),
        ({"pattern": [{"grade": "strong"}]}, "these keys are missing: find"),
        ({"pattern": [{"find": "hail"}]}, "has either a grade or a weight"),
        ({"pattern": [{"find": "hail", "grade": "strong", "weight": 2}]}, "has either a grade or a weight"),
        ({"pattern": [{"find": "hail", "grade": "stong"}]}, "no grade 'stong'; there are: strong, typical, faint"),
        ({"pattern": [{"find": "hail", "weight": -2}]}, "weight is a number above 0, at most 1e+06, not -2"),
        ({"pattern": [{"find": "hail", "weight": 1, "requires": "|"}]}, "pattern '|': something is missing"),
        (
            {"pattern": [{"find": "hail", "weight": 1, "requires": "ice, roof", "unless": "roof, ice, car"}]},
            "pattern 'hail': it finds nothing: all that it requires is excluded",
        ),
        ({"strong": "rain", "pattern": [{"find": "rain", "weight": 1}]}, "the pattern 'rain' is there twice"),
        ({"strong": "... rain"}, "neither begins nor ends with a gap"),
        ({"strong": "rain ..."}, "neither begins nor ends with a gap"),
        ({"strong": "rain ...|snow storm"}, "a gap stands alone"),
        ({"strong": " ".join(["a|b|c|d|e|f"] * 3)}, "it stands for 216 patterns; at most 200 are allowed"),
    ],
)
def test_an_unsound_frame_is_refused_by_name(frame: dict[str, Any], message: str) -> None:
    with pytest.raises(FormatError) as error:
        codebook_from(resource(plain_codebook(**frame)))

    assert "codebook 'weather'" in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("format",), "discourse-codebook/9", "its format is 'discourse-codebook/9'"),
        (("colour",), "red", "no key 'colour'"),
        (("title",), 7, "title is a text that is not empty"),
        (("frame",), [], "it needs at least one frame"),
        (("frame",), ["rain"], "expected keys and values, not 'rain'"),
        (("scoring",), {"strang": 3}, "[scoring]: no key 'strang'"),
        (("scoring", "negated"), 1.5, "[scoring]: negated is a share from 0 to 1, not 1.5"),
        (("scoring", "strong"), -1, "[scoring]: strong is a number above 0, at most 1e+06, not -1"),
        (("scoring", "strong"), float("nan"), "[scoring]: strong is a number above 0, at most 1e+06, not nan"),
        (("scoring", "keep"), 1.5, "[scoring]: keep is a probability below 1"),
    ],
)
def test_an_unsound_codebook_is_refused(path: tuple[str, ...], value: Any, message: str) -> None:
    data: Any = plain_codebook()
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value

    with pytest.raises(FormatError) as error:
        codebook_from(resource(data))

    assert message in str(error.value)


def test_two_frames_of_one_name_are_refused() -> None:
    data = plain_codebook()
    data["frame"].append(deepcopy(data["frame"][0]))

    with pytest.raises(FormatError, match="the frame 'rain' is there twice"):
        codebook_from(resource(data))


def test_missing_keys_are_listed() -> None:
    data = plain_codebook()
    del data["version"], data["format"]

    with pytest.raises(FormatError, match="codebook 'weather': these keys are missing: format, version"):
        codebook_from(resource(data))


def test_a_frame_needs_no_more_than_a_name_and_a_definition() -> None:
    data = {"format": "discourse-codebook/1", "name": "weather", "version": "1"}
    codebook = codebook_from(resource({**data, "frame": [{"name": "heavy_rain", "definition": "It pours."}]}))

    assert ("weather", 40.0, 0.35) == (codebook.title, codebook.words, codebook.keep)
    assert ("Heavy rain", 3.0, (), ()) == (
        codebook.frames[0].label,
        codebook.frames[0].half,
        codebook.frames[0].examples,
        codebook.frames[0].patterns,
    )


def test_a_pattern_may_stand_alone_and_under_a_condition() -> None:
    data = plain_codebook(strong="hail", pattern=[{"find": "hail, sleet", "weight": 2.5, "requires": "roof*"}])
    patterns = codebook_from(resource(data)).frames[0].patterns

    assert [("hail", 3.0, ()), ("hail", 2.5, ((("roof*",),),)), ("sleet", 2.5, ((("roof*",),),))] == [
        (pattern.text, pattern.weight, pattern.requires) for pattern in patterns
    ]


def test_a_frame_has_the_patterns_of_those_whose_parent_it_is_and_of_theirs() -> None:
    data = plain_codebook(strong="rain, wet", never="rain check")
    child = {"name": "storm", "definition": "Storms.", "parent": "rain", "strong": "storm*, wet"}
    grandchild = {"name": "gale", "definition": "Gales.", "parent": "storm", "strong": "gale*"}
    data["frame"] += [grandchild, child]
    rain, gale, storm = codebook_from(resource(data)).frames

    assert ["gale*", "storm*"] == [pattern.text for pattern in rain.inherited]
    assert ["gale*"] == [pattern.text for pattern in storm.inherited]
    assert () == gale.inherited


def test_parents_in_a_circle_are_refused() -> None:
    data = plain_codebook(parent="storm")
    data["frame"].append({"name": "storm", "definition": "Storms.", "parent": "rain", "strong": "storm*"})

    with pytest.raises(FormatError, match="a frame cannot be a kind of itself: rain > storm > rain"):
        codebook_from(resource(data))


def test_a_word_and_its_beginning_are_two_patterns() -> None:
    data = plain_codebook(strong="rain", typical="rain|snow", faint="rain*")

    assert ["rain", "rain|snow", "rain*"] == [
        pattern.text for pattern in codebook_from(resource(data)).frames[0].patterns
    ]


# A plugin's


def test_a_codebook_of_a_plugin_is_used_by_its_name() -> None:
    class Weather:
        @discourse.hookimpl
        def discourse_frame_codebooks(self, register: Any) -> None:
            register(Resource(kind=KIND, name="weather", version="1.0", data=plain_codebook()))

    registry = discourse.Registry([*discourse.DEFAULT_PLUGINS, Weather()], entry_points=False, strict=True)
    config = {"document_frames": {"codebook": "weather", "minimum": 0.0}}
    document = discourse.Pipeline("document_frames", registry=registry, config=config)("It rained.")

    assert {"weather"} == {frame.value.codebook for frame in document["document_frames"]}
