"""`discourse_mentions.link`: which names of several documents mean the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse.engines import Engine, Processes, Serial
from discourse_mentions import Entity, link

PIPELINE = discourse.Pipeline("entities")


def read(*texts: str) -> list[discourse.Document]:
    return [PIPELINE(discourse.Document(text, id=f"d{number}")) for number, text in enumerate(texts)]


def entities_of(*texts: str) -> dict[tuple[str, str], str]:
    """Return the entity of each name of each document."""
    return {(record["document"], record["name"]): record["entity"] for record in link(read(*texts))}


def scores_of(*texts: str) -> dict[tuple[str, str], float]:
    return {(record["document"], record["name"]): record["score"] for record in link(read(*texts))}


def test_spellings_initials_and_lists_of_one_name_are_one_entity() -> None:
    found = entities_of(
        "They met Mohammed Hassad in the United States with the International Monetary Fund.",
        "They met Mohamed Hassad in the U.S. with the IMF.",
    )

    assert found["d1", "Mohamed Hassad"] == found["d0", "Mohammed Hassad"]
    assert found["d1", "U.S."] == "United States"
    assert found["d1", "IMF"] == "International Monetary Fund"


def test_a_last_name_alone_is_who_is_named_among_the_same_names() -> None:
    texts = (
        "Karim Hassan led the strike in Oslo and spoke for NATO in Madrid.",
        "Leila Hassan won the prize in Lagos and spoke for the Red Cross in Accra.",
        "In Lagos nobody believed Ms. Hassan, and in Accra few did.",
        "In Lima they booed Mr. Hassan.",
    )
    found = entities_of(*texts)

    assert found["d2", "Hassan"] == "Leila Hassan"
    assert found["d3", "Hassan"] == "Hassan"


def test_persons_with_other_first_or_middle_names_stay_apart() -> None:
    found = entities_of("They met George W. Bush.", "They met George H.W. Bush.", "They met Anna Bush.")

    assert len(set(found.values())) == 3


def test_a_place_and_a_person_of_one_name_stay_apart() -> None:
    records = link(read("They flew to Washington again.", "They admired George Washington."))

    assert {(record["entity"], record["kind"]) for record in records} == {
        ("Washington", "place"),
        ("George Washington", "person"),
    }


def test_the_same_surroundings_make_it_surer() -> None:
    far = scores_of("They met Anna Berg in Oslo.", "They met Anna Berg in Lima.")
    near = scores_of("They met Anna Berg in Oslo.", "They met Anna Berg in Oslo too.")

    assert far["d1", "Anna Berg"] < near["d1", "Anna Berg"] < 1


def test_what_stands_around_a_name_is_that_of_all_its_documents() -> None:
    first = "They met Karim Hassan in Oslo."
    second = "They met Karim Hassan in Lagos."
    alone = scores_of(first, "In Lagos they booed Mr. Hassan.")
    together = scores_of(first, second, "In Lagos they booed Mr. Hassan.")

    assert alone["d1", "Hassan"] == 1.0  # an entity of its own
    assert 0.5 <= together["d2", "Hassan"] < 0.95


def test_least_says_how_sure_it_must_be() -> None:
    documents = read("They met Anna Berg in Oslo.", "They met Anna Berg in Lima.")

    assert [record["score"] for record in link(documents, least=0.9) if record["name"] == "Anna Berg"] == [1.0, 1.0]


@pytest.mark.parametrize("least", [-0.1, 1.1, float("nan")])
def test_least_is_a_share(least: float) -> None:
    with pytest.raises(discourse.OptionError, match="least"):
        link([], least=least)


def test_a_document_without_entities_says_how_to_get_them() -> None:
    with pytest.raises(discourse.MissingLayerError, match="entities"):
        link([discourse.Document("They met Anna Berg.")])


def test_no_documents_have_no_entities() -> None:
    assert link([]) == []


def test_the_layer_may_be_a_corrected_one() -> None:
    document = read("They met Anna Berg.")[0]
    first = document.layer("entities", Entity)[0]
    corrected = discourse.Layer("entities.reviewed", Entity, [first])

    assert link([document.with_layer(corrected)], layer="entities.reviewed")[0]["entity"] == "Anna Berg"


NAMES = st.sampled_from(
    "Anna Berg,Berg,A. Berg,Karim Hassan,Hassan,Leila Hassan,NATO,U.S.,United States,Oslo,Lima,IMF".split(",")
)
TEXTS = st.lists(
    st.lists(NAMES, max_size=4).map(lambda names: " ".join(f"They saw {n} again." for n in names)), max_size=5
)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.randoms(use_true_random=False))
def test_each_name_has_one_record_whatever_the_order_of_the_documents(texts: list[str], random: Any) -> None:
    documents = read(*texts)
    records = link(documents)
    random.shuffle(documents)

    assert records == link(documents)
    assert sorted((record["document"], record["kind"], record["name"]) for record in records) == sorted(
        {(document.id, value.kind, value.name) for document in documents for value in document["entities"].values}
    )
    assert all(0 < record["score"] <= 1 for record in records)


class Kept:
    """Documents that make batches of their own, as a store does."""

    def __init__(self, *documents: discourse.Document) -> None:
        self.documents = documents

    def __iter__(self) -> Iterator[discourse.Document]:
        raise AssertionError("is read by batches")

    def batches(self) -> Iterator[list[discourse.Document]]:
        return iter([list(self.documents[:1]), list(self.documents[1:])])


@pytest.mark.parametrize("engine", [Serial(), Processes(2)], ids=repr)
def test_an_engine_does_not_change_the_links(engine: Engine) -> None:
    documents = read(
        "Karim Hassan led the strike in Oslo.", "In Oslo nobody believed Hassan.", "Ms. Hassan won in Lagos."
    )

    assert (
        repr(link(documents))
        == repr(link(iter(documents), engine=engine))
        == repr(link(Kept(*documents), engine=engine))
    )


def test_an_engine_does_not_change_what_is_refused() -> None:
    with pytest.raises(discourse.MissingLayerError, match="no layer 'entities'"):
        link([discourse.Document("They met Anna Berg.")], engine=Processes(1))
