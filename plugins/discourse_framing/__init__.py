"""How a text frames its subject: the frames of a codebook, found by patterns that show their words.

A codebook is a TOML file that people read and edit (`data/policy.toml`); any plugin ships its own by the hook
`discourse_frame_codebooks` and `read_codebook`. Two layers are made with it: `frames` for paragraphs and
`document_frames` for the whole text, each with the option `codebook`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import attrs

import discourse
from discourse import AnalyzerSpec, Document, Layer, Query, Resource, View

from .formats import read_codebook, shipped_codebook, write_codebook
from .rollups import by_document, by_source, by_voice, over_time, together

if TYPE_CHECKING:
    import click

    from .checking import Finding
    from .classifier import FrameClassifier as FrameClassifier

__all__ = [
    "Frame", "FrameClassifier", "by_document", "by_source", "by_voice", "codebook_findings", "mapped", "over_time",
    "read_codebook", "together", "write_codebook",
]  # fmt: skip

DATA = Path(__file__).parent / "data"
SHIPPED = ("functions.toml", "generic.toml", "moral.toml", "policy.toml")


@attrs.frozen
class Frame:
    """A frame that a paragraph or a whole text uses.

    Args:
        codebook: Name of the codebook; "labels" for a model that was fitted without one.
        frame: Name of the frame in it.
        probability: How likely it is that a reader with the codebook would mark this frame, 0 to 1; by formula
            (see `discourse_framing.scoring`), or as a fitted `FrameClassifier` says.
        rank: 1 for the primary frame, 2 for the next.
        voice: Whose words the paragraph is for the most part; None for a whole text.
        source: Name of the speaker, where the voice has one.
    """

    codebook: str
    frame: str
    probability: float
    rank: int
    voice: Literal["author", "quoted", "attributed", "boilerplate"] | None = None
    source: str | None = None


def codebook_findings(path: Path | str, texts: Sequence[Sequence[str]] = ()) -> list[Finding]:
    """Return what in a codebook was probably not meant, by frame, what should be mended first.

    Args:
        path: The file.
        texts: Texts to try its patterns on, as lower-cased tokens (`discourse_text.lowered`).

    Raises:
        SourceError: If the file cannot be read.
        FormatError: If the codebook is not sound.
    """
    from . import checking

    return checking.codebook_findings(path, texts)


def mapped(document: Document, to: str, *, layer: str = "frames", codebook: Resource | None = None) -> Layer[Frame]:
    """Return the frames of a document as those of another codebook, by what `maps_to` says of each.

    Args:
        document: With frames.
        to: Name of the other codebook.
        layer: Name of the layer to read.
        codebook: The codebook that made it, if it is not registered.

    Returns:
        A layer such as "frames.policy", for `document.with_layer`: a frame is as probable as the most probable of those
        that map to it, and has the evidence of all; frames without a counterpart are left out.

    Raises:
        OptionError: If the codebook maps nothing to the other one, or to frames that this one does not have.
    """
    from . import mapping

    return mapping.mapped(document, to, layer=layer, codebook=codebook)


def __getattr__(name: str) -> Any:
    """Import the estimator on first use: it needs numpy, and plans are made without."""
    if name != "FrameClassifier":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .classifier import FrameClassifier

    return FrameClassifier


@discourse.hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    register(
        AnalyzerSpec(
            name="frames",
            version="1.1",
            provides="frames",
            payload=Frame,
            requires=("paragraphs", "tokens", "voices"),
            uses=("regions",),
            resources=("frame_codebooks",),
            factory="discourse_framing.frames:FrameAnalyzer",
            estimator="discourse_framing.classifier:FrameClassifier",
            model_optional=True,
            view=View(
                label="Frames",
                line="discourse_framing.views:line",
                summary="discourse_framing.views:summary",
                order=51,
            ),
        )
    )
    register(
        AnalyzerSpec(
            name="document_frames",
            version="1.1",
            provides="document_frames",
            payload=Frame,
            requires=("paragraphs", "tokens"),
            uses=("regions",),
            resources=("frame_codebooks",),
            factory="discourse_framing.frames:DocumentFrameAnalyzer",
            estimator="discourse_framing.classifier:FrameClassifier",
            model_optional=True,
            view=View(
                label="Frames of the whole text",
                line="discourse_framing.views:line",
                summary="discourse_framing.views:document_summary",
                order=50,
                shown=False,
            ),
        )
    )


@discourse.hookimpl
def discourse_commands(cli: click.Group) -> None:
    from .commands import codebook

    cli.add_command(codebook)


@discourse.hookimpl
def discourse_frame_codebooks(register: Callable[[Resource], None]) -> None:
    for name in SHIPPED:
        register(shipped_codebook(DATA / name))


@discourse.hookimpl
def discourse_table_queries(register: Callable[[Query], None]) -> None:
    register(
        Query(
            name="frames_by_outlet_and_month",
            layers=("frames",),
            run="discourse_framing.queries:frames_by_outlet_and_month",
        )
    )
