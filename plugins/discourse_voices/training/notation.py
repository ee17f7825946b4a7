"""Texts in which it is marked who says what: what the models learn from.

Our own are in a notation that people can read and write:

    # Minister promises an answer
    [s1 Anna Berg] [c1 said] [q1 the quay would open in June]. [q2 "We wait,"] [s2 she] [c2 added]. [q2 "Then we go."]

`s` marks the source, `c` the cue, `q` the content; the number joins the parts of one attribution within an article.
Several parts of a kind are pieces of one; `[s1,2 ...]` is the source of two attributions. Brackets nest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs

MARK = re.compile(r"\[([scq])(\d+(?:,\d+)*) |\]")
HEADLINE = "# "
Pieces = Sequence[tuple[int, int]]


@attrs.frozen
class Marked:
    """One attribution, in characters.

    Args:
        source: Pieces of the source; none if nobody is named.
        cue: Pieces of the cue.
        content: Pieces of the content, at least one.
    """

    source: Pieces
    cue: Pieces
    content: Pieces


@attrs.frozen
class Article:
    """A text with its attributions.

    Args:
        text: The text.
        attributions: What is marked in it.
        complete: Whether every attribution is marked.
    """

    text: str
    attributions: Sequence[Marked]
    complete: bool = True


def read_marked(path: Path) -> Iterator[Article]:
    """Give the articles of a file in the notation; what is not in it is a ValueError."""
    block: list[str] = []
    first = 0
    for number, line in enumerate((*path.read_text(encoding="utf-8").splitlines(), HEADLINE), 1):
        if line.startswith(HEADLINE):
            if block:
                try:
                    yield article("\n\n".join(block))
                except ValueError as error:
                    raise ValueError(f"{path}, article at line {first}: {error}") from None
            block, first = [line.removeprefix(HEADLINE)], number
        elif line.strip():
            block.append(line)


def article(marked: str) -> Article:
    """Read one article in the notation."""
    plain: list[str] = []
    open_: list[tuple[str, Sequence[int], int]] = []
    parts: dict[int, dict[str, list[tuple[int, int]]]] = {}
    position = size = 0
    for mark in MARK.finditer(marked):
        plain.append(marked[position : mark.start()])
        size += len(plain[-1])
        position = mark.end()
        if mark[1]:
            open_.append((mark[1], [int(number) for number in mark[2].split(",")], size))
        elif not open_:
            raise ValueError(f"']' without '[' behind “{marked[max(0, mark.start() - 40) : mark.start()]}”")
        else:
            role, numbers, start = open_.pop()
            for number in numbers:
                parts.setdefault(number, {"s": [], "c": [], "q": []})[role].append((start, size))
    plain.append(marked[position:])
    text = "".join(plain)
    if open_:
        raise ValueError(f"not closed: “{text[open_[-1][2] :][:40]}”")
    if "[" in text or "]" in text:
        raise ValueError(f"a bracket that marks nothing: “{text[max(0, text.find('[') - 20) :][:40]}”")
    return Article(text, [attribution(number, own) for number, own in sorted(parts.items())])


def attribution(number: int, parts: Mapping[str, list[tuple[int, int]]]) -> Marked:
    if not parts["q"]:
        raise ValueError(f"attribution {number} has no content")
    return Marked(sorted(parts["s"]), sorted(parts["c"]), sorted(parts["q"]))
