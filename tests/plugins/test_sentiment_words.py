"""The tables of words and phrases, their forms, and what small words do to those around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse_sentiment.lexicon import base_forms, found, inflections, shipped_lexicon
from discourse_sentiment.scope import (
    BOOSTED,
    CONCEDED,
    COUNTERING,
    DIMMED,
    EXCESSIVE,
    FLAGS,
    HEDGED,
    NO_ROLE,
    ROLE_OF_LIST,
    STOP,
    TURNED,
    YIELDING,
    flags_of,
    multiplier_table,
)
from discourse_text import tokenize

LEXICON = shipped_lexicon()


def flags(sentence: str) -> dict[str, int]:
    """Return the flags of the words of a sentence that have any."""
    columns = tokenize(sentence)
    words = [sentence[start:end].lower() for start, end in zip(columns.starts, columns.ends, strict=True)]
    found_flags = flags_of([LEXICON.roles.get(word, NO_ROLE) for word in words])
    return {word: flag for word, flag in zip(words, found_flags, strict=True) if flag}


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("worries", "worry"),
        ("stopped", "stop"),
        ("bravely", "brave"),
        ("cheating", "cheat"),
        ("praising", "praise"),
        ("betrayed", "betray"),
        ("happily", "happy"),
        ("scams", "scam"),
    ],
)
def test_inflected_words_have_their_base_form(word: str, base: str) -> None:
    assert base in list(base_forms(word))


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("deny", "denied"),
        ("stop", "stopping"),
        ("ease", "easing"),
        ("fail", "fails"),
        ("play games", "playing games"),
    ],
)
def test_verbs_have_their_forms(word: str, form: str) -> None:
    assert form in list(inflections(word))


def test_a_word_is_looked_up_by_its_base_forms() -> None:
    table = {"cheat": -1, "class": 0}

    assert [found(word, table, 9) for word in ("cheated", "cheats", "cheap", "clas")] == [-1, -1, 9, 9]


@pytest.mark.parametrize("word", ["", "a", "as", "class", "9" * 5000, "İ" * 60])
def test_a_word_is_its_own_first_form(word: str) -> None:
    assert word == next(base_forms(word)) == next(inflections(word))


def test_the_tables_do_not_contradict_each_other() -> None:
    both = LEXICON.valences.keys() & LEXICON.topics.keys()

    assert set() == both
    assert all(-1.0 <= valence <= 1.0 and valence for valence in LEXICON.valences.values())


def test_entries_are_the_tokens_of_a_text_in_small_letters() -> None:
    entries = [*LEXICON.valences, *LEXICON.topics, *LEXICON.roles, *LEXICON.judging]

    def tokens_of(entry: str) -> list[str]:
        columns = tokenize(entry)
        return [entry[start:end] for start, end in zip(columns.starts, columns.ends, strict=True)]

    assert [entry for entry in entries if entry != entry.lower() or "’" in entry] == []
    assert [entry for entry in entries if entry != "n't" and tokens_of(entry) != entry.split(" ")] == []


# Scope


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("it is not a fair , honest deal", {"a": TURNED, "fair": TURNED}),
        ("they prevented a disaster", {"a": TURNED, "disaster": TURNED}),
        (
            "the disease was finally eradicated there",
            {"the": TURNED, "disease": TURNED, "was": TURNED, "finally": TURNED},
        ),
        ("the plan to curb abuse is working", {"abuse": TURNED}),
        ("he did not prevent abuse", {"prevent": TURNED}),
        ("neither cruelty nor neglect", {"cruelty": TURNED, "neglect": TURNED}),
        ("a very fair deal indeed", {"fair": BOOSTED, "deal": BOOSTED}),
        ("a slightly unfair deal indeed", {"unfair": DIMMED, "deal": DIMMED}),
        ("too generous by half", {"generous": EXCESSIVE, "by": EXCESSIVE}),
        ("perhaps wise", {"wise": HEDGED}),
        ("clumsy but fair", {"clumsy": YIELDING, "fair": COUNTERING}),
        ("clumsy , yet fair", {"clumsy": YIELDING, ",": YIELDING, "fair": COUNTERING}),
        ("nobody has yet come", {"has": TURNED, "yet": TURNED, "come": TURNED}),
        ("But the deal is fair", {}),
        ("although clumsy , fair", {"clumsy": CONCEDED}),
        ("corruption fell", {"corruption": TURNED}),
        ("trust grew", {"trust": BOOSTED}),
    ],
)
def test_small_words_steer_those_around_them(sentence: str, expected: dict[str, int]) -> None:
    found_flags = flags(sentence)

    assert expected == found_flags


def test_not_only_takes_its_meaning_from_but() -> None:
    roles = [ROLE_OF_LIST["additive"], NO_ROLE, ROLE_OF_LIST["contrast"], NO_ROLE]

    assert [0, 0, 0, 0] == flags_of(roles)


def test_a_reverser_reaches_five_tokens() -> None:
    reached = flags_of([ROLE_OF_LIST["reversers"], *[NO_ROLE] * 7])

    assert [0, *[TURNED] * 5, 0, 0] == reached


@given(st.lists(st.sampled_from([NO_ROLE, *ROLE_OF_LIST.values()]), max_size=60))
def test_every_token_has_flags_that_are_known(roles: list[int]) -> None:
    found_flags = flags_of(roles)

    assert len(roles) == len(found_flags)
    assert all(0 <= flag <= sum(FLAGS.values()) for flag in found_flags)


@given(st.lists(st.sampled_from([NO_ROLE, *ROLE_OF_LIST.values()]), max_size=30))
def test_what_stands_behind_a_stop_does_not_turn_what_stands_before_it(roles: list[int]) -> None:
    alone = flags_of(roles)
    followed = flags_of([*roles, STOP, ROLE_OF_LIST["fallers"], ROLE_OF_LIST["negators"], NO_ROLE])

    assert alone == followed[: len(roles)]


def test_flags_multiply() -> None:
    table = multiplier_table()

    assert [1.0, 1.0] == table[0].tolist()
    assert table[BOOSTED | CONCEDED] == pytest.approx(table[BOOSTED] * table[CONCEDED])
    assert all(table[TURNED] < 0.0)
    assert all(table[YIELDING] < table[COUNTERING])
