"""The reports about a comparison, for a terminal, a pull request, reviewers and programs."""

import io
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from jsonschema_rs import Draft202012Validator
from markdown_it import MarkdownIt
from playwright.sync_api import Page, sync_playwright

from generator.diff.changes import Severity, Use, Witness
from generator.diff.comparison import Comparison
from generator.diff.consumers import Hit
from generator.diff.report import data
from generator.diff.report.curl import curl
from generator.diff.report.data import dumps
from generator.diff.report.markdown import LIMIT, markdown
from generator.diff.report.page import page
from generator.diff.report.terminal import coloured, terminal

from ...browser.conftest import FLAGS
from .comparisons import (
    ADDITIVE,
    BREAKING,
    HOSTILE,
    LIST,
    NONE,
    REMOVE,
    RISKY,
    TEXT,
    approval,
    change,
    comparison,
    everything,
    hostile,
    python_change,
    request,
    use,
)

SEVERITIES = (BREAKING, RISKY, ADDITIVE, TEXT, NONE)

# What GitHub makes a mention, a reference or a link of.
LINKED = re.compile(r"@\w|[#!]\d|\bGH-\d|\w://|\bwww\.", re.IGNORECASE)


def many(number: int, severity: Severity = BREAKING) -> list[Any]:
    return [change(severity, pointer=f"/schemas/Key{index:04}") for index in range(number)]


# The verdict


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (comparison(), "No changes."),
        (comparison(change()), "1 breaking change: a major version."),
        (
            comparison(*many(3), *many(2, RISKY), *many(5, ADDITIVE)),
            "3 breaking, 2 risky, 5 additive changes: a major version.",
        ),
        (comparison(change(RISKY), change(TEXT)), "1 risky, 1 text changes: a minor version."),
        (comparison(change(TEXT)), "1 text change: a patch."),
        (comparison(change(NONE)), "1 neutral change: no new version."),
        (
            comparison(change(ADDITIVE), python=(python_change(),)),
            "1 additive change, in Python 1 breaking change: a major version.",
        ),
        (
            comparison(python=(python_change(RISKY),)),
            "No changes on the wire, in Python 1 risky change: a minor version.",
        ),
        (
            comparison(*many(2), approved=approval(many(1)[0])),
            "2 breaking (1 approved) changes: a major version.",
        ),
    ],
)
def test_every_report_begins_with_the_verdict(found: Comparison, verdict: str) -> None:
    assert terminal(found).splitlines()[0] == verdict
    assert markdown(found).splitlines()[0] == f"## Contract: {verdict}"
    assert f"<h1>Contract changes</h1><p>{verdict}</p>" in page(found)


@pytest.mark.parametrize("report", [terminal, markdown, page])
def test_every_report_says_why_the_comparison_fails(report: Any) -> None:
    assert "without approval" not in report(comparison(change(RISKY)))
    assert "without approval" not in report(comparison(change(), approved=approval(change())))
    assert "1 breaking change without approval." in report(comparison(change()))
    strict = evolve(comparison(change(), change(RISKY)), fail_on=RISKY)
    assert "2 breaking or risky changes without approval." in report(strict)
    problem = "The approval 1234 of api-team expired on 2026-01-01."
    assert problem in report(comparison(problems=(problem,)))


@pytest.mark.parametrize("report", [terminal, markdown, page])
def test_every_report_says_that_the_packages_were_not_compared(report: Any) -> None:
    reason = "The old contract cannot be generated."
    assert f"The generated packages were not compared. {reason}" in report(comparison(python=(), reason=reason))


# Terminal


def test_a_change_has_its_place_its_meaning_and_what_is_known_of_it() -> None:
    found = change(
        response=RISKY,
        webhook=RISKY,
        old={"maximum": 100},
        new={"maximum": 50},
        witness=request(query={"dry": ["a b", True]}, body={"note": "é"}),
    )
    hit = {found.fingerprint: Hit(("app", "web"), 5)}
    text = terminal(comparison(found, hit=hit, approved=approval(found)), width=120)
    assert [line.strip() for line in text.splitlines() if line.strip()] == [
        "1 breaking (1 approved) change: a major version.",
        "v1.2.0 -> openapi.yaml",
        "BREAKING",
        REMOVE,
        "contract/physical_keys.yaml#/schemas/RemovePhysicalKeyRequest/required",
        "The property number is now required.",
        "Breaking for senders of requests; risky for readers of responses and receivers of webhooks.",
        '{"maximum": 100} -> {"maximum": 50}',
        "Sent in request body /number.",
        'Witness: POST /users/u1/RemovePhysicalKey?dry=a+b&dry=true {"note": "é"}',
        "The property number is missing.",
        "2 of 5 suites use this: app, web.",
        "Approved by api-team until 2027-01-31: Nobody uses it.",
        f"Fingerprint: {found.fingerprint}",
    ]


def test_the_worst_changes_come_first_and_are_grouped_by_operation() -> None:
    shared = (use(REMOVE), use(LIST))
    text = terminal(
        comparison(
            change(ADDITIVE, text="One."),
            change(uses=(use(REMOVE),), text="Two."),
            change(uses=(use(LIST),), text="Three."),
            change(uses=shared, text="Four."),
            change(uses=(), text="Five."),
            change(uses=(use(REMOVE),), pointer="/a", text="Six."),
            change(uses=(use("key_added", "webhook"),), text="Seven."),
        )
    )
    wanted = "BREAKING|The whole contract|Five|Several operations|Four"
    wanted += f"|{LIST}|Three|{REMOVE}|Six|Two|webhook key_added|Seven|ADDITIVE|{REMOVE}|One"
    places: list[int] = []
    for part in wanted.split("|"):
        places.append(text.index(part, places[-1] if places else 0))
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        (Use(REMOVE, "request", "query limit"), "request query limit"),
        (Use(LIST, "response", "header X-Page", "200"), "200 response header X-Page"),
        (Use(LIST, "response", "body", "4XX", "text/csv", ("keys", "*")), "4XX response body (text/csv) /keys/*"),
        (use("key_added", "webhook", "data"), "delivery body /data"),
    ],
)
def test_a_place_is_named(sent: Use, place: str) -> None:
    assert f"Sent in {place}." in terminal(comparison(change(uses=(sent,))), width=120)


def test_no_place_is_named_if_the_whole_operation_has_changed() -> None:
    assert "Sent in" not in terminal(comparison(change(uses=(Use(REMOVE, "request"),)), change(uses=())))


def test_statuses_share_a_place_and_places_name_their_operation_if_there_are_several() -> None:
    uses = [use(LIST, "response", "code", status=status) for status in ("400", "404")]
    text = terminal(comparison(change(uses=(*uses, use(REMOVE)))), width=120)
    places = f"{LIST}: 400, 404 response body /code and {REMOVE}: request body /number"
    assert f"Sent in {places}." in " ".join(text.split())


def test_three_places_are_named_and_the_others_counted() -> None:
    uses = tuple(use(f"GET /{index}") for index in range(7))
    text = terminal(comparison(change(uses=uses)), width=120)
    assert "GET /2: request body /number and 4 more." in " ".join(text.split())
    assert "GET /3" not in text


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (100, 50, "100 -> 50"),
        (None, {"a": 1}, 'After: {"a": 1}'),
        ("gone", None, 'Before: "gone"'),
        (False, True, "false -> true"),
        ("two  spaces", "two spaces", '"two  spaces" -> "two spaces"'),
    ],
)
def test_short_values_are_shown(old: Any, new: Any, shown: str) -> None:
    assert f"      {shown}\n" in terminal(comparison(change(old=old, new=new)))


def test_long_values_are_cut() -> None:
    text = terminal(comparison(change(old="old " * 400, new="new " * 400)))
    assert 'Before: "old old' in text
    assert 'After: "new new' in text
    assert len(text) < 2_000


def test_a_witness_that_does_not_fail_is_unconfirmed() -> None:
    witness = Witness("response", {"number": None}, "The old reader accepts it.", confirmed=False)
    text = terminal(comparison(change(witness=witness)), width=120)
    assert 'Unconfirmed witness: {"number": null}\n        The old reader accepts it.\n' in text


def test_a_change_that_no_suite_uses_says_so() -> None:
    found = change()
    assert "0 of 3 suites use this.\n" in terminal(comparison(found, hit={found.fingerprint: Hit((), 3)}))
    assert "suites" not in terminal(comparison(found))


def test_changes_in_python_show_the_names_before_and_after() -> None:
    renamed = python_change(path="spkey_client.Users.add", before="spkey_client.Users.create", text="Renamed.")
    changed = python_change(RISKY, old="str", new="str | None")
    text = terminal(comparison(python=(renamed, changed)))
    assert text.index("IN PYTHON") < text.index("breaking: spkey_client.Users.add")
    assert "Name before: spkey_client.Users.create" in text
    assert (
        text.index("Renamed.") < text.index("risky: spkey_client.Users.create(name)") < text.index("str -> str | None")
    )


def test_changes_of_texts_take_a_line_each_and_many_are_counted() -> None:
    found = [change(TEXT, pointer=f"/{index}", text="Reworded.") for index in range(50)]
    text = terminal(comparison(*found), width=120)
    assert text.count("Reworded.") == 20
    assert "and 30 more." in text
    assert "Fingerprint" not in text


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    found = change(text="One word and another. " * 20, old="a b " * 90, witness=request(body={"note": "a b " * 90}))
    lines = terminal(comparison(found, problems=("A problem. " * 30,)), width=width).splitlines()
    assert width - 10 < max(map(len, lines)) <= width


def test_only_headings_are_coloured_and_only_on_request() -> None:
    found = comparison(change(), change(ADDITIVE))
    assert "\x1b" not in terminal(found)
    assert "\x1b[1;31mBREAKING\x1b[0m" in terminal(found, colour=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", terminal(found, colour=True)) == terminal(found)


@pytest.mark.parametrize(
    ("is_terminal", "environment", "expected"),
    [
        (True, {"TERM": "xterm"}, True),
        (True, {"NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_colours_need_a_terminal_and_can_be_declined(
    is_terminal: bool, environment: dict[str, str], expected: bool
) -> None:
    class Stream(io.StringIO):
        def isatty(self) -> bool:
            return is_terminal

    assert coloured(Stream(), environment) is expected


@given(hostile)
@settings(max_examples=50, deadline=None)
def test_no_text_controls_the_terminal(text: str) -> None:
    shown = terminal(everything(text))
    assert all(char.isprintable() for char in shown.replace("\n", ""))
    assert len(shown.splitlines()) == len(shown.split("\n")) - 1
    assert dumps(everything(text)).replace("\n", "").isprintable()


# Markdown


class Rendered(HTMLParser):
    """The elements and the text of HTML. Text in code is apart, because GitHub looks for no mentions there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.code = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in ("hr", "br", "img", "meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"code", "pre"} & set(self.open):
            self.code += data
        else:
            self.text += data


def rendered(text: str) -> Rendered:
    return Rendered(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))


def shape(text: str) -> list[str]:
    """Return the elements of Markdown. Code is left out, because texts may be marked as such."""
    return [tag for tag in rendered(text).tags if tag != "code"]


PLAIN = shape(markdown(everything("A text. " * 80)))


@given(hostile)
@settings(max_examples=50, deadline=None)
@example("___")
@example("a_`b`_c_")
def test_no_text_breaks_out_of_markdown(text: str) -> None:
    shown = markdown(everything(text))
    found = rendered(shown)
    assert found.open == []
    assert found.attributes <= {"class", "style"}
    assert len(shown) <= LIMIT
    assert LINKED.search(found.text) is None
    assert all(char.isprintable() or char in "\n\u200b" for char in found.text + found.code)
    assert [tag for tag in found.tags if tag in ("a", "img", "script", "h1", "strong", "em", "s", "hr")] == [
        "strong"
    ] * (PLAIN.count("strong"))


def test_hostile_text_leaves_the_structure_of_markdown_alone() -> None:
    assert shape(markdown(everything(HOSTILE))) == PLAIN


def test_markdown_shows_text_literally() -> None:
    text = "Use `note` *not* _note_ <b>|</b> for snake_case, 5 > 3 & $x$; ask @octocat in #12."
    found = rendered(markdown(comparison(change(TEXT, text=text))))
    shown = found.text.replace("\u200b", "")
    assert "Use  *not* _note_ <b>|</b> for snake_case, 5 > 3 & $x$; ask @octocat in #12." in shown
    assert "note" in found.code


def test_a_table_counts_the_changes_by_audience_and_severity() -> None:
    text = markdown(
        comparison(
            change(response=RISKY), change(TEXT, webhook=ADDITIVE), python=(python_change(), python_change(RISKY))
        )
    )
    assert [line for line in text.splitlines() if line.startswith("|")] == [
        "| | breaking | risky | additive | text |",
        "|---|--:|--:|--:|--:|",
        "| senders of requests | 1 | - | - | 1 |",
        "| readers of responses | - | 1 | - | - |",
        "| receivers of webhooks | - | - | 1 | - |",
        "| users of the Python SDK | 1 | 1 | - | - |",
    ]


def test_a_change_in_markdown_has_everything_that_a_reviewer_needs() -> None:
    found = change(old="old " * 30, new={"a": 1}, witness=request(body={"note": "`x`"}))
    hit = {found.fingerprint: Hit(("app",), 2)}
    text = markdown(comparison(found, hit=hit, approved=approval(found)))
    for expected in (
        f"<summary><code>{REMOVE}</code> <code>/number</code>: The property number is now required.</summary>",
        "- `contract/physical_keys.yaml#/schemas/RemovePhysicalKeyRequest/required`",
        "- Breaking for senders of requests.",
        '- Witness: ``POST /users/u1/RemovePhysicalKey {"note": "`x`"}`` The property number is missing.',
        "- 1 of 2 suites uses this: app.",
        "- Approved by api-team until 2027-01-31: Nobody uses it.",
        f"- Fingerprint: `{found.fingerprint}`",
        f'Before:\n\n```json\n"{"old " * 30}"\n```',
        '- After: `{"a": 1}`',
    ):
        assert expected in text


def test_markdown_fits_a_comment_and_leaves_out_the_least_severe() -> None:
    found = [*many(10), *many(300, RISKY), *many(20, ADDITIVE), *many(7, TEXT)]
    text = markdown(comparison(*found, python=(python_change(ADDITIVE),)))
    assert 0.9 * LIMIT < len(text) <= LIMIT < 65_536
    assert [line for line in text.splitlines() if line.startswith("### ")] == ["### Breaking", "### Risky"]
    shown = text.count("Fingerprint")
    (left,) = re.findall(r"\*\*Left out, because a comment cannot be longer:\*\* (.*)", text)
    assert left == (
        f"Risky: {310 - shown}, Additive: 20, Additive in Python: 1, Text: 7. The page and the JSON list all changes."
    )
    assert rendered(text).open == []


def test_markdown_that_fits_leaves_nothing_out() -> None:
    assert "Left out" not in markdown(comparison(*many(20)))


@pytest.mark.parametrize("text", ["@" * 5_000, "word " * 5_000, "<" * 5_000, "`" * 5_000])
def test_long_texts_never_make_markdown_too_long(text: str) -> None:
    found = comparison(change(text=text, old=text, new=[text] * 50), problems=(text,) * 50, labels=(text, text))
    assert len(markdown(found)) <= LIMIT


# JSON


@given(hostile)
@settings(max_examples=30, deadline=None)
def test_the_document_fits_its_schema(text: str) -> None:
    validator = Draft202012Validator(json.loads(data.SCHEMA.read_text("utf-8")), validate_formats=True)
    for found in (everything(text.replace("\ud800", "")), comparison(), comparison(change(), python=())):
        assert [error.message for error in validator.iter_errors(json.loads(dumps(found)))] == []


def test_every_property_of_the_schema_is_described_and_required() -> None:
    schema = json.loads(data.SCHEMA.read_text("utf-8"))
    for it in (schema, *schema["$defs"].values()):
        assert it["description"]
        assert it.get("required", []) == list(it.get("properties", {}))
        assert all("$ref" in inner or inner["description"] for inner in it.get("properties", {}).values())


def test_the_document_has_every_fact() -> None:
    found = change(response=RISKY, old=1, new=[2], witness=request())
    hit = {found.fingerprint: Hit(("app",), 2)}
    python = python_change(ADDITIVE)
    document = json.loads(
        dumps(comparison(found, python=(python,), hit=hit, approved=approval(found), problems=("P.",)))
    )
    (written,), (written_python,) = document["changes"], document["python"]
    assert document["overall"] == "additive"
    assert [document[name] for name in ("version", "wire_version", "python_version")] == ["major", "major", "minor"]
    assert (document["old"], document["new"], document["problems"]) == ("v1.2.0", "openapi.yaml", ["P."])
    assert [written[name] for name in ("request", "response", "webhook")] == ["breaking", "risky", "none"]
    assert (written["old"], written["new"], written["kind"]) == (1, [2], "property-required")
    assert written["witness"]["value"]["path"] == "/users/u1/RemovePhysicalKey"
    assert written["uses"][0]["path"] == ["number"]
    assert written["consumers"] == {"suites": ["app"], "total": 2}
    assert written["approved"] == {"owner": "api-team", "until": "2027-01-31", "reason": "Nobody uses it."}
    assert written_python["severity"] == "additive"
    assert (written_python["approved"], written_python["consumers"], written_python["witness"]) == (None, None, None)
    assert (written["fingerprint"], written_python["fingerprint"]) == (found.fingerprint, python.fingerprint)


def test_the_order_of_the_document_does_not_depend_on_that_of_the_changes() -> None:
    changes = [*many(3), *many(2, RISKY), change(file="a.yaml")]
    python = (python_change(RISKY), python_change(path="a"), python_change(path="b"))
    texts = {
        dumps(comparison(*changes, python=python)),
        dumps(comparison(*reversed(changes), python=python[::-1])),
    }
    (text,) = texts
    assert json.loads(text)["changes"][0]["file"] == "a.yaml"


def test_changes_that_were_not_sought_have_no_version() -> None:
    assert json.loads(dumps(comparison(change())))["python_version"] is None


# curl


@pytest.mark.parametrize(
    ("facts", "arguments"),
    [
        (
            {"body": {"it's": "$HOME"}},
            ["--data-raw", '{"it\'s": "$HOME"}', "--header", "content-type: application/json"],
        ),
        ({"headers": {"X-Note": "a\nb"}}, ["--header", "x-note: a b"]),
        ({"headers": {"content-type": "text/plain"}, "body": "@file"}, ["--data-raw", "@file"]),
        (
            {"headers": {"content-type": "application/x-www-form-urlencoded"}, "body": {"a": "b c", "d": [1, 2]}},
            ["--data-raw", "a=b+c&d=1&d=2"],
        ),
        ({"query": {"q": ["a b", "c"], "n": 1}}, ["$SPKEY_BASE_URL/users/u1/RemovePhysicalKey?q=a+b&q=c&n=1"]),
        ({"path": "/a b/\x1b;rm"}, ["$SPKEY_BASE_URL/a%20b/%1B;rm"]),
        ({"path": "/a%20b"}, ["$SPKEY_BASE_URL/a%20b"]),
        ({"server": "https://api.example", "path": "/a"}, ["https://api.example/a"]),
    ],
)
def test_the_curl_line_sends_the_request(facts: dict[str, Any], arguments: list[str]) -> None:
    words = shlex.split(curl(request(**facts).value))
    assert words[: words.index("--request")] == ["curl", "--include", "--globoff", "--path-as-is"]
    assert any(words[index : index + len(arguments)] == arguments for index in range(len(words)))


def test_a_request_without_a_body_is_sent_without_one() -> None:
    value = {"method": "GET", "path": "/users/u1", "query": {}, "headers": {}}
    assert shlex.split(curl(value))[4:] == ["--request", "GET", "$SPKEY_BASE_URL/users/u1"]


# The page


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.fail("Chromium is not installed. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser.new_page()
        browser.close()


def show(browser_page: Page, folder: Path, found: Comparison) -> list[str]:
    """Open the page of a comparison from its file, and return what the browser requested or complained about."""
    seen: list[str] = []
    browser_page.on("request", lambda request: seen.append(request.url))
    browser_page.on("console", lambda entry: seen.append(entry.text))
    browser_page.on("pageerror", lambda error: seen.append(str(error)))
    file = folder / "changes.html"
    file.write_text(page(found), "utf-8")
    browser_page.goto(file.as_uri())
    return seen


def shown(browser_page: Page) -> list[str]:
    """Return the sentences of the visible changes."""
    return [
        it.inner_text().split("\n")[0].split(" ", 1)[1]
        for it in browser_page.locator(".change:visible > summary").all()
    ]


MIXED = comparison(
    change(text="Request."),
    change(NONE, response=BREAKING, text="Response."),
    change(RISKY, response=ADDITIVE, text="Both."),
    change(NONE, webhook=ADDITIVE, text="Webhook."),
    change(TEXT, text="Text."),
    python=(python_change(RISKY, text="Python."),),
)


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(
    ("audience", "severity", "expected"),
    [
        ("everybody", "all", ["Request.", "Response.", "Both.", "Python.", "Webhook.", "Text."]),
        ("everybody", "breaking", ["Request.", "Response."]),
        ("everybody", "additive", ["Webhook."]),
        ("senders of requests", "all", ["Request.", "Both.", "Text."]),
        ("senders of requests", "risky", ["Both."]),
        ("readers of responses", "all", ["Response.", "Both."]),
        ("readers of responses", "additive", ["Both."]),
        ("receivers of webhooks", "all", ["Webhook."]),
        ("receivers of webhooks", "breaking", []),
        ("users of the Python SDK", "all", ["Python."]),
        ("users of the Python SDK", "breaking", []),
    ],
)
def test_the_page_can_be_filtered_by_audience_and_severity(
    browser_page: Page, tmp_path: Path, audience: str, severity: str, expected: list[str]
) -> None:
    assert len(show(browser_page, tmp_path, MIXED)) == 1
    browser_page.get_by_label(audience, exact=True).check()
    browser_page.get_by_label(severity, exact=True).check()
    assert shown(browser_page) == expected


@pytest.mark.xdist_group("browser")
def test_the_page_shows_values_side_by_side_places_the_witness_and_an_approval(
    browser_page: Page, tmp_path: Path
) -> None:
    found = change(
        old={"maximum": 100, "minimum": 1},
        new={"maximum": 50, "minimum": 1},
        uses=tuple(use(f"GET /{index}") for index in range(7)),
        witness=request(body={"number": 80}),
    )
    hit = {found.fingerprint: Hit(("app", "web"), 5)}
    show(browser_page, tmp_path, comparison(found, hit=hit))
    browser_page.set_viewport_size({"width": 1280, "height": 720})
    entry = browser_page.locator(".change")
    assert entry.locator("del").all_inner_texts() == ['  "maximum": 100,']
    assert entry.locator("ins").all_inner_texts() == ['  "maximum": 50,']
    before, after = (side.bounding_box() for side in entry.locator(".sides > div").all())
    assert before is not None
    assert after is not None
    assert before["y"] == after["y"]
    assert before["x"] < after["x"]
    text = entry.inner_text()
    for expected in (
        "contract/physical_keys.yaml#/schemas/RemovePhysicalKeyRequest/required",
        "Breaking for senders of requests.",
        "GET /6: request body /number",
        "curl --include",
        "--data-raw '{\"number\": 80}'",
        "2 of 5 suites use this: app, web.",
        f"- fingerprint: '{found.fingerprint}'\n  reason: ''",
    ):
        assert expected in text


@pytest.mark.xdist_group("browser")
def test_breaking_changes_are_open_unless_they_are_approved(browser_page: Page, tmp_path: Path) -> None:
    approved = change(pointer="/approved")
    show(browser_page, tmp_path, comparison(change(), approved, change(RISKY), approved=approval(approved)))
    assert browser_page.locator(".change[open]").count() == 1
    assert browser_page.locator("summary").filter(has_text="(approved)").count() == 1


@pytest.mark.xdist_group("browser")
def test_no_text_injects_markup(browser_page: Page, tmp_path: Path) -> None:
    assert len(show(browser_page, tmp_path, everything(HOSTILE))) == 1
    assert browser_page.title() != "broken"
    assert browser_page.locator("script, img, link, iframe, a").count() == 0
    assert browser_page.locator(".change").count() == len(SEVERITIES) + 2
    assert browser_page.locator("main > .change").count() == len(SEVERITIES) + 2


@given(hostile)
@settings(max_examples=30, deadline=None)
def test_no_text_breaks_out_of_the_page(text: str) -> None:
    html = page(everything(text))
    found, plain = Rendered(html), Rendered(page(everything()))
    assert found.open == []
    assert found.attributes == plain.attributes
    loose = {"code", "ins", "del"}
    assert [tag for tag in found.tags if tag not in loose] == [tag for tag in plain.tags if tag not in loose]
    assert html.replace("\n", "").isprintable()


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_overflows(browser_page: Page, tmp_path: Path, width: int) -> None:
    browser_page.set_viewport_size({"width": width, "height": 720})
    show(browser_page, tmp_path, everything("a" * 400))
    browser_page.evaluate("document.querySelectorAll('details').forEach(entry => entry.open = true)")
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_page_follows_the_colour_scheme(browser_page: Page, tmp_path: Path, scheme: Any) -> None:
    browser_page.emulate_media(color_scheme=scheme)
    show(browser_page, tmp_path, comparison(change()))
    colour = browser_page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (colour == "rgb(255, 255, 255)") is (scheme == "light")


def test_the_page_is_one_file_without_scripts() -> None:
    text = page(MIXED)
    assert "<script" not in text
    assert not any(f'{name}="http' in text for name in ("src", "href"))
    assert "default-src 'none'; style-src 'sha256-" in text


def test_reports_are_deterministic() -> None:
    for report in (terminal, markdown, page, dumps):
        assert report(everything()) == report(everything())
