"""Tags: the part of speech of each word of a sentence, by the tags of the Penn Treebank.

A greedy averaged perceptron (Collins 2002), learnt with NLTK's trainer and run another way: what the words of the
window add to each tag is looked up (see `windows`), and only what the two tags before add is taken word by word. The
weights are whole numbers, so the tags are NLTK's to the letter, wherever it runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from .tag_features import BEFORE, BEHIND, OFFSETS, history_features, tag_features
from .weights import DATA, packed, unpacked
from .windows import WindowScores


@attrs.frozen(eq=False)
class TaggerWeights:
    """What was learnt.

    Args:
        tags: In falling order, so that of two with the same score the first is the one NLTK takes.
        features: Feature to what it adds to each tag, in hundredths.
        sure: Words that have one tag nearly always; they are not asked about.
        ambiguity: Word in small letters to the tags that it was seen with.
    """

    tags: Sequence[str]
    features: Mapping[str, Mapping[str, int]]
    sure: Mapping[str, str]
    ambiguity: Mapping[str, str]

    def save(self, path: Path) -> None:
        places = {tag: place for place, tag in enumerate(self.tags)}
        names = sorted(self.features)
        entries = [sorted((places[tag], value) for tag, value in self.features[name].items()) for name in names]
        sure, seen = sorted(self.sure), sorted(self.ambiguity)
        classes = sorted(set(self.ambiguity.values()))
        class_of = {name: place for place, name in enumerate(classes)}
        np.savez_compressed(
            path,
            tags=packed(self.tags),
            features=packed(names),
            lengths=np.array([len(entry) for entry in entries], dtype=np.uint8),
            places=np.array([place for entry in entries for place, _ in entry], dtype=np.uint8),
            values=np.array([value for entry in entries for _, value in entry], dtype=np.int16),
            sure=packed(sure),
            sure_tags=np.array([places[self.sure[word]] for word in sure], dtype=np.uint8),
            seen=packed(seen),
            seen_classes=np.array([class_of[self.ambiguity[word]] for word in seen], dtype=np.uint16),
            classes=packed(classes),
        )


class Tagger:
    """Tags sentences by learnt weights.

    Args:
        path: The file that `TaggerWeights.save` wrote.
    """

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as stored:
            self.tags = unpacked(stored["tags"])
            names = unpacked(stored["features"])
            weights = np.zeros((len(names), len(self.tags)), dtype=np.int16)
            weights[np.repeat(np.arange(len(names)), stored["lengths"]), stored["places"]] = stored["values"]
            self._sure = dict(zip(unpacked(stored["sure"]), stored["sure_tags"].tolist(), strict=True))
            classes = unpacked(stored["classes"])
            seen_classes = stored["seen_classes"].tolist()
            ambiguity = {
                word: classes[place] for word, place in zip(unpacked(stored["seen"]), seen_classes, strict=True)
            }
        features = {name: row for row, name in enumerate(names)}
        self._history = history_table([*self.tags, *BEFORE], weights, features)
        describe = [partial(tag_features, offset=offset, ambiguity=ambiguity) for offset in OFFSETS]
        self._window = WindowScores(weights, features, describe)

    def tag(self, words: Sequence[str]) -> list[str]:
        """Return a tag for each word of a sentence."""
        if not words:
            return []
        padded = [*BEFORE, *words, *BEHIND]
        scores = self._window.scores([padded[place : place + len(words)] for place in range(len(OFFSETS))])
        count = len(self.tags) + len(BEFORE)
        history, sure = self._history, self._sure.get
        before, before_that = count - 1, count - 2
        found: list[int] = []
        for word, row in zip(words, scores, strict=True):
            tag = sure(word)
            if tag is None:
                tag = int((row + history[before * count + before_that]).argmax())
            found.append(tag)
            before, before_that = tag, before
        return [self.tags[tag] for tag in found]


def history_table(tags: Sequence[str], weights: NDArray[Any], features: Mapping[str, int]) -> NDArray[np.int32]:
    """Return what each pair of tags before a word adds: row `before * len(tags) + before_that`."""
    table = np.zeros((len(tags) ** 2, weights.shape[1]), dtype=np.int32)
    for place, before in enumerate(tags):
        for other, before_that in enumerate(tags):
            rows = [features[name] for name in history_features(before, before_that) if name in features]
            if rows:
                table[place * len(tags) + other] = weights[rows].sum(axis=0, dtype=np.int32)
    return table


@lru_cache(maxsize=1)
def shipped_tagger() -> Tagger:
    return Tagger(DATA / "tagger.npz")
