"""Sources in batches: the texts and documents of a stream, read lazily and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .document import Document
from .errors import TextError

BATCH = 64  # documents
BATCH_CHARACTERS = 300_000  # about sixty articles, half a second of work for all layers


class Batches:
    """Checked documents in batches, read lazily: at most so many, and no more text than about a second of work.

    What was read before a source fails, or gives what cannot be analyzed, is a batch too; the error is kept in
    `problem`, to be raised when that batch has come out.

    Args:
        sources: Texts or documents.
        check: Refuses documents that cannot be planned for.
        size: Most documents of a batch.
    """

    def __init__(self, sources: Iterable[str | Document], check: Callable[[Document], None], size: int) -> None:
        self._sources = iter(sources)
        self._check = check
        self._size = size
        self.problem: Exception | None = None

    def __iter__(self) -> Iterator[list[Document]]:
        while batch := self._next():
            yield batch

    def _next(self) -> list[Document]:
        batch: list[Document] = []
        length = 0
        try:
            while self.problem is None and len(batch) < self._size and length < BATCH_CHARACTERS:
                document = as_document(next(self._sources))
                self._check(document)
                batch.append(document)
                length += len(document.text)
        except StopIteration:
            pass
        except Exception as error:
            self.problem = error
        return batch


def as_document(source: str | Document) -> Document:
    if isinstance(source, Document):
        return source
    if isinstance(source, str):
        return Document(source)
    raise TextError(f"a text (str) or a Document is analyzed, not {type(source).__name__}")
