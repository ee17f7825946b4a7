"""The checks of analyzers, run as a function or as tests of pytest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, TypeVar, cast

import attrs

from ..errors import CheckError, OptionError, unknown
from ..extras import need
from ..hookspecs import as_names
from ..registry import Registry
from . import agreement, conduct, contract, cost, findings
from .running import Report, check_expected, run_checks, run_one
from .subject import Subject

Test = TypeVar("Test", bound=Callable[..., object])

CHECKS: Mapping[str, Callable[[Subject], str | None]] = {
    check.__name__: check
    for check in (
        contract.registration,
        contract.options,
        findings.offsets,
        findings.evidence,
        findings.payload,
        findings.json,
        findings.view,
        agreement.deterministic,
        agreement.batches,
        agreement.threads,
        agreement.worker,
        conduct.any_text,
        conduct.inputs,
        conduct.unchanged,
        conduct.isolated,
        cost.cost,
    )
}


def check_analyzer(
    layer: str,
    *,
    registry: Registry | None = None,
    config: Mapping[str, Mapping[str, Any]] | None = None,
    models: Mapping[str, Any] | None = None,
    providers: Mapping[str, str] | None = None,
    texts: Iterable[str] = (),
    expected_failures: Mapping[str, str] | None = None,
) -> Report:
    """Run every check of `CHECKS` on the analyzer of a layer.

    Args:
        layer: The layer that it gives.
        registry: The plugins; by default those of this program.
        config: Options by layer, as for a `Pipeline`.
        models: Fitted models by layer, as for a `Pipeline`.
        providers: Which analyzer gives a layer that several could give.
        texts: Texts in which it finds something, beside the news prose that the kit has.
        expected_failures: Checks that it cannot pass, each with the reason why.

    Returns:
        What came of each check; print it.

    Raises:
        CheckError: If checks fail; the message names all of them, the text and what was expected.
        PlanError: If nothing gives the layer.
    """
    subject = Subject(layer, registry=registry, config=config, models=models, providers=providers, texts=texts)
    checks = {name: partial(check, subject) for name, check in CHECKS.items()}
    return run_checks(str(subject), checks, expected_failures or {})


@attrs.frozen
class BoundCheck:
    """One check of one layer, as a test gets it: call it."""

    layer: str
    name: str
    subject: Callable[[], Subject] = attrs.field(repr=False)

    def __call__(self) -> None:
        """Run the check; skip the test, with the reason, if it cannot apply.

        Raises:
            CheckError: If the check fails.
        """
        subject = self.subject()
        try:
            reason = run_one(partial(CHECKS[self.name], subject))
        except CheckError as error:
            raise CheckError(f"{subject}, check {self.name!r}: {error}") from error
        if reason is not None:
            need("pytest", "testing").skip(f"{subject}, check {self.name!r} cannot apply: {reason}")


def parametrize_with_checks(
    layers: Iterable[str],
    *,
    registry: Registry | None = None,
    config: Mapping[str, Mapping[str, Any]] | None = None,
    models: Mapping[str, Any] | None = None,
    providers: Mapping[str, str] | None = None,
    texts: Iterable[str] = (),
    expected_failures: Mapping[str, Mapping[str, str]] | None = None,
) -> Callable[[Test], Test]:
    """Return a decorator of pytest that makes a test of each check of each layer.

    Checks that cannot apply are skipped with their reason; expected failures are strict: one that passes fails. In the
    tests of a plugin::

        @parametrize_with_checks(["hedges"])
        def test_hedges(check):
            check()

    Args:
        layers: The layers.
        registry: The plugins; by default those of this program.
        config: Options by layer, as for a `Pipeline`.
        models: Fitted models by layer, as for a `Pipeline`.
        providers: Which analyzer gives a layer that several could give.
        texts: Texts in which the analyzers find something, beside the news prose that the kit has.
        expected_failures: For a layer, the checks that it cannot pass, each with the reason why.

    Raises:
        OptionError: For an expected failure of a check that there is not, or without a reason.
        MissingExtraError: If pytest is not installed.
    """
    pytest = need("pytest", "testing")
    names, tried = as_names(layers), texts if isinstance(texts, str) else tuple(texts)
    expected = dict(expected_failures or {})
    for layer in expected:
        if layer not in names:
            raise OptionError(unknown("layer among those checked", layer, names))
    parameters = []
    for layer in names:
        reasons = expected.get(layer, {})
        check_expected(CHECKS, reasons)
        make = partial(
            Subject, layer, registry=registry, config=config, models=models, providers=providers, texts=tried
        )
        subject = cache(make)  # made by the first test that needs it, not when tests are collected
        for name in CHECKS:
            reason = reasons.get(name)
            marks = [] if reason is None else [pytest.mark.xfail(reason=reason, strict=True, raises=CheckError)]
            parameters.append(pytest.param(BoundCheck(layer, name, subject), id=f"{layer}-{name}", marks=marks))
    return cast("Callable[[Test], Test]", pytest.mark.parametrize("check", parameters))
