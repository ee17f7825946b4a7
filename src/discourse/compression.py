"""Compressed files: which there are, text into them, and their content as a stream, exactly as far as it is sound.

The libraries' own file objects lose up to a block of sound bytes before a damage, and those of `bz2` and `lzma` take
what follows a first stream for no part of the file if it is damaged. Here nothing is passed over without an error.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TextIO

from .errors import FormatError
from .extras import need

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 1 << 16  # bytes
GZIP = 16 + zlib.MAX_WBITS
GZIP_LEVEL = 6  # nearly as small as 9, which takes three times as long
DAMAGES = (OSError, EOFError, zlib.error, lzma.LZMAError)  # what the libraries say

Read = Callable[[int], bytes]  # gives at most so many bytes; none at the end


class Decompressor(Protocol):
    """What `bz2` and `lzma` have, for one stream."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


class GzipDecompressor:
    """The same for `zlib`, which keeps back what comes before a damage or a wrong checksum in the same block."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(GZIP)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        return not self._stream.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        data, before = self._stream.unconsumed_tail + data, self._stream.copy()
        try:
            return self._stream.decompress(data, max_length)
        except zlib.error:
            found = bytearray()
            with suppress(zlib.error):
                for place in range(len(data)):
                    found += before.decompress(data[place : place + 1])
            if not found:
                raise
            return bytes(found)  # and the next call raises


class Streams:
    """The streams of a file one after the other, as `cat` joins them; zeros may stand between them."""

    def __init__(self, file: BinaryIO, new: Callable[[], Decompressor]) -> None:
        self._file, self._new, self._stream = file, new, new()

    def read(self, size: int) -> bytes:
        while True:
            if self._stream.eof:
                data = self._next_stream()
                if not data:
                    return b""
                self._stream = self._new()
                is_over = False
            else:
                data = self._file.read(BLOCK) if self._stream.needs_input else b""
                is_over = self._stream.needs_input and not data
            found = self._stream.decompress(data, size)
            if found:
                return found
            if is_over:
                raise EOFError

    def _next_stream(self) -> bytes:
        """Return the bytes with which the next stream begins; none if there is no other."""
        data = self._stream.unused_data.lstrip(b"\0")
        while not data:
            block = self._file.read(BLOCK)
            if not block:
                return b""
            data = block.lstrip(b"\0")
        return data


def streams_of(new: Callable[[], Decompressor]) -> Callable[[BinaryIO], Read]:
    return lambda file: Streams(file, new).read


def zstandard(file: io.BufferedReader) -> Read:
    arrow: Any = need("pyarrow", "tables")
    if not file.peek(1):
        raise EOFError  # which pyarrow takes for a file with nothing in it
    read: Read = arrow.CompressedInputStream(arrow.PythonFile(file, "r"), "zstd").read
    return read


COMPRESSIONS: Mapping[str, Callable[[io.BufferedReader], Read]] = {
    ".gz": streams_of(GzipDecompressor),
    ".bz2": streams_of(bz2.BZ2Decompressor),
    ".xz": streams_of(lzma.LZMADecompressor),
    ".zst": zstandard,
}


def compression_of(path: Path) -> str:
    """Return the suffix that says how a file is compressed; none if it is not."""
    suffix = path.suffix.lower()
    return suffix if suffix in COMPRESSIONS else ""


def format_suffix(path: Path, compression: str) -> str:
    """Return the suffix that says what is in a file: ".csv", also of "a.csv.gz"."""
    return Path(path.stem if compression else path.name).suffix.lower()


class Content(io.RawIOBase):
    """What is in a compressed file.

    Reading raises a `FormatError` where the file is damaged, after every byte before that has been given.
    """

    def __init__(self, file: io.BufferedReader, compression: str) -> None:
        self._file, self._compression, self._start = file, compression, COMPRESSIONS[compression]
        self._read: Read | None = None
        self._given = 0  # bytes
        self._damage: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        size = memoryview(buffer).nbytes
        data = b"" if self._damage else self._next(size)
        if self._damage and not data:
            raise FormatError(self._problem(self._damage)) from self._damage
        memoryview(buffer)[: len(data)] = data
        self._given += len(data)
        return len(data)

    def _next(self, size: int) -> bytes:
        try:
            self._read = self._read or self._start(self._file)
            return self._read(size)
        except DAMAGES as error:
            if is_of_the_system(error):
                raise
            self._damage = error.with_traceback(None)  # whose frames would hold us
            return self._before_the_damage(size)

    def _before_the_damage(self, size: int) -> bytes:
        """Read once more up to where we were, and from there byte by byte."""
        found = bytearray()
        with suppress(*DAMAGES):
            self._file.seek(0)
            read, left = self._start(self._file), self._given
            while left and (data := read(min(left, BLOCK))):
                left -= len(data)
            while len(found) < size and (byte := read(1)):
                found += byte
        return bytes(found)

    def _problem(self, error: Exception) -> str:
        if isinstance(error, EOFError) or "Truncated" in str(error):  # pyarrow has no class for it
            return f"the {self._compression} file ends too early; what should follow is lost"
        return f"no {self._compression} file, or one that is damaged here: {error}"


def is_of_the_system(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno is not None


def unpacked(file: io.BufferedReader, compression: str) -> io.BufferedReader:
    """Return what is in a compressed file as a stream of bytes; the position of the file says how far one is."""
    return io.BufferedReader(Content(file, compression), BLOCK)


@contextmanager
def text_file(path: Path, *, newline: str = "\n") -> Iterator[TextIO]:
    """Open a file to write text into, in UTF-8, compressed if its suffix says so.

    Args:
        path: The file.
        newline: What stands for a line end.
    """
    with (
        path.open("wb") as file,
        packed(file, compression_of(path)) as stream,
        io.TextIOWrapper(stream, encoding="utf-8", newline=newline) as text,
    ):
        yield text


def packed(file: BinaryIO, compression: str) -> Any:
    """Return a stream whose bytes go into a file compressed; no name and no time go with them."""
    if compression == ".gz":
        return gzip.GzipFile("", "wb", GZIP_LEVEL, file, mtime=0)
    if compression == ".bz2":
        return bz2.BZ2File(file, "wb")
    if compression == ".xz":
        return lzma.LZMAFile(file, "wb")
    if compression == ".zst":
        arrow: Any = need("pyarrow", "tables")
        return arrow.CompressedOutputStream(arrow.PythonFile(file, "w"), "zstd")
    return file
