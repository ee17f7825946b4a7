"""Dictionaries of LIWC: numbered categories between two lines of `%`, then words with the numbers of theirs.

A category that is indented below another is a frame with a parent. Words may end with `*`; phrases have blanks, and
then a tab before the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from discourse.errors import FormatError

from ..codebook import Codebook
from ..patterns import WILD, is_prefix
from .plain import GRADE, Category, data_of, entry, frames_of, line_of, plain_words

__all__ = ["line_of", "parse", "render"]

ORIGIN = "LIWC"
MARK = "%"
HEADER = re.compile(r"(\s*)(\d+)\s+(\S.*?)\s*")


def parse(text: str, path: Path) -> dict[str, Any]:
    """Return a dictionary as the plain data of a codebook."""
    lines = list(enumerate(text.split("\n"), start=1))
    marks = [number for number, line in lines if line.strip() == MARK]
    if len(marks) < 2 or any(line.strip() for _, line in lines[: marks[0] - 1]):
        raise FormatError(f"{path}: a dictionary of LIWC begins with its categories between two lines of {MARK}")
    headers = list(headers_of(lines[marks[0] : marks[1] - 1], path))
    words: dict[str, list[str]] = {code: [] for code, _, _ in headers}
    for number, line in lines[marks[1] :]:
        if line.strip():
            add_entry(words, line, f"{path}, line {number}")
    if not headers:
        raise FormatError(f"{path}: it has no categories")
    return data_of(path.stem, [Category(name, {GRADE: words[code]}, up) for code, name, up in headers], ORIGIN)


def headers_of(lines: Sequence[tuple[int, str]], path: Path) -> Iterator[tuple[str, str, str | None]]:
    """Give the number of each category, its name, and the name of the category above it."""
    above: list[tuple[int, str]] = []
    codes: set[str] = set()
    names: set[str] = set()
    for number, line in lines:
        if not line.strip():
            continue
        header = HEADER.fullmatch(line)
        if header is None:
            raise FormatError(f"{path}, line {number}: a category is a number and a name, not {line.strip()!r}")
        depth, code, name = len(header[1].expandtabs()), header[2], header[3]
        if code in codes or name in names:
            raise FormatError(f"{path}, line {number}: the category {line.strip()!r} is there twice")
        codes.add(code)
        names.add(name)
        above = [(indent, upper) for indent, upper in above if indent < depth]
        yield code, name, above[-1][1] if above else None
        above.append((depth, name))


def add_entry(words: dict[str, list[str]], line: str, where: str) -> None:
    """Add a word to its categories."""
    text, codes = cut_entry(line.strip())
    if not text or not codes or not all(code.isdecimal() for code in codes):
        raise FormatError(f"{where}: an entry is a word and the numbers of its categories, not {line.strip()!r}")
    word = entry(where, text)
    for code in codes:
        if code not in words:
            raise FormatError(f"{where}: there is no category {code}; there are {', '.join(words)}")
        words[code].append(word)


def cut_entry(line: str) -> tuple[str, list[str]]:
    """Return the words of an entry and its numbers: what follows the first tab, or all at the end of one without."""
    if "\t" in line:
        text, _, numbers = line.partition("\t")
        return text, numbers.split()
    parts = line.split()
    length = len(parts)
    while length and parts[length - 1].isdecimal():
        length -= 1
    return " ".join(parts[:length]), parts[length:]


def render(data: Mapping[str, Any], codebook: Codebook) -> tuple[str, list[str]]:
    """Return a codebook as a dictionary, and the patterns that it cannot hold."""
    lost: list[str] = []
    frames = list(frames_of(codebook))
    codes: dict[str, list[str]] = {}
    for number, (_, frame) in enumerate(frames, start=1):
        for word, _ in plain_words(frame, lost):
            if WILD.search(word) and not all(is_prefix(part) or not WILD.search(part) for part in word.split()):
                lost.append(f"{frame.name}: {word} (a wildcard that is not at the end of a word)")
            elif str(number) not in codes.setdefault(word, []):
                codes[word].append(str(number))
    header = ["\t" * depth + f"{number}\t{frame.name}" for number, (depth, frame) in enumerate(frames, start=1)]
    entries = ["\t".join([word, *codes[word]]) for word in sorted(codes)]
    return "\n".join([MARK, *header, MARK, *entries, ""]), lost
