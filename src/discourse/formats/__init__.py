"""The file formats of the core: a module each, all with the same two functions.

`read(source)` gives the documents of a file, `write(documents, path, layers)` fills one; those that annotators work in
have `corrections(document, path)` too, which gives what they changed. Plugins add formats by the hooks
`discourse_readers` and `discourse_writers`. A module that needs an extra imports it when it reads or writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ..corrections import Corrections
from ..document import Document
from ..hookspecs import Reader, Writer
from . import arrow, brat, delimited, html, json_document, json_lines, plain_text, webannotation

READERS = (
    Reader(name="text", suffixes=(".txt", ".text", ".md", ".markdown"), read=plain_text.read, compressible=True),
    Reader(name="json", suffixes=(".json",), read=json_document.read, compressible=True),
    Reader(name="jsonl", suffixes=(".jsonl", ".ndjson"), read=json_lines.read, compressible=True),
    Reader(name="csv", suffixes=(".csv",), read=delimited.read, compressible=True),
    Reader(name="tsv", suffixes=(".tsv",), read=delimited.read, compressible=True),
    Reader(name="html", suffixes=(".html", ".htm", ".xhtml"), read=html.read, compressible=True),
    Reader(name="parquet", suffixes=(".parquet",), read=arrow.read),
)

WRITERS = (
    Writer(name="json", suffixes=(".json",), write=json_document.write, compressible=True),
    Writer(name="jsonl", suffixes=(".jsonl", ".ndjson"), write=json_lines.write, compressible=True),
    Writer(name="html", suffixes=(".html", ".htm"), write=html.write),
    Writer(name="csv", suffixes=(".csv",), write=delimited.write, compressible=True),
    Writer(name="tsv", suffixes=(".tsv",), write=delimited.write, compressible=True),
    Writer(name="parquet", suffixes=(".parquet",), write=arrow.write),
    Writer(name="brat", suffixes=(".ann",), write=brat.write, beside=(".txt",)),
    Writer(name="webannotation", suffixes=(".jsonld",), write=webannotation.write),
    Writer(name="arrow", suffixes=(".arrow", ".feather"), write=arrow.write),
)

CORRECTIONS: Mapping[str, Callable[[Document, Path], Corrections]] = {
    ".ann": brat.corrections,
    ".jsonld": webannotation.corrections,
}
