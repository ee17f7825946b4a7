"""The analyzers of frames: of each paragraph with its voice, and of the whole text.

Both ask a judge (`judging`): a codebook, chosen by name, or a fitted `FrameClassifier`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from discourse import Annotation, Columns, Document, Evidence, Resource, Span
from discourse.errors import OptionError
from discourse_voices import Voice, voice_of

from . import Frame
from .classifier import FrameClassifier
from .formats import chosen_codebook, is_codebook_file
from .judging import CodebookJudge, Judge, Judged, ModelJudge
from .passages import reader_of


class FrameAnalyzer:
    """Finds the frames of each paragraph of headline and body.

    Args:
        frame_codebooks: The codebooks there are.
        codebook: Name of the one to use, the path of a file (see `read_codebook`), or the plain data of a codebook.
        minimum: Smallest probability of a frame that is kept, 0 to 1; by default what the codebook or the model says.
        model: A fitted classifier, which takes the place of the codebook.

    Raises:
        OptionError: If there is no such codebook, or the minimum is no probability.
        FormatError: If the codebook is not sound.
    """

    def __init__(
        self,
        *,
        frame_codebooks: Sequence[Resource],
        codebook: str | Mapping[str, Any] = "policy",
        minimum: float | None = None,
        model: FrameClassifier | None = None,
    ) -> None:
        self._judge = judge_of(frame_codebooks, codebook, minimum, model)

    @staticmethod
    def read_options(options: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put the content of a codebook in the place of its file, so that it is part of the layer's recipe."""
        return with_content(options)

    def analyze(self, document: Document) -> Columns[Frame]:
        """Return the frames of each paragraph, the primary one first."""
        starts: list[int] = []
        ends: list[int] = []
        values: list[Frame] = []
        evidence: list[tuple[Evidence, ...]] = []
        for start, end, ranked in self._judge.paragraphs(document):
            voice = voice_of(document, Span(start, end)) if ranked else None
            for rank, judged in enumerate(ranked, start=1):
                starts.append(start)
                ends.append(end)
                values.append(frame_of(judged, rank, voice))
                evidence.append(judged.evidence)
        return Columns(starts, ends, values, evidence)


class DocumentFrameAnalyzer:
    """Finds the frames of a whole text.

    Args:
        frame_codebooks: The codebooks there are.
        codebook: Name of the one to use, the path of a file (see `read_codebook`), or the plain data of a codebook.
        minimum: Smallest probability of a frame that is kept, 0 to 1; by default what the codebook or the model says.
        model: A fitted classifier, which takes the place of the codebook.

    Raises:
        OptionError: If there is no such codebook, or the minimum is no probability.
        FormatError: If the codebook is not sound.
    """

    def __init__(
        self,
        *,
        frame_codebooks: Sequence[Resource],
        codebook: str | Mapping[str, Any] = "policy",
        minimum: float | None = None,
        model: FrameClassifier | None = None,
    ) -> None:
        self._judge = judge_of(frame_codebooks, codebook, minimum, model)

    @staticmethod
    def read_options(options: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put the content of a codebook in the place of its file, so that it is part of the layer's recipe."""
        return with_content(options)

    def analyze(self, document: Document) -> Iterable[Annotation[Frame]]:
        """Return the frames of the text, the primary one first."""
        whole = Span(0, len(document.text))
        return [
            Annotation(whole, frame_of(judged, rank, None), judged.evidence)
            for rank, judged in enumerate(self._judge.whole(document), start=1)
        ]


def frame_of(judged: Judged, rank: int, voice: Voice | None) -> Frame:
    kind, source = (voice.kind, voice.source) if voice else (None, None)
    return Frame(judged.codebook, judged.frame, judged.probability, rank, kind, source)


def with_content(options: Mapping[str, Any]) -> Mapping[str, Any]:
    codebook = options.get("codebook")
    if isinstance(codebook, Resource) or (isinstance(codebook, str | Path) and is_codebook_file(codebook)):
        return {**options, "codebook": chosen_codebook(codebook, ()).data}
    return options


def judge_of(
    codebooks: Sequence[Resource],
    codebook: str | Mapping[str, Any],
    minimum: float | None,
    model: FrameClassifier | None,
) -> Judge:
    """Return the model, or the codebook of that name, prepared for an analyzer."""
    if minimum is not None and (type(minimum) not in (int, float) or not 0.0 <= minimum <= 1.0):
        raise OptionError(f"minimum is a probability from 0 to 1, or None for what the codebook says, not {minimum!r}")
    if not isinstance(model, FrameClassifier | None):
        raise OptionError(f"the model of frames is a FrameClassifier, not a {type(model).__name__}")
    if model is not None:
        return ModelJudge(model, minimum)
    return CodebookJudge(reader_of(chosen_codebook(codebook, codebooks)), minimum)
