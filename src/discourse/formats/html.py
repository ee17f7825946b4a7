"""Web pages, with the extra `html`: the article is found by trafilatura in the bytes given. Nothing is ever fetched.

The text of the document is the title and the paragraphs of the article, a blank line between them; what the page says
of itself (author, date, outlet, url, language, description, categories, tags) becomes metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..document import Document
from ..errors import FormatError
from ..extras import need
from ..field_types import is_encodable
from ..sources import Source
from .charsets import decoded

ELEMENTS = (
    "!doctype a article aside b blockquote body br center div dl em figure font footer form h1 h2 h3 h4 h5 h6 head "
    "header hr html i img li link main meta nav noscript ol p pre script section span strong style table td th title "
    "tr ul"
)
TAG = re.compile(rf"<(?:{ELEMENTS.replace(' ', '|')})(?=[\s/>])", re.I)
WHOLE = re.compile(r"<(?:html|body)(?=[\s>])", re.I)
LANGUAGE = re.compile(r"<html\b[^>]{0,2000}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)", re.I)
LONG_TAG = re.compile(r"<[a-z][^<>]{40000,}+", re.I)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
MOST_ATTRIBUTES = 10_000  # of one element; the parser's work grows with their square
LEAST_HEADLINE = 12  # letters and digits
LEAST_NAME = 3  # of an outlet
SEPARATORS = (" | ", " - ", " – ", " — ", " · ", " » ", " : ")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
LAST_DAY = "2099-12-31"  # bounds the dates believed; trafilatura's own bound is the clock
SAYS = {  # of itself: our name -> trafilatura's
    "title": "title", "author": "author", "date": "date", "outlet": "sitename", "url": "url",
    "description": "description", "categories": "categories", "tags": "tags", "licence": "license",
}  # fmt: skip


def read(source: Source) -> Iterator[Document]:
    yield parse(source.bytes() if source.encoding is None else source.text(), id=source.name)


def parse(data: bytes | str, *, id: str | None = None, url: str | None = None) -> Document:
    """Return the article of a page.

    Args:
        data: The page, as it was served or decoded. Bytes are read as browsers read them (see `charsets`).
        id: The id of the document; by default a digest of its text.
        url: Where the page was, if it does not say so itself.

    Raises:
        FormatError: If it is no HTML, or no text is found in it.
        MissingExtraError: Without the extra `html`.
    """
    page = checked(data)
    found = extracted(within_bounds(page), url)
    body = [line.strip() for line in (found.text or "").splitlines() if line.strip()]
    if not body:
        raise FormatError("no article: no text was found in the page")
    metadata = {ours: value for ours, theirs in SAYS.items() if (value := getattr(found, theirs))}
    if not is_stated(metadata.get("date", ""), f"{page} {url}"):
        metadata.pop("date", None)
    language = LANGUAGE.search(page)
    if language:
        metadata["language"] = language[1]
    title = headline(metadata.get("title", ""), metadata.get("outlet", ""))
    if title and not any(is_headline(block, title) for block in body[:2]):
        body.insert(0, title)
    return Document("\n\n".join(body), id, metadata)


def checked(data: bytes | str) -> str:
    """Return a page as text that is HTML."""
    if not isinstance(data, bytes | str):
        raise FormatError(f"a page is bytes or str, not {type(data).__name__}")
    page = decoded(data) if isinstance(data, bytes) else data
    if not is_encodable(page):
        raise FormatError("the page cannot be encoded: it holds a lone surrogate; give its bytes")
    if not TAG.search(page):
        raise FormatError("no HTML: there is no element in it")
    if any(len(QUOTED.sub("", tag).split()) > MOST_ATTRIBUTES for tag in LONG_TAG.findall(page)):
        raise FormatError(f"an element has more than {MOST_ATTRIBUTES} attributes")
    return page if WHOLE.search(page) else f"<html><body>{page}</body></html>"


def headline(title: str, outlet: str) -> str:
    """Return the title of a page without the name of its outlet: "A ferry | The Bell" is "A ferry"."""
    title = " ".join(title.split())
    before, _, last = title.rpartition(max(SEPARATORS, key=title.rfind))
    name = letters(last)
    return before if before and len(name) >= LEAST_NAME and letters(outlet).startswith(name) else title


def is_headline(block: str, title: str) -> bool:
    """Say whether a block is the title of the page, which may go on with the name of the site."""
    block, title = letters(block), letters(title)
    return block == title or (len(block) >= LEAST_HEADLINE and title.startswith(block))


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def is_stated(date: str, page: str) -> bool:
    """Say whether a page states a date in full; a day that it leaves out is filled in from the clock by a parser."""
    if not DATE.fullmatch(date):
        return False
    year, month, day = map(int, date.split("-"))
    m, d, name = f"0?{month}", f"(?<![0-9:])0?{day}(?![0-9:])", f"{MONTHS[month - 1]}[a-z]*"
    short = f"(?:{year}|{year % 100:02})(?![0-9])"
    ways = (
        f"(?<![0-9]){year}[-/._ ]{{0,2}}{m}[-/._ ]{{0,2}}0?{day}(?![0-9:])",  # 2003-05-06, 20030506
        f"(?<![0-9])0?{day}[-/._ ]{{1,2}}{m}[-/._ ]{{1,2}}{short}",  # 06.05.2003
        f"(?<![0-9]){m}[-/._ ]{{1,2}}0?{day}[-/._ ]{{1,2}}{short}",  # 5/6/03
        f"{d}[^0-9]{{1,30}}?{name}[^0-9]{{1,30}}?{year}",  # 6th of May, 2003, with elements between
        f"{name}[^0-9]{{1,30}}?{d}[^0-9]{{1,30}}?{year}",  # May 6, 2003
        f"{year}[^0-9]{{1,30}}?{name}[^0-9]{{1,30}}?{d}",  # 2003, May 6
    )
    return any(re.search(way, page, re.I) for way in ways)


def parsed(page: str, **bounds: bool) -> tuple[Any, str]:
    """Return the elements of a page, and what made the parser stop before its end, if something did."""
    parser = need("lxml.html", "html").HTMLParser(encoding="utf-8", default_doctype=False, **bounds)
    with suppress(need("lxml.etree", "html").ParserError):  # nothing in it, which is told later
        tree = need("lxml.html", "html").document_fromstring(page.encode(), parser=parser)
        stops = [entry.message for entry in parser.error_log if entry.level_name == "FATAL"]
        return tree, stops[0].partition(", ")[0] if stops else ""
    return None, ""


def within_bounds(page: str) -> Any:
    """Return a page as trafilatura takes it: itself, or its elements if the parser would leave out a part of it.

    The parser stops at 256 levels and at 10 MB in one piece; it has wider bounds, but takes them only when told.
    """
    if not parsed(page)[1]:
        return page
    tree, stop = parsed(page, huge_tree=True, remove_comments=True, remove_pis=True)
    if stop:
        raise FormatError(f"the page cannot be read to its end: {stop}")
    return tree


def extracted(page: Any, url: str | None) -> Any:
    """Return what trafilatura finds."""
    trafilatura = need("trafilatura", "html")
    dates = {"original_date": True, "extensive_search": False, "max_date": LAST_DAY}  # extensive: any day in the text
    try:
        found = trafilatura.bare_extraction(
            page, url=url, with_metadata=True, include_comments=False, date_extraction_params=dates
        )
    except Exception as error:  # broken pages end its work in many ways
        raise FormatError(f"the page cannot be read: {type(error).__name__}: {error}") from error
    if found is None:
        raise FormatError("no article: no text was found in the page")
    return found


def write(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    """Write the page of a document (see `discourse.report`)."""
    from ..report import to_html

    found = list(documents)
    if len(found) != 1:
        raise FormatError(f"an .html file shows one document, not {len(found)}; give a folder for a page of each")
    path.write_text(to_html(found[0], layers=layers or None), encoding="utf-8", newline="\n")
