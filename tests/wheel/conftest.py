"""The wheel is built by `nox -s wheel`, which says where it is."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--wheel", type=Path, required=False, help="the built wheel to look into")


@pytest.fixture(scope="session")
def built(request: pytest.FixtureRequest) -> Path:
    path = request.config.getoption("--wheel")
    if path is None:
        pytest.fail("name the wheel to look into: pytest tests/wheel --wheel dist/NAME.whl (nox -s wheel does)")
    return path.resolve()
