"""Makes analyzers from their specs: options, resources and models checked, built once, digested.

A pipeline has one `Analyzers`. Nothing of a plugin is imported here before it is needed: its factory on the first
document, or at construction if options were given that have to be checked.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from .annotations import short_digest
from .discovery import load_object
from .errors import DiscourseError, NotFittedError, OptionError, PluginError, unknown
from .hookspecs import AnalyzerSpec
from .planning import Choices, known_layers
from .registry import resource_digest

MODEL = "model"


class Analyzers:
    """The analyzers of one pipeline.

    Args:
        choices: Registry, providers and inputs.
        config: Options by layer.
        models: Fitted models by layer, or the folders in which they were saved.
    """

    def __init__(self, choices: Choices, config: Mapping[str, Mapping[str, Any]], models: Mapping[str, Any]) -> None:
        self._choices = choices
        for layer, options in config.items():
            if not isinstance(options, Mapping):
                raise OptionError(f"the options of layer {layer!r} are a mapping of names to values, not {options!r}")
        self.config: dict[str, dict[str, Any]] = {layer: dict(options) for layer, options in config.items()}
        self._folders: dict[tuple[str, str | Path], Any] = {}  # estimator and folder -> the model that was there
        self.models: dict[str, Any] = {layer: self._loaded(layer, model) for layer, model in models.items()}
        self._built: dict[str, Any] = {}
        self._digests: dict[str, str] = {}
        self._lock = threading.RLock()

    def _loaded(self, layer: str, model: Any) -> Any:
        """Return a fitted model: itself, or the one that was saved in a folder."""
        if not isinstance(model, str | Path):
            return model
        spec = self._choices.provider(layer)
        if spec is None or not spec.estimator:
            raise OptionError(f"layer {layer!r} takes no model: nothing that provides it has an estimator")
        key = (spec.estimator, model)
        if key not in self._folders:
            self._folders[key] = load_object(spec.estimator, f"estimator of {spec.name!r}").load(model)
        return self._folders[key]

    def folder_of(self, model: Any) -> str | None:
        """Return the folder from which a model was loaded here, None for one that was given as it is."""
        return next((str(folder) for (_, folder), found in self._folders.items() if found is model), None)

    def check(self) -> None:
        """Refuse options and models of unknown layers, and options that analyzers do not have."""
        known = known_layers(self._choices.registry)
        for layer in [*self.config, *self.models]:
            if layer not in known:
                raise OptionError(unknown("layer", layer, known))
        for layer, model in self.models.items():
            if not callable(getattr(model, "digest", None)):
                raise OptionError(f"the model for layer {layer!r} has no digest(): {type(model).__name__}")
        for layer, options in list(self.config.items()):
            spec = self._choices.provider(layer)
            if spec and options:
                self._check_options(spec, options)
                read_options = getattr(self._factory(spec), "read_options", None)
                if read_options is not None:
                    self.config[layer] = dict(read_options(options))
                self.config_digest(spec)  # refuses options that are no plain data

    def _check_options(self, spec: AnalyzerSpec, options: Mapping[str, Any]) -> None:
        known = [*self._own_options(spec), *self._estimator_options(spec)]
        for name in options:
            if name not in known:
                raise OptionError(unknown(f"option of layer {spec.provides!r}", name, known))

    def _own_options(self, spec: AnalyzerSpec) -> dict[str, Any]:
        """Return the options of an analyzer with their defaults."""
        parameters = inspect.signature(self._factory(spec)).parameters.values()
        given = (*spec.resources, MODEL)
        return {
            parameter.name: parameter.default
            for parameter in parameters
            if parameter.name not in given
            and parameter.kind in (parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        }

    def _estimator_options(self, spec: AnalyzerSpec) -> dict[str, Any]:
        """Return the options with which `Pipeline.fit` makes the estimator; an optional model it does not make."""
        if not spec.estimator or spec.model_optional:
            return {}
        return dict(load_object(spec.estimator, f"estimator of {spec.name!r}")().get_params())

    def _factory(self, spec: AnalyzerSpec) -> Callable[..., Any]:
        if not isinstance(spec.factory, str):
            return spec.factory
        return cast(Callable[..., Any], load_object(spec.factory, f"factory of analyzer {spec.name!r}"))

    def get(self, spec: AnalyzerSpec) -> Any:
        """Return the analyzer of a spec, built on first use."""
        built = self._built.get(spec.name)
        if built is None:
            with self._lock:
                if spec.name not in self._built:
                    self._built[spec.name] = self._build(spec)
                built = self._built[spec.name]
        return built

    def _build(self, spec: AnalyzerSpec) -> Any:
        arguments = self._options(spec)
        for kind in spec.resources:
            arguments[kind] = self._choices.registry.resources(kind)
        if spec.estimator:
            arguments[MODEL] = self.model_of(spec)
        try:
            analyzer = self._factory(spec)(**arguments)
        except DiscourseError:
            raise
        except (Exception, SystemExit) as error:
            raise PluginError(f"analyzer {spec.name!r} cannot be built: {type(error).__name__}: {error}") from error
        if not callable(getattr(analyzer, "analyze", None)):
            raise PluginError(
                f"the factory of analyzer {spec.name!r} gave a {type(analyzer).__name__} without analyze()"
            )
        return analyzer

    def _options(self, spec: AnalyzerSpec) -> dict[str, Any]:
        options = self.config.get(spec.provides, {})
        if not options:
            return {}
        own = self._own_options(spec)
        return {name: value for name, value in options.items() if name in own}

    def model_of(self, spec: AnalyzerSpec) -> Any:
        """Return the fitted model for an analyzer: its layer's, or that of a layer with the same estimator."""
        if not spec.estimator:
            return None
        if spec.provides in self.models:
            return self.models[spec.provides]
        for layer, model in self.models.items():
            other = self._choices.provider(layer)
            if other and other.estimator == spec.estimator:
                return model
        return None

    def new_estimator(self, spec: AnalyzerSpec) -> Any:
        """Make the estimator of an analyzer, with the options for it of all layers that share it.

        Raises:
            OptionError: If two layers want it otherwise.
        """
        if not spec.estimator:
            raise PluginError(f"analyzer {spec.name!r} has no estimator")
        known = self._estimator_options(spec)
        options: dict[str, Any] = {}
        for layer, given in self.config.items():
            provider = self._choices.provider(layer)
            if provider is None or provider.estimator != spec.estimator:
                continue
            for name in given.keys() & known.keys():
                if options.setdefault(name, given[name]) != given[name]:
                    raise OptionError(f"layers that share a model want it otherwise: {name} of layer {layer!r} differs")
        return load_object(spec.estimator, f"estimator of {spec.name!r}")(**options)

    def require_models(self, specs: Iterable[AnalyzerSpec]) -> None:
        """Refuse to run analyzers whose model was not given."""
        for spec in specs:
            if spec.needs_model and self.model_of(spec) is None:
                raise NotFittedError(
                    f"layer {spec.provides!r} needs a fitted model: pass Pipeline(..., models={{{spec.provides!r}: "
                    f"model}}), or learn one: Pipeline({spec.provides!r}).fit(documents)"
                )

    def changed_options(self, spec: AnalyzerSpec) -> dict[str, Any]:
        """Return the options of an analyzer that differ from their defaults."""
        options = self._options(spec)
        defaults = self._own_options(spec) if options else {}
        return {name: value for name, value in options.items() if value != defaults[name]}

    def config_digest(self, spec: AnalyzerSpec) -> str:
        """Return the digest of options that differ from their defaults, resources and model."""
        if spec.name not in self._digests:
            self._digests[spec.name] = self._config_digest(spec)
        return self._digests[spec.name]

    def _config_digest(self, spec: AnalyzerSpec) -> str:
        changed = self.changed_options(spec)
        registry = self._choices.registry
        resources = [resource_digest(found) for kind in spec.resources for found in registry.resources(kind)]
        model = self.model_of(spec)
        try:
            digest = short_digest([changed, resources, None if model is None else model.digest()])
        except (TypeError, ValueError) as error:
            raise OptionError(
                f"the options of layer {spec.provides!r} are no plain data (text, numbers, lists, mappings): {error}"
            ) from error
        return digest
