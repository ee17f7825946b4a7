"""The layers `topics` and `document_topics`: which topics a stretch has, which words show it, how people read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import Document, Evidence, Span
from discourse.errors import NotFittedError, OptionError
from discourse_topics import TopicModel, TopicShare
from discourse_topics.analyzers import DocumentTopics, ParagraphTopics
from discourse_topics.views import carrying_words, document_line, document_summary, paragraph_line, paragraph_summary

THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))
ARTICLES = [article for trio in zip(*THEMES.values(), strict=True) for article in trio]
MODEL = TopicModel(n_topics=3).fit(ARTICLES)
HARBOUR_TOPIC, SCHOOL_TOPIC, RAILWAY_TOPIC = MODEL.transform(ARTICLES[:3]).argmax(axis=1).tolist()
PIPELINE = discourse.Pipeline("topics", "document_topics", models={"topics": MODEL}, on_error="raise")

FISH = "The trawlers came home without cod, and the fishermen cursed the quota. Cod is gone."
TRAINS = "Meanwhile the commuters waited for trains on a broken track."
WEATHER = "It rained."
STORY = f"{FISH}\n\n{TRAINS}\n\n{WEATHER}"


def test_each_paragraph_has_its_topic() -> None:
    layer = PIPELINE(STORY)["topics"]
    strongest = {found.span: found.value.topic for found in reversed(layer[:])}

    assert {
        Span(0, len(FISH)): HARBOUR_TOPIC,
        Span(len(FISH) + 2, len(FISH) + 2 + len(TRAINS)): RAILWAY_TOPIC,
    } == strongest


def test_a_document_has_the_topics_of_the_model_the_strongest_first() -> None:
    document = PIPELINE(STORY)
    layer = document["document_topics"]
    shares = MODEL.transform([STORY])[0]

    assert [value.topic for value in layer.values] == [HARBOUR_TOPIC, RAILWAY_TOPIC]
    assert {Span(0, len(STORY))} == {found.span for found in layer}
    for value in layer.values:
        assert TopicShare(value.topic, MODEL.labels_[value.topic], round(float(shares[value.topic]), 6)) == value


def test_evidence_are_the_words_that_carry_the_topic_wherever_they_stand() -> None:
    document = PIPELINE(FISH)
    first = document["topics"][0]
    words = [document.slice(piece.span) for piece in first.evidence if piece.span]

    assert [word for word in words if word != "home"] == ["trawlers", "cod", "fishermen", "quota", "Cod"]
    assert {"topic word"} == {piece.rule for piece in first.evidence if piece.span}
    assert [piece.rule for piece in first.evidence if piece.span is None] == ["topic of the document"]
    assert all(piece.weight > 0 for piece in first.evidence)


def test_a_paragraph_of_one_word_leans_on_its_document() -> None:
    word = next(w for w in MODEL.topics_[RAILWAY_TOPIC] if w != "trains")
    alone = PIPELINE(word)["topics"][0].value
    amid = {value.topic: value.weight for value in PIPELINE(f"{FISH} {FISH}\n\n{word}")["topics"].values[1:]}

    assert alone.topic == RAILWAY_TOPIC and alone.weight > 0.9
    assert amid[HARBOUR_TOPIC] > 0.5


@given(st.lists(st.sampled_from([*ARTICLES, WEATHER, "Cod!", "…"]), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_evidence_of_all_words_adds_up_to_the_share(paragraphs: list[str]) -> None:
    config = {layer: {"least_share": 0.0, "evidence_words": 1000} for layer in ("topics", "document_topics")}
    pipeline = discourse.Pipeline("topics", "document_topics", models={"topics": MODEL}, config=config)
    document = pipeline("\n\n".join(paragraphs))

    assert document.failures == ()
    for layer in ("topics", "document_topics"):
        for found in document[layer]:
            assert found.value.weight == pytest.approx(sum(piece.weight for piece in found.evidence), abs=1e-4)
            assert all(found.span.contains(piece.span) for piece in found.evidence if piece.span)


def test_small_shares_are_left_out() -> None:
    config = {"topics": {"least_share": 0.99}, "document_topics": {"least_share": 0.99}}
    pipeline = discourse.Pipeline("topics", "document_topics", models={"topics": MODEL}, config=config)
    document = pipeline(STORY)

    assert len(PIPELINE(STORY)["topics"]) >= 2
    assert len(document["document_topics"]) == 0
    assert all(value.weight >= 0.99 for value in document["topics"].values)


def test_no_evidence_is_made_where_none_is_wanted() -> None:
    config = {"document_topics": {"evidence_words": 0}}
    layer = discourse.Pipeline("document_topics", models={"topics": MODEL}, config=config)(STORY)["document_topics"]

    assert len(layer)
    assert not any(found.evidence for found in layer)


@pytest.mark.parametrize("text", ["", "It rained.", "2003 — 7 %", "\n\n\n", "🙂"])
def test_a_text_without_topic_words_has_no_topic(text: str) -> None:
    document = PIPELINE(text)

    assert (len(document["topics"]), len(document["document_topics"])) == (0, 0)


def test_one_model_serves_both_layers_and_its_digest_is_in_their_provenance() -> None:
    other = TopicModel(n_topics=2).fit(ARTICLES)
    configs = {
        discourse.Pipeline(layer, models={"document_topics": model})(STORY)[layer].provenance.config
        for layer in ("topics", "document_topics")
        for model in (MODEL, other)
    }

    assert len(configs) == 2


def test_a_pipeline_fits_its_model_by_its_options() -> None:
    pipeline = discourse.Pipeline("document_topics", config={"document_topics": {"n_topics": 3}}).fit(ARTICLES)

    assert PIPELINE(STORY)["document_topics"].values == pipeline(STORY)["document_topics"].values


def test_a_layer_without_a_model_says_how_to_get_one() -> None:
    with pytest.raises(NotFittedError, match=r"Pipeline\('topics'\)\.fit"):
        discourse.Pipeline("topics")(STORY)


@pytest.mark.parametrize("factory", [ParagraphTopics, DocumentTopics])
@pytest.mark.parametrize(
    "options", [{"least_share": 1.1}, {"least_share": "half"}, {"evidence_words": -1}, {"evidence_words": 2.0}]
)
def test_options_out_of_bounds_are_refused(factory: type, options: dict[str, object]) -> None:
    with pytest.raises(OptionError, match=next(iter(options))):
        factory(model=MODEL, **options)


def test_a_model_with_a_tokenizer_of_its_own_is_refused() -> None:
    model = TopicModel(n_topics=2, tokenizer=str.split).fit(ARTICLES)

    with pytest.raises(OptionError, match="tokenizer of its own"):
        ParagraphTopics(model=model)


def test_a_model_that_is_not_fitted_is_refused() -> None:
    with pytest.raises(NotFittedError):
        DocumentTopics(model=TopicModel())


# How people read it


def test_lines_show_share_label_and_words() -> None:
    document = PIPELINE(FISH)
    found = document["document_topics"][0]

    assert document_line(document, found).startswith(f"100 % {MODEL.labels_[HARBOUR_TOPIC]} — ")
    assert "cod" in document_line(document, found)
    line = paragraph_line(document, document["topics"][0])
    assert line.startswith("“The trawlers came home without cod, and the fishermen …” 100 %")


def test_the_words_that_count_most_are_shown_first_and_once() -> None:
    document = Document("Trains cod Cod quota")
    pieces = [Evidence(Span(0, 6), "", 0.2), Evidence(Span(7, 10), "", 0.15), Evidence(Span(11, 14), "", 0.15)]

    assert carrying_words(document, [*pieces, Evidence(None, "", 0.5), Evidence(Span(15, 20), "", 0.1)]) == [
        "cod",
        "Trains",
        "quota",
    ]


def test_the_summary_of_a_document_ranks_its_topics() -> None:
    document = PIPELINE(STORY)
    table = document_summary(document, document["document_topics"])

    assert table is not None
    assert table.columns == ("share", "topic", "carried by")
    assert [MODEL.labels_[HARBOUR_TOPIC], MODEL.labels_[RAILWAY_TOPIC]] == [row[1] for row in table.rows]


def test_the_summary_of_paragraphs_counts_those_that_a_topic_leads() -> None:
    document = PIPELINE(f"{TRAINS}\n\n{STORY}")
    table = paragraph_summary(document, document["topics"])

    assert table is not None
    assert [("2", MODEL.labels_[RAILWAY_TOPIC]), ("1", MODEL.labels_[HARBOUR_TOPIC])] == [row[:2] for row in table.rows]


def test_there_is_no_summary_of_nothing() -> None:
    document: Document = PIPELINE(WEATHER)

    assert document_summary(document, document["document_topics"]) is None
    assert paragraph_summary(document, document["topics"]) is None


PAGE = """By Marta Quillan

Trawlers left the harbour before the storm, and the fishermen stayed at home with dry nets that morning.

The quota for cod was cut again, and fishermen ask what their trawlers are for when the nets stay empty.

Marta Quillan teaches pupils and trains teachers in Port Hale.
"""


def test_what_is_said_of_the_author_is_not_what_a_document_is_about() -> None:
    """A biography of a teacher under an article of the sea: it has regions, and its words are not counted."""
    document = discourse.analyze(PAGE, "regions", "paragraphs", "tokens")
    told = {region.value.kind: document.slice(region.span) for region in document["regions"]}
    without = PAGE[: PAGE.index("Marta Quillan teaches")].replace("By Marta Quillan", "").strip()

    assert "teaches pupils" in told["biography"]
    assert MODEL.transform([document]).tolist() == MODEL.transform([without]).tolist()
    assert MODEL.transform([document]).tolist() != MODEL.transform([PAGE]).tolist()
    for layer in ("topics", "document_topics"):
        read = discourse.Pipeline(layer, models={layer: MODEL})(document)

        assert not {"teaches", "pupils", "teachers"} & {
            read.slice(piece.span) for found in read[layer] for piece in found.evidence if piece.span
        }


def test_words_that_speak_against_a_topic_are_not_shown_as_its_own() -> None:
    document = discourse.Pipeline("document_topics", models={"document_topics": MODEL})(ARTICLES[0])
    against = Evidence(Span(0, 3), "topic word", -0.2)

    assert [] == carrying_words(document, [against])
