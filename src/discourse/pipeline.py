"""Runs analyzers over documents: one, many, and the fitting of models.

One document comes out for each that goes in, in order, always. An analyzer that raises on a document is recorded in
the document's failures, what depended on it is recorded as skipped, and the rest runs. The same code runs one document
and a batch, so that both give the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from .analyzers import Analyzers
from .document import Annotation, Columns, Document, Failure, Layer, Provenance
from .errors import AnalysisError, LayerError, OptionError, PlanError, TextError, unknown
from .freshness import Freshness
from .payloads import schema_of
from .planning import Choices, Step, known_layers, plan
from .registry import DEFAULT_PLUGINS, Registry, default_registry

BATCH = 32
MOST_PROVENANCES = 1024  # remembered: a stream of documents with brought layers stays bounded
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")


class Pipeline:
    """Wanted layers, and what they require, in an order that follows from the analyzers alone.

    Args:
        layers: Names of the wanted layers; none for all that the shipped plugins make without a model.
        config: Options by layer: `{"frames": {"codebook": "policy"}}`.
        models: Fitted models by layer, or the folders in which they were saved: `{"topics": model}`; layers of the same
            estimator share it.
        providers: Which analyzer gives a layer that several could give: `{"tokens": "nltk-words"}`.
        inputs: Which layer takes the place of another for its dependants: `{"frames": "frames.reviewed"}`.
        registry: The plugins; by default those of this program.
        on_error: "record" failures in the document, or "raise" the first one.

    Raises:
        PlanError: If no order follows: a missing, doubly provided or circular layer.
        OptionError: For an option that an analyzer does not have; the message lists those it has.
    """

    def __init__(
        self,
        *layers: str,
        config: Mapping[str, Mapping[str, Any]] | None = None,
        models: Mapping[str, Any] | None = None,
        providers: Mapping[str, str] | None = None,
        inputs: Mapping[str, str] | None = None,
        registry: Registry | None = None,
        on_error: Literal["record", "raise"] = "record",
    ) -> None:
        if on_error not in ("record", "raise"):
            raise OptionError(f"on_error is 'record' or 'raise', not {on_error!r}")
        self.registry = registry or default_registry()
        self.layers = checked_names(layers) or default_layers(self.registry)
        self.on_error: Literal["record", "raise"] = on_error
        given = {"config": config, "models": models, "providers": providers, "inputs": inputs}
        for name, mapping in given.items():
            if not isinstance(mapping, Mapping | None):
                raise OptionError(f"{name} is a mapping from layers, not {mapping!r}")
        self._choices = Choices(self.registry, dict(providers or {}), dict(inputs or {}))
        self._choices.check()
        self._plans: dict[frozenset[str], tuple[Step, ...]] = {}
        self._analyzers = Analyzers(self._choices, config or {}, models or {})
        self._freshness = Freshness(self._choices, self._analyzers, self.steps)
        self._analyzers.check()
        self._provenances: dict[tuple[str, tuple[tuple[str, str], ...]], Provenance] = {}

    @classmethod
    def from_config(cls, source: str | Path | Mapping[str, Any], *, registry: Registry | None = None) -> Pipeline:
        """Make a pipeline from a TOML file or a mapping of its form (see `discourse.config`).

        Raises:
            OptionError: For a key or an option that does not exist.
            FormatError: If the file is no TOML.
        """
        from .config import read_config

        settings = read_config(source)
        return cls(*settings.pop("layers", ()), registry=registry, **settings)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The analyzers in their order, for a document that brings no layer."""
        return self._plan(frozenset())

    def __call__(self, source: str | Document) -> Document:
        """Analyze a text or a document."""
        document = as_document(source)
        self._check(document)
        return self._run([document])[0]

    def stream(self, sources: Iterable[str | Document], *, batch_size: int = BATCH) -> Iterator[Document]:
        """Analyze many documents, lazily and in order; at most a batch of them is held.

        Args:
            sources: Texts or documents.
            batch_size: How many documents are analyzed together; results do not depend on it.
        """
        if batch_size < 1:
            raise OptionError(f"batch_size is at least 1, not {batch_size}")
        return self._stream(iter(sources), batch_size)

    def _stream(self, sources: Iterator[str | Document], batch_size: int) -> Iterator[Document]:
        problem: Exception | None = None
        while problem is None:
            batch: list[Document] = []
            try:
                for source in islice(sources, batch_size):
                    document = as_document(source)
                    self._check(document)
                    batch.append(document)
            except Exception as error:  # what was read before it comes out first
                problem = error
            if not batch and problem is None:
                return
            yield from self._run(batch)
        raise problem

    def fit(self, sources: Iterable[str | Document]) -> Pipeline:
        """Fit the models that the layers need, and return a new pipeline that has them.

        Args:
            sources: The documents to learn from.

        Raises:
            AnalysisError: If a layer that a model learns from could not be made for a document.
        """
        documents = [as_document(source) for source in sources]
        models = dict(self._analyzers.models)
        for step in self.steps:
            if step.spec.estimator and self._analyzers.model_of(step.spec) is None:
                ready = self._with_layers(documents, [given for _, given in step.required])
                models[step.spec.provides] = self._analyzers.new_estimator(step.spec).fit(ready)
                return self._evolved(models=models).fit(documents)
        return self._evolved(models=models)

    def _with_layers(self, documents: Sequence[Document], layers: Sequence[str]) -> list[Document]:
        prepared = list(self._evolved(layers=layers).stream(documents)) if layers else list(documents)
        for document in prepared:
            for failure in document.failures:
                if failure.layer in layers:
                    raise AnalysisError(
                        f"document {document.id!r} has no layer {failure.layer!r} to learn from: {failure.message}"
                    )
        return prepared

    def _evolved(self, *, layers: Sequence[str] | None = None, models: Mapping[str, Any] | None = None) -> Pipeline:
        return Pipeline(
            *(self.layers if layers is None else layers),
            config=self._analyzers.config,
            models=self._analyzers.models if models is None else models,
            providers=self._choices.providers,
            inputs=self._choices.inputs,
            registry=self.registry,
            on_error=self.on_error,
        )

    def _plan(self, present: frozenset[str]) -> tuple[Step, ...]:
        if present not in self._plans:
            self._plans[present] = plan(self.layers, self._choices, present)
        return self._plans[present]

    def _check(self, document: Document) -> None:
        """Refuse a document that cannot be planned for: a model is missing, or a layer does not fit."""
        steps = self._plan(frozenset(document.layers))
        self._analyzers.require_models(step.spec for step in steps)
        self._freshness.check(document, steps, self.layers)

    def _run(self, documents: Sequence[Document]) -> list[Document]:
        groups: dict[frozenset[str], list[int]] = {}
        for index, document in enumerate(documents):
            groups.setdefault(frozenset(document.layers), []).append(index)
        results = list(documents)
        for present, indices in groups.items():
            steps = self._plan(present)
            running = [Run(documents[index]) for index in indices]
            for step in steps:
                self._run_step(step, running)
            for index, run in zip(indices, running, strict=True):
                results[index] = run.finished(steps)
        return results

    def _run_step(self, step: Step, running: Sequence[Run]) -> None:
        ready = [run for run in running if run.is_ready(step, self._note)]
        views = [run.view(step) for run in ready]
        analyzer = self._analyzers.get(step.spec)
        results: Sequence[Any] | None = None
        if len(ready) > 1 and hasattr(analyzer, "analyze_batch"):
            try:
                results = list(analyzer.analyze_batch(views))
                if len(results) != len(ready):
                    raise LayerError(f"analyze_batch gave {len(results)} results for {len(ready)} documents")
            except Exception:
                results = None  # one by one, so that only the document that caused it fails
        for index, (run, view) in enumerate(zip(ready, views, strict=True)):
            try:
                result = analyzer.analyze(view) if results is None else results[index]
                run.add(self._layer(step, result, run))
            except Exception as error:
                if self.on_error == "raise":
                    error.add_note(f"raised by analyzer {step.spec.name!r} on document {run.document.id!r}")
                    raise
                self._note(run, failure_of(step, error))

    def _note(self, run: Run, failure: Failure) -> None:
        run.failures.append(failure)
        self.registry.document_failed(run.document, failure)

    def _layer(self, step: Step, result: Iterable[Annotation[Any]] | Columns[Any], run: Run) -> Layer[Any]:
        """Make the layer of what an analyzer returned: floats rounded, bounds checked, provenance attached."""
        spec = step.spec
        layer = Layer(spec.provides, spec.payload, result, self._provenance(step, run))
        schema = schema_of(spec.payload)
        if schema.holds_floats and len(layer):
            values = tuple(map(schema.rounded, layer.values))
            columns = Columns(layer.starts, layer.ends, values, layer.evidence)
            layer = Layer(spec.provides, spec.payload, columns, layer.provenance)
        check_reach(layer, len(run.document.text))
        return layer

    def _provenance(self, step: Step, run: Run) -> Provenance:
        inputs = tuple(
            (given, run.layers[given].digest) for _, given in (*step.required, *step.used) if given in run.layers
        )
        key = (step.spec.provides, inputs)
        if key not in self._provenances:
            if len(self._provenances) >= MOST_PROVENANCES:  # every brought layer makes one of its own
                self._provenances.clear()
            digest = self._analyzers.config_digest(step.spec)
            self._provenances[key] = Provenance(step.spec.name, step.spec.version, digest, inputs)
        return self._provenances[key]

    def __repr__(self) -> str:
        return f"<Pipeline: {' > '.join(step.spec.provides for step in self.steps)}>"


class Run:
    """A document while its layers are being made."""

    __slots__ = ("document", "failures", "layers")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.layers: dict[str, Layer[Any]] = {name: document[name] for name in document.layers}
        self.failures: list[Failure] = []

    def is_ready(self, step: Step, note: Any) -> bool:
        """Say whether all that a step requires is there; note a failure if not."""
        missing = [given for _, given in step.required if given not in self.layers]
        if missing:
            message = f"needs layer {missing[0]!r}, which is not there"
            note(self, Failure(step.spec.name, step.spec.provides, "skipped", message))
        return not missing

    def view(self, step: Step) -> Document:
        """Return the document with just the layers that a step declares, under the names by which it knows them."""
        given = {name: self.layers[actual] for name, actual in step.required}
        given.update((name, self.layers[actual]) for name, actual in step.used if actual in self.layers)
        return self.document._grown(given, ())

    def add(self, layer: Layer[Any]) -> None:
        self.layers[layer.name] = layer

    def finished(self, steps: Sequence[Step]) -> Document:
        tried = {step.spec.provides for step in steps}
        earlier = [failure for failure in self.document.failures if failure.layer not in tried]
        return self.document._grown(self.layers, (*earlier, *self.failures))


def analyze(source: str | Document, *layers: str) -> Document:
    """Analyze a text or a document.

    Args:
        source: A text or a `Document`.
        layers: Names of the wanted layers; none for all that the shipped plugins make without a model.

    Returns:
        A document with the wanted layers and those that they require.
    """
    return shared_pipeline(layers)(source)


@lru_cache(maxsize=16)
def shared_pipeline(layers: tuple[str, ...]) -> Pipeline:
    return Pipeline(*layers)


def as_document(source: str | Document) -> Document:
    if isinstance(source, Document):
        return source
    if isinstance(source, str):
        return Document(source)
    raise TextError(f"a text (str) or a Document is analyzed, not {type(source).__name__}")


def checked_names(layers: Iterable[object]) -> tuple[str, ...]:
    names = []
    for name in layers:
        if not isinstance(name, str):
            raise PlanError(
                f"layers are named by str, not by {name!r}; call the pipeline on texts: Pipeline(...)(text)"
            )
        names.append(name)
    return tuple(dict.fromkeys(names))


def default_layers(registry: Registry) -> tuple[str, ...]:
    """Return the layers that the shipped plugins make without a model; of all plugins if none of ours is there."""
    ours = [spec for info in registry.plugins if info.name in DEFAULT_PLUGINS for spec in info.analyzers]
    specs = ours or list(registry.analyzers.values())
    layers = tuple(spec.provides for spec in specs if not spec.estimator and not spec.alternative)
    if not layers:
        raise PlanError(unknown("layer", "*", known_layers(registry), advice="No plugin provides a layer."))
    return layers


def check_reach(layer: Layer[Any], length: int) -> None:
    """Refuse a layer whose annotations or evidence lie outside the text."""
    reach = max(layer.ends, default=0)
    for pieces in layer.evidence or ():
        for piece in pieces:
            if piece.span is not None and piece.span.end > reach:
                reach = piece.span.end
    if reach > length:
        raise LayerError(f"layer {layer.name!r} reaches to {reach}, but the text has {length} characters")


def failure_of(step: Step, error: Exception) -> Failure:
    try:
        words = str(error)
    except Exception:
        words = "(no message)"
    message = ADDRESS.sub("0x…", f"{type(error).__name__}: {words}")
    encodable = message.encode("utf-8", "backslashreplace").decode()
    return Failure(step.spec.name, step.spec.provides, "error", encodable)
