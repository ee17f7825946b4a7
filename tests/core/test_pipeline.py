"""Pipelines: one document out for each in, failures kept apart, the same results however the work is cut."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import (
    Annotation,
    Columns,
    Document,
    Evidence,
    Failure,
    Layer,
    LayerError,
    OptionError,
    Pipeline,
    PluginError,
    Registry,
    Resource,
    Span,
    StaleLayerError,
    TextError,
)

from .toys import (
    AFTER_RAISES,
    BATCH_SHOUTS,
    LISTED,
    PAIRS,
    RAISES,
    SHOUTS,
    WORDS,
    Gives,
    Pair,
    Plugin,
    RaisesInBatches,
    Shout,
    Shouts,
    Size,
    Word,
    Words,
    gives,
    pipeline,
    registry,
    spec,
    word_layer,
)

TEXTS = st.lists(st.text(st.sampled_from("aA BOM.é\n"), max_size=12), max_size=9)
LIST = Resource(kind="lists", name="colours", version="1", data=["red"])
BATCHED_RAISES = attrs.evolve(RAISES, factory=RaisesInBatches)


def digest_of(layer: str, made: Pipeline, text: str = "NO MORE red") -> str:
    return made(text)[layer].digest


# One document out for each in


@given(TEXTS, st.integers(1, 4))
def test_a_batch_gives_the_same_bytes_as_one_by_one(texts: list[str], batch_size: int) -> None:
    single = pipeline(WORDS, SHOUTS, PAIRS, RAISES, AFTER_RAISES, config={"raises": {"word": "B"}})
    batched = pipeline(WORDS, BATCH_SHOUTS, PAIRS, BATCHED_RAISES, AFTER_RAISES, config={"raises": {"word": "B"}})
    expected = [single(text).to_json() for text in texts]

    assert expected == [document.to_json() for document in single.stream(texts, batch_size=batch_size)]
    assert expected == [document.to_json() for document in batched.stream(texts, batch_size=batch_size)]
    assert expected == [batched(text).to_json() for text in texts]


@given(TEXTS, st.integers(1, 4))
def test_documents_with_different_layers_may_stand_in_one_batch(texts: list[str], batch_size: int) -> None:
    words, all_of_it = pipeline(WORDS), pipeline(WORDS, SHOUTS, PAIRS)
    documents = [words(text) if index % 2 else Document(text) for index, text in enumerate(texts)]

    assert [all_of_it(text) for text in texts] == list(all_of_it.stream(documents, batch_size=batch_size))


@pytest.mark.parametrize("raises", [RAISES, BATCHED_RAISES], ids=["one by one", "in batches"])
def test_an_analyzer_that_raises_in_the_middle_of_a_stream_costs_one_result(raises: discourse.AnalyzerSpec) -> None:
    made = pipeline(WORDS, raises, AFTER_RAISES)
    texts = [f"text {number}" for number in range(1000)]
    texts[567] = "text 567 BOOM"
    documents = list(made.stream(texts))

    assert texts == [document.text for document in documents]
    assert [567] == [index for index, document in enumerate(documents) if document.failures]
    assert ("words",) == documents[567].layers
    assert {("raises", "words", "after")} == {d.layers for i, d in enumerate(documents) if i != 567}
    assert (
        Failure("raises", "raises", "error", "RuntimeError: cannot bear BOOM <object at 0x…>"),
        Failure("after", "after", "skipped", "needs layer 'raises', which is not there"),
    ) == documents[567].failures


@pytest.mark.parametrize("batch_size", [1, 2, 7, 32])
def test_a_stream_is_never_more_than_a_batch_ahead(batch_size: int) -> None:
    read = 0

    def sources() -> Iterator[str]:
        nonlocal read
        for read in range(1, 10_001):  # noqa: B007
            yield "A word"

    ahead = []
    for given_out, _ in enumerate(pipeline(WORDS).stream(sources(), batch_size=batch_size)):
        ahead.append(read - given_out)

    assert 10_000 == len(ahead)
    assert batch_size >= max(ahead)


def test_a_stream_reads_nothing_before_it_is_asked() -> None:
    sources = iter(["one", "two"])
    pipeline(WORDS).stream(sources)

    assert "one" == next(sources)


def test_an_endless_stream_can_be_stopped() -> None:
    stream = pipeline(WORDS).stream(itertools.repeat("some words"))

    assert 5 == len(list(itertools.islice(stream, 5)))
    stream.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("batch_size", [1, 3, 32])
def test_what_was_read_before_a_source_failed_comes_out(batch_size: int) -> None:
    def sources() -> Iterator[str]:
        yield from ("one", "two", "three", "four")
        raise discourse.FormatError("line 5 is broken")

    stream = pipeline(WORDS).stream(sources(), batch_size=batch_size)
    found: list[str] = []
    with pytest.raises(discourse.FormatError, match="line 5"):
        found.extend(document.text for document in stream)

    assert ["one", "two", "three", "four"] == found


@pytest.mark.parametrize("batch_size", [1, 3, 32])
def test_what_stood_before_a_stale_document_comes_out(batch_size: int) -> None:
    stale = pipeline(attrs.evolve(WORDS, version="0"))("three")
    stream = pipeline(WORDS).stream(["one", "two", stale, "four"], batch_size=batch_size)
    found: list[str] = []
    with pytest.raises(StaleLayerError):
        found.extend(document.text for document in stream)

    assert ["one", "two"] == found


@pytest.mark.parametrize("size", [0, -1])
def test_a_batch_holds_at_least_one(size: int) -> None:
    with pytest.raises(OptionError, match=f"not {size}"):
        pipeline(WORDS).stream([], batch_size=size)


@pytest.mark.parametrize("source", [b"bytes", None, 5, ["text"]], ids=repr)
def test_texts_and_documents_are_analyzed_and_nothing_else(source: Any) -> None:
    with pytest.raises(TextError, match=type(source).__name__):
        pipeline(WORDS)(source)


def test_id_and_metadata_of_a_document_are_kept() -> None:
    document = pipeline(WORDS)(Document("Some words", "mine", {"date": "2020-01-31"}))

    assert ("mine", {"date": "2020-01-31"}) == (document.id, document.metadata)


# What an analyzer may not give


def bad_layers() -> list[tuple[str, Callable[[Document], Any], str]]:
    def half(document: Document) -> Iterator[Annotation[Shout]]:
        yield Annotation(Span(0, 1), Shout(1.0))
        raise LookupError("half-way")

    one = Annotation(Span(0, 1), Shout(1.0))
    return [
        ("half-way", half, "LookupError: half-way"),
        ("out of bounds", lambda d: [one, Annotation(Span(0, 99), Shout(1.0))], "reaches to 99.*4 characters"),
        ("columns out of bounds", lambda d: Columns([0], [99], [Shout(1.0)]), "reaches to 99"),
        ("evidence out of bounds", lambda d: [attrs.evolve(one, evidence=(Evidence(Span(0, 99), "r"),))], "99"),
        ("no evidence", lambda d: [attrs.evolve(one, evidence=("r",))], "evidence"),
        ("negative", lambda d: [Annotation(Span(-1, 1), Shout(1.0))], "TextError"),
        ("another class", lambda d: [Annotation(Span(0, 1), Word("low"))], "Word, not a Shout"),
        ("no payload", lambda d: [Annotation(Span(0, 1), "loud")], "str, not a Shout"),
        ("no annotation", lambda d: [(0, 1, Shout(1.0))], "not of tuple"),
        ("no iterable", lambda d: 5, "int"),
        ("nothing", lambda d: None, "None"),
        ("a layer", lambda d: Layer("x", Shout, [one]).values, "Annotation"),
        ("nan", lambda d: [Annotation(Span(0, 1), Shout(float("nan")))], "strength"),
        ("infinity", lambda d: [Annotation(Span(0, 1), Shout(float("-inf")))], "strength"),
        ("nan as columns", lambda d: Columns([0], [1], [Shout(float("nan"))]), "strength"),
        ("text for a float", lambda d: [Annotation(Span(0, 1), Shout("3"))], "strength|str"),  # type: ignore[arg-type]
        ("nan weight", lambda d: [attrs.evolve(one, evidence=(Evidence(None, "r", float("nan")),))], "finite"),
        ("unordered columns", lambda d: Columns([3, 0], [4, 1], [Shout(1.0)] * 2), "ordered"),
        ("unequal columns", lambda d: Columns([0], [1, 2], [Shout(1.0)]), "unequal"),
        ("recursion", lambda d: d.no_such_attribute, "AttributeError"),
        ("surrogate in the message", lambda d: [][{"\ud800": 0}["\ud800"]], "IndexError"),
    ]  # fmt: skip


@pytest.mark.parametrize(("function", "message"), [c[1:] for c in bad_layers()], ids=[c[0] for c in bad_layers()])
def test_a_layer_that_is_not_sound_is_a_failure_of_its_analyzer(
    function: Callable[[Document], Any], message: str
) -> None:
    document = pipeline(WORDS, gives("bad", function), SHOUTS)("TEXT")
    (failure,) = document.failures

    assert ("words", "shouts") == tuple(sorted(document.layers, reverse=True))
    assert ("bad", "bad", "error") == (failure.analyzer, failure.layer, failure.kind)
    assert re.search(message, failure.message)
    assert document == Document.from_json(document.to_json(), registry=registry(WORDS, SHOUTS))


def raising(error: Exception) -> discourse.AnalyzerSpec:
    def function(document: Document) -> Any:
        raise error

    return gives("bad", function)


class UnprintableError(Exception):
    def __str__(self) -> str:
        raise ValueError("no words for it")


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a \ud800 surrogate"),
        UnprintableError(),
        KeyError(),
        MemoryError(),
        RecursionError("deep"),
        StopIteration(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_any_error_becomes_a_failure_that_can_be_written(error: Exception) -> None:
    document = pipeline(WORDS, raising(error))("text")

    assert ("words",) == document.layers
    assert type(error).__name__ in document.failures[0].message
    assert document == Document.from_json(document.to_json().encode(), registry=registry(WORDS))


def test_messages_of_failures_hold_no_addresses() -> None:
    document = pipeline(raising(ValueError(f"{object()!r} and 0x12 and 0xDEADBEEF")))("text")

    assert "ValueError: <object object at 0x…> and 0x12 and 0x…" == document.failures[0].message


def test_floats_are_rounded_at_the_edge_of_a_layer() -> None:
    layer = pipeline(WORDS, SHOUTS)("TERRIBLE")["shouts"]

    assert 2.666667 == layer[0].value.strength
    assert 1.142857 == layer[0].evidence[0].weight


def test_a_batch_analyzer_that_gives_too_few_results_is_asked_one_by_one() -> None:
    class Lazy(Shouts):
        def analyze_batch(self, documents: Any) -> list[Any]:
            return []

    made = pipeline(WORDS, attrs.evolve(SHOUTS, factory=Lazy))

    assert [1, 1, 1] == [len(d["shouts"]) for d in made.stream(["ONE", "TWO", "THREE"])]


def test_the_results_of_a_batch_analyzer_may_be_generators_and_the_batch_too() -> None:
    class Generates(Shouts):
        def analyze_batch(self, documents: Any) -> Iterator[Any]:
            for document in documents:
                yield self.analyze(document)

    made = pipeline(WORDS, attrs.evolve(SHOUTS, factory=Generates))

    assert [1, 0, 1] == [len(d["shouts"]) for d in made.stream(["ONE", "two", "THREE"])]


# Raising


def test_on_error_raise_raises_with_a_note_that_names_analyzer_and_document() -> None:
    made = pipeline(WORDS, RAISES, on_error="raise")

    assert () == made("calm").failures
    with pytest.raises(RuntimeError, match="cannot bear BOOM") as caught:
        made(Document("BOOM", "the document"))
    (note,) = caught.value.__notes__
    assert "'raises'" in note and "'the document'" in note


def test_on_error_raise_raises_for_a_document_of_a_batch_too() -> None:
    with pytest.raises(RuntimeError) as caught:
        list(pipeline(BATCHED_RAISES, on_error="raise").stream([Document("a", "1"), Document("BOOM", "2")]))

    assert "'2'" in caught.value.__notes__[0]


def test_the_one_who_presses_ctrl_c_is_obeyed() -> None:
    def interrupted(document: Document) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline(gives("bad", interrupted))("text")


def test_plugins_are_told_of_failures_and_of_what_was_skipped() -> None:
    plugin = Plugin(WORDS, RAISES, AFTER_RAISES)
    made = Pipeline("after", registry=Registry([plugin], entry_points=False))
    documents = list(made.stream(["one", "BOOM", "three"]))

    assert [("BOOM", "error"), ("BOOM", "skipped")] == [(d.text, f.kind) for d, f in plugin.failed]
    assert list(documents[1].failures) == [failure for _, failure in plugin.failed]


def test_a_failure_goes_when_the_layer_comes() -> None:
    failed = pipeline(WORDS, RAISES)("BOOM")
    again = pipeline(WORDS, RAISES, SHOUTS, config={"raises": {"word": "BANG"}})(failed)

    assert ("raises",) == tuple(failure.layer for failure in failed.failures)
    assert () == again.failures
    assert "raises" in again


# What an analyzer sees


@pytest.mark.parametrize("batch", [False, True])
def test_an_analyzer_sees_only_the_layers_that_it_declares(batch: bool) -> None:
    seen: list[Document] = []

    class Looks(Shouts):
        def analyze(self, document: Document) -> Any:
            seen.append(document)
            return super().analyze(document)

    looks = spec("looks", Looks, requires=("words",), uses=("notes", "pairs"))
    made = pipeline(WORDS, SHOUTS, PAIRS, looks, spec("notes", Words, payload=Word), layers=["looks", "notes"])
    other = Document("NO MORE", "id", {"date": "2020"}).with_layer(word_layer("other", (0, 1)))
    list(made.stream([other, other] if batch else [other]))

    assert {("words", "notes")} == {document.layers for document in seen}
    assert {("id", "NO MORE", "2020")} == {(d.id, d.text, d.metadata["date"]) for d in seen}


def test_a_layer_that_is_used_is_seen_if_it_is_brought_and_is_an_input_then() -> None:
    watcher = Gives(lambda document: [])
    user = spec("user", lambda: watcher, requires=("words",), uses=("notes",))
    made = pipeline(WORDS, user)
    with_notes = made(Document("NO MORE").with_layer(word_layer("notes", (0, 2))))
    without = made("NO MORE")

    assert [("words", "notes"), ("words",)] == [document.layers for document in watcher.seen]
    assert ["words", "notes"] == [name for name, _ in with_notes["user"].provenance.inputs]  # type: ignore[union-attr]
    assert ["words"] == [name for name, _ in without["user"].provenance.inputs]  # type: ignore[union-attr]


def test_an_analyzer_does_without_a_used_layer_that_failed() -> None:
    user = spec("user", Shouts, requires=("words",), uses=("raises",))
    document = pipeline(WORDS, RAISES, user)("BOOM")

    assert ("words", "user") == document.layers
    assert ["words"] == [name for name, _ in document["user"].provenance.inputs]  # type: ignore[union-attr]


# Built once


def test_an_analyzer_is_built_once_under_threads() -> None:
    built: list[Words] = []
    barrier = threading.Barrier(8)

    def slow_factory(*, smallest: int = 1) -> Words:
        threading.Event().wait(0.02)
        built.append(Words(smallest=smallest))
        return built[-1]

    made = pipeline(attrs.evolve(WORDS, factory=slow_factory), SHOUTS)
    results: list[str] = []

    def work() -> None:
        barrier.wait()
        results.append(made("NO MORE of it").to_json())

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 == len(built)
    assert 8 == len(results)
    assert 1 == len(set(results))


def test_nothing_is_built_before_the_first_document() -> None:
    def factory() -> Words:
        raise AssertionError("built")

    made = pipeline(attrs.evolve(WORDS, factory=factory))

    assert "<Pipeline: words>" == repr(made)
    assert [] == list(made.stream([]))


@pytest.mark.parametrize(
    ("factory", "message"),
    [
        (lambda: object(), r"'bad' gave a object without analyze\(\)"),
        (lambda: {}["key"], "'bad' cannot be built: KeyError"),
        (lambda wanted: Words(), "'bad' cannot be built: TypeError"),
        ("no_such_module:Words", "'bad'.*'no_such_module:Words'"),
        ("discourse:NoSuchName", "'bad'.*'discourse:NoSuchName'"),
        ("discourse", "'discourse' is not of the form 'module:name'"),
    ],
    ids=["no analyzer", "raises", "argument", "module", "name", "form"],
)
def test_an_analyzer_that_cannot_be_built_is_an_error_that_names_it(factory: Any, message: str) -> None:
    with pytest.raises(PluginError, match=message):
        pipeline(spec("bad", factory))("text")


# Provenance


def test_a_layer_says_what_made_it_and_from_what() -> None:
    document = pipeline(WORDS, SHOUTS)("NO MORE")
    made = document["shouts"].provenance

    assert made is not None
    assert ("shouts", "1") == (made.analyzer, made.version)
    assert (("words", document["words"].digest),) == made.inputs
    assert 16 == len(made.digest) == len(made.config)


def test_the_digest_changes_with_whatever_changes_the_result() -> None:
    others = attrs.evolve(LIST, name="others")
    digests = [
        digest_of("listed", pipeline(*specs, config=config))
        for specs, config in [
            ((WORDS, LISTED, LIST), {}),
            ((WORDS, LISTED), {}),
            ((WORDS, LISTED, LIST, others), {}),
            ((WORDS, LISTED, others), {}),
            ((WORDS, LISTED, attrs.evolve(LIST, version="2")), {}),
            ((WORDS, LISTED, attrs.evolve(LIST, data=["red", "blue"])), {}),
            ((WORDS, attrs.evolve(LISTED, version="2"), LIST), {}),
            ((attrs.evolve(WORDS, version="2"), LISTED, LIST), {}),
            ((WORDS, LISTED, LIST), {"words": {"smallest": 2}}),
            ((WORDS, LISTED, LIST), {"words": {"smallest": 3}}),
        ]
    ]

    assert 10 == len(set(digests))


def test_the_digest_does_not_change_with_what_changes_nothing() -> None:
    others = attrs.evolve(LIST, name="others")
    expected = digest_of("listed", pipeline(WORDS, LISTED, LIST, others))

    assert expected == digest_of("listed", pipeline(others, LISTED, LIST, WORDS, layers=["listed"]))
    assert expected == digest_of("listed", pipeline(WORDS, SHOUTS, LISTED, LIST, others))
    assert expected == digest_of("listed", pipeline(WORDS, LISTED, LIST, others, config={"words": {"smallest": 1}}))
    assert expected == digest_of("listed", pipeline(WORDS, LISTED, LIST, others), "another text")
    assert expected == digest_of(
        "listed", pipeline(WORDS, LISTED, LIST, others, attrs.evolve(LIST, kind="other lists", name="more"))
    )


def test_the_digest_of_a_brought_layer_is_that_of_its_content() -> None:
    def made(*bounds: tuple[int, int]) -> str:
        return pipeline(SHOUTS, WORDS)(Document("NO MORE").with_layer(word_layer("words", *bounds)))["shouts"].digest

    assert made((0, 2), (3, 7)) == made((3, 7), (0, 2))
    assert made((0, 2)) != made((3, 7))


def test_options_reach_the_analyzer() -> None:
    assert [3, 2, 1] == [
        len(pipeline(WORDS, config={"words": {"smallest": n}})("a to b23")["words"]) for n in (1, 2, 3)
    ]


def test_a_factory_may_put_the_content_of_a_file_in_the_place_of_its_path(tmp_path: Path) -> None:
    class Reading(Words):
        @staticmethod
        def read_options(options: Mapping[str, Any]) -> Mapping[str, Any]:
            smallest = options.get("smallest")
            return {**options, "smallest": int(Path(smallest).read_text())} if isinstance(smallest, str) else options

    file = tmp_path / "smallest.txt"
    file.write_text("2")
    made = pipeline(spec("words", Reading, payload=Word), config={"words": {"smallest": str(file)}})
    by_content = pipeline(spec("words", Reading, payload=Word), config={"words": {"smallest": 2}})
    file.write_text("9")
    document = made("a to b23")

    assert 2 == len(document["words"])
    assert document["words"] == by_content("a to b23")["words"]


# Layers that are there


def test_a_layer_that_is_there_is_used_and_not_made_again() -> None:
    watcher = Gives(lambda document: Words().analyze(document))
    made = pipeline(spec("words", lambda: watcher, payload=Word), SHOUTS)
    once = made("NO MORE")

    assert once == made(once)
    assert once == made(Document.from_json(once.to_json(), registry=made.registry))
    assert 1 == len(watcher.seen)


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"version": "2"}, "made by words 1, not by words 2"),
        ({"name": "words2"}, "made by words 1, not by words2 1"),
    ],
)
def test_a_layer_of_ours_by_another_analyzer_is_stale(changed: dict[str, str], what: str) -> None:
    document = pipeline(WORDS)(Document("NO MORE", "d"))

    with pytest.raises(StaleLayerError, match=rf"'words' of document 'd' was {what}.*document\.without\('words'\)"):
        pipeline(attrs.evolve(WORDS, **changed))(document)


def test_a_layer_of_ours_with_other_options_or_resources_is_stale() -> None:
    document = pipeline(WORDS, LISTED, LIST)("NO MORE red")

    with pytest.raises(StaleLayerError, match=r"other options.*document\.without\('words'\)"):
        pipeline(WORDS, config={"words": {"smallest": 2}})(document)
    with pytest.raises(StaleLayerError, match=r"resources.*document\.without\('listed'\)"):
        pipeline(WORDS, LISTED, attrs.evolve(LIST, version="2"))(document)


def test_a_layer_of_ours_that_is_only_read_is_stale_too() -> None:
    document = pipeline(WORDS)("NO MORE")

    with pytest.raises(StaleLayerError, match="'words'"):
        pipeline(attrs.evolve(WORDS, version="2"), SHOUTS, layers=["shouts"])(document)


def test_a_layer_of_ours_from_other_inputs_is_stale() -> None:
    document = pipeline(WORDS, SHOUTS)("NO MORE")
    words = document["words"]
    corrected = (
        Document("NO MORE")
        .with_layer(word_layer("words", (0, 2)))
        .with_layer(document["shouts"])
    )  # fmt: skip

    with pytest.raises(StaleLayerError, match=r"'shouts'.*another layer 'words'.*document\.without\('shouts'\)"):
        pipeline(WORDS, SHOUTS)(corrected)
    assert corrected["words"] != words


def test_a_layer_made_from_a_stale_layer_that_is_not_there_is_stale() -> None:
    document = Document("NO MORE").with_layer(pipeline(WORDS, SHOUTS)("NO MORE")["shouts"])

    assert ("shouts",) == pipeline(WORDS, SHOUTS, layers=["shouts"])(document).layers
    with pytest.raises(StaleLayerError, match="'shouts'"):
        pipeline(WORDS, SHOUTS, layers=["shouts"], config={"words": {"smallest": 2}})(document)


def test_to_follow_the_advice_makes_the_layer_again() -> None:
    document = pipeline(WORDS, SHOUTS)("A NO")
    again = pipeline(WORDS, SHOUTS, config={"words": {"smallest": 2}})(document.without("words"))

    assert 1 == len(again["words"])


def test_a_layer_that_stands_on_a_stale_one_is_stale_however_far_below() -> None:
    other = attrs.evolve(WORDS, name="other-words", alternative=True)
    document = pipeline(WORDS, other, SHOUTS, PAIRS)(Document("ONE TWO", "d"))
    now = pipeline(WORDS, other, SHOUTS, PAIRS, layers=["pairs"], providers={"words": "other-words"})

    message = (
        r"layer 'pairs' of document 'd' stands on layer 'words', which was made by words 1, not by other-words 1\. "
    )
    with pytest.raises(StaleLayerError, match=message + r"To have it made again: document\.without\('words'\)"):
        now(document)
    assert "other-words" == now(document.without("words"))["words"].provenance.analyzer


def test_a_stale_layer_that_nobody_wants_is_let_be() -> None:
    document = pipeline(WORDS)("NO MORE")
    other = spec("other", lambda: Gives(lambda document: []))

    assert ("words", "other") == pipeline(attrs.evolve(WORDS, version="2"), other, layers=["other"])(document).layers


def test_a_brought_layer_always_counts() -> None:
    brought = Document("NO MORE").with_layer(word_layer("words", (3, 7)))
    document = pipeline(attrs.evolve(WORDS, version="9"), SHOUTS, config={"words": {"smallest": 5}})(brought)

    assert brought["words"] is document["words"]
    assert [Span(3, 7)] == [annotation.span for annotation in document["shouts"]]


def test_a_brought_layer_of_another_class_is_refused_where_it_is_read() -> None:
    brought = Document("NO MORE").with_layer(Layer("words", Size, [Annotation(Span(0, 2), Size(1.0, None))]))

    with pytest.raises(LayerError, match="words"):
        pipeline(WORDS, SHOUTS, on_error="raise")(brought)


def test_what_is_remembered_of_brought_layers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discourse.pipeline.MOST_PROVENANCES", 3)
    text = "NO MORE of THIS, they said"
    documents = [Document(text).with_layer(word_layer("words", (0, end))) for end in range(1, 20)]
    bounded = pipeline(WORDS, SHOUTS)
    results = [bounded(document) for document in documents]

    assert 19 == len({document["shouts"].provenance for document in results})
    assert 3 >= len(bounded._provenances)


# Corrections


CORRECTED = {"shouts": "shouts.reviewed"}


def reviewed(text: str = "NO MORE of THIS") -> Document:
    return Document(text).with_layer(
        Layer("shouts.reviewed", Shout, [Annotation(Span(3, 7), Shout(1.0)), Annotation(Span(11, 15), Shout(1.0))])
    )


def test_dependants_take_the_corrected_layer() -> None:
    document = pipeline(WORDS, SHOUTS, PAIRS, inputs=CORRECTED)(reviewed())

    assert (Pair(Span(3, 7), Span(11, 15)),) == document["pairs"].values
    assert 3 == len(document["shouts"])
    assert [("shouts.reviewed", document["shouts.reviewed"].digest)] == list(document["pairs"].provenance.inputs)  # type: ignore[union-attr]


def test_what_only_the_replaced_layer_needed_is_not_made() -> None:
    document = pipeline(WORDS, SHOUTS, PAIRS, layers=["pairs"], inputs=CORRECTED)(reviewed())

    assert ("shouts.reviewed", "pairs") == document.layers


def test_dependants_are_skipped_where_the_corrected_layer_is_missing() -> None:
    document = pipeline(WORDS, SHOUTS, PAIRS, inputs=CORRECTED)("NO MORE")

    assert ("words", "shouts") == document.layers
    assert (
        Failure("pairs", "pairs", "skipped", "needs layer 'shouts.reviewed', which is not there"),
    ) == document.failures


def test_a_dependant_that_was_made_before_the_correction_is_stale() -> None:
    before = pipeline(WORDS, SHOUTS, PAIRS)("NO MORE of THIS")
    corrected = before.with_layer(reviewed()["shouts.reviewed"])

    with pytest.raises(StaleLayerError, match=r"'pairs'.*document\.without\('pairs'\)"):
        pipeline(WORDS, SHOUTS, PAIRS, inputs=CORRECTED)(corrected)
    again = pipeline(WORDS, SHOUTS, PAIRS, inputs=CORRECTED)(corrected.without("pairs"))
    assert (Pair(Span(3, 7), Span(11, 15)),) == again["pairs"].values


def test_an_analyzer_may_give_the_corrected_layer_from_the_first_one() -> None:
    reviewer = spec("reviewer", lambda: Gives(lambda d: list(d["shouts"])[:1]), provides="shouts.reviewed",
                    requires=("shouts",))  # fmt: skip
    document = pipeline(WORDS, SHOUTS, PAIRS, reviewer, layers=["pairs"], inputs=CORRECTED)("NO MORE of THIS")

    assert (2 + 1, 1, 0) == tuple(len(document[name]) for name in ("shouts", "shouts.reviewed", "pairs"))


# The function for one text


def test_analyze_takes_texts_and_documents_and_names_of_layers(
    use_registry: Callable[[Registry], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_registry(registry(WORDS, SHOUTS))
    monkeypatch.setattr("discourse.pipeline.shared_pipeline", lambda layers: Pipeline(*layers))

    assert ("words",) == discourse.analyze("NO MORE", "words").layers
    assert ("words", "shouts") == discourse.analyze(discourse.analyze("NO MORE", "words")).layers
