"""Topics edited by hand: each edit gives a new model, and what is not edited stays as it is. Phrases. Few topics."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import Document, NotFittedError, OptionError, Span, TextError
from discourse_topics import TopicModel, find_phrases

THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))
ARTICLES = [article for trio in zip(*THEMES.values(), strict=True) for article in trio]
MODEL = TopicModel(n_topics=3).fit(ARTICLES)
HARBOUR, SCHOOL, RAILWAY = MODEL.transform(ARTICLES[:3]).argmax(axis=1).tolist()
# Two more themes: merged into one topic, it can fall apart into them again.
FARMS = [
    f"Farmers sow {crop} on the fields, and {crop} {deed} the farmers."
    for crop in ("barley", "wheat")
    for deed in ("feeds", "pleases", "worries")
]
MILK = [
    f"The dairy sells {good} from cows; {good} {deed} the cows no harm."
    for good in ("cheese", "butter")
    for deed in ("does", "brings", "causes")
]
LAWS = settings(max_examples=30, deadline=None)
EDITS: dict[str, Callable[[TopicModel], TopicModel]] = {
    "rename": lambda model: model.rename({0: "First"}),
    "merge": lambda model: model.merge([0, 2]),
    "split": lambda model: model.split(1),
    "several": lambda model: model.split(1).rename({1: "One", 2: "Two"}).merge([0, 1], label="Three"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_gives_a_new_model_and_leaves_the_old_one_as_it_is(edit: Callable[[TopicModel], TopicModel]) -> None:
    model = TopicModel(n_topics=3).fit(ARTICLES)
    shares, labels = model.transform(ARTICLES).tolist(), list(model.labels_)
    edited = edit(model)

    assert (MODEL.digest(), labels, shares) == (model.digest(), model.labels_, model.transform(ARTICLES).tolist())
    assert model.get_params() == MODEL.get_params()
    assert edited.digest() != model.digest()
    assert edit(model).digest() == edited.digest()


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edited_model_is_whole(edit: Callable[[TopicModel], TopicModel]) -> None:
    edited = edit(MODEL)
    n_topics = len(edited.labels_)

    assert n_topics == len(edited.topics_) == len(edited.components_) == len(set(edited.labels_))
    assert (len(ARTICLES), n_topics) == edited.transform(ARTICLES).shape == edited.likeness(ARTICLES).shape
    assert edited.labels_ == edited.get_feature_names_out().tolist()
    assert [pytest.approx(1.0, abs=1e-5)] * n_topics == edited.components_.sum(axis=1).tolist()
    assert (MODEL.vocabulary_, MODEL.n_documents_) == (edited.vocabulary_, edited.n_documents_)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edited_model_is_saved_as_it_is(edit: Callable[[TopicModel], TopicModel], tmp_path: Path) -> None:
    edited = edit(MODEL)
    edited.save(tmp_path)
    loaded = TopicModel.load(tmp_path)

    assert (edited.digest(), edited.labels_, edited.topics_) == (loaded.digest(), loaded.labels_, loaded.topics_)
    assert edited.transform(ARTICLES).tolist() == loaded.transform(ARTICLES).tolist()
    assert edited.n_topics == loaded.n_topics


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edited_model_serves_a_pipeline(edit: Callable[[TopicModel], TopicModel]) -> None:
    edited = edit(MODEL)
    pipeline = discourse.Pipeline("document_topics", models={"document_topics": edited}, on_error="raise")
    for article in ARTICLES:
        shares = edited.transform([article])[0]
        expected = {edited.labels_[topic]: pytest.approx(shares[topic], abs=1e-6) for topic in range(len(shares))}

        for value in pipeline(article)["document_topics"].values:
            assert expected[value.label] == value.weight


@pytest.mark.parametrize("call", [("rename", {0: "a"}), ("merge", [0, 1]), ("split", 0)])
def test_nothing_is_edited_before_fit(call: tuple[str, Any]) -> None:
    with pytest.raises(NotFittedError, match="call fit"):
        getattr(TopicModel(), call[0])(call[1])


# Renaming


@given(st.dictionaries(st.integers(0, 2), st.text(min_size=1).filter(str.strip).filter(str.isprintable), max_size=3))
@LAWS
def test_renamed_topics_have_their_labels_and_nothing_else_is_new(labels: dict[int, str]) -> None:
    wanted = [labels.get(topic, label) for topic, label in enumerate(MODEL.labels_)]
    if len(set(wanted)) < 3:
        with pytest.raises(OptionError, match="labels tell topics apart"):
            MODEL.rename(labels)
        return
    model = MODEL.rename(labels)

    assert wanted == model.labels_
    assert (MODEL.topics_, MODEL.transform(ARTICLES).tolist()) == (model.topics_, model.transform(ARTICLES).tolist())
    assert (wanted == MODEL.labels_) == (MODEL.digest() == model.digest())


def test_labels_can_be_swapped() -> None:
    first, second, third = MODEL.labels_

    assert [second, first, third] == MODEL.rename({0: second, 1: first}).labels_


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({3: "a"}, "numbered from 0 to 2; there is no topic 3"),
        ({-1: "a"}, "there is no topic -1"),
        ({"0": "a"}, "no topic '0'; there are"),
        ({0.0: "a"}, "there is no topic 0.0"),
        ({True: "a"}, "there is no topic True"),
        ({None: "a"}, "there is no topic None"),
        ({0: ""}, "the label of a topic is a text that is not blank, not ''"),
        ({0: " \n"}, "the label of a topic is a text"),
        ({0: None}, "the label of a topic is a text that is not blank, not None"),
        ({0: 7}, "the label of a topic is a text that is not blank, not 7"),
        ({0: "a", 2: "a"}, "two topics would be called 'a'"),
        ({0: MODEL.labels_[1]}, "two topics would be called"),
    ],
)
def test_what_is_no_label_is_refused(labels: Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        MODEL.rename(labels)


# Merging


@pytest.mark.parametrize("topics", [[0, 1], [0, 2], [1, 2], [2, 1], (2, 0, 2), {1, 0}])
def test_merged_topics_are_one_in_the_place_of_the_first(topics: Any) -> None:
    model = MODEL.merge(topics)
    left = next(topic for topic in range(3) if topic not in topics)
    place = 1 if left == 0 else 0

    assert (2, MODEL.labels_[left]) == (len(model.labels_), model.labels_[1 - place])
    assert MODEL.topics_[left] == model.topics_[1 - place]
    assert set(model.topics_[place]) <= {word for topic in topics for word in MODEL.topics_[topic]}
    assert all(set(model.topics_[place]) & set(MODEL.topics_[topic][:3]) for topic in topics)


@pytest.mark.parametrize("topics", [[0, 1], [0, 2], [1, 2]])
def test_documents_of_merged_topics_go_to_the_one_they_are_now(topics: list[int]) -> None:
    model = MODEL.merge(topics)
    place = topics[0]
    before = MODEL.transform(ARTICLES)
    after = model.transform(ARTICLES)

    assert np.isin(before.argmax(axis=1), topics).tolist() == (after.argmax(axis=1) == place).tolist()
    assert after[:, place][np.isin(before.argmax(axis=1), topics)].min() > 0.5


def test_three_topics_are_merged_into_one_that_holds_every_document() -> None:
    model = MODEL.merge(range(3))

    assert (1, 1) == (len(model.labels_), len(model.topics_))
    assert model.transform(ARTICLES) == pytest.approx(np.ones((len(ARTICLES), 1)))


def test_the_shares_of_a_merged_topic_are_the_sums_and_the_others_stay() -> None:
    model = TopicModel(n_topics=6, max_df=1.0).fit(ARTICLES)
    before, after = model.transform(ARTICLES), model.merge([1, 4, 5]).transform(ARTICLES)

    assert after[:, 1] == pytest.approx(before[:, [1, 4, 5]].sum(axis=1))
    assert after[:, [0, 2, 3]] == pytest.approx(before[:, [0, 2, 3]])
    assert model.likeness(ARTICLES)[:, [1, 4, 5]].max(axis=1) == pytest.approx(
        model.merge([1, 4, 5]).likeness(ARTICLES)[:, 1]
    )


def test_topics_are_named_by_their_labels_as_well() -> None:
    first, second = MODEL.labels_[:2]

    assert MODEL.merge([0, 1]).digest() == MODEL.merge([first, second]).digest()
    assert MODEL.split(1).digest() == MODEL.split(second).digest()
    assert MODEL.rename({0: "Rail"}).digest() == MODEL.rename({first: "Rail"}).digest()


def test_the_order_in_which_topics_are_named_does_not_matter() -> None:
    digests = {MODEL.merge(topics).digest() for topics in ([0, 2], [2, 0], (2, 0, 0), {0, 2})}

    assert 1 == len(digests)


def test_the_label_of_a_merged_topic_is_given_or_its_first_words() -> None:
    assert "Land and sea" in MODEL.merge([0, 1], label="Land and sea").labels_
    assert MODEL.labels_[0] == MODEL.merge([0, 1], label=MODEL.labels_[0]).labels_[0]
    model = MODEL.rename({0: "A", 1: "B", 2: "C"}).merge([0, 1])

    assert [", ".join(model.topics_[0][:3]), "C"] == model.labels_


@pytest.mark.parametrize(
    ("topics", "message"),
    [
        ([], "two topics or more"),
        ([1], "two topics or more"),
        ([1, 1], "two topics or more"),
        ([0, 3], "numbered from 0 to 2; there is no topic 3"),
        ([-1, 0], "there is no topic -1"),
        ([0, 2.5], "there is no topic 2.5"),
        ("01", "merge takes two topics or more"),
        ([True, 2], "there is no topic True"),
    ],
)
def test_what_cannot_be_merged_is_refused(topics: Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        MODEL.merge(topics)


@pytest.mark.parametrize(
    ("label", "message"), [("", "is a text"), (7, "is a text"), (MODEL.labels_[2], "two topics would be called")]
)
def test_what_is_no_label_of_a_merged_topic_is_refused(label: Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        MODEL.merge([0, 1], label=label)


# Splitting


def two_in_one() -> tuple[TopicModel, int]:
    """Return a model with one topic of two themes, farms and milk, and the number of that topic."""
    model = TopicModel(n_topics=4).fit([*FARMS, *MILK, *THEMES["harbour"], *THEMES["railway"]])
    strongest = model.transform([*FARMS, *MILK]).argmax(axis=1).tolist()
    merged = model.merge({strongest[0], strongest[-1]}, label="Land")
    return merged, merged.labels_.index("Land")


def test_a_topic_of_two_themes_falls_apart_into_them() -> None:
    model, land = two_in_one()
    parts = model.split(land)
    strongest = parts.transform([*FARMS, *MILK]).argmax(axis=1).tolist()

    assert {land, land + 1} == set(strongest)
    assert [strongest[0]] * 6 + [strongest[-1]] * 6 == strongest


def test_parts_stand_in_the_place_of_their_topic_and_the_others_stay() -> None:
    model, land = two_in_one()
    parts = model.split(land)
    others = [topic for topic in range(len(model.labels_)) if topic != land]

    assert len(model.labels_) + 1 == len(parts.labels_)
    assert [model.labels_[topic] for topic in others] == [
        label for topic, label in enumerate(parts.labels_) if topic not in (land, land + 1)
    ]
    assert [model.topics_[topic] for topic in others] == [
        words for topic, words in enumerate(parts.topics_) if topic not in (land, land + 1)
    ]
    assert [", ".join(parts.topics_[topic][:3]) for topic in (land, land + 1)] == parts.labels_[land : land + 2]


@pytest.mark.parametrize("topic", [0, 1, 2])
@pytest.mark.parametrize("into", [2, 3])
def test_parts_share_the_documents_of_their_topic_and_no_others(topic: int, into: int) -> None:
    before = MODEL.transform(ARTICLES).argmax(axis=1)
    after = MODEL.split(topic, into=into).transform(ARTICLES).argmax(axis=1)
    parts = range(topic, topic + into)

    assert (before == topic).tolist() == np.isin(after, parts).tolist()
    assert len(set(after[before == topic].tolist())) > 1


def test_a_seeded_or_merged_topic_can_be_split() -> None:
    seeded = TopicModel(n_topics=2, seeds={"Sea": ["cod"]}).fit(ARTICLES)

    assert 3 == len(seeded.split(0).labels_)
    assert 4 == len(MODEL.merge([0, 1]).split(0, into=3).labels_)


@pytest.mark.parametrize(
    ("topic", "into", "message"),
    [
        (3, 2, "numbered from 0 to 2; there is no topic 3"),
        (-1, 2, "there is no topic -1"),
        ("0", 2, "no topic '0'; there are"),
        (True, 2, "there is no topic True"),
        (0, 1, "into is a whole number from 2, not 1"),
        (0, 0, "into is a whole number from 2"),
        (0, -5, "into is a whole number from 2"),
        (0, 2.0, "into is a whole number from 2, not 2.0"),
        (0, True, "into is a whole number from 2, not True"),
        (0, None, "into is a whole number from 2, not None"),
    ],
)
def test_what_cannot_be_split_is_refused(topic: Any, into: Any, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        MODEL.split(topic, into=into)


@pytest.mark.parametrize("into", [200, 10**9])
def test_more_parts_than_there_are_words_are_refused(into: int) -> None:
    with pytest.raises(TextError, match=f"topic 0 do not fall apart into {into} topics"):
        MODEL.split(0, into=into)


def test_a_loaded_model_cannot_be_split_until_it_is_fitted_again(tmp_path: Path) -> None:
    MODEL.save(tmp_path)
    loaded = TopicModel.load(tmp_path)
    with pytest.raises(NotFittedError, match="fit again"):
        loaded.split(0)
    assert MODEL.counts_ is not None

    assert MODEL.split(0).digest() == loaded.fit_counts(MODEL.counts_).split(0).digest()


# Phrases

PHRASES = ["cod quota", "small classes", "old track"]
WITH_PHRASES = TopicModel(n_topics=3, phrases=PHRASES).fit(ARTICLES)
LAYERS = discourse.Pipeline(
    "topics",
    "document_topics",
    models={"topics": WITH_PHRASES},
    config={layer: {"evidence_words": 100, "least_share": 0.0} for layer in ("topics", "document_topics")},
    on_error="raise",
)


def pieces_of(document: Document, layer: str) -> set[str]:
    return {document.slice(piece.span) for found in document[layer] for piece in found.evidence if piece.span}


def test_a_phrase_is_one_word_of_the_vocabulary() -> None:
    assert set(PHRASES) <= set(WITH_PHRASES.vocabulary_)
    assert not set(PHRASES) & set(MODEL.vocabulary_)


def test_phrases_that_were_found_can_be_given_as_they_are() -> None:
    articles = [*ARTICLES, *(f"{whose} cod quota is a scandal." for whose in ("Our", "Their", "Your"))]
    found = find_phrases(articles, min_count=3)
    model = TopicModel(n_topics=3, phrases=found).fit(articles)

    assert ["cod quota"] == [phrase.text for phrase in found]
    assert "cod quota" in model.vocabulary_
    assert TopicModel(n_topics=3, phrases=["cod quota"]).fit(articles).digest() == model.digest()


def test_no_phrase_goes_on_in_the_next_paragraph() -> None:
    document = LAYERS("The nets are full of herring and of cod\nquota rows end in the harbour.\nTrains run late.")

    assert 3 == len(document["paragraphs"])
    for topic in document["topics"]:
        spans = [piece.span for piece in topic.evidence if piece.span]

        assert all(topic.span.start <= span.start < span.end <= topic.span.end for span in spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cod quota is cut.", "cod quota"),
        ("A COD QUOTA, they say, and herring.", "COD QUOTA"),
        ("Then the cod   quota was cut.", "cod   quota"),
        ("“Cod quota” (herring)", "Cod quota"),
    ],
)
@pytest.mark.parametrize("layer", ["topics", "document_topics"])
def test_the_evidence_of_a_phrase_covers_all_its_words(text: str, expected: str, layer: str) -> None:
    document = LAYERS(text)

    assert expected in pieces_of(document, layer)
    assert not {"cod", "quota"} & {piece.lower() for piece in pieces_of(document, layer)}


@pytest.mark.parametrize(
    "text", ["The cod, quota and all.", "Cod. Quota!", "cod (quota)", "The “cod” quota", "Cod – quota"]
)
def test_a_phrase_is_not_joined_over_a_mark(text: str) -> None:
    document = LAYERS(text)
    pieces = {piece.lower() for piece in pieces_of(document, "document_topics")}

    assert {"cod", "quota"} <= pieces
    assert WITH_PHRASES.transform(["cod | quota"]).tolist() == WITH_PHRASES.transform([text]).tolist()


@given(st.lists(st.sampled_from(["cod", "quota", "old", "track", ",", ".", "of", "(small classes)", "herring"])))
@LAWS
def test_the_layer_reads_phrases_as_the_model_does(words: list[str]) -> None:
    text = " ".join(words)
    shares = WITH_PHRASES.transform([text])[0]

    assert {topic: pytest.approx(share, abs=1e-6) for topic, share in enumerate(shares) if share >= 1e-6} == {
        value.topic: value.weight for value in LAYERS(text)["document_topics"].values if value.weight >= 1e-6
    }
    assert WITH_PHRASES.transform([discourse.analyze(text, "tokens")])[0].tolist() == shares.tolist()


def test_spans_of_evidence_are_in_order_and_do_not_overlap() -> None:
    document = LAYERS("Cod quota cod quota, old track and small classes; cod cod quota quota.")
    for found in document["document_topics"]:
        spans = [piece.span for piece in found.evidence if piece.span]

        assert all(one.end <= other.start for one, other in pairwise(spans))
        assert Span(0, 9) == spans[0]


def test_phrases_survive_being_saved(tmp_path: Path) -> None:
    WITH_PHRASES.save(tmp_path)
    loaded = TopicModel.load(tmp_path)
    text = "The cod quota and small classes."

    assert WITH_PHRASES.digest() == loaded.digest()
    assert WITH_PHRASES.transform([text, *ARTICLES]).tolist() == loaded.transform([text, *ARTICLES]).tolist()
    document = discourse.analyze("The cod quota\n\nCod\n\nquota", "tokens")

    assert WITH_PHRASES.word_numbers(document) == loaded.word_numbers(document)
    assert [-1, loaded.vocabulary_.index("cod quota"), -1] == loaded.word_numbers(document)[:3]
    assert loaded.vocabulary_.index("cod quota") not in loaded.word_numbers(document)[3:]


def test_a_document_is_read_as_its_text_phrases_and_blank_lines_included() -> None:
    texts = [f"{article}\n\nTrains cod\n\nquota cod quota" for article in ARTICLES]
    documents = list(discourse.Pipeline("tokens").stream(texts))

    assert WITH_PHRASES.transform(texts).tolist() == WITH_PHRASES.transform(documents).tolist()


def test_the_order_and_case_of_phrases_do_not_matter() -> None:
    other = TopicModel(n_topics=3, phrases=[phrase.title() for phrase in PHRASES[::-1]]).fit(ARTICLES)

    assert WITH_PHRASES.digest() == other.digest()


@pytest.mark.parametrize("phrases", ["cod quota", ["cod"], [""], [3], [("cod", "quota")]])
def test_what_is_no_phrase_is_refused(phrases: Any) -> None:
    with pytest.raises(OptionError, match="each a Phrase or a text of two words or more"):
        TopicModel(n_topics=3, phrases=phrases).fit(ARTICLES)


# Few topics

FEW = {
    1: TopicModel(n_topics=1).fit([*THEMES["harbour"], *THEMES["school"]]),
    2: TopicModel(n_topics=2).fit([*THEMES["harbour"], *THEMES["school"]]),
    3: MODEL,
}
SCRAPS = [*ARTICLES, "", "zygote", "Cod!", "Cod and exams.", "trains " * 2000, "Рыбаки", "\0", "teachers cod trains"]


@given(st.lists(st.sampled_from(SCRAPS), max_size=5), st.sampled_from(sorted(FEW)))
@LAWS
def test_shares_sum_to_one_or_are_all_zero_and_likeness_is_between(texts: list[str], n_topics: int) -> None:
    model = FEW[n_topics]
    shares, likeness = model.transform(texts), model.likeness(texts)

    assert (len(texts), n_topics) == shares.shape == likeness.shape
    assert ((shares >= 0.0) & (shares <= 1.0)).all()
    assert all(row.sum() == pytest.approx(1.0) or not row.any() for row in shares)
    assert ((likeness >= 0.0) & (likeness <= 1.0)).all()


@pytest.mark.parametrize("n_topics", [2, 3])
def test_a_text_of_two_equal_halves_has_both_topics_by_halves(n_topics: int) -> None:
    model = FEW[n_topics]
    sea, school = model.transform([THEMES["harbour"][2], THEMES["school"][2]]).argmax(axis=1).tolist()
    for one, other in zip(THEMES["harbour"], THEMES["school"], strict=True):
        shares = model.transform([f"{one}\n{other}"])[0]

        assert 0.2 < shares[sea] < 0.8
        assert 0.9 < shares[sea] + shares[school]


@pytest.mark.parametrize("n_topics", [2, 3])
def test_pure_texts_are_of_their_topic_almost_alone(n_topics: int) -> None:
    model = FEW[n_topics]

    assert model.transform([*THEMES["harbour"], *THEMES["school"]]).max(axis=1).min() > 0.8


def test_a_text_without_a_known_word_is_like_nothing() -> None:
    for model in FEW.values():
        assert not model.likeness(["", "zygote", "…"]).any()


def test_likeness_is_high_for_what_fits_and_low_for_what_does_not() -> None:
    strange = "Zygotes hope; the moon will stay."
    likeness = MODEL.likeness([*ARTICLES, strange]).max(axis=1)

    assert likeness[:-1].min() > likeness[-1]
