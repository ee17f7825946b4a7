"""How well names are found in op-eds: `python benchmarks/names_in_op_eds.py opeds.jsonl`. Nothing is asserted.

`names_in_op_eds.jsonl` beside it holds the names of 30 paragraphs by their offsets, marked by one reader who saw no
program's output; the texts themselves may not be passed on. The file to give holds them as JSON lines with `id` and
`text`.

A name is right if its bounds are: without "the", without title or office. Names of kind `other` are left out on both
sides, as are pronouns and offices that stand alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import discourse
from discourse_mentions import Entity

GOLD = Path(__file__).with_suffix(".jsonl")
Names = dict[tuple[int, int], str]


def found_in(document: discourse.Document, start: int, end: int) -> Names:
    """Return the names of a stretch by their bounds, titles taken off."""
    names: Names = {}
    for mention in document.layer("entities", Entity).within(discourse.Span(start, end)):
        words = document.slice(mention.span)
        own = name_in(words, mention.value.name)
        if own and mention.value.kind != "other":
            names[mention.span.end - len(own), mention.span.end] = mention.value.kind
    return names


def name_in(words: str, linked: str) -> str:
    """Return the part of a mention that is a name: what it shares with the fullest name, or all of it."""
    parts = linked.split()
    if not words[:1].isupper() and not any(map(str.isupper, words)):
        return ""
    for place, word in enumerate(words.split()):
        if word in parts:
            return " ".join(words.split()[place:])
    return words if words.split()[-1] in parts or len(words.split()) == 1 else ""


def main() -> None:
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    texts = {record["id"]: record["text"] for record in map(json.loads, lines)}
    pipeline = discourse.Pipeline("entities")
    right = dict.fromkeys(("span", "span and kind"), 0)
    wanted = found = 0
    for record in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()):
        gold: Names = {(start, end): kind for start, end, kind in record["names"]}
        names = found_in(pipeline(texts[record["id"]]), record["start"], record["end"])
        wanted, found = wanted + len(gold), found + len(names)
        right["span"] += len(gold.keys() & names.keys())
        right["span and kind"] += len(gold.items() & names.items())
    for figure, count in right.items():
        shares = f"precision {count / found:.3f}, recall {count / wanted:.3f}"
        print(f"{figure}: {shares}, F1 {2 * count / (found + wanted):.3f}")


if __name__ == "__main__":
    main()
