"""Frames learnt from labelled texts: a linear model for each frame, with the codebook's scores among its features.

An estimator with scikit-learn's conventions. It is fitted with scikit-learn (`training.learning`), and predicts with
numpy alone. What words add, and the bias, add up to the logit of a frame: that is the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse import Document, NotFittedError, OptionError, Resource
from discourse.errors import unknown

from .features import DIMENSIONS, FeatureSpace, Row, text_reader
from .formats import chosen_codebook, registered_codebooks, shipped_codebook
from .passages import PassageReader, reader_of, words_of

Floats = NDArray[np.float64]
DATA = Path(__file__).parent / "data"
THEMES = "policy.toml"


@attrs.frozen(eq=False)
class Learnt:
    """What a classifier has learnt.

    Args:
        texts: How many texts it was learnt from.
        classes: Names of the frames, sorted.
        space: The features.
        weights: What one of each feature adds to the logit of each frame: frames x columns.
        bias: What each logit begins with.
        thresholds: Probability of each frame from which on it is predicted.
        fallback: Whether a frame had too few examples, so that only the codebook speaks for it.
        scores: Cross-validated figures of all frames together.
        frame_scores: Those of each frame, and how many examples it had.
        codebooks: The codebooks whose scores are features, the chosen one first.
    """

    texts: int
    classes: tuple[str, ...]
    space: FeatureSpace
    weights: Floats
    bias: Floats
    thresholds: Floats
    fallback: tuple[bool, ...]
    scores: dict[str, float]
    frame_scores: tuple[dict[str, float], ...]
    codebooks: tuple[Resource, ...]

    @property
    def readers(self) -> tuple[PassageReader, ...]:
        """What finds the patterns of the codebooks."""
        return tuple(map(reader_of, self.codebooks))


@attrs.frozen
class Contribution:
    """What a stretch of a text adds to the logit of a frame.

    Args:
        first: Index of its first token.
        end: Index after its last token.
        weight: What it adds.
    """

    first: int
    end: int
    weight: float


class FrameClassifier:
    """Learns frames from labelled texts, several a text.

    For each frame a logistic regression over the words, pairs of words, runs of letters and word vectors of a text and
    the scores of codebooks, whose frames need not be the labels. Probabilities are calibrated, and thresholds chosen,
    on texts that a model has not seen. A frame with fewer than five examples is left to the codebook.

    Args:
        codebook: The codebook whose scores are features: the name of a registered one, the path of a file, or what
            `read_codebook` gives; None for words alone. Beside any other the shipped `policy` is one as well: its
            fifteen frames tell most texts apart.
        penalty: How strongly weights are held at zero, 1e-6 to 1e6.
        folds: Parts of the inner cross-validation, at least 2.

    Attributes:
        classes_: Names of the frames, sorted.
        thresholds_: Probability of each frame from which on it is predicted.
        fallback_: Frames that are left to the codebook.
        scores_: Cross-validated figures of the frames that were learnt: "micro_f1", "macro_f1", "calibration_error".
        frame_scores_: For each frame "examples", and cross-validated "precision", "recall" and "f1"; these are 0 for
            frames that are left to the codebook.

    Raises:
        OptionError: If an option is out of its range.

    Example:
        >>> texts = ["The tax costs jobs.", "Wages and prices fall.", "A judge upheld the law.", "A court ruling."] * 5
        >>> labels = [{"economic"}, {"economic"}, {"legality"}, {"legality"}] * 5
        >>> model = FrameClassifier(codebook="policy").fit(texts, labels)
        >>> model.predict(["Wages fall in the mill towns."])
        [('economic',)]
    """

    def __init__(
        self, *, codebook: str | Path | Resource | None = "policy", penalty: float = 0.1, folds: int = 4
    ) -> None:
        if not isinstance(codebook, str | Path | Resource | None):
            raise OptionError(f"codebook is a name, a file or a codebook, or None for words alone, not {codebook!r}")
        if isinstance(penalty, bool) or not isinstance(penalty, int | float) or not 1e-6 <= penalty <= 1e6:
            raise OptionError(f"penalty is a number from 1e-6 to 1e6, not {penalty!r}")
        if isinstance(folds, bool) or not isinstance(folds, int) or folds < 2:
            raise OptionError(f"folds is a whole number of at least 2, not {folds!r}")
        self.codebook = codebook
        self.penalty = penalty
        self.folds = folds
        self._learnt: Learnt | None = None

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the options."""
        return {"codebook": self.codebook, "penalty": self.penalty, "folds": self.folds}

    def set_params(self, **params: Any) -> Self:
        """Set options; what was learnt stays until the next `fit`.

        Raises:
            OptionError: If there is no such option, or it is out of its range.
        """
        options = self.get_params()
        for name in params:
            if name not in options:
                raise OptionError(unknown("option", name, options))
        checked = type(self)(**{**options, **params})
        self.codebook, self.penalty, self.folds = checked.codebook, checked.penalty, checked.folds
        return self

    def fit(self, texts: Iterable[str | Document], labels: Iterable[Iterable[str]]) -> Self:
        """Learn from labelled texts.

        Args:
            texts: Texts or documents.
            labels: The frames of each: a set of names, which may be empty.

        Raises:
            OptionError: If there are too few texts, no frame at all, or labels that are no sets of names; the message
                says which.
        """
        from threadpoolctl import threadpool_limits

        from .training.learning import learn  # scikit-learn is needed to learn, never to predict

        codebooks = () if self.codebook is None else with_themes(self.codebook)
        with threadpool_limits(limits=1):  # the last bits of sums depend on how many threads add up; one is fastest
            self._learnt = learn(list(texts), list(labels), codebooks, penalty=float(self.penalty), folds=self.folds)
        return self

    @property
    def learnt(self) -> Learnt:
        if self._learnt is None:
            raise NotFittedError("this frame classifier has learnt nothing yet: call fit(texts, labels)")
        return self._learnt

    @property
    def classes_(self) -> tuple[str, ...]:
        return self.learnt.classes

    @property
    def thresholds_(self) -> tuple[float, ...]:
        return tuple(self.learnt.thresholds.tolist())

    @property
    def fallback_(self) -> tuple[str, ...]:
        learnt = self.learnt
        return tuple(name for name, is_left in zip(learnt.classes, learnt.fallback, strict=True) if is_left)

    @property
    def scores_(self) -> dict[str, float]:
        return dict(self.learnt.scores)

    @property
    def frame_scores_(self) -> dict[str, dict[str, float]]:
        learnt = self.learnt
        return {name: dict(scores) for name, scores in zip(learnt.classes, learnt.frame_scores, strict=True)}

    def predict_proba(self, texts: Iterable[str | Document]) -> Floats:
        """Return how probable each frame is in each text: texts x frames, in the order of `classes_`."""
        learnt = self.learnt
        if isinstance(texts, str):
            raise OptionError("texts are several, each a text; for one write [text]")
        logits = [self.logits(self.row(words_of(text))) for text in texts]
        return probabilities(np.array(logits).reshape(-1, len(learnt.classes)))

    def predict(self, texts: Iterable[str | Document]) -> list[tuple[str, ...]]:
        """Return the frames of each text that reach their threshold, the most probable first."""
        learnt = self.learnt
        found: list[tuple[str, ...]] = []
        for chances in self.predict_proba(texts):
            order = sorted(range(len(chances)), key=lambda frame: (-chances[frame], frame))
            found.append(tuple(learnt.classes[f] for f in order if chances[f] >= learnt.thresholds[f]))
        return found

    def row(self, words: Sequence[str]) -> Row:
        """Return the features of lower-cased tokens."""
        learnt = self.learnt
        readers = learnt.readers
        return learnt.space.row(text_reader(readers)(words), readers)

    def logits(self, row: Row) -> Floats:
        """Return the logit of each frame."""
        learnt = self.learnt
        named = learnt.weights[:, row.columns] @ np.array(row.values)
        return np.asarray(named + learnt.weights[:, -DIMENSIONS:] @ row.meaning + learnt.bias)

    def contributions(self, row: Row, frame: int) -> list[Contribution]:
        """Return what stretches of the text add to the logit of a frame; with the bias they are the whole of it."""
        weights = self.learnt.weights[frame, row.columns] * np.array(row.values)
        totals: dict[tuple[int, int], float] = {}
        for weight, places in zip(weights.tolist(), row.places, strict=True):
            for first, end, share in places:
                totals[first, end] = totals.get((first, end), 0.0) + weight * share
        meant = row.vectors @ self.learnt.weights[frame, -DIMENSIONS:]
        for token, weight in zip(row.tokens, meant.tolist(), strict=True):
            totals[token, token + 1] = totals.get((token, token + 1), 0.0) + weight
        return [Contribution(first, end, weight) for (first, end), weight in sorted(totals.items())]

    def digest(self) -> str:
        """Return sixteen hex digits for what the model says."""
        from .modelfiles import digest_of

        return digest_of(self.learnt)

    def save(self, folder: str | PathLike[str]) -> None:
        """Save the model in a folder: `model.json`, `arrays.npz`, and `card.md` for people; it is made if need be."""
        from .modelfiles import write_model

        write_model(self.learnt, {"penalty": self.penalty, "folds": self.folds}, Path(folder))

    @classmethod
    def load(cls, folder: str | PathLike[str]) -> Self:
        """Return a saved model; it brings its codebook along.

        Raises:
            FormatError: If a file is missing, truncated, edited, or of another version.
        """
        from .modelfiles import read_model

        learnt, parameters = read_model(Path(folder))
        model = cls(codebook=learnt.codebooks[0] if learnt.codebooks else None, **parameters)
        model._learnt = learnt
        return model


def with_themes(choice: str | Path | Resource) -> tuple[Resource, ...]:
    """Return the chosen codebook, and beside another one the shipped policy codebook."""
    chosen = chosen_codebook(choice, registered_codebooks().values())
    return tuple(dict.fromkeys((chosen, shipped_codebook(DATA / THEMES))))


def probabilities(logits: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)))
