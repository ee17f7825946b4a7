"""Turns scores into labels: an ordinal logistic regression of the three labels on the score.

The slope is the most likely one, each label weighed alike. The cut-offs are those with which each label is given as
often as raters give it: the best ones by macro F1 lie on a flat ridge (.610 to .614), where chance would choose.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import fsolve, minimize
from sklearn.metrics import f1_score

from ..weights import LABELS, label_probabilities
from .reading import Rated

Cutoffs = tuple[float, float, float]
START = (1.5, -0.2, 0.2)  # log of the slope, and the two cut-offs


def fit_cutoffs(scores: NDArray[np.float64], labels: Sequence[str]) -> Cutoffs:
    """Return slope, low and high cut-off of the labels."""
    places = places_of(labels)
    slope = most_likely_slope(scores, places)
    shares = np.bincount(places) / len(places)
    even = np.quantile(scores, [shares[0], 1.0 - shares[-1]]).tolist()  # where neutral and the next label are even

    def imbalance(cuts: NDArray[np.float64]) -> list[float]:
        negative, neutral, _ = label_probabilities(even[0], slope, *cuts.tolist())
        _, still_neutral, positive = label_probabilities(even[1], slope, *cuts.tolist())
        return [negative - neutral, positive - still_neutral]

    low, high = fsolve(imbalance, even).tolist()
    return slope, low, high


def most_likely_slope(scores: NDArray[np.float64], places: NDArray[np.int64]) -> float:
    weights = 1.0 / np.bincount(places)[places]

    def loss(parameters: NDArray[np.float64]) -> float:
        low, high = np.sort(parameters[1:]).tolist()
        chances = probabilities(scores, (float(np.exp(parameters[0])), low, high))
        return -float(weights @ np.log(np.maximum(chances[np.arange(len(places)), places], 1e-9)))

    best = minimize(loss, np.array(START), method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-7}).x
    return float(np.exp(best[0]))


def probabilities(scores: NDArray[np.float64], cutoffs: Cutoffs) -> NDArray[np.float64]:
    return np.array([label_probabilities(score, *cutoffs) for score in scores.tolist()])


def predicted_places(scores: NDArray[np.float64], cutoffs: Cutoffs) -> NDArray[np.int64]:
    return np.asarray(probabilities(scores, cutoffs).argmax(axis=1))


def places_of(labels: Sequence[str]) -> NDArray[np.int64]:
    return np.array([LABELS.index(label) for label in labels])


def label_figures(scores: NDArray[np.float64], rated: Rated, cutoffs: Cutoffs) -> dict[str, float]:
    """Return how well scores and labels do, for the card."""
    predicted = predicted_places(scores, cutoffs)
    return {
        "Pearson r": float(np.corrcoef(np.tanh(scores), rated.ratings)[0, 1]),
        "macro F1": float(f1_score(places_of(rated.labels), predicted, average="macro")),
    }
