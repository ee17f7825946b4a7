"""The layer `sentiment`: each sentence scored, labelled and given to the voice it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from math import tanh

from discourse import Columns, Document, Evidence, Resource, Span
from discourse_text import lowered
from discourse_voices import Voice, voice_of

from . import Sentiment
from .scoring import Reading, Scorer
from .weights import LABELS, SentenceWeights, label_probabilities, logistic

BIAS_RULE = "score: bias"


class SentimentAnalyzer:
    """Scores each sentence; the weights of its evidence add up to the score before squashing.

    Args:
        sentiment_lexicons: Words and valences that take the place of our own.
    """

    def __init__(self, *, sentiment_lexicons: tuple[Resource, ...] = ()) -> None:
        self._scorer = Scorer(sentiment_lexicons)
        self._bias = Evidence(None, BIAS_RULE, self._scorer.weights.bias)

    def analyze(self, document: Document) -> Columns[Sentiment]:
        sentences, tokens = document["sentences"], document["tokens"]
        entries = self._scorer.entries(lowered(document))
        values, evidence = [], []
        for start, end in zip(sentences.starts, sentences.ends, strict=True):
            inside = tokens.range_within(start, end)
            reading = self._scorer.read(entries[inside.start : inside.stop])
            values.append(sentiment_of(reading, voice_of(document, Span(start, end)), self._scorer.weights))
            evidence.append((self._bias, *pieces_of(reading, inside.start, tokens.starts, tokens.ends)))
        return Columns(sentences.starts, sentences.ends, values, evidence)


def sentiment_of(reading: Reading, voice: Voice, weights: SentenceWeights) -> Sentiment:
    chances = label_probabilities(reading.score, weights.slope, weights.low, weights.high)
    best = max(range(len(LABELS)), key=chances.__getitem__)
    return Sentiment(
        score=tanh(reading.score),
        label=LABELS[best],
        confidence=chances[best],
        evaluative=logistic(reading.evaluative),
        voice=voice.kind,
        source=voice.source,
    )


def pieces_of(reading: Reading, first: int, starts: Sequence[int], ends: Sequence[int]) -> list[Evidence]:
    """Return the words that counted, with the weight of each."""
    return [
        Evidence(Span(starts[first + index], ends[first + index]), rule, weight)
        for index, rule, weight in reading.pieces
    ]
