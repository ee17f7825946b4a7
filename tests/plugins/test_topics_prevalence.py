"""How much a corpus writes about what: by document, over time, by outlet and voice, and what the intervals hold."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import Annotation, Document, Layer, LayerError, OptionError, Span
from discourse.errors import MissingLayerError
from discourse_topics import TopicModel, TopicShare
from discourse_topics.prevalence import by_document, by_metadata, by_source, over_time, upper_bound
from discourse_voices import Voice

LABELS = {0: "cod, quota, nets", 1: "pupils, exams, school", 2: "trains, track, tickets"}
AUTHOR, MOSS, GATES = Voice("author"), Voice("quoted", "Ada Moss"), Voice("quoted", "Lee Gates")
DATES = ["2031-04-17", "2031-05-01", "2031", None]
THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))


def article(shares: Mapping[int, float], *, name: str = "one", **metadata: Any) -> Document:
    """Make a document that is about topics by their shares."""
    text = "Trawlers, pupils and trains."
    topics = [
        Annotation(Span(0, len(text)), TopicShare(topic, LABELS[topic], share)) for topic, share in shares.items()
    ]
    kept = {key: value for key, value in metadata.items() if value is not None}
    return Document(text, id=name, metadata=kept).with_layer(Layer("document_topics", TopicShare, topics))


def spoken(*paragraphs: tuple[dict[int, float], list[tuple[str, Voice]]]) -> Document:
    """Make a document of paragraphs with topics, each of stretches of text with their voices."""
    text = "\n\n".join("".join(words for words, _ in parts) for _, parts in paragraphs)
    topics, voices, start = [], [], 0
    for shares, parts in paragraphs:
        end = start
        for words, voice in parts:
            voices.append(Annotation(Span(end, end + len(words)), voice))
            end += len(words)
        topics += [
            Annotation(Span(start, end), TopicShare(topic, LABELS[topic], share)) for topic, share in shares.items()
        ]
        if end < len(text):
            voices.append(Annotation(Span(end, end + 2), AUTHOR))
        start = end + 2
    return Document(text).with_layer(Layer("topics", TopicShare, topics)).with_layer(Layer("voices", Voice, voices))


def columns(records: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(record[name] for name in names) for record in records]


# By document


def test_each_document_has_its_topics_the_strongest_first() -> None:
    records = by_document([article({1: 0.25, 0: 0.7}), article({}, name="two"), article({2: 1.0}, name="three")])

    assert [
        {"document": "one", "topic": 0, "label": LABELS[0], "weight": 0.7},
        {"document": "one", "topic": 1, "label": LABELS[1], "weight": 0.25},
        {"document": "three", "topic": 2, "label": LABELS[2], "weight": 1.0},
    ] == records


def test_one_document_and_a_corrected_layer_are_read() -> None:
    one = article({0: 1.0})
    reviewed = one.with_layer(
        Layer("document_topics.reviewed", TopicShare, [Annotation(Span(0, 5), TopicShare(1, LABELS[1], 0.5))])
    )

    assert [(0, 1.0)] == columns(by_document(one), "topic", "weight")
    assert [(1, 0.5)] == columns(by_document(reviewed, layer="document_topics.reviewed"), "topic", "weight")


# Over time and by outlet


def test_a_period_has_the_mean_of_its_documents_of_which_those_without_a_topic_count_as_zero() -> None:
    documents = [
        article({0: 0.9, 1: 0.1}, date="2031-04-17"),
        article({1: 0.5}, date="2031-04-02T10:00"),
        article({}, date="2031-04-30"),
        article({2: 1.0}, date="2030-12-01"),
        article({2: 0.4, 1: 0.3}, date="2031"),
        article({0: 0.6, 1: 0.3}),
        article({1: 0.9}, date="2031-99-01"),
    ]

    assert [
        ("2030-12", 2, 1, 1, 1.0),
        ("2030-12", 0, 0, 1, 0.0),
        ("2030-12", 1, 0, 1, 0.0),
        ("2031-04", 0, 1, 3, 0.3),
        ("2031-04", 1, 1, 3, 0.2),
        ("2031-04", 2, 0, 3, 0.0),
        (None, 1, 1, 3, 0.5),
        (None, 0, 1, 3, 0.2),
        (None, 2, 1, 3, 0.133333),
    ] == columns(over_time(documents), "period", "topic", "documents", "of", "share")


def test_periods_are_years_months_or_days() -> None:
    documents = [
        article({0: 1.0}, date=date) for date in ("2031-04-17", "2031-04", "2031-11-30", "20311", "٢٠٣١", 2031)
    ]

    assert [("2031", 3), (None, 3)] == columns(over_time(documents, period="year"), "period", "of")
    assert [("2031-04", 2), ("2031-11", 1), (None, 3)] == columns(over_time(documents), "period", "of")
    assert [("2031-04-17", 1), ("2031-11-30", 1), (None, 4)] == columns(
        over_time(documents, period="day"), "period", "of"
    )
    with pytest.raises(OptionError, match="period is one of year, month, day, not 'week'"):
        over_time(documents, period="week")  # type: ignore[arg-type]


def test_values_of_the_metadata_are_texts_and_what_is_missing_comes_last() -> None:
    documents = [
        article({0: 0.5}, outlet="The Quay"),
        article({0: 0.5}),
        article({0: 0.5}, outlet=7),
        article({0: 1.0}, outlet="7"),
        article({0: 0.5}, outlet=False),
    ]

    assert [("7", 2, 0.75), ("False", 1, 0.5), ("The Quay", 1, 0.5), (None, 1, 0.5)] == columns(
        by_metadata(documents), "value", "of", "share"
    )
    assert [(None, 5, 0.6)] == columns(by_metadata(documents, key="topic"), "value", "of", "share")
    with pytest.raises(OptionError, match="key is the name of a field"):
        by_metadata(documents, key=None)  # type: ignore[arg-type]


def test_topics_of_two_models_do_not_flow_together() -> None:
    other = Document("Budgets.").with_layer(
        Layer("document_topics", TopicShare, [Annotation(Span(0, 8), TopicShare(0, "budget, tax", 1.0))])
    )

    assert [("budget, tax", 0.5), (LABELS[0], 0.5)] == columns(over_time([article({0: 1.0}), other]), "label", "share")


@given(
    st.lists(st.tuples(st.sampled_from(DATES), st.lists(st.integers(0, 9), min_size=3, max_size=3)), max_size=8),
    st.randoms(),
)
@settings(max_examples=30, deadline=None)
def test_the_order_of_documents_does_not_matter_and_shares_lie_in_their_intervals(
    drawn: list[tuple[str | None, list[int]]], random: Any
) -> None:
    documents = [
        article({topic: part / (sum(parts) or 1) for topic, part in enumerate(parts) if part}, date=date)
        for date, parts in drawn
    ]
    records = over_time(documents)
    shuffled = random.sample(documents, len(documents))

    assert records == over_time(shuffled)
    assert all(0.0 <= record["low"] <= record["share"] <= record["high"] <= 1.0 for record in records)
    for period in {record["period"] for record in records}:
        inside = [record for record in records if record["period"] == period]
        assert sum(record["documents"] for record in inside) <= inside[0]["of"]
        assert sum(record["share"] for record in inside) <= 1.0 + 1e-5


def test_a_mean_between_two_roundings_does_not_depend_on_the_order_of_documents() -> None:
    shares = [0.656018, 0.606039, 0.696824, 0.649872, 0.998451, 0.887013, 0.453477, 0.867502]
    documents = [article({0: share}) for share in shares]
    turned = [documents[place:] + documents[:place] for place in range(8)]

    assert 1 == len({over_time(order)[0]["share"] for half in turned for order in (half, half[::-1])})


# By who speaks


def test_the_topics_of_a_paragraph_are_divided_by_the_characters_of_its_voices() -> None:
    one = spoken(
        (
            {0: 0.8, 1: 0.2},
            [("The quota was cut. ", AUTHOR), ("“We will land no cod,” ", MOSS), ("said Ada Moss.", AUTHOR)],
        ),
        ({1: 1.0}, [("“Exams are late, and pupils wait.” ", MOSS), ("“So be it.”", GATES)]),
        ({2: 1.0}, [("Subscribe to read on.", Voice("boilerplate"))]),
    )
    fish, school = len("“We will land no cod,” "), len("“Exams are late, and pupils wait.” ")

    assert [
        ("author", None, 0, 1, 1, 1, 0.8),
        ("author", None, 1, 1, 1, 1, 0.2),
        ("quoted", "Ada Moss", 1, 1, 2, 1, round((0.2 * fish + school) / (fish + school), 6)),
        ("quoted", "Ada Moss", 0, 1, 1, 1, round(0.8 * fish / (fish + school), 6)),
        ("quoted", "Lee Gates", 1, 1, 1, 1, 1.0),
    ] == columns(by_source(one), "voice", "source", "topic", "documents", "paragraphs", "of", "share")


def test_a_voice_that_reaches_over_paragraphs_counts_in_each_by_what_stands_there() -> None:
    fish, school = "The quota was cut.", "Exams were late again, and pupils wait."
    one = spoken(({0: 1.0}, [(fish, MOSS)]), ({1: 1.0}, [(school, MOSS)])).without("voices")
    one = one.with_layer(Layer("voices", Voice, [Annotation(Span(0, len(one.text)), MOSS)]))
    whole = len(fish) + len(school)

    assert [(1, round(len(school) / whole, 6)), (0, round(len(fish) / whole, 6))] == columns(
        by_source(one), "topic", "share"
    )


def test_a_document_counts_for_a_voice_by_what_the_voice_says_in_it() -> None:
    long, short = "Cod. " * 30, "School."
    records = by_source([spoken(({0: 1.0}, [(long, AUTHOR)])), spoken(({1: 1.0}, [(short, AUTHOR)]))])
    whole = len(long) + len(short)

    assert [(0, 1, 2, round(len(long) / whole, 6)), (1, 1, 2, round(len(short) / whole, 6))] == columns(
        records, "topic", "documents", "of", "share"
    )


def test_a_source_of_one_document_has_one_draw_however_long_it_speaks_there() -> None:
    parts = [({0: 1.0}, [("“We will land no cod.” ", MOSS)])] * 20
    in_one = by_source(spoken(*parts))[0]
    in_many = by_source([spoken(part) for part in parts])[0]

    assert (1.0, 0.025, 1.0) == (in_one["share"], in_one["low"], in_one["high"])
    assert (1.0, 1.0) == (in_many["share"], in_many["high"])
    assert in_many["low"] > 0.8


def test_sources_without_a_name_come_last_among_their_kind() -> None:
    voices = [Voice("quoted"), MOSS, Voice("attributed", "Lee Gates"), AUTHOR]
    one = spoken(*(({0: 1.0}, [("No cod was landed.", voice)]) for voice in voices))

    assert [("attributed", "Lee Gates"), ("author", None), ("quoted", "Ada Moss"), ("quoted", None)] == columns(
        by_source(one), "voice", "source"
    )


def test_layers_of_the_shipped_analyzers_roll_up() -> None:
    model = TopicModel(n_topics=3).fit([text for trio in zip(*THEMES.values(), strict=True) for text in trio])
    pipeline = discourse.Pipeline("document_topics", "topics", "voices", models={"topics": model})
    fish = "“The trawlers came home without cod, and the fishermen curse the quota,” said Ada Moss, a skipper."
    trains = "Commuters waited for trains on a broken track, and tickets rise again."
    documents = [pipeline(Document(f"{fish}\n\n{trains}", metadata={"date": "2031-04-02", "outlet": "The Quay"}))]
    harbour, railway = (model.labels_[int(model.transform([text]).argmax())] for text in (fish, trains))
    said = by_source(documents)

    assert railway in {record["label"] for record in over_time(documents) if record["period"] == "2031-04"}
    assert harbour == next(record["label"] for record in said if record["source"] == "Ada Moss")
    assert railway == next(record["label"] for record in said if record["voice"] == "author")


# What the intervals hold


def interval(values: list[float], confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of a topic that documents have by these shares; one without a date has it in any case."""
    documents = [article({0: value} if value else {}, date="2031-04-17") for value in values]
    record = over_time([*documents, article({0: 1.0})], confidence=confidence)[0]
    return record["low"], record["high"]


@pytest.mark.parametrize(("hits", "of"), [(0, 10), (1, 10), (5, 10), (10, 10), (3, 40)])
def test_for_zeros_and_ones_the_interval_is_that_of_clopper_and_pearson(hits: int, of: int) -> None:
    low, high = interval([1.0] * hits + [0.0] * (of - hits))

    def at_most(number: int, share: float) -> float:
        return sum(math.comb(of, i) * share**i * (1 - share) ** (of - i) for i in range(number + 1))

    assert at_most(hits, high) == pytest.approx(0.025 if hits < of else 1.0, abs=1e-4)
    assert 1.0 - at_most(hits - 1, low) == pytest.approx(0.025 if hits else 1.0, abs=1e-4)


def test_one_document_says_next_to_nothing_of_its_month() -> None:
    assert (0.0, 0.975) == interval([0.0])
    assert (0.025, 1.0) == interval([1.0])
    low, high = interval([0.6])
    assert low < 0.05
    assert high > 0.95


@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=12), st.sampled_from([(0.5, 0.8), (0.8, 0.95), (0.95, 0.999)])
)
@settings(max_examples=30, deadline=None)
def test_intervals_grow_with_confidence_and_mirror_each_other(percents: list[int], levels: tuple[float, float]) -> None:
    values = [percent / 100 for percent in percents]
    (inner_low, inner_high), (low, high) = (interval(values, level) for level in levels)

    assert low <= inner_low <= sum(values) / len(values) + 1e-6
    assert sum(values) / len(values) - 1e-6 <= inner_high <= high
    assert (low, high) == pytest.approx(
        tuple(1.0 - end for end in reversed(interval([1.0 - value for value in values], levels[1]))), abs=2e-6
    )


@given(st.lists(st.integers(0, 100), min_size=2, max_size=8))
@settings(max_examples=30, deadline=None)
def test_more_documents_of_the_same_kind_make_an_interval_narrower(percents: list[int]) -> None:
    values = [percent / 100 for percent in percents]
    few, many = interval(values), interval(values * 4)

    assert many[1] - many[0] < few[1] - few[0]


def sparse(zeros: float, one: float, other: float) -> Callable[[np.random.Generator, int], Any]:
    return lambda rng, size: np.where(rng.random(size) < zeros, 0.0, rng.beta(one, other, size))


@pytest.mark.parametrize("size", [1, 5, 10, 30, 100])
@pytest.mark.parametrize(
    ("drawn", "mean"),
    [
        pytest.param(sparse(0.95, 5, 2), 0.05 * 5 / 7, id="95 % zeros, few large"),
        pytest.param(sparse(0.7, 5, 2), 0.3 * 5 / 7, id="70 % zeros"),
        pytest.param(sparse(0.5, 2, 5), 0.5 * 2 / 7, id="half zeros, middling"),
        pytest.param(sparse(0.0, 0.1, 1.9), 0.05, id="one of twenty topics"),
        pytest.param(sparse(0.5, 1e4, 1), 0.5 * 1e4 / (1e4 + 1), id="all or nothing"),
    ],
)
def test_intervals_hold_the_mean_as_often_as_they_say(drawn: Any, mean: float, size: int) -> None:
    rng = np.random.default_rng(2031)
    rounds = 600
    held = 0
    for values in drawn(rng, (rounds, size)).tolist():
        high = upper_bound([(value, 1) for value in values], size, 0.95)
        low = 1.0 - upper_bound([(1.0 - value, 1) for value in values], size, 0.95)
        held += low <= mean <= high

    assert held / rounds >= 0.935  # .95 less two standard errors of the simulation


# What is refused


def test_nothing_comes_of_no_documents() -> None:
    assert [[], [], [], []] == [by_document([]), over_time([]), by_metadata([]), by_source([])]


def test_documents_without_any_topic_give_no_records() -> None:
    assert [] == over_time([article({}), article({})])


def test_a_missing_layer_says_how_to_get_it() -> None:
    for function in (by_document, over_time, by_metadata, by_source):
        with pytest.raises(MissingLayerError, match="To compute it"):
            function(Document("No cod."))
    with pytest.raises(MissingLayerError, match="voices"):
        by_source(spoken(({0: 1.0}, [("No cod.", AUTHOR)])).without("voices"))


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.1, 95, math.nan, "high", None])
def test_confidence_lies_between_zero_and_one(confidence: Any) -> None:
    for function in (over_time, by_metadata, by_source):
        with pytest.raises(OptionError, match="confidence lies between 0 and 1"):
            function([], confidence=confidence)


def test_topics_of_paragraphs_are_not_taken_for_those_of_documents() -> None:
    one = spoken(({0: 1.0}, [("No cod.", AUTHOR)]), ({1: 1.0}, [("Exams.", AUTHOR)]))

    with pytest.raises(LayerError, match=r"topics of 2 stretches.*'document_topics'"):
        over_time(one, layer="topics")


@pytest.mark.parametrize("topics", [[(0, 1.5)], [(0, -0.1)], [(0, 0.2), (0, 0.3)]])
def test_weights_that_are_no_shares_are_refused(topics: list[tuple[int, float]]) -> None:
    found = [Annotation(Span(0, 4), TopicShare(topic, LABELS[topic], weight)) for topic, weight in topics]
    one = Document("Cod.", id="one").with_layer(Layer("document_topics", TopicShare, found))

    with pytest.raises(LayerError, match="of document 'one': topic 0 at 0 to 4 has the weight"):
        over_time(one)


def test_tiny_shares_and_strict_numpy_do_no_harm() -> None:
    documents = [article({0: 5e-324}), article({0: 1.0 - 2**-53}), article({0: 1e-200, 1: 1.0})]
    with np.errstate(all="raise"):
        records = over_time(documents, confidence=1.0 - 1e-12)

    assert [(0, 0.333333), (1, 0.333333)] == columns(records, "topic", "share")
