"""What `discourse` promises: its names, its errors, its hooks, and how little an import costs."""

from __future__ import annotations

import ast
import inspect
import json
import types
from pathlib import Path
from typing import Any

import attrs
import pytest

import discourse
from discourse import errors, hookspecs

from .conftest import SOURCES, Run

HOOKS = {name: hook for name, hook in vars(hookspecs).items() if name.startswith("discourse_")}
HEAVY = ("nltk", "sklearn", "scipy", "numpy", "pandas")
ARTICLE = """Harbour levy splits the council

By Mara Quist

The mayor said on Tuesday that 14 people had left the harbour board. "It was a shameful waste of $1.2 million,"
said Ida Brandt, who leads the opposition. About 60 per cent of the crews disagree.
"""


# Names


def test_all_is_what_is_there() -> None:
    public = {
        name for name, value in vars(discourse).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }  # fmt: skip

    assert public | {"__version__"} == set(discourse.__all__)
    assert len(discourse.__all__) == len(set(discourse.__all__))


@pytest.mark.parametrize("name", sorted(set(discourse.__all__) - {"DEFAULT_PLUGINS", "__version__"}))
def test_every_public_name_is_documented(name: str) -> None:
    assert len((inspect.getdoc(getattr(discourse, name)) or "").split()) >= 3


@pytest.mark.parametrize("name", [name for name in discourse.__all__ if inspect.isclass(getattr(discourse, name))])
def test_every_public_method_is_typed(name: str) -> None:
    cls = getattr(discourse, name)
    for method_name, method in vars(cls).items():
        if method_name.startswith("_") or not inspect.isfunction(method):
            continue
        signature = inspect.signature(method)

        assert signature.return_annotation is not inspect.Signature.empty, method_name
        for parameter in list(signature.parameters.values())[1:]:
            assert parameter.annotation is not inspect.Parameter.empty, f"{method_name}({parameter.name})"


def test_the_values_of_the_core_are_frozen_and_have_slots() -> None:
    for cls in (discourse.Span, discourse.Evidence, discourse.Annotation, discourse.Layer, discourse.Document,
                discourse.Provenance, discourse.Failure, discourse.Columns,
                discourse.EvidenceColumns):  # fmt: skip
        assert attrs.has(cls)
        assert "__slots__" in vars(cls)
        assert cls.__setattr__ is not object.__setattr__


def test_the_version_is_one() -> None:
    import tomllib

    project = SOURCES.parent / "pyproject.toml"

    assert discourse.__version__ == tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]


# Errors


ERRORS = [e for e in vars(errors).values() if inspect.isclass(e) and issubclass(e, Exception)]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_is_ours_public_and_documented(error: type[Exception]) -> None:
    assert issubclass(error, discourse.DiscourseError)
    assert error is getattr(discourse, error.__name__)
    assert error.__doc__


def test_every_error_that_the_library_raises_is_ours() -> None:
    allowed = {e.__name__ for e in ERRORS} | {"SystemExit"}
    raised: dict[str, list[str]] = {}
    for path in sorted(Path(discourse.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
                raised.setdefault(node.exc.func.id, []).append(f"{path.name}:{node.lineno}")

    assert {} == {name: places for name, places in raised.items() if name not in allowed and name[0].isupper()}


def test_every_error_class_is_defined_in_one_module() -> None:
    defined = [
        f"{path.name}: {node.name}"
        for path in sorted(Path(discourse.__file__).parent.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error") and path.name != "errors.py"
    ]

    assert [] == defined


def test_an_error_can_be_caught_as_what_python_calls_it() -> None:
    assert issubclass(discourse.MissingLayerError, KeyError)
    assert issubclass(discourse.SourceError, OSError)
    assert issubclass(discourse.FormatError, ValueError)
    assert "no layer" in str(discourse.MissingLayerError("no layer"))
    assert "" == str(discourse.MissingLayerError())


@pytest.mark.parametrize(
    ("name", "known", "message"),
    [
        ("claim", ["claims", "frames"], "no layer 'claim'; there are: claims, frames. Did you mean 'claims'?"),
        ("zebra", ["claims"], "no layer 'zebra'; there are: claims."),
        ("", [], "no layer ''; there are: none."),
    ],
)
def test_unknown_names_are_told_in_one_way(name: str, known: list[str], message: str) -> None:
    assert message == errors.unknown("layer", name, known)


def test_unknown_names_come_with_advice() -> None:
    assert errors.unknown("layer", "a", [], advice="Do that.").endswith("Do that.")


# Hooks


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS.keys())
def test_every_hook_is_documented_and_has_typed_arguments_without_defaults(hook: Any) -> None:
    signature = inspect.signature(hook)

    assert hasattr(hook, "discourse_spec")
    assert (hook.__doc__ or "").strip().endswith(("`.", ".")) and len(hook.__doc__.split()) >= 5
    for parameter in signature.parameters.values():
        assert parameter.default is inspect.Parameter.empty
        assert parameter.annotation is not inspect.Parameter.empty
        assert parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD


def test_every_hook_is_called_by_the_registry() -> None:
    source = (Path(discourse.__file__).parent / "registry.py").read_text(encoding="utf-8")

    assert [] == [name for name in HOOKS if name not in hookspecs.RESOURCE_HOOKS and f'"{name}"' not in source]


def test_every_hook_is_tested() -> None:
    folder = Path(__file__).parent
    tests = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))

    assert [] == [name for name in HOOKS if f"def {name}(" not in tests and f'"{name}"' not in tests]


# Imports


def loaded_by(fresh_python: Run, program: str) -> set[str]:
    result = fresh_python("-c", f"import json, sys\n{program}\nprint(json.dumps(sorted(sys.modules)))")
    assert 0 == result.returncode, result.stderr
    return {name.partition(".")[0] for name in json.loads(result.stdout.splitlines()[-1])}


def test_to_import_discourse_loads_no_plugin_and_nothing_heavy(fresh_python: Run) -> None:
    loaded = loaded_by(fresh_python, "import discourse")

    assert set() == loaded & {*HEAVY, "click", "rich", "multiprocessing", "tomllib"}
    assert [] == sorted(name for name in loaded if name.startswith("discourse_"))


def test_to_analyze_a_document_loads_nothing_heavy(fresh_python: Run) -> None:
    program = (
        f"import discourse\ndocument = discourse.analyze({ARTICLE!r})\nassert not document.failures, document.failures"
    )

    assert set() == loaded_by(fresh_python, program) & {"nltk", "sklearn", "scipy", "pandas"}


def test_to_plan_loads_no_analyzer_and_no_numpy(fresh_python: Run) -> None:
    program = "import discourse\nassert discourse.Pipeline().steps"

    assert set() == loaded_by(fresh_python, program) & set(HEAVY)


@pytest.mark.parametrize("command", [["--help"], ["plugins"], ["schema"]], ids=" ".join)
def test_the_command_line_starts_without_anything_heavy(fresh_python: Run, command: list[str]) -> None:
    program = f"""
import contextlib, io
from discourse.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main({command!r})
"""

    assert set() == loaded_by(fresh_python, program) & {"nltk", "sklearn", "scipy", "pandas"}


def test_analysis_is_the_same_for_any_hash_seed_and_locale(fresh_python: Run) -> None:
    program = f"import discourse; print(ascii(discourse.analyze({ARTICLE!r}).to_json()))"
    results = [
        fresh_python("-c", program, PYTHONHASHSEED=seed, LC_ALL=locale, TZ=zone)
        for seed, locale, zone in [("0", "C", "UTC"), ("1", "C.UTF-8", "Asia/Tokyo"), ("4242", "tr_TR.UTF-8", "UTC")]
    ]

    assert ["", "", ""] == [result.stderr for result in results]
    assert 1 == len({result.stdout for result in results})
