"""Weights of sentences that were trained on a user's own ratings, as an estimator with scikit-learn's conventions."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any, Self

from discourse import FormatError, NotFittedError, OptionError
from discourse.modelfiles import read_description

from .weights import SentenceWeights

FORMAT = "discourse-sentiment/1"
JSON_FILE, WEIGHTS_FILE = "model.json", "weights.npz"


class SentimentModel:
    """The shipped weights, adapted to rated sentences of another domain.

    A ridge regression learns how much the shipped score counts there, and what single words add to it. Pass the model
    to a pipeline: `Pipeline("sentiment", models={"sentiment": model})`.

    Args:
        penalty: How strongly single words are held at what they ship with, above 0.
        folds: Parts of the cross-validation, at least 2.

    Attributes:
        weights: The adapted weights, once it is fitted.
        scores_: Cross-validated figures: "pearson" and "spearman" with the ratings, "macro_f1" of the labels,
            "calibration_error" of the confidence, and "shipped_pearson", what the shipped weights reach on the same.

    Raises:
        OptionError: If an option is out of its range.
    """

    def __init__(self, *, penalty: float = 20.0, folds: int = 5) -> None:
        if isinstance(penalty, bool) or not isinstance(penalty, int | float) or not 0.0 < penalty < float("inf"):
            raise OptionError(f"penalty is a number above 0, not {penalty!r}")
        if isinstance(folds, bool) or not isinstance(folds, int) or folds < 2:
            raise OptionError(f"folds is a whole number of at least 2, not {folds!r}")
        self.penalty = penalty
        self.folds = folds
        self._weights: SentenceWeights | None = None
        self.scores_: dict[str, float] = {}

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the options."""
        return {"penalty": self.penalty, "folds": self.folds}

    def fit(
        self, sentences: Iterable[str], ratings: Iterable[float | str], groups: Iterable[str] | None = None
    ) -> Self:
        """Learn from rated sentences.

        Args:
            sentences: Sentences.
            ratings: A rating for each from -1 to 1, or "negative", "neutral" or "positive".
            groups: What must not be parted between training and validation, such as the article of each sentence.

        Raises:
            OptionError: If there are too few sentences, or a rating is out of its range; the message says which.
        """
        from .training.adapting import adapt  # scikit-learn is needed to learn, never to analyze

        self._weights, self.scores_ = adapt(
            sentences, ratings, groups=groups, penalty=float(self.penalty), folds=self.folds
        )
        return self

    @property
    def weights(self) -> SentenceWeights:
        if self._weights is None:
            raise NotFittedError("this sentiment model has learnt nothing yet: call fit(sentences, ratings)")
        return self._weights

    def digest(self) -> str:
        """Return sixteen hex digits for what the model says."""
        return self.weights.digest()

    def save(self, folder: str | PathLike[str]) -> None:
        """Save the model as `model.json` and `weights.npz` in a folder, which is made if need be."""
        folder = Path(folder)
        described = {
            "format": FORMAT, "digest": self.digest(), "parameters": self.get_params(), "scores": self.scores_
        }  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(described, indent=1, sort_keys=True)
        (folder / JSON_FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
        self.weights.save(folder / WEIGHTS_FILE)

    @classmethod
    def load(cls, folder: str | PathLike[str]) -> Self:
        """Return a saved model.

        Raises:
            FormatError: If a file is missing, truncated, edited, or of another version.
        """
        folder = Path(folder)
        described = read_description(folder / JSON_FILE, FORMAT)
        try:
            weights = SentenceWeights.load(folder / WEIGHTS_FILE)
            model = cls(**described["parameters"])
            scores = {str(name): float(score) for name, score in described["scores"].items()}
        except OSError as error:
            raise FormatError(f"cannot read {folder / WEIGHTS_FILE}: {error.strerror or error}") from error
        except (zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError, EOFError) as error:
            raise FormatError(f"{folder} holds no sentiment model of format {FORMAT!r}: {error}") from error
        if weights.digest() != described.get("digest"):
            raise FormatError(f"{folder}: {JSON_FILE} and {WEIGHTS_FILE} do not belong together; fit the model again")
        model._weights, model.scores_ = weights, scores
        return model
