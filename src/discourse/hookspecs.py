"""Every hook of the library, and what plugins register through them.

A plugin is a module or an object with some of these functions, marked by `discourse.hookimpl`. It is found as an entry
point of the group `discourse.plugins`, or given to a `Registry` by hand. A hook is called once, when the registry is
built, except `discourse_document_failed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import attrs
import pluggy

from .document import Annotation, Columns, Document, Failure
from .errors import PluginError
from .views import View

if TYPE_CHECKING:
    import click

    from .sources import Source

PROJECT = "discourse"
hookspec: pluggy.HookspecMarker = pluggy.HookspecMarker(PROJECT)
hookimpl: pluggy.HookimplMarker = pluggy.HookimplMarker(PROJECT)


class Analyzer(Protocol):
    """What a factory returns: any object with `analyze`. It is built once and never written to by `analyze`.

    `analyze_batch(documents)` is optional: an iterable with a result for each document, for vectorized analyzers.
    """

    def analyze(self, document: Document, /) -> Iterable[Annotation[Any]] | Columns[Any]:
        """Return the annotations of a document.

        Args:
            document: The document, with just the layers that the spec names in `requires` and `uses`.
        """
        ...


def as_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as a tuple; a single text would be taken for a list of letters."""
    if isinstance(names, str):
        raise PluginError(f"expected a tuple of names, not the text {names!r}; write ({names!r},)")
    return tuple(names)


@attrs.frozen(kw_only=True)
class AnalyzerSpec:
    """An analyzer, as a plugin registers it; nothing of it is imported until a document is analyzed.

    Args:
        name: Unique name of the analyzer: "hedges".
        version: Its version; raise it when results change, since stored layers are compared by it.
        provides: The one layer it gives.
        payload: The class of that layer's values.
        factory: What makes it, "module:name" (imported on first use) or a callable. Its keyword arguments are the
            options, the resources asked for (each a tuple of `Resource`s sorted by name) and `model`. If it has a
            static method `read_options`, that is given the options of a pipeline once, and its result takes their
            place: so the content of a file can stand where its path was given, and becomes part of the recipe.
        requires: Layers it cannot do without.
        uses: Layers it takes if they are planned or present.
        resources: Kinds of resources it is given.
        estimator: The class of the fitted model it takes, "module:Class"; analyzers with the same one share a model.
        model_optional: True if it has weights of its own, so that a model may be given but need not.
        view: How the layer is shown; a default is made from the payload's fields.
        alternative: True for a second provider of a layer, taken only by `Pipeline(providers={layer: name})`.
    """

    name: str
    version: str
    provides: str
    payload: type[Any]
    factory: str | Callable[..., Analyzer]
    requires: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    uses: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    resources: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    estimator: str | None = None
    model_optional: bool = False
    view: View = attrs.field(factory=View)
    alternative: bool = False

    @property
    def needs_model(self) -> bool:
        """Whether it cannot run unless a fitted model is given."""
        return self.estimator is not None and not self.model_optional


@attrs.frozen(kw_only=True)
class Resource:
    """Plain data that analyzers are given: a lexicon, a codebook, units. Part of the digest of what used it.

    Args:
        kind: What it is: "sentiment_lexicons", "frame_codebooks", "claim_units", "topic_models" or one of your own.
        name: Unique among its kind.
        version: Version of the data.
        data: Mappings, lists, text, numbers, true, false and None.
    """

    kind: str
    name: str
    version: str
    data: Any = attrs.field(repr=False, hash=False)


@attrs.frozen(kw_only=True)
class Reader:
    """A file format in.

    Args:
        name: Name of the format: "jsonl".
        suffixes: File suffixes with their dot: (".jsonl",).
        read: Gives the documents of a file, lazily: `read(source)`, where the source knows the file and how to call
            its documents (see `Source`).
        compressible: Whether it also reads files that are compressed, such as `a.jsonl.gz`: it takes the content from
            the source, never from the path.
    """

    name: str
    suffixes: tuple[str, ...] = attrs.field(converter=as_names)
    read: Callable[[Source], Iterable[Document]]
    compressible: bool = False


@attrs.frozen(kw_only=True)
class Writer:
    """A file format out.

    Args:
        name: Name of the format, as after `--format`.
        suffixes: File suffixes with their dot.
        write: Writes documents to a path: `write(documents, path, layers)`; `layers` are those to write, none for all.
        beside: Suffixes of files that it writes too, beside the path: (".txt",).
        compressible: Whether it also writes files that are compressed, such as `a.jsonl.gz`: it opens them by
            `discourse.compression.text_file`.
    """

    name: str
    suffixes: tuple[str, ...] = attrs.field(converter=as_names)
    write: Callable[[Iterable[Document], Path, tuple[str, ...]], None]
    beside: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    compressible: bool = False


@attrs.frozen(kw_only=True)
class Query:
    """A question to a folder of tables that is ready to be asked by its name.

    Args:
        name: Its name: "claims_about".
        layers: The layers whose tables it needs.
        run: Answers it, a function or where to import it from: "discourse_claims.queries:claims_about". It is called
            with the open folder (see `discourse.tables.Store`) and the parameters, all of them keyword-only, and gives
            a relation, from `store.sql` or `store.relation`. The first line of its docstring says what it answers.
    """

    name: str
    layers: tuple[str, ...] = attrs.field(converter=as_names)
    run: str | Callable[..., Any]


@hookspec
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    """Register analyzers, of any task, by calling `register(AnalyzerSpec(...))`."""


@hookspec
def discourse_register_resources(register: Callable[[Resource], None]) -> None:
    """Register resources of kinds that only your own analyzers know."""


@hookspec
def discourse_sentiment_lexicons(register: Callable[[Resource], None]) -> None:
    """Register words and their valences, for a domain: resources of kind "sentiment_lexicons"."""


@hookspec
def discourse_frame_codebooks(register: Callable[[Resource], None]) -> None:
    """Register codebooks (frames, definitions, patterns): resources of kind "frame_codebooks"."""


@hookspec
def discourse_claim_units(register: Callable[[Resource], None]) -> None:
    """Register units, currencies and counters: resources of kind "claim_units"."""


@hookspec
def discourse_topic_models(register: Callable[[Resource], None]) -> None:
    """Register topic estimators by name: resources of kind "topic_models", data `{"estimator": "module:Class"}`."""


@hookspec
def discourse_readers(register: Callable[[Reader], None]) -> None:
    """Register file formats that `discourse.read` can read."""


@hookspec
def discourse_writers(register: Callable[[Writer], None]) -> None:
    """Register file formats that `discourse.write` can write."""


@hookspec
def discourse_table_queries(register: Callable[[Query], None]) -> None:
    """Register questions to folders of tables that are asked by name: `store.query("claims_about", thing="jobs")`."""


@hookspec
def discourse_commands(cli: click.Group) -> None:
    """Add subcommands to the command line: `@cli.command()`."""


@hookspec
def discourse_document_failed(document: Document, failure: Failure) -> None:
    """Be told of each analyzer that failed on a document; called in the process that runs the pipeline."""


RESOURCE_HOOKS: Mapping[str, str | None] = {  # hook -> the kind of resource it takes, None for any
    "discourse_register_resources": None,
    "discourse_sentiment_lexicons": "sentiment_lexicons",
    "discourse_frame_codebooks": "frame_codebooks",
    "discourse_claim_units": "claim_units",
    "discourse_topic_models": "topic_models",
}
