"""From wanted layers to an order of analyzers.

The order follows from `requires`, `uses` and `provides` alone, never from the order of registration: ready analyzers
are taken sorted by name. Layers that a document brings are not made again, nor is what only they needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

import attrs

from .errors import PlanError, unknown
from .hookspecs import AnalyzerSpec
from .registry import Registry


@attrs.frozen
class Step:
    """One analyzer of a plan.

    Args:
        spec: The analyzer.
        required: Layers it cannot do without: the name it knows, and the name of the layer that it is given.
        used: The same for layers it takes if they are there.
    """

    spec: AnalyzerSpec
    required: tuple[tuple[str, str], ...]
    used: tuple[tuple[str, str], ...]


@attrs.frozen
class Choices:
    """What decides a plan beside the wanted layers.

    Args:
        registry: The analyzers there are.
        providers: Layer -> name of the analyzer that shall give it.
        inputs: Layer -> name of the layer that its dependants shall take instead, or its own name for a layer that
            nothing provides; the document must bring it unless an analyzer provides it.
    """

    registry: Registry
    providers: Mapping[str, str] = attrs.field(factory=dict)
    inputs: Mapping[str, str] = attrs.field(factory=dict)

    def provider(self, layer: str) -> AnalyzerSpec | None:
        """Return the analyzer that gives a layer, None if nothing does.

        Raises:
            PlanError: If several give it and none was chosen, or the chosen one does not give it.
        """
        candidates = self.registry.providers(layer)
        if layer in self.providers:
            return self._chosen(layer, self.providers[layer], candidates)
        regular = [spec for spec in candidates if not spec.alternative]
        if len(regular) > 1 or (candidates and not regular):
            names = [spec.name for spec in candidates]
            raise PlanError(
                f"layer {layer!r} is provided by {', '.join(names)}; choose one: providers={{{layer!r}: {names[0]!r}}}"
            )
        return regular[0] if regular else None

    def given(self, spec: AnalyzerSpec, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return the layers that an analyzer knows by some names: the name, and the layer that it is given for it.

        The analyzer that makes a replacement reads what it replaces.
        """
        replaced = {name: self.inputs.get(name, name) for name in names}
        return tuple((name, name if other == spec.provides else other) for name, other in replaced.items())

    def _chosen(self, layer: str, name: str, candidates: Iterable[AnalyzerSpec]) -> AnalyzerSpec:
        for spec in candidates:
            if spec.name == name:
                return spec
        raise PlanError(unknown(f"analyzer that provides {layer!r} named", name, [spec.name for spec in candidates]))

    def check(self) -> None:
        """Refuse names of layers in `providers` and `inputs` that nothing could ever take."""
        known = known_layers(self.registry)
        specs = self.registry.analyzers.values()
        read = {name for spec in specs for name in (*spec.requires, *spec.uses)}
        for layer in [*self.providers, *self.inputs]:
            if layer not in known and not (layer in self.inputs and layer in read):
                raise PlanError(unknown("layer", layer, known))
        for layer in self.providers:
            self.provider(layer)


def known_layers(registry: Registry) -> list[str]:
    """Return the names of all layers that analyzers provide, sorted."""
    return sorted({spec.provides for spec in registry.analyzers.values()})


def plan(wanted: Iterable[str], choices: Choices, present: Collection[str] = ()) -> tuple[Step, ...]:
    """Return the steps that give the wanted layers to a document that has some already.

    Args:
        wanted: Names of layers.
        choices: Analyzers, and what was chosen among them.
        present: Layers that the document has.

    Raises:
        PlanError: For a layer that nothing provides, several provide, or that needs itself; the message lists what
            there is and what was probably meant.
    """
    planned = closure(wanted, choices, present)
    available = {*planned, *present}
    steps = {layer: make_step(spec, choices, available) for layer, spec in planned.items()}
    graph = {
        layer: [given for _, given in (*step.required, *step.used) if given in steps] for layer, step in steps.items()
    }
    return tuple(steps[layer] for layer in ordered(graph, steps))


def closure(wanted: Iterable[str], choices: Choices, present: Collection[str]) -> dict[str, AnalyzerSpec]:
    """Return the layers to be made, with their analyzers: the wanted ones and what they require."""
    planned: dict[str, AnalyzerSpec] = {}
    waiting: list[tuple[str, AnalyzerSpec | None]] = [(layer, None) for layer in wanted]
    while waiting:
        layer, dependant = waiting.pop()
        if layer in planned or layer in present:
            continue
        spec = choices.provider(layer)
        if spec is None:
            if dependant and layer in choices.inputs.values():
                continue  # the document brings it, or the step is skipped
            needed_by = f", which analyzer {dependant.name!r} requires" if dependant else ""
            raise PlanError(unknown("layer", layer, known_layers(choices.registry)).replace(";", f"{needed_by};", 1))
        planned[layer] = spec
        waiting += [(given, spec) for _, given in choices.given(spec, spec.requires)]
    return planned


def make_step(spec: AnalyzerSpec, choices: Choices, available: Collection[str]) -> Step:
    used = tuple(pair for pair in choices.given(spec, spec.uses) if pair[1] in available)
    return Step(spec, choices.given(spec, spec.requires), used)


def ordered(graph: Mapping[str, Iterable[str]], steps: Mapping[str, Step]) -> list[str]:
    """Sort layers so that each stands behind what it needs; those that are ready together by analyzer name."""
    sorter = TopologicalSorter({layer: sorted(needs) for layer, needs in sorted(graph.items())})
    try:
        sorter.prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        raise PlanError(
            "the analyzers need each other in a circle: "
            + " needs ".join(f"{layer!r}" for layer in circle)
            + f"; analyzers: {', '.join(sorted({steps[layer].spec.name for layer in circle}))}"
        ) from None
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda layer: steps[layer].spec.name)
        order += ready
        sorter.done(*ready)
    return order
