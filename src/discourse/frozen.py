"""What made a result, as a file that is compared before it is made again.

A frozen file holds versions, plugins, options, and the digests of resources and models: all that results depend on, and
nothing of the machine or the day, so that it is the same wherever it is written. People read it in a diff. What is
compared are its `facts`, name by name, so that nothing that stands in a file goes unchecked.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from .annotations import short_digest
from .errors import DiscourseError, FormatError, FrozenError, OptionError, SourceError, shortened
from .payloads import canonical_json
from .pipeline import Pipeline
from .registry import Registry, default_registry
from .writing import write_whole

SHOWN = 60  # letters of an option in a message
NONE = "none"


@attrs.frozen(kw_only=True)
class FrozenStep:
    """How one layer is made.

    Args:
        layer: The layer.
        analyzer: What makes it.
        version: The version of that.
        plugin: The plugin that it is from.
        reads: The layers that it is given.
        resources: The kinds of resources that it is given.
        config: The digest of options, resources and model that its layers carry in their provenance.
        model: The digest of its fitted model, None if it has none.
        folder: Where the model was saved, None if that is not known. What is made does not depend on it.
    """

    layer: str
    analyzer: str
    version: str
    plugin: str
    reads: tuple[str, ...]
    resources: tuple[str, ...]
    config: str
    model: str | None = None
    folder: str | None = attrs.field(default=None, eq=False)


@attrs.frozen(kw_only=True)
class FrozenResource:
    """A lexicon, a codebook, units: what an analyzer was given.

    Args:
        kind: What it is.
        name: Its name.
        version: Its version.
        digest: Of its content.
    """

    kind: str
    name: str
    version: str
    digest: str


@attrs.frozen(kw_only=True)
class Frozen:
    """What made a result: of a pipeline by `discourse.freeze`, or from a file by `Frozen.read`.

    Args:
        software: Versions of what all analyzers stand on. Of Python and numpy a patch version is left out; the library
            is taken for the same if major and minor version are.
        plugins: The plugins whose analyzers or resources are used, and where each is from.
        layers: The wanted layers.
        options: Options by layer, those that differ from their defaults.
        inputs: Which layer takes the place of another for its dependants.
        resources: All resources of the kinds that analyzers are given.
        steps: How each layer is made, in the order in which they are.

    Example:
        >>> from discourse import freeze
        >>> frozen = freeze(Pipeline("sentences"))
        >>> [step.layer for step in frozen.steps]
        ['regions', 'paragraphs', 'sentences']
        >>> frozen.check(Pipeline("sentences"))
    """

    software: Mapping[str, str]
    plugins: Mapping[str, str]
    layers: tuple[str, ...]
    options: Mapping[str, Mapping[str, Any]]
    inputs: Mapping[str, str]
    resources: tuple[FrozenResource, ...]
    steps: tuple[FrozenStep, ...]

    def to_json(self, *, beside: str | Path = ".") -> str:
        """Return it as JSON with a line for each thing; the same on every machine.

        Args:
            beside: The folder from which the folders of models are seen. One that lies elsewhere, by an absolute path,
                is left out: the digest of the model says which it was.
        """
        from .frozen_storage import to_json

        return to_json(self, Path(beside))

    def write(self, path: str | Path) -> None:
        """Write it to a file, which appears only when it is whole.

        Args:
            path: The file; folders of models are written as seen from where it is.

        Raises:
            SourceError: If the file cannot be written.
        """
        target = Path(path)
        text = self.to_json(beside=target.parent)

        def fill(part: Path) -> None:
            part.write_bytes(text.encode())

        write_whole(target, fill)

    @classmethod
    def read(cls, path: str | Path) -> Frozen:
        """Read what `write` wrote.

        Args:
            path: The file.

        Raises:
            SourceError: If the file cannot be read.
            FormatError: If it is cut off, edited to what it cannot be, or of another format.
        """
        from .frozen_storage import from_json

        try:
            text = Path(path).read_bytes()
        except (OSError, ValueError) as error:
            raise SourceError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
        try:
            return from_json(text, Path(path).parent)
        except DiscourseError as error:
            raise FormatError(f"{path} is no frozen file: {error}") from error

    def check(self, pipeline: Pipeline) -> None:
        """Refuse a pipeline whose results could differ.

        Args:
            pipeline: The pipeline.

        Raises:
            FrozenError: If anything is not as it was; the message has a line for each difference.
        """
        from .freezing import state_of

        lines = differences(self, state_of(pipeline))
        if lines:
            raise refused(lines)

    def pipeline(self, *, models: Mapping[str, Any] | None = None, registry: Registry | None = None) -> Pipeline:
        """Make the same pipeline, and check that it is.

        Args:
            models: Fitted models by layer, or their folders, in the place of the folders in the file: for models that
                were not in a folder, or have moved. Another model than it was is refused all the same.
            registry: The plugins; by default those of this program.

        Raises:
            FrozenError: If anything is not as it was; the message has a line for each difference.
            OptionError: If the models are no mapping.
        """
        from .freezing import found_in

        if not isinstance(models, Mapping | None):
            raise OptionError(f"models is a mapping from layers, not {shortened(models)}")
        plugins = registry or default_registry()
        try:
            made = Pipeline(
                *self.layers,
                config=self.options,
                models=self._models(models or {}),
                providers={step.layer: step.analyzer for step in self.steps},
                inputs=self.inputs,
                registry=plugins,
            )
        except DiscourseError as error:
            raise refused([*differences(self, found_in(plugins, self)), str(error)]) from error
        self.check(made)
        return made

    def _models(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a pipeline is given as models; layers that shared a folder share what takes its place."""
        replaced = {step.folder for step in self.steps if step.layer in given}
        folders = {step.layer: step.folder for step in self.steps if step.folder and step.folder not in replaced}
        return {**folders, **given}


# Comparing


def differences(then: Frozen, now: Frozen) -> list[str]:
    """Return a line for each thing that is not as it was.

    What follows from others (which layers are read, the digest of a configuration) is compared only where these are the
    same: it would say again what the lines about plugins, options, resources and models say in words.
    """
    return changes(facts(then), facts(now)) or changes(consequences(then), consequences(now))


def changes(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [
        f"{name}: {then.get(name, NONE)} then, {now.get(name, NONE)} now"
        for name in dict.fromkeys([*then, *now])
        if then.get(name) != now.get(name)
    ]


def facts(frozen: Frozen) -> dict[str, str]:
    """Return what is compared, by the name that people know it by."""
    found = {name: release(version) for name, version in frozen.software.items()}
    found |= {f"plugin {name}": origin for name, origin in frozen.plugins.items()}
    found["layers"] = ", ".join(frozen.layers)
    for layer, options in frozen.options.items():
        found |= {f"option {name} of {layer}": in_short(value) for name, value in options.items()}
    found |= {f"input {layer}": given for layer, given in frozen.inputs.items()}
    for resource in frozen.resources:
        found[f"resource {resource.kind} {resource.name}"] = f"{resource.version} with content {resource.digest}"
    for step in frozen.steps:
        found[f"layer {step.layer}"] = f"{step.analyzer} {step.version} of {step.plugin}"
        if step.model is not None:
            found[f"model of {step.layer}"] = step.model
    return found


def release(version: str) -> str:
    """Return major and minor version: a patch version changes no results."""
    return ".".join(version.split(".")[:2])


def consequences(frozen: Frozen) -> dict[str, str]:
    """Return what is compared beside, by the name that people know it by."""
    found: dict[str, str] = {}
    for step in frozen.steps:
        found[f"what {step.layer} is made from"] = ", ".join((*step.reads, *step.resources)) or "the text alone"
        found[f"configuration of {step.layer}"] = step.config
    return found


def in_short(value: Any) -> str:
    """Return an option as a message shows it; of a long one how it begins, and a digest."""
    written = canonical_json(value)
    return written if len(written) <= SHOWN else f"{shortened(value, SHOWN)} ({short_digest(value)})"


def refused(lines: list[str]) -> FrozenError:
    return FrozenError("results may not be those that were frozen; install what the file names, or freeze again", lines)
