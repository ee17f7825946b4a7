"""Sees what must not happen while an analyzer is built and runs: network, other programs, pickles.

Python tells an audit hook of each such event before it happens. A hook can never be taken away again, so there is one,
installed when it is first needed, that looks only while something is being watched: at the thread that watches and at
those that were started since. What is forbidden is noted and prevented.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import CheckError

NETWORK = ("socket.", "urllib.", "http.client.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "telnetlib.", "nntplib.")
PROGRAMS = (
    "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile",
)  # fmt: skip
PICKLES = (".pkl", ".pickle", ".joblib", ".dill")


class Watch:
    """What one thread, and those started since, did that is forbidden.

    Attributes:
        seen: The events, in order, each once: "network: socket.connect".
    """

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._thread = threading.get_ident()
        self._others = {thread.ident for thread in threading.enumerate()} - {self._thread}

    def concerns(self, thread: int) -> bool:
        return thread not in self._others

    def note(self, what: str) -> None:
        if what not in self.seen:
            self.seen.append(what)


_watches: list[Watch] = []
_installed: list[bool] = []
_lock = threading.Lock()


def forbidden(event: str, arguments: tuple[Any, ...]) -> str | None:
    """Say what is forbidden in an event, None if nothing is."""
    if event == "open":
        path = arguments[0]
        name = os.fsdecode(path) if isinstance(path, str | bytes) else ""
        return f"pickle file: {os.path.basename(name)}" if name.lower().endswith(PICKLES) else None  # noqa: PTH119  # runs in a hook for each opened file
    if event == "pickle.find_class":
        return f"pickle: of {arguments[0]}.{arguments[1]}"
    if event.startswith(NETWORK):
        return f"network: {event}"
    return f"another program: {event}" if event in PROGRAMS else None


def hook(event: str, arguments: tuple[Any, ...], watches: list[Watch] = _watches) -> None:
    if not watches:
        return
    what = forbidden(event, arguments)
    if what is None:
        return
    thread = threading.get_ident()
    concerned = [watch for watch in watches if watch.concerns(thread)]
    for watch in concerned:
        watch.note(what)
    if concerned:
        raise CheckError(f"{what}: an analyzer works offline, in its own process, and reads no pickle")


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch what is done inside the block."""
    with _lock:
        if not _installed:
            sys.addaudithook(hook)
            _installed.append(True)
    watch = Watch()
    _watches.append(watch)
    try:
        yield watch
    finally:
        _watches.remove(watch)
