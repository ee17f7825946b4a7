"""Scoring: from matches to how probable each frame is.

The evidence for a frame is the sum of what its matches count. The first match of a pattern counts its weight, the
k-th only weight / sqrt(k): the tenth "tax" of a text says less than the first "budget". With `half` the evidence that
makes a frame as likely as not in a text of up to `words` tokens,

    probability = evidence / (evidence + half * max(1, length / words) ** GROWTH)

so a frame without evidence has probability 0, more evidence always gives more, and the weights of the evidence of an
annotation add up to the `evidence` of this formula. A match that is negated ("this is not about money") counts a share
that the codebook chooses: in full where a frame is a matter of what is talked about. GROWTH is below 1 because evidence
grows slower than the text, since patterns come again. It is a rule and not a model: its figures were set by hand, and
where labels exist, a model fitted on `Scorer.evidence` will be better calibrated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from .codebook import Codebook
from .matching import Match

GROWTH = 0.75  # with it, articles of 300 and speeches of 15,000 tokens keep as many frames: three to six


class ScoredFrame(NamedTuple):
    """A frame with its evidence.

    Args:
        frame: Index of the frame in the codebook.
        probability: How likely it is, above 0 and below 1.
        matches: What speaks for it.
        weights: How much each of them counts.
    """

    frame: int
    probability: float
    matches: Sequence[Match]
    weights: Sequence[float]


class Scorer:
    """The formula above with the figures of a codebook.

    Args:
        codebook: Whose frames are scored.
        minimum: Smallest probability that is kept; by default what the codebook says.
    """

    def __init__(self, codebook: Codebook, minimum: float | None = None) -> None:
        self._halves = tuple(frame.half for frame in codebook.frames)
        self._weights = tuple(pattern.weight for pattern in codebook.patterns)
        self._negated = codebook.negated
        self._words = codebook.words
        self._minimum = codebook.keep if minimum is None else minimum

    def ranked(self, matches: Iterable[Match], length: int) -> list[ScoredFrame]:
        """Return the frames that have enough evidence, the most probable first.

        Args:
            matches: The matches in a text or a part of it.
            length: Its length in tokens.
        """
        seen: dict[int, int] = {}
        of_frame: dict[int, tuple[list[Match], list[float]]] = {}
        for match in matches:
            listed = of_frame.get(match[0])
            if listed is None:
                listed = of_frame[match[0]] = [], []
            listed[0].append(match)
            listed[1].append(self._counted(match, seen))
        growth = max(1.0, length / self._words) ** GROWTH
        kept = []
        for frame in sorted(of_frame):
            total = sum(of_frame[frame][1])
            probability = total / (total + self._halves[frame] * growth)
            if total and probability >= self._minimum:
                kept.append(ScoredFrame(frame, probability, *of_frame[frame]))
        kept.sort(key=lambda scored: -scored.probability)  # stable: equals stay in the order of the codebook
        return kept

    def evidence(self, matches: Iterable[Match]) -> list[float]:
        """Return the evidence for each frame of the codebook, in its order: the features of a text."""
        seen: dict[int, int] = {}
        totals = [0.0] * len(self._halves)
        for match in matches:
            totals[match[0]] += self._counted(match, seen)
        return totals

    def weighed(self, matches: Iterable[Match]) -> list[float]:
        """Return how much each match counts, in their order."""
        seen: dict[int, int] = {}
        return [self._counted(match, seen) for match in matches]

    def _counted(self, match: Match, seen: dict[int, int]) -> float:
        """Return what one more match of a pattern counts after those seen before, and note it."""
        pattern = match[1]
        times = seen[pattern] = seen.get(pattern, 0) + 1
        weight = self._weights[pattern] * self._negated if match[4] else self._weights[pattern]
        return weight if times == 1 else weight / sqrt(times)
