"""The folder on disk: its head, its parts, and how a part comes to be in it.

A part is written in `.pending`, in a folder that its writer holds a lock on, and appears under its name by one
renaming, under a lock that all writers share. So nobody ever sees half a part; two writers do not put in the same
document twice; and what a dead writer left is told from what a living one is at, and cleared away by the next.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from ..arrow_types import EXTRA
from ..errors import FormatError, SourceError
from ..extras import need
from ..writing import write_whole
from .part_files import FORMAT, PART, Part, check_format, listing, number_of, part_folders, read_part

STEM = "discourse-tables"
HEAD = f"{STEM}.json"
PENDING = ".pending"
LOCK = ".lock"  # what the names of locks end with
STATE, BUSY = "next", "?"  # the file with the number of the next part, and what stands there while one is being put
PATIENCE = 600  # seconds to wait for another writer, who holds the lock for some milliseconds


class Folder:
    """A folder of tables.

    Args:
        path: Where it is.
    """

    def __init__(self, path: str | Path) -> None:
        self.path: Path = Path(path)
        self._seen = 0  # the number that the next part had when this one looked last
        self._of_others: set[str] = set()  # digests of the parts that others have put there since

    # Its head

    def head(self) -> dict[str, Any]:
        """Return what the head of the folder says.

        Raises:
            SourceError: If it is not there.
            FormatError: If it is no head, or one of another version.
        """
        path = self.path / HEAD
        try:
            head = json.loads(path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            raise SourceError(
                f"{self.path} is no folder of tables: it has no {HEAD}; write one: discourse.tables.write(documents, "
                f"{str(self.path)!r})"
            ) from None
        except OSError as error:
            raise SourceError(f"cannot read {path}: {error.strerror or error}") from error
        except (ValueError, RecursionError) as error:
            raise FormatError(f"{path} is no JSON: {error}") from error
        check_format(head, path, ("partition_by", "pipeline"))
        return dict(head)

    def begin(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Make the folder with this head if it is not there, and return the head that it has.

        Raises:
            SourceError: If it cannot be made, or is there with other things in it.
        """
        with self._errors():
            self.path.mkdir(parents=True, exist_ok=True)
            self._check_for_others()
            (self.path / PENDING).mkdir(exist_ok=True)
            with self.lock():
                if not (self.path / HEAD).exists():
                    self._check_for_others()
                    self._write_head(settings)
        self._clear_pending()
        return self.head()

    def _check_for_others(self) -> None:
        """Refuse a folder of somebody else; what a writer left that died at the head is none of theirs."""
        others = sorted(file.name for file in self.path.iterdir() if not file.name.startswith((PENDING, f".{STEM}.")))
        if others and not (self.path / HEAD).exists():
            raise SourceError(f"{self.path} is no folder of tables, but holds {others[0]}: give another")

    def change_head(self, settings: Mapping[str, Any]) -> None:
        """Change what the head says."""
        with self._errors(), self.lock():
            self._write_head(settings)

    def _write_head(self, settings: Mapping[str, Any]) -> None:
        content = json.dumps({"format": FORMAT, **settings}, indent=1, ensure_ascii=False) + "\n"

        def fill(file: Path) -> None:
            file.write_text(content, encoding="utf-8")

        write_whole(self.path / HEAD, fill)

    # Its parts

    def parts(self) -> list[Part]:
        """Return the parts in the order in which they were put there; those that others have replaced are left out.

        Raises:
            FormatError: For a part that cannot be read, or of another version.
        """
        while True:
            listed = listing(self.path)
            try:
                found = [read_part(path) for path in sorted(listed, key=lambda path: path.name)]
                break
            except FormatError:  # it may have been replaced since it was listed
                if listed <= listing(self.path):
                    raise
        self._seen = max((part.number for part in found), default=-1) + 1
        replaced = {name for part in found for name in part.entry["replaces"]}
        return [part for part in found if part.name not in replaced]

    def put(
        self,
        pending: Part,
        place: str = "",
        *,
        look: Callable[[list[Part]], None] = lambda _: None,
        check: Callable[[], None] = lambda: None,
    ) -> Part | None:
        """Put a part that waits in its place, under the next number or that of the first part that it replaces.

        Args:
            pending: The part, named by the digest of its content.
            place: The folder in this one in which it shall be, "" for this one.
            look: Is given the parts that others have put there since the last look, before anything is done.
            check: Is called behind it, unless somebody has put the same part there; raises if this one does not go
                together with what others have put there since the folder was begun, and not only since the last look:
                this one may have been made before.

        Returns:
            The part in its place; None if somebody else has put the same one there.

        Raises:
            SourceError: If it cannot be put there, or a part that it replaces is no longer there.
        """
        try:
            with self._errors(), self.lock():
                return self._put(pending, place, look, check)
        finally:
            remove(pending.path)

    def _put(
        self, pending: Part, place: str, look: Callable[[list[Part]], None], check: Callable[[], None]
    ) -> Part | None:
        next_number = self._next_number()
        if next_number > self._seen:
            others = [read_part(path) for path in part_folders(self.path) if number_of(path.name) >= self._seen]
            self._seen = next_number
            self._of_others |= {part.name.rpartition("-")[2] for part in others}
            look(others)
        if pending.name in self._of_others:
            return None
        check()
        replaced = [self._there(name) for name in pending.entry["replaces"]]
        number = number_of(replaced[0].name) if replaced else next_number
        for path in replaced:
            self._remove_replaced_by(path, pending)  # or it would be back when the part that replaced it goes
        target = self.path / place / f"{PART}{number:08}-{pending.name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        state = self.path / PENDING / STATE
        state.write_text(BUSY, encoding="ascii")
        pending.path.rename(target)
        self._seen = max(next_number, number + 1)
        state.write_text(str(self._seen), encoding="ascii")
        for path in replaced:
            with suppress(OSError):
                take_away(path, pending.path.parent)
        return Part(target.name, target, pending.entry)

    def _next_number(self) -> int:
        """Return the number of the next part; looked up in the folder where a writer died at it."""
        try:
            return int((self.path / PENDING / STATE).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return max((number_of(path.name) for path in part_folders(self.path)), default=-1) + 1

    def _remove_replaced_by(self, path: Path, pending: Part) -> None:
        """Remove what a part has replaced, if a writer died before it had done so."""
        old = read_part(path).entry["replaces"]
        for left in [left for left in part_folders(self.path) if left.name in old]:
            take_away(left, pending.path.parent)

    def _there(self, name: str) -> Path:
        for path in part_folders(self.path):
            if path.name == name:
                return path
        raise SourceError(f"{self.path} was changed by somebody else meanwhile: {name} is gone. Do it again")

    # Writers

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn errors of the system into a `SourceError`."""
        try:
            yield
        except OSError as error:
            if isinstance(error, SourceError):
                raise
            raise SourceError(f"cannot write {self.path}: {error.strerror or error}") from error

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the lock of those who change the folder."""
        locks = need("filelock", EXTRA)
        try:
            with locks.FileLock(self.path / PENDING / f"all{LOCK}", timeout=PATIENCE):
                yield
        except locks.Timeout:
            raise SourceError(
                f"{self.path} is held by another writer for {PATIENCE} seconds; try again when that is done"
            ) from None

    @contextmanager
    def desk(self) -> Iterator[Path]:
        """Give a folder to write parts in, that is cleared away at the end, or by the next writer if this one dies."""
        locks = need("filelock", EXTRA)
        path = self.path / PENDING / secrets.token_hex(8)
        with ExitStack() as stack:
            with self._errors():
                stack.enter_context(locks.FileLock(f"{path}{LOCK}"))
                path.mkdir()
            stack.callback(remove, path)
            yield path
        with suppress(OSError):
            Path(f"{path}{LOCK}").unlink()

    def _clear_pending(self) -> None:
        """Remove what dead writers left."""
        locks = need("filelock", EXTRA)
        for file in sorted((self.path / PENDING).glob(f"*{LOCK}")):
            if file.name == f"all{LOCK}":
                continue
            with suppress(locks.Timeout, OSError), locks.FileLock(file, timeout=0):
                remove(file.with_suffix(""))
                file.unlink()


def take_away(path: Path, desk: Path) -> None:
    """Remove a part by one renaming, so that nobody sees half of it."""
    aside = desk / secrets.token_hex(8)
    path.rename(aside)
    remove(aside)


def remove(path: Path) -> None:
    """Remove a folder as far as it can be: what is left is no part of anything."""
    shutil.rmtree(path, ignore_errors=True)
