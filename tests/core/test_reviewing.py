"""Corrected annotations come back: nothing untouched is lost, everything touched counts, and the rest is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import Annotation, Document, Evidence, FormatError, Layer, LayerError, OptionError, SourceError, Span
from discourse.payloads import OpaqueValue, UnknownPayload

from . import toys

TEXT = "Ferries are late.\nNobody asks why 🙂 the pier shut."
REGISTRY = toys.registry(
    toys.WORDS, toys.SHOUTS, toys.PAIRS, toys.spec("everything", toys.Shouts, payload=toys.Everything)
)
SUFFIXES = (".ann", ".jsonld")


def document(*annotations: Annotation[Any], layer: str = "words", payload: type[Any] = toys.Word) -> Document:
    return Document(TEXT, "pier.txt").with_layer(Layer(layer, payload, annotations))


def words() -> Document:
    return document(
        Annotation(Span(0, 7), toys.Word("capital"), (Evidence(Span(0, 1), "big letter", 0.25),)),
        Annotation(Span(12, 24), toys.Word("low")),
    )


def written(folder: Path, found: Document, suffix: str = ".ann") -> Path:
    file = folder / f"pier{suffix}"
    discourse.write(found, file, registry=REGISTRY)
    return file


def edited(folder: Path, change: Callable[[str], str], found: Document | None = None) -> Path:
    file = written(folder, found or words())
    file.write_text(change(file.read_text("utf-8")), "utf-8", newline="")
    return file


def read(found: Document, file: Path, **more: Any) -> Document:
    return discourse.read_reviewed(found, file, registry=REGISTRY, **more)


def same(layer: Layer[Any], other: Layer[Any]) -> bool:
    return (layer.payload, list(layer)) == (other.payload, list(other))


# What nobody touches


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_nobody_touches_comes_back_without_provenance(tmp_path: Path, suffix: str) -> None:
    found = words()

    reviewed = read(found, written(tmp_path, found, suffix))

    assert ("words", "words.reviewed") == reviewed.layers
    assert same(found["words"], reviewed["words.reviewed"])
    assert reviewed["words.reviewed"].provenance is None
    assert found.layers == ("words",)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_document_without_the_layers_is_enough(tmp_path: Path, suffix: str) -> None:
    file = written(tmp_path, words(), suffix)

    assert same(words()["words"], read(Document(TEXT), file)["words.reviewed"])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_layer_of_which_nothing_is_left_is_empty_and_not_missing(tmp_path: Path, suffix: str) -> None:
    found = document()

    assert [] == list(read(found, written(tmp_path, found, suffix))["words.reviewed"])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_layers_of_plugins_that_are_not_installed_come_back(tmp_path: Path, suffix: str) -> None:
    payload = UnknownPayload("elsewhere.Stance", 3)
    opaque = [Annotation(Span(0, 4), OpaqueValue('{"for":true,"note":"a\\tb"}'))]
    found = Document(TEXT).with_layer(Layer("stances", payload, opaque))

    assert same(found["stances"], read(found, written(tmp_path, found, suffix))["stances.reviewed"])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_layer_of_any_name_comes_back(tmp_path: Path, suffix: str) -> None:
    found = document(Annotation(Span(0, 3), toys.Word("low")), layer="wörds.of one-2D-\ttab")

    reviewed = read(found, written(tmp_path, found, suffix), suffix="second")

    assert ("wörds.of one-2D-\ttab", "wörds.of one-2D-\ttab.second") == reviewed.layers


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_layers_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    first = written(tmp_path, words(), suffix).read_bytes()

    assert first == written(tmp_path, words(), suffix).read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_holds_one_document(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(FormatError, match=rf"an? {suffix} file holds one document, not 2; give a folder"):
        discourse.write([words(), words()], tmp_path / f"two{suffix}", registry=REGISTRY)

    assert [] == list(tmp_path.iterdir())


TEXTS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ["a\nb", "\r\n", "\u2028x\x85", "a\tb  c", "+|,;%", "🙂 %41", "\ufeffmark", "\0", "", " "]
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(TEXTS)
    length = len(text)
    spans = st.tuples(st.integers(0, length), st.integers(0, length)).map(lambda pair: Span(*sorted(pair)))
    reals = st.floats(-1e6, 1e6).map(lambda x: round(x, 6) + 0.0)
    sizes = st.builds(toys.Size, reals, st.none() | TEXTS)
    values = st.builds(
        toys.Everything,
        text=TEXTS,
        whole=st.integers(),
        real=reals,
        truth=st.booleans(),
        nothing=st.none(),
        choice=st.sampled_from(["yes", "no", 3, True, None]),
        span=spans,
        size=sizes,
        maybe_text=st.none() | TEXTS,
        maybe_span=st.none() | spans,
        maybe_size=st.none() | sizes,
        maybe_choice=st.sampled_from(["a", "b", None]),
        texts=st.lists(TEXTS, max_size=2).map(tuple),
        reals=st.lists(reals, max_size=2).map(tuple),
        spans=st.lists(spans, max_size=2).map(tuple),
        sizes=st.lists(sizes, max_size=2).map(tuple),
        rows=st.lists(st.lists(st.none() | st.integers(), max_size=2).map(tuple), max_size=2).map(tuple),
        exact=st.floats(allow_nan=False, allow_infinity=False),
    )
    evidence = st.lists(st.builds(Evidence, st.none() | spans, TEXTS, reals), max_size=2).map(tuple)
    entries = st.lists(st.builds(Annotation, spans, values, evidence), max_size=4)
    return Document(text, "drawn").with_layer(Layer("everything", toys.Everything, draw(entries)))


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(found=documents())
def test_whatever_is_written_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, found: Document
) -> None:
    file = tmp_path_factory.mktemp("any") / f"drawn{suffix}"
    discourse.write(found, file, registry=REGISTRY)

    assert same(found["everything"], read(found, file)["everything.reviewed"])
    if suffix == ".ann":
        assert found.text == file.with_suffix(".txt").read_bytes().decode()


# What annotators do


def test_an_annotation_that_is_taken_away_is_gone(tmp_path: Path) -> None:
    file = edited(tmp_path, lambda text: "".join(line for line in text.splitlines(True) if "T1" not in line))

    assert [Span(12, 24)] == [a.span for a in read(words(), file)["words.reviewed"]]


def test_a_layer_whose_annotations_are_all_taken_away_is_empty(tmp_path: Path) -> None:
    file = edited(tmp_path, lambda text: text.splitlines(True)[0])

    assert 0 == len(read(words(), file)["words.reviewed"])


def test_an_annotation_that_is_moved_keeps_value_and_evidence(tmp_path: Path) -> None:
    file = edited(tmp_path, lambda text: text.replace("words 0 7\tFerries", "words 0 3\tFer"))

    assert (
        Annotation(Span(0, 3), words()["words"][0].value, words()["words"][0].evidence)
        == (read(words(), file)["words.reviewed"][0])
    )


def test_an_attribute_that_is_changed_wins_over_the_note(tmp_path: Path) -> None:
    file = edited(tmp_path, lambda text: text.replace("words-kind T1 capital", "words-kind T1 other"))

    first = read(words(), file)["words.reviewed"][0]

    assert (toys.Word("other"), words()["words"][0].evidence) == (first.value, first.evidence)


def test_an_annotation_that_is_added_takes_its_fields_from_attributes(tmp_path: Path) -> None:
    start = TEXT.index("asks")
    file = edited(tmp_path, lambda text: text + f"T9\twords {start} {start + 4}\tasks\nA9\twords-kind T9 other\n")

    assert Annotation(Span(start, start + 4), toys.Word("other")) in list(read(words(), file)["words.reviewed"])


def added(text: str) -> str:
    return text + "T9\twords 8 11\tare\n"


def test_defaults_fill_what_an_added_annotation_leaves_open(tmp_path: Path) -> None:
    reviewed = read(words(), edited(tmp_path, added), defaults={"words": {"kind": "low"}})

    assert Annotation(Span(8, 11), toys.Word("low")) == reviewed["words.reviewed"][1]


def test_a_field_that_nothing_fills_is_named_with_what_to_write(tmp_path: Path) -> None:
    file = edited(tmp_path, added)

    with pytest.raises(FormatError) as caught:
        read(words(), file)

    assert (
        f"{file}, line 8 (T9), layer 'words': field 'kind' is missing, a one of 'low', 'capital', 'other'; write it "
        "there, or give it to all that were added: read_reviewed(..., defaults={'words': {'kind': ...}})"
    ) == str(caught.value)


def test_class_defaults_and_fields_that_may_be_none_need_nothing(tmp_path: Path) -> None:
    found = document(layer="pairs", payload=toys.Pair)
    file = edited(tmp_path, lambda text: text + "T9\tpairs 8 11\tare\n", found)

    reviewed = read(found, file, defaults={"pairs": {"first": Span(0, 3)}})

    assert toys.Pair(Span(0, 3), None) == reviewed["pairs.reviewed"][0].value


def everything() -> Document:
    return document(Annotation(Span(0, 7), toys.SAMPLE), layer="everything", payload=toys.Everything)


@pytest.mark.parametrize(
    ("before", "after", "field", "expected"),
    [
        ("whole T1 1", "whole T1 -20", "whole", -20),
        ("real T1 0.5", "real T1 1e-3", "real", 0.001),
        ("real T1 0.5", "real T1 2", "real", 2.0),
        ("truth T1 true", "truth T1 false", "truth", False),
        ("-text T1 a", "-text T1 two+words%2C and %C3%BC", "text", "two words, and ü"),
        ("-choice T1 3", "-choice T1 true", "choice", True),
        ("maybe_choice T1 b", "maybe_choice T1 a", "maybe_choice", "a"),
    ],
)
def test_every_kind_of_attribute_can_be_changed(
    tmp_path: Path, before: str, after: str, field: str, expected: object
) -> None:
    file = edited(tmp_path, lambda text: text.replace(before, after), everything())

    (found,) = read(everything(), file)["everything.reviewed"]

    assert attrs.evolve(toys.SAMPLE, **{field: expected}) == found.value
    assert type(expected) is type(getattr(found.value, field))


def without_line(text: str, word: str) -> str:
    return "".join(line for line in text.splitlines(True) if word not in line)


def test_an_attribute_that_is_taken_away_is_none_where_the_field_may_be_none(tmp_path: Path) -> None:
    file = edited(tmp_path, lambda text: without_line(text, "-maybe_choice "), everything())

    assert attrs.evolve(toys.SAMPLE, maybe_choice=None) == read(everything(), file)["everything.reviewed"][0].value


def test_an_attribute_that_is_taken_away_stays_where_the_field_needs_a_value(tmp_path: Path) -> None:
    file = edited(tmp_path, lambda text: without_line(text, "-whole "), everything())

    assert toys.SAMPLE == read(everything(), file)["everything.reviewed"][0].value


def test_a_remark_behind_the_note_or_in_its_place_is_left_alone(tmp_path: Path) -> None:
    file = edited(tmp_path, lambda text: text.replace("]}\n", "]} I am not sure\n") + "#9\tAnnotatorNotes T2\tWhy?\n")

    assert same(words()["words"], read(words(), file)["words.reviewed"])


def test_an_annotation_that_is_given_to_another_layer_starts_anew(tmp_path: Path) -> None:
    def change(text: str) -> str:
        return without_line(text, "A1").replace("T1\twords", "T1\tshouts")

    reviewed = read(words(), edited(tmp_path, change), defaults={"shouts": {"strength": 2}})

    assert [Annotation(Span(0, 7), toys.Shout(2.0))] == list(reviewed["shouts.reviewed"])
    assert 1 == len(reviewed["words.reviewed"])


def test_what_runs_over_line_ends_is_written_in_parts_and_comes_back_whole(tmp_path: Path) -> None:
    text = written(tmp_path, words()).read_text("utf-8")

    assert "T2\twords 12 17;18 24\tlate. Nobody\n" in text


def test_an_annotation_in_parts_with_words_between_them_is_refused(tmp_path: Path) -> None:
    file = edited(tmp_path, lambda text: text + "T9\twords 0 7;12 16\tFerries late\n")

    with pytest.raises(FormatError, match=r"line 8 \(T9\): its parts have ' are ' between them; an annotation is one"):
        read(words(), file)


def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    file = edited(tmp_path, lambda text: "\ufeff" + text.replace("\n", "\r\n"))

    assert same(words()["words"], read(words(), file)["words.reviewed"])


def test_a_value_that_is_changed_in_a_web_annotation_counts(tmp_path: Path) -> None:
    file = written(tmp_path, words(), ".jsonld")
    plain = json.loads(file.read_text("utf-8"))
    items = plain["first"]["items"]
    items[0]["discourse:value"]["kind"] = "other"
    items[1]["target"]["selector"] = {"type": "TextPositionSelector", "start": 12, "end": 16}
    target = {"selector": {"type": "TextPositionSelector", "start": 8, "end": 11}}
    items.append({"discourse:layer": "words", "target": target})
    file.write_text(json.dumps(plain), "utf-8")

    reviewed = read(words(), file, defaults={"words": {"kind": "low"}})

    assert [
        Annotation(Span(0, 7), toys.Word("other"), words()["words"][0].evidence),
        Annotation(Span(8, 11), toys.Word("low")),
        Annotation(Span(12, 16), toys.Word("low")),
    ] == list(reviewed["words.reviewed"])


# What is refused besides


def test_a_layer_is_read_once(tmp_path: Path) -> None:
    file = written(tmp_path, words())

    with pytest.raises(LayerError, match=r"has a layer 'words\.reviewed' already"):
        read(read(words(), file), file)


def test_a_suffix_that_nothing_reads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"no reader of corrections for suffix '\.xml'; there are: \.ann, \.jsonld"):
        read(words(), tmp_path / "a.xml")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_not_there_is_named(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(SourceError, match=rf"cannot read .*a\{suffix}: No such file"):
        read(words(), tmp_path / f"a{suffix}")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"defaults": {"words": {"kin": 1}}}, r"defaults of layer 'words': no field 'kin'; there are: kind. Did you"),
        ({"defaults": {"wordz": {}}}, r"defaults: no layer 'wordz'; there are: .*Did you mean 'words'"),
        ({"defaults": {"words": 3}}, "defaults are values by layer and field"),
        ({"suffix": ""}, "suffix is a text that is not empty"),
    ],
)
def test_options_are_checked(tmp_path: Path, more: dict[str, Any], expected: str) -> None:
    with pytest.raises(OptionError, match=expected):
        read(words(), written(tmp_path, words()), **more)
