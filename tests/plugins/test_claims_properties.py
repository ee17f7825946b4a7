"""Laws of numeric claims, on any text."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import Annotation, Document, Layer, Span
from discourse_claims import NumericClaim
from discourse_claims.claims import ClaimAnalyzer
from discourse_text import lowered
from discourse_voices import Voice

BASE = discourse.Pipeline("sentences", "tokens", "times")
ANALYZER = ClaimAnalyzer()

WORDS = st.sampled_from(
    "5 5% $5 1,200 3.5 2014 1/2 7:30 -3 five twenty hundred million dozen half a third thirds and or to between from of"
    " in out per point minus about more than up rose by years people km £ bn m k - – / ( ) , . “ ” 's not will one"
    " two-year 4th 1990s USD10m RM23.50 May the million ² ½ x10^6 e5 ^ old age No. İ".split()
)
TEXTS = st.one_of(
    st.lists(WORDS, max_size=30).map(" ".join), st.lists(WORDS, max_size=30).map("".join), st.text(max_size=60)
)


def document_of(text: str) -> Document:
    document = BASE(text)
    voices = [Annotation(Span(0, len(text)), Voice("author"))] if text else []
    return document.with_layer(Layer("voices", Voice, voices))


def claims_of(document: Document) -> list[Annotation[NumericClaim]]:
    return list(ANALYZER.analyze(document))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_claims_are_sound_on_any_text(text: str) -> None:
    document = document_of(text)
    claims = claims_of(document)

    document.with_layer(Layer("claims", NumericClaim, claims))  # checks payloads, bounds and order
    for claim in claims:
        value = claim.value
        assert claim.span.contains(value.number)
        assert (value.low is None) == (value.high is None)
        if value.low is not None and value.high is not None:
            assert value.low <= value.high
            assert math.isfinite(value.low) and math.isfinite(value.high)
        assert all(evidence.span is not None for evidence in claim.evidence)
        assert 0 <= value.confidence <= 1
        assert value.currency is None or value.kind == "money"


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_numerals_do_not_overlap(text: str) -> None:
    numbers = sorted((claim.value.number.start, claim.value.number.end) for claim in claims_of(document_of(text)))

    assert all(end <= start for (_, end), (start, _) in pairwise(numbers))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**12), st.sampled_from(["dollars", "people", "per cent", "kilometres"]))
def test_a_plain_number_is_found_with_its_value(value: int, noun: str) -> None:
    (claim,) = claims_of(document_of(f"They say it was {value:,} {noun} in all."))

    assert claim.value.low == claim.value.high == value


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["Crime fell 3%.", "They paid $5 million.", "Two men left.", "It is late."]), max_size=6)
)
def test_what_one_sentence_claims_depends_on_no_other(sentences: list[str]) -> None:
    alone = [claim.value.low for sentence in sentences for claim in claims_of(document_of(sentence))]
    together = [claim.value.low for claim in claims_of(document_of(" ".join(sentences)))]

    assert together == alone


@pytest.mark.parametrize(
    "unit", ["million ", "9", "1,", "- 5 ", "one of the ", "5 to ", "half a ", "$", "1/", "in five "]
)
def test_repetition_without_end_is_read(unit: str) -> None:
    document = document_of(unit * (40_000 // len(unit)))

    assert len(claims_of(document)) <= len(lowered(document))


# Numbers in words

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
ONES += "seventeen eighteen nineteen".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = st.sampled_from((("thousand", 10**3), ("million", 10**6), ("billion", 10**9), ("bn", 10**9)))


def in_words(number: int, *, british: bool) -> str:
    """Write a whole number below ten million in words, as the British ("and") or the Americans do."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    for scale, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            link = " and " if british and 0 < rest < 100 else " "
            behind = link + in_words(rest, british=british) if rest else ""
            return f"{in_words(number // scale, british=british)} {name}{behind}"
    raise AssertionError(number)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.integers(2, 999), st.integers(1_000, 1_000_000)), st.booleans())
def test_a_number_in_words_is_that_number(number: int, british: bool) -> None:
    words = in_words(number, british=british)
    (claim,) = claims_of(document_of(f"They counted {words} ships."))

    assert (claim.value.low, claim.value.high, claim.value.unit) == (number, number, "ship")


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 999), SCALES)
def test_a_scale_multiplies(number: int, scale: tuple[str, int]) -> None:
    name, factor = scale
    (claim,) = claims_of(document_of(f"They counted ${number} {name} in all."))

    assert claim.value.low == number * factor


# Where the words of a claim stand

SENTENCES = (
    "About 40 ships were late.", "Sales rose by 5 per cent.", "At least 12 of the 30 members left.",
    "It cost between $5 and $7 million.", "The minister did not count 14 cells.", "No civilians were hurt.",
    "Exports doubled.", "It will cost 9 euros by May.", "One in five voters stayed at home.",
)  # fmt: skip
FEW_SENTENCES = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(FEW_SENTENCES)
def test_numeral_unit_and_modifier_lie_in_one_sentence(sentences: list[str]) -> None:
    document = document_of(" ".join(sentences))
    bounds = [one.span for one in document["sentences"]]
    for claim in claims_of(document):
        (sentence,) = [span for span in bounds if span.contains(claim.span)]
        assert sentence.contains(claim.value.number)
        for evidence in claim.evidence:
            assert evidence.span is not None
            assert evidence.rule.startswith("time") or sentence.contains(evidence.span)


@settings(max_examples=60, deadline=None)
@given(FEW_SENTENCES, FEW_SENTENCES)
def test_a_paragraph_added_behind_changes_no_claim_before_it(sentences: list[str], added: list[str]) -> None:
    text = " ".join(sentences)

    def brief(text: str) -> list[tuple[object, ...]]:
        found = [(one.span, one.value) for one in claims_of(document_of(text))]
        return [(span, v.number, v.low, v.high, v.unit, v.modifier, v.change) for span, v in found]

    before = brief(text)
    assert brief(f"{text}\n\n{' '.join(added)}")[: len(before)] == before
