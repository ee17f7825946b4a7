"""The results of every default layer by its recipe: what changes results has to change a version.

The file holds, for each layer, the digest of its recipe (analyzer, version, options, resources, and the recipes of what
it reads) on the articles in `examples`, and the digest of its results. The same recipe with other results is what must
not be: stored layers, frozen files and people who cite a version would take the one for the other. `nox -s golden`
writes the file anew, but refuses to where a version was not raised.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import discourse
from discourse import Document, Layer
from discourse.annotations import short_digest
from discourse.storage import plain_layer

GOLDEN = Path(__file__).with_name("results_by_version.json")
EXAMPLES = Path(__file__).parents[2] / "examples"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.rglob("*.txt"))]

Recorded = Mapping[str, Mapping[str, str]]


def analyzed() -> list[Document]:
    """Return the articles with all default layers."""
    pipeline = discourse.Pipeline(registry=discourse.Registry(entry_points=False, strict=True))
    return list(map(pipeline, TEXTS))


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return analyzed()


def recorded(documents: list[Document]) -> dict[str, dict[str, str]]:
    """Return what is recorded of each layer: analyzer and version for people, digests of recipe and results."""
    return {name: recorded_layer([document[name] for document in documents]) for name in documents[0].layers}


def recorded_layer(layers: list[Layer[Any]]) -> dict[str, str]:
    made = layers[0].provenance
    assert made is not None
    results = [{**plain_layer(layer), "provenance": None} for layer in layers]
    return {
        "analyzer": made.analyzer,
        "version": made.version,
        "recipe": short_digest([made.digest, TEXTS]),
        "results": short_digest(results),
    }


def problems(before: Recorded, now: Recorded) -> list[str]:
    """Return what has to be done about each layer that is not as it was recorded."""
    said = []
    for layer in dict.fromkeys([*before, *now]):
        was, is_ = before.get(layer), now.get(layer)
        if was == is_:
            continue
        if was is None or is_ is None or was["recipe"] != is_["recipe"]:
            said.append(f"layer {layer!r} is made otherwise now: write this file anew, `nox -s golden`")
        else:
            said.append(
                f"layer {layer!r} has other results: raise the version of analyzer {is_['analyzer']!r} "
                f"({is_['version']}) in its AnalyzerSpec, or find out why it changed"
            )
    return said


def unversioned(before: Recorded, now: Recorded) -> list[str]:
    """Return the problems that writing the file anew would hide."""
    return [problem for problem in problems(before, now) if "has other results" in problem]


def test_no_results_change_without_a_version(documents: list[Document]) -> None:
    assert [] == problems(json.loads(GOLDEN.read_text(encoding="utf-8")), recorded(documents))


def test_the_articles_give_every_layer_something_to_say(documents: list[Document]) -> None:
    assert [] == [name for name in documents[0].layers if not any(len(document[name]) for document in documents)]
    assert () == tuple(failure for document in documents for failure in document.failures)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"results": "x"}, "raise the version of analyzer 'tokens' (1.0) in its AnalyzerSpec"),
        ({"version": "1.1", "recipe": "x", "results": "x"}, "nox -s golden"),
        ({"recipe": "x"}, "nox -s golden"),
        (None, "nox -s golden"),
    ],
)
def test_what_is_to_be_done_is_said(change: Mapping[str, str] | None, problem: str) -> None:
    before = {"tokens": {"analyzer": "tokens", "version": "1.0", "recipe": "a", "results": "b"}}
    now = {} if change is None else {"tokens": before["tokens"] | change}

    assert [True] == [problem in said for said in problems(before, now)]
    assert bool(unversioned(before, now)) == ("raise the version" in problem)


def write() -> None:
    """Write the file anew, unless that would hide results that changed under the same version."""
    now = recorded(analyzed())
    hidden = unversioned(json.loads(GOLDEN.read_text(encoding="utf-8")), now) if GOLDEN.exists() else []
    if hidden:
        sys.exit("\n".join(hidden))
    GOLDEN.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8", newline="\n")
    sys.stderr.write(f"{GOLDEN.name} written: read what changed\n")


if __name__ == "__main__":
    write()
