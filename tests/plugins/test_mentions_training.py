"""The weights of names: what they are learnt from, training to the byte, and the decoding of chains."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse_mentions.name_model import DATA, KINDS, LABELS, impossible
from discourse_mentions.sequences import Chains
from discourse_mentions.training.corpora import Named, read_gum, read_marked

OWN = DATA.parent / "training" / "op_eds.txt"


def named(document: Named) -> list[tuple[str, str]]:
    return [(document.text[start:end], kind) for start, end, kind in document.names]


def test_names_are_marked_by_brackets_behind_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "marked.txt"
    path.write_text(
        "# [place Oslo] Waits\n[person Anna Berg] left [place Oslo].\nNobody wept.\n\n[group Danes] came.",
        encoding="utf-8",
    )
    first, second = read_marked(path)

    assert first.text == "Oslo Waits\n\nAnna Berg left Oslo. Nobody wept. "
    assert named(first) == [("Oslo", "place"), ("Anna Berg", "person"), ("Oslo", "place")]
    assert named(second) == [("Danes", "group")]


def test_our_own_sentences_hold_every_kind_and_no_stray_bracket() -> None:
    documents = list(read_marked(OWN))

    assert {kind for document in documents for _, _, kind in document.names} == set(KINDS)
    assert [document.text for document in documents if "[" in document.text or "]" in document.text] == []


def test_of_a_noun_phrase_the_run_of_proper_nouns_is_the_name(tmp_path: Path) -> None:
    text = "The mayor of Oslo met Anna Berg on Monday with many Danes."
    tags = "DT NN IN NNP VBD NNP NNP IN NNP IN JJ NNPS .".split()
    words = [*text[:-1].split(), "."]
    tokens, last = [], 0
    for word, tag in zip(words, tags, strict=True):
        start = text.index(word, last)
        last = start + len(word)
        tokens.append([start, last, tag, word])
    kinds = ("person", "place", "person", "time", "person")
    phrases = zip(("The mayor of Oslo", "Oslo", "Anna Berg", "Monday", "many Danes"), kinds, strict=True)
    entities = [
        {"start": text.index(words), "end": text.index(words) + len(words), "type": kind} for words, kind in phrases
    ]
    (tmp_path / "gum").mkdir()
    document = {"partition": "train", "text": text, "tokens": tokens, "entities": entities}
    (tmp_path / "gum" / "entities.jsonl").write_text(json.dumps(document), encoding="utf-8")
    (found,) = read_gum(tmp_path, "train")

    assert named(found) == [("Oslo", "place"), ("Anna Berg", "person"), ("Danes", "group")]
    assert read_gum(tmp_path, "dev") == []


def test_training_makes_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from discourse_mentions.training.corpora import read_marked\n"
        "from discourse_mentions.training.name_weights import learn\n"
        "learn(list(read_marked(Path(sys.argv[1])))[:12]).save(Path(sys.argv[2]))"
    )
    made = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.npz"
        threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        environment = {"PYTHONHASHSEED": seed, "PATH": "", **threads}
        subprocess.run([sys.executable, "-c", script, OWN, path], check=True, env=environment, capture_output=True)
        made.append(path.read_bytes())

    assert made[0] == made[1]


def test_the_weights_are_whole_numbers_without_pickles() -> None:
    with np.load(DATA / "name_weights.npz", allow_pickle=False) as stored:
        assert {stored[name].dtype.kind for name in stored} <= {"i", "u"}


def test_importing_the_plugin_loads_no_numpy() -> None:
    script = "import sys, discourse_mentions\nprint('numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "False"


def test_only_what_has_begun_goes_on() -> None:
    never_follows, never_begins = impossible()
    follows = {(LABELS[a], LABELS[b]) for a, b in product(range(len(LABELS)), repeat=2) if not never_follows[a, b]}

    assert ("B-person", "I-person") in follows
    assert ("I-person", "I-person") in follows
    assert ("O", "I-person") not in follows
    assert ("B-place", "I-person") not in follows
    assert [label for label, never in zip(LABELS, never_begins, strict=True) if never] == [
        f"I-{kind}" for kind in KINDS
    ]


CHAINS = st.integers(2, 3).flatmap(
    lambda labels: st.tuples(
        st.lists(st.integers(1, 4), min_size=1, max_size=3), st.just(labels), st.integers(0, 2**32 - 1)
    )
)


@given(CHAINS)
def test_chains_are_decoded_as_by_trying_all_labellings(chain: tuple[list[int], int, int]) -> None:
    lengths, labels, seed = chain
    random = np.random.default_rng(seed)
    scores = random.normal(size=(sum(lengths), labels))
    moves, begin = random.normal(size=(labels, labels)), random.normal(size=labels)
    best = Chains(lengths).best(scores, moves, begin)
    sums = Chains(lengths).sums(scores, moves, begin)
    total, row = 0.0, 0
    for length in lengths:
        weights = {
            ways: begin[ways[0]]
            + sum(scores[row + place, label] for place, label in enumerate(ways))
            + sum(moves[pair] for pair in pairwise(ways))
            for ways in product(range(labels), repeat=length)
        }
        every = np.logaddexp.reduce(list(weights.values()))
        for place, label in product(range(length), range(labels)):
            share = sum(np.exp(weight - every) for ways, weight in weights.items() if ways[place] == label)

            assert share == pytest.approx(sums.probabilities[row + place, label])
        assert tuple(best[row : row + length]) == max(weights, key=lambda ways: weights[ways])
        total, row = total + every, row + length

    assert total == pytest.approx(sums.total)
