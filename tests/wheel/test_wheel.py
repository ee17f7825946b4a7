"""The wheel holds all that the library needs, and works where nothing of the checkout is seen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[2]
PACKAGES = ["discourse", *sorted(path.parent.name for path in ROOT.glob("plugins/*/__init__.py"))]


def run(*arguments: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-I", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_file_of_the_packages_is_in_the_wheel(built: Path) -> None:
    sources = [ROOT / "src" / "discourse", *(ROOT / "plugins" / name for name in PACKAGES[1:])]
    expected = {
        path.relative_to(folder.parent).as_posix()
        for folder in sources
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    actual = {name for name in ZipFile(built).namelist() if ".dist-info/" not in name}

    assert expected == actual


def test_every_package_is_typed_and_none_holds_a_pickle(built: Path) -> None:
    names = ZipFile(built).namelist()

    assert [package for package in PACKAGES if f"{package}/py.typed" not in names] == []
    assert [name for name in names if name.endswith((".pkl", ".pickle", ".joblib"))] == []


def test_the_installed_library_is_used_and_finds_its_data(tmp_path: Path) -> None:
    code = """
import discourse, json
text = "The minister said that 14 people were arrested in May 2014. It was a terrible failure of the police."
document = discourse.analyze(text)
failures = [failure.message for failure in document.failures]
print(json.dumps([discourse.__file__, list(document.layers), failures, len(document["claims"])]))
"""

    path, layers, failures, claims = json.loads(run("-c", code, folder=tmp_path))

    assert not Path(path).is_relative_to(ROOT / "src")
    assert {"claims", "sentiment", "targets", "frames", "document_frames", "voices", "times"} <= set(layers)
    assert failures == []
    assert claims == 1


def test_the_command_line_of_the_installed_library_reads_the_example(tmp_path: Path) -> None:
    output = run("-m", "discourse", "analyze", str(ROOT / "examples" / "harbour-levy.txt"), folder=tmp_path)

    assert "A Harbour Levy That Ports Can Live With" in output
    assert "Edvard Lindqvist" in output
