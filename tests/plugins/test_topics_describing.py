"""Topics described by a phrase, a sentence and documents; and documents that fit none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import discourse
from discourse import Document
from discourse.errors import NotFittedError, OptionError, TextError
from discourse_topics import TopicModel, describe, without_topic

THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))
ARTICLES = [article for trio in zip(*THEMES.values(), strict=True) for article in trio]
MODEL = TopicModel(n_topics=3).fit(ARTICLES)
PHRASES = ["fishing quotas", "cut", "night trains", "full"]


def test_each_topic_is_described_by_what_is_said_of_it() -> None:
    described = describe(MODEL, ARTICLES)
    shares = MODEL.transform(ARTICLES)

    assert [(topic.topic, topic.label, list(topic.words)) for topic in described] == (
        list(zip(range(3), MODEL.labels_, MODEL.topics_, strict=True))
    )
    assert [round(share, 6) for share in shares.mean(axis=0).tolist()] == [topic.share for topic in described]
    assert [6, 6, 6] == [topic.strongest for topic in described]
    for topic in described:
        best = sorted(range(len(ARTICLES)), key=lambda place: -shares[place, topic.topic])[:3]

        assert tuple(best) == topic.documents
        assert len({place % 3 for place in topic.documents}) == 1


def test_the_sentence_is_of_a_document_of_the_topic_and_holds_its_words() -> None:
    for topic in describe(MODEL, ARTICLES):
        theme = [" ".join(ARTICLES[place].split()) for place in range(topic.documents[0] % 3, len(ARTICLES), 3)]

        assert topic.sentence is not None
        assert any(topic.sentence in article for article in theme)
        assert set(topic.words) & set(topic.sentence.lower().replace(",", "").replace(".", "").split())


def test_the_phrase_is_of_words_of_the_topic() -> None:
    said = " Fishing quotas were cut. The fishing quotas of spring stay."
    articles = [article + said if place % 3 == 0 else article for place, article in enumerate(ARTICLES)]
    model = TopicModel(n_topics=3).fit(articles)
    phrases = {place: topic.phrase for topic in describe(model, articles) for place in topic.documents}

    assert phrases[0] == phrases[3] == "fishing quotas"
    assert "fishing quotas" not in (phrases.get(1), phrases.get(2))


def test_a_topic_without_documents_has_no_sentence() -> None:
    """No sentence of schools tells what the topic of the sea is about."""
    schools = [article for place, article in enumerate(ARTICLES) if place % 3 == 1]
    described = describe(MODEL, schools)

    assert [topic.strongest > 0 for topic in described] == [topic.sentence is not None for topic in described]
    assert 1 == sum(topic.sentence is not None for topic in described)


def test_phrases_of_the_model_count_in_its_sentences() -> None:
    articles = [f"The fishing quotas of number {place} were cut to the bone today." for place in range(6)]
    articles += [f"The night trains of number {place} were full to the doors today." for place in range(6)]
    model = TopicModel(n_topics=2, phrases=["fishing quotas", "night trains"], max_df=0.5, stop_words=["today"]).fit(
        articles
    )

    assert all(topic.sentence is not None for topic in describe(model, articles))


def test_documents_are_described_as_their_texts() -> None:
    documents = list(discourse.Pipeline("tokens", "sentences").stream(ARTICLES))

    assert describe(MODEL, ARTICLES) == describe(MODEL, documents)


def test_nothing_is_said_of_nothing() -> None:
    described = describe(MODEL, ["", "2031."])

    assert [(None, None, (), 0.0, 0)] * 3 == [
        (topic.phrase, topic.sentence, topic.documents, topic.share, topic.strongest) for topic in described
    ]


def test_documents_that_fit_no_topic_are_named_the_least_alike_first() -> None:
    odd = [Document("Zwieback? Xylophones!", id="odd"), "1 2 3", *ARTICLES[:2]]
    records = without_topic(MODEL, odd)

    assert [(0, "odd", 0.0, None, None), (1, None, 0.0, None, None)] == [
        (record["document"], record["id"], record["likeness"], record["topic"], record["label"]) for record in records
    ]


def test_a_higher_bound_names_more_documents_and_their_nearest_topic() -> None:
    likeness = MODEL.likeness(ARTICLES).max(axis=1)
    records = without_topic(MODEL, ARTICLES, least_likeness=float(sorted(likeness.tolist())[2]))

    assert sorted(range(len(ARTICLES)), key=lambda place: likeness[place])[:2] == [one["document"] for one in records]
    assert [MODEL.labels_[one["topic"]] for one in records] == [one["label"] for one in records]


@pytest.mark.parametrize("options", [{"n_documents": 0}, {"n_documents": 2.0}])
def test_numbers_out_of_bounds_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="n_documents"):
        describe(MODEL, ARTICLES, **options)


@pytest.mark.parametrize("bound", [-0.1, 1.5, "low"])
def test_a_bound_of_likeness_that_is_none_is_refused(bound: Any) -> None:
    with pytest.raises(OptionError, match="least_likeness"):
        without_topic(MODEL, ARTICLES, least_likeness=bound)


def test_a_model_is_fitted_before_it_is_described() -> None:
    with pytest.raises(NotFittedError):
        describe(TopicModel(), ARTICLES)
    with pytest.raises(TextError):
        describe(MODEL, "one text")
