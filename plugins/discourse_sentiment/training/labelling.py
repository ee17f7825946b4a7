"""Turns scores into labels: an ordinal logistic regression of the three labels on the score.

It is the most likely one, so that probabilities say how often a label is right; a sentence of which little is sure is
neutral, as most are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import f1_score

from ..weights import LABELS, label_probabilities
from .reading import Rated

Cutoffs = tuple[float, float, float]
START = (1.5, -0.2, 0.2)  # log of the slope, and the two cut-offs
BINS = 10  # of confidence, for the calibration error


def fit_cutoffs(scores: NDArray[np.float64], labels: Sequence[str]) -> Cutoffs:
    """Return slope, low and high cut-off of the labels."""
    places = places_of(labels)

    def cutoffs_of(parameters: NDArray[np.float64]) -> Cutoffs:
        low, high = np.sort(parameters[1:]).tolist()
        return float(np.exp(parameters[0])), low, high

    def loss(parameters: NDArray[np.float64]) -> float:
        chances = probabilities(scores, cutoffs_of(parameters))
        return -float(np.log(np.maximum(chances[np.arange(len(places)), places], 1e-9)).mean())

    return cutoffs_of(minimize(loss, np.array(START), method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-8}).x)


def probabilities(scores: NDArray[np.float64], cutoffs: Cutoffs) -> NDArray[np.float64]:
    return np.array([label_probabilities(score, *cutoffs) for score in scores.tolist()])


def places_of(labels: Sequence[str]) -> NDArray[np.int64]:
    return np.array([LABELS.index(label) for label in labels])


def label_figures(scores: NDArray[np.float64], rated: Rated, cutoffs: Cutoffs) -> dict[str, float]:
    """Return how well scores and labels do, for the card."""
    chances, places = probabilities(scores, cutoffs), places_of(rated.labels)
    predicted = chances.argmax(axis=1)
    return {
        "Pearson r": float(np.corrcoef(np.tanh(scores), rated.ratings)[0, 1]),
        "macro F1": float(f1_score(places, predicted, average="macro")),
        "calibration error": calibration_error(chances.max(axis=1), predicted == places),
    }


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return how far confidence is from how often it is right, over bins of confidence (Naeini et al., 2015)."""
    bins = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    gaps = [abs(float((confidence[bins == b] - right[bins == b]).sum())) for b in range(BINS)]
    return sum(gaps) / len(confidence)
