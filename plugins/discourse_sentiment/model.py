"""Weights of sentences that a user trained, as an estimator."""

from __future__ import annotations

import attrs

from .weights import SentenceWeights


@attrs.frozen(eq=False)
class SentimentModel:
    weights: SentenceWeights
