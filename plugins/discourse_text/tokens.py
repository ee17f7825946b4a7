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
from itertools import chain, pairwise
from typing import Any

from discourse import Columns, Document

from . import Token
from .paragraphs import parted

# A run without white space that begins and ends with a letter or digit; "#" and "@" may lead it. Else marks.
COARSE = re.compile(r"[#@]?\w[\w\u0300-\u036f]*+(?:[^\w\s]+\w[\w\u0300-\u036f]*+)*+|\.\.+|--+|[^\w\s]")
LONGEST = 400  # a longer run is neither remembered nor looked at as an address
MARKS = frozenset('.,;:?!)”"')  # punctuation, and most of what stands behind a word
BLANK, ALPHABETIC, OTHER, MARK, FULL_STOP = range(5)  # classes of characters; those above ALPHABETIC are no letters
LAST_LETTER = 0x2200  # letters behind it, as Chinese ones, are looked at one by one
FEWEST_CHARACTERS = 200  # of a text for which making arrays takes less time than it saves

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
CLITICS = ("s", "re", "ve", "ll", "d", "m")
CLITIC = rf"['’](?:{'|'.join(CLITICS)}){END}"
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
        return read_tokens(document.text, [*parted(document["paragraphs"])])


def tokenize(text: str) -> Columns[Token]:
    """Cut any text into tokens.

    Args:
        text: A text that need not be a document's, such as an entry of a lexicon.
    """
    return read_tokens(text, [(0, len(text))])


def read_tokens(text: str, stretches: Sequence[tuple[int, int]]) -> Columns[Token]:
    """Return the tokens of some stretches of a text.

    A stretch is cut at blanks. Pieces that are a plain word, or one with a mark behind it, are taken all at once; those
    that hold anything else are looked at one by one, as are all of a text so short that arrays do not pay.
    """
    if len(text) < FEWEST_CHARACTERS:
        return tokens_one_by_one(text, stretches)

    edges, classes = pieces_between(text, stretches)
    if not len(edges):
        return Columns((), (), ())
    firsts, lasts = edges[::2], edges[1::2]
    marked, rest = sorted_out(text, firsts, lasts, classes)
    bounds = zip(firsts[rest].tolist(), lasts[rest].tolist(), strict=True)
    return put_together(firsts, lasts, marked, rest, [cut(text[first:last]) for first, last in bounds])


def sorted_out(text: str, firsts: Any, lasts: Any, classes: Any) -> tuple[Any, Any]:
    """Tell pieces that are a word with a mark behind it, and those that are cut by themselves, from plain words."""
    import numpy as np

    odd = np.add.reduceat(classes > ALPHABETIC, firsts, dtype=np.intp)  # characters that are no letters
    others = np.flatnonzero(odd)
    ending = classes[lasts[others] - 1]
    are_marked = (odd[others] == 1) & (ending >= MARK) & (lasts[others] - firsts[others] > 1)
    for place in np.flatnonzero(are_marked & (ending == FULL_STOP)).tolist():
        if is_abbreviation(text[firsts[others[place]] : lasts[others[place]] - 1]):
            are_marked[place] = False
    return others[are_marked], others[~are_marked]


def put_together(firsts: Any, lasts: Any, marked: Any, rest: Any, cut_up: Sequence[Parts]) -> Columns[Token]:
    """Return the tokens of all pieces in order.

    The bounds of each piece are repeated as often as it has tokens. Those of a plain word are its token's; of a piece
    with a mark the last character becomes a token; to the first bound of others are added those within the piece.

    Args:
        firsts: Where the pieces begin.
        lasts: Where they end.
        marked: Which of them are a word with a mark behind it.
        rest: Which of them are cut by themselves.
        cut_up: The parts of these.
    """
    import numpy as np

    counts = np.ones(len(firsts), dtype=np.intp)  # tokens of each piece
    counts[marked] = 2
    counts[rest] = [len(parts[0]) for parts in cut_up]
    before = counts.cumsum() - counts  # tokens of the pieces before it
    starts, ends = firsts.repeat(counts), lasts.repeat(counts)
    marks = before[marked] + 1
    starts[marks] = ends[marks] - 1
    ends[marks - 1] -= 1
    begins = [*chain.from_iterable([parts[0] for parts in cut_up])]
    stops = [*chain.from_iterable([parts[1] for parts in cut_up])]
    kinds = [*chain.from_iterable([parts[2] for parts in cut_up])]
    several = counts[rest]
    # The tokens of the rest: numbered among themselves, and then moved on by the tokens of others before them.
    of_rest = np.arange(len(kinds)) + (before[rest] - (several.cumsum() - several)).repeat(several)
    from_piece = starts[of_rest]
    starts[of_rest] = from_piece + begins
    ends[of_rest] = from_piece + stops
    found = [WORD_TOKEN] * len(starts)
    for index in marks.tolist():
        found[index] = PUNCTUATION_TOKEN
    for index, kind in zip(of_rest.tolist(), kinds, strict=True):
        found[index] = kind
    return Columns(starts.tolist(), ends.tolist(), found)


def tokens_one_by_one(text: str, stretches: Iterable[tuple[int, int]]) -> Columns[Token]:
    starts: list[int] = []
    ends: list[int] = []
    kinds: list[Token] = []
    for first, last in stretches:
        for piece in text[first:last].replace("\n", " ").split(" "):
            parts = cut(piece)
            starts += [first + begin for begin in parts[0]]
            ends += [first + stop for stop in parts[1]]
            kinds += parts[2]
            first += len(piece) + 1
    return Columns(starts, ends, kinds)


def pieces_between(text: str, stretches: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
    """Return where the pieces between blanks begin and end, one after the other, and the class of each character."""
    import numpy as np

    classes = character_classes().take(
        np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4"), mode="clip"
    )
    around = [(0, 0), *(bounds for bounds in stretches if bounds[0] < bounds[1]), (len(text), len(text))]
    touching: list[int] = []
    for (_, end), (start, _) in pairwise(around):
        if end < start:
            classes[end:start] = BLANK
        elif 0 < end < len(text) and classes[end - 1] and classes[end]:
            touching += (end, end)
    is_blank = np.ones(len(text) + 2, dtype=np.bool_)
    np.equal(classes, BLANK, out=is_blank[1:-1])
    edges = np.flatnonzero(is_blank[1:] != is_blank[:-1])
    return (np.sort(np.concatenate((edges, touching))) if touching else edges), classes


@lru_cache(maxsize=1)
def character_classes() -> Any:
    """Return the class of each character by its code; the last stands for all behind it."""
    import numpy as np

    classes = np.array(
        [ALPHABETIC if chr(code).isalpha() else OTHER for code in range(LAST_LETTER)] + [OTHER], np.uint8
    )
    classes[[ord(mark) for mark in MARKS]] = MARK
    classes[ord(".")] = FULL_STOP
    classes[[ord(" "), ord("\n")]] = BLANK
    return classes


def is_abbreviation(word: str) -> bool:
    """Say whether a full stop belongs to the token before it: "Mr.", "U.S.", "J."."""
    if len(word) > LONGEST_ABBREVIATION:
        return False
    if len(word) == 1:
        return word.isalpha() and word.isupper() and word != "I"
    return word.lower() in ABBREVIATIONS or ("." in word and bool(ACRONYM_ONLY.fullmatch(word)))


Part = tuple[int, int, Token]
Parts = tuple[tuple[int, ...], tuple[int, ...], tuple[Token, ...]]  # starts, ends and kinds


def cut(piece: str) -> Parts:
    """Cut what stands between blanks into tokens: bounds relative to its start, and kinds."""
    return cut_short(piece) if len(piece) <= LONGEST else as_parts(coarse_parts(piece))


@lru_cache(maxsize=10_000)
def cut_short(piece: str) -> Parts:
    return as_parts(coarse_parts(piece))


def as_parts(parts: Sequence[Part]) -> Parts:
    starts, ends, kinds = zip(*parts, strict=True) if parts else ((), (), ())
    return starts, ends, kinds


def coarse_parts(piece: str) -> list[Part]:
    found: list[Part] = []
    for match in COARSE.finditer(piece):
        run, first = match.group(), match.start()
        if run == "." and found and found[-1][1] == first and is_abbreviation(piece[found[-1][0] : first]):
            found[-1] = (found[-1][0], first + 1, found[-1][2])
        elif len(run) == 1 or run.isalpha():
            found.append((first, match.end(), kind_of(run)))
        else:
            parts = compound_or_clitic(run)
            if parts is None:
                is_address = len(run) <= LONGEST and ADDRESS_SIGNS.search(run)
                parts = fine_parts(run, WITH_ADDRESS if is_address else WITHOUT_ADDRESS)
            found += [(first + start, first + end, kind) for start, end, kind in parts]
    return found


def compound_or_clitic(run: str) -> tuple[Part, ...] | None:
    """Cut the commonest of what is no plain word: "long-term", "Morocco's"; None for anything else."""
    for mark in ("-", "’", "'"):
        before, found, behind = run.partition(mark)
        if found:
            first, last = len(before), len(run)
            if not (before.isalpha() and behind.isalpha()):
                return None
            if mark != "-":
                if behind not in CLITICS:
                    return None
                return (0, first, WORD_TOKEN), (first, last, WORD_TOKEN)
            if before.lower() in AFFIXES:
                return ((0, last, WORD_TOKEN),)
            return (0, first, WORD_TOKEN), (first, first + 1, PUNCTUATION_TOKEN), (first + 1, last, WORD_TOKEN)
    return None


def fine_parts(run: str, pattern: re.Pattern[str]) -> tuple[Part, ...]:
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
