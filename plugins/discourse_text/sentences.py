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
from .paragraphs import parted

# A mark, what closes after it (also the number of a note), and white space. The closing marks include opening ones
# used to close: “work.“ and “work “.
# All runs are possessive or bounded, so that no text makes the search slower than linear. It begins with a mark,
# which is searched for fast; that it is the first of its run is seen behind it.
END = re.compile(
    r"([.!?…](?<![.!?…]{2})[.!?…]*+)"
    r"((?:[\"'”’»)\]]|[“„](?=\s)|\[\d{1,3}\]|[¹²³\u2070-\u2079*†‡])*+(?:\s?[“\"](?=\s{0,3}[.,]|\s{0,3}\Z))?[.]?)"
    r"(\s++)(?=(\W{0,8})(\w{0,20}))"
)
LAST_WORD = re.compile(r"[\w.&'’-]*\Z")
WINDOW = 24  # how far back a word before a mark is read: longer ones are no abbreviations

# Before a name or a number: never the last word of a sentence.
TITLES = frozenset(
    "mr mrs ms mx dr drs prof profs rev revs fr hon rt gen gens col lt sgt capt cpl pvt maj brig adm cmdr gov govs sen "
    "sens rep reps pres amb atty supt insp det asst msgr messrs mmes vs v cf al fig eq ca approx e.g i.e viz dept univ "
    "assn".split()
)
# Before a number only.
NUMBERED = frozenset(
    "no nos art sec para pp p vol ch fig ed op jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
# May end a sentence: it does if the next word is one that begins sentences.
OPEN = frozenset(
    "inc corp co ltd llc bros jr sr esq etc st mt ft ave blvd rd est min max hrs ph.d m.d b.a m.a d.c a.m p.m".split()
)
# The same, with a capital: "Port Orr, Fla. Mayor Hale", but "he fell ill. Hale left".
STATES = frozenset(
    "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn "
    "Tex Va Vt Wash Wis Wyo".split()
)
ABBREVIATIONS = frozenset((*TITLES, *NUMBERED, *OPEN, *map(str.lower, STATES)))
STARTERS = frozenset(
    "a an the this that these those it its he his she her they their we our you your i my there here what who why how "
    "when where while if but and or so yet nor for in on at by to from with without of as after before during since "
    "although though because however moreover meanwhile nevertheless nonetheless instead indeed still then thus "
    "therefore now once only even not no one two some many most more both all each every another other such let mr mrs "
    "ms last next according despite unlike until under over first second finally perhaps maybe yes well nobody none "
    "nothing everybody everyone everything somebody someone something few several".split()
)
TITLED = frozenset(("mr", "mrs", "ms"))  # they begin sentences, and names
# Who spoke, behind what was asked or shouted: “Why?” Mr. Orr asked.
SPEAKER = re.compile(
    r"(?:[A-Z][\w.'’-]{0,20} ){1,4}"
    r"(?:said|says|asked|asks|shouted|shouts|cried|cries|wrote|writes|replied|replies|added|adds|wondered|wonders"
    r"|demanded|demands|tweeted|tweets|answered|answers|exclaimed|yelled|joked|told|tells)\b"
)
ROMAN = re.compile(r"[IVX]{1,5}")


class SentenceAnalyzer:
    """Splits paragraphs into sentences."""

    def analyze(self, document: Document) -> Columns[Sentence]:
        starts: list[int] = []
        ends: list[int] = []
        for first, last in parted(document["paragraphs"]):
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
        return opening.endswith(("@", "#"))
    if not following and not opening:
        return False
    lower = following.lower()
    if marks != ".":
        return not opening.startswith((",", ";")) and not (closing and not opening and is_told(text, match, lower))
    if closing:
        return True
    first, last = max(0, match.start() - WINDOW), match.start()
    word = text[first:last].rpartition(" ")[2]
    if not word.isalpha():
        before = LAST_WORD.search(text, first, last)
        word = before.group() if before else ""
    elif len(word) > 1 and not word.isupper() and word.lower() not in ABBREVIATIONS:
        return True  # as nearly always
    return not word or not is_abbreviation(word, text, match, lower)


def is_told(text: str, match: re.Match[str], following: str) -> bool:
    """Say whether the words behind a quotation name who asked or shouted it."""
    return (following not in STARTERS or following in TITLED) and bool(SPEAKER.match(text, match.end()))


def is_abbreviation(word: str, text: str, match: re.Match[str], following: str) -> bool:
    """Say whether the mark after a word belongs to it, so that the sentence goes on."""
    lower = word.lower()
    if lower in TITLES:
        return True
    if is_list_mark(word, text, match):
        return True
    if lower in NUMBERED and not (len(word) == 1 and word.isupper()):
        return following[:1].isdigit()
    if is_initial(lower) or lower in OPEN or word in STATES or is_dotted(word):
        return following not in STARTERS
    return False


def is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha() and word != "i"


def is_dotted(word: str) -> bool:
    """Say whether a word has full stops as abbreviations do ("U.S", "Ph.D"), and not as addresses ("orr.com")."""
    first, _, others = word.partition(".")
    return bool(others) and first.isalpha() and len(first) <= 2 and max(map(len, others.split("."))) <= 4


def is_list_mark(word: str, text: str, match: re.Match[str]) -> bool:
    """Say whether a number with a full stop counts an item, as in "1. Reform" or "Two ways: 1. Pay. 2. Leave".

    It stands at the head of the paragraph, where it may be Roman too, or behind a mark that ends an item.
    """
    first = match.start() - len(word)
    if not (word.isdigit() and len(word) <= 3) and not ROMAN.fullmatch(word):
        return False
    behind = text[max(0, first - WINDOW) : first].rstrip()
    if not behind:
        return first <= len(text) - len(text.lstrip())
    if not word.isdigit() or len(word) > 2 or behind[-1] not in ".;!?:":
        return False
    return word == "1" if behind[-1] == ":" else not is_month_or_part(behind)


def is_month_or_part(before: str) -> bool:
    """Say whether a number belongs to the abbreviation before it: "Sept. 11", "Art. 5"."""
    last = LAST_WORD.search(before.rstrip("."))
    return last is not None and last.group().lower() in NUMBERED
