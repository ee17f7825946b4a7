"""Learns the odds that a sentence judges rather than describes, from the sentences of `evaluative.toml`.

What is learnt from are traits of words (praise or blame, duty, doubt, the author's "we", numerals, reporting verbs
...), their vectors and letters, and single words, each folded into one weight a word.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, identity
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from discourse_text import lowered_words

from ..lexicon import Lexicon, shipped_lexicon
from ..weights import NUMERAL
from .word_sources import Sources, counted_matrix

EXAMPLES = Path(__file__).with_name("evaluative.toml")
STRENGTH = 0.1  # inverse of the penalty
WORDS_SCALE, VECTORS_SCALE, LETTERS_SCALE = 0.3, 0.1, 0.2  # what each block counts beside traits
FOLDS = 5
FAINT = 0.02  # what a word adds to the log-odds where it is less than this counts as nothing


@attrs.frozen(eq=False)
class EvaluativeWeights:
    """What each entry adds to the log-odds that a sentence judges, and what they begin with."""

    values: NDArray[np.float64]
    bias: float
    figures: dict[str, float]


def traits_of(word: str, lexicon: Lexicon) -> list[str]:
    """Return what makes a word speak for or against judging."""
    if word == NUMERAL or word[:1].isdigit():
        return ["numeral"]
    traits = list(lexicon.judging.get(word, ()))
    valence = lexicon.valence(word)
    if valence:
        traits += ["judgement" if abs(valence) > 0.5 else "leaning", "praise" if valence > 0.0 else "blame"]
    elif word in lexicon.topics:
        traits.append("topic")
    return traits


def trait_columns(words: Sequence[str], lexicon: Lexicon) -> csr_matrix:
    """Return entries x traits."""
    traits = [traits_of(word, lexicon) for word in words]
    names = sorted({name for some in traits for name in some})
    columns = np.zeros((len(words), len(names)))
    for row, some in enumerate(traits):
        columns[row, [names.index(name) for name in some]] = 1.0
    return csr_matrix(columns)


def learn_evaluative(sources: Sources) -> EvaluativeWeights:
    """Learn the weights; the figures are cross-validated."""
    written = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))
    examples = [(lowered_words(text), kind == "judging") for kind, texts in written.items() for text in texts]
    judges = np.array([judging for _, judging in examples])
    counts = counted_matrix(sources.scorer, [sentence for sentence, _ in examples])
    usual = np.abs(sources.vectors).std()
    columns = hstack([
        trait_columns(sources.scorer.words, shipped_lexicon()),
        csr_matrix(sources.vectors * (VECTORS_SCALE / usual)),
        sources.letters * LETTERS_SCALE,
        identity(len(sources.scorer.words)) * WORDS_SCALE,
    ]).tocsr()  # fmt: skip
    features = (counts @ columns).tocsr()
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    predicted = cross_val_predict(model, features, judges, cv=StratifiedKFold(FOLDS, shuffle=True, random_state=0))
    model.fit(features, judges)
    values = np.asarray(columns @ model.coef_[0]).ravel()
    return EvaluativeWeights(
        np.where(np.abs(values) < FAINT, 0.0, values),
        float(model.intercept_[0]),
        {"evaluative, share right": float((predicted == judges).mean())},
    )
