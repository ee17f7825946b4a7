"""NLTK's word tokenizers as providers of tokens: where each token stands, whatever NLTK makes of the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import Document, Layer, MissingLayerError
from discourse.errors import AnalysisError
from discourse_nltk.alignment import located
from discourse_text import Token, kind_of

from .hostile_texts import LONG, MEGABYTE, SMALL, repeated

NAMES = ("nltk-words", "nltk-treebank")
PIPELINES = {name: discourse.Pipeline("tokens", providers={"tokens": name}) for name in NAMES}

PIECES = (
    "word Word Mr. U.S. etc. 5 3.5 $1.2bn €7 -5 'tis don't cannot gimme d'ye more'n wanna n't 's ’s ’ ' '' ''' ` `` "
    "``` \" “ ” ‘ « » . .. ... … ? ! , ; : - -- — ( ) [ ] { } < > * # @ % & \x00 😀 İ \u0301 \u200b \ufeff 'S 'LL"
).split(" ")
BLANKS = [" ", " ", "\n", "\n\n", "\t", "\xa0", "\u2028", "\x1c", "\x1f", "\x85"]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*PIECES, *BLANKS]), max_size=30).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
)


def bounds(document: Document, layer: str) -> list[tuple[int, int]]:
    return list(zip(document[layer].starts, document[layer].ends, strict=True))


def tokens(text: str, name: str = "nltk-words") -> list[str]:
    document = PIPELINES[name](text)

    assert document.failures == ()
    return [text[start:end] for start, end in bounds(document, "tokens")]


# What is cut


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The board can't meet Mr. Orr's aides.", "The board ca n't meet Mr. Orr 's aides ."),
        ("Fees rose by $1.5 million (3%); ports paid.", "Fees rose by $ 1.5 million ( 3 % ) ; ports paid ."),
        ("“We lost,” Berg said.", "“ We lost , ” Berg said ."),
        ('"We lost," Berg said, "and badly."', '" We lost , " Berg said , " and badly . "'),
        ("''We lost,'' Berg said.", "'' We lost , '' Berg said ."),
        ("``We lost,'' Berg said.", "`` We lost , '' Berg said ."),
        ("The ports — all five -- cannot pay...", "The ports — all five -- can not pay ..."),
        ("A 14-member board met at 10:30.", "A 14-member board met at 10:30 ."),
    ],
)
def test_nltk_words_cuts_a_sentence_as_nltk_does_and_keeps_its_words(text: str, expected: str) -> None:
    assert tokens(text) == expected.split(" ")


def test_nltk_treebank_leaves_typographic_marks_at_their_words() -> None:
    found = tokens("“We can't pay,” Berg said.", "nltk-treebank")

    assert found == ["“We", "ca", "n't", "pay", ",", "”", "Berg", "said", "."]


@pytest.mark.parametrize("name", NAMES)
def test_a_full_stop_is_cut_off_at_the_end_of_each_sentence(name: str) -> None:
    assert tokens("The board met. It left.", name) == ["The", "board", "met", ".", "It", "left", "."]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "text",
    [
        '"',
        '""',
        '"We lost',
        'We lost"',
        'He said "no',
        "'\"'",
        "''\"''",
        '"`"',
        "( ''' )",
        "`` \"\" ''",
        '“"”',
        "'''''",
    ],
)
def test_quotation_marks_without_partners_are_found_where_they_stand(name: str, text: str) -> None:
    assert "".join(tokens(text, name)) == "".join(text.split())


# What kind each token is


KINDS = {
    "word": ["board", "'s", "n't", "“We", "#tag", "É", "'tis", "—Brae"],
    "number": ["14-member", "1.5", "€7.36", "-5", "'90s", ".5", "$3"],
    "punctuation": [".", "''", '"', "...", "--", "(", "“", "'"],
    "symbol": ["$", "%", "`", "``", "😀", "\x00"],
}


@pytest.mark.parametrize(("kind", "word"), [(kind, word) for kind, words in KINDS.items() for word in words])
def test_the_kind_of_a_token_is_that_of_its_first_letter_or_digit_or_mark(kind: str, word: str) -> None:
    from discourse_nltk.words import kind_of_any

    assert kind_of_any(word).kind == kind


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_token_that_our_own_tokenizer_finds_too_is_of_the_same_kind(text: str) -> None:
    ours, theirs = discourse.analyze(text, "tokens")["tokens"], PIPELINES["nltk-words"](text)["tokens"]
    known = dict(zip(zip(ours.starts, ours.ends, strict=True), ours.values, strict=True))
    found = dict(zip(zip(theirs.starts, theirs.ends, strict=True), theirs.values, strict=True))

    assert {span: known[span] for span in known.keys() & found} == {span: found[span] for span in known.keys() & found}


def test_the_rule_of_kinds_is_public() -> None:
    assert [kind_of(word) for word in ("ports", "2.5", ",", "%")] == [
        Token("word"), Token("number"), Token("punctuation"), Token("symbol"),
    ]  # fmt: skip


# Laws


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_tokens_hold_every_character_of_the_sentences_once_and_in_order(name: str, text: str) -> None:
    document = PIPELINES[name](text)
    spans = bounds(document, "tokens")

    assert document.failures == ()
    assert all(before[1] <= behind[0] for before, behind in pairwise(spans))
    assert solid(text, spans) == solid(text, bounds(document, "sentences"))
    assert not any(character.isspace() for start, end in spans for character in text[start:end])


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_each_token_lies_in_one_sentence_and_one_region(name: str, text: str) -> None:
    document = PIPELINES[name](text)

    for layer in ("sentences", "paragraphs", "regions"):
        outer = bounds(document, layer)
        assert all(
            sum(first <= start and end <= last for first, last in outer) == 1
            for start, end in bounds(document, "tokens")
        )


def solid(text: str, spans: list[tuple[int, int]]) -> list[int]:
    return [i for start, end in spans for i in range(start, end) if not text[i].isspace()]


def test_nothing_is_found_in_boilerplate() -> None:
    text = (
        "The board met in Orr on Monday, and the port was closed.\n\nSign up for our newsletter\n\nAll rights reserved."
    )
    found = tokens(text)

    assert found[-1] == "."
    assert "newsletter" not in found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", SMALL)
def test_a_strange_text_gets_tokens_and_the_same_each_time(name: str, text: str) -> None:
    document = PIPELINES[name](SMALL[text])

    assert document.failures == ()
    assert solid(document.text, bounds(document, "tokens")) == solid(document.text, bounds(document, "sentences"))
    assert document == discourse.Pipeline("tokens", providers={"tokens": name})(SMALL[text])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pattern", LONG)
def test_a_long_text_of_one_pattern_gets_tokens(name: str, pattern: str) -> None:
    document = PIPELINES[name](repeated(*LONG[pattern]))

    assert document.failures == ()
    assert solid(document.text, bounds(document, "tokens")) == solid(document.text, bounds(document, "sentences"))


@pytest.mark.parametrize("pattern", ["word ", 'a" '])
def test_a_line_of_a_megabyte_gets_tokens(pattern: str) -> None:
    assert "".join(tokens(repeated(pattern, MEGABYTE))) == repeated(pattern, MEGABYTE).replace(" ", "")


# Alignment


def test_a_token_is_not_looked_for_further_on() -> None:
    """NLTK's own alignment would take the later "said" and lose what stands between."""
    with pytest.raises(
        AnalysisError, match=r"token 'said' does not stand at 4, where the text goes on with 'Berg said"
    ):
        list(located(["Ms.", "said"], "Ms. Berg said so", 0, 16))


def test_what_no_token_holds_is_told() -> None:
    with pytest.raises(AnalysisError, match="no token holds 'so' at 5"):
        list(located(["said"], "said so", 0, 7))


def test_a_token_beyond_its_stretch_is_not_taken() -> None:
    with pytest.raises(AnalysisError, match="token 'left' does not stand at 3"):
        list(located(["It", "left"], "It left", 0, 3))


def test_a_tokenizer_that_loses_words_is_a_recorded_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    from nltk.tokenize import NLTKWordTokenizer

    monkeypatch.setattr(NLTKWordTokenizer, "tokenize", lambda self, text: text.lower().split())
    document = discourse.Pipeline("tokens", "sentences", providers={"tokens": "nltk-words"})("The board met.")
    (failure,) = document.failures

    assert failure.message.startswith("AnalysisError: token 'the' does not stand at 0, where the text goes on with")
    assert "sentences" in document
    with pytest.raises(MissingLayerError, match="nltk-words"):
        document["tokens"]


# In a pipeline


def test_provenance_names_the_analyzer_and_the_version_of_nltk() -> None:
    import nltk

    layer: Layer[Token] = PIPELINES["nltk-words"]("The board met.").layer("tokens", Token)

    assert layer.provenance is not None
    assert (layer.provenance.analyzer, layer.provenance.version) == ("nltk-words", f"1.0, nltk {nltk.__version__}")


def test_nothing_takes_them_that_does_not_name_them() -> None:
    made = discourse.analyze("The board met.")

    assert made["tokens"].provenance.analyzer == "tokens"  # type: ignore[union-attr]
    assert made["sentences"].provenance.analyzer == "sentences"  # type: ignore[union-attr]
