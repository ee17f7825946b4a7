"""Groups of sentences: what attribution reads at once.

A group is a sentence, or several where a quotation holds the ends of sentences. It answers what the rules ask of a
place in it: whether a clause begins, where it ends, and which quotations stand before and behind.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from .clauses import (
    ADVERBS,
    AUXILIARIES,
    FIRST_PERSON,
    MARKS,
    PRONOUNS,
    SUBJECTS,
    Page,
    is_verb,
    source_behind,
)
from .cues import Cue, CueTable
from .marks import Quote

PREPOSITIONS = frozenset("on in at to during after before by for of from with about under over".split())
INTERLUDES = frozenset(  # "said on Monday that", "said in a statement that", "warned this morning that"
    "on in at to during after before by this last earlier late early".split()
)
TIME_WORDS = frozenset("monday tuesday wednesday thursday friday saturday sunday yesterday today".split())
NO_CLAUSE = (
    ADVERBS
    | PREPOSITIONS
    | INTERLUDES
    | TIME_WORDS
    | frozenset(  # behind "said": when, to whom, what
        "through via as so nothing something much little goodbye yes no when where while and or but because if".split()
    )
)
CLAUSE_STARTS = frozenset(  # a clause without "that" can begin with these, or with a capital or a number
    "the a an he she it they we i you this these those there his her its their our your my no some many most all any "
    "both such one two three if when while what how why who whether people more other several few every each nothing "
    "nobody everyone in as even".split()
)
APPOSITION_STARTS = frozenset(  # behind a name and a comma: who it is
    "a an the who whose his her its one former chief executive vice president director professor senior head chairman "
    "spokesman spokeswoman author editor co-founder founder minister secretary deputy general assistant".split()
)
WITH_PRONOUNS = AUXILIARIES | {"all", "both"}  # "we've all"
MOST_QUOTES = 20  # quotations that one cue may report
LONGEST_CLAUSE = 120  # tokens in which the end of a content, or of an apposition, is looked for
SHORTEST_SPEECH = 4  # words in quotation marks that need no cue of their own to be speech


def groups_of(page: Page, table: CueTable) -> Iterator[tuple[Group, int]]:
    """Give the groups of a document with the quotations in each, and the number of its paragraph."""
    position = 0
    for (first, last), paragraph in zip(page.groups, page.paragraph_of, strict=True):
        start, end = page.starts[first], page.ends[last - 1]
        while position < len(page.quotes) and page.quotes[position].close <= start:
            position += 1
        behind = position
        while behind < len(page.quotes) and page.quotes[behind].open < end:
            behind += 1
        yield Group(page, table, first, last, page.quotes[position:behind]), paragraph


class Group:
    """Sentences that are read at once, and what stands where in them."""

    def __init__(self, page: Page, table: CueTable, first: int, last: int, quotes: Sequence[Quote]) -> None:
        self.page = page
        self.table = table
        self.first = first
        self.last = last if page.lower[last - 1] not in (".", "?", "!") else last - 1
        self.quotes = quotes
        self.opens = [quote.open for quote in quotes]
        self.used: set[Quote] = set()
        self._without_marks: dict[int, int] = {}  # many contents end at the same token

    def begins_clause(self, token: int, cue: Cue) -> bool:
        """Say whether a clause without "that" can begin at a token; behind "said" almost any word can."""
        page = self.page
        word = page.lower[token]
        if cue.base == "say":
            return word[0].isalnum() and word not in NO_CLAUSE and not word.endswith("ly")
        return word in CLAUSE_STARTS or (page.words[token][0].isupper() and word not in MARKS) or word[0].isdigit()

    def has_verb(self, token: int) -> bool:
        """Say whether a clause rather than a thing follows: "feared the dark" reports nothing."""
        return token + 1 < self.last and (self.page.lower[token] in SUBJECTS or token <= self._last_verb)

    @cached_property
    def _last_verb(self) -> int:
        """The last token that shows by its form that it is a verb; -1 if none does."""
        lower = self.page.lower
        return next((token for token in range(self.last - 1, self.first - 1, -1) if is_verb(lower[token])), -1)

    def ends_content(self, token: int) -> bool:
        """Say whether a content can end right before a token: at a comma, a closing mark, a dash."""
        before = self.page.lower[token - 1]
        return before in (",", "”", '"', "’", "'", "''", "»", "—", "–", "“")

    def is_closed(self, token: int) -> bool:
        """Say whether a clause "X said" is over at a token: nothing follows that it could take."""
        word = self.page.lower[token]
        return (
            word in MARKS
            or word in INTERLUDES
            or word in ADVERBS
            or word.endswith("ly")
            or word in ("last", "this", "as", "and", "while", "when")
        )

    def quotes_before(self, token: int) -> list[Quote]:
        """Return the quotations that make up what stands before a token, if that is all there is."""
        limit = self.page.starts[token] if token < len(self.page.starts) else len(self.page.text)
        end = bisect_left(self.opens, limit)
        nearby = self.quotes[max(0, end - MOST_QUOTES) : end]
        before = [quote for quote in nearby if quote.close <= limit and quote not in self.used]
        if not before:
            return []
        covered = sum(quote.close - quote.open for quote in before)
        start = max(self.page.starts[self.first], 0)
        return before if 2 * covered >= limit - start else []

    def quote_behind(self, token: int) -> Quote | None:
        """Return the quotation whose opening mark stands at a token, or behind a comma or colon at it."""
        if token < self.last and self.page.lower[token] in (",", ":"):
            token += 1
        if token >= self.last:
            return None
        start = self.page.starts[token]
        index = bisect_left(self.opens, start)
        found = index < len(self.opens) and self.opens[index] == start and self.quotes[index] not in self.used
        return self.quotes[index] if found else None

    def continuing_quotes(self, token: int) -> list[Quote]:
        """Return the quotations of the group behind a token: the content goes on behind its interruption."""
        if token >= self.last:
            return []
        start = self.page.starts[token]
        first = bisect_left(self.opens, start)
        behind = [quote for quote in self.quotes[first : first + MOST_QUOTES] if quote not in self.used]
        if not behind or behind[0].open - start > 60:
            return []
        return [quote for quote in behind if len(self.page.text[quote.start : quote.end].split()) >= SHORTEST_SPEECH]

    def clause_end(self, token: int) -> int:
        """Return the token behind the last one of a clause: the end of the group, or a cue with its own content."""
        page = self.page
        for index in range(token + 1, min(self.last - 1, token + LONGEST_CLAUSE)):
            if page.lower[index] == "," and index + 2 < self.last:
                cue = self.table.forms.get(page.lower[index + 1])
                if cue and cue.participle and (page.lower[index + 2] == "that" or self.quote_behind(index + 2)):
                    return index
                if cue and cue.level == "speech" and not cue.participle and not page.is_name(index + 1):
                    return index
        return self.last

    def behind_recipient(self, token: int) -> int:
        """Return the token behind whom something is told: "told reporters", "told the board"."""
        recipient = source_behind(self.page, token, self.last)
        return recipient[1] if recipient else token

    def apposition_end(self, token: int) -> int:
        """Return the token behind an apposition to a source: "said Anna Berg, a lawyer for the port"."""
        page = self.page
        if token + 2 >= self.last or page.lower[token] != "," or page.lower[token + 1] not in APPOSITION_STARTS:
            return token
        limit = min(self.last, token + LONGEST_CLAUSE)
        end = token + 2
        while end < limit and not self.quote_behind(end) and page.lower[end] not in (";", ":", "—", "–"):
            if page.lower[end] == "," and page.lower[end + 1] in ("but", "and", "adding", "noting", "while", "as"):
                break
            end += 1
        return end if end < limit or limit == self.last else token

    def is_first_person(self, source: tuple[int, int]) -> bool:
        """Say whether a source is the author: "I", "we", "we all"."""
        page, first = self.page, source[0]
        while first > self.first and page.lower[first] in WITH_PRONOUNS:
            first -= 1
        return page.lower[first] in FIRST_PERSON

    def is_verb_here(self, token: int) -> bool:
        """Say whether a word that is also a noun is a verb: behind a pronoun, a plural or an auxiliary."""
        before = self.page.lower[token - 1] if token > self.first else ""
        plural = before.endswith("s") and len(before) > 3 and not before.endswith(("ss", "us", "is"))
        verbal = before in PRONOUNS or before in AUXILIARIES or before in ADVERBS
        states_that = self.page.lower[token] in ("states", "notes", "remarks") and self.page.lower[
            token + 1 : token + 2
        ] == ("that",)
        return before != "'s" and (plural or verbal or states_that)

    def without_marks(self, first: int, last: int) -> tuple[int, int] | None:
        """Return the characters of a content without the marks at its end; None if nothing is left."""
        page = self.page
        if last not in self._without_marks:
            end = last
            while end > self.first and page.lower[end - 1] in MARKS and page.lower[end - 1] not in ("”", '"', ")"):
                end -= 1
            self._without_marks[last] = end
        last = self._without_marks[last]
        return (page.starts[first], page.ends[last - 1]) if first < last else None

    def characters(self, tokens: tuple[int, int] | None) -> tuple[int, int] | None:
        return tokens and (self.page.starts[tokens[0]], self.page.ends[tokens[1] - 1])
