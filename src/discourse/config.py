"""Settings of a pipeline from a TOML file, read only when asked for.

```toml
layers = ["claims", "frames"]

[config.frames]
codebook = "policy"

[providers]
tokens = "nltk-words"

[inputs]
frames = "frames.reviewed"

[models]
topics = "models/topics"
```

Models are folders in which an estimator was saved, seen from the folder of the TOML file; an option that names a file
beside it, such as a codebook, is seen from there as well.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import FormatError, OptionError, SourceError, unknown

KEYS = ("layers", "config", "providers", "inputs", "models", "on_error")


def read_config(source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a `Pipeline` from a TOML file or a mapping of the same form.

    Raises:
        SourceError: If the file cannot be read.
        FormatError: If it is no TOML; the message names file and line.
        OptionError: For a key that does not exist, or a value of the wrong kind.
    """
    where = "configuration" if isinstance(source, Mapping) else str(source)
    settings = dict(source) if isinstance(source, Mapping) else read_toml(Path(source))
    for key, value in settings.items():
        if key not in KEYS:
            raise OptionError(f"{where}: " + unknown("key", key, KEYS))
        check_setting(key, value, where)
    if "models" in settings and not isinstance(source, Mapping):
        folder = Path(source).parent
        settings["models"] = {layer: str(folder / path) for layer, path in settings["models"].items()}
    if "config" in settings and not isinstance(source, Mapping):
        folder = Path(source).parent
        settings["config"] = {
            layer: {name: beside(folder, value) for name, value in options.items()}
            for layer, options in settings["config"].items()
        }
    return settings


def beside(folder: Path, value: Any) -> Any:
    """Return an option, with the folder before it if it names a file there."""
    is_file = isinstance(value, str) and Path(value).suffix and (folder / value).is_file()
    return str(folder / value) if is_file else value


def check_setting(key: str, value: Any, where: str) -> None:
    """Refuse values that are not of the form that a pipeline takes."""
    if key == "layers":
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise OptionError(f'{where}: layers is a list of names, such as ["claims"], not {value!r}')
    elif key == "on_error":
        if value not in ("record", "raise"):
            raise OptionError(f'{where}: on_error is "record" or "raise", not {value!r}')
    elif not isinstance(value, Mapping):
        raise OptionError(f"{where}: {key} is a table, [{key}], not {value!r}")
    else:
        expected: type[Any] = Mapping if key == "config" else str
        for layer, entry in value.items():
            if not isinstance(entry, expected):
                shape = f"a table, [config.{layer}]" if key == "config" else "a name in quotes"
                raise OptionError(f"{where}: {key}.{layer} is {shape}, not {entry!r}")


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"{path}: no TOML: {error}") from error
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror}") from error
