"""Web pages, with the extra `html`: the article is found by trafilatura in the bytes given. Nothing is ever fetched.

The text of the document is the title and the paragraphs of the article, a blank line between them; what the page says
of itself (author, date, outlet, url, language, description, categories, tags) becomes metadata.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..document import Document
from ..errors import FormatError
from ..extras import need
from ..sources import Source, decode

TAG = re.compile(r"<\s*(?:!doctype|html|head|body|article|div|p|h1|meta|section|main|span|table|ul|br|a)\b", re.I)
LANGUAGE = re.compile(r"<html\b[^>]*?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)", re.I)
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]+)", re.I)
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
HEAD = 4096  # bytes in which a page declares its encoding
LEAST_HEADLINE = 12  # letters and digits
LAST_DAY = "2099-12-31"  # bounds the dates believed; trafilatura's own bound is the clock
SAYS = {  # of itself: our name -> trafilatura's
    "title": "title", "author": "author", "date": "date", "outlet": "sitename", "url": "url",
    "description": "description", "categories": "categories", "tags": "tags", "licence": "license",
}  # fmt: skip


def read(source: Source) -> Iterator[Document]:
    data = source.bytes()
    yield parse(data if source.encoding is None else decode(data, source.encoding, str(source.path)), id=source.name)


def parse(data: bytes | str, *, id: str | None = None, url: str | None = None) -> Document:
    """Return the article of a page.

    Args:
        data: The page, as it was served or decoded. Bytes are read in the encoding that they declare, else as UTF-8,
            else as Windows-1252.
        id: The id of the document; by default a digest of its text.
        url: Where the page was, if it does not say so itself.

    Raises:
        FormatError: If it is no HTML, or no text is found in it.
        MissingExtraError: Without the extra `html`.
    """
    page = data if isinstance(data, str) else decoded(data)
    if not TAG.search(page):
        raise FormatError("no HTML: there is no element in it")
    check_depth(page)
    found = extracted(page, url)
    body = [line.strip() for line in (found.text or "").splitlines() if line.strip()]
    if not body:
        raise FormatError("no article: no text was found in the page")
    metadata = {ours: value for ours, theirs in SAYS.items() if (value := getattr(found, theirs))}
    language = LANGUAGE.search(page)
    if language:
        metadata["language"] = language[1]
    title = " ".join(metadata.get("title", "").split())
    if title and not any(is_headline(block, title) for block in body[:2]):
        body.insert(0, title)
    return Document("\n\n".join(body), id, metadata)


def is_headline(block: str, title: str) -> bool:
    """Say whether a block is the title of the page, which may go on with the name of the site."""
    block, title = ("".join(filter(str.isalnum, text.casefold())) for text in (block, title))
    return block == title or (len(block) >= LEAST_HEADLINE and title.startswith(block))


def check_depth(page: str) -> None:
    """Refuse a page of which the parser would silently leave out what is nested too deeply."""
    html = need("lxml.html", "html")
    parser = html.HTMLParser(encoding="utf-8")
    with suppress(need("lxml.etree", "html").ParserError):  # nothing in it, which is told later
        html.document_fromstring(page.encode(), parser=parser)
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise FormatError("the page cannot be read: its elements are nested more than 256 deep")


def extracted(page: str, url: str | None) -> Any:
    """Return what trafilatura finds."""
    trafilatura = need("trafilatura", "html")
    dates = {"original_date": True, "extensive_search": True, "max_date": LAST_DAY}
    try:
        found = trafilatura.bare_extraction(
            page, url=url, with_metadata=True, include_comments=False, date_extraction_params=dates
        )
    except Exception as error:  # broken pages end its work in many ways
        raise FormatError(f"the page cannot be read: {type(error).__name__}: {error}") from error
    if found is None:
        raise FormatError("no article: no text was found in the page")
    return found


def decoded(data: bytes) -> str:
    """Decode a page: by its byte order mark, by what it declares, as UTF-8, and if all fails as Windows-1252."""
    marked = [name for mark, name in MARKS if data.startswith(mark)]
    declared = [name.decode("ascii") for name in CHARSET.findall(data[:HEAD])]
    for encoding in (*marked, *declared, "utf-8"):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except (UnicodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def write(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    """Write the page of a document (see `discourse.report`)."""
    from ..report import to_html

    found = list(documents)
    if len(found) != 1:
        raise FormatError(f"an .html file shows one document, not {len(found)}; give a folder for a page of each")
    path.write_text(to_html(found[0], layers=layers or None), encoding="utf-8", newline="\n")
