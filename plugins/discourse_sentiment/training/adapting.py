"""Adapts the shipped weights to the rated sentences of a user."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack
from scipy.stats import spearmanr
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold

from discourse import OptionError
from discourse_text import lowered_words

from ..lexicon import shipped_lexicon
from ..scoring import Scorer
from ..weights import LABELS, SentenceWeights, sentence_weights
from .labelling import fit_cutoffs, label_figures
from .reading import LABEL_SCORES, Rated
from .sentence_weights import GAIN
from .word_sources import EMPTY, sentence_matrix

Floats = NDArray[np.float64]

FEWEST = 20  # sentences
FEWEST_OF_WORD = 2  # sentences in which a word must stand to get a weight of its own
BAND = 0.125  # ratings nearer to 0 are neutral
SHARE = 0.35  # rating of a sentence that is only called negative or positive


def adapt(
    sentences: Iterable[str],
    ratings: Iterable[float | str],
    *,
    groups: Iterable[str] | None,
    penalty: float,
    folds: int,
) -> tuple[SentenceWeights, dict[str, float]]:
    """Return adapted weights and their cross-validated figures (see `model.SentimentModel`)."""
    rated = checked(list(sentences), list(ratings), None if groups is None else list(groups), folds)
    shipped = sentence_weights()
    scorer = Scorer(with_words_of(rated, shipped), shipped_lexicon())
    single = np.array([is_word(word) for word in scorer.words])
    matrix = sentence_matrix(scorer, rated.sentences, scorer.values)
    goal = np.array(rated.ratings) * GAIN
    held_out = np.zeros(len(goal))
    for known, test in GroupKFold(folds).split(goal, groups=rated.groups):
        values, bias = fitted(matrix[known], scorer.values, single, goal[known], penalty)
        held_out[test] = matrix[test] @ values + bias
    cutoffs = fit_cutoffs(held_out, rated.labels)
    values, bias = fitted(matrix, scorer.values, single, goal, penalty)
    weights = attrs.evolve(
        shipped,
        words=scorer.words,
        table=np.column_stack([values, scorer.evaluative]),
        bias=bias,
        **attrs.asdict(cutoffs),
    )
    figures = label_figures(held_out, rated, cutoffs)
    scores = {
        "pearson": figures["Pearson r"],
        "spearman": float(spearmanr(held_out, rated.ratings).statistic),
        "macro_f1": figures["macro F1"],
        "calibration_error": figures["calibration error"],
        "shipped_pearson": float(np.corrcoef(np.tanh(matrix @ scorer.values + shipped.bias), rated.ratings)[0, 1]),
    }
    return weights.rounded(), {name: round(score, 4) for name, score in scores.items()}


def with_words_of(rated: Rated, shipped: SentenceWeights) -> SentenceWeights:
    """Return the shipped weights with a row for each word that is new to them and stands in several sentences."""
    scorer = Scorer(shipped, shipped_lexicon())
    counts = Counter(word for sentence in rated.sentences for word in set(sentence) if is_word(word))
    words = sorted(w for w, count in counts.items() if count >= FEWEST_OF_WORD and not scorer.knows(w))
    table = np.vstack([shipped.table, np.zeros((len(words), 2))])
    return attrs.evolve(shipped, words=[*shipped.words, *words], table=table)


def is_word(word: str) -> bool:
    return word.isalpha() and word not in EMPTY and word not in shipped_lexicon().roles


def fitted(
    matrix: csr_matrix, shipped: Floats, single: NDArray[np.bool_], goal: Floats, penalty: float
) -> tuple[Floats, float]:
    """Return what each entry adds, and the bias: the shipped weights by some factor, and single words beside them."""
    counts = np.asarray((matrix != 0).sum(axis=0)).ravel()
    single = single & (counts >= FEWEST_OF_WORD)
    base = matrix @ shipped
    scale = float(np.sqrt(len(goal))) / max(float(np.sqrt((base * base).mean())), 1e-9)  # so that it is hardly shrunk
    features = hstack([csr_matrix(base[:, None] * scale), matrix @ diags(single.astype(float))]).tocsr()
    ridge = Ridge(alpha=penalty, solver="sparse_cg", tol=1e-6).fit(features, goal)
    return shipped * (ridge.coef_[0] * scale) + ridge.coef_[1:] * single, float(ridge.intercept_)


def checked(
    sentences: Sequence[str], ratings: Sequence[float | str], groups: Sequence[str] | None, folds: int
) -> Rated:
    """Refuse what cannot be learnt from, with the place of what is wrong."""
    if len(sentences) != len(ratings) or (groups is not None and len(groups) != len(sentences)):
        among = "" if groups is None else f" and {len(groups)} groups"
        raise OptionError(f"{len(sentences)} sentences with {len(ratings)} ratings{among}: there must be one for each")
    if len(sentences) < FEWEST:
        raise OptionError(f"{len(sentences)} sentences are too few to learn from; {FEWEST} are the least")
    for place, sentence in enumerate(sentences):
        if not isinstance(sentence, str) or not sentence.strip():
            raise OptionError(f"sentence {place} is {sentence!r}; it must be a text that is not empty")
    figures = [rating_of(place, rating) for place, rating in enumerate(ratings)]
    if min(figures) == max(figures):
        raise OptionError(f"all sentences have the rating {figures[0]:g}; there is nothing to learn from them")
    parts = [str(place) for place in range(len(sentences))] if groups is None else list(map(str, groups))
    if len(set(parts)) < folds:
        raise OptionError(f"{len(set(parts))} groups are too few for {folds} folds")
    labels = tuple(LABELS[1 + (figure > BAND) - (figure < -BAND)] for figure in figures)
    return Rated(tuple(map(lowered_words, sentences)), tuple(figures), labels, tuple(parts))


def rating_of(place: int, rating: object) -> float:
    if isinstance(rating, str) and rating in LABEL_SCORES:
        return LABEL_SCORES[rating] * SHARE
    if isinstance(rating, int | float) and not isinstance(rating, bool) and -1.0 <= rating <= 1.0:
        return float(rating)
    raise OptionError(f"the rating of sentence {place} is {rating!r}; it must be a number from -1 to 1, or one of "
                      f"{', '.join(LABELS)}")  # fmt: skip
