"""Who judges, and who is judged: sentiment by voice, by source and by target.

Sentences count by their length in characters, mentions alike. A mean does not grow with the text: a text that is
followed by a copy of itself has the same means and shares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from discourse import Document, Layer

if TYPE_CHECKING:
    from . import Sentiment, TargetSentiment

DECIMALS = 6
Record = dict[str, Any]
Weighed = tuple["Sentiment", int]  # with the length of its sentence


def by_voice(document: Document, *, layer: str = "sentiment") -> list[Record]:
    """Return how each voice judges, the one with most of the text first.

    Args:
        document: With sentiment.
        layer: Name of the layer to read, where it is a corrected one.

    Returns:
        Records of `voice`, `sentences` (how many), `share` (of the text, 0 to 1), `score` (mean, -1 to 1),
        `evaluative` (mean, 0 to 1), `negative` and `positive` (share of the voice's text with that label).
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


def grouped_records(layer: Layer[Any], field: str, key_of: Callable[[Sentiment], str | None]) -> list[Record]:
    groups: dict[str, list[Weighed]] = {}
    for value, start, end in zip(layer.values, layer.starts, layer.ends, strict=True):
        key = key_of(value)
        if key is not None:
            groups.setdefault(key, []).append((value, end - start))
    whole = sum(end - start for start, end in zip(layer.starts, layer.ends, strict=True))
    records = [{field: key, **weighed_record(weighed, whole)} for key, weighed in groups.items()]
    return sorted(records, key=lambda record: (-record["share"], record[field]))


def weighed_record(weighed: Sequence[Weighed], whole: int) -> Record:
    return {
        "sentences": len(weighed),
        "share": round(sum(length for _, length in weighed) / max(whole, 1), DECIMALS),
        "score": mean((value.score, length) for value, length in weighed),
        "evaluative": mean((value.evaluative, length) for value, length in weighed),
        "negative": mean((value.label == "negative", length) for value, length in weighed),
        "positive": mean((value.label == "positive", length) for value, length in weighed),
    }


def mean(figures: Iterable[tuple[float, int]]) -> float:
    """Return a mean of figures with their weights; 0.0 for none."""
    total, weight = 0.0, 0
    for figure, count in figures:
        total += figure * count
        weight += count
    return round(total / weight, DECIMALS) if weight else 0.0
