"""Are the layers that a document brings what a pipeline would make now?

A layer that is there is used, not made again, if its analyzer, version, configuration and inputs are those of the
pipeline. What a user brings always counts, if its values are of the right class.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

from .analyzers import Analyzers
from .annotations import Provenance
from .document import Document
from .errors import LayerError, StaleLayerError
from .hookspecs import AnalyzerSpec
from .payloads import schema_of
from .planning import Choices, Step


class Freshness:
    """Compares layers with what a pipeline would make.

    Args:
        choices: Registry, providers and inputs of the pipeline.
        analyzers: Its analyzers, which know their configuration.
        steps: Its plan for a document that brings nothing.
    """

    def __init__(self, choices: Choices, analyzers: Analyzers, steps: Sequence[Step]) -> None:
        self._choices = choices
        self._analyzers = analyzers
        self._steps = steps

    def check(self, document: Document, steps: Sequence[Step], wanted: Collection[str]) -> None:
        """Refuse layers that are wanted or read and do not fit.

        Args:
            document: The document.
            steps: The plan for it.
            wanted: The layers that were asked for.

        Raises:
            LayerError: For a layer whose values are of another class.
            StaleLayerError: For a layer of ours that would be made otherwise now; the message says in what.
        """
        if not document.layers:
            return
        read = {given: name for step in steps for name, given in (*step.required, *step.used)}
        known: dict[str, tuple[str, str] | None] = {}
        for name in document.layers:
            if name in read or name in wanted:
                self._check_class(document, name, read.get(name, name))
                stale = self._stale(document, name, known)
                if stale:
                    root, problem = stale
                    reason = problem if root == name else f"stands on layer {root!r}, which {problem}"
                    raise StaleLayerError(
                        f"layer {name!r} of document {document.id!r} {reason}. To have it made again: "
                        f"document.without({root!r})"
                    )

    def _check_class(self, document: Document, name: str, known_as: str) -> None:
        spec = self._choices.provider(known_as)
        if spec is not None and document[name].payload is not spec.payload:
            raise LayerError(
                f"layer {name!r} of document {document.id!r} is {document[name]!r}, but its values shall be of "
                f"{schema_of(spec.payload).name}"
            )

    def is_stale(self, document: Document, name: str) -> bool:
        """Say whether a layer, or one that it stands on, would be made otherwise now."""
        return self._stale(document, name, {}) is not None

    def _stale(self, document: Document, name: str, known: dict[str, tuple[str, str] | None]) -> tuple[str, str] | None:
        """Return what is not as it would be made now, and in what: the layer itself, or one that it stands on.

        Args:
            document: The document.
            name: The layer.
            known: What was found of its layers before; many stand on the same ones.
        """
        if name not in known:
            problem = self._staleness(document, name)
            made = document[name].provenance
            below = (given for given, _ in made.inputs if given in document) if made and not problem else ()
            found = (self._stale(document, given, known) for given in below)
            known[name] = (name, problem) if problem else next(filter(None, found), None)
        return known[name]

    def _staleness(self, document: Document, name: str) -> str | None:
        """Say in what a layer differs from the one that would be made now, None if in nothing that can be told."""
        made = document[name].provenance
        if made is None:
            return None
        problem = self.problem(name, made)
        if problem is None and self._choices.provider(name) is not None:
            for given, digest in made.inputs:
                now = document[given].digest if given in document else self._recipes.get(given, digest)
                if now != digest:
                    return f"was made from another layer {given!r}"
        return problem

    def problem(self, name: str, made: Provenance) -> str | None:
        """Say in what a layer differs from the one that would be made now, as far as its own recipe tells.

        Args:
            name: The layer.
            made: What made it; of its inputs only the names count.
        """
        spec = self._choices.provider(name)
        if spec is None:
            return None
        if (made.analyzer, made.version) != (spec.name, spec.version):
            return f"was made by {made.analyzer} {made.version}, not by {spec.name} {spec.version}"
        if self.can_compare(spec) and made.config != self._analyzers.config_digest(spec):
            return f"was made by {made.analyzer} with other options, resources or another model"
        recorded = dict(made.inputs)
        for _, required in self._choices.given(spec, spec.requires):
            if required not in recorded:
                return f"was made without layer {required!r}"
        return None

    def can_compare(self, spec: AnalyzerSpec) -> bool:
        """Say whether the configuration is known: a pipeline without the model of an analyzer cannot judge it."""
        return not spec.needs_model or self._analyzers.model_of(spec) is not None

    @cached_property
    def _recipes(self) -> dict[str, str]:
        """The digests that the layers of the pipeline would have on a document that brings nothing."""
        digests: dict[str, str] = {}
        for step in self._steps:
            inputs = [given for _, given in (*step.required, *step.used)]
            if self.can_compare(step.spec) and all(given in digests for given in inputs):
                config = self._analyzers.config_digest(step.spec)
                named = tuple((given, digests[given]) for given in inputs)
                digests[step.spec.provides] = Provenance(step.spec.name, step.spec.version, config, named).digest
        return digests
