"""Runs analyzers over documents: one, many, and the fitting of models.

One document comes out for each that goes in, in order, always. An analyzer that raises on a document is recorded in
the document's failures, what depended on it is recorded as skipped, and the rest runs. The same code runs one document
and a batch, here or in another process (see `engines`), so that all give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import attrs

from .analyzers import Analyzers
from .batches import BATCH, Batches, as_document
from .document import Annotation, Columns, Document, Failure, Layer, Provenance
from .engines import Engine, Serial, engine_for
from .errors import AnalysisError, EngineError, LayerError, OptionError, PlanError, unknown
from .freshness import Freshness
from .payloads import schema_of
from .planning import Choices, Step, known_layers, plan
from .registry import DEFAULT_PLUGINS, Registry, default_registry
from .runs import Outcome, Run, check_layer, failure_of, raisable

MOST_PROVENANCES = 1024  # remembered: a stream of documents with brought layers stays bounded


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

    Example:
        >>> pipeline = Pipeline("sentences")
        >>> pipeline
        <Pipeline: regions > paragraphs > sentences>
        >>> [len(document["sentences"]) for document in pipeline.stream(["It works.", "It works. It pays."])]
        [1, 2]
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
        self.registry: Registry = registry or default_registry()
        self.layers: tuple[str, ...] = checked_names(layers) or default_layers(self.registry)
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

        Args:
            source: Path of the file, or the mapping.
            registry: The plugins; by default those of this program.

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
        return self._handed_out(self._run([document])[0])

    def stream(
        self,
        sources: Iterable[str | Document],
        *,
        workers: int = 1,
        engine: Engine | None = None,
        batch_size: int = BATCH,
    ) -> Iterator[Document]:
        """Analyze many documents, lazily and in order; a few batches of them are held at most.

        What comes out is the same, to the byte, for any number of workers, any engine and any size of batch.

        Args:
            sources: Texts or documents.
            workers: How many processes to work in; 1 for this one alone (see `discourse.engines.Processes`).
            engine: An engine of your own, instead of `workers`.
            batch_size: How many documents at most are analyzed together; long ones make smaller batches.

        Raises:
            OptionError: For a number below 1, or both an engine and a number of workers.
            PluginError: If there are workers, and a registry with plugins given as objects, which cannot travel.
            EngineError: While streaming, if worker processes cannot be started.
        """
        if type(batch_size) is not int or batch_size < 1:
            raise OptionError(f"batch_size is a whole number of at least 1, not {batch_size!r}")
        chosen = engine_for(workers, engine)
        work = self._run if isinstance(chosen, Serial) else Travelling(self)
        return self._stream(Batches(sources, self._check, batch_size), chosen, work)

    def _stream(
        self, batches: Batches, engine: Engine, work: Callable[[Sequence[Document]], list[Outcome]]
    ) -> Iterator[Document]:
        results = engine.map(work, batches, self._lost)
        try:
            for outcomes in results:
                yield from map(self._handed_out, outcomes)
        finally:
            if isinstance(results, Generator):
                results.close()
        if batches.problem is not None:
            raise batches.problem

    def _handed_out(self, outcome: Outcome) -> Document:
        """Tell plugins of new failures, and raise the error of an analyzer where that is wanted."""
        for failure in outcome.failures:
            self.registry.document_failed(outcome.document, failure)
        if outcome.error is not None:
            raise outcome.error
        return outcome.document

    def _lost(self, document: Document) -> Outcome:
        """Return what comes out for a document that no worker process survives."""
        steps = self._plan(frozenset(document.layers))
        message = "no worker process survived this document"
        run = Run(document)
        run.failures += [Failure(step.spec.name, step.spec.provides, "error", message) for step in steps]
        if self.on_error == "raise":
            run.error = EngineError(f"document {document.id!r}: {message}")
        return run.outcome(steps)

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
            if step.spec.needs_model and self._analyzers.model_of(step.spec) is None:
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
        settings = self._settings() if models is None else {**self._settings(), "models": models}
        return Pipeline(*(self.layers if layers is None else layers), **settings)

    def _plan(self, present: frozenset[str]) -> tuple[Step, ...]:
        if present not in self._plans:
            self._plans[present] = plan(self.layers, self._choices, present)
        return self._plans[present]

    def _check(self, document: Document) -> None:
        """Refuse a document that cannot be planned for: a model is missing, or a layer does not fit."""
        steps = self._plan(frozenset(document.layers))
        self._analyzers.require_models(step.spec for step in steps)
        self._freshness.check(document, steps, self.layers)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process by names: the pipeline is built again there, and learns nothing of this one."""
        return _rebuilt, (self.layers, self._settings())

    def _settings(self) -> dict[str, Any]:
        return {
            "config": self._analyzers.config,
            "models": self._analyzers.models,
            "providers": self._choices.providers,
            "inputs": self._choices.inputs,
            "registry": self.registry,
            "on_error": self.on_error,
        }

    def _run(self, documents: Sequence[Document]) -> list[Outcome]:
        groups: dict[frozenset[str], list[int]] = {}
        for index, document in enumerate(documents):
            groups.setdefault(frozenset(document.layers), []).append(index)
        outcomes: dict[int, Outcome] = {}
        for present, indices in groups.items():
            steps = self._plan(present)
            running = [Run(documents[index]) for index in indices]
            for step in steps:
                self._run_step(step, running)
            outcomes.update((index, run.outcome(steps)) for index, run in zip(indices, running, strict=True))
        return [outcomes[index] for index in range(len(documents))]

    def _run_step(self, step: Step, running: Sequence[Run]) -> None:
        ready = [run for run in running if run.is_ready(step)]
        views = [run.view(step) for run in ready]
        analyzer = self._analyzers.get(step.spec)
        results: Sequence[Any] | None = None
        if len(ready) > 1 and hasattr(analyzer, "analyze_batch"):
            try:
                results = list(analyzer.analyze_batch(tuple(views)))  # which it cannot change
                if len(results) != len(ready):
                    raise LayerError(f"analyze_batch gave {len(results)} results for {len(ready)} documents")
            except (Exception, SystemExit):
                results = None  # one by one, so that only the document that caused it fails
        for index, (run, view) in enumerate(zip(ready, views, strict=True)):
            try:
                result = analyzer.analyze(view) if results is None else results[index]
                run.add(self._layer(step, result, run))
            except (Exception, SystemExit) as error:  # a plugin that wants to end the program costs itself
                run.failures.append(failure_of(step, error))
                if self.on_error == "raise":
                    run.error = raisable(step, error, run.document)

    def _layer(self, step: Step, result: Iterable[Annotation[Any]] | Columns[Any], run: Run) -> Layer[Any]:
        """Make the layer of what an analyzer returned: floats rounded, bounds checked, provenance attached."""
        spec = step.spec
        layer = Layer(spec.provides, spec.payload, result, self._provenance(step, run))
        schema = schema_of(spec.payload)
        if schema.holds_floats and not schema.are_round(layer.values):
            layer = layer._with_values(map(schema.rounded, layer.values))
        check_layer(layer, len(run.document.text))
        return layer

    def _provenance(self, step: Step, run: Run) -> Provenance:
        inputs = tuple(
            (given, run.layers[given].digest) for _, given in (*step.required, *step.used) if given in run.layers
        )
        key = (step.spec.provides, inputs)
        known = self._provenances.get(key)
        if known is None:
            if len(self._provenances) >= MOST_PROVENANCES:  # every brought layer makes one of its own
                self._provenances.clear()
            digest = self._analyzers.config_digest(step.spec)
            known = self._provenances[key] = Provenance(step.spec.name, step.spec.version, digest, inputs)
        return known

    def __repr__(self) -> str:
        return f"<Pipeline: {' > '.join(step.spec.provides for step in self.steps)}>"


class Travelling:
    """A pipeline as the work of other processes; its errors travel too."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline: Pipeline = pipeline

    def __call__(self, documents: Sequence[Document]) -> list[Outcome]:
        from .workers import portable

        return [
            attrs.evolve(outcome, error=portable(outcome.error)) if outcome.error else outcome
            for outcome in self.pipeline._run(documents)
        ]


def _rebuilt(layers: Sequence[str], settings: Mapping[str, Any]) -> Pipeline:
    return Pipeline(*layers, **settings)


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
    layers = tuple(spec.provides for spec in specs if not spec.needs_model and not spec.alternative)
    if not layers:
        raise PlanError(unknown("layer", "*", known_layers(registry), advice="No plugin provides a layer."))
    return layers
