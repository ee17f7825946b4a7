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

from collections.abc import Sequence
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
        evidence: What speaks for it: matches, each with how much it counts.
    """

    frame: int
    probability: float
    evidence: list[tuple[Match, float]]


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

    def ranked(self, matches: Sequence[Match], length: int) -> list[ScoredFrame]:
        """Return the frames that have enough evidence, the most probable first.

        Args:
            matches: The matches in a text or a part of it.
            length: Its length in tokens.
        """
        return [ScoredFrame(frame, -minus, evidence) for minus, frame, evidence in self.kept(matches, length)]

    def kept(self, matches: Sequence[Match], length: int) -> list[tuple[float, int, list[tuple[Match, float]]]]:
        """Return what `ranked` does as plain values that sort: minus the probability, the frame, its evidence."""
        evidence: dict[int, list[tuple[Match, float]]] = {}
        for weighed in zip(matches, self.weighed(matches), strict=True):
            frame = weighed[0][0]
            if frame in evidence:
                evidence[frame].append(weighed)
            else:
                evidence[frame] = [weighed]
        growth = self.growth(length)
        kept = []
        for frame, several in evidence.items():
            total = 0.0
            for _, weight in several:
                total += weight
            if total and (probability := self.probability(frame, total, growth)) >= self._minimum:
                kept.append((-probability, frame, several))
        kept.sort()  # no frame is there twice, so that evidence is never compared
        return kept

    def growth(self, length: int) -> float:
        """Return how many times the evidence of a short text one of so many tokens needs."""
        return float(max(1.0, length / self._words) ** GROWTH)

    def probability(self, frame: int, total: float, growth: float) -> float:
        """Return how probable evidence makes a frame."""
        return total / (total + self._halves[frame] * growth)

    def evidence(self, matches: Sequence[Match]) -> list[float]:
        """Return the evidence for each frame of the codebook, in its order: the features of a text."""
        return self.totals(matches, self.weighed(matches))

    def totals(self, matches: Sequence[Match], weights: Sequence[float]) -> list[float]:
        """Return the evidence for each frame from what its matches count."""
        totals = [0.0] * len(self._halves)
        for match, weight in zip(matches, weights, strict=True):
            totals[match[0]] += weight
        return totals

    def weighed(self, matches: Sequence[Match]) -> list[float]:
        """Return how much each match counts, in their order: one more of a pattern counts less."""
        of_pattern, negated = self._weights, self._negated
        seen: dict[int, int] = {}
        weights = []
        for _, pattern, _, _, is_negated in matches:
            weight = of_pattern[pattern]
            if is_negated:
                weight *= negated
            if pattern in seen:
                times = seen[pattern] + 1
                weight /= sqrt(times)
            else:
                times = 1
            seen[pattern] = times
            weights.append(weight)
        return weights
