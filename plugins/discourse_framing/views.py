"""How frames are shown to people: which frames, how strongly, and in whose words."""

from __future__ import annotations

from collections.abc import Iterable

from discourse import Annotation, Document, Layer, Table

from . import Frame

MOST_FRAMES = 6
MOST_WORDS = 5
OTHERS_VOICES = ("quoted", "attributed")


def line(document: Document, annotation: Annotation[Frame]) -> str:
    """Show a frame of a paragraph or a text: `economic 0.71: tax cuts, jobs`."""
    frame = annotation.value
    speaker = f", {frame.source}" if frame.source else ""
    return f"{readable(frame.frame)} {frame.probability:.2f}{speaker}: {strongest_words(document, [annotation])}"


def summary(document: Document, layer: Layer[Frame]) -> Table | None:
    """Count the paragraphs of each frame, in which it comes first, and in which others are speaking."""
    if not len(layer):
        return None
    by_frame: dict[str, list[Annotation[Frame]]] = {}
    for annotation in layer:
        by_frame.setdefault(annotation.value.frame, []).append(annotation)
    names = sorted(by_frame, key=lambda name: (-firsts(by_frame[name]), -len(by_frame[name]), name))
    rows = tuple(
        (
            readable(name),
            str(len(by_frame[name])),
            str(firsts(by_frame[name])),
            str(sum(annotation.value.voice in OTHERS_VOICES for annotation in by_frame[name])),
            strongest_words(document, by_frame[name]),
        )
        for name in names[:MOST_FRAMES]
    )
    columns = ("frame", "paragraphs", "first", "others' words", "shown by")
    return Table(columns, rows, note=note(layer, len(names) - len(rows)))


def document_summary(document: Document, layer: Layer[Frame]) -> Table | None:
    """List the frames of the whole text with their probability and the words that count most."""
    if not len(layer):
        return None
    ranked = sorted(layer, key=lambda annotation: annotation.value.rank)
    rows = tuple(
        (
            readable(annotation.value.frame),
            f"{annotation.value.probability:.2f}",
            strongest_words(document, [annotation]),
        )
        for annotation in ranked[:MOST_FRAMES]
    )
    return Table(("frame", "probability", "shown by"), rows, note=note(layer, len(ranked) - len(rows)))


def readable(name: str) -> str:
    return name.replace("_", " ")


def firsts(annotations: Iterable[Annotation[Frame]]) -> int:
    return sum(annotation.value.rank == 1 for annotation in annotations)


def note(layer: Layer[Frame], left: int) -> str:
    return f"codebook: {layer.values[0].codebook}" + (f"; and {left} more" if left else "")


def strongest_words(document: Document, annotations: Iterable[Annotation[Frame]]) -> str:
    """Return the words that counted most, each once, in small letters."""
    counted: dict[str, float] = {}
    for annotation in annotations:
        for piece in annotation.evidence:
            if piece.span is not None:
                words = " ".join(document.slice(piece.span).lower().split())
                counted[words] = counted.get(words, 0.0) + piece.weight
    strongest = sorted(counted, key=lambda words: (-round(counted[words], 6), words))
    return ", ".join(strongest[:MOST_WORDS])
