"""The page's files and the contract as the mock serves them."""

import hashlib
import json
import re
from importlib.resources import files

import pytest
from spkey_mock import Request, Response, Worlds
from spkey_mock.http.handler import complete

ASSETS = files("spkey_mock.page").joinpath("assets")
MODULES = sorted(file.name for file in ASSETS.iterdir() if file.name.endswith(".js"))
OWN = ("index.html", "page.css", "icon.svg", *MODULES)


@pytest.fixture
def worlds() -> Worlds:
    return Worlds()


def get(worlds: Worlds, path: str, *headers: tuple[bytes, bytes], method: str = "GET") -> Response:
    return complete(worlds.handle(Request(method, path.encode(), b"", headers)))


def text(name: str) -> str:
    return ASSETS.joinpath(name).read_text("utf-8")


def imports(module: str) -> list[str]:
    return re.findall(r'^import .*"\./([\w.-]+)";$', text(module), re.MULTILINE)


@pytest.mark.parametrize("world", ["", "/w/a"])
def test_every_world_serves_the_page_and_its_files(worlds: Worlds, world: str) -> None:
    page = get(worlds, f"{world}/")
    assert (page.status, dict(page.headers)[b"content-type"]) == (200, b"text/html; charset=utf-8")
    names = re.findall(r'(?:href|src)="\./(_mock/page/[^"]+)"', page.body.decode())
    assert {name.rpartition("/")[2] for name in names} >= {"page.js", "page.css", "swagger-ui-bundle.js", "icon.svg"}
    assert [get(worlds, f"{world}/{name}").status for name in names] == [200] * len(names)


def test_every_module_is_used_and_preloaded() -> None:
    preloaded = re.findall(r'rel="modulepreload" href="\./_mock/page/([^"]+)"', text("index.html"))
    imported = {name for module in MODULES for name in imports(module)}
    assert sorted([*preloaded, "page.js"]) == sorted([*imported, "page.js"]) == MODULES


def test_modules_do_not_import_each_other_in_circles() -> None:
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path
        if module not in done:
            for name in imports(module):
                visit(name, (*path, module))
            done.add(module)

    visit("page.js", ())
    assert sorted(done) == MODULES


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
def test_every_file_has_its_content_type_and_the_same_policy(worlds: Worlds, name: str, content_type: str) -> None:
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
        "../files.py",
        "..%2Ffiles.py",
        "../../../../etc/passwd",
        "/etc/passwd",
        "page.js/",
        "PAGE.JS",
        "page.js\x00",
        "ÿ",
    ],
)
def test_any_other_name_returns_404(worlds: Worlds, name: str) -> None:
    response = get(worlds, f"/_mock/page/{name}")
    assert (response.status, response.body) == (404, b"404 Not Found")


def test_a_file_that_the_browser_has_cached_returns_304(worlds: Worlds) -> None:
    first = get(worlds, "/")
    tag = dict(first.headers)[b"etag"]
    again = get(worlds, "/", (b"If-None-Match", tag))
    assert (again.status, again.body, dict(again.headers)[b"etag"]) == (304, b"", tag)
    assert get(worlds, "/", (b"if-none-match", b'"another"')).status == 200
    assert get(worlds, "/_mock/page/page.js", (b"if-none-match", tag)).status == 200


def test_head_returns_no_body(worlds: Worlds) -> None:
    for path in ("/", "/_mock/page/page.js"):
        whole, head = get(worlds, path), get(worlds, path, method="HEAD")
        assert (head.status, head.headers, head.body) == (200, whole.headers, b"")


def test_the_page_is_not_journalled_and_takes_no_commands(worlds: Worlds) -> None:
    get(worlds, "/")
    get(worlds, "/_mock/page/contract.json")
    assert worlds.default.journal.total == 0
    assert get(worlds, "/", method="POST").status in (401, 404)


@pytest.mark.parametrize("name", OWN)
def test_no_file_refers_to_another_host(name: str) -> None:
    content = text(name).replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"(?:https?:)?//[\w.-]+\.\w", content) == []


@pytest.mark.parametrize("module", MODULES)
def test_no_module_uses_storage_or_makes_markup_from_text(module: str) -> None:
    forbidden = (
        r"localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML|outerHTML|insertAdjacentHTML|\beval\b"
    )
    assert re.findall(forbidden, text(module)) == []


def test_the_page_shares_no_id_with_swagger_ui() -> None:
    vendor = ASSETS.joinpath("vendor", "swagger-ui-bundle.js").read_text("utf-8")
    ids = re.findall(r'\bid="([^"]+)"', text("index.html"))
    assert len(ids) == len(set(ids))
    assert [name for name in ids if f'id:"{name}"' in vendor] == []


def test_the_page_has_no_inline_script_or_style() -> None:
    assert re.findall(r"<script>|<style|\bstyle=|\bon\w+=", text("index.html")) == []


def test_swagger_ui_matches_the_checksums_of_its_readme() -> None:
    vendor = ASSETS.joinpath("vendor")
    listed = dict(re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", vendor.joinpath("README.md").read_text("utf-8")))
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in vendor.iterdir()}
    del found["README.md"]
    assert listed == found
    assert "Apache License" in vendor.joinpath("LICENSE").read_text("utf-8")


@pytest.mark.parametrize("path", ["/openapi.json", "/w/a/openapi.json", "/_mock/page/contract.json"])
def test_the_contract_is_served_as_one_document(worlds: Worlds, path: str) -> None:
    response, head = get(worlds, path), get(worlds, path, method="HEAD")
    shown = json.loads(response.body)
    assert (response.status, dict(response.headers)[b"content-type"]) == (200, b"application/json")
    assert {"servers", "paths", "components", "webhooks", "x-rules"} <= shown.keys()
    assert set(re.findall(r'"\$ref": "([^"#]*)', response.body.decode())) == {""}
    assert (head.status, head.headers, head.body) == (200, response.headers, b"")
    assert get(worlds, path, (b"if-none-match", dict(response.headers)[b"etag"])).status == 304


def test_the_contract_is_read_without_a_credential_a_world_or_a_journal_entry(worlds: Worlds) -> None:
    for path in ("/openapi.json", "/w/a/openapi.json"):
        assert get(worlds, path).status == 200
    assert [world.name for world in worlds.items()] == [""]
    assert worlds.default.journal.total == 0


@pytest.mark.parametrize("path", ["/openapi.json/", "/OpenAPI.json", "/openapi.yaml", "//openapi.json"])
def test_the_contract_has_no_other_path(worlds: Worlds, path: str) -> None:
    assert get(worlds, path).status == 401
    assert get(worlds, "/openapi.json", method="POST").status == 401
