"""Plugins that misbehave cost themselves and nothing else: what is refused, with which words, and what cannot be.

What Python itself does not let us refuse: `object.__setattr__` on a frozen object, and private attributes. On a
document they reach only the view that the analyzer was given; on a layer or a value they reach whoever shares it. An
analyzer that never ends is not stopped either; a stream waits for it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import discourse
from discourse import Annotation, Columns, Document, Evidence, EvidenceColumns, PluginError, Registry, Span

from .conftest import Run
from .toys import (
    SHOUTS,
    WORDS,
    Everything,
    Pair,
    Plugin,
    Shout,
    Shouts,
    Size,
    Word,
    gives,
    pipeline,
    registry,
    spec,
    word_layer,
)

ARTICLE = Path(discourse.__file__).parents[2] / "examples" / "harbour-levy.txt"
TEXT = "NO MORE of it"
METADATA = {"title": "A Levy", "tags": ["port"], "place": {"name": "Orr"}}
ONE = Annotation(Span(0, 1), Shout(1.0))


def analyzed(function: Callable[[Document], Any], payload: type[Any] = Shout) -> Document:
    """Run an analyzer that makes what a function gives, between two that are sound."""
    bad = gives("bad", function, requires=("words",), payload=payload)
    return pipeline(WORDS, bad, SHOUTS)(Document(TEXT, "id", METADATA))


def undisturbed() -> Document:
    return pipeline(WORDS, SHOUTS)(Document(TEXT, "id", METADATA))


def message_of(document: Document) -> str:
    (failure,) = document.failures

    assert (failure.analyzer, failure.layer, failure.kind) == ("bad", "bad", "error")
    assert "bad" not in document
    return failure.message


def others(document: Document) -> tuple[Any, ...]:
    """Return all that the sound analyzers and the user have to do with."""
    layers = [document[name] for name in ("words", "shouts")]
    return document.text, document.id, document.metadata, layers


# Writing to the document


FROZEN = "FrozenInstanceError: can't set attribute"
READ_ONLY = "TypeError: 'mappingproxy' object does not support item assignment"
A_TUPLE = "TypeError: 'tuple' object does not support item assignment"
NO_LIST = "AttributeError: 'tuple' object has no attribute 'append'"
WRITTEN_ONCE = "LayerError: the document has a layer 'words' already; layers are written once."

Write = Callable[[Document], Any]
WRITES: dict[str, tuple[Write, str]] = {
    "its text": (lambda d: setattr(d, "text", "other"), FROZEN),
    "an attribute of one's own": (lambda d: setattr(d, "mood", "bad"), FROZEN),
    "deleting": (lambda d: delattr(d, "text"), FROZEN),
    "metadata": (lambda d: operator.setitem(d.metadata, "title", "Other"), READ_ONLY),
    "a list of the metadata": (lambda d: d.metadata["tags"].append("x"), NO_LIST),
    "a mapping of the metadata": (lambda d: operator.setitem(d.metadata["place"], "name", ""), READ_ONLY),
    "failures": (lambda d: d.failures.append("x"), NO_LIST),
    "a column": (lambda d: operator.setitem(d["words"].starts, 0, 5), A_TUPLE),
    "columns": (lambda d: setattr(d["words"], "starts", ()), FROZEN),
    "a value": (lambda d: setattr(d["words"].values[0], "kind", "low"), FROZEN),
    "an annotation": (lambda d: setattr(d["words"][0], "span", Span(0, 0)), FROZEN),
    "a span": (lambda d: setattr(d["words"][0].span, "start", 1), FROZEN),
    "a layer that is there": (lambda d: d.with_layer(word_layer("words")), WRITTEN_ONCE),
}


@pytest.mark.parametrize("name", WRITES)
def test_who_writes_to_the_document_fails_and_changes_nothing(name: str) -> None:
    write, message = WRITES[name]
    document = analyzed(write)

    assert message_of(document).startswith(message)
    assert others(document) == others(undisturbed())


def set_behind_its_back(document: Document) -> list[Any]:
    object.__setattr__(document, "text", "")
    object.__setattr__(document, "metadata", {})
    document._layers["words"] = word_layer("words")
    document._layers["shouts"] = word_layer("shouts")
    return []


def begin_again(document: Document) -> list[Any]:
    document.__init__("another text")
    return []


def forget(document: Document) -> list[Any]:
    document._layers.clear()
    document._derived.clear()
    return []


@pytest.mark.parametrize("write", [set_behind_its_back, begin_again, forget])
def test_what_cannot_be_refused_reaches_only_the_view_of_the_one_who_does_it(write: Any) -> None:
    document = analyzed(write)

    assert others(document) == others(undisturbed())
    assert document.failures == ()


def test_what_an_analyzer_keeps_and_changes_later_changes_no_layer() -> None:
    starts, ends, values = [0, 3], [2, 7], [Word("capital"), Word("capital")]
    made = pipeline(gives("bad", lambda d: Columns(starts, ends, values), payload=Word))
    document = made(TEXT)
    before = document.to_json()
    starts.clear(), ends.append(99), values.reverse()

    assert document.to_json() == before


def test_an_analyzer_that_changes_its_list_of_documents_costs_itself() -> None:
    class Empties(Shouts):
        def analyze_batch(self, documents: Any) -> list[Any]:
            documents.clear()
            return []

    made = pipeline(WORDS, attrs.evolve(SHOUTS, factory=Empties))

    assert list(made.stream(["ONE", "two"])) == list(pipeline(WORDS, SHOUTS).stream(["ONE", "two"]))


# What it gives


def half_way(document: Document) -> Iterator[Annotation[Shout]]:
    yield ONE
    raise LookupError("half-way")


def stops_with_a_signal(document: Document) -> Iterator[Annotation[Shout]]:
    yield ONE
    raise StopIteration


def one(value: Any, *evidence: Any) -> Any:
    return lambda document: [Annotation(Span(0, 1), value, evidence)]


def columns(starts: list[Any], ends: list[Any], number: int = 1) -> Any:
    return lambda document: Columns(starts, ends, [Shout(1.0)] * number)


LAYER, FIRST = "LayerError: layer 'bad'", "LayerError: layer 'bad': the value of annotation 0"
EVIDENCE, STRENGTH = "LayerError: layer 'bad': evidence of annotation 0", "PayloadError: tests.Shout.strength"
NO_FLOAT = "which is no finite float"

GIVES: dict[str, tuple[Callable[[Document], Any], str]] = {
    "a generator that fails half-way": (half_way, "LookupError: half-way"),
    "a generator that raises StopIteration": (stops_with_a_signal, "RuntimeError: generator raised StopIteration"),
    "nothing": (lambda d: None, "TypeError: 'NoneType' object is not iterable"),
    "a number": (lambda d: 5, "TypeError: 'int' object is not iterable"),
    "a text": (lambda d: "words", f"{LAYER} is made of Annotations, not of str"),
    "a mapping": (lambda d: {"a": ONE}, f"{LAYER} is made of Annotations, not of str"),
    "the document": (lambda d: d, "MissingLayerError: no layer 0; there are: words."),
    "a layer": (lambda d: d["words"], f"{FIRST} is a Word, not a Shout"),
    "values without annotations": (lambda d: [Shout(1.0)], f"{LAYER} is made of Annotations, not of Shout"),
    "another payload": (one(Word("low")), f"{FIRST} is a Word, not a Shout"),
    "a payload's class": (one(Shout), f"{FIRST} is a type, not a Shout"),
    "bounds for a span": (
        lambda d: [Annotation((0, 1), Shout(1.0))],
        f"{LAYER}: an annotation has a tuple as its span",
    ),
    "beyond the text": (
        lambda d: [ONE, Annotation(Span(0, 99), Shout(1.0))],
        f"{LAYER} reaches to 99, but the text has 13 characters",
    ),
    "columns beyond the text": (columns([0], [99]), f"{LAYER} reaches to 99, but the text has 13 characters"),
    "evidence in columns beyond the text": (
        lambda d: Columns([0], [1], [Shout(1.0)], EvidenceColumns([1], [0], [99], ["rule"], [1.0])),
        f"{EVIDENCE} reaches to 99, but the text has 13 characters",
    ),
    "evidence in columns with a rule that cannot be encoded": (
        lambda d: Columns([0], [1], [Shout(1.0)], EvidenceColumns([1], [0], [1], ["\ud800"], [1.0])),
        f"{EVIDENCE} has '\\ud800' as its rule, which is no text that can be encoded",
    ),
    "before the text": (columns([-1], [1]), f"{LAYER}: annotation 0 goes from -1 to 1"),
    "a span before the text": (
        lambda d: [Annotation(Span(-1, 1), Shout(1.0))],
        "TextError: a span has 0 <= start <= end, not start -1 and end 1",
    ),
    "ends before starts": (columns([4], [2]), f"{LAYER}: annotation 0 goes from 4 to 2"),
    "columns out of order": (
        columns([3, 0], [4, 1], 2),
        f"{LAYER}: annotation 1 (0 to 1) stands behind 3 to 4; columns are ordered by start, then the longer first",
    ),
    "columns of unequal length": (
        columns([0], [1, 2]),
        f"{LAYER}: columns of unequal length: 1 starts, 2 ends, 1 values",
    ),
    "bounds that are floats": (columns([0.0], [1.0]), f"{LAYER}: bounds are whole numbers of type int"),
    "no number": (one(Shout(float("nan"))), f"{STRENGTH} is nan, {NO_FLOAT}"),
    "infinity": (one(Shout(float("inf"))), f"{STRENGTH} is inf, {NO_FLOAT}"),
    "infinity among columns": (
        lambda d: Columns([0], [1], [Shout(float("-inf"))]),
        f"{STRENGTH} is -inf, {NO_FLOAT}",
    ),
    "more than a float holds": (one(Shout(10**400)), f"{STRENGTH} is 1000"),
    "a truth value for a number": (one(Shout(True)), f"{STRENGTH} is True, {NO_FLOAT}"),
    "a text for a number": (one(Shout("3")), f"{STRENGTH} is '3', {NO_FLOAT}"),
    "a weight that is no number": (
        lambda d: [Evidence(None, "r", float("nan"))],
        "LayerError: the weight of a piece of evidence is a finite number, not nan",
    ),
    "evidence that is text": (one(Shout(1.0), "r"), f"{LAYER}: evidence is a tuple of Evidence for each annotation"),
    "evidence beyond the text": (
        one(Shout(1.0), Evidence(Span(0, 99), "r")),
        f"{EVIDENCE} reaches to 99, but the text has 13 characters",
    ),
    "bounds for evidence": (
        one(Shout(1.0), Evidence((0, 1), "r")),
        f"{EVIDENCE} has (0, 1) as its span, which is neither a Span nor None",
    ),
    "a rule that is no text": (
        one(Shout(1.0), Evidence(None, 5)),
        f"{EVIDENCE} has 5 as its rule, which is no text that can be encoded",
    ),
    "a rule that cannot be written": (
        one(Shout(1.0), Evidence(None, "\ud800")),
        f"{EVIDENCE} has '\\ud800' as its rule, which is no text that can be encoded",
    ),
}


@pytest.mark.parametrize("name", GIVES)
def test_what_is_no_layer_is_a_failure_that_says_why(name: str) -> None:
    function, message = GIVES[name]
    document = analyzed(function)

    assert message_of(document).startswith(message)
    assert others(document) == others(undisturbed())
    assert document == Document.from_json(document.to_json(), registry=registry(WORDS, SHOUTS))


FIELDS: dict[str, tuple[Any, Any, str]] = {  # a sound value, one that is not, and why
    "a choice that there is none of": (
        Word("low"),
        Word("loud"),
        "has kind='loud', which is no one of 'low', 'capital', 'other'",
    ),
    "a span beyond the text": (
        Pair(Span(0, 1)),
        Pair(Span(0, 2), Span(3, 99)),
        "has a span that reaches to 99, but the text has 13 characters",
    ),
    "bounds for a span": (Pair(Span(0, 1)), Pair((0, 2)), "has first=(0, 2), which is no Span"),
    "text that cannot be written": (Size(1.0, None), Size(1.0, "\ud800"), r"has unit='\ud800', which is no text"),
    "a number for a text": (Size(1.0, None), Size(1.0, 5), "has unit=5, which is no text"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_no_file_could_give_back_is_a_failure_that_names_it(name: str) -> None:
    sound, value, message = FIELDS[name]
    document = analyzed(lambda d: [Annotation(Span(0, 1), sound), Annotation(Span(3, 4), value)], type(value))

    assert f"LayerError: layer 'bad': the value of annotation 1 {message}" in message_of(document)


def test_a_list_for_a_tuple_is_refused_since_it_can_be_changed() -> None:
    class Lists:
        def analyze(self, document: Document) -> list[Annotation[Everything]]:
            value = Everything(
                text="", whole=1, real=1.0, truth=True, nothing=None, choice="yes", span=Span(0, 1),
                size=Size(1.0, None), maybe_text=None, maybe_span=None, maybe_size=None, maybe_choice=None,
                texts=["a"], reals=(), spans=(), sizes=(), rows=(),
            )  # fmt: skip
            return [Annotation(Span(0, 1), value)]

    document = pipeline(WORDS, SHOUTS, spec("bad", Lists, payload=Everything))(TEXT)

    assert "has texts=['a'], which is no tuple in which each is a text" in message_of(document)


def test_annotations_out_of_order_are_put_in_order_the_longer_first() -> None:
    bounds = [(8, 10), (0, 2), (0, 7), (3, 7)]
    document = analyzed(lambda d: [Annotation(Span(*pair), Shout(1.0)) for pair in bounds])

    assert document.failures == ()
    assert [(a.span.start, a.span.end) for a in document["bad"]] == [(0, 7), (0, 2), (3, 7), (8, 10)]


def test_numbers_of_other_types_become_floats() -> None:
    import numpy

    numbers = [1, numpy.float64(0.1), numpy.float32(0.5), numpy.int64(7), -0.0]
    document = analyzed(lambda d: [Annotation(Span(0, 1), Shout(number)) for number in numbers])
    strengths = [value.strength for value in document["bad"].values]

    assert [str(strength) for strength in strengths] == ["1.0", "0.1", "0.5", "7.0", "0.0"]
    assert {float} == {*map(type, strengths)}
    assert document == Document.from_json(document.to_json(), registry=registry(WORDS, SHOUTS, gives("bad", list)))


# What it raises


class UnprintableError(Exception):
    def __str__(self) -> str:
        raise SystemExit("no words for it")


def recursion(document: Document) -> Any:
    return recursion(document)


def raising(error: BaseException) -> Callable[[Document], Any]:
    def function(document: Document) -> Any:
        raise error

    return function


RAISES: dict[str, tuple[Callable[[Document], Any], str]] = {
    "SystemExit": (raising(SystemExit(3)), "SystemExit: 3"),
    "MemoryError": (raising(MemoryError()), "MemoryError"),
    "RecursionError": (recursion, "RecursionError: maximum recursion depth exceeded"),
    "an error that cannot be printed": (raising(UnprintableError()), "UnprintableError: (no message)"),
    "words that cannot be written": (raising(ValueError("a \ud800 b")), "ValueError: a \\ud800 b"),
    "a very long message": (raising(ValueError("x" * 5_000_000)), f"ValueError: {'x' * 1_000}…"),
    "an address": (raising(ValueError("<object at 0x7f3b2c1d9e80>")), "ValueError: <object at 0x…>"),
    "an error of ours": (raising(discourse.OptionError("no such word")), "OptionError: no such word"),
}


@pytest.mark.parametrize("name", RAISES)
def test_what_an_analyzer_raises_is_recorded_and_costs_its_layer(name: str) -> None:
    function, message = RAISES[name]
    document = analyzed(function)

    assert message_of(document) == message
    assert others(document) == others(undisturbed())


@pytest.mark.parametrize("error", [KeyboardInterrupt, GeneratorExit])
def test_a_signal_of_the_program_passes(error: type[BaseException]) -> None:
    with pytest.raises(error):
        analyzed(raising(error()))


def test_a_factory_that_ends_the_program_is_a_plugin_error() -> None:
    def factory() -> Any:
        raise SystemExit("goodbye")

    with pytest.raises(PluginError, match="analyzer 'bad' cannot be built: SystemExit: goodbye"):
        pipeline(spec("bad", factory))(TEXT)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise SystemExit(4)", "SystemExit: 4"),
        ("raise ValueError('not today')", "ValueError: not today"),
        ("def broken(:", "SyntaxError"),
        ("", "AttributeError"),
    ],
)
def test_a_module_that_fails_when_it_is_imported_is_a_plugin_error(
    body: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"failing_{abs(hash(body))}"
    (tmp_path / f"{name}.py").write_text(body, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(PluginError, match=rf"factory of analyzer 'bad': cannot import '{name}:Bad': {message}"):
        pipeline(spec("bad", f"{name}:Bad"))(TEXT)


def test_who_ends_the_program_when_told_of_a_failure_is_noted_as_broken() -> None:
    class Leaves(Plugin):
        @discourse.hookimpl
        def discourse_document_failed(self, document: Document, failure: Any) -> None:
            raise SystemExit(5)

    made = Registry([Leaves(WORDS, gives("bad", raising(ValueError("no"))))], entry_points=False)
    document = discourse.Pipeline("words", "bad", registry=made)(TEXT)

    assert "words" in document
    assert [(info.status, info.error) for info in made.plugins] == [("broken", "plugin 'toys': SystemExit: 5")]


# What it does to the program


VANDAL = """
import decimal, gc, locale, os, random, sys, warnings
import discourse
from pathlib import Path


class Vandal:
    def analyze(self, document):
        import numpy
        {deed}
        return ()


class Plugin:
    @discourse.hookimpl
    def discourse_register_analyzers(self, register):
        from discourse_text import Paragraph
        for name, requires in (("aaa", ()), ("zzz", ("tokens",))):
            register(discourse.AnalyzerSpec(name=name, version="1", provides=name, payload=Paragraph,
                                            requires=requires, factory=Vandal))


text = Path({article!r}).read_text(encoding="utf-8")
registry = discourse.Registry([*discourse.DEFAULT_PLUGINS, Plugin()], entry_points=False)
layers = [step.spec.provides for step in discourse.Pipeline().steps]
pipeline = discourse.Pipeline(*layers, "aaa", "zzz", registry=registry)
Path({target!r}).write_text("\\n".join(
    document.without("aaa").without("zzz").to_json() for document in [pipeline(text), *pipeline.stream([text, text])]
), encoding="utf-8")
"""

DEEDS = {
    "nothing": "pass",
    "prints": "print('noise'); sys.stderr.write('noise')",
    "closes standard output": "sys.stdout = None",
    "seeds": "random.seed(1); numpy.random.seed(1)",
    "locale": "locale.setlocale(locale.LC_ALL, 'C')",
    "environment": "os.environ.clear(); os.environ['LC_ALL'] = 'tr_TR'; os.environ['DISCOURSE_NO_PLUGINS'] = '1'",
    "recursion limit raised": "sys.setrecursionlimit(100_000)",
    "recursion limit lowered": "sys.setrecursionlimit(200)",
    "decimals": "decimal.getcontext().prec = 2; decimal.getcontext().rounding = decimal.ROUND_UP",
    "warnings": "warnings.simplefilter('error')",
    "errors of numpy": "numpy.seterr(all='raise')",
    "no collection of garbage": "gc.disable()",
    "another folder": "os.chdir('/')",
    "digits of numbers": "sys.set_int_max_str_digits(640)",
    "switching threads": "sys.setswitchinterval(1e-6)",
}


@pytest.fixture(scope="module")
def expected() -> str:
    return "\n".join([discourse.analyze(ARTICLE.read_text(encoding="utf-8")).to_json()] * 3)


@pytest.mark.parametrize("name", DEEDS)
def test_what_a_plugin_does_to_the_program_changes_no_result_of_others(
    name: str, fresh_python: Run, tmp_path: Path, expected: str
) -> None:
    target = tmp_path / "documents.jsonl"
    done = fresh_python("-c", VANDAL.format(deed=DEEDS[name], article=str(ARTICLE), target=str(target)))

    assert 0 == done.returncode, done.stderr
    assert expected == target.read_text(encoding="utf-8")
