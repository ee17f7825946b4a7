"""The layer `sentences`: where a sentence ends, and which full stops end none."""

from __future__ import annotations

import pytest

import discourse

PIPELINE = discourse.Pipeline("sentences")


def sentences_of(text: str) -> list[str]:
    document = PIPELINE(text)
    return [document.slice(sentence.span) for sentence in document["sentences"]]


@pytest.mark.parametrize(
    "sentences",
    [
        ("The fees rose.", "The boats stayed out."),
        ("Who pays?", "Nobody."),
        ("What?!", "Really!", "Yes."),
        ("He waited…", "Then he left."),
        ("Fees rose by 3.5 percent.", "Wages did not."),
        ("It cost $5.", "It was worth ten."),
        ("He came in 1999.", "2000 was better."),
        ("She is 45.", "He is 50."),
        ("So did I.", "Nobody else did."),
        ("The iPhone sold well.", "iPhones are dear."),
    ],
)
def test_a_mark_and_a_new_start_end_a_sentence(sentences: tuple[str, ...]) -> None:
    assert sentences_of(" ".join(sentences)) == list(sentences)


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Berg met Dr. Hale and Gov. Orr at the quay.",
        "Gen. Hale and Sen. Orr disagreed.",
        "J. K. Berg wrote it with Lena M. Orr.",
        "The U.S. Senate and the U.K. Parliament voted.",
        "Ph.D. students wait.",
        "The firm, Berg Inc., was sold.",
        "He said that No. 5 was late and that art. 12 forbids it.",
        "Prices rose in Jan. 2014 by a tenth.",
        "The St. Anne sank off Ft. Orr.",
        "Some crews, e.g. Those of the north, were paid.",
        "The rate fell to 3.5 percent from 4.25.",
        "He waited ... and waited.",
        "Visit harbour.example.com for more.",
        "The vote (see art. 5) passed.",
    ],
)
def test_full_stops_inside_a_sentence_do_not_end_it(sentence: str) -> None:
    assert sentences_of(f"{sentence} Nobody spoke.") == [sentence, "Nobody spoke."]


@pytest.mark.parametrize(
    "sentences",
    [
        ("It was sold to Berg Inc.", "The price was low."),
        ("The meeting ended at 5 p.m.", "They went home."),
        ("He moved to the U.S.", "His family stayed."),
        ("They sell rope, nets, etc.", "We buy none."),
        ("He got a B.", "She got an A."),
    ],
)
def test_an_abbreviation_ends_a_sentence_before_a_word_that_begins_sentences(sentences: tuple[str, ...]) -> None:
    assert sentences_of(" ".join(sentences)) == list(sentences)


@pytest.mark.parametrize(
    "sentences",
    [
        ("“We lost.”", "He left the room."),
        ('"We lost."', "He left the room."),
        ("‘We lost.’", "He left the room."),
        ("“Who lost?”", "“You did!”"),
        ("They call it “the U.S.”", "Nobody else does."),
        ("It works (mostly.)", "It is old."),
        ("He called it “work “.", "She read it."),
        ("They lost the “vote”.", "Nobody cared."),
    ],
)
def test_closing_marks_go_with_the_sentence_that_they_close(sentences: tuple[str, ...]) -> None:
    assert sentences_of(" ".join(sentences)) == list(sentences)


@pytest.mark.parametrize(
    "sentence", ["“Who lost?” she asked.", "“We lost!” said the captain.", '"Why?" asks the board.']
)
def test_a_small_letter_behind_a_quotation_goes_on(sentence: str) -> None:
    assert sentences_of(f"{sentence} Nobody spoke.") == [sentence, "Nobody spoke."]


def test_an_unbalanced_mark_costs_no_sentence() -> None:
    assert sentences_of("“We lost. He left. “They won. She stayed.") == [
        "“We lost.",
        "He left.",
        "“They won.",
        "She stayed.",
    ]


def test_a_text_without_full_stops_is_one_sentence() -> None:
    assert sentences_of("the boats stayed out and nobody came") == ["the boats stayed out and nobody came"]


def test_a_heading_is_a_sentence_of_its_own() -> None:
    assert sentences_of("The price of fish\n\nIt rose. Nobody knows why.") == [
        "The price of fish",
        "It rose.",
        "Nobody knows why.",
    ]


def test_the_number_of_a_list_item_is_no_sentence() -> None:
    assert sentences_of("1. Lower the fees.\n2. Build a quay.\n10. Go home.") == [
        "1. Lower the fees.",
        "2. Build a quay.",
        "10. Go home.",
    ]


def test_a_sentence_spans_the_lines_of_a_wrapped_paragraph() -> None:
    first = "The board met in the town hall on the evening of the\nfirst day of the year and of a hard winter."

    assert sentences_of(f"{first} Nobody came, and the fees\nrose.") == [first, "Nobody came, and the fees\nrose."]


def test_a_sentence_does_not_cross_paragraphs() -> None:
    assert sentences_of("the fees rose and\n\nnobody came to the meeting that the board had called") == [
        "the fees rose and",
        "nobody came to the meeting that the board had called",
    ]
