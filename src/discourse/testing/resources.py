"""The checks of resources: lexicons, codebooks, unit tables, and whatever else analyzers ask for by kind.

Who reads a resource is found through the registry: every analyzer that asks for its kind. Each is built with it and
run; then with copies of it in which something is missing or of a wrong type, which it must refuse with an error of the
library that says what is wrong, or take; never with a `KeyError` from somewhere inside.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import attrs

from ..annotations import short_digest
from ..document import Columns, Document
from ..errors import CheckError, DiscourseError, OptionError, shortened
from ..field_types import is_encodable
from ..hookspecs import RESOURCE_HOOKS, AnalyzerSpec, Resource
from ..payloads import canonical_json
from ..pipeline import Pipeline
from ..registry import Registry, default_registry
from .running import Report, run_checks
from .samples import PROSE

WRONG: tuple[Any, ...] = (None, -7, "…", [], {"…": {}})  # of the types that plain data have
MISSING = object()
KEYS = 2  # of a mapping or list that are changed, where there are many alike
DEEPEST = 5  # levels of data that are changed


@attrs.frozen
class ResourceSubject:
    """A resource that is checked, and where its readers are found."""

    resource: Resource
    registry: Registry

    def __str__(self) -> str:
        return f"resource {self.resource.name!r} of kind {self.resource.kind!r}, version {self.resource.version}"

    @property
    def readers(self) -> list[AnalyzerSpec]:
        """The analyzers that ask for the kind and can be built without a model."""
        specs = sorted(self.registry.analyzers.values(), key=lambda spec: spec.name)
        return [spec for spec in specs if self.resource.kind in spec.resources and not spec.needs_model]

    @property
    def no_reader(self) -> str | None:
        if self.readers:
            return None
        return f"no analyzer of the registry asks for resources of kind {self.resource.kind!r}"

    def registry_with(self, *resources: Resource) -> Registry:
        """Return the registry with these in the place of the resource."""
        known = self.registry._registered
        others = {key: value for key, value in known.resources.items() if key != self.key}
        added = {(resource.kind, resource.name): resource for resource in resources}
        changed = object.__new__(Registry)  # a copy that is never written to, and that does not travel
        changed.__dict__.update(self.registry.__dict__)
        changed._registered = attrs.evolve(known, resources={**others, **added})
        return changed

    @property
    def key(self) -> tuple[str, str]:
        return self.resource.kind, self.resource.name

    def pipeline(self, spec: AnalyzerSpec, *resources: Resource) -> Pipeline:
        """Return a pipeline for the layer of one reader that uses these in the place of the resource."""
        return Pipeline(
            spec.provides,
            registry=self.registry_with(*resources),
            providers={spec.provides: spec.name},
            config={spec.provides: self.choice(spec)} if resources else None,
        )

    def choice(self, spec: AnalyzerSpec) -> dict[str, str]:
        """Return the option that makes a reader use the resource: one whose default names another of its kind."""
        names = {resource.name for resource in self.registry.resources(self.resource.kind)}
        own = Pipeline(spec.provides, registry=self.registry, providers={spec.provides: spec.name})
        defaults = own._analyzers._own_options(spec)
        return {
            name: self.resource.name
            for name, default in defaults.items()
            if isinstance(default, str) and default in names
        }


def registration(subject: ResourceSubject) -> str | None:
    """Kind, name and version are texts, and there is no other resource of its kind and name."""
    resource = subject.resource
    for field in ("kind", "name", "version"):
        value = getattr(resource, field)
        if not (isinstance(value, str) and value.strip() and is_encodable(value)):
            raise CheckError(f"its {field} is a text that is not empty, not {value!r}")
    known = subject.registry._registered.resources.get(subject.key)
    if known is not None and known != resource:
        raise CheckError(f"there is another resource {resource.name!r} of kind {resource.kind!r}; give it its own name")
    return None


def plain_data(subject: ResourceSubject) -> str | None:
    """The data are plain: mappings with names, lists, text, finite numbers, true, false, None."""
    problem = problem_of_data(subject.resource.data, "data")
    if problem:
        raise CheckError(problem)
    return None


def problem_of_data(data: object, where: str) -> str | None:
    if isinstance(data, Mapping):
        wrong = next((key for key in data if not (isinstance(key, str) and is_encodable(key))), None)
        if wrong is not None:
            return f"{where} has the key {wrong!r}; keys are text"
        parts: Iterable[tuple[str, object]] = ((f"{where}[{key!r}]", value) for key, value in data.items())
    elif isinstance(data, list | tuple):
        parts = ((f"{where}[{index}]", value) for index, value in enumerate(data))
    elif is_plain(data):
        return None
    else:
        return f"{where} is {shortened(data)}; allowed are mappings, lists, text, finite numbers, true, false and None"
    return next((problem for name, part in parts if (problem := problem_of_data(part, name))), None)


def is_plain(data: object) -> bool:
    if type(data) is float:
        return math.isfinite(data)
    return data is None or type(data) in (bool, int) or (type(data) is str and is_encodable(data))


def digest(subject: ResourceSubject) -> str | None:
    """The data have a digest, which is the same after they were written as JSON and read again."""
    try:
        again = json.loads(canonical_json(subject.resource.data))
        same = short_digest(subject.resource.data) == short_digest(again)
    except (TypeError, ValueError) as error:
        raise CheckError(f"its data have no digest: {error}") from error
    if not same:
        raise CheckError("its data have another digest after they were written as JSON and read again")
    return None


def used(subject: ResourceSubject) -> str | None:
    """Every analyzer that asks for the kind can be built with it, runs, and says in its digest that it had it."""
    for spec in subject.readers:
        try:
            pipeline = subject.pipeline(spec, subject.resource)
            failures = [failure for text in PROSE for failure in pipeline(text).failures]
        except DiscourseError as error:
            raise CheckError(f"analyzer {spec.name!r} cannot be built with it: {error}") from error
        for failure in failures:
            if failure.layer == spec.provides:
                raise CheckError(f"analyzer {spec.name!r} fails with it: {failure.message}")
        without = subject.pipeline(spec)
        if pipeline._analyzers.config_digest(spec) == without._analyzers.config_digest(spec):
            raise CheckError(f"the results of analyzer {spec.name!r} do not say that it had the resource")
    return subject.no_reader


def broken_data(subject: ResourceSubject) -> str | None:
    """Data of a wrong type or with something missing are taken, or refused with an error of the library."""
    for spec in subject.readers:
        given = given_to(spec, subject.registry)
        for what, data in broken_copies(subject.resource.data):
            try:
                try_data(subject, spec, data, given)
            except DiscourseError:
                continue
            except Exception as error:
                raise CheckError(
                    f"analyzer {spec.name!r} raises {type(error).__name__}: {error}, where {what}; expected a "
                    f"DiscourseError that says what is wrong with the data"
                ) from error
            if what.startswith("the data are"):
                raise CheckError(f"analyzer {spec.name!r} takes it without a word where {what}")
    return subject.no_reader


def given_to(spec: AnalyzerSpec, registry: Registry) -> Document:
    """Return a document with what an analyzer requires."""
    document = Document(PROSE[0])
    return Pipeline(*spec.requires, registry=registry)(document).only(*spec.requires) if spec.requires else document


def try_data(subject: ResourceSubject, spec: AnalyzerSpec, data: object, given: Document) -> None:
    """Build and run a reader by its factory itself, so that no exception is made one of the library on the way."""
    broken = attrs.evolve(subject.resource, data=data)
    pipeline = subject.pipeline(spec, broken)
    analyzers = pipeline._analyzers
    resources = {kind: pipeline.registry.resources(kind) for kind in spec.resources}
    analyzer = analyzers._factory(spec)(**subject.choice(spec), **resources)
    result = analyzer.analyze(given)
    list(result) if not isinstance(result, Columns) else None


def broken_copies(data: Any) -> Iterator[tuple[str, Any]]:
    """Give copies of data that are broken in one place, each with what is wrong."""
    for wrong in WRONG:
        if type(wrong) is not type(data):
            yield f"the data are {wrong!r}", wrong
    for path in list(places(data)):
        where = "data" + "".join(f"[{step!r}]" for step in path)
        for wrong in WRONG:
            yield f"{where} is {wrong!r}", changed(data, path, wrong)
        yield f"{where} is missing", changed(data, path, MISSING)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the places in data that are changed: all keys of small mappings, the first of large ones and of lists."""
    if len(path) >= DEEPEST:
        return
    if isinstance(data, Mapping):
        alike = len(data) > 20  # words and their valences; a record has fewer keys
        steps: list[Any] = list(data)[: KEYS if alike else None]
    elif isinstance(data, list | tuple):
        steps = list(range(min(len(data), KEYS)))
    else:
        return
    for step in steps:
        yield (*path, step)
        yield from places(data[step], (*path, step))


def changed(data: Any, path: tuple[Any, ...], new: object) -> Any:
    """Return a copy of data with something else, or nothing, in one place; what lies beside the path is shared."""
    step, *rest = path
    holder: Any = dict(data) if isinstance(data, Mapping) else list(data)
    if rest:
        holder[step] = changed(data[step], tuple(rest), new)
    elif new is MISSING:
        del holder[step]
    else:
        holder[step] = new
    return holder


RESOURCE_CHECKS: Mapping[str, Callable[[ResourceSubject], str | None]] = {
    check.__name__: check for check in (registration, plain_data, digest, used, broken_data)
}


def check_resource(
    resource: Resource, *, registry: Registry | None = None, expected_failures: Mapping[str, str] | None = None
) -> Report:
    """Run every check of `RESOURCE_CHECKS` on a resource.

    Args:
        resource: The resource, registered or not.
        registry: Where the analyzers that ask for its kind are found; by default the registry of this program.
        expected_failures: Checks that it cannot pass, each with the reason why.

    Returns:
        What came of each check; print it.

    Raises:
        CheckError: If checks fail; the message names all of them.
        OptionError: If it is no resource.
    """
    if not isinstance(resource, Resource):
        raise OptionError(f"a Resource is checked, not a {type(resource).__name__}")
    subject = ResourceSubject(resource, registry or default_registry())
    checks = {name: partial(check, subject) for name, check in RESOURCE_CHECKS.items()}
    return run_checks(str(subject), checks, expected_failures or {})


def check_lexicon(resource: Resource, **arguments: Any) -> Report:
    """Run every check on a lexicon of the sentiment analyzers (see `check_resource`)."""
    return check_kind(resource, "discourse_sentiment_lexicons", **arguments)


def check_codebook(resource: Resource, **arguments: Any) -> Report:
    """Run every check on a codebook of frames (see `check_resource`)."""
    return check_kind(resource, "discourse_frame_codebooks", **arguments)


def check_units(resource: Resource, **arguments: Any) -> Report:
    """Run every check on a table of units (see `check_resource`)."""
    return check_kind(resource, "discourse_claim_units", **arguments)


def check_kind(resource: Resource, hook: str, **arguments: Any) -> Report:
    expected = RESOURCE_HOOKS[hook]
    if getattr(resource, "kind", None) != expected:
        raise OptionError(f"{hook} takes resources of kind {expected!r}, not {shortened(resource)}")
    return check_resource(resource, **arguments)
