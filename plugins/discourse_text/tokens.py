"""Tokens: words, numbers and marks, after the conventions of the Penn Treebank and its successors.

"don't" is "do" and "n't", "Morocco's" is "Morocco" and "'s"; compounds are cut at the hyphen ("long-term",
"14-member", "5-15"), words with an affix are not ("counter-terrorism", "ex-prisoners"); abbreviations keep their full
stop ("U.S.", "Mr."). Nothing is dropped but white space, and nothing is normalized.

Most of a text is plain words between blanks. They are taken all at once; only what holds a mark, a digit or an
apostrophe is cut further, and that is remembered, since it comes again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import add

from discourse import Columns, Document

from . import Token

# A run without white space that begins and ends with a letter or digit; "#" and "@" may lead it. Else marks.
COARSE = re.compile(r"[#@]?\w[\w\u0300-\u036f]*+(?:[^\w\s]+\w[\w\u0300-\u036f]*+)*+|\.\.+|--+|[^\w\s]")
LONGEST = 400  # a longer run is neither remembered nor looked at as an address
MARKS = frozenset('.,;:?!)”"')  # punctuation, and most of what stands behind a word

LONGEST_ABBREVIATION = 12

# What may be an address has one of these in it; the pattern for addresses is tried on nothing else.
ADDRESS_SIGNS = re.compile(r"[#@]|//|www\.|\.(?:com|org|net|gov|edu|co|io)(?!\w)", re.IGNORECASE)
ADDRESS = (
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[#@]\w+"
    r"|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|co\.uk|io)(?:/\S*)?(?!\w)"
)
LETTER = r"[^\W_\u0300-\u036f]|[\u0300-\u036f]"
END = r"(?![^\W_])"
NUMBER = rf"\d++(?:[.,:/]\d++)*+(?:(?:st|nd|rd|th|['’]?s){END})?"
ACRONYM = rf"(?:[^\W\d_]{{1,2}}\.){{1,12}}[^\W\d_]{END}\.?|(?:[^\W\d_]\.){{1,12}}[^\W\d_]{{1,2}}{END}\.?"
NEGATION = rf"n['’]t{END}"
CLITIC = rf"['’](?:s|re|ve|ll|d|m){END}"
WORD = (
    rf"(?:(?!{NEGATION})(?:{LETTER}))+"
    rf"(?:&(?=[^\W\d_])(?:{LETTER})+)?"
    rf"(?:['’](?!(?:s|re|ve|ll|d|m|t){END})(?:{LETTER})+)*"
)
ACRONYM_ONLY = re.compile(ACRONYM)
PLAIN = rf"{NUMBER}|{ACRONYM}|{NEGATION}|{CLITIC}|{WORD}|\.\.+|--+|_+|[^\w\s]"
WITHOUT_ADDRESS = re.compile(PLAIN, re.IGNORECASE)
WITH_ADDRESS = re.compile(f"{ADDRESS}|{PLAIN}", re.IGNORECASE)

# After these a hyphen binds: the word is one token.
AFFIXES = frozenset(
    "anti ante arch auto bi bio co counter cross de e ex extra hyper inter intra macro mega meta micro mid mini mis "
    "multi neo non pan para poly post pre pro proto pseudo quasi re semi socio sub super supra trans tri ultra un uni "
    "vice x".split()
)
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev gen col lt sgt capt gov sen rep pres st jr sr inc corp co ltd bros etc vs al dept "
    "jan feb mar apr jun jul aug sep sept oct nov dec fig eq vol ed eds approx ca cf p pp e.g i.e".split()
)


class TokenAnalyzer:
    """Cuts paragraphs into tokens."""

    def analyze(self, document: Document) -> Columns[Token]:
        paragraphs = document["paragraphs"]
        return read_tokens(document.text, zip(paragraphs.starts, paragraphs.ends, strict=True))


def tokenize(text: str) -> Columns[Token]:
    """Cut any text into tokens.

    Args:
        text: A text that need not be a document's, such as an entry of a lexicon.
    """
    return read_tokens(text, [(0, len(text))])


def read_tokens(text: str, stretches: Iterable[tuple[int, int]]) -> Columns[Token]:
    """Return the tokens of some stretches of a text.

    A stretch is cut at blanks, and the lengths of the pieces add up to their bounds. Pieces that are no plain word are
    looked at one by one; those that lie between them are taken over as they are.
    """
    starts: list[int] = []
    ends: list[int] = []
    others: list[tuple[int, Token]] = []  # index and kind of what is no plain word
    for start, end in stretches:
        pieces = text[start:end].replace("\n", " ").split(" ")
        firsts = [*accumulate([len(piece) + 1 for piece in pieces], initial=start)]
        lasts = [*map(add, firsts, map(len, pieces))]
        taken = 0
        for i in [i for i, is_plain in enumerate(map(str.isalpha, pieces)) if not is_plain]:
            word, mark = pieces[i][:-1], pieces[i][-1:]
            if mark in MARKS and word.isalpha() and not (mark == "." and is_abbreviation(word)):
                starts += firsts[taken : i + 1]
                ends += lasts[taken : i + 1]
                others.append((len(starts), PUNCTUATION_TOKEN))
                starts.append(lasts[i] - 1)
                ends[-1:] = lasts[i] - 1, lasts[i]
            else:
                starts += firsts[taken:i]
                ends += lasts[taken:i]
                for begin, stop, kind in cut(pieces[i]):
                    others.append((len(starts), kind))
                    starts.append(firsts[i] + begin)
                    ends.append(firsts[i] + stop)
            taken = i + 1
        starts += firsts[taken:-1]
        ends += lasts[taken:]
    kinds = [WORD_TOKEN] * len(starts)
    for index, kind in others:
        kinds[index] = kind
    return Columns(starts, ends, kinds)


def is_abbreviation(word: str) -> bool:
    """Say whether a full stop belongs to the token before it: "Mr.", "U.S.", "J."."""
    if len(word) > LONGEST_ABBREVIATION:
        return False
    if len(word) == 1:
        return word.isalpha() and word.isupper() and word != "I"
    return word.lower() in ABBREVIATIONS or ("." in word and bool(ACRONYM_ONLY.fullmatch(word)))


Piece = tuple[int, int, Token]


def cut(piece: str) -> Sequence[Piece]:
    """Cut what stands between blanks into tokens: bounds relative to its start, and kinds."""
    return cut_short(piece) if len(piece) <= LONGEST else coarse_pieces(piece)


@lru_cache(maxsize=10_000)
def cut_short(piece: str) -> tuple[Piece, ...]:
    return tuple(coarse_pieces(piece))


def coarse_pieces(piece: str) -> list[Piece]:
    found: list[Piece] = []
    for match in COARSE.finditer(piece):
        run, first = match.group(), match.start()
        if run == "." and found and found[-1][1] == first and is_abbreviation(piece[found[-1][0] : first]):
            found[-1] = (found[-1][0], first + 1, found[-1][2])
        elif len(run) == 1 or run.isalpha():
            found.append((first, match.end(), kind_of(run)))
        else:
            is_address = len(run) <= LONGEST and ADDRESS_SIGNS.search(run)
            parts = fine_pieces(run, WITH_ADDRESS if is_address else WITHOUT_ADDRESS)
            found += [(first + start, first + end, kind) for start, end, kind in parts]
    return found


def fine_pieces(run: str, pattern: re.Pattern[str]) -> tuple[Piece, ...]:
    spans: list[tuple[int, int]] = []
    for match in pattern.finditer(run):
        span = match.span()
        if (
            len(spans) >= 2
            and binds(run, spans[-2], spans[-1])
            and span[0] == spans[-1][1]
            and not DECADE.fullmatch(run, *span)
        ):
            spans[-2:] = [(spans[-2][0], span[1])]
        else:
            spans.append(span)
    return tuple((start, end, kind_of(run[start:end])) for start, end in spans)


DECADE = re.compile(r"\d{2,4}['’]?s")  # "mid-1990s" is cut, so that the decade can be read


def binds(run: str, before: tuple[int, int], mark: tuple[int, int]) -> bool:
    """Say whether a hyphen behind an affix binds what follows."""
    return run[mark[0] : mark[1]] in "-‑" and before[1] == mark[0] and run[before[0] : before[1]].lower() in AFFIXES


WORD_TOKEN, NUMBER_TOKEN = Token("word"), Token("number")
PUNCTUATION_TOKEN, SYMBOL_TOKEN = Token("punctuation"), Token("symbol")
SYMBOLS = frozenset("$€£¥¢%‰°+=<>|~^*/\\@#&§©®™_`")


@lru_cache(maxsize=20_000)
def kind_of(token: str) -> Token:
    """Return the kind of a token; "'s" and "#tag" are words."""
    first = token[1] if len(token) > 1 and token[0] in "'’#@" else token[0]
    if first.isdigit():
        return NUMBER_TOKEN
    if first.isalnum():
        return WORD_TOKEN
    return SYMBOL_TOKEN if first in SYMBOLS or not first.isprintable() or ord(first) > 0x2BFF else PUNCTUATION_TOKEN
