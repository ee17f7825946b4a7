"""Texts that nobody would write: every layer is made, whole and the same each time."""

from __future__ import annotations

from pathlib import Path

import pytest

import discourse
from discourse import Document

from .hostile_texts import LONG, MEGABYTE, SMALL, repeated

PIPELINE = discourse.Pipeline()  # every layer that needs no model
LAYERS = tuple(step.spec.provides for step in PIPELINE.steps)
ARTICLE = (Path(__file__).parents[2] / "examples" / "harbour-levy.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("day", [None, "2014-06-18"])
@pytest.mark.parametrize("name", SMALL)
def test_a_strange_text_gets_every_layer(name: str, day: str | None) -> None:
    document = PIPELINE(Document(SMALL[name], metadata={"date": day} if day else {}))

    assert document.failures == ()
    assert set(LAYERS) <= set(document.layers)
    assert heard(document) == SMALL[name]


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_of_one_pattern_gets_every_layer(name: str) -> None:
    text = repeated(*LONG[name])
    document = PIPELINE(text)

    assert document.failures == ()
    assert heard(document) == text


@pytest.mark.parametrize("pattern", ["word ", "x", "a-", "1,", "9", "“a. "])
def test_a_line_of_a_megabyte_gets_every_layer(pattern: str) -> None:
    text = repeated(pattern, MEGABYTE)
    document = PIPELINE(text)

    assert document.failures == ()
    assert document["tokens"].ends[-1] == len(text.rstrip())
    assert document["voices"].ends[-1] == MEGABYTE


def test_a_text_of_twenty_megabytes_gets_every_layer_up_to_its_end() -> None:
    filler = repeated(f"{'x' * 39} {'y' * 39}\n", 20 * MEGABYTE)
    document = PIPELINE(f"{ARTICLE}\n\n{filler}\n\n{ARTICLE}")
    middle = len(document.text) // 2

    assert document.failures == ()
    for name in ("entities", "times", "quotations", "claims", "sentiment", "targets"):
        starts = document[name].starts
        assert sum(start < len(ARTICLE) for start in starts) > 5, name
        assert sum(start > middle for start in starts) > 5, name


def test_a_text_of_numbers_and_marks_has_no_claim_that_no_float_holds() -> None:
    claims = PIPELINE("9" * 5_000 + " people came. " + '"' * 100_000)["claims"].values

    assert [(claim.low, claim.high, claim.unit) for claim in claims] == [(None, None, "person")]


@pytest.mark.parametrize("name", SMALL)
def test_a_strange_text_is_read_alike_each_time(name: str) -> None:
    assert PIPELINE(SMALL[name]) == discourse.Pipeline(*LAYERS)(SMALL[name])


def test_a_strange_text_among_others_changes_nothing_for_them() -> None:
    texts = list(SMALL.values())

    assert list(PIPELINE.stream(texts)) == [PIPELINE(text) for text in texts]


def heard(document: Document) -> str:
    """Return the text put together again from its voices."""
    layer = document["voices"]
    return "".join(document.text[start:end] for start, end in zip(layer.starts, layer.ends, strict=True))
