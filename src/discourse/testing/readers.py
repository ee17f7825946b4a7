"""The checks of readers: a file that one can read, and broken copies of it."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import attrs

from ..document import Document
from ..errors import CheckError, DiscourseError, OptionError, SourceError
from ..hookspecs import Reader
from ..reading import read_file
from ..sources import Source
from .guard import watched
from .running import Report, run_checks

STRANGE = b'\x00\xff\xfe{["<\r\n,;\x1a%PDF-\x80\xc3(' * 40  # of no format and no encoding


@attrs.frozen
class ReaderSubject:
    """A reader that is checked, and a file that it can read."""

    reader: Reader
    path: Path

    def __str__(self) -> str:
        return f"reader {self.reader.name!r}"

    def read(self, path: Path, compression: str = "") -> list[Document]:
        source = Source(path=path, name=path.name.removesuffix(compression), compression=compression)
        return list(read_file(source, self.reader))


def suffixes(subject: ReaderSubject) -> str | None:
    """Name and suffixes are texts; a suffix is in small letters and begins with a dot."""
    check_names(subject.reader.name, subject.reader.suffixes)
    return None


def check_names(name: str, found: tuple[str, ...], beside: tuple[str, ...] = ()) -> None:
    """Refuse the name and the suffixes of a format by which it would never be found."""
    if not (isinstance(name, str) and name.strip()):
        raise CheckError(f"its name is a text that is not empty, not {name!r}")
    if not found:
        raise CheckError("it has no suffix, by which it would be found")
    for suffix in (*found, *beside):
        if not isinstance(suffix, str) or len(suffix) < 2 or suffix[0] != "." or suffix != suffix.lower():
            raise CheckError(f"{suffix!r} is no suffix: a dot and small letters, such as '.xml'")


def documents(subject: ReaderSubject) -> str | None:
    """It gives documents, at least one, with ids of their own."""
    found = subject.read(subject.path)
    if not found:
        raise CheckError(f"it finds no document in {subject.path.name}")
    for document in found:
        if not isinstance(document, Document):
            raise CheckError(f"it gives a {type(document).__name__}, not a Document")
    ids = [document.id for document in found]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise CheckError(f"several documents have the id {twice[0]!r}")
    return None


def same_again(subject: ReaderSubject) -> str | None:
    """A file read twice gives the same documents."""
    if subject.read(subject.path) != subject.read(subject.path):
        raise CheckError(f"{subject.path.name} read twice gives other documents")
    return None


def compressed(subject: ReaderSubject) -> str | None:
    """A file that is compressed gives the same documents, if the reader says that it reads such files."""
    if not subject.reader.compressible:
        return "it does not say that it reads compressed files: compressible=True"
    with tempfile.TemporaryDirectory(prefix="discourse-check-") as name:
        copy = Path(name) / f"{subject.path.name}.gz"
        copy.write_bytes(gzip.compress(subject.path.read_bytes()))
        if subject.read(copy, ".gz") != subject.read(subject.path):
            raise CheckError(f"{subject.path.name} gives other documents if it is compressed")
    return None


def file_unchanged(subject: ReaderSubject) -> str | None:
    """Reading changes neither the file nor its folder."""
    with tempfile.TemporaryDirectory(prefix="discourse-check-") as name:
        copy = Path(name) / subject.path.name
        copy.write_bytes(subject.path.read_bytes())
        subject.read(copy)
        names = [path.name for path in Path(name).rglob("*")]
        if names != [copy.name]:
            raise CheckError(f"it leaves files in the folder: {', '.join(sorted({*names} - {copy.name})) or 'none'}")
        if copy.read_bytes() != subject.path.read_bytes():
            raise CheckError("it changes the file")
    return None


def broken_files(subject: ReaderSubject) -> str | None:
    """A broken file gives documents or an error of the library that says what is wrong, never another exception."""
    data = subject.path.read_bytes()
    with tempfile.TemporaryDirectory(prefix="discourse-check-") as name:
        for what, content in broken_copies(data):
            path = Path(name) / f"broken{subject.path.suffix}"
            path.write_bytes(content)
            try:
                subject.read(path)
            except DiscourseError:
                continue
            except Exception as error:
                raise CheckError(
                    f"it raises {type(error).__name__}: {error}, for {what}; expected a DiscourseError, such as "
                    f"FormatError, that says what is wrong with the file"
                ) from error
    return None


def broken_copies(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield "an empty file", b""
    yield "a file of one blank line", b"\n"
    yield "a file that ends in the middle", data[: len(data) // 2]
    yield "a file without its first byte", data[1:]
    yield "bytes of no format", STRANGE
    yield "a file of NULs", bytes(1000)
    yield "a file with strange bytes in the middle", data[: len(data) // 2] + STRANGE + data[len(data) // 2 :]
    yield "a text in UTF-16", data.decode("utf-8", "replace").encode("utf-16")


def missing_file(subject: ReaderSubject) -> str | None:
    """A file that is not there is a `SourceError` that names it."""
    path = Path("no-such-folder-of-a-check") / f"missing{subject.path.suffix}"
    try:
        subject.read(path)
    except SourceError as error:
        if path.name not in str(error):
            raise CheckError(f"the error does not name the file that is missing: {error}") from error
    except DiscourseError as error:
        raise CheckError(f"for a file that is missing, it raises {type(error).__name__}: {error}") from error
    else:
        raise CheckError("it reads a file that is not there")
    return None


def offline(subject: ReaderSubject) -> str | None:
    """Reading opens no connection, starts no program and reads no pickle."""
    with watched() as watch:
        subject.read(subject.path)
    if watch.seen:
        raise CheckError(f"it does what no format may: {'; '.join(watch.seen)}")
    return None


READER_CHECKS: Mapping[str, Callable[[ReaderSubject], str | None]] = {
    check.__name__: check
    for check in (suffixes, documents, same_again, compressed, file_unchanged, broken_files, missing_file, offline)
}


def check_reader(reader: Reader, path: str | Path, *, expected_failures: Mapping[str, str] | None = None) -> Report:
    """Run every check of `READER_CHECKS` on a reader.

    Args:
        reader: The reader, registered or not.
        path: A file that it can read, with a suffix of its own.
        expected_failures: Checks that it cannot pass, each with the reason why.

    Returns:
        What came of each check; print it.

    Raises:
        CheckError: If checks fail; the message names all of them.
        OptionError: If it is no reader, or the file has none of its suffixes.
    """
    if not isinstance(reader, Reader):
        raise OptionError(f"a Reader is checked, not a {type(reader).__name__}")
    file = Path(path)
    if file.suffix.lower() not in reader.suffixes:
        raise OptionError(f"{file} has no suffix of reader {reader.name!r}: {', '.join(reader.suffixes)}")
    if not file.is_file():
        raise SourceError(f"there is no file {file} to check reader {reader.name!r} with")
    subject = ReaderSubject(reader, file)
    checks = {name: partial(check, subject) for name, check in READER_CHECKS.items()}
    return run_checks(str(subject), checks, expected_failures or {})
