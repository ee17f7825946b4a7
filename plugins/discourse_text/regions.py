"""Regions: which parts of a page are the article, and which are what stands around it.

Each block is judged by its form (length, capitals, how it begins and ends) and its position, never by the site that it
comes from. Headline, kicker, byline and dateline stand before the body; a biography stands before or behind it;
boilerplate may stand anywhere. What is not clearly something else is body: losing a paragraph is worse than keeping a
line too many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, get_args

from discourse import Columns, Document

from . import Region
from .blocks import Bounds, find_blocks

Kind = Literal["headline", "kicker", "byline", "dateline", "body", "biography", "boilerplate"]
KINDS = {kind: Region(kind) for kind in get_args(Kind)}

HEAD = 6  # blocks at the top in which headline, byline and dateline are looked for
TAIL = 6  # blocks at the end in which a byline or a biography is looked for
LONGEST_HEADLINE = 160  # characters
LONGEST_LINE = 90  # characters of a byline or a dateline
LONGEST_NOTICE = 300  # characters of a line of boilerplate
LONGEST_BIOGRAPHY = 900

NAME = r"(?:[A-Z][\w.'’-]*|de|van|von|der|la|al|bin|el)"
NAMES = rf"[A-Z][\w.'’-]*(?: {NAME}){{1,4}}"
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
DATE = rf"(?:{WEEKDAY},? )?(?:{MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {MONTH},? \d{{4}}|\d{{4}}-\d\d-\d\d)"

KICKER_WORDS = r"(?:Op-?Ed|Opinion|Analysis|Commentary|Editorial|Comment|Column|Interview|Perspective|Viewpoint|Essay)"
KICKER = re.compile(rf"(?:The )?{KICKER_WORDS}s?(?: \| .*)?:?", re.IGNORECASE)
TRAILING_KICKER = re.compile(rf"\s+[–—|-]+\s+({KICKER_WORDS})\s*\Z", re.IGNORECASE)
LEADING_KICKER = re.compile(rf"({KICKER_WORDS})\s*[:|–—]\s+(?=\S)", re.IGNORECASE)
BYLINE = re.compile(rf"(?:(?:By|Written by|Posted by|From|BY)\s+(?:{NAMES}|[A-Z][A-Z .'’-]+)|{NAMES})[^.!?]*\Z")
PLAIN_NAME = re.compile(rf"{NAMES}\Z")
STARTS_WITH_BY = re.compile(r"(?:by|written by|posted by)\s+\S", re.IGNORECASE)
DATELINE = re.compile(
    rf"(?:(?:Published|Updated|Posted|Last updated|Date)(?: on)?:?\s*)?{DATE}(?:[ ,|·–-]+(?:at )?\d{{1,2}}[:.]\d\d.*)?\Z",
    re.IGNORECASE,
)
LEADING_DATELINE = re.compile(r"(?:[A-Z][A-Z.'’ -]+(?:, [A-Z][\w.]+)*\s*)?\([A-Z][A-Za-z. ]{1,20}\)\s*(?:[-–—]+\s*)?(?=\S)")

ROLES = (
    r"professor|fellow|author|writer|columnist|director|editor|member|consultant|analyst|contributor|correspondent|"
    r"reporter|lecturer|economist|historian|president|founder|chair(?:man|woman)?|chief|senator|attorney|lawyer|"
    r"researcher|scholar|journalist|host|commentator|observer|ambassador|minister|teacher|student|strategist|adviser|advisor"
)
BIOGRAPHY = re.compile(
    rf"(?:Editor['’]s note: )?(?:The (?:author|writer)|He|She|{NAMES})(?:,[^,.]{{3,60}},)? (?:is|was|has been|served as|teaches|writes|works|serves|hosts|"
    rf"covers)\b.{{0,160}}?\b(?:{ROLES}|writes|covers|teaches)\b",
    re.DOTALL,
)
BIOGRAPHY_SIGN = re.compile(
    r"follow (?:him|her|them|the author) (?:on|at)\b|(?:his|her|their) (?:latest |new |most recent )?(?:book|novel)s?\b.{0,40}\bis\b|"
    r"the (?:views|opinions) expressed|@\w+\Z|can be reached at",
    re.IGNORECASE,
)

# Forms of lines that belong to the page, not to the article.
NOTICE = re.compile(
    r"(?:"
    r"leave a (?:reply|comment)|your e-?mail address will not|required fields|(?:post|add|submit|write) (?:a |your )?comment|"
    r"\d* ?comments?\Z|comments are closed|(?:be the first|log ?in|sign ?in|register) to (?:comment|reply|read|post)|save my name|"
    r"(?:sign up|subscribe|register)\b.{0,80}(?:newsletter|e-?mail|inbox|updates|daily|weekly|today|here|free|now)|"
    r"(?:get|receive) .{0,60}(?:inbox|newsletter)|newsletter sign|thanks for (?:signing up|subscribing)|"
    r"(?:click|tap) (?:here|to)\b|read (?:more|next|also|the full|full)\b|read:|join us\b|(?:the )?(?:views|opinions) expressed|more from\b|related(?: articles?| stories| content| posts?)?:?\Z|"
    r"related:|see also:?|you may also|recommended|(?:most|trending) (?:read|popular|viewed|now)|also on\b|next article|"
    r"(?:share|tweet|print|e-?mail|pin)(?: this| on| via| it)?\b.{0,40}\Z|follow us\b|like us\b|find us\b|join the (?:conversation|discussion)|"
    r"advertisement\b|sponsored\b|ad(?:vertising)?\Z|story continues|article continues|continue reading|skip to|back to top|"
    r"(?:photo|image|picture|video|illustration|credit|source|caption)s?(?: credit| by| courtesy| via| of)?\s*:|toggle caption|hide caption|"
    r"enlarge this image|(?:photo|image|illustration)(?:graph)? (?:by|courtesy)|"
    r"(?:copyright|©|\(c\)) ?\d*|all rights reserved|terms of (?:use|service)|privacy policy|cookie|"
    r"we use cookies|this (?:article|story|piece|post|column|essay) (?:was|is|has been|originally|first) (?:originally |first )?"
    r"(?:published|appeared|updated|adapted|corrected|part of)|(?:originally|first) (?:published|appeared)|reprinted with|"
    r"(?:want|like) to (?:read|write|submit|respond)|to (?:submit|respond to) (?:a |this )|have (?:a )?(?:tip|something to say)|"
    r"please (?:enable|disable|subscribe|support|consider|donate)|support (?:our|independent)|donate|"
    r"we (?:welcome|invite) (?:your )?(?:comments|letters|submissions)|story highlights|loading\b|tags?:|filed under|topics?:|"
    r"(?:getty images|reuters|afp|associated press|ap photo)\Z"
    r")",
    re.IGNORECASE,
)
CREDIT = re.compile(r"\((?:[^()]{0,60}(?:photo|image)[^()]{0,60}|[^()]{0,40}/(?:AP|AFP|Getty[^()]*|Reuters))\)\s*\Z|/(?:AP|AFP|Getty Images|Reuters)\Z", re.IGNORECASE)
ONLY_BEHIND = re.compile(
    r"(?:leave a (?:reply|comment)|related(?: articles?| stories| content| posts?)?:?\Z|read (?:more|next|also):|you may also|"
    r"more from\b|most (?:read|popular)|(?:\d+ )?comments?\Z|recommended)",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?…][\"'”’“)\]]*\s*\Z")
LETTERS = re.compile(r"[^\W\d_]")


class RegionAnalyzer:
    """Tells the regions of a page."""

    def analyze(self, document: Document) -> Columns[Region]:
        pieces = find_regions(document.text)
        return Columns(
            [start for start, _, _ in pieces], [end for _, end, _ in pieces], [KINDS[kind] for _, _, kind in pieces]
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
    classify_head(blocks, kinds)
    classify_tail(blocks, kinds)
    if "body" not in kinds:  # a page of notices and short lines: better all of it than nothing
        return ["body" if kind != "boilerplate" else kind for kind in kinds]
    return kinds


def is_notice(block: str) -> bool:
    if len(block) > LONGEST_NOTICE:
        return False
    return bool(NOTICE.match(block) or CREDIT.search(block)) or not LETTERS.search(block)


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
        elif len(block) <= LONGEST_LINE and is_byline(block, after_headline=seen_headline):
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
    if SENTENCE_END.search(block) and not block.rstrip().endswith(("?", "!")):
        return False
    return len(block.split()) >= 2 and any(len(other) > len(block) for other in following)


def is_byline(block: str, *, after_headline: bool) -> bool:
    if SENTENCE_END.search(block) and not STARTS_WITH_BY.match(block):
        return False
    if STARTS_WITH_BY.match(block):
        return bool(BYLINE.match(block)) or len(block.split()) <= 8
    return after_headline and bool(PLAIN_NAME.match(block)) and len(block.split()) <= 4


def is_biography(block: str) -> bool:
    return len(block) <= LONGEST_BIOGRAPHY and bool(BIOGRAPHY.match(block)) and bool(
        BIOGRAPHY_SIGN.search(block) or is_about_a_writer(block)
    )


def is_about_a_writer(block: str) -> bool:
    """Say whether a block of "NAME is ..." only introduces somebody: short, and without a word in quotes."""
    return len(block) <= 400 and not re.search("[“\"]\\w[^”\"]*[,.]?[”\"]\\s*(?:he|she|said)", block)


def classify_tail(blocks: Sequence[str], kinds: list[Kind]) -> None:
    """Find byline, biography and everything behind the article."""
    first = max(len(blocks) - TAIL, len(blocks) * 2 // 3, 1)
    for index in range(len(blocks) // 2, len(blocks)):
        if kinds[index] == "boilerplate" and ONLY_BEHIND.match(blocks[index]) and only_lines(blocks[index + 1 :]):
            kinds[index:] = ["boilerplate"] * (len(blocks) - index)
            break
    seen = last_article_block(kinds)
    for index in range(seen, first - 1, -1):
        block = blocks[index]
        if kinds[index] != "body":
            continue
        if is_biography(block) or (len(block) <= LONGEST_NOTICE and BIOGRAPHY_SIGN.search(block)):
            kinds[index] = "biography"
        elif len(block) <= LONGEST_LINE and (PLAIN_NAME.match(block) or STARTS_WITH_BY.match(block)):
            kinds[index] = "byline"
        else:
            return


def only_lines(blocks: Sequence[str]) -> bool:
    """Say whether blocks are lines of a page rather than paragraphs of an article."""
    return all(len(block) <= LONGEST_NOTICE for block in blocks)


def last_article_block(kinds: Sequence[Kind]) -> int:
    return max((index for index, kind in enumerate(kinds) if kind != "boilerplate"), default=len(kinds) - 1)


def split_block(text: str, start: int, end: int, kind: Kind) -> list[Piece]:
    """Cut a kicker off a headline ("... – OpEd"), and a dateline off the body ("WASHINGTON (AP) — ...")."""
    block = text[start:end]
    if kind == "headline":
        behind = TRAILING_KICKER.search(block)
        if behind:
            return [(start, start + behind.start(), "headline"), (start + behind.start(1), end, "kicker")]
        before = LEADING_KICKER.match(block)
        if before:
            return [(start, start + before.end(1), "kicker"), (start + before.end(), end, "headline")]
    if kind == "body":
        line = LEADING_DATELINE.match(text[start : min(end, start + LONGEST_LINE)])
        if line:
            return [(start, start + len(line.group().rstrip()), "dateline"), (start + line.end(), end, "body")]
    return [(start, end, kind)]
