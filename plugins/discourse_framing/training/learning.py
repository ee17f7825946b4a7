"""Learns a linear model for each frame, calibrates it, and chooses its threshold.

1. The features of all texts (`features.FeatureSpace`): no label is looked at.
2. A logistic regression for each frame, in an inner cross-validation and on all texts; half of what the one on all
   texts says, and half of the mean of the others, is the model, since single ones vary with the texts they saw.
3. The held-out logits tell how to calibrate it (Platt, 1999), which is folded into weights and bias, and from which
   probability on the frame is best predicted: half of the best F1 that can be expected (Lipton, Elkan and
   Narayanaswamy, 2014), which chance moves less than the best cut on the texts themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

from discourse import Document, OptionError, Resource

from ..classifier import Learnt, probabilities
from ..features import (
    CODEBOOK_SHARE,
    DIMENSIONS,
    LETTER_BUCKETS,
    FeatureSpace,
    Text,
    codebook_figures,
    runs_of,
    text_reader,
    vectors_of,
)
from ..passages import PassageReader, reader_of, words_of

Floats = NDArray[np.float64]

FEWEST_TEXTS = 10
FEWEST_EXAMPLES = 5  # of a frame, else it is left to the codebook
FEWEST_OF_GRAM, FEWEST_OF_RUN = 2, 3  # texts in which a word or a run of letters must stand
SURE = 1e3  # inverse penalty of the calibration
BINS = 10
SMALLEST_SPREAD = 1e-6
SMALLEST_SHARE = 1e-3
RARE_LOGIT = -3.0  # of a frame without examples to learn from
RARE_SPREAD = 1.5  # what a standard deviation of its own evidence adds to the logit of a frame left to the codebook
THRESHOLD_OF_RARE = 0.5


@attrs.frozen(eq=False)
class FrameModel:
    """What was learnt of one frame.

    Args:
        weights: What one of each feature adds to the logit.
        bias: What it begins with.
        threshold: Probability from which on the frame is predicted.
        chances: How probable it is in each text by models that have not seen it.
    """

    weights: Floats
    bias: float
    threshold: float
    chances: Floats


def learn(
    texts: Sequence[str | Document],
    labels: Sequence[Iterable[str]],
    codebooks: tuple[Resource, ...],
    *,
    penalty: float,
    folds: int,
) -> Learnt:
    """Learn from labelled texts (see `classifier.FrameClassifier`)."""
    names, truth = checked_labels(texts, labels)
    readers = tuple(map(reader_of, codebooks))
    read = text_reader(readers)
    cut = [read(words_of(text)) for text in texts]
    space = feature_space(cut, readers)
    matrix = feature_matrix(space, cut, readers)
    parts = list(KFold(min(folds, len(texts)), shuffle=True, random_state=0).split(cut))
    counts = truth.sum(axis=0)
    fallback = tuple(bool(count < FEWEST_EXAMPLES or count == len(texts)) for count in counts)
    models = [
        left_to_codebook(matrix, own_column(name, space, readers), truth[:, frame])
        if fallback[frame]
        else frame_model(matrix, truth[:, frame], parts, penalty)
        for frame, name in enumerate(names)
    ]
    thresholds = np.array([model.threshold for model in models])
    chances = np.column_stack([model.chances for model in models])
    learnt = [frame for frame, is_left in enumerate(fallback) if not is_left]
    return Learnt(
        texts=len(texts),
        classes=names,
        space=space,
        weights=np.array([model.weights for model in models]).astype(np.float32).astype(np.float64),  # as in a file
        bias=np.array([model.bias for model in models]),
        thresholds=thresholds,
        fallback=fallback,
        scores=figures_of(chances[:, learnt], truth[:, learnt], thresholds[learnt]) if learnt else {},
        frame_scores=tuple(
            frame_figures(truth[:, frame], (chances[:, frame] >= thresholds[frame]) & (not fallback[frame]))
            for frame in range(len(names))
        ),
        codebooks=codebooks,
    )


def frame_model(
    matrix: csr_matrix,
    truth: NDArray[np.bool_],
    parts: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
    penalty: float,
) -> FrameModel:
    """Learn one frame."""
    held_out = np.full(len(truth), RARE_LOGIT)
    inner = []
    for known, test in parts:
        if 0 < truth[known].sum() < len(known):
            model = regression(matrix[known], truth[known], penalty)
            held_out[test] = model.decision_function(matrix[test])
            inner.append(model)
    whole = regression(matrix, truth, penalty)
    slope, shift = calibration(held_out, truth)
    chances = probabilities(slope * held_out + shift)
    others = inner or [whole]  # no inner part has both texts with the frame and without, in tiny collections
    weights = (whole.coef_[0] + np.mean([model.coef_[0] for model in others], axis=0)) / 2
    bias = (whole.intercept_[0] + np.mean([model.intercept_[0] for model in others])) / 2
    return FrameModel(slope * weights, slope * float(bias) + shift, best_threshold(chances), chances)


def checked_labels(
    texts: Sequence[str | Document], labels: Sequence[Iterable[str]]
) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
    """Return the names of the frames and which text has which; refuse what cannot be learnt from, with its place."""
    if len(texts) != len(labels):
        raise OptionError(f"{len(texts)} texts with {len(labels)} sets of labels: there must be one for each")
    if len(texts) < FEWEST_TEXTS:
        raise OptionError(f"{len(texts)} texts are too few to learn from; {FEWEST_TEXTS} are the least")
    sets = []
    for place, given in enumerate(labels):
        names = frozenset(given) if isinstance(given, Iterable) and not isinstance(given, str) else None
        if names is None or not all(isinstance(name, str) and name for name in names):
            raise OptionError(f"the labels of text {place} are a set of names, not {given!r}")
        sets.append(names)
    classes = tuple(sorted(frozenset().union(*sets)))
    if not classes:
        raise OptionError("no text has a label; there is nothing to learn")
    return classes, np.array([[name in names for name in classes] for names in sets])


def feature_space(texts: Sequence[Text], readers: Sequence[PassageReader]) -> FeatureSpace:
    """Return the features that texts have often enough."""
    grams = Counter(gram for text in texts for gram in {gram for gram, _ in text.grams})
    kept = sorted(gram for gram, count in grams.items() if count >= FEWEST_OF_GRAM)
    vocabulary = {gram: column for column, gram in enumerate(kept)}
    word_idf = inverse_frequency(np.array([grams[gram] for gram in kept], dtype=float), len(texts))
    runs = np.zeros(LETTER_BUCKETS)
    for text in texts:
        runs[sorted({run for word in set(text.words) for run in runs_of(word)})] += 1.0
    figures = np.array([codebook_figures(text, readers)[0] for text in texts])
    meanings = np.array([vectors_of(text.words, vocabulary, word_idf)[1].sum(axis=0) for text in texts])
    return FeatureSpace(
        vocabulary=vocabulary,
        word_idf=word_idf,
        letter_idf=np.where(runs >= FEWEST_OF_RUN, inverse_frequency(runs, len(texts)), 0.0),
        spreads=np.maximum(figures.std(axis=0), SMALLEST_SPREAD),
        meaning_spread=max(float(meanings.std(axis=0).mean()), SMALLEST_SPREAD),
    )


def inverse_frequency(counts: Floats, texts: int) -> Floats:
    return np.asarray(np.log((1.0 + texts) / (1.0 + counts)) + 1.0)


def feature_matrix(space: FeatureSpace, texts: Sequence[Text], readers: Sequence[PassageReader]) -> csr_matrix:
    """Return texts x columns."""
    rows = [space.row(text, readers) for text in texts]
    ends = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns = [column for row in rows for column in row.columns]
    values = [value for row in rows for value in row.values]
    named = csr_matrix((values, columns, ends), shape=(len(rows), space.width - DIMENSIONS))
    return hstack([named, csr_matrix(np.array([row.meaning for row in rows]))]).tocsr()


def regression(matrix: csr_matrix, truth: NDArray[np.bool_], penalty: float) -> LogisticRegression:
    model = LogisticRegression(C=1.0 / penalty, solver="liblinear")  # five times faster than lbfgs here, and as good
    return model.fit(matrix, truth)


def calibration(logits: Floats, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and shift that make held-out logits honest."""
    model = LogisticRegression(C=SURE).fit(logits[:, None], truth)
    return max(float(model.coef_[0, 0]), 0.0), float(model.intercept_[0])


def best_threshold(chances: Floats) -> float:
    """Return half of the best F1 that honest probabilities promise, of all cuts between them."""
    falling = np.sort(chances)[::-1]
    promised = 2.0 * np.cumsum(falling) / (np.arange(1, len(falling) + 1) + falling.sum())
    return float(promised.max()) / 2.0


def own_column(name: str, space: FeatureSpace, readers: Sequence[PassageReader]) -> int | None:
    """Return the column of the evidence that the first codebook has for a frame of that name."""
    names = [frame.name for frame in readers[0].codebook.frames] if readers else []
    return space.width - DIMENSIONS - len(space.spreads) + names.index(name) if name in names else None


def left_to_codebook(matrix: csr_matrix, column: int | None, truth: NDArray[np.bool_]) -> FrameModel:
    """Return the model of a frame with few examples: its own evidence, and how often it occurs."""
    share = float(truth.mean())
    weights = np.zeros(matrix.shape[1])
    bias = float(np.log(max(share, SMALLEST_SHARE) / max(1.0 - share, SMALLEST_SHARE)))
    if column is not None:
        weights[column] = RARE_SPREAD / CODEBOOK_SHARE
        bias -= float(weights[column] * matrix[:, [column]].mean())
    chances = probabilities(matrix @ weights + bias)
    return FrameModel(weights, bias, THRESHOLD_OF_RARE, chances)


def frame_figures(truth: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> dict[str, float]:
    """Return how many texts have a frame, and how well held-out predictions find it."""
    both = int((truth & predicted).sum())
    found, wanted = int(predicted.sum()), int(truth.sum())
    return {
        "examples": wanted,
        "precision": round(both / max(found, 1), 4),
        "recall": round(both / max(wanted, 1), 4),
        "f1": round(2 * both / max(found + wanted, 1), 4),
    }


def figures_of(chances: Floats, truth: NDArray[np.bool_], thresholds: Floats) -> dict[str, float]:
    """Return how well held-out predictions do; the thresholds were chosen on them, which flatters a little."""
    predicted = chances >= thresholds
    bins = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    gaps = [abs(float((chances[bins == b] - truth[bins == b]).sum())) for b in range(BINS)]
    return {
        "micro_f1": round(float(f1_score(truth, predicted, average="micro", zero_division=0.0)), 4),
        "macro_f1": round(float(f1_score(truth, predicted, average="macro", zero_division=0.0)), 4),
        "calibration_error": round(sum(gaps) / chances.size, 4),
    }
