"""How topics are shown to people: a share in per cent, the label, and the words that carry it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from discourse import Annotation, Document, Evidence, Layer, Table

from . import TopicShare

SHOWN_WORDS = 5
MOST_ROWS = 8
QUOTED = 60  # characters of a paragraph that are shown


def document_line(document: Document, annotation: Annotation[TopicShare]) -> str:
    """Show a topic of the document: "42 % cells, jihadist, arrests — cells, Morocco, arrested"."""
    carried = ", ".join(carrying_words(document, annotation.evidence))
    share = f"{percent(annotation.value.weight)} {annotation.value.label}"
    return f"{share} — {carried}" if carried else share


def paragraph_line(document: Document, annotation: Annotation[TopicShare]) -> str:
    """Show a topic of a paragraph, behind the paragraph's first words."""
    return f"“{opening(document, annotation)}” {document_line(document, annotation)}"


def document_summary(document: Document, layer: Layer[TopicShare]) -> Table | None:
    """Show the topics of the document, the strongest first."""
    if not len(layer):
        return None
    rows = [
        (percent(found.value.weight), found.value.label, ", ".join(carrying_words(document, found.evidence)))
        for found in layer
    ]
    return Table(("share", "topic", "carried by"), tuple(rows[:MOST_ROWS]), more_than(MOST_ROWS, len(rows)))


def paragraph_summary(document: Document, layer: Layer[TopicShare]) -> Table | None:
    """Show which topics lead most paragraphs, and where each is strongest."""
    if not len(layer):
        return None
    leading: dict[int, list[Annotation[TopicShare]]] = defaultdict(list)
    started = -1
    for found in layer:
        if found.span.start != started:  # the first of a paragraph is its strongest
            leading[found.value.topic].append(found)
            started = found.span.start
    ranked = sorted(leading.values(), key=lambda group: (-len(group), group[0].value.topic))
    rows = []
    for group in ranked[:MOST_ROWS]:
        strongest = max(group, key=lambda found: found.value.weight)
        rows.append((str(len(group)), group[0].value.label, f"“{opening(document, strongest)}”"))
    return Table(("paragraphs", "topic", "strongest in"), tuple(rows), more_than(MOST_ROWS, len(ranked)))


def carrying_words(document: Document, evidence: Iterable[Evidence]) -> list[str]:
    """Return the different words of evidence that speak for a topic, those that count most first."""
    weights: dict[str, float] = defaultdict(float)
    shown: dict[str, str] = {}
    for piece in evidence:
        if piece.span is not None and piece.weight > 0:
            word = document.slice(piece.span)
            shown.setdefault(word.lower(), word)
            weights[word.lower()] += piece.weight
    ranked = sorted(weights, key=lambda word: (-weights[word], word))
    return [shown[word] for word in ranked[:SHOWN_WORDS]]


def opening(document: Document, annotation: Annotation[TopicShare]) -> str:
    """Return the first words of a paragraph on one line."""
    start = annotation.span.start
    beginning = document.text[start : min(annotation.span.end, start + 4 * QUOTED)]
    words = " ".join(beginning.split())
    return words if len(words) <= QUOTED else words[: QUOTED - 1].rpartition(" ")[0] + " …"


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def more_than(shown: int, number: int) -> str:
    return f"and {number - shown} more" if number > shown else ""
