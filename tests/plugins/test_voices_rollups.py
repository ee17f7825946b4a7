"""Roll-ups: who speaks how much, what they say, and of whom."""

from __future__ import annotations

import pytest

import discourse
import discourse_voices
from discourse import Document

TEXT = (
    "The ferry was late again. Anna Berg said that the crew had not been paid. "
    "“We lost four ships in the storm,” Karim Hassan said. Hassan denied that Anna Berg was to blame."
)
PIPELINE = discourse.Pipeline("voices")


def test_shares_of_words_add_up_to_the_whole() -> None:
    records = discourse_voices.speakers(PIPELINE(TEXT))

    assert sum(record["share"] for record in records) == pytest.approx(1, abs=1e-5)
    assert sum(record["words"] for record in records) == len(TEXT.split())


def test_speakers_say_who_speaks_how_much() -> None:
    records = discourse_voices.speakers(PIPELINE(TEXT))

    author, *sources = records
    assert (author["voice"], author["source"]) == ("author", None)
    assert [record["source"] for record in sources] == ["Karim Hassan", "Anna Berg"]
    hassan, berg = sources
    assert (hassan["statements"], hassan["speech"], hassan["denied"], hassan["quoted"]) == (2, 2, 1, 7)
    assert (berg["statements"], berg["words"], berg["quoted"], berg["cues"]) == (1, 7, 0, ("said",))


def test_speakers_of_several_documents_are_added_up() -> None:
    documents = [PIPELINE(Document(TEXT, id=str(number))) for number in range(2)]
    once = discourse_voices.speakers(documents[0])
    twice = discourse_voices.speakers(documents)

    assert [record["share"] for record in twice] == [record["share"] for record in once]
    assert [record["words"] for record in twice] == [2 * record["words"] for record in once]
    assert {record["documents"] for record in twice} == {2}


def test_boilerplate_counts_nowhere() -> None:
    page = f"{TEXT}\n\nSign up for our newsletter"

    assert discourse_voices.speakers(PIPELINE(page)) == discourse_voices.speakers(PIPELINE(TEXT))


def test_statements_hold_what_is_said_and_of_whom() -> None:
    berg, hassan, denial = discourse_voices.statements(PIPELINE(Document(TEXT, id="ferry")))

    assert (berg["document"], berg["source"], berg["cue"]) == ("ferry", "Anna Berg", "said")
    assert berg["text"] == "that the crew had not been paid"
    assert TEXT[berg["start"] : berg["end"]] == berg["text"]
    assert (hassan["kind"], hassan["words"], hassan["numbers"], hassan["sentiment"]) == ("direct", 7, (), None)
    assert (denial["denied"], denial["about"]) == (True, ("Anna Berg",))


def test_statements_are_joined_with_claims_and_sentiment() -> None:
    document = discourse.analyze(TEXT, "claims", "sentiment")
    hassan = list(discourse_voices.statements(document))[1]

    assert hassan["numbers"] == ("four ships",)
    assert isinstance(hassan["sentiment"], float)


def test_subjects_say_of_whom_a_source_speaks() -> None:
    document = discourse.analyze(TEXT, "quotations", "targets")

    assert discourse_voices.subjects(PIPELINE(TEXT)) == [
        {"source": "Karim Hassan", "about": "Anna Berg", "statements": 1, "denied": 1, "judgements": 0, "balance": None}
    ]
    (judged,) = discourse_voices.subjects(document)
    assert judged["judgements"] == 1
    assert -1 <= judged["balance"] <= 1


def test_a_text_in_which_nobody_speaks_is_the_authors() -> None:
    (record,) = discourse_voices.speakers(PIPELINE("The boats stayed out."))

    assert (record["voice"], record["words"], record["share"], record["cues"]) == ("author", 4, 1.0, ())
    assert discourse_voices.speakers(PIPELINE("")) == []
    assert list(discourse_voices.statements(PIPELINE(""))) == []
