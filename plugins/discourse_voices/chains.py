"""Segments by their bounds: a linear chain in which what a place says counts for what begins and ends there.

A conditional random field (Lafferty, McCallum and Pereira 2001) over the places around a cue. A place adds to the
labels source and content, and, where the label changes, to what begins and to what ends at it: six columns of scores.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .features import MOST_PRODUCTS

Numbers = NDArray[np.float64]

OTHER, SOURCE, CONTENT, CUE = range(4)
COLUMNS = 6  # source, content; source begins, content begins; source ends, content ends
NEVER = -1e9
RUNS = [bytes([label]) for label in range(4)]


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
        self.ends = np.cumsum(self.lengths)
        self.firsts = (self.ends - self.lengths)[order]
        self.before = np.where(behind[order], CUE, OTHER)  # what comes before the first place
        self.cues = (self.ends - 1)[~behind]  # rows that are the cue

    @cached_property
    def steps(self) -> list[tuple[int, int]]:
        """Bounds in `rows` of the first places, of the second places, ..."""
        going = np.searchsorted(-self.lengths[self.order], -np.arange(self.lengths.max(initial=0)), side="left")
        ends = np.cumsum(going).tolist()
        return list(pairwise((0, *ends)))

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """The rows in their order if all first places come first, then all second places, and so on."""
        bounds = np.array(self.steps, dtype=np.intp).reshape(-1, 2)
        going = bounds[:, 1] - bounds[:, 0]
        places = np.repeat(np.arange(len(going)), going)
        return places + self.firsts.take(np.arange(len(places)) - bounds[:, 0].take(places))

    @cached_property
    def places(self) -> list[NDArray[np.intp]]:
        """The rows of the first places, of the second places, ..."""
        return [self.rows[start:end] for start, end in self.steps]

    def changes(self, scores: Numbers, moves: NDArray[Any]) -> Numbers:
        """Return what each change of label adds at each place: place by label before by label."""
        added = np.empty((len(scores), 16))
        step = MOST_PRODUCTS // PATTERNS.size
        for start in range(0, len(scores), step):
            np.matmul(scores[start : start + step], PATTERNS.reshape(COLUMNS, 16), out=added[start : start + step])
        found: Numbers = added.reshape(-1, 4, 4)
        found += moves
        to_cue = found[self.cues, :, CUE]
        found[:, :, CUE] = NEVER
        found[self.cues] = NEVER
        found[self.cues, :, CUE] = to_cue
        return found

    def best(self, changes: Numbers) -> tuple[NDArray[np.uint8], Numbers]:
        """Return the labels that together score best (Viterbi), and what they score in each sequence."""
        ranked = changes.reshape(-1, 16).take(self.rows, axis=0).T.reshape(4, 4, -1)
        ways = np.empty(ranked.shape)  # label before by label by place
        best = np.empty(ranked.shape[1:])
        (_, many), *steps = self.steps
        best[:, :many] = ways[:, :, :many] = ranked[self.before, :, np.arange(many)].T
        came = 0
        for start, end in steps:
            here = ways[:, :, start:end]
            np.add(best[:, None, came : came + end - start], ranked[:, :, start:end], out=here)
            np.maximum.reduce(here, axis=0, out=best[:, start:end])
            came = start
        starts = np.array([start for start, _ in self.steps], dtype=np.intp)
        lasts = np.empty_like(self.order)
        lasts[self.order] = starts.take(self.lengths.take(self.order) - 1) + np.arange(len(lasts))
        of_lasts = best.take(lasts, axis=1)
        # the first of equals; an argmax along an axis this short takes five times as long
        is_best = ways[:3] == best
        origins = np.empty(best.shape, dtype=np.uint8)
        origins[:, self.rows] = np.where(is_best[0], 0, np.where(is_best[1], 1, np.where(is_best[2], 2, 3)))
        return self.traced(origins, of_lasts.argmax(axis=0)), of_lasts.max(axis=0)

    def traced(self, origins: NDArray[np.uint8], finals: NDArray[np.intp]) -> NDArray[np.uint8]:
        """Return the labels of which the last ones are `finals`, run by run from behind.

        Args:
            origins: The label before a label (row) at a place (column) that scores best.
            finals: The last label of each sequence.
        """
        came = [row.tobytes() for row in origins]
        begins = [row.tobytes() for row in origins != np.arange(4)[:, None]]  # where a label follows another
        labels = bytearray(origins.shape[1])
        starts, ends = (self.ends - self.lengths).tolist(), self.ends.tolist()
        for start, end, label in zip(starts, ends, finals.tolist(), strict=True):
            while (first := begins[label].rfind(1, start + 1, end)) >= 0:
                labels[first:end] = RUNS[label] * (end - first)
                end, label = first, came[label][first]
            labels[start:end] = RUNS[label] * (end - start)
        return np.frombuffer(labels, dtype=np.uint8)

    def silent(self, changes: Numbers) -> Numbers:
        """Return what each sequence scores if nothing but the cue is labelled."""
        steps = changes[:, OTHER, OTHER].copy()
        steps[self.firsts] = changes[self.firsts, self.before, OTHER]
        steps[self.cues] = changes[self.cues, OTHER, CUE]
        return np.add.reduceat(steps, self.ends - self.lengths)

    def sums(self, changes: Numbers) -> tuple[Numbers, float]:
        """Return how probable each change is at each place, and the logarithm of what all labellings weigh."""
        most = changes.max(axis=(1, 2), keepdims=True)
        weights = np.exp(changes - most)
        count = len(changes)
        ahead, scales = np.empty((count, 4)), np.empty((count, 1))
        came = np.zeros((count, 4))
        came[self.firsts, self.before] = 1
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
