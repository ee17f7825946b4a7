"""Sentences: where one ends within a paragraph.

Ends are looked for only at marks that can end a sentence and are followed by white space. What stands before the mark
(an abbreviation, an initial, a list number) and what stands behind (a small letter, a word that begins sentences)
decides. Quotation marks go with the sentence that they close, also where a text closes with an opening mark.

Why our own: see docs/decisions/0003-sentences.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from discourse import Columns, Document

from . import Sentence

# A mark, what closes after it, and white space. The closing marks include opening ones used to close: “work “.
# All runs are possessive or bounded, so that no text makes the search slower than linear.
END = re.compile(
    r"(?<![.!?…])([.!?…]++)"
    r"([\"'”’»)\]]*+(?:\s?[“\"](?=\s{0,3}[.,]|\s{0,3}\Z))?[.]?)"
    r"(\s++)(?=(\W{0,8})(\w{0,20}))"
)
LAST_WORD = re.compile(r"[\w.&'’-]*\Z")
WINDOW = 24  # how far back a word before a mark is read: longer ones are no abbreviations

# Before a name or a number: never the last word of a sentence.
TITLES = frozenset(
    "mr mrs ms mx dr prof rev fr hon gen col lt sgt capt cpl maj adm cmdr gov sen rep pres amb atty supt msgr st mt ft "
    "messrs mmes vs v cf al fig eq ca approx e.g i.e viz dept univ assn".split()
)
# Before a number only.
NUMBERED = frozenset(
    "no nos art sec para pp p vol ch fig ed op jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
# May end a sentence: it does if the next word is one that begins sentences.
OPEN = frozenset(
    "inc corp co ltd llc bros jr sr esq etc ave blvd rd est min max hrs ph.d m.d b.a m.a d.c a.m p.m".split()
)
STARTERS = frozenset(
    "a an the this that these those it its he his she her they their we our you your i my there here what who why how "
    "when where while if but and or so yet nor for in on at by to from with without of as after before during since "
    "although though because however moreover meanwhile nevertheless nonetheless instead indeed still then thus "
    "therefore now once only even not no one two some many most more both all each every another other such let mr mrs "
    "ms last next according despite unlike until under over first second finally perhaps maybe yes well".split()
)


class SentenceAnalyzer:
    """Splits paragraphs into sentences."""

    def analyze(self, document: Document) -> Columns[Sentence]:
        starts: list[int] = []
        ends: list[int] = []
        paragraphs = document["paragraphs"]
        for first, last in zip(paragraphs.starts, paragraphs.ends, strict=True):
            for start, end in split_sentences(document.text[first:last]):
                starts.append(first + start)
                ends.append(first + end)
        return Columns(starts, ends, (Sentence(),) * len(starts))


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Give the bounds of the sentences of a paragraph, without the white space around them."""
    start = len(text) - len(text.lstrip())
    for match in END.finditer(text):
        if match.end() < len(text) and match.start() > start and ends_sentence(text, match):
            end = match.start(3)
            yield start, end
            start = match.end()
    end = len(text.rstrip())
    if start < end:
        yield start, end


def ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Say whether a sentence ends at a mark."""
    marks, closing, _, opening, following = match.groups()
    if following[:1].islower() and following.islower():  # but "wikiHow", "iPhone" begin sentences
        return False
    if not following and not opening:
        return False
    if marks != ".":
        return not opening.startswith((",", ";"))
    before = LAST_WORD.search(text, max(0, match.start() - WINDOW), match.start())
    word = before.group().lower() if before else ""
    if closing or not word:
        return True
    return not is_abbreviation(word, text, match, following.lower())


def is_abbreviation(word: str, text: str, match: re.Match[str], following: str) -> bool:
    """Say whether the mark after a word belongs to it, so that the sentence goes on."""
    if word in TITLES:
        return True
    if word in NUMBERED:
        return following[:1].isdigit()
    if word.isdigit():
        return is_list_number(text, match, word)
    if is_initial(word) or word in OPEN or ("." in word and word[0].isalpha()):
        return following not in STARTERS
    return False


def is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha() and word != "i"


def is_list_number(text: str, match: re.Match[str], word: str) -> bool:
    """Say whether a number with a full stop stands at the head of the paragraph: "1. Reform the courts"."""
    head = len(text) - len(text.lstrip())  # of a paragraph nothing is cut off, so that nothing is copied
    return len(word) <= 3 and match.start() - len(word) <= head
