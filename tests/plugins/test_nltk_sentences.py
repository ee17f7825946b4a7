"""NLTK's Punkt as a provider of sentences, with abbreviations of our own."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import Document, OptionError
from discourse_nltk import sentences as module

from .hostile_texts import LONG, MEGABYTE, SMALL, repeated

PROVIDERS = {"sentences": "nltk-punkt"}
PIPELINE = discourse.Pipeline("sentences", providers=PROVIDERS)
TABLE = tomllib.loads((Path(module.__file__).parent / "data" / "abbreviations.toml").read_text(encoding="utf-8"))

PIECES = (
    "word Word Mr. U.S. J. etc. No. 5 5. 3.5 p.m. Inc. The the He . .. ... … ? ! ?! !!! , ; : -- — ( ) [ ] \" ' "
    "” ’ » “ « .” .) ?” 😀 \x00"
).split()
BLANKS = [" ", " ", " ", "\n", "\n\n", "\t", "\xa0", "\u2028", "\x1c"]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*PIECES, *BLANKS]), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
)


def bounds(document: Document, layer: str) -> list[tuple[int, int]]:
    return list(zip(document[layer].starts, document[layer].ends, strict=True))


def sentences(text: str, **options: Any) -> list[str]:
    pipeline = (
        discourse.Pipeline("sentences", providers=PROVIDERS, config={"sentences": options}) if options else PIPELINE
    )
    document = pipeline(text)

    assert document.failures == ()
    return [text[start:end] for start, end in bounds(document, "sentences")]


# Where sentences end. A bar stands between sentences


@pytest.mark.parametrize(
    "text",
    [
        "The board met in Orr. | It left at noon.",
        "Mr. Berg spoke to Gov. Lena Marsh of Orr. | She agreed.",
        "The U.S. Senate heard Dr. J. R. Orr at 5 p.m. on Monday. | He left.",
        "The port is run by Orr Inc. | The firm lost money.",
        "They chose Plan B. | It failed.",
        "Article No. 5 was read. | The board said no. | Berg agreed.",
        "Fees rose by 3.5 percent in 2014. | The ports paid.",
        "“We lost.” | “We did not,” Berg said.",
        "(The board met.) | It left.",
        "Who pays? | The ports do! | All of them.",
        "Ships, barges, etc. pay the fee. | Cranes do not.",
        "She came on Jan. 5 and left on Feb. 6. | Nobody saw her.",
        "The fees, e.g. those of Orr, rose.",
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text: str) -> None:
    assert sentences(text.replace(" | ", " ")) == text.split(" | ")


def test_sentences_stay_in_their_paragraphs() -> None:
    assert sentences("The Harbour Levy\n\nThe board met and\n\nleft. It was late.") == [
        "The Harbour Levy", "The board met and", "left.", "It was late.",
    ]  # fmt: skip


def test_nothing_is_found_in_boilerplate() -> None:
    text = (
        "The board met in Orr on Monday, and the port was closed.\n\nSign up for our newsletter\n\nAll rights reserved."
    )

    assert sentences(text) == ["The board met in Orr on Monday, and the port was closed."]


# Abbreviations of one's own


@pytest.mark.parametrize("words", [["Kpt"], ["kpt."], ("KPT.", "Obst.")])
def test_more_abbreviations_can_be_given(words: Any) -> None:
    text = "The ship of Kpt. Orr left."

    assert sentences(text) == ["The ship of Kpt.", "Orr left."]
    assert sentences(text, abbreviations=words) == [text]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("Kpt.", "a list of words, not the text 'Kpt.'"),
        (["two words"], "one word, with or without its full stop, not 'two words'"),
        ([""], "not ''"),
        (["."], r"not '\.'"),
        ([5], "not 5"),
    ],
)
def test_abbreviations_that_are_none_are_refused(words: Any, message: str) -> None:
    pipeline = discourse.Pipeline("sentences", providers=PROVIDERS, config={"sentences": {"abbreviations": words}})

    with pytest.raises(OptionError, match=message):
        pipeline("The board met.")


def test_an_option_that_does_not_exist_is_refused_at_once() -> None:
    with pytest.raises(OptionError, match="abbreviations"):
        discourse.Pipeline("sentences", providers=PROVIDERS, config={"sentences": {"abreviations": ["Kpt"]}})


def test_abbreviations_are_part_of_the_provenance() -> None:
    digests = {
        discourse.Pipeline("sentences", providers=PROVIDERS, config={"sentences": options})("A.")["sentences"].digest
        for options in ({}, {"abbreviations": ["kpt"]}, {"abbreviations": ["obst"]})
    }

    assert len(digests) == 3


# The table


def test_words_of_the_table_are_in_small_letters_and_without_a_last_full_stop() -> None:
    groups = [TABLE["before_numbers"], TABLE["starters"], *TABLE["abbreviations"].values()]
    words = [word for group in groups for word in group.split()]

    assert [word for word in words if word != word.lower() or word.endswith(".")] == []


def test_no_word_of_the_table_stands_twice_or_contradicts_another() -> None:
    abbreviations = [word for group in TABLE["abbreviations"].values() for word in group.split()]

    assert len(abbreviations) == len(set(abbreviations))
    assert set(abbreviations) & {*TABLE["before_numbers"].split(), *TABLE["starters"].split()} == set()


def test_to_look_words_up_does_not_make_the_tables_of_punkt_grow() -> None:
    splitter = module.PunktSplitter()
    known = splitter._tokenizer._params.ortho_context
    before = len(known)
    splitter.analyze(discourse.analyze("Berg met J. Marsh in 2014. Nobody in Elverum saw A. Orr.", "paragraphs"))

    assert len(known) == before


# Laws


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_sentences_hold_every_character_of_the_paragraphs_once_and_in_order(text: str) -> None:
    document = PIPELINE(text)
    spans = bounds(document, "sentences")

    assert document.failures == ()
    assert all(before[1] <= behind[0] for before, behind in pairwise(spans))
    assert solid(text, spans) == solid(text, bounds(document, "paragraphs"))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    for layer in ("paragraphs", "regions"):
        outer = bounds(document, layer)
        assert all(sum(first <= start and end <= last for first, last in outer) == 1 for start, end in spans)


def solid(text: str, spans: list[tuple[int, int]]) -> list[int]:
    return [i for start, end in spans for i in range(start, end) if not text[i].isspace()]


@pytest.mark.parametrize("text", SMALL)
def test_a_strange_text_gets_sentences_and_the_same_each_time(text: str) -> None:
    document = PIPELINE(SMALL[text])

    assert document.failures == ()
    assert document == discourse.Pipeline("sentences", providers=PROVIDERS)(SMALL[text])


@pytest.mark.parametrize("pattern", LONG)
def test_a_long_text_of_one_pattern_gets_sentences(pattern: str) -> None:
    document = PIPELINE(repeated(*LONG[pattern]))

    assert document.failures == ()
    assert solid(document.text, bounds(document, "sentences")) == solid(document.text, bounds(document, "paragraphs"))


def test_a_line_of_a_megabyte_gets_sentences() -> None:
    assert len(sentences(repeated("It left. ", MEGABYTE))) == MEGABYTE // 9 + 1
