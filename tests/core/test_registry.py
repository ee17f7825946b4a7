"""Plugins: found in order, allowed and blocked, checked as a whole; a broken one costs itself and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

import discourse
from discourse import AnalyzerSpec, Document, Failure, OptionError, PluginError, Reader, Registry, Resource, Writer

from .conftest import Run
from .toys import (
    LISTED,
    PAIRS,
    RAISES,
    SHOUTS,
    WORDS,
    Plugin,
    Shout,
    Shouts,
    Word,
    Words,
    pipeline,
    spec,
    write_plugin,
)

LIST = Resource(kind="lists", name="colours", version="1", data=["red", "blue"])
Found = tuple[str, str, Callable[[], object]]


def registry_of(*plugins: object) -> Registry:
    return Registry(plugins, entry_points=False)


def only(registry: Registry, name: str = "toys") -> discourse.PluginInfo:
    (found,) = [info for info in registry.plugins if info.name == name]
    return found


def error_of(plugin: object) -> str:
    """Return the error of a broken plugin, and see to it that it registered nothing and that strict mode raises it."""
    registry = registry_of(plugin)
    (found,) = registry.plugins

    assert "broken" == found.status
    assert ({}, (), (), {}) == (registry.analyzers, registry.readers, registry.writers, registry.payloads)
    assert () == found.analyzers + found.resources + registry.resources("lists")
    with pytest.raises(PluginError, match=re.escape(str(found.error))):
        Registry([plugin], entry_points=False, strict=True)
    return str(found.error)


# What is registered


def test_a_plugin_that_is_sound_is_loaded_with_all_it_gives() -> None:
    registry = registry_of(Plugin(WORDS, SHOUTS, LIST))

    assert {"words": WORDS, "shouts": SHOUTS} == registry.analyzers
    assert (LIST,) == registry.resources("lists") == only(registry).resources
    assert LIST == registry.resource("lists", "colours")
    assert ("toys", "given", "loaded", None) == attrs.astuple(only(registry), recurse=False)[:4]
    assert (WORDS, SHOUTS) == only(registry).analyzers
    assert {Word, Shout} == {schema.cls for schema in registry.payloads.values()}
    assert registry.made_by_hand


def test_resources_are_sorted_by_name_whatever_the_order_of_plugins() -> None:
    others = [attrs.evolve(LIST, name=name) for name in ("zebra", "apple")]
    registries = [
        registry_of(Plugin(LIST, name="one"), Plugin(*others, name="two")),
        registry_of(Plugin(*reversed(others), name="two"), Plugin(LIST, name="one")),
    ]

    for registry in registries:
        assert ["apple", "colours", "zebra"] == [resource.name for resource in registry.resources("lists")]


def test_providers_are_sorted_with_alternatives_last() -> None:
    specs = [
        spec("b", Words, provides="words", payload=Word, alternative=True),
        spec("d", Words, provides="words", payload=Word),
        spec("a", Words, provides="words", payload=Word, alternative=True),
        spec("c", Words, provides="words", payload=Word),
    ]

    assert ["c", "d", "a", "b"] == [s.name for s in registry_of(Plugin(*specs)).providers("words")]
    assert () == registry_of(Plugin(*specs)).providers("shouts")


def test_a_resource_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(OptionError, match=r"'colors'; there are: colours\. Did you mean 'colours'"):
        registry_of(Plugin(LIST)).resource("lists", "colors")


def test_nothing_is_imported_by_name_before_it_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "toy_lazy.py").write_text("raise RuntimeError('imported')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    lazy = spec("lazy", "toy_lazy:Analyzer")
    needed = discourse.Pipeline("lazy", registry=registry_of(Plugin(lazy)))

    assert ["lazy"] == [step.spec.name for step in needed.steps]
    with pytest.raises(Exception, match="imported"):
        needed("text")


# What is broken


class Empty:
    def discourse_register_analyzers(self, register: Any) -> None:
        """Not marked: so it is no hook."""


class Misspelt:
    @discourse.hookimpl
    def discourse_register_analyser(self, register: Any) -> None: ...


class WrongArgument:
    @discourse.hookimpl
    def discourse_register_analyzers(self, registered: Any) -> None: ...


class NoArgument:
    @discourse.hookimpl
    def discourse_register_analyzers(self) -> None: ...


class Sudden:
    @discourse.hookimpl
    def discourse_register_analyzers(self, register: Any) -> None:
        register(WORDS)
        raise KeyError("sudden")


class RegistersClass:
    @discourse.hookimpl
    def discourse_register_analyzers(self, register: Any) -> None:
        register(WORDS)
        register(Words)


class GivesLexicon:
    """Gives resources through a hook that takes another kind."""

    @discourse.hookimpl
    def discourse_sentiment_lexicons(self, register: Any) -> None:
        register(LIST)


class GivesData:
    @discourse.hookimpl
    def discourse_register_resources(self, register: Any) -> None:
        register({"kind": "lists"})


class GivesReader:
    @discourse.hookimpl
    def discourse_readers(self, register: Any) -> None:
        register(Writer(name="toy", suffixes=(".toy",), write=print))


class TwoReaders:
    @discourse.hookimpl
    def discourse_readers(self, register: Any) -> None:
        register(Reader(name="toy", suffixes=(".toy",), read=lambda path: []))
        register(Reader(name="toy", suffixes=(".toys",), read=lambda path: []))


@attrs.define
class Changeable:
    field: int


@pytest.mark.parametrize(
    ("plugin", "message"),
    [
        (Misspelt(), r"no hook 'discourse_register_analyser'.*Did you mean 'discourse_register_analyzers'\?"),
        (WrongArgument(), r"registered"),
        (NoArgument(), r"NoArgument.*argument"),
        (Empty(), r"implements no hook; mark its functions with @discourse\.hookimpl.*discourse_register_analyzers"),
        (ModuleType("toys"), r"'toys' implements no hook"),
        (Plugin, r"class Plugin; register an instance of it: Plugin\(\)"),
        (Sudden(), r"'Sudden': KeyError: 'sudden'"),
        (RegistersClass(), r"takes an AnalyzerSpec, not a type"),
        (Plugin(WORDS, attrs.evolve(SHOUTS, name="words")), r"an analyzer 'words' already"),
        (Plugin(LIST, LIST), r"a resource 'colours' of kind 'lists' already"),
        (Plugin(WORDS, spec("bad", Words, payload=Changeable)), r"Changeable can be changed"),
        (Plugin(WORDS, spec("bad", Words, payload=int)), r"no payload"),
        (GivesLexicon(), r"takes resources of kind 'sentiment_lexicons'; 'colours' is a 'lists'"),
        (GivesData(), r"takes a Resource, not a dict"),
        (GivesReader(), r"takes a Reader, not a Writer"),
        (TwoReaders(), r"a format 'toy' already"),
        ("no_such_module_at_all", r"No module named 'no_such_module_at_all'"),
    ],
    ids=lambda value: getattr(value, "__name__", None) or type(value).__name__,
)
def test_a_broken_plugin_registers_nothing_and_its_error_is_kept(plugin: object, message: str) -> None:
    assert re.search(message, error_of(plugin))


@pytest.mark.parametrize(
    "stop", [RuntimeError("at import"), SystemExit(3), AssertionError(), RecursionError()], ids=repr
)
def test_a_plugin_that_fails_at_import_costs_only_itself(stop: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing() -> object:
        raise stop

    found: list[Found] = [("bad", "dist 1", failing), ("good", "dist 1", lambda: Plugin(WORDS))]
    monkeypatch.setattr("discourse.registry.installed_plugins", lambda: iter(found))
    registry = Registry([])

    assert ["broken", "loaded"] == [info.status for info in registry.plugins]
    assert type(stop).__name__ in str(only(registry, "bad").error)
    assert ["words"] == list(registry.analyzers)


def test_a_duplicate_of_another_plugin_costs_the_later_one_all_of_its_own() -> None:
    registry = registry_of(Plugin(WORDS, name="one"), Plugin(SHOUTS, WORDS, name="two"), Plugin(PAIRS, name="three"))

    assert ["words", "pairs"] == list(registry.analyzers)
    assert ["loaded", "broken", "loaded"] == [info.status for info in registry.plugins]
    assert "'words' already" in str(only(registry, "two").error)


def test_a_plugin_of_the_same_name_does_not_silence_the_first() -> None:
    first, second = Plugin(WORDS, RAISES), Plugin(SHOUTS)
    registry = registry_of(first, second)
    discourse.Pipeline("raises", registry=registry)("BOOM")

    assert ["loaded", "broken"] == [info.status for info in registry.plugins]
    assert 1 == len(first.failed)


def test_a_plugin_that_is_found_twice_does_not_silence_itself() -> None:
    plugin = Plugin(WORDS, RAISES)
    registry = registry_of(plugin, plugin)
    discourse.Pipeline("raises", registry=registry)("BOOM")

    assert ["loaded", "broken"] == [info.status for info in registry.plugins]
    assert 1 == len(plugin.failed)


def test_two_payloads_of_one_name_are_refused() -> None:
    other = attrs.make_class("Word", {"field": attrs.field(type=int)}, frozen=True)
    other.__module__, other.__qualname__ = Word.__module__, Word.__qualname__

    assert "another payload" in error_of(Plugin(WORDS, spec("others", Words, payload=other)))


def test_names_of_layers_are_tuples() -> None:
    with pytest.raises(PluginError, match=r"\('words',\)"):
        spec("shouts", Shouts, requires="words")


@pytest.mark.parametrize("text", ["discourse_text", "toys"])
def test_the_plugins_of_a_registry_are_no_single_text(text: str) -> None:
    with pytest.raises(PluginError, match=text):
        Registry(text, entry_points=False)


# Blocked and allowed


def found_plugins(imported: list[str]) -> Callable[[], Iterator[Found]]:
    def loader(name: str) -> Callable[[], object]:
        def load() -> object:
            imported.append(name)
            return Plugin(spec(name, Words, payload=Word), name=name)

        return load

    return lambda: iter([(name, f"{name}-dist 1.0", loader(name)) for name in ("alpha", "beta", "gamma")])


@pytest.mark.parametrize(
    ("variables", "loaded"),
    [
        ({}, ["alpha", "beta", "gamma"]),
        ({"DISCOURSE_NO_PLUGINS": "beta"}, ["alpha", "gamma"]),
        ({"DISCOURSE_NO_PLUGINS": " beta , gamma,, "}, ["alpha"]),
        ({"DISCOURSE_NO_PLUGINS": "1"}, []),
        ({"DISCOURSE_NO_PLUGINS": "*"}, []),
        ({"DISCOURSE_NO_PLUGINS": ""}, ["alpha", "beta", "gamma"]),
        ({"DISCOURSE_PLUGINS": "beta"}, ["beta"]),
        ({"DISCOURSE_PLUGINS": "gamma, alpha"}, ["alpha", "gamma"]),
        ({"DISCOURSE_PLUGINS": ""}, []),
        ({"DISCOURSE_PLUGINS": "alpha,beta", "DISCOURSE_NO_PLUGINS": "beta"}, ["alpha"]),
    ],
)
def test_blocked_plugins_are_not_even_imported(
    variables: dict[str, str], loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISCOURSE_PLUGINS", "DISCOURSE_NO_PLUGINS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    imported: list[str] = []
    monkeypatch.setattr("discourse.registry.installed_plugins", found_plugins(imported))
    registry = Registry([])

    assert loaded == imported == list(registry.analyzers)
    assert {name: "loaded" if name in loaded else "blocked" for name in ("alpha", "beta", "gamma")} == {
        info.name: info.status for info in registry.plugins
    }
    assert {"alpha-dist 1.0", "beta-dist 1.0", "gamma-dist 1.0"} == {info.origin for info in registry.plugins}


def test_an_allow_list_is_for_installed_plugins_and_a_block_list_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCOURSE_PLUGINS", "")
    assert "loaded" == only(Registry([Plugin(WORDS)])).status

    monkeypatch.setenv("DISCOURSE_NO_PLUGINS", "toys")
    assert "blocked" == only(Registry([Plugin(WORDS)])).status


TOY = """
import discourse
print("imported", __name__)

@discourse.hookimpl
def discourse_register_resources(register):
    register(discourse.Resource(kind="lists", name=__name__, version="1", data=[]))
"""


def test_entry_points_of_installed_distributions_are_found_in_order_of_their_names(
    tmp_path: Path, fresh_python: Run
) -> None:
    write_plugin(tmp_path, "toy_second", TOY, entry="b-second")
    write_plugin(tmp_path, "toy_first", TOY, entry="c-first")
    write_plugin(tmp_path, "toy_broken", "raise ImportError('no such thing')", entry="a-broken")
    write_plugin(tmp_path, "toy_blocked", TOY, entry="d-blocked")
    shown = "[(i.name, i.origin, i.status, i.error) for i in discourse.Registry([]).plugins if 'toy' in i.origin]"
    result = fresh_python(
        "-c", f"import discourse, json; print(json.dumps({shown}))", path=tmp_path, DISCOURSE_NO_PLUGINS="d-blocked"
    )
    *imported, found = result.stdout.splitlines()

    assert ["imported toy_second", "imported toy_first"] == imported
    assert [
        ["a-broken", "toy_broken 1.2", "broken", "plugin 'a-broken': ImportError: no such thing"],
        ["b-second", "toy_second 1.2", "loaded", None],
        ["c-first", "toy_first 1.2", "loaded", None],
        ["d-blocked", "toy_blocked 1.2", "blocked", None],
    ] == json.loads(found)


def test_a_plugin_that_asks_for_the_registry_while_it_is_built_does_not_stop_the_program(
    tmp_path: Path, fresh_python: Run
) -> None:
    write_plugin(tmp_path, "toy_eager", "import discourse\ndiscourse.default_registry()\n" + TOY)
    write_plugin(tmp_path, "toy_later", TOY)
    shown = "[i.status for i in discourse.default_registry().plugins if 'toy_later' in i.origin]"
    result = fresh_python("-c", f"import discourse; print({shown})", path=tmp_path)

    assert "['loaded']" == result.stdout.splitlines()[-1]


# Hooks that are called later


def test_every_plugin_is_told_of_a_failure_and_one_that_fails_at_it_costs_itself() -> None:
    class Deaf(Plugin):
        @discourse.hookimpl
        def discourse_document_failed(self, document: Document, failure: Failure) -> None:
            raise ValueError("deaf")

    class Brief:
        def __init__(self) -> None:
            self.told: list[Failure] = []

        @discourse.hookimpl
        def discourse_document_failed(self, failure: Failure) -> None:
            self.told.append(failure)

    listening, brief = Plugin(RAISES, name="listening"), Brief()
    registry = registry_of(Deaf(name="deaf"), listening, brief)
    document = discourse.Pipeline("raises", registry=registry)("BOOM")

    assert list(document.failures) == [failure for _, failure in listening.failed] == brief.told
    assert "BOOM" == listening.failed[0][0].text
    assert "deaf" in str(only(registry, "deaf").error)
    assert "loaded" == only(registry, "listening").status


def test_a_resource_goes_to_the_analyzers_that_ask_for_its_kind() -> None:
    document = pipeline(WORDS, LISTED, LIST)("the red door")

    assert ["red"] == [document.slice(a.span) for a in document["listed"]]
    assert "colours" == document["listed"][0].evidence[0].rule


def test_a_hook_with_a_default_is_given_what_the_others_are() -> None:
    class Relaxed:
        told: Failure | None = None

        @discourse.hookimpl
        def discourse_register_analyzers(self, register: Any = None) -> None:
            register(RAISES)

        @discourse.hookimpl
        def discourse_document_failed(self, document: Any = None, failure: Any = None) -> None:
            self.told = failure

    plugin = Relaxed()
    document = discourse.Pipeline("raises", registry=registry_of(plugin))("BOOM")

    assert document.failures == (plugin.told,)


@pytest.mark.parametrize(
    ("hook", "kind"),
    [
        ("discourse_sentiment_lexicons", "sentiment_lexicons"),
        ("discourse_frame_codebooks", "frame_codebooks"),
        ("discourse_claim_units", "claim_units"),
        ("discourse_topic_models", "topic_models"),
    ],
)
def test_every_hook_for_resources_takes_those_of_its_kind(hook: str, kind: str) -> None:
    plugin = ModuleType("toys")
    resource = Resource(kind=kind, name="toy", version="1", data={})
    setattr(plugin, hook, discourse.hookimpl(lambda register: register(resource)))
    registry = registry_of(plugin)

    assert (resource,) == registry.resources(kind) == only(registry).resources

    setattr(plugin, hook, discourse.hookimpl(lambda register: register(LIST)))
    assert f"resources of kind {kind!r}; 'colours' is a 'lists'" in error_of(plugin)


def test_registries_are_apart() -> None:
    assert {} == registry_of().analyzers
    assert ["words"] == list(registry_of(Plugin(WORDS)).analyzers)
    assert {} == registry_of().analyzers


def test_the_default_registry_is_built_once() -> None:
    assert discourse.default_registry() is discourse.default_registry()


def test_an_analyzer_spec_says_what_is_missing() -> None:
    with pytest.raises(TypeError, match="factory"):
        AnalyzerSpec(name="a", version="1", provides="a", payload=Word)  # type: ignore[call-arg]
