"""What topics are learnt from: counts of words, of pairs in documents and of pairs in windows."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import OptionError, TextError
from discourse_topics.cooccurrence import (
    CHANCE_BELOW,
    WINDOW,
    association,
    documents_together,
    long_documents_together,
    most_coherent,
    pair_strengths,
    refined,
    windows_together,
)
from discourse_topics.corpus import Corpus, build_corpus
from discourse_topics.factorization import factorize
from discourse_topics.folding import FoldIn, typical_texts
from discourse_topics.words import words_of

DOCUMENTS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=25), min_size=2, max_size=6).filter(any)


def corpus_of(documents: list[list[str]], **bounds: object) -> Corpus:
    options = {"min_df": 1, "max_df": 1.0, "max_features": None, **bounds}
    words = words_of([" ".join(document) for document in documents], str.split)
    return build_corpus(words, bool, **options)  # type: ignore[arg-type]


@given(DOCUMENTS)
def test_counts_are_those_of_the_documents(documents: list[list[str]]) -> None:
    corpus = corpus_of(documents)
    expected = [[document.count(word) for word in corpus.vocabulary] for document in documents]

    assert expected == corpus.counts.matrix().toarray().tolist()
    assert sorted(set().union(*documents)) == list(corpus.vocabulary)


@given(DOCUMENTS)
def test_pairs_are_counted_in_documents(documents: list[list[str]]) -> None:
    corpus = corpus_of(documents)
    together = documents_together(corpus.counts)

    for i, j in combinations(range(len(corpus.vocabulary)), 2):
        both = {corpus.vocabulary[i], corpus.vocabulary[j]}
        assert sum(both <= set(document) for document in documents) == together[i, j] == together[j, i]


@given(DOCUMENTS)
def test_pairs_of_long_documents_are_counted_as_those_of_short_ones(documents: list[list[str]]) -> None:
    counts = corpus_of(documents).counts

    assert documents_together(counts).tolist() == long_documents_together(counts).tolist()


@given(DOCUMENTS)
def test_pairs_are_counted_in_windows_by_their_distance(documents: list[list[str]]) -> None:
    corpus = corpus_of(documents)
    n_words = len(corpus.vocabulary)
    near = windows_together(corpus.occurrences, corpus.starts, n_words).reshape(n_words, n_words)
    expected = np.zeros((n_words, n_words))
    for document in documents:
        places = [corpus.vocabulary.index(word) for word in document]
        for (i, one), (j, other) in combinations(enumerate(places), 2):
            expected[min(one, other), max(one, other)] += max(0, WINDOW - (j - i))

    assert expected.tolist() == near.tolist()


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_strengths_do_not_depend_on_the_order_of_documents(documents: list[list[str]], random: object) -> None:
    shuffled = random.sample(documents, len(documents))  # type: ignore[attr-defined]

    assert pair_strengths(corpus_of(documents)).tolist() == pair_strengths(corpus_of(shuffled)).tolist()


def test_association_is_for_pairs_above_chance_and_grows_with_evidence() -> None:
    counts = np.array([1.0, 4.0, 8.0])
    never_above_chance = association(np.array([2.0]), np.array([50]), np.array([40]), 1000, width=1.0)
    rising = association(counts, np.array([10] * 3), np.array([10] * 3), 1000, width=1.0)

    assert never_above_chance.tolist() == [0.0]
    assert sorted(rising.tolist()) == rising.tolist()
    assert 0 < rising[0] < rising[2] < 1


def test_a_single_shared_document_counts_only_in_a_small_corpus() -> None:
    small = [["rare", "odd"], ["plain", "dull"]] + [["plain"]] * (CHANCE_BELOW - 3)
    large = [*small, ["plain"], ["plain"]]

    assert pair_strengths(corpus_of(small)).any()
    assert not pair_strengths(corpus_of(large)).any()


def test_a_topic_that_repeats_a_better_one_gives_way() -> None:
    strengths = (np.ones((30, 30)) - np.eye(30)).astype(np.float32)
    strong, weak = np.zeros(30, np.float32), np.zeros(30, np.float32)
    strong[:10], weak[20:] = 5.0, 1.0
    weights = np.stack([strong, strong * 0.9, weak], axis=1)

    assert most_coherent(weights, strengths, 2).tolist() == [0, 2]
    assert most_coherent(weights, strengths, 3).tolist() == [0, 1, 2]


def test_documents_add_their_words_to_the_core_of_their_topic() -> None:
    corpus = corpus_of([["cod", "herring", "nets"], ["cod", "nets"], ["exams", "pupils"], ["exams", "desk"]])
    core = np.array([[float(word == head) for word in corpus.vocabulary] for head in ("cod", "exams")])
    weights = dict(zip(corpus.vocabulary, refined(core, corpus).T.tolist(), strict=True))

    assert weights["cod"][0] > weights["nets"][0] > weights["herring"][0] > 100 * weights["herring"][1]
    assert weights["exams"][1] > weights["desk"][1] > 100 * weights["desk"][0]


def test_a_word_of_no_topic_says_nothing() -> None:
    folding = FoldIn(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), np.ones(3))

    assert folding.mixture(np.array([0]), np.array([1])) is not None
    assert folding.mixture(np.array([2]), np.array([5])) is None


def test_a_text_is_drawn_to_the_topic_whose_documents_it_is_like() -> None:
    """Two topics explain its words equally well; the documents of one of them hold them together."""
    documents = [["cod", "nets"]] * 3 + [["exams", "nets"]] * 3 + [["cod", "exams", "nets"]]
    corpus = corpus_of(documents)
    words = {word: number for number, word in enumerate(corpus.vocabulary)}
    components = np.full((2, 3), 1 / 3)
    components[0, [words["cod"], words["exams"]]] += (0.1, -0.1)
    components[1, [words["cod"], words["exams"]]] += (-0.1, 0.1)
    typical = typical_texts(components, corpus.idf, corpus.counts)
    text = np.array([words["cod"], words["nets"]]), np.array([1, 1])
    alone = FoldIn(components, corpus.idf).mixture(*text)
    drawn = FoldIn(components, corpus.idf, typical).mixture(*text)

    assert alone is not None and drawn is not None
    assert drawn.shares[0] > alone.shares[0] > 0.5
    assert drawn.shares.sum() == pytest.approx(1.0)
    assert drawn.parts.sum(axis=0) + drawn.expected == pytest.approx(drawn.shares)


def test_what_is_expected_of_a_paragraph_stays_as_it_is() -> None:
    corpus = corpus_of([["cod", "nets"], ["cod", "sea"], ["exams", "desk"], ["exams", "sums"]])
    components = np.array([[float(word in ("cod", "nets", "sea")) for word in corpus.vocabulary],
                           [float(word in ("exams", "desk", "sums")) for word in corpus.vocabulary]]) / 3  # fmt: skip
    folding = FoldIn(components, corpus.idf, typical_texts(components, corpus.idf, corpus.counts))
    cod = np.array([list(corpus.vocabulary).index("cod")]), np.array([1])
    mixture = folding.mixture(*cod, np.array([0.2, 0.8]))

    assert mixture is not None
    assert mixture.expected == pytest.approx([0.15, 0.6])
    assert mixture.shares == pytest.approx([0.4, 0.6], abs=0.01)


def test_groups_of_a_block_matrix_are_its_blocks() -> None:
    blocks = np.kron(np.eye(3), np.ones((4, 4)) - np.eye(4)).astype(np.float32)
    blocks[0, 5] = blocks[5, 0] = 0.2
    groups = factorize(blocks, 3, iterations=40).argmax(axis=1)

    assert len(set(groups.tolist())) == 3
    assert all(len(set(groups[start : start + 4].tolist())) == 1 for start in (0, 4, 8))


def test_the_vocabulary_keeps_to_its_bounds() -> None:
    documents = [["all", "two", "one"], ["all", "two"], ["all", "three"], ["all", "three"], ["all", "three"]]

    assert corpus_of(documents, min_df=2, max_df=0.6).vocabulary == ("three", "two")
    assert corpus_of(documents, min_df=0.4, max_df=2).vocabulary == ("two",)
    assert corpus_of(documents, max_features=2).vocabulary == ("all", "three")


def test_places_of_words_left_out_leave_no_gap() -> None:
    words = words_of(["ferry the harbour", "ferry of of harbour"], str.split)
    corpus = build_corpus(words, lambda word: len(word) > 3, min_df=1, max_df=1.0, max_features=None)

    assert corpus.occurrences.tolist() == [0, 1, 0, 1]
    assert corpus.starts.tolist() == [0, 2, 4]


@pytest.mark.parametrize(
    "bounds",
    [{"min_df": 0}, {"min_df": True}, {"min_df": "2"}, {"max_df": 1.5}, {"max_df": -0.1}, {"max_features": 0}],
)
def test_bounds_that_are_none_are_refused(bounds: dict[str, object]) -> None:
    with pytest.raises(OptionError, match=next(iter(bounds))):
        corpus_of([["a"], ["b"]], **bounds)


@pytest.mark.parametrize("documents", [[], [["ferry"]]])
def test_one_document_is_no_corpus(documents: list[list[str]]) -> None:
    with pytest.raises(TextError, match=f"{len(documents)} cannot be fitted on"):
        corpus_of(documents)


def test_a_corpus_without_words_is_refused_with_the_bounds() -> None:
    with pytest.raises(TextError, match=r"no word is left of 2 in 2 documents.*max_df=0\.5"):
        corpus_of([["a", "b"], ["a", "b"]], max_df=0.5)
