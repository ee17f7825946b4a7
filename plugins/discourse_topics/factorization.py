"""Symmetric non-negative factorization: finds groups of words in a matrix of how strongly each pair belongs together.

A ≈ W Hᵀ with W drawn to H (Kuang, Yun and Park 2015, SymNMF), by hierarchical alternating least squares (Cichocki and
Phan 2009), started from the eigenvectors (Boutsidis and Gallopoulos 2008, NNDSVD). A is replaced by its leading
eigenvectors, half as many again as groups: what they leave out is mostly the chance of the sample, and a step costs a
fortieth. Nothing is drawn at random: the same matrix gives the same groups.
"""

from __future__ import annotations

import numpy as np

from .arrays import Matrix

SUBSPACE_ITERATIONS = 8
SURPLUS = 10  # directions beyond those wanted, which make the wanted ones converge
RANK = 1.5  # eigenvectors kept for each group
NOISE = 1e-3  # of the strongest pair: a group that explains less is none
FLOOR = 1e-9


def factorize(strengths: Matrix, number: int, *, iterations: int) -> Matrix:
    """Return the weights of words in groups, words x groups.

    Args:
        strengths: Symmetric, not negative, zeros on the diagonal.
        number: How many groups, at most as many as words. Those that are not there have weights of zero.
        iterations: How often both sides are improved.
    """
    values, vectors = leading_eigenvectors(strengths, min(len(strengths), round(RANK * number)))
    spread = vectors * values
    left = nonnegative_start(values[:number], vectors[:, :number])
    right = left.copy()
    pull = float(strengths.max(initial=0.0))  # how much the two sides are drawn to each other
    for _ in range(iterations):
        improve(left, right, spread @ (vectors.T @ right), pull)
        improve(right, left, spread @ (vectors.T @ left), pull)
    balance = np.sqrt((np.linalg.norm(right, axis=0) + FLOOR) / (np.linalg.norm(left, axis=0) + FLOOR))
    weights: Matrix = (left * balance + right / balance) / 2
    explained = (weights**2).sum(axis=0)
    weights[:, explained <= NOISE * strengths.max(initial=0.0)] = 0.0
    return weights


def leading_eigenvectors(strengths: Matrix, number: int) -> tuple[Matrix, Matrix]:
    """Return the largest eigenvalues, descending, and their eigenvectors as columns, by subspace iteration.

    The iteration starts from the columns of the words with most and strongest partners.
    """
    size = min(len(strengths), number + SURPLUS)
    start = np.argsort(-strengths.sum(axis=0), kind="stable")[:size]
    basis = np.linalg.qr(strengths[:, start])[0]
    for _ in range(SUBSPACE_ITERATIONS):
        basis = np.linalg.qr(strengths @ basis)[0]
    values, rotation = np.linalg.eigh(basis.T @ (strengths @ basis))
    order = np.argsort(-values, kind="stable")[:number]
    return values[order], basis @ rotation[:, order]


def nonnegative_start(values: Matrix, vectors: Matrix) -> Matrix:
    """Return a first guess: the heavier of the positive and the negative part of each eigenvector."""
    positive, negative = np.maximum(vectors, 0), np.maximum(-vectors, 0)
    heavier = np.linalg.norm(positive, axis=0) >= np.linalg.norm(negative, axis=0)
    start: Matrix = np.where(heavier, positive, negative) * np.sqrt(np.abs(values))
    return start


def improve(side: Matrix, other: Matrix, product: Matrix, pull: float) -> None:
    """Improve one side in place, group by group, with the other side as it is.

    Args:
        side: Weights of words in groups, words x groups.
        other: Those of the other side.
        product: The strengths times the other side.
        pull: How much this side is drawn to the other.
    """
    wanted = product + np.float32(pull) * other
    gram = other.T @ other + np.float32(pull) * np.eye(other.shape[1], dtype=other.dtype)
    for group in range(side.shape[1]):
        step = (wanted[:, group] - side @ gram[:, group]) / max(float(gram[group, group]), FLOOR)
        np.maximum(side[:, group] + step, 0, out=side[:, group])
