"""The layer `targets`: who is judged by a sentence, whatever the name."""

from __future__ import annotations

from itertools import pairwise
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import Annotation, Document, Layer, Span
from discourse_mentions import Entity
from discourse_sentiment import TargetSentiment
from discourse_sentiment.lexicon import shipped_lexicon
from discourse_sentiment.target_features import BUCKETS, WINDOW, bucket, features_of, word_table
from discourse_sentiment.targets import MOST_EVIDENCE
from discourse_text import Region, Sentence
from discourse_voices import Voice

KNOWN = word_table(shipped_lexicon(), {"gallant": 0.4}, {"gallant": 0, "corrupt": 1})
AUTHOR = Voice("author")


def analyzed(text: str, *names: str, voices: tuple[tuple[str, Voice], ...] = ()) -> Document:
    """Analyze a text that brings a mention of each name, at its first place, and voices up to the end of some words."""
    mentions = [
        Annotation(Span(start, start + len(name)), Entity("person", name, 1.0))
        for name in names
        for start in [text.index(name)]
    ]
    ends = [0, *(text.index(words) + len(words) for words, _ in voices), len(text)]
    kinds = [*(voice for _, voice in voices), AUTHOR]
    spoken = [
        Annotation(Span(start, end), voice)
        for (start, end), voice in zip(pairwise(ends), kinds, strict=True)
        if end > start
    ]
    document = Document(text)
    for layer in (
        Layer("regions", Region, [Annotation(Span(0, len(text)), Region("body"))]),
        Layer("entities", Entity, mentions),
        Layer("voices", Voice, spoken),
    ):
        document = document.with_layer(layer)
    return discourse.Pipeline("targets", on_error="raise")(document)


def targets_of(document: Document) -> Layer[TargetSentiment]:
    return document.layer("targets", TargetSentiment)


def judged(sentence: str, name: str) -> TargetSentiment:
    return targets_of(analyzed(sentence, name))[0].value


@pytest.mark.parametrize(
    ("sentence", "name", "label"),
    [
        ("Voters admire Ada Moss for her honest and courageous work in the flooded villages.", "Ada Moss", "positive"),
        (
            "Ada Moss lied to the committee and betrayed the villages that had trusted the party.",
            "Ada Moss",
            "negative",
        ),
        ("The committee sent the form to Ada Moss on Tuesday.", "Ada Moss", "neutral"),
        ("Critics accused Ada Moss of corruption and called the contract a shameful fraud.", "Ada Moss", "negative"),
    ],
)
def test_a_mention_has_the_label_of_what_is_said_of_it(sentence: str, name: str, label: str) -> None:
    found = judged(sentence, name).label

    assert label == found


@pytest.mark.parametrize("name", ["Winston Stalin", "Rosa", "the Green Party of Northern Vale"])
def test_a_name_is_masked(name: str) -> None:
    template = "Voters admire {} for honest work in the flooded villages."
    values = [judged(template.format(each), each) for each in (name, "Ada Moss")]

    assert values[1].positive == values[0].positive
    assert name == values[0].name


def test_sides_tell_the_one_who_blames_from_the_one_who_is_blamed() -> None:
    sentence = "Cole condemned Reed as a corrupt and reckless liar."
    blames, blamed = judged(sentence, "Cole"), judged(sentence, "Reed")

    assert blamed.negative != blames.negative


def test_probabilities_add_up_to_one_and_the_label_has_the_highest() -> None:
    value = judged("Cole condemned Reed, but the court praised him.", "Reed")

    assert pytest.approx(value.negative + value.neutral + value.positive) == 1.0
    assert max(value.negative, value.neutral, value.positive) == getattr(value, value.label)


def test_a_mention_has_its_own_sentence_and_voice() -> None:
    moss = Voice("quoted", "Ada Moss")
    layer = targets_of(analyzed("Reed is a liar. Cole is a hero.", "Reed", "Cole", voices=(("liar.", moss),)))

    assert [(value.name, value.voice, value.source) for value in layer.values] == [
        ("Reed", "quoted", "Ada Moss"),
        ("Cole", "author", None),
    ]
    assert layer[0].value.negative > layer[1].value.negative


REED = Annotation(Span(0, 4), Entity("person", "Reed", 1.0))


def test_a_mention_outside_of_sentences_is_left_alone() -> None:
    document = Document("Reed is a liar.").with_layer(Layer("regions", Region)).with_layer(Layer("sentences", Sentence))
    for layer in (Layer("entities", Entity, [REED]), Layer("voices", Voice)):
        document = document.with_layer(layer)

    assert len(targets_of(discourse.Pipeline("targets", on_error="raise")(document))) == 0


WORDS = "the Reed court praised condemned not corrupt gallant , war 3 he".split()


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.lists(st.sampled_from(WORDS), max_size=30))
def test_evidence_adds_up_to_the_log_odds_of_praise_against_blame(before: list[str], after: list[str]) -> None:
    annotation = targets_of(analyzed(" ".join([*before, "Zed", *after]), "Zed"))[0]
    value = annotation.value

    if min(value.negative, value.positive) > 0.001:
        odds = log(value.positive / value.negative)
        assert odds == pytest.approx(sum(piece.weight for piece in annotation.evidence), abs=1e-3)


def test_evidence_points_at_the_words_of_valence() -> None:
    document = analyzed("Critics accused Reed of corruption.", "Reed")
    annotation = targets_of(document)[0]

    words = {document.slice(piece.span): piece.weight for piece in annotation.evidence if piece.span}
    assert words["corruption"] < 0.0
    assert "corruption" == max(words, key=lambda word: abs(words[word]))


def test_evidence_of_a_mention_is_short() -> None:
    many = " ".join(["corrupt", "brave", "vile", "fair", "cruel", "wise"] * 5)
    annotation = targets_of(analyzed(f"{many} Reed {many}.", "Reed"))[0]

    assert len(annotation.evidence) == MOST_EVIDENCE + 1


def test_words_are_looked_up_by_side_and_nearness() -> None:
    near = features_of(["gallant"], ["he"], ["corrupt"], KNOWN).zoned
    far = features_of(["gallant", *["x"] * 9], ["he"], ["corrupt", "corrupt"], KNOWN).zoned

    assert [(-1, 0, 0), (-1, 0, 1), (1, 1, 2), (1, 1, 3)] == list(near)
    assert [(-10, 0, 0), (1, 1, 2), (1, 1, 3)] == list(far)


def test_what_is_far_away_tells_nothing() -> None:
    near = features_of(["reed"] * WINDOW, ["he"], ["ran"], KNOWN)
    far = features_of(["corrupt"] * 5000 + ["reed"] * WINDOW, ["he"], ["ran"], KNOWN)

    assert near == far


def test_a_pronoun_is_told_from_a_name() -> None:
    pronoun, name = (features_of(["we"], [mention], ["."], KNOWN).buckets for mention in ("he", "hale"))

    assert {bucket("pronoun")} == set(pronoun) - set(name)
    assert {bucket("name")} == set(name) - set(pronoun)


def test_valences_are_named_by_side_zone_and_source() -> None:
    pieces = features_of(["not", "gallant"], ["he"], [], KNOWN).pieces

    assert [(place, name) for place, name, _ in pieces if "learnt" in name] == [
        (-1, "learnt+ turned"),
        (-1, "<learnt+ turned"),
        (-1, "<0learnt+ turned"),
    ]


def test_hashes_are_the_same_everywhere() -> None:
    assert [65_372, 0 <= bucket("İ \U0001f600") < BUCKETS] == [bucket("<3reed"), True]


@pytest.mark.parametrize("name", ["9" * 5000, "😀", "İİ", "שלום", "-"])
def test_no_mention_raises(name: str) -> None:
    value = judged(f"They say {name} is good.", name)

    assert name == value.name
