"""Hedges: the words by which a writer steps back from what is said, such as "perhaps" or "arguably"."""

from collections.abc import Callable
from importlib.resources import files

import attrs
from discourse import AnalyzerSpec, Resource, hookimpl


@attrs.frozen
class Hedge:
    """A hedge.

    Args:
        voice: Who hedges, as in the layer `voices`: "author", "quoted" ...; None where there is no such layer.
    """

    voice: str | None


@hookimpl
def discourse_register_analyzers(register: Callable[[AnalyzerSpec], None]) -> None:
    """Register the analyzer; nothing of it is imported before a document is analyzed."""
    register(AnalyzerSpec(
        name="hedges", version="1.0", provides="hedges", payload=Hedge, requires=("tokens",), uses=("voices",),
        resources=("hedge_lexicons",), factory="discourse_hedges.analyzer:HedgeAnalyzer"))  # fmt: skip


@hookimpl
def discourse_register_resources(register: Callable[[Resource], None]) -> None:
    """Register the lexicon; other plugins may add theirs."""
    words = files(__name__).joinpath("data/hedges.txt").read_text("utf-8").split()
    register(Resource(kind="hedge_lexicons", name="english", version="1.0", data=words))
