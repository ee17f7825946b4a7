"""The readable half of a saved model: `model.json`, which names its format, for the estimators of plugins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .errors import FormatError


def read_description(file: Path, model_format: str) -> dict[str, Any]:
    """Read what a model says of itself.

    Args:
        file: Its JSON file.
        model_format: The format that is read, as its field `format` names it: "discourse-topics/1".

    Raises:
        FormatError: If the file cannot be read, is no JSON, or is of another format.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise FormatError(f"cannot read {file}: {error.strerror or error}; save writes it") from error
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{file} is no JSON, perhaps truncated: {error}") from error
    if not isinstance(data, dict) or data.get("format") != model_format:
        found = data.get("format") if isinstance(data, dict) else type(data).__name__
        raise FormatError(f"{file} has format {found!r}; this version reads {model_format!r}: fit the model again")
    return data
