import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect, sync_playwright
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
    # Otherwise, the address bar of each window loads pages of its own in another process.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
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


def without_console(route: Route) -> None:
    """Replace swagger-ui with a script that shows nothing."""
    route.fulfill(body="const SwaggerUIBundle = () => ({})", content_type="text/javascript")


@pytest.fixture
def visit(browser: Browser, server: Server) -> Visits:
    """Visit the page. Each visit also checks that the page calls no other host, stores nothing and has no errors."""

    @contextmanager
    def visit(
        path: str = "/", *, excused: tuple[str, ...] = (), console: bool = True, **context: Any
    ) -> Iterator[Visit]:
        with browser.new_context(reduced_motion="reduce", **context) as opened:
            visit = Visit.watch(opened.new_page())
            if not console:
                visit.page.route("**/swagger-ui-bundle.js", without_console)
            visit.page.goto(server.base_url + path)
            expect(visit.page.locator(OPERATIONS["remove"] if console else "#link[data-state=live]")).to_be_visible()
            yield visit
            assert {request.url[: len(server.base_url)] for request in visit.requests} == {server.base_url}
            assert visit.page.evaluate(KEPT) == NOTHING
            assert opened.cookies() == []
            assert [text for text in visit.complaints if not any(part in text for part in excused)] == []

    return visit


@pytest.fixture
def view(visit: Visits) -> Visits:
    """Visit the live view alone, without swagger-ui, which accounts for most of the loading time of the page."""
    return partial(visit, console=False)
