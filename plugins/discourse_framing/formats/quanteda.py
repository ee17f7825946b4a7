"""Dictionaries of quanteda as YAML: categories, perhaps within categories, with words that may hold `*` and `?`.

A category within another is a frame with a parent. Words under `strong`, `typical` or `faint` are those of the category
above, in that grade: so a codebook that is written and read again keeps its grades, and quanteda sees levels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from discourse.errors import FormatError
from discourse.extras import need

from ..codebook import GRADES, SCORING, Codebook, FrameDefinition
from .plain import GRADE, Category, data_of, entry, frames_of, line_of, plain_words

__all__ = ["line_of", "parse", "render"]

ORIGIN = "quanteda"
DEEPEST = 50  # levels
Node = Any  # of PyYAML, which has no types of its own


def parse(text: str, path: Path) -> dict[str, Any]:
    """Return a dictionary as the plain data of a codebook."""
    yaml = need("yaml", "dictionaries")
    try:
        top = yaml.compose(text, Loader=yaml.BaseLoader)  # all is text: "no" and "on" are words here
    except yaml.YAMLError as error:
        raise FormatError(f"{path} is no YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise FormatError(f"{path}: categories are nested too deep") from None
    if not is_mapping(top) or not top.value:
        raise FormatError(f"{path}: a dictionary of quanteda has categories with lists of words")
    return data_of(path.stem, list(categories_of(top, path, None, set())), ORIGIN)


def categories_of(node: Node, path: Path, parent: str | None, seen: set[int]) -> Iterator[Category]:
    """Give the categories of a level, and after each those within it."""
    names: set[str] = set()
    for key, value in node.value:
        where = f"{path}, line {key.start_mark.line + 1}"
        if not isinstance(key.value, str):
            raise FormatError(f"{where}: a category has a name, not {key.id}")
        if parent is not None and key.value in GRADES:
            if key.value in names:
                raise FormatError(f"{where}: the grade {key.value!r} of {parent!r} is there twice")
            names.add(key.value)
            continue
        if id(value) in seen:
            raise FormatError(f"{where}: an alias (*name) stands here; write the words themselves")
        seen.add(id(value))
        name = key.value if parent is None else f"{parent}.{key.value}"
        if name in names or not str(key.value).strip():
            raise FormatError(f"{where}: the category {name!r} is {'there twice' if name in names else 'without name'}")
        names.add(name)
        if name.count(".") > DEEPEST:
            raise FormatError(f"{where}: categories are nested too deep")
        yield Category(name, words_of(value, path, where), parent)
        if is_mapping(value):
            yield from categories_of(value, path, name, seen)


def words_of(node: Node, path: Path, where: str) -> Mapping[str, Sequence[str]]:
    """Return the words of a category by grade."""
    if not is_mapping(node):
        return {GRADE: list(entries(node, path))}
    if not node.value:
        raise FormatError(f"{where}: the category is empty")
    return {key.value: list(entries(value, path)) for key, value in node.value if key.value in GRADES}


def entries(node: Node, path: Path) -> Iterator[str]:
    if is_mapping(node):
        raise FormatError(f"{path}, line {node.start_mark.line + 1}: words were expected here, not categories")
    listed = node.value if isinstance(node.value, list) else [node]
    for item in listed:
        where = f"{path}, line {item.start_mark.line + 1}"
        if not isinstance(item.value, str) or not item.value.strip():
            raise FormatError(f"{where}: a word or phrase was expected here")
        yield entry(where, item.value)


def is_mapping(node: Node) -> bool:
    return getattr(node, "id", None) == "mapping"


def render(data: Mapping[str, Any], codebook: Codebook) -> tuple[str, list[str]]:
    """Return a codebook as a dictionary, and the patterns that it cannot hold."""
    lost: list[str] = []
    frames = [frame for _, frame in frames_of(codebook)]
    scoring = {**SCORING, **data.get("scoring", {})}
    grades = {grade: scoring[grade] for grade in GRADES}
    tree = {frame.name: tree_of(frame, frames, grades, lost) for frame in frames if frame.parent is None}
    tree = {name: words for name, words in tree.items() if words}  # of some no pattern can be held
    text: str = need("yaml", "dictionaries").safe_dump(tree, sort_keys=False, allow_unicode=True, width=110)
    return text, lost


def tree_of(
    frame: FrameDefinition, frames: Sequence[FrameDefinition], grades: Mapping[str, float], lost: list[str]
) -> dict[str, Any]:
    """Return the words of a frame by the grade whose weight is nearest, and the frames below it."""
    tree: dict[str, Any] = {}
    written: set[str] = set()
    for word, pattern in plain_words(frame, lost):
        if word not in written:
            written.add(word)
            grade = min(GRADES, key=lambda grade: abs(grades[grade] - pattern.weight))
            tree.setdefault(grade, []).append(word)
    for child in frames:
        if child.parent == frame.name:
            if child.name in GRADES:
                raise FormatError(
                    f"frame {child.name!r} below {frame.name!r} would be read as a grade: give it another name"
                )
            below = tree_of(child, frames, grades, lost)
            if below:
                tree[child.name] = below
    return tree
