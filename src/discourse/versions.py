"""Versions on which results depend, and whether the machines of a cluster have the same.

A worker is asked by functions of Python's own first, since one that lacks the library cannot be asked by ours.
"""

from __future__ import annotations

import pkgutil
import platform
from collections.abc import Mapping
from typing import Any

from .discovery import installed_plugins, is_blocked
from .errors import EngineError
from .extras import DISTRIBUTION


def versions() -> dict[str, str]:
    """Return the versions on which results depend: of this library, of Python, and of all plugins that are used."""
    from . import __version__

    found = {DISTRIBUTION: __version__, "Python": platform.python_version().rpartition(".")[0]}
    for name, origin, _ in installed_plugins():
        if not is_blocked(name, installed=True):
            distribution, _, version = origin.rpartition(" ")
            found[distribution] = version
    return found


def check_versions(client: Any) -> None:
    """Refuse a cluster without workers, and one with a worker or a scheduler of another version.

    Raises:
        EngineError: With the address of the worker and both versions.
    """
    here = versions()
    module_version = f"{__package__}:__version__"  # asked for by a function of Python's own, which all of them have
    if not client.nthreads():
        raise EngineError("the cluster has no workers; start some, and wait: client.wait_for_workers(1)")
    for worker, version in client.run(pkgutil.resolve_name, module_version, on_error="return").items():
        check_version(f"worker {worker}", version, here[DISTRIBUTION])
    check_version("the scheduler", scheduler_version(client, module_version), here[DISTRIBUTION])
    for worker, answer in client.run(versions, on_error="return").items():
        if not isinstance(answer, OSError):
            check_same(f"worker {worker}", answer, here)


def scheduler_version(client: Any, name: str) -> str | Exception:
    try:
        return str(client.run_on_scheduler(pkgutil.resolve_name, name))
    except (ImportError, AttributeError) as error:
        return error


def check_version(where: str, version: str | Exception, wanted: str) -> None:
    """Check what was answered for the library's version."""
    if isinstance(version, OSError):  # of the connection to a worker that has just died
        return
    if isinstance(version, Exception):
        raise EngineError(
            f"{where} has no {DISTRIBUTION} that can be imported, and here it is {wanted}; install it there ({version})"
        )
    check_same(where, {DISTRIBUTION: version}, {DISTRIBUTION: wanted})


def check_same(where: str, there: Mapping[str, str], here: Mapping[str, str]) -> None:
    for name in sorted({*there, *here}):
        if there.get(name) != here.get(name):
            found = f"{name} {there[name]}" if name in there else f"no {name}"
            wanted = f"it is {here[name]}" if name in here else "there is none"
            raise EngineError(
                f"{where} has {found}, and here {wanted}; results would not be the same. Install the same versions "
                f"everywhere"
            )
