"""Corrected annotations back in: a file of an annotation tool becomes layers that a user brings.

    document = discourse.read_reviewed(document, "op-ed.ann")
    Pipeline("targets", inputs={"entities": "entities.reviewed"})(document)

A layer comes back under its name and ".reviewed", without provenance: people made it. Payload classes are looked up in
the document and the registry, never in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .corrections import Correction
from .document import Annotation, Document, Evidence, Layer
from .errors import DiscourseError, FormatError, OptionError, SourceError, shortened, unknown
from .field_types import JSON, FieldType, is_encodable
from .layer_checks import problem_of_evidence
from .payloads import PayloadSchema, UnknownPayload, schema_of
from .storage import evidence_from, opaque_value
from .tags import may_be_none, tag_of, value_of

if TYPE_CHECKING:
    from .registry import Registry

Defaults = Mapping[str, Mapping[str, Any]]


def read_reviewed(
    document: Document,
    path: str | Path,
    *,
    defaults: Defaults | None = None,
    suffix: str = "reviewed",
    registry: Registry | None = None,
) -> Document:
    """Return a document with the layers that annotators have corrected, as "frames.reviewed".

    Annotations may have been added, taken away, moved and changed. What was not touched comes back as it was, with its
    evidence. In brat an attribute that was changed wins over the note, and one that was taken away means None where the
    field may be None.

    Args:
        document: The document that was written, with or without the layers; its text has to be the same.
        path: The file, `.ann` (brat) or `.jsonld` (Web Annotation).
        defaults: Values by layer and field for annotations that were added: `{"frames": {"codebook": "policy"}}`.
            They win over the defaults of the class. A field that may be None and is not given is None.
        suffix: What the names of the layers get behind a dot.
        registry: Where payloads are looked up; by default the registry of this program.

    Raises:
        FormatError: For what cannot be read or does not fit; the message names file, line or annotation, what is
            allowed, and what to write.
        OptionError: For defaults of an unknown layer or field, and for a suffix that is no text.
        LayerError: If the document has such a layer already.
        SourceError: If there is no such file.
    """
    from .formats import CORRECTIONS
    from .registry import default_registry

    file = Path(path)
    if not (isinstance(suffix, str) and suffix and is_encodable(suffix)):
        raise OptionError(f"suffix is a text that is not empty, such as 'reviewed', not {suffix!r}")
    reader = CORRECTIONS.get(file.suffix.lower())
    if reader is None:
        raise FormatError(f"{file}: " + unknown("reader of corrections for suffix", file.suffix, CORRECTIONS))
    payloads = Payloads(document, registry or default_registry())
    check_defaults(defaults or {}, payloads)
    try:
        found = reader(document, file)
    except OSError as error:
        if isinstance(error, DiscourseError):
            raise
        raise SourceError(f"cannot read {file}: {error.strerror or error}") from error
    if not found.layers and not found.entries:
        raise FormatError(f"{file}: it holds no annotation and names no layer; is it the file that was corrected?")
    layers: dict[str, list[Annotation[Any]]] = {}
    for name in found.layers:
        payloads.of(name, str(file))
        layers[name] = []
    for entry in found.entries:
        payload = payloads.of(entry.layer, entry.where)
        given = (defaults or {}).get(entry.layer, {})
        layers.setdefault(entry.layer, []).append(annotation_of(entry, payload, given, len(document.text)))
    for name, content in layers.items():
        document = document.with_layer(Layer(f"{name}.{suffix}", payloads.of(name, str(file)), content))
    return document


class Payloads:
    """Finds the payload of a layer: that of the document, or of what provides it."""

    def __init__(self, document: Document, registry: Registry) -> None:
        self._document = document
        self._registry = registry

    def of(self, layer: str, where: str) -> type[Any] | UnknownPayload:
        if layer in self._document:
            return self._document[layer].payload
        providers = self._registry.providers(layer)
        if not providers:
            known = sorted({*self._document.layers, *(s.provides for s in self._registry.analyzers.values())})
            raise FormatError(f"{where}: " + unknown("layer", layer, known))
        return providers[0].payload


def check_defaults(defaults: Defaults, payloads: Payloads) -> None:
    if not (isinstance(defaults, Mapping) and all(isinstance(fields, Mapping) for fields in defaults.values())):
        raise OptionError(f"defaults are values by layer and field, {{'NAME': {{'field': 1}}}}, not {defaults!r}")
    for layer, fields in defaults.items():
        try:
            payload = payloads.of(layer, "defaults")
        except FormatError as error:
            raise OptionError(str(error)) from None
        known = () if isinstance(payload, UnknownPayload) else tuple(schema_of(payload).fields)
        for field in fields:
            if field not in known:
                raise OptionError(f"defaults of layer {layer!r}: " + unknown("field", field, known))


def annotation_of(
    entry: Correction, payload: type[Any] | UnknownPayload, defaults: Mapping[str, Any], length: int
) -> Annotation[Any]:
    """Make the annotation that an entry of a file describes."""
    where = f"{entry.where}, layer {entry.layer!r}"
    note = checked_note(entry.note, payload, where)
    try:
        if isinstance(payload, UnknownPayload):
            value = opaque_from(entry, note, payload, where)
        else:
            schema = schema_of(payload)
            value = schema.decode(plain_value(entry, note.get("value", {}), schema, defaults, where))
            if (reach := schema.reach((value,))) > length:
                raise FormatError(
                    f"{where}: the value has a span that reaches to {reach}, but the text has {length} characters"
                )
        evidence = evidence_of(note.get("evidence", []), where, length)
    except FormatError:
        raise
    except (DiscourseError, TypeError, ValueError) as error:
        raise FormatError(f"{where}: {error}") from error
    return Annotation(entry.span, value, evidence)


def checked_note(
    note: Mapping[str, JSON] | None, payload: type[Any] | UnknownPayload, where: str
) -> Mapping[str, JSON]:
    """Return what was written of an annotation; nothing of it where people have given it to another layer since."""
    if note is None:
        return {}
    keys = ("payload", "schema", "value", "evidence")
    for key in note:
        if key not in keys:
            raise FormatError(f"{where}: its note: {unknown('key', key, keys)}")
    name, number = (
        (payload.name, payload.schema_version)
        if isinstance(payload, UnknownPayload)
        else (schema_of(payload).name, schema_of(payload).schema_version)
    )
    if note.get("payload", name) != name:
        return {}
    given = note.get("schema", number)
    if type(given) is not int or given < 1:
        raise FormatError(f"{where}: a schema is a whole number from 1, not {shortened(given)}")
    if given > number:
        raise FormatError(f"{where}: it was written with schema {given} of {name}; here is {number}. Update the plugin")
    return note


def opaque_from(entry: Correction, note: Mapping[str, JSON], payload: UnknownPayload, where: str) -> Any:
    if entry.tags or "value" not in note:
        raise FormatError(
            f"{where}: the plugin of {payload.name} is not installed; without it annotations can be moved and "
            f"taken away, but not added, and no attribute changed"
        )
    return opaque_value(note["value"])


def plain_value(
    entry: Correction, written: JSON, schema: PayloadSchema, defaults: Mapping[str, Any], where: str
) -> JSON:
    """Put a value together: what was written, the tags over it, and defaults where both are silent."""
    if not isinstance(written, dict):
        raise FormatError(f"{where}: its value is an object with fields, not {shortened(written)}")
    for name in (*written, *entry.tags):
        if name not in schema.fields:
            raise FormatError(f"{where}: {unknown('field', name, schema.fields)}")
    found = dict(written)
    for name, kind in schema.fields.items():
        known = tag_of(kind.schema, written[name]) if name in written else None
        if name in entry.tags:
            if entry.tags[name] != known:
                found[name] = tagged(kind.schema, entry.tags[name], f"{where}, field {name!r}")
        elif entry.tags and known is not None and may_be_none(kind.schema):
            found[name] = None
        elif name not in found and name in defaults:
            found[name] = plain_default(kind, defaults[name])
        elif name not in found and name in schema.required:
            if not may_be_none(kind.schema):
                raise FormatError(
                    f"{where}: field {name!r} is missing, a {kind.label}; write it there, or give it to all that were "
                    f"added: read_reviewed(..., defaults={{{entry.layer!r}: {{{name!r}: ...}}}})"
                )
            found[name] = None
    return found


def plain_default(kind: FieldType, value: Any) -> JSON:
    return kind.encode(value) if kind.encode is not None and kind.check(value) else value


def tagged(shape: JSON, tag: str, where: str) -> JSON:
    try:
        return value_of(shape, tag)
    except FormatError as error:
        raise FormatError(f"{where}: {error}") from error


def evidence_of(plain: JSON, where: str, length: int) -> tuple[Evidence, ...]:
    if not isinstance(plain, list):
        raise FormatError(f"{where}: evidence is a list, not {shortened(plain)}")
    found = tuple(evidence_from(piece, where) for piece in plain)
    for piece in found:
        if problem := problem_of_evidence(piece, length):
            raise FormatError(f"{where}: its evidence {problem}")
    return found
