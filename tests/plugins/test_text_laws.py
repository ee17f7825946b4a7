"""Laws of the layers of `discourse_text`, on any text."""

from __future__ import annotations

from itertools import pairwise

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import Document
from discourse_text import Region, lowered, tokenize, words
from discourse_text.tokens import FEWEST_CHARACTERS, read_tokens, tokens_one_by_one

PIPELINE = discourse.Pipeline("sentences", "tokens")

WORDS = (
    "word Word WORD Mr. U.S. J. etc. No. 5 3.5 $1.2bn 1990s 10:30 don't Berg's n't 's ’s ’ ' “ ” \" ‘ « » . .. "
    "... … ? ! , ; : - -- — ( ) anti- co- al-Qaeda a.b www. @ # #tag https:// % € 😀 İ _ By Opinion "
    "Advertisement [1] ¹ Sen. 1. ? “Why?” asked Hale "
)
BLANKS = (" ", " ", " ", "\n", "\n\n", "\r\n", "\t", "\xa0", "\u2028", "\x00", "\x1c")
PIECES = st.sampled_from([*WORDS.split(), "e\u0301", "\u0301", *BLANKS])
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES, max_size=40).map(" ".join)
)


def bounds(document: Document, layer: str) -> list[tuple[int, int]]:
    return list(zip(document[layer].starts, document[layer].ends, strict=True))


def lies_in_one(inner: tuple[int, int], outer: list[tuple[int, int]]) -> bool:
    return sum(start <= inner[0] and inner[1] <= end for start, end in outer) == 1


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_the_layers_nest_and_never_overlap(text: str) -> None:
    document = PIPELINE(text)

    assert document.failures == ()
    for inner, outer in (("paragraphs", "regions"), ("sentences", "paragraphs"), ("tokens", "sentences")):
        assert all(lies_in_one(span, bounds(document, outer)) for span in bounds(document, inner)), (inner, outer)
    for layer in ("regions", "paragraphs", "sentences", "tokens"):
        assert all(start < end for start, end in bounds(document, layer))
        assert all(before[1] <= behind[0] for before, behind in pairwise(bounds(document, layer)))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_layer_begins_or_ends_with_white_space(text: str) -> None:
    document = PIPELINE(text)

    for layer in ("regions", "paragraphs", "sentences", "tokens"):
        for start, end in bounds(document, layer):
            assert text[start:end] == text[start:end].strip(), layer


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_regions_hold_every_character_that_is_not_blank(text: str) -> None:
    """But for the marks between a headline and its kicker, which are neither's."""
    document = PIPELINE(text)
    held: set[int] = set()
    for start, end in bounds(document, "regions"):
        held.update(range(start, end))

    left = "".join(text[i] for i in range(len(text)) if i not in held and not text[i].isspace())
    assert set(left) <= set("–—|-:")


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_sentences_hold_every_character_of_a_paragraph_that_is_not_blank(text: str) -> None:
    document = PIPELINE(text)

    assert solid(text, bounds(document, "sentences")) == solid(text, bounds(document, "paragraphs"))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_tokens_hold_every_character_of_a_paragraph_that_is_not_blank(text: str) -> None:
    document = PIPELINE(text)

    assert solid(text, bounds(document, "tokens")) == solid(text, bounds(document, "paragraphs"))


def solid(text: str, spans: list[tuple[int, int]]) -> list[int]:
    """Return the places of the characters of some spans that are not blank, each as often as it is held."""
    return [i for start, end in spans for i in range(start, end) if not text[i].isspace()]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_tokens_hold_no_white_space(text: str) -> None:
    document = PIPELINE(text)

    assert all(not any(map(str.isspace, word)) for word in words(document))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_words_and_lowered_words_are_as_many_as_tokens(text: str) -> None:
    document = PIPELINE(text)

    assert len(words(document)) == len(lowered(document)) == len(document["tokens"])
    assert [text[start:end] for start, end in bounds(document, "tokens")] == list(words(document))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_tokenizing_any_text_gives_columns_of_one_length_in_order(text: str) -> None:
    columns = tokenize(text)

    assert len(columns.starts) == len(columns.ends) == len(columns.values)
    assert all(0 <= start < end <= len(text) for start, end in zip(columns.starts, columns.ends, strict=True))
    assert all(end <= start for end, start in zip(columns.ends, columns.starts[1:], strict=False))


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=4), st.integers(min_value=0, max_value=1))
def test_long_texts_are_cut_at_once_as_they_are_piece_by_piece(paragraphs: list[str], gap: int) -> None:
    paragraphs = [*paragraphs, " word" * FEWEST_CHARACTERS]
    text = ("\n" * gap).join(paragraphs)
    starts = [sum(map(len, paragraphs[:index])) + index * gap for index in range(len(paragraphs))]
    stretches = [(start, start + len(paragraph)) for start, paragraph in zip(starts, paragraphs, strict=True)]

    assert attrs.astuple(read_tokens(text, stretches)) == attrs.astuple(tokens_one_by_one(text, stretches))


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES.filter(lambda piece: not piece.isspace()), max_size=12))
def test_white_space_parts_tokens(pieces: list[str]) -> None:
    text = " ".join(pieces)
    columns = tokenize(text)

    assert "".join(text[start:end] for start, end in zip(columns.starts, columns.ends, strict=True)) == "".join(
        text.split()
    )


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_where_a_text_has_a_region_it_has_one_that_is_read(text: str) -> None:
    """A page of notices and short lines alone is kept rather than lost, unless every line is a notice."""
    regions = PIPELINE(text).layer("regions", Region)
    kinds = {region.value.kind for region in regions}

    assert not kinds or kinds == {"boilerplate"} or "body" in kinds
