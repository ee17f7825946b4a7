"""Near-duplicates and boilerplate: what is removed, what stays, and that all of it is told."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from itertools import combinations

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse import Document, OptionError, TextError
from discourse_topics.near_duplicates import WordHashes, candidates, jaccard, shingles, signature
from discourse_topics.repeats import Cleaned, Repeat, passages_of, without_repeats

from .hostile_texts import SMALL

FERRY = "The ferry to Orr will not sail on Sunday because of the wind, the harbour office said."
MAYOR = "The mayor of Hale resigned after the council refused her plan for a second bridge."
SCHOOL = "Pupils of the school in Rye planted two hundred oaks behind the old mill this week."
MARKET = "Farmers at the market in Deal ask for longer hours and for fewer lorries in spring."
STORIES = [FERRY, MAYOR, SCHOOL, MARKET]
CALL = "Sign up for our morning letter."
TEXTS = st.lists(st.lists(st.sampled_from(["sea", "wind"]), max_size=14).map(" ".join), max_size=12)
LINES = st.lists(
    st.lists(st.sampled_from([*STORIES, FERRY.upper(), CALL, "", "...", "Orr"]), max_size=4).map("\n".join), max_size=12
)


def reasons(cleaned: Cleaned) -> list[tuple[str, int]]:
    return [(one.reason, one.index) for one in cleaned.report.repeats]


def alike(one: str, other: str) -> float:
    numbers = WordHashes()
    return jaccard(shingles(one, numbers), shingles(other, numbers))


def runs(text: str) -> set[tuple[str, ...]]:
    """Return the runs of five words of a text, the slow way."""
    words = text.split()
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


# Near-duplicates


def test_of_two_versions_the_fuller_one_stays() -> None:
    cleaned = without_repeats([FERRY, MAYOR, FERRY + " Buses run."])

    assert (MAYOR, FERRY + " Buses run.") == cleaned.sources
    assert (Repeat("near-duplicate", 0, None, round(13 / 15, 6), 2, None),) == cleaned.report.repeats


def test_a_version_with_much_more_text_is_a_text_of_its_own() -> None:
    longer = f"{FERRY} {MAYOR}"

    assert (FERRY, longer) == without_repeats([FERRY, longer]).sources


def test_marks_and_case_and_white_space_make_no_difference() -> None:
    shouted = FERRY.upper().replace(" ", "\n ").replace(",", " –") + "!!"

    assert (shouted,) == without_repeats([FERRY, shouted], duplicates=1).sources


def test_short_texts_are_alike_only_if_equal() -> None:
    texts = ["The mayor resigned.", "the  Mayor RESIGNED.", "The mayor resigned!", "", " \n", "?", "!"]

    assert ("the  Mayor RESIGNED.", "The mayor resigned!", " \n", "?", "!") == without_repeats(texts).sources


def test_the_last_of_a_chain_of_versions_stays_if_it_is_not_like_the_first() -> None:
    words = [f"w{number}" for number in range(104)]
    first, second, third = (" ".join(words[start : start + 84]) + " " * (90 - start) for start in (0, 8, 16))

    assert alike(first, second) > 0.8 > alike(first, third)
    assert (first, third) == without_repeats([second, first, third]).sources


def test_similarity_is_that_of_the_sets_of_runs_of_five_words() -> None:
    one, other = "a b c d e f g a b c d e", "x b c d e f g a"

    assert len(runs(one) & runs(other)) / len(runs(one) | runs(other)) == alike(one, other)


def test_no_pair_is_overlooked_among_many_texts() -> None:
    draw = random.Random(5)
    texts = []
    for number in range(150):
        words = [f"w{draw.randrange(3000)}" for _ in range(120)]
        changed = list(words)
        for place in draw.sample(range(120), number % 12):
            changed[place] = "new"
        texts += [" ".join(words), " ".join(changed)]
    prints = [shingles(text, WordHashes()) for text in texts]
    expected = {pair for pair in combinations(range(len(texts)), 2) if jaccard(prints[pair[0]], prints[pair[1]]) >= 0.8}
    found = set(candidates(np.array([signature(one) for one in prints]), 0.8))

    assert len(expected) > 40
    assert set() == expected - found
    assert len(found) < 120


def test_many_copies_are_removed_but_one() -> None:
    cleaned = without_repeats([FERRY] * 3000 + [MAYOR])

    assert 2 == len(cleaned.sources)


def test_the_signature_of_a_long_text_is_the_least_of_its_parts() -> None:
    hashes = shingles(" ".join(f"w{number}" for number in range(30_000)), WordHashes())
    parts = [signature(part) for part in np.array_split(hashes, 7)]

    assert np.min(parts, axis=0).tolist() == signature(hashes).tolist()


def test_a_pair_is_found_in_a_bucket_whose_first_text_is_like_neither() -> None:
    draw = random.Random(3)
    base = [f"w{number}" for number in range(60)]
    texts = [" ".join("new" if draw.random() < 0.06 else word for word in base) for _ in range(60)]
    kept = without_repeats(texts).sources

    assert 5 < len(kept) < 60
    assert all(alike(str(one), str(other)) < 0.8 for one, other in combinations(kept, 2))


@given(TEXTS, st.sampled_from([0.3, 0.5, 0.8, 1.0]))
@settings(deadline=None, max_examples=30)
def test_what_is_removed_is_like_what_stays_and_what_stays_is_not_alike(texts: list[str], threshold: float) -> None:
    cleaned = without_repeats(texts, duplicates=threshold, boilerplate=False)
    removed = {one.index: one for one in cleaned.report.repeats}
    kept = [index for index in range(len(texts)) if index not in removed]

    assert tuple(texts[index] for index in kept) == cleaned.sources
    assert all(alike(texts[one], texts[other]) < threshold for one, other in combinations(kept, 2))
    for index, one in removed.items():
        assert one.kept_index in kept
        assert round(alike(texts[index], texts[one.kept_index]), 6) == one.similarity
        assert one.similarity >= threshold
        assert len(texts[one.kept_index]) >= len(texts[index])


@given(LINES, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_the_order_of_the_corpus_decides_nothing(texts: list[str], draw: random.Random) -> None:
    shuffled = list(texts)
    draw.shuffle(shuffled)

    assert Counter(without_repeats(texts).sources) == Counter(without_repeats(shuffled).sources)


def test_equal_texts_are_told_apart_by_id_and_metadata() -> None:
    named = [Document(FERRY, id=name) for name in "cab"]
    dated = [Document(FERRY, metadata={"date": day, "tags": [day]}) for day in ("2031-04-02", "2031-04-01")]

    for documents, kept in ((named, named[1]), (dated, dated[1])):
        for order in (documents, documents[::-1]):
            assert (kept,) == without_repeats(order).sources


# Boilerplate


def test_a_line_of_many_texts_is_cut_from_all_of_them() -> None:
    texts = [
        f"{MAYOR}\n\n{CALL}\n\nMore later.",
        f"{CALL.upper()}\n{SCHOOL}\n",
        f"{FERRY}\n\n  {CALL}\n{CALL}\n",
        MARKET,
    ]
    cleaned = without_repeats(texts)

    assert (f"{MAYOR}\n\nMore later.", SCHOOL, FERRY, MARKET) == cleaned.sources
    assert [(0, CALL, 1, 3), (1, CALL.upper(), 1, 3), (2, CALL, 2, 3)] == [
        (one.index, one.passage, one.times, one.documents) for one in cleaned.report.repeats
    ]


def test_a_line_of_two_texts_stays_unless_that_is_asked_for() -> None:
    texts = [f"{MAYOR}\n{CALL}", f"{SCHOOL}\n{CALL}", FERRY]

    assert tuple(texts) == without_repeats(texts).sources
    assert (MAYOR, SCHOOL, FERRY) == without_repeats(texts, least_documents=2).sources


def test_a_large_corpus_asks_for_more_texts() -> None:
    texts = [f"Notice {number} of the port is number {number * 7}." for number in range(2500)]
    four = [text + "\n" + CALL for text in texts[:4]] + texts[4:]
    five = [text + "\n" + CALL for text in texts[:5]] + texts[5:]

    assert [] == reasons(without_repeats(four))
    assert [("boilerplate", index) for index in range(5)] == reasons(without_repeats(five))


@pytest.mark.parametrize("duplicates", [0.8, 1.0, None])
def test_what_only_versions_of_one_story_share_is_no_boilerplate(duplicates: float | None) -> None:
    story = f"{FERRY}\n{MAYOR}\n{SCHOOL}"
    versions = [f"{story}\nIt is the {number} storm of the year." for number in ("first", "second", "third")]
    cleaned = without_repeats(versions, duplicates=duplicates)

    assert set(cleaned.sources) <= set(versions)
    assert "boilerplate" not in dict(reasons(cleaned))


def test_texts_are_compared_without_their_boilerplate() -> None:
    terms = " ".join(f"term{number}" for number in range(60))
    texts = [f"{story}\n{terms}" for story in (MAYOR, SCHOOL, MARKET)]

    assert alike(texts[0], texts[1]) > 0.6
    assert (MAYOR, SCHOOL, MARKET) == without_repeats(texts, duplicates=0.6).sources


def test_a_text_that_is_boilerplate_only_is_left_and_told() -> None:
    texts = [f"{MAYOR}\n{CALL}\nShare", f"{SCHOOL}\n{CALL}\nShare", f"{FERRY}\n{CALL}\nShare", f"{CALL}\n—\nShare\n"]
    cleaned = without_repeats(texts)

    assert (MAYOR, SCHOOL, FERRY, texts[3]) == cleaned.sources
    assert [("boilerplate only", 3), ("boilerplate only", 3)] == reasons(cleaned)[-2:]
    assert str(cleaned.report).endswith("document 3 is boilerplate only, and was left")


def test_the_end_of_a_wrapped_paragraph_is_no_line_of_its_own() -> None:
    texts = [
        f"{place} will get a new harbour office before the end of the year, officials\nsaid.\n"
        for place in ("The northern town of Orr", "Hale, long without one,", "Even the small island of Wick")
    ]

    assert tuple(texts) == without_repeats(texts).sources
    assert ["One line, and it ends\nin the next.\n", "Another.\n\n", "  Third\n", "Fourth"] == passages_of(
        "One line, and it ends\nin the next.\nAnother.\n\n  Third\nFourth"
    )


def test_marks_alone_are_no_boilerplate() -> None:
    texts = [f"{story}\n* * *\nMore on {name}." for story, name in zip(STORIES, "abcd", strict=True)]

    assert tuple(texts) == without_repeats(texts).sources


@given(st.text(alphabet="ab .\n\r\u2028\x1c\t", max_size=40))
@settings(deadline=None, max_examples=30)
def test_passages_are_the_whole_text(text: str) -> None:
    assert text == "".join(passages_of(text))


@given(LINES)
@settings(deadline=None, max_examples=30)
def test_each_line_that_is_gone_is_in_the_report(texts: list[str]) -> None:
    cleaned = without_repeats(texts)
    gone = {one.index for one in cleaned.report.repeats if one.reason == "near-duplicate"}
    kept = iter(cleaned.sources)
    for index, text in enumerate(texts):
        cuts = [one for one in cleaned.report.repeats if one.index == index and one.reason == "boilerplate"]
        if index not in gone:
            left = next(kept)
            assert isinstance(left, str)
            before, after = (Counter(filter(None, one.casefold().splitlines())) for one in (text, left))

            assert {one.passage.casefold(): one.times for one in cuts} == dict(before - after)
            assert not text.strip() or left.strip()
    assert None is next(kept, None)


# Documents


def test_a_document_that_is_cut_keeps_id_and_metadata_and_others_are_the_same_object() -> None:
    cut = [Document(f"{story}\n{CALL}", metadata={"date": "2031-04-17"}) for story in STORIES]
    whole = Document("Nothing happened in Brae on Tuesday, or so they say.", "brae")
    cleaned = without_repeats([*cut, whole, "Frost."])

    assert (*STORIES, whole.text) == tuple(one.text for one in cleaned.sources if isinstance(one, Document))
    assert [one.id for one in cut] == [one.id for one in cleaned.sources[:4] if isinstance(one, Document)]
    assert all(one.metadata == cut[0].metadata for one in cleaned.sources[:4] if isinstance(one, Document))
    assert whole is cleaned.sources[4] and cleaned.sources[5] == "Frost."


# Report, options, input


def test_the_report_is_read_in_short_and_as_records() -> None:
    documents = [Document(f"{story}\n{CALL}", f"note-{number}") for number, story in enumerate(STORIES)]
    report = without_repeats([*documents, Document(FERRY + " Buses run.", "late")]).report

    assert (
        "5 documents: 1 near-duplicates removed, 1 passages cut, 0 documents left that are boilerplate only\n"
        "document 0 (note-0) is 0.87 like document 4 (late), which was kept\n"
        f"in 4 documents, cut 3 times: {CALL}"
    ) == str(report)
    assert [tuple(attrs.asdict(one).items()) for one in report.repeats] == [
        tuple(record.items()) for record in report.records()
    ]


def test_a_long_report_is_cut_and_says_so() -> None:
    report = without_repeats([FERRY] * 14).report

    assert (12, "and 3 more") == (len(str(report).splitlines()), str(report).splitlines()[-1])
    assert 13 == len(report.records())


def test_an_empty_corpus_gives_an_empty_result() -> None:
    for boilerplate in (True, False):
        cleaned = without_repeats([], boilerplate=boilerplate)

        assert ((), (), 0) == (cleaned.sources, cleaned.report.repeats, cleaned.report.n_sources)


def test_both_can_be_switched_off() -> None:
    texts = [f"{story}\n{CALL}" for story in (*STORIES, FERRY)]

    assert tuple(texts) == without_repeats(iter(texts), duplicates=None, boilerplate=False).sources
    assert {"near-duplicate"} == dict.fromkeys(dict(reasons(without_repeats(texts, boilerplate=False)))).keys()
    assert {"boilerplate"} == dict.fromkeys(dict(reasons(without_repeats(texts, duplicates=None)))).keys()


@pytest.mark.parametrize("options", [{"duplicates": value} for value in (0, -0.1, 1.1, float("nan"), True, "0.8")])
def test_a_similarity_is_above_zero_and_up_to_one(options: dict[str, object]) -> None:
    with pytest.raises(OptionError, match="duplicates is a similarity above 0 and up to 1, or None"):
        without_repeats([FERRY], **options)  # type: ignore[arg-type]


def test_other_options_are_checked() -> None:
    with pytest.raises(OptionError, match="boilerplate is True or False, not 1"):
        without_repeats([FERRY], boilerplate=1)  # type: ignore[arg-type]
    for value in (1, 0, 2.0, True):
        with pytest.raises(OptionError, match="least_documents is a whole number from 2"):
            without_repeats([FERRY], least_documents=value)  # type: ignore[arg-type]


def test_what_is_no_corpus_is_refused() -> None:
    with pytest.raises(TextError, match="not in one str"):
        without_repeats(FERRY)
    with pytest.raises(TextError, match="source 1 is of type bytes"):
        without_repeats([FERRY, b"bytes"])  # type: ignore[list-item]


def test_texts_that_nobody_would_write_are_read() -> None:
    texts = [*SMALL.values(), "a lone \ud800 surrogate in a text of many words", "\udfff"]
    with np.errstate(all="raise"):
        cleaned = without_repeats([text for text in texts for _ in range(3)])

    numbers = WordHashes()
    kept = [shingles(text, numbers).tobytes() for text in cleaned.sources if isinstance(text, str)]
    assert len(kept) == len(set(kept))
    assert {shingles(text, numbers).tobytes() for text in texts} == set(kept)


def test_results_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "from discourse_topics.near_duplicates import WordHashes, shingles\n"
        "from discourse_topics.repeats import without_repeats\n"
        "words = [f'w{n * n % 97}' for n in range(900)]\n"
        "texts = [' '.join(words[n:n + 40]) + '\\nSign up.' for n in range(0, 860, 3)]\n"
        "print(shingles(texts[0], WordHashes()), without_repeats(texts, duplicates=0.4).report.records())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert 1 == len(printed)
