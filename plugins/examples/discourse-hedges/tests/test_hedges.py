"""The plugin passes every check of the kit, and finds what it should."""

from collections.abc import Callable
from importlib.metadata import entry_points

import discourse
import pytest
from discourse.testing import check_resource, parametrize_with_checks

REGISTRY = discourse.Registry([*discourse.DEFAULT_PLUGINS, "discourse_hedges"], entry_points=False, strict=True)
TEXT = 'The levy is arguably fair. "Perhaps it works," said Ida Brandt.'


@parametrize_with_checks(["hedges"], registry=REGISTRY, texts=[TEXT])
def test_hedges_pass_every_check(check: Callable[[], None]) -> None:
    check()


def test_the_lexicon_passes_every_check() -> None:
    check_resource(REGISTRY.resource("hedge_lexicons", "english"), registry=REGISTRY)


def test_hedges_are_found_in_their_voices() -> None:
    document = discourse.Pipeline("hedges", "voices", registry=REGISTRY)(TEXT)
    found = [(document.slice(hedge.span), hedge.value.voice) for hedge in document["hedges"]]

    assert found == [("arguably", "author"), ("Perhaps", "quoted")]


def test_more_words_are_an_option() -> None:
    pipeline = discourse.Pipeline("hedges", config={"hedges": {"also": ["fair"]}}, registry=REGISTRY)
    document = pipeline(TEXT)

    assert [document.slice(hedge.span) for hedge in document["hedges"]] == ["arguably", "fair", "Perhaps"]


def test_the_library_finds_the_plugin_by_its_entry_point() -> None:
    found = entry_points(group="discourse.plugins", name="hedges")
    if not found:
        pytest.skip("the plugin is not installed: pip install -e .")

    assert [entry.load().__name__ for entry in found] == ["discourse_hedges"]
