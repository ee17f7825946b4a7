"""The checks of file formats: readers and writers, whether the library's own or a plugin's.

A reader is tried on a file that it can read and on broken copies of it; a writer on a document, in a folder of its own
in which nothing else may appear.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import attrs

from ..document import Document
from ..errors import CheckError, DiscourseError, OptionError, SourceError, shortened
from ..hookspecs import Reader, Writer
from ..reading import read_file
from ..sources import Source
from ..writing import write_whole
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

    def read(self, path: Path) -> list[Document]:
        source = Source(path=path, name=path.name)
        return list(read_file(source, {path.suffix.lower(): self.reader}))


@attrs.frozen
class WriterSubject:
    """A writer that is checked, a document to write, the layers of it, and what reads it back."""

    writer: Writer
    document: Document
    layers: tuple[str, ...]
    reader: Reader | None

    def __str__(self) -> str:
        return f"writer {self.writer.name!r}"

    def write(self, path: Path, documents: Callable[[], Iterator[Document]] | None = None) -> None:
        given = iter([self.document]) if documents is None else documents()
        fill = partial(self._fill, given)
        write_whole(path, fill, beside=self.writer.beside)

    def _fill(self, documents: Iterator[Document], path: Path) -> None:
        self.writer.write(documents, path, self.layers)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="discourse-check-") as name:
            yield Path(name)

    def target(self, folder: Path) -> Path:
        return folder / f"article{self.writer.suffixes[0]}"

    def expected_files(self) -> list[str]:
        suffixes = {self.writer.suffixes[0], *self.writer.beside}
        return sorted(f"article{suffix}" for suffix in suffixes)


def suffixes(subject: ReaderSubject | WriterSubject) -> str | None:
    """Name and suffixes are texts; a suffix is in small letters and begins with a dot."""
    entry = subject.reader if isinstance(subject, ReaderSubject) else subject.writer
    if not (isinstance(entry.name, str) and entry.name.strip()):
        raise CheckError(f"its name is a text that is not empty, not {entry.name!r}")
    if not entry.suffixes:
        raise CheckError("it has no suffix, by which it would be found")
    beside = entry.beside if isinstance(entry, Writer) else ()
    for suffix in (*entry.suffixes, *beside):
        if not isinstance(suffix, str) or len(suffix) < 2 or suffix[0] != "." or suffix != suffix.lower():
            raise CheckError(f"{suffix!r} is no suffix: a dot and small letters, such as '.xml'")
    return None


# Readers


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


def offline(subject: ReaderSubject | WriterSubject) -> str | None:
    """It opens no connection, starts no program and reads no pickle."""
    with watched() as watch:
        if isinstance(subject, ReaderSubject):
            subject.read(subject.path)
        else:
            with subject.folder() as folder:
                subject.write(subject.target(folder))
    if watch.seen:
        raise CheckError(f"it does what no format may: {'; '.join(watch.seen)}")
    return None


# Writers


def whole_file(subject: WriterSubject) -> str | None:
    """It writes its file, those that it declares beside it, and nothing else."""
    with subject.folder() as folder:
        subject.write(subject.target(folder))
        found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
        if found != subject.expected_files():
            raise CheckError(f"expected the files {', '.join(subject.expected_files())}; there are {', '.join(found)}")
        if not subject.target(folder).read_bytes():
            raise CheckError("the file is empty")
    return None


def same_bytes(subject: WriterSubject) -> str | None:
    """A document gives the same bytes twice, and takes the place of a file that is there."""
    with subject.folder() as folder:
        target = subject.target(folder)
        written = []
        for _ in range(2):
            subject.write(target)
            written.append([(folder / name).read_bytes() for name in subject.expected_files()])
        if written[0] != written[1]:
            raise CheckError("a document written twice gives other bytes")
    return None


def no_half_file(subject: WriterSubject) -> str | None:
    """If the documents end with an error, the error comes out, and what was there before is still there."""

    def failing() -> Iterator[Document]:
        yield subject.document
        raise SourceError("the documents of a check end here")

    with subject.folder() as folder:
        target = subject.target(folder)
        target.write_bytes(b"before")
        try:
            subject.write(target, failing)
        except SourceError:
            pass
        except DiscourseError as error:
            return f"it holds one document only: {error}"
        else:
            raise CheckError("it writes a file although the documents end with an error")
        if [path.name for path in folder.rglob("*")] != [target.name] or target.read_bytes() != b"before":
            raise CheckError("it leaves a half file where the documents end with an error")
    return None


def document_unchanged(subject: WriterSubject) -> str | None:
    """Writing changes nothing in the document."""
    before = subject.document.to_json()
    with subject.folder() as folder:
        subject.write(subject.target(folder))
    if subject.document.to_json() != before:
        raise CheckError("it writes to the document, which is shared")
    return None


def round_trip(subject: WriterSubject) -> str | None:
    """What was written and read again is the document."""
    if subject.reader is None:
        return "no reader was given that reads it back: reader=..."
    expected = subject.document.only(*subject.layers) if subject.layers else subject.document
    with subject.folder() as folder:
        target = subject.target(folder)
        subject.write(target)
        found = ReaderSubject(subject.reader, target).read(target)
    if len(found) != 1:
        raise CheckError(f"one document was written, {len(found)} were read")
    if found[0] != expected:
        for part in ("text", "id", "metadata", "layers", "failures"):
            before, after = getattr(expected, part), getattr(found[0], part)
            if before != after:
                raise CheckError(f"its {part} read back: expected {shortened(before)}, got {shortened(after)}")
        raise CheckError("the layers of the document are read back with another content")
    return None


READER_CHECKS: Mapping[str, Callable[[ReaderSubject], str | None]] = {
    check.__name__: check
    for check in (suffixes, documents, same_again, file_unchanged, broken_files, missing_file, offline)
}
WRITER_CHECKS: Mapping[str, Callable[[WriterSubject], str | None]] = {
    check.__name__: check
    for check in (suffixes, whole_file, same_bytes, no_half_file, document_unchanged, round_trip, offline)
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


def check_writer(
    writer: Writer,
    document: Document,
    *,
    layers: tuple[str, ...] = (),
    reader: Reader | None = None,
    expected_failures: Mapping[str, str] | None = None,
) -> Report:
    """Run every check of `WRITER_CHECKS` on a writer.

    Args:
        writer: The writer, registered or not.
        document: A document with layers that it can write.
        layers: The layers to write; all if none are named.
        reader: What reads its files back, if they hold all of the document.
        expected_failures: Checks that it cannot pass, each with the reason why.

    Returns:
        What came of each check; print it.

    Raises:
        CheckError: If checks fail; the message names all of them.
        OptionError: If it is no writer.
    """
    if not isinstance(writer, Writer):
        raise OptionError(f"a Writer is checked, not a {type(writer).__name__}")
    subject = WriterSubject(writer, document, tuple(layers), reader)
    checks = {name: partial(check, subject) for name, check in WRITER_CHECKS.items()}
    return run_checks(str(subject), checks, expected_failures or {})
