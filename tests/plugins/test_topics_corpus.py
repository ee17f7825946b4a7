"""What topics are learnt from: counts of words, of pairs in documents and of pairs in windows."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import OptionError, TextError
from discourse_topics.arrays import Matrix
from discourse_topics.association import CHANCE_BELOW, Pairs, associated_pairs, association
from discourse_topics.cooccurrence import (
    SAMPLES,
    CooccurrenceFactorization,
    averaged,
    best_topics,
    deviates,
    sampled_topics,
    signs,
)
from discourse_topics.corpus import Corpus, chosen_words
from discourse_topics.corpus import corpus_of as read_corpus
from discourse_topics.counting import (
    Tally,
    counts_of,
    documents_together,
    long_documents_together,
    short_documents_together,
    windows_together,
)
from discourse_topics.counts import WINDOW
from discourse_topics.factorization import factorize, leading_spectrum
from discourse_topics.folding import FoldIn, typical_texts
from discourse_topics.symmetric import Symmetric
from discourse_topics.words import words_of

DOCUMENTS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=25), min_size=2, max_size=6).filter(any)


def corpus_of(documents: list[list[str]], **bounds: object) -> Corpus:
    options = {"min_df": 1, "max_df": 1.0, "max_features": None, **bounds}
    corpus = read_corpus(words_of([" ".join(document) for document in documents], str.split), bool)
    frequency = dict(zip(corpus.vocabulary, corpus.counts.document_frequency.tolist(), strict=True))
    return corpus.restricted(chosen_words(frequency, len(documents), **options))  # type: ignore[arg-type]


def whole(tally: Tally) -> npt.NDArray[np.number]:
    """All rows and columns of a tally."""
    return np.array([np.pad(row, (tally.n_words - len(row), 0)) for block in tally.blocks() for row in block]).reshape(
        tally.n_words, tally.n_words
    )


@given(DOCUMENTS)
def test_counts_are_those_of_the_documents(documents: list[list[str]]) -> None:
    corpus = corpus_of(documents)
    expected = [[document.count(word) for word in corpus.vocabulary] for document in documents]

    assert expected == corpus.counts.matrix().toarray().tolist()
    assert sorted(set().union(*documents)) == list(corpus.vocabulary)


@given(DOCUMENTS)
def test_pairs_are_counted_in_documents(documents: list[list[str]]) -> None:
    corpus = corpus_of(documents)
    together = whole(documents_together(corpus.counts))

    for i, j in combinations(range(len(corpus.vocabulary)), 2):
        both = {corpus.vocabulary[i], corpus.vocabulary[j]}
        assert sum(both <= set(document) for document in documents) == together[i, j]
        assert together[j, i] == 0


@given(DOCUMENTS)
def test_pairs_of_long_documents_are_counted_as_those_of_short_ones(documents: list[list[str]]) -> None:
    counts = corpus_of(documents).counts

    assert whole(short_documents_together(counts)).tolist() == whole(long_documents_together(counts)).tolist()


@given(DOCUMENTS)
def test_pairs_are_counted_in_windows_by_their_distance(documents: list[list[str]]) -> None:
    corpus = corpus_of(documents)
    n_words = len(corpus.vocabulary)
    near = whole(windows_together(corpus.occurrences, corpus.starts, n_words))
    expected = np.zeros((n_words, n_words))
    for document in documents:
        places = [corpus.vocabulary.index(word) for word in document]
        for (i, one), (j, other) in combinations(enumerate(places), 2):
            expected[min(one, other), max(one, other)] += max(0, WINDOW - (j - i))

    assert expected.tolist() == near.tolist()


@given(DOCUMENTS)
def test_the_counts_of_a_corpus_are_those_of_pairs_and_of_words(documents: list[list[str]]) -> None:
    corpus = corpus_of(documents)
    counts = counts_of(corpus)
    together = counts.together().columns(np.arange(len(corpus.vocabulary)))
    frequency = [sum(word in document for document in documents) for word in corpus.vocabulary]

    assert whole(documents_together(corpus.counts)).tolist() == np.triu(together).tolist()
    assert together.tolist() == together.T.tolist()
    assert frequency == counts.document_frequency.tolist() == np.diag(together).tolist()
    assert [WINDOW * sum(document.count(word) for document in documents) for word in corpus.vocabulary] == (
        counts.windows_with.tolist()
    )
    assert (len(documents), sum(map(len, documents))) == (counts.n_documents, counts.n_places)


@given(DOCUMENTS, st.sets(st.sampled_from("abcdefg"), min_size=1))
def test_a_restricted_corpus_is_counted_as_if_read_with_its_words(documents: list[list[str]], kept: set[str]) -> None:
    corpus = corpus_of(documents).restricted(tuple(sorted(kept)))
    expected = [[document.count(word) for word in sorted(kept)] for document in documents]

    assert expected == corpus.counts.matrix().toarray().tolist()
    assert [sorted(kept).index(word) if word in kept else -1 for document in documents for word in document] == (
        corpus.occurrences.tolist()
    )


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_strengths_do_not_depend_on_the_order_of_documents(documents: list[list[str]], random: object) -> None:
    shuffled = random.sample(documents, len(documents))  # type: ignore[attr-defined]
    one, other = (associated_pairs(counts_of(corpus_of(some))) for some in (documents, shuffled))

    assert one.strengths.tolist() == other.strengths.tolist()
    assert one.errors.tolist() == other.errors.tolist()


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

    assert associated_pairs(counts_of(corpus_of(small))).strengths.any()
    assert not associated_pairs(counts_of(corpus_of(large))).strengths.any()


def test_a_topic_that_repeats_a_better_one_gives_way() -> None:
    strengths = symmetric(np.ones((30, 30)) - np.eye(30))
    strong, weak = np.zeros(30, np.float32), np.zeros(30, np.float32)
    strong[:10], weak[20:] = 5.0, 1.0
    weights = np.stack([strong, strong * 0.9, weak], axis=1)

    assert best_topics(weights, strengths, 2).tolist() == [0, 2]
    assert best_topics(weights, strengths, 3).tolist() == [0, 2, 1]
    assert best_topics(weights[:, ::-1], strengths, 2, n_wanted=2).tolist() == [0, 1]


def test_pairs_have_the_same_error_in_any_corpus_and_either_order() -> None:
    """Deviates are even, of mean 0 and variance 1; signs differ from sample to sample."""
    hashes = np.arange(1, 4001, dtype=np.uint64) * np.uint64(2_654_435_761) % np.uint64(2**32)
    there, back = deviates(hashes[:-1], hashes[1:]), deviates(hashes[1:], hashes[:-1])
    turned = np.stack([signs(hashes, sample) for sample in (1, 2)])

    assert there.tolist() == back.tolist()
    assert deviates(hashes[5:6], hashes[6:7]).tolist() == there[5:6].tolist()
    assert (abs(there.mean()) < 0.06, abs(there.var() - 1) < 0.06, abs(there).max() <= 3**0.5) == (True,) * 3
    assert {-1.0, 1.0} == set(turned.ravel().tolist())
    assert (np.abs(turned.mean(axis=1)) < 0.06).all() and abs((turned[0] * turned[1]).mean()) < 0.06


def symmetric(matrix: npt.ArrayLike) -> Symmetric:
    """The same matrix, kept by halves."""
    whole = np.asarray(matrix, np.float32)
    first, second = np.nonzero(np.triu(whole))
    return Symmetric.of_cells(first * len(whole) + second, whole[first, second], len(whole))


def strengths_of(pairs: Pairs) -> Symmetric:
    return Symmetric.of_cells(pairs.cells, pairs.strengths, pairs.n_words)


def blocks(n_blocks: int, size: int) -> Pairs:
    """Pairs of words of the same block, weaker from block to block, with errors a tenth as great."""
    first, second = np.nonzero(np.triu(np.kron(np.eye(n_blocks), np.ones((size, size))), 1))
    strengths: Matrix = (1 / (1 + first // size)).astype(np.float32)
    return Pairs(first * n_blocks * size + second, strengths, strengths / np.float32(10), n_blocks * size)


def test_each_sample_of_the_strengths_gives_the_same_groups_a_little_otherwise() -> None:
    pairs = blocks(3, 8)
    vocabulary = [f"w{number}" for number in range(24)]
    runs = sampled_topics(strengths_of(pairs), pairs, vocabulary, 3)
    groups = [sorted(sorted(np.flatnonzero(topic > topic.max() / 2).tolist()) for topic in run.T) for run in runs]

    assert SAMPLES + 1 == len({run.tobytes() for run in runs})
    assert [[list(range(start, start + 8)) for start in (0, 8, 16)]] * len(runs) == groups


def test_without_errors_all_samples_are_the_same() -> None:
    pairs = attrs.evolve(blocks(3, 8), errors=np.zeros(84, np.float32))
    runs = sampled_topics(strengths_of(pairs), pairs, [f"w{number}" for number in range(24)], 3)

    assert all(np.allclose(runs[0] @ runs[0].T, run @ run.T, atol=1e-3) for run in runs[1:])


def test_more_topics_are_found_than_wanted_the_more_documents_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def asked_for(*arguments: Any) -> list[Any]:
        asked.append(arguments[-1])
        return sampled_topics(*arguments)

    monkeypatch.setattr("discourse_topics.cooccurrence.sampled_topics", asked_for)
    for times in (1, 10, 100):
        theme = [
            ["cod", "nets", "sea"],
            ["exams", "desk", "sums"],
            ["toll", "bridge", "cars"],
            ["rent", "flats", "roof"],
        ]
        CooccurrenceFactorization(n_topics=4).fit_counts(counts_of(corpus_of(theme * 6 * times)))

    assert [4, 8, 8] == asked


def test_a_topic_without_words_comes_last() -> None:
    strengths = symmetric(np.ones((30, 30)) - np.eye(30))
    strong, weak = np.zeros(30, np.float32), np.zeros(30, np.float32)
    strong[:10], weak[20:] = 5.0, 1.0
    weights = np.stack([np.zeros(30, np.float32), strong, strong * 0.9, weak], axis=1)

    assert best_topics(weights, strengths, 4).tolist() == [1, 3, 2, 0]


def test_topics_are_averaged_with_those_they_are_like() -> None:
    first = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 2.0], [0.0, 0.0]], np.float32)
    other = np.array([[0.0, 1.0], [0.0, 1.0], [4.0, 0.0], [0.0, 0.5]], np.float32)
    topics = averaged([first, other])

    assert topics[3, 0] > 0.0 == topics[2, 0]
    assert topics[:, 1].tolist() == pytest.approx([0.0, 0.0, 3.0, 0.0])


THEMES = [["cod", "nets"], ["cod", "nets", "sea"], ["cod", "sea"], ["exams", "desk"], ["exams", "desk", "sums"]]


def folding_of(documents: list[list[str]], *heads: str) -> tuple[FoldIn, dict[str, int]]:
    """Fold in by topics of one first word each."""
    counts = counts_of(corpus_of(documents))
    components = np.array([[float(word == head) for word in counts.vocabulary] for head in heads])
    words = {word: number for number, word in enumerate(counts.vocabulary)}
    return FoldIn(typical_texts(components, counts).astype(np.float32), counts.idf.astype(np.float32)), words


def test_a_typical_document_holds_what_stands_with_the_first_words_of_its_topic() -> None:
    counts = counts_of(corpus_of([*THEMES, ["alone"]]))
    components = np.array([[float(word == head) for word in counts.vocabulary] for head in ("cod", "exams")])
    typical = dict(zip(counts.vocabulary, typical_texts(components, counts).T.tolist(), strict=True))

    assert typical["cod"][0] > typical["nets"][0] > 0.0 == typical["exams"][0] == typical["desk"][0]
    assert typical["exams"][1] > typical["sums"][1] > 0.0 == typical["cod"][1]
    assert typical["alone"] == [0.0, 0.0]


def test_a_word_of_no_topic_says_nothing() -> None:
    folding, words = folding_of([*THEMES, ["alone", "odd"]], "cod", "exams")

    assert folding.mixture(np.array([words["sea"]]), np.array([1])) is not None
    assert folding.mixture(np.array([words["alone"]]), np.array([5])) is None
    assert folding.mixture(np.array([], np.int64), np.array([], np.int64)) is None


def test_a_text_of_two_themes_has_both_and_its_words_make_up_the_shares() -> None:
    folding, words = folding_of(THEMES, "cod", "exams")
    both = folding.mixture(np.array([words["cod"], words["exams"]]), np.array([1, 1]))
    one = folding.mixture(np.array([words["cod"], words["sea"]]), np.array([1, 1]))

    assert both is not None and one is not None
    assert all(0.2 < share < 0.8 for share in both.shares.tolist())
    assert one.shares.tolist() == [1.0, 0.0]
    assert both.parts.sum(axis=0) + both.expected == pytest.approx(both.shares)
    assert both.shares.sum() == pytest.approx(1.0)
    assert 0.0 == both.parts[0, 1] == both.parts[1, 0]


def test_shares_are_the_squares_of_what_words_give() -> None:
    folding = FoldIn(np.eye(3, dtype=np.float32), np.ones(3, np.float32))
    mixture = folding.mixture(np.array([0, 1]), np.array([1, 3]))
    squares = np.array([1.0, (1.0 + np.log(3)) ** 2, 0.0])

    assert mixture is not None
    assert mixture.shares == pytest.approx(squares / squares.sum())


def test_what_is_expected_of_a_paragraph_stays_as_it_is() -> None:
    folding, words = folding_of(THEMES, "cod", "exams")
    mixture = folding.mixture(np.array([words["cod"]]), np.array([1]), np.array([0.2, 0.8]))

    assert mixture is not None
    assert mixture.expected == pytest.approx([0.15, 0.6])
    assert mixture.shares == pytest.approx([0.4, 0.6])


@given(DOCUMENTS)
def test_many_texts_are_folded_in_as_each_alone(documents: list[list[str]]) -> None:
    counts = corpus_of(documents).counts
    folding = FoldIn(np.eye(counts.n_words)[:3].astype(np.float32), np.ones(counts.n_words, np.float32))
    rows = [slice(start, end) for start, end in zip(counts.starts[:-1], counts.starts[1:], strict=True)]
    alone = [folding.mixture(counts.words[row], counts.counts[row]) for row in rows]
    cosines = folding.cosines(counts)

    assert [[0.0] * cosines.shape[1] if one is None else one.shares.tolist() for one in alone] == (
        folding.shares(counts).tolist()
    )
    assert (cosines >= 0).all() and (cosines <= 1 + 1e-9).all()


def test_groups_of_a_block_matrix_are_its_blocks() -> None:
    blocks = np.kron(np.eye(3), np.ones((4, 4)) - np.eye(4)).astype(np.float32)
    blocks[0, 5] = blocks[5, 0] = 0.2
    groups = factorize(leading_spectrum(symmetric(blocks), 3), 3, strongest=1.0).argmax(axis=1)

    assert len(set(groups.tolist())) == 3
    assert all(len(set(groups[start : start + 4].tolist())) == 1 for start in (0, 4, 8))


def test_the_vocabulary_keeps_to_its_bounds() -> None:
    documents = [["all", "two", "one"], ["all", "two"], ["all", "three"], ["all", "three"], ["all", "three"]]

    assert corpus_of(documents, min_df=2, max_df=0.6).vocabulary == ("three", "two")
    assert corpus_of(documents, min_df=0.4, max_df=2).vocabulary == ("two",)
    assert corpus_of(documents, max_features=2).vocabulary == ("all", "three")


def test_places_of_words_left_out_leave_no_gap() -> None:
    words = words_of(["ferry the harbour", "ferry of of harbour"], str.split)
    corpus = read_corpus(words, lambda word: len(word) > 3)

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
