"""The layer `targets`: for each mention of an entity, how its sentence judges it.

A logistic regression over features of the sentence in which the mention is masked (`target_features`): the task and
the data are those of NewsMTSC (Hamborg and Donnay, 2021), the model is a small linear one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from math import exp

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
        judged: list[tuple[Span, str, range]] = []
        features: list[Features] = []
        for start, end, entity in zip(entities.starts, entities.ends, entities.values, strict=True):
            mention = Span(start, end)
            sentence = sentences.best(mention)
            if sentence is None:  # in boilerplate, of which nothing is said
                continue
            before = tokens.range_within(sentence.span.start, start)
            after = tokens.range_within(end, sentence.span.end)
            judged.append((mention, entity.name, range(before.stop, after.start)))
            features.append(
                features_of(
                    words[max(before.start, before.stop - WINDOW) : before.stop],  # a sentence may have no end
                    words[before.stop : after.start],
                    words[after.start : min(after.stop, after.start + WINDOW)],
                    self._known,
                )
            )
        for (mention, name, inside), reading in zip(judged, readings(features, self._weights), strict=True):
            yield Annotation(
                mention,
                judgement(document, mention, name, reading.odds),
                tuple(evidence_of(reading, tokens, inside.start, inside.stop)),
            )


@attrs.frozen
class Reading:
    """What the features of a mention say.

    Args:
        odds: Log-odds of the labels.
        lean: What each place adds to positive against negative, from `WINDOW` before the mention to `WINDOW` after it.
        loudest: The places that add most, in their order; the mention itself is no word that says something of it.
    """

    odds: list[float]
    lean: list[float]
    loudest: list[int]


def readings(mentions: Sequence[Features], weights: TargetWeights) -> Iterator[Reading]:
    """Add up what the features of each mention add to each label."""
    if not mentions:
        return
    added, owners, places = added_to_labels(mentions, weights)
    shape = len(mentions), 2 * WINDOW + 1
    sums = [np.bincount(owners, weights=column, minlength=len(mentions)) for column in added]
    odds = (np.array(sums).T + weights.bias).tolist()
    cells = owners * shape[1] + places + WINDOW
    leans = np.bincount(cells, weights=added[POSITIVE] - added[NEGATIVE], minlength=shape[0] * shape[1])
    lean = leans.astype(np.float64).reshape(shape)
    for number, features in enumerate(mentions):
        for place, name, figure in features.pieces:
            by_label = weights.named.get(name)
            if by_label is not None:
                for label, weight in enumerate(by_label):
                    odds[number][label] += figure * weight
                lean[number, place + WINDOW] += figure * (by_label[POSITIVE] - by_label[NEGATIVE])
    size = np.abs(lean)
    size[:, WINDOW] = 0.0
    loudest = np.sort(np.argsort(-size, axis=1, kind="stable")[:, :MOST_EVIDENCE], axis=1)
    yield from map(Reading, odds, lean.tolist(), loudest.tolist())


def added_to_labels(
    mentions: Sequence[Features], weights: TargetWeights
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return what each feature adds, labels x features, with the number of its mention and its place."""
    counts = np.array([len(features.buckets) for features in mentions])
    buckets = np.fromiter(chain.from_iterable([features.buckets for features in mentions]), np.int64)
    places = np.fromiter(chain.from_iterable([features.places for features in mentions]), np.int64)
    zoned = np.array([entry for features in mentions for entry in features.zoned], dtype=np.int64).reshape(-1, 3)
    numbers = np.arange(len(mentions))
    owners = np.concatenate([numbers.repeat(counts), numbers.repeat([len(features.zoned) for features in mentions])])
    added = np.vstack([weights.hashed[buckets], weights.zoned[zoned[:, 1], zoned[:, 2]]])
    added /= np.sqrt(counts)[owners, None]
    return added.T, owners, np.concatenate([places, zoned[:, 0]])


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
    for number in reading.loudest:
        place, weight = number - WINDOW, reading.lean[number]
        if place and weight:
            index = left + place if place < 0 else right + place - 1
            yield Evidence(Span(tokens.starts[index], tokens.ends[index]), WORD_RULE, weight)
            rest -= weight
    yield Evidence(None, REST_RULE, rest)
