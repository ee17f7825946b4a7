"""Learns what each word adds to the score of a sentence.

1. What words tell of the ratings of films, products, tweets and news sentences, and what lexicons, vectors and letters
   tell of words (`word_sources`).
2. How much all that, and the word itself, counts in sentences of newspaper editorials: one ridge regression
(`fitting`).
3. Slope and cut-offs of the three labels, on predictions for articles that were not learnt from.

What is kept is one weight for each word and phrase: a table, `weights.SentenceWeights`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.model_selection import GroupKFold

from ..weights import SentenceWeights
from .evaluative_weights import learn_evaluative
from .fitting import Block, Fitted, fit_blocks
from .labelling import fit_cutoffs, label_figures
from .reading import rated_sentences
from .word_sources import FEWEST, Sources, learn_sources, sentence_matrix

Floats = NDArray[np.float64]

PENALTY = 50.0
FIGURES_SCALE, VECTORS_SCALE, LETTERS_SCALE = 3.0, 1.0, 0.2  # what each block counts beside single words
FOLDS = 5
GAIN = 2.5  # of scores before squashing over ratings: the tanh bends best there
FAINT = 0.02  # what a word adds where it is less than this counts as nothing
TOPIC_SHARE = 0.5  # of what raters make of topical words: what a text is about is not what it says of it
REVERSING_SHARE = 0.5  # of what they make of "prevent" and "fight", which say nothing of what they stand before
MOVING_SHARE = 0.3  # of what they make of "fallen" and "rose": it is good for crime to fall, and bad for trust


def learn(data: Path) -> tuple[SentenceWeights, dict[str, float]]:
    """Learn the table of words; the figures are those of the cross-validation, for the card."""
    sources = learn_sources(data, news=True)
    editorials = rated_sentences(data, "nyt_train")
    ratings = np.array(editorials.ratings)
    matrix = judging_matrix(sources, editorials.sentences)
    scores = held_out_scores(sources, matrix, ratings, editorials.groups)
    cutoffs = fit_cutoffs(scores, editorials.labels)
    fitted = fit_blocks(matrix, blocks(sources, matrix), editorials.ratings, PENALTY)
    values = word_values(sources, fitted)
    words = sources.scorer.words
    evaluative = learn_evaluative(sources)
    table = np.column_stack([values, evaluative.values])
    unit_values = units(sources, values)
    weights = SentenceWeights(words, table, unit_values, fitted.bias * GAIN, evaluative.bias, **attrs.asdict(cutoffs))
    figures = label_figures(scores, editorials, cutoffs) | evaluative.figures
    return weights, figures | {"words": float(len(words)), "of them with a weight": float(np.count_nonzero(values))}


def plain_valences(data: Path) -> dict[str, float]:
    """Learn what words add where they stand plain, without the news sentences; what is faint is left out."""
    sources = learn_sources(data, news=False)
    editorials = rated_sentences(data, "nyt_train")
    matrix = judging_matrix(sources, editorials.sentences)
    fitted = fit_blocks(matrix, blocks(sources, matrix), editorials.ratings, PENALTY)
    values = np.round(word_values(sources, fitted) / GAIN, 2)
    return {word: value for word, value in zip(sources.scorer.words, values.tolist(), strict=True) if value}


def judging_matrix(sources: Sources, sentences: Sequence[Sequence[str]]) -> csr_matrix:
    """Return what sentences have of the entries that may tell of opinion."""
    return sentence_matrix(sources.scorer, sentences, sources.prior).multiply(sources.judging).tocsr()


def blocks(sources: Sources, matrix: csr_matrix) -> list[Block]:
    """Return all that is known of entries, and the entries themselves."""
    return [
        Block.dense(sources.figures, FIGURES_SCALE),
        Block(csr_matrix(sources.vectors), VECTORS_SCALE, each=False),
        Block((sources.letters * LETTERS_SCALE).tocsr(), None),
        Block.identity(matrix, FEWEST),
    ]


def held_out_scores(sources: Sources, matrix: csr_matrix, ratings: Floats, groups: Sequence[str]) -> Floats:
    """Score each sentence by a model that has not seen its article."""
    scores = np.zeros(len(ratings))
    for known, held_out in GroupKFold(FOLDS).split(ratings, groups=groups):
        fitted = fit_blocks(matrix[known], blocks(sources, matrix[known]), ratings[known].tolist(), PENALTY)
        scores[held_out] = matrix[held_out] @ word_values(sources, fitted) + fitted.bias * GAIN
    return scores


def word_values(sources: Sources, fitted: Fitted) -> Floats:
    """Return what each entry adds: nothing if it is faint; events and words of movement less than raters have it."""
    share = np.ones(len(sources.own))
    share[sources.topics], share[sources.reversing], share[sources.moving] = TOPIC_SHARE, REVERSING_SHARE, MOVING_SHARE
    values = GAIN * fitted.weights * sources.judging * share
    return np.where(np.abs(values) < FAINT, 0.0, values)


def units(sources: Sources, values: Floats) -> tuple[float, float]:
    """Return what a valence of 1 and of -1 adds: what the words of our own lexicon do for theirs, on average."""
    own = sources.own
    praise, blame = own > 0.0, own < 0.0
    return (
        float(values[praise] @ own[praise] / (own[praise] @ own[praise])),
        -float(values[blame] @ own[blame] / (own[blame] @ own[blame])),
    )
