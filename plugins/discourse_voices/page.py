"""What the models and rules see of a document: its tokens as columns, the quotations in it, and what is read at once.

A group is a sentence, or several where a quotation holds their ends. What a cue reports may go on in the groups behind
that begin with a quotation, so these are in its window: "“We wait,” he said. “Then we go home.”"
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse import Document
from discourse_mentions import Entity
from discourse_text import lowered, words

from .marks import Quote, find_quotes

OUTSIDE, OPENING, INSIDE, CLOSING = range(4)  # how a token stands to quotations
KINDS = ("person", "organization", "place", "group", "other")
NAME_KINDS = {kind: (1 + 2 * place, 2 + 2 * place) for place, kind in enumerate(KINDS)}  # of its first token, others
LONGEST_WINDOW = 150  # tokens in which a window still grows
PERSONAL = frozenset(("he", "she"))
POSSESSIVE = frozenset(("his", "her"))
HEADLESS = frozenset("of for in from with by on at about against".split())  # a name behind them is not the head


@attrs.frozen(eq=False)
class Page:
    """A document as columns.

    Args:
        text: Its text.
        words: The words of the tokens.
        lower: The same in small letters.
        starts: First character of each token.
        ends: The character behind each token.
        names: Bounds (characters) and value of each entity.
        quotes: What stands between quotation marks.
        groups: Token bounds of what is read at once, in order.
        paragraphs: Bounds of the paragraphs.
        paragraph_of: For each group the number of its paragraph.
        sentence_of: For each token the number of its sentence.
    """

    text: str
    words: Sequence[str]
    lower: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    name_starts: Sequence[int]
    name_ends: Sequence[int]
    names: Sequence[Entity]
    quotes: Sequence[Quote]
    groups: Sequence[tuple[int, int]]
    paragraphs: Sequence[tuple[int, int]]
    paragraph_of: Sequence[int]
    sentence_of: NDArray[np.intp]

    def first_token(self, character: int) -> int:
        """Return the first token that ends behind a character."""
        return bisect_right(self.ends, character)

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens that touch a stretch of characters, as bounds."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    @cached_property
    def name_at(self) -> bytearray:
        """For each token 0, or what sort of name it begins (odd) or goes on (even)."""
        found = bytearray(len(self.words))
        starts, ends, lower = self.starts, self.ends, self.lower
        for start, end, name in zip(self.name_starts, self.name_ends, self.names, strict=True):
            first, last = bisect_right(ends, start), bisect_left(starts, end)
            if last - first == 1:
                if lower[first] not in PERSONAL:
                    found[first] = NAME_KINDS[name.kind][0]
            elif first < last:
                begins, goes_on = NAME_KINDS[name.kind]
                found[first:last] = bytes([begins]) + bytes([goes_on]) * (last - first - 1)
        return found

    @cached_property
    def mark_at(self) -> bytearray:
        """For each token how it stands to quotations: outside, opening mark, inside, closing mark."""
        found = bytearray(len(self.words))
        for quote, (first, last) in zip(self.quotes, self.quote_tokens, strict=True):
            inside, behind = self.tokens(quote.start, quote.end)
            found[first:inside] = bytes([OPENING]) * (inside - first)
            found[inside:behind] = bytes([INSIDE]) * (behind - inside)
            found[behind:last] = bytes([CLOSING]) * (last - behind)
        return found

    @cached_property
    def quote_tokens(self) -> Sequence[tuple[int, int]]:
        """Token bounds of each quotation with its marks."""
        return [self.tokens(quote.open, quote.close) for quote in self.quotes]

    @cached_property
    def quote_at(self) -> Sequence[int]:
        """For each token the number of the quotation it is in or marks; -1 outside."""
        found = [-1] * len(self.words)
        for number, (first, last) in enumerate(self.quote_tokens):
            found[first:last] = [number] * (last - first)
        return found

    @cached_property
    def is_outer(self) -> bytearray:
        """For each token 1 if it is outside of quotations, or the first one inside one, which stands for all of it."""
        outer = bytearray(b"\1") * len(self.words)
        mark_at, quote_at = self.mark_at, self.quote_at
        for quote in self.quotes:
            first, last = self.tokens(quote.start, quote.end)
            if (
                first < last
                and mark_at.count(INSIDE, first, last) == last - first
                and quote_at[first] == quote_at[last - 1]
            ):
                outer[first + 1 : last] = bytes(last - first - 1)
                continue
            for token in range(first + 1, last):  # a token that two quotations share
                goes_on = mark_at[token - 1] == INSIDE and quote_at[token - 1] == quote_at[token]
                if goes_on and mark_at[token] == INSIDE:
                    outer[token] = 0
        return outer

    @cached_property
    def outer_places(self) -> NDArray[np.intp]:
        """The tokens that are outer ones."""
        return np.flatnonzero(np.frombuffer(self.is_outer, dtype=np.uint8))

    @cached_property
    def outer_before(self) -> list[int]:
        """How many outer tokens there are before each token, and in all."""
        return [0, *np.frombuffer(self.is_outer, dtype=np.uint8).cumsum(dtype=np.intp).tolist()]

    def end_of_place(self, token: int, within: int) -> int:
        """Return the token behind a place that may stand for the inside of a whole quotation."""
        number = self.quote_at[token]
        if number < 0 or number == within or self.mark_at[token] != INSIDE:
            return token + 1
        return self.tokens(self.quotes[number].start, self.quotes[number].end)[1]

    @cached_property
    def windows(self) -> Sequence[tuple[int, int]]:
        """For each group the tokens in which what a cue there reports is looked for."""
        found = list(self.groups)
        lower, mark_at = self.lower, self.mark_at
        for number, (first, last) in enumerate(self.groups):
            if lower[last - 1] == ":" or CLOSING in mark_at[first:last]:
                found[number] = first, self.end_of_window(number)
        return found

    def end_of_window(self, number: int) -> int:
        """Return the end of the window of a group that ends in a colon or in which a quotation ends."""
        first, end = self.groups[number]
        paragraph, behind = self.paragraph_of[number], number + 1
        goes_on = behind < len(self.groups) and end - first < LONGEST_WINDOW
        if goes_on and self.lower[end - 1] == ":" and self.paragraph_of[behind] == paragraph + 1:
            paragraph += 1  # "He went on:", and the next paragraph is what he said
        if goes_on and (CLOSING in self.mark_at[first:end] or paragraph > self.paragraph_of[number]):
            while (
                behind < len(self.groups)
                and self.paragraph_of[behind] == paragraph
                and (self.mark_at[self.groups[behind][0]] == OPENING or paragraph > self.paragraph_of[number])
                and end - first < LONGEST_WINDOW
            ):
                end = self.groups[behind][1]
                behind += 1
        return end

    @cached_property
    def group_starts(self) -> Sequence[int]:
        return [first for first, _ in self.groups]

    @cached_property
    def paragraph_starts(self) -> Sequence[int]:
        return [start for start, _ in self.paragraphs]

    def group_of(self, token: int) -> int:
        return bisect_right(self.group_starts, token) - 1

    def paragraph_at(self, character: int) -> int:
        return bisect_right(self.paragraph_starts, character) - 1

    def name_over(self, start: int, end: int) -> Entity | None:
        """Return the name that holds the beginning of a stretch and ends in it."""
        index = bisect_right(self.name_starts, start) - 1
        return self.names[index] if index >= 0 and start < self.name_ends[index] <= end else None

    def name_until(self, end: int) -> Entity | None:
        """Return the name that ends at a character."""
        index = bisect_left(self.name_ends, end)
        return self.names[index] if index < len(self.names) and self.name_ends[index] == end else None

    def head_name(self, start: int, end: int) -> Entity | None:
        """Return the name that a noun phrase is about, a person's before others.

        A name behind a preposition is not: "the death of Karim Hassan", "evidence from the port of Rabat".
        """
        inside = []
        for index in range(bisect_left(self.name_starts, start), bisect_left(self.name_starts, end)):
            name_start = self.name_starts[index]
            before = self.lower[bisect_left(self.starts, name_start) - 1] if name_start > start else ""
            owner = self.text[name_start : self.name_ends[index]].lower() in POSSESSIVE  # "his critics" are not he
            if self.name_ends[index] <= end and before not in HEADLESS and not owner:
                inside.append(self.names[index])
        return next((name for name in inside if name.kind == "person"), inside[0] if inside else None)


def read_page(document: Document) -> Page:
    tokens, paragraphs, entities = document["tokens"], document["paragraphs"], document.layer("entities", Entity)
    bounds = list(zip(paragraphs.starts, paragraphs.ends, strict=True))
    quotes = document.derive(quotes_of, "paragraphs")
    token_starts = tokens.starts
    firsts = [bisect_left(token_starts, start) for start in document["sentences"].starts]
    groups, paragraph_of = find_groups(document, quotes, firsts)
    return Page(
        document.text, words(document), lowered(document), token_starts, tokens.ends,
        entities.starts, entities.ends, entities.values, quotes, groups, bounds, paragraph_of,
        sentence_numbers(firsts, len(token_starts)),
    )  # fmt: skip


def quotes_of(document: Document) -> list[Quote]:
    paragraphs = document["paragraphs"]
    return find_quotes(document.text, list(zip(paragraphs.starts, paragraphs.ends, strict=True)))


def sentence_numbers(firsts: Sequence[int], tokens: int) -> NDArray[np.intp]:
    """Return for each token how many sentences begin at it or before, by their first tokens."""
    borders = np.array([0, *firsts, tokens])
    return np.repeat(np.arange(len(borders) - 1), borders[1:] - borders[:-1])


def find_groups(
    document: Document, quotes: Sequence[Quote], firsts: Sequence[int]
) -> tuple[list[tuple[int, int]], list[int]]:
    """Join sentences, told with their first tokens, whose border lies inside quotation marks."""
    sentences, paragraphs = document["sentences"], document["paragraphs"]
    ends, token_ends = sentences.ends, document["tokens"].ends
    opens = [quote.open for quote in quotes]
    groups: list[tuple[int, int]] = []
    paragraph_of: list[int] = []
    for number, (first, last) in enumerate(zip(paragraphs.starts, paragraphs.ends, strict=True)):
        begun = -1  # the first token of a group that goes on
        for index in sentences.range_within(first, last):
            end = ends[index]
            begun = firsts[index] if begun < 0 else begun
            quote = bisect_right(opens, end - 1) - 1
            if end < last and quote >= 0 and end < quotes[quote].close:
                continue
            behind = bisect_right(token_ends, end, begun)
            if begun < behind:
                groups.append((begun, behind))
                paragraph_of.append(number)
            begun = -1
    return groups, paragraph_of
