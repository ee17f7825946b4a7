"""Attribution: from cues and quotation marks to who says what.

Rules over one group of sentences (one, or several that a quotation joins) at a time:

| form | example |
|---|---|
| cue behind, source between | "...", the minister said. / The talks failed, officials said. |
| cue behind, source at its end | "...", said the minister. |
| cue before a clause | The minister said (that) the talks had failed. |
| cue before a quotation | The minister said: "..." |
| participle | ..., adding that the talks had failed: the source of the cue before it |
| "according to" | According to the ministry, the talks failed. |
| no cue | a quotation that is a sentence, right behind another one: the same source |
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import attrs

from .clauses import (
    AUXILIARIES,
    MARKS,
    Page,
    cue_start,
    source_before,
    source_behind,
)
from .cues import Cue, CueTable, Level
from .groups import INTERLUDES, PREPOSITIONS, SHORTEST_SPEECH, TIME_WORDS, Group, groups_of
from .marks import Quote

RECIPIENTS = frozenset(
    "me us him them reporters journalists lawmakers congress cnn reuters supporters him her parliament".split()
)
NOUNS = frozenset(  # forms of cues that are nouns too
    "promise report plan pledge hope claim offer demand estimate record fear doubt wish aim state remark note vow "
    "guess worry argument threat claims hopes plans reports promises pledges offers demands fears doubts "
    "estimates states notes remarks wishes worries aims threats".split()
)
LONGEST_INTERLUDE = 9


ACCORDING_TO = Cue("accord", "speech", takes_clause=True, takes_to=False, bare=False, denied=False)


@attrs.frozen
class Attribution:
    """One content with its cue and source, in characters.

    Args:
        fragments: The pieces of the content.
        speaker: The words that name the source, or None.
        cue: The words that report it, or None.
        level: speech, thought or writing.
        denied: Whether the cue denies the content.
        rule: The form that found it.
        confidence: How sure that form is.
        inherits: Whether the source is that of the attribution before.
        balanced: False if a quotation mark is missing.
    """

    fragments: tuple[tuple[int, int], ...]
    speaker: tuple[int, int] | None
    cue: tuple[int, int] | None
    level: Level
    denied: bool
    rule: str
    confidence: float
    inherits: bool = False
    balanced: bool = True


def attributions(page: Page, table: CueTable) -> Iterator[Attribution]:
    """Give the attributions of a document in the order of its groups of sentences.

    A quotation that goes on right behind its cue, in a sentence of its own, is one with fragments.
    """
    last: Attribution | None = None  # the last one of the group before, if it is a quotation
    place: tuple[int, bool] | None = None  # paragraph of the last quotation, and whether it was continued
    for group, paragraph in groups_of(page, table):
        reader = Reader(group)
        found = list(reader.read())
        if not found and place is not None and paragraph - place[0] <= (1 if place[1] else 0):
            found = list(reader.floating())
            if found and last is not None and paragraph == place[0]:
                last = joined(last, found[0])
                place = (paragraph, group.quotes[-1].continued)
                continue
        if last is not None:
            yield last
        last = found.pop() if found and found[-1].rule.endswith("quotation") else None
        yield from found
        if last is not None:
            place = (paragraph, bool(group.quotes) and group.quotes[-1].continued)
    if last is not None:
        yield last


def joined(quotation: Attribution, following: Attribution) -> Attribution:
    fragments = quotation.fragments + following.fragments
    return attrs.evolve(quotation, fragments=fragments, balanced=quotation.balanced and following.balanced)


class Reader:
    """Reads the attributions of one group of sentences."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.table = group.table
        self.page = group.page
        self.first = group.first
        self.last = group.last

    def read(self) -> Iterator[Attribution]:
        page = self.page
        token = self.first
        quote = 0
        last_source: tuple[int, int] | None = None
        while token < self.last:
            while quote < len(self.group.quotes) and self.group.quotes[quote].close <= page.starts[token]:
                quote += 1
            if quote < len(self.group.quotes) and self.group.quotes[quote].open <= page.starts[token]:
                token = max(token + 1, page.token_at(self.group.quotes[quote].close - 1))
                continue
            found = None
            if page.lower[token] in self.table.triggers:
                found = self.read_phrase(token) or self.read_cue(token, last_source)
            if found:
                if found.speaker:
                    last_source = found.speaker
                yield found
            token += 1

    def read_phrase(self, token: int) -> Attribution | None:
        """Read "according to X"."""
        page = self.page
        for phrase in self.table.phrases.get(page.lower[token], ()):
            behind = token + len(phrase)
            if tuple(page.lower[token:behind]) != phrase or behind >= self.last:
                continue
            source = source_behind(page, behind, self.last)
            if source is None:
                return None
            if token == self.first:
                start = source[1]
                if start < self.last and page.lower[start] != ",":
                    return None
                content = (start + 1, self.last)
            else:
                content = (self.first, token)
            return self.indirect([content], source, (token, behind), ACCORDING_TO, "according to", 0.8)
        return None

    def read_cue(self, token: int, last_source: tuple[int, int] | None) -> Attribution | None:
        page = self.page
        cue = self.table.forms.get(page.lower[token])
        if cue is None or page.is_name(token) or (page.words[token][0].isupper() and token != self.first):
            return None
        if cue.base == "point out" and not (token + 1 < self.last and page.lower[token + 1] == "out"):
            return None
        end = token + 2 if cue.base == "point out" else token + 1
        if page.lower[token] in NOUNS and not self.group.is_verb_here(token):
            return None
        if cue.participle:
            return self.read_participle(token, end, cue, last_source)
        start = cue_start(page, token, self.first)
        if start > self.first and page.lower[start - 1] in ("to", "the", "a", "an", "of", "his", "her", "their", "its"):
            return None
        return self.read_trailing(start, end, cue) or self.read_leading(start, end, cue)

    def read_participle(self, token: int, end: int, cue: Cue, source: tuple[int, int] | None) -> Attribution | None:
        """Read "..., adding that ...": the source is that of the cue before it."""
        page = self.page
        if not cue.takes_clause or token == self.first or page.lower[token - 1] not in (",", "—", "–", "and", "while"):
            return None
        if end >= self.last:
            return None
        quote = self.group.quote_behind(end)
        if quote:
            return self.direct([quote], None, (token, end), cue, "participle before a quotation", 0.75, inherits=True)
        if page.lower[end] != "that":
            return None
        return self.indirect(
            [(end, self.group.clause_end(end))], None, (token, end), cue, "participle", 0.75, inherits=True
        )

    def read_trailing(self, start: int, end: int, cue: Cue) -> Attribution | None:
        """Read a cue behind its content: '"...", said X', '"...", X said', 'the talks failed, X said'."""
        page = self.page
        if not cue.takes_clause or start == self.first:
            return None
        source, content_end = self.source_of_inversion(start, end), start
        if source is None:
            source = source_before(page, start, self.first)
            if source is None or source[0] == self.first or not self.group.ends_content(source[0]):
                return None
            over = self.group.behind_recipient(end) if cue.base == "tell" else end
            if over < self.last and not self.group.is_closed(over):
                return None
            content_end = source[0]
        if self.group.is_first_person(source):
            return None
        quotes = self.group.quotes_before(content_end)
        if quotes:
            behind = self.group.continuing_quotes(max(source[1], end))
            return self.direct([*quotes, *behind], source, (start, end), cue, "cue behind a quotation", 0.9)
        if self.group.quote_behind(end):  # "In her new book, Anna Berg said: ..."
            return None
        goes_on = max(source[1], end) + 1
        if goes_on < self.last and page.lower[goes_on - 1] == "," and page.lower[goes_on] in AUXILIARIES:
            contents = [(self.first, content_end), (goes_on, self.group.clause_end(goes_on))]
            return self.indirect(contents, source, (start, end), cue, "cue inside a clause", 0.7)
        if content_end - self.first < 4:
            return None
        return self.indirect([(self.first, content_end)], source, (start, end), cue, "cue behind a clause", 0.75)

    def source_of_inversion(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the source behind a cue that follows its content: '"...", said X', if nothing else follows it."""
        if end >= self.last or not self.group.ends_content(start) or self.page.lower[end] in PREPOSITIONS:
            return None
        source = source_behind(self.page, end, self.last)
        if source is None or not (source[1] >= self.last or self.group.is_closed(source[1])):
            return None
        return source[0], self.group.apposition_end(source[1])

    def read_leading(self, start: int, end: int, cue: Cue) -> Attribution | None:
        """Read a cue before its content: 'X said (that) ...', 'X said: "..."', 'X promised to ...'."""
        page = self.page
        source = source_before(page, start, self.first)
        if source is None or self.group.is_first_person(source):
            return None
        anonymous = page.lower[source[0]] in ("it", "there") and source[1] - source[0] == 1
        behind = self.behind_interlude(end, cue)
        if behind is None or behind >= self.last:
            return None
        named = None if anonymous else source
        quote = self.group.quote_behind(behind)
        word = page.lower[behind]
        if quote and cue.takes_clause:
            return self.direct(
                [quote, *self.group.continuing_quotes(page.token_at(quote.close))],
                named,
                (start, end),
                cue,
                "cue before a quotation",
                0.9,
            )
        if cue.takes_to and word == "to" and behind == end:
            return self.indirect([(behind, self.group.clause_end(behind))], named, (start, end), cue, "to", 0.6)
        if not cue.takes_clause:
            return None
        follows = behind == end or page.lower[behind - 1] in TIME_WORDS
        if word == "that" or (
            cue.bare and follows and self.group.begins_clause(behind, cue) and self.group.has_verb(behind)
        ):
            content = (behind, self.group.clause_end(behind))
            rule, confidence = ("that", 0.85) if word == "that" else ("bare clause", 0.7)
            return self.indirect([content], named, (start, end), cue, rule, confidence)
        return None

    def behind_interlude(self, token: int, cue: Cue) -> int | None:
        """Skip whom something is said to, and when or where: "told reporters on Monday that"."""
        page = self.page
        if token >= self.last:
            return None
        start = token
        if page.lower[token] in (",", ":") and self.group.quote_behind(token + 1):
            return token + 1
        if page.lower[token] in RECIPIENTS or cue.base == "tell":
            while (
                token < self.last
                and token - start < LONGEST_INTERLUDE
                and page.lower[token] not in MARKS
                and page.lower[token] != "that"
            ):
                token += 1
            if token < self.last and page.lower[token] == "that":
                return token
            return start + 1 if page.lower[start] in RECIPIENTS else start
        if page.lower[token] in TIME_WORDS and token + 1 < self.last:
            token += 1
            if page.lower[token] == "that" or self.group.begins_clause(token, cue):
                return token
        if page.lower[token] in INTERLUDES and page.lower[token] != "to":
            while token < self.last and token - start < LONGEST_INTERLUDE and page.lower[token] != "that":
                if self.group.quote_behind(token):
                    return token
                token += 1
            return token if token < self.last and page.lower[token] == "that" else start
        return start

    def indirect(
        self,
        contents: Sequence[tuple[int, int]],
        source: tuple[int, int] | None,
        cue: tuple[int, int],
        verb: Cue,
        rule: str,
        confidence: float,
        inherits: bool = False,
    ) -> Attribution | None:
        fragments = [bounds for content in contents if (bounds := self.group.without_marks(*content))]
        if not fragments:
            return None
        for start, end in fragments:
            for index in range(bisect_left(self.group.opens, start), bisect_left(self.group.opens, end)):
                if self.group.quotes[index] in self.group.used:
                    break  # so are the others behind it: contents nest to the same end
                self.group.used.add(self.group.quotes[index])
        speaker, words = self.group.characters(source), self.group.characters(cue)
        return Attribution(tuple(fragments), speaker, words, verb.level, verb.denied, rule, confidence, inherits)

    def direct(
        self,
        quotes: Sequence[Quote],
        source: tuple[int, int] | None,
        cue: tuple[int, int],
        verb: Cue,
        rule: str,
        confidence: float,
        inherits: bool = False,
    ) -> Attribution:
        self.group.used.update(quotes)
        fragments = tuple((quote.start, quote.end) for quote in quotes if quote.start < quote.end)
        speaker, words = self.group.characters(source), self.group.characters(cue)
        balanced = all(quote.balanced for quote in quotes)
        return Attribution(fragments, speaker, words, verb.level, verb.denied, rule, confidence, inherits, balanced)

    def floating(self) -> Iterator[Attribution]:
        """Give a quotation without a cue that fills its group and follows another one: the same source goes on."""
        page = self.page
        whole = [
            quote for quote in self.group.quotes if len(page.text[quote.start : quote.end].split()) >= SHORTEST_SPEECH
        ]
        if not whole:
            return
        covered = sum(quote.close - quote.open for quote in whole)
        if 2 * covered >= page.ends[self.last - 1] - page.starts[self.first]:
            fragments = tuple((quote.start, quote.end) for quote in whole)
            balanced = all(quote.balanced for quote in whole)
            yield Attribution(fragments, None, None, "speech", False, "following quotation", 0.5, True, balanced)
