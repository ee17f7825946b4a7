"""Where names may stand: stretches of capitalized words with the small words, marks and digits that names contain.

What of a stretch is a name, and of what, is for the model to say (`name_model`); it is asked about nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, count
from operator import ne

import attrs

from discourse import Document
from discourse_text import lowered, words

from .sentence_tokens import sentence_ranges

INSIDE = frozenset(
    "of the and & - – ' ’ for de da di du del della der den des van von la las le los el al bin ibn y e zu i".split()
)
LEADING = frozenset("al el de da di du del der van von bin ibn d l ter la".split())
BEFORE_CAPITAL = LEADING | {"-"}
ALONE_NO_NAME = frozenset(  # they begin sentences: half of all capitalized words, and no names where none follows
    "the a an this that these those it its he his she her they their we our you your i my there here what who which "
    "why how when where while if but and or so yet nor for in on at by to from with without of as after before during "
    "since although though because however not no is are was were do does did has have had can could would "
    "should".split()
)
MOST_INSIDE = 3  # "University of the West", "Stratford - upon - Avon"
COLUMN = "   "  # blanks that part the columns of a table
LONGEST_LINE = 30  # tokens of a headline
FEWEST_LONGER = 4  # words of four letters and more
MOST = 0.8  # of them


@attrs.frozen
class Page:
    """The tokens of a document as columns, and where names may stand in them.

    Args:
        words, lower: Token texts, as they are and in small letters.
        starts, ends: Bounds of the tokens in the text.
        sentences: Bounds of the sentences, in tokens.
        stretches: Where names may stand: bounds in tokens, and the number of the sentence.
        in_lines: Numbers of the sentences in which capitals show nothing, such as headlines.
    """

    words: tuple[str, ...]
    lower: tuple[str, ...]
    starts: Sequence[int]
    ends: Sequence[int]
    sentences: Sequence[range]
    stretches: Sequence[tuple[int, int, int]]
    in_lines: frozenset[int]


def read_page(document: Document) -> Page:
    tokens = document["tokens"]
    plain, lower, inside = words(document), lowered(document), sentence_ranges(document)
    capitals = [*compress(count(), map(ne, plain, lower))]
    if "’" in document.text:  # it is straight among small letters, and no capital
        capitals = [i for i in capitals if "’" not in plain[i] or plain[i].lower() != plain[i]]
    stretches = find_stretches(plain, lower, inside, capitals, columns_of(document))
    capitalized: dict[int, int] = {}
    for start, end, number in stretches:
        capitalized[number] = capitalized.get(number, 0) + end - start
    lines = frozenset(
        number
        for number, count in capitalized.items()
        if 2 * count > len(inside[number]) and is_line(plain, inside[number])
    )
    return Page(plain, lower, tokens.starts, tokens.ends, inside, stretches, lines)


def find_stretches(
    plain: Sequence[str],
    lower: Sequence[str],
    sentences: Sequence[range],
    capitals: Sequence[int],
    apart: frozenset[int],
) -> list[tuple[int, int, int]]:
    """Return the stretches between the first and the last of capitalized words that only `INSIDE` words part."""
    found: list[tuple[int, int, int]] = []
    number, first, limit = -1, 0, 0  # of the sentence, and its bounds
    start = end = -1
    for index in capitals:
        while index >= limit and number + 1 < len(sentences):
            number += 1
            first, limit = sentences[number].start, sentences[number].stop
        if index >= limit:
            break
        if index < first:
            continue
        if (
            start >= first
            and index - end <= MOST_INSIDE
            and (index == end and not apart or joins(lower, end, index, apart))
        ):
            found[-1] = (start, index + 1, number)
        else:
            leads = index > first and lower[index - 1] in BEFORE_CAPITAL
            start = with_leading(lower, index, first, apart) if leads else index
            found.append((start, index + 1, number))
        end = index + 1
    behind = (*lower, "")
    return [
        (start, behind_digits(lower, end, sentences[number].stop), number)
        if behind[end] == "-" or behind[end].isdigit()
        else (start, end, number)
        for start, end, number in found
        if end - start > 1 or lower[start] not in ALONE_NO_NAME or plain[start].isupper() and len(plain[start]) > 1
    ]


def joins(lower: Sequence[str], end: int, index: int, apart: frozenset[int]) -> bool:
    """Say whether what stands between two capitalized words may stand inside a name."""
    if apart and not apart.isdisjoint(range(end, index + 1)):
        return False
    return end == index or all(word in INSIDE or word.isdigit() for word in lower[end:index])


def with_leading(lower: Sequence[str], index: int, first: int, apart: frozenset[int]) -> int:
    """Return where the stretch of a capitalized word begins: at the "al-" of "al-Qaeda", the "de" of "de Blasio"."""
    start = index
    while start > first and index - start < MOST_INSIDE and start not in apart:
        before = lower[start - 1]
        if before not in LEADING and not (before == "-" and start - 1 > first and lower[start - 2] in LEADING):
            break
        start -= 1
    return start


def columns_of(document: Document) -> frozenset[int]:
    """Return the tokens before which a column of a pasted table ends: no name crosses it."""
    text, tokens = document.text, document["tokens"]
    if "\t" not in text and COLUMN not in text:
        return frozenset()
    gaps = enumerate(zip(tokens.ends, tokens.starts[1:], strict=False), start=1)
    return frozenset(
        index for index, (end, start) in gaps if start > end and ("\t" in text[end:start] or COLUMN in text[end:start])
    )


def behind_digits(lower: Sequence[str], end: int, limit: int) -> int:
    """Return the end of a stretch with the number behind it: "Apollo 11", "Covid-19"."""
    if end < limit and lower[end].isdigit():
        return end + 1
    if end + 1 < limit and lower[end] == "-" and lower[end + 1].isdigit():
        return end + 2
    return end


def is_line(plain: Sequence[str], inside: range) -> bool:
    """Say whether capitals show no names in a sentence: in a headline, or where all is in capitals.

    Of the longer words of a headline nearly all have a capital, and it does not end with a full stop.
    """
    longer = [plain[i] for i in inside if len(plain[i]) > 3]
    if len(longer) < FEWEST_LONGER:
        return False
    if len(inside) <= LONGEST_LINE and plain[inside[-1]] != ".":
        return sum(word[0].isupper() for word in longer) > MOST * len(longer)
    return sum(map(str.isupper, longer)) > MOST * len(longer)
