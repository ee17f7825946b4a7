"""Small plugins, payloads and analyzers for the tests of the core.

A toy text is words with blanks between them. Nothing here knows a shipped plugin, so that these tests fail only where
the core is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Literal

import attrs

import discourse
from discourse import AnalyzerSpec, Annotation, Columns, Document, Evidence, Layer, Resource, Span, Table, View


@attrs.frozen
class Word:
    kind: Literal["low", "capital", "other"]


@attrs.frozen
class Shout:
    strength: float


@attrs.frozen
class Pair:
    first: Span
    second: Span | None = None


@attrs.frozen
class Size:
    value: float
    unit: str | None


@attrs.frozen
class Everything:
    """Every type that a field may have."""

    text: str
    whole: int
    real: float
    truth: bool
    nothing: None
    choice: Literal["yes", "no", 3, True, None]
    span: Span
    size: Size
    maybe_text: str | None
    maybe_span: Span | None
    maybe_size: Size | None
    maybe_choice: Literal["a", "b"] | None
    texts: tuple[str, ...]
    reals: tuple[float, ...]
    spans: tuple[Span, ...]
    sizes: tuple[Size, ...]
    rows: tuple[tuple[int | None, ...], ...]
    exact: float = attrs.field(default=0.0, metadata={"exact": True})
    schema_version: ClassVar[int] = 2


SAMPLE = Everything(
    "a", 1, 0.5, True, None, 3, Span(0, 1), Size(1.0, None), None, Span(1, 2), Size(2.0, "km"), "b", ("a", "ü"),
    (0.5, -0.5), (Span(0, 1),), (Size(2.0, None),), ((1, None), ()), 1e-9,
)  # fmt: skip

WORD = re.compile(r"\w+")


def kind_of(word: str) -> Literal["low", "capital", "other"]:
    if word[0].isupper():
        return "capital"
    return "low" if word[0].islower() else "other"


class Words:
    """Words as columns; `smallest` is the length of the shortest that counts."""

    def __init__(self, *, smallest: int = 1) -> None:
        self.smallest = smallest

    def analyze(self, document: Document) -> Columns[Word]:
        found = [m for m in WORD.finditer(document.text) if len(m[0]) >= self.smallest]
        return Columns([m.start() for m in found], [m.end() for m in found], [Word(kind_of(m[0])) for m in found])


class Shouts:
    """Words in capitals, with how many letters they have over three, and the words as evidence."""

    def analyze(self, document: Document) -> Iterator[Annotation[Shout]]:
        for word in document["words"]:
            text = document.slice(word.span)
            if len(text) > 1 and text.isupper():
                yield Annotation(word.span, Shout(len(text) / 3), (Evidence(word.span, "capitals", len(text) / 7),))


class BatchShouts(Shouts):
    """The same, for many documents at a time."""

    def analyze_batch(self, documents: Iterable[Document]) -> list[list[Annotation[Shout]]]:
        return [list(self.analyze(document)) for document in documents]


class Pairs:
    """Pairs of neighbouring shouts; takes the layer `notes` for the first word if it is there."""

    def __init__(self, *, widest: int = 40) -> None:
        self.widest = widest

    def analyze(self, document: Document) -> list[Annotation[Pair]]:
        shouts = list(document["shouts"])
        found = []
        for before, after in pairwise(shouts):
            if after.span.end - before.span.start <= self.widest:
                found.append(Annotation(Span(before.span.start, after.span.end), Pair(before.span, after.span)))
        return found


class Raises:
    """Fails on documents whose text has `word`, after its first result."""

    def __init__(self, *, word: str = "BOOM") -> None:
        self.word = word

    def analyze(self, document: Document) -> Iterator[Annotation[Shout]]:
        yield Annotation(Span(0, 0), Shout(1.0))
        if self.word in document.text:
            raise RuntimeError(f"cannot bear {self.word} <object at 0x7f3b2c1d9e80>")


class RaisesInBatches(Raises):
    def analyze_batch(self, documents: Iterable[Document]) -> list[list[Annotation[Shout]]]:
        return [list(self.analyze(document)) for document in documents]


class Gives:
    """Gives what a function makes of a document; `seen` keeps the documents that it was shown."""

    def __init__(self, function: Callable[[Document], Any]) -> None:
        self.function = function
        self.seen: list[Document] = []

    def analyze(self, document: Document) -> Any:
        self.seen.append(document)
        return self.function(document)


class Counter:
    """An estimator with the conventions of scikit-learn: it learns how often each word stands in the documents."""

    def __init__(self, *, least: int = 1) -> None:
        self.least = least

    def fit(self, documents: Iterable[Document]) -> Counter:
        counts: dict[str, int] = {}
        for document in documents:
            for word in document["words"]:
                key = document.slice(word.span).lower()
                counts[key] = counts.get(key, 0) + 1
        self.counts_ = {key: count for key, count in sorted(counts.items()) if count >= self.least}
        return self

    def get_params(self) -> dict[str, int]:
        return {"least": self.least}

    def digest(self) -> str:
        return f"{self.least}:{self.counts_}"


class Rarities:
    """How rare each word is, by a model that has counted words."""

    def __init__(self, *, model: Counter, loud: bool = False) -> None:
        self.model = model
        self.loud = loud

    def analyze(self, document: Document) -> list[Annotation[Shout]]:
        words = document["words"]
        counts = [self.model.counts_.get(document.slice(word.span).lower(), 0) for word in words]
        return [Annotation(w.span, Shout(1 / (1 + c))) for w, c in zip(words, counts, strict=True)]


class Listed:
    """Words of the lists that plugins bring."""

    def __init__(self, *, lists: tuple[Resource, ...]) -> None:
        self.lists = lists
        self.words = {word: resource.name for resource in lists for word in resource.data}

    def analyze(self, document: Document) -> list[Annotation[Shout]]:
        spans = [word.span for word in document["words"] if document.slice(word.span) in self.words]
        return [Annotation(s, Shout(1.0), (Evidence(s, self.words[document.slice(s)]),)) for s in spans]


def spec(name: str, factory: Any, *, provides: str = "", payload: type[Any] = Shout, **more: Any) -> AnalyzerSpec:
    return AnalyzerSpec(
        name=name, version=more.pop("version", "1"), provides=provides or name, payload=payload, factory=factory, **more
    )


WORDS = spec("words", Words, payload=Word, view=View(label="Words", order=1, shown=False))
SHOUTS = spec("shouts", Shouts, requires=("words",), view=View(label="Shouting", order=2))
BATCH_SHOUTS = attrs.evolve(SHOUTS, factory=BatchShouts)
PAIRS = spec("pairs", Pairs, payload=Pair, requires=("shouts",), uses=("notes",))
RAISES = spec("raises", Raises)
AFTER_RAISES = spec("after", Shouts, requires=("raises", "words"))
RARITIES = spec("rarities", Rarities, requires=("words",), estimator=f"{__name__}:Counter")
LISTED = spec("listed", Listed, requires=("words",), resources=("lists",))


class Plugin:
    """A plugin that registers what it is given."""

    def __init__(self, *given: AnalyzerSpec | Resource, name: str = "toys") -> None:
        self.given = given
        self.__name__ = name
        self.failed: list[tuple[Document, discourse.Failure]] = []

    @discourse.hookimpl
    def discourse_register_analyzers(self, register: Callable[[AnalyzerSpec], None]) -> None:
        for entry in self.given:
            if isinstance(entry, AnalyzerSpec):
                register(entry)

    @discourse.hookimpl
    def discourse_register_resources(self, register: Callable[[Resource], None]) -> None:
        for entry in self.given:
            if isinstance(entry, Resource):
                register(entry)

    @discourse.hookimpl
    def discourse_document_failed(self, document: Document, failure: Any) -> None:
        self.failed.append((document, failure))


def registry(*given: AnalyzerSpec | Resource, strict: bool = True) -> discourse.Registry:
    """Return a registry that holds these and nothing else."""
    return discourse.Registry([Plugin(*given)], entry_points=False, strict=strict)


def pipeline(*given: AnalyzerSpec | Resource, layers: Iterable[str] = (), **arguments: Any) -> discourse.Pipeline:
    """Return a pipeline over these and nothing else; all their layers unless some are named."""
    names = tuple(layers) or tuple(entry.provides for entry in given if isinstance(entry, AnalyzerSpec))
    return discourse.Pipeline(*names, registry=registry(*given), **arguments)


def gives(name: str, function: Callable[[Document], Any], **more: Any) -> AnalyzerSpec:
    """Return an analyzer that gives what a function makes of a document."""
    return spec(name, lambda: Gives(function), **more)


def word_layer(name: str, *bounds: tuple[int, int]) -> Layer[Word]:
    return Layer(name, Word, [Annotation(Span(start, end), Word("low")) for start, end in bounds])


def shout_line(document: Document, annotation: Annotation[Shout]) -> str:
    return f"{document.slice(annotation.span)}!"


def shout_summary(document: Document, layer: Layer[Shout]) -> Table | None:
    return Table(("word",), tuple((document.slice(a.span),) for a in layer)) if len(layer) else None


def write_plugin(folder: Path, name: str, body: str, *, entry: str | None = None) -> None:
    """Write a module, and a distribution whose entry point it is, as installing it would."""
    (folder / f"{name}.py").write_text(body, encoding="utf-8")
    info = folder / f"{name}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[discourse.plugins]\n{entry or name} = {name}\n", encoding="utf-8")
