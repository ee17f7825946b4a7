"""The layer `tokens`: words, numbers and marks, and what is cut at a hyphen or an apostrophe."""

from __future__ import annotations

import pytest

import discourse
from discourse import Annotation, Document, Layer, LayerError, Span
from discourse_text import Paragraph, Token, lowered, tokenize, words


def cut(text: str) -> list[str]:
    columns = tokenize(text)
    return [text[start:end] for start, end in zip(columns.starts, columns.ends, strict=True)]


def kinds(text: str) -> list[str]:
    return [value.kind for value in tokenize(text).values]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("don't", "do n't"),
        ("can’t", "ca n’t"),
        ("WON'T", "WO N'T"),
        ("He's", "He 's"),
        ("Morocco’s", "Morocco ’s"),
        ("they'd've", "they 'd 've"),
        ("the crews' pay", "the crews ' pay"),
        ("o'clock", "o'clock"),
        ("O'Neill", "O'Neill"),
        ("d'Estaing", "d'Estaing"),
        ("L’Oréal", "L’Oréal"),
    ],
)
def test_contractions_are_cut_and_names_are_not(text: str, tokens: str) -> None:
    assert cut(text) == tokens.split()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("long-term", "long - term"),
        ("twenty-seven", "twenty - seven"),
        ("14-member", "14 - member"),
        ("al-Qaeda", "al - Qaeda"),
        ("5-15", "5 - 15"),
        ("state-of-the-art", "state - of - the - art"),
        ("20-year-old", "20 - year - old"),
        ("U.S.-led", "U.S. - led"),
    ],
)
def test_compounds_are_cut_at_the_hyphen(text: str, tokens: str) -> None:
    assert cut(text) == tokens.split()


@pytest.mark.parametrize(
    "word",
    "counter-terrorism co-chair pre-emptive ex-prisoners un-American vice-president e-mail non‑profit anti-war "
    "semi-final re-elect post-9/11".split(),
)
def test_an_affix_binds_what_follows_its_hyphen(word: str) -> None:
    assert cut(f"the {word} law") == ["the", word, "law"]


def test_an_affix_with_nothing_behind_it_binds_nothing() -> None:
    assert cut("pre- and post-war") == ["pre", "-", "and", "post-war"]


@pytest.mark.parametrize("number", "1,200 7.36 2003 03.03 39th 1990s 1990’s 10:30 5/16/2003 9/11 1/2 4.25".split())
def test_a_number_is_one_token(number: str) -> None:
    assert cut(f"was {number}, he") == ["was", number, ",", "he"]
    assert kinds(number) == ["number"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("$1.2bn", "$ 1.2 bn"),
        ("5km", "5 km"),
        ("3am", "3 am"),
        ("50%", "50 %"),
        ("€5.", "€ 5 ."),
        ("10°C", "10 ° C"),
        ("£5m-a-year", "£ 5 m - a - year"),
        ("1,2.", "1,2 ."),
    ],
)
def test_units_and_signs_are_cut_off_numbers(text: str, tokens: str) -> None:
    assert cut(text) == tokens.split()


@pytest.mark.parametrize("word", ["U.S.", "Mr.", "a.m.", "etc.", "J.", "e.g.", "Ph.D.", "Inc."])
def test_abbreviations_keep_their_full_stop(word: str) -> None:
    assert cut(f"the {word} said") == ["the", word, "said"]


@pytest.mark.parametrize("word", ["fee", "I", "quay", "2014"])
def test_other_words_do_not_keep_a_full_stop(word: str) -> None:
    assert cut(f"{word}.") == [word, "."]


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a?b=c", "www.example.com", "lena@example.org", "#fees", "@lena", "harbour.example.co.uk"],
)
def test_an_address_is_one_token_without_the_mark_behind_it(address: str) -> None:
    assert cut(f"see {address}.") == ["see", address, "."]


@pytest.mark.parametrize("word", ["AT&T", "R&D", "naïve", "été", "e\u0301te\u0301", "İstanbul", "Ålesund", "Київ"])
def test_words_may_hold_an_ampersand_and_letters_of_any_kind(word: str) -> None:
    assert cut(f"at {word},") == ["at", word, ","]
    assert kinds(word) == ["word"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("(see “We” …)", "( see “ We ” … )"),
        ("wait...", "wait ..."),
        ("a -- b—c", "a -- b — c"),
        ("and/or", "and / or"),
        ("?!", "? !"),
        ("😀👍", "😀 👍"),
        ("* • †", "* • †"),
    ],
)
def test_marks_are_tokens_of_one_character_but_dots_and_dashes_in_a_row(text: str, tokens: str) -> None:
    assert cut(text) == tokens.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fees", ["word"]),
        ("don't", ["word", "word"]),
        ("Berg's", ["word", "word"]),
        ("we’ll", ["word", "word"]),
        ("'", ["punctuation"]),
        (",", ["punctuation"]),
        ("—", ["punctuation"]),
        ("$5", ["symbol", "number"]),
        ("5%", ["number", "symbol"]),
        ("39th", ["number"]),
        ("😀", ["symbol"]),
    ],
)
def test_kinds_of_tokens(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_a_run_longer_than_any_word_is_cut_like_a_short_one() -> None:
    assert cut("x" * 500 + "-don't") == ["x" * 500, "-", "do", "n't"]


def test_an_empty_text_has_no_tokens() -> None:
    assert cut("") == []
    assert cut(" \n\t ") == []


def test_words_and_lowered_words_go_with_the_tokens() -> None:
    document = discourse.analyze("Berg’s crew DIDN’T sail.", "tokens")

    assert words(document) == ("Berg", "’s", "crew", "DID", "N’T", "sail", ".")
    assert lowered(document) == ("berg", "'s", "crew", "did", "n't", "sail", ".")


def test_a_word_whose_small_form_is_longer_stays_one_word() -> None:
    document = discourse.analyze("İİİ and İstanbul", "tokens")

    assert len(lowered(document)) == len(words(document)) == len(document["tokens"]) == 3


def test_tokens_of_a_lexicon_entry_are_those_of_a_document() -> None:
    text = "The long-term U.S. plan isn't counter-productive, $1.2bn or not."
    document = discourse.analyze(text, "tokens")

    assert (tuple(tokenize(text).starts), tuple(tokenize(text).ends)) == (
        document["tokens"].starts,
        document["tokens"].ends,
    )


def test_boilerplate_has_no_tokens() -> None:
    document = discourse.analyze("The fees rose again.\n\nSign up for our newsletter\n\nNobody came.", "tokens")

    assert "newsletter" not in words(document)
    assert "Nobody" in words(document)


@pytest.mark.parametrize("repeated", [1, 20], ids=["short", "long"])
def test_paragraphs_of_other_providers_may_overlap(repeated: int) -> None:
    text = "One plain word, and another. " * repeated
    spans = [Span(0, len(text)), Span(4, 9), Span(4, 4)]
    paragraphs = Layer("paragraphs", Paragraph, [Annotation(span, Paragraph()) for span in spans])
    document = discourse.Pipeline("tokens", "sentences", on_error="raise")(Document(text).with_layer(paragraphs))

    assert list(words(document)) == cut(text)
    assert document["sentences"].starts == tuple(range(0, len(text), len(text) // repeated))


def test_what_two_paragraphs_share_is_cut_once() -> None:
    text = "One plain word, and another."
    paragraphs = Layer("paragraphs", Paragraph, [Annotation(Span(*b), Paragraph()) for b in ((0, 9), (4, 28))])
    document = discourse.Pipeline("tokens", on_error="raise")(Document(text).with_layer(paragraphs))

    assert list(words(document)) == cut(text)


def test_tokens_without_characters_are_refused_by_name() -> None:
    tokens = Layer("tokens", Token, [Annotation(Span(0, 3), Token("word")), Annotation(Span(4, 4), Token("word"))])

    with pytest.raises(LayerError, match="layer 'tokens': token 1 covers no character, at 4"):
        words(Document("One plain word").with_layer(tokens))
