"""What the results of a pipeline depend on, gathered from its registry, its plan and its analyzers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from .errors import OptionError
from .frozen import Frozen, FrozenResource, FrozenStep, release
from .hookspecs import AnalyzerSpec
from .pipeline import Pipeline
from .planning import Step
from .registry import Registry, resource_digest


def freeze(pipeline: Pipeline) -> Frozen:
    """Return what the results of a pipeline depend on.

    Args:
        pipeline: The pipeline; what is frozen is how it treats documents that bring no layers.

    Raises:
        NotFittedError: If a layer needs a model that the pipeline does not have.
        OptionError: For an option that JSON cannot hold as it is.
    """
    pipeline._analyzers.require_models(step.spec for step in pipeline.steps)
    return state_of(pipeline)


def state_of(pipeline: Pipeline) -> Frozen:
    """Return what the results of a pipeline depend on, whether or not it has all its models."""
    specs = [step.spec for step in pipeline.steps]
    changed = {spec.provides: pipeline._analyzers.changed_options(spec) for spec in specs}
    origins = {spec.name: info.name for info in pipeline.registry.plugins for spec in info.analyzers}
    return Frozen(
        software=software_versions(),
        plugins=plugins_behind(pipeline.registry, specs),
        layers=pipeline.layers,
        options={layer: plain(options, layer) for layer, options in changed.items() if options},
        inputs=dict(pipeline._choices.inputs),
        resources=resources_of(pipeline.registry, specs),
        steps=tuple(frozen_step(pipeline, step, origins[step.spec.name]) for step in pipeline.steps),
    )


def found_in(registry: Registry, frozen: Frozen) -> Frozen:
    """Return what can be told of a frozen pipeline that cannot be made again; the rest is taken to be as it was."""
    specs = [registry.analyzers[step.analyzer] for step in frozen.steps if step.analyzer in registry.analyzers]
    versions = {spec.name: spec.version for spec in specs}
    return attrs.evolve(
        frozen,
        software=software_versions(),
        plugins=plugins_behind(registry, specs),
        resources=resources_of(registry, specs),
        steps=tuple(
            attrs.evolve(step, version=versions[step.analyzer]) for step in frozen.steps if step.analyzer in versions
        ),
    )


def frozen_step(pipeline: Pipeline, step: Step, plugin: str) -> FrozenStep:
    spec, analyzers = step.spec, pipeline._analyzers
    model = analyzers.model_of(spec)
    return FrozenStep(
        layer=spec.provides,
        analyzer=spec.name,
        version=spec.version,
        plugin=plugin,
        reads=tuple(given for _, given in (*step.required, *step.used)),
        resources=spec.resources,
        config=analyzers.config_digest(spec),
        model=None if model is None else str(model.digest()),
        folder=analyzers.folder_of(model),
    )


def software_versions() -> dict[str, str]:
    """Return versions of what every analyzer stands on: Python for its tables of characters, numpy for its sums."""
    from importlib.metadata import version

    from . import __version__

    return {
        "discourse-analysis": __version__,
        "numpy": release(version("numpy")),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
    }


def plugins_behind(registry: Registry, specs: Iterable[AnalyzerSpec]) -> dict[str, str]:
    """Return the plugins of analyzers and of the resources that these are given, with their origin."""
    wanted = list(specs)
    names = {spec.name for spec in wanted}
    kinds = {kind for spec in wanted for kind in spec.resources}
    return {
        info.name: info.origin
        for info in registry.plugins
        if any(spec.name in names for spec in info.analyzers) or any(found.kind in kinds for found in info.resources)
    }


def resources_of(registry: Registry, specs: Iterable[AnalyzerSpec]) -> tuple[FrozenResource, ...]:
    found = []
    for kind in sorted({kind for spec in specs for kind in spec.resources}):
        for resource in registry.resources(kind):
            _, name, version, digest = resource_digest(resource)
            found.append(FrozenResource(kind=kind, name=name, version=version, digest=digest))
    return tuple(found)


def plain(value: Any, layer: str) -> Any:
    """Return an option as JSON gives it back.

    Raises:
        OptionError: For a mapping from anything but text, which would come back as one from text.
    """
    if isinstance(value, Mapping):
        for name in value:
            if not isinstance(name, str):
                raise OptionError(f"an option of layer {layer!r} maps from {name!r}; only text can be frozen there")
        return {name: plain(entry, layer) for name, entry in value.items()}
    return [plain(entry, layer) for entry in value] if isinstance(value, list | tuple) else value
