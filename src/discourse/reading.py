"""Documents from files and folders: which reader reads what, in which order, and what becomes of what cannot be read.

The formats are in `formats`, and in plugins.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import attrs

from .compression import compression_of, format_suffix
from .document import Document
from .errors import DiscourseError, FormatError, OptionError, SourceError, shortened, unknown
from .hookspecs import Reader
from .sources import ReadFailure, ReadLog, Source

if TYPE_CHECKING:
    from .registry import Registry


def read(
    path: str | Path,
    *,
    encoding: str | None = None,
    text_field: str = "text",
    id_field: str = "id",
    on_error: Literal["raise", "record"] = "raise",
    registry: Registry | None = None,
) -> Reading:
    """Give the documents of a file, or of all files below a folder, lazily and sorted by path.

    Args:
        path: A file of a known suffix, or a folder; files of other suffixes in a folder are passed over. Files of text
            may be compressed: `articles.jsonl.gz`, and so with `.bz2`, `.xz` and `.zst`.
        encoding: How the bytes of text files are to be read; UTF-8 if they do not say otherwise themselves.
        text_field: In files of records (JSON lines, CSV, Parquet): the field that holds the text.
        id_field: In files of records: the field that holds the id; the others become metadata.
        on_error: "raise" an error for what cannot be read, or "record" it in `failures` of what is returned, and go on
            with the next record or file.
        registry: Where the formats of plugins and the payloads of stored layers are looked up.

    Raises:
        SourceError: If there is no such file or folder, it cannot be read, or no file in it can be.
        FormatError: For an unknown suffix, and while reading for a file that is not what it claims to be.
        OptionError: If `on_error` is something else.
    """
    if on_error not in ("raise", "record"):
        raise OptionError(f"on_error is 'raise' or 'record', not {on_error!r}")
    check_encoding(encoding)
    log = ReadLog(is_recording=on_error == "record")
    wanted = Source(
        path=Path(path),
        name="",
        encoding=encoding,
        text_field=text_field,
        id_field=id_field,
        registry=registry,
        log=log,
    )
    return Reading(parts_of(wanted), log)


class Reading(Iterator[Document]):
    """The documents that `read` gives, one after the other, and how far it has come.

    Its file is closed when it is read to the end, closed, or dropped.

    Args:
        parts: The files, in order.
        log: What the sources of the files write down.
    """

    def __init__(self, parts: Sequence[Part], log: ReadLog) -> None:
        self._parts = parts
        self._log = log
        self._bytes: list[int] = []  # of the files up to each one; asked for when somebody wants to know the share
        self._documents = documents_of(parts, log)

    def __next__(self) -> Document:
        return next(self._documents)

    @property
    def failures(self) -> tuple[ReadFailure, ...]:
        """What could not be read so far and was left out, in order; none unless `on_error` is "record"."""
        return tuple(self._log.failures)

    @property
    def given(self) -> int:
        """How many documents were given so far."""
        return self._log.documents

    @property
    def share(self) -> float | None:
        """The share of the bytes of all files that has been read, 0 to 1; None if they have none.

        Of compressed files the compressed bytes count. The position in a file that a plugin opens itself is not known:
        it counts when it has been read.
        """
        self._bytes = self._bytes or list(accumulate((size_of(part.file) for part in self._parts), initial=0))
        total, log = self._bytes[-1], self._log
        if not total:
            return None
        if log.files == len(self._parts):
            return 1.0
        inside = 0.0
        with suppress(ValueError):  # another thread closes the file meanwhile
            inside = min(max(log.position(), 0.0), 1.0)
        before, after = self._bytes[log.files : log.files + 2]
        return (before + inside * (after - before)) / total

    def close(self) -> None:
        """End the reading; no document follows."""
        self._documents.close()


@attrs.frozen
class Part:
    """A file that is to be read.

    Args:
        file: Where it is.
        folder: The folder that its name begins in.
        reader: What reads it.
        compression: The suffix that says how it is compressed; empty if it is not.
        wanted: How the user wants it read.
    """

    file: Path
    folder: Path
    reader: Reader
    compression: str
    wanted: Source

    @property
    def source(self) -> Source:
        name = name_of(self.file, self.folder)
        return attrs.evolve(self.wanted, path=self.file, name=name, compression=self.compression)


def parts_of(wanted: Source) -> list[Part]:
    """Return the files to be read: the one that is wanted, or all in the folder that is.

    Raises:
        SourceError: If there is no such file or folder, it cannot be read, or no file in it can be.
        FormatError: For an unknown suffix.
    """
    from .registry import default_registry

    root, readers = wanted.path, readers_by_suffix(wanted.registry or default_registry())
    if not is_there(root):
        raise SourceError(f"there is no file or folder {shortened(str(root), 200)[1:-1]}")
    is_folder = root.is_dir()
    parts = []
    for file in files_below(root) if is_folder else [root]:
        reader, compression = reader_for(file, readers)
        if reader is not None:
            parts.append(Part(file, root if is_folder else root.parent, reader, compression, wanted))
    if not parts and is_folder:
        raise SourceError(f"folder {root} holds no file that can be read; suffixes: {', '.join(readers)}")
    if not parts:
        raise FormatError(f"{root}: {no_reader(root, readers)}")
    return parts


def reader_for(file: Path, readers: Mapping[str, Reader]) -> tuple[Reader | None, str]:
    """Return what reads a file, if there is something, and the suffix that says how the file is compressed."""
    plain = readers.get(file.suffix.lower())
    if plain is not None:
        return plain, ""
    compression = compression_of(file)
    inner = readers.get(format_suffix(file, compression))
    return (inner, compression) if compression and inner is not None and inner.compressible else (None, "")


def no_reader(file: Path, readers: Mapping[str, Reader]) -> str:
    """Say why nothing reads a file."""
    compression = compression_of(file)
    suffix = format_suffix(file, compression)
    if compression and suffix in readers:
        return f"a {suffix} file is not read out of a {compression} file; decompress it first"
    if compression and not suffix:
        return f"a compressed file keeps the suffix of its format, such as {file.stem}.jsonl{compression}"
    return unknown("reader for suffix", suffix, readers)


def readers_by_suffix(registry: Registry) -> dict[str, Reader]:
    """Return what reads files of each suffix; the formats of plugins may take the place of ours."""
    return {suffix: reader for reader in all_readers(registry).values() for suffix in reader.suffixes}


def all_readers(registry: Registry) -> dict[str, Reader]:
    """Return all formats in by name; those of plugins may take the place of ours."""
    from .formats import READERS

    return {reader.name: reader for reader in (*READERS, *registry.readers)}


def is_there(path: Path) -> bool:
    """Say whether there is such a file or folder; a text that can be no path is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def size_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # it went away
        return 0


def check_encoding(encoding: str | None) -> None:
    try:
        "a".encode("utf-8" if encoding is None else encoding)
    except UnicodeError:
        return  # an encoding that has no such letter
    except (LookupError, ValueError):
        raise FormatError(
            f"there is no encoding {encoding!r} of text; common ones are utf-8, cp1252, latin-1, utf-16"
        ) from None


def files_below(root: Path) -> list[Path]:
    """Return the files in a folder and the folders in it, sorted by path; hidden ones are passed over.

    Raises:
        SourceError: For a folder that cannot be read.
    """

    def refuse(error: OSError) -> NoReturn:
        raise SourceError(f"cannot read the folder {error.filename}: {error.strerror}") from error

    found: list[Path] = []
    for folder, inner, names in os.walk(root, onerror=refuse):
        inner[:] = [name for name in inner if not name.startswith(".")]
        found += [Path(folder, name) for name in names if not name.startswith(".")]
    return sorted(file for file in found if file.is_file())


def documents_of(parts: Sequence[Part], log: ReadLog) -> Generator[Document, None, None]:
    """Read files one after the other, and keep the log."""
    for part in parts:
        for document in read_file(part.source, part.reader):
            log.documents += 1
            yield document
        log.files += 1
        log.reached(0.0)


def read_file(source: Source, reader: Reader) -> Iterator[Document]:
    """Read one file; every error names it, and costs the rest of it where errors are recorded."""
    file, log = source.path, source.log
    try:
        yield from reader.read(source)
    except Exception as error:  # a plugin may raise anything
        if log is not None and log.is_recording:
            log.failures.append(failure_of(error, file))
        elif isinstance(error, DiscourseError):
            if str(file) in str(error):
                raise
            raise type(error)(f"{file}: {error}") from error
        elif isinstance(error, OSError):
            raise SourceError(f"cannot read {file}: {error.strerror or error}") from error
        else:
            raise


def failure_of(error: Exception, file: Path) -> ReadFailure:
    """Return what is recorded of an error that ended the reading of a file; it may say the place as we do."""
    said = str(error)
    if not isinstance(error, DiscourseError):
        said = (
            f"cannot be read: {error.strerror or error}"
            if isinstance(error, OSError)
            else f"{type(error).__name__}: {error}"
        )
    if said.startswith(f"{file}, "):
        place, _, message = said.removeprefix(f"{file}, ").partition(": ")
        return ReadFailure(str(file), place, message)
    return ReadFailure(str(file), "", said.removeprefix(f"{file}: "))


def name_of(file: Path, root: Path) -> str:
    """Return the path of a file in its folder as text; bytes of it that are no text are replaced."""
    return file.relative_to(root).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
