"""Learns the odds that a sentence judges rather than describes.

Sentences of film reviews against plot summaries give many examples, those of `evaluative.toml` the political ones.
What is learnt from are traits of words (praise or blame, duty, hedges, the author's "we", numerals, reporting verbs
...), never the words themselves, since films and politics share the traits and not the words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from ..lexicon import Lexicon, shipped_lexicon
from ..weights import NUMERAL, length_factor
from .reading import lowered_tokens, subjectivity

EXAMPLES = Path(__file__).with_name("evaluative.toml")
EXAMPLES_SHARE = 0.5  # of the weight of all sentences: sixty political ones against ten thousand on films
PENALTY = 30.0
FOLDS = 5


@attrs.frozen
class EvaluativeWeights:
    """What each trait of a word adds to the log-odds that a sentence judges."""

    lexicon: Lexicon
    traits: Mapping[str, float]
    bias: float
    figures: dict[str, float]

    def weight(self, word: str) -> float:
        return sum(self.traits.get(trait, 0.0) for trait in traits_of(word, self.lexicon))


def traits_of(word: str, lexicon: Lexicon) -> list[str]:
    """Return what makes a word speak for or against judging."""
    if word == NUMERAL or word[:1].isdigit():
        return ["numeral"]
    traits = [name for name in lexicon.judging.get(word, ())]
    valence = abs(lexicon.valence(word))
    if valence:
        traits.append("judgement" if valence > 0.5 else "leaning")
    elif word in lexicon.topics:
        traits.append("topic")
    return traits


def features(sentence: Sequence[str], lexicon: Lexicon) -> dict[str, float]:
    factor = length_factor(len(sentence))
    totals: dict[str, float] = {}
    for word in sentence:
        for trait in traits_of(word, lexicon):
            totals[trait] = totals.get(trait, 0.0) + factor
    return totals


def learn_evaluative(data: Path) -> EvaluativeWeights:
    """Learn the traits; the figures are cross-validated, on the political sentences and on the film sentences."""
    lexicon = shipped_lexicon()
    written = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))
    examples = [(lowered_tokens(text), kind == "judging") for kind, texts in written.items() for text in texts]
    films = subjectivity(data)
    vectorizer = DictVectorizer(sparse=False)
    matrix = vectorizer.fit_transform([features(sentence, lexicon) for sentence, _ in examples + films])
    judges = np.array([judging for _, judging in examples + films])
    weights = np.concatenate([
        np.full(len(examples), EXAMPLES_SHARE / len(examples)),
        np.full(len(films), (1.0 - EXAMPLES_SHARE) / len(films)),
    ]) * len(films) / PENALTY  # fmt: skip
    model = LogisticRegression(max_iter=1000).fit(matrix, judges, sample_weight=weights)
    folds = StratifiedKFold(FOLDS)
    predicted = cross_val_predict(model, matrix, judges, cv=folds, params={"sample_weight": weights})
    right = predicted == judges
    traits = {
        str(name): float(weight)
        for name, weight in zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    }
    return EvaluativeWeights(
        lexicon,
        traits,
        float(model.intercept_[0]),
        {
            "evaluative, political examples": float(right[: len(examples)].mean()),
            "evaluative, film sentences": float(right[len(examples) :].mean()),
        },
    )
