"""The layer `targets`: for each mention of an entity, how its sentence judges it.

A logistic regression over features of the sentence in which the mention is masked (`target_features`): the task and
the data are those of NewsMTSC (Hamborg and Donnay, 2021), the model is a small linear one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, sqrt

from discourse import Annotation, Document, Evidence, Layer, Span
from discourse_text import Token, lowered
from discourse_voices import voice_of

from . import TargetSentiment
from .lexicon import shipped_lexicon
from .target_features import WINDOW, Features, features_of, word_table
from .weights import LABELS, TargetWeights, target_weights

WORD_RULE = "label: word"
REST_RULE = "label: other words and places"
NEGATIVE, NEUTRAL, POSITIVE = range(len(LABELS))


class TargetAnalyzer:
    """Judges each mention; the weights of its evidence add up to the log-odds of positive against negative."""

    def __init__(self) -> None:
        self._weights = target_weights()
        self._known = word_table(shipped_lexicon(), self._weights.valences)

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
            odds = log_odds(features, self._weights)
            yield Annotation(
                mention,
                judgement(document, mention, entity.name, odds),
                tuple(evidence_of(features, odds, self._weights, tokens, before.stop, after.start)),
            )


def log_odds(features: Features, weights: TargetWeights) -> list[float]:
    """Add up what the features of a mention add to each label."""
    hashed = weights.hashed[list(features.buckets)].sum(axis=0) / sqrt(len(features.buckets))
    odds = [bias + part for bias, part in zip(weights.bias, hashed.tolist(), strict=True)]
    for _, name, figure in features.pieces:
        for label, weight in enumerate(weights.named.get(name, ())):
            odds[label] += figure * weight
    return odds


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


def evidence_of(
    features: Features, odds: Sequence[float], weights: TargetWeights, tokens: Layer[Token], left: int, right: int
) -> Iterator[Evidence]:
    """Give the words of valence with what each adds to positive against negative, and the rest in one piece.

    Args:
        features: Of the mention.
        odds: Log-odds of the labels.
        weights: Of the features.
        tokens: Of the document.
        left: Index of the first token that is not before the mention.
        right: Index of the first token after it.
    """
    rest = odds[POSITIVE] - odds[NEGATIVE]
    added: dict[int, float] = {}
    for place, name, figure in features.pieces:
        if name in weights.named:
            by_label = weights.named[name]
            weight = figure * (by_label[POSITIVE] - by_label[NEGATIVE])
            added[place] = added.get(place, 0.0) + weight
            rest -= weight
    for place, weight in added.items():
        index = left + place if place < 0 else right + place - 1
        yield Evidence(Span(tokens.starts[index], tokens.ends[index]), WORD_RULE, weight)
    yield Evidence(None, REST_RULE, rest)
