"""What of a folder would be made otherwise now, and making just that again.

What made a layer is kept with it: analyzer, version, a digest of options, resources and model, and the layers that it
was made from. A layer is out of date if one of these is not what it would be now, or a layer that it stands on is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import attrs

from ..document import Document, Provenance
from ..engines import Engine
from ..errors import EngineError, PlanError
from ..pipeline import Pipeline, Travelling
from ..progress import Progress
from ..progress import State as Progressing
from ..runs import Outcome
from .filling import settings_of
from .folder import Folder, Part
from .parts import Filled, PartWriter
from .reading import StoredPart

State = Literal["current", "outdated", "missing", "brought", "unknown"]


@attrs.frozen
class LayerStatus:
    """How a layer of some documents of a folder stands to what would be made now.

    Args:
        layer: Its name.
        documents: Of how many documents that is said.
        state: "current"; "outdated"; "missing" where a document has it not, without a failure that says why; "brought"
            by a user; "unknown" where no plugin provides it, or its model is not at hand.
        analyzer: What made it: name and version; None for a layer that a user brought, or that is missing.
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


# Making it again


def updated(folder: Folder, pipeline: Pipeline, engine: Engine) -> Iterator[Part]:
    """Make what is out of date or missing again, part by part; give each new part when it has taken its place.

    Raises:
        PlanError: If a layer would be lost: it stands on one that is made again, and cannot be made itself.
    """
    old = folder.parts()
    whole = pipeline._evolved(layers=[*pipeline.layers, *remakable(old, pipeline)])
    makes = {step.spec.provides for step in whole.steps}
    stale: dict[tuple[str, ...], list[Part]] = {}  # by the layers that they shall have
    for part in old:
        if needs_update(statuses_in(part.entry, whole), makes, pipeline.layers):
            layers = tuple(layer for layer in whole.layers if layer in (*pipeline.layers, *part.layers))
            stale.setdefault(layers, []).append(part)
    with folder.desk() as desk:
        for layers, parts in stale.items():
            yield from replaced(folder, parts, Replacing(str(desk), Travelling(whole._evolved(layers=layers))), engine)


def replaced(folder: Folder, parts: Sequence[Part], replacing: Replacing, engine: Engine) -> Iterator[Part]:
    """Make parts again and put each in the place of the old one."""
    batches = ([StoredPart(part, part.layers, replacing.work.pipeline.registry)] for part in parts)
    results = engine.map(replacing, batches, refuse)
    try:
        for part, filled in zip(parts, results, strict=True):
            place = part.path.parent.relative_to(folder.path).as_posix()
            for one in filled:
                put = folder.put(one.part, place)
                if put is not None:
                    yield put
    finally:
        if isinstance(results, Generator):
            results.close()


def remakable(parts: Iterable[Part], pipeline: Pipeline) -> list[str]:
    """Return the layers of parts that can be made here."""
    layers = sorted({layer for part in parts for layer in part.layers})
    return [layer for layer in layers if why_unknown(layer, pipeline) is None]


def needs_update(statuses: Iterable[LayerStatus], makes: Collection[str], wanted: Collection[str]) -> bool:
    """Say whether a layer has to be made again or for the first time.

    Args:
        statuses: How the layers of a part stand.
        makes: The layers that can be made.
        wanted: Those that shall be there.

    Raises:
        PlanError: If one that has to be made again cannot be.
    """
    found = False
    for status in statuses:
        if status.state == "outdated" and status.layer not in makes:
            raise PlanError(
                f"layer {status.layer!r} {status.reason}, and cannot be made again here: give its model, or install "
                f"its plugin"
            )
        found = found or status.state == "outdated" or (status.state == "missing" and status.layer in wanted)
    return found


@attrs.frozen
class Replacing:
    """Makes parts that take the place of old ones; travels to other processes."""

    desk: str
    work: Travelling

    def __call__(self, parts: Sequence[StoredPart]) -> list[Filled]:
        return [self._again(stored) for stored in parts]

    def _again(self, stored: StoredPart) -> Filled:
        kept = tuple(dict.fromkeys((*stored.layers, *self.work.pipeline.layers)))
        writer = PartWriter(self.desk, kept, Again(self.work), replaces=(stored.part.name,))
        return writer(stored)[0]


@attrs.frozen
class Again:
    """Makes the layers of documents again that are out of date, and those that are missing."""

    work: Travelling

    def __call__(self, documents: Sequence[Document]) -> list[Outcome]:
        pipeline = self.work.pipeline
        outcomes = self.work([without_stale(document, pipeline) for document in documents])
        return [attrs.evolve(outcome, document=in_order(outcome.document, pipeline)) for outcome in outcomes]


def without_stale(document: Document, pipeline: Pipeline) -> Document:
    stale = [name for name in document.layers if pipeline._freshness.is_stale(document, name)]
    return document.without(*stale) if stale else document


def in_order(document: Document, pipeline: Pipeline) -> Document:
    """Return a document with its layers in the order of the pipeline, behind those that it does not make."""
    made = [step.spec.provides for step in pipeline.steps]
    others = [name for name in document.layers if name not in made]
    return document.only(*others, *(name for name in made if name in document))


def refuse(stored: StoredPart) -> Filled:
    raise EngineError(f"{stored.part.path}: no worker process survives the documents of this part")


def status_of_folder(path: str | Path, pipeline: Pipeline | None) -> list[LayerStatus]:
    """Do what `discourse.tables.status` says."""
    folder = Folder(path)
    head = folder.head()
    parts = folder.parts()
    return status_of(parts, pipeline or pipeline_of(head, parts))


def update_folder(
    path: str | Path, pipeline: Pipeline | None, engine: Engine, progress: Callable[[Progressing], object] | None
) -> int:
    """Do what `discourse.tables.update` says."""
    folder = Folder(path)
    head = folder.head()
    folder.begin(head)
    chosen = pipeline or pipeline_of(head, folder.parts())
    told = Progress()
    for part in updated(folder, chosen, engine):
        told.add(part.documents, part.entry["failed"])
        if progress is not None:
            progress(told.state())
    if pipeline is not None:
        folder.change_head({**head, "pipeline": settings_of(pipeline)})
    return told.state().done


def pipeline_of(head: Mapping[str, Any], parts: Sequence[Part]) -> Pipeline:
    """Return the pipeline that a folder was made with, but for models, which it does not hold."""
    settings = dict(head["pipeline"] or {})
    settings.pop("models", None)
    layers = settings.pop("layers", None) or sorted({layer for part in parts for layer in part.layers})
    pipeline = Pipeline(**settings)
    return pipeline._evolved(layers=[layer for layer in layers if why_unknown(layer, pipeline) is None])
