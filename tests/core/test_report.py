"""The page of a document: the text as it is, everything escaped, nothing from outside, evidence for each mark."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse
from discourse import (
    Annotation,
    Document,
    Evidence,
    Failure,
    FormatError,
    Layer,
    MissingLayerError,
    OpaqueValue,
    PluginError,
    Registry,
    Span,
    Table,
    UnknownPayload,
    View,
)
from discourse.marking import Mark, blocks_of, marks_by_block, stretches_of, visible
from discourse.report import LOOKS, to_frame, to_html

from .toys import PAIRS, RAISES, SHOUTS, WORDS, Plugin, Shout, pipeline, registry, spec

TEXT = "NO MORE of it\n\nOR ELSE we go 🙂 and SHOUT"
TOYS = registry(WORDS, SHOUTS, PAIRS)
VOID = {"meta", "link", "input", "br", "hr", "img", "base"}


class Page(HTMLParser):
    """A page, read: elements with their attributes, text by element, and what would be loaded or run."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, tag
        assert tag == self._open.pop()[0]

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(name for name, _ in self._open), data))

    def text_of(self, tag: str) -> str:
        return "".join(text for inside, text in self.texts if tag in inside)

    @property
    def article(self) -> str:
        return "".join(text for inside, text in self.texts if "article" in inside and "p" in inside)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        found = [attributes for name, attributes in self.elements if name == tag]
        return [a for a in found if all(a.get(key) == value for key, value in wanted.items())]


def page_of(document: Document, **arguments: Any) -> Page:
    return Page(to_html(document, **{"registry": TOYS, **arguments}))


def shouting(text: str = TEXT) -> Document:
    return pipeline(WORDS, SHOUTS, PAIRS)(text)


# What is shown


def test_the_text_of_the_article_is_the_text_of_the_document() -> None:
    assert page_of(shouting()).article == TEXT


spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted)
texts = st.text(st.sampled_from("ab \n\r\t<>&\"'🙂\x00\u202e") | st.characters(exclude_categories=["Cs"]), max_size=60)


@given(texts, st.lists(st.lists(spans, max_size=6), max_size=14))
def test_the_text_is_whole_whatever_is_marked(text: str, layers: list[list[list[int]]]) -> None:
    document = Document(text)
    for number, marks in enumerate(layers):
        inside = [Span(min(start, len(text)), min(end, len(text))) for start, end in marks]
        layer = Layer(
            f"layer{number}", Shout, [Annotation(span, Shout(1.0), (Evidence(span, "r"),)) for span in inside]
        )
        document = document.with_layer(layer)

    page = page_of(document)

    assert page.article == visible(text)
    assert len(page.article) == len(text)
    listed = [a["id"] for a in page.all("li") if a.get("id")]
    assert len(listed) == len(set(listed)) == sum(map(len, layers))


@given(texts)
def test_paragraphs_and_blank_lines_are_the_whole_text(text: str) -> None:
    blocks = list(blocks_of(text))

    assert text == "".join(text[start:end] + text[end:gap] for start, end, gap in blocks)
    assert all(not text[end:gap].strip() for _, end, gap in blocks)


@given(st.lists(spans, max_size=12), st.integers(1, 60))
def test_a_stretch_has_just_the_marks_that_cover_it(bounds: list[list[int]], length: int) -> None:
    marks = [Mark(start, end, 0, n) for n, (start, end) in enumerate(bounds) if start < end]
    (block,) = marks_by_block([(0, length, length)], marks)
    stretches = list(stretches_of(0, length, block))

    assert [place for s in stretches for place in range(s.start, s.end)] == list(range(length))
    for s in stretches:
        assert set(s.marks) == {mark for mark in marks if mark.start <= s.start and mark.end >= s.end}


def test_a_mark_names_its_layer_and_its_place_in_the_list() -> None:
    page = page_of(shouting())
    marks = [a for a in page.all("span") if a.get("data-a")]
    keys = {key for mark in marks for key in str(mark["data-a"]).split()}
    sections = [a for a in page.all("h2") if a.get("id")]

    assert keys <= {str(a["id"])[1:] for a in page.all("li") if a.get("id")}
    assert {key.split("-")[0] for key in keys} <= {str(a["id"])[1:] for a in sections}
    assert "NO" in str(next(mark["title"] for mark in marks))


def test_layers_that_people_need_not_see_are_shown_if_asked_for() -> None:
    assert "Words" not in page_of(shouting()).text_of("h2")
    assert "Words" in page_of(shouting(), layers=["words"]).text_of("h2")


def test_layers_stand_in_the_order_of_their_views() -> None:
    document = pipeline(WORDS, SHOUTS, PAIRS)(TEXT)

    assert ["Shouting", "pairs"] == re.findall(r"Shouting|pairs", page_of(document).text_of("h2"))


def test_a_summary_and_every_annotation_with_its_evidence_are_there() -> None:
    page = page_of(shouting())

    assert {"NO", "MORE", "OR", "ELSE", "SHOUT"} == set(re.findall(r"NO|MORE|OR\b|ELSE|SHOUT", page.text_of("td")))
    assert "capitals" in page.text_of("details")
    assert "+0.285714" in page.text_of("details")
    assert "strength=0.666667" in page.text_of("details")


def test_evidence_is_found_by_offsets_as_scripts_count_them() -> None:
    page = page_of(shouting())
    places = [a["data-e"] for a in page.all("li") if a.get("data-e")]
    utf_16 = TEXT.encode("utf-16-le")

    words = [
        utf_16[2 * int(start) : 2 * int(end)].decode("utf-16-le")
        for place in places[:5]
        for start, end in [str(place).split(":")]
    ]
    assert ["NO", "MORE", "OR", "ELSE", "SHOUT"] == words


def test_links_lead_into_the_text() -> None:
    page = page_of(shouting())
    links = [str(a["href"]) for a in page.all("a")]

    assert links
    assert {link[1:] for link in links} <= {a["id"] for a in page.all("span") if a.get("id")}


def test_what_marks_everything_is_off_at_first() -> None:
    text = f"{TEXT} and many more words of which nobody shouts one"
    everything = Layer("all", Shout, [Annotation(Span(0, len(text)), Shout(1.0))])
    page = page_of(shouting(text).with_layer(everything), layers=["shouts", "all"])
    switches = page.all("input", type="checkbox")

    assert [("on0", True), ("on1", False)] == [(switch["id"], "checked" in switch) for switch in switches]


def test_more_layers_than_looks_are_listed() -> None:
    document = Document(TEXT)
    for number in range(LOOKS + 2):
        document = document.with_layer(Layer(f"layer{number:02}", Shout, [Annotation(Span(0, 2), Shout(1.0))]))
    page = page_of(document)

    assert LOOKS == len(page.all("input", type="checkbox"))
    assert LOOKS + 2 == len([a for a in page.all("h2") if a.get("id")])


def test_a_title_stands_above_the_text_unless_the_text_begins_with_it() -> None:
    said = page_of(Document("A text.", "one", {"title": "The dune"}))
    begun = page_of(Document("The  dune\n\nA text.", "one", {"title": "The dune"}))
    none = page_of(Document("A text.", "one"))

    assert ("The dune", "", "") == tuple(page.text_of("h1") for page in (said, begun, none))
    assert ("The dune", "The dune", "one") == tuple(page.text_of("title") for page in (said, begun, none))


def test_metadata_failures_and_provenance_are_shown() -> None:
    document = pipeline(WORDS, RAISES)(
        Document("BOOM", "d1", {"outlet": "Dune Post", "tags": ["a", "b"], "none": None})
    )
    page = page_of(document, registry=registry(WORDS, RAISES))

    assert ["d1", "Dune Post", '["a","b"]'] == [text for inside, text in page.texts if "dd" in inside]
    assert "cannot bear BOOM" in page.text_of("section")
    assert "brought" in page_of(Document("a").with_layer(Layer("x", Shout))).text_of("footer")


def test_a_layer_whose_plugin_is_not_installed_is_shown() -> None:
    layer = Layer("odd", UnknownPayload("odd.Value", 3), [Annotation(Span(0, 2), OpaqueValue('{"a":"<b>"}'))])

    assert '{"a":"<b>"}' in page_of(Document(TEXT).with_layer(layer)).text_of("details")


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "a", "\r\n\r\n"])
def test_a_text_of_nearly_nothing_has_a_page(text: str) -> None:
    assert visible(text) == page_of(Document(text)).article


def test_annotations_without_words_are_listed() -> None:
    layer = Layer("x", Shout, [Annotation(Span(3, 3), Shout(1.0))])
    page = page_of(Document(TEXT).with_layer(layer))

    assert 1 == len([a for a in page.all("li") if a.get("id")])
    assert [] == [a for a in page.all("span") if a.get("data-a")]


def test_a_missing_layer_is_named() -> None:
    with pytest.raises(MissingLayerError, match="no layer 'shouts'"):
        to_html(Document("a"), layers=["shouts"])


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (View(line="no_such:line"), "view of layer 'loud': its line: cannot import 'no_such:line'"),
        (View(summary=lambda document, layer: 1 / 0), "view of layer 'loud': ZeroDivisionError: division by zero"),
    ],
)
def test_a_view_that_fails_is_an_error_that_names_the_layer(view: View, message: str) -> None:
    loud = spec("loud", lambda: None, view=view)
    document = Document("NO").with_layer(Layer("loud", Shout, [Annotation(Span(0, 2), Shout(1.0))]))

    with pytest.raises(PluginError, match=re.escape(message)):
        to_html(document, registry=registry(loud))


# Bytes, size, doors


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_html(shouting(), registry=TOYS) == to_html(shouting(), registry=TOYS)
    assert shouting().to_html(registry=TOYS) == to_html(shouting(), registry=TOYS)


def test_a_page_is_written_by_its_suffix(tmp_path: Path) -> None:
    document = discourse.analyze("The minister said that 14 people left.", "claims")
    discourse.write(document, tmp_path / "page.html", layers=("claims",))

    assert document.to_html(layers=["claims"]) == (tmp_path / "page.html").read_text(encoding="utf-8")
    with pytest.raises(FormatError, match=r"an \.html file shows one document, not 2"):
        discourse.write([document, document], tmp_path / "two.html")
    assert ["page.html"] == [path.name for path in tmp_path.iterdir()]


def test_a_notebook_gets_the_page_in_a_closed_frame() -> None:
    (frame,) = Page(to_frame(shouting(), registry=TOYS)).all("iframe")

    assert frame["srcdoc"] == to_html(shouting(), registry=TOYS)
    assert "allow-scripts" == frame["sandbox"]
    assert Document("a")._repr_html_() == to_frame(Document("a"))


def test_a_page_of_a_million_characters_is_made() -> None:
    text = ("word " * 90 + "SHOUT\n\n") * 2_200
    page = page_of(pipeline(WORDS, SHOUTS)(text))

    assert text == page.article


# Nothing runs, nothing is loaded

HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror=hacked()>\"'`</style></textarea>{{7*7}}${7*7}\x00\u202e&amp;"
)


@attrs.frozen
class Hostile:
    text: str


def hostile_everywhere() -> tuple[Document, Registry]:
    """Return a document with hostile text in every field, and a registry whose view is hostile too."""

    def line(document: Document, annotation: Annotation[Any]) -> str:
        return HOSTILE

    def summary(document: Document, layer: Layer[Any]) -> Table:
        return Table((HOSTILE,), ((HOSTILE,),), note=HOSTILE)

    hostile = spec("hostile", lambda: None, payload=Hostile, view=View(label=HOSTILE, line=line, summary=summary))
    evidence = (Evidence(Span(0, 5), HOSTILE, 0.5), Evidence(None, HOSTILE))
    annotations = [Annotation(Span(2, 20), Hostile(HOSTILE), evidence)]
    document = Document(HOSTILE, HOSTILE, {"title": HOSTILE, HOSTILE: HOSTILE, "list": [HOSTILE, {HOSTILE: HOSTILE}]})
    document = document.with_layer(Layer("hostile", Hostile, annotations))
    document = document.with_layer(
        Layer(HOSTILE, Hostile, annotations, discourse.Provenance(HOSTILE, HOSTILE, HOSTILE))
    )
    failed = Failure(HOSTILE, HOSTILE, "error", HOSTILE)
    return document._grown({name: document[name] for name in document.layers}, (failed,)), registry(hostile)


def test_hostile_text_is_text_wherever_it_stands() -> None:
    document, hostile = hostile_everywhere()
    page = Page(to_html(document, registry=hostile))

    assert 1 == len(page.all("script"))
    assert [] == page.all("img")
    assert page.article == visible(HOSTILE)
    assert "49" not in page.text_of("td")
    for _, attributes in page.elements:
        assert [] == [name for name in attributes if name.startswith("on") or name == "style"]
    for tag in ("h1", "dd", "dt", "td", "th", "h2", "li", "title", "summary"):
        assert "\u202e" not in page.text_of(tag)
    assert page.text_of("title").startswith("<script>window.hacked=1</script>")


def test_nothing_is_loaded_from_anywhere() -> None:
    document, hostile = hostile_everywhere()
    for name, attributes in Page(to_html(document, registry=hostile)).elements:
        assert name not in ("link", "iframe", "object", "embed", "form", "base", "img", "video", "audio")
        for attribute in ("src", "href", "action", "data", "srcset", "poster"):
            assert (attributes.get(attribute) or "#").startswith("#")


def test_the_policy_allows_just_our_own_style_and_script() -> None:
    page = page_of(shouting())
    (policy,) = page.all("meta", **{"http-equiv": "Content-Security-Policy"})

    def allowed(tag: str) -> str:
        digest = hashlib.sha256(page.text_of(tag).encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"

    assert (
        f"default-src 'none'; style-src {allowed('style')}; script-src {allowed('script')}; base-uri 'none'; "
        f"form-action 'none'"
    ) == policy["content"]


def test_style_and_script_load_nothing() -> None:
    page = page_of(shouting())

    assert not re.search(r"url\(|@import|https?:", page.text_of("style"))
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|fetch|https?:", page.text_of("script")
    )


def test_a_page_needs_no_plugin_class_to_be_named() -> None:
    assert isinstance(to_html(shouting(), registry=Registry([Plugin(WORDS)], entry_points=False)), str)
