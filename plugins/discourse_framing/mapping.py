"""From the frames of one codebook to those of another, by what `maps_to` says of each."""

from __future__ import annotations

from collections import defaultdict

from discourse import Annotation, Document, Evidence, Layer, OptionError, Resource, Span
from discourse.errors import unknown

from . import Frame
from .codebook import Codebook, codebook_from
from .formats import registered_codebooks


def mapped(document: Document, to: str, *, layer: str = "frames", codebook: Resource | None = None) -> Layer[Frame]:
    """Do what `discourse_framing.mapped` says."""
    found: dict[Span, dict[str, list[Annotation[Frame]]]] = defaultdict(lambda: defaultdict(list))
    books: dict[str, Codebook] = {}
    for annotation in document.layer(layer, Frame):
        name = annotation.value.codebook
        if name not in books:
            books[name] = book_named(name, codebook)
            check_targets(books[name], to)
        for target in targets_of(books[name], annotation.value.frame, to):
            found[annotation.span][target].append(annotation)
    annotations = []
    for span, of_frame in found.items():
        chances = {frame: max(one.value.probability for one in ones) for frame, ones in of_frame.items()}
        for rank, frame in enumerate(sorted(chances, key=lambda frame: (-chances[frame], frame)), start=1):
            ones = of_frame[frame]
            value = Frame(to, frame, chances[frame], rank, ones[0].value.voice, ones[0].value.source)
            annotations.append(Annotation(span, value, tuple(dict.fromkeys(evidence_of(ones)))))
    return Layer(f"{layer}.{to}", Frame, annotations)


def evidence_of(annotations: list[Annotation[Frame]]) -> list[Evidence]:
    return [piece for annotation in annotations for piece in annotation.evidence]


def book_named(name: str, given: Resource | None) -> Codebook:
    registered = registered_codebooks()
    if given is not None:
        registered[given.name] = given
    if name not in registered:
        raise OptionError(unknown("codebook", name, registered, advice="Pass it: codebook=read_codebook(file)."))
    return codebook_from(registered[name])


def check_targets(book: Codebook, to: str) -> None:
    """Refuse a mapping that leads nowhere."""
    known = dict.fromkeys(name for frame in book.frames for name in frame.maps_to)
    if to not in known:
        raise OptionError(f"codebook {book.name!r}: {unknown('mapping to codebook', to, known)}")
    registered = registered_codebooks()
    if to in registered:
        names = [frame.name for frame in codebook_from(registered[to]).frames]
        for frame in book.frames:
            for target in frame.maps_to.get(to, ()):
                if target not in names:
                    raise OptionError(
                        f"codebook {book.name!r}, frame {frame.name!r}: {unknown('frame', target, names)}"
                    )


def targets_of(book: Codebook, frame: str, to: str) -> tuple[str, ...]:
    """Return the counterparts of a frame; none for one that the codebook does not have."""
    return next((one.maps_to.get(to, ()) for one in book.frames if one.name == frame), ())
