import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from spkey_mock import Server, Worlds

from .visit import KEPT, NOTHING, OPERATIONS, Visit, Visits

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.fail("Chromium is not installed. The tests of the page require it. On Debian: apt-get install chromium")
    expect.set_options(timeout=20_000)  # for busy machines
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def worlds() -> Worlds:
    return Worlds()


@pytest.fixture
def server(worlds: Worlds) -> Iterator[Server]:
    with Server(worlds) as server:
        yield server


@pytest.fixture
def visit(browser: Browser, server: Server) -> Visits:
    """Visit the page. Each visit also checks that the page calls no other host, stores nothing and has no errors."""

    @contextmanager
    def visit(path: str = "/", *, excused: tuple[str, ...] = (), **context: Any) -> Iterator[Visit]:
        with browser.new_context(**context) as opened:
            visit = Visit.watch(opened.new_page())
            visit.page.goto(server.base_url + path)
            expect(visit.page.locator(OPERATIONS["remove"])).to_be_visible()
            yield visit
            assert {request.url[: len(server.base_url)] for request in visit.requests} == {server.base_url}
            assert visit.page.evaluate(KEPT) == NOTHING
            assert opened.cookies() == []
            assert [text for text in visit.complaints if not any(part in text for part in excused)] == []

    return visit
