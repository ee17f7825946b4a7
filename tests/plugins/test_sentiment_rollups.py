"""Roll-ups by voice, source and target, and how they are shown."""

from __future__ import annotations

import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import Annotation, Document, Layer, Span
from discourse_mentions import Entity
from discourse_sentiment import Sentiment, TargetSentiment, by_document, by_source, by_target, by_voice
from discourse_sentiment.views import sentence_line, sentence_summary, target_line, target_summary
from discourse_text import Region
from discourse_voices import Voice

AUTHOR, MOSS, COLE = Voice("author"), Voice("quoted", "Ada Moss"), Voice("attributed", "Jon Cole")


PRAISE = "The governor has shown remarkable courage and deserves our thanks."
BLAME = "The new tax is a shameful fraud on everybody who rents."
WAR = "The bomb killed eleven soldiers in the third attack of the war."
NEWS = "The council meets on Tuesday in the town hall."


def analyzed(*parts: tuple[str, Voice], names: tuple[str, ...] = ()) -> Document:
    """Analyze paragraphs, each in its own voice, that bring every mention of some names."""
    text, spoken = "", []
    for words, voice in parts:
        spoken.append(Annotation(Span(len(text), len(text) + len(words) + 2), voice))
        text += words + "\n\n"
    mentions = [
        Annotation(Span(*found.span()), Entity("person", name, 1.0))
        for name in names
        for found in re.finditer(name, text)
    ]
    document = Document(text)
    for layer in (
        Layer("regions", Region, [Annotation(Span(0, len(text)), Region("body"))]),
        Layer("entities", Entity, mentions),
        Layer("voices", Voice, spoken),
    ):
        document = document.with_layer(layer)
    return discourse.Pipeline("sentiment", "targets", on_error="raise")(document)


@pytest.fixture(name="debate")
def _debate() -> Document:
    return analyzed((PRAISE, AUTHOR), (BLAME, MOSS), (NEWS, COLE))


def test_each_voice_has_its_share_and_mean(debate: Document) -> None:
    records = {record["voice"]: record for record in by_voice(debate)}
    scores = [value.score for value in debate.layer("sentiment", Sentiment).values]

    assert [record["voice"] for record in by_voice(debate)] == ["author", "quoted", "attributed"]
    assert scores == pytest.approx([records[voice]["score"] for voice in ("author", "quoted", "attributed")], abs=1e-6)
    assert pytest.approx(sum(record["share"] for record in records.values()), abs=1e-5) == 1.0
    assert (records["quoted"]["negative"], records["quoted"]["positive"]) == (1.0, 0.0)


def test_sources_leave_out_those_without_a_name(debate: Document) -> None:
    assert [record["source"] for record in by_source(debate)] == ["Ada Moss", "Jon Cole"]


@given(st.lists(st.sampled_from([(PRAISE, AUTHOR), (BLAME, MOSS), (NEWS, COLE)]), min_size=1, max_size=6))
def test_a_copy_of_the_text_changes_no_mean_and_no_share(parts: list[tuple[str, Voice]]) -> None:
    once, twice = by_voice(analyzed(*parts)), by_voice(analyzed(*parts, *parts))

    for one, two in zip(once, twice, strict=True):
        assert 2 * one["sentences"] == two["sentences"]
        assert one["voice"] == two["voice"]
        for figure in ("share", "score", "evaluative", "negative", "positive"):
            assert one[figure] == pytest.approx(two[figure], abs=1e-5)


@given(
    st.lists(st.sampled_from([(PRAISE, AUTHOR), (BLAME, MOSS), (WAR, AUTHOR)]), min_size=1, max_size=4),
    st.integers(2, 10),
)
def test_ten_copies_of_a_text_have_the_score_of_one(parts: list[tuple[str, Voice]], copies: int) -> None:
    once, often = by_document(analyzed(*parts)), by_document(analyzed(*parts * copies))

    assert copies * once["sentences"] == often["sentences"]
    for figure in ("share", "score", "judgement", "events", "evaluative", "negative", "positive"):
        assert once[figure] == pytest.approx(often[figure], abs=1e-5)


def test_events_are_kept_apart_from_judgement() -> None:
    (record,) = by_voice(analyzed((WAR, AUTHOR)))

    assert record["events"] < 0.0
    assert record["score"] < record["judgement"]
    assert by_voice(analyzed((PRAISE, AUTHOR)))[0]["events"] == 0.0


def test_boilerplate_is_no_part_of_a_document() -> None:
    alone = by_document(analyzed((PRAISE, AUTHOR)))
    beside = by_document(analyzed((PRAISE, AUTHOR), (BLAME, Voice("boilerplate"))))

    assert alone["score"] == beside["score"]
    assert alone["share"] == 1.0 > beside["share"]


def test_a_corrected_layer_can_be_read(debate: Document) -> None:
    values = [
        attrs.evolve(annotation, value=attrs.evolve(annotation.value, score=0.5)) for annotation in debate["sentiment"]
    ]
    reviewed = debate.with_layer(Layer("sentiment.reviewed", Sentiment, values))

    assert {0.5} == {record["score"] for record in by_voice(reviewed, layer="sentiment.reviewed")}


def with_targets() -> Document:
    return analyzed(("Reed is a liar.", MOSS), ("Cole is a hero, and Reed a fraud.", AUTHOR), names=("Reed", "Cole"))


def test_targets_are_judged_over_their_mentions() -> None:
    document = with_targets()
    reed, cole = by_target(document)

    assert [(record["target"], record["mentions"]) for record in (reed, cole)] == [("Reed", 2), ("Cole", 1)]
    assert cole["balance"] > reed["balance"]
    assert pytest.approx(reed["negative"] + reed["neutral"] + reed["positive"], abs=1e-5) == 1.0


def test_targets_can_be_counted_in_one_voice() -> None:
    records = by_target(with_targets(), voice="quoted")

    assert [(record["target"], record["mentions"]) for record in records] == [("Reed", 1)]


def test_nothing_gives_no_records() -> None:
    document = Document("").with_layer(Layer("sentiment", Sentiment)).with_layer(Layer("targets", TargetSentiment))

    assert (by_voice(document), by_source(document), by_target(document)) == ([], [], [])
    assert sentence_summary(document, document["sentiment"]) is None
    assert target_summary(document, document["targets"]) is None


def test_a_line_shows_score_voice_and_words(debate: Document) -> None:
    praise, blame, _ = (sentence_line(debate, annotation) for annotation in debate["sentiment"])
    plain = analyzed(("It is on the other side.", AUTHOR))

    assert praise.startswith("+0.") and " positive: “The governor has shown" in praise
    assert blame.startswith("−0.") and " negative, says Ada Moss: “" in blame and "shameful" in blame
    assert sentence_line(plain, plain["sentiment"][0]).endswith(
        " neutral: “It is on the other side.” (no word of judgement)"
    )


def test_negators_are_no_words_to_show() -> None:
    document = analyzed(("They can’t trust a corrupt court.", AUTHOR))

    assert "n't" not in sentence_line(document, document["sentiment"][0]).split("(")[-1]


def test_the_summary_shows_each_voice_with_its_words(debate: Document) -> None:
    table = sentence_summary(debate, debate["sentiment"])

    assert table is not None
    assert [row[0] for row in table.rows] == ["the author", "quoted", "reported"]
    words = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    assert "courage" in words["the author"]["praise"]
    assert "fraud" in words["quoted"]["blame"]
    assert "fraud" not in words["quoted"]["praise"]
    assert {len(table.columns)} == {len(row) for row in table.rows}


def test_targets_are_shown_with_their_balance() -> None:
    document = with_targets()
    table = target_summary(document, document["targets"])

    assert table is not None
    assert table.rows[0][:2] == ("Reed", "2")
    assert target_line(document, document["targets"][0]).startswith("Reed: negative (")
