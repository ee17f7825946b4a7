"""From wanted layers to an order: what is needed, in an order that is always the same, and errors that help."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import AnalyzerSpec, Document, NotFittedError, OptionError, Pipeline, PlanError

from .toys import LISTED, PAIRS, RARITIES, SHOUTS, WORDS, Counter, Plugin, Words, pipeline, registry, spec

NAMES = "abcdefgh"


@st.composite
def graphs(draw: st.DrawFn) -> list[AnalyzerSpec]:
    """Analyzers a to h that need and use only those before them in the alphabet, in any order."""
    specs = []
    for index, name in enumerate(NAMES):
        before = st.sets(st.sampled_from(NAMES[:index])) if index else st.just(set())
        specs.append(spec(name, Words, requires=sorted(draw(before)), uses=sorted(draw(before))))
    return draw(st.permutations(specs))


def order(*specs: AnalyzerSpec, wanted: Any = (), **arguments: Any) -> list[str]:
    return [step.spec.provides for step in pipeline(*specs, layers=wanted, **arguments).steps]


# Order


@given(graphs(), st.sets(st.sampled_from(NAMES), min_size=1), st.randoms(use_true_random=False))
def test_a_plan_has_what_is_needed_in_an_order_that_registration_does_not_change(
    specs: list[AnalyzerSpec], wanted: set[str], random: Any
) -> None:
    first = order(*specs, wanted=sorted(wanted))
    shuffled = random.sample(specs, len(specs))
    needed = set(wanted)
    by_name = {entry.name: entry for entry in specs}
    while more := {name for have in needed for name in by_name[have].requires} - needed:
        needed |= more

    assert needed == set(first)
    assert len(needed) == len(first)
    assert first == order(*shuffled, wanted=random.sample(sorted(wanted), len(wanted)))
    for place, name in enumerate(first):
        assert {*by_name[name].requires, *by_name[name].uses} & needed <= set(first[:place])


def test_ready_analyzers_are_taken_by_name() -> None:
    makers = [spec("c", Words, provides="x"), spec("a", Words, provides="z"), spec("b", Words, provides="y")]

    assert ["z", "y", "x"] == order(*makers)


def test_what_a_layer_uses_is_not_planned_for_it_but_stands_before_it() -> None:
    user, used = spec("a", Words, uses=("z",)), spec("z", Words)

    assert ["a"] == order(user, used, wanted=["a"])
    assert ["z", "a"] == order(user, used, wanted=["a", "z"])
    assert [(), (("z", "z"),)] == [pipeline(user, used, layers=wanted).steps[-1].used for wanted in (["a"], ["a", "z"])]


def test_a_layer_named_twice_is_planned_once() -> None:
    assert ["words", "shouts"] == order(WORDS, SHOUTS, wanted=["shouts", "words", "shouts"])


# Layers that a document brings


def test_brought_layers_prune_what_only_they_needed() -> None:
    planned = pipeline(WORDS, SHOUTS, PAIRS, layers=["pairs"])
    text = "NO MORE"
    shouts = pipeline(WORDS, SHOUTS)(text)["shouts"]
    brought = Document(text).with_layer(discourse.Layer("shouts", shouts.payload, list(shouts)))

    assert ("shouts", "pairs") == planned(brought).layers
    assert ("words", "shouts", "pairs") == planned(text).layers


def test_what_others_need_too_is_not_pruned() -> None:
    other = spec("other", Words, payload=WORDS.payload, requires=("words",))
    document = Document("NO MORE").with_layer(discourse.Layer("shouts", SHOUTS.payload))

    assert {"shouts", "pairs", "words", "other"} == {
        *pipeline(WORDS, SHOUTS, PAIRS, other, layers=["pairs", "other"])(document).layers
    }


# Errors


def error(*specs: AnalyzerSpec, wanted: Any = (), **arguments: Any) -> str:
    with pytest.raises(PlanError) as caught:
        pipeline(*specs, layers=wanted, **arguments)
    return str(caught.value)


def test_an_unknown_layer_is_named_with_those_there_are_and_the_one_meant() -> None:
    message = error(WORDS, SHOUTS, wanted=["shout"])

    assert "no layer 'shout'; there are: shouts, words. Did you mean 'shouts'?" == message


def test_a_required_layer_that_nothing_provides_is_named_with_its_dependant() -> None:
    message = error(SHOUTS, PAIRS, wanted=["pairs"])

    assert "no layer 'words', which analyzer 'shouts' requires" in message
    assert "pairs, shouts" in message


def test_a_layer_that_several_provide_is_an_error_that_says_how_to_choose() -> None:
    other = spec("other-words", Words, provides="words", payload=WORDS.payload)
    message = error(WORDS, other, wanted=["words"])

    assert "'words' is provided by other-words, words" in message
    assert "providers={'words': 'other-words'}" in message


def test_an_alternative_is_taken_only_if_it_is_chosen() -> None:
    other = spec("other-words", Words, provides="words", payload=WORDS.payload, alternative=True)
    chosen = pipeline(WORDS, other, layers=["words"], providers={"words": "other-words"})

    assert ["words"] == [step.spec.name for step in pipeline(WORDS, other, layers=["words"]).steps]
    assert ["other-words"] == [step.spec.name for step in chosen.steps]
    assert "other-words" == chosen("some text")["words"].provenance.analyzer  # type: ignore[union-attr]


def test_a_layer_with_only_alternatives_is_an_error_that_says_how_to_choose() -> None:
    only = spec("other-words", Words, provides="words", payload=WORDS.payload, alternative=True)

    assert "providers={'words': 'other-words'}" in error(only, wanted=["words"])


def test_an_unknown_provider_is_named_with_those_there_are() -> None:
    message = error(WORDS, SHOUTS, wanted=["words"], providers={"words": "wrods"})

    assert "named 'wrods'; there are: words. Did you mean 'words'?" in message
    assert "words" in error(WORDS, wanted=["words"], providers={"wrods": "words"})
    assert "shouts" in error(WORDS, SHOUTS, wanted=["words"], providers={"words": "shouts"})


def test_a_replacement_for_an_unknown_layer_is_an_error() -> None:
    assert "no layer 'wrods'" in error(WORDS, wanted=["words"], inputs={"wrods": "words.reviewed"})


@pytest.mark.parametrize("relation", ["requires", "uses"])
def test_a_circle_is_an_error_that_names_its_layers(relation: str) -> None:
    circle = [
        spec("x-maker", Words, provides="x", requires=("y",)),
        spec("y-maker", Words, provides="y", requires=("z",)),
        spec("z-maker", Words, provides="z", **{relation: ("x",)}),
        spec("bystander", Words, requires=("x",)),
    ]
    message = error(*circle)

    assert "circle" in message
    assert all(f"'{name}'" in message and f"{name}-maker" in message for name in "xyz")
    assert "bystander" not in message
    assert any(said in message for said in ("'x' needs 'y' needs 'z' needs 'x'", "'y' needs 'z' needs 'x' needs 'y'",
                                            "'z' needs 'x' needs 'y' needs 'z'"))  # fmt: skip


def test_an_analyzer_that_needs_itself_is_a_circle() -> None:
    assert "circle" in error(spec("own", Words, requires=("own",)))


@pytest.mark.parametrize("wrong", [Document("text"), 5, ["words"], None], ids=repr)
def test_layers_are_named_by_text(wrong: Any) -> None:
    with pytest.raises(PlanError, match="named by str"):
        Pipeline(wrong, registry=registry(WORDS))


def test_no_plugin_means_no_layer() -> None:
    with pytest.raises(PlanError, match="there are: none"):
        Pipeline(registry=discourse.Registry([], entry_points=False))


# Options


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"words": {"smalest": 2}}, r"'smalest'; there are: smallest\. Did you mean 'smallest'\?"),
        ({"words": {"": 2}}, "there are: smallest"),
        ({"wrods": {}}, "no layer 'wrods'.*Did you mean 'words'"),
        ({"shouts": {"anything": 1}}, "there are: none"),
        ({"listed": {"lists": []}}, "there are: none"),
        ({"words": 5}, "words"),
        ({"words": "smallest"}, "words"),
        ({"words": None}, "words"),
        ({"words": ["smallest"]}, "words"),
    ],
)
def test_options_that_do_not_exist_are_refused_with_those_that_do(config: Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        pipeline(WORDS, SHOUTS, LISTED, config=config)


@pytest.mark.parametrize("name", ["config", "models", "providers", "inputs"])
def test_what_is_by_layer_is_a_mapping(name: str) -> None:
    with pytest.raises(discourse.DiscourseError, match=name):
        pipeline(WORDS, **{name: "words"})


def test_on_error_is_one_of_two() -> None:
    with pytest.raises(OptionError, match="'record' or 'raise', not 'ignore'"):
        pipeline(WORDS, on_error="ignore")


@pytest.mark.parametrize("value", [{1, 2}, object(), len, float("nan")], ids=lambda v: type(v).__name__)
def test_options_are_plain_data(value: Any) -> None:
    with pytest.raises(OptionError, match="words"):
        pipeline(WORDS, config={"words": {"smallest": value}})("text")


# Models


def test_a_model_that_is_missing_is_an_error_that_says_how_to_get_one() -> None:
    with pytest.raises(NotFittedError, match=r"'rarities' needs a fitted model.*models=.*Pipeline\('rarities'\)\.fit"):
        pipeline(WORDS, RARITIES)("text")


def test_models_are_for_layers_there_are_and_have_digests() -> None:
    with pytest.raises(OptionError, match="no layer 'rarity'"):
        pipeline(WORDS, RARITIES, models={"rarity": Counter()})
    with pytest.raises(OptionError, match=r"'rarities' has no digest\(\): dict"):
        pipeline(WORDS, RARITIES, models={"rarities": {}})


# Layers of the shipped plugins, if nothing is asked for


def test_a_registry_without_ours_gives_all_layers_that_need_no_model() -> None:
    found = discourse.Registry([Plugin(WORDS, SHOUTS, RARITIES)], entry_points=False)

    assert ("words", "shouts") == Pipeline(registry=found).layers
