"""Makes what is out of date in a folder again, and nothing else: part by part, each in the place of the old one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from ..document import Document
from ..engines import Engine
from ..errors import EngineError, PlanError
from ..pipeline import Pipeline, Travelling
from ..progress import Progress, State
from ..runs import Outcome
from .folder import Folder
from .layer_status import LayerStatus, status_of, statuses_in, why_unknown
from .part_files import Part
from .parts import Filled, PartWriter
from .reading import StoredPart
from .settings import settings_of


def updated(folder: Folder, pipeline: Pipeline, engine: Engine, *, retry_failed: bool = False) -> Iterator[Part]:
    """Make what is out of date or missing again, part by part; give each new part when it has taken its place.

    Args:
        folder: The folder.
        pipeline: Makes it.
        engine: Where.
        retry_failed: Whether parts in which documents failed are made again too.

    Raises:
        PlanError: If a layer would be lost: it stands on one that is made again, and cannot be made itself.
    """
    old = folder.parts()
    whole = pipeline._evolved(layers=[*pipeline.layers, *remakable(old, pipeline)])
    makes = {step.spec.provides for step in whole.steps}
    stale: dict[tuple[str, ...], list[Part]] = {}  # by the layers that they shall have
    for part in old:
        if needs_update(statuses_in(part.entry, whole), makes, pipeline.layers, retry_failed):
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


def needs_update(
    statuses: Iterable[LayerStatus], makes: Collection[str], wanted: Collection[str], retry_failed: bool
) -> bool:
    """Say whether a layer has to be made again or for the first time.

    Args:
        statuses: How the layers of a part stand.
        makes: The layers that can be made.
        wanted: Those that shall be there.
        retry_failed: Whether what failed is tried again.

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
        found = (
            found
            or status.state == "outdated"
            or (status.state == "missing" and status.layer in wanted)
            or (status.state == "failed" and retry_failed and status.layer in makes)
        )
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
    path: str | Path,
    pipeline: Pipeline | None,
    engine: Engine,
    progress: Callable[[State], object] | None,
    *,
    retry_failed: bool,
) -> int:
    """Do what `discourse.tables.update` says."""
    folder = Folder(path)
    head = folder.head()
    folder.begin(head)
    chosen = pipeline or pipeline_of(head, folder.parts())
    told = Progress()
    for part in updated(folder, chosen, engine, retry_failed=retry_failed):
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
