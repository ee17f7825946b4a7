"""Learns a linear model for each frame, calibrates it, and chooses its threshold.

1. The features of all texts (`features.FeatureSpace`), made of the texts that are learnt from.
2. A logistic regression for each frame, first in an inner cross-validation: its held-out logits tell how to calibrate
   the model (Platt, 1999) and from which probability on the frame is best predicted.
3. The same on all texts. Calibration is folded into weights and bias.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

from discourse import Document, OptionError, Resource

from ..classifier import Learnt, probabilities, words_of
from ..features import CODEBOOK_SHARE, LETTER_BUCKETS, FeatureSpace, Text, codebook_figures, runs_of, text_reader
from ..passages import PassageReader, reader_of

Floats = NDArray[np.float64]

FEWEST_TEXTS = 10
FEWEST_EXAMPLES = 5  # of a frame, else it is left to the codebook
FEWEST_OF_GRAM, FEWEST_OF_RUN = 2, 3  # texts in which a word or a run of letters must stand
LOWEST, HIGHEST, STEPS = 0.1, 0.7, 25  # thresholds that are tried
SMOOTHING = (0.25, 0.5, 0.25)  # of F1 over neighbouring thresholds, so that chance does not choose
SURE = 1e3  # inverse penalty of the calibration
BINS = 10
SMALLEST_SPREAD = 1e-6
SMALLEST_SHARE = 1e-3
RARE_LOGIT = -3.0  # of a frame without examples to learn from
RARE_SPREAD = (
    1.5  # what a standard deviation of its own evidence adds to the logit of a frame that is left to the codebook
)
THRESHOLD_OF_RARE = 0.5


def learn(
    texts: Sequence[str | Document],
    labels: Sequence[Iterable[str]],
    codebook: Resource | None,
    *,
    penalty: float,
    folds: int,
) -> Learnt:
    """Learn from labelled texts (see `classifier.FrameClassifier`)."""
    names, truth = checked_labels(texts, labels)
    reader = None if codebook is None else reader_of(codebook)
    read = text_reader(reader)
    tokens = [read(words_of(text)) for text in texts]
    held_out = np.full(truth.shape, RARE_LOGIT)
    for known, test in KFold(min(folds, len(texts)), shuffle=True, random_state=0).split(tokens):
        space = feature_space([tokens[i] for i in known], reader)
        train, other = (feature_matrix(space, [tokens[i] for i in part], reader) for part in (known, test))
        for frame in range(len(names)):
            if 0 < truth[known, frame].sum() < len(known):
                model = regression(train, truth[known, frame], penalty)
                held_out[test, frame] = model.decision_function(other)
    space = feature_space(tokens, reader)
    matrix = feature_matrix(space, tokens, reader)
    weights, bias, thresholds = np.zeros((len(names), space.width)), np.zeros(len(names)), np.zeros(len(names))
    chances = np.zeros(truth.shape)
    counts = truth.sum(axis=0)
    fallback = tuple(bool(count < FEWEST_EXAMPLES or count == len(texts)) for count in counts)
    for frame, is_left in enumerate(fallback):
        if not is_left:
            slope, shift = calibration(held_out[:, frame], truth[:, frame])
            chances[:, frame] = probabilities(slope * held_out[:, frame] + shift)
            thresholds[frame] = best_threshold(chances[:, frame], truth[:, frame])
            model = regression(matrix, truth[:, frame], penalty)
            weights[frame] = slope * model.coef_[0]
            bias[frame] = slope * float(model.intercept_[0]) + shift
        else:
            own = None if reader is None else own_column(names[frame], space, reader)
            weights[frame], bias[frame] = left_to_codebook(matrix, own, counts[frame] / len(texts))
            thresholds[frame] = THRESHOLD_OF_RARE
    learnt = [frame for frame, is_left in enumerate(fallback) if not is_left]
    scores = figures_of(chances[:, learnt], truth[:, learnt], thresholds[learnt]) if learnt else {}
    kept = weights.astype(np.float32).astype(np.float64)  # as they come back from a file
    return Learnt(names, space, kept, bias, thresholds, fallback, scores, codebook)


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
        names = None if isinstance(given, str) else frozenset(given)
        if names is None or not all(isinstance(name, str) and name for name in names):
            raise OptionError(f"the labels of text {place} are a set of names, not {given!r}")
        sets.append(names)
    classes = tuple(sorted(frozenset().union(*sets)))
    if not classes:
        raise OptionError("no text has a label; there is nothing to learn")
    return classes, np.array([[name in names for name in classes] for names in sets])


def feature_space(texts: Sequence[Text], reader: PassageReader | None) -> FeatureSpace:
    """Return the features that texts have often enough."""
    grams = Counter(gram for text in texts for gram in {gram for gram, _ in text.grams})
    kept = sorted(gram for gram, count in grams.items() if count >= FEWEST_OF_GRAM)
    runs = np.zeros(LETTER_BUCKETS)
    for text in texts:
        runs[sorted({run for word in set(text.words) for run in runs_of(word)})] += 1.0
    spreads = np.zeros(0)
    if reader is not None:
        figures = np.array([codebook_figures(text, reader)[0] for text in texts])
        spreads = np.maximum(figures.std(axis=0), SMALLEST_SPREAD)
    return FeatureSpace(
        vocabulary={gram: column for column, gram in enumerate(kept)},
        word_idf=inverse_frequency(np.array([grams[gram] for gram in kept], dtype=float), len(texts)),
        letter_idf=np.where(runs >= FEWEST_OF_RUN, inverse_frequency(runs, len(texts)), 0.0),
        spreads=spreads,
    )


def inverse_frequency(counts: Floats, texts: int) -> Floats:
    return np.asarray(np.log((1.0 + texts) / (1.0 + counts)) + 1.0)


def feature_matrix(space: FeatureSpace, texts: Sequence[Text], reader: PassageReader | None) -> csr_matrix:
    """Return texts x columns."""
    rows = [space.row(text, reader) for text in texts]
    ends = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns = [column for row in rows for column in row.columns]
    values = [value for row in rows for value in row.values]
    return csr_matrix((values, columns, ends), shape=(len(rows), space.width))


def regression(matrix: csr_matrix, truth: NDArray[np.bool_], penalty: float) -> LogisticRegression:
    model = LogisticRegression(C=1.0 / penalty, solver="liblinear")  # five times faster than lbfgs here, and as good
    return model.fit(matrix, truth)


def calibration(logits: Floats, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and shift that make held-out logits honest."""
    model = LogisticRegression(C=SURE).fit(logits[:, None], truth)
    return max(float(model.coef_[0, 0]), 0.0), float(model.intercept_[0])


def best_threshold(chances: Floats, truth: NDArray[np.bool_]) -> float:
    """Return the probability from which on a frame is best predicted, by F1."""
    grid = np.linspace(LOWEST, HIGHEST, STEPS)
    scores = np.array([f1_score(truth, chances >= threshold, zero_division=0.0) for threshold in grid])
    smooth = np.convolve(np.pad(scores, 1, mode="edge"), SMOOTHING, mode="valid")
    return float(grid[int(np.argmax(smooth))])


def own_column(name: str, space: FeatureSpace, reader: PassageReader) -> int | None:
    """Return the column of the codebook's evidence for a frame of that name."""
    names = [frame.name for frame in reader.codebook.frames]
    return space.width - len(space.spreads) + names.index(name) if name in names else None


def left_to_codebook(matrix: csr_matrix, column: int | None, share: float) -> tuple[Floats, float]:
    """Return weights and bias of a frame with few examples: its own evidence, and how often it occurs."""
    weights = np.zeros(matrix.shape[1])
    bias = float(np.log(max(share, SMALLEST_SHARE) / max(1.0 - share, SMALLEST_SHARE)))
    if column is not None:
        weights[column] = RARE_SPREAD / CODEBOOK_SHARE
        bias -= float(weights[column] * matrix[:, [column]].mean())
    return weights, bias


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
