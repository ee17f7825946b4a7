"""Learns what the words around a mention, and their places, add to each label.

One logistic regression over all features. The labels are weighed alike, since their shares in the training data are
no shares of news. The vectors of the words are summed up by side and nearness; what is learnt of them is folded into a
table of words by zone, so that words which no sentence held have weights too. The valences it sums up are those
learnt for sentences, but without the sentences of NewsMTSC: on these the regression would trust them too much.
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

from discourse_text import word_vectors

from ..lexicon import shipped_lexicon
from ..target_features import BUCKETS, ZONES, Features, features_of, word_table
from ..weights import LABELS, TargetWeights
from .labelling import calibration_error
from .reading import mentions, written_mentions
from .sentence_weights import plain_valences

Floats = NDArray[np.float64]

PENALTY = 1.0
WRITTEN_SHARE = 0.4  # how much a mention that was written for this counts beside one of NewsMTSC
NAMED_SCALE = 0.07  # valences by place are few and well measured, and yet worth less than the words
VECTORS_SCALE = 0.03
FEWEST = 20  # mentions that must have a valence by place
FEWEST_OF_WORD = 3  # times that a word stands in the training texts, to stand in the table by zone
FOLDS = 4
STEPS = 400


def learn(data: Path) -> tuple[TargetWeights, dict[str, float]]:
    """Learn the weights; the figures are those of the cross-validation by article, for the card."""
    valences = plain_valences(data)
    vectors = word_vectors()
    common = np.flatnonzero(vectors.counted >= FEWEST_OF_WORD)
    words, table = [vectors.words[row] for row in common], vectors.table[common]
    known = word_table(shipped_lexicon(), valences, {word: row for row, word in enumerate(words)})
    news, written = mentions(data), written_mentions()
    examples = [*news, *written]
    rows = [features_of(example.before, example.mention, example.after, known) for example in examples]
    labels = np.array([LABELS.index(example.label) for example in examples])
    shares = np.concatenate([np.ones(len(news)), np.full(len(written), WRITTEN_SHARE)])
    counts = Counter(name for row in rows for name in {name for _, name, _ in row.pieces})
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    named, scale = named_matrix(rows, names)
    zones, zone_scale = zone_matrix(rows, table)
    matrix = hstack([named, csr_matrix(zones), hashed_matrix(rows)]).tocsr()
    odds = held_out_odds(matrix, labels, shares, [example.group for example in examples])
    share = honest_share(odds[: len(news)], labels[: len(news)])
    model = fitted(matrix, labels, shares)
    coefficients = model.coef_.T * share
    of_names, of_zones, of_hashed = np.split(coefficients, [len(names), len(names) + zones.shape[1]])
    weights = TargetWeights(
        hashed=of_hashed,
        named={name: tuple(row) for name, row in zip(names, of_names * scale[:, None], strict=True)},
        bias=tuple((model.intercept_ * share).tolist()),
        valences=valences,
        words=words,
        zoned=np.einsum("wd,zdl->wzl", table, (of_zones * zone_scale[:, None]).reshape(ZONES, -1, len(LABELS))),
    )
    return weights, {
        "macro F1": macro_f1(labels[: len(news)], odds[: len(news)]),
        "macro F1 of written mentions": macro_f1(labels[len(news) :], odds[len(news) :]),
        "calibration error": odds_calibration(odds[: len(news)] * share, labels[: len(news)]),
        "share of the log-odds": share,
        "mentions": float(len(rows)),
    }


def macro_f1(labels: NDArray[np.int64], odds: Floats) -> float:
    return float(f1_score(labels, odds.argmax(axis=1), average="macro"))


def odds_calibration(odds: Floats, labels: NDArray[np.int64]) -> float:
    chances = np.exp(log_softmax(odds, axis=1))
    return calibration_error(chances.max(axis=1), chances.argmax(axis=1) == labels)


def fitted(matrix: csr_matrix, labels: NDArray[np.int64], shares: Floats) -> LogisticRegression:
    model = LogisticRegression(C=1.0 / PENALTY, class_weight="balanced", max_iter=STEPS, tol=1e-3)
    return model.fit(matrix, labels, sample_weight=shares)


def held_out_odds(matrix: csr_matrix, labels: NDArray[np.int64], shares: Floats, groups: Sequence[str]) -> Floats:
    """Return the log-odds of the labels of each mention, by a model that has not seen its article."""
    odds = np.zeros((len(labels), len(LABELS)))
    for known, held_out in GroupKFold(FOLDS).split(matrix, groups=groups):
        model = fitted(matrix[known], labels[known], shares[known])
        odds[held_out] = model.decision_function(matrix[held_out])
    return odds


def honest_share(odds: Floats, labels: NDArray[np.int64]) -> float:
    """Return what to multiply log-odds by, so that a probability says how often a label is right (Guo et al., 2017)."""

    def loss(share: float) -> float:
        return -float(log_softmax(odds * share, axis=1)[np.arange(len(labels)), labels].mean())

    return float(minimize_scalar(loss, bounds=(0.1, 3.0), method="bounded").x)


def hashed_matrix(rows: Sequence[Features]) -> csr_matrix:
    """Return a row for each mention in which the hashed features weigh 1 together, as the analyzer weighs them."""
    columns = np.concatenate([row.buckets for row in rows])
    ends = np.cumsum([0, *(len(row.buckets) for row in rows)])
    shares = np.concatenate([np.full(len(row.buckets), len(row.buckets) ** -0.5) for row in rows])
    return csr_matrix((shares, columns, ends), shape=(len(rows), BUCKETS))


def named_matrix(rows: Sequence[Features], names: Sequence[str]) -> tuple[csr_matrix, Floats]:
    """Return the valences by place on one scale, and what each was multiplied by."""
    place = {name: column for column, name in enumerate(names)}
    sums = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        for _, name, figure in row.pieces:
            if name in place:
                sums[number, place[name]] += figure
    scale = NAMED_SCALE / np.sqrt((sums * sums).mean(axis=0))
    return csr_matrix(sums * scale), scale


def zone_matrix(rows: Sequence[Features], table: Floats) -> tuple[Floats, Floats]:
    """Return the sums of the vectors of words by zone, weighed as hashed features are, and their scale."""
    sums = np.zeros((len(rows), ZONES, table.shape[1]))
    for number, row in enumerate(rows):
        for _, word, zone in row.zoned:
            sums[number, zone] += table[word]
        sums[number] /= np.sqrt(len(row.buckets))
    flat = sums.reshape(len(rows), -1)
    scale = VECTORS_SCALE / np.sqrt((flat * flat).mean(axis=0))
    return flat * scale, scale
