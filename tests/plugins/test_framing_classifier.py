"""Frames learnt from labelled texts: estimator, evidence, files, and its place in a pipeline."""

from __future__ import annotations

from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import FormatError, NotFittedError, OptionError, Span
from discourse_framing import Frame, FrameClassifier
from discourse_framing.classifier import probabilities
from discourse_framing.passages import words_of

MONEY = [
    "The levy costs jobs in {}.",
    "Prices and wages in {} fall.",
    "The budget of {} lost revenue.",
    "Trade in {} grew.",
]
COURTS = [
    "A judge in {} upheld the law.",
    "The court of {} struck it down.",
    "Lawyers in {} filed a lawsuit.",
    "The ruling stands in {}.",
]
PLAIN = ["We walked along the harbour of {}.", "The band played in {} until ten."]
TOWNS = ["Wick", "Hale", "Rye", "Deal", "Brae"]
TEXTS = [line.format(town) for town in TOWNS for line in (*MONEY, *COURTS, *PLAIN)]
LABELS = [
    labels
    for _ in TOWNS
    for labels in (*[{"economic"}] * len(MONEY), *[{"legality", "state"}] * len(COURTS), *[set[str]()] * len(PLAIN))
]


@pytest.fixture(name="model", scope="module")
def _model() -> FrameClassifier:
    return FrameClassifier().fit(TEXTS, LABELS)


def test_frames_are_learnt(model: FrameClassifier) -> None:
    assert model.classes_ == ("economic", "legality", "state")
    assert model.predict(["Wages in Tolland fall.", "A court in Tolland upheld the ruling.", "The band played."]) == [
        ("economic",),
        ("legality", "state"),
        (),
    ]


def test_probabilities_have_a_row_a_text_and_a_column_a_frame(model: FrameClassifier) -> None:
    chances = model.predict_proba(TEXTS[:7])

    assert chances.shape == (7, 3)
    assert ((chances > 0.0) & (chances < 1.0)).all()
    assert model.predict_proba([]).shape == (0, 3)


def test_a_frame_is_predicted_from_its_threshold_on(model: FrameClassifier) -> None:
    for text, predicted in zip(TEXTS, model.predict(TEXTS), strict=True):
        (chances,) = model.predict_proba([text])
        reached = {
            name
            for name, chance, threshold in zip(model.classes_, chances, model.thresholds_, strict=True)
            if chance >= threshold
        }

        assert reached == set(predicted)


WORDS = "levy costs jobs court ruling Wick the , . band İ 42 upheld never unheardofword".split()


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_what_words_add_and_the_bias_add_up_to_the_logit(words: list[str]) -> None:
    model = MODEL
    row = model.row(words_of(" ".join(words)))
    logits = model.logits(row)

    for frame, logit in enumerate(logits.tolist()):
        added = sum(one.weight for one in model.contributions(row, frame))
        assert added + model.learnt.bias[frame] == pytest.approx(logit)


MODEL = FrameClassifier().fit(TEXTS, LABELS)


def test_a_codebook_lends_its_scores() -> None:
    with_book, without = (FrameClassifier(codebook=name).fit(TEXTS, LABELS) for name in ("policy", None))
    unseen = "Tariffs drive up unemployment and inflation."  # no word of it was in the texts
    chances = [model.predict_proba([unseen])[0][0] for model in (with_book, without)]

    assert chances[0] > chances[1]


def test_documents_are_texts_too(model: FrameClassifier) -> None:
    documents = [discourse.Document(text) for text in TEXTS[:3]]

    assert np.allclose(model.predict_proba(TEXTS[:3]), model.predict_proba(documents))


def test_a_frame_with_few_examples_is_left_to_the_codebook() -> None:
    labels = [set(some) for some in LABELS]
    labels[0].add("morality")
    model = FrameClassifier().fit(TEXTS, labels)
    moral, plain = model.predict_proba(["It is a sin and a moral wrong, and evil.", "The band played in Wick."])
    place = model.classes_.index("morality")

    assert model.fallback_ == ("morality",)
    assert moral[place] > plain[place]


def test_a_frame_with_few_examples_that_no_codebook_knows_is_as_likely_as_it_is_frequent() -> None:
    labels = [set(some) for some in LABELS]
    labels[0].add("strange")
    model = FrameClassifier().fit(TEXTS, labels)
    chances = model.predict_proba(TEXTS)[:, model.classes_.index("strange")]

    assert chances == pytest.approx(np.full(len(TEXTS), 1 / len(TEXTS)), abs=1e-6)


def test_the_scores_are_cross_validated(model: FrameClassifier) -> None:
    assert {"micro_f1", "macro_f1", "calibration_error"} == model.scores_.keys()
    assert model.scores_["micro_f1"] > 0.8


# In a pipeline


def test_a_model_makes_the_layers(model: FrameClassifier) -> None:
    pipeline = discourse.Pipeline("frames", "document_frames", models={"frames": model}, on_error="raise")
    text = "Wages in Tolland fall, and the budget lost revenue.\n\nA judge in Tolland upheld the law."
    document = pipeline(text)
    frames = document.layer("frames", Frame)
    first, second = (span for span in (Span(0, 51), Span(53, len(text))))

    assert {value.frame for value in document.layer("document_frames", Frame).values} <= set(model.classes_)
    assert [found.value.frame for found in frames.within(first)] == ["economic"]
    assert {found.value.frame for found in frames.within(second)} == {"legality", "state"}
    assert {value.codebook for value in frames.values} == {"policy"}


def test_evidence_of_a_model_adds_up_to_the_logit(model: FrameClassifier) -> None:
    document = discourse.Pipeline("frames", models={"frames": model})("Wages in Tolland fall, and the budget shrank.")
    annotation = document["frames"][0]
    total = sum(piece.weight for piece in annotation.evidence)

    assert 1.0 / (1.0 + exp(-total)) == pytest.approx(annotation.value.probability, abs=1e-4)
    assert any(piece.span and document.slice(piece.span) == "Wages" for piece in annotation.evidence)


def test_a_minimum_takes_the_place_of_the_thresholds(model: FrameClassifier) -> None:
    config = {"frames": {"minimum": 0.0}}
    document = discourse.Pipeline("frames", config=config, models={"frames": model})("The band played in Wick.")

    assert [value.rank for value in document["frames"].values] == [1, 2, 3]


def test_without_a_model_the_codebook_judges() -> None:
    document = discourse.analyze("The levy cost the town jobs and wages, and its budget lost revenue.", "frames")

    assert "economic" in {value.frame for value in document["frames"].values}


# Files


def test_a_saved_model_is_the_same_one(model: FrameClassifier, tmp_path: Path) -> None:
    model.save(tmp_path / "frames")
    loaded = FrameClassifier.load(tmp_path / "frames")

    assert loaded.digest() == model.digest()
    assert (loaded.penalty, loaded.folds, loaded.scores_, loaded.thresholds_) == (
        model.penalty,
        model.folds,
        model.scores_,
        model.thresholds_,
    )
    assert loaded.codebook == model.learnt.codebooks[0]
    assert (loaded.predict_proba(TEXTS) == model.predict_proba(TEXTS)).all()


def test_the_same_texts_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        FrameClassifier().fit(TEXTS, LABELS).save(tmp_path / name)

    for file in ("model.json", "arrays.npz"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.mark.parametrize("damage", ["missing", "no json", "another format", "truncated", "edited"])
def test_a_damaged_model_is_refused(model: FrameClassifier, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "frames"
    model.save(folder)
    json_file, arrays_file = folder / "model.json", folder / "arrays.npz"
    if damage == "missing":
        arrays_file.unlink()
    elif damage == "no json":
        json_file.write_text("{", encoding="utf-8")
    elif damage == "another format":
        json_file.write_text('{"format": "discourse-frames/9"}', encoding="utf-8")
    elif damage == "truncated":
        arrays_file.write_bytes(arrays_file.read_bytes()[:3000])
    else:
        json_file.write_text(json_file.read_text(encoding="utf-8").replace("wages", "wager", 1), encoding="utf-8")

    with pytest.raises(FormatError):
        FrameClassifier.load(folder)


def test_a_saved_model_has_a_card_that_says_what_it_is_and_what_it_is_bad_at(tmp_path: Path) -> None:
    labels = [{*of, *({"morality"} if place < 2 else ()), *({"weather"} if place < 3 else ())}
              for place, of in enumerate(LABELS)]  # fmt: skip
    model = FrameClassifier().fit(TEXTS, labels)
    model.save(tmp_path / "frames")
    card = (tmp_path / "frames" / "card.md").read_text(encoding="utf-8")

    assert "on 50 labelled texts" in card
    assert "`policy` 1." in card
    assert f"micro f1 {model.scores_['micro_f1']:.3f}" in card
    assert f"| economic | 20 | {model.frame_scores_['economic']['precision']:.2f} |" in card
    assert "Too few examples, so that only the codebook speaks for them: morality." in card
    assert "Too few examples and not in that codebook, so that they are never predicted: weather." in card
    assert "write them here" in card


def test_each_frame_has_its_figures_of_texts_not_seen(model: FrameClassifier) -> None:
    scores = model.frame_scores_

    assert list(scores) == list(model.classes_)
    assert scores["economic"]["examples"] == 20
    for of_frame in scores.values():
        precision, recall, f1 = (of_frame[name] for name in ("precision", "recall", "f1"))
        assert f1 == pytest.approx(2 * precision * recall / max(precision + recall, 1e-9), abs=1e-3)


def test_beside_any_codebook_the_policy_codebook_tells_texts_apart(tmp_path: Path) -> None:
    path = tmp_path / "towns.toml"
    path.write_text(
        'format = "discourse-codebook/1"\nname = "towns"\nversion = "1"\n'
        '[[frame]]\nname = "town"\ndefinition = "A town."\nstrong = "wick, hale, rye"\n',
        encoding="utf-8",
    )
    model = FrameClassifier(codebook=path).fit(TEXTS, LABELS)
    model.save(tmp_path / "frames")
    path.unlink()
    loaded = FrameClassifier.load(tmp_path / "frames")

    assert ["towns", "policy"] == [book.name for book in model.learnt.codebooks]
    assert ["policy"] == [book.name for book in FrameClassifier().fit(TEXTS, LABELS).learnt.codebooks]
    assert () == FrameClassifier(codebook=None).fit(TEXTS, LABELS).learnt.codebooks
    assert loaded.predict(TEXTS) == model.predict(TEXTS)
    assert loaded.digest() == model.digest()


def test_a_document_is_read_as_its_layers_are(model: FrameClassifier) -> None:
    """Headline and body count; byline, date and the note about the author do not, though they are no boilerplate."""
    headline, body = "Prices fall in Tolland", "Wages in Tolland fall. The budget of Tolland lost revenue."
    note = "Ann Judge is a lawyer and columnist. She is a member of the court of Tolland."
    page = discourse.Document(f"{headline}\n\nBy Ann Judge\n\nMay 14, 2024\n\n{body}\n\n{note}")
    document = discourse.Pipeline("document_frames", models={"document_frames": model})(page)

    assert "biography" in [region.value.kind for region in document["regions"]]
    assert words_of(page) == words_of(f"{headline}\n\n{body}")
    assert model.predict([page])[0] == tuple(one.value.frame for one in document["document_frames"])


def test_words_that_were_not_learnt_are_near_to_some_that_were() -> None:
    """Vectors of words: a model that has seen money words knows others."""
    model = FrameClassifier(codebook=None).fit(TEXTS, LABELS)
    economic = model.classes_.index("economic")
    money, music = model.predict_proba(["Profits and salaries shrank.", "Violins and trumpets sang."])[:, economic]

    assert money > music + 0.1


# What is refused


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        ([], [], "0 texts are too few"),
        (TEXTS[:1], LABELS[:1], "1 texts are too few"),
        (TEXTS, LABELS[1:], "50 texts with 49 sets of labels"),
        (TEXTS, ["economic", *LABELS[1:]], "the labels of text 0 are a set of names, not 'economic'"),
        (TEXTS, [{3}, *LABELS[1:]], "the labels of text 0 are a set of names"),
        (TEXTS, [set()] * 50, "no text has a label"),
        ([None, *TEXTS[1:]], LABELS, "a text .str. or a Document is read, not NoneType"),
    ],
)
def test_what_cannot_be_learnt_from_is_refused(texts: list[Any], labels: list[Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        FrameClassifier().fit(texts, labels)


def test_one_text_is_no_list_of_texts_and_options_may_be_set(model: FrameClassifier) -> None:
    with pytest.raises(OptionError, match=r"for one write \[text\]"):
        model.predict("A judge.")
    with pytest.raises(OptionError, match=r"no option 'penality'; .* Did you mean 'penalty'"):
        FrameClassifier().set_params(penality=1)

    assert 2.0 == FrameClassifier().set_params(penalty=2.0).penalty


def test_a_codebook_that_is_not_there_is_named() -> None:
    with pytest.raises(OptionError, match=r"no codebook 'polcy'.*policy"):
        FrameClassifier(codebook="polcy").fit(TEXTS, LABELS)


@pytest.mark.parametrize("options", [{"codebook": 3}, {"penalty": 0.0}, {"penalty": float("nan")}, {"folds": 1}])
def test_options_out_of_range_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=next(iter(options))):
        FrameClassifier(**options)


def test_a_model_that_has_learnt_nothing_says_so() -> None:
    with pytest.raises(NotFittedError, match="fit"):
        FrameClassifier().predict(TEXTS)


@pytest.mark.parametrize("text", ["", " ", "שלום עולם", "😀 !!!", "9" * 5000, "good " * 3000, "\x00İ"])
def test_no_text_raises(model: FrameClassifier, text: str) -> None:
    chances = model.predict_proba([text])

    assert np.isfinite(chances).all()


@given(st.lists(st.floats(-700, 700), max_size=5))
def test_probabilities_are_those_of_logits(logits: list[float]) -> None:
    found = probabilities(np.array(logits))

    assert ((found >= 0.0) & (found <= 1.0)).all()
    for logit, chance in zip(logits, found.tolist(), strict=True):
        if abs(logit) < 20:
            assert log(chance / (1.0 - chance)) == pytest.approx(logit, abs=1e-6)
