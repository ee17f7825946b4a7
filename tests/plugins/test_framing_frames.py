"""The layers `frames` and `document_frames`: what is found where, in whose words, and how it is shown."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import Annotation, Columns, Document, Layer, Resource, Span
from discourse.errors import FormatError, OptionError
from discourse_framing import DATA, Frame, read_codebook
from discourse_framing.frames import DocumentFrameAnalyzer, FrameAnalyzer
from discourse_framing.passages import reader_of
from discourse_framing.views import document_summary, line, summary
from discourse_text import Paragraph, Region, Token, tokenize
from discourse_voices import Voice

CODEBOOKS = tuple(read_codebook(DATA / f"{name}.toml") for name in ("generic", "policy"))
PARAGRAPHS = FrameAnalyzer(frame_codebooks=CODEBOOKS)
WHOLE = DocumentFrameAnalyzer(frame_codebooks=CODEBOOKS)

MONEY = "The tariffs raise prices, and businesses fear a recession."
PRISON = "The burglar was arrested, convicted and sent to prison."
STORY = f"{MONEY}\n\n{PRISON}\n\nThe author is a professor of economics and writes on taxes and inflation."


def document_of(text: str, kinds: tuple[str, ...] = (), voices: tuple[Voice, ...] = ()) -> Document:
    """Make a document with layers by hand: a paragraph for each block, in body and by the author if nothing is said."""
    spans, start = [], 0
    for block in text.split("\n\n"):
        spans.append(Span(start, start + len(block)))
        start += len(block) + 2
    kinds += ("body",) * (len(spans) - len(kinds))
    voices += (Voice("author"),) * (len(spans) - len(voices))
    document = Document(text)
    for layer in (
        Layer("regions", Region, [Annotation(span, Region(kind)) for span, kind in zip(spans, kinds, strict=True)]),
        Layer("paragraphs", Paragraph, [Annotation(span, Paragraph()) for span in spans]),
        Layer("voices", Voice, [Annotation(span, voice) for span, voice in zip(spans, voices, strict=True)]),
        Layer("tokens", Token, tokenize(text)),
    ):
        document = document.with_layer(layer)
    return document


def weather(**patterns: str) -> Resource:
    """Make the codebook of a plugin: a frame for each name, with its strong patterns."""
    texts = {"label": "Label", "definition": "What it is.", "includes": "This.", "excludes": "That."}
    data = {
        **dict.fromkeys(("title", "language", "source", "licence", "about"), "For tests."),
        "format": "discourse-codebook/1",
        "name": "weather",
        "version": "1.0",
        "scoring": {"strong": 3, "typical": 2, "faint": 1, "half": 3, "words": 40, "keep": 0.3},
        "frame": [
            {"name": name, **texts, "examples": [], "counterexamples": [], "strong": strong}
            for name, strong in patterns.items()
        ],
    }
    return Resource(kind="frame_codebooks", name="weather", version="1.0", data=data)


def layer_of(analyzer: FrameAnalyzer | DocumentFrameAnalyzer, name: str, document: Document) -> Layer[Frame]:
    return Layer(name, Frame, analyzer.analyze(document))


def frames_of(document: Document) -> list[tuple[str, str, int]]:
    """Return the frames of the paragraphs: the first word of the paragraph, frame, rank."""
    layer = layer_of(PARAGRAPHS, "frames", document)
    return [(document.slice(a.span).split()[0], a.value.frame, a.value.rank) for a in layer]


def test_each_paragraph_has_its_frames_in_order_of_rank() -> None:
    found = frames_of(document_of(f"{MONEY}\n\n{PRISON}"))

    assert ("The", "economic", 1) == found[0]
    assert ("The", "crime_and_punishment", 1) == [entry for entry in found if entry[2] == 1][1]


def test_the_rank_follows_the_probability() -> None:
    layer = layer_of(PARAGRAPHS, "frames", document_of(f"{MONEY} {PRISON}"))
    probabilities = [value.probability for value in layer.values]

    assert list(range(1, len(layer) + 1)) == [value.rank for value in layer.values]
    assert sorted(probabilities, reverse=True) == probabilities


def test_a_biography_or_a_byline_frames_nothing() -> None:
    with_biography = document_of(STORY, ("headline", "body", "biography"))
    without = document_of(STORY.rpartition("\n\n")[0], ("headline", "body"))

    assert frames_of(without) == frames_of(with_biography)
    for_whole = [layer_of(WHOLE, "document_frames", document).values for document in (without, with_biography)]
    assert for_whole[0] == for_whole[1]
    assert [] == frames_of(document_of(MONEY, ("byline",)))
    assert frames_of(document_of(MONEY, ("body",))) == frames_of(document_of(MONEY, ("headline",)))


def test_without_regions_every_paragraph_counts() -> None:
    document = document_of(STORY, ("headline", "body", "biography")).without("regions")

    assert {0, len(MONEY) + 2, len(MONEY) + len(PRISON) + 4} == set(layer_of(PARAGRAPHS, "frames", document).starts)


def test_a_paragraph_frame_has_the_voice_of_the_paragraph_and_a_text_frame_has_none() -> None:
    document = document_of(f"{MONEY}\n\n{PRISON}", voices=(Voice("quoted", "Ada Ngozi"),))

    voices = {(value.voice, value.source) for value in layer_of(PARAGRAPHS, "frames", document).values}
    whole = {(value.voice, value.source) for value in layer_of(WHOLE, "document_frames", document).values}

    assert {("quoted", "Ada Ngozi"), ("author", None)} == voices
    assert {(None, None)} == whole


def test_evidence_are_the_words_with_their_pattern_and_weight() -> None:
    document = document_of("The recession cost jobs.")
    layer = layer_of(PARAGRAPHS, "frames", document)

    assert [
        ("recession", "pattern: recession*", 3.0),
        ("cost", "pattern: cost", 2.0),
        ("jobs", "pattern: jobs", 2.0),
    ] == [(document.slice(piece.span), piece.rule, piece.weight) for piece in layer[0].evidence if piece.span]


def test_a_frame_that_is_denied_is_a_frame() -> None:
    assert ("This", "economic", 1) in frames_of(document_of("This was never a question of costs or of taxes."))


def test_a_whole_text_has_one_annotation_a_frame_over_all_of_it() -> None:
    document = document_of(f"{STORY} \n")
    layer = layer_of(WHOLE, "document_frames", document)

    assert {(0, len(STORY) + 2)} == set(zip(layer.starts, layer.ends, strict=True))
    assert list(range(1, len(layer) + 1)) == [value.rank for value in layer.values]
    assert len({value.frame for value in layer.values}) == len(layer)


def test_the_codebook_is_chosen_by_name() -> None:
    analyzer = DocumentFrameAnalyzer(frame_codebooks=CODEBOOKS, codebook="generic", minimum=0.0)

    values = layer_of(analyzer, "document_frames", document_of("Critics attacked the plan.")).values

    assert {"generic"} == {value.codebook for value in values}
    assert "conflict" == values[0].frame


def test_the_minimum_keeps_more_or_fewer_frames() -> None:
    document = document_of(f"{MONEY} {PRISON} Her mother wept.")
    counts = [
        len(layer_of(DocumentFrameAnalyzer(frame_codebooks=CODEBOOKS, minimum=minimum), "document_frames", document))
        for minimum in (0.0, 0.5, 1.0)
    ]

    assert sorted(counts, reverse=True) == counts
    assert counts[0] > counts[1] > counts[2] == 0


def test_unknown_codebooks_and_wrong_minimums_are_refused() -> None:
    with pytest.raises(OptionError, match=r"no codebook 'polcy'; there are: generic, policy\. Did you mean 'policy'"):
        FrameAnalyzer(frame_codebooks=CODEBOOKS, codebook="polcy")
    for minimum in (-0.1, 1.1, float("nan"), True, "0.5"):
        with pytest.raises(OptionError, match="minimum is a probability from 0 to 1"):
            DocumentFrameAnalyzer(frame_codebooks=CODEBOOKS, minimum=minimum)  # type: ignore[arg-type]


def test_an_unsound_codebook_of_a_plugin_is_refused_when_it_is_chosen() -> None:
    broken = weather(rain="r|")

    FrameAnalyzer(frame_codebooks=(*CODEBOOKS, broken))
    with pytest.raises(FormatError, match="codebook 'weather', frame 'rain', pattern"):
        FrameAnalyzer(frame_codebooks=(*CODEBOOKS, broken), codebook="weather")


def test_a_codebook_of_a_plugin_is_used_like_ours() -> None:
    analyzer = FrameAnalyzer(frame_codebooks=(weather(rain="rain, rained"),), codebook="weather")

    assert [("weather", "rain")] == [
        (value.codebook, value.frame) for value in layer_of(analyzer, "frames", document_of("It rained.")).values
    ]


def test_two_codebooks_of_one_name_and_other_content_are_not_confused() -> None:
    document = document_of("It rained hail.")
    analyzers = [
        FrameAnalyzer(frame_codebooks=(weather(rain=words),), codebook="weather") for words in ("rained", "hail")
    ]

    assert ["pattern: rained", "pattern: hail"] == [
        layer_of(analyzer, "frames", document)[0].evidence[0].rule for analyzer in analyzers
    ]


def test_a_codebook_is_prepared_once_for_all_analyzers() -> None:
    assert reader_of(CODEBOOKS[0]) is reader_of(read_codebook(DATA / "generic.toml"))
    assert reader_of(CODEBOOKS[0]) is not reader_of(CODEBOOKS[1])


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "42", "Leaves fell."])
def test_a_text_without_evidence_has_no_frames(text: str) -> None:
    document = document_of(text)

    assert 0 == len(layer_of(PARAGRAPHS, "frames", document))
    assert 0 == len(layer_of(WHOLE, "document_frames", document))


@given(st.text(max_size=200))
def test_no_text_makes_the_analyzers_raise(text: str) -> None:
    document = document_of(text)

    for analyzer in (PARAGRAPHS, WHOLE):
        for annotation in layer_of(analyzer, "frames", document):
            assert 0.0 < annotation.value.probability < 1.0


@pytest.mark.parametrize("word", ["9", "tax ", "İ", "put ", "rule of ", "🙂", "שלום "])
def test_long_monotonous_texts_are_read(word: str) -> None:
    layer = layer_of(PARAGRAPHS, "frames", document_of(word * 5000))

    assert all(value.probability < 1.0 for value in layer.values)


@given(st.permutations([MONEY, PRISON, "Her mother wept.", "Voters like the bill, a poll says."]))
def test_the_frames_of_a_text_do_not_depend_on_the_order_of_its_paragraphs(blocks: list[str]) -> None:
    def shares(text: str) -> list[tuple[str, float]]:
        values = layer_of(WHOLE, "document_frames", document_of(text)).values
        return sorted((value.frame, round(value.probability, 9)) for value in values)

    assert shares("\n\n".join(sorted(blocks))) == shares("\n\n".join(blocks))


def test_a_line_shows_frame_probability_speaker_and_words() -> None:
    document = document_of("The recession cost jobs.", voices=(Voice("quoted", "Ada Ngozi"),))
    annotation = layer_of(PARAGRAPHS, "frames", document)[0]

    assert "economic 0.70, Ada Ngozi: recession, cost, jobs" == line(document, annotation)


def test_the_table_of_a_layer_counts_paragraphs_and_voices() -> None:
    text = f"{MONEY}\n\nThe recession cost jobs.\n\nInflation and unemployment rise."
    document = document_of(text, voices=(Voice("attributed", "Ada Ngozi"),))
    table = summary(document, layer_of(PARAGRAPHS, "frames", document))

    assert table is not None
    assert ("frame", "paragraphs", "first", "others' words", "shown by") == table.columns
    assert ("economic", "3", "3", "1") == table.rows[0][:4]
    assert table.rows[0][4].startswith("recession, ")
    assert "codebook: policy" in table.note


def test_the_frames_that_come_first_most_often_lead_the_table() -> None:
    book = weather(rain="rain, rained", snow="snow, rained")
    analyzer = FrameAnalyzer(frame_codebooks=(book,), codebook="weather")
    document = document_of("It rained.\n\nIt rained.\n\nSnow.")
    table = summary(document, layer_of(analyzer, "frames", document))

    assert table is not None
    assert [("rain", "2", "2"), ("snow", "3", "1")] == [row[:3] for row in table.rows]


def test_the_table_of_a_text_lists_frames_by_rank() -> None:
    document = document_of(STORY)
    layer = layer_of(WHOLE, "document_frames", document)
    table = document_summary(document, layer)

    assert table is not None
    assert [value.frame.replace("_", " ") for value in layer.values][:6] == [row[0] for row in table.rows]
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_an_empty_layer_has_no_table() -> None:
    document = document_of("")
    empty: Layer[Frame] = Layer("frames", Frame, Columns([], [], []))

    assert summary(document, empty) is None
    assert document_summary(document, empty) is None


def test_a_pipeline_gives_both_layers_with_the_codebook_asked_for() -> None:
    config = {"frames": {"codebook": "generic", "minimum": 0.1}, "document_frames": {"codebook": "policy"}}
    pipeline = discourse.Pipeline("frames", "document_frames", config=config)

    document = pipeline(STORY)

    assert () == document.failures
    assert {"generic"} == {value.codebook for value in document["frames"].values}
    assert {"policy"} == {value.codebook for value in document["document_frames"].values}


def test_a_pipeline_refuses_an_unknown_codebook() -> None:
    with pytest.raises(OptionError, match="no codebook 'polcy'"):
        discourse.Pipeline("frames", config={"frames": {"codebook": "polcy"}}, on_error="raise")(STORY)


def test_payload_fields_are_those_of_the_contract() -> None:
    assert ["codebook", "frame", "probability", "rank", "voice", "source"] == [f.name for f in attrs.fields(Frame)]
