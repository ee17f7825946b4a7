"""Documents from files and folders: which reader reads what, in which order, and errors that name the file.

The formats are in `formats`, and in plugins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from .document import Document
from .errors import DiscourseError, FormatError, SourceError, shortened, unknown
from .hookspecs import Reader
from .sources import Source

if TYPE_CHECKING:
    from .registry import Registry


def read(
    path: str | Path,
    *,
    encoding: str | None = None,
    text_field: str = "text",
    id_field: str = "id",
    registry: Registry | None = None,
) -> Iterator[Document]:
    """Give the documents of a file, or of all files below a folder, lazily and sorted by path.

    Args:
        path: A file of a known suffix, or a folder; files of other suffixes in a folder are passed over.
        encoding: How the bytes of text files are to be read; UTF-8 if they do not say otherwise themselves.
        text_field: In files of records (JSON lines, CSV, Parquet): the field that holds the text.
        id_field: In files of records: the field that holds the id; the others become metadata.
        registry: Where the formats of plugins are looked up.

    Raises:
        SourceError: If there is no such file or folder, or no file in it that can be read.
        FormatError: For an unknown suffix, and while reading for a file that is not what it claims to be.
    """
    from .registry import default_registry

    root = Path(path)
    readers = readers_by_suffix(registry or default_registry())
    check_encoding(encoding)
    if not is_there(root):
        raise SourceError(f"there is no file or folder {shortened(str(root), 200)[1:-1]}")
    if root.is_dir():
        files, folder = [file for file in sorted(root.rglob("*")) if is_readable(file, root, readers)], root
        if not files:
            raise SourceError(f"folder {root} holds no file that can be read; suffixes: {', '.join(readers)}")
    elif root.suffix.lower() in readers:
        files, folder = [root], root.parent
    else:
        raise FormatError(f"{root}: " + unknown("reader for suffix", root.suffix, readers))
    wanted = Source(path=root, name="", encoding=encoding, text_field=text_field, id_field=id_field)
    sources = (attrs.evolve(wanted, path=file, name=name_of(file, folder)) for file in files)
    return (document for source in sources for document in read_file(source, readers))


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


def check_encoding(encoding: str | None) -> None:
    try:
        "a".encode("utf-8" if encoding is None else encoding)
    except UnicodeError:
        return  # an encoding that has no such letter
    except (LookupError, ValueError):
        raise FormatError(
            f"there is no encoding {encoding!r} of text; common ones are utf-8, cp1252, latin-1, utf-16"
        ) from None


def is_readable(file: Path, root: Path, readers: Mapping[str, Reader]) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
    return not hidden and file.suffix.lower() in readers and file.is_file()


def read_file(source: Source, readers: Mapping[str, Reader]) -> Iterator[Document]:
    """Read one file; every error names it."""
    file = source.path
    try:
        yield from readers[file.suffix.lower()].read(source)
    except DiscourseError as error:
        if str(file) in str(error):
            raise
        raise type(error)(f"{file}: {error}") from error
    except OSError as error:
        raise SourceError(f"cannot read {file}: {error.strerror or error}") from error


def name_of(file: Path, root: Path) -> str:
    """Return the path of a file in its folder as text; bytes of it that are no text are replaced."""
    return file.relative_to(root).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
