"""Codebooks as TOML: the format of our own, which keeps all that a codebook says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from discourse.errors import FormatError
from discourse.extras import need

from ..codebook import GRADES, NEVER, Codebook
from ..patterns import texts_of
from ..soundness import Spot

HEADING = re.compile(r"\s*\[+\s*([^\]]*?)\s*\]+\s*(#.*)?")
WRAPPED = 110  # letters of a line of patterns


def parse(text: str, path: Path) -> dict[str, Any]:
    """Return the plain data of a codebook; only name and version are checked here."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError(f"{path} is no TOML: {error}") from None
    except RecursionError:
        raise FormatError(f"{path} is no codebook: its values are nested too deep") from None
    for key in ("name", "version"):
        if not isinstance(data.get(key), str):
            raise FormatError(f"{path} needs a line such as {key} = '...' at its top")
    return data


def line_of(text: str, spot: Spot) -> int | None:
    """Return the number of the line at which a place of a codebook stands, counted from 1."""
    lines = lines_by_heading(text).get(heading_of(spot), ())
    if not lines:
        return None
    found = lines[0][0]
    begun = spot.key is None
    for number, line in lines:
        if not begun and re.match(rf"\s*{re.escape(spot.key or '')}\s*=", line):
            begun, found = True, number
        if begun and spot.pattern and spot.pattern in texts_of(bare(line)):
            return number
    return found


def heading_of(spot: Spot) -> Heading:
    """Return under which heading a place stands: its name, the number of the frame, that of the table."""
    if spot.frame is None:
        return (spot.section or "", -1, None)
    return ("frame" if spot.table is None else "frame.pattern", spot.frame, spot.table)


Heading = tuple[str, int, int | None]


@lru_cache(maxsize=2)
def lines_by_heading(text: str) -> Mapping[Heading, Sequence[tuple[int, str]]]:
    """Return the lines under each heading, with their numbers."""
    found: dict[Heading, list[tuple[int, str]]] = {}
    name, frame, table = "", -1, -1
    for number, line in enumerate(text.split("\n"), start=1):
        heading = HEADING.fullmatch(line)
        if heading:
            name = heading[1].replace(" ", "")
            if name == "frame":
                frame, table = frame + 1, -1
            elif name == "frame.pattern":
                table += 1
        key = (name, frame if name.startswith("frame") else -1, table if "." in name else None)
        found.setdefault(key, []).append((number, line))
    return found


def bare(line: str) -> str:
    """Return what a line holds beside its key and quotation marks."""
    return re.sub(r"^\s*\w+\s*=\s*", "", line).strip().strip("'\"").strip()


def render(data: Mapping[str, Any], codebook: Codebook) -> tuple[str, list[str]]:
    """Return a codebook as TOML; nothing is lost."""
    kept = {**data, "frame": [rendered_frame(frame) for frame in data["frame"]]}
    return need("tomli_w", "dictionaries").dumps(kept, multiline_strings=True), []


def rendered_frame(frame: Mapping[str, Any]) -> dict[str, Any]:
    """Return a frame with its patterns in lines of readable length."""
    lists = {key: wrapped(frame[key]) for key in (*GRADES, NEVER) if frame.get(key)}
    return {**{key: value for key, value in frame.items() if key not in (*GRADES, NEVER)}, **lists}


def wrapped(written: str) -> str:
    lines = [""]
    for text in texts_of(written):
        if lines[-1] and len(lines[-1]) + len(text) > WRAPPED:
            lines.append("")
        lines[-1] += f"{text}, "
    return "\n".join(["", *(line.strip().removesuffix(",") for line in lines), ""])
