"""The checks of writers: a document written to a folder of its own, in which nothing else may appear."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import attrs

from ..document import Document
from ..errors import CheckError, DiscourseError, OptionError, SourceError, shortened
from ..hookspecs import Reader, Writer
from ..writing import write_whole
from .guard import watched
from .readers import ReaderSubject, check_names
from .running import Report, run_checks


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


def suffixes(subject: WriterSubject) -> str | None:
    """Name and suffixes are texts; a suffix is in small letters and begins with a dot."""
    check_names(subject.writer.name, subject.writer.suffixes, subject.writer.beside)
    return None


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


def compressed(subject: WriterSubject) -> str | None:
    """A file that is written compressed has the same content, if the writer says that it writes such files."""
    if not subject.writer.compressible:
        return "it does not say that it writes compressed files: compressible=True"
    with subject.folder() as folder:
        target = subject.target(folder)
        subject.write(target)
        plain = target.read_bytes()
        subject.write(folder / f"{target.name}.gz")
        packed = (folder / f"{target.name}.gz").read_bytes()
    if not packed.startswith(b"\x1f\x8b") or gzip.decompress(packed) != plain:
        raise CheckError(f"a {target.suffix}.gz file does not hold what a {target.suffix} file does")
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


def offline(subject: WriterSubject) -> str | None:
    """Writing opens no connection, starts no program and reads no pickle."""
    with watched() as watch, subject.folder() as folder:
        subject.write(subject.target(folder))
    if watch.seen:
        raise CheckError(f"it does what no format may: {'; '.join(watch.seen)}")
    return None


WRITER_CHECKS: Mapping[str, Callable[[WriterSubject], str | None]] = {
    check.__name__: check
    for check in (suffixes, whole_file, same_bytes, compressed, no_half_file, document_unchanged, round_trip, offline)
}


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
