"""Frames by document, voice, source and time, and which go together."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import Annotation, Document, Evidence, Layer, OptionError, Span
from discourse_framing import Frame, by_document, by_source, by_voice, over_time, together
from discourse_voices import Voice

AUTHOR, MOSS, FORM = Voice("author"), Voice("quoted", "Ada Moss"), Voice("boilerplate")


def document(
    *paragraphs: str, date: str | None = None, name: str = "one", spoken: dict[str, Voice] | None = None
) -> Document:
    """Make a document whose words in capitals are evidence: of frame `tax` for TAX, of weight 2."""
    text = "\n\n".join(paragraphs)
    frames = []
    start = 0
    for paragraph in paragraphs:
        words = [
            (found[0].lower(), Span(start + found.start(), start + found.end()))
            for found in re.finditer("[A-Z]{2,}", paragraph)
        ]
        names = list(dict.fromkeys(word for word, _ in words))
        for rank, frame in enumerate(names, start=1):
            pieces = tuple(Evidence(span, f"pattern: {frame}", 2.0) for word, span in words if word == frame)
            span = Span(start, start + len(paragraph))
            frames.append(Annotation(span, Frame("book", frame, 0.5, rank, "author"), pieces))
        start += len(paragraph) + 2
    made = Document(text, id=name, metadata={} if date is None else {"date": date})
    voices = [Annotation(Span(0, len(text)), AUTHOR)] if spoken is None else parted(text, spoken)
    return made.with_layer(Layer("frames", Frame, frames)).with_layer(Layer("voices", Voice, voices))


def parted(text: str, spoken: dict[str, Voice]) -> list[Annotation[Voice]]:
    """Return voices that partition a text: those of stretches, and the author's between them."""
    bounds = sorted((text.index(words), text.index(words) + len(words), voice) for words, voice in spoken.items())
    voices, end = [], 0
    for first, last, voice in bounds:
        voices += [Annotation(Span(end, first), AUTHOR)] * (first > end) + [Annotation(Span(first, last), voice)]
        end = last
    return [*voices, *[Annotation(Span(end, len(text)), AUTHOR)] * (len(text) > end)]


def test_each_document_has_its_frames_by_evidence() -> None:
    records = by_document([document("A TAX, a TAX and a LAW.", "The LAW."), document("SEA", name="two"), document("-")])

    assert [
        {"document": "one", "frame": "law", "paragraphs": 2, "first": 1, "evidence": 4.0, "share": 0.5},
        {"document": "one", "frame": "tax", "paragraphs": 1, "first": 1, "evidence": 4.0, "share": 0.5},
        {"document": "two", "frame": "sea", "paragraphs": 1, "first": 1, "evidence": 2.0, "share": 1.0},
    ] == records


def test_evidence_counts_in_the_voice_of_its_own_words() -> None:
    one = document(
        "A TAX, she said: a LAW and a TAX.", "The form: TAX.", spoken={"a LAW and a TAX": MOSS, "The form: TAX.": FORM}
    )

    assert [("author", "tax", 2.0, 1.0), ("quoted", "law", 2.0, 0.5), ("quoted", "tax", 2.0, 0.5)] == [
        (record["voice"], record["frame"], record["evidence"], record["share"]) for record in by_voice(one)
    ]
    assert [("Ada Moss", "law", 1), ("Ada Moss", "tax", 1)] == [
        (record["source"], record["frame"], record["paragraphs"]) for record in by_source(one)
    ]


def test_periods_are_in_order_and_what_has_no_date_comes_last() -> None:
    documents = [
        document("TAX", date="2031-04-17"),
        document("LAW", date="2031-04-02T10:00"),
        document("-", date="2031-04-03"),
        document("TAX", "TAX", date="2030"),
        document("TAX", date="2030-12-01"),
        document("TAX"),
        document("TAX", date="2031-99-01"),
    ]

    assert [
        ("2030-12", "tax", 1, 1, 1.0),
        ("2031-04", "law", 1, 3, round(1 / 3, 6)),
        ("2031-04", "tax", 1, 3, round(1 / 3, 6)),
        (None, "tax", 3, 3, 1.0),
    ] == [
        tuple(record[key] for key in ("period", "frame", "documents", "of", "share")) for record in over_time(documents)
    ]
    assert ["2030", "2031", "2031", None] == [record["period"] for record in over_time(documents, period="year")]
    with pytest.raises(OptionError, match="period is one of year, month, day, not 'week'"):
        over_time(documents, period="week")  # type: ignore[arg-type]


def test_frames_that_share_paragraphs_go_together() -> None:
    one = document("TAX and LAW", "TAX and LAW", "TAX", "SEA", "SEA and TAX")

    assert [
        {"frame": "law", "other": "tax", "paragraphs": 2, "expected": 1.6, "lift": 1.25, "share": 0.5},
        {"frame": "sea", "other": "tax", "paragraphs": 1, "expected": 1.6, "lift": 0.625, "share": 0.2},
    ] == together(one)
    assert [] == together([])


@given(st.lists(st.lists(st.sampled_from(["TAX", "LAW", "SEA", "-"]), min_size=1, max_size=4), min_size=1, max_size=4))
def test_shares_of_a_document_and_of_a_voice_add_up(paragraphs: list[list[str]]) -> None:
    one = document(*(" ".join(words) for words in paragraphs))
    for records in (by_document(one), by_voice(one)):
        assert not records or sum(record["share"] for record in records) == pytest.approx(1.0, abs=1e-5)
    assert by_document([one, one]) == [*by_document(one), *by_document(one)]


def test_layers_of_the_shipped_analyzers_roll_up() -> None:
    text = "The court struck down the tax.\n\n“Our wages will fall,” said Ada Moss, a baker. “Prices will rise.”"
    one = discourse.Pipeline("frames")(text)

    assert {"legality", "economic"} <= {record["frame"] for record in by_document(one)}
    assert ("Ada Moss", "economic") in {(record["source"], record["frame"]) for record in by_source(one)}
    assert "legality" not in {record["frame"] for record in by_voice(one) if record["voice"] != "author"}
