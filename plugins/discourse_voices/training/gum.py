"""GUM's attribution relations as lessons: "X said" is mapped to source and cue with GUM's own syntax.

Only where the relation's satellite is one clause whose verb, or "according to", can be told apart from its subject; the
others are left out. So not every attribution of a document is marked, and the documents teach bounds, not cues.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from .notation import Article, Marked

PARTITIONS = ("train", "dev")
GENRES = ("news", "interview", "speech", "court", "textbook")  # all eight did worse in a trial
IN_CUE = frozenset(("aux", "aux:pass", "advmod", "compound:prt"))
SUBJECTS = frozenset(("nsubj", "nsubj:pass", "nsubj:outer"))
LONGEST_CONTENT = 600  # characters; a longer one is a stretch of discourse, not what the cue reports


@attrs.frozen
class Word:
    """A word with its syntax; its head is a number of a word in the document, or -1."""

    start: int
    end: int
    form: str
    upos: str
    head: int
    relation: str


def read_gum(path: Path) -> Iterator[Article]:
    """Give the articles of `attribution.jsonl`; `entities.jsonl` and the CoNLL-U files are looked for beside it."""
    bounds = {}
    for line in (path.parent / "entities.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        bounds[document["id"]] = [(token[0], token[1]) for token in document["tokens"]]
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        if document["partition"] in PARTITIONS and document["genre"] in GENRES:
            words = read_syntax(path.parent / f"{document['id']}.conllu", bounds[document["id"]])
            found = (marked(words, relation) for relation in document["attributions"])
            yield Article(document["text"], [one for one in found if one], complete=False)


def read_syntax(path: Path, bounds: Sequence[tuple[int, int]]) -> list[Word]:
    words: list[Word] = []
    first = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            first = len(words)
        columns = line.split("\t")
        if line.startswith("#") or not columns[0].isdigit():
            continue
        head = int(columns[6])
        start, end = bounds[len(words)]
        words.append(Word(start, end, columns[1], columns[3], first + head - 1 if head else -1, columns[7]))
    if len(words) != len(bounds):
        raise ValueError(f"{path}: {len(words)} words, but {len(bounds)} tokens in entities.jsonl")
    return words


def marked(words: Sequence[Word], relation: Mapping[str, Any]) -> Marked | None:
    """Return source, cue and content of a relation, if its satellite is a clause of them."""
    inside = [
        number
        for number, word in enumerate(words)
        if relation["attribution_start"] <= word.start and word.end <= relation["attribution_end"]
    ]
    pieces = relation.get("content_fragments") or [(relation["content_start"], relation["content_end"])]
    content = [(start, end) for start, end in pieces]
    too_long = content[-1][1] - content[0][0] > LONGEST_CONTENT
    if relation.get("in_same_unit") or relation.get("secondary") or too_long or not inside:
        return None
    own = set(inside)
    forms = [words[number].form.lower() for number in inside]
    if forms[:2] == ["according", "to"] and len(inside) > 2:
        return Marked([stretch(words, inside[2:])], [stretch(words, inside[:2])], content)
    roots = [number for number in inside if words[number].head not in own]
    if len(roots) != 1 or words[roots[0]].upos not in ("VERB", "AUX"):
        return None
    cue = [number for number in inside if number == roots[0] or is_part(words[number], roots[0])]
    subject = [n for n in inside if words[n].head == roots[0] and words[n].relation in SUBJECTS]
    source = [number for number in inside if subject and is_under(words, number, subject[0])]
    return Marked([stretch(words, source)] if source else [], [stretch(words, around(cue, roots[0]))], content)


def is_part(word: Word, root: int) -> bool:
    return word.head == root and word.relation in IN_CUE


def around(numbers: Sequence[int], root: int) -> list[int]:
    """Return the run of numbers that holds the root."""
    first = last = root
    while first - 1 in numbers:
        first -= 1
    while last + 1 in numbers:
        last += 1
    return list(range(first, last + 1))


def is_under(words: Sequence[Word], number: int, top: int) -> bool:
    while number != -1 and number != top:
        number = words[number].head
    return number == top


def stretch(words: Sequence[Word], numbers: Sequence[int]) -> tuple[int, int]:
    return words[numbers[0]].start, words[numbers[-1]].end
