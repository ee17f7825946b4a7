"""Phrases: which are found in a corpus and how they are scored, and words in which each is one word."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics import BigramAssocMeasures

import discourse
from discourse import Document
from discourse.errors import OptionError, TextError
from discourse_topics.phrases import MEASURES, Phrase, find_phrases, join_phrases, normalized_pmi, with_breaks
from discourse_topics.words import Words, numbered, words_of

TALKS = [
    "The prime minister spoke of climate change. Freedom of speech was left out.",
    "Climate change is slow, said the prime minister; freedom of speech is fragile.",
    "No minister denies it: climate change costs money, and the prime minister pays.",
    "Freedom of speech costs little. A prime number of ministers spoke of slow change.",
]
TOY = st.lists(st.lists(st.sampled_from(["tax", "levy", "port", "of", ".", "7"]), max_size=12), max_size=4)
LAWS = settings(max_examples=30, deadline=None)


def texts_of(sources: Iterable[str | Document], **options: object) -> set[str]:
    return {phrase.text for phrase in find_phrases(sources, **options)}  # type: ignore[arg-type]


def spelled(words: Words) -> list[list[str]]:
    bounds = zip(words.starts, words.starts[1:], strict=False)
    return [[words.types[number] for number in words.numbers[start:end]] for start, end in bounds]


def test_phrases_of_two_words_and_around_a_function_word_are_found() -> None:
    found = {phrase.text: (phrase.count, phrase.documents) for phrase in find_phrases(TALKS, min_count=3)}

    assert {"climate change": (3, 3), "prime minister": (3, 3), "freedom of speech": (3, 3)} == found


def test_a_phrase_has_its_words_and_their_text() -> None:
    (phrase,) = find_phrases([text.upper() for text in TALKS], min_count=3, n=1)

    assert (("freedom", "of", "speech"), "freedom of speech") == (phrase.words, phrase.text)


def test_words_that_only_stand_together_score_highest() -> None:
    ports = [
        "The harbour levy is a levy.",
        "A harbour levy is paid.",
        "Customs officers like a levy.",
        "Customs officers.",
    ]
    scores = {phrase.text: phrase.score for phrase in find_phrases(ports, min_count=2)}

    assert ["customs officers", "harbour levy"] == [phrase.text for phrase in find_phrases(ports, min_count=2)]
    assert 1.0 == scores["customs officers"] > scores["harbour levy"] > 0


@given(TOY, st.sampled_from(MEASURES))
@LAWS
def test_pairs_are_counted_and_scored_as_one_would_by_hand(toys: list[list[str]], measure: str) -> None:
    pairs = [(pair, number) for number, toy in enumerate(toys) for pair in pairwise(toy) if not {".", "7"} & set(pair)]
    counts, total = Counter(pair for pair, _ in pairs), len(pairs)
    documents = Counter(pair for pair, _ in set(pairs))
    first, last = Counter(pair[0] for pair, _ in pairs), Counter(pair[1] for pair, _ in pairs)
    score = normalized_pmi if measure == "npmi" else getattr(BigramAssocMeasures, measure)
    expected = {
        Phrase(pair, both, documents[pair], round(score(both, (first[pair[0]], last[pair[1]]), total), 6))
        for pair, both in counts.items()
        if documents[pair] > 1 and "of" not in pair and both * total > first[pair[0]] * last[pair[1]]
    }

    assert expected == set(find_phrases([" ".join(toy) for toy in toys], measure=measure, min_count=1, most_words=2))


def test_npmi_of_words_that_are_never_apart_is_one_and_of_independent_ones_zero() -> None:
    assert 1.0 == normalized_pmi(5, (5, 5), 999)
    assert 0.0 == normalized_pmi(5, (50, 100), 1000)
    assert 0.5 == normalized_pmi(4, (8, 16), 256)


@given(TOY, st.randoms(use_true_random=False), st.sampled_from(MEASURES))
@LAWS
def test_the_order_of_documents_does_not_matter(toys: list[list[str]], draw: object, measure: str) -> None:
    texts = [" ".join(toy) for toy in toys]
    shuffled = texts[:]
    draw.shuffle(shuffled)  # type: ignore[attr-defined]

    assert find_phrases(texts, min_count=1, measure=measure) == find_phrases(shuffled, min_count=1, measure=measure)


@given(TOY, st.integers(1, 6))
@LAWS
def test_phrases_come_by_score_and_fewer_are_the_first_of_more(toys: list[list[str]], n: int) -> None:
    texts = [" ".join(toy) for toy in toys]
    found = find_phrases(texts, min_count=1)

    assert sorted(found, key=lambda phrase: (-phrase.score, phrase.text)) == list(found)
    assert found[:n] == find_phrases(texts, min_count=1, n=n)


@pytest.mark.parametrize(
    "between",
    [", ", "; ", ". ", ": ", "! ", "? ", "” ", " “", " (", ") ", " — ", " - ", " 7 ", " 1,000 ", "\n\n", "\n \n"],
)
def test_no_phrase_crosses_marks_numbers_and_ends(between: str) -> None:
    texts = [f"We saw harbour{between}levy again.", f"They saw harbour{between}levy.", "A levy.", "We like them."]

    assert "harbour levy" not in texts_of(texts, min_count=1)
    assert "harbour levy" in texts_of([text.replace(between, " ") for text in texts], min_count=1)


@pytest.mark.parametrize("between", [", ", " (", " — ", " 7 "])
def test_marks_break_phrases_of_documents_too(between: str) -> None:
    texts = [f"We saw harbour{between}levy again.", f"They saw harbour{between}levy.", "A levy.", "We like them."]

    assert "harbour levy" not in texts_of([discourse.analyze(text, "tokens") for text in texts], min_count=1)


def test_texts_and_documents_have_the_same_phrases() -> None:
    documents = [Document(TALKS[0]), *(discourse.analyze(text, "tokens") for text in TALKS[1:])]

    assert find_phrases(TALKS, min_count=2) == find_phrases(documents, min_count=2)
    assert find_phrases(TALKS, min_count=2) == find_phrases([*TALKS[:2], *documents[2:]], min_count=2)


def test_no_phrase_crosses_from_one_text_to_the_next() -> None:
    assert set() == texts_of(["We like the harbour", "levy the tax", "and the harbour", "levy it"], min_count=1)


def test_what_one_document_repeats_is_no_phrase() -> None:
    texts = ["A harbour levy. The harbour levy. Our harbour levy.", "They like it and we do.", "We saw them."]

    assert set() == texts_of(texts, min_count=2)
    assert {"harbour levy"} == texts_of([*texts, "A harbour levy."], min_count=2)


def test_phrases_that_are_rarer_than_wanted_are_left_out() -> None:
    assert {"climate change"} <= texts_of(TALKS, min_count=3)
    assert set() == texts_of(TALKS, min_count=4)


def test_function_words_stand_inside_alone() -> None:
    texts = [
        "The freedom of the press, by and large.",
        "The freedom of the press, by and large.",
        "They are of no use.",
    ]

    assert set() == texts_of(texts, min_count=2, stop_words=["the", "of", "by", "and", "they", "are", "no", "large"])
    assert {"freedom of", "of the", "the press"} <= texts_of(texts, min_count=2, stop_words=None, most_words=2)


@pytest.mark.parametrize("mark", [",", " 7"])
def test_a_stop_word_that_is_a_mark_or_a_number_still_breaks(mark: str) -> None:
    texts = [f"A rock{mark} paper.", f"The rock{mark} paper is here.", "It is here and there.", "We saw it."]
    stop_words = [mark.strip(), ".", "and", "a", "the", "is", "it", "we"]

    assert set() == texts_of(texts, min_count=2, stop_words=stop_words)
    assert {"rock and paper"} == texts_of([text.replace(mark, " and") for text in texts], min_count=2)


def test_a_possessive_may_stand_inside() -> None:
    texts = [
        "The children's hospital is new.",
        "A children’s hospital was built.",
        "It was built by her.",
        "We saw it.",
    ]

    assert {"children 's hospital"} == texts_of(texts, min_count=2)


STATIONS = ["Central power station is shut.", "The central power station hums.", "We pass the central power station."]


def test_three_topic_words_are_a_phrase_and_the_pairs_in_it_are_not() -> None:
    assert {"central power station"} == texts_of(STATIONS, min_count=3)


def test_pairs_are_found_where_three_words_are_too_many() -> None:
    assert {"central power", "power station"} == texts_of(STATIONS, min_count=3, most_words=2)


def test_a_pair_that_stands_outside_often_enough_is_a_phrase_too() -> None:
    texts = [*STATIONS, "A power station!", "Her power station.", "His power station."]

    assert {"central power station", "power station"} == texts_of(texts, min_count=3)


def test_three_words_that_are_rarer_than_half_of_their_pairs_are_none() -> None:
    pairs = ["A central power, and a power station.", "The central power is no power station."] * 2

    assert {"central power", "power station"} == texts_of([*STATIONS, *pairs], min_count=3)
    assert {"central power", "power station", "central power station"} == texts_of([*STATIONS, *pairs[:3]], min_count=3)


def test_three_words_that_a_fourth_mostly_follows_are_a_piece_and_left_out() -> None:
    texts = [f"{one} weapons of mass destruction are here." for one in ("No", "The", "Our", "These")]

    assert {"mass destruction"} == texts_of(texts, min_count=4)
    assert {"mass destruction", "weapons of mass"} == texts_of([*texts, *["The weapons of mass."] * 4], min_count=4)


@pytest.mark.parametrize("others", [["City by night.", "City by day."], ["Night by lights.", "Day by lights."]])
def test_a_phrase_of_three_scores_as_its_weaker_cut(others: list[str]) -> None:
    texts = ["The city of lights.", "A city of lights.", *others, "Night by night fell."]
    (phrase,) = find_phrases(texts, min_count=2)
    # The texts hold eight sequences of three words, two are the phrase. Where four of them begin with "city", its cut
    # before "of" is the weaker one; where four end with "lights", the one behind "of": the other scores 1.

    assert ("city of lights", normalized_pmi(2, (4, 2), 8)) == (phrase.text, phrase.score) == ("city of lights", 0.5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"measure": "pmj"},
            "no measure of phrases 'pmj'; there are: npmi, pmi, .*poisson_stirling. Did you mean 'pmi'",
        ),
        ({"measure": "raw_freq"}, "there are: npmi"),
        ({"measure": ["pmi"]}, "there are: npmi"),
        ({"min_count": 0}, "min_count is a whole number from 1, not 0"),
        ({"min_count": 2.0}, "min_count is a whole number from 1, not 2.0"),
        ({"n": True}, "n is a whole number from 1, not True"),
        ({"most_words": 4}, "most_words is 2 or 3, not 4"),
        ({"most_words": "3"}, "most_words is 2 or 3, not '3'"),
        ({"stop_words": "german"}, "stop_words is 'english'"),
    ],
)
def test_options_out_of_bounds_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        find_phrases(TALKS, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("sources", ["a text", Document("a text"), [3]])
def test_sources_that_are_no_texts_are_refused(sources: object) -> None:
    with pytest.raises(TextError):
        find_phrases(sources)  # type: ignore[arg-type]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    "text",
    ["", " \n", "ha " * 30_000, ", " * 30_000, ",\n" * 30_000, "\n " * 30_000, "a, b" * 9000, "İ ß " * 50, "9 " * 99],
)
def test_hostile_texts_are_read(text: str, measure: str) -> None:
    with np.errstate(all="raise"):
        found = find_phrases([text, text, "The tax of the tax."], measure=measure)
        joined = join_phrases(words_of([text, text]), [*found, "ha ha", "ha ha ha"])

    assert len(joined.starts) == 3
    assert all(np.isfinite(phrase.score) for phrase in found)


def test_no_source_has_no_phrase() -> None:
    assert find_phrases([]) == ()


def test_scores_of_large_corpora_do_not_overflow() -> None:
    texts = ["harbour levy and " * 60_000, "harbour levy and " * 60_000, "tax and levy " * 60_000]
    scores = {measure: find_phrases(texts, measure=measure, most_words=2)[0].score for measure in ("phi_sq", "chi_sq")}

    assert 0 < scores["phi_sq"] < 1
    assert scores["chi_sq"] == pytest.approx(scores["phi_sq"] * 539_997, rel=1e-5)


def test_nltk_is_imported_for_its_measures_alone() -> None:
    code = (
        "import sys, discourse_topics.phrases as p; p.find_phrases(['a harbour levy']); early = 'nltk' in sys.modules; "
        "p.find_phrases(['a harbour levy'], measure='dice'); print(early, 'nltk' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True)

    assert done.stdout == "False True\n"


# Joining


def joined_by_hand(text: list[str], phrases: set[tuple[str, ...]]) -> list[str]:
    """Join the phrases of a text word by word: those of three first."""
    pieces = [(word,) for word in text]
    for length in (3, 2):
        place = 0
        while place + length <= len(pieces):
            window = pieces[place : place + length]
            whole = tuple(piece[0] for piece in window)
            if whole in phrases and all(len(piece) == 1 for piece in window):
                pieces[place : place + length] = [whole]
            place += 1
    return [" ".join(piece) for piece in pieces]


@given(
    TOY,
    st.sets(st.lists(st.sampled_from(["tax", "levy", "port", "of"]), min_size=2, max_size=3).map(tuple), max_size=5),
)
@settings(max_examples=100, deadline=None)
def test_words_are_joined_as_one_would_by_hand(toys: list[list[str]], phrases: set[tuple[str, ...]]) -> None:
    words = numbered(toys)
    joined = join_phrases(words, [" ".join(phrase) for phrase in phrases])

    assert [joined_by_hand(toy, phrases) for toy in toys] == spelled(joined)
    assert sorted(set(joined.numbers.tolist())) == list(range(len(joined.types)))
    assert len(set(joined.types)) == len(joined.types)


@given(TOY)
@LAWS
def test_joined_words_are_the_same_words_as_before(toys: list[list[str]]) -> None:
    words = words_of([" ".join(toy) for toy in toys])
    joined = join_phrases(words, find_phrases([" ".join(toy) for toy in toys], min_count=1))
    apart = [[piece for word in text for piece in word.split()] for text in spelled(joined)]

    assert spelled(words) == apart


def test_longer_phrases_come_first_and_none_overlap() -> None:
    words = words_of(["Old prime minister speaks. A prime minister. Prime ha ha ha."])
    joined = join_phrases(words, ["minister speaks", "old prime", "old prime minister", "Prime Minister", "ha ha"])

    assert [["old prime minister", "speaks", ".", "a", "prime minister", ".", "prime", "ha ha", "ha", "."]] == (
        spelled(joined)
    )


def test_joined_words_do_not_leave_their_text() -> None:
    words = words_of(["the harbour", "levy", "", "harbour levy"])

    assert [["the", "harbour"], ["levy"], [], ["harbour levy"]] == spelled(join_phrases(words, ["harbour levy"]))


def test_joined_words_are_as_often_there_as_their_phrase() -> None:
    phrases = find_phrases(TALKS, min_count=3)
    joined = join_phrases(words_of(with_breaks(TALKS)), phrases)
    counts = Counter(word for text in spelled(joined) for word in text)

    assert {phrase.text: phrase.count for phrase in phrases} == {phrase.text: counts[phrase.text] for phrase in phrases}


def test_commas_keep_words_apart_where_they_are_asked_for() -> None:
    texts = ["In the harbour, levy nothing."]

    assert ["in", "the", "harbour levy", "nothing", "."] == spelled(join_phrases(words_of(texts), ["harbour levy"]))[0]
    assert "harbour levy" not in spelled(join_phrases(words_of(with_breaks(texts)), ["harbour levy"]))[0]


def test_words_that_no_longer_stand_alone_are_no_words_any_more() -> None:
    joined = join_phrases(words_of(["harbour levy and tax"]), ["harbour levy", "no such words"])

    assert {"harbour levy", "and", "tax"} == set(joined.types)


def test_joining_again_changes_nothing() -> None:
    once = join_phrases(words_of(TALKS), ["prime minister"])
    twice = join_phrases(once, ["prime minister"])

    assert spelled(once) == spelled(twice)


def test_a_phrase_that_is_a_word_already_is_that_word() -> None:
    words = numbered([["harbour levy", "harbour", "levy"]])

    assert ("harbour levy",) == join_phrases(words, ["harbour levy"]).types


@pytest.mark.parametrize("phrases", ["harbour levy", ["levy"], [""], [3], [None], [("harbour", "levy")]])
def test_what_is_no_phrase_is_refused(phrases: object) -> None:
    with pytest.raises(OptionError, match="each a Phrase or a text of two words or more"):
        join_phrases(words_of(["harbour levy"]), phrases)  # type: ignore[arg-type]
