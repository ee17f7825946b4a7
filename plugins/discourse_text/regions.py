"""Regions: which parts of a page are the article, and which are what stands around it.

Each block is judged by its form (length, capitals, how it begins and ends) and its position, never by the site that it
comes from. Headline, kicker, byline and dateline stand before the body; a biography stands before or behind it;
boilerplate may stand anywhere. What is not clearly something else is body: losing a paragraph is worse than keeping a
line too many.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from typing import Literal, get_args

from discourse import Columns, Document

from . import Region
from .blocks import find_blocks
from .page_forms import (
    BIOGRAPHY,
    BIOGRAPHY_SIGN,
    BIOGRAPHY_SIGN_PARTS,
    BYLINE,
    BYLINE_WORD,
    CLOSING_MARKS,
    CONTRIBUTOR,
    CREDIT,
    CREDIT_PARTS,
    DATELINE,
    HIGHLIGHTS,
    KICKER,
    LEADING_DATELINE,
    LEADING_KICKER,
    LETTER,
    NAMES,
    NOTICE,
    NOTICE_BEHIND,
    PLAIN_NAME,
    SENTENCE_ENDS,
    SPEECH,
    STRONG_NOTICE,
    TRAILING_KICKER,
)

Kind = Literal["headline", "kicker", "byline", "dateline", "body", "biography", "boilerplate"]
KINDS = {kind: Region(kind) for kind in get_args(Kind)}

ENGLISH = re.compile(r"en(?:g|glish)?(?![a-z])", re.IGNORECASE)
HEAD = 6  # blocks at the top in which headline, byline and dateline are looked for
TAIL = 6  # blocks at the end in which a byline or a biography is looked for
LONGEST_HEADLINE = 160  # characters
LONGEST_LINE = 90  # characters of a byline or a dateline
LONGEST_NOTICE = 300  # characters of a line of boilerplate
LONGEST_CREDIT = 80  # characters at the end of a block
LONGEST_PITCH = 600  # of one whose first words leave no doubt
LONGEST_LINE_WORDS = 8  # words of a line with a full stop that may be a notice all the same
LONGEST_BIOGRAPHY = 900


class RegionAnalyzer:
    """Tells the regions of a page."""

    def analyze(self, document: Document) -> Columns[Region]:
        warn_of_language(document.metadata.get("language"))
        pieces = find_regions(document.text)
        return Columns(
            [start for start, _, _ in pieces], [end for _, end, _ in pieces], [KINDS[kind] for _, _, kind in pieces]
        )


def warn_of_language(language: object) -> None:
    """Warn of a document that says it is not English. Python shows one warning for each text, so one a language."""
    if isinstance(language, str) and language.strip() and not ENGLISH.match(language.strip()):
        warnings.warn(
            f"metadata['language'] is {language!r}: the analyzers read English, and what they find in other "
            "languages means little",
            stacklevel=1,
        )


Piece = tuple[int, int, Kind]


def find_regions(text: str) -> list[Piece]:
    """Return the regions of a page in order: runs of blocks of one kind, without the white space around them."""
    blocks = find_blocks(text)
    kinds = classify([text[start:end] for start, end in blocks])
    pieces: list[Piece] = []
    for (start, end), kind in zip(blocks, kinds, strict=True):
        for piece in split_block(text, start, end, kind):
            if pieces and pieces[-1][2] == piece[2]:
                pieces[-1] = (pieces[-1][0], piece[1], piece[2])
            else:
                pieces.append(piece)
    return pieces


def classify(blocks: Sequence[str]) -> list[Kind]:
    """Tell what each block is. A text of one paragraph is body."""
    kinds: list[Kind] = ["body"] * len(blocks)
    if len(blocks) < 2:
        return kinds
    for index, block in enumerate(blocks):
        if is_notice(block):
            kinds[index] = "boilerplate"
    classify_highlights(blocks, kinds)
    classify_head(blocks, kinds)
    classify_tail(blocks, kinds)
    if "body" not in kinds:  # a page of notices and short lines: better all of it than nothing
        return ["body" if kind != "boilerplate" else kind for kind in kinds]
    return kinds


def is_notice(block: str) -> bool:
    """Say whether a block belongs to the page rather than to the article."""
    if len(block) > LONGEST_NOTICE:
        return len(block) <= LONGEST_PITCH and bool(STRONG_NOTICE.match(block))
    if STRONG_NOTICE.match(block) or has_credit(block):
        return True
    if not LETTER.search(block):
        return not DATELINE.match(block)
    return not is_prose(block) and bool(NOTICE.match(block))


def has_credit(block: str) -> bool:
    """Say whether a block ends with a credit; the pattern is slow, so it is asked only if a part of one is there."""
    end = block[-LONGEST_CREDIT:].casefold()
    are_there = any(map(end.__contains__, CREDIT_PARTS))
    return are_there and bool(CREDIT.search(block, max(0, len(block) - LONGEST_CREDIT)))


def ends_sentence(block: str) -> bool:
    return block.rstrip().rstrip(CLOSING_MARKS).endswith(SENTENCE_ENDS)


def is_prose(block: str) -> bool:
    """Say whether a block reads as a sentence of an article: long enough, and with a full stop."""
    return ends_sentence(block) and len(block.split(None, LONGEST_LINE_WORDS)) > LONGEST_LINE_WORDS


def classify_highlights(blocks: Sequence[str], kinds: list[Kind]) -> None:
    """Find the lines that sum up the article, behind "Story highlights", and the name below the author's picture."""
    first = next((index for index, block in enumerate(blocks[:HEAD]) if HIGHLIGHTS.match(block)), None)
    if first is None:
        return
    last = first + 1
    while last < min(first + HEAD, len(blocks) - 1) and is_summary(blocks[last]):
        last += 1
    kinds[first:last] = ["boilerplate"] * (last - first)
    summary = " ".join(blocks[first:last])
    for index in range(last, min(last + 2 * HEAD, len(blocks) - 1)):
        block = blocks[index]
        if len(block) <= LONGEST_LINE and PLAIN_NAME.match(block) and block.split()[-1] in summary:
            kinds[index] = "boilerplate"


def is_summary(block: str) -> bool:
    return len(block) <= LONGEST_HEADLINE and not ends_sentence(block)


def classify_head(blocks: Sequence[str], kinds: list[Kind]) -> None:
    """Find kicker, headline, byline, dateline and a biography above the body."""
    seen_headline = False
    for index, block in enumerate(blocks[: min(HEAD, len(blocks) - 1)]):
        if kinds[index] == "boilerplate":
            continue
        if KICKER.fullmatch(block):
            kinds[index] = "kicker"
        elif len(block) <= LONGEST_LINE and DATELINE.match(block):
            kinds[index] = "dateline"
        elif is_biography(block):
            kinds[index] = "biography"
        elif len(block) <= LONGEST_HEADLINE and is_byline(block, blocks[index + 1], after_headline=seen_headline):
            kinds[index] = "byline"
        elif not seen_headline and is_headline(block, blocks[index + 1 :]):
            kinds[index] = "headline"
            seen_headline = True
        else:
            return


def is_headline(block: str, following: Sequence[str]) -> bool:
    """Say whether a block is a headline: a short line, no full stop, and a text behind it that is longer."""
    if len(block) > LONGEST_HEADLINE or "\n" in block:
        return False
    if ends_sentence(block) and not block.rstrip().endswith(("?", "!")):
        return False
    if block.endswith((",", ";")):  # "Dear neighbours,"
        return False
    return len(block.split()) >= 2 and any(len(other) > len(block) for other in following)


def is_byline(block: str, following: str, *, after_headline: bool) -> bool:
    """Say whether a block names who wrote: "By ...", a name behind the headline, names with titles, their office."""
    if ends_sentence(block):
        return False
    if CONTRIBUTOR.match(block) or (NAMES.match(block) and (after_headline or CONTRIBUTOR.match(following))):
        return True
    if len(block) > LONGEST_LINE:
        return False
    if CONTRIBUTOR.match(following) and PLAIN_NAME.match(block):
        return True
    if BYLINE_WORD.match(block):
        return bool(BYLINE.match(block))
    return after_headline and bool(PLAIN_NAME.match(block)) and len(block.split()) <= 4


def is_biography(block: str) -> bool:
    return (
        len(block) <= LONGEST_BIOGRAPHY
        and bool(BIOGRAPHY.match(block))
        and (has_biography_sign(block) or is_about_a_writer(block))
    )


def has_biography_sign(block: str) -> bool:
    """Say whether a sign of a biography is in a block; the pattern is slow, and asked as in `has_credit`."""
    folded = block.casefold()
    return any(map(folded.__contains__, BIOGRAPHY_SIGN_PARTS)) and bool(BIOGRAPHY_SIGN.search(block))


def is_about_a_writer(block: str) -> bool:
    """Say whether a block of "NAME is ..." only introduces somebody: short, and without a word in quotes."""
    return len(block) <= 400 and not SPEECH.search(block)


def classify_tail(blocks: Sequence[str], kinds: list[Kind]) -> None:
    """Find byline, biography and everything behind the article."""
    first = max(len(blocks) - TAIL, len(blocks) * 2 // 3, 1)
    for index in range(max(len(blocks) // 2, last_prose(blocks, kinds)), len(blocks)):
        if kinds[index] == "boilerplate" and NOTICE_BEHIND.match(blocks[index]):
            kinds[index:] = ["boilerplate"] * (len(blocks) - index)
            break
    seen = last_article_block(kinds)
    for index in range(seen, first - 1, -1):
        block = blocks[index]
        if kinds[index] != "body":
            continue
        if is_biography(block) or (len(block) <= LONGEST_NOTICE and has_biography_sign(block)):
            kinds[index] = "biography"
        elif len(block) <= LONGEST_LINE and (PLAIN_NAME.match(block) or BYLINE_WORD.match(block)):
            kinds[index] = "byline"
        else:
            return


def last_prose(blocks: Sequence[str], kinds: Sequence[Kind]) -> int:
    """Return the last block of prose that is not known as boilerplate, 0 if there is none."""
    backwards = range(len(blocks) - 1, -1, -1)
    return next((index for index in backwards if kinds[index] != "boilerplate" and is_prose(blocks[index])), 0)


def last_article_block(kinds: Sequence[Kind]) -> int:
    backwards = range(len(kinds) - 1, -1, -1)
    return next((index for index in backwards if kinds[index] != "boilerplate"), len(kinds) - 1)


def split_block(text: str, start: int, end: int, kind: Kind) -> list[Piece]:
    """Cut a kicker off a headline ("... – OpEd"), and a dateline off the body ("WASHINGTON (AP) — ...")."""
    if kind == "headline":
        block = text[start:end]
        behind = TRAILING_KICKER.search(block)
        if behind:
            return [(start, start + behind.start(), "headline"), (start + behind.start(1), end, "kicker")]
        before = LEADING_KICKER.match(block)
        if before:
            return [(start, start + before.end(1), "kicker"), (start + before.end(), end, "headline")]
    if kind == "body":
        head = text[start : min(end, start + LONGEST_LINE)]
        line = LEADING_DATELINE.match(head) if "(" in head else None
        if line:
            return [(start, start + len(line.group().rstrip()), "dateline"), (start + line.end(), end, "body")]
    return [(start, end, kind)]
