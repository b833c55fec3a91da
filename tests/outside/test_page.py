"""A page of another origin that calls the mock, with each of the generated clients."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from spkey_mock import Server, Site, Worlds

from ..documents import ROOT
from .node import Node

pytestmark = pytest.mark.xdist_group("typescript")

CLIENTS = pytest.mark.parametrize("client", ["hey-api", "openapi-fetch"])
WAYS = pytest.mark.parametrize("way", ["path", "key", "header"])

CALL = """async ([client, service, call, ...values]) => {
    const { desk } = await import(`/built/src/${client}.js`)
    try {
        return { result: await desk(service)[call](...values) }
    } catch ({ message, status, requestId, retryAfter }) {
        return { message, status, requestId, retryAfter }
    }
}"""

FETCH = """async ([url, options]) => {
    try {
        return (await fetch(url, options)).type
    } catch (error) {
        return error.name
    }
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a log."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def origin(typescript: Node) -> Iterator[str]:
    """The origin of the application."""
    (typescript.folder / "index.html").write_text((ROOT / "tests/outside/page/index.html").read_text("utf-8"), "utf-8")
    handler = partial(Quiet, directory=str(typescript.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def page(origin: str, browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(origin)
        yield page


@pytest.fixture(scope="module")
def mock() -> Iterator[tuple[Worlds, str]]:
    worlds = Worlds()
    with Server(worlds) as server:
        yield worlds, server.base_url


@pytest.fixture
def site(mock: tuple[Worlds, str]) -> Iterator[Site]:
    """A world with a user, who has the keys 1 and 2."""
    worlds, base_url = mock
    world = worlds.world("page")
    world.users.create("ada", keys=2)
    yield Site(f"{base_url}/w/page", world)
    worlds.delete("page")


def service(site: Site, way: str) -> dict[str, Any]:
    """Return the options of a client that reaches its world in this way."""
    root = site.base_url.removesuffix(f"/w/{site.world.name}")
    if way == "path":
        return {"baseUrl": site.base_url, "apiKey": site.api_key}
    if way == "key":
        return {"baseUrl": root, "apiKey": site.world.credentials.issue_key(site.world.org_id)}
    return {"baseUrl": root, "apiKey": site.api_key, "headers": {"X-Mock-World": site.world.name}}


@CLIENTS
@WAYS
def test_a_page_removes_a_key(page: Page, site: Site, client: str, way: str) -> None:
    assert page.evaluate(CALL, [client, service(site, way), "remove", "ada", 2]) == {"result": None}
    assert page.evaluate(CALL, [client, service(site, way), "list", "ada"]) == {"result": [1]}
    assert [entry.operation for entry in site.world.journal] == ["remove_physical_key", "list_physical_keys"]


@CLIENTS
def test_a_page_reads_the_id_of_a_rejected_request(page: Page, site: Site, client: str) -> None:
    failed = page.evaluate(CALL, [client, service(site, "path"), "remove", "ada", 7])
    (entry,) = site.world.journal
    assert (failed["status"], failed["requestId"]) == (404, str(entry.id))
    assert "7" in failed["message"]


@CLIENTS
def test_a_page_reads_when_to_retry(page: Page, site: Site, client: str) -> None:
    site.world.fail_next("add_physical_key", status=503, retry_after=7)
    failed = page.evaluate(CALL, [client, service(site, "path"), "issue", "ada", "cellar"])
    assert (failed["status"], failed["retryAfter"]) == (503, "7")


@CLIENTS
def test_a_page_reads_why_its_credential_is_rejected(page: Page, site: Site, client: str) -> None:
    wrong = {"baseUrl": site.base_url, "apiKey": "unknown"}
    assert page.evaluate(CALL, [client, wrong, "list", "ada"])["status"] == 401


@CLIENTS
def test_chromium_repeats_a_command_whose_reused_connection_is_dropped(page: Page, site: Site, client: str) -> None:
    """The page sees no error, and the key 3, whose response was lost, is one too many."""
    page.evaluate(CALL, [client, service(site, "path"), "list", "ada"])
    site.world.lose_next_answer("add_physical_key")
    assert page.evaluate(CALL, [client, service(site, "path"), "issue", "ada", "cellar"]) == {"result": 4}
    assert [key.number for key in site.world.inventory("ada")] == [1, 2, 3, 4]
    site.world.journal.assert_called("add_physical_key", times=2)


@CLIENTS
def test_without_cors_the_browser_blocks_the_page(page: Page, client: str) -> None:
    worlds = Worlds(cors=False)
    worlds.default.users.create("ada", keys=2)
    with Server(worlds) as server:
        service = {"baseUrl": server.base_url, "apiKey": worlds.default.api_key}
        failed = page.evaluate(CALL, [client, service, "remove", "ada", 2])
    assert (failed["message"], failed["status"]) == ("Failed to fetch", None)
    assert [key.number for key in worlds.default.inventory("ada")] == [1, 2]


@pytest.mark.parametrize(
    ("path", "options", "outcome"),
    [
        pytest.param("/_mock/users", {}, "TypeError", id="reading"),
        pytest.param("/_mock/reset", {"method": "POST"}, "TypeError", id="resetting"),
        pytest.param("/_mock/reset", {"method": "POST", "mode": "no-cors"}, "opaque", id="resetting blindly"),
        pytest.param("/_mock/worlds/page", {"method": "DELETE"}, "TypeError", id="deleting"),
    ],
)
def test_a_page_cannot_use_the_control_api(
    page: Page, site: Site, path: str, options: dict[str, str], outcome: str
) -> None:
    assert page.evaluate(FETCH, [site.base_url + path, options]) == outcome
    assert [key.number for key in site.world.inventory("ada")] == [1, 2]
