"""Seed words: the first topics are about what is said beforehand, the others are found as always."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

import discourse
from discourse import OptionError
from discourse_topics import TopicModel

THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))
ARTICLES = [article for trio in zip(*THEMES.values(), strict=True) for article in trio]
PLAIN = TopicModel(n_topics=3).fit(ARTICLES)


def seeded(seeds: Any, **options: Any) -> TopicModel:
    return TopicModel(**{"n_topics": 3, "seeds": seeds, **options}).fit(ARTICLES)


@given(st.permutations(["cod", "pupils", "trains"]), st.integers(1, 3))
@settings(max_examples=20, deadline=None)
def test_seeds_are_the_first_words_of_the_first_topics_in_their_order(words: list[str], number: int) -> None:
    model = seeded([[word] for word in words[:number]])

    assert words[:number] == [topic[0] for topic in model.topics_[:number]]


def test_several_seeds_of_a_topic_are_all_its_first_words() -> None:
    model = seeded([["herring", "nets", "cod"], ["timetable", "hope"]])

    assert {"herring", "nets", "cod"} == set(model.topics_[0][:3])
    assert {"timetable", "hope"} == set(model.topics_[1][:2])


@pytest.mark.parametrize(("word", "theme"), [("nets", "harbour"), ("june", "school"), ("timetable", "railway")])
def test_articles_go_to_the_topic_that_was_seeded_for_them(word: str, theme: str) -> None:
    strongest = seeded([[word]]).transform(ARTICLES).argmax(axis=1)
    expected = [article in THEMES[theme] for article in ARTICLES]

    assert expected == (strongest == 0).tolist()


def test_other_topics_do_not_repeat_the_seeded_one() -> None:
    for word in ("cod", "pupils", "trains", "june", "nets"):
        first, *others = [set(topic) for topic in seeded([[word]]).topics_]

        assert all(len(first & topic) <= 2 for topic in others)


def test_the_other_topics_are_those_of_a_model_without_seeds() -> None:
    model = seeded([["cod", "trawlers"]])
    others = {frozenset(topic[:4]) for topic in PLAIN.topics_ if "cod" not in topic}

    assert others == {frozenset(topic[:4]) for topic in model.topics_[1:]}


def test_no_seeds_change_nothing() -> None:
    nothing: tuple[Any, ...] = ([], {}, ())
    for seeds in nothing:
        model = seeded(seeds)

        assert (PLAIN.topics_, PLAIN.labels_) == (model.topics_, model.labels_)
        assert PLAIN.transform(ARTICLES).tolist() == model.transform(ARTICLES).tolist()


def test_labels_of_a_mapping_are_the_labels_of_its_topics() -> None:
    model = seeded({"Sea": ["cod"], "Rail": ["trains", "track"]})

    assert ["Sea", "Rail"] == model.labels_[:2]
    assert ", ".join(model.topics_[2][:3]) == model.labels_[2]
    assert model.labels_ == model.get_feature_names_out().tolist()


def test_labels_are_read_in_the_layers() -> None:
    model = seeded({"Sea": ["cod"]})
    document = discourse.Pipeline("document_topics", models={"document_topics": model}, on_error="raise")(ARTICLES[0])

    assert "Sea" == document["document_topics"].values[0].label


def test_topics_do_not_depend_on_whether_seeds_have_labels_or_what_holds_their_words() -> None:
    expected = seeded([["cod", "herring"], ["trains"]])
    for seeds in ({"Sea": ("herring", "cod"), "Rail": {"trains"}}, (("cod", "herring", "cod"), ("trains",))):
        model = seeded(seeds)

        assert expected.topics_ == model.topics_
        assert expected.transform(ARTICLES).tolist() == model.transform(ARTICLES).tolist()


def test_a_phrase_can_be_a_seed() -> None:
    model = seeded([["single track"]], phrases=["single track"])

    assert "single track" == model.topics_[0][0]


def test_a_word_can_be_a_seed_of_two_topics() -> None:
    model = seeded([["cod", "herring"], ["cod", "exams"]])

    assert ["cod", "cod"] == [word for topic in model.topics_[:2] for word in topic[:2] if word == "cod"]
    assert np.isfinite(model.transform(ARTICLES)).all()


def test_all_words_may_be_seeds() -> None:
    model = seeded([list(PLAIN.vocabulary_)])

    assert 3 == len(model.topics_)
    assert np.isfinite(model.transform(ARTICLES)).all()


def test_a_single_topic_may_be_seeded() -> None:
    model = seeded([["cod"]], n_topics=1)

    assert "cod" == model.topics_[0][0]


# What is kept


def test_seeds_survive_being_saved_and_cloned(tmp_path: Path) -> None:
    seeds = {"Zee": ["cod"], "Ähre": ["trains"]}
    model = seeded(seeds)
    model.save(tmp_path)
    loaded = TopicModel.load(tmp_path)

    assert (model.digest(), model.labels_, seeds) == (loaded.digest(), loaded.labels_, loaded.seeds)
    assert model.transform(ARTICLES).tolist() == loaded.transform(ARTICLES).tolist()
    assert clone(model).get_params() == model.get_params()


def test_seeds_are_in_the_digest() -> None:
    digests = {seeded(seeds).digest() for seeds in (None, [["cod"]], [["trains"]], {"Sea": ["cod"]}, {"Mer": ["cod"]})}

    assert 5 == len(digests)


def test_seeds_and_their_order_survive_a_second_fit_of_a_loaded_model(tmp_path: Path) -> None:
    model = seeded({"Zee": ["cod"], "Acre": ["trains"], "Mid": ["pupils"]})
    model.save(tmp_path)

    assert model.labels_ == TopicModel.load(tmp_path).labels_


# What is refused


@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        ([["trawler"]], "no seed word 'trawler'.*did you mean 'trawlers'"),
        ({"Sea": ["cod", "herrings"]}, "no seed word 'herrings'.*did you mean 'herring'"),
        ([["cod"], ["the"]], "no seed word 'the'.*are no stop words"),
        ([["Cod"]], "no seed word 'Cod'.*did you mean 'cod'"),
        ([[""]], "no seed word ''"),
        ([["cod", 3]], "a list of words, at least one"),
        ([["cod", None]], "a list of words, at least one"),
        ([["cod", "quota"], ["quota", "cod"]], "two topics have the same seeds"),
        ([["cod"]] * 4, "seeds are given for 4 topics, but n_topics=3"),
        ({str(number): ["cod"] for number in range(500)}, "seeds are given for 500 topics"),
        ("cod", "a list of words for each topic, or a mapping"),
        ("", "a list of words for each topic, or a mapping"),
        (["cod", "trains"], "a list of words, at least one"),
        ([["cod"], "trains"], "a list of words, at least one"),
        ({"Sea": "cod"}, "a list of words, at least one"),
        ([[]], "a list of words, at least one"),
        ([["cod"], []], "a list of words, at least one"),
        ({"Sea": []}, "a list of words, at least one"),
        ([3], "a list of words, at least one"),
        ([None], "a list of words, at least one"),
    ],
)
def test_what_is_no_seed_is_refused(seeds: Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        seeded(seeds)


def test_a_method_without_seeds_refuses_them() -> None:
    with pytest.raises(OptionError, match="'nmf' does not take seeds"):
        seeded([["cod"]], method="nmf")


def test_a_seed_that_is_too_rare_for_the_vocabulary_is_refused_with_the_bounds_that_left_it_out() -> None:
    with pytest.raises(OptionError, match=r"no seed word 'nets'.*min_df, max_df, max_features"):
        seeded([["nets"]], min_df=2)
