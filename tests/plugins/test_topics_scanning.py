"""How many topics: stability and held-out coherence of different numbers of topics."""

from __future__ import annotations

import builtins
import json
import random
from itertools import combinations
from math import log
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import MissingExtraError, OptionError, TextError
from discourse_topics import TopicModel
from discourse_topics.corpus import corpus_of
from discourse_topics.counting import counts_of
from discourse_topics.counts import WINDOW
from discourse_topics.scanning import Scanned, TopicScan, coherence, parts_of
from discourse_topics.words import words_of

THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))
ARTICLES = [article for trio in zip(*THEMES.values(), strict=True) for article in trio]
SCAN = TopicModel().scan(ARTICLES, [4, 2, 3], parts=3)


def test_each_number_is_judged_once_in_order() -> None:
    assert [2, 3, 4] == [row.n_topics for row in SCAN.rows]
    assert all(0 <= row.stability <= 1 and -1 <= row.coherence <= 1 and 0 < row.diversity <= 1 for row in SCAN.rows)


def test_the_order_of_documents_does_not_matter() -> None:
    shuffled = random.Random(1).sample(ARTICLES, len(ARTICLES))

    assert TopicModel().scan(shuffled, [2, 3], parts=3).rows == SCAN.rows[:2]


@given(st.lists(st.sampled_from([*"abcdefgh", "\ud800"]), min_size=1, max_size=30), st.integers(1, 5))
def test_parts_are_even_and_copies_are_in_one(texts: list[str], n_parts: int) -> None:
    different = set(texts)
    if len(different) < n_parts:
        with pytest.raises(OptionError, match="more than there are different texts"):
            parts_of(texts, n_parts)
        return
    part = dict(zip(texts, parts_of(texts, n_parts).tolist(), strict=True))
    sizes = [sum(part[text] == number for text in different) for number in range(n_parts)]

    assert [part[text] for text in texts] == parts_of(texts, n_parts).tolist()
    assert max(sizes) - min(sizes) <= 1


def test_a_scan_fits_nothing_and_heeds_the_parameters() -> None:
    model = TopicModel(method="nmf", max_df=1.0)
    found = model.scan(ARTICLES, [3], parts=2)

    assert not hasattr(model, "topics_")
    assert found.rows != TopicModel(method="cooccurrence", max_df=1.0).scan(ARTICLES, [3], parts=2).rows


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=14), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_coherence_is_the_mean_npmi_of_windows(documents: list[list[str]]) -> None:
    corpus = corpus_of(words_of([" ".join(document) for document in documents], str.split), bool)
    corpus = corpus.restricted(tuple("abcd"))
    total = WINDOW * sum(map(len, documents))
    expected = []
    for one, other in combinations("abcd", 2):
        with_one, with_other = (WINDOW * sum(some.count(word) for some in documents) for word in (one, other))
        places = [(word, place, number) for number, some in enumerate(documents) for place, word in enumerate(some)]
        both = sum(
            max(0, WINDOW - abs(here - there))
            for word, here, document in places if word == one
            for second, there, other_document in places if second == other and document == other_document
        )  # fmt: skip
        if not with_one or not with_other:
            expected.append(0.0)
        else:
            npmi = log(both * total / (with_one * with_other)) / -log(min(both / total, 0.999)) if both else -1.0
            expected.append(min(1.0, max(-1.0, npmi)))

    assert coherence([[0, 1, 2, 3], [2]], counts_of(corpus)) == pytest.approx([sum(expected) / 6, 0.0])


def row(n_topics: int, stability: float, coherence: float, error: float = 0.0) -> Scanned:
    return Scanned(n_topics, stability, coherence, error, 1.0)


@pytest.mark.parametrize(
    ("rows", "best"),
    [
        ((row(5, 0.6, 0.2, 0.01), row(10, 0.9, 0.1)), 5),
        ((row(5, 0.6, 0.2, 0.1), row(10, 0.9, 0.1)), 10),
        ((row(5, 0.6, 0.2), row(10, 0.6, 0.2)), 5),
        ((row(5, 0.9, -0.5), row(10, 0.2, 0.3), row(15, 0.1, 0.3)), 10),
    ],
)
def test_the_best_is_the_most_stable_of_those_as_coherent_as_the_best(rows: tuple[Scanned, ...], best: int) -> None:
    assert best == TopicScan(rows).best


def test_it_is_told_as_records_and_as_a_table_that_marks_the_best() -> None:
    lines = str(SCAN).splitlines()

    assert [attrs.asdict(row) for row in SCAN.rows] == SCAN.records()
    assert [str(SCAN.best)] == [line.split()[0] for line in lines if line.endswith("best")]
    assert ["topics", "2", "3", "4"] == [line.split()[0] for line in lines]


def test_the_plot_shows_both_figures(tmp_path: Path) -> None:
    figure = SCAN.plot(tmp_path / "scan.svg")
    stability, coherent = figure.axes

    assert [row.stability for row in SCAN.rows] == stability.lines[0].get_ydata().tolist()
    assert [row.coherence for row in SCAN.rows] == coherent.lines[0].get_ydata().tolist()
    assert "</svg>" in (tmp_path / "scan.svg").read_text(encoding="utf-8")


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *arguments: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return imported(name, *arguments)

    monkeypatch.setattr("discourse.extras.import_module", without)
    with pytest.raises(MissingExtraError, match=r"\[plots\]"):
        SCAN.plot()


@pytest.mark.parametrize(
    ("numbers", "options", "error", "message"),
    [
        ([], {}, OptionError, "there are none"),
        ([3, 99], {}, OptionError, "n_topics=99"),
        ([3], {"parts": 1}, OptionError, "parts"),
        ([3], {"parts": 19}, OptionError, "parts"),
        ([0], {}, OptionError, "from 1, not 0"),
    ],
)
def test_what_cannot_be_scanned_is_refused(
    numbers: list[int], options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        TopicModel().scan(ARTICLES, numbers, **options)


def test_a_corpus_without_documents_is_refused() -> None:
    with pytest.raises(TextError, match="0 cannot be fitted on"):
        TopicModel().scan([], [2], parts=2)
