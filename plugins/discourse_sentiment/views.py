"""How sentiment looks in the terminal and on a page: the figure, and the words that made it."""

from __future__ import annotations

from collections.abc import Iterable

from discourse import Annotation, Document, Layer, Table

from . import Sentiment, TargetSentiment
from .lexicon import shipped_lexicon
from .rollups import Record, target_records, voice_records
from .scope import NEGATOR

MOST_WORDS = 3
LEAST_LOUD = 0.1  # weight of a word that is shown; many small ones count, and say nothing to a reader
MOST_TARGETS = 8
WIDTH = 72
VOICES = {"author": "the author", "quoted": "quoted", "attributed": "reported", "boilerplate": "boilerplate"}


def sentence_line(document: Document, annotation: Annotation[Sentiment]) -> str:
    """Show a sentence with its score and the words that counted most."""
    value = annotation.value
    words = ", ".join(loudest(document, [annotation])) or "no word of judgement"
    said = f", says {value.source}" if value.source else ""
    return f"{signed(value.score)} {value.label}{said}: “{shortened(document, annotation)}” ({words})"


def sentence_summary(document: Document, layer: Layer[Sentiment]) -> Table | None:
    """Show how each voice judges, and by which words most."""
    rows = []
    for record in voice_records(layer):
        spoken = [annotation for annotation in layer if annotation.value.voice == record["voice"]]
        praise, blame = loudest(document, spoken, sign=1), loudest(document, spoken, sign=-1)
        rows.append((*figures_of(record), ", ".join(praise), ", ".join(blame)))
    return (
        Table(("voice", "share", "mean", "of it events", "judging", "praise", "blame"), tuple(rows)) if rows else None
    )


def figures_of(record: Record) -> tuple[str, ...]:
    share, judging = f"{record['share']:.0%}", f"{record['evaluative']:.0%}"
    events = signed(record["score"] - record["judgement"])
    return VOICES[record["voice"]], share, signed(record["score"]), events, judging


def target_line(document: Document, annotation: Annotation[TargetSentiment]) -> str:
    """Show a mention with its label."""
    value = annotation.value
    chance = getattr(value, value.label)
    said = f", says {value.source}" if value.source else ""
    return f"{value.name}: {value.label} ({chance:.0%}){said} “{document.slice(annotation.span)}”"


def target_summary(document: Document, layer: Layer[TargetSentiment]) -> Table | None:
    """Show who is mentioned most, and how they fare."""
    records = target_records(layer)
    rows = tuple(
        (record["target"], str(record["mentions"]), signed(record["balance"]), verdict(record))
        for record in records[:MOST_TARGETS]
    )
    left = len(records) - MOST_TARGETS
    note = f"and {left} more" if left > 0 else ""
    return Table(("who", "mentions", "balance", "shown as"), rows, note) if rows else None


def verdict(record: Record) -> str:
    return max(("neutral", "negative", "positive"), key=lambda label: float(record[label]))


def loudest(document: Document, annotations: Iterable[Annotation[Sentiment]], sign: int = 0) -> list[str]:
    """Return the words that added most, of one sign or of both, each once."""
    roles = shipped_lexicon().roles
    totals: dict[str, float] = {}
    for annotation in annotations:
        for piece in annotation.evidence:
            if piece.span is not None and piece.weight * sign >= 0:
                word = document.slice(piece.span).lower().replace("’", "'")
                if roles.get(word) == NEGATOR:  # they count, but say nothing to a reader by themselves
                    continue
                totals[word] = totals.get(word, 0.0) + piece.weight
    loud = [item for item in totals.items() if abs(item[1]) >= LEAST_LOUD]
    ranked = sorted(loud, key=lambda item: (-abs(item[1]), item[0]))
    return [word for word, _ in ranked[:MOST_WORDS]]


def signed(figure: float) -> str:
    """Write a figure with its sign, 0 without one."""
    text = f"{figure:+.2f}".replace("-", "−")
    return "0.00" if text in ("+0.00", "−0.00") else text


def shortened(document: Document, annotation: Annotation[Sentiment]) -> str:
    text = " ".join(document.slice(annotation.span).split())
    return text if len(text) <= WIDTH else text[: WIDTH - 1].rstrip() + "…"
