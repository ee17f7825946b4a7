"""How the plugin kit runs its checks: reports, reasons, expected failures, tests of pytest, what is missing."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import discourse
from discourse import CheckError, MissingExtraError, OptionError, PlanError, testing
from discourse.testing import CHECKS, READER_CHECKS, RESOURCE_CHECKS, WRITER_CHECKS, check_analyzer
from discourse.testing.running import Report, Result, run_checks

from . import toys
from .conftest import Run
from .toys import WORDS, gives, registry

WRONG = gives("wrong", lambda document: [discourse.Annotation(discourse.Span(0, 10**9), toys.Shout(1.0))])


def passes() -> None:
    return None


def fails() -> None:
    raise CheckError("expected 1, got 2")


def breaks() -> None:
    raise KeyError("key")


def cannot() -> str:
    return "there is nothing to check"


@pytest.mark.parametrize("checks", [CHECKS, READER_CHECKS, WRITER_CHECKS, RESOURCE_CHECKS])
def test_every_check_says_what_it_checks(checks: dict[str, Callable[..., Any]]) -> None:
    assert [] == [name for name, check in checks.items() if len((inspect.getdoc(check) or "").split()) < 5]


@pytest.mark.parametrize("name", [name for name in testing.__all__ if callable(getattr(testing, name))])
def test_every_public_name_is_documented(name: str) -> None:
    assert inspect.getdoc(getattr(testing, name))


def test_a_report_counts_and_is_printed() -> None:
    report = run_checks("toy", {"one": passes, "two": fails, "three": cannot}, {"two": "known: see issue 7"})

    assert report == Report(
        "toy",
        (
            Result("one", "passed"),
            Result("two", "failed as expected", "known: see issue 7"),
            Result("three", "cannot apply", "there is nothing to check"),
        ),
    )
    assert report.ran == 2
    assert str(report) == (
        "toy: 3 checks: 1 passed, 1 failed as expected, 1 cannot apply\n"
        "  one    passed\n"
        "  two    failed as expected: known: see issue 7\n"
        "  three  cannot apply: there is nothing to check"
    )


def test_all_failures_are_named_not_only_the_first() -> None:
    with pytest.raises(CheckError) as raised:
        run_checks("toy", {"one": fails, "two": passes, "three": breaks}, {})

    assert str(raised.value) == (
        "toy: 3 checks: 1 passed, 2 failed\n- one failed: expected 1, got 2\n- three failed: KeyError: 'key'"
    )
    assert isinstance(raised.value, discourse.DiscourseError) and isinstance(raised.value, AssertionError)


def test_an_expected_failure_that_passes_is_an_error() -> None:
    with pytest.raises(CheckError, match="one passed against expectation: it was expected to fail: slow disk"):
        run_checks("toy", {"one": passes}, {"one": "slow disk"})


def test_an_expected_failure_needs_a_name_that_there_is_and_a_reason() -> None:
    with pytest.raises(OptionError, match=r"no check 'offset'; there are: .* Did you mean 'offsets'\?"):
        check_analyzer("words", registry=registry(WORDS), expected_failures={"offset": "why"})
    with pytest.raises(OptionError, match="the expected failure of check 'offsets' needs a reason"):
        check_analyzer("words", registry=registry(WORDS), expected_failures={"offsets": " "})


def test_a_broken_analyzer_is_told_by_every_check_that_it_fails() -> None:
    with pytest.raises(CheckError) as raised:
        check_analyzer("wrong", registry=registry(WRONG))
    lines = str(raised.value).splitlines()

    assert lines[0].startswith("analyzer 'wrong' 1: 16 checks: ")
    assert {"- offsets failed", "- any_text failed"} <= {line.partition(":")[0] for line in lines[1:]}


def test_failures_that_are_expected_are_in_the_report() -> None:
    names = ["offsets", "any_text", "inputs", "unchanged"]
    reasons = dict.fromkeys(names, "ends are guessed")
    report = check_analyzer("wrong", registry=registry(WRONG), expected_failures=reasons)

    assert names == [result.check for result in report.of("failed as expected")]


def test_a_layer_that_nothing_gives_is_named_with_what_was_meant_and_what_is_broken() -> None:
    with pytest.raises(PlanError, match="Did you mean 'words'"):
        check_analyzer("wrods", registry=registry(WORDS))

    broken = discourse.Registry(["no_such_plugin"], entry_points=False)
    with pytest.raises(PlanError, match="Plugins that are broken: plugin 'no_such_plugin'"):
        check_analyzer("words", registry=broken)


def test_texts_are_a_list_of_texts() -> None:
    with pytest.raises(PlanError, match="texts are a list of texts"):
        check_analyzer("words", registry=registry(WORDS), texts="A LOUD day")


def test_models_config_and_providers_are_those_of_a_pipeline() -> None:
    model = toys.Counter().fit([discourse.Pipeline("words", registry=registry(WORDS))("one two one")])
    given = registry(WORDS, toys.RARITIES)
    reasons = {"options": "its options are not told of"}
    report = check_analyzer("rarities", registry=given, models={"rarities": model}, expected_failures=reasons)

    assert ["options"] == [result.check for result in report.of("failed as expected")]

    with pytest.raises(OptionError, match="no option of layer 'words'"):
        check_analyzer("words", registry=registry(WORDS), config={"words": {"smalest": 2}})


TESTS = """
import sys
sys.path.insert(0, {folder!r})
import discourse
from discourse.testing import parametrize_with_checks
from tests.core import toys

GOOD = toys.registry(toys.WORDS, toys.SHOUTS)
WRONG = toys.registry(toys.gives(
    "wrong", lambda document: [discourse.Annotation(discourse.Span(0, 10**9), toys.Shout(1.0))]
))

@parametrize_with_checks(["shouts"], registry=GOOD, texts=["A LOUD day"])
def test_good(check):
    check()

@parametrize_with_checks(["wrong"], registry=WRONG, expected_failures={{"wrong": {{
    "offsets": "ends are guessed", "payload": "it is sound, in truth"
}}}})
def test_wrong(check):
    check()

@parametrize_with_checks(["no_such_layer"], registry=GOOD)
def test_missing(check):
    check()
"""


def test_each_check_is_a_test_of_pytest_with_reasons(tmp_path: Path, fresh_python: Run) -> None:
    (tmp_path / "test_toys.py").write_text(TESTS.format(folder=str(Path(__file__).parents[2])), encoding="utf-8")
    arguments = ("-m", "pytest", "-q", "-rA", "--tb=line", "-p", "no:cacheprovider", "--rootdir", str(tmp_path))
    lines = fresh_python(*arguments, str(tmp_path / "test_toys.py")).stdout.splitlines()

    def has(start: str, *parts: str) -> bool:
        return any(line.startswith(start) and all(part in line for part in parts) for line in lines)

    assert has("PASSED", "test_good[shouts-offsets]")
    assert has("SKIPPED", "check 'worker' cannot apply: a registry with plugins given as objects cannot travel")
    assert has("XFAIL", "test_wrong[wrong-offsets] - ends are guessed")
    assert has("FAILED", "test_wrong[wrong-payload]")
    assert "[XPASS(strict)] it is sound, in truth" in lines
    assert has("FAILED", "test_wrong[wrong-any_text]")
    assert has("FAILED", "test_missing[no_such_layer-offsets]")
    assert any("no layer 'no_such_layer'; there are: shouts, words" in line for line in lines)


def test_expected_failures_of_tests_are_checked_when_tests_are_collected() -> None:
    with pytest.raises(OptionError, match="no check 'ofsets'"):
        testing.parametrize_with_checks(["words"], expected_failures={"words": {"ofsets": "why"}})
    with pytest.raises(OptionError, match="no layer among those checked 'shouts'"):
        testing.parametrize_with_checks(["words"], expected_failures={"shouts": {"offsets": "why"}})
    with pytest.raises(discourse.PluginError, match="expected a tuple of names"):
        testing.parametrize_with_checks("words")


def test_a_check_as_a_test_names_the_analyzer_and_the_check() -> None:
    (mark,) = [
        parameter.values[0]
        for parameter in testing.parametrize_with_checks(["wrong"], registry=registry(WRONG)).args[1]  # type: ignore[attr-defined]
        if parameter.id == "wrong-offsets"
    ]

    with pytest.raises(CheckError, match=r"^analyzer 'wrong' 1, check 'offsets': annotation 0 goes from 0 to 10000000"):
        mark()


def test_the_kit_imports_neither_hypothesis_nor_pytest_before_they_are_needed(fresh_python: Run) -> None:
    code = "import discourse.testing, sys; print([m for m in ('hypothesis', 'pytest', '_pytest') if m in sys.modules])"

    assert fresh_python("-c", code).stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["hypothesis", "pytest"])
def test_what_is_not_installed_is_missed_with_the_command_that_installs_it(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(sys.modules):
        if name.partition(".")[0] == module or name == "discourse.testing.strategies":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)

    if module == "pytest":
        with pytest.raises(MissingExtraError, match=r"pip install 'discourse-analysis\[testing\]'"):
            testing.parametrize_with_checks(["words"])
    else:
        with pytest.raises(MissingExtraError, match=r"pip install 'discourse-analysis\[testing\]'"):
            import discourse.testing.strategies  # noqa: F401  # the import is what is tested
