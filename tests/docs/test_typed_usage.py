"""The typed examples of use run; that their types hold is for `nox -s typing`."""

from __future__ import annotations

import runpy

from .pages import ROOT


def test_the_typed_examples_run() -> None:
    names = runpy.run_path(str(ROOT / "tests" / "typing" / "usage.py"))

    assert names["main"]() is None
