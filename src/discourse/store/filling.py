"""Documents into a folder of tables, analyzed on the way if wanted.

What is in the folder already is not done again. Parts follow from the order of the sources alone, so that a run which
was interrupted and taken up again leaves the same bytes as one that was not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import attrs

from ..batches import as_document
from ..document import Document
from ..engines import Engine, Serial
from ..errors import FormatError, OptionError
from ..hookspecs import as_names
from ..periods import PERIODS, period_of
from ..pipeline import Pipeline, Travelling
from ..progress import Progress, State
from ..reading import Reading
from ..rows import each_document
from ..runs import Outcome
from .decoding import read_table
from .encoding import DOCUMENTS, content_digest, made_digest, only_wanted, short
from .folder import Folder
from .part_files import Part
from .parts import Filled, PartWriter
from .seen import Seen
from .settings import check_current, check_head, settings_of

PART_DOCUMENTS = 256  # two to four seconds of work, and some 40 MB of tables while they are filled
PART_CHARACTERS = 5_000_000
MOST_WAITING = 50_000  # documents of partitions that are not full
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"  # the name of what has no value in folders of Parquet, since Apache Hive

Place = str


@attrs.frozen
class Written:
    """What came of writing documents to a folder of tables.

    Args:
        documents: How many were written now.
        failed: How many of these lack a result.
        already: How many were in the folder before, and were not done again.
        duplicates: How many were passed over since another one of their id had come before.
        parts: How many parts were added.
    """

    documents: int
    failed: int
    already: int
    duplicates: int
    parts: int


class Filling:
    """One run of writing documents into a folder.

    Args:
        folder: The folder.
        sources: Documents, or texts where there is a pipeline.
        pipeline: Analyzes them; None for documents that are written as they are.
        layers: The layers to write; none for all.
        partition_by: Metadata fields, or periods, by which parts lie in folders of their own.
        part_size: Most documents of a part.
        on_duplicate: "raise" or "skip".
    """

    def __init__(
        self,
        folder: Folder,
        sources: Iterable[str | Document],
        pipeline: Pipeline | None,
        layers: tuple[str, ...],
        partition_by: tuple[str, ...],
        part_size: int,
        on_duplicate: Literal["raise", "skip"],
    ) -> None:
        self._folder = folder
        self._sources = sources
        self._pipeline = pipeline
        self._layers = layers
        self._keys = partition_by
        self._part_size = part_size
        self._on_duplicate = on_duplicate
        self._before = Seen()
        self._now = Seen()
        self._of_others = Seen()  # what others have written since this run began
        self._given: deque[tuple[Place, Sequence[Document]]] = deque()
        self._problem: Exception | None = None
        self.written: Written = Written(0, 0, 0, 0, 0)

    def run(self, engine: Engine) -> Iterator[Written]:
        """Write all, and give what is written so far after each part."""
        self._look_at(self._folder.parts())
        with self._folder.desk() as desk:
            writer = PartWriter(str(desk), self._layers, work_of(self._pipeline, engine))
            results = engine.map(writer, self._batches(), lambda document: self._lost(writer, document))
            try:
                for filled in results:
                    self._put(filled)
                    yield self.written
            finally:
                if isinstance(results, Generator):
                    results.close()
        if self._problem is not None:
            raise self._problem

    # What comes in

    def _batches(self) -> Iterator[Sequence[Document]]:
        """Give the documents that are not done yet, a part at a time; each goes to one place.

        An error of the sources is kept until what came before it is written.
        """
        waiting: dict[Place, list[Document]] = {}
        characters: dict[Place, int] = {}
        held = 0
        try:
            for document in map(as_document, self._sources):
                if not self._is_new(document):
                    continue
                place = self._place(document)
                batch = waiting.setdefault(place, [])
                batch.append(document)
                held += 1
                characters[place] = characters.get(place, 0) + len(document.text)
                if len(batch) >= self._part_size or characters[place] >= PART_CHARACTERS:
                    self._given.append((place, waiting.pop(place)))
                    del characters[place]
                    held -= len(batch)
                    yield batch
                elif held > MOST_WAITING:
                    raise OptionError(
                        f"more than {MOST_WAITING:,} documents wait for their parts to be full: partition_by "
                        f"{', '.join(self._keys)} makes too many folders for documents in this order. Sort them by it, "
                        f"choose fields with fewer values, or a smaller part_size"
                    )
        except Exception as error:
            self._problem = error
            return
        for place, batch in sorted(waiting.items()):
            self._given.append((place, batch))
            yield batch

    def _is_new(self, document: Document) -> bool:
        """Say whether a document is to be written.

        Raises:
            FormatError: If another document of its id is there, or has come before.
        """
        if self._pipeline is not None:
            self._pipeline._check(document)
        else:
            check_layers(document, self._layers)
        digest = self._digest(document)
        known = self._before.digest_of(document.id)
        twice = self._now.digest_of(document.id) is not None
        self._now.add(document.id, digest)
        if known == digest and not twice:
            self._count(already=1)
            return False
        if known is None and not twice:
            return True
        if self._on_duplicate == "raise":
            raise FormatError(
                f"two documents have the id {document.id!r}"
                if twice
                else f"{self._folder.path} holds another document {document.id!r}: its text, its metadata or what made "
                f"its layers are not those of this one"
            )
        self._count(duplicates=1)
        return False

    def _digest(self, document: Document) -> str:
        content = content_digest(document)
        if self._pipeline is not None:
            return content
        return short([content, made_digest(only_wanted(document, self._layers))])

    def _place(self, document: Document) -> Place:
        return "/".join(f"{quote(key, safe=' ')}={quote(key_value(document, key), safe=' ')}" for key in self._keys)

    # What goes out

    def _put(self, filled: Sequence[Filled]) -> None:
        """Put what was made of a batch in its place; tell plugins of failures."""
        place, batch = self._given.popleft()
        documents = {document.id: document for document in batch}
        for one in filled:
            if self._pipeline is not None:
                for name, failure in one.failures:
                    self._pipeline.registry.document_failed(documents[name], failure)
            put = self._folder.put(
                one.part, place, look=self._look_at_others, check=partial(self._check_others, documents)
            )
            if put is None:
                self._count(already=one.part.documents)
            else:
                self._count(documents=put.documents, failed=put.entry["failed"], parts=1)

    def _lost(self, writer: PartWriter, document: Document) -> Filled:
        """Return the part of a document that no worker survives."""
        pipeline = self._pipeline
        made = [pipeline._lost(document) if pipeline is not None else Outcome(document, ())]
        return attrs.evolve(writer, work=lambda _: made)([document])[0]

    def _look_at(self, parts: Iterable[Part]) -> None:
        for part in parts:
            self._before.update(self._digests_in(part))

    def _look_at_others(self, parts: Iterable[Part]) -> None:
        for part in parts:
            rows = self._digests_in(part)
            self._before.update(rows)
            self._of_others.update(rows)

    def _check_others(self, names: Iterable[str]) -> None:
        """Refuse documents that somebody else has written meanwhile."""
        for name in names:
            if self._of_others.digest_of(name) is not None:
                raise FormatError(f"somebody else has written document {name!r} to {self._folder.path} meanwhile")

    def _digests_in(self, part: Part) -> list[tuple[str, str]]:
        table = read_table(part.table(DOCUMENTS), ["document", "content", "made"])
        ids, contents, made = (table.column(name).to_pylist() for name in ("document", "content", "made"))
        if self._pipeline is not None:
            return list(zip(ids, contents, strict=True))
        return [(name, short([content, by])) for name, content, by in zip(ids, contents, made, strict=True)]

    def _count(self, **more: int) -> None:
        self.written = attrs.evolve(self.written, **{name: getattr(self.written, name) + n for name, n in more.items()})


def check_layers(document: Document, layers: Iterable[str]) -> None:
    """Refuse a document that lacks a layer which no analyzer failed to make."""
    failed = {failure.layer for failure in document.failures}
    for name in layers:
        if name not in failed:
            document[name]  # raises, and says what there is


def work_of(pipeline: Pipeline | None, engine: Engine) -> Callable[[Sequence[Document]], list[Outcome]]:
    """Return what analyzes documents, here or in another process; for documents that are ready, nothing is done."""
    if pipeline is None:
        return ready
    return pipeline._run if isinstance(engine, Serial) else Travelling(pipeline)


def ready(documents: Sequence[Document]) -> list[Outcome]:
    return [Outcome(document, ()) for document in documents]


def key_value(document: Document, key: str) -> str:
    """Return the value by which a document is put into a folder: of a metadata field, or its period."""
    value = period_of(document, key) if key in PERIODS else document.metadata.get(key)
    return NO_VALUE if value is None or value == "" else str(value)


def fill(
    sources: Iterable[str | Document],
    folder: str | Path,
    *,
    pipeline: Pipeline | None,
    layers: Iterable[str],
    engine: Engine,
    partition_by: Iterable[str],
    part_size: int,
    on_duplicate: Literal["raise", "skip"],
    progress: Callable[[State], object] | None,
) -> Written:
    """Do what `discourse.tables.write` says."""
    keys = as_names(partition_by)
    if type(part_size) is not int or part_size < 1:
        raise OptionError(f"part_size is a whole number of at least 1, not {part_size!r}")
    if on_duplicate not in ("raise", "skip"):
        raise OptionError(f"on_duplicate is 'raise' or 'skip', not {on_duplicate!r}")
    place = Folder(folder)
    settings = {"partition_by": list(keys), "pipeline": None if pipeline is None else settings_of(pipeline)}
    head = place.begin(settings)
    check_head(place, head, settings)
    if pipeline is not None:
        check_current(place, pipeline)
    filling = Filling(place, each_source(sources, pipeline), pipeline, as_names(layers), keys, part_size, on_duplicate)
    told = Progress(sources if isinstance(sources, Reading) else None)
    before = Written(0, 0, 0, 0, 0)
    for written in filling.run(engine):
        done = written.documents + written.already
        told.add(done - before.documents - before.already, written.failed - before.failed)
        before = written
        if progress is not None:
            progress(told.state())
    return filling.written


def each_source(sources: Iterable[str | Document], pipeline: Pipeline | None) -> Iterable[str | Document]:
    """Return the sources, which are documents where no pipeline analyzes them."""
    if pipeline is None:
        return each_document(sources)  # type: ignore[arg-type]  # which it is there to check
    if isinstance(sources, str | Document):
        return [sources]
    return sources
