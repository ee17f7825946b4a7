"""Analyzers with a model: estimators with their options, fitting, sharing, and digests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from discourse import AnalysisError, Annotation, Document, NotFittedError, OptionError, PluginError, StaleLayerError

from .toys import RARITIES, WORDS, Counter, Shout, gives, pipeline, spec

TEXTS = ["the red door", "the blue door", "a door"]
SECOND = attrs.evolve(RARITIES, name="second", provides="second")


def model_of(made: Any, layer: str = "rarities") -> Counter:
    (step,) = [step for step in made.steps if step.spec.provides == layer]
    model = made._analyzers.model_of(step.spec)
    assert isinstance(model, Counter)
    return model


def strengths(document: Document, layer: str = "rarities") -> list[float]:
    return [value.strength for value in document[layer].values]


def test_fit_gives_a_new_pipeline_with_its_model() -> None:
    unfitted = pipeline(WORDS, RARITIES)
    fitted = unfitted.fit(TEXTS)

    assert [0.333333, 1.0, 0.25] == strengths(fitted("the green door"))
    with pytest.raises(NotFittedError, match="rarities"):
        unfitted("the green door")


def test_fit_takes_any_iterable_once() -> None:
    def sources() -> Iterator[str | Document]:
        yield from TEXTS[:2]
        yield Document(TEXTS[2])

    assert (
        model_of(pipeline(WORDS, RARITIES).fit(TEXTS)).counts_
        == model_of(pipeline(WORDS, RARITIES).fit(sources())).counts_
    )


def test_a_fitted_model_can_be_given_and_is_the_same_as_one_step() -> None:
    fitted = pipeline(WORDS, RARITIES).fit(TEXTS)
    given = pipeline(WORDS, RARITIES, models={"rarities": Counter().fit(map(pipeline(WORDS), TEXTS))})

    assert fitted("the door") == given("the door")


def test_a_model_that_is_there_is_not_fitted_again() -> None:
    model = Counter().fit(map(pipeline(WORDS), TEXTS))
    fitted = pipeline(WORDS, RARITIES, models={"rarities": model}).fit(["other texts"])

    assert model is model_of(fitted)


def test_options_go_to_the_estimator_or_to_the_analyzer() -> None:
    fitted = pipeline(WORDS, RARITIES, config={"rarities": {"least": 2, "loud": True}}).fit(TEXTS)

    assert {"door": 3, "the": 2} == model_of(fitted).counts_
    with pytest.raises(OptionError, match=r"'leest'; there are: loud, least\. Did you mean 'least'"):
        pipeline(WORDS, RARITIES, config={"rarities": {"leest": 2}})
    with pytest.raises(OptionError, match="'model'"):
        pipeline(WORDS, RARITIES, config={"rarities": {"model": 2}})


def test_layers_of_one_estimator_share_its_model() -> None:
    fitted = pipeline(WORDS, RARITIES, SECOND).fit(TEXTS)
    document = fitted("the door")

    assert model_of(fitted) is model_of(fitted, "second")
    assert strengths(document) == strengths(document, "second")
    assert strengths(document) == strengths(
        pipeline(WORDS, SECOND, RARITIES, layers=["second"], models={"rarities": model_of(fitted)})("the door"),
        "second",
    )


def test_another_model_is_another_digest_and_makes_a_layer_stale() -> None:
    one, other = pipeline(WORDS, RARITIES).fit(TEXTS), pipeline(WORDS, RARITIES).fit(TEXTS[:2])
    document = one("the door")

    assert document["rarities"].digest != other("the door")["rarities"].digest
    assert document == one(document)
    with pytest.raises(StaleLayerError, match=r"another model.*document\.without\('rarities'\)"):
        other(document)


def test_a_layer_that_a_document_brings_needs_no_model() -> None:
    document = pipeline(WORDS, RARITIES).fit(TEXTS)("the door")

    assert document == pipeline(WORDS, RARITIES)(document)


def test_a_model_learns_only_from_documents_that_have_what_it_needs() -> None:
    def failing(document: Document) -> Any:
        raise RuntimeError(f"no words in {document.text!r}")

    broken = gives("words", failing)
    with pytest.raises(AnalysisError, match=r"has no layer 'words' to learn from: RuntimeError: no words in 'the red"):
        pipeline(attrs.evolve(broken, payload=WORDS.payload), RARITIES).fit(TEXTS)


def test_a_pipeline_without_models_fits_to_an_equal_one() -> None:
    made = pipeline(WORDS, config={"words": {"smallest": 2}})

    assert made("a bc") == made.fit(TEXTS)("a bc")


def test_fitting_keeps_all_other_choices() -> None:
    other = spec("long-words", WORDS.factory, provides="words", payload=WORDS.payload, alternative=True)
    fitted = pipeline(
        WORDS, other, RARITIES, layers=["rarities"], providers={"words": "long-words"},
        config={"words": {"smallest": 4}}, on_error="raise",
    ).fit(TEXTS)  # fmt: skip
    document = fitted("the red door")

    assert "long-words" == document["words"].provenance.analyzer  # type: ignore[union-attr]
    assert {"blue": 1, "door": 3} == model_of(fitted).counts_
    assert "raise" == fitted.on_error


READY = attrs.evolve(RARITIES, model_optional=True, factory=lambda model=None: Steady(model))


class Steady:
    """Gives words the strength that a model says, a half without one."""

    def __init__(self, model: Counter | None) -> None:
        self.model = model

    def analyze(self, document: Document) -> list[Annotation[Shout]]:
        strength = 0.5 if self.model is None else 1.0
        return [Annotation(word.span, Shout(strength)) for word in document["words"]]


def test_an_analyzer_with_weights_of_its_own_takes_a_model_and_needs_none() -> None:
    model = Counter().fit(map(pipeline(WORDS), TEXTS))
    ready, given = pipeline(WORDS, READY), pipeline(WORDS, READY, models={"rarities": model})

    assert [0.5, 0.5] == strengths(ready("a door"))
    assert [1.0, 1.0] == strengths(given("a door"))
    assert ready.fit(TEXTS)("a door") == ready("a door")
    assert ready("a door")["rarities"].digest != given("a door")["rarities"].digest


def test_a_layer_that_another_model_made_is_stale_for_an_analyzer_with_weights_of_its_own() -> None:
    model = Counter().fit(map(pipeline(WORDS), TEXTS))
    document = pipeline(WORDS, READY, models={"rarities": model})("a door")

    with pytest.raises(StaleLayerError, match="rarities"):
        pipeline(WORDS, READY)(document)


def test_an_estimator_that_is_not_there_is_named() -> None:
    missing = attrs.evolve(RARITIES, estimator="no_such_module:Model")

    with pytest.raises(PluginError, match=r"estimator of 'rarities'.*no_such_module:Model"):
        pipeline(WORDS, missing).fit(TEXTS)
