"""Frozen files: what made a result as JSON, and back.

A line for each thing, in an order that depends on nothing of the machine, so that two files can be compared by eye.
Options keep the order in which they were given: a codebook may mean it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path, PurePath
from typing import Any

import attrs

from .errors import FormatError, shortened
from .frozen import Frozen, FrozenResource, FrozenStep
from .payloads import schema_of
from .storage import check_keys, check_texts, listed, parse

FORMAT = "discourse-frozen/1"
KEYS = ("format", "software", "plugins", "layers", "options", "inputs", "resources", "steps")
NAMED_TEXTS = ("software", "plugins", "inputs")


def to_json(frozen: Frozen, beside: Path) -> str:
    """Return the content of a frozen file.

    Args:
        frozen: What is to be written.
        beside: The folder from which the folders of models are seen.
    """
    data = {
        "format": FORMAT,
        "software": dict(sorted(frozen.software.items())),
        "plugins": dict(sorted(frozen.plugins.items())),
        "layers": list(frozen.layers),
        "options": dict(sorted(frozen.options.items())),
        "inputs": dict(sorted(frozen.inputs.items())),
        "resources": list(map(schema_of(FrozenResource).encode, frozen.resources)),
        "steps": [plain_step(step, beside) for step in frozen.steps],
    }
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def plain_step(step: FrozenStep, beside: Path) -> dict[str, Any]:
    """Return a step as plain data, without a model or a folder where there is none."""
    seen = attrs.evolve(step, folder=seen_from(beside, step.folder))
    return {name: value for name, value in schema_of(FrozenStep).encode(seen).items() if value is not None}


def seen_from(place: Path, folder: str | None) -> str | None:
    """Return a folder as seen from another, None where that would tell how the machine is laid out."""
    if folder is None:
        return None
    seen = PurePath(os.path.relpath(folder, place))
    tells_nothing = all(not path.is_absolute() and ".." not in path.parts for path in (place, PurePath(folder)))
    return seen.as_posix() if tells_nothing or ".." not in seen.parts else None


def from_json(text: bytes, beside: Path) -> Frozen:
    """Read what `to_json` wrote.

    Args:
        text: The content of the file.
        beside: The folder from which the folders of models are seen.

    Raises:
        FormatError: If it is no frozen file, or one of another format.
        PayloadError: If a resource or a step is not sound.
    """
    data = parse(text)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        found = data.get("format") if isinstance(data, dict) else data
        raise FormatError(f"its format is {shortened(found)}; this version reads {FORMAT!r}")
    check_keys(data, KEYS, KEYS, "the file")
    for key in NAMED_TEXTS:
        check_keys(data[key], data[key], (), key)
        check_texts(data[key], data[key], key)
    layers = listed(data, "layers", "the file")
    check_texts({str(place): layer for place, layer in enumerate(layers)}, map(str, range(len(layers))), "layers")
    check_keys(data["options"], data["options"], (), "options")
    for layer, options in data["options"].items():
        check_keys(options, options, (), f"options of {layer!r}")
    return Frozen(
        software=data["software"],
        plugins=data["plugins"],
        layers=tuple(layers),
        options=data["options"],
        inputs=data["inputs"],
        resources=tuple(map(schema_of(FrozenResource).decode, listed(data, "resources", "the file"))),
        steps=tuple(
            located(step, beside) for step in map(schema_of(FrozenStep).decode, listed(data, "steps", "the file"))
        ),
    )


def located(step: FrozenStep, beside: Path) -> FrozenStep:
    return step if step.folder is None else attrs.evolve(step, folder=str(beside / step.folder))
