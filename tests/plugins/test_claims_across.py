"""Claims across documents: the ledger, and amounts in units that can be compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import discourse
from discourse import Document, Resource, TextError
from discourse.engines import Engine, Processes, Serial
from discourse.errors import OptionError
from discourse_claims import Amount, LedgerEntry, NumericClaim, ledger, normalized
from discourse_claims.units import UnitTable

CLAIMS = discourse.Pipeline("claims")
CHECKED = discourse.Pipeline("claim_checks")


def claim_of(text: str) -> NumericClaim:
    (annotation,) = CLAIMS(text).layer("claims", NumericClaim)
    return annotation.value


def documents(*texts: str) -> list[Document]:
    return [CHECKED(Document(text, f"a/{number}")) for number, text in enumerate(texts)]


# Amounts


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [
        ("The wall is 60 miles long.", 96560.64, "m"),
        ("He weighs 80 kilograms.", 80, "kg"),
        ("It holds 5 litres of oil.", 0.005, "m3"),
        ("It was 30 degrees Celsius.", 303.15, "K"),
        ("It was 86 degrees Fahrenheit.", 303.15, "K"),
        ("The plot has 2 hectares.", 20000, "m2"),
        ("He drove at 36 kilometres per hour.", 10, "m/s"),
        ("It took 2 hours.", 7200, "s"),
        ("It costs $5.", 5, "USD"),
        ("It costs £5 a week.", 5 * 365.25 / 7, "GBP per year"),
        ("It costs $5 per share.", 5, "USD per share"),
        ("Some 40 per cent left.", 0.4, "1"),
        ("It rose by 25 basis points.", 0.0025, "1"),
        ("Two thirds of the voters left.", 2 / 3, "1"),
        ("They make 12 tests a month.", 144, "test per year"),
        ("There are 14 cells.", 14, "cell"),
    ],
)
def test_amounts_come_in_units_that_can_be_compared(text: str, low: float, unit: str) -> None:
    amount = normalized(claim_of(text))

    assert amount is not None
    assert (amount.low, amount.unit) == (pytest.approx(low), unit)


def test_a_range_keeps_both_ends_in_order() -> None:
    assert normalized(claim_of("It costs between $5 and $7 million.")) == Amount(5e6, 7e6, "USD")
    assert normalized(claim_of("It was between 10 and 20 degrees Fahrenheit.")) == Amount(
        pytest.approx(260.927777778), pytest.approx(266.483333333), "K"
    )


@pytest.mark.parametrize("text", ["It is the third largest city.", "It holds 5 gallons.", "It costs 50 cents."])
def test_what_cannot_be_converted_is_none(text: str) -> None:
    assert normalized(claim_of(text)) is None


def test_a_unit_of_the_user_is_converted_as_they_say() -> None:
    data = {"units": [{"unit": "league", "si": ["m", 4828.032], "names": ["league"]}]}
    league = Resource(kind="claim_units", name="leagues", version="1", data=data)
    claim = NumericClaim(
        number=discourse.Span(0, 1), low=2.0, high=2.0, kind="measure", unit="league", currency=None, counted=None,
        modifier="exact", change="none", status="asserted", voice="author", source=None, time=None, confidence=1.0,
    )  # fmt: skip

    assert normalized(claim) is None
    assert normalized(claim, [league]) == Amount(9656.064, 9656.064, "m")


@pytest.mark.parametrize(
    "si", ["m", [], ["m"], ["m", "1"], ["", 1], ["m", 0], ["m", float("inf")], ["m", 1, 2, 3], [1, 1]]
)
def test_a_wrong_si_unit_is_refused_with_the_unit_named(si: object) -> None:
    data = {"units": [{"unit": "league", "si": si, "names": ["league"]}]}

    with pytest.raises(OptionError, match="league: si is a unit and a factor"):
        UnitTable([Resource(kind="claim_units", name="leagues", version="1", data=data)])


# The ledger


def brief(entries: list[LedgerEntry]) -> list[tuple[str, str, str | None, int, int, bool]]:
    return [(one.thing, one.words, one.source, one.agree, one.differ, one.disputed) for one in entries]


def test_the_ledger_sets_what_sources_say_of_one_thing_side_by_side() -> None:
    found = ledger(
        documents(
            "Anna Berg said that 27 smuggling rings were broken up.",
            "The police said that 27 smuggling rings were broken up.",
            "There were 21 smuggling rings.",
            "Karim Hassan said that 40 ferries sailed.",
        )
    )

    assert brief(found) == [
        ("smuggling ring", "27 smuggling rings", "Anna Berg", 1, 1, True),
        ("smuggling ring", "27 smuggling rings", "The police", 1, 1, True),
        ("smuggling ring", "21 smuggling rings", None, 0, 2, True),
    ]
    assert [entry.document for entry in found] == ["a/0", "a/1", "a/2"]


def test_rounding_is_no_difference() -> None:
    (one, other) = ledger(documents("Some 2,000 asylum seekers came.", "There were 1,960 asylum seekers."))

    assert (one.differ, one.agree, one.disputed) == (0, 1, False)
    assert (other.differ, other.agree) == (0, 1)


def test_amounts_in_different_units_are_compared_in_one() -> None:
    found = ledger(documents("He dug 60 miles of coastal trench.", "She dug 97 kilometres of coastal trench."))
    assert [(entry.unit, entry.agree, entry.differ) for entry in found] == [("m", 1, 0)] * 2

    found = ledger(documents("He dug 60 miles of coastal trench.", "She dug 60 kilometres of coastal trench."))
    assert [entry.differ for entry in found] == [1, 1]


def test_what_is_disputed_comes_before_what_is_often_repeated() -> None:
    texts = [
        "There were 27 smuggling rings.",
        "There were 21 smuggling rings.",
        *["There were 40 field offices."] * 120,
    ]
    found = ledger(documents(*texts))

    assert [entry.disputed for entry in found] == [True, True, *[False] * 120]


def test_claims_of_different_times_are_not_compared() -> None:
    found = ledger(documents("In 2012 there were 40 field offices.", "In 2016 there were 60 field offices."))

    assert [entry.differ for entry in found] == [0, 0]
    assert [entry.start for entry in found] == ["2012-01-01", "2016-01-01"]


def test_amounts_of_money_are_compared_in_their_currency() -> None:
    found = ledger(documents("They raised $7 trillion in new debt.", "They raised $4 trillion in new debt."))

    assert [(entry.thing, entry.unit, entry.differ) for entry in found] == [("debt new in USD", "USD", 1)] * 2


def test_what_a_document_contradicts_itself_is_disputed_too() -> None:
    found = ledger(documents("The crash killed 12 young men and nine young women, 30 young people in all."))

    assert {entry.words for entry in found if entry.disputed} == {"12 young men", "nine young women", "30 young people"}


def test_a_noun_that_nothing_describes_is_left_out_unless_the_text_says_when_and_what() -> None:
    assert ledger(documents("There were 12 people.", "There were 90 people.")) == []
    found = ledger(documents("In 2013, 12 people were killed.", "In 2013 a storm killed 90 people."))
    assert [(entry.thing, entry.differ) for entry in found] == [("person killed", 1)] * 2


def test_one_and_two_are_no_figures_that_anybody_disputes() -> None:
    assert ledger(documents("There are two big ports.", "There is one big port.")) == []


def test_the_ledger_does_not_depend_on_the_order_of_the_documents() -> None:
    found = documents(
        "There were 21 smuggling rings.", "There were 27 smuggling rings.", "There were 27 smuggling rings."
    )

    assert ledger(found) == ledger(found[::-1])


def test_one_document_will_do_and_one_without_claims_is_an_error() -> None:
    assert ledger(documents("There were 21 smuggling rings.")[0])
    with pytest.raises(discourse.MissingLayerError, match="claims"):
        ledger(Document("No claims here."))
    with pytest.raises(discourse.TextError, match="takes documents"):
        ledger(["There were 21 smuggling rings."])  # type: ignore[list-item]


class Kept:
    """Documents that make batches of their own, as a store does."""

    def __init__(self, *documents: Document) -> None:
        self.documents = documents

    def __iter__(self) -> Iterator[Document]:
        raise AssertionError("is read by batches")

    def batches(self) -> Iterator[list[Document]]:
        return iter([list(self.documents[:1]), list(self.documents[1:])])


@pytest.mark.parametrize("engine", [Serial(), Processes(2)], ids=repr)
def test_an_engine_does_not_change_the_ledger(engine: Engine) -> None:
    found = documents("There were 21 smuggling rings.", "There were 27 smuggling rings.", "There were 27 cats.")

    assert ledger(found) == ledger(iter(found), engine=engine) == ledger(Kept(*found), engine=engine)
    assert ledger(found[0]) == ledger(found[0], engine=engine)


def test_an_engine_does_not_change_what_the_ledger_refuses() -> None:
    with pytest.raises(discourse.MissingLayerError, match="no layer 'claims'"):
        ledger(Document("No claims here."), engine=Processes(1))
    with pytest.raises(TextError, match="ledger takes documents with claims, not 'There"):
        ledger(["There were 21 smuggling rings."], engine=Processes(1))  # type: ignore[list-item]
