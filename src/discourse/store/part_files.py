"""A part on disk: its folder, what its `part.json` says, and how the parts of a folder are found."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from ..errors import FormatError, QueryError, SourceError

FORMAT = "discourse-tables/1"
ENTRY = "part.json"
ENTRIES = ("documents", "failed", "failed_layers", "made", "tables", "layers", "replaces")  # what it says of a part
PART = "part-"  # what the names of parts begin with


@attrs.frozen
class Part:
    """A part of a folder, or one that waits to be put there.

    Args:
        name: Its name, made of its content.
        path: Its folder.
        entry: What its `part.json` says: documents, failed, tables, made, replaces.
    """

    name: str
    path: Path
    entry: Mapping[str, Any] = attrs.field(repr=False)

    @property
    def number(self) -> int:
        """Its place in the order of the parts."""
        return number_of(self.name)

    @property
    def documents(self) -> int:
        """How many documents are in it."""
        return int(self.entry["documents"])

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that it has tables of."""
        return tuple(self.entry["layers"])

    def table(self, name: str) -> Path:
        """Return the file of the documents, or of what made their layers."""
        return self.path / str(self.entry["tables"][name]["file"])

    def layer(self, name: str) -> Path:
        """Return the file of a layer."""
        return self.path / str(self.entry["layers"][name]["file"])


def listing(folder: Path) -> set[Path]:
    """Return the folders of parts as they were at one moment.

    While a part takes the place of another, one look may pass before the new one is there and behind the old one: it
    counts only if nothing is gone since the look before.
    """
    now = set(part_folders(folder))
    while True:
        before, now = now, set(part_folders(folder))
        if before <= now:
            return now


def part_folders(folder: Path) -> Iterator[Path]:
    """Give the folders of parts in a folder, and in those that partition it."""
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
        for entry in found:
            if "=" in entry.name and entry.is_dir():  # of a field that may be called "part-of", too
                yield from part_folders(Path(entry.path))
            elif entry.name.startswith(PART):
                yield Path(entry.path)
    except OSError as error:
        raise SourceError(f"cannot read {folder}: {error.strerror or error}") from error


def number_of(name: str) -> int:
    """Return the number in the name of a part."""
    number = name.removeprefix(PART).partition("-")[0]
    if not number.isdecimal():
        raise FormatError(f"{name} is no name of a part")
    return int(number)


def read_part(path: Path) -> Part:
    try:
        entry = json.loads((path / ENTRY).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise FormatError(f"{path / ENTRY} cannot be read: {error}") from error
    check_format(entry, path / ENTRY, ENTRIES)
    return Part(path.name, path, entry)


def check_is_there(parts: Iterable[Part]) -> None:
    """Refuse to go on with parts that others have replaced meanwhile.

    Raises:
        QueryError: The message says what to do.
    """
    for part in parts:
        if not part.path.exists():
            raise QueryError(f"{part.path} is gone: the folder was changed since it was opened; open it again")


def check_format(data: Any, path: Path, keys: Iterable[str]) -> None:
    found = data.get("format") if isinstance(data, dict) else None
    if found != FORMAT:
        raise FormatError(f"{path} is of the format {found!r}; this version reads {FORMAT!r}")
    for key in keys:
        if key not in data:
            raise FormatError(f"{path}: the key {key!r} is missing")
