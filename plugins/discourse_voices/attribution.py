"""Attribution: who says what in a document, from what the models find and what follows from it by rule.

| form | example | found by |
|---|---|---|
| a cue with content, and mostly a source | The minister said (that) the talks had failed. | models |
| participle without a source | ..., adding that the talks had failed. | models; the source of the cue before it |
| quotation that goes on | “We lost,” she said. “We go home.” | models, and rule: fragments of one content |
| quotation without a cue | She left the hall. “We go home now, all of us.” | rule: its source is that before it |
| quotation over paragraphs | “We lost. ¶ “We go home.” | rule: the same |
| name below a quotation | “We go home.” — Anna Berg | rule |
| transcript | BERG: We go home. | rule |
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from .cues import CueTable, Level
from .marks import Quote
from .models import AttributionModel
from .page import INSIDE, Page
from .trust import Found

DECIMALS = 6  # of a confidence, as every layer keeps them: a value that is round already is not made again

Bounds = tuple[int, int]
STOPS = frozenset(", ; : . ? ! - -- – —".split())


@attrs.frozen
class Attribution:
    """One content with its cue and source, in characters.

    Args:
        fragments: The pieces of the content.
        speaker: The words that name the source, or None.
        cue: The words that report it, or None.
        level: speech, thought or writing.
        denied: Whether the cue denies the content.
        rule: What found it.
        confidence: How likely it is right, 0 to 1.
        direct: Whether all of the content is in quotation marks, or a turn of speech.
        marked: Whether some of it is.
        inherits: Whether the source is that of an attribution before it.
        balanced: False if a quotation mark is missing.
    """

    fragments: tuple[Bounds, ...]
    speaker: Bounds | None
    cue: Bounds | None
    level: Level
    denied: bool
    rule: str
    confidence: float
    direct: bool = False
    marked: bool = False
    inherits: bool = False
    balanced: bool = True


def attributions(page: Page, model: AttributionModel, table: CueTable) -> list[Attribution]:
    """Return what cues report, in the order of the cues.

    A word that nobody is known to report with reports no more than what stands in quotation marks.
    """
    found = [one for one in model.find(page) if one.known or is_quoted(page, one)]
    give_sources(page, found)
    read = [read_found(page, table, one) for one in found]
    return [one for one in read if one.fragments]


def is_quoted(page: Page, found: Found) -> bool:
    return any(max(page.quote_at[first:last], default=-1) >= 0 for first, last in found.content)


def give_sources(page: Page, found: Sequence[Found]) -> None:
    """Give participles without a source of their own that of the cue before them in the same group.

    What the cue before reports then ends at the comma: "said the talks had failed, adding that ..." says two things.
    """
    last: Found | None = None
    for one in found:
        near = last is not None and page.group_of(last.cue[0]) == page.group_of(one.cue[0])
        if last is not None and near and page.lower[one.head].endswith("ing"):
            behind_comma = page.lower[one.cue[0] - 1] == ","
            if lacks_source(one, last, behind_comma):
                one.source, one.inherits = last.source, True
            if behind_comma and one.source == last.source:
                last.content = until(last.content, one.cue[0])
        if one.source is not None:
            last = one


def lacks_source(participle: Found, before: Found, behind_comma: bool) -> bool:
    """Say whether a participle has no source, or, behind a comma, one in the content of the cue before it."""
    source = participle.source
    if source is None:
        return True
    return behind_comma and any(first <= source[0] < last for first, last in before.content)


def until(pieces: Sequence[Bounds], token: int) -> list[Bounds]:
    """Cut off what stands behind a token, if anything is left before it."""
    left = [(first, min(last, token)) for first, last in pieces if first < token]
    return left or list(pieces)


def read_found(page: Page, table: CueTable, found: Found) -> Attribution:
    """Say in characters what a cue reports, and how."""
    word = page.lower[found.head]
    cue = table.forms.get(word)
    pieces = [tidied(page, first, last) for first, last in found.content]
    quotes = [quote_of(page, first, last) for first, last in pieces]
    fragments = [
        (quote.start, quote.end) if quote else (page.starts[first], page.ends[last - 1])
        for quote, (first, last) in zip(quotes, pieces, strict=True)
        if first < last
    ]
    touched = {number for first, last in pieces for number in page.quote_at[first:last]} if page.quotes else set()
    touched.discard(-1)
    return Attribution(
        fragments=tuple(fragments),
        speaker=None if found.source is None else characters(page, *tidied(page, *found.source)),
        cue=characters(page, *found.cue),
        level=cue.level if cue else "speech",
        denied=cue is not None and cue.denied,
        rule=word,
        confidence=round(found.probability, DECIMALS),
        direct=None not in quotes,
        marked=bool(touched),
        inherits=found.inherits,
        balanced=all(page.quotes[number].balanced for number in touched),
    )


def characters(page: Page, first: int, last: int) -> Bounds | None:
    return (page.starts[first], page.ends[last - 1]) if first < last else None


def tidied(page: Page, first: int, last: int) -> tuple[int, int]:
    """Leave out the stops at the ends of a piece, but those inside quotation marks."""
    lower = page.lower
    while first < last and lower[first] in STOPS:
        first += 1
    while last > first and lower[last - 1] in STOPS and page.mark_at[last - 1] != INSIDE:
        last -= 1
    return first, last


def quote_of(page: Page, first: int, last: int) -> Quote | None:
    """Return the quotation that a piece is all of, if it is."""
    number = page.quote_at[first] if first < last else -1
    if number < 0 or page.quote_at[last - 1] != number:
        return None
    quote = page.quotes[number]
    inside = page.tokens(quote.start, quote.end)
    return quote if first <= inside[0] and inside[1] <= last else None
