"""The shipped weights: their files, and that training makes the same bytes each time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse_sentiment.lexicon import DATA
from discourse_sentiment.weights import (
    LABELS,
    SentenceWeights,
    TargetWeights,
    label_probabilities,
    length_factor,
    packed,
    quantized,
    sentence_weights,
    target_weights,
    unpacked,
)

MOST_BYTES = 2_000_000
scores = st.floats(-1e6, 1e6)


def test_weights_are_small_and_hold_no_pickle() -> None:
    files = sorted(DATA.glob("*.npz"))

    assert [file.name for file in files] == ["sentences.npz", "targets.npz"]
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES
    for file in files:
        with np.load(file, allow_pickle=False) as stored:
            assert all(stored[name].dtype.kind in "iuf" for name in stored)


def test_each_data_file_has_its_card() -> None:
    cards = {card.name.removesuffix(".card.md") for card in DATA.glob("*.card.md")}

    assert {file.stem for file in DATA.glob("*.npz")} | {file.stem for file in DATA.glob("*.toml")} == cards


def test_sentence_weights_come_back_from_a_file(tmp_path: Path) -> None:
    ours = sentence_weights()
    kept = attrs.evolve(ours, words=ours.words[:50], table=ours.table[:50])
    kept.save(tmp_path / "kept.npz")
    back = SentenceWeights.load(tmp_path / "kept.npz")

    assert kept.words == back.words
    assert np.allclose(kept.table, back.table, atol=1e-4)
    assert (kept.units, kept.bias, kept.low, kept.high) == (back.units, back.bias, back.low, back.high)
    assert kept.digest() == back.digest() != ours.digest()


def test_target_weights_come_back_from_a_file(tmp_path: Path) -> None:
    ours = target_weights()
    ours.save(tmp_path / "kept.npz")
    back = TargetWeights.load(tmp_path / "kept.npz")

    assert np.allclose(ours.hashed, back.hashed)
    assert (ours.named, ours.bias, ours.valences) == (back.named, back.bias, back.valences)


def test_a_file_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        target_weights().save(tmp_path / name)

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


@given(st.lists(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=2), min_size=1, max_size=20))
def test_whole_numbers_stand_for_weights_within_one_step(rows: list[list[float]]) -> None:
    values = np.array(rows)
    whole, scales = quantized(values, np.int16)

    assert (np.abs(whole * scales - values) <= scales * 0.5001 + np.abs(values) * 1e-3 + 1e-5).all()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1))
def test_words_come_back_from_bytes(words: list[str]) -> None:
    assert words == unpacked(packed(words))


@given(scores)
def test_the_labels_share_one_probability(score: float) -> None:
    ours = sentence_weights()
    chances = label_probabilities(score, ours.slope, ours.low, ours.high)

    assert len(LABELS) == len(chances)
    assert pytest.approx(sum(chances)) == 1.0
    assert all(0.0 <= chance <= 1.0 for chance in chances)


def test_no_length_boosts_without_end() -> None:
    assert length_factor(0) == length_factor(8) > length_factor(20)
    assert [length_factor(20), length_factor(80)] == [1.0, 0.5]


def test_analyzing_loads_no_training_library() -> None:
    script = (
        "import sys, discourse_sentiment.sentences as s, discourse_sentiment.targets as t\n"
        "s.SentimentAnalyzer(), t.TargetAnalyzer()\n"
        "print([name for name in ('sklearn', 'scipy', 'nltk', 'pandas') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


def test_importing_the_plugin_loads_no_numpy() -> None:
    script = "import sys, discourse_sentiment\nprint('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "False"


# Training, on a few sentences in the shapes of the data

RATED = [
    ("The plan is superb and fair.", 2.5, "positive"),
    ("A shameful and corrupt deal.", -2.5, "negative"),
    ("The hall opens at nine.", 0.0, "neutral"),
    ("Not a fair plan.", -1.0, "negative"),
    ("A very honest speech in the hall.", 2.0, "positive"),
    ("The war killed nine.", -1.5, "negative"),
]
JUDGED = [
    ("Critics call Hale corrupt.", "negative"),
    ("Voters admire Hale.", "positive"),
    ("Then Hale left.", "neutral"),
]


def write_lines(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(name="data")
def _data(tmp_path: Path) -> Path:
    folder = tmp_path / "sentiment"
    folder.mkdir()
    for name in ("nyt_train", "movie", "amazon", "tweets"):
        rows = [{"id": f"{i}_1", "text": t, "score": s, "label": label} for i in range(6) for t, s, label in RATED]
        write_lines(folder / f"{name}.jsonl", rows)
    mentions: list[dict[str, object]] = [
        {"id": f"a_{i}_{label}", "text": f"{text} {i}", "start": text.index("Hale"), "end": text.index("Hale") + 4,
         "mention": "Hale", "label": label}
        for i in range(8) for text, label in JUDGED
    ]  # fmt: skip
    write_lines(folder / "newsmtsc_train.jsonl", mentions)
    for name in ("opeds/speeches", "topics/state_union"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write_lines(tmp_path / f"{name}.jsonl", [{"text": "We met Hale in the hall."}])
    (folder / "opinion_lexicon.json").write_text('{"honest": 1, "shameful": -1}', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["sentence_weights", "target_weights"])
def test_training_makes_the_same_bytes_each_time(data: Path, tmp_path: Path, name: str) -> None:
    pytest.importorskip("sklearn")
    from importlib import import_module

    learn = import_module(f"discourse_sentiment.training.{name}").learn
    for copy in ("one", "two"):
        weights, figures = learn(data)
        weights.save(tmp_path / f"{copy}.npz")
        assert figures

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
