"""The reports of a run: JSON that fits its schema, JUnit XML, an HTTP archive, and a page for reviewers."""

import json
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from jsonschema_rs import Draft202012Validator
from playwright.sync_api import Page, sync_playwright
from spkey_mock.conformance.exchange import exchange as record
from spkey_mock.conformance.receiver import Receiver
from spkey_mock.conformance.report import document, har
from spkey_mock.conformance.report.files import write
from spkey_mock.conformance.report.junit import junit
from spkey_mock.conformance.report.page import page
from spkey_mock.conformance.result import Result
from spkey_mock.conformance.verdicts import Verdict
from spkey_mock.reporting.files import ReportError

from ..browser.conftest import FLAGS
from .support import PROFILE, Changed, broken, exchange, judged, result, verified

HOSTILE = "</pre></details><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">&\x00"
EVERY: tuple[Verdict, ...] = (
    "passed",
    "partly passed",
    "failed",
    "warned",
    "not exercised",
    "disabled",
    "known deviation",
    "unexpectedly passed",
    "flaky",
    "engine error",
)


def sample() -> Result:
    """A result with every verdict."""
    return result(*(judged(it, "" if it == "passed" else f"{it}!", exchanges=[exchange()]) for it in EVERY))


@pytest.fixture(scope="module")
def real() -> Result:
    """The result of a run with a broken rule."""
    return verified(Changed(broken), "users.get_*", "service.either_credential_suffices")


# JSON


def test_the_document_fits_its_schema(real: Result) -> None:
    validator = Draft202012Validator(document.SCHEMA.read_text("utf-8"), validate_formats=True)
    for it in (real, sample(), result()):
        assert [error.message for error in validator.iter_errors(json.loads(document.dumps(it)))] == []


def test_every_property_of_the_schema_is_described() -> None:
    def undescribed(schema: dict[str, Any], place: str) -> Iterator[str]:
        for name, it in schema.get("properties", {}).items():
            if "$ref" not in it and "description" not in it:
                yield f"{place}/{name}"
            yield from undescribed(it, f"{place}/{name}")

    schema = json.loads(document.SCHEMA.read_text("utf-8"))
    places = [schema, *schema["$defs"].values()]
    assert [name for it in places for name in undescribed(it, it.get("title", it["description"]))] == []


def test_the_document_has_each_test_once_and_rules_refer_to_them(real: Result) -> None:
    found = json.loads(document.dumps(real))
    names = [it["name"] for it in found["tests"]]
    assert len(names) == len(set(names))
    assert {name for rule in found["rules"] for name in rule["tests"]} == set(names)
    assert (found["headline"], found["exitCode"]) == (real.headline, 1)


def test_the_document_counts_the_rules_that_passed_and_those_that_partly_passed() -> None:
    found = document.to_json(
        result(judged("passed"), judged("passed"), judged("partly passed", "1 of 2"), judged("failed"))
    )
    assert (found["verified"], found["partlyVerified"]) == (2, 1)


@pytest.mark.parametrize("found", [result(judged("not exercised", "Why.")), result(judged("passed"), interrupted=True)])
def test_every_report_says_why_a_run_gives_no_verdict(found: Result) -> None:
    assert document.to_json(found)["problem"] == found.problem != ""
    assert escape(found.problem) in page(found)
    (error,) = ET.fromstring(junit(found)).iter("error")
    assert error.text == found.problem


# JUnit


@pytest.mark.parametrize("verdict", EVERY)
def test_junit_fails_exactly_if_the_run_fails(verdict: Verdict) -> None:
    found = result(judged("passed"), judged(verdict, "because", name="a.rule"))
    root = ET.fromstring(junit(found))
    assert (int(root.get("failures", "")) + int(root.get("errors", "")) > 0) is (found.exit_code > 0)
    (case,) = root.iterfind(".//testcase[@name='a.rule']")
    assert case.findtext("system-out") == "The promise of a.rule. (documented)"
    if verdict != "passed":
        told = {child.tag: child.get("message") for child in case if child.tag != "system-out"}
        kind = {"failed": "failure", "unexpectedly passed": "failure", "engine error": "error"}.get(verdict, "skipped")
        assert told == {kind: f"{verdict}: because"}


def test_junit_holds_any_text() -> None:
    root = ET.fromstring(junit(result(judged("failed", HOSTILE), judged("not exercised", HOSTILE))))
    assert HOSTILE.replace("\x00", "?") in (root.findtext(".//failure") or "")


# HAR


def test_the_archive_has_every_request_with_a_response(real: Result) -> None:
    log = json.loads(har.dumps(real))["log"]
    assert log["version"] == "1.2"
    assert len(log["entries"]) == sum(bool(item.status) for it in real.tests for item in it.exchanges)
    for entry in log["entries"]:
        assert datetime.fromisoformat(entry["startedDateTime"]).tzinfo == UTC
        assert entry["request"]["url"].startswith("http://localhost/")


def test_the_archive_has_the_query_and_no_body_that_was_cut() -> None:
    query = exchange(method="GET", url="http://localhost/users/7/PhysicalKeys?q=a%20b&orgId=", body="")
    lost, cut = exchange(status=0), exchange(whole=False)
    found = har.dumps(result(judged("passed", exchanges=[query, lost, cut])))
    first, second = json.loads(found)["log"]["entries"]
    assert first["request"]["queryString"] == [{"name": "q", "value": "a b"}, {"name": "orgId", "value": ""}]
    assert "postData" not in first["request"]
    assert (second["request"]["postData"]["text"], second["response"]["content"]["text"]) == ("", "")


# Exchanges


def test_secrets_are_masked_wherever_they_stand() -> None:
    request = httpx.Request(
        "POST",
        "http://localhost/users/a-secret-key/x?key=a-secret-key",
        headers={"X-API-Key": "a-secret-key", "Authorization": "Bearer a.b.c", "Cookie": "c", "X-Note": "a-secret-key"},
        json={"note": "a-secret-key"},
    )
    response = httpx.Response(401, json={"message": "a-secret-key"}, headers={"Set-Cookie": "session=1"})
    item = record(request, response, 0.1, ["a-secret-key"])
    assert "a-secret-key" not in repr(item) + item.curl
    assert "a.b.c" not in repr(item) + item.curl
    assert "session" not in repr(item)
    assert dict(item.headers)["authorization"] == "Bearer ***"


def test_a_text_of_a_few_characters_is_no_secret() -> None:
    item = record(httpx.Request("GET", "http://localhost/keys", headers={"X-API-Key": "k"}), None, 0.1, ["k"], "gone")
    assert item.url == "http://localhost/keys"
    assert dict(item.headers)["x-api-key"] == "***"
    assert (item.status, item.response) == (0, "gone")


@pytest.mark.parametrize("body", ["{'orgId': \"$HOME\"}", "@file", "", '{"note": "a\'b\\n`id`"}'])
def test_the_curl_line_repeats_the_request(body: str) -> None:
    with Receiver() as receiver:
        sent = json.dumps({"body": body, "path": "{a,b}[1-2]/../x"})
        request = httpx.Request(
            "POST", f"{receiver.url}{{a}}", headers={"X-Note": "it's", "X-API-Key": "a-secret-key"}, content=sent
        )
        item = record(request, None, 0.1, ["a-secret-key"])
        curl = shutil.which("curl")
        if curl is None:
            pytest.skip("curl is not installed")
        shell = {"SPKEY_API_KEY": "a-secret-key"}
        subprocess.run(
            ["/bin/sh", "-c", item.curl.replace("curl", curl, 1)], env=shell, check=True, capture_output=True
        )
        (received,) = receiver.wait(len)  # type: ignore[arg-type]
    assert received.event == json.loads(sent)
    assert (received.headers["x-api-key"], received.headers["x-note"]) == ("a-secret-key", "it's")
    assert "content-type" not in received.headers


def test_the_curl_line_of_a_head_request_waits_for_no_body() -> None:
    assert "--head" in shlex.split(exchange(method="HEAD", body="").curl)


# Files


def test_the_files_of_a_report_are_written(tmp_path: Path) -> None:
    write(sample(), tmp_path / "deep/report")
    names = ["conformance.json", "junit.xml", "report.html", "traffic.har"]
    assert sorted(it.name for it in (tmp_path / "deep/report").iterdir()) == names


def test_a_directory_that_cannot_be_created_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match=r"cannot create .*file: File exists\.$"):
        write(sample(), tmp_path / "file")


# The page


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.fail("Chromium is not installed. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser.new_page(java_script_enabled=True)
        browser.close()


def show(browser_page: Page, folder: Path, found: Result) -> list[str]:
    """Open the page of a result from its file, and return what the browser requested or complained about."""
    seen: list[str] = []
    browser_page.on("request", lambda request: seen.append(request.url))
    browser_page.on("console", lambda entry: seen.append(entry.text))
    browser_page.on("pageerror", lambda error: seen.append(str(error)))
    write(found, folder)
    browser_page.goto((folder / "report.html").as_uri())
    return seen


def test_the_page_shows_a_broken_rule_with_the_requests_and_a_curl_line(
    browser_page: Page, tmp_path: Path, real: Result
) -> None:
    seen = show(browser_page, tmp_path, real)
    assert seen == [(tmp_path / "report.html").as_uri()]
    rule = browser_page.locator(f"[id='{PROFILE}']")
    text = rule.inner_text()
    for expected in (
        "failed",
        "Getting the profile of an unknown user returns 404.",
        "documented",
        "→ 200",
        "x-api-key: ***",
        "curl",
        "$SPKEY_API",
    ):
        assert expected in text
    assert browser_page.locator("header").inner_text().count(real.headline) == 1


def test_the_page_can_be_filtered_by_verdict(browser_page: Page, tmp_path: Path) -> None:
    show(browser_page, tmp_path, sample())
    assert browser_page.locator(".rule:visible").count() == len(EVERY)
    for verdict in EVERY:
        browser_page.get_by_label(f"{verdict} (1)", exact=True).check()
        (shown,) = browser_page.locator(".rule:visible").all()
        assert verdict in shown.inner_text()
    browser_page.get_by_label("all").check()
    assert browser_page.locator(".rule:visible").count() == len(EVERY)


def test_no_response_injects_markup(browser_page: Page, tmp_path: Path) -> None:
    item = exchange(
        url=f"http://localhost/{HOSTILE}",
        headers=((HOSTILE, HOSTILE),),
        body=HOSTILE,
        response=HOSTILE,
        response_headers=((HOSTILE, HOSTILE),),
    )
    rule = judged("failed", HOSTILE, name=HOSTILE, exchanges=[item])
    found = result(rule, base_urls=(HOSTILE,), configuration={"user": (HOSTILE,)}, users=(HOSTILE,))
    seen = show(browser_page, tmp_path, found)
    assert seen == [(tmp_path / "report.html").as_uri()]
    assert browser_page.title() != "broken"
    assert browser_page.locator("script, img, link, iframe").count() == 0
    assert browser_page.locator(".rule").count() == 1


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_page_follows_the_colour_scheme(browser_page: Page, tmp_path: Path, scheme: Any) -> None:
    browser_page.emulate_media(color_scheme=scheme)
    show(browser_page, tmp_path, sample())
    colour = browser_page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (colour == "rgb(255, 255, 255)") is (scheme == "light")


def test_the_page_is_one_file_without_scripts() -> None:
    text = page(sample())
    assert "<script" not in text
    assert not any(f'{name}="http' in text for name in ("src", "href"))
    assert "default-src 'none'" in text
