"""Documents from files and folders: which reader reads what, in which order, and errors that name the file.

The formats are in `formats`, and in plugins.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

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
        registry: Where the formats of plugins and the payloads of stored layers are looked up.

    Raises:
        SourceError: If there is no such file or folder, it cannot be read, or no file in it can be.
        FormatError: For an unknown suffix, and while reading for a file that is not what it claims to be.
    """
    from .registry import default_registry

    root = Path(path)
    readers = readers_by_suffix(registry or default_registry())
    check_encoding(encoding)
    if not is_there(root):
        raise SourceError(f"there is no file or folder {shortened(str(root), 200)[1:-1]}")
    if root.is_dir():
        files, folder = [file for file in files_below(root) if file.suffix.lower() in readers], root
        if not files:
            raise SourceError(f"folder {root} holds no file that can be read; suffixes: {', '.join(readers)}")
    elif root.suffix.lower() in readers:
        files, folder = [root], root.parent
    else:
        raise FormatError(f"{root}: " + unknown("reader for suffix", root.suffix, readers))
    wanted = Source(path=root, name="", encoding=encoding, text_field=text_field, id_field=id_field, registry=registry)
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
