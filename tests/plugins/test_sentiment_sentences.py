"""The layer `sentiment`: what is praise and blame, what is neither, and that the words shown add up to the score."""

from __future__ import annotations

from collections.abc import Callable
from math import log, tanh

import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import Annotation, Document, Layer, Resource, Span
from discourse.errors import OptionError
from discourse_sentiment import Sentiment
from discourse_sentiment.sentences import LEAST_SURE, SentimentAnalyzer
from discourse_text import Sentence, Token, tokenize
from discourse_voices import Voice

ANALYZER = SentimentAnalyzer()
ROUNDING = 1e-4  # evidence is rounded to six decimals

HOSTILE_SENTENCES = (
    "NOT GOOD!!!",
    "9" * 50,
    "İİ not İ good",
    "😀 bad",
    "The law is all but dead, but far from forgotten.",
)
PRAISE = "The governor has shown remarkable courage and deserves our thanks."
BLAME = "The new tax is a shameful fraud on everybody who rents."
NEWS = "The council meets on Tuesday in the town hall."


def document_of(*sentences: str, voices: tuple[Voice, ...] = ()) -> Document:
    """Make a document with layers by hand: these sentences, in these voices (else the author's)."""
    text, spans = " ".join(sentences), []
    for sentence in sentences:
        start = spans[-1].end + 1 if spans else 0
        spans.append(Span(start, start + len(sentence)))
    voices += (Voice("author"),) * (len(spans) - len(voices))
    document = Document(text)
    for layer in (
        Layer("sentences", Sentence, [Annotation(span, Sentence()) for span in spans]),
        Layer("tokens", Token, tokenize(text)),
        Layer("voices", Voice, [Annotation(span, voice) for span, voice in zip(spans, voices, strict=True)]),
    ):
        document = document.with_layer(layer)
    return document


def layer_of(document: Document, analyzer: SentimentAnalyzer = ANALYZER) -> Layer[Sentiment]:
    return Layer("sentiment", Sentiment, analyzer.analyze(document))


def sentiment(sentence: str, analyzer: SentimentAnalyzer = ANALYZER) -> Sentiment:
    return layer_of(document_of(sentence), analyzer)[0].value


def lexicon(words: dict[str, float], name: str = "farming") -> Resource:
    return Resource(kind="sentiment_lexicons", name=name, version="1", data={"words": words})


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        (PRAISE, "positive"),
        (BLAME, "negative"),
        (NEWS, "neutral"),
        ("It was a brilliant and generous speech.", "positive"),
        ("The minister's reckless incompetence ruined the harvest.", "negative"),
        ("The report covers the years 2001 to 2010.", "neutral"),
    ],
)
def test_a_sentence_has_the_label_of_what_it_says(sentence: str, label: str) -> None:
    found = sentiment(sentence).label

    assert label == found


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        ("The plan is fair.", "The plan is not fair."),
        ("The plan is very generous.", "The plan is generous."),
        ("The plan is corrupt.", "The plan is very corrupt."),
        ("The talks prevented a disaster.", "The talks were a disaster."),
        ("Critics praised the book.", "Critics denounced the book."),
    ],
)
def test_words_around_steer_what_a_word_adds(higher: str, lower: str) -> None:
    assert sentiment(higher).score > sentiment(lower).score


@pytest.mark.parametrize("word", ["a disgrace", "superb", "corrupt", "wise"])
def test_what_is_turned_has_not_the_label_of_what_is_said_outright(word: str) -> None:
    outright, turned = sentiment(f"The law is {word}."), sentiment(f"The law is not {word}.")

    assert outright.label != "neutral"
    assert outright.label != turned.label


def test_grave_events_are_no_verdict() -> None:
    event = sentiment("Police said the bomb killed eleven people near the border, the third attack of the war.")
    verdict = sentiment("The war was a shameful and reckless blunder.")

    assert event.score > verdict.score / 2
    assert event.evaluative < 0.5 < verdict.evaluative


def test_good_news_about_a_grave_topic_is_not_strongly_negative() -> None:
    approval = sentiment("The anti-terrorism law has worked well to prevent further attacks.")

    assert approval.score > -0.1


@pytest.mark.parametrize("sentence", [PRAISE, BLAME, "Congress should reject this foolish budget."])
def test_sentences_that_judge_are_told_from_those_that_describe(sentence: str) -> None:
    assert sentiment(sentence).evaluative > 0.5 > sentiment(NEWS).evaluative


def test_length_dilutes() -> None:
    short = sentiment("The speech was superb on every count that matters.")
    long = sentiment(
        "The speech was superb on every count that matters" + ", as the hall was on the hill by the sea" * 5 + "."
    )

    assert short.score > long.score > 0.0


def test_a_sentence_takes_the_voice_that_has_most_of_it() -> None:
    layer = layer_of(document_of(PRAISE, BLAME, voices=(Voice("author"), Voice("quoted", "Ada Moss"))))

    assert [(value.voice, value.source) for value in layer.values] == [("author", None), ("quoted", "Ada Moss")]


def test_evidence_names_the_words_and_how_they_stand() -> None:
    document = document_of("The very generous offer was not fair, and the war is a disgrace.")
    evidence = layer_of(document)[0].evidence

    rules = {document.slice(piece.span): piece.rule for piece in evidence if piece.span}
    expected = {"generous": "score: word, boosted", "war": "score: topic", "disgrace": "score: word"}
    assert expected == {word: rules.get(word) for word in expected}
    assert [piece.rule for piece in evidence if piece.span is None] == ["score: bias"]


VOCABULARY = (
    "not never very too the a plan reform disgrace generous corrupt war killed superb failed prevented hope senator ,"
    " but 1,200 don't İstanbul good-hearted …"
).split()


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=40))
def test_evidence_adds_up_to_the_score_before_squashing(words: list[str]) -> None:
    annotation = layer_of(document_of(" ".join(words)))[0]
    total = sum(piece.weight for piece in annotation.evidence)

    assert tanh(total) == pytest.approx(annotation.value.score, abs=1e-6)


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=40))
def test_figures_stay_in_their_range_and_an_unsure_sentence_is_neutral(words: list[str]) -> None:
    value = sentiment(" ".join(words))

    assert -1.0 <= value.score <= 1.0
    assert 0.0 <= value.evaluative <= 1.0
    assert 0.0 <= value.confidence <= 1.0
    assert value.label == "neutral" or value.confidence >= LEAST_SURE
    assert value.label == "neutral" or (value.label == "positive") == (value.score > 0.0)


@given(st.lists(st.sampled_from([PRAISE, BLAME, NEWS, *HOSTILE_SENTENCES]), min_size=1, max_size=8))
def test_a_sentence_has_the_same_figures_in_any_company(sentences: list[str]) -> None:
    together = [value.score for value in layer_of(document_of(*sentences)).values]

    assert together == [sentiment(sentence).score for sentence in sentences]


def test_a_brought_lexicon_takes_the_place_of_our_words() -> None:
    sentence = "Locusts were there, and he was corrupt."
    farming = SentimentAnalyzer(sentiment_lexicons=(lexicon({"Locusts": -1.0, "corrupt": 0.5}),))
    document = document_of(sentence)
    ours, theirs = layer_of(document)[0], layer_of(document, farming)[0]

    rules = {document.slice(piece.span): piece.rule for piece in theirs.evidence if piece.span}
    weights = {document.slice(piece.span): piece.weight for piece in theirs.evidence if piece.span}
    assert rules == {"Locusts": "score: lexicon farming", "corrupt": "score: lexicon farming"}
    assert weights["Locusts"] < 0.0 < weights["corrupt"]
    assert all(piece.rule.startswith("score: word") for piece in ours.evidence if piece.span)


def test_half_a_valence_counts_half() -> None:
    whole, half = (SentimentAnalyzer(sentiment_lexicons=(lexicon({"silt": valence}),)) for valence in (1.0, 0.5))
    weights = [
        layer_of(document_of("There it was: silt."), analyzer)[0].evidence[-1].weight for analyzer in (whole, half)
    ]

    assert weights[0] == pytest.approx(2 * weights[1], abs=ROUNDING)
    assert weights[0] > 0.0


def test_a_form_that_was_never_seen_counts_as_its_base_form() -> None:
    assert sentiment("They were unflinchingly hoodwinking us.").score < sentiment("They were there with us.").score


@pytest.mark.parametrize("name", ["Trump", "Obama", "Washington", "Spanish", "Republican"])
def test_a_name_adds_nothing(name: str) -> None:
    evidence = layer_of(document_of(f"{name} it is."))[0].evidence

    assert [piece.rule for piece in evidence] == ["score: bias"]


class Farming:
    """A plugin with a lexicon."""

    @discourse.hookimpl
    def discourse_sentiment_lexicons(self, register: Callable[[Resource], None]) -> None:
        register(lexicon({"locusts": -1.0}))


def test_a_plugin_brings_a_lexicon_by_its_hook() -> None:
    registry = discourse.Registry((*discourse.DEFAULT_PLUGINS, Farming()), entry_points=False)
    document = discourse.Pipeline("sentiment", registry=registry, on_error="raise")(document_of("Locusts were there."))

    assert "score: lexicon farming" in [piece.rule for piece in document["sentiment"][0].evidence]


def test_a_lexicon_may_have_phrases() -> None:
    analyzer = SentimentAnalyzer(sentiment_lexicons=(lexicon({"Foot Rot": -1.0}),))
    document = document_of("There it was, the foot rot of the north.")
    (phrase,) = [piece for piece in layer_of(document, analyzer)[0].evidence if piece.rule == "score: lexicon farming"]

    assert phrase.span is not None
    assert document.slice(phrase.span) == "foot rot"
    assert phrase.weight < 0.0


def test_a_phrase_may_begin_with_a_word_that_nobody_knows() -> None:
    analyzer = SentimentAnalyzer(sentiment_lexicons=(lexicon({"gerrymandered district": -1.0}),))

    assert sentiment("It is a gerrymandered district.", analyzer).score < -0.3


def test_of_sentences_that_overlap_each_is_turned_by_its_own_words() -> None:
    text = "The plan is not good for the people of this whole country."
    twice = Layer("sentences", Sentence, [Annotation(Span(start, len(text)), Sentence()) for start in (0, 4)])
    once = layer_of(document_of(text))[0].value.score
    first, second = layer_of(document_of(text).without("sentences").with_layer(twice))

    assert once < 0.0
    assert {"score: word, turned"} <= {piece.rule for piece in second.evidence}
    assert [once] * 2 == pytest.approx([first.value.score, second.value.score], abs=0.1)


def test_an_empty_sentence_within_a_token_has_a_score() -> None:
    text = "The plan is good."
    empty = Layer("sentences", Sentence, [Annotation(Span(6, 6), Sentence()), Annotation(Span(0, 17), Sentence())])
    found = layer_of(document_of(text).without("sentences").with_layer(empty))

    assert layer_of(document_of(text))[0].value == found[0].value
    assert ["bias"] == [piece.rule.rpartition(" ")[2] for piece in found[1].evidence]


def test_of_two_lexicons_the_later_name_wins() -> None:
    both = SentimentAnalyzer(sentiment_lexicons=(lexicon({"silt": 1.0}, "a"), lexicon({"silt": -1.0}, "b")))

    assert sentiment("There was silt.", both).score < sentiment("There was silt.").score


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"words": {"mud": 1.5}}, "lexicon 'farming': the valence of 'mud' is 1.5"),
        ({"words": {"mud": float("nan")}}, "the valence of 'mud' is nan"),
        ({"words": {"mud": True}}, "the valence of 'mud' is True"),
        ({"words": {"mud": "bad"}}, "the valence of 'mud' is 'bad'"),
        ({"words": {"a b c d e f g h i": 1.0}}, "'a b c d e f g h i' is no entry"),
        ({"words": {"": 1.0}}, "'' is no entry"),
        ({"words": {"...": 1.0}}, "'...' is no entry"),
        ({"words": {5: 1.0}}, "5 is no entry"),
        ({"words": {"Mud": 1.0, "mud": 0.5}}, "'mud' is there already, as 'Mud'"),
        ({"words": {}, "wrods": {}}, "no field 'wrods'; there are: words"),
        ({"valences": {}}, "its data is"),
        ([], "its data is"),
    ],
)
def test_a_lexicon_that_is_none_is_refused_by_name(data: object, message: str) -> None:
    resource = Resource(kind="sentiment_lexicons", name="farming", version="1", data=data)

    with pytest.raises(OptionError, match="farming") as caught:
        SentimentAnalyzer(sentiment_lexicons=(resource,))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "sentence",
    [
        "Die Regierung hat wieder einmal die Schwächsten vergessen und nennt es Reform.",
        "Le gouvernement a trahi ses promesses et personne ne veut en répondre.",
        "Правительство снова забыло о самых бедных.",
    ],
)
def test_of_another_language_little_is_sure(sentence: str) -> None:
    value = sentiment(sentence)

    assert value.confidence < sentiment(NEWS).confidence
    assert value.confidence < 0.5


def test_capitals_and_repeated_marks_say_what_small_letters_say() -> None:
    calm, loud = sentiment("This is a shameful fraud!"), sentiment("THIS IS A SHAMEFUL FRAUD!!!!!!!")

    assert calm.label == loud.label == "negative"


HOSTILE = (
    "",
    " ",
    "9" * 5000,
    "not " * 3000,
    "good" * 2000,
    "😀 🏳️‍🌈 !!!",
    "שלום עולם טוב",
    "İİİ not İ good",
    "\x00\x01 bad",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_raises(text: str) -> None:
    layer = layer_of(document_of(text) if text.strip() else document_of())

    assert all(-1.0 <= value.score <= 1.0 for value in layer.values)


@given(st.text(max_size=200))
def test_any_text_is_analyzed_by_the_pipeline(text: str) -> None:
    encodable = text.encode("utf-8", "ignore").decode("utf-8")
    document = discourse.analyze(encodable, "sentiment", "targets")

    raised = [failure.analyzer for failure in document.failures if failure.kind == "error"]
    assert not {"sentiment", "targets"} & set(raised)


def test_confidence_grows_with_the_distance_from_the_cut() -> None:
    mild, strong = (
        sentiment("The plan was bad for the town by the sea."),
        sentiment("The plan was a cruel, corrupt disgrace."),
    )

    assert log(mild.confidence) < log(strong.confidence)
