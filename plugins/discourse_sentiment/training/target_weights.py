"""Learns what the words around a mention, and their places, add to each label.

One logistic regression over all features. The labels are weighed alike, since their shares in the training data are
no shares of news. The valences it sums up are those learnt for sentences, but without the sentences of NewsMTSC: on
these the regression would trust them too much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from ..lexicon import shipped_lexicon
from ..target_features import BUCKETS, Features, features_of, word_table
from ..weights import LABELS, TargetWeights
from .reading import mentions
from .sentence_weights import plain_valences

PENALTY = 1.0 / 3.0
NAMED_SCALE = 0.07  # valences by place are few and well measured, and yet worth less than the words
FEWEST = 20  # mentions that must have a valence by place
FOLDS = 4
STEPS = 400


def learn(data: Path) -> tuple[TargetWeights, dict[str, float]]:
    """Learn the weights; the figures are those of the cross-validation by article, for the card."""
    valences = plain_valences(data)
    known = word_table(shipped_lexicon(), valences)
    examples = mentions(data)
    rows = [features_of(example.before, example.mention, example.after, known) for example in examples]
    labels = np.array([LABELS.index(example.label) for example in examples])
    counts = Counter(name for row in rows for name in {name for _, name, _ in row.pieces})
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    named, scale = named_matrix(rows, names)
    matrix = hstack([named, hashed_matrix(rows)]).tocsr()
    odds = held_out_odds(matrix, labels, [example.group for example in examples])
    share = honest_share(odds, labels)
    model = fitted(matrix, labels)
    coefficients = model.coef_.T * share
    weights = TargetWeights(
        hashed=coefficients[len(names) :],
        named={name: tuple(row) for name, row in zip(names, coefficients[: len(names)] * scale[:, None], strict=True)},
        bias=tuple((model.intercept_ * share).tolist()),
        valences=valences,
    )
    predicted = odds.argmax(axis=1)
    figures = {"macro F1": float(f1_score(labels, predicted, average="macro")), "share of the log-odds": share}
    return weights, figures | {"mentions": float(len(rows))}


def fitted(matrix: csr_matrix, labels: NDArray[np.int64]) -> LogisticRegression:
    return LogisticRegression(C=1.0 / PENALTY, class_weight="balanced", max_iter=STEPS, tol=1e-3).fit(matrix, labels)


def held_out_odds(matrix: csr_matrix, labels: NDArray[np.int64], groups: Sequence[str]) -> NDArray[np.float64]:
    """Return the log-odds of the labels of each mention, by a model that has not seen its article."""
    odds = np.zeros((len(labels), len(LABELS)))
    for known, held_out in GroupKFold(FOLDS).split(matrix, groups=groups):
        odds[held_out] = fitted(matrix[known], labels[known]).decision_function(matrix[held_out])
    return odds


def honest_share(odds: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return what to multiply log-odds by, so that a probability says how often a label is right (Guo et al., 2017)."""
    weights = (1.0 / np.bincount(labels))[labels]

    def loss(share: float) -> float:
        return -float(weights @ log_softmax(odds * share, axis=1)[np.arange(len(labels)), labels])

    return float(minimize_scalar(loss, bounds=(0.1, 3.0), method="bounded").x)


def hashed_matrix(rows: Sequence[Features]) -> csr_matrix:
    """Return a row for each mention in which the hashed features weigh 1 together, as the analyzer weighs them."""
    columns = np.concatenate([row.buckets for row in rows])
    ends = np.cumsum([0, *(len(row.buckets) for row in rows)])
    shares = np.concatenate([np.full(len(row.buckets), len(row.buckets) ** -0.5) for row in rows])
    return csr_matrix((shares, columns, ends), shape=(len(rows), BUCKETS))


def named_matrix(rows: Sequence[Features], names: Sequence[str]) -> tuple[csr_matrix, NDArray[np.float64]]:
    """Return the valences by place on one scale, and what each was multiplied by."""
    place = {name: column for column, name in enumerate(names)}
    sums = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        for _, name, figure in row.pieces:
            if name in place:
                sums[number, place[name]] += figure
    scale = NAMED_SCALE / np.sqrt((sums * sums).mean(axis=0))
    return csr_matrix(sums * scale), scale
