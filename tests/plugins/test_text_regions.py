"""The layer `regions`: which blocks of a page are the article, and which are what stands around it."""

from __future__ import annotations

import warnings

import pytest

import discourse
from discourse import Document
from discourse_text import Region
from discourse_text.views import page, region_line

PIPELINE = discourse.Pipeline("regions", "paragraphs")

HEADLINE = "Harbour fees must fall"
FIRST = "The harbour board met on Tuesday to settle the fees. It did not, and the boats stayed out all night."
SECOND = (
    "Nobody in the town believes that the fees will be settled, and nobody has asked the crews what they would pay."
)
ARTICLE = f"{FIRST}\n\n{SECOND}"


def regions_of(text: str) -> list[tuple[str, str]]:
    document = PIPELINE(text)
    return [(region.value.kind, document.slice(region.span)) for region in document.layer("regions", Region)]


def paragraphs_of(document: Document) -> list[str]:
    return [document.slice(paragraph.span) for paragraph in document["paragraphs"]]


def test_a_text_of_one_paragraph_is_body() -> None:
    assert regions_of(FIRST) == [("body", FIRST)]


@pytest.mark.parametrize("text", ["Fees", "By Lena Marsh", "May 16, 2014", "Sign up for our newsletter"])
def test_a_text_of_one_line_is_body_whatever_its_form(text: str) -> None:
    assert regions_of(text) == [("body", text)]


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\n"])
def test_a_blank_text_has_no_regions(text: str) -> None:
    assert regions_of(text) == []


def test_paragraphs_without_a_head_are_one_body() -> None:
    assert regions_of(ARTICLE) == [("body", ARTICLE)]


def test_headline_byline_and_dateline_stand_above_the_body() -> None:
    found = regions_of(f"Who pays for the harbour?\n\nBy Lena Marsh\n\nMay 16, 2014\n\n{ARTICLE}")

    assert found == [
        ("headline", "Who pays for the harbour?"),
        ("byline", "By Lena Marsh"),
        ("dateline", "May 16, 2014"),
        ("body", ARTICLE),
    ]


def test_the_head_may_stand_in_single_lines() -> None:
    found = regions_of(f"{HEADLINE}\nBy Lena Marsh\n{ARTICLE}")

    assert found == [("headline", HEADLINE), ("byline", "By Lena Marsh"), ("body", ARTICLE)]


def test_the_head_may_stand_in_lines_that_end_with_carriage_return_and_line_feed() -> None:
    found = regions_of(f"{HEADLINE}\r\n\r\nBy Lena Marsh\r\n\r\n{FIRST}")

    assert found == [("headline", HEADLINE), ("byline", "By Lena Marsh"), ("body", FIRST)]


@pytest.mark.parametrize("kicker", ["Opinion", "OpEd", "Op-Ed", "COMMENTARY", "Editorial:", "The Editorial"])
def test_a_kicker_stands_in_a_line_of_its_own(kicker: str) -> None:
    assert regions_of(f"{kicker}\n\n{HEADLINE}\n\n{ARTICLE}")[:2] == [("kicker", kicker), ("headline", HEADLINE)]


@pytest.mark.parametrize("dash", ["–", "—", "|", "-"])
def test_a_kicker_is_cut_off_behind_a_headline(dash: str) -> None:
    assert regions_of(f"{HEADLINE} {dash} OpEd\n\n{ARTICLE}")[:2] == [("headline", HEADLINE), ("kicker", "OpEd")]


@pytest.mark.parametrize("mark", [":", " |", " –"])
def test_a_kicker_is_cut_off_before_a_headline(mark: str) -> None:
    assert regions_of(f"Opinion{mark} {HEADLINE}\n\n{ARTICLE}")[:2] == [("kicker", "Opinion"), ("headline", HEADLINE)]


def test_a_headline_with_a_dash_that_is_no_kicker_stays_whole() -> None:
    headline = "Harbour fees – a short history"

    assert regions_of(f"{headline}\n\n{ARTICLE}")[0] == ("headline", headline)


@pytest.mark.parametrize("byline", ["By Lena Marsh", "BY LENA MARSH", "by Lena Marsh and Olaf de Berg", "Lena Marsh"])
def test_a_byline_follows_the_headline(byline: str) -> None:
    assert regions_of(f"{HEADLINE}\n\n{byline}\n\n{ARTICLE}")[1] == ("byline", byline)


@pytest.mark.parametrize(
    "sentence",
    ["By any measure, the board has failed.", "By noon the boats were back.", "By law, the fees are public."],
)
def test_a_first_sentence_that_begins_with_by_is_no_byline(sentence: str) -> None:
    assert regions_of(f"{HEADLINE}\n\n{sentence}\n\n{ARTICLE}") == [
        ("headline", HEADLINE),
        ("body", f"{sentence}\n\n{ARTICLE}"),
    ]


@pytest.mark.parametrize(
    "dateline",
    [
        "May 16, 2014",
        "16 May 2014",
        "Friday, May 16, 2014",
        "Published on 16 May 2014",
        "2014-05-16",
        "May 16, 2014, 10:30",
    ],
)
def test_a_dateline_is_a_line_with_a_date_and_no_more(dateline: str) -> None:
    assert regions_of(f"{HEADLINE}\n\n{dateline}\n\n{ARTICLE}")[1] == ("dateline", dateline)


def test_a_sentence_that_begins_with_a_date_is_no_dateline() -> None:
    sentence = "May 16, 2014 was the day on which the board gave up."

    assert regions_of(f"{HEADLINE}\n\n{sentence}\n\n{ARTICLE}")[1] == ("body", f"{sentence}\n\n{ARTICLE}")


@pytest.mark.parametrize("dateline", ["TALLINN (Reuters) -", "PORT ORR, Maine (AP) —", "(CNN)"])
def test_a_dateline_is_cut_off_the_first_paragraph(dateline: str) -> None:
    found = regions_of(f"{HEADLINE}\n\n{dateline} {FIRST}\n\n{SECOND}")

    assert found == [("headline", HEADLINE), ("dateline", dateline), ("body", ARTICLE)]


@pytest.mark.parametrize(
    "biography",
    [
        "Lena Marsh is a professor of economics at the University of Tartu and the author of two books on ports.",
        "Lena Marsh, a former pilot, is a columnist for the Harbour Post.",
        "The author writes on shipping.",
        "Follow her on Twitter @lenamarsh",
        "She was harbour master of Port Orr and is a contributor to this page. Her latest book is Low Tide.",
    ],
)
def test_a_biography_stands_behind_the_article(biography: str) -> None:
    found = regions_of(f"{HEADLINE}\n\n{ARTICLE}\n\n{biography}")

    assert found == [("headline", HEADLINE), ("body", ARTICLE), ("biography", biography)]


@pytest.mark.parametrize(
    "sentence",
    [
        "He is a good man, and a writer said so.",
        "She was right: no minister would pay for the quay, and the town knew it.",
        "He works hard, but the fees that the president of the board asks for are too high for him.",
    ],
)
def test_a_first_paragraph_about_somebody_is_no_biography(sentence: str) -> None:
    assert regions_of(f"{HEADLINE}\n\n{sentence}\n\n{ARTICLE}") == [
        ("headline", HEADLINE),
        ("body", f"{sentence}\n\n{ARTICLE}"),
    ]


def test_a_last_paragraph_that_quotes_somebody_is_no_biography() -> None:
    last = "Olaf Berg is a fisherman and a member of the board. “We will pay nothing,” he said."

    assert regions_of(f"{HEADLINE}\n\n{ARTICLE}\n\n{last}")[-1] == ("body", f"{ARTICLE}\n\n{last}")


@pytest.mark.parametrize(
    "notice",
    [
        "Advertisement",
        "Sign up for our weekly newsletter",
        "Read more: Why ferries sink",
        "(Photo by Olaf Berg)",
        "Copyright 2014 Harbour Post",
        "Copyright © 2014 The Harbour Post, LLC. Write to us for permission to print it.",
        "Photographer: Lena Marsh",
        "Share this on Facebook",
        "* * *",
        "This article was originally published in the Harbour Post.",
    ],
)
def test_notices_are_boilerplate_in_the_middle_of_a_page(notice: str) -> None:
    found = regions_of(f"{HEADLINE}\n\n{FIRST}\n\n{notice}\n\n{SECOND}")

    assert found == [("headline", HEADLINE), ("body", FIRST), ("boilerplate", notice), ("body", SECOND)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The photo of the quay that hung in the hall for thirty years is gone, and so is the man who took it.",
        "Cookies were served, and the board of the harbour agreed to meet again on the first day of the year.",
        "Donated food fed the crews through the winter, and nobody in the town went without.",
        "A newsletter of the union says that crews should sign up by Friday if they want a seat at the table.",
    ],
)
def test_a_paragraph_that_speaks_of_the_things_of_notices_is_body(sentence: str) -> None:
    assert regions_of(f"{FIRST}\n\n{sentence}\n\n{SECOND}") == [("body", f"{FIRST}\n\n{sentence}\n\n{SECOND}")]


def test_what_follows_related_articles_at_the_end_is_boilerplate() -> None:
    found = regions_of(f"{HEADLINE}\n\n{ARTICLE}\n\nRelated articles\n\nWhy ferries sink\n\nTen ports to visit")

    assert found[-1] == ("boilerplate", "Related articles\n\nWhy ferries sink\n\nTen ports to visit")


@pytest.mark.parametrize("notice", ["Leave a reply", "12 comments", "Most read"])
def test_what_readers_wrote_behind_the_article_is_boilerplate(notice: str) -> None:
    found = regions_of(f"{HEADLINE}\n\n{ARTICLE}\n\n{notice}\n\nOlaf\n\nI do not think so.")

    assert found[-1] == ("boilerplate", f"{notice}\n\nOlaf\n\nI do not think so.")


def test_a_page_of_short_lines_alone_is_not_lost() -> None:
    assert regions_of("Who pays?\n\nBy Lena Marsh") == [("body", "Who pays?\n\nBy Lena Marsh")]


def test_wrapped_lines_are_one_paragraph() -> None:
    wrapped = (
        "The board met in the town hall on the evening of the first\n"
        "day and settled nothing, which surprised only those who had\n"
        "not been there before."
    )

    assert paragraphs_of(PIPELINE(f"{wrapped}\n\n{FIRST}")) == [wrapped, FIRST]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    assert paragraphs_of(PIPELINE(f"{FIRST}\n{SECOND}")) == [FIRST, SECOND]


def test_a_long_line_that_ends_without_a_mark_is_a_paragraph_too() -> None:
    long = "A board that met in the town hall on the evening of the first day of a hard winter to talk of the fees"

    assert paragraphs_of(PIPELINE(f"{long}\n{SECOND}")) == [long, SECOND]


def test_the_items_of_a_list_are_paragraphs_of_their_own() -> None:
    assert paragraphs_of(PIPELINE("What we want:\n- lower fees\n- a new quay\n- peace")) == [
        "What we want:",
        "- lower fees",
        "- a new quay",
        "- peace",
    ]


def test_boilerplate_has_no_paragraphs() -> None:
    document = PIPELINE(f"{FIRST}\n\nSign up for our weekly newsletter\n\n{SECOND}")

    assert paragraphs_of(document) == [FIRST, SECOND]


@pytest.mark.parametrize("line_break", ["\n\n", "\r\n\r\n", "\r\r", "\u2029\u2029", "\n \t \n", "\n\n\n\n"])
def test_blank_lines_of_any_kind_part_paragraphs(line_break: str) -> None:
    assert paragraphs_of(PIPELINE(f"{FIRST}{line_break}{SECOND}")) == [FIRST, SECOND]


def test_the_page_is_summed_up_by_its_head_and_its_length() -> None:
    document = PIPELINE(f"{HEADLINE}\n\nBy Lena Marsh\n\n{FIRST}\n\nAdvertisement\n\n{SECOND}")
    table = page(document, document["regions"])

    assert table is not None
    assert table.rows == (("headline", HEADLINE), ("byline", "By Lena Marsh"))
    assert table.note == f"{len(ARTICLE.split())} words; 1 stretch of boilerplate left out"


def test_the_line_of_a_region_shows_how_it_begins() -> None:
    document = PIPELINE(f"{HEADLINE}\n\n{ARTICLE}")

    assert region_line(document, document["regions"][0]) == f"headline: {HEADLINE}"
    assert len(region_line(document, document["regions"][1])) <= 100


@pytest.mark.parametrize(
    ("byline", "office"),
    [
        ("Dr. Lena Marsh", "Opinion contributor"),
        ("Lena Marsh", "Opinion columnist"),
        ("Lena Marsh, Olaf de Berg and Ana Hale", "Opinion contributors"),
        (
            "Sen. Lena Marsh, Sen. Olaf Berg, Rep. Ana Hale, Rep. Ines Orr, Rep. Karl Noor and Rep. Ivo Dahl",
            "Special to us",
        ),
    ],
)
def test_names_above_their_office_are_a_byline(byline: str, office: str) -> None:
    assert regions_of(f"{byline}\n\n{office}\n\n{ARTICLE}") == [("byline", f"{byline}\n\n{office}"), ("body", ARTICLE)]


@pytest.mark.parametrize("line", ["Lena Marsh Was Right", "Port Orr and Port Hale Must Pay"])
def test_a_headline_of_names_is_no_byline(line: str) -> None:
    assert regions_of(f"{line}\n\n{ARTICLE}") == [("headline", line), ("body", ARTICLE)]


def test_a_salutation_is_no_headline() -> None:
    assert regions_of(f"Dear neighbours,\n\n{ARTICLE}") == [("body", f"Dear neighbours,\n\n{ARTICLE}")]


def test_a_kicker_may_name_two_sorts() -> None:
    assert regions_of(f"ANALYSIS/OPINION:\n\n{ARTICLE}")[0] == ("kicker", "ANALYSIS/OPINION:")


def test_the_lines_that_sum_up_an_article_are_boilerplate() -> None:
    summary = (
        "Story highlights Lena Marsh: The fees are too high\n\nShe says that crews leave\n\nMarsh: The board must go"
    )

    assert regions_of(f"{summary}\n\n{ARTICLE}") == [("boilerplate", summary), ("body", ARTICLE)]


@pytest.mark.parametrize(
    "notice",
    [
        "Follow Harbour Opinion on Facebook",
        "Send letters to letters@harbour.example",
        "Olaf Berg of the Harbour Post contributed to this report.",
        "Harbour chief ‘will not pay’ Read more",
        "Port Orr rejects the fees [VIDEO]|",
        "Listen: https://harbour.example/1",
        "See more: Why ferries sink",
        "Related post: Ten ports to visit",
        "DON'T MISS",
        "Buy Photo The quay in winter",
        "Tell us what you think",
        "Updated at 1:23 p.m.",
        "The Harbour Post is committed to publishing letters of all sorts.",
        "If you enjoyed this article, we have an offer for you: join us. "
        + "Members read all that we print. " * 10
        + "Join.",
        "Get access to all that we write: become a member today.",
    ],
)
def test_pitches_links_and_credits_are_boilerplate(notice: str) -> None:
    found = regions_of(f"{FIRST}\n\n{notice}\n\n{SECOND}")

    assert found == [("body", FIRST), ("boilerplate", notice), ("body", SECOND)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Everybody who asks why the boats stay out should read more.",
        "Get access to the quay wrong and the town will go hungry before the winter is out.",
        "Follow the money, and you will find that the board of the harbour has spent it.",
        "If you liked the last board, you will love the new one.",
    ],
)
def test_a_sentence_with_the_words_of_a_pitch_is_body(sentence: str) -> None:
    assert regions_of(f"{FIRST}\n\n{sentence}\n\n{SECOND}") == [("body", f"{FIRST}\n\n{sentence}\n\n{SECOND}")]


@pytest.mark.parametrize(
    "biography",
    [
        "• Lena Marsh is editor in chief emeritus of the Harbour Post.",
        "Lena Marsh and Olaf Berg co-founded The Daily Quay, a journal of ports.",
        "Sen. Lena Marsh is a Democrat from Orr; Rep. Olaf Berg is a Republican from Hale.",
        "Lena Marsh is the Ida Holm Professor of Law at Port Orr.",
        "Award winning author Lena Marsh is a senior fellow at the Port Centre.",
        "Email Lena Marsh at lena@harbour.example.",
    ],
)
def test_biographies_of_more_forms(biography: str) -> None:
    assert regions_of(f"{ARTICLE}\n\n{biography}") == [("body", ARTICLE), ("biography", biography)]


@pytest.mark.parametrize("language", ["de", "fr-CA", "German", "enm"])
def test_a_document_in_another_language_is_warned_of(language: str) -> None:
    with pytest.warns(UserWarning, match=f"metadata\\['language'\\] is '{language}': the analyzers read English"):
        PIPELINE(Document(ARTICLE, metadata={"language": language}))


@pytest.mark.parametrize("language", ["en", "en-GB", "EN_us", "eng", "English", "", None, 5])
def test_a_document_in_english_or_of_no_language_is_not_warned_of(language: str | int | None) -> None:
    assert PIPELINE(Document(ARTICLE, metadata={"language": language})).failures == ()


def test_a_language_is_warned_of_once(recwarn: pytest.WarningsRecorder) -> None:
    warnings.simplefilter("default")
    for text in (FIRST, SECOND, ARTICLE):
        PIPELINE(Document(text, metadata={"language": "nl"}))

    assert len(recwarn) == 1


@pytest.mark.parametrize(
    "unit",
    [
        "Sen. Lena Marsh, ",
        "Lena Marsh and ",
        "Aa Bb Cc ",
        "read more\n",
        "1. 2. ",
        "“Why?” Aa Bb ",
        "x.[1]¹",
        "a\u2028b\x85",
    ],
    ids=repr,
)
def test_a_megabyte_of_one_form_is_read_to_its_end(unit: str) -> None:
    """What is not linear would not come to an end here."""
    text = (unit * (1_000_000 // len(unit))).rstrip()

    assert discourse.Pipeline("sentences")(text)["regions"].ends[-1] == len(text)


def test_the_name_below_the_picture_of_an_author_is_boilerplate() -> None:
    summary = "Story highlights Lena Marsh: The fees are too high\n\nShe says that crews leave"

    assert regions_of(f"{summary}\n\n{FIRST}\n\nLena Marsh\n\nLegal Matters\n\n{SECOND}") == [
        ("boilerplate", summary),
        ("body", FIRST),
        ("boilerplate", "Lena Marsh"),
        ("body", f"Legal Matters\n\n{SECOND}"),
    ]
