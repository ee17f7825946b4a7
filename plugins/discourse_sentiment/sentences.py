"""The layer `sentiment`: each sentence scored, labelled and given to the voice it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from discourse import Columns, Document, EvidenceColumns, OptionError, Resource, Span
from discourse_text import lowered
from discourse_voices import voice_of

from . import Sentiment
from .lexicon import shipped_lexicon
from .model import SentimentModel
from .scoring import BIAS_RULE, MILLION, Reading, Scorer
from .user_lexicons import brought_valences
from .weights import LABELS, NEUTRAL, Floats, Label, SentenceWeights, logistic, sentence_weights

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
        bounds = [(own.start, max(own.start, own.stop)) for own in inside]  # an empty sentence may lie in a token
        reading = self._scorer.read(lowered(document), bounds)
        voices = [voice_of(document, span) for span in spans]
        kinds, sources = [voice.kind for voice in voices], [voice.source for voice in voices]
        values = list(map(Sentiment, *figures_of(reading, self._weights), kinds, sources))
        evidence = self._evidence(reading, tokens.starts, tokens.ends)
        return Columns(sentences.starts, sentences.ends, values, evidence)

    def _evidence(self, reading: Reading, starts: Sequence[int], ends: Sequence[int]) -> EvidenceColumns:
        """Put the bias and the words of each sentence in columns."""
        tokens = reading.tokens.tolist()
        names = self._scorer.rule_names
        words = (
            [starts[token] for token in tokens],
            [ends[token] for token in (reading.tokens + reading.widths - 1).tolist()],
            [names[rule] for rule in reading.rules.tolist()],
            (reading.weights / MILLION).tolist(),
        )
        bias = (NOWHERE, NOWHERE, BIAS_RULE, self._weights.bias)
        cuts = reading.cuts.tolist()
        columns: tuple[list[Any], ...] = ([], [], [], [])
        for column, of_bias, of_words in zip(columns, bias, words, strict=True):
            for start, end in cuts:
                column.append(of_bias)
                column += of_words[start:end]
        return EvidenceColumns([1 + end - start for start, end in cuts], *columns)


def figures_of(reading: Reading, weights: SentenceWeights) -> tuple[list[float], list[Label], list[float], list[float]]:
    """Return score, label, confidence and evaluative of each sentence; floats are rounded here, once for all."""
    raw = reading.scores / MILLION
    chances, every = weights.label_probabilities(raw), np.arange(len(raw))
    labels = weights.labels(raw)
    unsure = trusted(chances[every, labels], reading.strange) < LEAST_SURE
    labels[unsure] = NEUTRAL
    figures = np.empty((3, len(raw)))
    figures[0] = np.tanh(raw)
    figures[1] = trusted(chances[every, labels], reading.strange)
    figures[2] = logistic(reading.evaluative / MILLION)
    scores, confidences, evaluative = (np.round(figures, DECIMALS) + 0.0).tolist()
    return scores, [LABELS[label] for label in labels.tolist()], confidences, evaluative


def trusted(chances: Floats, strange: Floats) -> Floats:
    """Level the probability of a label in each sentence where few of the words are known, as in another language."""
    known = np.minimum(np.maximum((STRANGE - strange) / (STRANGE - FAMILIAR), 0.0), 1.0)
    return np.asarray(known * chances + (1.0 - known) / len(LABELS))
