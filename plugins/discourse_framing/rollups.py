"""Who frames it how, when, and with what else: frames by document, voice, source and time, and which go together.

A paragraph may mix voices, so evidence is counted in the voice of its own words, not of the paragraph. Evidence is what
the words of a frame count (of a fitted model: what those that speak for it add to its logit); it grows with the text,
so records have shares beside it. Boilerplate counts nowhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import attrs

from discourse import Annotation, Document, Span
from discourse.periods import check_period, period_of
from discourse_voices import Voice

if TYPE_CHECKING:
    from . import Frame

DECIMALS = 6
BOILERPLATE = "boilerplate"
Record = dict[str, Any]


@attrs.define
class Count:
    """What is counted of a frame.

    Args:
        documents: Numbers of the documents that have it.
        paragraphs: Paragraphs that have it: number of the document and place.
        first: How many of them have it as their primary frame.
        evidence: What its words count.
    """

    documents: set[int] = attrs.field(factory=set)
    paragraphs: set[tuple[int, Span]] = attrs.field(factory=set)
    first: int = 0
    evidence: float = 0.0

    def add(self, number: int, annotation: Annotation[Frame], evidence: float) -> None:
        self.documents.add(number)
        self.paragraphs.add((number, annotation.span))
        self.first += annotation.value.rank == 1
        self.evidence += evidence


def by_document(documents: Document | Iterable[Document], *, layer: str = "frames") -> list[Record]:
    """Return how each text is framed: its frames in their order of evidence.

    Args:
        documents: One or several, with frames.
        layer: Name of the layer to read, where it is a corrected one.

    Returns:
        Records of `document` (its id), `frame`, `paragraphs` (how many have it), `first` (in how many it is the primary
        one), `evidence` (what its words count), `share` (of the evidence of the text, 0 to 1).
    """
    records: list[Record] = []
    for document in listed(documents):
        counts: dict[str, Count] = defaultdict(Count)
        for annotation in framed(document, layer):
            counts[annotation.value.frame].add(0, annotation, sum(pieces_of(annotation).values()))
        whole = sum(count.evidence for count in counts.values())
        for frame in ranked(counts):
            count = counts[frame]
            records.append(
                {
                    "document": document.id,
                    "frame": frame,
                    "paragraphs": len(count.paragraphs),
                    "first": count.first,
                    **evidence_record(count, whole),
                }
            )
    return records


def by_voice(documents: Document | Iterable[Document], *, layer: str = "frames") -> list[Record]:
    """Return how each voice frames, by the words that are its own.

    Args:
        documents: One or several, with frames and voices.
        layer: Name of the layer to read, where it is a corrected one.

    Returns:
        Records of `voice` ("author", "quoted", "attributed"), `frame`, `documents` and `paragraphs` (in how many it has
        words for it), `evidence`, `share` (of the evidence of that voice, 0 to 1); voices by name, frames by evidence.
    """
    return spoken_records(documents, layer, "voice", lambda voice: voice.kind)


def by_source(documents: Document | Iterable[Document], *, layer: str = "frames") -> list[Record]:
    """Return how each named source frames, as `by_voice` does for voices; records have `source` in place of `voice`."""
    return spoken_records(documents, layer, "source", lambda voice: voice.source)


def over_time(
    documents: Document | Iterable[Document],
    *,
    period: Literal["day", "month", "year"] = "month",
    layer: str = "frames",
) -> list[Record]:
    """Return how framing changes, by the date in the metadata of the documents.

    Args:
        documents: One or several, with frames, and metadata with a `date` that begins as an ISO one: 2031-04-17.
        period: How long a period is.
        layer: Name of the layer to read, where it is a corrected one.

    Returns:
        Records of `period` ("2031-04"; None for documents whose date is missing or coarser), `frame`, `documents` and
        `paragraphs` (how many have it), `first`, `of` (documents of that period), `share` (`documents` by `of`, 0 to
        1); periods in order, None last, frames by the number of documents.

    Raises:
        OptionError: If there is no such period.
    """
    check_period(period)
    counts: dict[str | None, dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
    whole: Counter[str | None] = Counter()
    for number, document in enumerate(listed(documents)):
        key = period_of(document, period)
        whole[key] += 1
        for annotation in framed(document, layer):
            counts[key][annotation.value.frame].add(number, annotation, 0.0)
    return [
        {
            "period": key,
            "frame": frame,
            "documents": len(count.documents),
            "paragraphs": len(count.paragraphs),
            "first": count.first,
            "of": whole[key],
            "share": round(len(count.documents) / whole[key], DECIMALS),
        }
        for key in sorted(counts, key=lambda key: (key is None, key or ""))
        for frame, count in sorted(counts[key].items(), key=lambda item: (-len(item[1].documents), item[0]))
    ]


def together(documents: Document | Iterable[Document], *, layer: str = "frames") -> list[Record]:
    """Return which frames stand in one paragraph, and how much more often than chance would have it.

    Args:
        documents: One or several, with frames.
        layer: Name of the layer to read, where it is a corrected one.

    Returns:
        Records of `frame`, `other`, `paragraphs` (that have both), `expected` (how many would, if they did not care for
        each other, among the paragraphs that have any frame), `lift` (the one by the other), `share` (of the paragraphs
        that have either, 0 to 1); by lift, of equal ones the more frequent first.
    """
    found: dict[tuple[int, Span], set[str]] = defaultdict(set)
    for number, document in enumerate(listed(documents)):
        for annotation in framed(document, layer):
            found[number, annotation.span].add(annotation.value.frame)
    single = Counter(frame for frames in found.values() for frame in frames)
    pairs = Counter(pair for frames in found.values() for pair in combinations(sorted(frames), 2))
    records = []
    for (frame, other), both in pairs.items():
        expected = single[frame] * single[other] / len(found)
        records.append(
            {
                "frame": frame,
                "other": other,
                "paragraphs": both,
                "expected": round(expected, DECIMALS),
                "lift": round(both / expected, DECIMALS),
                "share": round(both / (single[frame] + single[other] - both), DECIMALS),
            }
        )
    return sorted(records, key=lambda one: (-one["lift"], -one["paragraphs"], one["frame"], one["other"]))


def spoken_records(documents: Document | Iterable[Document], layer: str, field: str, key_of: Any) -> list[Record]:
    counts: dict[Hashable, dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
    for number, document in enumerate(listed(documents)):
        voices = document.layer("voices", Voice)
        for annotation in framed(document, layer):
            spoken: dict[Hashable, float] = defaultdict(float)
            for span, weight in pieces_of(annotation).items():
                voice = voices.best_value(span)
                if voice is not None and voice.kind != BOILERPLATE and key_of(voice) is not None:
                    spoken[key_of(voice)] += weight
            for key, weight in spoken.items():
                counts[key][annotation.value.frame].add(number, annotation, weight)
    records = []
    for key in sorted(counts, key=str):
        whole = sum(count.evidence for count in counts[key].values())
        for frame in ranked(counts[key]):
            count = counts[key][frame]
            records.append(
                {
                    field: key,
                    "frame": frame,
                    "documents": len(count.documents),
                    "paragraphs": len(count.paragraphs),
                    **evidence_record(count, whole),
                }
            )
    return records


def listed(documents: Document | Iterable[Document]) -> Iterable[Document]:
    return [documents] if isinstance(documents, Document) else documents


def framed(document: Document, layer: str) -> Iterator[Annotation[Frame]]:
    """Give the frames of a document that are not in boilerplate."""
    return (annotation for annotation in document[layer] if annotation.value.voice != BOILERPLATE)


def pieces_of(annotation: Annotation[Frame]) -> dict[Span, float]:
    """Return the words that speak for a frame, with what they count."""
    pieces: dict[Span, float] = defaultdict(float)
    for piece in annotation.evidence:
        if piece.span is not None and piece.weight > 0:
            pieces[piece.span] += piece.weight
    return pieces


def ranked(counts: dict[str, Count]) -> list[str]:
    return sorted(counts, key=lambda frame: (-round(counts[frame].evidence, DECIMALS), frame))


def evidence_record(count: Count, whole: float) -> Record:
    share = count.evidence / whole if whole else 0.0
    return {"evidence": round(count.evidence, DECIMALS), "share": round(share, DECIMALS)}
