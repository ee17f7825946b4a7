"""What a model says of texts it has not seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse import Document, OptionError

from ..classifier import FrameClassifier
from .codings import as_set, checked_count


@attrs.frozen(eq=False)
class HeldOut:
    """Predictions for texts by models that have not seen them.

    Args:
        classes: Names of the frames, sorted.
        probabilities: Texts x frames.
        predictions: The frames of each text that reach their threshold, the most probable first.
    """

    classes: tuple[str, ...]
    probabilities: NDArray[np.float64]
    predictions: list[tuple[str, ...]]


def held_out(
    model: FrameClassifier,
    texts: Sequence[str | Document],
    labels: Sequence[Iterable[str]],
    *,
    groups: Sequence[str] | None = None,
    folds: int = 5,
    seed: int = 0,
) -> HeldOut:
    """Predict each text by a model that was fitted without it and without those of its group.

    Args:
        model: Whose options are used; it is not changed, and need not be fitted.
        texts: The texts.
        labels: The frames of each.
        groups: What each belongs to, such as the document of a paragraph: texts of one group are alike, and a model
            that has seen one of them is not tried on another. By default each is its own.
        folds: How many models are fitted, at least 2.
        seed: Of the drawing of the folds.

    Raises:
        OptionError: If there are fewer groups than folds, or too few texts.
    """
    texts, labels = list(texts), list(labels)
    own = [str(number) for number in range(len(texts))] if groups is None else list(groups)
    if not len(own) == len(texts) == len(labels):
        raise OptionError(f"{len(texts)} texts, {len(labels)} sets of labels, {len(own)} groups: there must be as many")
    names = sorted(set(own))
    if checked_count("folds", folds, 2) > len(names):
        raise OptionError(f"folds lie between 2 and the number of groups, {len(names)}; not {folds!r}")
    Random(seed).shuffle(names)  # noqa: S311 - the same draws everywhere, no secret
    fold_of = {name: place % folds for place, name in enumerate(names)}
    sets = [as_set(of_text) for of_text in labels]
    classes = tuple(sorted(frozenset().union(*sets)))
    chances = np.zeros((len(texts), len(classes)))
    predictions: list[tuple[str, ...]] = [()] * len(texts)
    for fold in range(folds):
        known = [place for place, group in enumerate(own) if fold_of[group] != fold]
        tried = [place for place, group in enumerate(own) if fold_of[group] == fold]
        fitted = type(model)(**model.get_params()).fit([texts[i] for i in known], [sets[i] for i in known])
        columns = [classes.index(name) for name in fitted.classes_]
        part = [texts[place] for place in tried]
        chances[np.ix_(tried, columns)] = fitted.predict_proba(part)
        for place, frames in zip(tried, fitted.predict(part), strict=True):
            predictions[place] = frames
    return HeldOut(classes, chances, predictions)
