"""Documents to and from JSON, lossless: `{"format": "discourse/1", ...}`.

A layer is written as a list of annotations where people will want to read it, and as columns with a list of its
distinct values where it is long and monotonous, such as tokens. Payloads are resolved by name through the registry,
never imported from a file. Layers of plugins that are not installed, or of a newer schema, are kept and written back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from .document import Annotation, Columns, Document, Evidence, Failure, Layer, Provenance, thawed
from .errors import DiscourseError, FormatError, PlanError, shortened, unknown
from .field_types import JSON, decode_span, is_encodable
from .payloads import OpaqueValue, PayloadSchema, UnknownPayload, canonical_json, schema_of
from .spans import Span

if TYPE_CHECKING:
    from .registry import Registry

FORMAT = "discourse/1"
JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
DOCUMENT_KEYS = ("format", "id", "text", "metadata", "layers", "failures")
LAYER_KEYS = ("name", "payload", "provenance", "annotations", "columns")


def to_json(document: Document) -> str:
    """Return a document with its layers as one line of JSON; equal documents give equal text."""
    return json.dumps(plain_document(document), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def plain_document(document: Document) -> dict[str, JSON]:
    """Return a document as plain data."""
    return {
        "format": FORMAT,
        "id": document.id,
        "text": document.text,
        "metadata": json.loads(canonical_json(thawed(document.metadata))),
        "layers": [plain_layer(document[name]) for name in document.layers],
        "failures": [
            {"analyzer": f.analyzer, "layer": f.layer, "kind": f.kind, "message": f.message}
            for f in document.failures
        ],
    }  # fmt: skip


def plain_layer_head(layer: Layer[Any]) -> tuple[dict[str, JSON], Callable[[Any], JSON]]:
    """Return name and schema number of the payload of a layer, and what makes plain data of its values."""
    if isinstance(layer.payload, UnknownPayload):
        return {"name": layer.payload.name, "schema": layer.payload.schema_version}, lambda value: json.loads(
            value.data
        )
    schema = schema_of(layer.payload)
    return {"name": schema.name, "schema": schema.schema_version}, schema.encode


def plain_layer(layer: Layer[Any]) -> dict[str, JSON]:
    head, encode = plain_layer_head(layer)
    made = layer.provenance
    plain: dict[str, JSON] = {
        "name": layer.name,
        "payload": head,
        "provenance": made and {
            "analyzer": made.analyzer,
            "version": made.version,
            "config": made.config,
            "inputs": [list(pair) for pair in made.inputs],
        },
    }  # fmt: skip
    distinct = list(dict.fromkeys(layer.values))
    if layer.evidence is None and 2 * len(distinct) <= len(layer):
        index = {value: i for i, value in enumerate(distinct)}
        plain["columns"] = {
            "starts": list(layer.starts),
            "ends": list(layer.ends),
            "distinct": [encode(value) for value in distinct],
            "values": [index[value] for value in layer.values],
        }
    else:
        plain["annotations"] = [plain_annotation(annotation, encode) for annotation in layer]
    return plain


def plain_annotation(annotation: Annotation[Any], encode: Callable[[Any], JSON]) -> dict[str, JSON]:
    span = annotation.span
    plain: dict[str, JSON] = {"start": span.start, "end": span.end, "value": encode(annotation.value)}
    if annotation.evidence:
        plain["evidence"] = [
            {"span": piece.span and [piece.span.start, piece.span.end], "rule": piece.rule, "weight": piece.weight}
            for piece in annotation.evidence
        ]
    return plain


def from_json(data: str | bytes, *, registry: Registry | None = None) -> Document:
    """Read what `to_json` wrote.

    Args:
        data: JSON text, or its bytes in UTF-8.
        registry: Where payloads are looked up; by default the registry of this program.

    Raises:
        FormatError: If it is no such JSON; the message says where and what was expected.
    """
    plain = parse(data)
    if not isinstance(plain, dict) or "format" not in plain:
        raise FormatError(f"a document is an object with a key 'format', not {shortened(plain)}")
    return document_from(plain, registry=registry)


def document_from(plain: dict[str, JSON], *, registry: Registry | None = None) -> Document:
    """Make a document from plain data (see `plain_document`)."""
    if plain.get("format") != FORMAT:
        raise FormatError(f"the format is {plain.get('format')!r}; this version reads {FORMAT!r}")
    check_keys(plain, DOCUMENT_KEYS, ("id", "text"), "document")
    try:
        document = Document(plain["text"], plain["id"], plain.get("metadata", {}))
        for index, entry in enumerate(listed(plain, "layers", "document")):
            document = document.with_layer(layer_from(entry, f"layers[{index}]", registry))
        entries = listed(plain, "failures", "document")
        failures = tuple(failure_from(entry, f"failures[{index}]") for index, entry in enumerate(entries))
    except FormatError:
        raise
    except (DiscourseError, TypeError) as error:
        raise FormatError(f"document {shortened(plain.get('id'))}: {error}") from error
    return document._grown({name: document[name] for name in document.layers}, failures)


def failure_from(plain: JSON, where: str) -> Failure:
    keys = ("analyzer", "layer", "kind", "message")
    check_keys(plain, keys, keys, where)
    check_texts(plain, keys, where)
    if plain["kind"] not in ("error", "skipped"):
        raise FormatError(f"{where}: the kind of a failure is 'error' or 'skipped', not {plain['kind']!r}")
    return Failure(**plain)


def layer_from(plain: JSON, where: str, registry: Registry | None) -> Layer[Any]:
    check_keys(plain, LAYER_KEYS, ("name", "payload"), where)
    check_texts(plain, ("name",), where)
    where = f"{where} ({plain['name']!r})"
    try:
        return sound_layer_from(plain, where, registry)
    except FormatError:
        raise
    except (DiscourseError, TypeError, ValueError) as error:
        raise FormatError(f"{where}: {error}") from error


def sound_layer_from(plain: dict[str, JSON], where: str, registry: Registry | None) -> Layer[Any]:
    check_keys(plain["payload"], ("name", "schema"), ("name", "schema"), f"{where}.payload")
    payload, decode = payload_for(plain["payload"], where, registry)
    provenance = provenance_from(plain.get("provenance"), f"{where}.provenance")
    if "columns" in plain and "annotations" in plain:
        raise FormatError(f"{where}: a layer has 'annotations' or 'columns', not both")
    if "columns" in plain:
        content: Columns[Any] | list[Annotation[Any]] = columns_from(plain["columns"], f"{where}.columns", decode)
    else:
        entries = listed(plain, "annotations", where)
        content = [annotation_from(e, f"{where}.annotations[{i}]", decode) for i, e in enumerate(entries)]
    return Layer(plain["name"], payload, content, provenance)


def provenance_from(plain: JSON, where: str) -> Provenance | None:
    if plain is None:
        return None
    keys = ("analyzer", "version", "config", "inputs")
    check_keys(plain, keys, keys, where)
    check_texts(plain, keys[:3], where)
    inputs = []
    for pair in listed(plain, "inputs", where):
        if not (isinstance(pair, list) and len(pair) == 2):
            raise FormatError(f"{where}.inputs: an input is a layer and its digest, not {shortened(pair)}")
        check_texts({"layer": pair[0], "digest": pair[1]}, ("layer", "digest"), f"{where}.inputs")
        inputs.append((pair[0], pair[1]))
    return Provenance(plain["analyzer"], plain["version"], plain["config"], tuple(inputs))


def payload_for(
    named: dict[str, JSON], where: str, registry: Registry | None
) -> tuple[type[Any] | UnknownPayload, Callable[[JSON], Any]]:
    """Return the payload class and what reads its values; an opaque one for what is not known here."""
    from .registry import default_registry

    name, number = named["name"], named["schema"]
    if not isinstance(name, str) or type(number) is not int or number < 1:
        raise FormatError(f"{where}: a payload has a name and a schema number, not {shortened(named)}")
    schema: PayloadSchema | None = (registry or default_registry()).payloads.get(name)
    if schema is None or schema.schema_version < number:
        return UnknownPayload(name, number), opaque_value
    return schema.cls, schema.decode


def opaque_value(plain: JSON) -> OpaqueValue:
    """Keep a value that is not understood, as it came."""
    data = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if not is_encodable(data):
        raise FormatError(f"a value cannot be encoded: {shortened(plain)}")
    return OpaqueValue(data)


def columns_from(plain: JSON, where: str, decode: Callable[[JSON], Any]) -> Columns[Any]:
    keys = ("starts", "ends", "distinct", "values")
    check_keys(plain, keys, keys, where)
    columns = {key: listed(plain, key, where) for key in keys}
    try:
        distinct = [decode(value) for value in columns["distinct"]]
    except (DiscourseError, ValueError) as error:
        raise FormatError(f"{where}: {error}") from error
    for index in columns["values"]:
        if type(index) is not int or not 0 <= index < len(distinct):
            raise FormatError(f"{where}.values: {shortened(index)} is no index of the {len(distinct)} distinct values")
    return Columns(columns["starts"], columns["ends"], [distinct[index] for index in columns["values"]])


def annotation_from(plain: JSON, where: str, decode: Callable[[JSON], Any]) -> Annotation[Any]:
    check_keys(plain, ("start", "end", "value", "evidence"), ("start", "end", "value"), where)
    try:
        evidence = tuple(evidence_from(piece, where) for piece in listed(plain, "evidence", where))
        return Annotation(Span(plain["start"], plain["end"]), decode(plain["value"]), evidence)
    except (DiscourseError, TypeError, ValueError) as error:
        raise FormatError(f"{where}: {error}") from error


def evidence_from(plain: JSON, where: str) -> Evidence:
    check_keys(plain, ("span", "rule", "weight"), ("rule",), f"{where}.evidence")
    span = plain.get("span")
    check_texts(plain, ("rule",), f"{where}.evidence")
    if type(plain.get("weight", 0.0)) not in (int, float):
        raise FormatError(f"{where}.evidence: a weight is a number, not {shortened(plain['weight'])}")
    return Evidence(None if span is None else decode_span(span), plain["rule"], plain.get("weight", 0.0))


def parse(data: str | bytes) -> JSON:
    """Parse JSON strictly: UTF-8, no NaN, no key twice, no depth that would break the parser."""
    if not isinstance(data, str | bytes):
        raise FormatError(f"JSON is str or bytes, not {type(data).__name__}")
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        raise FormatError(f"no UTF-8: byte {error.object[error.start]:#04x} at offset {error.start}") from None
    return parsed(text, STRICT.decode)


def parse_start(text: str) -> JSON:
    """Parse the JSON with which a text starts, as strictly; what follows is left alone."""
    return parsed(text, lambda text: STRICT.raw_decode(text)[0])


def parsed(text: str, decode: Callable[[str], JSON]) -> JSON:
    try:
        return decode(text)
    except json.JSONDecodeError as error:
        problem = error.msg.removesuffix(" at")
        raise FormatError(f"no JSON: {problem} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise FormatError("no document: the JSON is nested too deeply") from None
    except ValueError as error:  # a whole number of thousands of digits
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"no document: {error}") from None


def unique_keys(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise FormatError(f"the key {key!r} stands twice in one object")
            seen.add(key)
    return found


def refuse_constant(name: str) -> NoReturn:
    raise FormatError(f"{name} is no number in JSON")


STRICT = json.JSONDecoder(object_pairs_hook=unique_keys, parse_constant=refuse_constant)


def check_keys(plain: JSON, allowed: Iterable[str], required: Iterable[str], where: str) -> None:
    if not isinstance(plain, dict):
        raise FormatError(f"{where}: expected an object, not {shortened(plain)}")
    for key in required:
        if key not in plain:
            raise FormatError(f"{where}: the key {key!r} is missing")
    for key in plain:
        if key not in allowed:
            raise FormatError(f"{where}: {unknown('key', key, allowed)}")


def check_texts(plain: dict[str, JSON], keys: Iterable[str], where: str) -> None:
    for key in keys:
        if not (isinstance(plain[key], str) and is_encodable(plain[key])):
            raise FormatError(f"{where}: {key!r} is text that can be encoded, not {shortened(plain[key])}")


def listed(plain: dict[str, JSON], key: str, where: str) -> list[JSON]:
    found = plain.get(key, [])
    if not isinstance(found, list):
        raise FormatError(f"{where}: {key!r} is a list, not {shortened(found)}")
    return found


def document_schema(registry: Registry) -> dict[str, JSON]:
    """Return the JSON Schema of documents, with all payloads that a registry knows."""
    text, items = {"type": "string"}, {"type": "array"}
    return {
        "$schema": JSON_SCHEMA,
        "title": "A document of discourse",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "id": text,
            "text": text,
            "metadata": {"type": "object"},
            "layers": {**items, "items": {"type": "object", "required": ["name", "payload"]}},
            "failures": items,
        },
        "required": ["format", "id", "text"],
        "$defs": {name: found.json_schema() for name, found in sorted(registry.payloads.items())},
    }


def layer_schema(registry: Registry, layer: str) -> dict[str, JSON]:
    """Return the JSON Schema of the values of a layer.

    Raises:
        PlanError: If nothing provides such a layer; the message lists what there is.
    """
    specs = registry.providers(layer)
    if not specs:
        known = sorted({spec.provides for spec in registry.analyzers.values()})
        raise PlanError(unknown("layer", layer, known))
    return {"$schema": JSON_SCHEMA, **schema_of(specs[0].payload).json_schema()}
