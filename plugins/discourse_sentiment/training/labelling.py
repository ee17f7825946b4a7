"""Turns scores into labels, and says how sure they are.

Probabilities are those of an ordinal logistic regression of the three labels on the score, the most likely one, so that
they say how often a label is right. Labels have cut-offs of their own, with which each is given as often as raters give
it: the most probable label is neutral too often (macro F1 .595 against .61).
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import f1_score

from ..weights import LABELS, NEGATIVE, NEUTRAL, POSITIVE, Floats, label_probabilities
from .reading import Rated

START = (1.5, -0.2, 0.2)  # log of the slope, and the two cut-offs
BINS = 10  # of confidence, for the calibration error


@attrs.frozen
class Cutoffs:
    """What makes labels of scores; the fields are those of `weights.SentenceWeights`."""

    slope: float
    low: float
    high: float
    negative_below: float
    positive_above: float

    def probabilities(self, scores: Floats) -> Floats:
        """Return the probabilities of the labels, scores x 3."""
        return label_probabilities(scores, self.slope, self.low, self.high)

    def places(self, scores: Floats) -> NDArray[np.int64]:
        """Return the labels, by their place."""
        above = np.where(scores > self.positive_above, POSITIVE, NEUTRAL)
        return np.where(scores < self.negative_below, NEGATIVE, above)


def fit_cutoffs(scores: Floats, labels: Sequence[str]) -> Cutoffs:
    """Return what makes labels of scores."""
    places = places_of(labels)
    shares = np.bincount(places, minlength=len(LABELS)) / len(places)
    below, above = np.quantile(scores, [shares[NEGATIVE], 1.0 - shares[POSITIVE]]).tolist()

    def parameters_of(free: Floats) -> tuple[float, float, float]:
        low, high = np.sort(free[1:]).tolist()
        return float(np.exp(free[0])), low, high

    def loss(free: Floats) -> float:
        chances = label_probabilities(scores, *parameters_of(free))
        return -float(np.log(np.maximum(chances[np.arange(len(places)), places], 1e-9)).mean())

    free = minimize(loss, np.array(START), method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-8}).x
    return Cutoffs(*parameters_of(free), below, above)


def places_of(labels: Sequence[str]) -> NDArray[np.int64]:
    return np.array([LABELS.index(label) for label in labels])


def label_figures(scores: Floats, rated: Rated, cutoffs: Cutoffs) -> dict[str, float]:
    """Return how well scores and labels do, for the card."""
    chances, places, predicted = cutoffs.probabilities(scores), places_of(rated.labels), cutoffs.places(scores)
    confidence = chances[np.arange(len(scores)), predicted]
    return {
        "Pearson r": float(np.corrcoef(np.tanh(scores), rated.ratings)[0, 1]),
        "macro F1": float(f1_score(places, predicted, average="macro")),
        "calibration error": calibration_error(confidence, predicted == places),
    }


def calibration_error(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """Return how far confidence is from how often it is right, over bins of confidence (Naeini et al., 2015)."""
    bins = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    gaps = [abs(float((confidence[bins == b] - right[bins == b]).sum())) for b in range(BINS)]
    return sum(gaps) / len(confidence)
