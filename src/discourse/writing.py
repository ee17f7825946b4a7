"""Documents to files: which writer writes what, and no half file ever under the final name.

The formats are in `formats`, and in plugins.
"""

from __future__ import annotations

import secrets
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from .document import Document
from .errors import DiscourseError, FormatError, SourceError, unknown
from .hookspecs import Writer, as_names

if TYPE_CHECKING:
    from .registry import Registry


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
        path: The file: `.json` for one document, `.jsonl` for many, or what else there is a format for.
        layers: The layers to write; all if none are named. A file of records holds one.
        registry: Where the formats of plugins are looked up.

    Raises:
        FormatError: For a suffix that no format has, or for what the format cannot hold.
        MissingLayerError: For a document without one of the layers.
        SourceError: If the file cannot be written.
    """
    from .registry import default_registry

    target = Path(path)
    many = [documents] if isinstance(documents, Document) else documents
    wanted = as_names(layers)
    writers = {suffix: w for w in all_writers(registry or default_registry()).values() for suffix in w.suffixes}
    writer = writers.get(target.suffix.lower())
    if writer is None:
        raise FormatError(f"{target}: " + unknown("format for suffix", target.suffix, writers))
    write_whole(target, lambda part: writer.write(many, part, wanted), beside=writer.beside)


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
    """
    target = target.resolve()
    if target.exists() and not target.is_file() and not target.is_dir():  # a device or a pipe, such as /dev/null
        return fill_in_place(target, fill)
    part = target.with_name(f".{target.stem}.{secrets.token_hex(6)}{target.suffix}")
    parts = {part.with_suffix(suffix): target.with_suffix(suffix) for suffix in beside} | {part: target}
    try:
        for file in parts:
            with file.open("xb"):
                pass
    except OSError as error:
        for file in parts:
            file.unlink(missing_ok=True)
        raise SourceError(f"cannot write {target}: {error.strerror}") from error
    try:
        fill(part)
        for file, final in parts.items():
            if final.exists():
                file.chmod(stat.S_IMODE(final.stat().st_mode))
            file.replace(final)
    except DiscourseError:  # of what gives the documents, not of the file
        raise
    except OSError as error:
        raise SourceError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        for file in parts:
            file.unlink(missing_ok=True)


def fill_in_place(target: Path, fill: Callable[[Path], None]) -> None:
    try:
        fill(target)
    except OSError as error:
        raise SourceError(f"cannot write {target}: {error.strerror or error}") from error
