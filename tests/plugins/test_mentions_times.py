"""The layer `times`: what is a time expression, and which days it speaks of."""

from __future__ import annotations

from itertools import pairwise

import pytest

import discourse
from discourse import Annotation, Document
from discourse_mentions import TimeExpression
from discourse_mentions.views import time as line

PIPELINE = discourse.Pipeline("times")
WEDNESDAY = "2014-06-18"


def times_in(text: str, day: str | None = None) -> tuple[Document, list[Annotation[TimeExpression]]]:
    document = PIPELINE(Document(text, metadata={"date": day} if day else {}))
    return document, list(document.layer("times", TimeExpression))


def found(text: str, day: str | None = None) -> list[tuple[str, str, str | None, str | None]]:
    """Return words, value, first and last day of each expression."""
    document, times = times_in(text, day)
    return [(document.slice(time.span), time.value.value, time.value.start, time.value.end) for time in times]


STATED = [
    ("It opened on May 16, 2003.", "May 16, 2003", "2003-05-16", "2003-05-16", "2003-05-16"),
    ("It opened on May 16th, 2003.", "May 16th, 2003", "2003-05-16", "2003-05-16", "2003-05-16"),
    ("It opened on 16 May 2003.", "16 May 2003", "2003-05-16", "2003-05-16", "2003-05-16"),
    ("It opened on the 16th of May 2003.", "16th of May 2003", "2003-05-16", "2003-05-16", "2003-05-16"),
    ("It opened on Feb. 29, 2012.", "Feb. 29, 2012", "2012-02-29", "2012-02-29", "2012-02-29"),
    ("It opened on 2003-05-16.", "2003-05-16", "2003-05-16", "2003-05-16", "2003-05-16"),
    ("It opened on 5/16/2003.", "5/16/2003", "2003-05-16", "2003-05-16", "2003-05-16"),
    ("It opened on 31/12/2003.", "31/12/2003", "2003-12-31", "2003-12-31", "2003-12-31"),
    ("It opened on 16.5.2003.", "16.5.2003", "2003-05-16", "2003-05-16", "2003-05-16"),
    ("It rained on Friday, May 16, 2014.", "Friday, May 16, 2014", "2014-05-16", "2014-05-16", "2014-05-16"),
    ("It opened in May 2003.", "May 2003", "2003-05", "2003-05-01", "2003-05-31"),
    ("It opened in February 2012.", "February 2012", "2012-02", "2012-02-01", "2012-02-29"),
    ("It opened in 2014.", "2014", "2014", "2014-01-01", "2014-12-31"),
    ("It will open by 2050.", "2050", "2050", None, "2050-12-31"),
    ("It opened in the year 1850.", "year 1850", "1850", "1850-01-01", "1850-12-31"),
    ("The 1990s were bad.", "1990s", "199X", "1990-01-01", "1999-12-31"),
    ("The 1990’s were bad.", "1990’s", "199X", "1990-01-01", "1999-12-31"),
    ("The mid-1990s were bad.", "mid-1990s", "199X", "1990-01-01", "1999-12-31"),
    ("The 2003-2005 talks failed.", "2003-2005", "2003/2005", "2003-01-01", "2005-12-31"),
    ("The talks of 2003–05 failed.", "2003–05", "2003/2005", "2003-01-01", "2005-12-31"),
    ("It rained from 2010 to 2012.", "from 2010 to 2012", "2010/2012", "2010-01-01", "2012-12-31"),
    (
        "It rained between January and May 2014.",
        "between January and May 2014",
        "2014-01/2014-05",
        "2014-01-01",
        "2014-05-31",
    ),
    ("The summer of 2014 was hot.", "summer of 2014", "2014-SU", "2014-06-01", "2014-08-31"),
    ("It was the winter of 2014.", "winter of 2014", "2014-WI", "2014-12-01", "2015-02-28"),
    ("Early 2014 was wet.", "Early 2014", "2014", "2014-01-01", "2014-12-31"),
]


@pytest.mark.parametrize("day", [None, WEDNESDAY])
@pytest.mark.parametrize(("text", "words", "value", "first", "last"), STATED)
def test_stated_dates_do_not_depend_on_the_day_of_the_document(
    text: str, words: str, value: str, first: str, last: str, day: str | None
) -> None:
    _, times = times_in(text, day)

    assert found(text, day) == [(words, value, first, last)]
    assert [time.value.inferred for time in times] == [False]


INFERRED = [
    ("It opened on May 16.", "May 16", "2014-05-16", "2014-05-16", "2014-05-16"),
    ("It opened on the 16th of May.", "16th of May", "2014-05-16", "2014-05-16", "2014-05-16"),
    ("It opened in May.", "May", "2014-05", "2014-05-01", "2014-05-31"),
    ("It opened in November.", "November", "2013-11", "2013-11-01", "2013-11-30"),
    ("It opened in late May.", "late May", "2014-05", "2014-05-01", "2014-05-31"),
    ("It closed yesterday.", "yesterday", "2014-06-17", "2014-06-17", "2014-06-17"),
    ("It closes today.", "today", "2014-06-18", "2014-06-18", "2014-06-18"),
    ("It closes tomorrow.", "tomorrow", "2014-06-19", "2014-06-19", "2014-06-19"),
    ("It closed last night.", "last night", "2014-06-17", "2014-06-17", "2014-06-17"),
    ("It closed on Friday.", "Friday", "2014-06-13", "2014-06-13", "2014-06-13"),
    ("It closed on Wednesday.", "Wednesday", "2014-06-18", "2014-06-18", "2014-06-18"),
    ("It closed last Wednesday.", "last Wednesday", "2014-06-11", "2014-06-11", "2014-06-11"),
    ("It closes next Friday.", "next Friday", "2014-06-20", "2014-06-20", "2014-06-20"),
    ("It closed last week.", "last week", "2014-W24", "2014-06-09", "2014-06-15"),
    ("It closes this month.", "this month", "2014-06", "2014-06-01", "2014-06-30"),
    ("It closed earlier this month.", "earlier this month", "2014-06", "2014-06-01", "2014-06-30"),
    ("It closed last year.", "last year", "2013", "2013-01-01", "2013-12-31"),
    ("It closes next year.", "next year", "2015", "2015-01-01", "2015-12-31"),
    ("It closed last decade.", "last decade", "200X", "2000-01-01", "2009-12-31"),
    ("It closed last July.", "last July", "2013-07", "2013-07-01", "2013-07-31"),
    ("It closes next July.", "next July", "2014-07", "2014-07-01", "2014-07-31"),
    ("It closed in March of last year.", "March of last year", "2013-03", "2013-03-01", "2013-03-31"),
    ("It closed last summer.", "last summer", "2013-SU", "2013-06-01", "2013-08-31"),
    ("It closed two years ago.", "two years ago", "2012", "2012-01-01", "2012-12-31"),
    ("It closed 15 days ago.", "15 days ago", "2014-06-03", "2014-06-03", "2014-06-03"),
    ("It closed a month ago.", "a month ago", "2014-05", "2014-05-01", "2014-05-31"),
    ("It closed in the last two years.", "last two years", "P2Y", "2012-06-18", "2014-06-18"),
    ("It closes in the next 10 days.", "next 10 days", "P10D", "2014-06-18", "2014-06-28"),
]


@pytest.mark.parametrize(("text", "words", "value", "first", "last"), INFERRED)
def test_relative_dates_are_read_from_the_day_of_the_document(
    text: str, words: str, value: str, first: str, last: str
) -> None:
    _, times = times_in(text, WEDNESDAY)

    assert found(text, WEDNESDAY) == [(words, value, first, last)]
    assert [time.value.inferred for time in times] == [True]
    assert times[0].evidence[-1].rule == "anchor: date of the document"


@pytest.mark.parametrize(
    ("text", "day", "first"),
    [
        ("It opens on Jan. 12.", "2015-12-29", "2016-01-12"),
        ("It opens on February 2.", "2015-12-29", "2016-02-02"),
        ("It opened on Nov. 30.", "2015-12-29", "2015-11-30"),
        ("It opened on Dec. 30.", "2016-01-05", "2015-12-30"),
        ("It opens on March 1.", "2016-01-05", "2016-03-01"),
        ("It opened on Oct. 1.", "2016-01-05", "2015-10-01"),
    ],
)
def test_a_day_without_a_year_is_the_nearest_across_the_turn_of_the_year(text: str, day: str, first: str) -> None:
    assert [start for _, _, start, _ in found(text, day)] == [first]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("It opened on May 16.", "May 16", "XXXX-05-16"),
        ("It opened in May.", "May", "XXXX-05"),
        ("It closed yesterday.", "yesterday", "P-1D"),
        ("It closes today.", "today", "PRESENT_REF"),
        ("It closed on Friday.", "Friday", "XXXX-WXX-5"),
        ("It closed last year.", "last year", "P-1Y"),
        ("It closed last decade.", "last decade", "P-10Y"),
        ("It closes this month.", "this month", "PRESENT_REF"),
        ("It closed last July.", "last July", "XXXX-07"),
        ("It closed two years ago.", "two years ago", "PAST_REF"),
        ("It closed in the last two years.", "last two years", "P2Y"),
    ],
)
def test_without_a_day_of_the_document_nothing_is_made_up(text: str, words: str, value: str) -> None:
    _, times = times_in(text)

    assert found(text) == [(words, value, None, None)]
    assert [time.value.inferred for time in times] == [False]


@pytest.mark.parametrize(
    ("text", "kind", "words", "value"),
    [
        ("It took two years.", "duration", "two years", "P2Y"),
        ("It took 15 days.", "duration", "15 days", "P15D"),
        ("It took two decades.", "duration", "two decades", "P20Y"),
        ("It took several weeks.", "duration", "several weeks", "PXW"),
        ("It took ten hours.", "duration", "ten hours", "PT10H"),
        ("It took the past several months.", "duration", "past several months", "PXM"),
        ("It rains every year.", "set", "every year", "P1Y"),
        ("It rains each Monday.", "set", "each Monday", "XXXX-WXX-1"),
        ("It is sold daily.", "set", "daily", "P1D"),
        ("It opened at 10:30 a.m. as planned.", "time", "10:30 a.m.", "T10:30"),
        ("It opened at 3 p.m. as planned.", "time", "3 p.m.", "T15:00"),
        ("It opened at 12 p.m. as planned.", "time", "12 p.m.", "T12:00"),
        ("It opened at 12:15 a.m. as planned.", "time", "12:15 a.m.", "T00:15"),
        ("It opened at 22:05 GMT as planned.", "time", "22:05 GMT", "T22:05"),
        ("It opened at 5 o'clock.", "time", "5 o'clock", "T05:00"),
    ],
)
def test_durations_sets_and_times_of_day_are_no_dates(text: str, kind: str, words: str, value: str) -> None:
    _, times = times_in(text)

    assert [time.value.kind for time in times] == [kind]
    assert found(text) == [(words, value, None, None)]


@pytest.mark.parametrize("day", [None, WEDNESDAY])
@pytest.mark.parametrize(
    "text",
    [
        "It may rain, and they march on.",
        "A second boat may fall behind in the fall.",
        "Give me a second.",
        "The second ferry sank.",
        "They spring a leak.",
        "Jan said so, and Mark agreed.",
        "The march was long.",
        "Some 2000 people came, and 1500 men left.",
        "They paid $2014 for it.",
        "It cost 1984 euros.",
        "Turn to page 1999.",
        "It weighs 2014 pounds.",
        "More than 1950 came.",
        "It rose by 2000%.",
        "They sell a daily newspaper.",
        "They walked past the quay.",
        "A year in the life of a boat.",
        "At last the boats came.",
        "This is it.",
        "The score was 3-2.",
        "Call 555-2014-77.",
        "The ratio is 1/2.",
        "She reads USA Today at breakfast.",
    ],
)
def test_plain_words_and_amounts_are_no_times(text: str, day: str | None) -> None:
    assert found(text, day) == []


@pytest.mark.parametrize(
    "text",
    [
        "It opened on February 30, 2003.",
        "It opened on 31 April 2003.",
        "It opened on 2003-02-30.",
        "It opened on 2/30/2003.",
        "It opened on June 31.",
        "It opened on February 30.",
        "It opened on February 29, 2013.",
    ],
)
@pytest.mark.parametrize("day", [None, WEDNESDAY])
def test_a_day_that_does_not_exist_is_not_made_into_another(text: str, day: str | None) -> None:
    assert all(first is None or first != last for _, _, first, last in found(text, day))


@pytest.mark.parametrize("text", ["It opened on February 30.", "It opened on April 31."])
def test_a_day_that_exists_in_no_year_is_no_date(text: str) -> None:
    assert found(text) == []


def test_days_in_a_row_are_read_to_the_first_with_their_own_year() -> None:
    assert found("It rained on May 16-18, 2003.", WEDNESDAY)[0][2] == "2003-05-16"


def test_a_period_that_ends_before_it_begins_is_two_dates() -> None:
    assert [words for words, _, _, _ in found("It fell from 2014 to 2012.")] == ["2014", "2012"]


def test_expressions_do_not_share_words() -> None:
    document, times = times_in("Last year 2014 was bad, and so was the next year 2015.", WEDNESDAY)

    assert all(one.span.end <= other.span.start for one, other in pairwise(times)), [
        document.slice(time.span) for time in times
    ]


def test_expressions_do_not_cross_sentences() -> None:
    assert [words for words, _, _, _ in found("It opened in May. 2003 was a good year.")] == ["May", "2003"]


def test_a_dateline_gives_the_day_where_metadata_do_not() -> None:
    text = (
        "Harbour fees must fall\n\nMay 16, 2014\n\nThe board met yesterday to settle the fees, and it did not.\n\n"
        "Nobody in the town believes that they will ever be settled."
    )
    document, times = times_in(text)
    yesterday = times[-1]

    assert (yesterday.value.value, yesterday.value.inferred) == ("2014-05-15", True)
    assert yesterday.evidence[-1].rule == "anchor: dateline"
    assert yesterday.evidence[-1].span is not None
    assert document.slice(yesterday.evidence[-1].span) == "May 16, 2014"


def test_metadata_go_before_a_dateline() -> None:
    text = "Harbour fees must fall\n\nMay 16, 2014\n\nThe board met yesterday to settle the fees, and it did not do so."

    assert found(text, WEDNESDAY)[-1][1] == "2014-06-17"


@pytest.mark.parametrize("day", ["2014-06-18T10:30:00Z", "2014-06-18 10:30"])
def test_a_day_may_come_with_a_time(day: str) -> None:
    assert found("It closed yesterday.", day)[0][1] == "2014-06-17"


@pytest.mark.parametrize("day", ["", "yesterday", "2014-13-01", "18 June 2014"])
def test_metadata_that_name_no_day_are_left_alone(day: str) -> None:
    assert found("It closed yesterday.", day) == [("yesterday", "P-1D", None, None)]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "text",
    [
        "It closed yesterday, last week, last month, last year, last decade, last century, last Friday, last winter.",
        "It closes tomorrow, next week, next month, next year, next decade, next century, next Friday, next winter.",
        "It closed 900 years ago and 9999 weeks ago, in the last 500 decades and the next 9000 years, in March.",
    ],
)
def test_the_ends_of_the_calendar_are_no_error(text: str, day: str) -> None:
    document, times = times_in(text, day)

    assert document.failures == ()
    assert times


def test_the_line_of_a_time_shows_value_and_bounds() -> None:
    document, times = times_in("It closed last July, in 2014 and yesterday.", WEDNESDAY)

    assert [line(document, time) for time in times] == [
        "“last July” 2013-07 (2013-07-01 to 2013-07-31), inferred",
        "“2014” 2014 (2014-01-01 to 2014-12-31)",
        "“yesterday” 2014-06-17 (2014-06-17 to 2014-06-17), inferred",
    ]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("2019-8-1", "2019-08-01"),
        ("2019/aug/01", "2019-08-01"),
        ("2019-aug-1", "2019-08-01"),
        ("Aug-1-2019", "2019-08-01"),
        ("1/Aug/2019", "2019-08-01"),
        ("20190801", "2019-08-01"),
        ("Aug-2019", "2019-08"),
        ("8-2019", "2019-08"),
        ("2019-3", "2019-03"),
        ("2019 August", "2019-08"),
        ("August, 2019", "2019-08"),
        ("August first, 2019", "2019-08-01"),
        ("1 August in 2019", "2019-08-01"),
        ("fourth of July, 1995", "1995-07-04"),
        ("2019-Q3", "2019-Q3"),
        ("Q3 2019", "2019-Q3"),
        ("third quarter of 2019", "2019-Q3"),
        ("second half of 2019", "2019-H2"),
        ("third month of 2019", "2019-03"),
        ("2011-12", "2011/2012"),
        ("Black Friday 2010", "2010-11-26"),
        ("Easter 2018", "2018-04-01"),
        ("Easter of 2019", "2019-04-21"),
        ("Election Day 2016", "2016-11-08"),
        ("Christmas Day, 2010", "2010-12-25"),
        ("Thanksgiving 2021", "2021-11-25"),
        ("Memorial Day 2022", "2022-05-30"),
        ("two weeks before May 13, 1999", "1999-04-29"),
        ("16 days after 1 February 2018", "2018-02-17"),
        ("9/11", "2001-09-11"),
        ("19th century", "18"),
        ("'60s", "196X"),
        ("sixties", "196X"),
        ("1700s", "17"),
    ],
)
@pytest.mark.parametrize("day", [None, WEDNESDAY])
def test_a_time_has_one_value_however_it_is_written(words: str, value: str, day: str | None) -> None:
    assert [(part[0], part[1]) for part in found(f"They met in the {words}.", day)] == [(words, value)]


def test_the_days_of_a_range_are_its_bounds() -> None:
    assert found("They met on May 16-18, 2003.") == [
        ("May 16-18, 2003", "2003-05-16/2003-05-18", "2003-05-16", "2003-05-18")
    ]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("It has rained since 2013.", "2013-01-01", None),
        ("It has rained since at least 2013.", "2013-01-01", None),
        ("It has rained since the 1990s.", "1990-01-01", None),
        ("It rained until May 2014.", None, "2014-05-31"),
        ("It must end by 2030.", None, "2030-12-31"),
        ("It rained before May 16, 2014.", None, "2014-05-15"),
        ("It rained after May 16, 2014.", "2014-05-17", None),
        ("It has rained since the 2008 crisis.", "2008-01-01", "2008-12-31"),
        ("It rained before 2013-2015.", "2013-01-01", "2015-12-31"),
    ],
)
def test_the_word_before_a_time_opens_its_bounds(text: str, start: str | None, end: str | None) -> None:
    assert [(part[2], part[3]) for part in found(text)] == [(start, end)]


def test_the_evidence_of_open_bounds_is_the_word_that_opens_them() -> None:
    document, (time,) = times_in("It has rained since 2013.")

    assert [document.slice(piece.span) for piece in time.evidence] == ["2013", "since"]


@pytest.mark.parametrize(
    ("words", "value"),
    [("last summer", "2013-SU"), ("next summer", "2014-SU"), ("next fall", "2014-FA"), ("last winter", "2013-WI")],
)
def test_seasons_are_the_nearest_that_is_over_or_to_come(words: str, value: str) -> None:
    assert [part[1] for part in found(f"They met {words}.", "2014-05-18")] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "It cost $31 million in the two years before.",
        "In the two years before the war it rained.",
        "Two years earlier he had left.",
        "He came back two years later.",
    ],
)
def test_a_time_that_is_told_from_another_one_has_no_bounds(text: str) -> None:
    assert [(part[1], part[2], part[3]) for part in found(text, WEDNESDAY)] == [("P2Y", None, None)]


def test_the_last_of_a_stretch_is_not_told_from_the_day_of_the_document() -> None:
    assert [part[0] for part in found("It was the last decade of the 19th century.", WEDNESDAY)] == ["19th century"]


@pytest.mark.parametrize(
    "text", ["It was Super Tuesday.", "It was on Saturday Night Live.", "Watch the film [02:24] now."]
)
def test_names_and_lengths_that_look_like_times_are_none(text: str) -> None:
    assert found(text, WEDNESDAY) == []


def test_the_first_tuesday_of_a_month_is_not_the_last_one_before_the_document() -> None:
    assert found("It is held on the first Tuesday in June.", WEDNESDAY)[0][2:] == (None, None)


def test_the_next_year_of_a_story_is_not_that_of_the_document() -> None:
    assert found("In 1966 it rained. The next year, it snowed.", WEDNESDAY)[1][2:] == (None, None)
    assert found("It will rain over the next year.", WEDNESDAY)[0][1] == "2015"


def test_a_month_is_to_come_where_words_say_so() -> None:
    assert found("Some say the November election could be stolen.", WEDNESDAY)[0][1] == "2014-11"
    assert found("They met in November.", WEDNESDAY)[0][1] == "2013-11"


@pytest.mark.parametrize("words", ["years ago", "recent years", "these days", "nowadays"])
def test_vague_times_have_no_bounds(words: str) -> None:
    assert [(part[0], part[2], part[3]) for part in found(f"It rained {words}.", WEDNESDAY)] == [(words, None, None)]


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Published: May 16, 2014. Last July it rained.", "May 16, 2014"),
        ("Today, May 16, 2014, we mourn. Last July it rained.", "May 16, 2014"),
    ],
)
def test_a_day_that_the_text_calls_its_own_is_an_anchor(text: str, anchor: str) -> None:
    document, times = times_in(text)
    (last_july,) = (time for time in times if time.value.value == "2013-07")

    assert last_july.value.inferred
    assert [document.slice(piece.span) for piece in last_july.evidence if piece.span] == ["Last July", anchor]


def test_the_day_of_a_byline_is_an_anchor() -> None:
    body = "The board met again, and it was a long day for all of them, since nobody spoke of the one thing."
    page = f"The Harbour Waits\n\nBy Anna Berg, May 16, 2014\n\n{body} Last July it rained.\n\n{body}"
    (last_july,) = (time for time in times_in(page)[1] if time.value.value == "2013-07")

    assert [piece.rule for piece in last_july.evidence] == ["value: date", "anchor: byline"]


def test_a_day_that_the_text_only_tells_of_is_no_anchor() -> None:
    assert found("They attacked on September 11, 2001. Last year it rained.")[1][2:] == (None, None)


@pytest.mark.parametrize(
    "text", ["They met on February 30.", "They met at 25:61.", "It was 2/29/2019.", "In room 20191301."]
)
def test_days_and_hours_that_do_not_exist_are_no_times(text: str) -> None:
    assert found(text, WEDNESDAY) == []


@pytest.mark.parametrize("number", ["1 ", "May ", "2014-", "9/", "two "])
def test_a_long_paragraph_of_numbers_and_months_is_read(number: str) -> None:
    document, _ = times_in(number * 20_000, WEDNESDAY)

    assert document.failures == ()
