"""The link to the mock: polling, lost connections and the control token."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Request, Route, expect
from spkey_mock import Server, Worlds

from .visit import KEPT, NOTHING, OPERATIONS, USER, Visits, add_key, execute

pytestmark = pytest.mark.xdist_group("browser")

CONTROL_TOKEN = "the-control-token"
HIDE = """hidden => {
    Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
}"""


def test_the_page_reconnects_to_a_mock_that_was_unreachable(view: Visits, worlds: Worlds, server: Server) -> None:
    worlds.default.users.create(USER, keys=1)
    port = int(server.base_url.rpartition(":")[2])
    with view(excused=("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")) as seen:
        expect(seen.page.locator("#link")).to_have_text("live")
        server.stop()
        expect(seen.page.locator("#link")).to_have_text("unreachable")
        expect(seen.page.get_by_role("alert")).to_contain_text("The mock is unreachable.")
        expect(seen.numbers()).to_have_count(1)
        add_key(worlds.default, "meanwhile")
        with Server(worlds, port=port):
            expect(seen.page.locator("#link")).to_have_text("live")
            expect(seen.page.get_by_role("alert")).to_have_count(0)
            expect(seen.numbers()).to_have_count(2)


def test_a_hidden_page_does_not_poll(view: Visits, worlds: Worlds) -> None:
    with view() as seen:
        expect(seen.page.locator("#link")).to_have_text("live")
        seen.page.evaluate(HIDE, True)
        seen.page.wait_for_load_state("networkidle")
        sent = len(seen.requests)
        seen.page.clock.install()
        seen.page.clock.run_for(60_000)
        assert len(seen.requests) == sent
        worlds.default.users.create(USER, keys=1)
        seen.page.evaluate(HIDE, False)
        expect(seen.numbers()).to_have_count(1)


def test_polls_do_not_overlap(view: Visits) -> None:
    with view() as seen:
        waiting: list[Route] = []
        seen.page.route("**/_mock/clock", lambda route: waiting.append(route))
        seen.page.clock.install()
        with seen.page.expect_request("**/_mock/clock"):
            seen.page.clock.run_for(1_000)
        seen.page.clock.run_for(5_000)
        assert len(waiting) == 1
        with seen.page.expect_response("**/_mock/events*"):
            waiting[0].continue_()
        seen.page.unroute_all(behavior="wait")


@pytest.fixture
def guarded(browser: Browser) -> Iterator[Server]:
    """Serve a mock that requires the control token. Depends on the browser, so that the server stops first."""
    with Server(Worlds(control_token=CONTROL_TOKEN)) as server:
        yield server


def test_the_page_requests_the_control_token_and_does_not_store_it(browser: Browser, guarded: Server) -> None:
    with browser.new_context() as opened:
        page = opened.new_page()
        sent: list[Request] = []
        page.on("request", lambda request: sent.append(request))
        page.goto(guarded.base_url)
        field = page.get_by_label("This mock requires its control token")
        expect(field).to_be_focused()
        expect(field).to_have_attribute("type", "password")
        expect(page.locator("#link")).to_have_text("rejected")
        expect(page.get_by_text("No users yet.")).to_be_hidden()
        assert len([request for request in sent if "/_mock/clock" in request.url]) == 1  # no polling without a token

        field.fill("not it")
        field.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("The mock rejected this control token.")
        field.fill(CONTROL_TOKEN)
        field.press("Enter")
        expect(page.locator("#link")).to_have_text("live")
        expect(field).to_be_hidden()
        page.get_by_role("button", name="Create a user with three keys").click()
        expect(page.locator("article.user tbody th")).to_have_count(3)
        assert page.evaluate(KEPT) == NOTHING
        assert "token" not in page.url
        carriers = [request for request in sent if CONTROL_TOKEN in request.headers.values()]
        assert carriers
        assert all(request.url.startswith(f"{guarded.base_url}/_mock/") for request in carriers)

        remove = page.locator(OPERATIONS["remove"])
        remove.locator(".opblock-summary-control").click()
        with page.expect_request("**/RemovePhysicalKey") as tried:
            execute(remove)
        assert "x-mock-token" not in tried.value.all_headers()
