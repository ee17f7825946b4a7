"""Numeric claims in sentences: what is found, and what is left alone."""

from __future__ import annotations

import pytest

import discourse
from discourse import Annotation, Document, Layer, Span
from discourse_claims import NumericClaim, TimeScope, views
from discourse_mentions import TimeExpression
from discourse_voices import Voice

PIPELINE = discourse.Pipeline("claims")


def analyzed(text: str | Document) -> Document:
    document = PIPELINE(text)
    assert document.failures == ()
    return document


def claims_of(text: str) -> list[Annotation[NumericClaim]]:
    return list(analyzed(text).layer("claims", NumericClaim))


def only_claim(text: str) -> NumericClaim:
    (annotation,) = claims_of(text)
    return annotation.value


def figures(text: str) -> list[tuple[float | None, str]]:
    return [(claim.value.low, claim.value.unit) for claim in claims_of(text)]


# What a number is of


@pytest.mark.parametrize(
    ("text", "low", "unit", "kind"),
    [
        ("Police arrested 14 people on the coast.", 14.0, "person", "count"),
        ("They broke up twenty-seven armed cells.", 27.0, "cell", "count"),
        ("It was a 14-member cell.", 14.0, "member", "count"),
        ("The board wrote a 300-page report.", 300.0, "page", "count"),
        ("Two of the mayor's deputies resigned.", 2.0, "deputy", "count"),
        ("They sold 2.7m digital and physical copies.", 2.7e6, "copy", "count"),
        ("The town has 36,000 staff.", 36000.0, "staff", "count"),
        ("The clinic does three thousand tests per day.", 3000.0, "test per day", "count"),
        ("Dozens of shops closed.", 12.0, "shop", "count"),
        ("Growth was 60 per cent.", 60.0, "percentage", "percentage"),
        ("Rates fell 25 basis points.", 25.0, "basis point", "percentage_points"),
        ("The gap is 3 percentage points.", 3.0, "percentage point", "percentage_points"),
        ("It costs $1.2bn.", 1.2e9, "dollar", "money"),
        ("It costs HK$40.", 40.0, "hong kong dollar", "money"),
        ("It costs 20 Australian dollars.", 20.0, "australian dollar", "money"),
        ("It costs USD1,700.", 1700.0, "dollar", "money"),
        ("It costs PS6m.", 6e6, "pound sterling", "money"),
        ("It costs RM23.50.", 23.5, "malaysian ringgit", "money"),
        ("Rent is $900 a month.", 900.0, "dollar per month", "money"),
        ("They drove at 60 miles per hour.", 60.0, "mile per hour", "measure"),
        ("They drove at 90 km/h.", 90.0, "kilometre per hour", "measure"),
        ("The wall is 12m high.", 12.0, "metre", "measure"),
        ("The wall used 12m bricks.", 12e6, "brick", "count"),
        ("It has a 7.62mm barrel.", 7.62, "millimetre", "measure"),
        ("She bought six pounds of flour.", 6.0, "pound-mass", "measure"),
        ("A 290-pound boxer won.", 290.0, "pound-mass", "measure"),
        ("He paid six pounds.", 6.0, "pound sterling", "money"),
        ("The war lasted five long years.", 5.0, "year", "duration"),
        ("Half an hour is enough.", 0.5, "hour", "duration"),
        ("A 60-year-old nurse spoke.", 60.0, "year of age", "age"),
        ("Jane Miller, 34, teaches here.", 34.0, "year of age", "age"),
        ("She will be 35 by then.", 35.0, "year of age", "age"),
        ("Two thirds of voters agree.", 2 / 3, "voter", "ratio"),
        ("One in five pupils walks.", 0.2, "pupil", "ratio"),
        ("The odds are 5-to-1.", 5.0, "", "ratio"),
        ("They earn three times as much.", 3.0, "time", "multiple"),
        ("Sales grew sixfold.", 6.0, "time", "multiple"),
        ("It is the third largest economy.", 3.0, "economy", "rank"),
        ("The school ranked fifth.", 5.0, "", "rank"),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, low: float, unit: str, kind: str) -> None:
    claim = only_claim(text)

    assert (claim.low, claim.unit, claim.kind) == (low, unit, kind)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eight violent cells were found, and another 14 since.", [(8.0, "cell"), (14.0, "cell")]),
        ("Tickets cost 8 or $9.", [(8.0, "dollar"), (9.0, "dollar")]),
        ("They sell four- and six-cylinder engines.", [(4.0, "cylinder"), (6.0, "cylinder")]),
        ("Of 2,472 delegates, 900 of 1,300 voters met 40.", [(2472.0, "delegate"), (900.0, "voter"), (1300.0, "voter"),
                                                            (40.0, "")]),
        ("Sales rose to 3.9 million bicycles, up from 2.4 million.", [(3.9e6, "bicycle"), (2.4e6, "bicycle")]),
        ("Their children are aged 3, 7 and 11.", [(age, "year of age") for age in (3.0, 7.0, 11.0)]),
        ("Wait a month or two.", [(2.0, "month")]),
    ],
)  # fmt: skip
def test_a_unit_said_once_serves_several_numbers(text: str, expected: list[tuple[float, str]]) -> None:
    assert figures(text) == expected


def test_the_noun_phrase_counted_is_kept() -> None:
    assert only_claim("Police closed eight illegal gambling dens.").counted == "illegal gambling dens"
    assert only_claim("They want 60 per cent of the revenue.").counted == "revenue"


def test_a_claim_covers_number_and_unit_and_its_numeral_is_kept_apart() -> None:
    document = analyzed("It lost about $4.5 million a year.")
    (annotation,) = document["claims"]

    assert document.slice(annotation.span) == "$4.5 million a year"
    assert document.slice(annotation.value.number) == "4.5 million"


# Ranges


@pytest.mark.parametrize(
    ("text", "bounds", "unit"),
    [
        ("The law sets a prison term of between 5 and 15 years.", (5.0, 15.0), "year"),
        ("Tickets are 10-20 dollars.", (10.0, 20.0), "dollar"),
        ("Homes cost $800,000 to $1.3 million.", (8e5, 1.3e6), "dollar"),
        ("They expect $89 to $93 billion.", (89e9, 93e9), "dollar"),
        ("They expect 5% to 10% growth.", (5.0, 10.0), "percentage"),
        ("It takes three or four years.", (3.0, 4.0), "year"),
        ("They sold 5k-20k books.", (5000.0, 20000.0), "book"),
        ("The index fell from 2,415 to 2,315 points.", (2315.0, 2415.0), "point"),
    ],
)
def test_two_numerals_may_be_one_range(text: str, bounds: tuple[float, float], unit: str) -> None:
    claim = only_claim(text)

    assert ((claim.low, claim.high), claim.unit) == (bounds, unit)


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [("It costs 3 dollars and 50 cents.", 3.5, "dollar"), ("She is 5 feet 3 inches tall.", 5.25, "foot")],
)
def test_an_amount_in_two_units_is_one_claim(text: str, low: float, unit: str) -> None:
    claim = only_claim(text)

    assert (claim.low, claim.high, claim.unit) == (low, low, unit)


def test_a_change_and_the_level_it_reaches_are_two_claims() -> None:
    assert figures("The deficit grew by $43 billion to $419 billion.") == [(43e9, "dollar"), (419e9, "dollar")]


# Modifiers, change, status


@pytest.mark.parametrize(
    ("text", "modifier"),
    [
        ("There were 40 guests.", "exact"),
        ("There were about 40 guests.", "approximate"),
        ("There were some 40 guests.", "approximate"),
        ("There were 40 or so guests.", "approximate"),
        ("There were at least 40 guests.", "at_least"),
        ("There were no fewer than 40 guests.", "at_least"),
        ("There were 40 or more guests.", "at_least"),
        ("There were 40+ guests.", "at_least"),
        ("There were up to 40 guests.", "at_most"),
        ("There were no more than 40 guests.", "at_most"),
        ("There were more than 40 guests.", "more_than"),
        ("It drew over 40 guests.", "more_than"),
        ("There were fewer than 40 guests.", "less_than"),
        ("Scores >= 30 pass.", "at_least"),
        ("It took just under 40 minutes.", "less_than"),
        ("It happened over five weeks.", "exact"),
        ("It lasted for over five weeks.", "more_than"),
    ],
)
def test_modifiers(text: str, modifier: str) -> None:
    assert only_claim(text).modifier == modifier


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("Prices rose 3%.", ["up"]),
        ("Prices rose by about 3%.", ["up"]),
        ("Prices rose to 3%.", ["none"]),
        ("Shares were down 2 points.", ["down"]),
        ("Shares fell 2% to 110.", ["down", "none"]),
        ("The bank saw a 19% drop.", ["down"]),
        ("A rise of 5% is likely.", ["up"]),
        ("Shares ended 4% higher.", ["up"]),
        ("The team lost 12 games.", ["none"]),
        ("They lost by six points.", ["none"]),
        ("The party picked up 40 seats.", ["none"]),
        ("The index was up 17 points, or 2%.", ["up", "up"]),
        ("Index futures: -1.3%.", ["down"]),
    ],
)
def test_changes_are_amounts_not_levels(text: str, changes: list[str]) -> None:
    assert [annotation.value.change for annotation in claims_of(text)] == changes


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The army has 500 tanks.", "asserted"),
        ("The army does not have 500 tanks.", "negated"),
        ("If the army had 500 tanks, it could win.", "hypothetical"),
        ("The plan would cost 500 lives.", "hypothetical"),
        ("The army will buy 500 tanks.", "projected"),
        ("The state must hire 500 nurses.", "normative"),
        ("The law stipulates a prison sentence of 5 years.", "normative"),
        ("It is not only 500 tanks that count.", "asserted"),
        ("He may lose, but the army has 500 tanks.", "asserted"),
    ],
)
def test_status(text: str, status: str) -> None:
    assert only_claim(text).status == status


def test_a_conversion_shares_the_hedge() -> None:
    modifiers = [annotation.value.modifier for annotation in claims_of("It makes just under 296 hp (224 kW).")]

    assert modifiers == ["less_than", "less_than"]


# Time and voice


def test_the_nearest_time_belongs_to_a_claim() -> None:
    first, second = claims_of("Police held 8 suspects in 2013 and 14 suspects in 2014.")

    assert first.value.time == TimeScope("2013-01-01", "2013-12-31", inferred=False)
    assert second.value.time == TimeScope("2014-01-01", "2014-12-31", inferred=False)


def test_since_leaves_the_end_open() -> None:
    claim = only_claim("Police have held 27 suspects since 2013.")

    assert claim.time == TimeScope("2013-01-01", None, inferred=False)


def test_without_a_time_there_is_no_scope() -> None:
    assert only_claim("Police held 27 suspects.").time is None


def spoken_by(text: str, source: str) -> Document:
    """Return a document whose quotation, between marks, is in the voice of somebody; claims only look that up."""
    start, end = text.index("“"), text.index("”") + 1
    voices = [Annotation(Span(start, end), Voice("quoted", source)), Annotation(Span(end, len(text)), Voice("author"))]
    return Document(text).with_layer(Layer("voices", Voice, voices))


def test_claims_carry_the_voice_of_their_numeral() -> None:
    document = analyzed(spoken_by("“We lost 14 ships,” said the admiral of 20 others.", "Jane Miller"))

    voices = [(claim.voice, claim.source) for claim in document["claims"].values]
    assert voices == [("quoted", "Jane Miller"), ("author", None)]


# What is no claim


@pytest.mark.parametrize(
    "text",
    [
        "He was born on May 16, 2003.",
        "They met in 2014 and again in 1999.",
        "The 1990s were good years.",
        "It opens at 7:30 and shuts at 11 p.m. sharp.",
        "The anti-terror law 03.03 works well.",
        "Article 12 forbids it, and page 7 says why.",
        "She has an iPhone 11, an 11 Pro Max and a Boeing 787 at home.",
        "The S&P 500 closed early.",
        "The G20 spoke of COVID-19 and of 5G.",
        "The visitors won 2-1 in extra time.",
        "The vote was 5-4.",
        "King Mohammed VI spoke.",
        "Call 555-1234 or write to 12 Elm Street.",
        "See www.example.com/a/12 for more.",
        "The 22nd amendment is old.",
        "No one knows which one is right, and one can ask.",
        "It is one of the best films.",
        "She survived World War Two.",
        "We never close: it is 24/7 since 9/11.",
        "He left three years ago.",
        "Two days later he left.",
        "The shop will open in 2 weeks.",
        "It runs for 3 days from today.",
        "A third party broke the second rule.",
        "He bought a PS5.",
        "The deaths per 100,000 fell.",
    ],
)
def test_numbers_that_claim_nothing(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "They ruled over the last two years.",
        "He has worked there for 15 years.",
        "It was the largest rise in 18 months.",
        "Jobs grew over the next 5 years.",
    ],
)
def test_spans_of_time_that_say_how_long_are_claims(text: str) -> None:
    assert only_claim(text).kind == "duration"


@pytest.mark.parametrize(
    "text", ["They met in 2014.", "Since 1999 it has rained.", "The 2008 crisis was deep.", "In 1640 war came."]
)
def test_years_are_left_out_where_no_time_was_found(text: str) -> None:
    document = analyzed(Document(text).with_layer(Layer("times", TimeExpression)))

    assert len(document["claims"]) == 0


# Text of any kind


def test_a_numeral_beyond_floats_is_kept_without_bounds() -> None:
    claim = only_claim(f"It had {'9' * 5000} parts.")

    assert (claim.low, claim.high, claim.unit) == (None, None, "part")


@pytest.mark.parametrize(
    "text",
    ["", "½", "$", "-", "5", "five", "1/", "a half", "İ 5 İstanbul’da %5", "٣ ١٢٣ أشخاص", "5 🙂 6", "1e999 %", "0/0"],
)
def test_odd_texts_are_read(text: str) -> None:
    analyzed(text)


# Views


def test_a_line_says_what_when_and_who() -> None:
    document = analyzed(spoken_by("“Since 2013 we lost about 1,200 ships,” said the admiral.", "Jane Miller"))
    (annotation,) = document["claims"]

    assert views.line(document, annotation) == "“1,200 ships” · about 1,200 ships · since 2013 · Jane Miller"


def test_a_summary_puts_money_and_shares_first_and_says_what_is_left() -> None:
    guests = " ".join(f"In room {name} sat {number} guests." for number, name in enumerate("abcdefghijkl", start=20))
    document = analyzed(f"{guests} They paid $5 million. Fees rose 4%.")

    table = views.summary(document, document["claims"])

    assert table is not None
    assert table.rows[-2:] == (("$5 million", "", "", "", ""), ("▲ 4%", "", "", "", ""))
    assert table.note == "and 2 more"


def test_a_document_without_claims_has_no_summary() -> None:
    document = analyzed("Nothing to count.")

    assert views.summary(document, document["claims"]) is None


# Read by eye on op-eds


@pytest.mark.parametrize(
    ("text", "low", "unit", "counted"),
    [
        ("In one hearing, Rep. Ida Waters spoke.", 1, "hearing", "hearing"),
        ("There are two ways Berg's plan could help.", 2, "way", "ways"),
        ("Four special operations military personnel died.", 4, "personnel", "special operations military personnel"),
        ("Two sets of values divide us.", 2, "set", "sets"),
        ("Ten state-of-the-art labs were built.", 10, "lab", "state-of-the-art labs"),
        ("Three well-known authors left.", 3, "author", "well-known authors"),
        ("If four or more people are hurt, call.", 4, "person", "people"),
        ("They won hundreds of millions of dollars.", 1e8, "dollar", None),
        ("He raised $7 trillion in new debt.", 7e12, "dollar", "new debt"),
        ("She took 52 percent of the white vote.", 52, "percentage", "white vote"),
        ("It was 25 percent of city police officers.", 25, "percentage", "city police officers"),
        ("They had two years of free college.", 2, "year", "free college"),
        ("They had a couple of hundred dogs.", 200, "dog", "dogs"),
        ("They bought thousands of COVID-19 tests.", 1000, "test", "COVID-19 tests"),
        ("No civilians were hurt.", 0, "civilian", "civilians"),
        ("Children under 18 stay at home.", 18, "year of age", None),
    ],
)
def test_what_is_counted_is_the_noun_phrase(text: str, low: float, unit: str, counted: str | None) -> None:
    claim = only_claim(text)

    assert (claim.low, claim.unit, claim.counted) == (low, unit, counted)


@pytest.mark.parametrize(
    "text",
    [
        "He is one of his lead lawyers.",
        "At one point they laughed.",
        "They had one-on-one talks.",
        "It happened four months after the attacks.",
        "This 1790 law is still read.",
        "Was it in 1788 or 1790?",
        "Hide Caption 1 of 9 Photos: a man.",
        "They won the men's doubles.",
        "She doubled down, and he doubled over in pain; the sofa doubles as a bed.",
    ],
)
def test_phrases_and_years_are_no_claims(text: str) -> None:
    assert claims_of(text) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("He should hear the voices of the 23.5 million adults in recovery.", "asserted"),
        ("They did not pay the 5 million euros.", "negated"),
        ("Considered a prime target by the left, they won by 10 seats.", "asserted"),
        ("A poll of 300 likely voters was held.", "asserted"),
        ("He wanted a new stimulus of $50 billion.", "normative"),
        ("The union called for 500 new posts.", "normative"),
        ("The party promised 500 new schools.", "projected"),
        ("The limit is 50 ships.", "normative"),
    ],
)
def test_status_comes_from_the_verb_that_governs_the_number(text: str, status: str) -> None:
    assert only_claim(text).status == status


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Since Lund took office in 2009, 12 ferries sank.", "2009-01-01", None),
        ("Since the start of 2021, 19 rings were broken up.", "2021-01-01", None),
        ("Thousands of people signed against the policies of the 1980s.", None, None),
        ("The rate was 37 per cent, after the tax cuts of 2017.", None, None),
        ("They heard three cases of 2014.", "2014-01-01", "2014-12-31"),
        ("Some 40 ships sank at the start of 2014.", "2014-01-01", "2014-12-31"),
        ("Some 40 people met this week, while the attack of 2012 was discussed.", None, None),
        ("In 2014, 12 ferries sank.", "2014-01-01", "2014-12-31"),
    ],
)
def test_a_time_is_that_of_the_clause(text: str, start: str | None, end: str | None) -> None:
    time = only_claim(text).time

    assert (time and time.start, time and time.end) == (start, end)


def test_a_range_whose_scale_and_currency_are_said_once() -> None:
    claim = only_claim("It cost $10-20 million.")

    assert (claim.low, claim.high, claim.currency) == (10e6, 20e6, "USD")


def test_a_tally_is_two_numbers_and_a_change_by_factors_has_a_direction() -> None:
    assert figures("He led 51 to 48 percent.") == [(51, "percentage"), (48, "percentage")]
    assert figures("It rose from 30m tonnes to 40m.") == [(30e6, "tonne")]
    doubled = only_claim("Visits more than doubled.")
    assert (doubled.low, doubled.kind, doubled.change, doubled.modifier) == (2, "multiple", "up", "more_than")
    halved = only_claim("Visits halved.")
    assert (halved.low, halved.change) == (0.5, "down")


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("It cost 15 dollars 50.", (15.5, "dollar")),
        ("It cost 15 dollars and 50.", (15.5, "dollar")),
        ("They lost 75 USD million.", (75e6, "dollar")),
        ("It was worth up to PS2.7m.", (2.7e6, "pound sterling")),
        ("It costs three quarters billion dollars.", (750e6, "dollar")),
        ("Exports fell by a third.", (1 / 3, "")),
        ("It takes 1.5 hrs.", (1.5, "hour")),
    ],
)
def test_amounts_in_parts(text: str, figure: tuple[float, str]) -> None:
    ((low, unit),) = figures(text)

    assert low == pytest.approx(figure[0])
    assert unit == figure[1]


def test_what_a_share_of_the_vote_leaves_out_is_its_unit() -> None:
    assert figures("Some 54 per cent voted yes, 39 no and 7 abstained.") == [
        (54, "percentage"),
        (39, "percentage"),
        (7, "percentage"),
    ]


def test_a_hedge_is_none_where_it_leads_elsewhere() -> None:
    assert only_claim("Talks over a $4 billion deal failed.").modifier == "exact"
    assert only_claim("The rate ticked up to 49 per cent.").modifier == "exact"
    assert only_claim("The plant employed up to 500 people.").modifier == "at_most"
    assert only_claim("The error is plus or minus 3 points.").low == 3
