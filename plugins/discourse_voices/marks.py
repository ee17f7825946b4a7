"""Quotation marks: which stretches of a text stand between them.

A state machine over the marks of a paragraph, linear, that never raises. Straight marks open and close by what stands
beside them; a mark that opens by its form closes if a quotation is open and only a stop follows it ("work “."). A
paragraph that ends inside a quotation closes it; the next one continues it if it begins with a mark. Single marks count
only where a text has no double ones (British style), and never inside a word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import attrs

DOUBLE_MARKS = ('"', "“", "”", "„", "«", "»", "''", "``")
SINGLE_MARKS = ("‘", "’", "'")
DOUBLE = re.compile("|".join(DOUBLE_MARKS))  # as letters one by one, re passes over all else at once
SINGLE = re.compile(r"[‘’'](?:(?<=[‘'])(?<!\w[‘'])(?=\w)|(?<=[\w.,!?…][’'])(?!\w))")
OPENING = frozenset(("“", "„", "«", "``"))
CLOSING = frozenset(("”", "»", "''"))


@attrs.frozen
class Quote:
    """A stretch between quotation marks.

    Args:
        open: Where the opening mark begins.
        start: First character of the content.
        end: Behind the last character of the content.
        close: Behind the closing mark.
        balanced: False if the closing mark is missing.
        continued: Whether the content goes on in the next paragraph.
    """

    open: int
    start: int
    end: int
    close: int
    balanced: bool = True
    continued: bool = False


def find_quotes(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Quote]:
    """Return the quotations of a text, paragraph by paragraph."""
    pattern, marks = DOUBLE, positions(text, DOUBLE_MARKS)
    if not marks:
        pattern, marks = SINGLE, positions(text, SINGLE_MARKS)
    quotes: list[Quote] = []
    for index, (first, last) in enumerate(paragraphs):
        # most have no marks; where one of two letters is cut by the border, the paragraph may read another one
        if bisect_left(marks, first - 1) == bisect_left(marks, last):
            continue
        found = paragraph_quotes(text, first, last, pattern)
        if found and not found[-1].balanced and index + 1 < len(paragraphs):
            following = paragraphs[index + 1][0]
            mark = pattern.match(text, following)
            found[-1] = attrs.evolve(found[-1], continued=bool(mark) and found[-1].end == last)
        quotes += found
    return quotes


def positions(text: str, marks: Iterable[str]) -> list[int]:
    """Return where marks begin, in order; looked for one by one, which takes half the time of a pattern."""
    found = []
    for mark in marks:
        start = text.find(mark)
        while start >= 0:
            found.append(start)
            start = text.find(mark, start + len(mark))
    return sorted(found)


def paragraph_quotes(text: str, first: int, last: int, pattern: re.Pattern[str]) -> list[Quote]:
    quotes: list[Quote] = []
    opened: tuple[int, int] | None = None
    for mark in pattern.finditer(text, first, last):
        start, end = mark.span()
        if opened is None:
            if opens(text, start, end, mark.group(), last):
                opened = (start, end)
        elif closes(text, start, end, mark.group(), first):
            quotes.append(trimmed(text, opened[0], opened[1], start, end))
            opened = None
        elif mark.group() in OPENING:  # the last one was never closed
            opened = (start, end)
    if opened is not None and last > opened[1]:
        quotes.append(attrs.evolve(trimmed(text, opened[0], opened[1], last, last), balanced=False))
    shortest = 3 if pattern is SINGLE else 1  # 'n' in "rock 'n' roll" is no content
    return [quote for quote in quotes if quote.end - quote.start >= shortest]


def opens(text: str, start: int, end: int, mark: str, last: int) -> bool:
    if mark in OPENING or mark == "‘":
        return True
    if mark in CLOSING and mark != "''":
        return False
    return end < last and not text[end].isspace()


def closes(text: str, start: int, end: int, mark: str, first: int) -> bool:
    """Say whether a mark closes the open quotation; some texts close with a mark that opens by its form."""
    if mark in OPENING:
        if start == first or mark == "«":
            return False
        ends_clause = text[start - 1] in ".,!?…"
        return ends_clause or (text[start - 1].isspace() and text[end : end + 1] in (".", ",", ";", ""))
    return mark != "‘"


def trimmed(text: str, open_: int, start: int, end: int, close: int) -> Quote:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Quote(open_, start, end, close)
