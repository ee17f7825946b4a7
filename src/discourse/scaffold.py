"""Writes the start of a plugin: a distribution of its own, whose tests pass at once.

The files are templates in `templates/plugin`; `plugins/examples/discourse-hedges` is such a plugin, finished. The
folder appears under its name only when it is whole.
"""

from __future__ import annotations

import importlib.util
import keyword
import re
import secrets
import shutil
import sys
from importlib.resources import files
from pathlib import Path
from string import Template

from .errors import OptionError, SourceError, shortened
from .extras import DISTRIBUTION
from .planning import known_layers
from .registry import default_registry

NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
LONGEST = 40
PREFIX = "discourse_"
FILES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    ".gitignore": "gitignore",
    "src/$module/__init__.py": "package.py",
    "src/$module/analyzer.py": "analyzer.py",
    "src/$module/py.typed": None,
    "tests/test_$layer.py": "test_layer.py",
}


def write_plugin(name: str, folder: str | Path = ".") -> Path:
    """Write the start of a plugin: an analyzer for a layer, its registration, its tests, its packaging.

    Args:
        name: Name of the distribution, in small ASCII letters, digits and hyphens: "discourse-hedges". Its module is
            `discourse_hedges`, the layer that it gives is `hedges`.
        folder: Where the folder of that name shall be.

    Returns:
        The new folder.

    Raises:
        OptionError: If no distribution, module or layer can be called so, or one is already; nothing is written.
        SourceError: If there is such a folder already, or it cannot be written; nothing is left half written.
    """
    names = names_of(name)
    target = Path(folder) / names["distribution"]
    if not Path(folder).is_dir():
        raise SourceError(f"there is no folder {folder} in which to write the plugin")
    if target.exists() or target.is_symlink():
        raise SourceError(f"{target} is there already; nothing was written. Take another name, or move it away")
    part = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        for path, template in FILES.items():
            file = part / Template(path).substitute(names)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(filled(template, names), encoding="utf-8", newline="\n")
        part.rename(target)
    except OSError as error:
        raise SourceError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return target


def filled(template: str | None, names: dict[str, str]) -> str:
    if template is None:
        return ""
    content = (files(__package__) / "templates" / "plugin" / f"{template}.txt").read_text(encoding="utf-8")
    return Template(content).substitute(names)


def names_of(name: str) -> dict[str, str]:
    """Return all names that follow from the name of a plugin.

    Raises:
        OptionError: If one of them cannot be used; the message says which, and why.
    """
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise OptionError(
            f"{shortened(name)} is no name for a plugin: small letters a-z, digits and single hyphens, beginning with "
            f"a letter, such as discourse-hedges"
        )
    if len(name) > LONGEST:
        raise OptionError(f"the name of a plugin has at most {LONGEST} characters; {shortened(name)} has {len(name)}")
    module = name.replace("-", "_")
    layer = module.removeprefix(PREFIX)
    check_free(name, module, layer)
    words = "".join(word.capitalize() for word in layer.split("_"))
    return {
        "distribution": name.replace("_", "-"),
        "module": module,
        "layer": layer,
        "payload": f"{words}Mention",
        "analyzer": f"{words}Analyzer",
        "version": installed_version(),
    }


def check_free(name: str, module: str, layer: str) -> None:
    """Refuse names that Python, the library or an installed plugin has taken."""
    for used in (module, layer):
        if keyword.iskeyword(used) or keyword.issoftkeyword(used):
            raise OptionError(f"{name!r} cannot be used: {used!r} is a word of Python itself")
    if not layer[0].isalpha():
        raise OptionError(f"{name!r} cannot be used: its layer would be {layer!r}, which begins with no letter")
    if module in sys.stdlib_module_names:
        raise OptionError(f"{name!r} cannot be used: Python has a module {module!r} of its own; try discourse-{name}")
    if name.replace("_", "-") == DISTRIBUTION or layer == "discourse":
        raise OptionError(f"{name!r} cannot be used: this library is called so")
    known = known_layers(default_registry())
    if layer in known:
        raise OptionError(f"{name!r} cannot be used: layer {layer!r} is there already; the layers: {', '.join(known)}")
    if importlib.util.find_spec(module) is not None:
        raise OptionError(f"{name!r} cannot be used: a module {module!r} is installed already")


def installed_version() -> str:
    from . import __version__

    return __version__
