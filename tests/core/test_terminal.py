"""Pages for a terminal: printable text, tables, evidence, views that fail, progress only where somebody watches."""

from __future__ import annotations

import io
import sys
import unicodedata

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from discourse import Document, PluginError, Registry, Table
from discourse.terminal import counted, grid, make_console, progress, show_page
from discourse.views import printable

from .toys import PAIRS, RAISES, SHOUTS, WORDS, Plugin, pipeline

REGISTRY = Registry([Plugin(WORDS, SHOUTS, PAIRS, RAISES)], entry_points=False)


def page(document: Document, *layers: str, width: int = 60, registry: Registry = REGISTRY, **more: bool) -> list[str]:
    file = io.StringIO()
    show_page(Console(file=file, width=width, markup=False, emoji=False, highlight=False), document, registry,
              layers or document.layers, **more)  # fmt: skip
    return [line.rstrip() for line in file.getvalue().splitlines()]


def rendered(table: Table, width: int = 40) -> list[str]:
    file = io.StringIO()
    Console(file=file, width=width).print(grid(table))
    return [line.rstrip() for line in file.getvalue().splitlines()]


# Printable text


@given(st.text())
def test_printable_text_has_no_control_and_no_change_of_direction(text: str) -> None:
    shown = printable(text)

    assert len(text) == len(shown)
    assert [] == [c for c in shown if unicodedata.category(c) == "Cc"]
    assert [] == [c for c in shown if unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI",
                                                                      "FSI", "PDI", "B"}]  # fmt: skip


@pytest.mark.parametrize("mark", [*range(0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F),
                                  *range(0x2066, 0x206A), 0xFEFF], ids=hex)  # fmt: skip
def test_what_a_terminal_would_obey_is_shown_as_a_sign(mark: int) -> None:
    assert chr(mark) not in printable(f"a{chr(mark)}b")


def test_bytes_of_a_name_that_are_no_text_can_be_printed() -> None:
    assert "caf" == printable("caf\udce9").encode().decode()[:3]


@pytest.mark.parametrize(
    "text", ["plain", "naïve “quoted” — it’s", "שלום", "砂丘", "e\u0301", "👍🏽", "[bold]x[/bold]"]
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert text == printable(text)


# Tables


def test_a_table_is_headings_rows_and_a_note() -> None:
    shown = rendered(Table(("word", "count"), (("door", "2"), ("gate", "1")), note="and 3 more"))

    assert [["word", "count"], ["door", "2"], ["gate", "1"], ["and", "3", "more"]] == [line.split() for line in shown]


def test_a_table_without_headings_or_rows_is_still_one() -> None:
    assert [["door", "2"]] == [line.split() for line in rendered(Table((), (("door", "2"),)))]
    assert ["nothing here"] == rendered(Table(("word",), (), note="nothing here"))
    assert [] == [line for line in rendered(Table((), ())) if line]


def test_cells_are_never_markup_and_long_ones_are_folded_not_cut() -> None:
    shown = rendered(Table(("a", "b"), (("[red]x[/red]", "y" * 70),)))

    assert "[red]x[/red]" in "".join(shown)
    assert 70 == "".join(shown).count("y")


# Pages


def test_layers_stand_in_the_order_of_their_views() -> None:
    document = pipeline(PAIRS, SHOUTS, WORDS)("NO MORE of it")
    lines = page(document)

    assert ["WORDS", "SHOUTING", "PAIRS"] == [line for line in lines if line in ("WORDS", "SHOUTING", "PAIRS")]


def test_layers_that_are_not_there_are_passed_over() -> None:
    assert " d" == page(Document("NO", "d"), "words", "nothing")[0]


def test_a_layer_without_findings_has_no_heading() -> None:
    assert "SHOUTING" not in page(pipeline(WORDS, SHOUTS)("none at all"))


def test_evidence_stands_below_its_annotation() -> None:
    lines = page(pipeline(WORDS, SHOUTS)("NO MORE"), "shouts", annotations=True)

    assert ["“NO” strength=0.666667", "capitals “NO” +0.285714"] == [line.strip() for line in lines[4:]][-4:-2]


def test_failures_are_shown() -> None:
    lines = " ".join(page(pipeline(WORDS, RAISES)("BOOM")))

    assert "raises: error: RuntimeError: cannot bear BOOM" in lines


def test_a_view_that_cannot_be_imported_is_an_error_that_names_the_layer() -> None:
    broken = attrs.evolve(SHOUTS, view=attrs.evolve(SHOUTS.view, summary="no_such_module:summary"))
    registry = Registry([Plugin(WORDS, broken)], entry_points=False)

    with pytest.raises(PluginError, match=r"view of layer 'shouts'.*no_such_module"):
        page(pipeline(WORDS, broken)("NO"), registry=registry)


def test_a_layer_of_a_plugin_that_is_not_installed_is_shown() -> None:
    text = pipeline(WORDS, SHOUTS)("NO MORE").to_json()
    nothing = Registry([], entry_points=False)
    lines = page(Document.from_json(text, registry=nothing), registry=nothing, annotations=True)

    assert "SHOUTS" in lines
    assert any("“MORE”" in line and "1.333333" in line for line in lines)


# Progress


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("working", total=3) as shown:
        assert shown is None
        assert [1, 2, 3] == list(counted([1, 2, 3], shown))

    assert ("", "") == tuple(capsys.readouterr())


def test_progress_goes_to_standard_error_of_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen, output = Screen(), io.StringIO()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(sys, "stdout", output)
    with progress("working \x1b]0;owned\x07", total=2) as shown:
        assert [1, 2] == list(counted([1, 2], shown))

    assert "working" in screen.getvalue()
    assert "\x1b]0;" not in screen.getvalue()
    assert "" == output.getvalue()


@pytest.mark.parametrize(("every", "n_lines"), [(0.0, 11), (3600.0, 1)])
def test_progress_is_lines_where_nobody_watches_and_they_are_wanted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, every: float, n_lines: int
) -> None:
    monkeypatch.setattr("discourse.terminal.EVERY_LINE", every)
    with progress("working", in_lines=True) as shown:
        assert list(range(10)) == list(counted(range(10), shown))

    printed = capsys.readouterr()
    lines = printed.err.splitlines()
    assert ("", n_lines) == (printed.out, len(lines))
    assert lines[-1].startswith("10 done")


def test_a_bar_shows_the_share_and_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr("discourse.terminal.EVERY_BAR", 0.0)
    with progress("[b]working[/b]", total=4) as shown:
        assert [1, 2] == list(counted([1, 2], shown))

    assert "[b]working[/b]" in screen.getvalue()
    assert "2 done" in screen.getvalue()


def test_a_console_reads_no_markup_and_no_emoji_codes() -> None:
    file = io.StringIO()
    make_console(file).print("[red]x[/red] :smile:")

    assert "[red]x[/red] :smile:\n" == file.getvalue()
