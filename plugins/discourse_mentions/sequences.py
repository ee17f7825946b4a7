"""Linear chains: the best labels of short sequences, and how sure each is (Lafferty, McCallum and Pereira 2001).

Sequences of any length are decoded together: the longest first, so that at each place those that go on are the first
rows of one array.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@attrs.frozen(eq=False)
class Sums:
    """What forward and backward passes add up to.

    Args:
        probabilities: Of each label (column) of each token (row).
        pairs: How often a label (column) is expected to follow another (row).
        total: Logarithm of what all labellings of all sequences weigh.
    """

    probabilities: Numbers
    pairs: Numbers
    total: float


class Chains:
    """Sequences whose labels are decoded together.

    Scores are log-odds, as is what a label adds behind another (`moves`, from row to column) or at the beginning of a
    sequence (`begin`).

    Args:
        lengths: Tokens of each sequence, each at least 1; their scores follow one another in the rows of `scores`.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        firsts = list(accumulate(lengths, initial=0))
        longest_first = sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True)
        going = [firsts[sequence] for sequence in longest_first]
        rows = [*going]
        self._firsts = slice(0, len(rows))
        self._steps: list[tuple[slice, slice]] = []  # for each place but the first: what goes on, and where
        before, count = 0, len(rows)
        for place in range(1, max(lengths, default=0)):
            while lengths[longest_first[count - 1]] <= place:
                count -= 1
            here = len(rows)
            self._steps.append((slice(before, before + count), slice(here, here + count)))
            rows += [first + place for first in going[:count]]
            before = here
        self._rows = np.array(rows, dtype=np.intp)  # of scores, place by place; `_steps` are slices of these

    def best(self, scores: NDArray[Any], moves: NDArray[Any], begin: NDArray[Any]) -> NDArray[np.intp]:
        """Return the labels of each row that together score best (Viterbi)."""
        best = scores.take(self._rows, axis=0).astype(np.float64, copy=False)
        into = np.asarray(moves.T, dtype=np.float64, order="C")
        best[self._firsts] += begin
        for before, here in self._steps:
            best[here] += np.maximum.reduce(best[before][:, None, :] + into, axis=2)
        labels = best.argmax(axis=1)
        for before, here in reversed(self._steps):
            labels[before] = (best[before] + into.take(labels[here], axis=0)).argmax(axis=1)
        return self._in_order(labels)

    def probabilities(self, scores: Numbers, moves: Numbers, begin: Numbers) -> Numbers:
        """Return the probability of each label (column) of each token (row)."""
        with np.errstate(under="ignore"):
            ahead, behind, _, _ = self._passes(scores, np.exp(moves), begin)
            return self._in_order(ahead * behind)

    def sums(self, scores: Numbers, moves: Numbers, begin: Numbers) -> Sums:
        """Add up all labellings."""
        with np.errstate(under="ignore"):
            steps = np.exp(moves)
            ahead, behind, weights, scales = self._passes(scores, steps, begin)
            later = slice(self._firsts.stop, len(scores))
            before = np.concatenate([ahead[rows] for rows, _ in self._steps]) if self._steps else ahead[:0]
            pairs = steps * (before.T @ (behind[later] * weights[later]))
            total = np.log(self._in_order(scales)).sum() + scores.max(axis=1).sum()
            return Sums(self._in_order(ahead * behind), pairs, float(total))

    def _passes(self, scores: Numbers, steps: Numbers, begin: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Go forward and backward, each token's weights scaled so that no number grows or vanishes.

        What is impossible weighs nothing: that its exponential is too small for a float is no error.

        Returns:
            What is ahead of each token with itself, what is behind it, scaled weights, and scales, place by place.
        """
        weights = np.exp(scores - np.maximum.reduce(scores, axis=1, keepdims=True)).take(self._rows, axis=0)
        ahead = weights.copy()
        ahead[self._firsts] *= np.exp(begin)
        scales = ahead.sum(axis=1, keepdims=True)
        ahead[self._firsts] /= scales[self._firsts]
        for before, here in self._steps:
            found = (ahead[before] @ steps) * weights[here]
            scale = np.add.reduce(found, axis=1, keepdims=True, out=scales[here])
            np.divide(found, scale, out=ahead[here])
        weights /= scales
        behind = np.ones_like(weights)
        back = steps.T
        for before, here in reversed(self._steps):
            np.matmul(behind[here] * weights[here], back, out=behind[before])
        return ahead, behind, weights, scales

    def _in_order(self, by_place: NDArray[Any]) -> NDArray[Any]:
        """Return rows in the order of `scores`."""
        found = np.empty_like(by_place)
        found[self._rows] = by_place
        return found
