"""What is checked: an analyzer as a pipeline runs it, what it finds in texts, and what it is given to find that.

The checks look at two things. What an analyzer *returns*, before the pipeline has refused, rounded or sorted anything:
only there can be seen that an offset is wrong. And what *comes out* of a pipeline for a text: the layer, or the failure
that stands in its place, as text that can be compared to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import attrs

from ..document import Columns, Document, Failure
from ..errors import CheckError, DiscourseError, PlanError, shortened, unknown
from ..hookspecs import AnalyzerSpec
from ..layer import sorted_columns
from ..pipeline import Pipeline
from ..planning import known_layers
from ..registry import Registry, default_registry
from ..runs import Run
from .samples import PROSE

NOTHING_FOUND = "it finds nothing in the texts that were tried; give some in which it does: texts=('...',)"
WIDTH = 100  # characters of a text that a message shows


@attrs.frozen
class Finding:
    """What an analyzer returned for a text.

    Args:
        text: The text.
        columns: What was returned, in columns and as it came.
    """

    text: str
    columns: Columns[Any]

    @property
    def rows(self) -> Iterable[tuple[Any, Any, Any, Any]]:
        """Start, end, value and evidence of each annotation."""
        columns = self.columns
        return zip(columns.starts, columns.ends, columns.values, columns.evidence or [()] * len(columns.starts))  # noqa: B905  # unequal lengths are found by a check


class Subject:
    """An analyzer that is checked.

    Args:
        layer: The layer that it gives.
        registry: The plugins; by default those of this program.
        config: Options by layer, as for a `Pipeline`.
        models: Fitted models by layer, as for a `Pipeline`.
        providers: Which analyzer gives a layer that several could give, as for a `Pipeline`.
        texts: Texts in which the analyzer finds something, beside those that the kit has.

    Raises:
        PlanError: If nothing gives the layer.
        OptionError: For options or models that a pipeline does not take.
    """

    def __init__(
        self,
        layer: str,
        *,
        registry: Registry | None = None,
        config: Mapping[str, Mapping[str, Any]] | None = None,
        models: Mapping[str, Any] | None = None,
        providers: Mapping[str, str] | None = None,
        texts: Iterable[str] = (),
    ) -> None:
        if isinstance(texts, str):
            raise PlanError(f"texts are a list of texts, not the text {shortened(texts)}; write ({shortened(texts)},)")
        self.layer = layer
        self.registry = registry or default_registry()
        self.config = dict(config or {})
        self.models = dict(models or {})
        self.providers = dict(providers or {})
        self.texts = tuple(dict.fromkeys((*texts, *PROSE)))
        self.spec = self._spec()

    def _spec(self) -> AnalyzerSpec:
        if not self.registry.providers(self.layer):
            broken = [info.error for info in self.registry.plugins if info.error]
            advice = f"Plugins that are broken: {'; '.join(broken)}" if broken else ""
            raise PlanError(unknown("layer", self.layer, known_layers(self.registry), advice=advice))
        return next(step.spec for step in self.pipeline().steps if step.spec.provides == self.layer)

    def __str__(self) -> str:
        named = self.spec.name if self.spec.name == self.layer else f"{self.spec.name}' of layer '{self.layer}"
        return f"analyzer '{named}' {self.spec.version}"

    @property
    def usable(self) -> tuple[str, ...]:
        """The layers that it takes if they are there, and that can be made without a model."""
        return tuple(layer for layer in self.spec.uses if self._can_be_made(layer))

    def _can_be_made(self, layer: str) -> bool:
        try:
            pipeline = Pipeline(layer, registry=self.registry, providers=self.providers, models=self.models)
            pipeline("")
        except DiscourseError:
            return False
        return True

    def pipeline(self, *beside: str, config: Mapping[str, Mapping[str, Any]] | None = None) -> Pipeline:
        """Return a new pipeline for the layer.

        Args:
            beside: Other layers to make.
            config: Options instead of those that were given.
        """
        return Pipeline(
            self.layer,
            *beside,
            registry=self.registry,
            config=self.config if config is None else config,
            models=self.models,
            providers=self.providers,
        )

    @cached_property
    def shared(self) -> Pipeline:
        """One pipeline for the checks that need none of their own; it makes all that the analyzer takes."""
        return self.pipeline(*self.usable)

    @cached_property
    def analyzer(self) -> Any:
        """The analyzer of the shared pipeline."""
        return self.shared._analyzers.get(self.spec)

    def seen(self, text: str, *beside: str) -> Document | None:
        """Return a document as the analyzer sees it, with the layers that it declares; None if one is missing."""
        pipeline = self.pipeline(*beside) if beside else self.shared
        run = Run(Document(text))
        for step in pipeline.steps:
            if step.spec is self.spec:
                return run.view(step) if run.is_ready(step) else None
            pipeline._run_step(step, [run])
        return None

    def returned(self, document: Document) -> Columns[Any]:
        """Return what the analyzer returns for a document as it sees it."""
        result = self.analyzer.analyze(document)
        return result if isinstance(result, Columns) else sorted_columns(self.layer, result)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the analyzer returns for the texts in which it finds something.

        Texts on which it raises are left out here: the check `any_text` runs them all.
        """
        found = []
        for text in self.texts:
            document = self.seen(text)
            if document is None:
                continue
            try:
                columns = self.returned(document)
            except Exception:  # noqa: S112  # told by another check
                continue
            if len(columns.starts):
                found.append(Finding(text, columns))
        return tuple(found)

    def outcome(self, document: Document) -> str:
        """Return what came of the layer as text: the layer with its provenance, or the failure in its place."""
        failures = tuple(failure for failure in document.failures if failure.layer == self.layer)
        kept = document.only(*[self.layer] if self.layer in document else [])
        return kept._grown({name: kept[name] for name in kept.layers}, failures).to_json()

    @cached_property
    def expected(self) -> dict[str, str]:
        """The outcomes for all texts, one by one."""
        return {text: self.outcome(self.shared(text)) for text in self.texts}

    def failure(self, document: Document) -> Failure | None:
        """Return the failure that stands in the place of the layer, None if the layer is there."""
        return next((failure for failure in document.failures if failure.layer == self.layer), None)


def shown(text: str) -> str:
    """Return a text for a message, cut to a length that can be read."""
    length = f" ({len(text):,} characters)" if len(text) > WIDTH else ""
    return f"{shortened(text, WIDTH)}{length}"


def in_text(text: str, problem: str) -> CheckError:
    """Return the error for what is wrong in one text."""
    return CheckError(f"{problem}. The text: {shown(text)}")


def difference(expected: str, actual: str) -> str:
    """Say where two texts part."""
    at = next((i for i, (a, b) in enumerate(zip(expected, actual, strict=False)) if a != b), -1)
    at = min(len(expected), len(actual)) if at < 0 else at
    start = max(at - 30, 0)
    return f"expected …{expected[start : at + 50]}…, got …{actual[start : at + 50]}…"
