"""The layer `entities`: what is a name, what it names, and which mentions name the same."""

from __future__ import annotations

import pytest

import discourse
from discourse_mentions import Entity
from discourse_mentions.pronouns import PRONOUNS
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
        ("We met Interior Minister Karim Hassan.", "Interior Minister Karim Hassan", "person"),
        ("We met prime minister Anna Berg.", "Anna Berg", "person"),
        ("We met Sen. Orr.", "Sen. Orr", "person"),
        ("We met Mr. Orr.", "Mr. Orr", "person"),
        ("The boats left for Spain.", "Spain", "place"),
        ("The boats left for Fairfax County.", "Fairfax County", "place"),
        ("The crews sued the European Union.", "European Union", "organization"),
        ("The crews sued the Ministry of Interior.", "Ministry of Interior", "organization"),
        ("The crews sued the University of Tartu.", "University of Tartu", "organization"),
        ("The crews sued the Harbour Masters' Association.", "Harbour Masters' Association", "organization"),
        ("The crews sued NATO.", "NATO", "organization"),
        ("They left OPEC.", "OPEC", "organization"),
        ("The attack was planned by al-Qaeda.", "al-Qaeda", "organization"),
        ("The law was written by Republicans.", "Republicans", "group"),
        ("The law was written by Moroccans.", "Moroccans", "group"),
        ("The plan was that of el-Hassan.", "el-Hassan", "person"),
        ("They live in Elverum now.", "Elverum", "place"),
        ("They live in San Martin de la Vega now.", "San Martin de la Vega", "place"),
    ],
)
def test_kinds(text: str, words: str, kind: str) -> None:
    assert kinds_of(text) == {words: kind}


@pytest.mark.parametrize(
    "text",
    [
        "Fees rose. Towns paid. Nobody came.",
        "Monday was cold. In May we left.",
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
        ("Interior Minister Karim Hassan", "person", "Karim Hassan"),
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


def test_a_last_name_of_several_is_that_of_who_is_named_most() -> None:
    names = names_of("They met John Smith. We met Mary Smith. John Smith was late. Nobody met Smith.")

    assert names == ["John Smith", "Mary Smith", "John Smith", "John Smith"]


def test_a_last_name_may_have_several_words() -> None:
    names = names_of("Osama bin Laden left. Nobody saw bin Laden again. They blamed Mr. bin Laden.")

    assert names == ["Osama bin Laden"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "The Moroccan Minister of Interior Mohammed Hassad spoke. The Minister of the Interior left.",
        "Mohammed Hassad, the Minister of Interior, spoke. The Minister of Interior left.",
        "The Minister of Interior, Mohammed Hassad, spoke. Later the Interior Minister left.",
    ],
)
def test_an_office_is_who_stands_beside_it(text: str) -> None:
    assert set(names_of(text)) == {"Mohammed Hassad"}
    assert len(names_of(text)) >= 2


def test_an_office_that_two_have_held_is_nobody() -> None:
    names = names_of("President Carter met President Sadat in Cairo. The President left early.")

    assert names[-1] == "President"


def test_initials_are_linked_to_the_name_they_stand_for() -> None:
    found = mentions_of("The International Monetary Fund (IMF) waited. The IMF said nothing.")

    assert [name for _, _, name in found] == ["International Monetary Fund"] * 3
    assert {kind for _, kind, _ in found} == {"organization"}


def test_a_word_of_an_organization_is_the_only_one_that_has_it() -> None:
    names = names_of("They joined the Muslim Brotherhood in Cairo. The Brotherhood grew.")

    assert names == ["Muslim Brotherhood", "Cairo", "Muslim Brotherhood"]


def test_names_that_a_list_knows_as_one_are_linked() -> None:
    assert set(names_of("He left the U.S. for good. The United States waited. The US paid.")) == {"United States"}


def pronouns_of(text: str) -> list[tuple[str, str]]:
    return [(words, name) for words, _, name in mentions_of(text) if words.lower() in PRONOUNS]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Berg won, and she thanked her voters.", [("she", "Anna Berg"), ("her", "Anna Berg")]),
        ("Anna Berg met Karim Hassan. She left before him.", [("She", "Anna Berg"), ("him", "Karim Hassan")]),
        ("Karim Hassan met John Smith. He left.", []),
        ("The mayor left. He was tired.", []),
        ("Anna Berg won. He was tired.", []),
        ("Karim Hassan said “he lied to all of us” and left.", []),
        ("Karim Hassan won.\n\nMany were surprised that he left so soon after the vote of that day.", []),
        ("Minister Zhyldyz won. He slept. He ate. She left. He was tired.", [("He", "Zhyldyz")] * 3),
    ],
)
def test_a_pronoun_is_linked_where_it_is_clear(text: str, expected: list[tuple[str, str]]) -> None:
    assert pronouns_of(text)[: len(expected) + 1] == expected


def test_the_evidence_of_a_pronoun_is_the_name_it_stands_for() -> None:
    document = PIPELINE("Anna Berg won, and she left.")
    *_, she = document.layer("entities", Entity)

    assert [document.slice(piece.span) for piece in she.evidence] == ["Anna Berg"]


def test_kinds_agree_in_a_list_and_within_a_document() -> None:
    found = mentions_of("There were raids in Madrid, Zarqhal, Casablanca, Fez and Vohimena. Zarqhal was hit twice.")

    assert {(words, kind) for words, kind, _ in found} == {
        (place, "place") for place in ("Madrid", "Zarqhal", "Casablanca", "Fez", "Vohimena")
    }


def test_names_joined_by_and_are_two_unless_the_lists_know_them_as_one() -> None:
    assert names_of("They fled from Tunisia and Egypt.") == ["Tunisia", "Egypt"]
    assert names_of("They fled from Bosnia and Herzegovina.") == ["Bosnia and Herzegovina"]


@pytest.mark.parametrize("text", ["It was a French idea.", "In January and May it rained.", "They speak English."])
def test_adjectives_months_and_languages_are_no_names(text: str) -> None:
    assert mentions_of(text) == []


def test_a_word_of_a_name_tells_its_kind() -> None:
    assert kinds_of("It was blocked by Senate Democrats again.") == {"Senate Democrats": "group"}
    assert kinds_of("It was in the New England Journal of Medicine.") == {
        "New England Journal of Medicine": "organization"
    }


def test_a_headline_gives_the_names_of_the_text() -> None:
    found = names_of(f"Vohimena Council Says No To New Harbour Fees\n\n{BODY} They asked the Vohimena Council twice.")

    assert found == ["Vohimena Council", "Vohimena Council"]


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


def test_confidence_is_a_share_and_evidence_says_what_speaks_for_the_name() -> None:
    text = "Yesterday Interior Minister Karim Hassan met Anna Berg in Spain."
    document = PIPELINE(text)

    for mention in document.layer("entities", Entity):
        assert 0 < mention.value.confidence <= 1
        assert mention.evidence[0].span == mention.span
        assert all(piece.rule.startswith("kind: ") for piece in mention.evidence)
    *_, spain = document.layer("entities", Entity)
    assert [document.slice(piece.span) for piece in spain.evidence][:2] == ["Spain", "in"]


def test_the_line_of_a_mention_shows_the_linked_name() -> None:
    document = PIPELINE("Interior Minister Karim Hassan spoke. Nobody stopped Hassan.")

    mention = document["entities"][1]
    confidence = document.layer("entities", Entity).values[1].confidence

    assert line(document, mention) == f"Hassan = Karim Hassan (person, {confidence:.2f})"


def test_the_summary_counts_the_names_of_each_kind() -> None:
    document = PIPELINE("Karim Hassan met Anna Berg in Spain. We met Anna Berg.")
    table = summary(document, document["entities"])

    assert table is not None
    assert table.rows == (("people", "Anna Berg 2, Karim Hassan"), ("places", "Spain"))


def test_a_text_without_names_has_no_summary() -> None:
    document = PIPELINE("nobody came")

    assert summary(document, document["entities"]) is None


def test_no_name_crosses_the_columns_of_a_table() -> None:
    assert not any("\t" in words for words, _, _ in mentions_of("Name\tParty\nAnna Berg\tLabour Party\n"))


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"Anna{number} Berg{number} met Karim Hassan." for number in range(5_000)),
        "Anna Berg won. " + "She left. " * 10_000,
        " ".join(f"The Ministry of Trade {number} met the Board." for number in range(2_000)),
        "Aa " * 50_000,
        "Prime Minister Berg of France and the " * 3_000,
    ],
    ids=("names", "pronouns", "organizations", "capitals", "titles"),
)
def test_very_many_names_are_read(text: str) -> None:
    document = PIPELINE(text)

    assert document.failures == ()
    assert all(
        end - start < 200 for start, end in zip(document["entities"].starts, document["entities"].ends, strict=True)
    )


def test_names_in_capitals_are_named_with_less_confidence() -> None:
    text = "The minister of Vohimena met Leila Osei in Cairo on that day."

    def sure(text: str) -> float:
        return sum(value.confidence for value in PIPELINE(text).layer("entities", Entity).values)

    assert sure(text.upper()) < sure(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Bank of Britain met on Monday. Great Britain sent ships.",
        "The Government of Great Britain replied. Great Britain sent ships.",
    ],
)
def test_a_country_that_a_longer_name_holds_stays_a_place(text: str) -> None:
    document = discourse.Pipeline("entities")(text)

    assert document.failures == ()
    kinds = {document.slice(one.span): one.value.kind for one in document["entities"]}
    assert kinds["Great Britain"] == "place"
