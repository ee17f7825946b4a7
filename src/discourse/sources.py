"""What a reader is given: a file, the name to call its documents by, and how the user wants it read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from .document import Document
from .errors import FormatError, shortened

DEFAULT_ENCODING = "utf-8"


@attrs.frozen(kw_only=True)
class Source:
    """A file to be read.

    Args:
        path: Where it is.
        name: Its path inside the folder that is being read: the id of its document, or what ids of several start with.
        encoding: How its bytes are to be read; None where the user did not say, which is UTF-8 unless the file itself
            says otherwise.
        text_field: For files of records: the field that holds the text.
        id_field: For files of records: the field that holds the id.
    """

    path: Path
    name: str
    encoding: str | None = None
    text_field: str = "text"
    id_field: str = "id"

    def bytes(self) -> bytes:
        """Return the content of the file."""
        return self.path.read_bytes()

    def text(self) -> str:
        """Return the content of the file, decoded; no line end is changed.

        Raises:
            FormatError: If the bytes are of another encoding.
        """
        return decode(self.bytes(), self.encoding, str(self.path))

    def lines(self) -> Iterator[tuple[int, str]]:
        """Give the lines of the file, decoded, and their numbers from 1; lazily where a line end is one byte."""
        if "\n".encode(self.encoding or DEFAULT_ENCODING) == b"\n":
            with self.path.open("rb") as lines:
                for number, line in enumerate(lines, start=1):
                    yield number, decode(line, self.encoding, f"{self.path}, line {number}")
        else:
            yield from enumerate(self.text().split("\n"), start=1)

    def document_of(self, record: Mapping[str, Any], number: int | None = None) -> Document:
        """Make a document of a record: one field is its text, one its id, and the others become metadata.

        Args:
            record: The fields by name.
            number: Which record of the file it is, from 1; part of the id where the record has none. None for the
                only one.

        Raises:
            FormatError: If there is no text; the message lists the fields that there are.
        """
        text = record.get(self.text_field)
        if not isinstance(text, str):
            problem = (
                f"the field {self.text_field!r} holds {shortened(text)}, which is no text"
                if self.text_field in record
                else f"there is no field {self.text_field!r}"
            )
            fields = ", ".join(record) or "none"
            raise FormatError(
                f"{problem}; the fields are: {fields}. Name the one that holds the text: text_field='NAME', on the "
                f"command line --text-field"
            )
        rest = {name: value for name, value in record.items() if name not in (self.text_field, self.id_field)}
        given = record.get(self.id_field)
        name = self.name if number is None else f"{self.name}:{number}"
        return Document(text, name if given is None or given == "" else str(given), rest)


def decode(data: bytes, encoding: str | None, where: str) -> str:
    """Decode bytes; a byte order mark is dropped.

    Raises:
        FormatError: If the bytes are of another encoding; the message says where, and which byte.
    """
    encoding = encoding or DEFAULT_ENCODING
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        byte = data[error.start] if error.start < len(data) else 0
        raise FormatError(
            f"{where}: byte {byte:#04x} at offset {error.start} is no {encoding}; name the encoding that it has "
            f"(such as encoding='cp1252', on the command line --encoding cp1252)"
        ) from None
    except UnicodeError as error:
        raise FormatError(f"{where}: is no {encoding}: {error}") from None
    return text.removeprefix("\ufeff")
