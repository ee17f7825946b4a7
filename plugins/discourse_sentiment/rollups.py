"""Who judges, and who is judged: sentiment of a document, by voice, by source and by target.

Sentences count by their length in characters, mentions alike. A mean does not grow with the text: a text that is
followed by copies of itself has the same means and shares. What a text is about is kept apart from what it says of it:
`judgement` is the score without the names of events, `events` what these add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import tanh
from typing import TYPE_CHECKING, Any

import attrs

from discourse import Document, Layer

if TYPE_CHECKING:
    from . import Sentiment, TargetSentiment

DECIMALS = 6
BOILERPLATE = "boilerplate"
Record = dict[str, Any]
TOPIC_RULE = "score: topic"


@attrs.frozen
class Part:
    """A sentence as the roll-ups count it.

    Args:
        value: Its sentiment.
        length: In characters.
        judgement: Its score without the names of events.
        events: What these add to it before squashing.
    """

    value: Sentiment
    length: int
    judgement: float
    events: float


def by_document(document: Document, *, layer: str = "sentiment") -> Record:
    """Return how a whole text judges, boilerplate left out.

    Args:
        document: With sentiment.
        layer: Name of the layer to read, where it is a corrected one.

    Returns:
        A record of `document` (its id) and the figures of `by_voice`; `share` is that of the text that is no
        boilerplate.
    """
    parts = parts_of(document[layer])
    kept = [part for part in parts if part.value.voice != BOILERPLATE]
    return {"document": document.id, **weighed_record(kept, sum(part.length for part in parts))}


def by_voice(document: Document, *, layer: str = "sentiment") -> list[Record]:
    """Return how each voice judges, the one with most of the text first.

    Args:
        document: With sentiment.
        layer: Name of the layer to read, where it is a corrected one.

    Returns:
        Records of `voice`, `sentences` (how many), `share` (of the text, 0 to 1), `score` (mean, -1 to 1), `judgement`
        (mean score without the names of events, -1 to 1), `events` (mean of what these add before squashing: below 0
        for grave ones), `evaluative` (mean, 0 to 1), `negative` and `positive` (share of the voice's text with that
        label).
    """
    return voice_records(document[layer])


def by_source(document: Document, *, layer: str = "sentiment") -> list[Record]:
    """Return how each named source judges, as `by_voice` does for voices; records have `source` in place of `voice`."""
    return grouped_records(document[layer], "source", lambda value: value.source)


def by_target(document: Document, *, layer: str = "targets", voice: str | None = None) -> list[Record]:
    """Return how each entity is judged, the one mentioned most first.

    Args:
        document: With targets.
        layer: Name of the layer to read, where it is a corrected one.
        voice: Count only what stands in one voice, such as "author"; all if None.

    Returns:
        Records of `target`, `mentions` (how many), the mean probabilities `negative`, `neutral` and `positive`, and
        `balance` (positive less negative, -1 to 1).
    """
    return target_records(document[layer], voice)


def voice_records(layer: Layer[Any]) -> list[Record]:
    """Do what `by_voice` does, for a layer."""
    return grouped_records(layer, "voice", lambda value: value.voice)


def target_records(layer: Layer[Any], voice: str | None = None) -> list[Record]:
    """Do what `by_target` does, for a layer."""
    groups: dict[str, list[TargetSentiment]] = {}
    for value in layer.values:
        if voice is None or value.voice == voice:
            groups.setdefault(value.name, []).append(value)
    records = [target_record(name, values) for name, values in groups.items()]
    return sorted(records, key=lambda record: (-record["mentions"], record["target"]))


def target_record(name: str, values: Sequence[TargetSentiment]) -> Record:
    negative, neutral, positive = (
        mean((getattr(value, label), 1) for value in values) for label in ("negative", "neutral", "positive")
    )
    return {
        "target": name,
        "mentions": len(values),
        "negative": negative,
        "neutral": neutral,
        "positive": positive,
        "balance": round(positive - negative, DECIMALS),
    }


def parts_of(layer: Layer[Sentiment]) -> list[Part]:
    """Return the sentences of a layer with what events add to each, by its evidence."""
    found = []
    for index, (value, start, end) in enumerate(zip(layer.values, layer.starts, layer.ends, strict=True)):
        pieces = () if layer.evidence is None else layer.evidence[index]
        events = sum(piece.weight for piece in pieces if piece.rule.startswith(TOPIC_RULE))
        judgement = tanh(sum(piece.weight for piece in pieces) - events) if events else value.score
        found.append(Part(value, end - start, judgement, events))
    return found


def grouped_records(layer: Layer[Any], field: str, key_of: Callable[[Sentiment], str | None]) -> list[Record]:
    groups: dict[str, list[Part]] = {}
    parts = parts_of(layer)
    for part in parts:
        key = key_of(part.value)
        if key is not None:
            groups.setdefault(key, []).append(part)
    whole = sum(part.length for part in parts)
    records = [{field: key, **weighed_record(of_key, whole)} for key, of_key in groups.items()]
    return sorted(records, key=lambda record: (-record["share"], record[field]))


def weighed_record(parts: Sequence[Part], whole: int) -> Record:
    def average(figure_of: Callable[[Part], float]) -> float:
        return mean((figure_of(part), part.length) for part in parts)

    return {
        "sentences": len(parts),
        "share": round(sum(part.length for part in parts) / max(whole, 1), DECIMALS),
        "score": average(lambda part: part.value.score),
        "judgement": average(lambda part: part.judgement),
        "events": average(lambda part: part.events),
        "evaluative": average(lambda part: part.value.evaluative),
        "negative": average(lambda part: part.value.label == "negative"),
        "positive": average(lambda part: part.value.label == "positive"),
    }


def mean(figures: Iterable[tuple[float, int]]) -> float:
    """Return a mean of figures with their weights; 0.0 for none."""
    total, weight = 0.0, 0
    for figure, count in figures:
        total += figure * count
        weight += count
    return round(total / weight, DECIMALS) + 0.0 if weight else 0.0
