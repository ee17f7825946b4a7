"""Who may know whom: the core knows no plugin and no layer; a plugin knows the core and what it declares."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import discourse
from discourse import DEFAULT_PLUGINS, Registry

from .conftest import SOURCES

ROOT = SOURCES.parent
CORE = sorted((SOURCES / "discourse").rglob("*.py"))
PLUGINS = sorted(path.parent for path in (ROOT / "plugins").glob("discourse_*/__init__.py"))
MODULES = [path for plugin in PLUGINS for path in sorted(plugin.rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
HEAVY = {"sklearn", "scipy", "nltk"}
AT_THE_TOP = {*sys.stdlib_module_names, "discourse", "attrs", "numpy", "click"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports_in(nodes: ast.AST) -> Iterator[tuple[str, str | None, int]]:
    """Give module, name and line of each absolute import."""
    for node in ast.walk(nodes):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.module or "", alias.name, node.lineno) for alias in node.names)


def imports_at_the_top(tree: ast.Module) -> Iterator[tuple[str, str | None, int]]:
    """Give the imports that run when a module is imported: those outside functions and of types."""
    for node in tree.body:
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not typing_only and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from imports_in(node)


def strings_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Give the string constants that are no docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value, node.lineno


def shipped() -> Registry:
    return Registry(entry_points=False)


def declared_layers(plugin: str) -> set[str]:
    """Return the layers that the analyzers of a plugin require or use, and those that they provide."""
    (info,) = [info for info in shipped().plugins if info.name == plugin]
    return {layer for spec in info.analyzers for layer in (*spec.requires, *spec.uses, spec.provides)}


def test_every_shipped_plugin_is_there_and_sound() -> None:
    found = shipped().plugins

    assert DEFAULT_PLUGINS == tuple(info.name for info in found)
    assert {} == {info.name: info.error for info in found if info.status != "loaded"}
    assert {plugin.name for plugin in PLUGINS} >= set(DEFAULT_PLUGINS)


# The core


@pytest.mark.parametrize("path", CORE, ids=relative)
def test_the_core_imports_no_plugin(path: Path) -> None:
    assert [] == [module for module, _, _ in imports_in(tree_of(path)) if module.startswith("discourse_")]


def test_the_core_names_plugins_in_one_tuple_only() -> None:
    names = {plugin.name for plugin in PLUGINS}
    found = [
        (relative(path), text)
        for path in CORE
        for text, _ in strings_in(tree_of(path))
        if re.split(r"[.:]", text)[0] in names
    ]

    assert [("src/discourse/registry.py", name) for name in DEFAULT_PLUGINS] == found


@pytest.mark.parametrize("path", CORE, ids=relative)
def test_the_core_names_no_layer(path: Path) -> None:
    layers = {spec.provides for spec in shipped().analyzers.values()}

    assert [] == [f"{text}, line {line}" for text, line in strings_in(tree_of(path)) if text in layers]


# The plugins


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_plugin_imports_little_when_it_is_imported(path: Path) -> None:
    plugin = path.relative_to(ROOT / "plugins").parts[0]
    training = "training" in path.parts or path.stem.startswith("train")
    allowed = AT_THE_TOP | {p.name for p in PLUGINS} | (HEAVY if training else set())
    found = [module for module, _, _ in imports_at_the_top(tree_of(path)) if module.partition(".")[0] not in allowed]

    assert [] == found
    assert plugin in {p.name for p in PLUGINS}


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_the_package_of_a_plugin_imports_nothing_heavy(plugin: Path) -> None:
    heavy = {*HEAVY, "numpy", "pandas", "click"}
    found = [module for module, _, _ in imports_at_the_top(tree_of(plugin / "__init__.py"))]

    assert [] == [module for module in found if module.partition(".")[0] in heavy]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_plugin_imports_only_public_names_of_plugins_whose_layers_it_declares(path: Path) -> None:
    plugin = path.relative_to(ROOT / "plugins").parts[0]
    provided = {
        info.name: {spec.provides for spec in info.analyzers} for info in shipped().plugins if info.name != plugin
    }
    problems = []
    for module, name, line in imports_in(tree_of(path)):
        package = module.partition(".")[0]
        if not package.startswith("discourse_") or package == plugin:
            continue
        public = __import__(package).__all__
        if module != package or (name is not None and name not in public):
            problems.append(f"line {line}: {module}.{name} is not public")
        if package not in provided or not provided[package] & declared_layers(plugin):
            problems.append(f"line {line}: declares no layer of {package}")

    assert [] == problems


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_plugin_uses_only_public_names_of_other_packages(path: Path) -> None:
    plugin = path.relative_to(ROOT / "plugins").parts[0]
    tree = tree_of(path)
    found = [
        f"line {line}: {module}.{name}"
        for module, name, line in imports_in(tree)
        if module.partition(".")[0].startswith("discourse") and module.partition(".")[0] != plugin
        and any(part.startswith("_") for part in (*module.split("."), name or ""))
    ]  # fmt: skip
    packages = {"discourse", *(p.name for p in PLUGINS)} - {plugin}
    found += [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
        and isinstance(node.value, ast.Name) and node.value.id in {*packages, "document", "layer"}
    ]  # fmt: skip

    assert [] == found


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_a_plugin_says_what_is_public_and_that_it_is_typed(plugin: Path) -> None:
    package = __import__(plugin.name)

    assert (plugin / "py.typed").is_file()
    assert [] == [name for name in package.__all__ if not hasattr(package, name)]
    assert package.__doc__
    for info in shipped().plugins:
        if info.name == plugin.name:
            payloads = [spec.payload for spec in info.analyzers]  # of an alternative provider: another package's
            own = {payload.__name__ for payload in payloads if payload.__module__.split(".")[0] == plugin.name}
            assert own <= set(package.__all__)


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_every_data_file_has_its_card(plugin: Path) -> None:
    files = [path for folder in plugin.rglob("data") if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
    data = [path for path in files if not path.name.endswith(".card.md") and "__pycache__" not in path.parts]

    assert [] == [relative(path) for path in data if path.suffix not in (".json", ".toml", ".npz")]
    assert [] == [relative(path) for path in data if not path.with_name(f"{path.stem}.card.md").is_file()]
    for path in data:
        card = path.with_name(f"{path.stem}.card.md").read_text(encoding="utf-8").lower()
        assert [] == [f"{relative(path)}: {word}" for word in ("source", "licence") if word not in card]


# What may not enter


def calls_of(tree: ast.Module, names: set[str]) -> list[str]:
    return [
        f"line {node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names
    ]


@pytest.mark.parametrize("path", [*CORE, *MODULES], ids=relative)
def test_no_pickle_no_network_and_no_clock(path: Path) -> None:
    tree = tree_of(path)
    forbidden = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "urllib", "http", "socket", "requests",
                 "httpx", "time", "locale", "ftplib"}  # fmt: skip
    clock = {"datetime.now", "datetime.datetime.now", "date.today", "datetime.date.today", "datetime.today",
             "datetime.utcnow", "random.random", "eval", "exec"}  # fmt: skip

    if relative(path) in ("src/discourse/testing/cost.py", "src/discourse/progress.py"):
        forbidden.remove("time")  # whether cost grows linearly and how fast a run is are told by a clock; no result is
    imported = {m for m, _, _ in imports_in(tree)} - {"urllib.parse"}  # which only takes names apart

    assert [] == [m for m in sorted(imported) if m.partition(".")[0] in forbidden]
    assert [] == calls_of(tree, clock)


def test_no_data_file_is_a_pickle() -> None:
    import zipfile

    for plugin in PLUGINS:
        for path in plugin.rglob("*.npz"):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    header = archive.read(name)[:200]
                    assert b"|O" not in header, f"{relative(path)}: {name} holds objects"


@pytest.mark.parametrize("path", [*CORE, *MODULES], ids=relative)
def test_a_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(tree_of(path))
    assert path.stem.strip("_") not in {"utils", "util", "helpers", "helper", "common", "misc", "base"}


@pytest.mark.parametrize("path", TESTS, ids=relative)
def test_no_test_looks_at_a_clock(path: Path) -> None:
    tree = tree_of(path)
    clocks = {"time.time", "time.perf_counter", "time.monotonic", "time.process_time", "perf_counter", "time.sleep",
              "timeit.timeit", "datetime.now", "datetime.datetime.now", "date.today"}  # fmt: skip

    assert [] == calls_of(tree, clocks)


def test_a_registry_of_the_shipped_plugins_can_travel() -> None:
    assert not shipped().made_by_hand
    assert discourse.DEFAULT_PLUGINS == tuple(plugin.name for plugin in shipped().plugins)
