"""The layer `voices`: whose words each stretch of a text is."""

from __future__ import annotations

import pytest

import discourse
from discourse import Annotation, Document, Layer, Span
from discourse_text import Region
from discourse_voices import Quotation, Voice, voice_of
from discourse_voices.views import voices as summary

PIPELINE = discourse.Pipeline("voices")


def heard(document: Document) -> list[tuple[str, str | None, str]]:
    """Return kind, source and words of each voice, without blanks around them."""
    return [
        (voice.value.kind, voice.value.source, document.slice(voice.span).strip())
        for voice in document.layer("voices", Voice)
    ]


def content(start: int, end: int, kind: str, source: str, *fragments: Span) -> Annotation[Quotation]:
    value = Quotation(kind, "speech", None, None, source, fragments, False, 1.0)  # type: ignore[arg-type]
    return Annotation(Span(start, end), value)


def by_hand(text: str, *quotations: Annotation[Quotation]) -> Document:
    """Return the voices of a text whose regions and quotations are given."""
    document = Document(text)
    document = document.with_layer(Layer("regions", Region, [Annotation(Span(0, len(text)), Region("body"))]))
    return PIPELINE(document.with_layer(Layer("quotations", Quotation, quotations)))


def test_a_text_without_quotations_is_the_authors() -> None:
    assert heard(PIPELINE("The boats stayed out. Nobody came.")) == [
        ("author", None, "The boats stayed out. Nobody came.")
    ]


def test_an_empty_text_has_no_voices() -> None:
    assert heard(PIPELINE("")) == []


def test_cue_speaker_and_marks_are_the_authors() -> None:
    assert heard(PIPELINE("“We lost,” Karim Hassan said on Monday.")) == [
        ("author", None, "“"),
        ("quoted", "Karim Hassan", "We lost,"),
        ("author", None, "” Karim Hassan said on Monday."),
    ]


def test_indirect_speech_is_attributed() -> None:
    assert heard(PIPELINE("Karim Hassan said that the money was gone.")) == [
        ("author", None, "Karim Hassan said"),
        ("attributed", "Karim Hassan", "that the money was gone"),
        ("author", None, "."),
    ]


def test_the_marked_part_of_a_mixed_content_is_quoted() -> None:
    assert heard(PIPELINE("Karim Hassan said the board’s plan was “a shame” for Rabat’s crews.")) == [
        ("author", None, "Karim Hassan said"),
        ("attributed", "Karim Hassan", "the board’s plan was “"),
        ("quoted", "Karim Hassan", "a shame"),
        ("attributed", "Karim Hassan", "” for Rabat’s crews"),
        ("author", None, "."),
    ]


def test_an_apostrophe_at_the_end_of_a_word_opens_no_quotation() -> None:
    kinds = [
        kind for kind, _, _ in heard(PIPELINE("Karim Hassan said the crews' plan was “a shame” for the cooks' pay."))
    ]

    assert kinds == ["author", "attributed", "quoted", "attributed", "author"]


def test_an_inner_content_is_its_own_sources() -> None:
    assert heard(PIPELINE("Anna Berg said that Karim Hassan believes that the board is wrong.")) == [
        ("author", None, "Anna Berg said"),
        ("attributed", "Anna Berg", "that Karim Hassan believes"),
        ("attributed", "Karim Hassan", "that the board is wrong"),
        ("author", None, "."),
    ]


def test_what_interrupts_a_quotation_is_the_authors() -> None:
    assert heard(PIPELINE("“The ferry,” Anna Berg said, “was late because nobody was paid.”"))[1:4] == [
        ("quoted", "Anna Berg", "The ferry,"),
        ("author", None, "” Anna Berg said, “"),
        ("quoted", "Anna Berg", "was late because nobody was paid."),
    ]


def test_boilerplate_is_nobodys() -> None:
    text = "The boats stayed out all night.\n\nSign up for our newsletter\n\nNobody came to the quay."

    assert ("boilerplate", None, "Sign up for our newsletter") in heard(PIPELINE(text))


def test_headline_and_byline_are_the_authors() -> None:
    text = "Harbour fees must fall\n\nBy Lena Marsh\n\nThe boats stayed out, and nobody came to the quay for a week."

    assert {kind for kind, _, _ in heard(PIPELINE(text))} == {"author"}


def test_an_outer_content_goes_on_behind_an_inner_one() -> None:
    document = by_hand("aaa bbb ccc", content(0, 11, "indirect", "Berg"), content(4, 7, "indirect", "Orr"))

    assert heard(document) == [
        ("attributed", "Berg", "aaa"),
        ("attributed", "Orr", "bbb"),
        ("attributed", "Berg", "ccc"),
    ]


def test_neighbouring_stretches_of_one_voice_are_one() -> None:
    document = by_hand("aaabbb", content(0, 3, "direct", "Berg"), content(3, 6, "direct", "Berg"))

    assert heard(document) == [("quoted", "Berg", "aaabbb")]


@pytest.mark.parametrize(("start", "end", "expected"), [(0, 3, "author"), (3, 12, "quoted"), (0, 30, "author")])
def test_the_voice_of_a_span_is_the_one_it_shares_most_with(start: int, end: int, expected: str) -> None:
    document = by_hand("x" * 30, content(2, 12, "direct", "Berg"))

    assert voice_of(document, Span(start, end)).kind == expected


def test_the_voice_of_an_empty_stretch_is_the_authors() -> None:
    assert voice_of(PIPELINE(""), Span(0, 0)) == Voice("author")


def test_the_summary_gives_each_voice_its_share_of_the_words() -> None:
    document = by_hand("one two three four", content(0, 7, "direct", "Berg"))
    table = summary(document, document["voices"])

    assert table is not None
    assert table.rows == (("the author", "50%", "2"), ("Berg", "50%", "2"))


def test_boilerplate_has_no_share() -> None:
    document = PIPELINE("The boats stayed out.\n\nSign up for our newsletter\n\nNobody came.")
    table = summary(document, document["voices"])

    assert table is not None
    assert [row[0] for row in table.rows] == ["the author"]


def test_an_empty_text_has_no_summary() -> None:
    document = PIPELINE("")

    assert summary(document, document["voices"]) is None
