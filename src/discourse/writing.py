"""Documents to files: which writer writes what, and no half file ever under the final name.

The formats are in `formats`, and in plugins.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .compression import compression_of, format_suffix
from .document import Document
from .errors import DiscourseError, FormatError, SourceError, shortened, unknown
from .hookspecs import Writer, as_names
from .rows import each_document

if TYPE_CHECKING:
    from .registry import Registry

NOT_IN_NAMES = re.compile(r"[^\w.\- ]")
LONGEST_NAME = 200  # bytes: no file system allows more than 255, and a digest and a suffix come to it
LONGEST_PART = 40  # letters of the name of a file that is being written


def write(
    documents: Document | Iterable[Document],
    path: str | Path,
    *,
    layers: Iterable[str] = (),
    registry: Registry | None = None,
) -> None:
    """Write documents to a file; its suffix says how (see `discourse.formats`).

    The file appears under its name only when it is whole.

    Args:
        documents: A document or several.
        path: The file: `.json` for one document, `.jsonl` for many, or what else there is a format for. Files of text
            lines may be compressed: `articles.jsonl.gz`, and so with `.bz2`, `.xz` and `.zst`.
        layers: The layers to write; all if none are named. A file of records holds one.
        registry: Where the formats of plugins are looked up.

    Raises:
        FormatError: For a suffix that no format has, or for what the format cannot hold.
        MissingLayerError: For a document without one of the layers.
        SourceError: If the file cannot be written.
    """
    from .registry import default_registry

    target = Path(path)
    many = each_document(documents)
    wanted = as_names(layers)
    writer = writer_for(target, registry or default_registry())
    write_whole(target, lambda part: writer.write(many, part, wanted), beside=writer.beside)


def write_each(
    documents: Iterable[Document], folder: str | Path, writer: Writer, *, layers: Iterable[str] = ()
) -> None:
    """Write each document to a file of its own, named after its id.

    Args:
        documents: Documents with ids of their own.
        folder: Where the files shall be; made if it is not there.
        writer: The format.
        layers: The layers to write; all if none are named.

    Raises:
        FormatError: For a second document of the same id.
        SourceError: If the folder or a file cannot be written.
    """
    root, wanted = Path(folder), as_names(layers)
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(f"cannot make the folder {root}: {error.strerror or error}") from error
    ids: set[str] = set()
    names: set[str] = set()
    for document in documents:
        if document.id in ids:
            raise FormatError(f"two documents have the id {document.id!r}; each needs a file of its own in {root}")
        ids.add(document.id)
        name = file_name(document.id, names)
        names.add(name.casefold())
        fill = partial(write_one, writer, document, wanted)
        write_whole(root / f"{name}{writer.suffixes[0]}", fill, beside=writer.beside)


def write_one(writer: Writer, document: Document, layers: tuple[str, ...], path: Path) -> None:
    writer.write([document], path, layers)


def file_name(id: str, taken: Collection[str]) -> str:
    """Return a name for the file of a document: its id where a file may be called so, else with a digest of it."""
    name = NOT_IN_NAMES.sub("_", id).lstrip(".").encode()[:LONGEST_NAME].decode("utf-8", "ignore")
    if name == id and name.casefold() not in taken:
        return name
    return f"{name}-{hashlib.blake2b(id.encode(), digest_size=4).hexdigest()}"


def writer_for(path: Path, registry: Registry) -> Writer:
    """Return the format that the suffix of a file names.

    Raises:
        FormatError: If none has it; the message lists the suffixes that there are.
    """
    writers = all_writers(registry).values()
    found = [writer for writer in writers if is_suffix_of(writer, path)]
    if not found:
        suffixes = dict.fromkeys(suffix for writer in writers for suffix in writer.suffixes)
        raise FormatError(f"{path}: " + unknown("format for suffix", ending_of(path), suffixes))
    return found[-1]


def is_suffix_of(writer: Writer, path: Path) -> bool:
    """Say whether a file is called as those of a writer are, which may be compressed."""
    compression = compression_of(path)
    if path.suffix.lower() in writer.suffixes:
        return True
    return bool(compression) and writer.compressible and format_suffix(path, compression) in writer.suffixes


def ending_of(path: Path) -> str:
    """Return the suffix of a file, and that below it if it is one of compressed files: ".jsonl.gz"."""
    return f"{Path(path.stem).suffix}{path.suffix}" if compression_of(path) else path.suffix


def all_writers(registry: Registry) -> dict[str, Writer]:
    """Return all formats out by name; those of plugins may take the place of ours."""
    from .formats import WRITERS

    return {writer.name: writer for writer in (*WRITERS, *registry.writers)}


def write_whole(target: Path, fill: Callable[[Path], None], *, beside: Iterable[str] = ()) -> None:
    """Fill a file beside the target and put it in the target's place when it is done, or leave all as it was.

    A link is followed, and the permissions of a file that is there stay.

    Args:
        target: The file.
        fill: Writes to the path that it is given.
        beside: Suffixes of files that `fill` also writes, beside its path; they come to stand beside the target.

    Raises:
        SourceError: If the file cannot be written.
    """
    with cannot_write(target):
        place = place_of(target)
        if place.exists() and not place.is_file():  # a device or a pipe, such as /dev/null
            return fill(target)
        part = place.with_name(f".{place.stem[:LONGEST_PART]}.{secrets.token_hex(6)}{ending_of(target)}")
        parts = {part.with_suffix(suffix): place.with_suffix(suffix) for suffix in beside} | {part: place}
        try:
            for file in parts:
                with file.open("xb"):
                    pass
            fill(part)
            for file, final in parts.items():
                if final.exists():
                    file.chmod(stat.S_IMODE(final.stat().st_mode))
                file.replace(final)
        finally:
            for file in parts:
                with suppress(OSError):
                    file.unlink()


@contextmanager
def cannot_write(target: Path) -> Iterator[None]:
    """Turn errors of the system into ours; those of what gives the documents stay what they are."""
    try:
        yield
    except DiscourseError:
        raise
    except OSError as error:
        raise SourceError(f"cannot write {printable_path(target)}: {error.strerror or error}") from error


def place_of(target: Path) -> Path:
    """Return where the file will be: what a link leads to."""
    try:
        place = target.resolve()
        if place.is_dir():
            raise SourceError(f"cannot write {target}: it is a folder")
    except (ValueError, RuntimeError) as error:  # a name that no file has; links in a circle
        raise SourceError(f"cannot write {printable_path(target)}: {error}") from error
    return place


def printable_path(path: Path) -> str:
    return shortened(str(path), 200)[1:-1]
