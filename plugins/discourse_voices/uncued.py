"""Speech that no cue reports: transcripts, names below quotations, quotations that stand alone behind another one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from .attribution import Attribution, Bounds
from .marks import Quote
from .page import Page

SHORTEST_SPEECH = 4  # words in quotation marks that need no cue of their own to be speech
MOSTLY = 0.8  # of a group is in quotation marks: then it stands alone
FEWEST_TURNS = 2  # lines "NAME: ..." that make a transcript
NAME = r"[^\W\d_][\w.’'-]{0,30}"  # bounded, and parted by one blank: no way to read a line twice
DASHED = re.compile(rf"[ \t]{{0,9}}\n?[ \t]{{0,9}}(—|―|–|--)[ \t]{{0,9}}({NAME}(?:[ \t]{NAME}){{0,4}})")
TURN = re.compile(r"([A-Z][\w.’'-]{0,30}(?:[ \t][A-Z][\w.’'-]{0,30}){0,3}):\s+(?=\S)")
CONFIDENCE = {"name below": 0.7, "turn": 0.7, "quotation": 0.6}


def uncued(page: Page, cued: Sequence[Attribution]) -> list[Attribution]:
    """Return the speech without a cue whose source is told, beside what cues report."""
    turns = turns_of(page)
    if not turns and not page.quotes:
        return []
    taken = Taken([fragment for one in cued for fragment in one.fragments])
    turns = [one for one in turns if taken.is_free(one.fragments[0])]
    if turns:
        taken = Taken([*taken.bounds, *(one.fragments[0] for one in turns)])
    return [*turns, *quotations(page, cued, taken)]


class Taken:
    """Stretches that have a source already."""

    def __init__(self, bounds: Sequence[Bounds]) -> None:
        self.bounds: list[Bounds] = []
        for start, end in sorted(bounds):
            if self.bounds and start <= self.bounds[-1][1]:
                self.bounds[-1] = (self.bounds[-1][0], max(end, self.bounds[-1][1]))
            else:
                self.bounds.append((start, end))
        self._starts = [start for start, _ in self.bounds]

    def is_free(self, bounds: Bounds) -> bool:
        before = bisect_right(self._starts, bounds[1] - 1) - 1
        return before < 0 or self.bounds[before][1] <= bounds[0]


def turns_of(page: Page) -> list[Attribution]:
    """Return the turns of a transcript: paragraphs that begin with a name and a colon, if there are several."""
    found: list[Attribution] = []
    if page.text.count(":") < FEWEST_TURNS:
        return found
    for start, end in page.paragraphs:
        turn = TURN.match(page.text, start, end)
        if turn and is_speaker(page, *turn.span(1)):
            colon = (turn.end(1), turn.end(1) + 1)
            found.append(spoken("turn", (turn.end(), end), stripped(page.text, *turn.span(1)), colon))
    return found if len(found) >= FEWEST_TURNS else []


def is_speaker(page: Page, start: int, end: int) -> bool:
    """Say whether the words before a colon name who speaks: in capitals, or a person."""
    name = page.name_over(start, end)
    return page.text[start:end].isupper() or (name is not None and name.kind == "person")


def quotations(page: Page, cued: Sequence[Attribution], taken: Taken) -> Iterator[Attribution]:
    """Give the quotations without a cue: those above a name, and those that stand alone behind another one."""
    spoken_before = sorted((one.fragments[-1][1], one.speaker) for one in cued if one.speaker and one.marked)
    position = 0
    speaker: Bounds | None = None
    last = -1  # paragraph of the last quotation
    for quote in page.quotes:
        while position < len(spoken_before) and spoken_before[position][0] <= quote.start:
            last, speaker = page.paragraph_at(spoken_before[position][0] - 1), spoken_before[position][1]
            position += 1
        if quote.end <= quote.start or not taken.is_free((quote.start, quote.end)):
            continue
        below = DASHED.match(page.text, quote.close)
        paragraph = page.paragraph_at(quote.open)
        if below and page.text[below.start(2)].isupper():
            yield spoken(
                "name below", (quote.start, quote.end), stripped(page.text, *below.span(2)), below.span(1), quote
            )
        elif speaker and goes_on(page, quote, paragraph, last) and stands_alone(page, quote):
            yield spoken("quotation", (quote.start, quote.end), speaker, None, quote)
            last = paragraph


def goes_on(page: Page, quote: Quote, paragraph: int, last: int) -> bool:
    """Say whether a quotation may have the source of the last one: in its paragraph, or at the head of the next."""
    return paragraph == last or (paragraph == last + 1 and quote.open == page.paragraphs[paragraph][0])


def stands_alone(page: Page, quote: Quote) -> bool:
    """Say whether a quotation is a sentence, or sentences, by itself."""
    first, last = page.groups[page.group_of(page.first_token(quote.start))]
    length = page.ends[last - 1] - page.starts[first]
    inside = page.tokens(quote.start, quote.end)
    return quote.end - quote.start >= MOSTLY * length and inside[1] - inside[0] >= SHORTEST_SPEECH


def spoken(
    rule: str, content: Bounds, speaker: Bounds | None, cue: Bounds | None, quote: Quote | None = None
) -> Attribution:
    return Attribution(
        fragments=(content,),
        speaker=speaker,
        cue=cue,
        level="speech",
        denied=False,
        rule=rule,
        confidence=CONFIDENCE[rule],
        direct=True,
        marked=True,
        inherits=cue is None,
        balanced=quote is None or quote.balanced,
    )


def stripped(text: str, start: int, end: int) -> Bounds:
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
