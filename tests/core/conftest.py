"""Fixtures of the tests of the core."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import discourse

settings.register_profile("core", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("core")

SOURCES = Path(discourse.__file__).parents[1]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def use_registry(monkeypatch: pytest.MonkeyPatch) -> Callable[[discourse.Registry], None]:
    """Return what puts a registry in the place of the default one, for the length of a test."""

    def use(registry: discourse.Registry) -> None:
        for module in ("registry", "cli", "commands", "pipeline"):
            monkeypatch.setattr(f"discourse.{module}.default_registry", lambda: registry)

    return use


@pytest.fixture
def fresh_python() -> Run:
    """Return what runs Python in a new process that finds what this one finds."""

    def run(*arguments: str, path: Path | None = None, input: str | None = None, **environment: str) -> object:
        found = [str(path)] if path else []
        variables = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DISCOURSE_")},
            "PYTHONPATH": os.pathsep.join([*found, *(entry for entry in sys.path if entry)]),
            "PYTHONIOENCODING": "utf-8",
            **environment,
        }
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            env=variables,
            input=input,
            encoding="utf-8",
            check=False,
            timeout=30,  # only so that a program that hangs is a failure and not the end of all tests
        )

    return run  # type: ignore[return-value]
