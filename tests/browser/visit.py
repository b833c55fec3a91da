"""A visit to the page: the browser's page object, what it requested, and the steps that many tests share."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Self

from attrs import frozen
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, expect
from spkey_mock import World

USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
OPERATIONS = {
    "add": "#operations-physical_keys-add_physical_key",
    "remove": "#operations-physical_keys-remove_physical_key",
}
KEPT = """async () => ({
    local: {...localStorage},
    session: {...sessionStorage},
    cookie: document.cookie,
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    name: window.name,
})"""
"""A script that returns all that a page can leave in a browser."""
NOTHING = {"local": {}, "session": {}, "cookie": "", "databases": [], "caches": [], "workers": 0, "name": ""}


@frozen
class Visit:
    """A visit to the page.

    Attributes:
        page: The page.
        requests: The requests that the page sent.
        complaints: The errors and warnings of the browser.
    """

    page: Page
    requests: list[Request]
    complaints: list[str]

    @classmethod
    def watch(cls, page: Page) -> Self:
        """Start recording what a page does."""
        requests: list[Request] = []
        complaints: list[str] = []

        def logged(entry: ConsoleMessage) -> None:
            if entry.type in ("error", "warning"):
                complaints.append(entry.text)

        def failed(error: Error) -> None:
            complaints.append(str(error))

        page.on("request", lambda request: requests.append(request))
        page.on("console", logged)
        page.on("pageerror", failed)
        return cls(page, requests, complaints)

    def button(self, name: str) -> Locator:
        """Return a button of the page itself. The search skips swagger-ui, whose many buttons would slow it down."""
        return self.page.locator(".top, .bar, .world").get_by_role("button", name=name)

    def said(self, text: str) -> None:
        """Expect this message beside the console's buttons."""
        expect(self.page.locator("#said")).to_contain_text(text)

    def open(self, operation: str) -> Locator:
        """Unfold an operation of the console and return it."""
        block = self.page.locator(OPERATIONS[operation])
        block.locator(".opblock-summary-control").click()
        expect(block.locator(".preview pre")).not_to_be_empty()
        return block

    def sent_to_service(self) -> list[Request]:
        return [request for request in self.requests if "/users/" in request.url and "/_mock/" not in request.url]

    def user(self, user_id: str = USER) -> Locator:
        return self.page.locator("article.user").filter(has_text=user_id)

    def numbers(self, user_id: str = USER) -> Locator:
        return self.user(user_id).locator("tbody th")


Visits = Callable[..., AbstractContextManager[Visit]]


def execute(block: Locator) -> None:
    """Send the request of an unfolded operation."""
    block.get_by_role("button", name="Execute").click()


def status(block: Locator) -> Locator:
    return block.locator(".live-responses-table tbody .response-col_status")


def add_key(world: World, note: str, user_id: str = USER) -> None:
    with world.client() as client:
        client.physical_keys.add(user_id, org_id="acme", note=note)


def command(seen: Visit, world: World, name: str, body: object) -> int:
    """Send a command about the user, with the world's API key, and return the status."""
    url, headers = f"{seen.page.url}users/{USER}/{name}", {"X-API-Key": world.api_key}
    return seen.page.request.post(url, headers=headers, data=body).status


def overflow(seen: Visit, *selectors: str) -> list[Any]:
    """Return by how many pixels the content of each element is wider than the element."""
    script = "node => node.scrollWidth - node.clientWidth"
    return [seen.page.locator(selector).evaluate(script) for selector in selectors]
