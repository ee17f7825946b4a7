"""Whether probabilities mean what they say: reliability and risk-coverage curves over all decisions of a model.

A decision is one frame of one text: whether it has it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from discourse import OptionError

from .codings import checked_count

DECIMALS = 6
SURE_SIDE = 0.5  # from which on a decision is yes
Record = dict[str, Any]
Floats = NDArray[np.float64]


def reliability_curve(
    probabilities: ArrayLike, labels: Sequence[Collection[str]], classes: Sequence[str], *, bins: int = 10
) -> list[Record]:
    """Compare what was predicted with what came true, by how probable it was said to be.

    Args:
        probabilities: Texts x frames, as `predict_proba` gives them, best by a model that has not seen the texts.
        labels: The frames of each text.
        classes: Names of the frames, in the order of the columns.
        bins: How many equal parts of 0 to 1, at least 1.

    Returns:
        Records of `low` and `high` (bounds of the part), `decisions`, `predicted` (mean probability) and `observed`
        (share that is so); parts without decisions are left out.

    Raises:
        OptionError: If shapes do not fit, or there are no bins.
    """
    checked_count("bins", bins, 1)
    chances, truth = decisions_of(probabilities, labels, classes)
    places = np.minimum((chances * bins).astype(np.int64), bins - 1)
    records = []
    for place in range(bins):
        inside = places == place
        if inside.any():
            records.append(
                {
                    "low": round(place / bins, DECIMALS),
                    "high": round((place + 1) / bins, DECIMALS),
                    "decisions": int(inside.sum()),
                    "predicted": round(float(chances[inside].mean()), DECIMALS),
                    "observed": round(float(truth[inside].mean()), DECIMALS),
                }
            )
    return records


def calibration_error(
    probabilities: ArrayLike, labels: Sequence[Collection[str]], classes: Sequence[str], *, bins: int = 10
) -> float:
    """Return how far predictions are from what came true, 0 to 1: the mean gap of `reliability_curve`."""
    curve = reliability_curve(probabilities, labels, classes, bins=bins)
    gaps: float = sum(abs(part["predicted"] - part["observed"]) * part["decisions"] for part in curve)
    decisions: int = sum(part["decisions"] for part in curve)
    return round(gaps / max(decisions, 1), DECIMALS)


def risk_coverage(
    probabilities: ArrayLike, labels: Sequence[Collection[str]], classes: Sequence[str], *, steps: int = 10
) -> list[Record]:
    """Return how often the surest decisions are wrong: what is gained if a person looks at the others.

    Args:
        probabilities: Texts x frames, as `predict_proba` gives them, best by a model that has not seen the texts.
        labels: The frames of each text.
        classes: Names of the frames, in the order of the columns.
        steps: How many points, at least 1.

    Returns:
        Records of `coverage` (share of decisions that are left to the model, the surest first), `decisions`,
        `confidence` (of the least sure of them, 0.5 to 1) and `risk` (share of them that are wrong).

    Raises:
        OptionError: If shapes do not fit, or there are no steps.
    """
    checked_count("steps", steps, 1)
    chances, truth = decisions_of(probabilities, labels, classes)
    sure = np.maximum(chances, 1.0 - chances)
    order = np.argsort(-sure, kind="stable")
    wrong = np.cumsum(((chances >= SURE_SIDE) != truth)[order])
    records = []
    for step in range(1, steps + 1):
        taken = round(len(order) * step / steps)
        if taken:
            records.append(
                {
                    "coverage": round(step / steps, DECIMALS),
                    "decisions": taken,
                    "confidence": round(float(sure[order[taken - 1]]), DECIMALS),
                    "risk": round(float(wrong[taken - 1] / taken), DECIMALS),
                }
            )
    return records


def decisions_of(
    probabilities: ArrayLike, labels: Sequence[Collection[str]], classes: Sequence[str]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the probability of each decision and whether it is so."""
    chances = np.asarray(probabilities, dtype=np.float64)
    if chances.shape != (len(labels), len(classes)):
        raise OptionError(f"probabilities are texts x frames, ({len(labels)}, {len(classes)}), not {chances.shape}")
    if not ((chances >= 0.0) & (chances <= 1.0)).all():
        raise OptionError("probabilities lie between 0 and 1")
    truth = np.array([[name in of_text for name in classes] for of_text in labels], dtype=bool)
    return chances.ravel(), truth.ravel()
