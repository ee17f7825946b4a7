"""Runs checks one after the other and says what came of each: passed, failed, failed as expected, or cannot apply.

A check is a function of what is checked. It returns None if all is well, a reason if it cannot apply, and raises
`CheckError` for what is wrong. Any other exception that comes out of it is a failure of the check too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

import attrs

from ..errors import CheckError, OptionError, unknown

T = TypeVar("T")
Check = Callable[[T], str | None]
Status = Literal["passed", "failed", "failed as expected", "passed against expectation", "cannot apply"]
BAD: tuple[Status, ...] = ("failed", "passed against expectation")


@attrs.frozen
class Result:
    """What came of one check.

    Args:
        check: Its name.
        status: passed, failed, failed as expected, passed against expectation, cannot apply.
        reason: What is wrong, why it was expected, or why it cannot apply; empty if it passed.
    """

    check: str
    status: Status
    reason: str = ""


@attrs.frozen
class Report:
    """What came of all checks; printed, it is a line with the numbers and a line for each check.

    Args:
        subject: What was checked: "analyzer 'hedges' 1.0".
        results: One for each check, in the order in which they ran.
    """

    subject: str
    results: tuple[Result, ...]

    def of(self, status: Status) -> tuple[Result, ...]:
        """Return the results of one status."""
        return tuple(result for result in self.results if result.status == status)

    @property
    def ran(self) -> int:
        """How many checks applied."""
        return len(self.results) - len(self.of("cannot apply"))

    @property
    def summary(self) -> str:
        """One line: how many checks there are, and how many of each status."""
        counts = [f"{len(self.of(status))} {status}" for status in Status.__args__ if self.of(status)]  # type: ignore[attr-defined]
        return f"{self.subject}: {len(self.results)} checks: {', '.join(counts)}"

    def __str__(self) -> str:
        width = max((len(result.check) for result in self.results), default=0)
        lines = [
            f"  {result.check:<{width}}  {result.status}" + (f": {result.reason}" if result.reason else "")
            for result in self.results
        ]
        return "\n".join([self.summary, *lines])


def run_checks(subject: str, checks: Mapping[str, Callable[[], str | None]], expected: Mapping[str, str]) -> Report:
    """Run all checks, whatever comes of them.

    Args:
        subject: What is checked, for the messages.
        checks: The checks by name.
        expected: Reasons of those that are expected to fail.

    Raises:
        CheckError: If a check failed that was not expected to, or one did not fail that was; it names all of them.
        OptionError: For an expected failure of a check that does not exist, or without a reason.
    """
    check_expected(checks, expected)
    report = Report(subject, tuple(result_of(name, check, expected) for name, check in checks.items()))
    bad = [result for result in report.results if result.status in BAD]
    if bad:
        lines = [f"- {result.check} {result.status}: {result.reason}" for result in bad]
        raise CheckError("\n".join([report.summary, *lines]))
    return report


def result_of(name: str, check: Callable[[], str | None], expected: Mapping[str, str]) -> Result:
    try:
        reason = run_one(check)
    except CheckError as error:
        if name in expected:
            return Result(name, "failed as expected", expected[name])
        return Result(name, "failed", str(error))
    if reason is not None:
        return Result(name, "cannot apply", reason)
    if name in expected:
        return Result(name, "passed against expectation", f"it was expected to fail: {expected[name]}")
    return Result(name, "passed")


def run_one(check: Callable[[], str | None]) -> str | None:
    """Run one check; whatever goes wrong in it is a `CheckError`."""
    try:
        return check()
    except CheckError:
        raise
    except Exception as error:
        raise CheckError(f"{type(error).__name__}: {error}") from error


def check_expected(checks: Mapping[str, object], expected: Mapping[str, str]) -> None:
    for name, reason in expected.items():
        if name not in checks:
            raise OptionError(unknown("check", name, checks))
        if not isinstance(reason, str) or not reason.strip():
            raise OptionError(f"the expected failure of check {name!r} needs a reason: a text, not {reason!r}")
