"""The page of a document in a real browser: it can be read and used, and hostile text runs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

import discourse
from discourse import Annotation, Document, Evidence, Failure, Layer, Registry, Span, Table, View

ROOT = Path(__file__).parents[2]
ARTICLE = (ROOT / "examples" / "harbour-levy.txt").read_text(encoding="utf-8")
SHIPPED = Registry(entry_points=False)


@pytest.fixture(scope="module")
def html() -> str:
    pipeline = discourse.Pipeline(registry=SHIPPED)
    return pipeline(Document(ARTICLE, "harbour-levy.txt", {"outlet": "Dune Post"})).to_html(registry=SHIPPED)


def switch(tab: Any, label: str) -> Any:
    return tab.page.locator("label", has_text=label).locator("input")


def claim(tab: Any) -> Any:
    return tab.page.locator("[data-a]", has_text="eleven smuggling rings").first


def highlighted(tab: Any) -> list[str]:
    return list(tab.page.evaluate("[...(CSS.highlights.get('evidence') || [])].map(String)"))


def line_below(tab: Any, mark: Any) -> str:
    return str(mark.evaluate("element => getComputedStyle(element).backgroundImage"))


# Reading


def test_a_page_shows_the_text_and_loads_nothing_else(show: Any, html: str) -> None:
    tab = show(html)

    shown = tab.page.evaluate("[...document.querySelectorAll('article p')].map(p => p.textContent).join('')")
    assert shown == ARTICLE
    assert 1 == len(tab.requests)
    assert [] == tab.messages


def test_a_mark_shows_its_evidence_under_the_pointer(show: Any, html: str) -> None:
    tab = show(html)
    card = tab.page.locator("#card")
    assert not card.is_visible()

    claim(tab).hover()

    assert card.is_visible()
    assert "Edvard Lindqvist" in card.inner_text()
    assert "unit: head noun" in card.inner_text()
    assert ["rings", "between January and April this year"] == highlighted(tab)


def test_the_pointer_leaves_and_the_evidence_goes(show: Any, html: str) -> None:
    tab = show(html)
    claim(tab).hover()
    tab.page.mouse.move(1, 1)

    assert not tab.page.locator("#card").is_visible()
    assert [] == highlighted(tab)


def test_a_mark_that_was_clicked_keeps_its_card_until_escape(show: Any, html: str) -> None:
    tab = show(html)
    claim(tab).click()
    tab.page.mouse.move(1, 1)
    assert tab.page.locator("#card").is_visible()

    tab.page.keyboard.press("Escape")

    assert not tab.page.locator("#card").is_visible()
    assert [] == highlighted(tab)


def test_marks_are_reached_by_keyboard(show: Any, html: str) -> None:
    tab = show(html)
    tab.page.locator("article [tabindex]").first.focus()
    seen = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "Tab", "Shift+Tab"):
        tab.page.keyboard.press(key)
        seen.append(tab.page.evaluate("document.activeElement.textContent"))

    stops = tab.page.evaluate("[...document.querySelectorAll('article [tabindex]')].map(mark => mark.textContent)")
    assert [stops[1], stops[2], stops[1], stops[2], stops[1]] == seen
    assert tab.page.locator("#card").is_visible()


def test_a_layer_can_be_switched_off_and_on(show: Any, html: str) -> None:
    tab = show(html)
    on = line_below(tab, claim(tab))
    stops = tab.page.locator("article [tabindex]").count()
    switch(tab, "Numbers").uncheck()

    assert on != line_below(tab, claim(tab))
    assert tab.page.locator("article [tabindex]").count() < stops
    claim(tab).hover()
    assert not tab.page.locator("#card").is_visible()

    switch(tab, "Numbers").check()
    assert on == line_below(tab, claim(tab))
    assert stops == tab.page.locator("article [tabindex]").count()


def test_a_layer_that_is_off_at_first_can_be_switched_on(show: Any, html: str) -> None:
    tab = show(html)
    assert not switch(tab, "Sentiment").is_checked()
    switch(tab, "Sentiment").check()
    tab.page.locator("article").get_by_text("She has a point").hover()

    assert "Sentiment" in tab.page.locator("#card").inner_text()


def test_a_link_of_the_list_leads_to_the_words(show: Any, html: str) -> None:
    tab = show(html)
    section = tab.page.locator(".sections > section", has=tab.page.get_by_role("heading", name="Numbers"))
    section.locator("summary").click()
    section.get_by_role("link", name="in the text").nth(4).click()

    assert "eleven smuggling rings" in tab.page.locator("#card").inner_text()
    assert claim(tab).evaluate(
        "mark => { const b = mark.getBoundingClientRect(); return b.top > 0 && b.top < innerHeight }"
    )


# Devices


@pytest.mark.parametrize("width", [320, 360, 768, 1600])
def test_no_width_makes_it_scroll_sideways(show: Any, html: str, width: int) -> None:
    tab = show(html, viewport={"width": width, "height": 700})
    tab.page.evaluate("for (const list of document.querySelectorAll('details')) list.open = true")

    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_can_be_read_without_script(show: Any, html: str) -> None:
    tab = show(html, java_script_enabled=False)
    on = tab.page.locator("#on0").is_checked()

    assert on
    assert "eleven smuggling rings" in claim(tab).get_attribute("title")
    section = tab.page.locator(".sections > section", has=tab.page.get_by_role("heading", name="Numbers"))
    section.locator("summary").click()
    assert section.get_by_text("unit: head noun").first.is_visible()
    switch(tab, "Numbers").uncheck()
    assert not switch(tab, "Numbers").is_checked()


def test_the_switches_work_without_script(show: Any, html: str, tmp_path: Path) -> None:
    tab = show(html, java_script_enabled=False)
    before = claim(tab).screenshot()
    switch(tab, "Numbers").uncheck()

    assert before != claim(tab).screenshot()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_paper(show: Any, html: str, scheme: str) -> None:
    tab = show(html, color_scheme=scheme)
    luminance = """element => {
        const part = value => value <= 10 ? value / 3294.6 : ((value / 255 + .055) / 1.055) ** 2.4;
        const of = text => { const [r, g, b] = text.match(/[0-9.]+/g).map(Number);
                             return .2126 * part(r) + .7152 * part(g) + .0722 * part(b) };
        const ink = of(getComputedStyle(element).color);
        const paper = of(getComputedStyle(document.body).backgroundColor);
        return (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05);
    }"""

    for selector in ("article p", ".about dt", ".count", ".note", "summary", "footer"):
        assert tab.page.locator(selector).first.evaluate(luminance) >= 4.5, selector


def test_it_prints(show: Any, html: str) -> None:
    tab = show(html)

    assert tab.page.pdf().startswith(b"%PDF")
    tab.page.emulate_media(media="print")
    assert not tab.page.locator("details").first.is_visible()
    assert tab.page.locator("article").is_visible()


def test_a_notebook_shows_it_in_a_frame(show: Any) -> None:
    frame = discourse.Pipeline("claims", registry=SHIPPED)("About 14 people left the harbour board.")._repr_html_()
    tab = show(f"<!DOCTYPE html><title>notebook</title><p id=before>cell</p>{frame}<p id=after>cell</p>")
    inside = tab.page.frame_locator("iframe")
    inside.locator("[data-a]", has_text="14 people").first.hover()

    assert "14 people" in inside.locator("#card").inner_text()
    assert [] == tab.messages


# Harm

TEXTS = [
    "<script>window.hacked = 1; alert(1)</script>",
    "<img src=x onerror='window.hacked=1;alert(1)'><svg/onload=alert(1)>",
    '"><script>window.hacked=1</script><p title=\'" onmouseover="window.hacked=1"\'',
    "</title></style></script></textarea><script>window.hacked=1;alert(1)</script>",
    "javascript:window.hacked=1 <a href='javascript:alert(1)'>x</a> <base href='http://evil.example/'>",
    "<iframe src='http://evil.example/'></iframe><link rel=stylesheet href='http://evil.example/x.css'>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'><form action='http://evil.example/'><button>x",
    "{{ 7*7 }} {% raw %} ${window.hacked=1} <!-- --> ]]> &lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e\u2066txet\x00\x1b[31m\u2028\u2029\ufeff",
]


@attrs.frozen
class Hostile:
    text: str
    label: str


def hostile_document(text: str) -> tuple[Document, Registry]:
    """Return a document with hostile text in every field, and a registry with a hostile view."""

    def line(document: Document, annotation: Annotation[Any]) -> str:
        return text

    def summary(document: Document, layer: Layer[Any]) -> Table:
        return Table((text, text), ((text, text),), note=text)

    class Plugin:
        @discourse.hookimpl
        def discourse_register_analyzers(self, register: Any) -> None:
            view = View(label=text, line=line, summary=summary)
            register(
                discourse.AnalyzerSpec(
                    name="hostile", version="1", provides="hostile", payload=Hostile, factory=lambda: None, view=view
                )
            )

    evidence = (Evidence(Span(0, 5), text, 0.5), Evidence(None, text))
    annotations = [
        Annotation(Span(0, len(text)), Hostile(text, text), evidence),
        Annotation(Span(2, 9), Hostile("", text)),
    ]
    document = Document(f"A first line.\n\n{text}", text, {"title": text, text: text, "list": [text, {text: [text]}]})
    document = document.with_layer(Layer("hostile", Hostile, annotations))
    document = document.with_layer(Layer(text, Hostile, annotations, discourse.Provenance(text, text, text)))
    failures = (Failure(text, text, "error", text),)
    return document._grown({name: document[name] for name in document.layers}, failures), Registry(
        [Plugin()], entry_points=False
    )


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_text_in_every_field_runs_and_loads_nothing(show: Any, text: str) -> None:
    document, registry = hostile_document(text)
    tab = show(document.to_html(registry=registry))
    tab.page.evaluate("for (const list of document.querySelectorAll('details')) list.open = true")
    for box in tab.page.locator("input").all():
        box.set_checked(True)
    for mark in tab.page.locator("[data-a]").all():
        mark.hover()
        mark.click()

    assert tab.page.evaluate("window.hacked") is None
    assert [] == tab.dialogs
    assert [] == tab.messages  # no script was blocked either: there was none to block
    assert 1 == len(tab.requests)
    assert 1 == tab.page.locator("script").count()
    assert 0 == tab.page.locator("iframe, img, svg, form, base, link, object, embed").count()


def test_a_script_that_got_in_would_not_run(show: Any, html: str) -> None:
    tab = show(html.replace("</body>", "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'></body>"))
    tab.page.wait_for_timeout(200)

    assert tab.page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in message for message in tab.messages)
