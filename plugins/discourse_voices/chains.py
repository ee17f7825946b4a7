"""Segments by their bounds: a linear chain in which what a place says counts for what begins and ends there.

A conditional random field (Lafferty, McCallum and Pereira 2001) over the places around a cue. A place adds to the
labels source and content, and, where the label changes, to what begins and to what ends at it: six columns of scores.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

OTHER, SOURCE, CONTENT, CUE = range(4)
COLUMNS = 6  # source, content; source begins, content begins; source ends, content ends
NEVER = -1e9


def patterns() -> Numbers:
    """Return which score counts (1) for which change: score by label before by label."""
    counts = np.zeros((COLUMNS, 4, 4))
    for column, label in enumerate((SOURCE, CONTENT)):
        counts[column, :, label] = 1
        counts[2 + column, :, label] = 1
        counts[2 + column, label, label] = 0
        counts[4 + column, label, :] = 1
        counts[4 + column, label, label] = 0
    return counts


PATTERNS = patterns()


class Chains:
    """Sequences that are labelled together, the longest first.

    Args:
        lengths: Places of each sequence, each at least 1.
        behind: For each sequence whether it stands behind its cue: then a cue is what comes before its first place.
            The others end with the cue, which is their last place.
    """

    def __init__(self, lengths: NDArray[Any], behind: NDArray[np.bool_]) -> None:
        self.lengths = np.asarray(lengths, dtype=np.intp)
        self.order = order = np.argsort(-self.lengths, kind="stable")
        ends = np.cumsum(self.lengths)
        firsts = (ends - self.lengths)[order]
        most = int(self.lengths.max(initial=0))
        going = np.searchsorted(-self.lengths[order], -np.arange(most), side="left").tolist()
        self.lasts = ends[order] - 1
        self.places = [firsts[:many] + place for place, many in enumerate(going)]
        self.before = np.where(behind[order], CUE, OTHER)  # what comes before the first place
        self.cues = (ends - 1)[~behind]  # rows that are the cue

    def changes(self, scores: Numbers, moves: NDArray[Any]) -> Numbers:
        """Return what each change of label adds at each place: place by label before by label."""
        found: Numbers = (scores @ PATTERNS.reshape(COLUMNS, 16)).reshape(-1, 4, 4) + moves
        is_cue = np.zeros(len(scores), dtype=bool)
        is_cue[self.cues] = True
        found[is_cue, :, :CUE] = NEVER
        found[~is_cue, :, CUE] = NEVER
        return found

    def best(self, changes: Numbers) -> tuple[NDArray[np.intp], Numbers]:
        """Return the labels that together score best (Viterbi), and what they score in each sequence."""
        ordered = changes[np.concatenate(self.places)]  # all first places, all second places, ...
        many = len(self.lasts)
        best = ordered[np.arange(many), self.before]
        bests = [best]
        start = many
        finals: list[Numbers] = []
        for here in self.places[1:]:
            if len(here) < many:
                finals.append(best[len(here) :])
            many = len(here)
            ways = best[:many, :, None] + ordered[start : start + many]
            # four maxima of columns take a tenth of the time of one along an axis this short
            best = np.maximum(np.maximum(ways[:, 0], ways[:, 1]), np.maximum(ways[:, 2], ways[:, 3]))
            bests.append(best)
            start += many
        finals.append(best)
        last = np.concatenate(finals[::-1])  # of each sequence, the longest first
        labels = np.empty(len(changes), dtype=np.intp)
        labels[self.lasts] = last.argmax(axis=1)
        for here, before in zip(reversed(self.places[1:]), reversed(bests[:-1]), strict=True):
            many = len(here)
            start -= many
            to = ordered[np.arange(start, start + many), :, labels[here]]
            labels[here - 1] = (before[:many] + to).argmax(axis=1)
        total = np.empty(len(last))
        total[self.order] = last.max(axis=1)
        return labels, total

    def silent(self, changes: Numbers) -> Numbers:
        """Return what each sequence scores if nothing but the cue is labelled."""
        steps = changes[:, OTHER, OTHER].copy()
        firsts, cues = self.places[0], self.cues
        steps[firsts] = changes[firsts, self.before, OTHER]
        steps[cues] = changes[cues, OTHER, CUE]
        return np.add.reduceat(steps, np.cumsum(self.lengths) - self.lengths)

    def sums(self, changes: Numbers) -> tuple[Numbers, float]:
        """Return how probable each change is at each place, and the logarithm of what all labellings weigh."""
        most = changes.max(axis=(1, 2), keepdims=True)
        weights = np.exp(changes - most)
        count = len(changes)
        ahead, scales = np.empty((count, 4)), np.empty((count, 1))
        came = np.zeros((count, 4))
        first = self.places[0]
        came[first, self.before] = 1
        for place, here in enumerate(self.places):
            if place:
                came[here] = ahead[here - 1]
            found = np.einsum("na,nab->nb", came[here], weights[here])
            scales[here] = found.sum(axis=1, keepdims=True)
            ahead[here] = found / scales[here]
        weights /= scales[:, :, None]
        later = np.ones((count, 4))
        for here in reversed(self.places[1:]):
            later[here - 1] = np.einsum("nab,nb->na", weights[here], later[here])
        pairs = came[:, :, None] * weights * later[:, None, :]
        return pairs, float(np.log(scales).sum() + most.sum())
