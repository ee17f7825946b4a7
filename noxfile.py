"""What a contributor runs: `nox` for everything, `nox -s tests` for one session. Times are in CONTRIBUTING.md."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "virtualenv"

PROJECT = nox.project.load_toml("pyproject.toml")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
SUPPORTED = ("3.11", "3.12", "3.13")


def is_present(version: str) -> bool:
    """Say whether an interpreter is there and starts: a shim of a version manager may be there and not start."""
    try:
        return subprocess.run([f"python{version}", "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


OTHERS = [version for version in SUPPORTED if version != RUNNING and is_present(version)]


def group(name: str) -> list[str]:
    return nox.project.dependency_groups(PROJECT, name)


@nox.session(python=[RUNNING, *OTHERS])
def tests(session: nox.Session) -> None:
    """Run the tests of core and plugins, and the code in the documentation.

    The examples of the laws are the same in every run, so that a change is never refused for one it has nothing to do
    with; `nox -s tests -- --hypothesis-profile=default` draws new ones. The tests of a file share a process, and so the
    cluster or the workers that they start.
    """
    session.install("-e", ".", *group("test"))
    session.run("pytest", "-n", "auto", "--dist", "loadfile", "--hypothesis-profile=ci", *session.posargs)


@nox.session(python=RUNNING, default=False)
def golden(session: nox.Session) -> None:
    """Write the golden files anew; read every line that changes before you commit it."""
    session.install("-e", ".", *group("test"))
    session.run("python", "tests/plugins/test_framing_golden.py")
    session.run("python", "tests/plugins/test_results_by_version.py")


@nox.session(python=RUNNING, default=False)
def bench(session: nox.Session) -> None:
    """Print speed and memory beside what is wanted; `-- ARTICLES.jsonl` for articles of your own."""
    session.install(".")
    session.run("python", "benchmarks/speed.py", *session.posargs)


@nox.session(python=RUNNING)
def lint(session: nox.Session) -> None:
    """Check style and formatting."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session(python=RUNNING)
def typing(session: nox.Session) -> None:
    """Check types strictly in both source roots, of typed examples of use, and that all that is public has one."""
    session.install("-e", ".", *group("typing"))
    session.run("mypy")
    session.run("mypy", "--strict", "tests/typing/usage.py")
    # Pyright with its own Node from PyPI, so that nothing else is downloaded; without the path it takes a .venv.
    pyright = ("basedpyright", "--pythonpath", str(Path(session.bin) / "python"))
    session.run(*pyright)
    session.run(*pyright, "--verifytypes", "discourse", "--ignoreexternal")


@nox.session(python=RUNNING)
def docs(session: nox.Session) -> None:
    """Build the documentation into docs/_build/html; a warning is an error."""
    session.install("-e", ".", *group("docs"))
    session.run("sphinx-build", "-W", "--keep-going", "-n", "-E", "-b", "html", "docs", "docs/_build/html")


@nox.session(python=RUNNING)
def browser(session: nox.Session) -> None:
    """Open pages in a real browser, Debian's chromium; skipped where there is none."""
    session.install("-e", ".", *group("browser"))
    session.run("pytest", "tests/browser", *session.posargs)


@nox.session(python=RUNNING)
def wheel(session: nox.Session) -> None:
    """Build the wheel, look inside, install it elsewhere, import and run it."""
    session.install(*group("wheel"))
    folder = Path(session.create_tmp())
    for old in folder.glob("*.whl"):
        old.unlink()
    session.run("python", "-m", "build", "--wheel", "--outdir", str(folder))
    (built,) = folder.glob("*.whl")
    session.install(str(built))
    session.run("pytest", "tests/wheel", "--wheel", str(built), "-p", "no:cacheprovider")


@nox.session(python=RUNNING)
def plugin(session: nox.Session) -> None:
    """Build, install beside the library and test three plugins: the examples, and what is written for a user."""
    session.install(".[testing]", *group("wheel"), *group("lint"), "mypy>=2.4,<2.5")
    folder = Path(tempfile.mkdtemp(prefix="discourse-plugin-")).resolve()  # ruff passes over whatever lies in .nox
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")  # so that the checkout's is not used
    with session.chdir(folder):
        session.run("python", "-I", "-m", "discourse", "new-plugin", "discourse-ironies")
    for source in (*sorted(Path("plugins/examples").resolve().iterdir()), folder / "discourse-ironies"):
        built = folder / f"wheel-of-{source.name}"
        session.run("python", "-m", "build", "--wheel", "--outdir", str(built), str(source))
        session.install("--force-reinstall", "--no-deps", *map(str, built.glob("*.whl")))
        tests = shutil.copytree(source / "tests", folder / f"tests-of-{source.name}")
        with session.chdir(folder):
            session.run("pytest", "--import-mode=importlib", "-p", "no:cacheprovider", "-ra", str(tests))
        with session.chdir(source):
            session.run("ruff", "check", ".")
            session.run("ruff", "format", "--check", ".")
            session.run("mypy", "--strict", "src", "tests")
    shutil.rmtree(folder)
