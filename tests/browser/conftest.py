"""A real browser: Debian's Chromium, driven by Playwright. Where there is none, these tests say so and are skipped."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser for all tests."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: nox -s browser")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


class Tab:
    """A page in a tab of its own, with what it tried and said."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.messages: list[str] = []
        self.dialogs: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("dialog", self._dismiss)
        self.page.goto(path.as_uri())

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture
def show(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """Return what opens a page of HTML in a tab."""
    tabs: list[Tab] = []

    def opened(html: str, **options: Any) -> Tab:
        path = tmp_path / f"page{len(tabs)}.html"
        path.write_text(html, encoding="utf-8", newline="\n")
        tabs.append(Tab(chromium, path, **options))
        return tabs[-1]

    yield opened
    for tab in tabs:
        tab.context.close()
