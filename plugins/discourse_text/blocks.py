"""Blocks: the paragraphs of a plain-text page, before anything is known of what they are.

Blank lines separate blocks. A single line break is a paragraph of its own too, unless the lines are the hard-wrapped
lines of one paragraph. Gluing a headline or a byline to the text behind it costs more errors in everything that
follows than any choice of sentence splitter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

WIDEST_WRAP = 100  # characters; longer lines were not wrapped by hand
NARROWEST_WRAP = 40
LINE_ENDS = '.!?:”"'

Bounds = tuple[int, int]


def find_blocks(text: str) -> list[Bounds]:
    """Return the bounds of the paragraphs of a page, without the white space around them."""
    blocks: list[Bounds] = []
    for lines in line_groups(text):
        if len(lines) == 1 or is_wrapped(text, lines):
            blocks.append((lines[0][0], lines[-1][1]))
        else:
            blocks += lines
    return blocks


def line_groups(text: str) -> Iterator[list[Bounds]]:
    """Give the lines that are not blank, in groups with blank lines between them."""
    group: list[Bounds] = []
    place = 0
    for line in text.splitlines(keepends=True):
        length = len(line)
        if not line.isspace():
            group.append((place + length - len(line.lstrip()), place + len(line.rstrip())))
        elif group:
            yield group
            group = []
        place += length
    if group:
        yield group


def is_wrapped(text: str, lines: Sequence[Bounds]) -> bool:
    """Say whether several lines are one paragraph, wrapped by hand: of about one length, broken in mid-sentence."""
    full = lines[:-1]
    widths = [end - start for start, end in full]
    if max(widths) > WIDEST_WRAP or min(widths) < NARROWEST_WRAP:
        return False
    broken = sum(text[end - 1] not in LINE_ENDS for _, end in full)
    return 2 * broken >= len(full)
