"""Every exception of the library.

All are `DiscourseError`s, and each message says what was wrong, where, what is allowed and what to do. Most are built
from the names at hand and the names that would have been right: `unknown` writes that sentence in one way everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class DiscourseError(Exception):
    """Base of every exception that the library raises on purpose."""


class TextError(DiscourseError, ValueError):
    """A text or an offset that no document can hold."""


class LayerError(DiscourseError, ValueError):
    """A layer that does not fit its payload, its order or its document."""


class MissingLayerError(DiscourseError, KeyError):
    """A document was asked for a layer that it does not have."""

    def __str__(self) -> str:  # KeyError would show the repr of the message
        return str(self.args[0]) if self.args else ""


class StaleLayerError(LayerError):
    """A layer of ours was made by another version, with other options or from other inputs than those wanted now."""


class PayloadError(DiscourseError, TypeError):
    """A payload class, or a value of one, outside the closed set of types."""


class PluginError(DiscourseError):
    """A plugin that could not be imported, registered or asked for what it gives."""


class PlanError(DiscourseError, ValueError):
    """Wanted layers from which no order of analyzers follows."""


class OptionError(DiscourseError, ValueError):
    """An option, a configuration or a resource that an analyzer or a command does not take."""


class NotFittedError(DiscourseError, ValueError):
    """A model was used before it was fitted."""


class AnalysisError(DiscourseError, RuntimeError):
    """An analyzer failed on a document, and the caller asked for an exception."""


class EngineError(DiscourseError, RuntimeError):
    """Worker processes could not be started, or the work could not be sent to them."""


class SourceError(DiscourseError, OSError):
    """A file or folder that cannot be read or written."""


class FormatError(DiscourseError, ValueError):
    """A file or a piece of JSON that cannot be read as what it claims to be."""


class QueryError(DiscourseError, ValueError):
    """A question to a folder of tables that cannot be answered: wrong SQL, a table or a query that is not there."""


class FrozenError(DiscourseError, ValueError):
    """Results may not be those that were frozen; `differences` has a line for each thing that is not as it was."""

    def __init__(self, message: str, differences: Iterable[str]) -> None:
        super().__init__(message, tuple(differences))
        self.message = message
        self.differences: tuple[str, ...] = tuple(differences)

    def __str__(self) -> str:
        return "\n  ".join([f"{self.message}:", *self.differences])


class CheckError(DiscourseError, AssertionError):
    """A plugin does not pass a check of `discourse.testing`."""


class MissingExtraError(DiscourseError, ImportError):
    """A library is missing that comes with an extra of the distribution."""


def unknown(kind: str, name: object, known: Iterable[str], *, advice: str = "") -> str:
    """Say that a name is not known, which ones are, and which one was probably meant.

    Args:
        kind: What the name should have been, in the singular: "layer", "option".
        name: The name that is not known.
        known: The names that would have been right, in the order in which to show them.
        advice: A last sentence that says what to do.
    """
    from difflib import get_close_matches

    names = list(known)
    message = f"no {kind} {name!r}; there are: {', '.join(names) or 'none'}."
    close = get_close_matches(name, names, n=1) if isinstance(name, str) else []  # document[0]: no name at all
    if close:
        message += f" Did you mean {close[0]!r}?"
    return f"{message} {advice}".rstrip()


def shortened(data: Any, width: int = 60) -> str:
    """Return the repr of data, cut to a width that an error message can hold."""
    text = repr(data)
    return text if len(text) <= width else text[: width - 1] + "…"
