"""The layer `entities`: what is a name, what it names, and which mentions name the same."""

from __future__ import annotations

import pytest

import discourse
from discourse_mentions import Entity
from discourse_mentions.views import entities as summary
from discourse_mentions.views import entity as line

PIPELINE = discourse.Pipeline("entities")
BODY = "The board met again, and it was a long day for all of them, since nobody spoke of the one thing that counts."


def mentions_of(text: str) -> list[tuple[str, str, str]]:
    """Return words, kind and linked name of each mention."""
    document = PIPELINE(text)
    return [
        (document.slice(mention.span), mention.value.kind, mention.value.name)
        for mention in document.layer("entities", Entity)
    ]


def kinds_of(text: str) -> dict[str, str]:
    return {words: kind for words, kind, _ in mentions_of(text)}


def names_of(text: str) -> list[str]:
    return [name for _, _, name in mentions_of(text)]


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("We met Anna Berg at the quay.", "Anna Berg", "person"),
        ("We met Interior Minister Karim Hassan.", "Karim Hassan", "person"),
        ("We met prime minister Anna Berg.", "Anna Berg", "person"),
        ("We met Sen. Orr.", "Orr", "person"),
        ("We met Mr. Orr.", "Orr", "person"),
        ("The boats left for Spain.", "Spain", "place"),
        ("The boats left for Prince George County.", "Prince George County", "place"),
        ("The crews sued the European Union.", "European Union", "organization"),
        ("The crews sued the Ministry of Interior.", "Ministry of Interior", "organization"),
        ("The crews sued the University of Tartu.", "University of Tartu", "organization"),
        ("The crews sued the Harbour Masters' Association.", "Harbour Masters' Association", "organization"),
        ("The crews sued NATO.", "NATO", "organization"),
        ("The crews sued XQZ.", "XQZ", "organization"),
        ("The attack was planned by al-Qaeda.", "al-Qaeda", "organization"),
        ("The law was written by Republicans.", "Republicans", "group"),
        ("The law was written by Moroccans.", "Moroccans", "group"),
        ("The plan was that of el-Hassan.", "el-Hassan", "other"),
        ("They live in Elverum now.", "Elverum", "place"),
        ("They love San Martin de la Vega most.", "San Martin de la Vega", "other"),
    ],
)
def test_kinds(text: str, words: str, kind: str) -> None:
    assert kinds_of(text) == {words: kind}


@pytest.mark.parametrize(
    "text",
    [
        "Fees rose. Towns paid. Nobody came.",
        "Monday was cold. In May we left.",
        "The President spoke.",
        "I think that we should go.",
        "However, the boats stayed. Meanwhile, the fees rose.",
        "no names here at all",
        "Why? Because.",
        "“Never,” they shouted.",
    ],
)
def test_words_that_only_begin_a_sentence_are_no_names(text: str) -> None:
    assert mentions_of(text) == []


def test_the_first_word_of_a_sentence_is_a_name_if_it_is_one_elsewhere() -> None:
    assert names_of("We saw Elverum burn. Elverum was rebuilt.") == ["Elverum", "Elverum"]


def test_a_word_that_begins_sentences_is_no_part_of_the_name_behind_it() -> None:
    assert [words for words, _, _ in mentions_of("But Anna Berg left. Yesterday Karim Hassan came.")] == [
        "Anna Berg",
        "Karim Hassan",
    ]


def test_possessives_and_commas_end_a_name() -> None:
    assert [words for words, _, _ in mentions_of("Anna Berg's car hit Karim Hassan’s, Leo Orr said.")] == [
        "Anna Berg",
        "Karim Hassan",
        "Leo Orr",
    ]


def test_names_do_not_cross_sentences() -> None:
    assert [words for words, _, _ in mentions_of("They left with Anna Berg. Karim Hassan stayed.")] == [
        "Anna Berg",
        "Karim Hassan",
    ]


def test_initials_belong_to_a_name() -> None:
    assert [words for words, _, _ in mentions_of("They read J. K. Berg and Anna M. Orr.")] == [
        "J. K. Berg",
        "Anna M. Orr",
    ]


def test_a_last_name_is_linked_to_the_one_person_who_has_it() -> None:
    text = "Interior Minister Karim Hassan spoke. Later Hassan left. Nobody stopped Hassan."

    assert mentions_of(text) == [
        ("Karim Hassan", "person", "Karim Hassan"),
        ("Hassan", "person", "Karim Hassan"),
        ("Hassan", "person", "Karim Hassan"),
    ]


def test_a_last_name_may_come_before_the_full_name() -> None:
    assert names_of("They asked Mr. Hassan. Then Karim Hassan left.") == ["Karim Hassan", "Karim Hassan"]


def test_spellings_of_a_first_name_are_linked() -> None:
    assert names_of("They met Mohamed Hassan. We met Mohammed Hassan.") == ["Mohamed Hassan", "Mohamed Hassan"]


def test_an_initial_is_linked_to_the_first_name() -> None:
    assert names_of("They met Anna Berg. We met A. Berg.") == ["Anna Berg", "Anna Berg"]


def test_two_persons_of_one_last_name_stay_apart() -> None:
    names = names_of("They met John Smith. We met Mary Smith. Nobody met Smith.")

    assert names == ["John Smith", "Mary Smith", "Smith"]


def test_names_that_differ_in_full_stops_and_case_are_linked() -> None:
    assert names_of("They sued the U.N. again. We sued the UN too.") == ["U.N.", "U.N."]


def test_said_is_a_last_name_too() -> None:
    assert mentions_of("Edward Said wrote the book. Critics of Said were few.") == [
        ("Edward Said", "person", "Edward Said"),
        ("Said", "person", "Edward Said"),
    ]


def test_said_is_a_first_name_too() -> None:
    assert mentions_of("The book was by Said Hassan.") == [("Said Hassan", "person", "Said Hassan")]


def test_a_headline_in_title_case_gives_only_what_the_lists_know() -> None:
    found = mentions_of(f"Why The Harbour Board Must Listen To Anna Berg And Leave France Now\n\n{BODY}")

    assert found == [("Anna Berg", "person", "Anna Berg"), ("France", "place", "France")]


def test_the_words_of_a_headline_are_no_names_of_their_own() -> None:
    assert names_of(f"How Harbour Fees Made Spain Rich Again While Fishing Died\n\n{BODY}") == ["Spain"]


def test_a_long_run_of_capitals_in_a_sentence_gives_only_what_the_lists_know() -> None:
    assert names_of("They read Fishing Without Fear From Spain To Northern Shores again.") == ["Spain"]


def test_confidence_is_a_share_and_evidence_names_the_rule() -> None:
    document = PIPELINE("Interior Minister Karim Hassan met Anna Berg in Spain, and XQZ was there.")

    for mention in document.layer("entities", Entity):
        assert 0 < mention.value.confidence <= 1
        assert [piece.span for piece in mention.evidence] == [mention.span]
        assert mention.evidence[0].rule.startswith("kind: ")


def test_the_line_of_a_mention_shows_the_linked_name() -> None:
    document = PIPELINE("Interior Minister Karim Hassan spoke. Nobody stopped Hassan.")

    assert line(document, document["entities"][1]) == "Hassan = Karim Hassan (person, 0.60)"


def test_the_summary_counts_the_names_of_each_kind() -> None:
    document = PIPELINE("Karim Hassan met Anna Berg in Spain. We met Anna Berg.")
    table = summary(document, document["entities"])

    assert table is not None
    assert table.rows == (("people", "Anna Berg 2, Karim Hassan"), ("places", "Spain"))


def test_a_text_without_names_has_no_summary() -> None:
    document = PIPELINE("nobody came")

    assert summary(document, document["entities"]) is None
