"""Docstrings: their examples run, and those of public functions speak of every argument."""

from __future__ import annotations

import doctest
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import discourse

from .pages import ROOT, generated

REFERENCE: Any = generated()


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT / path.relative_to(ROOT).parts[0]).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


WITH_EXAMPLES = sorted(
    module_name(path)
    for folder in ("src/discourse", *(f"plugins/{name}" for name in discourse.DEFAULT_PLUGINS))
    for path in (ROOT / folder).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_in_docstrings_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    result = doctest.testmod(importlib.import_module(name))

    assert result.attempted > 0
    assert 0 == result.failed, capsys.readouterr().out


def functions_of(name: str, thing: object) -> Iterator[tuple[str, Callable[..., Any], object]]:
    """Give the functions of a public name, each with what documents its arguments."""
    if isinstance(thing, type):
        if not issubclass(thing, BaseException) and not getattr(thing, "_is_protocol", False):
            yield name, thing, thing
        for key, value in vars(thing).items():
            function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
            if not key.startswith("_") and inspect.isfunction(function):
                yield f"{name}.{key}", function, function
    elif inspect.isfunction(thing):
        yield name, thing, thing


def silent_arguments(function: Callable[..., Any], documented: object) -> list[str]:
    """Return the arguments of which a docstring does not speak; a single one may be told in its first line."""
    try:
        parameters = [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]
    except ValueError:
        return []
    said = REFERENCE.arguments(documented)
    silent = [name for name in parameters if name not in said]
    return [] if len(parameters) == 1 and inspect.getdoc(documented) else silent


PUBLIC = {
    name: (function, documented)
    for public in discourse.__all__
    for name, function, documented in functions_of(public, getattr(discourse, public))
}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_function_says_what_it_takes(name: str) -> None:
    function, documented = PUBLIC[name]

    assert inspect.getdoc(documented)
    assert [] == silent_arguments(function, documented)


def test_an_argument_without_a_word_is_seen() -> None:
    def made_up(first: int, second: int) -> None:
        """Do it.

        Args:
            first: Some.
        """

    assert ["second"] == silent_arguments(made_up, made_up)


def test_an_example_that_is_wrong_is_seen() -> None:
    module = ModuleType("made_up")
    module.__doc__ = ">>> 1 + 1\n3\n"

    assert 1 == doctest.testmod(module, report=False).failed
