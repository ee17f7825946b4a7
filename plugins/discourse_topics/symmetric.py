"""Large symmetric matrices, words x words, of which one half is kept: blocks of rows, each from its diagonal on.

A product with a matrix of few columns takes as long as that with all rows, and half the memory. Blocks can be made one
after the other, so that a matrix that is multiplied only once is never there as a whole.

Pairs of words are numbered by cells: the smaller number of the two times the number of words, plus the larger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Self

import attrs
import numpy as np

from .arrays import Integers, Matrix

ROWS = 64  # of a block


@attrs.frozen(eq=False)
class Block:
    """Some rows of a symmetric matrix, from the column on that has the number of the first of them.

    Args:
        first: The number of the first row.
        values: Rows x columns; the square at the beginning is whole, both sides of its diagonal.
    """

    first: int
    values: Matrix

    @property
    def end(self) -> int:
        """The number after that of the last row."""
        return self.first + len(self.values)


@attrs.frozen(eq=False)
class Symmetric:
    """A symmetric matrix.

    Args:
        size: How many rows it has.
        blocks: Its blocks.
    """

    size: int
    blocks: tuple[Block, ...]

    @classmethod
    def of_cells(cls, cells: Integers, values: Matrix | Integers, size: int) -> Self:
        """Return the matrix with some values at the cells of pairs, ascending, and zeros elsewhere."""
        return cls(
            size, tuple(block_of(first, cells[here], values[here], size) for first, here in rows_of(cells, size))
        )

    def product(self, right: Matrix) -> Matrix:
        """Return the product with a matrix of few columns."""
        return product(self.blocks, right)

    @property
    def greatest(self) -> float:
        """The greatest number, 0 if there is none above."""
        return max((float(block.values.max(initial=0.0)) for block in self.blocks), default=0.0)

    def sums(self) -> Matrix:
        """Return the sum of each column, from its first row to its last."""
        sums: Matrix = np.zeros(self.size, np.float32)
        for block in self.blocks:
            sums[block.first :] = added(sums[block.first :], block.values)
            sums[block.first : block.end] = added(
                sums[block.first : block.end], np.ascontiguousarray(block.values[:, len(block.values) :].T)
            )
        return sums

    def columns(self, numbers: Integers) -> Matrix:
        """Return some columns."""
        columns: Matrix = np.zeros((self.size, len(numbers)), np.float32)
        for block in self.blocks:
            behind = np.flatnonzero(numbers >= block.first)
            columns[block.first : block.end, behind] = block.values[:, numbers[behind] - block.first]
            within = behind[numbers[behind] < block.end]
            columns[block.first :, within] = block.values[numbers[within] - block.first].T
        return columns


def added(sums: Matrix, rows: Matrix) -> Matrix:
    """Add rows to sums, one after the other."""
    total: Matrix = np.add.reduce(np.concatenate([sums[None], rows]), axis=0)
    return total


def product(blocks: Iterable[Block], right: Matrix) -> Matrix:
    """Return the product of a symmetric matrix, given by its blocks, with a matrix of few columns."""
    result: Matrix = np.zeros_like(right)
    for block in blocks:
        result[block.first : block.end] += block.values @ right[block.first :]
        result[block.end :] += block.values[:, len(block.values) :].T @ right[block.first : block.end]
    return result


def rows_of(cells: Integers, size: int) -> Iterator[tuple[int, slice]]:
    """Give the first row of each block, and where its pairs are among cells, ascending."""
    firsts = range(0, size, ROWS)
    # Of the kind of the cells: else all of them would be changed to the kind of these few.
    bounds = np.searchsorted(cells, (np.array([*firsts, size]) * size).astype(cells.dtype)).tolist()
    for first, (begin, end) in zip(firsts, pairwise(bounds), strict=True):
        yield first, slice(begin, end)


def block_of(first: int, cells: Integers, values: Matrix | Integers, size: int) -> Block:
    """Return a block, given the cells of the pairs whose smaller number is in its rows, and their values."""
    n_rows = min(ROWS, size - first)
    block: Matrix = np.zeros((n_rows, size - first), np.float32)
    places = cells // size  # in place, and without a second division: there are millions of pairs
    places *= -first
    places += cells
    places -= (size - first + 1) * first
    block.ravel()[places] = values
    square = block[:, :n_rows]
    square += np.triu(square, 1).T
    return Block(first, block)
