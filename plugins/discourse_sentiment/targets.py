"""The layer `targets`: for each mention of an entity, how its sentence judges it.

A logistic regression over features of the sentence in which the mention is masked (`target_features`): the task and
the data are those of NewsMTSC (Hamborg and Donnay, 2021), the model is a small linear one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, sqrt

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse import Annotation, Document, Evidence, Layer, Span
from discourse_text import Token, lowered
from discourse_voices import voice_of

from . import TargetSentiment
from .lexicon import shipped_lexicon
from .target_features import WINDOW, Features, features_of, word_table
from .weights import LABELS, NEGATIVE, NEUTRAL, POSITIVE, TargetWeights, target_weights

MOST_EVIDENCE = 8  # words of a mention that are shown
WORD_RULE = "label: word"
REST_RULE = "label: other words and places"


class TargetAnalyzer:
    """Judges each mention; the weights of its evidence add up to the log-odds of positive against negative."""

    def __init__(self) -> None:
        self._weights = target_weights()
        self._known = word_table(
            shipped_lexicon(), self._weights.valences, {word: row for row, word in enumerate(self._weights.words)}
        )

    def analyze(self, document: Document) -> Iterator[Annotation[TargetSentiment]]:
        entities, sentences = document["entities"], document["sentences"]
        tokens, words = document.layer("tokens", Token), lowered(document)
        for start, end, entity in zip(entities.starts, entities.ends, entities.values, strict=True):
            mention = Span(start, end)
            sentence = sentences.best(mention)
            if sentence is None:  # in boilerplate, of which nothing is said
                continue
            before = tokens.range_within(sentence.span.start, start)
            after = tokens.range_within(end, sentence.span.end)
            features = features_of(
                words[max(before.start, before.stop - WINDOW) : before.stop],  # a sentence may have no end
                words[before.stop : after.start],
                words[after.start : min(after.stop, after.start + WINDOW)],
                self._known,
            )
            reading = read_features(features, self._weights)
            yield Annotation(
                mention,
                judgement(document, mention, entity.name, reading.odds),
                tuple(evidence_of(reading, tokens, before.stop, after.start)),
            )


@attrs.frozen
class Reading:
    """What the features of a mention say.

    Args:
        odds: Log-odds of the labels.
        lean: What each place adds to positive against negative, from `WINDOW` before the mention to `WINDOW` after it.
    """

    odds: list[float]
    lean: NDArray[np.float64]


def read_features(features: Features, weights: TargetWeights) -> Reading:
    """Add up what the features of a mention add to each label."""
    added, places = weights.hashed[list(features.buckets)], list(features.places)
    if features.zoned:
        zoned_places, rows, zones = zip(*features.zoned, strict=True)
        added = np.vstack([added, weights.zoned[list(rows), list(zones)]])
        places += zoned_places
    added = added / sqrt(len(features.buckets))
    odds = [bias + part for bias, part in zip(weights.bias, added.sum(axis=0).tolist(), strict=True)]
    lean = np.bincount(
        np.array(places) + WINDOW, weights=added[:, POSITIVE] - added[:, NEGATIVE], minlength=2 * WINDOW + 1
    )
    for place, name, figure in features.pieces:
        by_label = weights.named.get(name)
        if by_label is not None:
            for label, weight in enumerate(by_label):
                odds[label] += figure * weight
            lean[place + WINDOW] += figure * (by_label[POSITIVE] - by_label[NEGATIVE])
    return Reading(odds, np.asarray(lean))


def probabilities(odds: Sequence[float]) -> list[float]:
    """Return the probabilities of the labels: a softmax."""
    highest = max(odds)
    shares = [exp(one - highest) for one in odds]
    return [share / sum(shares) for share in shares]


def judgement(document: Document, mention: Span, name: str, odds: Sequence[float]) -> TargetSentiment:
    chances = probabilities(odds)
    voice = voice_of(document, mention)
    return TargetSentiment(
        name=name,
        label=LABELS[max(range(len(LABELS)), key=chances.__getitem__)],
        negative=chances[NEGATIVE],
        neutral=chances[NEUTRAL],
        positive=chances[POSITIVE],
        voice=voice.kind,
        source=voice.source,
    )


def evidence_of(reading: Reading, tokens: Layer[Token], left: int, right: int) -> Iterator[Evidence]:
    """Give the words that weigh most, with what each adds to positive against negative, and the rest in one piece.

    Args:
        reading: Of the mention.
        tokens: Of the document.
        left: Index of the first token that is not before the mention.
        right: Index of the first token after it.
    """
    rest = reading.odds[POSITIVE] - reading.odds[NEGATIVE]
    size = np.abs(reading.lean)
    size[WINDOW] = 0.0  # the mention is no word that says something of it
    for number in sorted(np.argsort(-size, kind="stable")[:MOST_EVIDENCE].tolist()):
        if size[number]:
            place, weight = number - WINDOW, float(reading.lean[number])
            index = left + place if place < 0 else right + place - 1
            yield Evidence(Span(tokens.starts[index], tokens.ends[index]), WORD_RULE, weight)
            rest -= weight
    yield Evidence(None, REST_RULE, rest)
