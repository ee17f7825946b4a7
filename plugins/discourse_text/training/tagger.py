"""Learns the weights of the tagger from GUM, with NLTK's trainer and the features of `tag_features`."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from nltk.tag.perceptron import PerceptronTagger

from ..tag_features import BEFORE, BEHIND, OFFSETS, history_features, tag_features
from ..tagging import Tagger, TaggerWeights

TaggedSentence = list[tuple[str, str]]

ROUNDS = 8
SEED = 1  # of the order of sentences; NLTK shuffles with Python's global generator
SEEN_ENOUGH = 3  # a word seen less often says nothing of its tags
SHARE = 0.1  # of a word's tags; rarer ones are not among those it is said to have
SCALE = 100  # weights are kept in hundredths: finer ones change no figure


class WindowTagger(PerceptronTagger):  # type: ignore[misc]
    """NLTK's tagger with our features.

    Args:
        ambiguity: Word in small letters to the tags that it was seen with.
    """

    START: ClassVar = [BEFORE[1], BEFORE[0]]  # the tag before, and the one before that
    END: ClassVar = list(BEHIND)

    def __init__(self, ambiguity: dict[str, str]) -> None:
        super().__init__(load=False)
        self.ambiguity = ambiguity
        self._described: dict[tuple[str, int], list[str]] = {}

    def normalize(self, word: str) -> str:
        return word

    def _get_features(self, i: int, word: str, context: list[str], prev: str, prev2: str) -> dict[str, int]:
        padded = [*BEFORE, *context[2:]]
        features = dict.fromkeys(history_features(prev, prev2), 1)
        for place, offset in enumerate(OFFSETS):
            key = padded[i + place], offset
            if key not in self._described:
                self._described[key] = tag_features(*key, self.ambiguity)
            features.update(dict.fromkeys(self._described[key], 1))
        return features


def learn(data: Path, path: Path) -> dict[str, float]:
    """Write the weights, and return figures for the card."""
    parts = {part: read_sentences(data, part) for part in ("train", "dev", "test")}
    TaggerWeights(*learn_weights(parts["train"])).save(path)
    figures = {"accuracy on dev, learnt from train": accuracy(Tagger(path), parts["dev"])}
    TaggerWeights(*learn_weights(parts["train"] + parts["dev"])).save(path)
    return figures | {"accuracy on test, learnt from train and dev": accuracy(Tagger(path), parts["test"])}


def read_sentences(data: Path, partition: str) -> list[TaggedSentence]:
    """Return the sentences of a part of GUM with their tags."""
    sentences: list[TaggedSentence] = []
    for line in (data / "gum" / "entities.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        if document["partition"] == partition:
            text, tokens = document["text"], document["tokens"]
            for first, last in document["sentences"]:
                sentences.append([(text[s:e], tag) for s, e, tag, *_ in tokens if first <= s and e <= last])
    return [sentence for sentence in sentences if sentence]


def learn_weights(
    sentences: Sequence[TaggedSentence],
) -> tuple[list[str], dict[str, dict[str, int]], dict[str, str], dict[str, str]]:
    """Return tags, weights of features, words with one tag, and ambiguity classes."""
    ambiguity = ambiguity_classes(sentences)
    tagger = WindowTagger(ambiguity)
    random.seed(SEED)
    tagger.train(sentences, nr_iter=ROUNDS)
    features = {
        name: {tag: whole for tag, weight in weights.items() if (whole := round(weight * SCALE))}
        for name, weights in tagger.model.weights.items()
        if weights
    }
    return sorted(tagger.model.classes, reverse=True), features, tagger.tagdict, ambiguity


def ambiguity_classes(sentences: Iterable[TaggedSentence]) -> dict[str, str]:
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word, tag in sentence:
            seen[word.lower()][tag] += 1
    return {
        word: "/".join(sorted(tag for tag, n in tags.items() if n >= SHARE * tags.total()))
        for word, tags in seen.items()
        if tags.total() >= SEEN_ENOUGH
    }


def accuracy(tagger: Tagger, sentences: Iterable[TaggedSentence]) -> float:
    right = total = 0
    for sentence in sentences:
        found = tagger.tag([word for word, _ in sentence])
        right += sum(tag == own for (_, own), tag in zip(sentence, found, strict=True))
        total += len(sentence)
    return right / total
