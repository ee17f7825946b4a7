"""Symmetric matrices of which one half is kept are as good as the whole ones."""

from __future__ import annotations

import numpy as np
import pytest

from discourse_topics.arrays import Matrix
from discourse_topics.symmetric import ROWS, Symmetric

SIZES = [0, 1, 2, ROWS - 1, ROWS, ROWS + 1, 2 * ROWS + 7]


def random_matrix(size: int, *, with_diagonal: bool = True) -> Matrix:
    """A symmetric matrix of small whole numbers, so that sums are exact; three of four are zero."""
    drawn = np.random.default_rng(size).integers(-12, 4, (size, size)).clip(0)
    upper = np.triu(drawn, 0 if with_diagonal else 1)
    return np.asarray(upper + np.triu(upper, 1).T, np.float32)


def kept_by_halves(matrix: Matrix) -> Symmetric:
    first, second = np.nonzero(np.triu(matrix))
    return Symmetric.of_cells(first * len(matrix) + second, matrix[first, second], len(matrix))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("with_diagonal", [True, False])
def test_products_sums_and_columns_are_those_of_the_whole(size: int, with_diagonal: bool) -> None:
    whole = random_matrix(size, with_diagonal=with_diagonal)
    half = kept_by_halves(whole)
    right = np.arange(3 * size, dtype=np.float32).reshape(size, 3) % 7
    numbers = np.arange(size)[::-3]

    assert (whole @ right).tolist() == half.product(right).tolist()
    assert whole.sum(axis=0).tolist() == half.sums().tolist()
    assert whole[:, numbers].tolist() == half.columns(numbers).tolist()


def test_sums_are_those_of_the_whole_to_the_last_bit() -> None:
    """They say which words come first, and equal ones go by the alphabet."""
    drawn = np.random.default_rng(0).random((2 * ROWS + 5, 2 * ROWS + 5)).astype(np.float32)
    whole = np.triu(drawn, 1) + np.triu(drawn, 1).T

    assert whole.sum(axis=0).tolist() == kept_by_halves(whole).sums().tolist()


def test_only_half_of_the_numbers_is_kept() -> None:
    half = kept_by_halves(random_matrix(10 * ROWS))
    kept = sum(block.values.size for block in half.blocks)

    assert 0.5 < kept / (10 * ROWS) ** 2 < 0.56
