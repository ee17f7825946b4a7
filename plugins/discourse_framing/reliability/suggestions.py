"""Which units are worth coding next: those of which a model is least sure, of each frame, and no two alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import cycle

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse import Resource

from ..classifier import FrameClassifier
from ..passages import reader_of, words_of
from .codings import Unit, checked_count

ALIKE = 0.5  # share of words that two units have in common, from which on one of them tells enough
AS_LIKELY_AS_NOT = 0.5


@attrs.frozen
class Suggestion:
    """A unit that is worth coding.

    Args:
        unit: The unit.
        frame: The frame for which it was chosen.
        probability: How probable that frame is.
    """

    unit: Unit
    frame: str
    probability: float


def suggest(
    n: int,
    units: Iterable[Unit],
    model: FrameClassifier | Resource,
    *,
    known: Mapping[str, Collection[str]] | None = None,
) -> list[Suggestion]:
    """Return the units that are worth coding next.

    Frames take turns, those with the fewest examples first; each names the unit whose probability is nearest to where
    the decision turns, if it is not like one that was named before.

    Args:
        n: How many, at least 1.
        units: Those there are.
        model: A fitted model, or a codebook as long as there is none.
        known: Labels of the units that are coded; these are not suggested.

    Raises:
        OptionError: If `n` is no such number.
        NotFittedError: If the model was not fitted.
    """
    checked_count("n", n, 1)
    coded = known or {}
    open_units = [unit for unit in units if unit.id not in coded and words_of(unit.text)]
    if not open_units:
        return []
    names, chances, thresholds = judged(model, open_units)
    doubt = 1.0 - np.abs(chances - thresholds) / np.where(chances < thresholds, thresholds, 1.0 - thresholds)
    examples = [sum(name in labels for labels in coded.values()) for name in names]
    turns = sorted(range(len(names)), key=lambda frame: (examples[frame], frame))
    orders = {frame: iter(np.argsort(-doubt[:, frame], kind="stable").tolist()) for frame in turns}
    words = [frozenset(words_of(unit.text)) for unit in open_units]
    chosen: list[tuple[int, int]] = []
    for frame in cycle(turns):
        if len(chosen) == n or not orders:
            break
        place = next_place(orders.get(frame), [taken for taken, _ in chosen], words)
        if place is None:
            orders.pop(frame, None)
        else:
            chosen.append((place, frame))
    return [
        Suggestion(open_units[place], names[frame], round(float(chances[place, frame]), 6)) for place, frame in chosen
    ]


def judged(
    model: FrameClassifier | Resource, units: Sequence[Unit]
) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
    """Return the names of the frames, their probability in each unit, and where decisions turn."""
    if isinstance(model, FrameClassifier):
        chances = model.predict_proba([unit.text for unit in units])
        return list(model.classes_), chances, np.clip(np.array(model.thresholds_), 0.01, 0.99)
    reader = reader_of(model)
    frames = [place for place, frame in enumerate(reader.codebook.frames) if frame.patterns or frame.inherited]
    names = [reader.codebook.frames[place].name for place in frames]
    chances = np.zeros((len(units), len(names)))
    for row, unit in enumerate(units):
        words = words_of(unit.text)
        for scored in reader.scorer.ranked(reader.matches(words), len(words)):
            chances[row, frames.index(scored.frame)] = scored.probability
    return names, chances, np.full(len(names), AS_LIKELY_AS_NOT)


def next_place(order: Iterable[int] | None, taken: Sequence[int], words: Sequence[frozenset[str]]) -> int | None:
    """Return the next unit in an order that is not like those taken."""
    for place in order or ():
        if place not in taken and all(likeness(words[place], words[other]) < ALIKE for other in taken):
            return place
    return None


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)
