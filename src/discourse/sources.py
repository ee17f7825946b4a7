"""What a reader is given: a file, the name to call its documents by, and how the user wants it read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from .document import Document
from .errors import FormatError, shortened

if TYPE_CHECKING:
    from .registry import Registry

DEFAULT_ENCODING = "utf-8"
MARK = "\ufeff"  # of byte order: no part of a text at its start


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
        registry: Where the payloads of stored layers are looked up; None for the default one.
    """

    path: Path
    name: str
    encoding: str | None = None
    text_field: str = "text"
    id_field: str = "id"
    registry: Registry | None = attrs.field(default=None, repr=False, eq=False)

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
        """Give the lines of the file lazily, decoded and with their ends, and their numbers from 1.

        A line ends in LF; a CR before it stays.

        Raises:
            FormatError: If the bytes are of another encoding.
        """
        numbered = self._lines_of_bytes() if is_byte("\n", self.encoding) else self._lines_of_text()
        for number, line in numbered:
            yield number, line.removeprefix(MARK) if number == 1 else line

    def _lines_of_bytes(self) -> Iterator[tuple[int, str]]:
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                yield number, decode_piece(line, self.encoding, f"{self.path}, line {number}")

    def _lines_of_text(self) -> Iterator[tuple[int, str]]:
        with self.path.open(encoding=self.encoding, newline="\n") as lines:
            try:
                yield from enumerate(lines, start=1)
            except UnicodeError:
                self.text()  # says which byte of the file it is
                raise

    def check_fields(self, names: Iterable[str]) -> None:
        """Refuse records that have no field for the text, even where there is none of them.

        Raises:
            FormatError: If none of the names is that of the text; the message lists them.
        """
        if self.text_field not in names:
            raise FormatError(f"there is no field {self.text_field!r}; {self._advice(names)}")

    def _advice(self, names: Iterable[str]) -> str:
        fields = ", ".join(names) or "none"
        return (
            f"the fields are: {fields}. Name the one that holds the text: text_field='NAME', on the command line "
            f"--text-field NAME"
        )

    def document_of(self, record: Mapping[str, Any], number: int | None = None) -> Document:
        """Make a document of a record: one field is its text, one its id, and the others become metadata.

        Args:
            record: The fields by name.
            number: Which record of the file it is, from 1; part of the id where the record has none. None for the
                only one.

        Raises:
            FormatError: If there is no text; the message lists the fields that there are.
        """
        self.check_fields(record)
        text = record[self.text_field]
        if not isinstance(text, str):
            raise FormatError(
                f"the field {self.text_field!r} holds {shortened(text)}, which is no text; {self._advice(record)}"
            )
        rest = {name: value for name, value in record.items() if name not in (self.text_field, self.id_field)}
        given = record.get(self.id_field)
        name = self.name if number is None else f"{self.name}:{number}"
        return Document(text, name if given is None or given == "" else str(given), rest)


def is_byte(character: str, encoding: str | None) -> bool:
    """Say whether a character of ASCII is its own byte in an encoding, as in all but UTF-16 and its like."""
    try:
        return character.encode(encoding or DEFAULT_ENCODING) == character.encode("ascii")
    except UnicodeError:
        return False


def decode(data: bytes, encoding: str | None, where: str) -> str:
    """Decode the bytes of a text; a byte order mark at their start is dropped.

    Raises:
        FormatError: If the bytes are of another encoding; the message says where, and which byte.
    """
    return decode_piece(data, encoding, where).removeprefix(MARK)


def decode_piece(data: bytes, encoding: str | None, where: str) -> str:
    """Decode bytes from the midst of a text (see `decode`)."""
    encoding = encoding or DEFAULT_ENCODING
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        byte = data[error.start] if error.start < len(data) else 0
        raise FormatError(
            f"{where}: byte {byte:#04x} at offset {error.start} is no {encoding}; name the encoding that it has "
            f"(such as encoding='cp1252', on the command line --encoding cp1252)"
        ) from None
    except UnicodeError as error:
        raise FormatError(f"{where}: is no {encoding}: {error}") from None
