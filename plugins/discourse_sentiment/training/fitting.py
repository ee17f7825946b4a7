"""Ridge regression over blocks of features of entries, folded into one weight for each entry.

A sentence is a row of a sparse matrix T (sentences x entries), a block says something of each entry (entries x
columns). The features of sentences are T @ block, scaled so that one penalty serves all; the fitted weight of an
entry is the sum of block @ coefficients.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack, identity
from sklearn.linear_model import Ridge

Floats = NDArray[np.float64]
DENSE_SCALE = 4.0  # lexicons and domains are few and well measured: they are shrunk less than single words


@attrs.frozen(eq=False)
class Block:
    """Something that is known of each entry.

    Args:
        columns: Entries x columns.
        scale: What sentences have of it on average, or None where the columns are taken as they are.
        each: Whether each column has that scale, or all together.
    """

    columns: csr_matrix
    scale: float | None
    each: bool = True

    @classmethod
    def dense(cls, columns: Floats, scale: float = DENSE_SCALE) -> Block:
        return cls(csr_matrix(columns), scale)

    @classmethod
    def identity(cls, matrix: csr_matrix, fewest: int) -> Block:
        """Return a column for each entry that stands in so many sentences."""
        counts = np.asarray((matrix != 0).sum(axis=0)).ravel()
        return cls(identity(matrix.shape[1], format="csr")[:, np.flatnonzero(counts >= fewest)], None)

    def features(self, matrix: csr_matrix) -> tuple[csr_matrix, Floats]:
        """Return what each sentence has of each column, and what columns were multiplied by."""
        features = (matrix @ self.columns).tocsr()
        if self.scale is None:
            return features, np.ones(features.shape[1])
        squares = np.asarray(features.multiply(features).mean(axis=0)).ravel()
        spread = np.sqrt(squares if self.each else np.full(len(squares), squares.sum()))
        scales = self.scale / np.maximum(spread, 1e-9) * (spread > 0.0)
        return (features @ diags(scales)).tocsr(), scales


@attrs.frozen(eq=False)
class Fitted:
    """A fitted regression.

    Args:
        parts: What each block adds to each entry.
        bias: What a sentence without entries has.
    """

    parts: tuple[Floats, ...]
    bias: float

    @property
    def weights(self) -> Floats:
        """What each entry adds."""
        return np.asarray(np.sum(self.parts, axis=0))


def fit_blocks(
    matrix: csr_matrix,
    blocks: Sequence[Block],
    ratings: Sequence[float],
    penalty: float,
    counts: Floats | None = None,
) -> Fitted:
    """Fit ratings of sentences; `counts` says how much each sentence counts."""
    scaled = [block.features(matrix) for block in blocks]
    features = hstack([one for one, _ in scaled]).tocsr()
    ridge = Ridge(alpha=penalty, solver="sparse_cg", tol=1e-6).fit(features, ratings, sample_weight=counts)
    parts, start = [], 0
    for block, (_, scales) in zip(blocks, scaled, strict=True):
        coefficients = ridge.coef_[start : start + len(scales)] * scales
        parts.append(np.asarray(block.columns @ coefficients).ravel())
        start += len(scales)
    return Fitted(tuple(parts), float(ridge.intercept_))
