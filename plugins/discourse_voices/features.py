"""What the models are told: of each word, of places of two or three words, and of how a place stands to its cue.

A feature of a word is a string, described once a word and then looked up (`discourse_text.WindowScores`). A feature of
several things at once is a whole number: templates name the columns that go into it, and how many values each has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from discourse_text import WindowScores, word_classes, word_shape

from .cues import load_cues
from .page import Page

Whole = NDArray[np.intp]

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


def word_features(word: str) -> list[str]:
    """Return the features of a word, the same wherever in a window it stands."""
    lower = lower_of(word)
    coarse, middle, fine = word_classes(word)
    features = ["bias", f"w {lower}", f"a {coarse}", f"b {middle}", f"c {fine}", f"sh {word_shape(word)}"]
    features += [f"s{length} {lower[-length:]}" for length in (2, 3, 4)]
    return features + lexical_features(lower)


def lower_of(word: str) -> str:
    return word.lower().replace("’", "'")


def lexical_features(lower: str) -> list[str]:
    """Return what the table of cues says of a word."""
    table = load_cues()
    cue = table.forms.get(lower)
    features = ["writing"] if lower in table.writings else []
    if cue:
        features += [f"cue {cue.level}", f"takes {cue.takes}", f"cue {cue.level} {cue.takes}"]
    return features


@attrs.frozen
class Template:
    """What several columns say together.

    Args:
        columns: Their names.
        sizes: How many values each has.
    """

    columns: tuple[str, ...]
    sizes: tuple[int, ...]

    @property
    def size(self) -> int:
        return int(np.prod(self.sizes))

    def keys(self, values: Mapping[str, Whole]) -> Whole:
        """Return the number of what the columns say together, for each row."""
        total = values[self.columns[0]]
        for column, size in zip(self.columns[1:], self.sizes[1:], strict=True):
            total = total * size + values[column]
        return total


def templates(sizes: Mapping[str, int], lines: str) -> tuple[Template, ...]:
    """Make templates of lines that name their columns."""
    found = [tuple(line.strip().split("/")) for line in lines.strip().splitlines()]
    return tuple(Template(names, tuple(sizes[name] for name in names)) for names in found)


def offsets(of: Sequence[Template]) -> Whole:
    """Return where the keys of each template begin, if those of all stand in one row; the last is their number."""
    return np.cumsum([0, *(template.size for template in of)])


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
    number = KNOWN.get(lower_of(word))
    if number is None:
        number = 1 + len(FUNCTION_WORDS) + 2 * word_classes(word)[0] + word[0].isupper()
    return [*word_features(word), f"known {number}"]


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
    """

    scores: NDArray[np.int32]
    known: Whole
    middle: Whole
    head: Whole
    level: Whole
    name: Whole
    mark: Whole


def token_columns(page: Page, table: WindowScores) -> TokenColumns:
    edge = [""] * PAD
    rows = table.parts([[*edge, *page.words, *edge]])[0]
    known, middle, head, level = rows[:, -FACTS:].T.astype(np.intp)
    return TokenColumns(rows[:, :-FACTS], known, middle, head, level, padded(page.name_at), padded(page.mark_at))


def padded(column: Whole) -> Whole:
    edge = np.zeros(PAD, dtype=np.intp)
    return np.concatenate((edge, column, edge))


def counted(is_one: NDArray[np.bool_]) -> Whole:
    """Return how many there are before each place, and in all."""
    return np.concatenate((np.zeros(1, dtype=np.intp), np.cumsum(is_one)))
