"""Chains around cues: the best labels and the sums over all labellings, against counting them one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse_voices.chains import COLUMNS, CUE, OTHER, PATTERNS, Chains
from discourse_voices.features import MOST_PRODUCTS

LENGTHS = st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=4)
SEEDS = st.integers(0, 10_000)


def made(sequences: list[tuple[int, bool]], seed: int) -> tuple[Chains, np.ndarray, np.ndarray]:
    numbers = np.random.default_rng(seed)
    lengths = np.array([length for length, _ in sequences])
    chains = Chains(lengths, np.array([behind for _, behind in sequences]))
    return chains, numbers.normal(size=(lengths.sum(), COLUMNS)) * 2, numbers.normal(size=(4, 4))


def labels_of(chains: Chains, segments: list[tuple[int, int, int, int]]) -> np.ndarray:
    labels = np.full(chains.lengths.sum(), OTHER)
    labels[chains.cues] = CUE
    for sequence, label, first, behind in segments:
        assert chains.ends[sequence] - chains.lengths[sequence] <= first < behind <= chains.ends[sequence]
        labels[first:behind] = label
    return labels


def labellings(changes: np.ndarray, start: int, length: int, behind: bool) -> Iterator[tuple[float, tuple[int, ...]]]:
    for labels in product(range(4), repeat=length):
        before = (CUE if behind else OTHER, *labels)
        yield sum(changes[start + place, before[place], label] for place, label in enumerate(labels)), labels


@settings(max_examples=60, deadline=None)
@given(LENGTHS, SEEDS)
def test_the_best_labels_are_the_best_of_all(sequences: list[tuple[int, bool]], seed: int) -> None:
    chains, scores, moves = made(sequences, seed)
    changes = chains.changes(scores, moves)
    segments, totals = chains.best(scores, moves)
    labels = labels_of(chains, segments)

    start = 0
    for (length, behind), total in zip(sequences, totals, strict=True):
        score, best = max(labellings(changes, start, length, behind))
        assert tuple(labels[start : start + length]) == best
        assert np.isclose(total, score)
        start += length


@settings(max_examples=60, deadline=None)
@given(LENGTHS, SEEDS)
def test_sums_are_over_all_labellings(sequences: list[tuple[int, bool]], seed: int) -> None:
    chains, scores, moves = made(sequences, seed)
    changes = chains.changes(scores, moves)
    pairs, total = chains.sums(changes)

    expected, start = 0.0, 0
    for length, behind in sequences:
        weights = [(score, labels) for score, labels in labellings(changes, start, length, behind) if score > -1e6]
        whole = np.logaddexp.reduce([score for score, _ in weights])
        expected += whole
        for place in range(length):
            for label in range(4):
                share = sum(np.exp(score - whole) for score, labels in weights if labels[place] == label)
                assert np.isclose(pairs[start + place, :, label].sum(), share)
        start += length
    assert np.isclose(total, expected)


@given(LENGTHS, SEEDS)
def test_nothing_labelled_scores_what_its_changes_add(sequences: list[tuple[int, bool]], seed: int) -> None:
    chains, scores, moves = made(sequences, seed)
    changes = chains.changes(scores, moves)

    start, expected = 0, []
    for length, behind in sequences:
        labels = [OTHER] * length if behind else [OTHER] * (length - 1) + [CUE]
        score = {labels: score for score, labels in labellings(changes, start, length, behind)}
        expected.append(score[tuple(labels)])
        start += length
    assert np.allclose(chains.silent(moves), expected)


def test_what_begins_and_ends_counts_where_the_label_changes() -> None:
    source, content, source_begins, content_begins, source_ends, content_ends = PATTERNS

    assert source[0, 1] == source[1, 1] == content[1, 2] == 1
    assert source_begins[0, 1] == source_begins[2, 1] == 1 and source_begins[1, 1] == 0
    assert content_begins[3, 2] == 1 and content_begins[2, 2] == 0
    assert source_ends[1, 3] == source_ends[1, 0] == 1 and source_ends[1, 1] == 0
    assert content_ends[2, 0] == 1 and content_ends[2, 2] == content_ends[0, 2] == 0


def test_changes_are_the_same_however_many_are_made_at_once() -> None:
    many = 2 * MOST_PRODUCTS // PATTERNS.size + 5
    scores = np.random.default_rng(1).integers(-500, 500, (many, COLUMNS)).astype(float)
    alone = Chains(np.ones(many, dtype=int), np.ones(many, dtype=bool))
    first = Chains(np.ones(7, dtype=int), np.ones(7, dtype=bool))

    changes = alone.changes(scores, np.zeros((4, 4)))

    assert np.array_equal(first.changes(scores[-7:], np.zeros((4, 4))), changes[-7:])
    assert np.array_equal(first.changes(scores[:7], np.zeros((4, 4))), changes[:7])
