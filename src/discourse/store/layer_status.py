"""What of a folder would be made otherwise now.

What made a layer is kept with it: analyzer, version, a digest of options, resources and model, and the layers that it
was made from. A layer is out of date if one of these is not what it would be now, or a layer that it stands on is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import attrs

from ..document import Provenance
from ..pipeline import Pipeline
from .part_files import Part

State = Literal["current", "outdated", "missing", "failed", "brought", "unknown"]


@attrs.frozen
class LayerStatus:
    """How a layer of some documents of a folder stands to what would be made now.

    Args:
        layer: Its name.
        documents: Of how many documents that is said.
        state: "current"; "outdated"; "missing" where a document has it not, without a failure that says why; "failed"
            where there is one, be it now or with what it stands on; "brought" by a user; "unknown" where no plugin
            provides it, or its model is not at hand.
        analyzer: What made it: name and version; None for a layer that a user brought, or that is not there.
        reason: Why it is outdated or unknown; None otherwise.
    """

    layer: str
    documents: int
    state: State
    analyzer: str | None
    reason: str | None


def status_of(parts: Iterable[Part], pipeline: Pipeline) -> list[LayerStatus]:
    """Return how the layers of parts stand, sorted by their names."""
    counts: dict[LayerStatus, int] = {}
    for part in parts:
        for status in statuses_in(part.entry, pipeline):
            key = attrs.evolve(status, documents=0)
            counts[key] = counts.get(key, 0) + status.documents
    found = [attrs.evolve(status, documents=count) for status, count in counts.items()]
    return sorted(found, key=lambda status: (status.layer, status.state, status.analyzer or "", status.reason or ""))


def statuses_in(entry: Mapping[str, Any], pipeline: Pipeline) -> list[LayerStatus]:
    """Return how the layers of one part stand."""
    ways: Sequence[Mapping[str, Any]] = entry["made"]
    problems = {way["layer"]: problem for way in ways if (problem := problem_of(way, pipeline))}
    inputs = {way["layer"]: way["inputs"] or () for way in ways}
    found = []
    for way in ways:
        made = None if way["analyzer"] is None else f"{way['analyzer']} {way['version']}"
        reason = problem_of(way, pipeline) or problem_below(way["layer"], inputs, problems)
        state: State = "outdated" if reason else "current"
        if made is None:
            state, reason = "brought", None
        elif not reason and (unknown := why_unknown(way["layer"], pipeline)):
            state, reason = "unknown", unknown
        found.append(LayerStatus(way["layer"], way["documents"], state, made, reason))
    found += [LayerStatus(layer, count, "failed", None, None) for layer, count in entry["failed_layers"].items()]
    for layer in pipeline.layers:
        there = sum(way["documents"] for way in ways if way["layer"] == layer)
        lacking = entry["documents"] - there - entry["failed_layers"].get(layer, 0)
        if lacking > 0:
            found.append(LayerStatus(layer, lacking, "missing", None, None))
    return found


def problem_of(way: Mapping[str, Any], pipeline: Pipeline) -> str | None:
    """Say in what a layer differs from one that would be made now, by its own recipe."""
    if way["analyzer"] is None:
        return None
    inputs = tuple((name, "") for name in way["inputs"])
    return pipeline._freshness.problem(way["layer"], Provenance(way["analyzer"], way["version"], way["config"], inputs))


def problem_below(layer: str, inputs: Mapping[str, Sequence[str]], problems: Mapping[str, str]) -> str | None:
    """Say which of the layers that a layer stands on is out of date, None if none is."""
    waiting, seen = [*inputs.get(layer, ())], {layer}
    for name in waiting:
        if name in problems:
            return f"stands on layer {name!r}, which {problems[name]}"
        if name not in seen:
            seen.add(name)
            waiting += inputs.get(name, ())
    return None


def why_unknown(layer: str, pipeline: Pipeline) -> str | None:
    spec = pipeline._choices.provider(layer)
    if spec is None:
        return "no plugin provides it here"
    return None if pipeline._freshness.can_compare(spec) else "its model is not at hand"
