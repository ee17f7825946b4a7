"""Where coder and model differ, frame by frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from discourse import OptionError

from .codings import as_set

DECIMALS = 6
Record = dict[str, Any]
Labels = Mapping[str, Collection[str]]


def confusion(coded: Labels, predicted: Labels) -> list[Record]:
    """Compare what coders and a model say of each frame.

    Args:
        coded: The frames of each unit, as coders have them (see `majority`).
        predicted: The frames of each of these units, as the model has them; others are not looked at.

    Returns:
        Records of `frame`, `both`, `coder_only`, `model_only`, `neither` (units), `precision`, `recall` and `f1` (None
        where nothing could be right); the most frequent in the codings first.

    Raises:
        OptionError: If a unit that was coded has no prediction.
    """
    check_predicted(coded, predicted)
    records = []
    for frame in sorted({frame for unit in coded for frame in (*coded[unit], *predicted[unit])}):
        pairs = Counter((frame in coded[unit], frame in predicted[unit]) for unit in coded)
        both, coder_only, model_only = pairs[True, True], pairs[True, False], pairs[False, True]
        records.append(
            {
                "frame": frame,
                "both": both,
                "coder_only": coder_only,
                "model_only": model_only,
                "neither": pairs[False, False],
                "precision": ratio(both, both + model_only),
                "recall": ratio(both, both + coder_only),
                "f1": ratio(2 * both, 2 * both + coder_only + model_only),
            }
        )
    return sorted(records, key=lambda one: (-one["both"] - one["coder_only"], one["frame"]))


def mixed_up(coded: Labels, predicted: Labels) -> list[Record]:
    """Return which frames a model takes for which others.

    Args:
        coded: The frames of each unit, as coders have them.
        predicted: The frames of each of these units, as the model has them.

    Returns:
        Records of `coded` (a frame that the model missed), `predicted` (one that it had in its place; None if none) and
        `units`; the most frequent first.

    Raises:
        OptionError: If a unit that was coded has no prediction.
    """
    check_predicted(coded, predicted)
    pairs: Counter[tuple[str, str | None]] = Counter()
    for unit, frames in coded.items():
        instead: list[str | None] = [*sorted(set(predicted[unit]) - set(frames))] or [None]
        pairs.update((frame, other) for frame in set(frames) - set(predicted[unit]) for other in instead)
    records = [{"coded": frame, "predicted": other, "units": units} for (frame, other), units in pairs.items()]
    return sorted(records, key=lambda one: (-one["units"], one["coded"], one["predicted"] or ""))


def check_predicted(coded: Labels, predicted: Labels) -> None:
    for unit, frames in coded.items():
        as_set(frames)
        if unit not in predicted:
            raise OptionError(f"unit {unit!r} was coded, and the model says nothing of it")


def ratio(part: int, whole: int) -> float | None:
    return round(part / whole, DECIMALS) if whole else None
