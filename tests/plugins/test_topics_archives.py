"""Fitting and applying by an engine: what comes out is what comes out without one, to the last bit."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

import discourse
from discourse import Document, OptionError, TextError
from discourse.engines import Processes, Serial, refuse_lost
from discourse_topics import TopicModel
from discourse_topics.archives import BATCH, batches_in

THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))
ARTICLES = [article for trio in zip(*THEMES.values(), strict=True) for article in trio]
WHOLE = TopicModel(n_topics=3).fit(ARTICLES)


@attrs.frozen
class One:
    """Gives the one result of a batch as a list."""

    work: Callable[[Any], Any]

    def __call__(self, batch: Any) -> list[Any]:
        return [self.work(batch)]


class Adding:
    """An engine that adds results up in an order of its own, and counts what it is asked for."""

    def __init__(self, engine: Any = None, seed: int | None = None) -> None:
        self.engine = engine or Serial()
        self.seed = seed
        self.calls: list[str] = []

    def map(self, work: Any, batches: Any, lost: Any) -> Iterator[list[Any]]:
        self.calls.append(type(work).__name__)
        return iter(self.engine.map(work, batches, lost))

    def reduce(self, work: Any, batches: Any, add: Any) -> Any:
        results = [result for [result] in self.map(One(work), batches, refuse_lost)]
        self.calls[-1] = type(work).__name__
        if self.seed is not None:
            random.Random(self.seed).shuffle(results)
        return reduce(add, results) if results else None


class Shelf:
    """Sources that make their own batches, as a store does."""

    def __init__(self, sources: list[Any], size: int = 5) -> None:
        self.sources, self.size = sources, size

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError("batches were to be read")

    def batches(self) -> Iterator[list[Any]]:
        for start in range(0, len(self.sources), self.size):
            yield self.sources[start : start + self.size]


def same(one: TopicModel, other: TopicModel) -> bool:
    assert one.counts_ is not None and other.counts_ is not None
    return (
        one.digest() == other.digest()
        and one.topics_ == other.topics_
        and one.counts_.cells.tolist() == other.counts_.cells.tolist()
        and one.counts_.in_documents.tolist() == other.counts_.in_documents.tolist()
        and one.counts_.in_windows.tolist() == other.counts_.in_windows.tolist()
    )


@pytest.mark.parametrize("sources", [ARTICLES, Shelf(ARTICLES), Shelf(ARTICLES, 1), tuple(ARTICLES)])
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_an_engine_gives_the_model_of_the_whole_in_whatever_order_it_adds(sources: Any, seed: int | None) -> None:
    model = TopicModel(n_topics=3).fit(sources, engine=Adding(seed=seed))

    assert same(WHOLE, model)
    assert WHOLE.transform(ARTICLES).tolist() == model.transform(sources, engine=Adding()).tolist()


def test_processes_give_the_same_bits() -> None:
    model = TopicModel(n_topics=3)
    shares = model.fit_transform(ARTICLES, engine=Processes(2))

    assert same(WHOLE, model)
    assert WHOLE.transform(ARTICLES).tolist() == shares.tolist()


@pytest.mark.parametrize(
    "options",
    [
        {"min_df": 2, "max_df": 0.4},
        {"max_features": 40, "stop_words": None},
        {"phrases": ["climate change", "prime minister"]},
        {"vocabulary": WHOLE.vocabulary_[::3]},
        {"seeds": [list(WHOLE.topics_[1][:2])]},
        {"tokenizer": str.split, "min_df": 2},
    ],
)
def test_every_parameter_counts_as_it_does_without_an_engine(options: dict[str, Any]) -> None:
    one, other = (TopicModel(n_topics=3, **options) for _ in range(2))

    assert same(one.fit(ARTICLES), other.fit(Shelf(ARTICLES), engine=Adding()))


def test_documents_and_texts_may_share_a_shelf() -> None:
    mixed = [
        article if number % 3 else discourse.analyze(Document(article), "tokens")
        for number, article in enumerate(ARTICLES)
    ]

    assert same(TopicModel(n_topics=3).fit(mixed), TopicModel(n_topics=3).fit(Shelf(mixed, 4), engine=Adding()))


def test_a_vocabulary_that_is_given_saves_the_first_pass() -> None:
    engine, chosen = Adding(), Adding()
    TopicModel(n_topics=3).fit(ARTICLES, engine=engine)
    TopicModel(n_topics=3, vocabulary=WHOLE.vocabulary_).fit(ARTICLES, engine=chosen)

    assert (["CountWords", "CountPairs"], ["CountPairs"]) == (engine.calls, chosen.calls)


def test_lists_are_cut_into_batches() -> None:
    texts = ["cod quota"] * (2 * BATCH + 1)

    assert [BATCH, BATCH, 1] == [len(list(batch)) for batch in batches_in(texts)]
    assert [] == list(batches_in([]))


def test_what_can_be_read_only_once_is_refused_for_fitting_alone() -> None:
    with pytest.raises(TextError, match=r"twice.*generator can be read only once"):
        TopicModel(n_topics=3).fit((article for article in ARTICLES), engine=Adding())

    assert WHOLE.transform(ARTICLES).tolist() == WHOLE.transform(iter(ARTICLES), engine=Adding()).tolist()


def test_a_method_that_reads_documents_is_refused_before_anything_is_read() -> None:
    engine = Adding()
    with pytest.raises(OptionError, match="'nmf' does not learn from counts"):
        TopicModel(n_topics=3, method="nmf").fit(ARTICLES, engine=engine)

    assert [] == engine.calls


@pytest.mark.parametrize("sources", ["one text", Document("one text"), 7, [*ARTICLES[:2], 7]])
def test_what_is_no_collection_of_sources_is_refused_as_without_an_engine(sources: Any) -> None:
    messages = []
    for options in ({}, {"engine": Adding()}):
        with pytest.raises(TextError) as refused:
            WHOLE.transform(sources, **options)
        messages.append(str(refused.value))

    assert messages[0] == messages[1]


@pytest.mark.parametrize("sources", [[], ["Cod."], ["", " "]])
@pytest.mark.parametrize("options", [{}, {"vocabulary": ["cod", "quota"]}])
def test_too_few_sources_are_refused_as_without_an_engine(sources: list[str], options: dict[str, Any]) -> None:
    messages = []
    for engine in (None, Adding()):
        with pytest.raises((TextError, OptionError)) as refused:
            TopicModel(n_topics=2, **options).fit(sources, engine=engine)
        messages.append((type(refused.value), str(refused.value)))

    assert messages[0] == messages[1]


def test_no_sources_have_no_shares() -> None:
    assert (0, 3) == WHOLE.transform([], engine=Adding()).shape == WHOLE.transform([]).shape


def test_a_fit_by_an_engine_leaves_a_model_alone_if_it_fails() -> None:
    model = TopicModel(n_topics=3).fit(ARTICLES)
    with pytest.raises(TextError):
        model.fit([], engine=Adding())

    assert same(WHOLE, model)


def test_an_engine_is_not_sent_the_counts_a_model_was_fitted_on() -> None:
    class Peeking(Adding):
        def map(self, work: Any, batches: Iterable[Any], lost: Any) -> Iterator[list[Any]]:
            assert work.model.counts_ is None
            return super().map(work, batches, lost)

    shares = WHOLE.transform(ARTICLES, engine=Peeking())

    assert WHOLE.counts_ is not None
    assert np.array_equal(WHOLE.transform(ARTICLES), shares)
