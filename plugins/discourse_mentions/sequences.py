"""Linear chains: the best labels of short sequences, and how sure each is (Lafferty, McCallum and Pereira 2001).

Sequences of any length are decoded together: the longest first, so that at each place those that go on are the first
rows of one array.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        of = np.asarray(lengths, dtype=np.intp)
        order = np.argsort(-of, kind="stable")
        firsts = (np.cumsum(of) - of)[order]
        going = np.searchsorted(-of[order], -np.arange(int(of.max(initial=0))), side="left").tolist()
        self._lasts = firsts + of[order] - 1
        self._places = [firsts[:many] + place for place, many in enumerate(going)]  # rows of tokens, by place

    def best(self, scores: NDArray[Any], moves: NDArray[Any], begin: NDArray[Any]) -> NDArray[np.intp]:
        """Return the labels of each row that together score best (Viterbi)."""
        best = scores.astype(np.float64)
        best[self._places[0]] += begin
        came = np.zeros(scores.shape, dtype=np.intp)
        for here in self._places[1:]:
            ways = best[here - 1][:, :, None] + moves
            came[here] = ways.argmax(axis=1)
            best[here] += ways.max(axis=1)
        labels = np.empty(len(scores), dtype=np.intp)
        labels[self._lasts] = best[self._lasts].argmax(axis=1)
        for here in reversed(self._places[1:]):
            labels[here - 1] = came[here, labels[here]]
        return labels

    def sums(self, scores: Numbers, moves: Numbers, begin: Numbers) -> Sums:
        """Add up all labellings, each token's weights scaled so that no number grows or vanishes.

        What is impossible weighs nothing: that its exponential is too small for a float is no error.
        """
        with np.errstate(under="ignore"):
            return self._sums(scores, moves, begin)

    def _sums(self, scores: Numbers, moves: Numbers, begin: Numbers) -> Sums:
        most = scores.max(axis=1, keepdims=True)
        weights, steps = np.exp(scores - most), np.exp(moves)
        ahead = weights.copy()
        ahead[self._places[0]] *= np.exp(begin)
        scales = np.empty((len(scores), 1))
        for place, here in enumerate(self._places):
            found = (ahead[here - 1] @ steps) * weights[here] if place else ahead[here]
            scales[here] = found.sum(axis=1, keepdims=True)
            ahead[here] = found / scales[here]
        weights /= scales
        behind = np.ones_like(scores)
        for here in reversed(self._places[1:]):
            behind[here - 1] = (behind[here] * weights[here]) @ steps.T
        later = np.concatenate(self._places[1:]) if len(self._places) > 1 else np.empty(0, dtype=np.intp)
        pairs = steps * (ahead[later - 1].T @ (behind[later] * weights[later]))
        return Sums(ahead * behind, pairs, float(np.log(scales).sum() + most.sum()))
