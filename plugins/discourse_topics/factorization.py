"""Symmetric non-negative factorization: finds groups of words in a matrix of how strongly each pair belongs together.

A ≈ W Hᵀ with W drawn to H (Kuang, Yun and Park 2015, SymNMF), by hierarchical alternating least squares (Cichocki and
Phan 2009), started from the eigenvectors (Boutsidis and Gallopoulos 2008, NNDSVD). A is replaced by its leading
eigenvectors: what they leave out is mostly the chance of the sample, and a step costs a fortieth. Nothing is drawn at
random: the same matrix gives the same groups.
"""

from __future__ import annotations

import attrs
import numpy as np

from .arrays import Matrix
from .symmetric import Symmetric

SUBSPACE_ITERATIONS = 8
SURPLUS = 10  # directions beyond those wanted, which make the wanted ones converge
ITERATIONS = 20  # more make no better topics
NOISE = 1e-3  # of the strongest pair: a group that explains less is none
FLOOR = 1e-9


@attrs.frozen(eq=False)
class Spectrum:
    """The leading eigenvalues of a matrix, descending, and their eigenvectors as columns."""

    values: Matrix
    vectors: Matrix


def leading_spectrum(strengths: Symmetric, number: int) -> Spectrum:
    """Find the leading eigenvectors of a symmetric matrix by subspace iteration.

    The iteration starts from the columns of the words with most and strongest partners, and from sums of the columns of
    the others, dealt out: no group of words is left out, be it apart from all others.
    """
    size = min(strengths.size, number + SURPLUS)
    order = np.argsort(-strengths.sums(), kind="stable")
    dealt: Matrix = np.zeros((strengths.size, size), np.float32)
    dealt[order[:size], np.arange(size)] = 1
    for place in range(min(SURPLUS, size)):
        dealt[order[size + place :: SURPLUS], -1 - place] = 1
    basis = np.linalg.qr(strengths.product(dealt))[0]
    for _ in range(SUBSPACE_ITERATIONS):
        basis = np.linalg.qr(strengths.product(basis))[0]
    return rotated(basis, basis.T @ strengths.product(basis), number)


def rotated(basis: Matrix, within: Matrix, number: int) -> Spectrum:
    """Return the leading eigenvectors within a subspace, of which a basis is given and the matrix seen from it."""
    values, rotation = np.linalg.eigh(within)
    order = np.argsort(-values, kind="stable")[:number]
    return Spectrum(values[order], basis @ rotation[:, order])


def factorize(spectrum: Spectrum, number: int, strongest: float) -> Matrix:
    """Return the weights of words in groups, words x groups.

    Args:
        spectrum: Of the strengths: symmetric, not negative, zeros on the diagonal.
        number: How many groups, at most as many as eigenvectors. Those that are not there have weights of zero.
        strongest: The greatest strength; the two sides are drawn to each other as strongly.
    """
    start = nonnegative_start(Spectrum(spectrum.values[:number], spectrum.vectors[:, :number]))
    spread = np.ascontiguousarray((spectrum.vectors * spectrum.values).T)
    left = np.ascontiguousarray(start.T)
    right = left.copy()
    for _ in range(ITERATIONS):
        improve(left, right, (right @ spectrum.vectors) @ spread, strongest)
        improve(right, left, (left @ spectrum.vectors) @ spread, strongest)
    left, right = left.T, right.T
    balance = np.sqrt((np.linalg.norm(right, axis=0) + FLOOR) / (np.linalg.norm(left, axis=0) + FLOOR))
    weights: Matrix = (left * balance + right / balance) / 2
    explained = (weights**2).sum(axis=0)
    weights[:, explained <= NOISE * strongest] = 0.0
    return weights


def nonnegative_start(spectrum: Spectrum) -> Matrix:
    """Return a first guess: the heavier of the positive and the negative part of each eigenvector."""
    positive, negative = np.maximum(spectrum.vectors, 0), np.maximum(-spectrum.vectors, 0)
    heavier = np.linalg.norm(positive, axis=0) >= np.linalg.norm(negative, axis=0)
    start: Matrix = np.where(heavier, positive, negative) * np.sqrt(np.abs(spectrum.values))
    return start


def improve(side: Matrix, other: Matrix, product: Matrix, pull: float) -> None:
    """Improve one side in place, group by group, with the other side as it is.

    Args:
        side: Weights of words in groups, groups x words.
        other: Those of the other side.
        product: Those of the other side times the strengths; it is overwritten.
        pull: How much this side is drawn to the other.
    """
    gram = other @ other.T
    own = np.maximum(gram.diagonal() + np.float32(pull), np.float32(FLOOR))[:, None]
    product += np.float32(pull) * other
    product /= own
    gram /= own
    np.fill_diagonal(gram, 0)
    zeros: Matrix = np.zeros(side.shape[1], np.float32)  # numpy compares rows three times as fast as a row and a number
    for row, wanted, shared in zip(side, product, gram, strict=True):
        wanted -= shared.dot(side)
        np.maximum(wanted, zeros, out=row)
