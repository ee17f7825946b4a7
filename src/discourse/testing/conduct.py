"""Checks of how an analyzer behaves: any text, only declared inputs, nothing changed, nothing from outside."""

from __future__ import annotations

from itertools import chain

from ..document import Columns, Document, Layer
from ..errors import CheckError
from .findings import problem_of
from .fresh import SEEDS, cannot_travel, run_fresh
from .guard import watched
from .samples import hostile_texts
from .state import changes, state_of
from .subject import Subject, in_text

EXAMPLES = 100  # texts that hypothesis draws


def any_text(subject: Subject) -> str | None:
    """Every text gets the layer, sound and kept by JSON: prose, hostile texts, and what hypothesis draws."""
    from ..extras import need

    need("hypothesis", "testing")
    from hypothesis import HealthCheck, Phase, given, settings

    from . import strategies

    for text in chain(subject.texts, hostile_texts().values()):
        check_text(subject, text)

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, report_multiple_bugs=False,
        print_blob=False, suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )  # fmt: skip
    @given(strategies.texts())
    def drawn(text: str) -> None:
        check_text(subject, text)

    drawn()
    return None


def check_text(subject: Subject, text: str) -> None:
    document = subject.shared(text)
    failure = subject.failure(document)
    if failure is not None:
        raise in_text(text, f"there is no layer: {failure.message}")
    layer = document[subject.layer]
    columns = Columns(layer.starts, layer.ends, layer.values, layer.evidence)
    problem = problem_of(subject.layer, subject.spec.payload, text, columns)
    if problem:
        raise in_text(text, problem)
    if Document.from_json(document.to_json(), registry=subject.registry) != document:
        raise in_text(text, "read from JSON the document is another")


def inputs(subject: Subject) -> str | None:
    """It needs no layer that it does not declare: it runs with what it requires, with and without each that it uses,
    and with inputs in which nothing was found.
    """  # noqa: D205  # one sentence
    usable = subject.usable
    variants = [(), *[(layer,) for layer in usable], usable] if usable else [()]
    for beside in dict.fromkeys(variants):
        pipeline = subject.pipeline(*beside)
        for text in subject.texts:
            failure = subject.failure(pipeline(text))
            if failure is not None:
                having = ", ".join(map(repr, (*subject.spec.requires, *beside))) or "no other layer"
                raise in_text(text, f"it fails where there is {having}: {failure.message}")
    check_empty_inputs(subject)
    return None


def check_empty_inputs(subject: Subject) -> None:
    for text in subject.texts:
        document = subject.seen(text)
        if document is None:
            continue
        for empty in document.layers:
            given = Document(text)
            for name in document.layers:
                layer = document[name]
                payload = layer.payload
                given = given.with_layer(Layer(name, payload) if name == empty else brought(layer))
            failure = subject.failure(subject.pipeline()(given))
            if failure is not None:
                raise in_text(text, f"it fails where layer {empty!r} is empty: {failure.message}")


def brought(layer: Layer[object]) -> Layer[object]:
    """Return a layer as a user would bring it: nothing says what made it."""
    return Layer(layer.name, layer.payload, list(layer))


def unchanged(subject: Subject) -> str | None:
    """`analyze` writes neither to the document nor to the analyzer, which all documents and threads share."""
    pipeline = subject.pipeline(*subject.usable)
    analyzer = pipeline._analyzers.get(subject.spec)
    before = state_of(analyzer)
    for text in subject.texts:
        document = subject.seen(text, *subject.usable)
        if document is None:
            continue
        written = document.to_json()
        try:
            result = analyzer.analyze(document)
            list(result) if not hasattr(result, "starts") else None
        except Exception:  # noqa: S110  # told by another check
            pass
        if document.to_json() != written:
            raise in_text(text, "it writes to the document, which is shared")
        changed = changes(before, state_of(analyzer))
        if changed:
            raise in_text(text, f"it writes to itself: {changed}; it is shared by all documents and threads")
    return None


def isolated(subject: Subject) -> str | None:
    """Building and running it opens no connection, starts no program and reads no pickle."""
    with watched() as watch:
        pipeline = subject.pipeline(*subject.usable)
        for text in subject.texts:
            pipeline(text)
    seen = list(watch.seen)
    if not seen and cannot_travel(subject) is None:
        seen += run_fresh(subject, SEEDS[0]).seen
    if seen:
        raise CheckError(f"it does what no analyzer may: {'; '.join(seen)}")
    return None
