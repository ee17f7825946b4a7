"""Laws of quotations and voices, on any text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

import discourse
from discourse import Document
from discourse_voices import Quotation, Voice
from discourse_voices.marks import find_quotes

PIPELINE = discourse.Pipeline("quotations", "voices")

WORDS = (
    "“ ” “ ” \" \" ‘ ’ ' « » „ `` '' , . ? ! : — ( ) said says told wrote denied that to adding according added "
    "believes Anna Berg Karim Hassan Minister the minister officials he she I we it reporters on Monday in a "
    "statement report The They nobody was paid has also not quickly point pointed out and who Said don't "
    "crews' İ 5 "
)
PIECES = st.sampled_from(
    [*WORDS.split(), "\n\n", "\n", " ", " the talks had failed ", " “We will try again next year,” "]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=50).map(" ".join), st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60)
)
MARKS = st.text(alphabet="“”\"‘’'«»„` ab.,\n", max_size=60)


def read(text: str) -> Document:
    document = PIPELINE(text)
    assert document.failures == ()
    return document


@settings(max_examples=300, deadline=None)
@given(st.one_of(TEXTS, MARKS))
def test_voices_partition_any_text(text: str) -> None:
    layer = read(text)["voices"]

    assert "".join(text[start:end] for start, end in zip(layer.starts, layer.ends, strict=True)) == text
    assert all(end == start for end, start in zip(layer.ends, layer.starts[1:], strict=False))
    assert all(start < end for start, end in zip(layer.starts, layer.ends, strict=True))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_voices_that_meet_are_not_the_same(text: str) -> None:
    assert all(one != other for one, other in pairwise(read(text)["voices"].values))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_author_and_boilerplate_have_no_source(text: str) -> None:
    for voice in read(text).layer("voices", Voice):
        assert voice.value.source is None or voice.value.kind in ("quoted", "attributed")


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_fragments_make_up_a_content_in_order(text: str) -> None:
    for quotation in read(text).layer("quotations", Quotation):
        fragments = quotation.value.fragments
        assert quotation.span.start < quotation.span.end
        assert len(fragments) != 1
        if fragments:
            assert (fragments[0].start, fragments[-1].end) == (quotation.span.start, quotation.span.end)
            assert all(before.end <= behind.start for before, behind in pairwise(fragments))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example('“ quickly " said')
@example("0''\x1b000000;0SAID")
def test_a_content_holds_neither_its_cue_nor_its_speaker(text: str) -> None:
    """But a speaker may be inherited, and then stands anywhere before."""
    for quotation in read(text).layer("quotations", Quotation):
        for fragment in quotation.value.fragments or (quotation.span,):
            assert quotation.value.cue is None or quotation.value.cue.overlap(fragment) == 0
            assert quotation.value.speaker is None or quotation.value.speaker.overlap(fragment) == 0


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_quotation_lies_in_one_paragraph(text: str) -> None:
    document = read(text)

    assert all(document["paragraphs"].covering(quotation.span) for quotation in document["quotations"])


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_quotation_has_a_confidence_and_evidence(text: str) -> None:
    for quotation in read(text).layer("quotations", Quotation):
        assert 0 < quotation.value.confidence <= 1
        assert quotation.evidence


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKS.filter(lambda text: bool(text.strip())), max_size=4))
def test_quotations_lie_apart_and_in_their_paragraphs(paragraphs: list[str]) -> None:
    bounds, start = [], 0
    for paragraph in paragraphs:
        bounds.append((start, start + len(paragraph)))
        start += len(paragraph) + 2
    quotes = find_quotes("\n\n".join(paragraphs), bounds)

    assert all(one.close <= other.open for one, other in pairwise(quotes))
    for quote in quotes:
        assert quote.open <= quote.start <= quote.end <= quote.close
        assert any(first <= quote.open and quote.close <= last for first, last in bounds)
