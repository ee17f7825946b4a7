"""Counts of shards: their sum is the count of the whole, and the model of the sum is the model of the whole."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import FormatError, NotFittedError, OptionError, TextError
from discourse_topics import TopicCounts, TopicModel, WordCounts

THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))
ARTICLES = [article for trio in zip(*THEMES.values(), strict=True) for article in trio]
MODEL = TopicModel(n_topics=3).fit(ARTICLES)
VOCABULARY = MODEL.vocabulary_
COUNTS = MODEL.topic_counts(ARTICLES, VOCABULARY)
LAWS = settings(max_examples=30, deadline=None)

# Which of up to six shards each article is in; shards may be empty.
CUTS = st.lists(st.integers(0, 5), min_size=len(ARTICLES), max_size=len(ARTICLES))


def shards_of(cut: Sequence[int], articles: Sequence[str] = ARTICLES) -> list[list[str]]:
    return [[article for article, shard in zip(articles, cut, strict=True) if shard == number] for number in range(6)]


def fitted_in_shards(shards: Sequence[Sequence[str]], **options: Any) -> TopicModel:
    model = TopicModel(**{"n_topics": 3, **options})
    vocabulary = model.choose_vocabulary(sum(model.word_counts(shard) for shard in shards))  # type: ignore[arg-type]
    return model.fit_counts(sum(model.topic_counts(shard, vocabulary) for shard in shards))  # type: ignore[arg-type]


def plain(counts: TopicCounts | WordCounts) -> tuple[Any, ...]:
    """Return counts as values that can be compared."""
    if isinstance(counts, WordCounts):
        return counts.n_documents, {word: number for word, number in counts.documents.items() if number}
    arrays = (counts.cells.tolist(), counts.in_documents.tolist(), counts.in_windows.tolist())
    return counts.vocabulary, counts.n_documents, counts.n_places, arrays


# The model of the sum


@given(CUTS, st.permutations(range(6)))
@LAWS
def test_a_model_of_shards_is_the_model_of_the_whole_byte_for_byte(cut: list[int], order: list[int]) -> None:
    shards = shards_of(cut)
    model = fitted_in_shards([shards[number] for number in order])

    assert MODEL.digest() == model.digest()
    assert MODEL.labels_ == model.labels_


@pytest.mark.parametrize(
    "options",
    [
        {"phrases": ["small classes", "single track", "cod quota"]},
        {"tokenizer": str.split, "stop_words": None},
        {"tokenizer": str.split, "phrases": ["the trains", "the quota"], "max_df": 1.0},
        {"stop_words": ["cod", "trains", "the"]},
        {"min_df": 2, "max_df": 0.3},
        {"max_features": 20},
        {"vocabulary": ["cod", "quota", "herring", "trains", "track", "pupils", "exams", "teachers"]},
        {"seeds": {"Fish": ["cod"]}},
        {"n_topics": 1},
    ],
)
def test_every_parameter_counts_in_shards_as_it_does_in_fit(options: dict[str, Any]) -> None:
    expected = TopicModel(**{"n_topics": 3, **options}).fit(ARTICLES)
    model = fitted_in_shards([ARTICLES[11:], ARTICLES[:4], [], ARTICLES[4:11]], **options)

    assert expected.vocabulary_ == model.vocabulary_
    assert expected.digest() == model.digest()
    assert MODEL.digest() != model.digest()


def test_shards_of_documents_are_as_good_as_shards_of_texts() -> None:
    documents = [discourse.analyze(article, "tokens") for article in ARTICLES[:7]]

    assert MODEL.digest() == fitted_in_shards([documents, ARTICLES[7:]]).digest()  # type: ignore[list-item]


def test_counts_of_a_fit_are_those_of_its_shards() -> None:
    assert MODEL.counts_ is not None

    assert plain(COUNTS) == plain(MODEL.counts_)


def test_a_model_does_not_depend_on_hash_seed_or_threads_in_shards_or_whole() -> None:
    code = (
        "import random; from discourse_topics import TopicModel; draw = random.Random(0); "
        "words = [f'word{n}' for n in range(600)]; "
        "texts = [' '.join(draw.sample(words[60 * (n % 10) : 60 * (n % 10) + 90], 40)) for n in range(900)]; "
        "model = TopicModel(n_topics=8, stop_words=None, tokenizer=str.split); "
        "whole = TopicModel(**model.get_params()).fit(texts); "
        "parts = [texts[n::3] for n in range(3)]; "
        "vocabulary = model.choose_vocabulary(sum(map(model.word_counts, parts))); "
        "model.fit_counts(sum(model.topic_counts(part, set(vocabulary)) for part in parts)); "
        "print(whole.digest(), model.digest())"
    )
    digests = {
        digest
        for threads, seed in (("1", "0"), ("2", "1"))
        for digest in subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
    }

    assert len(digests) == 1


HOSTILE = [
    "Рыбаки вернулись в порт без трески, рыбаки недовольны.",
    "عاد الصيادون إلى الميناء بلا سمك",
    "漁民 回到 港口 沒有 鱈魚",
    "cod\0quota \x1b[2J herring",
    "cod\u2028quota\u200b \ufeffherring İstanbul ﬁsh ß",
    "?! … -- ’’’ '' ,",
    "-" * 5000,
    "a" * 20_000,
    "cod " * 20_000,
    " \n\t\r\n",
]


@given(st.lists(st.sampled_from(HOSTILE), max_size=6), st.integers(0, 24))
@LAWS
def test_hostile_texts_are_counted_in_shards_as_in_the_whole(texts: list[str], cut: int) -> None:
    articles = [*ARTICLES, *texts]
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        expected = TopicModel(n_topics=3).fit(articles)
        model = fitted_in_shards([articles[cut:], articles[:cut]])

    assert expected.digest() == model.digest()
    assert np.isfinite(model.transform(HOSTILE)).all()


def test_counts_of_very_many_copies_of_an_archive_hold_topics() -> None:
    counts = COUNTS
    for _ in range(30):
        counts = counts + counts
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        shares = TopicModel(n_topics=3).fit_counts(counts).transform(ARTICLES)

    assert 2**30 * len(ARTICLES) == counts.n_documents
    assert {0, 1, 2} == set(shares.argmax(axis=1).tolist())


# Adding


@given(CUTS)
@LAWS
def test_counts_add_up_in_any_order_and_grouping(cut: list[int]) -> None:
    shards = shards_of(cut)
    counters: tuple[Callable[[list[str]], Any], ...] = (
        MODEL.word_counts,
        lambda shard: MODEL.topic_counts(shard, VOCABULARY),
    )
    for count in counters:
        one, two, three, *others = [count(shard) for shard in shards]

        assert plain(one + two) == plain(two + one)
        assert plain((one + two) + three) == plain(one + (two + three))
        assert plain(count(ARTICLES)) == plain(sum([one, two, three, *others]))


def test_adding_leaves_the_summands_as_they_are() -> None:
    one, other = MODEL.topic_counts(ARTICLES[:5], VOCABULARY), MODEL.topic_counts(ARTICLES[5:], VOCABULARY)
    words = MODEL.word_counts(ARTICLES)
    before = plain(one), plain(other), plain(words)
    _ = one + other, words + words

    assert before == (plain(one), plain(other), plain(words))


def test_an_empty_shard_changes_nothing() -> None:
    assert plain(COUNTS) == plain(COUNTS + MODEL.topic_counts([], VOCABULARY))
    assert plain(MODEL.word_counts(ARTICLES)) == plain(MODEL.word_counts([]) + MODEL.word_counts(ARTICLES))


def test_documents_without_a_known_word_count_as_documents_alone() -> None:
    blank = ["", "2003 — 7 %", "…"]
    words, pairs = MODEL.word_counts(blank), MODEL.topic_counts(["zygote xylophone", *blank], VOCABULARY)

    assert (3, {}) == plain(words)
    assert (4, [], [0] * len(VOCABULARY)) == (
        pairs.n_documents,
        pairs.cells.tolist(),
        pairs.document_frequency.tolist(),
    )
    assert fitted_in_shards([ARTICLES, blank]).digest() == TopicModel(n_topics=3).fit([*blank, *ARTICLES]).digest()


@pytest.mark.parametrize(
    "other", [VOCABULARY[1:], (*VOCABULARY, "zygote"), ("other", *VOCABULARY[1:])], ids=["fewer", "more", "others"]
)
def test_counts_of_different_vocabularies_are_refused(other: tuple[str, ...]) -> None:
    with pytest.raises(OptionError, match=r"one vocabulary.*the vocabulary of the whole"):
        COUNTS + MODEL.topic_counts(ARTICLES, other)


def test_the_order_and_repeats_of_a_vocabulary_do_not_matter() -> None:
    assert plain(COUNTS) == plain(MODEL.topic_counts(ARTICLES, [*VOCABULARY[::-1], *VOCABULARY]))


# What is counted


def test_documents_and_windows_are_counted_as_one_would_by_hand() -> None:
    texts = ["tax levy tax", "levy " + "of " * 8 + "port", "levy " + "of " * 9 + "port", "port"]
    model = TopicModel(tokenizer=str.split, stop_words=None)
    counts = model.topic_counts(texts, ["levy", "port", "tax"])
    first, second = np.divmod(counts.cells, 3)
    words = [(counts.vocabulary[one], counts.vocabulary[other]) for one, other in zip(first, second, strict=True)]

    assert {"tax": 1, "levy": 3, "of": 2, "port": 3} == dict(model.word_counts(texts).documents)
    assert (4, 3 + 10 + 11 + 1) == (counts.n_documents, counts.n_places)
    # Words side by side share nine windows of ten, words nine places apart one, words ten places apart none.
    assert {
        ("levy", "levy"): (3, 30),
        ("levy", "port"): (2, 1),
        ("levy", "tax"): (1, 18),
        ("port", "port"): (3, 30),
        ("tax", "tax"): (1, 20),
    } == dict(zip(words, zip(counts.in_documents.tolist(), counts.in_windows.tolist(), strict=True), strict=True))


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=25), max_size=6))
@LAWS
def test_pairs_are_counted_as_one_would_by_hand(texts: list[list[str]]) -> None:
    vocabulary = "abcd"
    documents, windows = np.zeros((4, 4), int), np.zeros((4, 4), int)
    for text in texts:
        numbers = [vocabulary.find(word) for word in text]
        for one in set(numbers) - {-1}:
            windows[one, one] += 10 * numbers.count(one)
            for other in {number for number in numbers if number >= one}:
                documents[one, other] += 1
        for place, one in enumerate(numbers):
            for distance, other in enumerate(numbers[place + 1 : place + 10], 1):
                if -1 not in (one, other) and one != other:
                    windows[min(one, other), max(one, other)] += 10 - distance
    model = TopicModel(tokenizer=str.split, stop_words=None)
    counts = model.topic_counts([" ".join(text) for text in texts], list(vocabulary))

    assert np.flatnonzero(documents).tolist() == counts.cells.tolist()
    assert documents.ravel()[counts.cells].tolist() == counts.in_documents.tolist()
    assert windows.ravel()[counts.cells].tolist() == counts.in_windows.tolist()


def test_a_word_repeated_a_hundred_thousand_times_is_counted() -> None:
    counts = MODEL.topic_counts(["cod " * 100_000, "cod quota"], ("cod", "quota"))

    assert [2, 1] == counts.document_frequency.tolist()
    assert [1_000_010, 10] == counts.windows_with.tolist()


def test_a_long_text_is_counted_in_pieces_that_do_not_show() -> None:
    words = np.array(random.Random(3).choices(("cod", "quota", "of"), k=125_020))
    model = TopicModel(tokenizer=str.split, stop_words=None)
    counts = model.topic_counts([" ".join(words)], ("cod", "quota"))
    cod, quota = words == "cod", words == "quota"
    near = [
        (10 - distance) * np.count_nonzero(cod[:-distance] & quota[distance:] | quota[:-distance] & cod[distance:])
        for distance in range(1, 10)
    ]

    assert sum(near) == counts.in_windows.tolist()[1]


# In parts


@given(st.lists(st.integers(9, len(ARTICLES)), max_size=4))
@LAWS
def test_a_model_fitted_in_parts_with_a_given_vocabulary_is_that_of_the_whole(cuts: list[int]) -> None:
    options = {"n_topics": 3, "vocabulary": VOCABULARY}
    model = TopicModel(**options)  # type: ignore[arg-type]
    places = [0, *sorted(cuts), len(ARTICLES)]
    for start, end in pairwise(places):
        model.partial_fit(ARTICLES[start:end])

    assert len(ARTICLES) == model.n_documents_
    assert TopicModel(**options).fit(ARTICLES).digest() == model.digest()  # type: ignore[arg-type]


def test_without_one_the_vocabulary_of_the_first_part_stays() -> None:
    model = TopicModel(n_topics=3).partial_fit(ARTICLES[:9])
    vocabulary = model.vocabulary_
    model.partial_fit([*ARTICLES[9:], "A zygote, a zygote."])

    assert vocabulary == model.vocabulary_ == TopicModel(n_topics=3).fit(ARTICLES[:9]).vocabulary_
    assert len(ARTICLES) + 1 == model.n_documents_
    assert plain(model.topic_counts([*ARTICLES, "A zygote, a zygote."], vocabulary)) == plain(model.counts_)  # type: ignore[arg-type]


def test_parts_are_added_to_a_model_that_was_fitted_as_a_whole_or_from_counts() -> None:
    parts = [TopicModel(n_topics=3, vocabulary=VOCABULARY) for _ in range(2)]
    parts[0].fit(ARTICLES[:12]).partial_fit(ARTICLES[12:])
    parts[1].fit_counts(parts[1].topic_counts(ARTICLES[:12], VOCABULARY)).partial_fit(ARTICLES[12:])

    assert parts[0].digest() == parts[1].digest()
    assert len(ARTICLES) == parts[1].n_documents_


def test_fit_forgets_what_was_fitted_before() -> None:
    model = TopicModel(n_topics=3).partial_fit(ARTICLES[:9])

    assert MODEL.digest() == model.fit(ARTICLES).digest()


def test_a_part_that_cannot_be_read_leaves_the_model_as_it_was() -> None:
    model = TopicModel(n_topics=3).fit(ARTICLES)
    for part in ("one text", [3]):
        with pytest.raises(TextError):
            model.partial_fit(part)  # type: ignore[arg-type]

    assert (MODEL.digest(), len(ARTICLES)) == (model.digest(), model.counts_.n_documents)  # type: ignore[union-attr]


def test_a_loaded_model_has_no_counts_to_add_to_but_learns_from_counts(tmp_path: Path) -> None:
    MODEL.save(tmp_path)
    loaded = TopicModel.load(tmp_path)

    assert loaded.counts_ is None
    with pytest.raises(NotFittedError, match="loaded without its counts"):
        loaded.partial_fit(ARTICLES)
    assert MODEL.digest() == loaded.fit_counts(COUNTS).digest()


# What is refused


@pytest.mark.parametrize("call", ["fit_counts", "partial_fit"])
def test_a_method_that_reads_documents_does_not_learn_from_counts(call: str) -> None:
    model = TopicModel(n_topics=3, method="nmf")

    with pytest.raises(OptionError, match=r"'nmf' does not learn from counts.*fit"):
        getattr(model, call)(COUNTS if call == "fit_counts" else ARTICLES)
    with pytest.raises(NotFittedError):
        model.transform(ARTICLES)


@pytest.mark.parametrize("vocabulary", ["cod", [], (), [3], ["cod", None], None])
def test_what_is_no_vocabulary_is_refused(vocabulary: Any) -> None:
    with pytest.raises(OptionError, match="a vocabulary is a collection of words, at least one"):
        MODEL.topic_counts(ARTICLES, vocabulary)


@pytest.mark.parametrize("shards", [[[]], [["cod"]], [[], [], []]])
def test_a_vocabulary_is_not_chosen_from_fewer_than_two_documents(shards: list[list[str]]) -> None:
    counts = sum(map(MODEL.word_counts, shards))

    with pytest.raises(TextError, match=r"[01] cannot be fitted on"):
        MODEL.choose_vocabulary(counts)  # type: ignore[arg-type]


def test_counts_of_nothing_hold_no_topics() -> None:
    with pytest.raises(OptionError, match="documents: 0"):
        TopicModel(n_topics=1).fit_counts(MODEL.topic_counts([], VOCABULARY))


def test_counts_of_documents_that_are_all_alike_hold_no_topics() -> None:
    with pytest.raises(TextError, match="all documents hold the same words"):
        TopicModel(n_topics=1).fit_counts(MODEL.topic_counts(["cod quota"] * 500, ("cod", "quota")))


# Files


def test_saved_counts_are_the_same_and_add_up(tmp_path: Path) -> None:
    words = MODEL.word_counts([*ARTICLES, "Рыбак ﬁlls “quoted” \u2028 كتاب 漁民 naïve O'Neill"])
    words.save(tmp_path / "words.json")
    COUNTS.save(tmp_path / "new" / "pairs")
    loaded = TopicCounts.load(tmp_path / "new" / "pairs")

    assert plain(words) == plain(WordCounts.load(tmp_path / "words.json"))
    assert plain(COUNTS) == plain(loaded)
    assert plain(COUNTS + COUNTS) == plain(loaded + COUNTS)
    assert MODEL.digest() == TopicModel(n_topics=3).fit_counts(loaded).digest()


def test_counts_of_nothing_are_saved_too(tmp_path: Path) -> None:
    MODEL.word_counts([]).save(tmp_path / "words.json")
    MODEL.topic_counts([], VOCABULARY).save(tmp_path)

    assert (0, {}) == plain(WordCounts.load(tmp_path / "words.json"))
    assert plain(MODEL.topic_counts([], VOCABULARY)) == plain(TopicCounts.load(tmp_path))


def test_counts_are_saved_in_the_same_bytes_whatever_the_order_of_documents(tmp_path: Path) -> None:
    for name, articles in (("one", ARTICLES), ("two", ARTICLES[::-1])):
        MODEL.topic_counts(articles, VOCABULARY).save(tmp_path / name)
        MODEL.word_counts(articles).save(tmp_path / name / "words.json")

    for name in ("model.json", "arrays.npz", "words.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def changed(file: Path, **changes: Any) -> None:
    data = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**data, **changes}), encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:-20]), "no JSON, perhaps truncated"),
        (lambda file: file.write_text(""), "no JSON"),
        (lambda file: file.write_bytes(b"\xff\xfe\x00"), "no JSON"),
        (lambda file: file.write_text("[]"), "has format 'list'"),
        (lambda file: file.unlink(), "cannot read"),
        (lambda file: changed(file, format="discourse-topic-counts/1"), "has format 'discourse-topic-counts/1'"),
        (lambda file: changed(file, documents=["cod"]), "holds no counts of words"),
        (lambda file: changed(file, documents={"cod": -1}), "holds no counts of words"),
        (lambda file: changed(file, documents={"cod": 1.0}), "holds no counts of words"),
        (lambda file: changed(file, documents={"cod": True}), "holds no counts of words"),
        (lambda file: changed(file, n_documents="18"), "holds no counts of words"),
        (lambda file: changed(file, n_documents=None), "holds no counts of words"),
    ],
)
def test_damaged_counts_of_words_are_refused(damage: Callable[[Path], None], message: str, tmp_path: Path) -> None:
    file = tmp_path / "words.json"
    MODEL.word_counts(ARTICLES).save(file)
    damage(file)

    with pytest.raises(FormatError, match=message):
        WordCounts.load(file)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "model.json").write_text("{"), "no JSON, perhaps truncated"),
        (lambda folder: (folder / "model.json").unlink(), "cannot read"),
        (lambda folder: (folder / "arrays.npz").unlink(), "cannot read"),
        (lambda folder: (folder / "arrays.npz").write_bytes(b"PK"), "no arrays of that format"),
        (
            lambda folder: (folder / "arrays.npz").write_bytes((folder / "arrays.npz").read_bytes()[:-40]),
            "no arrays of that format, perhaps truncated",
        ),
        (lambda folder: changed(folder / "model.json", n_documents=17), "do not belong together"),
        (lambda folder: changed(folder / "model.json", vocabulary=VOCABULARY[1:]), "do not belong together"),
        (lambda folder: MODEL.save(folder), "has format 'discourse-topics/"),
    ],
)
def test_damaged_counts_of_pairs_are_refused(damage: Callable[[Path], None], message: str, tmp_path: Path) -> None:
    COUNTS.save(tmp_path)
    damage(tmp_path)

    with pytest.raises(FormatError, match=message):
        TopicCounts.load(tmp_path)


def test_counts_are_no_model(tmp_path: Path) -> None:
    COUNTS.save(tmp_path)

    with pytest.raises(FormatError, match="has format 'discourse-topic-counts/"):
        TopicModel.load(tmp_path)


def test_a_shard_that_is_taken_out_leaves_the_counts_of_the_others() -> None:
    model = TopicModel(n_topics=3)
    vocabulary = model.choose_vocabulary(model.word_counts(ARTICLES))
    one, other = (model.topic_counts(shard, vocabulary) for shard in (ARTICLES[:7], ARTICLES[7:]))
    left = (one + other).without(other)

    assert (one.n_documents, one.n_places) == (left.n_documents, left.n_places)
    for name in ("cells", "in_documents", "in_windows"):
        assert getattr(one, name).tolist() == getattr(left, name).tolist()
    with pytest.raises(OptionError, match="only for one vocabulary"):
        one.without(model.topic_counts(ARTICLES, vocabulary[:5]))
