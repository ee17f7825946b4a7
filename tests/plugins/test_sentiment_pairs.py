"""Minimal pairs: negation, contrast, hedges, reversal and topics put the more positive of two sentences higher."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from discourse_sentiment.lexicon import shipped_lexicon
from discourse_sentiment.scoring import Scorer
from discourse_sentiment.weights import sentence_weights
from discourse_text import tokenize

PAIRS = tomllib.loads(Path(__file__).with_name("sentiment_pairs.toml").read_text(encoding="utf-8"))
LEAST = {"development": 0.95, "held_out": 0.8}  # share in the right order
SCORER = Scorer(sentence_weights(), shipped_lexicon())


def score(sentence: str) -> int:
    columns = tokenize(sentence)
    words = [
        sentence[start:end].lower().replace("’", "'") for start, end in zip(columns.starts, columns.ends, strict=True)
    ]
    return int(SCORER.read(words, [(0, len(words))]).scores[0])


@pytest.mark.parametrize("part", LEAST)
def test_most_pairs_are_in_the_right_order(part: str) -> None:
    wrong = [pair for pair in PAIRS[part] if not score(pair["higher"]) > score(pair["lower"])]

    assert len(wrong) <= (1.0 - LEAST[part]) * len(PAIRS[part]), wrong


@pytest.mark.parametrize("part", LEAST)
@pytest.mark.parametrize("kind", ["negation", "contrast", "hedge", "reversal", "topic", "other"])
def test_no_kind_of_pair_is_left_out(part: str, kind: str) -> None:
    pairs = [pair for pair in PAIRS[part] if pair["kind"] == kind]
    right = sum(score(pair["higher"]) > score(pair["lower"]) for pair in pairs)

    assert len(pairs) >= 10
    assert right >= 0.7 * len(pairs)
