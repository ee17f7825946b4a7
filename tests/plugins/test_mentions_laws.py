"""Laws of entities and times, on any text and any day."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import Document, Layer
from discourse_mentions import Entity, TimeExpression
from discourse_text import words

PIPELINE = discourse.Pipeline("entities", "times")

WORDS = (
    "Anna Berg Karim Hassan Said Spain UN U.N. NATO Ministry of the Interior al - Qaeda President Minister The "
    "the But In in Smiths' Association 's ’s , . ? “ ” : ( ) said İ Monday May may March Jan. 16 16th 31 2003 "
    "1990s 2003-05-16 5/16/2003 0000-01-01 10:30 99:99 p.m. a.m. last next this past every each year years "
    "decade century week month day days ago two few several between from to and until yesterday tomorrow today "
    "since until before after by than Q3 H2 Easter century first third 20160801 - / Dec '60s 9/11 "
    "early late mid summer winter fall of ⅷ ² ٣ 9999 0000s "
)
PIECES = st.sampled_from([*WORDS.split(), "\n\n", "\n", " "])
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60)
)
DAYS = st.one_of(
    st.none(), st.dates().map(date.isoformat), st.sampled_from(["0001-01-01", "9999-12-31", "2012-02-29", "?"])
)


def read(text: str, day: str | None) -> Document:
    document = PIPELINE(Document(text, metadata={"date": day} if day else {}))
    assert document.failures == ()
    return document


def lie_in_one_sentence(document: Document, name: str) -> bool:
    return all(document["sentences"].covering(annotation.span) for annotation in document[name])


def lie_apart(layer: Layer[object]) -> bool:
    return all(end <= start for end, start in zip(layer.ends, layer.starts[1:], strict=False))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_entities_lie_apart_and_each_in_one_sentence(text: str) -> None:
    document = read(text, None)

    assert lie_in_one_sentence(document, "entities")
    assert lie_apart(document["entities"])


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_entities_are_whole_tokens_and_have_a_name(text: str) -> None:
    document = read(text, None)
    tokens = document["tokens"]

    for mention in document.layer("entities", Entity):
        assert mention.span.start in tokens.starts
        assert mention.span.end in tokens.ends
        assert mention.value.name.strip()
        assert 0 < mention.value.confidence <= 1
        assert any(map(str.isupper, document.slice(mention.span)))


@settings(max_examples=300, deadline=None)
@given(TEXTS, DAYS)
def test_times_lie_apart_and_each_in_one_sentence(text: str, day: str | None) -> None:
    document = read(text, day)

    assert lie_in_one_sentence(document, "times")
    assert lie_apart(document["times"])


@settings(max_examples=300, deadline=None)
@given(TEXTS, DAYS)
def test_times_begin_before_they_end(text: str, day: str | None) -> None:
    for time in read(text, day).layer("times", TimeExpression):
        for bound in (time.value.start, time.value.end):
            assert bound is None or date.fromisoformat(bound).isoformat() == bound
        if time.value.start and time.value.end:
            assert time.value.start <= time.value.end


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_nothing_is_inferred_where_no_year_is_written(text: str) -> None:
    yearless = re.sub(r"\d{4,}", "12", text)
    document = read(yearless, None)

    assert not any(time.value.inferred for time in document["times"])


@settings(max_examples=300, deadline=None)
@given(TEXTS, DAYS)
def test_what_is_inferred_says_from_what(text: str, day: str | None) -> None:
    for time in read(text, day).layer("times", TimeExpression):
        anchored = any(piece.rule.startswith("anchor: ") for piece in time.evidence)
        assert anchored == time.value.inferred


NAMES = st.lists(
    st.sampled_from("Anna Ana A. Karim Hassan Berg Said Smith O'Neill".split()), min_size=2, max_size=3
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_linked_names_are_words_of_the_document(text: str) -> None:
    document = read(text, None)
    known = "".join(words(document))

    for name in document.layer("entities", Entity).values:
        assert all(part in known for part in name.name.replace("-", " ").split())


@settings(max_examples=300, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=8))
def test_who_is_named_alike_is_one(names: list[str]) -> None:
    document = read(" ".join(f"Later they met {name} again." for name in names), None)
    linked: dict[str, set[str]] = {}
    for mention in document.layer("entities", Entity):
        linked.setdefault(document.slice(mention.span), set()).add(mention.value.name)

    assert all(len(found) == 1 for found in linked.values())


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_the_words_of_a_document_are_not_changed_by_reading_it(text: str) -> None:
    document = read(text, None)

    assert all(a is b for a, b in pairwise((words(document), words(document))))
