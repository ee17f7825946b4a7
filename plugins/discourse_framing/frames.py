"""The analyzers of frames: of each paragraph with its voice, and of the whole text.

Both choose a codebook by name and keep the frames that have enough evidence. The evidence of a frame are the words of
its patterns, with what each counted (see `scoring`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from discourse import Annotation, Columns, Document, Evidence, Layer, Resource, Span
from discourse.errors import OptionError, unknown
from discourse_text import Token
from discourse_voices import Voice, voice_of

from . import Frame
from .passages import PassageReader, reader_of
from .scoring import ScoredFrame, Scorer

DECIMALS = 6  # of a layer's floats; a value that is rounded already is not made a second time


@attrs.frozen
class Reading:
    """A codebook, prepared for an analyzer: how passages are read with it, and how frames are scored."""

    reader: PassageReader
    scorer: Scorer

    def frame(self, scored: ScoredFrame, rank: int, voice: Voice | None) -> Frame:
        codebook = self.reader.codebook
        return Frame(
            codebook.name,
            codebook.frames[scored.frame].name,
            round(scored.probability, DECIMALS),
            rank,
            voice.kind if voice else None,
            voice.source if voice else None,
        )

    def evidence(self, scored: ScoredFrame, tokens: Layer[Token]) -> tuple[Evidence, ...]:
        patterns, starts, ends = self.reader.patterns, tokens.starts, tokens.ends
        return tuple(
            [
                Evidence(Span(starts[first], ends[end - 1]), patterns[pattern].rule, weight)
                for (_, pattern, first, end), weight in zip(scored.matches, scored.weights, strict=True)
            ]
        )


class FrameAnalyzer:
    """Finds the frames of each paragraph of headline and body.

    Args:
        frame_codebooks: The codebooks there are.
        codebook: Name of the one to use.
        minimum: Smallest probability of a frame that is kept, 0 to 1; by default what the codebook says.

    Raises:
        OptionError: If there is no such codebook, or the minimum is no probability.
        FormatError: If the codebook is not sound.
    """

    def __init__(
        self, *, frame_codebooks: Sequence[Resource], codebook: str = "policy", minimum: float | None = None
    ) -> None:
        self._reading = reading_of(frame_codebooks, codebook, minimum)

    def analyze(self, document: Document) -> Columns[Frame]:
        """Return the frames of each paragraph, the primary one first."""
        tokens = document.layer("tokens", Token)
        reading = self._reading
        starts: list[int] = []
        ends: list[int] = []
        values: list[Frame] = []
        evidence: list[tuple[Evidence, ...]] = []
        for passage in reading.reader.passages(document):
            ranked = reading.scorer.ranked(passage.matches, passage.length)
            voice = voice_of(document, Span(passage.start, passage.end)) if ranked else None
            for rank, scored in enumerate(ranked, start=1):
                starts.append(passage.start)
                ends.append(passage.end)
                values.append(reading.frame(scored, rank, voice))
                evidence.append(reading.evidence(scored, tokens))
        return Columns(starts, ends, values, evidence)


class DocumentFrameAnalyzer:
    """Finds the frames of a whole text.

    Args:
        frame_codebooks: The codebooks there are.
        codebook: Name of the one to use.
        minimum: Smallest probability of a frame that is kept, 0 to 1; by default what the codebook says.

    Raises:
        OptionError: If there is no such codebook, or the minimum is no probability.
        FormatError: If the codebook is not sound.
    """

    def __init__(
        self, *, frame_codebooks: Sequence[Resource], codebook: str = "policy", minimum: float | None = None
    ) -> None:
        self._reading = reading_of(frame_codebooks, codebook, minimum)

    def analyze(self, document: Document) -> Iterable[Annotation[Frame]]:
        """Return the frames of the text, the primary one first."""
        tokens = document.layer("tokens", Token)
        passages = self._reading.reader.passages(document)
        matches = [match for passage in passages for match in passage.matches]
        length = sum(passage.length for passage in passages)
        whole = Span(0, len(document.text))
        return [
            Annotation(whole, self._reading.frame(scored, rank, None), self._reading.evidence(scored, tokens))
            for rank, scored in enumerate(self._reading.scorer.ranked(matches, length), start=1)
        ]


def reading_of(codebooks: Sequence[Resource], name: str, minimum: float | None) -> Reading:
    """Choose a codebook by its name and prepare it."""
    by_name = {resource.name: resource for resource in codebooks}
    if name not in by_name:
        raise OptionError(unknown("codebook", str(name), by_name))
    if minimum is not None and (type(minimum) not in (int, float) or not 0.0 <= minimum <= 1.0):
        raise OptionError(f"minimum is a probability from 0 to 1, or None for what the codebook says, not {minimum!r}")
    reader = reader_of(by_name[name])
    return Reading(reader, Scorer(reader.codebook, minimum))
