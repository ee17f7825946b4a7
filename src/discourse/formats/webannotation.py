"""W3C Web Annotation (`.jsonld`): out to annotators, and what comes back (see `reviewing`).

A file is an AnnotationCollection with its page. Each annotation has the words as target (position in code points, and
quote), a body with purpose "tagging" that people read, and under `discourse:` its layer and whole value. What comes
back is read from the target and the value; the body is only for people.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..annotations import short_digest
from ..corrections import Correction, Corrections, check_quote, sound_span, text_of
from ..document import Annotation, Document, Layer
from ..errors import FormatError, shortened
from ..field_types import JSON
from ..storage import parse, plain_annotation, plain_layer_head
from ..tags import identifier
from ..views import described

NAMESPACE = "urn:x-discourse:"
CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "discourse": NAMESPACE,
        "discourse:layers": {"@container": "@list"},
        "discourse:value": {"@type": "@json"},
        "discourse:evidence": {"@type": "@json"},
    },
]
AROUND = 32  # characters of prefix and suffix
KEPT = ("payload", "schema", "value", "evidence")


def write(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    """Write the layers of a document as one collection."""
    found = list(documents)
    if len(found) != 1:
        raise FormatError(f"a .jsonld file holds one document, not {len(found)}; give a folder for a file of each")
    collection = collection_of(found[0], layers or found[0].layers)
    path.write_text(
        json.dumps(collection, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8", newline="\n"
    )


def collection_of(document: Document, layers: tuple[str, ...]) -> dict[str, JSON]:
    """Return the collection of a document as plain data."""
    name = f"{NAMESPACE}{short_digest([document.id, document.text])}"
    url = document.metadata.get("url")
    source = url if isinstance(url, str) and url.startswith(("http://", "https://")) else name
    items = [
        item_of(document, layer, annotation, f"{name}:{identifier(layer.name)}:{index}", source)
        for layer in (document[name] for name in layers)
        for index, annotation in enumerate(layer)
    ]
    return {
        "@context": CONTEXT,
        "id": f"{name}:annotations",
        "type": "AnnotationCollection",
        "label": document.id,
        "total": len(items),
        "discourse:layers": list(layers),
        "first": {"id": f"{name}:page", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }


def item_of(
    document: Document, layer: Layer[Any], annotation: Annotation[Any], id: str, source: str
) -> dict[str, JSON]:
    head, encode = plain_layer_head(layer)
    plain = plain_annotation(annotation, encode)
    start, end = annotation.span.start, annotation.span.end
    words = f"{layer.name}: {described(document, annotation.value)}"
    item: dict[str, JSON] = {
        "id": id,
        "type": "Annotation",
        "motivation": "tagging",
        "body": {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": words},
        "target": {
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": document.text[start:end],
                    "prefix": document.text[max(0, start - AROUND) : start],
                    "suffix": document.text[end : end + AROUND],
                },
            ],
        },
        "discourse:layer": layer.name,
        "discourse:payload": head["name"],
        "discourse:schema": head["schema"],
        "discourse:value": plain["value"],
    }
    if "evidence" in plain:
        item["discourse:evidence"] = plain["evidence"]
    return item


def corrections(document: Document, path: Path) -> Corrections:
    """Read what annotators made of a file.

    Raises:
        FormatError: If it is no such collection, or does not fit the document; the message names file and annotation.
    """
    try:
        plain = parse(text_of(path.read_bytes(), str(path)))
    except FormatError as error:
        raise error if str(path) in str(error) else FormatError(f"{path}: {error}") from error
    page = plain.get("first") if isinstance(plain, dict) else None
    items = page.get("items") if isinstance(page, dict) else None
    if not isinstance(items, list):
        raise FormatError(f"{path}: an AnnotationCollection has its annotations in first.items; this is none")
    layers = plain.get("discourse:layers", [])
    if not (isinstance(layers, list) and all(isinstance(name, str) for name in layers)):
        raise FormatError(f"{path}: 'discourse:layers' is a list of names, not {shortened(layers)}")
    if isinstance(page, dict) and "next" in page:
        raise FormatError(f"{path}: the collection has more than one page; put all annotations into the first")
    ids: set[str] = set()
    return Corrections(
        tuple(layers), tuple(entry_of(item, i, document.text, path, ids) for i, item in enumerate(items))
    )


def entry_of(item: JSON, index: int, text: str, path: Path, ids: set[str]) -> Correction:
    where = f"{path}, first.items[{index}]"
    if not isinstance(item, dict):
        raise FormatError(f"{where}: an annotation is an object, not {shortened(item)}")
    name = item.get("id")
    if isinstance(name, str):
        where = f"{where} ({shortened(name, 100)[1:-1]})"
        if name in ids:
            raise FormatError(f"{where}: there is an annotation of this id already; every one has its own")
        ids.add(name)
    layer = item.get("discourse:layer")
    if not isinstance(layer, str):
        raise FormatError(f"{where}: it names no layer; write 'discourse:layer': 'NAME'")
    position, quote = selectors_of(item.get("target"), where)
    start, end = position.get("start"), position.get("end")
    if type(start) is not int or type(end) is not int:
        raise FormatError(f"{where}: offsets are whole numbers, not {shortened(start)} and {shortened(end)}")
    span = sound_span(start, end, text, where)
    if quote is not None:
        check_quote(quote, text[start:end], where)
    note = {name: item[f"discourse:{name}"] for name in KEPT if f"discourse:{name}" in item}
    return Correction(where=where, layer=layer, span=span, note=note or None)


def selectors_of(target: JSON, where: str) -> tuple[dict[str, JSON], str | None]:
    """Return the position, and the quote where there is one."""
    given = target.get("selector") if isinstance(target, dict) else None
    selectors = [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, dict)]
    positions = [one for one in selectors if one.get("type") == "TextPositionSelector"]
    quotes = [one.get("exact") for one in selectors if one.get("type") == "TextQuoteSelector"]
    if len(positions) != 1 or len(quotes) > 1:
        raise FormatError(
            f"{where}: its target has one selector of type TextPositionSelector, with start and end in code points, "
            f"and at most one TextQuoteSelector; here are {len(positions)} and {len(quotes)}"
        )
    if quotes and not isinstance(quotes[0], str):
        raise FormatError(f"{where}: 'exact' is text, not {shortened(quotes[0])}")
    return positions[0], quotes[0] if quotes else None
