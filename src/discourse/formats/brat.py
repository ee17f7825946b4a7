"""brat stand-off (`.ann`, with the text beside as `.txt`): out to annotators, and what comes back (see `reviewing`).

    #1	Document layers	["frames"]
    T1	frames 12 20;21 30	words of a paragraph
    #2	AnnotatorNotes T1	{"payload":"discourse_framing.Frame","schema":1,"value":{...},"evidence":[...]}
    A1	frames-frame T1 economy

A `T` line is an annotation, its type the layer; brat wants what runs over line ends in parts. Attributes are the fields
that one word can name. The note keeps the whole value, so that what nobody touches comes back as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs

from ..corrections import Correction, Corrections, check_quote, sound_span, text_of
from ..document import Document, Layer
from ..errors import FormatError, shortened
from ..field_types import JSON
from ..payloads import UnknownPayload, schema_of
from ..storage import parse_start, plain_annotation, plain_layer_head
from ..tags import choices, has_tags, identifier, name_of, tag_of

NOTES, HEAD = "AnnotatorNotes", "Document layers"
LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # all at which some reader of lines ends a line
PART = re.compile(f"[^{LINE_ENDS}]+")
LINE_END = re.compile(f"[{LINE_ENDS}]")
BOUND = re.compile(r"(\S+) (-?[0-9]+ -?[0-9]+(?:;-?[0-9]+ -?[0-9]+)*)")
ATTRIBUTE = re.compile(r"(\S+) (\S+) (.+)")
LONGEST_OFFSET = 18  # characters; no text is that long
REFUSED = {"R": "a relation", "E": "an event", "N": "a link to a database", "*": "an equivalence", "M": "a modifier"}


def write(documents: Iterable[Document], path: Path, layers: tuple[str, ...]) -> None:
    """Write the layers of a document, and its text beside."""
    found = list(documents)
    if len(found) != 1:
        raise FormatError(f"an .ann file holds one document, not {len(found)}; give a folder for a file of each")
    document = found[0]
    names = layers or document.layers
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines_of(document, [document[name] for name in names]))
    path.with_suffix(".txt").write_text(document.text, encoding="utf-8", newline="")


def lines_of(document: Document, layers: list[Layer[Any]]) -> Iterator[str]:
    yield f"#1\t{HEAD}\t{on_one_line([layer.name for layer in layers])}"
    number = attribute = 0
    for layer in layers:
        head, encode = plain_layer_head(layer)
        kind = identifier(layer.name)
        for annotation in layer:
            number += 1
            span = annotation.span
            plain = plain_annotation(annotation, encode)
            parts = parts_of(document.text, span.start, span.end)
            places = ";".join(f"{start} {end}" for start, end in parts)
            yield f"T{number}\t{kind} {places}\t{words_of(document.text, parts)}"
            for name, tag in tags_of(layer, plain["value"]):
                attribute += 1
                yield f"A{attribute}\t{kind}-{identifier(name)} T{number} {tag}"
            note = {"payload": head["name"], "schema": head["schema"], "value": plain["value"]}
            if "evidence" in plain:
                note["evidence"] = plain["evidence"]
            if (parts[0][0], parts[-1][1]) != (span.start, span.end):
                note["span"] = [span.start, span.end]  # line ends at its edges, which brat cannot have
            yield f"#{number + 1}\t{NOTES} T{number}\t{on_one_line(note)}"


def tags_of(layer: Layer[Any], plain: JSON) -> Iterator[tuple[str, str]]:
    if not isinstance(layer.payload, UnknownPayload):
        for name, kind in schema_of(layer.payload).fields.items():
            tag = tag_of(kind.schema, plain[name])
            if tag is not None:
                yield name, tag


def parts_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a stretch on each of its lines, one without characters if it has none on any."""
    return [match.span() for match in PART.finditer(text, start, end)] or [(start, start)]


def words_of(text: str, parts: list[tuple[int, int]]) -> str:
    return " ".join(text[start:end] for start, end in parts)


def on_one_line(data: JSON) -> str:
    plain = json.dumps(data, ensure_ascii=False, allow_nan=False)
    return LINE_END.sub(lambda match: f"\\u{ord(match[0]):04x}", plain)


def annotation_conf(documents: Document | Iterable[Document], layers: Iterable[str] = ()) -> str:
    """Return the `annotation.conf` with which brat shows these layers: their types, attributes and choices.

    A field whose values are no closed set is offered with those that stand in the documents.

    Args:
        documents: The documents that annotators are given.
        layers: The layers that were written; all if none are named.
    """
    seen: dict[str, dict[str, dict[str, None]]] = {}
    for document in [documents] if isinstance(documents, Document) else documents:
        for layer in [document[name] for name in (tuple(layers) or document.layers)]:
            offered = seen.setdefault(identifier(layer.name), {})
            if isinstance(layer.payload, UnknownPayload):
                continue
            for name, kind in schema_of(layer.payload).fields.items():
                if has_tags(kind.schema):
                    known = offered.setdefault(identifier(name), dict.fromkeys(choices(kind.schema)))
                    plain = (getattr(value, name) for value in layer.values)
                    known.update(dict.fromkeys(tag for tag in (tag_of(kind.schema, p) for p in plain) if tag))
                    if kind.schema.get("type") == "boolean":
                        known.update({"true": None, "false": None})
    lines = ["[entities]", *seen, "", "[relations]", "", "[events]", "", "[attributes]"]
    for kind_name, offered in seen.items():
        lines += [f"{kind_name}-{n}\tArg:{kind_name}, Value:{'|'.join(v)}" for n, v in offered.items() if v]
    return "\n".join(lines) + "\n"


def corrections(document: Document, path: Path) -> Corrections:
    """Read what annotators made of a file.

    Raises:
        FormatError: For a line that is none, or does not fit the document; the message names file and line.
    """
    lines = Lines(document, str(path))
    for number, line in enumerate(text_of(path.read_bytes(), str(path)).split("\n"), start=1):
        if line.strip("\r"):
            lines.take(f"{path}, line {number}", line.removesuffix("\r"))
    return lines.done()


class Lines:
    """The lines of a file, taken one by one; attributes and notes may stand before what they are of."""

    def __init__(self, document: Document, path: str) -> None:
        self.text: str = document.text
        self.ids: set[str] = set()
        self.layers: tuple[str, ...] = ()
        self.bound: dict[str, tuple[Correction, list[tuple[int, int]]]] = {}
        self.attributes: list[tuple[str, str, str, str]] = []
        self.notes: dict[str, tuple[str, JSON]] = {}

    def take(self, where: str, line: str) -> None:
        key, _, rest = line.partition("\t")
        if key[:1] in REFUSED and rest:
            raise FormatError(
                f"{where}: {REFUSED[key[:1]]} ({key}); only annotations of words are read back, delete it"
            )
        if not re.fullmatch(r"[TA#][0-9]{1,18}", key) or not rest:
            raise FormatError(f"{where}: {shortened(line)} is no line of brat: T, A or # and a number, a tab, and more")
        if key in self.ids:
            raise FormatError(f"{where}: there is a line {key} already; every line has an id of its own")
        self.ids.add(key)
        {"T": self.take_words, "A": self.take_attribute, "#": self.take_note}[key[0]](f"{where} ({key})", key, rest)

    def take_words(self, where: str, key: str, rest: str) -> None:
        place, tab, words = rest.partition("\t")
        match = BOUND.fullmatch(place)
        if not (match and tab):
            raise FormatError(
                f"{where}: {shortened(rest)} is no layer with its offsets and words, such as 'NAME 0 4', a tab, 'Last'"
            )
        parts = []
        for part in match[2].split(";"):
            start, end = (int(offset[:LONGEST_OFFSET]) for offset in part.split(" "))
            parts.append(sound_span(start, end, self.text, where))
        bounds = [(part.start, part.end) for part in parts]
        check_quote(words, words_of(self.text, bounds), where)
        for (_, before), (after, _) in pairwise(bounds):
            between = self.text[before:after]
            if before > after or between.strip():
                raise FormatError(
                    f"{where}: its parts have {shortened(between)} between them; an annotation is one stretch, which "
                    f"only line ends and blanks may part"
                )
        span = sound_span(bounds[0][0], bounds[-1][1], self.text, where)
        self.bound[key] = Correction(where=where, layer=name_of(match[1]), span=span), bounds

    def take_attribute(self, where: str, _: str, rest: str) -> None:
        match = ATTRIBUTE.fullmatch(rest)
        if not match:
            raise FormatError(f"{where}: {shortened(rest)} is no attribute, the id of its annotation, and a value")
        self.attributes.append((where, match[1], match[2], match[3]))

    def take_note(self, where: str, _: str, rest: str) -> None:
        head, _, body = rest.partition("\t")
        if head == HEAD:
            names = parse_here(body, where)
            if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
                raise FormatError(f"{where}: expected a list with the names of the layers, not {shortened(body)}")
            self.layers = tuple(names)
        elif head.startswith(f"{NOTES} ") and body.lstrip().startswith("{"):
            target = head.removeprefix(f"{NOTES} ")
            if target in self.notes:
                raise FormatError(f"{where}: {target} has two notes with a value; delete one")
            self.notes[target] = where, parse_here(body, where)

    def done(self) -> Corrections:
        found: dict[str, dict[str, str]] = {key: {} for key in self.bound}
        for where, attribute, target, tag in self.attributes:
            if target not in found:
                raise FormatError(f"{where}: there is no annotation {target}; delete the attribute, or name another")
            layer = self.bound[target][0].layer
            if not attribute.startswith(f"{identifier(layer)}-"):
                raise FormatError(
                    f"{where}: {attribute} is no attribute of {target}, which is of layer {layer!r}: "
                    f"those start with {identifier(layer)}-"
                )
            field = name_of(attribute.removeprefix(f"{identifier(layer)}-"))
            if field in found[target]:
                raise FormatError(f"{where}: {target} has an attribute {attribute} already; delete one")
            found[target][field] = tag
        for target, (where, _) in self.notes.items():
            if target not in found:
                raise FormatError(f"{where}: there is no annotation {target}; delete the note, or name another")
        return Corrections(self.layers, tuple(self.complete(key, tags) for key, tags in found.items()))

    def complete(self, key: str, tags: dict[str, str]) -> Correction:
        entry, parts = self.bound[key]
        _, note = self.notes.get(key, ("", None))
        kept = note.pop("span", None) if note else None
        if kept is not None:
            start, end = bounds_in(kept, entry.where)
            span = sound_span(start, end, self.text, entry.where)
            if parts_of(self.text, start, end) == parts:  # nobody has moved it
                entry = attrs.evolve(entry, span=span)
        return attrs.evolve(entry, note=note, tags=tags)


def bounds_in(plain: JSON, where: str) -> tuple[int, int]:
    if not (isinstance(plain, list) and len(plain) == 2 and all(type(offset) is int for offset in plain)):
        raise FormatError(f"{where}: the span in its note is [start, end], not {shortened(plain)}")
    return plain[0], plain[1]


def parse_here(text: str, where: str) -> JSON:
    """Parse JSON, behind which an annotator may have written what he thinks."""
    try:
        return parse_start(text.lstrip())
    except FormatError as error:
        raise FormatError(f"{where}: {error}") from error
