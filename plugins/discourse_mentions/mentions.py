"""Mentions of names: from labelled tokens to spans, with what the name is without title or office before it."""

from __future__ import annotations

import attrs

from .candidates import INSIDE, Page
from .gazetteer import Gazetteer, Kind
from .name_model import KINDS, LABELS, Labelled

KIND_OF: tuple[Kind, ...] = ("other", *(kind for kind in KINDS for _ in "BI"))  # of each label; the first is none
BEGINNING = frozenset(number for number, label in enumerate(LABELS) if label.startswith("B-"))
LONGEST = 12  # tokens; what is longer has swallowed its neighbours, and is not believed
LEAST = 2.0  # log-odds; what speaks less for a name is not shown


Piece = tuple[int, int, str, float]  # of evidence: its first token, the one behind its last, the rule, its weight


@attrs.define(eq=False)
class Mention:
    """A mention before it is linked. Nothing writes to it; it is not frozen, as that takes long for so many.

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


def read_mentions(page: Page, labelled: Labelled, gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions among labelled tokens, in order."""
    found: list[Mention] = []
    labels, tokens = [*labelled.labels, 0], labelled.tokens
    for row in [row for row, label in enumerate(labels) if label in BEGINNING]:
        first, goes_on, behind = tokens[row], labels[row] + 1, row + 1
        while labels[behind] == goes_on:  # within the stretch, since none begins so
            behind += 1
        kind = KIND_OF[labels[row]]
        read = read_name(page, first, first + behind - row, kind, gazetteer)
        if read:
            end, title, name = read
            sure = labelled.sure[row] if end - first == 1 else min(labelled.sure[row : row + end - first])
            found.append(Mention(first, end, kind, title, name, sure, evidence_of(page, first, end, labelled, row)))
    return found


def mention(page: Page, first: int, end: int, kind: Kind, gazetteer: Gazetteer) -> Mention | None:
    """Return the mention that some tokens make, without loose words at its ends; without confidence and evidence."""
    read = read_name(page, first, end, kind, gazetteer)
    return Mention(first, read[0], kind, read[1], read[2], 0.0) if read else None


def read_name(
    page: Page, first: int, end: int, kind: Kind, gazetteer: Gazetteer
) -> tuple[int, tuple[str, ...], tuple[str, ...]] | None:
    """Return the end of the mention that some tokens make, its title and its name; None where they make none."""
    while end > first and page.lower[end - 1] in INSIDE:
        end -= 1
    if first == end or end - first > LONGEST:
        return None
    if kind != "person" or gazetteer.title_beginnings.isdisjoint(page.lower[first:end]):
        return end, (), page.words[first:end]
    behind = first + title_length(page, first, end, gazetteer)
    return end, page.words[first:behind], page.words[behind:end]


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
    own = labelled.own[row] if row == last else sum(labelled.own[row : last + 1])
    shown: tuple[Piece, ...] = ((first, end, "kind: words of the name", own),)
    if labelled.before[row] >= LEAST and first:
        shown += ((first - 1, first, "kind: word before", labelled.before[row]),)
    if labelled.behind[last] >= LEAST and end < len(page.starts):
        shown += ((end, end + 1, "kind: word behind", labelled.behind[last]),)
    return shown
