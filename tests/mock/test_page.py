"""The page of the mock, as it is served."""

import hashlib
import json
import re
from importlib.resources import files

import pytest
from spkey_mock import Request, Response, Worlds

ASSETS = files("spkey_mock").joinpath("page", "assets")
OWN = ("index.html", "page.css", "page.js", "icon.svg")


@pytest.fixture
def worlds() -> Worlds:
    return Worlds()


def get(worlds: Worlds, path: str, *headers: tuple[bytes, bytes], method: str = "GET") -> Response:
    return worlds.handle(Request(method, path.encode(), b"", headers))


@pytest.mark.parametrize("world", ["", "/w/a"])
def test_the_page_and_all_that_it_asks_for_are_served_for_every_world(worlds: Worlds, world: str) -> None:
    page = get(worlds, f"{world}/")
    assert (page.status, dict(page.headers)[b"content-type"]) == (200, b"text/html; charset=utf-8")
    names = re.findall(r'(?:href|src)="\./(_mock/page/[^"]+)"', page.body.decode())
    assert {name.rpartition("/")[2] for name in names} >= {"page.js", "page.css", "swagger-ui-bundle.js", "icon.svg"}
    assert [get(worlds, f"{world}/{name}").status for name in names] == [200] * len(names)


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("page.css", "text/css; charset=utf-8"),
        ("page.js", "text/javascript; charset=utf-8"),
        ("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        ("contract.json", "application/json"),
        ("control.json", "application/json"),
        ("icon.svg", "image/svg+xml"),
    ],
)
def test_every_asset_has_its_type_and_no_leave_to_do_more_than_the_page(
    worlds: Worlds, name: str, content_type: str
) -> None:
    response = get(worlds, f"/_mock/page/{name}")
    headers = dict(response.headers)
    assert response.status == 200
    assert headers[b"content-type"] == content_type.encode()
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"no-referrer"
    policy = dict(part.split(maxsplit=1) for part in headers[b"content-security-policy"].decode().split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "nothing.js",
        "README.md",
        "LICENSE",
        "vendor/swagger-ui.css",
        "vendor",
        "../page.py",
        "..%2Fpage.py",
        "../../../../etc/passwd",
        "/etc/passwd",
        "page.js/",
        "PAGE.JS",
        "page.js\x00",
        "ÿ",
    ],
)
def test_nothing_else_is_served(worlds: Worlds, name: str) -> None:
    response = get(worlds, f"/_mock/page/{name}")
    assert (response.status, response.body) == (404, b"404 Not Found")


def test_what_a_browser_has_already_is_not_sent_again(worlds: Worlds) -> None:
    first = get(worlds, "/")
    tag = dict(first.headers)[b"etag"]
    again = get(worlds, "/", (b"If-None-Match", tag))
    assert (again.status, again.body, dict(again.headers)[b"etag"]) == (304, b"", tag)
    assert get(worlds, "/", (b"if-none-match", b'"another"')).status == 200
    assert get(worlds, "/_mock/page/page.js", (b"if-none-match", tag)).status == 200


def test_head_is_answered_without_a_body(worlds: Worlds) -> None:
    for path in ("/", "/_mock/page/page.js"):
        whole, head = get(worlds, path), get(worlds, path, method="HEAD")
        assert (head.status, head.headers, head.body) == (200, whole.headers, b"")


def test_the_page_is_no_part_of_the_journal_and_takes_no_commands(worlds: Worlds) -> None:
    get(worlds, "/")
    get(worlds, "/_mock/page/contract.json")
    assert worlds.default.journal.total == 0
    assert get(worlds, "/", method="POST").status in (401, 404)


def test_the_page_asks_nobody_else(worlds: Worlds) -> None:
    for name in OWN:
        text = ASSETS.joinpath(name).read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert re.findall(r"(?:https?:)?//[\w.-]+\.\w", text) == []


def test_the_page_puts_nothing_into_storage_and_makes_no_markup_of_text() -> None:
    script = ASSETS.joinpath("page.js").read_text("utf-8")
    forbidden = (
        r"localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML|outerHTML|insertAdjacentHTML|\beval\b"
    )
    assert re.findall(forbidden, script) == []
    assert "<script>" not in ASSETS.joinpath("index.html").read_text("utf-8")


def test_the_renderer_is_what_its_readme_says() -> None:
    vendor = ASSETS.joinpath("vendor")
    listed = dict(re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", vendor.joinpath("README.md").read_text("utf-8")))
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in vendor.iterdir()}
    del found["README.md"]
    assert listed == found
    assert "Apache License" in vendor.joinpath("LICENSE").read_text("utf-8")


def test_the_contract_that_the_page_shows_is_the_whole_document(worlds: Worlds) -> None:
    shown = json.loads(get(worlds, "/_mock/page/contract.json").body)
    assert shown["components"]["parameters"]["UserId"]["example"]
    assert {"servers", "webhooks", "x-rules"} <= shown.keys()
