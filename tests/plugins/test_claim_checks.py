"""Claim checks: numbers that fit together, numbers that do not, and numbers that have nothing to do with each other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse
from discourse import Document
from discourse_claims import ClaimCheck, views

PIPELINE = discourse.Pipeline("claim_checks")
CONSISTENT, CONTRADICTORY, INCOMPARABLE = "consistent", "contradictory", "incomparable"


def checks_of(text: str | Document) -> list[ClaimCheck]:
    document = PIPELINE(text)
    assert document.failures == ()
    return list(document.layer("claim_checks", ClaimCheck).values)


def verdicts(text: str) -> list[tuple[str, str]]:
    return [(check.relation, check.verdict) for check in checks_of(text)]


# From X to Y


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Revenue rose 8.6 per cent to $7.36bn from $6.78bn.", CONSISTENT),
        ("Revenue rose 12 per cent to $7.36bn from $6.78bn.", CONTRADICTORY),
        ("The number of ferries rose 10 per cent, from 200 to 220.", CONSISTENT),
        ("The number of ferries fell 10 per cent, from 200 to 220.", CONTRADICTORY),
        ("The party's share fell by 5 points to 41 per cent from 46 per cent.", CONSISTENT),
        ("The party's share fell by 8 points to 41 per cent from 46 per cent.", CONTRADICTORY),
        ("The budget grew threefold, from 3 million to 9 million euros.", CONSISTENT),
        ("The budget doubled from 3 million to 9 million euros.", CONTRADICTORY),
        ("Exports were up by a third, from 30m tonnes to 40m.", CONSISTENT),
        ("Income was up 7 percent to $4.6bn, against $4.3bn a year before.", CONSISTENT),
        ("Some 2.4m visitors came in 2019; in 2021 there were 600,000, a fall of 75 per cent.", CONSISTENT),
        ("Wages rose about 5 per cent, from 19,000 to 20,000 crowns.", CONSISTENT),
        ("Wages nearly doubled from 11,000 to 21,000 crowns.", CONSISTENT),
        ("The vote fell from 24 per cent to 18 per cent, a loss of a quarter.", CONSISTENT),
        ("Wages more than doubled from 11,000 to 40,000 crowns.", CONSISTENT),
        ("Wages more than doubled from 11,000 to 15,000 crowns.", CONTRADICTORY),
        ("The deficit narrowed to 4.1 per cent of output from 3.8 per cent in 2022.", CONTRADICTORY),
    ],
)
def test_a_change_is_compared_with_its_levels(text: str, verdict: str) -> None:
    assert ("change", verdict) in verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Business grew by 3 per cent, and unemployment dropped from 7.6 per cent to 6.3 per cent.",
        "Exports rose 4 per cent. Imports went from 200 to 260 million euros.",
        "Sales rose 5 per cent to 110 million.",
    ],
)
def test_a_change_is_not_compared_with_the_levels_of_another(text: str) -> None:
    assert [check for check in checks_of(text) if check.relation == "change"] == []


def test_levels_in_two_currencies_cannot_be_compared() -> None:
    assert ("change", INCOMPARABLE) in verdicts("The fund grew 10 per cent to $220m from €200m.")


# Shares of one whole


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Some 54 per cent voted yes, 39 no and 7 abstained.", CONSISTENT),
        ("Some 61 per cent voted yes and 55 per cent no.", CONTRADICTORY),
        ("Women make up 52 per cent of the members and men 48 per cent.", CONSISTENT),
        ("Of the members 60 per cent are farmers; the remaining 50 per cent live in town.", CONTRADICTORY),
        ("Twelve of the 30 members, or 40 per cent, left the hall.", CONSISTENT),
        ("Nine of the twenty schools inspected, or 55 per cent, failed.", CONTRADICTORY),
        ("Two thirds of the 90 deputies, 60 in all, have to agree.", CONSISTENT),
        ("About half of the doses, 48 per cent, were thrown away.", CONSISTENT),
        ("The state spends $18bn on its army, 3 per cent of an output of $600bn.", CONSISTENT),
        ("Debt service takes $4.5bn of next year's $30bn budget — a quarter of it.", CONTRADICTORY),
        ("With 15 of the 12 seats the party can do as it likes.", CONTRADICTORY),
    ],
)
def test_shares_of_one_whole_add_up(text: str, verdict: str) -> None:
    assert ("share", verdict) in verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        "In the valley 60 per cent of households have a car and 80 per cent of households own a bicycle.",
        "Some 54 per cent of men and 60 per cent of women read the paper.",
        "Last year 72 bottles were found in one cellar.",
        "The mine made 128 million tonnes in 1990 and just 45 million tonnes in 2012.",
        "The raid killed 60 villagers, of whom 40 were civilians and 30 were women.",
        "Some 70 per cent are women and children, 25 per cent are men of fighting age and 12 per cent are over 65.",
    ],
)
def test_shares_of_different_wholes_and_overlapping_ones_are_left_alone(text: str) -> None:
    assert [check for check in checks_of(text) if check.relation == "share"] == []


# Parts and totals


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The crash killed 12 men and nine women, 21 people in all.", CONSISTENT),
        ("The crash killed 12 men and nine women, 25 people in all.", CONTRADICTORY),
        ("The bomb left 14 casualties, doctors said: five dead and nine injured, two of them badly.", CONSISTENT),
        ("All 600 delegates voted: 311 in favour, 287 against, and 12 abstained.", CONTRADICTORY),
        ("The war displaced 3.4m people. Of these, 1.9m are in camps and 1.5m have crossed a border.", CONSISTENT),
        ("Of the seven provinces, three voted for him. The other five backed his rival.", CONTRADICTORY),
        ("The bank gave $1.2bn. Some $700m comes as loans and $350m as grants; the remaining $150m later.", CONSISTENT),
        ("Investors lost $480m. Regulators have found $170m so far. That leaves $340m missing.", CONTRADICTORY),
        ("The party won 14 seats but lost nine elsewhere, a net gain of five.", CONSISTENT),
        ("The party won 14 seats but lost nine elsewhere, a net gain of six.", CONTRADICTORY),
        ("The plan sets aside £900m, including £500m for walls and £600m for pumps.", CONTRADICTORY),
        ("Two men were shot in Leeds and two more in York. The four killings are not linked.", CONSISTENT),
    ],
)
def test_parts_are_added_up(text: str, verdict: str) -> None:
    assert ("sum", verdict) in verdicts(text)


def test_parts_in_a_time_are_held_against_a_total_with_what_is_left() -> None:
    text = (
        "Eleven smuggling rings were broken up between January and May 2015 and another nine in 2014. "
        "The minister said that twenty-four smuggling rings have been broken up since 2013."
    )
    (check,) = [check for check in checks_of(text) if check.relation == "sum"]

    assert check.verdict == CONSISTENT
    assert "11 + 9 = 20" in check.explanation
    assert check.explanation.endswith("leaves 4")


def test_parts_that_are_more_than_the_total_contradict_it() -> None:
    text = (
        "Eleven smuggling rings were broken up in 2015 and another nine in 2014. "
        "The minister said that fifteen smuggling rings have been broken up since 2013."
    )

    assert verdicts(text) == [("sum", CONTRADICTORY)]


@pytest.mark.parametrize(
    "text",
    [
        "The exercise involves 38,000 soldiers, 41 ships, 15 submarines and 110 planes.",
        "Among the dead were five Britons, three Belgians, one German and one Swede.",
        "Eleven rings were broken up in 2015 and another nine in 2014. Fifteen rings were broken up in 2012.",
        "You would need to eat 40 bars a day. I ate two and put the other ten in a drawer.",
    ],
)
def test_numbers_beside_one_another_are_no_sum(text: str) -> None:
    assert [check for check in checks_of(text) if check.relation == "sum"] == []


# Lists


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Ferries go to five cities: Leeds, Hull, York, Ripon and Selby.", CONSISTENT),
        ("Ferries go to five cities: Leeds, Hull, York and Selby.", CONTRADICTORY),
        ("Arrests were made in five towns in the north — Castle, Fern, Nador, Al Basin and Drouin.", CONSISTENT),
        ("Three generals, Pavel Roskin, Andrei Temes and Ilya Vorn, were dismissed.", CONSISTENT),
        ("They visited Leeds, Hull and York, the three cities that flooded.", CONSISTENT),
        ("Hunger, debt and bad government: the four causes are known.", CONTRADICTORY),
        (
            "Ana Lund, Rosa Berg, Per Onwudi and Hal Brand share the prize. The three writers met in 1990.",
            CONTRADICTORY,
        ),
        ("The strikers have three demands:\n- higher pay\n- a canteen\n- free parking", CONSISTENT),
        ("The strikers have four demands:\n- higher pay\n- a canteen\n- free parking", CONTRADICTORY),
        ("I object for two reasons. First, it costs. It did before. Second, it fails.", CONSISTENT),
        ("I object for two reasons. First, it costs. Second, it fails. Third, it is late.", CONTRADICTORY),
        ("He named two judges: Ana Lund, a former minister; and Per Berg, of the high court.", CONSISTENT),
    ],
)
def test_a_list_has_as_many_items_as_are_announced(text: str, verdict: str) -> None:
    assert ("enumeration", verdict) in verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        "He has treated three presidents — Republican and Democrat.",
        "Ferries go to five cities, including Leeds and Hull.",
        "It is wrong in four respects. First, it costs. Second, it fails. Third, it is late. Finally, it is vain.",
        "There are five towns: the first that we saw on that day was small, the others large, and the last was shut.",
        "Of the six defendants, Ana Lund, Per Berg and Hal Brand pleaded guilty.",
        "Two factions — anarchists, enabled by politicians, and tyrants — rule the city.",
        "Four departments — trade and industry, health and defence — were closed.",
    ],
)
def test_some_of_them_or_what_describes_them_is_no_list(text: str) -> None:
    assert [check for check in checks_of(text) if check.relation == "enumeration"] == []


# The same thing twice


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("A dozen tankers lay outside the strait. The 12 ships had been told to wait.", CONSISTENT),
        ("Almost 300 people died when the ferry sank. The 287 victims were buried on the island.", CONSISTENT),
        ("Half a million households get the payment. For the 500,000 families it comes late.", CONSISTENT),
        ("The fire destroyed 43 homes. Of the 34 homes the fire destroyed, nine were insured.", CONTRADICTORY),
        ("The army ordered frigates in a £3.2bn contract. Critics say the £2.3bn contract was secret.", CONTRADICTORY),
        ("The fence is 60 miles (97km) long.", CONSISTENT),
        ("The fence is 60 miles (120km) long.", CONTRADICTORY),
        ("Viktor Soll, 58, led the strike. Colleagues say the 56-year-old will not retire.", CONTRADICTORY),
    ],
)
def test_a_number_that_points_back_is_the_one_that_was_told(text: str, verdict: str) -> None:
    assert ("repeat", verdict) in verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        "In 2012 the party won 57 per cent of the women's vote. It won 66 per cent of single women.",
        "She has 30 offices in the state. She has 23 offices there.",
        "In 2013 a man killed 12 people in Leeds. In 2014 a woman killed 15 people in Hull.",
        "Three parents spoke. Nobody from the three networks came.",
        "The 20-year-old student was shot by the 68-year-old guard.",
    ],
)
def test_what_is_said_of_others_or_of_other_times_contradicts_nothing(text: str) -> None:
    assert CONTRADICTORY not in [verdict for _, verdict in verdicts(text)]


def test_a_number_that_is_said_four_times_is_one_check() -> None:
    text = " ".join(f"The 27 cells were named by {name}." for name in ("Ana", "Per", "Hal", "Ida"))
    (check,) = checks_of(text)

    assert check.relation == "repeat"
    assert len(check.claims) == 4


def test_what_is_denied_is_compared_with_nothing() -> None:
    assert checks_of("The number did not rise 10 per cent, from 200 to 300.") == []


# Form and laws


def test_a_check_names_its_claims_and_its_evidence() -> None:
    document = PIPELINE("Revenue rose 8.6 per cent to $7.36bn from $6.78bn.")
    (annotation,) = document.layer("claim_checks", ClaimCheck)

    assert [document.slice(span) for span in annotation.value.claims] == ["8.6 per cent", "$7.36bn", "$6.78bn"]
    assert all(span in {claim.span for claim in document["claims"]} for span in annotation.value.claims)
    assert "8.6 per cent" in annotation.value.explanation
    assert [piece.span for piece in annotation.evidence] == list(annotation.value.claims)


def test_the_summary_shows_contradictions_first() -> None:
    document = PIPELINE("Ferries go to two cities: Leeds and Hull. Buses go to five towns: Rye, Wick, Bath and Deal.")
    layer = document.layer("claim_checks", ClaimCheck)
    table = views.check_summary(document, layer)

    assert table is not None
    assert [row[0] for row in table.rows] == [CONTRADICTORY, CONSISTENT]
    assert views.check_line(document, layer[0]).startswith("consistent (enumeration) · “two cities”")


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400), st.integers(1, 400))
def test_a_stated_change_is_consistent_exactly_if_it_rounds_to_the_real_one(before: int, after: int) -> None:
    before, after = before * 10 + 3, after * 10 + 7
    if before == after:
        return
    percent = round(100 * (after / before - 1))
    verb = "rose" if after > before else "fell"
    text = f"The number of visits {verb} {abs(percent)} per cent, from {before:,} to {after:,}."
    wrong = f"The number of visits {verb} {abs(percent) + 4} per cent, from {before:,} to {after:,}."
    if percent:
        assert verdicts(text) == [("change", CONSISTENT)]
    assert verdicts(wrong) == [("change", CONTRADICTORY)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(3, 90), min_size=2, max_size=2), st.integers(-3, 3))
def test_parts_fit_their_total_or_they_do_not(parts: list[int], wrong: int) -> None:
    text = f"The crash killed {parts[0]} men and {parts[1]} women, {sum(parts) + wrong} people in all."

    assert verdicts(text) == [("sum", CONTRADICTORY if wrong else CONSISTENT)]


WORDS = st.sampled_from(
    "5 12 21 27 5% 60% $5m £3bn the of all from to by rose fell total in remaining other men women people cells and or"
    " , ; : — ( ) . doubled half third another more including Leeds Hull York 56-year-old two dozen".split()
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_checks_are_sound_on_any_text(text: str) -> None:
    for check in checks_of(text):
        assert check.claims
        assert check.explanation


@pytest.mark.parametrize(
    "unit",
    ["5 ", "5% ", "the 27 cells ", "and another 14 cells in 2014 ", "five cities: ", "three demands:\n- a\n- b\n"],
)
def test_numbers_without_end_are_compared_in_time_that_grows_with_the_text(unit: str) -> None:
    """A sentence that holds thousands of numbers is a table; without a bound this takes minutes."""
    checks_of(unit * (50_000 // len(unit)))
