"""Documents: immutable text with stand-off layers.

A `Document` holds a text and named layers over it; nothing is ever changed, `with_layer` and `without` make new
documents. What a layer is made of (`Annotation`, `Columns`, `Evidence` ...) is in `annotations`. Offsets are code
points, always.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import attrs

from .annotations import Annotation, Columns, Evidence, EvidenceColumns, Provenance
from .errors import LayerError, MissingLayerError, TextError, shortened, unknown
from .field_types import is_encodable
from .layer import Layer
from .layer_checks import check_contents
from .payloads import canonical_json
from .spans import Span

if TYPE_CHECKING:
    from .registry import Registry

__all__ = ["Annotation", "Columns", "Document", "Evidence", "EvidenceColumns", "Failure", "Layer", "Provenance", "Span"]

DEEPEST = 50  # levels of metadata

T = TypeVar("T")
R = TypeVar("R")


@attrs.frozen(slots=True)
class Failure:
    """An analyzer that gave no layer for a document.

    Args:
        analyzer: Its name.
        layer: The layer that is missing for it.
        kind: "error" if it raised; "skipped" if a layer that it needs is missing.
        message: What happened, without addresses or paths that would differ from run to run.
    """

    analyzer: str
    layer: str
    kind: Literal["error", "skipped"]
    message: str


@attrs.frozen(slots=True, init=False, eq=False, repr=False)
class Document:
    """A text, what is known of it, and the layers over it.

    Args:
        text: Any text that can be encoded; it is never normalized.
        id: A name that is unique in your collection; by default a digest of the text.
        metadata: JSON values that describe it: title, date, author, outlet, url, language ...

    Raises:
        TextError: If the text holds a lone surrogate (the message names the index), or metadata are no JSON values.

    Example:
        >>> document = Document("The levy works.", "note-1", {"date": "2024-05-14"})
        >>> document.slice(Span(4, 8)), document.layers, document.metadata["date"]
        ('levy', (), '2024-05-14')
    """

    text: str
    id: str
    metadata: Mapping[str, Any]
    failures: tuple[Failure, ...]
    _layers: dict[str, Layer[Any]]
    _derived: dict[Any, Any]

    def __init__(self, text: str, id: str | None = None, metadata: Mapping[str, Any] | None = None) -> None:
        if not isinstance(text, str):
            raise TextError(f"the text of a document is a str, not {type(text).__name__}; decode bytes first")
        if id is not None and not (isinstance(id, str) and id and is_encodable(id)):
            raise TextError(f"the id of a document is a str that is not empty and can be encoded, not {id!r}")
        try:
            data = text.encode()
        except UnicodeEncodeError as error:
            raise TextError(
                f"the text cannot be encoded: a lone surrogate ({text[error.start]!r}) at index {error.start}. "
                f"Decode the bytes with their own encoding, or replace it."
            ) from None
        name = hashlib.blake2b(data, digest_size=8).hexdigest() if id is None else id
        self._set(text, name, frozen_metadata({} if metadata is None else metadata), (), {}, {})

    def _set(self, *fields: Any) -> Document:
        self.__attrs_init__(*fields)
        return self

    def _grown(self, layers: dict[str, Layer[Any]], failures: tuple[Failure, ...]) -> Document:
        """Return a document of the same text with other layers; what was derived from the old ones stays shared."""
        return object.__new__(Document)._set(self.text, self.id, self.metadata, failures, layers, self._derived)

    def _afresh(self) -> Document:
        """Return the same document without what was derived from it, which takes forty times the memory of the text."""
        return object.__new__(Document)._set(self.text, self.id, self.metadata, self.failures, self._layers, {})

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of the layers, in the order in which they came."""
        return tuple(self._layers)

    def __contains__(self, name: object) -> bool:
        return name in self._layers

    def __getitem__(self, name: str) -> Layer[Any]:
        try:
            return self._layers[name]
        except KeyError:
            raise MissingLayerError(self._no_layer(name)) from None

    def _no_layer(self, name: str) -> str:
        for failure in self.failures:
            if failure.layer == name:
                return f"no layer {name!r}: analyzer {failure.analyzer!r} gave none ({failure.message})"
        return unknown("layer", name, self._layers, advice=f"To compute it: discourse.analyze(document, {name!r}).")

    def layer(self, name: str, payload: type[T]) -> Layer[T]:
        """Return a layer, typed: an editor and a type checker know the fields of its values.

        Args:
            name: Name of the layer.
            payload: The class of its values.

        Raises:
            MissingLayerError: If there is no such layer; the message lists those that are there.
            LayerError: If its values are of another class.
        """
        found = self[name]
        if found.payload is not payload:
            raise LayerError(f"layer {name!r} holds {found!r}, not values of {payload.__name__}")
        return found

    def slice(self, span: Span) -> str:
        """Return the text of a span."""
        return self.text[span.start : span.end]

    def with_layer(self, layer: Layer[Any]) -> Document:
        """Return a document that has one more layer.

        Raises:
            LayerError: If there is a layer of that name, if it or its evidence reaches beyond the text, or if a value
                is not sound.
        """
        if layer.name in self._layers:
            raise LayerError(
                f"the document has a layer {layer.name!r} already; layers are written once. Give it another name, "
                f"or use document.without({layer.name!r})"
            )
        if layer.ends and layer._reach[-1] > len(self.text):
            raise LayerError(
                f"layer {layer.name!r} reaches to {layer._reach[-1]}, but the text of document {self.id!r} has "
                f"{len(self.text)} characters"
            )
        check_contents(layer, len(self.text))
        return self._grown({**self._layers, layer.name: layer}, self.failures)

    def without(self, *names: str) -> Document:
        """Return a document without some layers, and without those that were made from them.

        Raises:
            MissingLayerError: If there is no such layer.
        """
        dropped = set()
        for name in names:
            dropped.add(self[name].name)
        while more := {
            layer.name
            for layer in self._layers.values()
            if layer.provenance and layer.name not in dropped
            and any(name in dropped for name, _ in layer.provenance.inputs)
        }:  # fmt: skip
            dropped |= more
        return self._grown({n: layer for n, layer in self._layers.items() if n not in dropped}, self.failures)

    def only(self, *names: str) -> Document:
        """Return a document with just the layers named; what they were made from stays named in their provenance.

        Raises:
            MissingLayerError: If there is no such layer.
        """
        return self._grown({name: self[name] for name in dict.fromkeys(names)}, self.failures)

    def derive(self, function: Callable[[Document], R], *layers: str) -> R:
        """Return `function(document)`, computed once for this text and these layers and shared by all analyzers.

        Args:
            function: A pure function of the text and the named layers, such as the lower-cased words of the tokens.
            layers: The layers it reads.
        """
        read = tuple(self[name] for name in layers)
        key = (function, tuple(map(id, read)))
        try:
            return cast(R, self._derived[key][0])
        except KeyError:
            result = function(self)
            self._derived[key] = (result, read)  # the layers are kept alive, so that no other takes over their id
            return result

    def to_json(self) -> str:
        """Return the document with its layers as one line of JSON (see `discourse.storage`)."""
        from .storage import to_json

        return to_json(self)

    def to_html(self, *, layers: Iterable[str] | None = None, registry: Registry | None = None) -> str:
        """Return the document as one self-contained HTML page (see `discourse.report`).

        Args:
            layers: The layers to show; by default those whose views do not say that people need not see them.
            registry: Where the views are; by default the registry of this program.

        Raises:
            MissingLayerError: If it lacks a layer that was asked for.
        """
        from .report import to_html

        return to_html(self, layers=layers, registry=registry)

    def _repr_html_(self) -> str:
        """Show the page in a notebook, in a frame of its own."""
        from .report import to_frame

        return to_frame(self)

    @classmethod
    def from_json(cls, data: str | bytes, *, registry: Registry | None = None) -> Document:
        """Read what `to_json` wrote; layers of plugins that are not installed are kept.

        Args:
            data: The JSON, as text or as UTF-8.
            registry: Where the classes of values are looked up; by default the registry of this program.

        Raises:
            FormatError: If it is no such JSON; the message says where.
        """
        from .storage import from_json

        return from_json(data, registry=registry)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return (
            (self.text, self.id, self.failures) == (other.text, other.id, other.failures)
            and list(self._layers.items()) == list(other._layers.items())
            and canonical_json(thawed(self.metadata)) == canonical_json(thawed(other.metadata))  # 1 is not True
        )

    def __hash__(self) -> int:
        return hash((self.text, self.id, frozenset(self._layers.items())))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.text, self.id, thawed(self.metadata), self.failures, self._layers)

    def __repr__(self) -> str:
        start = self.text[:40] + ("…" if len(self.text) > 40 else "")
        return f"<Document {self.id!r}: {start!r}, layers: {', '.join(self._layers) or 'none'}>"


def _restored(
    text: str, id: str, metadata: Mapping[str, Any], failures: tuple[Failure, ...], layers: dict[str, Layer[Any]]
) -> Document:
    """Make a document again in another process; all was checked where it was made."""
    return object.__new__(Document)._set(text, id, frozen_metadata(metadata), failures, layers, {})


def frozen_metadata(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return metadata that nobody can change: mappings read-only, lists as tuples."""
    if not isinstance(metadata, Mapping):
        raise TextError(f"metadata are a mapping of names to JSON values, not {type(metadata).__name__}")
    return cast("Mapping[str, Any]", frozen(metadata, "metadata"))


def frozen(value: Any, where: str, depth: int = 0) -> Any:
    if depth > DEEPEST:
        raise TextError(f"metadata are nested too deeply: more than {DEEPEST} levels")
    if isinstance(value, Mapping):
        for key in value:
            if not (isinstance(key, str) and is_encodable(key)):
                raise TextError(f"{where}: names are str that can be encoded, not {key!r}")
        return MappingProxyType({key: frozen(item, f"{where}[{key!r}]", depth + 1) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(item, f"{where}[{index}]", depth + 1) for index, item in enumerate(value))
    if value is None or type(value) in (bool, int):
        return value
    if type(value) is str and is_encodable(value):
        return value
    if type(value) is float and value - value == 0.0:
        return value
    raise TextError(
        f"{where} is {shortened(value)}; allowed are JSON values: text, finite numbers, true, false, None, lists"
    )


def thawed(value: Any) -> Any:
    """Return frozen metadata as plain dicts and lists."""
    if isinstance(value, Mapping):
        return {key: thawed(item) for key, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, tuple) else value
