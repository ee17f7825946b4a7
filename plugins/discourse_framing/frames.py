"""The analyzers of frames: of each paragraph with its voice, and of the whole text.

Both ask a judge (`judging`): a codebook, chosen by name, or a fitted `FrameClassifier`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from discourse import Columns, Document, EvidenceColumns, Resource, Span
from discourse.errors import OptionError
from discourse_voices import Voice, voice_of

from . import Frame
from .classifier import FrameClassifier
from .formats import chosen_codebook, is_codebook_file
from .judging import CodebookJudge, Judge, Judged, ModelJudge, Piece
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
        spans = ((Span(start, end), ranked) for start, end, ranked in self._judge.paragraphs(document) if ranked)
        return columns_of((span, voice_of(document, span), ranked) for span, ranked in spans)


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

    def analyze(self, document: Document) -> Columns[Frame]:
        """Return the frames of the text, the primary one first."""
        return columns_of([(Span(0, len(document.text)), None, self._judge.whole(document))])


def columns_of(stretches: Iterable[tuple[Span, Voice | None, Sequence[Judged]]]) -> Columns[Frame]:
    """Return the frames of stretches of a text, each with its voice."""
    starts: list[int] = []
    ends: list[int] = []
    values: list[Frame] = []
    counts: list[int] = []
    pieces: list[Piece] = []
    for span, voice, ranked in stretches:
        kind, source = (voice.kind, voice.source) if voice else (None, None)
        starts += [span.start] * len(ranked)
        ends += [span.end] * len(ranked)
        for rank, (codebook, frame, probability, shown) in enumerate(ranked, start=1):
            values.append(Frame(codebook, frame, probability, rank, kind, source))
            counts.append(len(shown))
            pieces += shown
    columns = zip(*pieces, strict=True) if pieces else ((), (), (), ())
    return Columns(starts, ends, values, EvidenceColumns(counts, *columns))


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
