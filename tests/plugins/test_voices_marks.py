"""Quotation marks: which stretches of a text stand between them."""

from __future__ import annotations

import pytest

from discourse_voices.marks import find_quotes


def contents(*paragraphs: str) -> list[str]:
    text, bounds = page_of(paragraphs)
    return [text[quote.start : quote.end] for quote in find_quotes(text, bounds)]


def page_of(paragraphs: tuple[str, ...]) -> tuple[str, list[tuple[int, int]]]:
    bounds, start = [], 0
    for paragraph in paragraphs:
        bounds.append((start, start + len(paragraph)))
        start += len(paragraph) + 2
    return "\n\n".join(paragraphs), bounds


@pytest.mark.parametrize(
    "text",
    [
        '"We lost," he said.',
        "“We lost,” he said.",
        "„We lost,“ he said.",
        "«We lost,» he said.",
        "``We lost,'' he said.",
        "‘We lost,’ he said.",
        "'We lost,' he said.",
        "“We lost,“ he said.",
        "“ We lost, ” he said.",
    ],
)
def test_marks_of_every_kind_hold_a_content(text: str) -> None:
    assert contents(text) == ["We lost,"]


def test_several_quotations_in_a_paragraph() -> None:
    assert contents('"We lost," he said. "They won," she said.') == ["We lost,", "They won,"]


def test_single_marks_inside_double_ones_are_content() -> None:
    assert contents("He said: “The ‘plan’ isn’t dead.”") == ["The ‘plan’ isn’t dead."]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor's car isn't new, and the crews' pay hasn't risen.",
        "The mayor’s car isn’t new, and the crews’ pay hasn’t risen.",
        "It was rock 'n' roll.",
        "He was 6' tall.",
        "no marks at all",
        "",
    ],
)
def test_apostrophes_are_no_quotation_marks(text: str) -> None:
    assert contents(text) == []


def test_apostrophes_do_not_end_a_british_quotation() -> None:
    assert contents("‘We can’t pay, and Berg’s crew won’t,’ he said.") == ["We can’t pay, and Berg’s crew won’t,"]


def test_a_mark_that_is_never_closed_reaches_to_the_end_of_its_paragraph() -> None:
    text, bounds = page_of(("“We lost. They won.", "Nobody spoke."))
    quotes = find_quotes(text, bounds)

    assert [(text[quote.start : quote.end], quote.balanced, quote.continued) for quote in quotes] == [
        ("We lost. They won.", False, False)
    ]


def test_a_quotation_goes_on_in_the_next_paragraph_if_that_begins_with_a_mark() -> None:
    text, bounds = page_of(("“We lost.", "“They won,” he said."))
    quotes = find_quotes(text, bounds)

    assert [(text[quote.start : quote.end], quote.balanced, quote.continued) for quote in quotes] == [
        ("We lost.", False, True),
        ("They won,", True, False),
    ]


def test_a_second_opening_mark_takes_the_place_of_one_that_was_never_closed() -> None:
    assert contents("He said “we lost and left. Then “they won,” she said.") == ["they won,"]


def test_a_closing_mark_alone_holds_nothing() -> None:
    assert contents("We lost,” he said.") == []


def test_straight_marks_before_a_blank_do_not_open() -> None:
    assert contents('A board 6" wide and 9" long') == []


@pytest.mark.parametrize("text", ["“”", '""', "“", '"', "”", "''", "‘’", '"""""', "“““”””", "«»«"])
def test_marks_alone_are_no_quotations_with_content(text: str) -> None:
    text, bounds = page_of((text,))

    for quote in find_quotes(text, bounds):
        assert 0 <= quote.open <= quote.start <= quote.end <= quote.close <= len(text)
