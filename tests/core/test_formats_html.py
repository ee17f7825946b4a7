"""Web pages: the article and what the page says of itself; nothing is fetched, and no page ends the program."""

from __future__ import annotations

import logging
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

import discourse
from discourse import Document, FormatError, MissingExtraError, Registry
from discourse.formats.charsets import decoded
from discourse.formats.html import headline, is_stated, parse

pytest.importorskip("trafilatura", reason="the extra 'html' is not installed")
NOTHING = Registry([], entry_points=False)

FIRST = (
    "The council of Ardmouth voted on Monday to close the northern ferry, which carries three hundred people on a "
    "working day and costs the town more than it brings in, as its treasurer has said for years."
)
SECOND = (
    "“We have no money for a boat that nobody takes,” said Ruth Amdal, who chairs the council. The islanders answered "
    "with a petition that eleven hundred of them signed within a week, and with a brass band in front of the hall."
)
PAGE = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>A ferry that nobody takes | The Ardmouth Bell</title>
<meta name="author" content="Ida Holm">
<meta property="og:title" content="A ferry that nobody takes">
<meta property="og:site_name" content="The Ardmouth Bell">
<meta property="og:type" content="article">
<meta property="og:url" content="https://bell.example/2019/ferry">
<meta property="article:published_time" content="2019-11-18T08:00:00Z">
<meta name="description" content="Why the council is wrong about the ferry.">
<script>document.write("<p>written by a script</p>")</script>
</head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>A ferry that nobody takes</h1><p>{FIRST}</p><p>{SECOND}</p></article>
<footer><p>Copyright 2019. All rights reserved. <a href="/privacy">Privacy</a></p></footer>
</body></html>
"""


@pytest.fixture(autouse=True)
def closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any) -> None:
        raise AssertionError(f"a connection was tried: {arguments}")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it logs, our errors say


def file_of(folder: Path, content: str | bytes, name: str = "page.html") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path, **arguments: Any) -> Document:
    (document,) = discourse.read(path, registry=NOTHING, **arguments)
    return document


# The article


@pytest.mark.parametrize("name", ["page.html", "page.htm", "PAGE.HTML", "page.xhtml"])
def test_a_page_is_its_title_and_its_paragraphs(tmp_path: Path, name: str) -> None:
    document = read(file_of(tmp_path, PAGE, name))

    assert ["A ferry that nobody takes", FIRST, SECOND] == document.text.split("\n\n")
    assert name == document.id


def test_what_a_page_says_of_itself_is_kept() -> None:
    expected = {
        "title": "A ferry that nobody takes",
        "author": "Ida Holm",
        "date": "2019-11-18",
        "outlet": "The Ardmouth Bell",
        "url": "https://bell.example/2019/ferry",
        "description": "Why the council is wrong about the ferry.",
        "language": "en-GB",
    }

    assert expected == dict(parse(PAGE).metadata)


def test_the_regions_of_a_page_are_found(tmp_path: Path) -> None:
    document = discourse.analyze(read(file_of(tmp_path, PAGE)), "regions")

    assert ["headline", "body"] == [region.value.kind for region in document["regions"]]


def test_a_title_that_names_the_site_does_not_stand_beside_the_headline() -> None:
    title = "A ferry that nobody takes – The Ardmouth Bell"
    page = PAGE.replace('content="A ferry that nobody takes"', f'content="{title}"').replace("h1>", "h2>")

    assert ["A ferry that nobody takes", FIRST, SECOND] == parse(page).text.split("\n\n")
    assert title == parse(page).metadata["title"]


@pytest.mark.parametrize(
    ("title", "outlet", "expected"),
    [
        ("A ferry nobody takes | The Bell", "The Bell", "A ferry nobody takes"),
        ("A ferry –  nobody\n takes – THE BELL", "The Bell", "A ferry – nobody takes"),
        ("A ferry nobody takes - Bell", "bell.example", "A ferry nobody takes"),
        ("A ferry nobody takes - Opinion", "The Bell", "A ferry nobody takes - Opinion"),
        ("The Bell", "The Bell", "The Bell"),
        ("A ferry | ", "The Bell", "A ferry |"),
        ("A ferry nobody takes | The Bell", "", "A ferry nobody takes | The Bell"),
        ("", "The Bell", ""),
    ],
)
def test_a_headline_is_the_title_without_the_name_of_the_outlet(title: str, outlet: str, expected: str) -> None:
    assert expected == headline(title, outlet)


def test_the_headline_of_a_page_whose_article_has_none_is_its_title() -> None:
    page = PAGE.replace("<h1>A ferry that nobody takes</h1>", "")
    page = page.replace('<meta property="og:title" content="A ferry that nobody takes">', "")

    assert ["A ferry that nobody takes", FIRST, SECOND] == parse(page).text.split("\n\n")


def test_a_page_in_memory_is_parsed_with_the_address_and_id_given() -> None:
    page = PAGE.replace('<meta property="og:url" content="https://bell.example/2019/ferry">', "")

    document = parse(page.encode(), id="one", url="https://bell.example/x")

    assert ("one", "https://bell.example/x") == (document.id, document.metadata["url"])
    assert FIRST in document.text


def test_a_page_is_read_alike_each_time() -> None:
    assert parse(PAGE) == parse(PAGE)
    assert parse(PAGE).id == parse(PAGE.encode()).id


def test_a_date_in_a_page_is_not_judged_by_the_clock() -> None:
    page = PAGE.replace("2019-11-18T08:00:00Z", "2089-11-18T08:00:00Z")

    assert "2089-11-18" == parse(page).metadata["date"]


@pytest.mark.parametrize(
    "written",
    ["2003-05-06", "2003-05-06T23:30:00-08:00", "20030506T120000Z", "6 May 2003", "May 6, 2003", "06/05/2003"],
)
def test_a_date_that_a_page_states_of_itself_is_kept(written: str) -> None:
    page = PAGE.replace("2019-11-18T08:00:00Z", written)

    assert "2003-05-06" == parse(page).metadata["date"]


@pytest.mark.parametrize("written", ["2003 May 14:30", "2003 12:30:15", "May 2003", "yesterday", "14:30"])
def test_a_day_that_a_page_leaves_out_is_not_filled_in_from_the_clock(written: str) -> None:
    page = PAGE.replace("2019-11-18T08:00:00Z", written)

    assert "date" not in parse(page).metadata


def test_a_day_that_the_article_or_its_footer_speaks_of_is_not_its_date() -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2019-11-18T08:00:00Z">', "")
    page = page.replace("Copyright 2019", "Copyright").replace(SECOND, f"{SECOND} The fire of 6 May 2003 was worse.")

    assert "date" not in parse(page).metadata
    assert "date" not in parse(page.replace("6 May 2003", "2003").replace("Copyright", "© 2003")).metadata


@pytest.mark.parametrize(
    ("page", "stated"),
    [
        ("2003-05-06", True), ("2003/5/6", True), ("20030506", True), ("6.5.2003", True), ("05/06/03", True),
        ("6th of May, 2003", True), ("<b>6</b> <i>May</i> 2003", True), ("MAY 06, 2003", True), ("2003, May 6", True),
        ("2003 May 06:30", False), ("16 May 2003", False), ("May 2003", False), ("6 June 2003", False),
        ("2003-05-060", False), ("6 May 2004", False), ("", False),
    ],
)  # fmt: skip
def test_a_date_is_stated_by_year_month_and_day(page: str, stated: bool) -> None:
    assert stated == is_stated("2003-05-06", f"on {page} at noon")


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-15"])
def test_a_page_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    page = PAGE.replace("“", '"').replace("”", '"').replace("Ruth Amdal", "Rúth Ämdal")
    data = page.replace('charset="utf-8"', f'charset="{encoding.removesuffix("-sig")}"').encode(encoding)

    assert "Rúth Ämdal" in parse(data).text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("iso-8859-1", "cp1252"), ("latin1", "cp1252"), ("us-ascii", "cp1252"), ("windows-1252", "cp1252"),
        ("gb2312", "gbk"), ("shift_jis", "cp932"), ("iso-8859-1", "utf-8"), ("utf-16", "utf-8"), ("klingon", "utf-8"),
        ("klingon", "cp1252"), ("punycode", "cp1252"), ("unicode_escape", "cp1252"), ("utf-8", "cp1252"), ("", "utf-8"),
        ("", "cp1252"), ("utf-8", "utf-16-le"), ("utf-8", "utf-16-be"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("way", ['<meta charset="{}">', '<meta http-equiv="x" content="text/html; charset={}">'])
def test_quotation_marks_survive_what_pages_say_of_their_encoding(declared: str, encoding: str, way: str) -> None:
    data = PAGE.replace('<meta charset="utf-8">', "<!-- " + "x" * 5000 + "-->" + way.format(declared)).encode(encoding)

    assert "“We have" in parse(data).text


def test_the_encoding_of_xhtml_stands_in_its_first_line() -> None:
    page = '<?xml version="1.0" encoding="iso-8859-7"?>' + PAGE.replace('<meta charset="utf-8">', "").replace(
        "Amdal", "Άμδαλ"
    )

    assert "Ruth Άμδαλ" in parse(page.replace("“", '"').replace("”", '"').encode("iso-8859-7")).text


def test_one_broken_byte_does_not_make_a_page_another_encoding() -> None:
    data = PAGE.encode().replace(b"Privacy", b"Priv\xe2\x80")

    assert "“We have" in parse(data).text


def test_the_encoding_that_a_user_names_counts(tmp_path: Path) -> None:
    path = file_of(tmp_path, PAGE.encode("cp1252"))

    assert "“We have" in read(path, encoding="cp1252").text
    with pytest.raises(FormatError, match=r"page\.html: byte 0x93 at offset \d+ is no utf-8"):
        read(path, encoding="utf-8")


@pytest.mark.parametrize("data", [b"", b"\xff", b"\x00" * 10, bytes(range(256))])
def test_any_bytes_are_decoded(data: bytes) -> None:
    assert isinstance(decoded(data), str)


# Pages that are none, or that want to harm


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no HTML: there is no element in it"),
        (b"Just a text, with a < b and c > d.", "no HTML: there is no element in it"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no HTML: there is no element in it"),
        (b"<html><body></body></html>", "no article: no text was found in the page"),
        (b"<p></p>", "no article: no text was found in the page"),
        (b"<html><script>alert(1)</script></html>", "no article: no text was found in the page"),
    ],
)
def test_what_is_no_page_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(file_of(tmp_path, content))

    assert f"{tmp_path / 'page.html'}: {message}" == str(caught.value)


@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace("</p>", "").replace("</article>", ""),
        PAGE[: PAGE.index("<footer>")],
        PAGE.replace("<p>", "<p><b><i>"),
        PAGE.replace("<article>", "<article>\x00\ufffe"),
    ],
    ids=["unclosed", "cut", "crossed", "controls"],
)
def test_a_broken_page_is_read_as_far_as_it_goes(page: str) -> None:
    assert FIRST in parse(page).text


def test_a_page_that_is_nested_deeply_is_read() -> None:
    assert FIRST in parse(PAGE.replace("<article>", "<div>" * 300 + "<article>")).text


@pytest.mark.parametrize("depth", [2100, 100_000])
def test_a_page_that_is_nested_too_deeply_is_refused_and_not_cut(depth: int) -> None:
    with pytest.raises(FormatError, match="the page cannot be read to its end: Excessive depth in document: 2048"):
        parse(PAGE.replace("<article>", "<div>" * depth + "<article>"))


def test_an_element_with_a_hundred_thousand_attributes_is_refused_at_once() -> None:
    with pytest.raises(FormatError, match="an element has more than 10000 attributes"):
        parse(PAGE.replace("<article>", "<article " + " ".join(f"a{n}=1" for n in range(100_000)) + ">"))


@pytest.mark.parametrize("more", ["<p data-x='{}'></p>", '<img alt="{}">'])
def test_a_long_attribute_is_one_attribute(more: str) -> None:
    assert FIRST in parse(PAGE.replace("<article>", "<article>" + more.format("words " * 20_000))).text


@pytest.mark.parametrize("more", ["<p>{}</p>", "<script>{}</script>", "<!--{}-->", "<img src='{}'>"], ids=repr)
def test_twelve_megabytes_in_one_piece_cost_no_text(more: str) -> None:
    page = PAGE.replace("<article>", "<article>" + more.format("words " * 2_000_000))

    assert parse(page).text.endswith(SECOND)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (None, "a page is bytes or str, not NoneType"),
        ("<p>\ud800</p>", "the page cannot be encoded: it holds a lone surrogate; give its bytes"),
    ],
)
def test_what_cannot_be_a_page_is_refused(page: Any, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        parse(page)


@pytest.mark.parametrize("fragment", ["<p>{}</p>", "<h2>A ferry</h2><blockquote>{}</blockquote>", "<li>{}", "<br>{}"])
def test_a_fragment_of_a_page_is_read(fragment: str) -> None:
    assert FIRST in parse(fragment.format(FIRST)).text


def test_a_page_of_ten_megabytes_is_read() -> None:
    more = "".join(f"<p>{number}. {FIRST} {SECOND}</p>\n" for number in range(25_000))
    page = PAGE.replace("</article>", more + "</article>")
    assert len(page) > 10_000_000

    text = parse(page).text

    assert f"0. {FIRST} {SECOND}" in text
    assert text.endswith(f"24999. {FIRST} {SECOND}")


def test_entities_of_xml_expand_nothing(tmp_path: Path) -> None:
    secret = file_of(tmp_path, "the secret of the house", "secret.txt")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE html [<!ENTITY e0 "ha"><!ENTITY file SYSTEM "file://{secret}">{bomb}]>'
    page = PAGE.replace("<!DOCTYPE html>", doctype).replace("<h1>", "<p>&e11; &file;</p><h1>")

    for name, content in [("page.html", page), ("page.xhtml", '<?xml version="1.0" encoding="utf-8"?>' + page)]:
        document = read(file_of(tmp_path, content, name))

        assert len(document.text) < 3 * len(PAGE)
        assert "the secret of the house" not in document.text
        assert "hahaha" not in document.text


def test_addresses_in_a_page_are_not_fetched() -> None:
    page = PAGE.replace(
        "<head>",
        '<head><base href="http://bell.example/"><link rel="stylesheet" href="http://bell.example/x.css">'
        '<meta http-equiv="refresh" content="0; url=http://bell.example/elsewhere"><script src="//bell.example/x.js">'
        "</script>",
    ).replace("</h1>", '</h1><img src="http://bell.example/x.png"><iframe src="http://bell.example/x"></iframe>')

    assert FIRST in parse(page).text


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)

    with pytest.raises(MissingExtraError, match=r"needs trafilatura.*pip install 'discourse-analysis\[html\]'"):
        parse(PAGE)
