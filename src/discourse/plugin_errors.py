"""What is said of a plugin that is broken: which one, what it did, and which hook was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from . import hookspecs
from .errors import PluginError, unknown
from .hookspecs import PROJECT


def plugin_name(plugin: object) -> str:
    return getattr(plugin, "__name__", None) or type(plugin).__name__


def plugin_error(name: str, error: BaseException) -> PluginError:
    if isinstance(error, PluginError):
        return error
    if isinstance(error, pluggy.PluginValidationError):
        return PluginError(f"plugin {name!r}: {hook_problem(error)}")
    return PluginError(f"plugin {name!r}: {type(error).__name__}: {error}")


def hook_problem(error: pluggy.PluginValidationError) -> str:
    """Say which hook does not exist and which one was meant; pluggy's own message names the plugin only."""
    hooks = [name for name in vars(hookspecs) if name.startswith("discourse_")]
    for name in sorted(public_names(error.plugin)):
        if name.startswith("discourse_") and name not in hooks and has_marker(getattr(error.plugin, name, None)):
            return unknown("hook", name, hooks)
    return str(error)


def public_names(plugin: object) -> Iterable[str]:
    return (name for name in dir(plugin) if not name.startswith("_"))


def has_marker(function: object) -> bool:
    return hasattr(function, f"{PROJECT}_impl")
