"""What the attribution rules see of a document, as columns, and the noun phrases that can be sources.

Groups of sentences are made here, and read in `groups`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import attrs

from discourse import Document
from discourse_mentions import Entity
from discourse_text import lowered, words

from .marks import Quote, find_quotes

AUXILIARIES = frozenset(
    "has have had is are was were be been being do does did will would can could may might must shall should 's 've "
    "'d 'll 'm 're n't not ca wo cannot".split()
)
PAST_FORMS = frozenset(  # of irregular verbs: with "-ed" and auxiliaries they show that words are a clause
    "took went came rose fell made gave got saw found left lost won met kept held told knew thought began brought "
    "became led paid put sent set spent stood ran grew felt cut hit let meant built bought caught chose drew drove "
    "fought flew broke spoke wrote wore threw taught sought sold shot shut struck swore understood said shook sank "
    "swept stole".split()
)
ADVERBS = frozenset(
    "also later then again once even still already often always never just only now recently previously repeatedly "
    "reportedly earlier first thus therefore however further rather long yet since too".split()
)
SUBJECTS = frozenset("he she they it we i you who there".split())
PRONOUNS = frozenset("he she they it we i you who which that this these those everyone somebody someone nobody".split())
HEADLESS = frozenset("of for in from with by on at about against".split())  # a name behind them is not the head
FIRST_PERSON = frozenset("i we".split())
LEFT_STOPS = frozenset(  # a source does not reach to the left across these
    "that which because but if while when whereas although though since as so than where why how what whether after "
    "before until unless or nor yet then to with by into over about against during is are was were be been has have "
    "had will would can could may might must should do does did".split()
)
RIGHT_STOPS = frozenset(  # a source behind its cue does not reach to the right across these
    "that which because but if while when whereas although though since as so than where why how on after before "
    "until unless during with to about is are was were has have had will would told said added and".split()
)
MARKS = frozenset(",;:—–(){}[]\"“”‘’'«»…?!.--".split()) | frozenset(',;:—–()[]"“”«»…?!.') | {"--", "..."}
STRIPPED = (
    "and",
    "of",
    "in",
    "for",
    "at",
    "from",
    "-",
    "n't",
)  # a source does not begin with them; "at least one" does
LONGEST_SOURCE = 14  # tokens
LONGEST_RELATIVE = 20


@attrs.frozen
class Page:
    """A document as the rules read it.

    Args:
        text: Its text.
        words: The words of the tokens.
        lower: The same in small letters.
        starts: First character of each token.
        ends: The character behind each token.
        names: Bounds and values of the entities.
        quotes: What stands between quotation marks.
        groups: Token bounds of the sentences that are read at once: several where a quotation holds their ends.
        paragraph_of: For each group the number of its paragraph.
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
    paragraph_of: Sequence[int]

    def is_mark(self, token: int) -> bool:
        """Say whether a token is a punctuation or quotation mark; the apostrophe of "the drivers' union" is none."""
        word = self.lower[token]
        return word in MARKS or (word in ("'", "‘", "’") and not self.lower[token - 1].endswith("s"))

    def token_at(self, character: int) -> int:
        """Return the first token that ends behind a character."""
        return bisect_right(self.ends, character)

    def head_name(self, start: int, end: int) -> Entity | None:
        """Return the name that a noun phrase is about, a person's before others.

        A name behind a preposition is not: "the death of Karim Hassan", "evidence from the port of Rabat".
        """
        inside = []
        for index in range(bisect_left(self.name_starts, start), bisect_left(self.name_starts, end)):
            name_start = self.name_starts[index]
            before = self.lower[bisect_left(self.starts, name_start) - 1] if name_start > start else ""
            if self.name_ends[index] <= end and before not in HEADLESS:
                inside.append(self.names[index])
        return next((name for name in inside if name.kind == "person"), inside[0] if inside else None)

    def is_name(self, token: int) -> bool:
        """Say whether a token lies in a name."""
        index = bisect_right(self.name_starts, self.starts[token]) - 1
        return index >= 0 and self.ends[token] <= self.name_ends[index]


def read_page(document: Document) -> Page:
    tokens, paragraphs, entities = document["tokens"], document["paragraphs"], document.layer("entities", Entity)
    bounds = list(zip(paragraphs.starts, paragraphs.ends, strict=True))
    quotes = find_quotes(document.text, bounds)
    groups, paragraph_of = find_groups(document, quotes)
    return Page(
        document.text, words(document), lowered(document), tokens.starts, tokens.ends,
        entities.starts, entities.ends, entities.values, quotes, groups, paragraph_of,
    )  # fmt: skip


def find_groups(document: Document, quotes: Sequence[Quote]) -> tuple[list[tuple[int, int]], list[int]]:
    """Join sentences whose border lies inside quotation marks, or behind which a small letter follows."""
    tokens, sentences, paragraphs = document["tokens"], document["sentences"], document["paragraphs"]
    opens = [quote.open for quote in quotes]
    groups: list[tuple[int, int]] = []
    paragraph_of: list[int] = []
    for number, (first, last) in enumerate(zip(paragraphs.starts, paragraphs.ends, strict=True)):
        begun: int | None = None
        for index in sentences.range_within(first, last):
            start, end = sentences.starts[index], sentences.ends[index]
            begun = start if begun is None else begun
            quote = bisect_right(opens, end - 1) - 1
            if end < last and quote >= 0 and quotes[quote].open < end < quotes[quote].close:
                continue
            inside = tokens.range_within(begun, end)
            if inside:
                groups.append((inside.start, inside.stop))
                paragraph_of.append(number)
            begun = None
    return groups, paragraph_of


def cue_start(page: Page, cue: int, first: int) -> int:
    """Return the first token of a cue with its auxiliaries and adverbs: "has also said"."""
    start = cue
    while start > first and (
        page.lower[start - 1] in AUXILIARIES
        or page.lower[start - 1] in ADVERBS
        or (page.lower[start - 1].endswith("ly") and len(page.lower[start - 1]) > 4 and not page.is_name(start - 1))
    ):
        start -= 1
    return start


def source_before(page: Page, cue: int, first: int) -> tuple[int, int] | None:
    """Return the noun phrase that ends at a token, as token bounds; None if there is none.

    An apposition between commas belongs to it: "Anna Berg, the minister for trade, said".
    """
    end = cue
    if end > first and page.lower[end - 1] == "who":  # "activists who believe": the source is what "who" stands for
        end -= 1
    if end - 1 > first and page.lower[end - 1] == "and":  # "She accepted the prize and said"
        return subject_at(page, first, end)
    start = walk_left(page, end, first)
    if start == end and end - 1 > first and page.lower[end - 1] == ",":
        clause = relative_clause(page, end - 1, first)
        if clause is not None:  # "Anna Berg, who runs the port, said"
            outer = walk_left(page, clause, first)
            return (outer, clause) if outer < clause else None
        inner = walk_left(page, end - 1, first)
        if first < inner < end - 1 and page.lower[inner - 1] == ",":
            outer = walk_left(page, inner - 1, first)
            if outer < inner - 1:
                return outer, end - 1
        return None
    return (start, end) if start < end else None


def relative_clause(page: Page, end: int, first: int) -> int | None:
    """Return the comma before a clause with "who" that ends at a comma, None if there is none."""
    for token in range(end - 1, max(first, end - LONGEST_RELATIVE), -1):
        if page.lower[token] == "who" and page.lower[token - 1] == ",":
            return token - 1
        if page.is_mark(token):
            return None
    return None


def subject_at(page: Page, first: int, end: int) -> tuple[int, int] | None:
    """Return the noun phrase that begins a clause: the subject of its verbs."""
    stop = first
    while stop < end and stop - first < LONGEST_SOURCE and takes_right(page, stop) and not is_verb(page.lower[stop]):
        stop += 1
        if page.lower[stop - 1] in PRONOUNS:
            break
    return (first, stop) if first < stop < end else None


def is_verb(word: str) -> bool:
    """Say whether a word shows by its form that it is a verb."""
    return word in AUXILIARIES or word in PAST_FORMS or (word.endswith("ed") and len(word) > 4)


def walk_left(page: Page, end: int, first: int) -> int:
    start = end
    while start > first and end - start < LONGEST_SOURCE and takes_left(page, start - 1, end):
        start -= 1
        if page.lower[start] in PRONOUNS:
            break
    while start < end and page.lower[start] in STRIPPED and page.lower[start + 1] != "least":
        start += 1
    before = page.lower[start - 1] if start > first else ""
    is_infinitive = before == "to" and not page.is_name(start)  # "to be associated" is no noun phrase
    is_participle = (
        start < end and page.lower[start].endswith("ing") and page.words[start][0].islower() and start + 1 < end
    )
    return end if is_infinitive or is_participle or page.lower[start:end] == ("let",) else start


def takes_left(page: Page, token: int, end: int) -> bool:
    word = page.lower[token]
    if word in PRONOUNS:
        return token + 1 == end
    if page.is_name(token):
        return True
    return word not in LEFT_STOPS and not page.is_mark(token)


def source_behind(page: Page, cue: int, last: int) -> tuple[int, int] | None:
    """Return the noun phrase that begins behind a cue: "said Anna Berg"."""
    end = cue
    while end < last and end - cue < LONGEST_SOURCE and takes_right(page, end):
        end += 1
        if page.lower[end - 1] in PRONOUNS:
            break
    return (cue, end) if cue < end else None


def takes_right(page: Page, token: int) -> bool:
    return page.is_name(token) or (page.lower[token] not in RIGHT_STOPS and not page.is_mark(token))
