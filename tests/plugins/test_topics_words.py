"""Words that can carry a topic: the same by strings as by documents."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import discourse
import discourse_text
from discourse import Document
from discourse.errors import OptionError, TextError
from discourse_topics.words import english_function_words, is_topic_word, lowered_tokens, stop_word_set, words_of

TEXTS = st.text(alphabet=st.sampled_from("abIN .,'’-!?“”()\n\t7$%@#/İßé🙂א…"), max_size=60)


def topic_words(texts: list[str] | list[Document]) -> list[list[str]]:
    words = words_of(texts)
    rows = [words.numbers[start:end] for start, end in zip(words.starts, words.starts[1:], strict=False)]
    return [[words.types[number] for number in row if is_topic_word(words.types[number])] for row in rows]


@given(st.lists(TEXTS, max_size=4))
@example(["The U.S. said.", "“Morocco’s” don't (re-elected), “J. Smith”", "e.g. al-Qaeda's 14-member #tag a@b.com/x"])
def test_strings_have_the_topic_words_of_their_tokens(texts: list[str]) -> None:
    expected = []
    for text in texts:
        tokens = discourse_text.tokenize(text)
        words = [text[a:b].lower().replace("’", "'") for a, b in zip(tokens.starts, tokens.ends, strict=True)]
        expected.append([word for word in words if is_topic_word(word)])

    assert expected == topic_words(texts)


def test_documents_are_read_by_their_tokens_and_get_them_if_they_have_none() -> None:
    text = "Spain’s ministers don't re-elect themselves."
    bare = Document(text)

    assert topic_words([text]) == topic_words([bare]) == topic_words([discourse.analyze(bare, "tokens")])
    assert [[word for word in lowered_tokens(bare) if is_topic_word(word) or word == "n't"]] == [
        ["spain", "ministers", "do", "n't", "re-elect", "themselves"]
    ]


def test_curly_apostrophes_are_made_straight() -> None:
    assert topic_words(["don’t"]) == [["do", "n't"]]


def test_texts_and_documents_may_be_mixed() -> None:
    text = "The (old) ferry, again."

    assert topic_words([text, Document(text)]) == [["the", "old", "ferry", "again"]] * 2


def test_words_of_a_tokenizer_are_taken_as_they_are() -> None:
    words = words_of(["A b 7", Document("b C")], str.split)

    assert (
        words.types,
        words.numbers.tolist(),
        words.starts.tolist(),
    ) == (("A", "b", "7", "C"), [0, 1, 2, 1, 3], [0, 3, 5])


@pytest.mark.parametrize("word", ["cell", "u.s.", "counter-terrorism", "o'neill", "é’é", "école"])
def test_topic_words(word: str) -> None:
    assert is_topic_word(word)


@pytest.mark.parametrize("word", ["", "x", "7", "2003", "39th", "—", "...", "'s", "$", "a@b.org", "#vote", "j."])
def test_numbers_marks_and_single_letters_are_no_topic_words(word: str) -> None:
    assert not is_topic_word(word)


def test_function_words_are_lower_case_sorted_into_classes_and_not_doubled() -> None:
    data = json.loads(files("discourse_topics").joinpath("data/function_words.json").read_text(encoding="utf-8"))
    words = [word for group in data["words"].values() for word in group.split()]

    assert len(words) == len(set(words))
    assert all(word == word.lower() for word in words)
    assert set(words) == english_function_words()
    assert {"the", "n't", "'ll", "between", "mr."} <= english_function_words()
    assert not {"government", "tax", "war", "school"} & english_function_words()


def test_pieces_of_contractions_are_those_of_the_tokenizer() -> None:
    text = "I'm he's we've they'll she'd can't won't shan't ain't isn't"
    tokens = discourse_text.tokenize(text)
    pieces = {text[start:end].lower() for start, end in zip(tokens.starts, tokens.ends, strict=True)}

    assert set() == pieces - english_function_words()


def test_stop_words_of_a_user_are_lower_cased() -> None:
    assert frozenset({"war"}) == stop_word_set(["War"])
    assert frozenset() == stop_word_set(None)


@pytest.mark.parametrize("stop_words", ["german", 3, [1, 2]])
def test_other_stop_words_are_refused(stop_words: object) -> None:
    with pytest.raises(OptionError, match="'english', None or a collection of words"):
        stop_word_set(stop_words)  # type: ignore[arg-type]


@pytest.mark.parametrize(("sources", "message"), [("a text", "not in one str"), (["a", 3], "source 1 is of type int")])
def test_sources_that_are_no_texts_are_refused(sources: object, message: str) -> None:
    with pytest.raises(TextError, match=message):
        words_of(sources)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", " \n", "9" * 5000, "İ" * 50, "🙂 שלום", "a" * 200_000, "'" * 3000, "a-" * 3000])
def test_hostile_texts_are_read(text: str) -> None:
    assert len(topic_words([text])) == 1
