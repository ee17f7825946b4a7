"""Finds plugins, keeps what they register, and keeps the errors of those that are broken.

A `Registry` is an object; nothing happens at import. `default_registry()` builds the default one on first use: the
plugins of this distribution and the entry points of the group `discourse.plugins`, sorted by name. pluggy checks the
hooks; our own loop calls them, plugin by plugin, since pluggy stops at the first exception: what a plugin registers is
staged and taken over only if all of it is sound, so that a broken plugin costs itself and nothing else.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import attrs
import pluggy

from . import hookspecs
from .annotations import short_digest
from .discovery import installed_plugins, is_blocked, module_loader
from .document import Document, Failure
from .errors import OptionError, PluginError, unknown
from .hookspecs import PROJECT, RESOURCE_HOOKS, AnalyzerSpec, Query, Reader, Resource, Writer
from .payloads import PayloadSchema, schema_of
from .plugin_errors import plugin_error, plugin_name

if TYPE_CHECKING:
    import click

DEFAULT_PLUGINS = (
    "discourse_text",
    "discourse_mentions",
    "discourse_voices",
    "discourse_claims",
    "discourse_sentiment",
    "discourse_framing",
    "discourse_topics",
    "discourse_nltk",
)


@attrs.frozen(kw_only=True)
class PluginInfo:
    """One plugin, as `discourse plugins` shows it.

    Args:
        name: Name of the entry point or module.
        origin: Where it comes from: "discourse", a distribution with its version, or "given".
        status: loaded, broken, or blocked by an environment variable (then it was not imported).
        error: What is wrong with a broken one, else None.
        analyzers: What it provides.
        resources: Its resources.
    """

    name: str
    origin: str
    status: Literal["loaded", "broken", "blocked"]
    error: str | None = None
    analyzers: tuple[AnalyzerSpec, ...] = ()
    resources: tuple[Resource, ...] = ()


@attrs.define
class Registered:
    """What plugins have registered: all of them, or one that is being tried."""

    analyzers: dict[str, AnalyzerSpec] = attrs.field(factory=dict)
    resources: dict[tuple[str, str], Resource] = attrs.field(factory=dict)
    payloads: dict[str, PayloadSchema] = attrs.field(factory=dict)
    readers: dict[str, Reader] = attrs.field(factory=dict)
    writers: dict[str, Writer] = attrs.field(factory=dict)
    queries: dict[str, Query] = attrs.field(factory=dict)


class Registry:
    """The plugins of a program and what they give.

    Args:
        plugins: Modules, objects or names of modules, taken in this order.
        entry_points: Whether to look for installed plugins too.
        strict: Raise for the first broken plugin instead of keeping its error.

    Raises:
        PluginError: Only if `strict`: the plugin, what it did wrong, what to do.
    """

    def __init__(
        self, plugins: Iterable[object] = DEFAULT_PLUGINS, *, entry_points: bool = True, strict: bool = False
    ) -> None:
        if isinstance(plugins, str):
            raise PluginError(f"plugins are a list of modules, objects or names, not the text {plugins!r}")
        self._strict = strict
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._registered = Registered()
        self._plugins: list[PluginInfo] = []
        self._given = tuple(plugins)
        self._entry_points = entry_points
        for plugin in self._given:
            if isinstance(plugin, str):
                self._load(plugin, "discourse" if plugin in DEFAULT_PLUGINS else "given", module_loader(plugin))
            else:
                self._load(plugin_name(plugin), "given", lambda plugin=plugin: plugin)  # type: ignore[misc]
        if entry_points:
            for name, origin, load in installed_plugins():
                self._load(name, origin, load)

    @property
    def plugins(self) -> tuple[PluginInfo, ...]:
        """Every plugin that was found, broken and blocked ones included, in order of registration."""
        return tuple(self._plugins)

    @property
    def analyzers(self) -> Mapping[str, AnalyzerSpec]:
        """Analyzers by name."""
        return self._registered.analyzers

    @property
    def readers(self) -> tuple[Reader, ...]:
        return tuple(self._registered.readers.values())

    @property
    def writers(self) -> tuple[Writer, ...]:
        return tuple(self._registered.writers.values())

    @property
    def queries(self) -> tuple[Query, ...]:
        """The questions to folders of tables that plugins have ready."""
        return tuple(self._registered.queries.values())

    @property
    def payloads(self) -> Mapping[str, PayloadSchema]:
        """Payload classes by their name in files."""
        return self._registered.payloads

    @property
    def made_by_hand(self) -> bool:
        """Whether it holds plugins that were given as objects: such a registry cannot travel to other processes."""
        return not all(isinstance(plugin, str) for plugin in self._given)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process by the names of the plugins, which are found again there."""
        if self.made_by_hand:
            objects = [plugin_name(plugin) for plugin in self._given if not isinstance(plugin, str)]
            raise PluginError(
                f"a registry with plugins that were given as objects ({', '.join(objects)}) cannot travel to other "
                f"processes; name the modules, Registry(['my_plugin']), or install them with an entry point"
            )
        return _found_again, (self._given, self._entry_points, self._strict)

    def providers(self, layer: str) -> tuple[AnalyzerSpec, ...]:
        """Return the analyzers that give a layer, alternatives last, each group by name."""
        found = [spec for spec in self.analyzers.values() if spec.provides == layer]
        return tuple(sorted(found, key=lambda spec: (spec.alternative, spec.name)))

    def resources(self, kind: str) -> tuple[Resource, ...]:
        """Return the resources of a kind, sorted by name."""
        found = [resource for resource in self._registered.resources.values() if resource.kind == kind]
        return tuple(sorted(found, key=lambda resource: resource.name))

    def resource(self, kind: str, name: str) -> Resource:
        """Return one resource.

        Args:
            kind: Its kind, such as "frame_codebooks".
            name: Its name.

        Raises:
            OptionError: If there is none of that name; the message lists those there are.
        """
        try:
            return self._registered.resources[kind, name]
        except KeyError:
            known = [resource.name for resource in self.resources(kind)]
            raise OptionError(unknown(f"resource of kind {kind!r} named", name, known)) from None

    def add_commands(self, cli: click.Group) -> None:
        """Let every plugin add its subcommands; one that fails, or takes a name that is taken, costs only its own."""
        from click import Group

        for name, function in self._implementations("discourse_commands"):
            own = Group()
            try:
                function(own)
                for taken in sorted(own.commands.keys() & cli.commands.keys()):
                    raise PluginError(f"plugin {name!r}: there is a command {taken!r} already")
            except (Exception, SystemExit) as error:
                self._note_broken(name, error)
            else:
                cli.commands.update(own.commands)

    def document_failed(self, document: Document, failure: Failure) -> None:
        """Tell every plugin that asked for it that an analyzer failed on a document.

        Args:
            document: The document as it came out.
            failure: Which analyzer, which layer, and why.
        """
        for name, function in self._implementations("discourse_document_failed"):
            arguments = {"document": document, "failure": failure}
            try:
                function(**{key: arguments[key] for key in inspect.signature(function).parameters})
            except (Exception, SystemExit) as error:
                self._note_broken(name, error)

    def _implementations(self, hook: str) -> Iterator[tuple[str, Callable[..., Any]]]:
        for implementation in reversed(getattr(self._manager.hook, hook).get_hookimpls()):
            yield implementation.plugin_name, implementation.function

    def _load(self, name: str, origin: str, load: Callable[[], object]) -> None:
        if is_blocked(name, installed=origin not in ("discourse", "given")):
            self._plugins.append(PluginInfo(name=name, origin=origin, status="blocked"))
            return
        try:
            plugin = load()
            staged = self._try_plugin(name, plugin)
        except (Exception, SystemExit) as error:
            problem = plugin_error(name, error)
            if self._strict:
                raise problem from error
            self._plugins.append(PluginInfo(name=name, origin=origin, status="broken", error=str(problem)))
            return
        self._take_over(staged)
        self._plugins.append(
            PluginInfo(
                name=name,
                origin=origin,
                status="loaded",
                analyzers=tuple(staged.analyzers.values()),
                resources=tuple(staged.resources.values()),
            )
        )

    def _try_plugin(self, name: str, plugin: object) -> Registered:
        """Register a plugin with pluggy and collect what it gives; undo it if anything is wrong."""
        if inspect.isclass(plugin):
            raise PluginError(
                f"plugin {name!r} is the class {plugin.__name__}; register an instance of it: {plugin.__name__}()"
            )
        registered = False
        try:
            self._manager.register(plugin, name)
            registered = True
            self._manager.check_pending()
            return self._collect(name, plugin)
        except BaseException:
            if registered:
                self._manager.unregister(name=name)
            raise

    def _collect(self, name: str, plugin: object) -> Registered:
        staged = Registered()
        collectors: dict[str, Callable[[Any], None]] = {
            "discourse_register_analyzers": lambda spec: self._stage_analyzer(staged, spec),
            "discourse_readers": lambda reader: self._stage_named(staged, "readers", reader, Reader),
            "discourse_writers": lambda writer: self._stage_named(staged, "writers", writer, Writer),
            "discourse_table_queries": lambda query: self._stage_named(staged, "queries", query, Query),
        }
        for hook, kind in RESOURCE_HOOKS.items():
            collectors[hook] = partial(self._stage_resource, staged, hook, kind)
        callers = self._manager.get_hookcallers(plugin) or []
        if not callers:
            raise PluginError(
                f"plugin {name!r} implements no hook; mark its functions with @discourse.hookimpl. The hooks are: "
                + ", ".join(hook for hook in vars(hookspecs) if hook.startswith("discourse_"))
            )
        for caller in callers:
            for implementation in caller.get_hookimpls():
                if implementation.plugin is plugin and caller.name in collectors:
                    implementation.function(collectors[caller.name])
        return staged

    def _stage_analyzer(self, staged: Registered, spec: AnalyzerSpec) -> None:
        if not isinstance(spec, AnalyzerSpec):
            raise PluginError(f"register takes an AnalyzerSpec, not a {type(spec).__name__}")
        if spec.name in staged.analyzers or spec.name in self.analyzers:
            raise PluginError(f"there is an analyzer {spec.name!r} already; analyzers need names of their own")
        schema = schema_of(spec.payload)
        known = self.payloads.get(schema.name) or staged.payloads.get(schema.name)
        if known and known.cls is not spec.payload:
            raise PluginError(f"there is another payload {schema.name!r} already: {known.cls!r}")
        staged.analyzers[spec.name] = spec
        staged.payloads[schema.name] = schema

    def _stage_resource(self, staged: Registered, hook: str, kind: str | None, resource: Resource) -> None:
        if not isinstance(resource, Resource):
            raise PluginError(f"register takes a Resource, not a {type(resource).__name__}")
        if kind is not None and resource.kind != kind:
            raise PluginError(f"{hook} takes resources of kind {kind!r}; {resource.name!r} is a {resource.kind!r}")
        key = (resource.kind, resource.name)
        if key in staged.resources or key in self._registered.resources:
            raise PluginError(f"there is a resource {resource.name!r} of kind {resource.kind!r} already")
        staged.resources[key] = resource

    def _stage_named(self, staged: Registered, kind: str, entry: Any, expected: type[Any]) -> None:
        if not isinstance(entry, expected):
            raise PluginError(f"register takes a {expected.__name__}, not a {type(entry).__name__}")
        if entry.name in getattr(staged, kind) or entry.name in getattr(self._registered, kind):
            what = "query" if expected is Query else "format"
            raise PluginError(f"there is a {what} {entry.name!r} already")
        getattr(staged, kind)[entry.name] = entry

    def _take_over(self, staged: Registered) -> None:
        for field in attrs.fields(Registered):
            getattr(self._registered, field.name).update(getattr(staged, field.name))

    def _note_broken(self, name: str, error: BaseException) -> None:
        """Keep the error of a plugin that failed after it was loaded."""
        if self._strict:
            raise plugin_error(name, error) from error
        problem = str(plugin_error(name, error))
        self._plugins = [
            attrs.evolve(info, status="broken", error=problem) if info.name == name else info for info in self._plugins
        ]


_default: list[Registry] = []
_lock = threading.RLock()
_being_built: list[bool] = []


def default_registry() -> Registry:
    """Return the registry of this program, built on first use."""
    with _lock:
        if not _default:
            if _being_built:
                raise PluginError("a plugin asks for the registry while it is built; ask for it where it is needed")
            _being_built.append(True)
            try:
                _default.append(Registry())
            finally:
                _being_built.clear()
        return _default[0]


def _found_again(plugins: tuple[str, ...], entry_points: bool, strict: bool) -> Registry:
    if (plugins, entry_points, strict) == (DEFAULT_PLUGINS, True, False):
        return default_registry()
    return Registry(plugins, entry_points=entry_points, strict=strict)


def resource_digest(resource: Resource) -> list[str]:
    """Return what a resource adds to the digest of an analyzer's configuration."""
    return [resource.kind, resource.name, resource.version, short_digest(resource.data)]
