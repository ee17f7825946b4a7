"""What a folder of tables was begun with, and whether a pipeline goes together with that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..errors import OptionError, StaleLayerError
from ..payloads import canonical_json
from ..pipeline import Pipeline
from .folder import Folder
from .layer_status import status_of


def settings_of(pipeline: Pipeline) -> dict[str, Any]:
    """Return what a pipeline was made with, as plain data; of models the digests."""
    settings = pipeline._settings()
    plain: dict[str, Any] = {
        "layers": list(pipeline.layers),
        "config": {layer: options for layer, options in sorted(settings["config"].items()) if options},
        "providers": dict(sorted(settings["providers"].items())),
        "inputs": dict(sorted(settings["inputs"].items())),
        "models": {layer: model.digest() for layer, model in sorted(settings["models"].items())},
    }
    return dict(json.loads(canonical_json(plain)))  # so that it equals what is read back


def check_head(folder: Folder, head: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
    """Refuse a folder that was begun in another way.

    Raises:
        OptionError: If it has other partitions, or was made by another pipeline.
    """
    if head["partition_by"] != settings["partition_by"]:
        raise OptionError(
            f"{folder.path} is partitioned by {', '.join(head['partition_by']) or 'nothing'}, not by "
            f"{', '.join(settings['partition_by']) or 'nothing'}; that is the same for all that is written to it"
        )
    before, now = head["pipeline"], settings["pipeline"]
    if before and now and before != now:
        name = next(name for name in now if before.get(name) != now[name])
        raise OptionError(
            f"{folder.path} was made by another pipeline: its {name} are {before.get(name)}, not {now[name]}. Give "
            f"another folder, or make its layers again by discourse.tables.update"
        )


def check_current(folder: Folder, pipeline: Pipeline) -> None:
    """Refuse a folder whose layers the pipeline would make otherwise now.

    Raises:
        StaleLayerError: The message names a layer and says why.
    """
    for status in status_of(folder.parts(), pipeline):
        if status.state == "outdated":
            raise StaleLayerError(
                f"{folder.path}: layer {status.layer!r} of {status.documents:,} documents {status.reason}. `discourse "
                f"status {folder.path}` tells more, with --update it is made again"
            )
