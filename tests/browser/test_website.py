"""The documentation site in a browser, opened from the file system."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Request, expect

from website.build import build

from .visit import Visit, overflow

pytestmark = pytest.mark.xdist_group("browser")

Scheme = Literal["light", "dark"]
Opened = Callable[..., AbstractContextManager[Visit]]

OPERATION = re.compile(r"/contract/operations/physical_keys\.html#remove_physical_key$")
CONTRAST = """selector => [...document.querySelectorAll(selector)].map(node => {
    const channels = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
    const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    const opaque = node => getComputedStyle(node).backgroundColor
    let behind = node
    while (/, 0\\)$/.test(opaque(behind))) behind = behind.parentElement
    const values = [getComputedStyle(node).color, opaque(behind)].map(colour => luminance(channels(colour)))
    return (Math.max(...values) + 0.05) / (Math.min(...values) + 0.05)
})"""
"""A script that returns the contrast of each element with what is behind it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for path, text in build().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Opened:
    """Open a page. It must load only files of the site, and report no error."""

    @contextmanager
    def opened(page: str = "index.html", **context: Any) -> Iterator[Visit]:
        failed: list[str] = []

        def record(request: Request) -> None:
            failed.append(request.url)

        with browser.new_context(**context) as session:
            visit = Visit.watch(session.new_page())
            visit.page.on("requestfailed", record)
            visit.page.goto((folder / page).as_uri())
            yield visit
            start = folder.as_uri() + "/"
            assert [each.url for each in visit.requests if not each.url.startswith((start, "data:"))] == []
            assert failed == []
            assert visit.complaints == []

    return opened


def test_the_navigation_leads_from_the_start_page_to_an_operation(opened: Opened) -> None:
    with opened(viewport={"width": 1280, "height": 720}) as seen:
        navigation = seen.page.get_by_role("navigation", name="Pages")
        navigation.get_by_role("link", name="remove_physical_key").click()
        expect(seen.page).to_have_url(OPERATION)
        expect(seen.page.get_by_role("heading", name="remove_physical_key")).to_be_in_viewport()
        expect(seen.page.get_by_text("POST /users/{id}/RemovePhysicalKey")).to_be_in_viewport()
        expect(navigation.locator("[aria-current=page]")).to_have_text("physical_keys")


def test_the_search_finds_an_operation_first(opened: Opened) -> None:
    with opened("docs/api/users.html") as seen:
        field = seen.page.get_by_role("searchbox", name="Search")
        field.fill("RemovePhysicalKey")
        field.press("Enter")
        expect(seen.page.get_by_role("status")).to_have_text(re.compile(r"^\d+ sections found"))
        seen.page.locator("#results a").first.click()
        expect(seen.page).to_have_url(OPERATION)


def test_the_search_says_how_many_sections_it_found(opened: Opened) -> None:
    with opened("search.html") as seen:
        field = seen.page.get_by_role("searchbox", name="Search")
        expect(field).to_be_focused()
        field.fill("zqxjkvwyz")
        expect(seen.page.get_by_role("status")).to_have_text("0 sections found.")
        field.fill("")
        expect(seen.page.get_by_role("status")).to_have_text("")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(opened: Opened, folder: Path, scheme: Scheme) -> None:
    with opened("examples/asyncio_jobs.py.html", color_scheme=scheme, viewport={"width": 1400, "height": 800}) as seen:
        background = seen.page.locator("html").evaluate("node => getComputedStyle(node).backgroundColor")
        assert (max(map(int, re.findall(r"\d+", background))) < 64) is (scheme == "dark")
        texts = "p, li, td, th, h1, h2, summary, a:not(.anchor, .skip), pre span, button, input"
        assert min(seen.page.evaluate(CONTRAST, texts)) >= 4.5
        seen.page.goto((folder / "contract/operations/users.html").as_uri())
        assert min(seen.page.evaluate(CONTRAST, texts)) >= 4.5


def test_pages_fit_on_a_phone(opened: Opened, folder: Path) -> None:
    with opened(viewport={"width": 360, "height": 640}) as seen:
        expect(seen.page.get_by_role("navigation", name="Pages")).to_be_hidden()
        for page in ("index", "docs/conformance", "contract/operations/physical_keys", "contract/rules", "search"):
            seen.page.goto((folder / f"{page}.html").as_uri())
            assert overflow(seen, "html") == [0], page


def test_the_menu_of_a_phone_opens_with_the_keyboard(opened: Opened) -> None:
    with opened(viewport={"width": 360, "height": 640}) as seen:
        navigation = seen.page.get_by_role("navigation", name="Pages")
        seen.page.get_by_role("button", name="Menu").focus()
        seen.page.keyboard.press("Enter")
        expect(navigation).to_be_visible()
        assert overflow(seen, "html", "#navigation") == [0, 0]
        seen.page.keyboard.press("Escape")
        expect(navigation).to_be_hidden()
        seen.page.keyboard.press("Enter")
        navigation.get_by_role("link", name="Webhooks").first.click()
        expect(seen.page.get_by_role("heading", level=1)).to_contain_text("Webhooks")


def test_the_menu_of_a_phone_closes_when_a_link_leads_to_the_same_page(opened: Opened) -> None:
    with opened("contract/operations/physical_keys.html", viewport={"width": 360, "height": 640}) as seen:
        navigation = seen.page.get_by_role("navigation", name="Pages")
        seen.page.get_by_role("button", name="Menu").click()
        navigation.get_by_role("link", name="remove_physical_key").click()
        expect(navigation).to_be_hidden()
        expect(seen.page.get_by_role("heading", name="remove_physical_key")).to_be_in_viewport()


def test_the_keyboard_reaches_the_content_first(opened: Opened) -> None:
    with opened("docs/errors.html") as seen:
        seen.page.keyboard.press("Tab")
        expect(seen.page.get_by_role("link", name="Skip to the content")).to_be_focused()
        seen.page.keyboard.press("Enter")
        expect(seen.page.locator("main")).to_be_focused()


def test_pages_work_without_javascript(opened: Opened) -> None:
    with opened(java_script_enabled=False, viewport={"width": 1280, "height": 720}) as seen:
        seen.page.get_by_role("link", name="API reference").first.click()
        expect(seen.page.get_by_role("heading", level=1)).to_contain_text("API reference")
