"""A new Python process that analyzes the texts of a check: it knows plugins by name only, and is watched.

What a worker process makes must be the same to the byte. And only in a process in which nothing has been imported or
read yet can be seen what an analyzer opens when it first starts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import attrs

from ..errors import CheckError
from .subject import Subject

SEEDS = ("1", "2")
LIMIT = 300  # seconds, after which a process is taken to hang


@attrs.frozen
class Answer:
    """What came of the texts in another process.

    Args:
        outcomes: The outcome for each text (see `Subject.outcome`).
        seen: What happened there that must not.
        error: What the process failed with, empty if it did not.
    """

    outcomes: tuple[str, ...]
    seen: tuple[str, ...]
    error: str


def cannot_travel(subject: Subject) -> str | None:
    """Say why an analyzer cannot be made in another process, None if it can."""
    if subject.registry.made_by_hand:
        return "a registry with plugins given as objects cannot travel to a worker process; name their modules"
    for layer, model in subject.models.items():
        if not isinstance(model, str | Path) and not callable(getattr(model, "save", None)):
            return f"the model for layer {layer!r} has no save(folder), by which it could travel to a worker process"
    return None


def run_fresh(subject: Subject, seed: str) -> Answer:
    """Analyze the texts in a new process.

    Args:
        subject: What is checked.
        seed: The hash seed of the process.

    Raises:
        CheckError: If the process fails; the message has the end of what it printed.
    """
    known: dict[str, Answer] = subject.__dict__.setdefault("answers", {})
    if seed not in known:
        with tempfile.TemporaryDirectory(prefix="discourse-check-") as folder:
            known[seed] = ask(subject, seed, Path(folder))
    return known[seed]


def ask(subject: Subject, seed: str, folder: Path) -> Answer:
    job = {
        "layer": subject.layer,
        "registry": subject.registry.__reduce__()[1],
        "config": subject.config,
        "models": {layer: saved(model, folder / f"model-{layer}") for layer, model in subject.models.items()},
        "providers": subject.providers,
        "texts": subject.texts,
    }
    question, answer = folder / "question.json", folder / "answer.json"
    question.write_text(json.dumps(job), encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path),
        "PYTHONHASHSEED": seed,
    }
    done = subprocess.run(  # noqa: S603  # this Python, this module
        [sys.executable, "-c", f"from {__name__} import answer; answer()", str(question), str(answer)],
        env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=LIMIT,
    )  # fmt: skip
    if done.returncode or not answer.is_file():
        raise CheckError(f"a new process fails (exit code {done.returncode}): {done.stderr.strip()[-500:]}")
    found = json.loads(answer.read_text(encoding="utf-8"))
    return Answer(tuple(found["outcomes"]), tuple(found["seen"]), found["error"])


def saved(model: Any, folder: Path) -> str:
    if isinstance(model, str | Path):
        return str(Path(model).absolute())
    folder.mkdir()
    model.save(folder)
    return str(folder)


def answer() -> None:
    """Answer the question in the file that the command line names first, into the second; run in the new process."""
    from .guard import watched

    question, target = map(Path, sys.argv[1:])
    outcomes: list[str] = []
    problem = ""
    with watched() as watch:
        try:
            outcomes = outcomes_of(json.loads(question.read_text(encoding="utf-8")))
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
    found = {"outcomes": outcomes, "seen": watch.seen, "error": problem}
    target.write_text(json.dumps(found), encoding="utf-8")


def outcomes_of(job: dict[str, Any]) -> list[str]:
    from ..registry import _found_again

    plugins, entry_points, strict = job.pop("registry")
    subject = Subject(registry=_found_again(tuple(plugins), entry_points, strict), **job)
    return [subject.outcome(subject.shared(text)) for text in subject.texts]
