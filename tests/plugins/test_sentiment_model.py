"""Weights that are trained on a user's own ratings."""

from __future__ import annotations

from itertools import product
from math import tanh
from pathlib import Path
from typing import Any

import pytest

import discourse
import discourse_sentiment
from discourse import FormatError, NotFittedError, OptionError
from discourse_framing.frames import FrameAnalyzer
from discourse_sentiment import SentimentModel
from discourse_sentiment.sentences import SentimentAnalyzer

SUBJECTS = ["The herd", "The north field", "The new barn", "The old mill", "This seed", "The dry well"]
VERDICTS = {"is wonky": -0.8, "is spry": 0.8, "is superb": 0.6, "is a disgrace": -0.6, "stands by the road": 0.0}
SENTENCES = [f"{subject} {verdict}." for subject, verdict in product(SUBJECTS, VERDICTS)]
RATINGS = [rating for _, rating in product(SUBJECTS, VERDICTS.values())]


@pytest.fixture(name="model", scope="module")
def _model() -> SentimentModel:
    return discourse_sentiment.train(SENTENCES, RATINGS)


def score(sentence: str, **options: Any) -> float:
    return float(discourse.Pipeline("sentiment", **options)(sentence)["sentiment"][0].value.score)


def test_words_of_a_domain_are_learnt(model: SentimentModel) -> None:
    wonky, spry = (
        score(f"The gate by the river is {word}.", models={"sentiment": model}) for word in ("wonky", "spry")
    )

    assert wonky < -0.1 < 0.1 < spry


def test_the_scores_are_cross_validated_and_beside_those_of_the_shipped_weights(model: SentimentModel) -> None:
    assert {"pearson", "spearman", "macro_f1", "calibration_error", "shipped_pearson"} == model.scores_.keys()
    assert model.scores_["pearson"] > model.scores_["shipped_pearson"]


def test_evidence_of_a_trained_model_adds_up(model: SentimentModel) -> None:
    document = discourse.Pipeline("sentiment", models={"sentiment": model})("The herd is wonky, and the mill superb.")
    annotation = document["sentiment"][0]

    assert tanh(sum(piece.weight for piece in annotation.evidence)) == pytest.approx(annotation.value.score, abs=1e-6)


def test_labels_will_do_for_ratings() -> None:
    labels = ["negative" if rating < 0 else "positive" if rating > 0 else "neutral" for rating in RATINGS]
    model = discourse_sentiment.train(SENTENCES, labels)

    assert model.scores_["macro_f1"] > 0.6


def test_a_saved_model_is_the_same_one(model: SentimentModel, tmp_path: Path) -> None:
    model.save(tmp_path / "farm")
    loaded = SentimentModel.load(tmp_path / "farm")

    assert (model.digest(), model.scores_, model.get_params()) == (loaded.digest(), loaded.scores_, loaded.get_params())
    assert score("The herd is wonky.", models={"sentiment": model}) == score(
        "The herd is wonky.", models={"sentiment": tmp_path / "farm"}
    )


def test_the_same_ratings_give_the_same_bytes(model: SentimentModel, tmp_path: Path) -> None:
    for name in ("one", "two"):
        discourse_sentiment.train(SENTENCES, RATINGS).save(tmp_path / name)

    assert (tmp_path / "one/weights.npz").read_bytes() == (tmp_path / "two/weights.npz").read_bytes()
    assert (tmp_path / "one/model.json").read_bytes() == (tmp_path / "two/model.json").read_bytes()


def test_provenance_tells_a_trained_model_from_the_shipped_weights(model: SentimentModel) -> None:
    ours, theirs = (
        discourse.Pipeline("sentiment", models=models)("It is wonky.")["sentiment"].provenance
        for models in ({}, {"sentiment": model})
    )

    assert ours is not None
    assert theirs is not None
    assert ours.config != theirs.config


def test_a_pipeline_without_a_model_needs_none() -> None:
    assert "sentiment" in discourse.analyze("A fair plan.").layers
    assert discourse.Pipeline("sentiment").fit(["A fair plan."])("A fair plan.")["sentiment"]


@pytest.mark.parametrize(
    ("sentences", "ratings", "message"),
    [
        (SENTENCES, RATINGS[1:], "30 sentences with 29 ratings"),
        (SENTENCES[:5], RATINGS[:5], "5 sentences are too few"),
        (SENTENCES, [*RATINGS[1:], 2.0], "the rating of sentence 29 is 2.0; it must be a number from -1 to 1"),
        (SENTENCES, [*RATINGS[1:], "good"], "the rating of sentence 29 is 'good'"),
        (SENTENCES, [True, *RATINGS[1:]], "the rating of sentence 0 is True"),
        (SENTENCES, [float("nan"), *RATINGS[1:]], "the rating of sentence 0 is nan"),
        (["", *SENTENCES[1:]], RATINGS, "sentence 0 is ''"),
        ([None, *SENTENCES[1:]], RATINGS, "sentence 0 is None"),
        (SENTENCES, [0.5] * 30, "all sentences have the rating 0.5"),
    ],
)
def test_what_cannot_be_learnt_from_is_refused(sentences: list[Any], ratings: list[Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        discourse_sentiment.train(sentences, ratings)


def test_groups_are_as_many_as_sentences_and_enough_for_the_folds() -> None:
    with pytest.raises(OptionError, match="30 ratings and 2 groups"):
        discourse_sentiment.train(SENTENCES, RATINGS, groups=["a", "b"])
    with pytest.raises(OptionError, match="2 groups are too few for 5 folds"):
        discourse_sentiment.train(SENTENCES, RATINGS, groups=["a", "b"] * 15)


@pytest.mark.parametrize("options", [{"penalty": 0}, {"penalty": float("nan")}, {"folds": 1}, {"folds": 2.5}])
def test_options_out_of_range_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match=next(iter(options))):
        SentimentModel(**options)


def test_a_model_of_another_kind_is_refused(model: SentimentModel) -> None:
    from discourse_framing import FrameClassifier

    with pytest.raises(OptionError, match="SentimentModel, not a FrameClassifier"):
        SentimentAnalyzer(model=FrameClassifier())  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="FrameClassifier, not a SentimentModel"):
        FrameAnalyzer(frame_codebooks=(), model=model)  # type: ignore[arg-type]


def test_a_model_that_has_learnt_nothing_says_so() -> None:
    with pytest.raises(NotFittedError, match="fit"):
        SentimentModel().digest()


@pytest.mark.parametrize("damage", ["missing", "no json", "another format", "truncated", "of another model"])
def test_a_damaged_model_is_refused(model: SentimentModel, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "farm"
    model.save(folder)
    json_file, weights_file = folder / "model.json", folder / "weights.npz"
    if damage == "missing":
        weights_file.unlink()
    elif damage == "no json":
        json_file.write_text("{", encoding="utf-8")
    elif damage == "another format":
        json_file.write_text('{"format": "discourse-sentiment/9"}', encoding="utf-8")
    elif damage == "truncated":
        weights_file.write_bytes(weights_file.read_bytes()[:2000])
    else:
        weights_file.write_bytes((Path(discourse_sentiment.__file__).parent / "data" / "sentences.npz").read_bytes())

    with pytest.raises(FormatError):
        SentimentModel.load(folder)
