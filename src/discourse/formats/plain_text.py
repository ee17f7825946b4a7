"""Text and Markdown: a file is a document, its code points those of the file without a byte order mark."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..sources import Source


def read(source: Source) -> Iterator[Document]:
    yield Document(source.text(), id=source.name)
