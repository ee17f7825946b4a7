"""What the models are told: of places of two or three words, and of each token by itself.

A feature of several things at once is a whole number: templates name the columns that go into it, and how many values
each has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from .page import CLOSING, OPENING, Page
from .words import FACTS, WordTable

Whole = NDArray[np.intp]
Values = NDArray[np.float32]  # of columns: whole numbers up to `EXACT` are exact

EXACT = 2**24
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
        if size > EXACT:
            raise ValueError(f"template {'/'.join(names)} has {size} keys, and only {EXACT} are told apart")
        starts.append(starts[-1] + size)
    return Templates(columns, digits, np.array(starts[:-1], dtype=np.intp), starts[-1])


PAD = 3  # tokens added before and behind a document, so that every place has neighbours


@attrs.frozen(eq=False)
class TokenColumns:
    """What is known of each token by itself, with `PAD` more at each end of the document.

    Args:
        cue_scores: What its word adds to a cue, a row for each place of the word around it.
        role_scores, rows: What words add to the chain (`MetWords.roles`), and the row of each token's word in it.
        known: Number of the function word, or of the class and whether the word is capitalized.
        middle: Number of the class of middle grain.
        head: Number among the words that are told apart as heads of cues.
        level: What the table of cues says of it: nothing, speech, thought, writing.
        name, mark: As `Page.name_at` and `Page.mark_at`.
        closed, opened: How many closing and how many opening quotation marks there are before it, and in all.
    """

    cue_scores: NDArray[np.int32]
    role_scores: NDArray[Any]
    rows: Whole
    known: NDArray[np.int32]
    middle: NDArray[np.int32]
    head: NDArray[np.int32]
    level: NDArray[np.int32]
    name: NDArray[np.uint8]
    mark: NDArray[np.uint8]
    closed: Whole
    opened: Whole


def token_columns(page: Page, table: WordTable) -> TokenColumns:
    edge = [""] * PAD
    met, rows = table.met([*edge, *page.words, *edge])
    columns = np.array(met.columns.take(rows, axis=0).T, dtype=np.int32, order="C")
    known, middle, head, level = columns[:FACTS]
    mark = padded(page.mark_at)
    closed, opened = counted(mark == CLOSING), counted(mark == OPENING)
    return TokenColumns(
        columns[FACTS:], met.roles, rows, known, middle, head, level, padded(page.name_at), mark, closed, opened
    )


def columns_of(bounds: Sequence[tuple[int, int]]) -> Whole:
    """Return the firsts and the lasts of bounds, as rows; numpy takes three times as long with pairs."""
    return np.fromiter(chain.from_iterable(bounds), dtype=np.intp, count=2 * len(bounds)).reshape(-1, 2).T


def padded(column: bytes | bytearray) -> NDArray[np.uint8]:
    edge = bytes(PAD)
    return np.frombuffer(edge + column + edge, dtype=np.uint8)


def counted(is_one: NDArray[np.bool_]) -> Whole:
    """Return how many there are before each place, and in all; of several rows each by itself."""
    found = np.zeros((*is_one.shape[:-1], is_one.shape[-1] + 1), dtype=np.intp)
    np.cumsum(is_one, axis=-1, out=found[..., 1:])
    return found
