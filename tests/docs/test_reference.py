"""The reference is whole: a hook, layer, field, option, error, command or variable without a word fails here.

Each check is tried on something made up that lacks what it looks for.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import click
import pytest

import discourse
from discourse import AnalyzerSpec, Annotation, Document, cli, errors, hookspecs
from discourse.payloads import schema_of

from .pages import DOCS, PAGES, ROOT, generated, name_of

REFERENCE: Any = generated()
REGISTRY = REFERENCE.shipped_registry()
SOURCES = [path for folder in ("src", "plugins") for path in sorted((ROOT / folder).rglob("*.py"))]
TESTS = [path for folder in ("tests", "plugins/examples") for path in sorted((ROOT / folder).rglob("*.py"))]
VARIABLE = re.compile(r"DISCOURSE_[A-Z][A-Z_]*")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# Hooks


def undocumented_hooks(hooks: Iterable[Callable[..., Any]], page: str) -> list[str]:
    """Return the hooks that are not on the page with their very signature."""
    found = set(re.findall(r"^discourse_\w+\(.*$", page, re.MULTILINE))
    return [hook.__name__ for hook in hooks if written(hook) not in found]


def written(hook: Callable[..., Any]) -> str:
    signature = inspect.signature(hook)
    parameters = ", ".join(f"{name}: {value.annotation}" for name, value in signature.parameters.items())
    return f"{hook.__name__}({parameters}) -> {signature.return_annotation}"


def implemented_hooks(program: str) -> set[str]:
    """Return the hooks that functions of a program implement."""
    return {
        node.name
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(mark).partition("(")[0].endswith("hookimpl") for mark in node.decorator_list)
    }


def hooks() -> list[Callable[..., Any]]:
    return list(REFERENCE.hooks_of(hookspecs).values())


def test_every_hook_is_documented_with_its_signature() -> None:
    assert 10 <= len(hooks())
    assert [] == undocumented_hooks(hooks(), REFERENCE.hooks_page())


def test_every_hook_is_implemented_in_a_test() -> None:
    tested = set().union(*(implemented_hooks(read(path)) for path in TESTS))

    assert set() == {hook.__name__ for hook in hooks()} - tested


def test_a_hook_that_is_missing_or_has_another_signature_is_seen() -> None:
    def discourse_made_up(register: Callable[[int], None]) -> None:
        """Register made-up things."""

    other = "discourse_made_up(register: Callable[[str], None]) -> None"

    assert ["discourse_made_up"] == undocumented_hooks([discourse_made_up], REFERENCE.hooks_page())
    assert ["discourse_made_up"] == undocumented_hooks([discourse_made_up], other)
    assert [] == undocumented_hooks([discourse_made_up], other.replace("str", "int"))


def test_a_hook_that_says_nothing_stops_the_build() -> None:
    module = ModuleType("made_up")
    exec("def discourse_made_up(register: int) -> None: ...", module.__dict__)

    with pytest.raises(REFERENCE.UndocumentedError, match="discourse_made_up"):
        REFERENCE.hooks_page(module)


def test_a_mention_of_a_hook_is_no_implementation() -> None:
    program = "def discourse_readers(): ...\nNAMES = ['discourse_writers']\n@hookimpl\ndef discourse_commands(cli): ..."

    assert {"discourse_commands"} == implemented_hooks(program)


# Layers, fields, options


@pytest.mark.parametrize("name", sorted(REGISTRY.analyzers))
def test_every_analyzer_is_documented_with_fields_and_options(name: str) -> None:
    spec = REGISTRY.analyzers[name]
    _, _, section = REFERENCE.layers_page(REGISTRY).partition(f"\n## `{spec.provides}`\n")
    section = section.partition("\n## ")[0]
    _, found, provided = section.partition(f"### Provided by `{name}`")
    provided = provided.partition("\n### ")[0]

    assert found
    for field in schema_of(spec.payload).fields:
        assert re.search(rf"^\| `{field}` \| [^|]+ \| \S.* \|$", section, re.MULTILINE), field
    for option in REFERENCE.options_of(REGISTRY, spec):
        assert re.search(rf"^\| `{option}` \| `.+?` \| \S.* \|$", provided, re.MULTILINE), option
    for layer in (*spec.requires, *spec.uses):
        assert f"`{layer}`" in provided


@attrs.frozen
class Silent:
    """A payload with a field of which nothing is said."""

    size: int


@attrs.frozen
class Plain:
    """A payload without fields."""


class SilentAnalyzer:
    """Has an option of which nothing is said."""

    def __init__(self, *, size: int = 3) -> None:
        self._size = size

    def analyze(self, document: Document) -> list[Annotation[Any]]:
        return []


class Nameless:
    def analyze(self, document: Document) -> list[Annotation[Any]]:
        return []


@pytest.mark.parametrize(
    ("payload", "factory", "message"),
    [
        (Silent, SilentAnalyzer, r"field tests\.\S*Silent\.size|field \S+Silent\.size"),
        (Plain, SilentAnalyzer, "option 'size' of analyzer 'silent'"),
        (Plain, Nameless, "analyzer 'silent' has no docstring"),
    ],
)
def test_what_a_made_up_plugin_does_not_say_stops_the_build(payload: type, factory: Any, message: str) -> None:
    class Plugin:
        @discourse.hookimpl
        def discourse_register_analyzers(self, register: Callable[[AnalyzerSpec], None]) -> None:
            register(AnalyzerSpec(name="silent", version="1", provides="silent", payload=payload, factory=factory))

    with pytest.raises(REFERENCE.UndocumentedError, match=message):
        REFERENCE.layers_page(discourse.Registry([Plugin()], entry_points=False, strict=True))


def test_the_table_of_the_readme_has_every_layer() -> None:
    page = read(ROOT / "README.md")
    layers = {spec.provides for spec in REGISTRY.analyzers.values()}

    assert set() == {layer for layer in layers if f"`{layer}`" not in page}


def test_names_of_arguments_are_read_from_docstrings() -> None:
    def function() -> None:
        """Do this.

        Args:
            first: What it is,
                and more of it.
            second: Another.

        Raises:
            ValueError: Never.
        """

    assert {"first": "What it is, and more of it.", "second": "Another."} == REFERENCE.arguments(function)


# Errors


def test_every_error_is_documented() -> None:
    page = REFERENCE.errors_page()
    names = REFERENCE.errors_of(errors)

    assert set(names) == {name for name in discourse.__all__ if name.endswith("Error")}
    assert [] == [name for name in names if not re.search(rf"^\| `{name}` \| \S", page, re.MULTILINE)]


def test_an_error_that_says_nothing_stops_the_build() -> None:
    module = ModuleType("made_up")
    exec("__name__ = 'made_up'\nclass MadeUpError(Exception): ...", module.__dict__)

    with pytest.raises(REFERENCE.UndocumentedError, match="MadeUpError"):
        REFERENCE.errors_page(module)


# Commands


def test_every_command_and_its_options_are_documented() -> None:
    page = REFERENCE.commands_page()
    context = click.Context(cli.cli)

    for name in cli.cli.list_commands(context):
        command = cli.cli.get_command(context, name)
        assert command is not None and f"\n## `discourse {name}`\n" in page
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.opts[-1] in page


@pytest.mark.parametrize(
    ("help_of_command", "help_of_option", "message"),
    [(None, "Say it.", "command 'made-up'"), ("Do it.", None, "option --loud of command 'made-up'")],
)
def test_a_command_that_says_nothing_stops_the_build(
    help_of_command: str | None, help_of_option: str | None, message: str
) -> None:
    group = click.Group()
    option = click.Option(["--loud"], help=help_of_option)
    group.add_command(click.Command("made-up", params=[option], help=help_of_command))

    with pytest.raises(REFERENCE.UndocumentedError, match=message):
        REFERENCE.commands_page(group)


# Environment variables


def variables_in(program: str) -> set[str]:
    """Return the variables of ours that a program names, as text and not in prose."""
    constants = [node.value for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Constant)]
    return {value for value in constants if isinstance(value, str) and VARIABLE.fullmatch(value)}


def described_variables(page: str) -> set[str]:
    return set(re.findall(r"^\| `(DISCOURSE_\w+)` \| \S", page, re.MULTILINE))


def test_every_environment_variable_is_documented_and_no_other() -> None:
    read_ones = set().union(*(variables_in(read(path)) for path in SOURCES))

    assert read_ones == described_variables(read(DOCS / "reference" / "environment.md"))


def test_a_variable_that_is_not_documented_is_seen() -> None:
    assert {"DISCOURSE_MADE_UP"} == variables_in('import os\nos.environ.get("DISCOURSE_MADE_UP")')
    assert set() == described_variables("DISCOURSE_MADE_UP is named, not described")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_pages_name_no_variable_that_is_not_there(page: Path) -> None:
    assert set(VARIABLE.findall(read(page))) <= described_variables(read(DOCS / "reference" / "environment.md"))


# The API


def api_names() -> set[str]:
    pages = "".join(read(page) for page in (DOCS / "reference" / "api").glob("*.md"))
    return set(re.findall(r"^\.\. auto(?:class|function|data):: discourse\.(\S+)$", pages, re.MULTILINE))


def without_a_page(names: Iterable[str]) -> set[str]:
    in_a_module = set(REFERENCE.errors_of(errors)) | {"__version__"}  # errors have a page for all of them
    return set(names) - api_names() - in_a_module


def test_every_public_name_stands_on_a_page_of_the_api() -> None:
    assert set() == without_a_page(discourse.__all__)
    assert {"made_up"} == without_a_page(["made_up"])


# What pages claim


def test_the_tests_that_pages_name_are_there() -> None:
    named = re.findall(r"`(\w+/\w+\.py)::(test_\w+)`", "".join(read(page) for page in PAGES))

    assert len(named) > 30
    assert [] == [
        f"{file}::{test}" for file, test in named if f"def {test}(" not in read(ROOT / "tests" / file)
    ]  # fmt: skip
