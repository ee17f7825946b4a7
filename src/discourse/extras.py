"""Libraries that not everybody needs: imported where they are used, and missed with the command that installs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .errors import MissingExtraError

DISTRIBUTION = "discourse-analysis"


def need(module: str, extra: str) -> Any:
    """Import a module of an extra.

    Args:
        module: Name of the module: "pyarrow.parquet".
        extra: The extra that it comes with: "tables".

    Raises:
        MissingExtraError: If it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"this needs {module.partition('.')[0]}, which comes with an extra: "
            f"pip install '{DISTRIBUTION}[{extra}]' ({error})"
        ) from error
