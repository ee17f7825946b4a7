"""One document on its way through the analyzers: its layers so far, what failed, and what comes of it in the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import attrs

from .document import Document, Failure, Layer
from .errors import AnalysisError, LayerError
from .layer_checks import check_contents
from .planning import Step

LONGEST_MESSAGE = 1_000  # characters: some toolkits put the whole text into it
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")


@attrs.frozen
class Outcome:
    """What came of a document: the document with its layers, what failed this time, the error to raise if any."""

    document: Document
    failures: tuple[Failure, ...]
    error: Exception | None = None


class Run:
    """A document while its layers are being made."""

    __slots__ = ("document", "error", "failures", "layers")

    def __init__(self, document: Document) -> None:
        self.document: Document = document
        self.layers: dict[str, Layer[Any]] = {name: document[name] for name in document.layers}
        self.failures: list[Failure] = []
        self.error: Exception | None = None

    def is_ready(self, step: Step) -> bool:
        """Say whether all that a step requires is there; note a failure if not."""
        if self.error is not None:
            return False
        missing = [given for _, given in step.required if given not in self.layers]
        if missing:
            message = f"needs layer {missing[0]!r}, which is not there"
            self.failures.append(Failure(step.spec.name, step.spec.provides, "skipped", message))
        return not missing

    def view(self, step: Step) -> Document:
        """Return the document with just the layers that a step declares, under the names by which it knows them."""
        given = {name: self.layers[actual] for name, actual in step.required}
        given.update((name, self.layers[actual]) for name, actual in step.used if actual in self.layers)
        return self.document._grown(given, ())

    def add(self, layer: Layer[Any]) -> None:
        self.layers[layer.name] = layer

    def outcome(self, steps: Sequence[Step]) -> Outcome:
        tried = {step.spec.provides for step in steps}
        earlier = [failure for failure in self.document.failures if failure.layer not in tried]
        failures = tuple(self.failures)
        return Outcome(self.document._grown(self.layers, (*earlier, *failures)), failures, self.error)


def check_layer(layer: Layer[Any], length: int) -> None:
    """Refuse a layer that no file could give back: out of bounds, or with fields that are not of their type."""
    if layer.ends and layer._reach[-1] > length:
        raise LayerError(f"layer {layer.name!r} reaches to {layer._reach[-1]}, but the text has {length} characters")
    check_contents(layer, length)


def raisable(step: Step, error: BaseException, document: Document) -> Exception:
    """Return the error of an analyzer with a note that names analyzer and document."""
    if not isinstance(error, Exception):
        error = AnalysisError(f"analyzer {step.spec.name!r} wanted to end the program: {type(error).__name__}")
    error.add_note(f"raised by analyzer {step.spec.name!r} on document {document.id!r}")
    return error


def failure_of(step: Step, error: BaseException) -> Failure:
    """Return what is kept of an error: its words, not too many, and none that would differ from run to run."""
    name = type(error).__name__
    try:
        words = str(error)
    except (Exception, SystemExit):
        words = "(no message)"
    if len(words) > LONGEST_MESSAGE:
        words = words[:LONGEST_MESSAGE] + "…"
    message = ADDRESS.sub("0x…", f"{name}: {words}" if words else name)
    encodable = message.encode("utf-8", "backslashreplace").decode()
    return Failure(step.spec.name, step.spec.provides, "error", encodable)
