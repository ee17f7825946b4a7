"""Checks of what an analyzer says of itself: its registration and its options."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

from ..analyzers import MODEL
from ..discovery import load_object
from ..errors import CheckError, DiscourseError
from ..field_types import is_encodable
from ..payloads import schema_of
from .subject import Subject


def registration(subject: Subject) -> str | None:
    """Names and version are texts, what it needs is declared once, what it names can be imported, and its layers say
    which version made them.
    """  # noqa: D205  # one sentence
    spec = subject.spec
    for field in ("name", "version", "provides"):
        value = getattr(spec, field)
        if not (isinstance(value, str) and value.strip() and is_encodable(value)):
            raise CheckError(f"its {field} is a text that is not empty, not {value!r}")
    schema_of(spec.payload)
    declared = (*spec.requires, *spec.uses)
    twice = sorted({layer for layer in declared if declared.count(layer) > 1})
    if twice:
        raise CheckError(f"it declares twice: {', '.join(map(repr, twice))}; a layer stands in requires or in uses")
    unnamed = [given for given in (*declared, *spec.resources) if not isinstance(given, str) or not given.strip()]
    if unnamed:
        raise CheckError(f"it declares inputs that are no names: {unnamed!r}")
    factory_of(subject)
    if spec.estimator:
        load_object(spec.estimator, f"estimator of {spec.name!r}")
    for finding in subject.findings[:1]:
        document = subject.shared(finding.text)
        made = document[spec.provides].provenance if spec.provides in document else None
        if made is not None and (made.analyzer, made.version) != (spec.name, spec.version):
            raise CheckError(f"its layer says that {made.analyzer} {made.version} made it")
    return None


def factory_of(subject: Subject) -> Callable[..., Any]:
    factory = subject.spec.factory
    found = load_object(factory, f"factory of {subject.spec.name!r}") if isinstance(factory, str) else factory
    if not callable(found):
        raise CheckError(f"its factory {factory!r} cannot be called")
    return found


def options(subject: Subject) -> str | None:
    """Every option is a keyword with a default that changes nothing if it is given, and is told of in the docstring."""
    factory = factory_of(subject)
    given = (*subject.spec.resources, MODEL)
    parameters = inspect.signature(factory).parameters.values()
    names = [parameter.name for parameter in parameters if parameter.name not in given]
    told = f"{inspect.getdoc(factory) or ''} {inspect.getdoc(getattr(factory, '__init__', None)) or ''}"
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            raise CheckError(f"it takes *{parameter.name}, so that no misspelt option is found; name its options")
        if parameter.kind is parameter.POSITIONAL_ONLY:
            raise CheckError(f"{parameter.name!r} cannot be given by its name, as options are")
        if parameter.name in names and parameter.default is parameter.empty:
            raise CheckError(
                f"option {parameter.name!r} has no default; what is no option is a resource, which it declares"
            )
        if parameter.name in names and not re.search(rf"\b{parameter.name}\b", told):
            raise CheckError(f"option {parameter.name!r} is not in the docstring of {factory.__qualname__}")
    missing = [kind for kind in subject.spec.resources if kind not in inspect.signature(factory).parameters]
    if missing:
        raise CheckError(f"it declares resources that its factory does not take: {', '.join(missing)}")
    for parameter in parameters:
        if parameter.name in names and parameter.name not in subject.config.get(subject.layer, {}):
            check_default(subject, parameter.name, parameter.default)
    return None if names else "it has no options"


def check_default(subject: Subject, name: str, default: object) -> None:
    """Refuse a default that cannot be given, or that, given, makes another layer."""
    own = {**subject.config.get(subject.layer, {}), name: default}
    try:
        pipeline = subject.pipeline(*subject.usable, config={**subject.config, subject.layer: own})
        for finding in subject.findings:
            if subject.outcome(pipeline(finding.text)) != subject.expected[finding.text]:
                raise CheckError(f"option {name!r} given as its default, {default!r}, makes another layer")
    except DiscourseError as error:
        if isinstance(error, CheckError):
            raise
        raise CheckError(f"option {name!r} cannot be given as its default, {default!r}: {error}") from error
