"""Keys of templates: each says what its columns hold, and no two say the same."""

from __future__ import annotations

import numpy as np

from discourse_voices.features import MOST_PRODUCTS, templates

SIZES = {"side": 2, "mark": 4, "word": 250}


def test_a_key_counts_the_values_of_its_columns_and_templates_follow_one_another() -> None:
    of = templates(SIZES, "side/word\nword\nmark/side")
    values = np.array([[0, 1, 1], [3, 0, 3], [7, 0, 249]], dtype=np.float32)

    keys = of.keys(values)

    assert [[7, 250, 499], [507, 500, 749], [756, 751, 757]] == keys.tolist()
    assert 2 * 250 + 250 + 4 * 2 == of.count


def test_keys_are_the_same_however_many_are_made_at_once() -> None:
    of = templates(SIZES, "side/mark/word\nmark/word")
    many = 2 * MOST_PRODUCTS // of.digits.size + 5
    numbers = np.random.default_rng(1)
    values = np.stack([numbers.integers(0, size, many) for size in SIZES.values()]).astype(np.float32)

    together = of.keys(values)

    assert np.array_equal(
        together, np.concatenate([of.keys(part) for part in np.array_split(values, 7, axis=1)], axis=1)
    )
    assert together.max() < of.count
