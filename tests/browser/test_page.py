"""The page of the mock in a real browser."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Request, Route, expect, sync_playwright
from spkey_mock import Request as Sent
from spkey_mock import Server, World, Worlds

pytestmark = pytest.mark.xdist_group("browser")

USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OPERATIONS = {
    "add": "#operations-physical_keys-add_physical_key",
    "remove": "#operations-physical_keys-remove_physical_key",
}
HOSTILE = '<img src=x onerror="document.title=\'broken\'"><script>document.title="broken"</script>\u202e"\'&amp;'
KEPT = """async () => ({
    local: {...localStorage},
    session: {...sessionStorage},
    cookie: document.cookie,
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    name: window.name,
})"""
NOTHING = {"local": {}, "session": {}, "cookie": "", "databases": [], "caches": [], "workers": 0, "name": ""}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.fail(
            "The page is tested in Chromium, and there is none: install it, on Debian `apt-get install chromium`."
        )
    expect.set_options(timeout=20_000)  # for machines that have much else to do
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


@dataclass
class Visit:
    """A page that is looked at, and all that it did."""

    page: Page
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def saw(self, request: Request) -> None:
        self.requests.append(request)

    def heard(self, entry: ConsoleMessage) -> None:
        if entry.type in ("error", "warning"):
            self.complaints.append(entry.text)

    def failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def said(self, text: str) -> None:
        expect(self.page.locator("#said")).to_contain_text(text)

    def open(self, operation: str) -> Locator:
        """The operation of the console, unfolded."""
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


Scheme = Literal["light", "dark"]
Visits = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Visits:
    @contextmanager
    def visit(path: str = "/", *, excused: tuple[str, ...] = (), **context: Any) -> Iterator[Visit]:
        with browser.new_context(**context) as opened:
            visit = Visit(opened.new_page())
            visit.page.on("request", visit.saw)
            visit.page.on("console", visit.heard)
            visit.page.on("pageerror", visit.failed)
            visit.page.goto(server.base_url + path)
            expect(visit.page.locator(OPERATIONS["remove"])).to_be_visible()
            yield visit
            # Whatever is shown, nothing else is asked, nothing is kept, and nothing breaks the page's own policy.
            assert {request.url[: len(server.base_url)] for request in visit.requests} == {server.base_url}
            assert visit.page.evaluate(KEPT) == NOTHING
            assert opened.cookies() == []
            assert [text for text in visit.complaints if not any(part in text for part in excused)] == []

    return visit


def execute(block: Locator) -> None:
    block.get_by_role("button", name="Execute").click()


def status(block: Locator) -> Locator:
    return block.locator(".live-responses-table tbody .response-col_status")


def add_key(world: World, note: str, user_id: str = USER) -> None:
    with world.client() as client:
        client.physical_keys.add(user_id, org_id="acme", note=note)


def test_a_key_removed_in_the_console_leaves_the_live_view_and_its_number_does_not_come_back(
    visit: Visits, worlds: Worlds
) -> None:
    with visit(excused=("404 (Not Found)",)) as seen:
        seen.button("Use an API key of this world").click()
        seen.said("The console sends an API key of ")
        seen.button("Create a user with three keys").click()
        seen.said(f"User {USER} has the keys 1, 2 and 3.")
        expect(seen.numbers()).to_have_text(["3", "2", "1"])
        expect(seen.user().locator("p.next")).to_have_text("next number 4")

        remove = seen.open("remove")
        execute(remove)
        expect(status(remove)).to_have_text("200")
        expect(seen.numbers()).to_have_text(["3", "1"])
        expect(seen.user().locator("p.next")).to_have_text("next number 4")
        expect(seen.user().locator(".numbers .gone")).to_have_text("2")
        expect(seen.page.locator("#events li").first).to_contain_text("PhysicalKeyRemoved")
        expect(seen.page.locator("#heard")).to_have_text("PhysicalKeyRemoved, number 2")

        add = seen.open("add")
        execute(add)
        expect(status(add)).to_have_text("200")
        expect(seen.numbers()).to_have_text(["4", "3", "1"])
        expect(seen.user().locator("p.next")).to_have_text("next number 5")

        execute(remove)
        expect(status(remove)).to_have_text("404")
        entry = seen.page.locator("#journal li").first
        expect(entry.locator(".status")).to_have_text("404")
        expect(entry.locator(".name")).to_have_text("remove_physical_key")
        finding = entry.locator(".finding")
        expect(finding).to_contain_text("physical_keys.remove.key_must_be_in_inventory")
        expect(finding.locator(".tag")).to_have_text("state")
        expect(finding).to_contain_text("There is no physical key 2 in the inventory.")
        expect(finding).to_contain_text("a second removal included")
    assert [key.number for key in worlds.default.inventory(USER)] == [1, 3, 4]


def test_a_request_is_shown_before_it_is_sent(visit: Visits, server: Server) -> None:
    with visit() as seen:
        remove = seen.open("remove")
        request = remove.locator(".preview pre")
        expect(request).to_contain_text(f"'{server.base_url}/users/{USER}/RemovePhysicalKey'")
        expect(request).to_contain_text('"number": 2')
        expect(request).not_to_contain_text("X-API-Key")

        seen.button("Use an API key of this world").click()
        expect(request).to_contain_text("-H 'X-API-Key: ")
        remove.get_by_role("textbox", name="id").fill("u 1")
        expect(request).to_contain_text("/users/u%201/RemovePhysicalKey")
        remove.locator("textarea").fill('{"number": 41}')
        expect(request).to_contain_text('"number": 41')
        seen.page.locator(".servers input").fill("http://127.0.0.1:9/w/there")
        expect(request).to_contain_text("'http://127.0.0.1:9/w/there/users/u%201/RemovePhysicalKey'")
        assert seen.sent_to_service() == []


def test_the_servers_of_the_contract_are_offered_and_this_mock_is_chosen(visit: Visits, server: Server) -> None:
    with visit() as seen:
        options = seen.page.locator(".servers option")
        assert [text.partition(" ")[0] for text in options.all_inner_texts()] == [
            "{baseUrl}",
            "https://api.spkey.co",
            "https://b2c-api.spk-stage.workers.dev",
            "https://b2c-api.spk-dev.workers.dev",
            "http://localhost:8787",
        ]
        expect(seen.page.locator(".servers input")).to_have_value(server.base_url)


def test_secrets_that_are_typed_stay_in_the_page(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER, keys=3)
    token = worlds.default.token(USER)
    with visit(excused=("escaping deep link whitespace",)) as seen:
        seen.page.locator(".auth-wrapper .authorize").first.click()
        dialog = seen.page.locator(".modal-ux")
        for name, secret in (("ApiKeyAuth", worlds.default.api_key), ("BearerAuth", token)):
            form = dialog.locator("form").filter(has_text=name)
            form.get_by_role("textbox").fill(secret)
            form.get_by_role("button", name="Apply credentials").click()
        dialog.get_by_role("button", name="Close").first.click()
        remove = seen.open("remove")
        execute(remove)
        expect(status(remove)).to_have_text("200")
        expect(seen.numbers()).to_have_text(["3", "1"])

        for secret in (worlds.default.api_key, token):
            assert secret not in seen.page.url
            carriers = [
                request
                for request in seen.requests
                if secret in request.url + (request.post_data or "") + json.dumps(request.all_headers())
            ]
            assert carriers == seen.sent_to_service()
        assert len(seen.sent_to_service()) == 1
        seen.page.reload()
        request = remove.locator(".preview pre")  # what is unfolded is in the address, and so it is again
        expect(request).to_contain_text("RemovePhysicalKey")
        expect(request).not_to_contain_text("X-API-Key")
        expect(request).not_to_contain_text("Authorization")


def test_what_comes_from_the_mock_is_shown_as_text(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(HOSTILE, keys=1, org_id=HOSTILE)
    worlds.default.users.create(USER)
    add_key(worlds.default, HOSTILE)
    with visit() as seen:
        expect(seen.user().locator("td.note")).to_have_text(HOSTILE)
        expect(seen.page.locator("article.user h4").last).to_have_text(HOSTILE)
        expect(seen.page.locator("#events li").first).to_contain_text(HOSTILE)
        seen.page.locator("#journal summary").first.click()
        expect(seen.page.locator("#journal pre").first).to_contain_text("onerror")
        expect(seen.page.locator("#world :is(img, script, iframe)")).to_have_count(0)

        seen.button("Use in the console").last.click()
        expect(seen.open("remove").get_by_role("textbox", name="id")).to_have_value(HOSTILE)
        expect(seen.page).to_have_title("SmartphoneKey mock")


def test_values_that_no_date_and_no_list_can_hold_are_shown_all_the_same(visit: Visits, worlds: Worlds) -> None:
    most, next_number = 2**53 - 1, 1_000_000_000
    state = {
        "userId": USER,
        "version": 1,
        "nextNumber": next_number,
        "keys": [{"number": 7, "orgId": "a", "addedAt": most}],
    }
    with visit() as seen:
        answer = seen.page.request.put(f"{seen.page.url}_mock/state", data={"users": [state]})
        assert answer.status == 204
        expect(seen.user().locator("p.next")).to_have_text(f"next number {next_number}")
        expect(seen.numbers()).to_have_text(["7"])
        expect(seen.user().locator("td").last).to_have_text(str(most))
        assert seen.user().locator(".numbers li").count() < 30


def test_the_page_of_a_named_world_shows_and_changes_that_world_only(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create("of-the-default-world")
    with visit("/w/checkout/") as seen:
        expect(seen.page.locator("#name")).to_have_text("world checkout")
        expect(seen.page.locator("#users-empty")).to_be_visible()
        seen.button("Use an API key of this world").click()
        seen.button("Create a user with three keys").click()
        expect(seen.numbers()).to_have_count(3)
        execute(seen.open("remove"))
        expect(seen.numbers()).to_have_text(["3", "1"])
        assert seen.page.locator("article.user").count() == 1
        assert "/w/checkout/users/" in seen.sent_to_service()[0].url
    assert [len(worlds.world("checkout").inventory(USER)), len(worlds.default.inventory(USER))] == [2, 0]


def test_faults_are_added_and_removed_and_strike(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER, keys=3)
    with visit(excused=("503 (Service Unavailable)", "404 (Not Found)", "ERR_EMPTY_RESPONSE")) as seen:
        faults = seen.page.locator("#faults li")
        seen.page.get_by_label("The next", exact=True).select_option("remove_physical_key")
        seen.button("is answered 503").click()
        expect(faults).to_have_text(["next remove_physical_key: answered 503, Retry-After 1Remove"])
        seen.button("is 2 s late").click()
        expect(faults).to_have_count(2)
        seen.button("Remove: next remove_physical_key: answered 2 s late").click()
        expect(faults).to_have_count(1)

        seen.button("Use an API key of this world").click()
        remove = seen.open("remove")
        execute(remove)
        expect(status(remove)).to_have_text("503")
        expect(faults).to_have_count(0)
        expect(seen.numbers()).to_have_count(3)

        seen.button("loses its answer").click()
        expect(faults).to_have_text(["next remove_physical_key: answer lost after it is carried outRemove"])
        execute(remove)
        expect(seen.numbers()).to_have_text(["3", "1"])
        # Chromium may send it a second time, as it does where a connection that it had used before is closed.
        expect(seen.page.locator("#journal summary").filter(has_text="lose answer")).to_have_count(1)


def test_the_clock_is_frozen_moved_and_let_go(visit: Visits, worlds: Worlds) -> None:
    with visit() as seen:
        seen.button("Freeze").click()
        expect(seen.page.locator("#mode")).to_have_text("stands still")
        worlds.default.clock.freeze(1_793_923_200_000)
        expect(seen.page.locator("#now")).to_have_text("2026-11-06 00:00:00")
        seen.button("Advance 1 h").click()
        expect(seen.page.locator("#now")).to_have_text("2026-11-06 01:00:00")
        seen.button("Run").click()
        expect(seen.page.locator("#mode")).to_have_text("runs")
        expect(seen.button("Run")).to_be_disabled()


def test_a_reset_is_confirmed_first_and_leaves_the_console_its_key(visit: Visits, worlds: Worlds) -> None:
    with visit() as seen:
        seen.button("Use an API key of this world").click()
        seen.button("Create a user with three keys").click()
        expect(seen.numbers()).to_have_count(3)
        seen.page.once("dialog", lambda dialog: dialog.dismiss())
        seen.button("Reset the world").click()
        assert len(worlds.default.inventory(USER)) == 3
        seen.page.once("dialog", lambda dialog: dialog.accept())
        seen.button("Reset the world").click()
        expect(seen.page.locator("article.user")).to_have_count(0)
        seen.said("The world is as new.")
        seen.button("Create a user with three keys").click()
        remove = seen.open("remove")
        execute(remove)
        expect(status(remove)).to_have_text("200")


def test_a_token_of_a_user_opens_that_user_only(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create("another", keys=2)
    worlds.default.users.create(USER, keys=2)
    with visit(excused=("403 (Forbidden)",)) as seen:
        seen.user().get_by_role("button", name="Use a token of this user").click()
        seen.said(f"The console sends a token of user {USER}.")
        remove = seen.open("remove")
        execute(remove)
        expect(status(remove)).to_have_text("200")
        seen.user("another").get_by_role("button", name="Use in the console").click()
        expect(remove.locator(".preview pre")).to_contain_text("/users/another/")
        execute(remove)
        expect(status(remove)).to_have_text("403")


def test_more_users_and_more_keys_are_shown_on_request(visit: Visits, worlds: Worlds) -> None:
    for number in range(7):
        worlds.default.users.create(f"user-{number}", keys=1)
    worlds.default.users.create(USER, keys=12)
    with visit() as seen:
        expect(seen.page.locator("#users-count")).to_have_text("8")
        expect(seen.page.locator("article.user")).to_have_count(5)
        seen.button("Show more users").click()
        expect(seen.page.locator("article.user")).to_have_count(8)
        expect(seen.button("Show more users")).to_be_hidden()
        expect(seen.numbers().last).to_be_hidden()
        seen.user().get_by_text("4 keys with lower numbers").click()
        expect(seen.numbers().last).to_be_visible()
        add_key(worlds.default, "one more")
        expect(seen.user().locator("summary")).to_have_text("5 keys with lower numbers")
        expect(seen.numbers().last).to_be_visible()


def test_a_mock_that_goes_away_is_missed_and_found_again(visit: Visits, worlds: Worlds, server: Server) -> None:
    worlds.default.users.create(USER, keys=1)
    port = int(server.base_url.rpartition(":")[2])
    with visit(excused=("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")) as seen:
        expect(seen.page.locator("#link")).to_have_text("live")
        server.stop()
        expect(seen.page.locator("#link")).to_have_text("not reachable")
        expect(seen.page.get_by_role("alert")).to_contain_text("The mock cannot be reached.")
        expect(seen.numbers()).to_have_count(1)
        add_key(worlds.default, "meanwhile")
        with Server(worlds, port=port):
            expect(seen.page.locator("#link")).to_have_text("live")
            expect(seen.page.get_by_role("alert")).to_have_count(0)
            expect(seen.numbers()).to_have_count(2)


def test_nothing_is_asked_while_nobody_looks(visit: Visits, worlds: Worlds) -> None:
    hide = "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
    hide += " document.dispatchEvent(new Event('visibilitychange')) }"
    with visit() as seen:
        expect(seen.page.locator("#link")).to_have_text("live")
        seen.page.evaluate(hide, True)
        seen.page.wait_for_load_state("networkidle")
        asked = len(seen.requests)
        seen.page.clock.install()
        seen.page.clock.run_for(60_000)
        assert len(seen.requests) == asked
        worlds.default.users.create(USER, keys=1)
        seen.page.evaluate(hide, False)
        expect(seen.numbers()).to_have_count(1)


def test_one_look_at_a_time(visit: Visits) -> None:
    with visit() as seen:
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
    with Server(Worlds(control_token="the control token")) as server:
        yield server


def test_the_control_token_is_asked_for_and_kept_in_the_page(browser: Browser, guarded: Server) -> None:
    with browser.new_context() as opened:
        page = opened.new_page()
        sent: list[Request] = []
        page.on("request", lambda request: sent.append(request))
        page.goto(guarded.base_url)
        field = page.get_by_label("This mock wants its control token")
        expect(field).to_be_focused()
        expect(field).to_have_attribute("type", "password")
        expect(page.locator("#link")).to_have_text("refused")
        expect(page.get_by_text("There are no users yet.")).to_be_hidden()
        asked = [request for request in sent if "/_mock/clock" in request.url]
        assert len(asked) == 1  # it waits for the token

        field.fill("not it")
        field.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("That is not the control token of this mock.")
        field.fill("the control token")
        field.press("Enter")
        expect(page.locator("#link")).to_have_text("live")
        expect(field).to_be_hidden()
        page.get_by_role("button", name="Create a user with three keys").click()
        expect(page.locator("article.user tbody th")).to_have_count(3)
        assert page.evaluate(KEPT) == NOTHING
        assert "token" not in page.url
        carriers = [request for request in sent if "the control token" in request.headers.values()]
        assert carriers
        assert all(request.url.startswith(f"{guarded.base_url}/_mock/") for request in carriers)

        remove = page.locator(OPERATIONS["remove"])
        remove.locator(".opblock-summary-control").click()
        with page.expect_request("**/RemovePhysicalKey") as tried:
            execute(remove)
        assert "x-mock-token" not in tried.value.all_headers()


def test_the_keyboard_is_enough(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER, keys=1)
    with visit() as seen:
        expect(seen.numbers()).to_have_count(1)
        keyboard = seen.page.keyboard
        keyboard.press("Tab")
        expect(seen.page.get_by_role("link", name="Skip to the live view")).to_be_focused()
        keyboard.press("Enter")
        expect(seen.page.locator("#world")).to_be_focused()
        reached = []
        for _ in range(10):
            keyboard.press("Tab")
            reached.append(seen.page.evaluate("document.activeElement.textContent"))
            if reached[-1] == "Use in the console":
                break
        assert reached[:2] == ["Reset the world", "Freeze"]
        assert reached[-1] == "Use in the console"
        keyboard.press("Enter")
        seen.said(f"The console is about user {USER}.")
        add_key(worlds.default, "while the button has the focus")
        expect(seen.numbers()).to_have_count(2)
        expect(seen.button("Use in the console")).to_be_focused()


def test_everything_to_press_and_fill_in_has_a_name(visit: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER, keys=1)
    with visit() as seen:
        expect(seen.numbers()).to_have_count(1)
        for role in ("button", "textbox", "combobox", "link"):
            for control in seen.page.locator("body > header, .bar, #world").get_by_role(role).all():
                expect(control).to_have_accessible_name(re.compile(r"\S"))


@pytest.mark.parametrize(("scheme", "other"), [("light", "dark"), ("dark", "light")])
def test_it_is_light_or_dark_as_the_reader_likes(visit: Visits, scheme: Scheme, other: Scheme) -> None:
    dark = scheme == "dark"
    with visit(color_scheme=scheme) as seen:
        for selector in ("html", "#world"):
            colour = seen.page.locator(selector).evaluate("node => getComputedStyle(node).backgroundColor")
            assert (max(map(int, colour.strip("rgb()").split(", "))) < 64) is dark
        seen.page.emulate_media(color_scheme=other)
        expect(seen.page.locator("html.dark-mode")).to_have_count(0 if dark else 1)


def crowd(world: World) -> None:
    """Fill a world with what takes room."""
    world.users.create("u" * 200, keys=2)
    world.users.create(USER, keys=12)
    add_key(world, "n" * 500)
    world.fail_next("remove_physical_key", 503)
    world.handle(Sent("POST", f"/users/{USER}/RemovePhysicalKey".encode(), b"", (), b'{"number": 1}'))
    world.handle(Sent("POST", b"/users/" + b"u" * 300, b"", ((b"x-api-key", world.api_key.encode()),)))
    world.fail_next("remove_physical_key", 503, times=1_000_000, retry_after=86_400, carried_out=True)


def overflow(seen: Visit, selector: str) -> Any:
    return seen.page.locator(selector).evaluate("node => node.scrollWidth - node.clientWidth")


def test_nothing_overlaps_where_there_is_room_for_both_views(visit: Visits, worlds: Worlds) -> None:
    crowd(worlds.default)
    with visit(viewport={"width": 1280, "height": 720}) as seen:
        expect(seen.page.locator("#journal li")).to_have_count(3)
        seen.page.locator("#journal summary").first.click()
        expect(seen.page.locator("#console")).to_be_visible()
        assert [overflow(seen, selector) for selector in ("html", "#world")] == [0, 0]


def test_a_narrow_screen_shows_one_view_at_a_time_and_nothing_beside_it(visit: Visits, worlds: Worlds) -> None:
    crowd(worlds.default)
    with visit(viewport={"width": 360, "height": 640}) as seen:
        expect(seen.page.locator("#world")).to_be_hidden()
        seen.open("remove")
        assert overflow(seen, "html") == 0
        seen.button("Live view").click()
        expect(seen.button("Live view")).to_have_attribute("aria-pressed", "true")
        expect(seen.user()).to_be_visible()
        expect(seen.page.locator("#journal li")).to_have_count(3)
        expect(seen.page.locator("#console")).to_be_hidden()
        assert [overflow(seen, selector) for selector in ("html", "#world")] == [0, 0]
