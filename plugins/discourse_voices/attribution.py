"""Attribution: from cues and quotation marks to who says what.

Rules over one frame (a sentence, or several joined by a quotation) at a time:

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
from typing import Literal

import attrs

from .clauses import (
    ADVERBS,
    AUXILIARIES,
    FIRST_PERSON,
    MARKS,
    PRONOUNS,
    SUBJECTS,
    Page,
    cue_start,
    is_verb,
    source_before,
    source_behind,
)
from .cues import Cue, CueTable, Level
from .marks import Quote

CLAUSE_STARTS = frozenset(  # a clause without "that" can begin with these, or with a capital or a number
    "the a an he she it they we i you this these those there his her its their our your my no some many most all any "
    "both such one two three if when while what how why who whether people more other several few every each nothing "
    "nobody everyone in as even".split()
)
RECIPIENTS = frozenset(
    "me us him them reporters journalists lawmakers congress cnn reuters supporters him her parliament".split()
)
APPOSITION_STARTS = frozenset(  # behind a name and a comma: who it is
    "a an the who whose his her its one former chief executive vice president director professor senior head chairman "
    "spokesman spokeswoman author editor co-founder founder minister secretary deputy general assistant".split()
)
NOUNS = frozenset(  # forms of cues that are nouns too
    "promise report plan pledge hope claim offer demand estimate record fear doubt wish aim state remark note vow "
    "guess worry argument threat claims hopes plans reports promises pledges offers demands fears doubts "
    "estimates".split()
)
PREPOSITIONS = frozenset("on in at to during after before by for of from with about under over".split())
INTERLUDES = frozenset(  # "said on Monday that", "said in a statement that", "warned this morning that"
    "on in at to during after before by this last earlier late early".split()
)
TIME_WORDS = frozenset("monday tuesday wednesday thursday friday saturday sunday yesterday today".split())
WITH_PRONOUNS = AUXILIARIES | {"all", "both"}  # "we've all"
LONGEST_INTERLUDE = 9
MOST_QUOTES = 20  # quotations that one cue may report
LONGEST_CLAUSE = 120  # tokens in which the end of a content is looked for
SHORTEST_SPEECH = 4  # words in quotation marks that need no cue of their own to be speech


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
    """Give the attributions of a document in the order of their frames."""
    position = 0
    previous: tuple[int, bool] | None = None  # paragraph of the last quotation, and whether it was continued
    for (first, last), paragraph in zip(page.frames, page.paragraph_of, strict=True):
        start, end = page.starts[first], page.ends[last - 1]
        while position < len(page.quotes) and page.quotes[position].close <= start:
            position += 1
        inside = []
        ahead = position
        while ahead < len(page.quotes) and page.quotes[ahead].open < end:
            inside.append(page.quotes[ahead])
            ahead += 1
        frame = Frame(page, table, first, last, inside)
        found = list(frame.read())
        if not found:
            found = list(frame.floating(previous is not None and paragraph - previous[0] <= (1 if previous[1] else 0)))
        yield from found
        if any(attribution.rule.endswith("quotation") for attribution in found):
            previous = (paragraph, bool(inside) and inside[-1].continued)


class Frame:
    """One frame while it is read."""

    def __init__(self, page: Page, table: CueTable, first: int, last: int, quotes: Sequence[Quote]) -> None:
        self.page = page
        self.table = table
        self.first = first
        self.last = last if page.lower[last - 1] not in (".", "?", "!") else last - 1
        self.quotes = quotes
        self.opens = [quote.open for quote in quotes]
        self.used: set[Quote] = set()

    def read(self) -> Iterator[Attribution]:
        page = self.page
        token = self.first
        quote = 0
        last_source: tuple[int, int] | None = None
        while token < self.last:
            while quote < len(self.quotes) and self.quotes[quote].close <= page.starts[token]:
                quote += 1
            if quote < len(self.quotes) and self.quotes[quote].open <= page.starts[token]:
                token = max(token + 1, page.token_at(self.quotes[quote].close - 1))
                continue
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
        if page.lower[token] in NOUNS and not self.is_verb_here(token):
            return None
        if cue.participle:
            return self.read_participle(token, end, cue, last_source)
        start = cue_start(page, token, self.first)
        if start > self.first and page.lower[start - 1] in ("to", "the", "a", "an", "of", "his", "her", "their", "its"):
            return None
        return self.read_trailing(start, end, cue) or self.read_leading(start, end, cue)

    def is_verb_here(self, token: int) -> bool:
        """Say whether a word that is also a noun is a verb: behind a pronoun, a plural or an auxiliary."""
        before = self.page.lower[token - 1] if token > self.first else ""
        plural = before.endswith("s") and len(before) > 3 and not before.endswith(("ss", "us", "is"))
        verbal = before in PRONOUNS or before in AUXILIARIES or before in ADVERBS
        return before != "'s" and (plural or verbal)

    def read_participle(self, token: int, end: int, cue: Cue, source: tuple[int, int] | None) -> Attribution | None:
        """Read "..., adding that ...": the source is that of the cue before it."""
        page = self.page
        if not cue.takes_clause or token == self.first or page.lower[token - 1] not in (",", "—", "–", "and", "while"):
            return None
        if end >= self.last:
            return None
        quote = self.quote_behind(end)
        if quote:
            return self.direct([quote], None, (token, end), cue, "participle before a quotation", 0.75, inherits=True)
        if page.lower[end] != "that":
            return None
        return self.indirect([(end, self.clause_end(end))], None, (token, end), cue, "participle", 0.75, inherits=True)

    def read_trailing(self, start: int, end: int, cue: Cue) -> Attribution | None:
        """Read a cue behind its content: '"...", said X', '"...", X said', 'the talks failed, X said'."""
        page = self.page
        if not cue.takes_clause or start == self.first:
            return None
        source, content_end = self.source_of_inversion(start, end), start
        if source is None:
            source = source_before(page, start, self.first)
            if source is None or source[0] == self.first or not self.ends_content(source[0]):
                return None
            over = self.behind_recipient(end) if cue.base == "tell" else end
            if over < self.last and not self.is_closed(over):
                return None
            content_end = source[0]
        if self.is_first_person(source):
            return None
        quotes = self.quotes_before(content_end)
        if quotes:
            behind = self.continuing_quotes(max(source[1], end))
            return self.direct([*quotes, *behind], source, (start, end), cue, "cue behind a quotation", 0.9)
        if self.quote_behind(end):  # "In her new book, Anna Berg said: ..."
            return None
        goes_on = max(source[1], end) + 1
        if goes_on < self.last and page.lower[goes_on - 1] == "," and page.lower[goes_on] in AUXILIARIES:
            contents = [(self.first, content_end), (goes_on, self.clause_end(goes_on))]
            return self.indirect(contents, source, (start, end), cue, "cue inside a clause", 0.7)
        if content_end - self.first < 4:
            return None
        return self.indirect([(self.first, content_end)], source, (start, end), cue, "cue behind a clause", 0.75)

    def is_first_person(self, source: tuple[int, int]) -> bool:
        """Say whether a source is the author: "I", "we", "we all"."""
        page, first = self.page, source[0]
        while first > self.first and page.lower[first] in WITH_PRONOUNS:
            first -= 1
        return page.lower[first] in FIRST_PERSON

    def source_of_inversion(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the source behind a cue that follows its content: '"...", said X', if nothing else follows it."""
        if end >= self.last or not self.ends_content(start) or self.page.lower[end] in PREPOSITIONS:
            return None
        source = source_behind(self.page, end, self.last)
        if source is None or not (source[1] >= self.last or self.is_closed(source[1])):
            return None
        return source[0], self.apposition_end(source[1])

    def behind_recipient(self, token: int) -> int:
        """Return the token behind whom something is told: "told reporters", "told the board"."""
        recipient = source_behind(self.page, token, self.last)
        return recipient[1] if recipient else token

    def apposition_end(self, token: int) -> int:
        """Return the token behind an apposition to a source: "said Anna Berg, a lawyer for the port"."""
        page = self.page
        if token + 2 >= self.last or page.lower[token] != "," or page.lower[token + 1] not in APPOSITION_STARTS:
            return token
        end = token + 2
        while end < self.last and not self.quote_behind(end) and page.lower[end] not in (";", ":", "—", "–"):
            if page.lower[end] == "," and page.lower[end + 1] in ("but", "and", "adding", "noting", "while", "as"):
                break
            end += 1
        return end

    def read_leading(self, start: int, end: int, cue: Cue) -> Attribution | None:
        """Read a cue before its content: 'X said (that) ...', 'X said: "..."', 'X promised to ...'."""
        page = self.page
        source = source_before(page, start, self.first)
        if source is None or self.is_first_person(source):
            return None
        anonymous = page.lower[source[0]] in ("it", "there") and source[1] - source[0] == 1
        behind = self.behind_interlude(end, cue)
        if behind is None or behind >= self.last:
            return None
        named = None if anonymous else source
        quote = self.quote_behind(behind)
        word = page.lower[behind]
        if quote and cue.takes_clause:
            return self.direct(
                [quote, *self.continuing_quotes(page.token_at(quote.close))],
                named,
                (start, end),
                cue,
                "cue before a quotation",
                0.9,
            )
        if cue.takes_to and word == "to" and behind == end:
            return self.indirect([(behind, self.clause_end(behind))], named, (start, end), cue, "to", 0.6)
        if not cue.takes_clause:
            return None
        follows = behind == end or page.lower[behind - 1] in TIME_WORDS
        if word == "that" or (cue.bare and follows and self.begins_clause(behind) and self.has_verb(behind)):
            content = (behind, self.clause_end(behind))
            rule, confidence = ("that", 0.85) if word == "that" else ("bare clause", 0.7)
            return self.indirect([content], named, (start, end), cue, rule, confidence)
        return None

    def behind_interlude(self, token: int, cue: Cue) -> int | None:
        """Skip whom something is said to, and when or where: "told reporters on Monday that"."""
        page = self.page
        if token >= self.last:
            return None
        start = token
        if page.lower[token] in (",", ":") and self.quote_behind(token + 1):
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
            if page.lower[token] == "that" or self.begins_clause(token):
                return token
        if page.lower[token] in INTERLUDES and page.lower[token] != "to":
            while token < self.last and token - start < LONGEST_INTERLUDE and page.lower[token] != "that":
                if self.quote_behind(token):
                    return token
                token += 1
            return token if token < self.last and page.lower[token] == "that" else start
        return start

    def begins_clause(self, token: int) -> bool:
        page = self.page
        word = page.lower[token]
        return word in CLAUSE_STARTS or (page.words[token][0].isupper() and word not in MARKS) or word[0].isdigit()

    def has_verb(self, token: int) -> bool:
        """Say whether a clause rather than a thing follows: "feared the dark" reports nothing."""
        words = self.page.lower[token : self.last]
        return len(words) > 1 and (words[0] in SUBJECTS or any(map(is_verb, words)))

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
        """Return the quotations of the frame behind a token: the content goes on behind its interruption."""
        if token >= self.last:
            return []
        start = self.page.starts[token]
        first = bisect_left(self.opens, start)
        behind = [quote for quote in self.quotes[first : first + MOST_QUOTES] if quote not in self.used]
        if not behind or behind[0].open - start > 60:
            return []
        return [quote for quote in behind if len(self.page.text[quote.start : quote.end].split()) >= SHORTEST_SPEECH]

    def clause_end(self, token: int) -> int:
        """Return the token behind the last one of a clause: the end of the frame, or a cue with its own content."""
        page = self.page
        for index in range(token + 1, min(self.last - 1, token + LONGEST_CLAUSE)):
            if page.lower[index] == "," and index + 2 < self.last:
                cue = self.table.forms.get(page.lower[index + 1])
                if cue and cue.participle and (page.lower[index + 2] == "that" or self.quote_behind(index + 2)):
                    return index
                if cue and cue.level == "speech" and not cue.participle and not page.is_name(index + 1):
                    return index
        return self.last

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
        fragments = [bounds for content in contents if (bounds := self.without_marks(*content))]
        if not fragments:
            return None
        for start, end in fragments:
            for index in range(bisect_left(self.opens, start), bisect_left(self.opens, end)):
                if self.quotes[index] in self.used:
                    break  # so are the others behind it: contents nest to the same end
                self.used.add(self.quotes[index])
        speaker, words = self.characters(source), self.characters(cue)
        return Attribution(tuple(fragments), speaker, words, verb.level, verb.denied, rule, confidence, inherits)

    def without_marks(self, first: int, last: int) -> tuple[int, int] | None:
        """Return the characters of a content without the marks at its end; None if nothing is left."""
        page = self.page
        while last > first and page.lower[last - 1] in MARKS and page.lower[last - 1] not in ("”", '"', ")"):
            last -= 1
        return (page.starts[first], page.ends[last - 1]) if first < last else None

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
        self.used.update(quotes)
        fragments = tuple((quote.start, quote.end) for quote in quotes if quote.start < quote.end)
        speaker, words = self.characters(source), self.characters(cue)
        balanced = all(quote.balanced for quote in quotes)
        return Attribution(fragments, speaker, words, verb.level, verb.denied, rule, confidence, inherits, balanced)

    def characters(self, tokens: tuple[int, int] | None) -> tuple[int, int] | None:
        return tokens and (self.page.starts[tokens[0]], self.page.ends[tokens[1] - 1])

    def floating(self, follows: bool) -> Iterator[Attribution]:
        """Give a quotation without a cue that fills its frame and follows another one: the same source goes on."""
        page = self.page
        whole = [quote for quote in self.quotes if len(page.text[quote.start : quote.end].split()) >= SHORTEST_SPEECH]
        if not follows or not whole:
            return
        covered = sum(quote.close - quote.open for quote in whole)
        if 2 * covered >= page.ends[self.last - 1] - page.starts[self.first]:
            fragments = tuple((quote.start, quote.end) for quote in whole)
            balanced = all(quote.balanced for quote in whole)
            yield Attribution(fragments, None, None, "speech", False, "following quotation", 0.5, True, balanced)


Kind = Literal["direct", "indirect", "mixed"]


def kind_of(attribution: Attribution, quotes: Sequence[Quote], opens: Sequence[int]) -> Kind:
    """Tell whether a content is in quotation marks, not, or in part; `opens` are where the quotations begin."""
    if attribution.rule.endswith("quotation"):
        return "direct"
    start, end = attribution.fragments[0][0], attribution.fragments[-1][1]
    first = bisect_left(opens, start)
    return "mixed" if first < len(quotes) and quotes[first].end <= end else "indirect"
