"""Every check of the plugin kit catches an analyzer that is broken in what it checks, and a sound one passes all."""

from __future__ import annotations

import io
import itertools
import os
import pickle
import random
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import discourse
from discourse import AnalyzerSpec, Annotation, CheckError, Columns, Document, Evidence, Span, Table, View
from discourse.testing import CHECKS, check_analyzer
from discourse.testing.running import run_one
from discourse.testing.subject import Subject

from . import toys
from .toys import SHOUTS, WORDS, Pair, Shout, Word, gives, registry, spec

FIRST = Span(0, 5)


def run(check: str, *given: Any, layer: str = "", **arguments: Any) -> str | None:
    """Run one check on the analyzer of a layer, by default on the last one given."""
    name = layer or next(entry.provides for entry in reversed(given) if isinstance(entry, AnalyzerSpec))
    return CHECKS[check](Subject(name, registry=registry(*given), **arguments))


def caught(check: str, *given: Any, **arguments: Any) -> str:
    """Return the message with which a check refuses an analyzer."""
    with pytest.raises(CheckError) as raised:
        run_one(lambda: run(check, *given, **arguments))
    return str(raised.value)


def one(*pieces: Evidence, span: Span = FIRST, value: Any = None) -> Callable[[Document], list[Annotation[Any]]]:
    """Return an analysis that finds one thing, where the text has room for it."""
    found = Annotation(span, value or Shout(1.0), pieces)
    return lambda document: [found] if document.text else []


# Sound ones


def test_a_sound_analyzer_passes_every_check_that_applies() -> None:
    report = check_analyzer("shouts", registry=registry(WORDS, SHOUTS), texts=["A LOUD and QUIET day"])

    assert {"options", "worker"} == {result.check for result in report.of("cannot apply")}
    assert len(CHECKS) == len(report.results) == report.ran + 2
    assert report.ran == len(report.of("passed"))


def test_an_analyzer_of_columns_with_options_and_batches_passes() -> None:
    columns = spec("words", DocumentedWords, payload=Word)
    batches = spec("shouts", toys.BatchShouts, requires=("words",))

    assert "options" in {result.check for result in check_analyzer("words", registry=registry(columns)).of("passed")}
    assert check_analyzer("shouts", registry=registry(columns, batches), texts=["A LOUD day"]).ran == len(CHECKS) - 2


class DocumentedWords(toys.Words):
    """Finds words.

    Args:
        smallest: Length of the shortest that counts, in code points.
    """


# What is found


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (-1, 3, "goes from -1 to 3, but the text from 0 to"),
        (0, 10**9, "goes from 0 to 1000000000, but the text from 0 to"),
        (5, 3, "goes from 5 to 3, but the text from 0 to"),
        (0.0, 3.0, "bounds are of type int"),
        (True, 3, "bounds are of type int"),
    ],
)
def test_offsets_outside_the_text_are_caught(start: Any, end: Any, message: str) -> None:
    wrong = gives("wrong", lambda document: Columns([start], [end], [Shout(1.0)]))

    assert message in caught("offsets", wrong)


def test_columns_out_of_order_and_of_unequal_length_are_caught() -> None:
    disordered = gives("wrong", lambda document: Columns([4, 0], [5, 2], [Shout(1.0), Shout(2.0)]))
    unequal = gives("wrong", lambda document: Columns([0, 3], [1, 4], [Shout(1.0)]))

    assert "stands behind" in caught("offsets", disordered)
    assert "unequal length: [1, 2]" in caught("offsets", unequal)


def test_the_message_names_the_text_shortened() -> None:
    message = caught("offsets", gives("wrong", lambda document: Columns([0], [10**9], [Shout(1.0)])))

    assert "Ferry strike enters its second week" in message
    assert "characters)" in message
    assert len(message) < 400


@pytest.mark.parametrize(
    ("piece", "message"),
    [
        (Evidence(Span(0, 10**9), "rule"), "reaches to 1000000000, but the text has"),
        (Evidence(None, " "), "names no rule"),
        (Evidence(None, "\ud800"), "no text that can be encoded"),
        (Evidence((0, 1), "rule"), "neither a Span nor None"),  # type: ignore[arg-type]  # that is what is wrong
    ],
)
def test_evidence_outside_the_text_or_without_a_rule_is_caught(piece: Evidence, message: str) -> None:
    assert message in caught("evidence", gives("wrong", one(piece)))


def test_evidence_that_is_none_is_caught() -> None:
    wrong = gives("wrong", lambda document: Columns([0], [0], [Shout(1.0)], ["words"]))  # type: ignore[list-item]

    assert "no tuple of Evidence" in caught("evidence", wrong)


@pytest.mark.parametrize(
    ("payload", "value", "message"),
    [
        (Shout, Shout("loud"), "has strength='loud', which is no finite float"),  # type: ignore[arg-type]
        (Shout, Shout(float("nan")), "has strength=nan, which is no finite float"),
        (Shout, Word("low"), "is a Word, not a"),
        (Pair, Pair(Span(0, 10**9)), "reaches to 1000000000, but the text has"),
    ],
)
def test_values_outside_the_closed_set_are_caught(payload: type[Any], value: Any, message: str) -> None:
    assert message in caught("payload", gives("wrong", one(value=value), payload=payload))


@attrs.frozen
class Growing:
    """A payload that is another each time it is made."""

    text: str = attrs.field(converter=lambda text: f"{text}+")


def test_a_payload_that_json_does_not_keep_is_caught() -> None:
    assert "read from JSON it is another" in caught("json", gives("wrong", one(value=Growing("a")), payload=Growing))


def test_views_that_show_no_text_are_caught() -> None:
    def shown(**view: Any) -> str:
        return caught("view", gives("wrong", one(), view=View(**view)))

    assert "the line of an annotation is a text, not 7" in shown(line=lambda document, annotation: 7)
    assert "cannot import" in shown(line="discourse.views:no_such_line")
    assert "a Table or None, not 'rows'" in shown(summary=lambda document, layer: "rows")
    assert "cells of a summary are text" in shown(summary=lambda document, layer: Table(("n",), ((1,),)))  # type: ignore[arg-type]
    assert "has 2 cells, its heading 1" in shown(summary=lambda document, layer: Table(("n",), (("a", "b"),)))


def test_an_empty_layer_must_be_shown_too() -> None:
    view = View(summary=lambda document, layer: Table((), ((str(layer[0].value.strength),),)))

    assert "IndexError" in caught("view", gives("wrong", one(), view=view))


@pytest.mark.parametrize("check", ["offsets", "evidence", "payload", "json", "view"])
def test_where_nothing_is_found_the_checks_of_findings_say_that_they_cannot_apply(check: str) -> None:
    assert "it finds nothing in the texts that were tried" in str(run(check, gives("nothing", lambda document: [])))


# The same again


def test_results_that_differ_from_time_to_time_are_caught() -> None:
    numbers = itertools.count()
    drawn = random.Random()

    assert "another result the second time" in caught(
        "deterministic", gives("wrong", lambda document: [Annotation(FIRST, Shout(float(next(numbers))))])
    )
    assert "another result" in caught(
        "deterministic", gives("wrong", lambda document: [Annotation(FIRST, Shout(drawn.random()))])
    )


def test_what_one_document_leaves_to_the_next_is_caught() -> None:
    class Remembers:
        def __init__(self) -> None:
            self.before = 0

        def analyze(self, document: Document) -> list[Annotation[Shout]]:
            length, self.before = self.before, len(document.text)
            return [Annotation(Span(0, 0), Shout(float(length)))]

    assert "another result" in caught("deterministic", spec("wrong", Remembers))
    assert ".before" in caught("unchanged", spec("wrong", Remembers))


class WrongInBatches(toys.Shouts):
    def analyze_batch(self, documents: list[Document]) -> list[list[Annotation[Shout]]]:
        return [[Annotation(Span(0, 0), Shout(2.0))] for _ in documents]


class ForgetsTheLast(toys.Shouts):
    def analyze_batch(self, documents: list[Document]) -> list[list[Annotation[Shout]]]:
        return [list(self.analyze(document)) for document in documents[:-1]]


def test_batches_that_give_another_result_are_caught() -> None:
    wrong = spec("wrong", WrongInBatches, requires=("words",))
    forgets = spec("wrong", ForgetsTheLast, requires=("words",))

    assert "another result in batches of 2" in caught("batches", WORDS, wrong)
    assert "analyze_batch gives 1 results for 2 documents" in caught("batches", WORDS, forgets, texts=["A LOUD day"])


def test_threads_that_disturb_each_other_are_caught() -> None:
    class Shares:
        def __init__(self) -> None:
            self.text = ""

        def analyze(self, document: Document) -> Iterator[Annotation[Shout]]:
            self.text = document.text
            threading.Event().wait(0.001)
            yield Annotation(Span(0, 0), Shout(float(len(self.text))))

    assert "threads that share a pipeline get another layer" in caught("threads", spec("wrong", Shares))


def test_an_analyzer_that_works_in_one_thread_only_is_caught() -> None:
    class OneThread:
        def __init__(self) -> None:
            self.thread = threading.get_ident()

        def analyze(self, document: Document) -> list[Annotation[Shout]]:
            if threading.get_ident() != self.thread:
                raise RuntimeError("made in another thread")
            return [Annotation(Span(0, 0), Shout(1.0))]

    assert "made in another thread" in caught("threads", spec("wrong", OneThread))


PLUGIN = """
import attrs, discourse, os

@attrs.frozen
class Found:
    word: str

class Finder:
    def analyze(self, document):
        {body}

@discourse.hookimpl
def discourse_register_analyzers(register):
    register(discourse.AnalyzerSpec(name="found", version="1", provides="found", payload=Found, factory=Finder))
"""


def plugin_of(folder: Path, name: str, body: str, monkeypatch: pytest.MonkeyPatch) -> discourse.Registry:
    (folder / f"{name}.py").write_text(PLUGIN.format(body=body), encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    return discourse.Registry([name], entry_points=False, strict=True)


def by_name(check: str, registry: discourse.Registry) -> str | None:
    return CHECKS[check](Subject("found", registry=registry))


FIND = "return [discourse.Annotation(discourse.Span(0, 0), Found({word}))]"


def test_a_sound_plugin_gives_the_same_in_a_new_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = plugin_of(tmp_path, "toy_sound", FIND.format(word="'a'"), monkeypatch)

    assert by_name("worker", sound) is None
    assert by_name("isolated", sound) is None


@pytest.mark.parametrize(
    ("name", "word", "message"),
    [
        ("toy_seed", "''.join({f'w{i}' for i in range(99)})", "in a new process with hash seed 1"),
        ("toy_process", "str(os.getpid())", "in a new process with hash seed 1"),
        ("toy_crash", "str(os._exit(3) if os.environ.get('PYTHONHASHSEED') == '1' else 1)", "(exit code 3)"),
    ],
)
def test_another_process_that_gives_another_result_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, word: str, message: str
) -> None:
    monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    wrong = plugin_of(tmp_path, name, FIND.format(word=word), monkeypatch)

    with pytest.raises(CheckError) as raised:
        by_name("worker", wrong)
    assert message in str(raised.value)


def test_what_is_read_when_a_process_starts_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    late = plugin_of(tmp_path, "toy_late", FIND.format(word="'a'"), monkeypatch)
    module = tmp_path / "toy_late.py"
    module.write_text(f"{module.read_text()}\nimport pickle; pickle.loads(pickle.dumps(discourse.Span))\n")

    with pytest.raises(CheckError, match=r"pickle: of discourse\.spans\.Span"):
        by_name("isolated", late)


def test_a_registry_made_by_hand_cannot_be_tried_in_another_process() -> None:
    reason = run("worker", WORDS)

    assert reason == "a registry with plugins given as objects cannot travel to a worker process; name their modules"


# How it behaves


@pytest.mark.parametrize("marker", ["\x00", "9" * 400, "“He said", "e\u0301\u0301"])
def test_a_text_that_breaks_it_is_caught(marker: str) -> None:
    def analyze(document: Document) -> list[Annotation[Shout]]:
        if marker in document.text:
            raise KeyError(marker)
        return []

    message = caught("any_text", gives("wrong", analyze))

    assert "there is no layer: KeyError" in message
    assert "The text: " in message


def test_a_text_that_no_list_has_is_found_by_drawing_texts() -> None:
    def analyze(document: Document) -> list[Annotation[Shout]]:
        if "1,200" in document.text and len(document.text) < 400:
            raise ValueError("a number in a short text")
        return []

    message = caught("any_text", gives("wrong", analyze))

    assert "a number in a short text" in message
    assert "The text: '1,200" in message  # and nothing around it


def test_a_value_that_is_unsound_in_a_strange_text_only_is_caught() -> None:
    def analyze(document: Document) -> list[Annotation[Shout]]:
        return [Annotation(Span(0, 0), Shout(float("1" + "0" * 400 if "9" * 400 in document.text else "1")))]

    assert "inf" in caught("any_text", gives("wrong", analyze))


def test_a_layer_that_is_read_and_not_declared_is_caught() -> None:
    undeclared = spec("wrong", toys.Shouts)

    assert "it fails where there is no other layer: MissingLayerError" in caught("inputs", WORDS, undeclared)


def test_a_layer_that_is_only_used_must_not_be_needed() -> None:
    needs = spec("wrong", toys.Shouts, uses=("words",))

    assert "it fails where there is no other layer" in caught("inputs", WORDS, needs, texts=["A LOUD day"])


def test_a_layer_that_is_used_must_not_break_it() -> None:
    def analyze(document: Document) -> list[Annotation[Shout]]:
        if "words" in document:
            raise ValueError("not with words")
        return []

    assert "it fails where there is 'words': ValueError" in caught(
        "inputs", WORDS, gives("w", analyze, uses=("words",))
    )


def test_an_input_in_which_nothing_was_found_must_not_break_it() -> None:
    first = gives("wrong", lambda document: [Annotation(document["words"][0].span, Shout(1.0))], requires=("words",))

    assert "it fails where layer 'words' is empty: IndexError" in caught("inputs", WORDS, first)


def test_writing_to_the_document_is_caught() -> None:
    def changes_text(document: Document) -> list[Annotation[Shout]]:
        object.__setattr__(document, "text", document.text + "!")
        return []

    def changes_layers(document: Document) -> list[Annotation[Shout]]:
        document._layers["more"] = toys.word_layer("more")
        return []

    for function in (changes_text, changes_layers):
        assert "it writes to the document" in caught("unchanged", gives("wrong", function))


@pytest.mark.parametrize("kind", ["attribute", "item", "nested", "class", "slot", "set"])
def test_writing_to_itself_is_caught_wherever_it_is(kind: str) -> None:
    class Inner:
        __slots__ = ("count",)

        def __init__(self) -> None:
            self.count = 0

    class Writes:
        shared: list[int] = []  # noqa: RUF012  # that is what is wrong

        def __init__(self) -> None:
            self.table: dict[str, list[int]] = {"a": [1]}
            self.inner = Inner()
            self.seen: set[int] = set()

        def analyze(self, document: Document) -> list[Annotation[Shout]]:
            if kind == "attribute":
                self.late = 1
            elif kind == "item":
                self.table[document.text[:3]] = []
            elif kind == "nested":
                self.table["a"].append(2)
            elif kind == "class":
                self.shared.append(1)
            elif kind == "slot":
                self.inner.count += 1
            else:
                self.seen.add(len(document.text))
            return []

    places = {
        "attribute": ".late", "item": ".table", "nested": ".table['a']", "class": "(of class Writes).shared",
        "slot": ".inner.count", "set": ".seen",
    }  # fmt: skip

    message = caught("unchanged", spec("wrong", Writes))

    assert "it writes to itself" in message and places[kind] in message


def connects(document: Document) -> list[Annotation[Shout]]:
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=0.1)
    except Exception:  # it hides what it did
        return []
    return []


def unpickles(document: Document) -> list[Annotation[Shout]]:
    pickle.loads(pickle.dumps(toys.Word))
    return []


def opens_a_pickle(document: Document) -> list[Annotation[Shout]]:
    Path("no-such-model.PKL").read_bytes()
    return []


def runs_a_program(document: Document) -> list[Annotation[Shout]]:
    subprocess.run([sys.executable, "-c", ""], check=True)
    return []


def runs_in_a_shell(document: Document) -> list[Annotation[Shout]]:
    os.system("exit 0")
    return []


def connects_in_a_thread(document: Document) -> list[Annotation[Shout]]:
    thread = threading.Thread(target=connects, args=(document,))
    thread.start()
    thread.join()
    return []


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (connects, "network: socket."),
        (connects_in_a_thread, "network: socket."),
        (unpickles, "pickle: of "),
        (opens_a_pickle, "pickle file: no-such-model.PKL"),
        (runs_a_program, "another program: subprocess.Popen"),
        (runs_in_a_shell, "another program: os.system"),
    ],
)
def test_what_no_analyzer_may_do_is_caught(function: Callable[[Document], Any], message: str) -> None:
    assert message in caught("isolated", gives("wrong", function))


def test_what_is_done_while_it_is_built_is_caught() -> None:
    def build() -> toys.Gives:
        unpickles(Document(""))
        return toys.Gives(lambda document: [])

    assert "pickle: of " in caught("isolated", spec("wrong", build))


def test_outside_the_check_nothing_is_watched() -> None:
    assert run("isolated", gives("fine", lambda document: [])) is None

    assert pickle.loads(pickle.dumps(toys.Word)) is toys.Word
    assert io.BytesIO(b"x").read() == b"x"


# What it says of itself


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"version": " "}, "its version is a text that is not empty"),
        ({"version": 1}, "its version is a text that is not empty, not 1"),
        ({"requires": ("words",), "uses": ("words",)}, "it declares twice: 'words'"),
        ({"uses": ("",)}, "it declares inputs that are no names: ['']"),
    ],
)
def test_a_registration_that_is_not_sound_is_caught(more: dict[str, Any], message: str) -> None:
    assert message in caught("registration", WORDS, gives("wrong", lambda document: [], **more))


def test_a_factory_or_an_estimator_that_cannot_be_imported_is_caught() -> None:
    factory = spec("wrong", "discourse.no_such_module:Analyzer")
    estimator = attrs.evolve(spec("wrong", toys.Shouts), estimator="discourse.spans:NoSuchModel")

    for wrong in (factory, estimator):
        assert "cannot import" in caught("registration", wrong)
    assert "cannot be called" in caught("registration", spec("wrong", f"{toys.__name__}:SAMPLE"))


class Undocumented:
    """Says nothing of its option."""

    def __init__(self, *, secret: int = 1) -> None:
        self.secret = secret

    def analyze(self, document: Document) -> list[Annotation[Shout]]:
        return [Annotation(Span(0, 0), Shout(float(self.secret)))]


class NoDefault(Undocumented):
    """Args: secret: How much."""

    def __init__(self, *, secret: int) -> None:
        super().__init__(secret=secret)


class TakesAll(Undocumented):
    """Args: options: Whatever."""

    def __init__(self, **options: int) -> None:
        super().__init__()


def by_position(secret: int = 1, /) -> Undocumented:
    """Args: secret: How much."""
    return Undocumented(secret=secret)


def has_a_default_of_its_own(*, secret: int = 0) -> Undocumented:
    """Make one; `secret` is how much."""
    return Undocumented(secret=next(GROWING))


GROWING = itertools.count(5)


@pytest.mark.parametrize(
    ("factory", "message"),
    [
        (Undocumented, "option 'secret' is not in the docstring of Undocumented"),
        (NoDefault, "option 'secret' has no default"),
        (TakesAll, "it takes *options"),
        (by_position, "'secret' cannot be given by its name"),
        (has_a_default_of_its_own, "option 'secret' given as its default, 0, makes another layer"),
    ],
)
def test_options_that_are_not_told_or_not_sound_are_caught(factory: Any, message: str) -> None:
    assert message in caught("options", spec("wrong", factory))


def test_resources_that_the_factory_does_not_take_are_caught() -> None:
    wrong = spec("wrong", DocumentedWords, payload=Word, resources=("lists",))

    assert "declares resources that its factory does not take: lists" in caught("options", wrong)


# What it costs


def quadratic(document: Document) -> list[Annotation[Shout]]:
    count = 0
    for i in range(0, len(document.text), 20):
        count += document.text.count("@", i)
        count += sum(1 for _ in range(i // 40))
    return []


def test_a_cost_that_grows_with_the_square_is_caught() -> None:
    assert "where about 4 times was expected" in caught("cost", gives("wrong", quadratic))


def test_a_linear_cost_passes() -> None:
    assert run("cost", WORDS) is None


def test_every_check_is_shown_to_catch_something() -> None:
    shown = re.findall(r'caught\("(\w+)"|raised:\n +by_name\("(\w+)"', Path(__file__).read_text("utf-8"))

    assert set(CHECKS) == {first or second for first, second in shown}
