"""Documents to files: JSON, JSON lines, and the formats of plugins. No half file ever stands under the final name."""

from __future__ import annotations

import secrets
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from .document import Document
from .errors import DiscourseError, FormatError, SourceError, unknown
from .storage import to_json

if TYPE_CHECKING:
    from .registry import Registry


def write(documents: Document | Iterable[Document], path: str | Path, *, registry: Registry | None = None) -> None:
    """Write documents to a file; its suffix says how: `.json` for one, `.jsonl` for many, or a plugin's format.

    The file appears under its name only when it is whole.

    Raises:
        FormatError: For a suffix that no format has, or several documents for `.json`.
        SourceError: If the file cannot be written.
    """
    from .registry import default_registry

    target = Path(path)
    many = [documents] if isinstance(documents, Document) else documents
    writers = {suffix: w.write for w in (registry or default_registry()).writers for suffix in w.suffixes}
    suffixes = {".json": write_json, ".jsonl": write_jsonl, **writers}
    if target.suffix.lower() not in suffixes:
        raise FormatError(f"{target}: " + unknown("format for suffix", target.suffix, suffixes))
    write_whole(target, lambda part: suffixes[target.suffix.lower()](many, part))


def write_json(documents: Iterable[Document], path: Path) -> None:
    found = list(documents)
    if len(found) != 1:
        raise FormatError(f"a .json file holds one document, not {len(found)}; use .jsonl")
    path.write_text(to_json(found[0]) + "\n", encoding="utf-8", newline="\n")


def write_jsonl(documents: Iterable[Document], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for document in documents:
            file.write(to_json(document) + "\n")


def write_whole(target: Path, fill: Callable[[Path], None]) -> None:
    """Fill a file beside the target and put it in the target's place when it is done, or leave all as it was.

    A link is followed, and the permissions of a file that is there stay.
    """
    target = target.resolve()
    if target.exists() and not target.is_file():  # a device or a pipe, such as /dev/null
        return fill_in_place(target, fill)
    part = target.with_name(f".{target.stem}.{secrets.token_hex(6)}{target.suffix}")
    try:
        with part.open("xb"):
            pass
    except OSError as error:
        raise SourceError(f"cannot write {target}: {error.strerror}") from error
    try:
        fill(part)
        if target.exists():
            part.chmod(stat.S_IMODE(target.stat().st_mode))
        part.replace(target)
    except DiscourseError:  # of what gives the documents, not of the file
        raise
    except OSError as error:
        raise SourceError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def fill_in_place(target: Path, fill: Callable[[Path], None]) -> None:
    try:
        fill(target)
    except OSError as error:
        raise SourceError(f"cannot write {target}: {error.strerror or error}") from error
