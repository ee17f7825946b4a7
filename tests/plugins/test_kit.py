"""Every analyzer, format and resource that we ship passes the plugin kit."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import discourse
from discourse import DEFAULT_PLUGINS, Document, Registry, Resource
from discourse.formats import READERS, WRITERS
from discourse.testing import (
    CHECKS,
    check_analyzer,
    check_codebook,
    check_lexicon,
    check_reader,
    check_resource,
    check_units,
    check_writer,
    parametrize_with_checks,
)
from discourse_topics import TopicModel

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "plugins" / "examples" / "discourse-hedges"
REGISTRY = Registry(DEFAULT_PLUGINS, entry_points=False, strict=True)
SPECS = REGISTRY.analyzers.values()
LAYERS = [spec.provides for spec in SPECS if not spec.estimator and not spec.alternative]
WITH_MODEL = [spec.provides for spec in SPECS if spec.estimator]
THEMES = json.loads(Path(__file__).with_name("test_topics_articles.json").read_text(encoding="utf-8"))
ARTICLES = [article for trio in zip(*THEMES.values(), strict=True) for article in trio]
MODELS = {"topics": TopicModel(n_topics=3).fit(ARTICLES)}
NOTE = 'The ferry was late on Monday. "We lost 5 per cent," said Ida Brandt, the owner.\n\nNobody was hurt.'
DOCUMENT = discourse.Pipeline("claims", "voices", registry=REGISTRY)(Document(NOTE, "a/1", {"date": "2014-05-19"}))


@parametrize_with_checks(LAYERS, registry=REGISTRY)
def test_every_analyzer_passes(check: Callable[[], None]) -> None:
    check()


@parametrize_with_checks(WITH_MODEL, registry=REGISTRY, models=MODELS, texts=ARTICLES[:2])
def test_every_analyzer_with_a_model_passes(check: Callable[[], None]) -> None:
    check()


ALTERNATIVES = [spec for spec in SPECS if spec.alternative]


@pytest.mark.parametrize("alternative", ALTERNATIVES, ids=lambda spec: spec.name)
def test_every_alternative_provider_passes(alternative: discourse.AnalyzerSpec) -> None:
    layer = alternative.provides
    report = check_analyzer(layer, registry=REGISTRY, providers={layer: alternative.name})

    assert {result.check for result in report.of("cannot apply")} <= {"options", "evidence"}


# Resources


@pytest.mark.parametrize(
    "resource", [resource for info in REGISTRY.plugins for resource in info.resources], ids=lambda r: r.name
)
def test_every_resource_passes(resource: Resource) -> None:
    report = check_resource(resource, registry=REGISTRY)

    if resource.kind == "frame_codebooks":
        assert report.ran == len(report.results)


def test_lexicons_codebooks_and_unit_tables_of_users_pass() -> None:
    lexicon = Resource(kind="sentiment_lexicons", name="ports", version="1", data={"words": {"levy": -0.5, "quay": 0}})
    units = Resource(
        kind="claim_units",
        name="ports",
        version="1",
        data={
            "units": [{"unit": "berth", "kind": "measure", "names": ["berth"], "symbols": ["bth"]}],
            "currencies": [{"unit": "guilder", "currency": "NLG", "names": ["guilder"], "signs": ["ƒ"]}],
            "per": ["berth"],
        },
    )
    codebook = json.loads(json.dumps(REGISTRY.resource("frame_codebooks", "generic").data))
    own = Resource(kind="frame_codebooks", name="own", version="1", data={**codebook, "name": "own"})

    for check, resource in ((check_lexicon, lexicon), (check_units, units), (check_codebook, own)):
        assert len(check(resource, registry=REGISTRY).of("passed")) == 5


# Formats


READABLE = {
    "text": ".txt", "json": ".json", "jsonl": ".jsonl", "csv": ".csv", "tsv": ".tsv", "html": ".html",
    "parquet": ".parquet",
}  # fmt: skip


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[[str], Path]:
    """Return what writes a file that a reader can read."""

    def make(suffix: str) -> Path:
        path = tmp_path / f"articles{suffix}"
        if suffix in (".json", ".jsonl"):
            discourse.write(DOCUMENT, path, registry=REGISTRY)
        elif suffix == ".parquet":
            arrow = pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
            parquet = pytest.importorskip("pyarrow.parquet", reason="the extra 'tables' is not installed")
            parquet.write_table(arrow.table({"id": ["1", "2"], "text": [NOTE, "Rain."]}), path)
        elif suffix in (".csv", ".tsv"):
            mark = "," if suffix == ".csv" else "\t"
            path.write_text(f'id{mark}text\n1{mark}"The ferry was late."\n2{mark}Rain.\n', encoding="utf-8")
        elif suffix == ".html":
            pytest.importorskip("trafilatura", reason="the extra 'html' is not installed")
            body = "".join(
                f"<p>The ferry to Orr was late again on day {day}, and nobody knew why.</p>" for day in range(9)
            )
            path.write_text(f"<html><title>Late</title><body><article>{body}</article></body></html>", encoding="utf-8")
        else:
            path.write_text(NOTE, encoding="utf-8")
        return path

    return make


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_every_reader_passes(reader: discourse.Reader, file_of: Callable[[str], Path]) -> None:
    report = check_reader(reader, file_of(reader.suffixes[0]))

    assert report.ran == len(report.of("passed"))
    assert ([] if reader.compressible else ["compressed"]) == [result.check for result in report.of("cannot apply")]


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_every_writer_passes(writer: discourse.Writer) -> None:
    if writer.name in ("parquet", "arrow"):
        pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
    readers = {reader.name: reader for reader in READERS}
    keeps_all = writer.name in ("json", "jsonl")
    report = check_writer(
        writer, DOCUMENT, layers=() if keeps_all else ("claims",), reader=readers[writer.name] if keeps_all else None
    )

    expected = ("compressed",) * (not writer.compressible) + ("round_trip",) * (not keeps_all)
    assert expected == tuple(result.check for result in report.of("cannot apply"))


# The example


def test_the_example_has_at_most_thirty_lines_of_code() -> None:
    files = sorted((EXAMPLE / "src").rglob("*.py"))

    assert [path.name for path in files] == ["__init__.py", "analyzer.py"]
    assert sum(map(lines_of_code, files)) <= 30


def lines_of_code(path: Path) -> int:
    """Count the lines that are neither blank nor of a docstring."""
    text = path.read_text(encoding="utf-8")
    of_docstrings = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    return sum(1 for number, line in enumerate(text.splitlines(), 1) if line.strip() and number not in of_docstrings)


def test_the_example_passes_every_check_beside_the_shipped_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(EXAMPLE / "src")
    registry = Registry([*DEFAULT_PLUGINS, "discourse_hedges"], entry_points=False, strict=True)

    report = check_analyzer("hedges", registry=registry)

    assert len(CHECKS) == len(report.of("passed"))
    assert len(check_resource(registry.resource("hedge_lexicons", "english"), registry=registry).of("passed")) == 5
