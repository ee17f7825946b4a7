"""How quotations and voices are shown: who speaks, how much, and by which words."""

from __future__ import annotations

from collections import Counter
from typing import Any

from discourse import Annotation, Document, Layer, Table

from . import Quotation, Voice

MOST = 8
WIDTH = 70


def quotation(document: Document, annotation: Annotation[Quotation]) -> str:
    """Show who says what, by which cue."""
    value = annotation.value
    cue = document.slice(value.cue) if value.cue else "…"
    denied = ", denied" if value.denied else ""
    content = shortened(document.slice(annotation.span))
    return f"{value.source or 'somebody'} [{cue}] “{content}” ({value.kind} {value.level}{denied})"


def voice(document: Document, annotation: Annotation[Voice]) -> str:
    """Show whose words a stretch of text is."""
    value = annotation.value
    return f"{value.kind}{f' {value.source}' if value.source else ''}: {shortened(document.slice(annotation.span))}"


def voices(document: Document, layer: Layer[Any]) -> Table | None:
    """Show who speaks, and which share of the words of the article is theirs."""
    words: Counter[tuple[str, str]] = Counter()
    for start, end, value in zip(layer.starts, layer.ends, layer.values, strict=True):
        if value.kind != "boilerplate":
            name = "the author" if value.kind == "author" else value.source or "unnamed sources"
            words[name, "author" if value.kind == "author" else "source"] += len(document.text[start:end].split())
    total = sum(words.values())
    if not total:
        return None
    ordered = sorted(words.items(), key=lambda item: (item[0][1] != "author", -item[1], item[0]))
    rows = tuple((shortened(name), f"{count / total:.0%}", str(count)) for (name, _), count in ordered[:MOST])
    left = len(ordered) - MOST
    return Table(("voice", "share", "words"), rows, note=f"and {left} more voices" if left > 0 else "")


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"
