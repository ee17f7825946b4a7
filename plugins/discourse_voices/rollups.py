"""Who speaks how much, what they say, and of whom: records over one document or many.

Words are tokens that begin with a letter or a digit. Boilerplate counts nowhere. What other plugins found is joined by
place, if its layer is there: numbers, judgements and frames that carry the source of the statement.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from discourse import Annotation, Document, Span
from discourse_mentions import Entity
from discourse_text import words

from . import Quotation, Voice

DECIMALS = 6
MOST_CUES = 5
Record = dict[str, Any]


def speakers(documents: Document | Iterable[Document], *, layer: str = "quotations") -> list[Record]:
    """Do what `discourse_voices.speakers` says."""
    said: dict[tuple[str, str | None], Counter[str]] = {}
    cues: dict[str | None, Counter[str]] = {}
    where: dict[tuple[str, str | None], set[int]] = {}
    for number, document in enumerate(listed(documents)):
        counted = Words(document)
        for voice in document.layer("voices", Voice):
            if voice.value.kind != "boilerplate":
                key = ("author" if voice.value.kind == "author" else "source", voice.value.source)
                count = counted.within(voice.span)
                said.setdefault(key, Counter()).update({"words": count, voice.value.kind: count})
                where.setdefault(key, set()).add(number)
        for quotation in document.layer(layer, Quotation):
            value = quotation.value
            key = ("source", value.source)
            where.setdefault(key, set()).add(number)
            said.setdefault(key, Counter()).update({"statements": 1, value.level: 1, "denied": int(value.denied)})
            if value.cue:
                cues.setdefault(value.source, Counter())[document.slice(value.cue).lower()] += 1
    whole = sum(counts["words"] for counts in said.values())
    records = [
        {
            "voice": voice,
            "source": source,
            "documents": len(where[voice, source]),
            "statements": counts["statements"],
            "words": counts["words"],
            "share": round(counts["words"] / max(whole, 1), DECIMALS),
            "quoted": counts["quoted"],
            "speech": counts["speech"],
            "thought": counts["thought"],
            "writing": counts["writing"],
            "denied": counts["denied"],
            "cues": most_frequent(cues.get(source)) if voice == "source" else (),
        }
        for (voice, source), counts in said.items()
    ]
    return sorted(records, key=lambda one: (one["voice"], -one["words"], -one["statements"], one["source"] or ""))


def statements(documents: Document | Iterable[Document], *, layer: str = "quotations") -> Iterator[Record]:
    """Do what `discourse_voices.statements` says."""
    for document in listed(documents):
        counted = Words(document)
        for quotation in document.layer(layer, Quotation):
            value = quotation.value
            parts = parts_of(quotation)
            yield {
                "document": document.id,
                "source": value.source,
                "kind": value.kind,
                "level": value.level,
                "denied": value.denied,
                "cue": document.slice(value.cue) if value.cue else None,
                "text": " … ".join(" ".join(document.slice(part).split()) for part in parts),
                "start": quotation.span.start,
                "end": quotation.span.end,
                "words": sum(counted.within(part) for part in parts),
                "about": named_in(document, parts, value.source),
                "numbers": numbers_in(document, parts),
                "frames": frames_over(document, quotation),
                "sentiment": sentiment_of(document, quotation),
                "confidence": value.confidence,
            }


def subjects(documents: Document | Iterable[Document], *, layer: str = "quotations") -> list[Record]:
    """Do what `discourse_voices.subjects` says."""
    counts: dict[tuple[str | None, str], Counter[str]] = {}
    judged: dict[tuple[str | None, str], list[Any]] = {}
    for document in listed(documents):
        for quotation in document.layer(layer, Quotation):
            parts = parts_of(quotation)
            for name in named_in(document, parts, quotation.value.source):
                counts.setdefault((quotation.value.source, name), Counter()).update(
                    {"statements": 1, "denied": int(quotation.value.denied)}
                )
        for target in targets_of(document):
            judged.setdefault((target.source, target.name), []).append(target)
    records = []
    for (source, about), count in counts.items():
        own = judged.get((source, about), [])
        balance = sum(target.positive - target.negative for target in own) / len(own) if own else None
        records.append(
            {
                "source": source,
                "about": about,
                "statements": count["statements"],
                "denied": count["denied"],
                "judgements": len(own),
                "balance": None if balance is None else round(balance, DECIMALS),
            }
        )
    return sorted(records, key=lambda one: (-one["statements"], one["source"] or "", one["about"]))


def listed(documents: Document | Iterable[Document]) -> Iterable[Document]:
    return (documents,) if isinstance(documents, Document) else documents


def parts_of(quotation: Annotation[Quotation]) -> Sequence[Span]:
    return quotation.value.fragments or (quotation.span,)


def most_frequent(cues: Counter[str] | None) -> tuple[str, ...]:
    ordered = sorted((cues or Counter()).items(), key=lambda item: (-item[1], item[0]))
    return tuple(cue for cue, _ in ordered[:MOST_CUES])


class Words:
    """How many words stretches of a document have."""

    def __init__(self, document: Document) -> None:
        self._starts = document["tokens"].starts
        self._before = [0, *accumulate(int(word[0].isalnum()) for word in words(document))]

    def within(self, span: Span) -> int:
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return self._before[last] - self._before[first]


def named_in(document: Document, parts: Iterable[Span], source: str | None) -> tuple[str, ...]:
    """Return the names of entities in a content, in order, without the source itself."""
    entities = document.layer("entities", Entity)
    names = (one.value.name for part in parts for one in entities.within(part))
    return tuple(dict.fromkeys(name for name in names if name != source))


def numbers_in(document: Document, parts: Iterable[Span]) -> tuple[str, ...]:
    """Return the words of the numeric claims in a content, if there are claims."""
    if "claims" not in document.layers:
        return ()
    return tuple(document.slice(claim.span) for part in parts for claim in document["claims"].within(part))


def frames_over(document: Document, quotation: Annotation[Quotation]) -> tuple[str, ...]:
    """Return the frames of the paragraph of a content, if it is mostly the words of its source."""
    if "frames" not in document.layers:
        return ()
    over = (frame.value for frame in document["frames"].covering(quotation.span))
    return tuple(frame.frame for frame in over if frame.source is not None and frame.source == quotation.value.source)


def sentiment_of(document: Document, quotation: Annotation[Quotation]) -> float | None:
    """Return the mean score of the sentences that a content touches and that are mostly the words of its source."""
    if "sentiment" not in document.layers or quotation.value.source is None:
        return None
    touched = (sentence.value for sentence in document["sentiment"].overlapping(quotation.span))
    scores = [value.score for value in touched if value.source == quotation.value.source]
    return round(sum(scores) / len(scores), DECIMALS) if scores else None


def targets_of(document: Document) -> Iterable[Any]:
    return document["targets"].values if "targets" in document.layers else ()
