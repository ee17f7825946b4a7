"""Where plugins come from: entry points, modules, and what the environment blocks.

`DISCOURSE_NO_PLUGINS=a,b` blocks plugins by name ("1" all that are installed), `DISCOURSE_PLUGINS=a,b` allows no other
installed ones. What is blocked is not even imported.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from .errors import PluginError

ENTRY_POINT_GROUP = "discourse.plugins"
ALLOWED = "DISCOURSE_PLUGINS"
BLOCKED = "DISCOURSE_NO_PLUGINS"
ALL = ("1", "true", "all", "*")


def module_loader(name: str) -> Callable[[], object]:
    return lambda: import_module(name)


def installed_plugins() -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Give name, distribution and loader of every entry point, sorted, so that the order of installation is nothing."""
    from importlib.metadata import entry_points

    found = entry_points(group=ENTRY_POINT_GROUP)
    for entry in sorted(found, key=lambda entry: (entry.name, entry.value)):
        distribution = f"{entry.dist.name} {entry.dist.version}" if entry.dist else "unknown distribution"
        yield entry.name, distribution, entry.load


def is_blocked(name: str, *, installed: bool) -> bool:
    """Say whether the environment blocks a plugin: a list of the only ones allowed, or of those that are not."""
    blocked = names_in(os.environ.get(BLOCKED, ""))
    if name in blocked or (installed and any(word in ALL for word in blocked)):
        return True
    allowed = os.environ.get(ALLOWED)
    return installed and allowed is not None and name not in names_in(allowed)


def names_in(value: str) -> list[str]:
    return [name for name in (part.strip() for part in value.split(",")) if name]


def load_object(path: str, what: str) -> Any:
    """Import "module:name".

    Raises:
        PluginError: If there is no such module or name, or the module fails; the message says for what it was wanted.
    """
    module, _, name = path.partition(":")
    if not module or not name:
        raise PluginError(f"{what}: {path!r} is not of the form 'module:name'")
    try:
        return getattr(import_module(module), name)
    except (Exception, SystemExit) as error:  # a module may do anything when it is imported
        raise PluginError(f"{what}: cannot import {path!r}: {type(error).__name__}: {error}") from error
