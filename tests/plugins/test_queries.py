"""The questions that the plugins answer from tables, on a handful of articles, with numbers counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import discourse
from discourse import Annotation, Document, Layer, OptionError, QueryError, Span

pytest.importorskip("pyarrow", reason="the extra 'tables' is not installed")
pytest.importorskip("duckdb", reason="the extra 'tables' is not installed")
from discourse import tables

LEVY = """The council spent 12 million crowns on the ferry in 2030. "We hired 40 pilots," said Ines Okoro.

The harbour lost 300 dock jobs in 2030. It was a terrible, shameful waste, said José Brandé of Özil Freight."""
REPLY = """The council spent 15 million crowns on the ferry in 2030. "Nobody has seen our Äpfel rot," said Ines Okoro.

The harbour lost 350 dock jobs in 2030. Ferries are a wonderful gift to the islands."""
ARTICLES = [
    Document(LEVY, "levy", {"outlet": "Gazette", "date": "2031-04-02", "source": "wire"}),
    Document(REPLY, "reply", {"outlet": "Post", "date": "2031-05-09", "source": "desk"}),
    Document("The FERRY sank. A ferryman wept; ferry-goers did not.", "note", {"outlet": "Gazette"}),
]


@pytest.fixture(scope="module", params=[(), ("outlet", "source")], ids=["whole", "partitioned"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tables.Store]:
    folder = tmp_path_factory.mktemp("tables")
    pipeline = discourse.Pipeline("claims", "claim_checks", "targets", "frames", "quotations")
    tables.write(ARTICLES, folder, pipeline=pipeline, partition_by=request.param)
    with tables.open(folder) as opened:
        yield opened


# Voices


def test_who_is_quoted_counts_quotations_and_their_words(store: tables.Store) -> None:
    rows = store.query("who_is_quoted").fetchall()
    by_source = {row[0]: row[1:] for row in rows}

    assert [
        "source", "quotations", "direct", "documents", "outlets", "words", "share"
    ] == store.query("who_is_quoted").columns  # fmt: skip
    assert (2, 2, 2, 2, 4 + 6) == by_source["Ines Okoro"][:-1]  # We hired 40 pilots; Nobody has seen our Äpfel rot
    assert 1.0 == pytest.approx(sum(row[-1] for row in rows), abs=1e-5)


def test_words_stand_in_their_context_and_voice(store: tables.Store) -> None:
    question = store.query("words_in_context", words="ferry*", width=8).select('document, "left", words, "right"')

    assert [
        ("levy", " on the ", "ferry", " in 2030"),
        ("reply", " on the ", "ferry", " in 2030"),
        ("note", "The ", "FERRY", " sank. A"),
        ("note", "sank. A ", "ferryman", " wept; f"),
        ("note", "n wept; ", "ferry", "-goers d"),
    ] == question.fetchall()
    quoted = store.query("words_in_context", words="HIRED 40").select("document, voice, source").fetchall()
    assert [("levy", "quoted", "Ines Okoro")] == quoted
    assert [("reply", "Äpfel")] == store.query("words_in_context", words="äpfel").select("document, words").fetchall()


@pytest.mark.parametrize("words", ["", " ", "*", "* x"])
def test_words_in_context_are_words(store: tables.Store, words: str) -> None:
    with pytest.raises(OptionError, match="words is a word or several"):
        store.query("words_in_context", words=words)


def test_signs_in_words_are_signs(store: tables.Store) -> None:
    assert [] == store.query("words_in_context", words="f.rry").fetchall()
    assert [] == store.query("words_in_context", words="'; DROP VIEW documents; --").fetchall()
    with pytest.raises(OptionError, match="width is a number of characters, not -1"):
        store.query("words_in_context", words="x", width=-1)


# Claims


def test_claims_about_a_thing(store: tables.Store) -> None:
    crowns = store.query("claims_about", thing="crowns").select("document, low, outlet").fetchall()
    pilots = store.query("claims_about", thing="pilot").select("source, low, document").fetchall()

    assert [("levy", 12e6, "Gazette"), ("reply", 15e6, "Post")] == sorted(crowns)
    assert [("Ines Okoro", 40.0, "levy")] == pilots
    jobs = store.query("claims_about", thing="Dock Jobs").select("low, source, time_start").fetchall()
    assert [(300.0, None, "2030-01-01"), (350.0, None, "2030-01-01")] == jobs
    assert [] == store.query("claims_about", thing="obs").fetchall()
    with pytest.raises(OptionError, match="thing is a word or several, not '!'"):
        store.query("claims_about", thing="!")


def test_the_ledger_sets_claims_of_the_same_things_side_by_side(store: tables.Store) -> None:
    rows = store.query("claim_ledger", thing="jobs").select("low, document, agree, differ, disputed").fetchall()

    assert [(300.0, "levy", 0, 1, True), (350.0, "reply", 0, 1, True)] == rows
    assert (
        rows == store.query("claim_ledger", disputed=True).select("low, document, agree, differ, disputed").fetchall()
    )
    assert [] == store.query("claim_ledger", thing="obs").fetchall()


# Sentiment


def test_judgements_of_a_name_are_counted_by_voice(store: tables.Store) -> None:
    rows = store.query("sentiment_towards", target="okoro").fetchall()
    mentions = store.sql("SELECT count(*) FROM targets WHERE contains(name, 'Okoro')").fetchall()[0][0]

    assert mentions == sum(row[3] for row in rows) > 0
    assert {"Ines Okoro"} == {row[0] for row in rows}
    with pytest.raises(OptionError, match="target is a name, not '-'"):
        store.query("sentiment_towards", target="-")


def test_names_begin_and_end_with_letters_of_any_alphabet(tmp_path: Path) -> None:
    document = discourse.analyze(Document("Özil met José Brandé and Ann Lee.", "1"), "targets")
    layer = document["targets"]
    sample = discourse.analyze("Ann Lee is a shameful liar.", "targets")["targets"].values[0]
    spans = {"Özil": Span(0, 4), "José Brandé": Span(9, 20), "Ann Lee": Span(25, 32)}
    named = [Annotation(span, attrs.evolve(sample, name=name)) for name, span in spans.items()]
    tables.write([Document(document.text, "1").with_layer(Layer("targets", layer.payload, named))], tmp_path)

    with tables.open(tmp_path) as store:
        for target, expected in (("Özil", "Özil"), ("brandé", "José Brandé"), ("José brandé", "José Brandé")):
            assert [(expected,)] == store.query("sentiment_towards", target=target).select("name").fetchall()
        for target in ("zil", "Brand", "n Lee", "Ann L"):
            assert [] == store.query("sentiment_towards", target=target).fetchall()


# Frames and topics


def test_frames_are_counted_by_outlet_and_month(tmp_path: Path) -> None:
    from discourse_framing import Frame

    def framed(name: str, outlet: str | None, date: str | None, *frames: tuple[str, int]) -> Document:
        metadata = {key: value for key, value in (("outlet", outlet), ("date", date)) if value}
        layer = Layer("frames", Frame, [Annotation(Span(0, 4), score(*frame)) for frame in frames])
        return Document("Text", name, metadata).with_layer(layer)

    def score(frame: str, rank: int) -> Frame:
        return attrs.evolve(sample, codebook="policy", frame=frame, rank=rank)

    sample = discourse.analyze(LEVY, "frames").layer("frames", Frame).values[0]
    documents = [
        framed("1", "Post", "2031-04-01", ("economic", 1), ("economic", 1), ("morality", 2)),
        framed("2", "Post", "2031-04-30", ("morality", 1)),
        framed("3", "Post", "2031-05-01", ("economic", 1)),
        framed("4", None, None, ("economic", 1)),
    ]
    tables.write(documents, tmp_path)

    with tables.open(tmp_path) as store:
        expected = [
            ("Post", "2031-04", "policy", "economic", 2, 1, 0.5),
            ("Post", "2031-04", "policy", "morality", 1, 1, 0.5),
            ("Post", "2031-05", "policy", "economic", 1, 1, 1.0),
            (None, None, "policy", "economic", 1, 1, 1.0),
        ]
        assert expected == store.query("frames_by_outlet_and_month").fetchall()
        assert expected == store.query("frames_by_outlet_and_month", codebook="policy").fetchall()
        assert [] == store.query("frames_by_outlet_and_month", codebook="other").fetchall()


def test_topics_are_shared_out_by_month(tmp_path: Path) -> None:
    from discourse_topics import TopicShare

    def about(name: str, date: str | None, *weights: tuple[int, float]) -> Document:
        layer = Layer(
            "document_topics",
            TopicShare,
            [Annotation(Span(0, 4), TopicShare(topic=t, label=f"t{t}", weight=weight)) for t, weight in weights],
        )
        return Document("Text", name, {"date": date} if date else {}).with_layer(layer)

    documents = [
        about("1", "2031-04-01", (0, 0.75), (1, 0.25)),
        about("2", "2031-04-09", (0, 0.25)),
        about("3", None, (1, 1.0)),
    ]
    tables.write(documents, tmp_path)

    with tables.open(tmp_path) as store:
        assert [
            ("2031-04", 0, "t0", 2, 0.5),
            ("2031-04", 1, "t1", 1, 0.125),
            (None, 1, "t1", 1, 1.0),
        ] == store.query("topics_by_month").fetchall()


def test_a_question_says_which_layer_it_needs(store: tables.Store) -> None:
    with pytest.raises(QueryError, match="'topics_by_month' needs a table of the layer 'document_topics'"):
        store.query("topics_by_month")
