"""The pages of the documentation and their blocks of code."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GENERATED = DOCS / "reference" / "generated"
MADE_BY_BUILDING = (GENERATED, DOCS / "_build")
PAGES = [
    ROOT / "README.md",
    ROOT / "plugins" / "README.md",
    *sorted(page for page in DOCS.rglob("*.md") if not any(folder in page.parents for folder in MADE_BY_BUILDING)),
]
FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>[^`\n]*)\n(?P<code>.*?)^(?P=ticks)[ ]*$", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    """A block of code: its info string, its lines, and what it shows as its output, None if nothing is shown."""

    info: str
    code: str
    output: str | None


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page; a block of text right behind one of Python is what that prints."""
    found = list(FENCE.finditer(page))
    result = []
    for place, match in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        is_output = after is not None and after["info"] == "text" and not page[match.end() : after.start()].strip()
        result.append(Block(match["info"].strip(), match["code"], after["code"] if after and is_output else None))
    return result


def blocks_of(page: Path) -> list[Block]:
    return blocks(page.read_text(encoding="utf-8"))


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def generated() -> ModuleType:
    """Return the module that makes pages when the documentation is built; it is in no package."""
    spec = importlib.util.spec_from_file_location("generated", DOCS / "generated.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
