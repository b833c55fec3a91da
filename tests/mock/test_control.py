"""The control API, spoken to by the client that our own generator makes of its document."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema_rs import Draft202012Validator
from spkey_mock import Request, Response, Settings, Transport, Worlds
from spkey_mock.control.api import OPERATIONS
from spkey_mock.service.contract import load_control
from spkey_mock.world.limits import Limits

from generator.__main__ import CONTROL, main

from .support import SECRET, START

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client

BASE = "http://localhost:8787"
DOCUMENT: dict[str, Any] = json.loads(CONTROL.with_name("spkey_mock").joinpath("control.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The generated client."""
    folder = tmp_path_factory.mktemp("control")
    assert main(["--spec", str(CONTROL), "--out", str(folder), "--package", "mock_control", "--strict"]) == 0
    sys.path.insert(0, str(folder))
    yield importlib.import_module("mock_control")
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == "mock_control"]:
        del sys.modules[name]


class Held:
    """Worlds whose control API is held to its document."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds
        self.limits = worlds.limits
        self.refuse = worlds.refuse

    def handle(self, request: Request) -> Response:
        response = self._worlds.handle(request)
        route = load_control().route(request.method, request.path.removeprefix(b"/w/tests"))
        if route is not None:
            operation = next(item for item in DOCUMENT["operations"] if item["id"] == route.operation.id)
            schema = operation["responses"][str(response.status)]
            if schema is None:
                assert response.body == b""
            else:
                Draft202012Validator(schema).validate(json.loads(response.body))
        return response


@pytest.fixture
def worlds() -> Worlds:
    return Worlds()


@pytest.fixture
def http(worlds: Worlds) -> Iterator[httpx.Client]:
    with httpx.Client(transport=Transport(Held(worlds)), base_url=f"{BASE}/w/tests") as http:
        yield http


@pytest.fixture
def control(package: Any, http: httpx.Client) -> Any:
    """A client of the control API of the world `tests`."""
    return package.MockControlClient(api_key="unused", base_url=f"{BASE}/w/tests", http_client=http)


def test_every_operation_is_carried_out_and_no_other() -> None:
    assert set(OPERATIONS) == set(load_control().operations)


def test_it_says_that_it_is_there(control: Any) -> None:
    assert control.worlds.get_health().status == "ok"


def test_worlds_are_listed_and_deleted(control: Any, worlds: Worlds, package: Any) -> None:
    worlds.world("other").users.create("u1")
    assert [(world.name, world.users) for world in control.worlds.list().worlds] == [
        ("", 0),
        ("other", 1),
        ("tests", 0),
    ]
    control.worlds.delete("other")
    assert [world.name for world in control.worlds.list().worlds] == ["", "tests"]
    for name in ("other", "?"):
        with pytest.raises(package.NotFoundError):
            control.worlds.delete(name)


def test_users_are_seeded_and_read(control: Any, package: Any) -> None:
    created = control.users.create(user_id="u1", keys=2, org_id="umbrella", email="a@b.c")
    assert (created.version, created.next_number, created.org_id, created.status) == (3, 3, "umbrella", "ACTIVE")
    assert [key.org_id for key in created.keys] == ["umbrella"] * 2
    assert control.users.get("u1") == created
    second = control.users.create()
    listed = control.users.list()
    assert [user.user_id for user in listed.users] == [second.user_id, "u1"]
    assert control.users.list(limit=1).users == (second,)
    assert listed.total == control.users.list(limit=1).total == 2
    with pytest.raises(package.NotFoundError, match="There is no user u3"):
        control.users.get("u3")


def test_a_state_is_exported_and_imported(control: Any, worlds: Worlds, package: Any) -> None:
    world = worlds.world("tests")
    world.clock.freeze(START)
    control.users.create(user_id="u1", keys=3, email="a@b.c", first_name="Ada")
    with world.client() as client:
        client.physical_keys.remove("u1", number=3)
    user, events = world.users.get("u1"), world.events()
    state = control.states.export()
    control.worlds.reset()
    assert control.users.list().total == 0
    control.states.import_(users=state.users, events=state.events)
    assert world.users.get("u1") == user
    assert [recorded.version for recorded in world.events()] == [recorded.version for recorded in events]
    assert control.states.export() == state
    with world.client() as client:
        assert client.physical_keys.add("u1", org_id="acme").number == 4


KEY = {"number": 1, "orgId": "acme", "addedAt": 0}
BAD_STATES: list[tuple[dict[str, Any], str]] = [
    ({"nextNumber": 1}, "body/users/0/keys: nextNumber is 1 and there is a key 1: the next number is higher than all"),
    ({"keys": [KEY, KEY]}, "body/users/0/keys: two keys have the same number"),
    ({"version": 0}, "body/users/0/version: the value is less than the minimum of 1"),
    ({"userId": ""}, "body/users/0/userId"),
    ({"status": "GONE"}, "body/users/0/status"),
    ({"keys": [{**KEY, "number": 1.5}]}, "body/users/0/keys/0/number"),
]


@pytest.mark.parametrize(("change", "message"), BAD_STATES, ids=[message for _, message in BAD_STATES])
def test_a_state_that_contradicts_itself_is_refused_and_nothing_changes(
    http: httpx.Client, worlds: Worlds, change: dict[str, Any], message: str
) -> None:
    before = worlds.world("tests").users.create("u1")
    user = {"userId": "u2", "version": 2, "nextNumber": 2, "keys": [KEY], **change}
    response = http.put("/_mock/state", json={"users": [user]})
    assert (response.status_code, response.json()["error"]) == (400, "ValidationError")
    assert message in response.json()["message"]
    assert list(worlds.world("tests").users) == [before]


def test_a_state_is_imported_whole_or_not(http: httpx.Client, worlds: Worlds) -> None:
    user = {"userId": "u2", "version": 2, "nextNumber": 2, "keys": [KEY]}
    event = {"userId": "u2", "version": 1, "type": "PhysicalKeyAdded", "timestamp": 0, "data": {"userId": "u2"}}
    for state, message in (
        ({"users": [user, user]}, "two users have the same userId"),
        ({"users": [user], "events": [event]}, "body/events/0/data: the data is not that of PhysicalKeyAdded"),
    ):
        response = http.put("/_mock/state", json=state)
        assert response.status_code == 400
        assert message in response.json()["message"]
    assert len(worlds.world("tests").users) == 0


def test_credentials_are_issued_and_revoked(control: Any, http: httpx.Client, package: Any) -> None:
    def status(**headers: str) -> int:
        return http.get(
            "/users/u1/profile", headers={name.replace("_", "-"): it for name, it in headers.items()}
        ).status_code

    control.users.create(user_id="u1")
    issued = control.api_keys.issue(org_id="umbrella")
    given = control.api_keys.issue(api_key="my-key")
    assert (issued.org_id, given.org_id, given.api_key) == ("umbrella", "acme", "my-key")
    assert [status(X_API_Key=key) for key in (issued.api_key, "my-key", "other")] == [200, 200, 401]
    control.api_keys.revoke("my-key")
    assert status(X_API_Key="my-key") == 401
    with pytest.raises(package.NotFoundError):
        control.api_keys.revoke("my-key")
    for subject, options, expected in (
        ("u1", {}, 200),
        ("u2", {}, 403),
        ("cron", {"org_id": "acme"}, 200),
        ("u1", {"expires_in": 60}, 200),
        ("u1", {"expires_in": -1}, 401),
    ):
        token = control.tokens.issue(subject=subject, **options)
        assert token.subject == subject
        assert status(Authorization=f"Bearer {token.token}") == expected


def test_the_clock_is_set_and_advanced(control: Any, package: Any) -> None:
    assert control.clock.get().mode == "wall"
    assert control.clock.set(mode="frozen", now=START).now == START
    assert control.clock.advance(milliseconds=1500).now == START + 1500
    stepped = control.clock.set(mode="stepped", now=START, step=10)
    assert (stepped.mode, stepped.step) == ("stepped", 10)
    user = control.users.create(keys=2)
    assert [key.added_at for key in user.keys] == [START + 10, START + 20]
    assert control.clock.set(mode="wall").mode == "wall"
    control.clock.set(mode="frozen", now=253402300799999)
    with pytest.raises(package.BadRequestError, match="is not a time of the clock"):
        control.clock.advance(milliseconds=1)


def test_faults_are_added_listed_and_removed(control: Any, http: httpx.Client, package: Any) -> None:
    headers = {"X-API-Key": control.api_keys.issue().api_key}
    control.users.create(user_id="u1")
    first = control.faults.add(kind="status", operation="get_user_profile", status=429, retry_after=1, times=2)
    assert (first.id, first.status, first.times, first.carried_out) == ("fault-1", 429, 2, False)
    second = control.faults.add(kind="latency", delay=0)
    assert [fault.id for fault in control.faults.list().faults] == [first.id, second.id]
    response = http.get("/users/u1/profile", headers=headers)
    assert (response.status_code, response.headers["retry-after"]) == (429, "1")
    assert control.faults.list().faults[0].times == 1
    control.faults.delete(first.id)
    with pytest.raises(package.NotFoundError, match="There is no fault fault-1: it was removed, or has struck"):
        control.faults.delete(first.id)
    control.faults.clear()
    assert control.faults.list().faults == ()
    with pytest.raises(package.BadRequestError, match="There is no operation remove_key"):
        control.faults.add(kind="drop", operation="remove_key")


def test_the_journal_is_read_and_checked(control: Any, http: httpx.Client, package: Any) -> None:
    headers = {"X-API-Key": control.api_keys.issue(api_key="a-secret").api_key}
    control.users.create(user_id="u1", keys=1)
    for number in (1, 1, 0):
        http.post("/users/u1/RemovePhysicalKey", json={"number": number}, headers=headers)
    http.get("/users/u2/profile", headers=headers)
    journal = control.journal.get()
    assert [(entry.id, entry.status) for entry in journal.entries] == [(1, 200), (2, 404), (3, 400), (4, 404)]
    assert (journal.total, journal.forgotten) == (4, 0)
    assert "a-secret" not in json.dumps(journal.to_dict())
    finding = journal.entries[1].findings[0]
    assert (finding.code, finding.blame) == ("physical_keys.remove.key_must_be_in_inventory", "state")
    assert journal.entries[2].findings[0].place == "/body/number"

    def ids(**filters: Any) -> list[int]:
        return [entry.id for entry in control.journal.get(**filters).entries]

    assert ids(operation="remove_physical_key") == [1, 2, 3]
    assert ids(user_id="u2") == [4]
    assert ids(status=404) == [2, 4]
    assert ids(after=2) == [3, 4]
    assert ids(limit=1) == [4]
    assert control.journal.check(operation="remove_physical_key", user_id="u1", body={"number": 1}, times=2).passed
    verdict = control.journal.check(operation="remove_physical_key", status=500)
    assert (verdict.passed, verdict.calls) == (False, 0)
    assert "status: expected 500, was 404" in verdict.message
    with pytest.raises(package.BadRequestError, match="There is no operation"):
        control.journal.check(operation="remove_key")
    control.journal.clear()
    assert control.journal.get().entries == ()
    assert control.journal.get().forgotten == 4


def test_events_are_read(control: Any) -> None:
    control.users.create(user_id="u1", keys=1)
    control.users.create(user_id="u2")
    events = control.events.list().events
    assert [(event.user_id, event.version, event.type) for event in events] == [
        ("u1", 1, "UserCreated"),
        ("u1", 2, "PhysicalKeyAdded"),
        ("u2", 1, "UserCreated"),
    ]
    assert [event.user_id for event in control.events.list(user_id="u2").events] == ["u2"]
    assert control.events.list(limit=1).events == events[-1:]


def test_coverage_is_read(control: Any, http: httpx.Client) -> None:
    http.get("/nowhere")
    coverage = control.coverage.get()
    assert {item.calls for item in coverage.operations} == {0}
    assert [rule.id for rule in coverage.rules if rule.reached] == [
        "service.credential_required",
        "service.refusal_changes_nothing",
    ]
    assert {rule.request for rule in coverage.rules if rule.reached} == {1}


def test_webhooks_are_added_listed_and_deleted(control: Any, package: Any) -> None:
    first = control.webhooks.add(
        url="http://127.0.0.1:9/a", bearer_token="a-secret", detail_types=["PhysicalKeyRemoved"]
    )
    second = control.webhooks.add(
        url="http://localhost:9/b", header_name="X-Key", header_value="a-secret", org_id="umbrella", attempts=1, delay=5
    )
    assert (first.header, first.org_id, first.detail_types) == ("Authorization", "acme", ("PhysicalKeyRemoved",))
    assert (second.header, second.org_id, second.detail_types) == ("X-Key", "umbrella", ("*",))
    listed = control.webhooks.list()
    assert listed.webhooks == (first, second)
    assert "a-secret" not in json.dumps(listed.to_dict())
    control.webhooks.delete(first.id)
    with pytest.raises(package.NotFoundError):
        control.webhooks.delete(first.id)
    for options, message in (
        ({"url": "http://example.com/"}, "posted to this machine only"),
        ({"url": "ftp://127.0.0.1/"}, "url"),
        ({"url": "http://127.0.0.1/", "detail_types": ["Nothing"]}, "detail_types"),
        ({"url": "http://127.0.0.1/", "header_name": "X-Key"}, "with headerName and headerValue"),
        ({"url": "http://127.0.0.1/", "header_name": "X", "header_value": "v", "bearer_token": "t"}, "bearerToken, or"),
        ({"url": "http://127.0.0.1/", "header_name": "X", "header_value": "a\r\nb: c"}, "header"),
    ):
        with pytest.raises(package.BadRequestError, match=message):
            control.webhooks.add(**options)
    deliveries = control.webhooks.list_deliveries()
    assert (deliveries.deliveries, deliveries.pending, deliveries.forgotten) == ((), 0, 0)


BAD_REQUESTS: list[tuple[str, str, dict[str, Any], int]] = [
    ("POST", "/_mock/users", {"content": b"{"}, 400),
    ("POST", "/_mock/users", {"content": b"[]"}, 400),
    ("POST", "/_mock/users", {"content": b"[" * 100_000}, 400),
    ("POST", "/_mock/users", {"json": {"keys": 1_001}}, 400),
    ("POST", "/_mock/users", {"json": {"keys": "1"}}, 400),
    ("POST", "/_mock/users", {"content": b" " * (Limits().body + 1)}, 413),
    ("GET", "/_mock/users?limit=0", {}, 400),
    ("GET", "/_mock/users?limit=x", {}, 400),
    ("GET", "/_mock/users?limit=1&limit=2", {}, 400),
    ("GET", "/_mock/journal?status=9", {}, 400),
    ("POST", "/_mock/clock/advance", {"json": {"milliseconds": -1}}, 400),
    ("POST", "/_mock/clock/advance", {"json": {"milliseconds": 1e400}}, 400),
    ("PUT", "/_mock/clock", {"json": {"mode": "fast"}}, 400),
    ("POST", "/_mock/faults", {"json": {"kind": "explode"}}, 400),
    ("POST", "/_mock/faults", {"json": {"kind": "status", "status": 200}}, 400),
    ("POST", "/_mock/tokens", {"json": {}}, 400),
    ("POST", "/_mock/faults", {"json": {"kind": "status", "retry_after": 3}}, 400),
    ("POST", "/_mock/users", {"json": {"key": 3}}, 400),
    ("GET", "/_mock/users?most=1", {}, 400),
    ("GET", "/_mock/journal?operation=nope", {}, 400),
    ("GET", "/_mock/nothing", {}, 404),
    ("GET", "/_mock/", {}, 404),
    ("PATCH", "/_mock/users", {}, 404),
    ("DELETE", "/_mock/faults/%2e%2e%2f", {}, 404),
]


@pytest.mark.parametrize(("method", "path", "options", "status"), BAD_REQUESTS)
def test_a_bad_request_is_refused_with_a_reason(
    http: httpx.Client, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    if options.get("json") == {"milliseconds": float("inf")}:
        options = {"content": b'{"milliseconds":1e400}'}
    response = http.request(method, path, **options)
    assert response.status_code == status
    assert response.json()["message"]


def test_with_a_token_it_answers_those_who_carry_it(package: Any) -> None:
    worlds = Worlds(control_token="a token")
    with httpx.Client(transport=Transport(Held(worlds)), base_url="http://mock.example") as http:
        for header in ({}, {"X-Mock-Token": ""}, {"X-Mock-Token": "another"}, {"Authorization": "Bearer a token"}):
            response = http.post("/_mock/reset", headers=header)
            assert (response.status_code, response.json()["error"]) == (401, "Unauthorized")
        client = package.MockControlClient(api_key="a token", base_url="https://mock.example", http_client=http)
        assert client.worlds.get_health().status == "ok"
        assert http.get("/users/u1/profile").status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:8787"}, 200),
        ({"Host": "127.0.0.1"}, 200),
        ({"Host": "[::1]:8787"}, 200),
        ({"Host": "localhost:8787", "Origin": "http://localhost:8787"}, 200),
        ({"Host": "localhost:8787", "Origin": "http://localhost:9999"}, 403),
        ({"Host": "localhost:8787", "Origin": "https://evil.example"}, 403),
        ({"Host": "localhost:8787", "Origin": "null"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "localhost.evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "[::1"}, 403),
        ({"Host": "evil@localhost"}, 403),
        ({"Host": "localhost/evil.example"}, 403),
        ({"Host": "localhost#evil"}, 403),
        ({"Host": ""}, 403),
    ],
)
def test_without_a_token_a_page_of_another_site_is_refused(
    http: httpx.Client, headers: dict[str, str], status: int
) -> None:
    response = http.get("/_mock/health", headers=headers)
    assert response.status_code == status


def test_limits_are_told(package: Any) -> None:
    worlds = Worlds(Settings(limits=Limits(users=1, faults=1, webhooks=1), secret=SECRET))
    with httpx.Client(transport=Transport(Held(worlds)), base_url=BASE) as http:
        client = package.MockControlClient(api_key="k", base_url=BASE, http_client=http)
        client.users.create()
        client.faults.add(kind="drop")
        client.webhooks.add(url="http://127.0.0.1:9/")
        for action, message in (
            (client.users.create, "There may not be more than 1 users in this world: reset it"),
            (lambda: client.faults.add(kind="drop"), "There are 1 faults, and there may not be more"),
            (lambda: client.webhooks.add(url="http://127.0.0.1:9/"), "There are 1 webhooks, the limit"),
        ):
            with pytest.raises(package.BadRequestError, match=message):
                action()


def test_the_page_is_told_the_whole_document() -> None:
    whole = json.loads((Path(CONTROL).parent / "spkey_mock/page/assets/control.json").read_text("utf-8"))
    assert whole["paths"].keys() == {operation["path"] for operation in DOCUMENT["operations"]}


def test_a_member_that_there_is_not_is_told_with_those_that_there_are(http: httpx.Client) -> None:
    message = http.post("/_mock/journal/check", json={"operation": "create_user", "user_id": "u1"}).json()["message"]
    assert message == "There is no user_id here: there are operation, userId, status, body, times."
    message = http.post("/_mock/faults", json={"kind": "explode"}).json()["message"]
    assert message.startswith("body/kind: the value is none of status, latency, drop, lose_answer, truncate, malformed")


@pytest.mark.parametrize("token", ["", "  "])
def test_an_empty_control_token_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="the control token is empty"):
        Worlds(control_token=token)


def test_a_header_that_admits_is_given_once(worlds: Worlds) -> None:
    for name in (b"host", b"origin"):
        headers = ((name, b"localhost"), (name, b"localhost"))
        assert worlds.handle(Request("GET", b"/_mock/health", b"", headers)).status == 403
    guarded = Worlds(control_token="t")
    twice = ((b"x-mock-token", b"t"), (b"x-mock-token", b"t"))
    assert guarded.handle(Request("GET", b"/_mock/health", b"", twice)).status == 403


BAD_EVENTS: list[dict[str, Any]] = [
    {"type": "PhysicalKeyAdded", "data": {"userId": "u", "number": 1, "orgId": "x", "addedAt": 3, "note": 1}},
    {"type": "PhysicalKeyAdded", "data": {"userId": "u", "number": True, "orgId": "x", "addedAt": 3}},
    {"type": "PhysicalKeyAdded", "data": {"userId": "u", "number": 1.5, "orgId": "x", "addedAt": 3}},
    {"type": "PhysicalKeyAdded", "data": {"userId": "u", "number": -1, "orgId": "x", "addedAt": 3}},
    {"type": "PhysicalKeyAdded", "data": {"userId": "u", "number": 1, "orgId": [1], "addedAt": 3}},
    {"type": "PhysicalKeyAdded", "data": {"userId": {"a": 1}, "number": 1, "orgId": "x", "addedAt": 3}},
    {"type": "PhysicalKeyRemoved", "data": {"userId": "u", "number": "7"}},
    {"type": "UserCreated", "data": {"userId": "u", "status": "GONE"}},
    {"type": "UserCreated", "data": {}},
]


@pytest.mark.parametrize("event", BAD_EVENTS, ids=str)
def test_an_event_that_never_was_is_not_imported(http: httpx.Client, event: dict[str, Any]) -> None:
    state = {"users": [], "events": [{"userId": "u", "version": 1, "timestamp": 1, **event}]}
    response = http.put("/_mock/state", json=state)
    assert response.status_code == 400
    assert "the data is not that of" in response.json()["message"]
    assert http.get("/_mock/events").json()["events"] == []


def test_numbers_without_end_are_not_imported(http: httpx.Client) -> None:
    for name in ("number", "addedAt"):
        data = '{"userId":"u","number":1,"orgId":"x","addedAt":1}'.replace(f'"{name}":1', f'"{name}":1e999')
        event = f'{{"userId":"u","version":1,"type":"PhysicalKeyAdded","timestamp":1,"data":{data}}}'
        assert http.put("/_mock/state", content=f'{{"users":[],"events":[{event}]}}').status_code == 400


def test_a_long_list_of_faults_is_answered_with_the_first(http: httpx.Client) -> None:
    response = http.put("/_mock/state", content=b'{"users":[' + b"{}," * 300_000 + b"{}]}")
    assert response.status_code == 400
    assert response.json()["message"].startswith("body/users/0/")
    assert len(response.content) < 1000


def test_a_number_of_many_digits_is_read_at_once(http: httpx.Client) -> None:
    response = http.get("/_mock/journal?limit=" + "1" * 50_000 + "x")
    assert response.status_code == 400


def test_who_looks_at_pages_makes_no_world(worlds: Worlds, http: httpx.Client) -> None:
    for number in range(5):
        assert http.get(f"{BASE}/w/x{number}/").status_code == 200
    assert len(worlds.items()) == 1


def test_a_world_that_is_deleted_delivers_nothing_more(worlds: Worlds) -> None:
    world = worlds.world("x")
    world.clock.freeze(START)
    world.add_webhook("http://127.0.0.1:9/", delay=1.0)
    world.users.create("u1", keys=1)
    worlds.delete("x")
    world.clock.advance(1000)
    assert (world.webhooks.items(), world.webhooks.backlog().due) == ([], ())
