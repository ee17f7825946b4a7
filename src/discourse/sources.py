"""What a reader is given: a file, the name of its documents, how the user wants it read, and what becomes of it."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import attrs

from .compression import format_suffix, unpacked
from .document import Document
from .errors import DiscourseError, FormatError, shortened

if TYPE_CHECKING:
    from .registry import Registry

DEFAULT_ENCODING = "utf-8"
MARK = "\ufeff"  # of byte order: no part of a text at its start
ADVICE = "name the encoding that it has (such as encoding='cp1252', on the command line --encoding cp1252)"
BROKEN = "\udcff"  # stands for bytes that are no text; no text has it
MARKED = "discourse-marked"


@attrs.frozen
class ReadFailure:
    """What could not be read and was left out.

    Args:
        path: The file.
        place: Where in the file: "line 17", "row 3"; empty for the whole file, or all of it that follows.
        message: What is wrong with it.
    """

    path: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}, {self.place}: {self.message}" if self.place else f"{self.path}: {self.message}"


def marked(error: UnicodeError) -> tuple[str, int]:
    """Put a mark in the place of bytes that are no text, and go on after them (see `codecs.register_error`)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BROKEN, error.end


codecs.register_error(MARKED, marked)


def nowhere() -> float:
    return 0.0


@attrs.define
class ReadLog:
    """What became of the files that are read one after the other.

    Args:
        is_recording: Whether what cannot be read is left out and recorded, or ends the reading.
        failures: What was left out.
        documents: How many were given.
        files: How many files were read to their end.
        position: Gives the share of the current file that has been read, where that is known.
    """

    is_recording: bool = False
    failures: list[ReadFailure] = attrs.field(factory=list)
    documents: int = 0
    files: int = 0
    position: Callable[[], float] = nowhere

    @contextmanager
    def following(self, file: BinaryIO) -> Iterator[None]:
        """Take the position from that in an open file; a pipe has none."""
        if not file.seekable():
            yield
            return
        size = os.fstat(file.fileno()).st_size or 1
        self.position = lambda: file.tell() / size
        try:
            yield
        finally:
            self.reached(0.0 if file.closed else file.tell() / size)

    def reached(self, share: float) -> None:
        self.position = lambda: share


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
        compression: The suffix that says how it is compressed, such as ".gz"; empty if it is not.
        registry: Where the payloads of stored layers are looked up; None for the default one.
        log: What became of it; None where nobody asks, and what cannot be read is an error.
    """

    path: Path
    name: str
    encoding: str | None = None
    text_field: str = "text"
    id_field: str = "id"
    compression: str = ""
    registry: Registry | None = attrs.field(default=None, repr=False, eq=False)
    log: ReadLog | None = attrs.field(default=None, repr=False, eq=False)

    @property
    def suffix(self) -> str:
        """The suffix that says what is in it, in small letters: ".csv", also of "a.CSV.gz"."""
        return format_suffix(self.path, self.compression)

    def refuse(self, error: DiscourseError, place: str = "") -> None:
        """Tell of a record that cannot be read; a reader goes on with the next one, if this returns.

        Args:
            error: What is wrong.
            place: Where in the file: "line 17", "row 3".

        Raises:
            FormatError: With file and place, unless the user wants such records left out and recorded.
        """
        failure = ReadFailure(str(self.path), place, str(error))
        if self.log is None or not self.log.is_recording:
            raise FormatError(str(failure)) from error
        self.log.failures.append(failure)

    def reached(self, share: float) -> None:
        """Say how much of the file has been read, 0 to 1, in a reader that opens it in its own way."""
        if self.log is not None:
            self.log.reached(share)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Give the content of the file as a stream of bytes; what was compressed comes out of it as it was.

        Raises:
            FormatError: While reading, where a compressed file is damaged or ends too early.
        """
        with self.path.open("rb") as file, (self.log or ReadLog()).following(file):
            yield unpacked(file, self.compression) if self.compression else file

    def bytes(self) -> bytes:
        """Return the content of the file."""
        with self.open() as file:
            return file.read()

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
            FormatError: If the bytes are of another encoding, or a compressed file is damaged.
        """
        for number, line, problem in self.judged_lines():
            if problem is not None:
                raise FormatError(str(ReadFailure(str(self.path), f"line {number}", str(problem)))) from problem
            yield number, line

    def judged_lines(self) -> Iterator[tuple[int, str, FormatError | None]]:
        """Give the lines as `lines` does, each with what is wrong with it: for readers that go on after that.

        Of a line in another encoding the ASCII is right, so that one sees where a record ends. After a damage of the
        whole file there is one more line, which is empty, and its problem says so.
        """
        number = 0
        try:
            with self.open() as file:
                for number, (line, problem) in enumerate(decoded_lines(file, self.encoding), start=1):
                    yield number, line.removeprefix(MARK) if number == 1 else line, problem
        except FormatError as error:
            yield number + 1, "", error

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
    try:
        return decode_piece(data, encoding).removeprefix(MARK)
    except FormatError as error:
        raise FormatError(f"{where}: {error}") from None


def decoded_lines(file: BinaryIO, encoding: str | None) -> Iterator[tuple[str, FormatError | None]]:
    """Give the lines of a file, each with what is wrong with it: of such a line only the ASCII is right.

    Raises:
        FormatError: If no line can be told from another.
    """
    if is_byte("\n", encoding):
        for line in file:
            try:
                yield decode_piece(line, encoding), None
            except FormatError as error:
                yield line.decode("ascii", "surrogateescape"), error
        return
    lines = io.TextIOWrapper(file, encoding=encoding, errors=MARKED, newline="\n")
    try:
        for text in lines:
            yield text, FormatError(f"it holds bytes that are no {encoding}; {ADVICE}") if BROKEN in text else None
    except UnicodeError as error:
        raise FormatError(f"it is no {encoding}: {error}") from None
    finally:
        with suppress(ValueError):  # closed meanwhile
            lines.detach()


def decode_piece(data: bytes, encoding: str | None) -> str:
    """Decode bytes from the midst of a text (see `decode`)."""
    encoding = encoding or DEFAULT_ENCODING
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        byte = data[error.start] if error.start < len(data) else 0
        raise FormatError(f"byte {byte:#04x} at offset {error.start} is no {encoding}; {ADVICE}") from None
    except UnicodeError as error:
        raise FormatError(f"it is no {encoding}: {error}") from None
