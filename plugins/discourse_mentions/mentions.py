"""Mentions of names: from labelled tokens to spans, with what the name is without title or office before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .candidates import INSIDE, Page
from .gazetteer import Gazetteer, Kind
from .name_model import KINDS, Labelled

KIND_OF: tuple[Kind, ...] = ("other", *(kind for kind in KINDS for _ in "BI"))  # of each label; the first is none
LONGEST = 12  # tokens; what is longer has swallowed its neighbours, and is not believed
LEAST = 2.0  # log-odds; what speaks less for a name is not shown


class Piece(NamedTuple):
    """A piece of evidence: its tokens, the rule, and how much it counts."""

    first: int
    end: int
    rule: str
    weight: float


class Mention(NamedTuple):
    """A mention before it is linked; a tuple, since there are many.

    Args:
        first, end: Its tokens, title included.
        kind: What it names.
        title: The words of title or office before the name.
        name: The words of the name; none where an office stands alone for who holds it.
        confidence: How sure the model is.
        evidence: What speaks for it.
    """

    first: int
    end: int
    kind: Kind
    title: tuple[str, ...]
    name: tuple[str, ...]
    confidence: float
    evidence: tuple[Piece, ...] = ()


def read_mentions(page: Page, labelled: Labelled, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Give the mentions among labelled tokens, in order."""
    labels = labelled.labels
    row = 0
    for start, end, _ in page.stretches:
        index = start
        while index < end:
            label = labels[row + index - start]
            behind = index + 1
            if label:
                while behind < end and labels[row + behind - start] == label + 1:
                    behind += 1
                first = row + index - start
                found = mention(page, index, behind, KIND_OF[label], gazetteer, labelled, first)
                if found:
                    yield found
            index = behind
        row += end - start


def mention(
    page: Page, first: int, end: int, kind: Kind, gazetteer: Gazetteer, labelled: Labelled | None = None, row: int = 0
) -> Mention | None:
    """Return the mention that some tokens make, without loose words at its ends."""
    while end > first and page.lower[end - 1] in INSIDE:
        end -= 1
    if first == end or end - first > LONGEST:
        return None
    behind = first + title_length(page, first, end, gazetteer) if kind == "person" else first
    title, name = tuple(page.words[first:behind]), tuple(page.words[behind:end])
    if labelled is None:
        return Mention(first, end, kind, title, name, 0.0)
    sure = min(labelled.sure[row : row + end - first])
    return Mention(first, end, kind, title, name, sure, evidence_of(page, first, end, labelled, row))


def title_length(page: Page, first: int, end: int, gazetteer: Gazetteer) -> int:
    """Return how many tokens before a person's name are title or office.

    They end at the last title that has no first name before it: "Deputy Trade Minister", "Senate Chairman". Behind "of"
    the name begins at a first name: "Minister of Interior Mohammed Hassad".
    """
    behind = first
    for index in range(first, end):
        if page.words[index] in gazetteer.first_names:
            break
        word = page.lower[index]
        if word in gazetteer.title_beginnings:
            if index + 1 < end and f"{word} {page.lower[index + 1]}" in gazetteer.titles:
                behind = index + 2
            elif word in gazetteer.titles:
                behind = index + 1
    if first < behind < end and page.lower[behind] in ("of", "for"):
        behind = next((i for i in range(behind + 2, end) if page.words[i] in gazetteer.first_names), end)
    return min(behind, end) - first


def evidence_of(page: Page, first: int, end: int, labelled: Labelled, row: int) -> tuple[Piece, ...]:
    """Return what speaks for a name: its own words, and those beside it that count."""
    last = row + end - first - 1
    shown = [Piece(first, end, "kind: words of the name", sum(labelled.own[row : last + 1]))]
    if labelled.before[row] >= LEAST and first:
        shown.append(Piece(first - 1, first, "kind: word before", labelled.before[row]))
    if labelled.behind[last] >= LEAST and end < len(page.starts):
        shown.append(Piece(end, end + 1, "kind: word behind", labelled.behind[last]))
    return tuple(shown)
