"""The layer `sentiment`: each sentence scored, labelled and given to the voice it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from math import tanh
from typing import Any

import numpy as np

from discourse import Columns, Document, EvidenceColumns, OptionError, Resource, Span
from discourse_text import lowered
from discourse_voices import Voice, voice_of

from . import Sentiment
from .lexicon import shipped_lexicon
from .model import SentimentModel
from .scoring import BIAS_RULE, MILLION, Reading, Scorer
from .user_lexicons import brought_valences
from .weights import LABELS, SentenceWeights, logistic, sentence_weights

FAMILIAR = 0.35  # share of strange words up to which a sentence is English that is well known
STRANGE = 0.75  # and from which nothing is known of it
LEAST_SURE = 0.36  # probability below which a sentence is called neutral, whatever its score
DECIMALS = 6
NOWHERE = -1  # bounds of the bias, which belongs to no words


class SentimentAnalyzer:
    """Scores each sentence; the weights of its evidence add up to the score before squashing.

    Args:
        sentiment_lexicons: Words and valences that take the place of our own.
        model: Weights that a user has trained, in place of the shipped ones.
    """

    def __init__(self, *, sentiment_lexicons: tuple[Resource, ...] = (), model: SentimentModel | None = None) -> None:
        if not isinstance(model, SentimentModel | None):
            raise OptionError(f"the model of layer 'sentiment' is a SentimentModel, not a {type(model).__name__}")
        self._weights = sentence_weights() if model is None else model.weights
        self._scorer = Scorer(self._weights, shipped_lexicon(), brought_valences(sentiment_lexicons))

    def analyze(self, document: Document) -> Columns[Sentiment]:
        sentences, tokens = document["sentences"], document["tokens"]
        spans = [Span(*bounds) for bounds in zip(sentences.starts, sentences.ends, strict=True)]
        inside = [tokens.range_within(span.start, span.end) for span in spans]
        bounds = [(tokens_inside.start, tokens_inside.stop) for tokens_inside in inside]
        reading = self._scorer.read(lowered(document), bounds)
        figures = zip(reading.scores.tolist(), reading.evaluative.tolist(), reading.strange.tolist(), strict=True)
        values = [
            sentiment_of(*numbers, voice_of(document, span), self._weights)
            for numbers, span in zip(figures, spans, strict=True)
        ]
        evidence = self._evidence(reading, bounds, tokens.starts, tokens.ends)
        return Columns(sentences.starts, sentences.ends, values, evidence)

    def _evidence(
        self, reading: Reading, bounds: Sequence[tuple[int, int]], starts: Sequence[int], ends: Sequence[int]
    ) -> EvidenceColumns:
        """Put the bias and the words of each sentence in columns."""
        tokens = reading.tokens.tolist()
        rules, flags = reading.rules
        words = (
            [starts[token] for token in tokens],
            [ends[token + width - 1] for token, width in zip(tokens, reading.widths.tolist(), strict=True)],
            [self._scorer.rule_name(*pair) for pair in zip(rules.tolist(), flags.tolist(), strict=True)],
            (reading.weights / MILLION).tolist(),
        )
        bias = (NOWHERE, NOWHERE, BIAS_RULE, self._weights.bias)
        cuts = np.searchsorted(reading.tokens, np.array(bounds, dtype=np.int64).reshape(-1, 2)).tolist()
        columns: tuple[list[Any], ...] = ([], [], [], [])
        for start, end in cuts:
            for column, of_bias, of_words in zip(columns, bias, words, strict=True):
                column.append(of_bias)
                column += of_words[start:end]
        return EvidenceColumns([1 + end - start for start, end in cuts], *columns)


def sentiment_of(score: int, evaluative: int, strange: float, voice: Voice, weights: SentenceWeights) -> Sentiment:
    """Make the payload of a sentence; floats are rounded here, so that nobody has to do it later."""
    raw = score / MILLION
    chances = dict(zip(LABELS, trusted(weights.label_probabilities(raw), strange), strict=True))
    label = weights.label(raw)
    if chances[label] < LEAST_SURE:
        label = "neutral"
    return Sentiment(
        score=round(tanh(raw), DECIMALS) + 0.0,
        label=label,
        confidence=round(chances[label], DECIMALS),
        evaluative=round(logistic(evaluative / MILLION), DECIMALS),
        voice=voice.kind,
        source=voice.source,
    )


def trusted(chances: tuple[float, float, float], strange: float) -> tuple[float, float, float]:
    """Level probabilities where few of the words are known, as in another language."""
    if strange <= FAMILIAR:
        return chances
    known = max(0.0, (STRANGE - strange) / (STRANGE - FAMILIAR))
    negative, neutral, positive = (known * chance + (1.0 - known) / len(LABELS) for chance in chances)
    return negative, neutral, positive
