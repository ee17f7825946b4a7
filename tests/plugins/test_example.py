"""The op-ed that ships with the project, read as a user would read it: what a careful reader finds in it is found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import discourse
from discourse_claims import NumericClaim
from discourse_framing import Frame
from discourse_mentions import Entity
from discourse_text import Region
from discourse_voices import Quotation, Voice

ARTICLE = Path(__file__).parents[2] / "examples" / "harbour-levy.txt"
TEXT = ARTICLE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def document() -> discourse.Document:
    return discourse.analyze(TEXT)


def test_every_layer_is_made(document: discourse.Document) -> None:
    assert document.failures == ()
    assert {"claims", "sentiment", "targets", "frames", "document_frames", "voices"} <= set(document.layers)


def test_the_page_is_told_from_the_article(document: discourse.Document) -> None:
    regions = [(region.value.kind, document.slice(region.span)) for region in document.layer("regions", Region)]

    assert [kind for kind, _ in regions] == [
        "headline", "kicker", "byline", "dateline", "body", "byline", "biography", "boilerplate",
    ]  # fmt: skip
    assert ("headline", "A Harbour Levy That Ports Can Live With") in regions
    assert ("kicker", "OpEd") in regions
    assert ("dateline", "May 14, 2024") in regions
    assert regions[-1][1].startswith("Share this article")


CLAIMS = [
    # words, low, high, unit, status, source, first day
    ("19 brokers", 19, 19, "broker", "asserted", "Regional media", "2024-05-06"),
    ("eleven smuggling rings", 11, 11, "ring", "asserted", "Edvard Lindqvist", "2024-01-01"),
    ("nine", 9, 9, "ring", "asserted", "Edvard Lindqvist", "2023-01-01"),
    ("twenty-six rings", 26, 26, "ring", "asserted", "Edvard Lindqvist", "2021-01-01"),
    ("$48 million", 48e6, 48e6, "dollar", "asserted", "Harbour Masters’ Association", "2022-01-01"),
    ("12 and 15 million dollars", 12e6, 15e6, "dollar", "asserted", "Ines Okoro", None),
    ("four dozen dock workers", 48, 48, "worker", "asserted", None, "2021-01-01"),
    ("3 and 8 years", 3, 8, "year", "normative", None, None),
    ("$60 million", 60e6, 60e6, "dollar", "hypothetical", None, "2026-12-31"),  # "by 2026": only its end is known
]


@pytest.mark.parametrize("expected", CLAIMS, ids=lambda claim: claim[0])
def test_numbers_are_joined_to_who_claims_them_and_when(
    document: discourse.Document, expected: tuple[object, ...]
) -> None:
    claims = [
        (
            document.slice(claim.span),
            claim.value.low,
            claim.value.high,
            claim.value.unit,
            claim.value.status,
            claim.value.source,
            claim.value.time and (claim.value.time.start or claim.value.time.end),
        )
        for claim in document.layer("claims", NumericClaim)
    ]

    assert expected in claims


@pytest.mark.parametrize("words", ["07.12", "14, 2024", "June 9, 2021", "October 3, 2023", "2022,"])
def test_laws_and_dates_are_no_claims(document: discourse.Document, words: str) -> None:
    start = TEXT.index(words)
    span = discourse.Span(start, start + len(words))

    assert document["claims"].overlapping(span) == ()


def test_who_speaks(document: discourse.Document) -> None:
    sources = {quotation.value.source for quotation in document.layer("quotations", Quotation)}

    assert {"Edvard Lindqvist", "Ines Okoro", "Ministry of Trade", "Harbour Masters’ Association"} <= sources


def test_what_an_economist_denies_is_marked(document: discourse.Document) -> None:
    denied = [
        document.slice(quotation.span)
        for quotation in document.layer("quotations", Quotation)
        if quotation.value.denied
    ]

    assert denied == ["that the levy had paid for the new scanners"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("no scanner can replace an honest declaration", Voice("quoted", "Edvard Lindqvist")),
        ("twenty-six rings", Voice("attributed", "Edvard Lindqvist")),
        ("Still, the levy works", Voice("author")),
        ("Leave a Reply", Voice("boilerplate")),
    ],
)
def test_whose_words_they_are(document: discourse.Document, words: str, expected: Voice) -> None:
    start = TEXT.index(words)
    voice = document.layer("voices", Voice).best(discourse.Span(start, start + len(words)))

    assert voice is not None
    assert voice.value == expected


def test_one_person_has_one_name(document: discourse.Document) -> None:
    names = {
        entity.value.name for entity in document.layer("entities", Entity) if "Lindqvist" in document.slice(entity.span)
    }

    assert names == {"Edvard Lindqvist"}


def test_frames_show_their_words(document: discourse.Document) -> None:
    frames = {frame.value.frame: frame for frame in document.layer("document_frames", Frame)}

    assert "crime_and_punishment" in frames
    words = {document.slice(piece.span).lower() for piece in frames["crime_and_punishment"].evidence if piece.span}
    assert {"guilty", "arrests"} <= words


def test_every_finding_has_evidence(document: discourse.Document) -> None:
    for name in ("entities", "times", "quotations", "claims", "frames", "document_frames"):
        assert all(annotation.evidence for annotation in document[name]), name


def test_the_author_approves_more_than_the_reported_events_do() -> None:
    # Topical words (smuggling, arrested, fraud) are no judgement of the author, who says that the levy works.
    document = discourse.analyze("Police arrested nine smugglers.\n\nThe levy is a remarkable success and should stay.")
    scores = [sentence.value.score for sentence in document["sentiment"]]

    assert scores[0] < scores[1]
    assert scores[1] > 0


@pytest.mark.parametrize(
    "environment",
    [{"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "LC_ALL": "de_DE.UTF-8"}, {"LC_ALL": "C", "TZ": "Asia/Tokyo"}],
    ids=lambda environment: "-".join(environment.values()),
)
def test_the_same_bytes_whatever_the_environment(document: discourse.Document, environment: dict[str, str]) -> None:
    code = (
        "import sys, discourse; text = open(sys.argv[1], encoding='utf-8').read(); "
        "sys.stdout.buffer.write(discourse.analyze(text).to_json().encode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ARTICLE)], env=os.environ | environment, capture_output=True, check=True
    )

    assert done.stdout.decode() == document.to_json()


def test_json_brings_back_every_layer(document: discourse.Document) -> None:
    again = discourse.Document.from_json(document.to_json())

    assert again == document
    assert discourse.analyze(again) == document
