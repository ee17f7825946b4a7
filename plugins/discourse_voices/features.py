"""What the models are told: of each word, of places of two or three words, and of how a place stands to its cue.

A feature of a word is a string, described once a word and then looked up (`discourse_text.WindowScores`). A feature of
several things at once is a whole number: templates name the columns that go into it, and how many values each has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse_text import WindowScores, word_classes, word_shape

from .cues import load_cues
from .page import CLOSING, OPENING, Page

Whole = NDArray[np.intp]
Values = NDArray[np.float32]  # of columns: whole numbers up to 2**24 are exact

FUNCTION_WORDS = tuple(  # these are known one by one; other words by their class
    "a about according added against all also an and another any are as at be because been before being between both "
    "but by can could did do does during even every few first for former from had has have he her here him his how "
    "i if in into is it its just last like made many may me might more most much must my n't never no nor not now of "
    "on one only or other our out over said same say saying says she should since so some still such than that the "
    "their them then there these they this those though through to told too under until up us very was we were what "
    "when where whether which while who whom whose why will with without would yet you your "
    "'s 're 've 'd 'll 'm , . ; : ? ! - -- – — ― ( ) ' ‘ “ ” \" '' `` ...".split()
)
KNOWN = {word: number for number, word in enumerate(FUNCTION_WORDS, 1)}
COARSE, MIDDLE = 33, 129  # classes of words at two grains, and none
KNOWNS = 1 + len(FUNCTION_WORDS) + 2 * COARSE
LEVELS = {"speech": 1, "thought": 2, "writing": 3}


GRAINS = ("a", "b", "c")  # of classes of words, from coarse to fine


def word_features(word: str) -> list[str]:
    """Return the features of a word, the same wherever in a window it stands."""
    return features_by(word, lower_of(word), word_classes(word))


def features_by(word: str, lower: str, classes: tuple[int, int, int]) -> list[str]:
    """Do what `word_features` says, with what is known of the word already."""
    features = ["bias", "w " + lower, *of_classes(classes), "sh " + word_shape(word)]
    features += "s2 " + lower[-2:], "s3 " + lower[-3:], "s4 " + lower[-4:]
    return [*features, *lexical_features(lower)]


@lru_cache(maxsize=4096)  # there are some 500
def of_classes(classes: tuple[int, int, int]) -> tuple[str, ...]:
    return tuple([f"{grain} {number}" for grain, number in zip(GRAINS, classes, strict=True)])


def lower_of(word: str) -> str:
    return word.lower().replace("’", "'")


def lexical_features(lower: str) -> tuple[str, ...]:
    """Return what the table of cues says of a word."""
    return features_of_cues().get(lower, ())


@cache
def features_of_cues() -> Mapping[str, tuple[str, ...]]:
    """Return what the table of cues says of each word that it holds."""
    table = load_cues()
    found = dict.fromkeys(table.writings, ("writing",))
    for word, cue in table.forms.items():
        own = f"cue {cue.level}", f"takes {cue.takes}", f"cue {cue.level} {cue.takes}"
        found[word] = *found.get(word, ()), *own
    return found


MOST_PRODUCTS = 2**18  # at once; from more on OpenBLAS starts threads, which cost more than they gain here


@attrs.frozen(eq=False)
class Templates:
    """What several columns say together, as a number: a key.

    A key is a number whose digits are the values of the columns, each in a base of its own. So the keys of all
    templates are one product of matrices.

    Args:
        columns: Names of the columns.
        digits: What a value of a column (column) adds to the key of a template (row).
        starts: Where the keys of each template begin, if those of all stand in one row.
        count: How many keys there are.
    """

    columns: tuple[str, ...]
    digits: Values
    starts: Whole
    count: int

    def __len__(self) -> int:
        return len(self.starts)

    def table(self, rows: int) -> Values:
        """Return a table to be filled: a row for each column."""
        return np.empty((len(self.columns), rows), dtype=np.float32)

    def keys(self, values: Values) -> Whole:
        """Return the key of each template (row) for each of the values' columns."""
        rows = values.shape[1]
        found = np.empty((len(self), rows), dtype=np.intp)
        step = MOST_PRODUCTS // self.digits.size
        for start in range(0, rows, step):
            found[:, start : start + step] = self.digits @ values[:, start : start + step]
        found += self.starts[:, None]
        return found


def templates(sizes: Mapping[str, int], lines: str) -> Templates:
    """Make templates.

    Args:
        sizes: Column to how many values it has.
        lines: The columns of a template a line.
    """
    named = [line.strip().split("/") for line in lines.strip().splitlines()]
    columns = tuple(sizes)
    digits = np.zeros((len(named), len(columns)), dtype=np.float32)
    starts = [0]
    for row, names in enumerate(named):
        size = 1
        for name in reversed(names):
            digits[row, columns.index(name)] = size
            size *= sizes[name]
        starts.append(starts[-1] + size)
    return Templates(columns, digits, np.array(starts[:-1], dtype=np.intp), starts[-1])


PAD = 3  # tokens added before and behind a document, so that every place has neighbours
HEADS = 1200  # words told apart as heads of cues; 0 stands for others


FACTS = 4  # columns of numbers behind the scores of a word: what it is by itself


def word_table(features: Sequence[str], scores: NDArray[np.int16], heads: Sequence[str]) -> WindowScores:
    """Return a table of what each word adds to some scores, and what it is by itself: it is looked up once a token.

    Args:
        features: Features of words.
        scores: What each adds (row) to each score (column).
        heads: Words told apart as heads of cues.
    """
    facts = {f"known {number}": (0, number) for number in range(KNOWNS)}
    facts |= {f"b {number}": (1, number) for number in range(MIDDLE)}
    facts |= {f"w {word}": (2, number) for number, word in enumerate(heads, 1)}
    facts |= {f"cue {level}": (3, number) for level, number in LEVELS.items()}
    rows = {name: row for row, name in enumerate(dict.fromkeys((*features, *facts)))}
    table = np.zeros((len(rows), scores.shape[1] + FACTS), dtype=np.int16)
    table[: len(features), :-FACTS] = scores
    for name, (column, number) in facts.items():
        table[rows[name], column - FACTS] = number
    return WindowScores(table, rows, [described])


def described(word: str) -> list[str]:
    """Return the features of a word, and its number among function words or classes; of no word nothing."""
    if not word:
        return []
    lower, classes = lower_of(word), word_classes(word)
    number = KNOWN.get(lower)
    if number is None:
        number = 1 + len(FUNCTION_WORDS) + 2 * classes[0] + word[0].isupper()
    return [*features_by(word, lower, classes), f"known {number}"]


@attrs.frozen(eq=False)
class TokenColumns:
    """What is known of each token by itself, with `PAD` more at each end of the document.

    Args:
        scores: What its word adds to the scores of the models.
        known: Number of the function word, or of the class and whether the word is capitalized.
        middle: Number of the class of middle grain.
        head: Number among the words that are told apart as heads of cues.
        level: What the table of cues says of it: nothing, speech, thought, writing.
        name, mark: As `Page.name_at` and `Page.mark_at`.
        closed, opened: How many closing and how many opening quotation marks there are before it, and in all.
    """

    scores: NDArray[np.int32]
    known: NDArray[np.int32]
    middle: NDArray[np.int32]
    head: NDArray[np.int32]
    level: NDArray[np.int32]
    name: NDArray[np.uint8]
    mark: NDArray[np.uint8]
    closed: Whole
    opened: Whole


def token_columns(page: Page, table: WindowScores) -> TokenColumns:
    edge = [""] * PAD
    rows = table.parts([[*edge, *page.words, *edge]])[0]
    known, middle, head, level = np.ascontiguousarray(rows[:, -FACTS:].T)
    mark = padded(page.mark_at)
    closed, opened = counted(mark == CLOSING), counted(mark == OPENING)
    return TokenColumns(
        rows[:, :-FACTS], known, middle, head, level, padded(page.name_at), mark, closed, opened
    )


def padded(column: bytes | bytearray) -> NDArray[np.uint8]:
    edge = bytes(PAD)
    return np.frombuffer(edge + column + edge, dtype=np.uint8)


def counted(is_one: NDArray[np.bool_]) -> Whole:
    """Return how many there are before each place, and in all; of several rows each by itself."""
    found = np.zeros((*is_one.shape[:-1], is_one.shape[-1] + 1), dtype=np.intp)
    np.cumsum(is_one, axis=-1, out=found[..., 1:])
    return found
