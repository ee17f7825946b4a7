"""Segments by their bounds: a linear chain in which what a place says counts for what begins and ends there.

A conditional random field (Lafferty, McCallum and Pereira 2001) over the places around a cue. A place adds to the
labels source and content, and, where the label changes, to what begins and to what ends at it: six columns of scores.
Names have chains of their own (`discourse_mentions.sequences`): there a place scores labels and nothing else, and many
short chains are read at once.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .features import MOST_PRODUCTS

Numbers = NDArray[np.float64]
Segment = tuple[int, int, int, int]

OTHER, SOURCE, CONTENT, CUE = range(4)
COLUMNS = 6  # source, content; source begins, content begins; source ends, content ends
NEVER = -(10**9)


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
        self.behind = behind
        self.before = np.where(behind[order], CUE, OTHER)  # what comes before the first place
        self.cues = (self.ends - 1)[~behind]  # rows that are the cue

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """The turn of the longest sequence's first place, of its second place, ..., and how many turns there are."""
        going = len(self.lengths) - np.cumsum(np.bincount(self.lengths))
        return np.cumsum(going) - going

    @cached_property
    def turns(self) -> NDArray[np.intp]:
        """For each row its turn if all first places come first, then all second places, and so on."""
        ranks = np.empty_like(self.order)
        ranks[self.order] = np.arange(len(ranks))
        begins = self.ends - self.lengths
        places = np.arange(self.ends[-1])
        places -= np.repeat(begins, self.lengths)
        found = self.starts.take(places)
        found += np.repeat(ranks, self.lengths)
        return found

    @cached_property
    def steps(self) -> list[tuple[int, int]]:
        """Bounds in turns of the first places, of the second places, ..."""
        return list(pairwise(self.starts.tolist()))

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """The rows in the order of their turns."""
        found = np.empty_like(self.turns)
        found[self.turns] = np.arange(len(found))
        return found

    @cached_property
    def places(self) -> list[NDArray[np.intp]]:
        """The rows of the first places, of the second places, ..."""
        return [self.rows[start:end] for start, end in self.steps]

    def best(self, scores: NDArray[Any], moves: NDArray[Any]) -> tuple[list[Segment], NDArray[Any]]:
        """Find the labels that together score best (Viterbi), the first of equals.

        Args:
            scores: A row for each place, `COLUMNS` columns.
            moves: What it adds that a label (column) follows another (row).

        Returns:
            The segments that are source or content, in order (sequence, label, first row, the row behind); and what
            the labels score in each sequence.
        """
        added = self.added(scores, moves)
        ways = np.empty_like(added)  # label before by label by place
        best = np.empty_like(added[0])
        (_, many), *steps = self.steps
        best[:, :many] = ways[:, :, :many] = added[0, :, :many]
        came = 0
        add, highest = np.add, np.maximum.reduce  # of few numbers: finding these, and names of arguments, takes time
        for start, end in steps:
            here = ways[:, :, start:end]
            add(best[:, None, came : came + end - start], added[:, :, start:end], here)
            highest(here, 0, None, best[:, start:end])
            came = start
        at_last = best.take(self.turns.take(self.ends - 1), axis=1)
        # the first of equals, as 0, 1 or 2: an argmax along an axis this short takes five times as long
        is_less = (ways[:2] != best).view(np.uint8)
        origins = (is_less[0] * (1 + is_less[1])).take(self.turns, axis=1)
        return self.traced(origins, at_last.argmax(axis=0)), at_last.max(axis=0)

    def added(self, scores: NDArray[Any], moves: NDArray[Any]) -> NDArray[Any]:
        """Return what each change of label adds: label before by label by place, in the order of their turns.

        A cue has the room of `OTHER`: no place may be both.
        """
        source, content, source_begins, content_begins, source_ends, content_ends = scores.take(self.rows, axis=0).T
        found = np.empty((3, 3, len(scores)), dtype=np.result_type(scores, moves))
        found[OTHER, OTHER], found[SOURCE, OTHER], found[CONTENT, OTHER] = 0, source_ends, content_ends
        found[SOURCE, SOURCE], found[CONTENT, CONTENT] = source, content
        np.add(source, source_begins, out=found[OTHER, SOURCE])
        np.add(content, content_begins, out=found[OTHER, CONTENT])
        np.add(found[OTHER, SOURCE], content_ends, out=found[CONTENT, SOURCE])
        np.add(found[OTHER, CONTENT], source_ends, out=found[SOURCE, CONTENT])
        found += moves[:3, :3, None]
        cues, many = self.turns.take(self.cues), len(self.order)
        found[:, OTHER, cues] += (moves[:3, CUE] - moves[:3, OTHER])[:, None]
        found[:, 1:, cues] = NEVER
        found[OTHER, :, :many] += (self.before == CUE) * (moves[CUE, :3] - moves[OTHER, :3])[:, None]
        return found

    def traced(self, origins: NDArray[np.uint8], finals: NDArray[np.intp]) -> list[Segment]:
        """Return the segments of the labels of which the last ones are `finals`.

        Args:
            origins: The label before a label (row) at a place (column) that scores best.
            finals: The last label of each sequence.
        """
        came = [row.tobytes() for row in origins]
        begins = [row.tobytes() for row in origins != np.arange(3)[:, None]]  # where a label follows another
        found = []
        starts, ends, lasts = (self.ends - self.lengths).tolist(), self.ends.tolist(), finals.tolist()
        for sequence in range(len(starts) - 1, -1, -1):
            start, end, label = starts[sequence], ends[sequence], lasts[sequence]
            while (first := begins[label].rfind(1, start + 1, end)) >= 0:
                if label:
                    found.append((sequence, label, first, end))
                end, label = first, came[label][first]
            if label:
                found.append((sequence, label, start, end))
        found.reverse()
        return found

    def silent(self, moves: NDArray[Any]) -> NDArray[Any]:
        """Return what each sequence scores if nothing but the cue is labelled."""
        found: NDArray[Any] = (self.lengths - 1) * moves[OTHER, OTHER]
        found += np.where(self.behind, moves[CUE, OTHER], moves[OTHER, CUE])
        return found

    # for learning

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
