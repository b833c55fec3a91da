"""The page at a temporary key's link, and the confirmation to which an opening redirects."""

from base64 import b64encode
from hashlib import sha256
from uuid import UUID

import httpx
import pytest
from spkey_mock import Fault, Request, Response
from spkey_mock.aggregates.temp_keys import Door
from spkey_mock.aggregates.temp_keys.link import Link
from spkey_mock.aggregates.temp_keys.page import confirmation, guest_page
from spkey_mock.aggregates.window import Window

from ..browsing import Browser, Page, browser_of
from ..support import Mock
from .guests import ADA, BOTH, CODE, KEY, LOCK, OTHER_LOCK, Guests, at, door

FAMILIES = pytest.mark.parametrize("collective", [False, True], ids=["temp-keys", "collective-temp-keys"])
UNKNOWN = str(UUID(int=1))


@pytest.fixture
def guests(mock: Mock) -> Guests:
    return Guests.of(mock)


@pytest.fixture
def browser(mock: Mock) -> Browser:
    return browser_of(mock.world.transport)


@FAMILIES
def test_a_guest_follows_the_link_and_opens_a_door(guests: Guests, browser: Browser, collective: bool) -> None:
    key = guests.issued(door(label="Front door"), door(OTHER_LOCK), collective=collective)
    page = browser.visit(key["url"])
    assert (page.status, list(page.buttons)) == (200, ["Open Front door", "Open Door 2"])
    opened = browser.press(page, "Open Front door")
    assert (opened.status, opened.text) == (200, "Door opened Front door was opened. Back to the key")
    assert opened.response.url.path == f"{key['url']}/confirmation"
    assert guests.happened() == ["LockOpenRequested", "TempKeyUsed"]
    assert browser.visit(opened.links[0]).text == page.text


@FAMILIES
def test_the_confirmation_says_that_a_lock_is_offline(guests: Guests, browser: Browser, collective: bool) -> None:
    guests.mock.world.outside.change(offline_locks=[str(LOCK)])
    page = browser.visit(guests.issued(collective=collective)["url"])
    assert "Door 1 is offline. It opens once its lock is online again." in browser.press(page, "Open Door 1").text


def test_the_page_shows_the_window_and_the_pin(guests: Guests, browser: Browser) -> None:
    key = guests.issued(CODE, BOTH)
    page = browser.visit(key["url"])
    assert f"Valid from 2026-11-06 00:00 UTC Valid until 2026-11-06 01:00 UTC PIN {key['pin']}" in page.text
    assert "Door 1: enter the PIN at the door." in page.text
    assert list(page.buttons) == ["Open Door 2"]
    assert "PIN" not in browser.visit(guests.issued(door())["url"]).text


@FAMILIES
@pytest.mark.parametrize(
    ("start", "end", "why", "shows_pin"),
    [
        (-2, -1, "This key has expired and no longer opens any door.", False),
        (1, 2, "This key is not valid yet.", True),
    ],
    ids=["late", "early"],
)
def test_outside_its_window_a_key_has_no_buttons(
    guests: Guests, browser: Browser, collective: bool, start: int, end: int, why: str, shows_pin: bool
) -> None:
    key = guests.issued(BOTH, collective=collective, validFrom=at(start), validUntil=at(end))
    page = browser.visit(key["url"])
    assert (page.status, page.buttons, why in page.text) == (200, {}, True)
    assert (key["pin"] in page.text, "Door 1" in page.text) == (shows_pin, True)


@FAMILIES
def test_a_revoked_key_is_shown_as_revoked_even_after_its_window(
    guests: Guests, browser: Browser, collective: bool
) -> None:
    key = guests.issued(BOTH, collective=collective)
    guests.revoke(key["uuid"], collective=collective)
    guests.wait(2)
    page = browser.visit(key["url"])
    assert (page.status, page.buttons) == (200, {})
    assert "This key has been revoked and no longer opens any door." in page.text
    assert "expired" not in page.text
    assert key["pin"] not in page.text


def test_a_key_of_a_single_lock_has_one_door(guests: Guests, browser: Browser) -> None:
    guests.create(maxUses=1)
    path = f"/temp-keys/{KEY}"
    page = browser.visit(path)
    assert list(page.buttons) == ["Open Door 1"]
    assert "Door 1 was opened." in browser.press(page, "Open Door 1").text
    used = browser.visit(path)
    assert (used.buttons, "This key has been used up and no longer opens any door." in used.text) == ({}, True)
    assert browser.visit(f"/collective-temp-keys/{KEY}").status == 404
    guests.delete()
    assert browser.visit(path).status == 404


def test_the_page_of_a_key_with_a_whitelist_has_no_buttons(guests: Guests, browser: Browser) -> None:
    guests.create(accessMode="user-whitelist", allowedUserIds=[ADA])
    page = browser.visit(f"/temp-keys/{KEY}")
    assert (page.status, page.buttons) == (200, {})
    assert "Door 1: only users on the key's whitelist can open it, with their app." in page.text


@FAMILIES
@pytest.mark.parametrize("path", ["", "/confirmation", "/confirmation?door=1&offline=false"])
def test_an_unknown_key_has_no_page(guests: Guests, browser: Browser, collective: bool, path: str) -> None:
    page = browser.visit(f"/{'collective-' if collective else ''}temp-keys/{UNKNOWN}{path}")
    assert (page.status, page.text) == (404, "Not found There is no such key or door. Check the link.")


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ("", 200, "The door was opened."),
        ("?offline=true", 200, "The door is offline."),
        ("?offline=null&door=1", 200, "Door 1 was opened."),
        ("?door=2", 404, "no such key or door"),
        ("?door=one", 404, "no such key or door"),
        ("?door=", 404, "no such key or door"),
    ],
)
def test_the_query_of_a_confirmation_is_optional(
    guests: Guests, browser: Browser, query: str, status: int, text: str
) -> None:
    page = browser.visit(f"{guests.issued()['url']}/confirmation{query}")
    assert (page.status, text in page.text) == (status, True)


@pytest.mark.parametrize(
    "label", ["<script>alert(1)</script>", "</bdi><img src=x onerror=alert(1)>", '"><form action="//evil">', "&lt;b>"]
)
def test_a_label_is_shown_as_text_everywhere(guests: Guests, browser: Browser, label: str) -> None:
    page = browser.visit(guests.issued(door(label=label), door(label=label, accessMethod="code"))["url"])
    assert list(page.buttons) == [f"Open {label}"]
    assert f"{label}: enter the PIN at the door." in page.text
    assert {"script", "img"} & set(page.tags) == set()
    opened = browser.press(page, f"Open {label}")
    assert f"{label} was opened." in opened.text
    assert opened.tags.count("form") == 0


def test_an_id_of_any_characters_is_one_segment_of_a_path() -> None:
    link = Link('javascript:"/<?', Window(at(0), at(1)), "valid", (Door(1, str(LOCK), ""),))
    segment = "javascript%3A%22%2F%3C%3F"
    url = f"https://api.spkey.co/temp-keys/{segment}"
    assert shown(guest_page(link), url).buttons == {"Open Door 1": f"{url}/doors/1/open"}
    assert shown(confirmation(link, None, offline=False), f"{url}/confirmation").links == [url]


def shown(response: Response, url: str) -> Page:
    headers = [(name.decode(), value.decode()) for name, value in response.headers]
    return Page(httpx.Response(200, headers=headers, content=response.body, request=httpx.Request("GET", url)))


def test_a_lone_surrogate_in_a_label_is_shown_as_a_substitute(guests: Guests, browser: Browser) -> None:
    assert list(browser.visit(guests.issued(door(label="a\ud800b"))["url"]).buttons) == ["Open a?b"]


def test_a_page_runs_no_script_and_loads_nothing(guests: Guests, browser: Browser) -> None:
    response = browser.visit(guests.issued()["url"]).response
    style = response.text.partition("<style>")[2].partition("</style>")[0]
    hashed = b64encode(sha256(style.encode()).digest()).decode()
    assert response.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{hashed}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "http" not in response.text.lower()


def test_the_date_of_a_page_is_that_of_the_world(guests: Guests, browser: Browser) -> None:
    assert browser.visit(guests.issued()["url"]).response.headers["date"] == "Fri, 06 Nov 2026 00:00:00 GMT"


def test_head_returns_the_headers_of_a_page(guests: Guests) -> None:
    url = guests.issued()["url"].encode()
    get, head = (guests.mock.world.handle(Request(method, url)) for method in ("GET", "HEAD"))
    assert (head.status, head.headers, head.body) == (200, get.headers, b"")


@pytest.mark.parametrize("path", ["/temp-keys/", "/temp-keys/{}/", "/temp-keys/{}/doors", "/Temp-keys/{}"])
def test_other_paths_have_no_page(guests: Guests, path: str) -> None:
    path = path.format(guests.issued()["uuid"])
    assert guests.mock.send("GET", path, headers=()).status == 401
    assert guests.mock.send("GET", path).status == 404


def test_pages_are_not_operations(guests: Guests, browser: Browser) -> None:
    url = guests.issued()["url"]
    world = guests.mock.world
    world.faults.add(Fault(kind="status", status=503))
    journal, covered = world.journal.total, str(world.coverage)
    assert [browser.visit(it).status for it in (url, f"{url}/confirmation", f"/temp-keys/{UNKNOWN}")] == [200, 200, 404]
    assert (world.journal.total, str(world.coverage)) == (journal, covered)
    assert len(world.faults.items()) == 1
    world.journal.assert_clean()


def test_a_page_follows_the_clock_of_the_world(guests: Guests, browser: Browser) -> None:
    key = guests.issued()
    assert browser.visit(key["url"]).buttons
    guests.wait(1)
    assert not browser.visit(key["url"]).buttons
