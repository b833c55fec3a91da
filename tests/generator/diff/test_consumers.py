"""The reports of consumers' tests tell which suites use what changed, as far as the mock saw it."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from spkey_mock import World
from spkey_mock.report.document import dumps
from spkey_mock.report.ledger import collecting

from generator.diff.changes import Change, Severity, Use
from generator.diff.consumers import ConsumerError, Hit, hits, read
from generator.document.document import Document
from generator.document.load import load
from generator.emit.files import ROOT

NONE, BREAKING = Severity.NONE, Severity.BREAKING
CHANGE = Change("kind", "openapi.yaml", "/paths", BREAKING, BREAKING, BREAKING, "It changed.")

OLD = Document(
    "openapi.yaml",
    {
        "paths": {
            "/things": {
                "get": {"operationId": "list_things", "responses": {"200": {}, "404": {}, "default": {}}},
                "post": {"operationId": "add_thing", "responses": {"201": {}, "4XX": {}}},
            }
        }
    },
)
NEW = Document(
    "openapi.yaml",
    {
        "paths": {
            "/things": {
                "get": {"operationId": "get_things", "responses": {"200": {}, "404": {}, "default": {}}},
                "post": {"operationId": "add_thing", "responses": {"201": {}, "4XX": {}}},
            }
        }
    },
)


def report(operation: str, *, calls: int = 1, **statuses: dict[str, bool] | int) -> dict[str, Any]:
    """A report with one operation. A status has a count of responses, or one response with these properties."""
    return {
        "format": "spkey-report",
        "version": 1,
        "contract": "1.0.0",
        "requests": calls,
        "coverage": {"percent": 0, "reached": 0, "total": 1},
        "operations": [
            {
                "operation": operation,
                "calls": calls,
                "dropped": 0,
                "statuses": [
                    {
                        "status": int(status[1:]),
                        "times": found if isinstance(found, int) else 1,
                        "documented": True,
                        "properties": [
                            {"pointer": name, "served": served}
                            for name, served in ({} if isinstance(found, int) else found).items()
                        ],
                    }
                    for status, found in statuses.items()
                ],
            }
        ],
        "rules": [],
        "violations": [],
        "violationsDropped": 0,
        "notes": [],
    }


def hit(folder: Path, change: Change, **reports: dict[str, Any]) -> Hit | None:
    """The suites with these reports that a change hits."""
    for name, content in reports.items():
        (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")
    return hits([change], read(folder), OLD, NEW).get(change.fingerprint)


def used(operation: str, audience: Any, status: str = "", path: str = "", *, media: str = "") -> Change:
    """A change of a part that is used once."""
    steps = tuple(path.split("/")[1:])
    return evolve(CHANGE, uses=(Use(operation, audience, "body", status, media, steps),))


GET, POST = "GET /things", "POST /things"


@pytest.mark.parametrize(
    ("hit", "text"),
    [
        (Hit(("a", "b"), 5), "2 of 5 suites use this"),
        (Hit(("a",), 5), "1 of 5 suites uses this"),
        (Hit((), 5), "0 of 5 suites use this"),
        (Hit(("a",), 1), "1 of 1 suite uses this"),
    ],
)
def test_a_hit_is_a_sentence(hit: Hit, text: str) -> None:
    assert str(hit) == text


def test_a_change_of_a_request_hits_those_who_call_the_operation(tmp_path: Path) -> None:
    change = used(POST, "request", path="/name")
    reports = {
        "calls": report("add_thing", s201=0),
        "never": report("add_thing", calls=0, s201=0),
        "other": report("remove_thing", s200=1),
    }
    assert hit(tmp_path, change, **reports) == Hit(("calls",), 3)


@pytest.mark.parametrize("name", ["list_things", "get_things"])
def test_an_operation_is_found_by_its_old_and_its_new_id(tmp_path: Path, name: str) -> None:
    assert hit(tmp_path, used(GET, "request"), a=report(name, s200=1)) == Hit(("a",), 1)


@pytest.mark.parametrize(
    ("operation", "name", "status", "suites"),
    [
        (GET, "list_things", "200", ("found",)),
        (GET, "list_things", "404", ("missed",)),
        (GET, "list_things", "default", ("failed",)),
        (GET, "list_things", "", ("failed", "found", "missed")),
        (POST, "add_thing", "4XX", ("missed",)),
        (POST, "add_thing", "5XX", ("failed",)),
    ],
)
def test_a_change_of_a_response_hits_those_who_got_its_status(
    tmp_path: Path, operation: str, name: str, status: str, suites: tuple[str, ...]
) -> None:
    reports = {
        "found": report(name, s200=2, s404=0, s503=0),
        "missed": report(name, s200=0, s404=1, s503=0),
        "failed": report(name, s200=0, s404=0, s503=1),
    }
    assert hit(tmp_path, used(operation, "response", status), **reports) == Hit(suites, 3)


@pytest.mark.parametrize(
    ("path", "suites"),
    [
        ("/items/*/note", ("full",)),
        ("/items/*", ("full", "plain")),
        ("/items/*/new", ("full", "plain")),
        ("/a~1b", ("full",)),
        ("/total", ("empty", "full", "plain")),
        ("/new", ("empty", "full", "plain")),
        ("", ("empty", "full", "plain")),
    ],
)
def test_a_change_of_a_property_hits_those_who_were_served_it_or_what_contains_it(
    tmp_path: Path, path: str, suites: tuple[str, ...]
) -> None:
    change = evolve(CHANGE, uses=(Use(GET, "response", "body", "200", "", tuple(unescaped(path))),))
    reports = {
        "full": report("list_things", s200={"/items": True, "/items/*/note": True, "/a~1b": True, "/total": True}),
        "plain": report("list_things", s200={"/items": True, "/items/*/note": False, "/a~1b": False, "/total": True}),
        "empty": report("list_things", s200={"/items": False, "/items/*/note": False, "/a~1b": False, "/total": True}),
        "failed": report("list_things", s200=0, s404=1),
    }
    assert hit(tmp_path, change, **reports) == Hit(suites, 4)


def unescaped(path: str) -> list[str]:
    return [step.replace("~1", "/") for step in path.split("/")[1:]]


def test_a_status_that_no_report_can_know_hits_those_who_call_the_operation(tmp_path: Path) -> None:
    reports = {"a": report("add_thing", s201=1), "b": report("add_thing", calls=0, s201=0)}
    assert hit(tmp_path, used(POST, "response", "202", "/name"), **reports) == Hit(("a",), 2)


def test_an_audience_that_the_change_does_not_concern_is_not_hit(tmp_path: Path) -> None:
    change = evolve(used(POST, "request"), request=NONE)
    assert hit(tmp_path, change, a=report("add_thing", s201=1)) is None


def test_one_use_of_several_is_enough(tmp_path: Path) -> None:
    change = evolve(CHANGE, uses=(Use(POST, "request"), Use(GET, "response", "body", "200")))
    assert hit(tmp_path, change, a=report("list_things", s200=1)) == Hit(("a",), 1)


@pytest.mark.parametrize("uses", [(), (Use("ThingAdded", "webhook", "body"),)])
def test_a_report_cannot_tell_about_webhooks_and_the_whole_contract(tmp_path: Path, uses: tuple[Use, ...]) -> None:
    assert hit(tmp_path, evolve(CHANGE, uses=uses), a=report("add_thing", s201=1)) is None


def test_the_report_that_the_mock_writes_tells_what_was_served(tmp_path: Path) -> None:
    with collecting() as ledger, closing(World()) as world, world.client() as client:
        world.users.create("u1", keys=1)
        client.physical_keys.list("u1")
    (tmp_path / "acme.json").write_bytes(dumps(ledger.report))
    contract = load(ROOT / "openapi.yaml", strict=True)
    names = {it.node["operationId"]: f"{it.method.upper()} {it.path}" for it in contract.operations()}
    changes = [
        used(names["list_physical_keys"], "response", "200", "/keys/*/number"),
        used(names["list_physical_keys"], "response", "200", "/keys/*/note"),
        used(names["list_physical_keys"], "response", "404"),
        used(names["remove_physical_key"], "request"),
    ]
    changes = [evolve(change, pointer=f"/{index}") for index, change in enumerate(changes)]
    found = hits(changes, read(tmp_path), contract, contract)
    assert [found[change.fingerprint].suites for change in changes] == [("acme",), (), (), ()]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", " is not JSON. Copy the coverage.json of the suite again."),
        (b"\xff", " is not JSON. Copy the coverage.json of the suite again."),
        (b"[" * 100_000, " is not JSON. Copy the coverage.json of the suite again."),
        (b"{}", "# does not fit a coverage.json of spkey-mock: "),
        (b"[]", "# does not fit a coverage.json of spkey-mock: "),
        (json.dumps(report("a") | {"version": 2}).encode(), "#/version does not fit a coverage.json of spkey-mock: "),
        (json.dumps(report("a", s20=1)).encode(), "#/operations/0/statuses/0/status does not fit a coverage.json of "),
    ],
)
def test_a_file_that_is_not_a_report_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "good.json").write_text(json.dumps(report("add_thing", s201=1)), "utf-8")
    (tmp_path / "wrong.json").write_bytes(content)
    with pytest.raises(ConsumerError) as caught:
        read(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}/wrong.json{message}")
    assert "\n" not in str(caught.value)


def test_a_folder_without_reports_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "coverage.txt").touch()
    (tmp_path / "folder").mkdir()
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(ConsumerError) as caught:
            read(folder)
        advice = "Copy the coverage.json of each suite there, as NAME.json."
        assert str(caught.value) == f"{folder} contains no reports. {advice}"


def test_a_folder_named_as_a_report_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(ConsumerError) as caught:
        read(tmp_path)
    assert str(caught.value) == f"{tmp_path}/a.json cannot be read: Is a directory."
