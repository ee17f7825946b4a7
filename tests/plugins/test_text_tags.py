"""`tag`: parts of speech, the same as NLTK's perceptron gives with the same weights; and its file."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.tag.perceptron import PerceptronTagger

import discourse
from discourse import OptionError
from discourse_text import WindowScores, tag, tokenize, word_classes, word_shape
from discourse_text.tag_features import OFFSETS, tag_features
from discourse_text.tagging import Tagger
from discourse_text.training.tagger import WindowTagger
from discourse_text.weights import DATA, unpacked

SENTENCES = """
The minister of the interior resigned on Monday , after weeks of protests in Rabat .
“ We 've never promised that , ” Ms. Okafor said , and left the room .
Prices rose 4.5 % in 2019 ; wages did n't .
Nobody believes the committee 's report , which cites no sources at all .
Running for office costs more than most teachers earn in ten years .
US - LED FORCES LEAVE , SAYS GENERAL
""".strip().splitlines()


def spoken(sentence: str) -> str:
    return " ".join(tag(sentence.split()))


@pytest.mark.parametrize(
    ("sentence", "tags"),
    [
        ("The minister resigned .", "DT NN VBD ."),
        ("Unemployment fell to 4.5 % in March .", "NN VBD IN CD NN IN NNP ."),
        ("She has never lied to voters .", "PRP VBZ RB VBN IN NNS ."),
        ("They were told that the bridge is older .", "PRP VBD VBN IN DT NN VBZ JJR ."),
        ("Rabat 's mayors may march again .", "NNP POS NNS MD VB RB ."),
        ("He did n't want to leave .", "PRP VBD RB VB TO VB ."),
    ],
)
def test_words_get_the_tags_of_the_penn_treebank(sentence: str, tags: str) -> None:
    assert tags == spoken(sentence)


def test_the_same_word_is_tagged_by_what_stands_around_it() -> None:
    assert "VBP" in spoken("Reporters question every number .").split()[1]
    assert spoken("The question was simple .").split()[1] == "NN"


def test_no_words_have_no_tags() -> None:
    assert tag([]) == []


def test_a_text_that_is_not_cut_into_words_is_refused() -> None:
    with pytest.raises(discourse.TextError, match="words of a sentence"):
        tag("The minister resigned.")


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30))
def test_any_words_get_a_tag_each(words: list[str]) -> None:
    assert len(words) == len(tag(words))
    assert tag(words) == tag(words)


def test_a_sentence_is_tagged_alike_whatever_was_tagged_before() -> None:
    fresh = Tagger(DATA / "tagger.npz")
    alone = [Tagger(DATA / "tagger.npz").tag(sentence.split()) for sentence in SENTENCES]

    assert alone == [fresh.tag(sentence.split()) for sentence in SENTENCES]
    assert alone == [fresh.tag(sentence.split()) for sentence in SENTENCES]


def test_more_words_than_are_remembered_change_no_tag() -> None:
    tagger = Tagger(DATA / "tagger.npz")
    before = [tagger.tag(sentence.split()) for sentence in SENTENCES]
    for first in range(0, 25_000, 500):
        tagger.tag([f"w{number}x" for number in range(first, first + 500)])

    assert before == [tagger.tag(sentence.split()) for sentence in SENTENCES]


def test_threads_may_share_a_tagger() -> None:
    text = [
        [f"{word}{number}" if number % 3 else word for word in SENTENCES[number % 6].split()] for number in range(900)
    ]
    alone = [Tagger(DATA / "tagger.npz").tag(words) for words in text[:30]]
    shared = Tagger(DATA / "tagger.npz")
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(shared.tag, text))

    assert alone == together[:30]
    assert together == [shared.tag(words) for words in text]


@pytest.fixture(scope="module")
def reference() -> PerceptronTagger:
    """NLTK's own tagger, with our features and weights."""
    with np.load(DATA / "tagger.npz", allow_pickle=False) as stored:
        tags, classes = unpacked(stored["tags"]), unpacked(stored["classes"])
        seen = zip(unpacked(stored["seen"]), stored["seen_classes"].tolist(), strict=True)
        sure = zip(unpacked(stored["sure"]), stored["sure_tags"].tolist(), strict=True)
        tagger = WindowTagger({word: classes[place] for word, place in seen})
        tagger.tagdict = {word: tags[place] for word, place in sure}
        tagger.classes = tagger.model.classes = set(tags)
        entries = zip(stored["places"].tolist(), stored["values"].tolist(), strict=True)
        for name, length in zip(unpacked(stored["features"]), stored["lengths"].tolist(), strict=True):
            tagger.model.weights[name] = {tags[place]: value for place, value in islice(entries, length)}
    return tagger


@pytest.mark.parametrize("sentence", SENTENCES)
def test_nltk_gives_the_same_tags_with_the_same_weights(reference: PerceptronTagger, sentence: str) -> None:
    words = sentence.split()

    assert [own for _, own in reference.tag(words)] == tag(words)


@given(st.lists(st.sampled_from(sorted({word for line in SENTENCES for word in line.split()})), min_size=1))
def test_nltk_gives_the_same_tags_to_words_in_any_order(reference: PerceptronTagger, words: list[str]) -> None:
    assert [own for _, own in reference.tag(words)] == tag(words)


def test_neighbours_at_every_offset_count() -> None:
    told = {feature for offset in OFFSETS for feature in tag_features("Rabat", offset, {})}

    assert len(told) == sum(len(tag_features("Rabat", offset, {})) for offset in OFFSETS)


def gum_like(folder: Path) -> Path:
    """Write a corpus of our own sentences in the form of GUM's entity layer."""
    (folder / "gum").mkdir()
    documents = []
    for partition, lines in (("train", SENTENCES[:3]), ("dev", SENTENCES[3:4]), ("test", SENTENCES[4:])):
        text, tokens, sentences = "", [], []
        for line in lines:
            sentences.append([len(text), len(text) + len(line)])
            columns = tokenize(line)
            tags = tag([line[s:e] for s, e in zip(columns.starts, columns.ends, strict=True)])
            bounds = zip(columns.starts, columns.ends, tags, strict=True)
            tokens += [[len(text) + start, len(text) + end, own, ""] for start, end, own in bounds]
            text += line + "\n"
        documents.append({"partition": partition, "text": text, "tokens": tokens, "sentences": sentences})
    (folder / "gum" / "entities.jsonl").write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    return folder


def test_training_makes_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    data = gum_like(tmp_path)
    made = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        out.mkdir()
        subprocess.run(
            [sys.executable, "-m", "discourse_text.train", "--data", data, "--out", out, "--only", "tagger"],
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
        )
        made.append((out / "tagger.npz").read_bytes())

    assert made[0] == made[1]
    assert Tagger(tmp_path / "1" / "tagger.npz").tag("The minister resigned .".split())


def test_classes_bring_words_of_a_kind_together_and_level_digits() -> None:
    assert word_classes("January")[1] == word_classes("March")[1] != word_classes("resigned")[1]
    assert word_classes("1987") == word_classes("1953")
    assert word_classes("Zzyzxqua") == (0, 0, 0)


def test_shapes() -> None:
    assert [word_shape(word) for word in ("Rabat", "U.S.", "14-member", "NATO", "café")] == [
        "Xx",
        "X.X.",
        "d-x",
        "X",
        "x",
    ]


@pytest.mark.parametrize("weights", [np.array([[0.5]]), np.array([[2**31]]), np.array([[-(2**40)]])])
def test_weights_that_would_be_cut_are_refused(weights: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> None:
    with pytest.raises(OptionError, match="weights of words are whole numbers up to 1,000,000"):
        WindowScores(weights, {"a": 0}, [lambda word: [word]])
