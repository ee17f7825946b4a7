"""The tables of words, their base forms, and what words do to those after them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse_sentiment.lexicon import base_forms, found, shipped_lexicon
from discourse_sentiment.scope import BOOSTED, INTENSIFIER, NEGATOR, NO_ROLE, PLAIN, REVERSER, STOP, TURNED, contexts
from discourse_text import tokenize

LEXICON = shipped_lexicon()


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


def test_a_word_is_looked_up_by_its_base_forms() -> None:
    table = {"cheat": -1, "class": 0}

    assert [found(word, table, 9) for word in ("cheated", "cheats", "cheap", "clas")] == [-1, -1, 9, 9]


@pytest.mark.parametrize("word", ["", "a", "as", "class", "9" * 5000, "İ" * 60])
def test_a_word_is_its_own_first_base_form(word: str) -> None:
    assert word == next(base_forms(word))


def test_the_tables_do_not_contradict_each_other() -> None:
    both = LEXICON.valences.keys() & LEXICON.topics.keys()

    assert set() == both
    assert all(-1.0 <= valence <= 1.0 and valence for valence in LEXICON.valences.values())


def test_entries_are_single_tokens_in_small_letters() -> None:
    entries = [*LEXICON.valences, *LEXICON.topics, *LEXICON.markers]

    assert [entry for entry in entries if entry != entry.lower() or "’" in entry] == []
    assert [entry for entry in entries if entry != "n't" and len(tokenize(entry).starts) != 1] == []


def test_a_negator_reaches_to_the_next_mark() -> None:
    roles = [NO_ROLE, NEGATOR, NO_ROLE, NO_ROLE, STOP, NO_ROLE]

    assert contexts(roles) == [PLAIN, PLAIN, TURNED, TURNED, PLAIN, PLAIN]


def test_a_reverser_reaches_five_tokens() -> None:
    found_contexts = contexts([REVERSER, *[NO_ROLE] * 7])

    assert [PLAIN, *[TURNED] * 5, PLAIN, PLAIN] == found_contexts


def test_turning_wins_over_boosting() -> None:
    assert contexts([NEGATOR, INTENSIFIER, NO_ROLE]) == [PLAIN, TURNED, TURNED]
    assert contexts([INTENSIFIER, NO_ROLE, NO_ROLE]) == [PLAIN, BOOSTED, PLAIN]


@given(st.lists(st.sampled_from([NO_ROLE, NEGATOR, REVERSER, INTENSIFIER, STOP]), max_size=60))
def test_every_token_has_a_context_and_the_first_is_plain(roles: list[int]) -> None:
    around = contexts(roles)

    assert len(roles) == len(around)
    assert [PLAIN] * min(1, len(roles)) == around[:1]
