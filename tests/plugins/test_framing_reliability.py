"""The researcher's kit: sheets out and in, agreement, what is held out, curves, suggestions."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

import discourse
from discourse import Document, FormatError, OptionError, SourceError
from discourse_framing import DATA, FrameClassifier, read_codebook
from discourse_framing.reliability import (
    Coding,
    Unit,
    agreement,
    alpha,
    calibration_error,
    confusion,
    held_out,
    majority,
    mixed_up,
    read_sheet,
    reliability_curve,
    risk_coverage,
    suggest,
    units,
    write_sheet,
)

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: four coders, twelve units.
PUBLISHED = {"a": "123321412...", "b": "1233224125.3", "c": ".3332342251.", "d": "12332441251."}
FRAMES = ("costs", "air")
COLUMNS = ["unit", "text", *FRAMES, "none", "note"]


def codings(**coders: dict[str, str]) -> list[Coding]:
    """Return codings from words for each unit."""
    return [Coding(unit, coder, frozenset(said.split())) for coder, of in coders.items() for unit, said in of.items()]


def published() -> list[Coding]:
    return [
        Coding(f"unit {place}", coder, frozenset(mark))
        for coder, marks in PUBLISHED.items()
        for place, mark in enumerate(marks)
        if mark != "."
    ]


SETS = st.sets(st.sampled_from("abcd"), max_size=3)
MANY = st.lists(st.lists(SETS, min_size=3, max_size=3), min_size=2, max_size=12)


def of_lists(drawn: list[list[set[str]]]) -> list[Coding]:
    return [
        Coding(f"u{unit}", f"c{coder}", frozenset(said))
        for unit, of in enumerate(drawn)
        for coder, said in enumerate(of)
    ]


# Agreement


def test_alpha_of_the_published_example() -> None:
    found = alpha(published(), distance="nominal")

    assert found is not None
    assert 0.743 == round(found, 3)


@given(MANY)
def test_alpha_is_that_of_nltk(drawn: list[list[set[str]]]) -> None:
    given = of_lists(drawn)
    values = {value for coding in given for value in [coding.labels]}
    found = alpha(given, distance="nominal")

    if len(values) < 2:
        assert found is None
        return

    task = AnnotationTask(data=[(one.coder, one.unit, one.labels) for one in given])
    assert task.alpha() == pytest.approx(found)


@given(MANY)
def test_alpha_does_not_depend_on_order_or_names(drawn: list[list[set[str]]]) -> None:
    given = of_lists(drawn)
    renamed = [Coding(one.unit[::-1], f"{one.coder}!", one.labels) for one in reversed(given)]

    for distance in ("masi", "nominal"):
        one, other = alpha(given, distance=distance), alpha(renamed, distance=distance)
        assert one == (None if other is None else pytest.approx(other))


def test_sets_that_share_frames_are_nearer_by_masi() -> None:
    shared = codings(anna={"1": "a b", "2": "c", "3": ""}, ben={"1": "a", "2": "c", "3": ""})
    apart = codings(anna={"1": "b", "2": "c", "3": ""}, ben={"1": "a", "2": "c", "3": ""})

    assert alpha(shared) > alpha(apart)  # type: ignore[operator]
    assert alpha(shared) > alpha(shared, distance="nominal")  # type: ignore[operator]


def test_alpha_of_one_frame_is_that_of_having_it_or_not() -> None:
    given = codings(anna={"1": "a b", "2": "b", "3": ""}, ben={"1": "a", "2": "b", "3": "b"})
    only = codings(anna={"1": "a", "2": "", "3": ""}, ben={"1": "a", "2": "", "3": ""})

    assert 1.0 == alpha(given, frame="a") == alpha(only, frame="a", distance="nominal")
    assert alpha(given, frame="b") == agreement(given)[1]["alpha"]


def test_a_text_is_no_set_of_labels() -> None:
    with pytest.raises(OptionError, match="labels are a set of names, not the text 'costs'"):
        Coding("1", "anna", "costs")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="labels are a set of names, not the text 'economic'"):
        held_out(FrameClassifier(), TEXTS, ["economic"] * len(TEXTS))


def test_perfect_agreement_is_one_and_no_variation_is_undefined() -> None:
    assert 1.0 == alpha(codings(anna={"1": "a", "2": "b"}, ben={"1": "a", "2": "b"}))
    assert alpha(codings(anna={"1": "a", "2": "a"}, ben={"1": "a", "2": "a"})) is None
    assert alpha(codings(anna={"1": "a", "2": "b"})) is None
    assert alpha([]) is None


def test_the_table_has_a_row_a_frame_and_two_for_all() -> None:
    given = codings(anna={"1": "a", "2": "b", "3": "", "4": "a"}, ben={"1": "a", "2": "a b", "3": "", "5": "b"})
    rows = agreement(given, frames=["b", "a"])

    assert [("b", "nominal"), ("a", "nominal"), ("all", "masi"), ("all", "nominal")] == [
        (row["frame"], row["distance"]) for row in rows
    ]
    assert {"units": 3, "coders": 2, "marked": 0.5, "agreement": round(2 / 3, 6)} == {
        key: rows[1][key] for key in ("units", "coders", "marked", "agreement")
    }
    assert rows[0]["alpha"] == 1.0
    assert all(row["low"] <= row["alpha"] <= row["high"] for row in rows)
    assert rows == agreement(reversed(given), frames=["b", "a"])


def test_intervals_hold_what_they_say() -> None:
    """Of many samples from coders of known agreement, the interval must hold the known value in about 95 %."""
    random = np.random.default_rng(5)
    held = 0
    for _ in range(60):
        truth = random.random(80) < 0.4
        said = [np.where(random.random(80) < 0.2, random.random(80) < 0.4, truth) for _ in range(2)]
        given = [
            Coding(str(unit), str(coder), frozenset({"a"} if mark else ()))
            for coder, marks in enumerate(said)
            for unit, mark in enumerate(marks.tolist())
        ]
        row = agreement(given, rounds=200)[0]
        held += row["low"] <= 0.64 <= row["high"]  # each copies the truth in 80 %: .8 * .8

    assert held >= 51


@pytest.mark.parametrize("options", [{"rounds": 0}, {"level": 1.0}, {"level": 0.0}])
def test_bad_options_of_agreement_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=r"rounds is a whole number of at least 1|level lies between 0 and 1"):
        agreement([], **options)


def test_a_unit_coded_twice_by_one_coder_is_refused() -> None:
    with pytest.raises(OptionError, match="coder 'anna' codes unit '1' twice"):
        alpha([Coding("1", "anna", frozenset("a")), Coding("1", "anna", frozenset("b"))])
    with pytest.raises(OptionError, match="distance is one of masi, nominal"):
        alpha([], distance="jaccard")  # type: ignore[arg-type]


def test_the_majority_is_more_than_half() -> None:
    given = codings(anna={"1": "a b", "2": "a"}, ben={"1": "a", "2": "b"}, carl={"1": "b c"})

    assert {"1": {"a", "b"}, "2": set()} == majority(given)


# Units and sheets


def document(text: str, name: str) -> Document:
    return discourse.Pipeline("paragraphs")(Document(text, id=name))


def test_units_are_the_paragraphs_that_are_read_for_frames() -> None:
    one = document(
        "The tax costs jobs, and the jobs will not come back.\n\nA court upheld it on Monday in June.", "one"
    )

    assert [("one:0-52", "one"), ("one:54-90", "one")] == [(unit.id, unit.document) for unit in units([one])]
    assert [one.text] == [unit.text for unit in units([one], of="documents")]
    with pytest.raises(KeyError, match="paragraphs"):
        units([Document("No layer.")])
    with pytest.raises(OptionError, match="units are of 'paragraphs' or 'documents'"):
        units([one], of="sentences")  # type: ignore[arg-type]


def filled(path: Path, rows: list[list[str]], separator: str = ",") -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=separator).writerows([COLUMNS, *rows])
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_sheet_that_comes_back_is_read_as_a_spreadsheet_saves_it(tmp_path: Path, separator: str) -> None:
    path = filled(
        tmp_path / "anna.csv",
        [
            ["1", 'Costs, "jobs"; and\nmore', "x", "", "", "sure"],
            ["2", "Air.", "1", " YES ", "", ""],
            ["3", "Rain.", "", "", "1", ""],
            ["4", "Later.", "", "", "", ""],
            ["", "", "", "", "", ""],
            ["5", "No.", "0", "x"],
            ["6", "None.", "0", "0", "", ""],
        ],
        separator,
    )

    assert [
        Coding("1", "anna", frozenset({"costs"})),
        Coding("2", "anna", frozenset({"costs", "air"})),
        Coding("3", "anna", frozenset()),
        Coding("5", "anna", frozenset({"air"})),
        Coding("6", "anna", frozenset()),
    ] == read_sheet(path)


def test_what_spreadsheets_add_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "anna.csv"
    path.write_text("sep=;\nunit;costs;air;;\n 1 ;1.0;0;;\n;;;;\n", encoding="utf-8")

    assert [Coding("1", "anna", frozenset({"costs"}))] == read_sheet(path)


def test_a_sheet_goes_out_empty_with_a_row_a_unit(tmp_path: Path) -> None:
    one = document("=1+1 is no sum, said the mayor of the town.\n\nA court upheld it, with “marks” and, commas.", "one")
    path = tmp_path / "anna.csv"
    write_sheet(path, units([one]), FRAMES)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))

    assert [COLUMNS, ["one:0-43", "'=1+1 is no sum, said the mayor of the town.", "", "", "", ""]] == rows[:2]
    assert "A court upheld it, with “marks” and, commas." == rows[2][1]
    assert [] == read_sheet(path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["1", "A.", "maybe", "", "", ""]], "line 2, column 'costs': a frame is marked with 1 or x"),
        ([["1", "A.", "1", "", "1", ""]], "line 2: 'none' and 'costs' cannot both be marked"),
        ([["1", "A.", "1", "", "", ""], ["1", "A.", "1", "", "", ""]], "line 3: the unit '1' is there twice"),
        ([["1", "A\nB", "1", "", "", ""], ["", "A.", "1", "", "", ""]], "line 4: no unit is named"),
        ([["1", "A.", "1", "", "", "", "", "x"]], "line 2: there are more cells than columns"),
    ],
)
def test_what_is_wrong_in_a_sheet_is_named_with_its_line(tmp_path: Path, rows: list[list[str]], message: str) -> None:
    path = filled(tmp_path / "anna.csv", rows)

    with pytest.raises(FormatError) as error:
        read_sheet(path)

    assert f"{path}, {message}" in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "a sheet begins with the names of its columns"),
        (b"id,costs\n1,x\n", "a sheet begins with the names of its columns"),
        (b"unit,costs,costs\n1,x,\n", "the column 'costs' is there twice"),
        (b"unit,,costs\n1,x,\n", "the column '' is without name"),
        (b"unit,costs\n\xff,x\n", "no UTF-8; save the sheet as 'CSV UTF-8'"),
        (b'unit,costs\n"1,x\n', "line 2: no CSV"),
        (b"unit,cost\n1,x\n", "line 1: 'cost' is no frame of the codebook, which has costs, air"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "anna.csv"
    path.write_bytes(content)

    with pytest.raises(FormatError) as error:
        read_sheet(path, frames=FRAMES)

    assert message in str(error.value)


def test_a_missing_sheet_and_a_second_column_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot read"):
        read_sheet(tmp_path / "none.csv")
    with pytest.raises(OptionError, match="a second column 'none'"):
        write_sheet(tmp_path / "a.csv", [], ["none"])


@given(st.lists(st.tuples(st.text(min_size=1, max_size=40), st.sets(st.sampled_from(FRAMES)))))
def test_what_a_coder_marks_is_what_is_read(tmp_path_factory: Any, rows: list[tuple[str, set[str]]]) -> None:
    path = tmp_path_factory.mktemp("sheets") / "anna.csv"
    marks = [
        [str(number), text, *("x" if frame in said else "" for frame in FRAMES), "" if said else "x", ""]
        for number, (text, said) in enumerate(rows)
    ]
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *marks])

    assert [said for _, said in rows] == [coding.labels for coding in read_sheet(path)]


# Coder and model


def test_confusion_counts_each_frame_and_names_what_was_taken_for_what() -> None:
    coded = {"1": {"a"}, "2": {"a", "b"}, "3": set(), "4": {"c"}}
    predicted = {"1": {"a"}, "2": {"b", "c"}, "3": {"b"}, "4": set(), "5": {"a"}}
    rows = confusion(coded, predicted)

    assert [
        ("a", 1, 1, 0, 2, 1.0, 0.5, round(2 / 3, 6)),
        ("b", 1, 0, 1, 2, 0.5, 1.0, round(2 / 3, 6)),
        ("c", 0, 1, 1, 2, 0.0, 0.0, 0.0),
    ] == [tuple(row.values()) for row in rows]
    assert [("a", "c", 1), ("c", None, 1)] == [tuple(row.values()) for row in mixed_up(coded, predicted)]
    for compare in (confusion, mixed_up):
        with pytest.raises(OptionError, match="unit '9' was coded, and the model says nothing of it"):
            compare({"9": {"a"}}, {})


def test_curves_say_what_probabilities_mean() -> None:
    chances = [[0.9, 0.2], [0.8, 0.1], [0.85, 0.6], [0.3, 0.0]]
    labels = [{"a"}, {"a"}, set(), {"b"}]
    curve = reliability_curve(chances, labels, ["a", "b"], bins=2)

    assert [(0.0, 0.5, 4, 0.15, 0.25), (0.5, 1.0, 4, 0.7875, 0.5)] == [tuple(part.values()) for part in curve]
    assert round((0.1 + 0.2875) / 2, 6) == calibration_error(chances, labels, ["a", "b"], bins=2)
    assert [(0.5, 4, 0.85, 0.5), (1.0, 8, 0.6, 0.375)] == [
        tuple(point.values()) for point in risk_coverage(chances, labels, ["a", "b"], steps=2)
    ]


@given(st.lists(st.lists(st.floats(0, 1), min_size=2, max_size=2), max_size=30), st.integers(1, 20))
def test_every_decision_is_in_the_curves_once(chances: list[list[float]], parts: int) -> None:
    labels = [{"a"} if row[0] > 0.4 else set() for row in chances]
    table = np.array(chances).reshape(-1, 2)
    curve = reliability_curve(table, labels, ["a", "b"], bins=parts)

    assert 2 * len(chances) == sum(part["decisions"] for part in curve)
    assert all(part["low"] <= part["predicted"] + 1e-6 and part["predicted"] <= part["high"] + 1e-6 for part in curve)
    if chances:
        assert 2 * len(chances) == risk_coverage(table, labels, ["a", "b"], steps=parts)[-1]["decisions"]


@pytest.mark.parametrize(
    ("chances", "message"), [([[0.5]], "texts x frames, \\(1, 2\\)"), ([[0.5, 1.5]], "lie between 0 and 1")]
)
def test_figures_that_do_not_fit_are_refused(chances: Any, message: str) -> None:
    for curve in (reliability_curve, risk_coverage, calibration_error):
        with pytest.raises(OptionError, match=message):
            curve(chances, [set()], ["a", "b"])


TOWNS = ("Wick", "Hale", "Rye", "Deal", "Brae")
LINES = {
    "The levy costs jobs in {}.": {"economic"},
    "Prices and wages in {} fall.": {"economic"},
    "A judge in {} upheld the law.": {"legality"},
    "Lawyers in {} filed a lawsuit over wages.": {"legality", "economic"},
    "The band played in {} until ten.": set(),
}
TEXTS = [line.format(town) for town in TOWNS for line in LINES]
LABELS = [frames for _ in TOWNS for frames in LINES.values()]


def test_what_is_held_out_was_predicted_by_a_model_that_has_not_seen_its_group() -> None:
    """Labels that only the group tells cannot be predicted without it, and can with it."""
    texts = [f"The mayor of {town} said it again on day {day}." for town in TOWNS for day in range(8)]
    labels: list[set[str]] = [{town.lower()} for town in TOWNS for _ in range(8)]
    groups = [town for town in TOWNS for _ in range(8)]
    model = FrameClassifier(codebook=None)
    seen = held_out(model, texts, labels)
    unseen = held_out(model, texts, labels, groups=groups)

    def hits(predictions: list[tuple[str, ...]]) -> int:
        return sum(bool(set(frames) & own) for frames, own in zip(predictions, labels, strict=True))

    assert seen.classes == ("brae", "deal", "hale", "rye", "wick")
    assert hits(seen.predictions) >= 30
    assert 0 == hits(unseen.predictions)
    assert (40, 5) == unseen.probabilities.shape


@pytest.mark.parametrize("options", [{"folds": 1}, {"folds": 26}, {"groups": ["a"] * 25}, {"groups": ["a"]}])
def test_folds_and_groups_that_do_not_fit_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=r"folds (is|lie between)|there must be as many"):
        held_out(FrameClassifier(), TEXTS, LABELS, **options)


def as_units(*texts: str) -> list[Unit]:
    return [Unit(f"{number}", "one", discourse.Span(0, len(text)), text) for number, text in enumerate(texts)]


def test_suggestions_are_unsure_unlike_and_not_coded_yet() -> None:
    model = FrameClassifier().fit(TEXTS, LABELS)
    unsure = "A judge in Hale spoke of prices until ten."
    given = as_units(TEXTS[0], unsure, unsure.replace("ten", "six"), TEXTS[2], TEXTS[4])
    found = suggest(2, given, model, known={"0": {"economic"}})

    assert "1" in {one.unit.id for one in found} or "2" in {one.unit.id for one in found}
    assert not {"1", "2"} <= {one.unit.id for one in found}
    assert "0" not in {one.unit.id for one in found}
    assert ["legality", "economic"] == [one.frame for one in found]
    assert found == suggest(2, given, model, known={"0": {"economic"}})


def test_without_a_model_a_codebook_suggests() -> None:
    found = suggest(3, as_units(*TEXTS[:5]), read_codebook(DATA / "policy.toml"))

    assert 3 == len({one.unit.id for one in found})
    assert [] == suggest(3, [], read_codebook(DATA / "policy.toml"))


def test_more_suggestions_than_units_end() -> None:
    assert [] == suggest(9, as_units("", " "), read_codebook(DATA / "policy.toml"))
    assert 1 == len(suggest(9, as_units(TEXTS[0], TEXTS[0]), read_codebook(DATA / "policy.toml")))
    for wrong in (0, True, 1.5):
        with pytest.raises(OptionError, match="n is a whole number of at least 1"):
            suggest(wrong, [], FrameClassifier())  # type: ignore[arg-type]
