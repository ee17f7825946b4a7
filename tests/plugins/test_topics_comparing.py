"""Two topic models side by side: which topics go together, what is left over, how stable they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import NotFittedError, OptionError
from discourse_topics import TopicModel
from discourse_topics.comparing import agreement, compare

THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))
ARTICLES = [article for trio in zip(*THEMES.values(), strict=True) for article in trio]
THREE = TopicModel(n_topics=3).fit(ARTICLES)
WORDS = ("boat", "cod", "exam", "fare", "net", "pupil", "rail", "train")


@attrs.define
class Fitted:
    """What a comparison reads of a fitted model, made by hand."""

    vocabulary_: tuple[str, ...]
    components_: Any
    topics_: list[list[str]]
    labels_: list[str]

    def check_fitted(self) -> None:
        pass


def made(*topics: dict[str, float]) -> Any:
    """Make a model of topics whose words have these weights."""
    vocabulary = tuple(sorted({word for topic in topics for word in topic}))
    weights = np.array([[topic.get(word, 0.0) for word in vocabulary] for topic in topics]).reshape(len(topics), -1)
    firsts = [sorted(topic, key=lambda word: (-topic[word], word)) for topic in topics]
    return Fitted(vocabulary, weights, firsts, [f"{', '.join(words[:3])} ({i})" for i, words in enumerate(firsts)])


def distributions(least: int = 1) -> st.SearchStrategy[list[dict[str, float]]]:
    weights = st.dictionaries(st.sampled_from(WORDS), st.integers(1, 9).map(float), min_size=1)
    return st.lists(weights, min_size=least, max_size=5)


FISH = {"cod": 0.6, "net": 0.3, "boat": 0.1}
SCHOOL = {"pupil": 0.5, "exam": 0.5}
RAIL = {"train": 0.7, "fare": 0.3}


# Pairs


def test_topics_are_paired_by_their_words_whatever_their_order() -> None:
    comparison = compare(made(FISH, SCHOOL), made({"exam": 0.5, "pupil": 0.3, "fare": 0.2}, {"cod": 0.8, "boat": 0.2}))

    assert [
        {
            "topic": 0,
            "label": "cod, net, boat (0)",
            "other_topic": 1,
            "other_label": "cod, boat (1)",
            "similarity": round((0.6 * 0.8 + 0.1 * 0.2) / np.sqrt(0.46 * 0.68), 6),
            "shared": ("cod", "boat"),
            "only_one": ("net",),
            "only_other": (),
        },
        {
            "topic": 1,
            "label": "exam, pupil (1)",
            "other_topic": 0,
            "other_label": "exam, pupil, fare (0)",
            "similarity": round((0.25 + 0.15) / np.sqrt(0.5 * 0.38), 6),
            "shared": ("exam", "pupil"),
            "only_one": (),
            "only_other": ("fare",),
        },
    ] == sorted(comparison.records(), key=lambda record: record["topic"])
    assert round((2 / 3 + 2 / 3) / 2, 6) == comparison.stability


def test_the_most_similar_pairs_come_first() -> None:
    comparison = compare(made(FISH, SCHOOL), made({**FISH, "fare": 0.9}, SCHOOL))

    assert [1, 0] == [pair.topic for pair in comparison.pairs]


def test_pairs_are_the_best_for_all_and_not_for_the_first() -> None:
    # One and one alone would take the other's first topic, which leaves the second with nothing.
    one = made({"cod": 0.8, "net": 0.6}, {"cod": 1.0})
    other = made({"cod": 1.0}, {"cod": 0.6, "net": 0.8})

    assert {(0, 1), (1, 0)} == {(pair.topic, pair.other_topic) for pair in compare(one, other).pairs}


def test_words_that_one_model_does_not_know_count_against_it() -> None:
    (pair,) = compare(made({"cod": 0.6, "net": 0.8}), made({"cod": 0.6, "rail": 0.8})).pairs

    assert 0.36 == pair.similarity
    assert (("cod",), ("net",), ("rail",)) == (pair.shared, pair.only_one, pair.only_other)


def test_of_equally_similar_topics_those_that_share_more_first_words_are_paired() -> None:
    one, other = made(FISH, FISH), made(FISH, FISH)
    one.topics_, other.topics_ = [["cod", "net"], ["boat", "fare"]], [["boat", "fare"], ["cod", "net"]]

    assert 1.0 == compare(one, other).stability


@pytest.mark.parametrize("turned", [False, True])
def test_topics_without_a_partner_are_listed(turned: bool) -> None:
    models = [made(FISH, SCHOOL, RAIL), made(RAIL, FISH)]
    comparison = compare(*(reversed(models) if turned else models))
    left = comparison.records()[-1]

    assert (3, 0.666667) == (len(comparison.pairs), comparison.stability)
    if turned:
        assert (None, None, 1, ()) == (left["topic"], left["label"], left["other_topic"], left["only_one"])
        assert ("exam", "pupil") == left["only_other"]
    else:
        assert (1, None, None, ()) == (left["topic"], left["other_topic"], left["other_label"], left["only_other"])
        assert ("exam", "pupil") == left["only_one"]
    assert left["similarity"] is None


def test_only_the_first_words_are_compared() -> None:
    one, other = made({"cod": 3, "net": 2, "boat": 1}), made({"cod": 3, "boat": 2, "net": 1})

    assert [1.0, 0.333333, 1.0] == [compare(one, other, top_words=number).stability for number in (1, 2, 3)]


def test_fits_of_the_shipped_methods_are_compared() -> None:
    comparison = compare(THREE, TopicModel(n_topics=3, method="nmf").fit(ARTICLES))

    assert [0, 1, 2] == sorted(pair.topic for pair in comparison.pairs if pair.topic is not None)
    assert {"trawlers", "pupils", "trains"} <= {word for pair in comparison.pairs for word in pair.shared}


def test_a_comparison_is_read_as_a_table() -> None:
    lines = str(compare(made(FISH, SCHOOL), made(FISH))).splitlines()

    assert [
        "stability 0.50",
        "similarity  one                 other               shared first words",
        "1.00        cod, net, boat (0)  cod, net, boat (0)  cod, net, boat",
        "-           exam, pupil (1)     -                   -",
    ] == lines


# Laws


@given(distributions(), distributions(), st.randoms())
@settings(max_examples=40, deadline=None)
def test_stability_does_not_depend_on_sides_or_on_the_order_of_topics(
    ones: list[dict[str, float]], others: list[dict[str, float]], random: Any
) -> None:
    stability = compare(made(*ones), made(*others)).stability
    shuffled = random.sample(ones, len(ones))

    assert stability == compare(made(*others), made(*ones)).stability
    assert stability == compare(made(*shuffled), made(*others)).stability
    assert 0.0 <= stability <= 1.0


@given(distributions(), distributions())
@settings(max_examples=40, deadline=None)
def test_every_topic_is_listed_once_and_its_words_are_parted(
    ones: list[dict[str, float]], others: list[dict[str, float]]
) -> None:
    one, other = made(*ones), made(*others)
    pairs = compare(one, other).pairs

    assert list(range(len(ones))) == sorted(pair.topic for pair in pairs if pair.topic is not None)
    assert list(range(len(others))) == sorted(pair.other_topic for pair in pairs if pair.other_topic is not None)
    for pair in pairs:
        if pair.topic is not None:
            assert set(one.topics_[pair.topic]) == {*pair.shared, *pair.only_one}
        if pair.other_topic is not None:
            assert set(other.topics_[pair.other_topic]) == {*pair.shared, *pair.only_other}
        assert not {*pair.shared} & {*pair.only_one, *pair.only_other}


@given(distributions())
@settings(max_examples=30, deadline=None)
def test_a_model_agrees_with_itself(topics: list[dict[str, float]]) -> None:
    model = made(*topics)
    comparison = compare(model, model)

    assert 1.0 == comparison.stability
    assert {1.0} == {pair.similarity for pair in comparison.pairs}


def test_each_topic_of_a_fitted_model_goes_with_itself() -> None:
    comparison = compare(THREE, THREE)

    assert [(0, 0, 1.0), (1, 1, 1.0), (2, 2, 1.0)] == [
        (pair.topic, pair.other_topic, pair.similarity) for pair in comparison.pairs
    ]


topics = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True), max_size=5)


@given(topics, topics, st.randoms())
@settings(max_examples=40, deadline=None)
def test_agreement_is_symmetric_and_does_not_depend_on_the_order_of_topics(
    ones: list[list[str]], others: list[list[str]], random: Any
) -> None:
    value = agreement(ones, others)

    assert value == agreement(others, ones)
    assert value == agreement(random.sample(ones, len(ones)), others)
    assert 1.0 == agreement(ones, ones)
    assert 0.0 <= value <= 1.0


# Agreement


def test_agreement_is_the_mean_overlap_of_the_best_pairs_over_the_longer_list() -> None:
    ones = [["cod", "net"], ["exam", "pupil"], ["rail", "fare"]]

    assert round((1 + 1 / 3) / 3, 6) == agreement(ones, [["pupil", "exam"], ["cod", "boat"]])
    assert 1.0 == agreement(ones, [["rail", "boat"], ["exam", "boat"], ["cod", "boat"]], top_words=1)


def test_agreement_of_nothing() -> None:
    assert (1.0, 0.0, 1.0, 0.0) == (
        agreement([], []),
        agreement([], [["cod"]]),
        agreement([[]], [[]]),
        agreement([[]], [["cod"]]),
    )


# What is refused


@pytest.mark.parametrize("top_words", [0, -1, 2.0, True, "ten", None])
def test_top_words_is_a_whole_number_from_one(top_words: Any) -> None:
    with pytest.raises(OptionError, match="top_words is a whole number of at least 1"):
        compare(THREE, THREE, top_words=top_words)
    with pytest.raises(OptionError, match="top_words is a whole number of at least 1"):
        agreement([["cod"]], [["cod"]], top_words=top_words)


@pytest.mark.parametrize("topics", ["cod", ["cod", "net"]])
def test_a_text_is_no_list_of_words(topics: Any) -> None:
    with pytest.raises(OptionError, match="a topic is a list of words, not the text 'cod'"):
        agreement([["cod"]], topics)


def test_models_that_are_not_fitted_are_refused() -> None:
    for models in ((TopicModel(), THREE), (THREE, TopicModel())):
        with pytest.raises(NotFittedError):
            compare(*models)


def test_tiny_weights_rows_of_zeros_and_strict_numpy_do_no_harm() -> None:
    one, other = made({"cod": 1e-50, "net": 1e-300}, {"exam": 0.0}), made({"cod": 5e-324}, {"exam": 1e-200})
    with np.errstate(all="raise"):
        comparison = compare(one, other)

    assert [(0, 0, 1.0), (1, 1, 0.0)] == [(p.topic, p.other_topic, p.similarity) for p in comparison.pairs]
