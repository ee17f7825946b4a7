"""Times: dates, years, periods, durations and sets, with their values.

One pass over the tokens; only a digit or a word of the calendar starts a look around. Days are taken from the words,
and relative ones ("last July") from the day of the document: its metadata `date`, else its dateline. Where neither is
known nothing is made up: the value then says what is open ("XXXX-07").
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from discourse import Annotation, Document, Evidence, Span
from discourse_text import lowered, words

from . import TimeExpression
from .calendar_words import MONTHS, NUMBERS, ORDINALS, SEASONS, SETS, WEEKDAYS, Reading
from .holidays import FIRST_WORDS
from .time_grammar import read_time
from .time_tokens import Tokens, iso_day
from .written_dates import QUARTERS

STARTERS = frozenset(  # the words other than numbers at which a time expression can begin
    "several few between from every each early late mid yesterday today tomorrow tonight last this next past coming "
    "previous earlier later current".split()
).union(MONTHS, WEEKDAYS, SEASONS, SETS, NUMBERS, ORDINALS, QUARTERS, FIRST_WORDS)


@attrs.frozen
class Anchor:
    """The day a document speaks on, and where that is said."""

    day: date
    evidence: Evidence


class TimeAnalyzer:
    """Finds time expressions and anchors them to the day of the document."""

    def analyze(self, document: Document) -> Iterator[Annotation[TimeExpression]]:
        tokens = document["tokens"]
        view = Tokens(words(document), lowered(document), tokens.starts, tokens.ends)
        anchor = find_anchor(document, view)
        day = anchor.day if anchor else None
        last = 0
        limits = sentence_limits(document)
        for index, word in enumerate(view.lower):
            if index < last or not (word in STARTERS or word[0].isdigit()):
                continue
            found = read_time(view, index, limits[index], day)
            if found is None:
                continue
            start, behind, reading = found
            start, last = max(start, last), behind
            yield annotation(view, start, last, reading, anchor)


def sentence_limits(document: Document) -> list[int]:
    """Return for each token the index behind the last token of its sentence: no expression crosses it."""
    tokens, sentences = document["tokens"], document["sentences"]
    limits = list(range(1, len(tokens) + 1))
    for start, end in zip(sentences.starts, sentences.ends, strict=True):
        inside = tokens.range_within(start, end)
        limits[inside.start : inside.stop] = [inside.stop] * len(inside)
    return limits


def annotation(
    view: Tokens, start: int, end: int, reading: Reading, anchor: Anchor | None
) -> Annotation[TimeExpression]:
    span = Span(view.starts[start], view.ends[end - 1])
    value = TimeExpression(
        reading.kind,
        reading.value,
        reading.first.isoformat() if reading.first else None,
        reading.last.isoformat() if reading.last else None,
        reading.inferred,
    )
    evidence = [Evidence(span, f"value: {reading.kind}")]
    if reading.inferred and anchor:
        evidence.append(anchor.evidence)
    return Annotation(span, value, tuple(evidence))


def find_anchor(document: Document, view: Tokens) -> Anchor | None:
    """Return the day of the document: from its metadata, else from a dateline that names a day."""
    given: Any = document.metadata.get("date")
    day = iso_day(given) if isinstance(given, str) else None
    if day:
        return Anchor(day, Evidence(None, "anchor: date of the document"))
    regions, tokens = document["regions"], document["tokens"]
    for start, end, region in zip(regions.starts, regions.ends, regions.values, strict=True):
        if region.kind == "dateline":
            inside = tokens.range_within(start, end)
            for index in inside:
                found = read_time(view, index, inside.stop, None)
                if found and found[2].first and found[2].first == found[2].last:
                    span = Span(view.starts[found[0]], view.ends[found[1] - 1])
                    return Anchor(found[2].first, Evidence(span, "anchor: dateline"))
    return None
