"""Redirects below a path prefix, and the pages of temporary keys that they lead to."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from spkey_mock import App, Response, Server, World, Worlds
from spkey_mock.http.mount import below
from spkey_mock.service.message import redirect

from ..browsing import Browser, Page


@pytest.fixture(params=["memory", "sqlite"])
def worlds(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Worlds]:
    store = "memory" if request.param == "memory" else f"sqlite:{tmp_path / 'state.db'}"
    with Worlds(store=store) as worlds:
        yield worlds


@pytest.fixture
def browser(worlds: Worlds) -> Iterator[Browser]:
    with (
        Server(worlds) as server,
        httpx.Client(base_url=server.base_url, follow_redirects=True, trust_env=False) as client,
    ):
        yield Browser(client)


def issued(world: World) -> str:
    """Create a lock and a temporary key for it. Return the path of the key."""
    world.locks.create(7)
    return world.temp_keys.create([{"lock_id": 7, "label": "Front door"}]).url


@pytest.mark.parametrize("name", ["", "a"])
def test_a_browser_opens_a_door_of_any_world(worlds: Worlds, browser: Browser, name: str) -> None:
    world = worlds.world(name) if name else worlds.default
    url = f"/w/{name}{issued(world)}" if name else issued(world)
    opened = browser.press(browser.visit(url), "Open Front door")
    assert (opened.status, opened.text) == (200, "Door opened Front door was opened. Back to the key")
    assert opened.response.url.path == f"{url}/confirmation"
    assert browser.visit(opened.links[0]).buttons.keys() == {"Open Front door"}
    assert [world.journal.total for world in worlds.items()] == ([0, 1] if name else [1])


def test_a_header_names_the_world_of_a_page(worlds: Worlds, browser: Browser) -> None:
    url = issued(worlds.world("a"))
    browser.client.headers["X-Mock-World"] = "a"
    assert browser.press(browser.visit(url), "Open Front door").status == 200
    del browser.client.headers["X-Mock-World"]
    assert browser.visit(url).status == 404


def test_a_browser_may_open_a_door_from_any_origin(worlds: Worlds, browser: Browser) -> None:
    page = browser.visit(issued(worlds.default))
    browser.client.follow_redirects = False
    for origin in ("null", "https://example.com"):
        response = browser.client.post(page.buttons["Open Front door"], headers={"Origin": origin})
        assert (response.status_code, response.headers["access-control-allow-origin"]) == (303, origin)
    worlds.default.journal.assert_clean()


def test_a_response_to_head_has_no_body(worlds: Worlds, browser: Browser) -> None:
    response = browser.client.head(issued(worlds.default))
    assert (response.status_code, response.content) == (200, b"")


def test_in_strict_mode_a_link_must_name_its_world() -> None:
    worlds = Worlds(strict=True)
    url = issued(worlds.world("a"))
    with Server(worlds) as server, httpx.Client(base_url=server.base_url, trust_env=False) as client:
        assert [client.get(f"{prefix}{url}").status_code for prefix in ("", "/w/a")] == [400, 200]


def test_a_mounted_application_redirects_below_its_path() -> None:
    world = World()
    url = f"/spkey{issued(world)}"

    async def open_door() -> Page:
        transport = httpx.ASGITransport(App(world), root_path="/spkey")
        async with httpx.AsyncClient(transport=transport, base_url="http://mock", follow_redirects=True) as client:
            page = Page(await client.get(url))
            return Page(await client.post(page.buttons["Open Front door"]))

    opened = asyncio.run(open_door())
    assert (opened.status, opened.response.url.path) == (200, f"{url}/confirmation")


@pytest.mark.parametrize(
    ("prefix", "location", "expected"),
    [
        (b"/w/a", "/temp-keys/1", b"/w/a/temp-keys/1"),
        (b"", "/temp-keys/1", b"/temp-keys/1"),
        (b"/w/a", "confirmation", b"confirmation"),
        (b"/w/a", "https://example.com/", b"https://example.com/"),
    ],
)
def test_only_redirects_to_paths_get_the_prefix(prefix: bytes, location: str, expected: bytes) -> None:
    assert dict(below(prefix, redirect(location)).headers) == {b"location": expected}


def test_the_location_of_another_status_is_unchanged() -> None:
    created = Response(201, ((b"location", b"/users/u1"),), b"")
    assert below(b"/w/a", created) is created
