import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Fault, Request, Response, Settings, World, Worlds
from spkey_mock.http.handler import complete
from spkey_mock.world.limits import Limits

from spkey_client import ServerError

from ..support import START, USER
from .furnished import STEPS, Step, furnish, outlook, replay

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client

LARGEST = 2**53 - 1

JSON = dict[str, Any]


def export(worlds: Worlds) -> Any:
    response: Response = complete(worlds.handle(Request("GET", b"/_mock/state")))
    assert response.status == 200
    return json.loads(response.body)


def import_(worlds: Worlds, state: object) -> None:
    body = json.dumps(state).encode()
    response = complete(worlds.handle(Request("PUT", b"/_mock/state", b"", (), body)))
    assert (response.status, response.body) == (204, b"")


def test_a_state_is_exported_and_imported(control: Any, world: World) -> None:
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


def test_private_data_of_events_survives() -> None:
    worlds, others = Worlds(), Worlds()
    worlds.default.users.create("u1", email="a@b.c", first_name="Ada", last_name="Lovelace")
    state = export(worlds)
    private = {"email": "a@b.c", "firstName": "Ada", "lastName": "Lovelace", "orgId": "acme"}
    assert private.items() <= state["users"][0].items()
    assert private.items() <= state["events"][0]["data"].items()
    import_(others, state)
    (before,), (after,) = worlds.default.events(), others.default.events()
    assert (after.type, after.data, after.at) == (before.type, before.data, before.at)
    assert export(others) == state


def test_positions_and_the_number_of_dropped_events_survive() -> None:
    limited = Settings(limits=Limits(events=3))
    worlds, others = Worlds(limited), Worlds()
    worlds.default.users.create("u1", keys=5)
    state = export(worlds)
    assert ([event["position"] for event in state["events"]], state["forgotten"]) == ([4, 5, 6], 3)
    import_(others, state)
    assert (others.default.events_forgotten, export(others)) == (3, state)
    others.default.users.create("u2")
    assert [recorded.position for recorded in others.default.events()] == [4, 5, 6, 7]


def test_events_beyond_the_limit_are_dropped_and_counted() -> None:
    worlds, limited = Worlds(), Worlds(Settings(limits=Limits(events=2)))
    user = worlds.default.users.create("u1", keys=5)
    import_(limited, export(worlds))
    assert limited.default.users.get("u1") == user
    assert [recorded.position for recorded in limited.default.events()] == [5, 6]
    assert limited.default.events_forgotten == 4


def test_numbers_survive_up_to_the_largest_that_json_can_carry(worlds: Worlds) -> None:
    key = {"number": LARGEST - 2, "orgId": "acme", "addedAt": LARGEST}
    user = {"userId": "u1", "version": 2**52, "nextNumber": LARGEST - 1, "status": "SUSPENDED", "keys": [key]}
    state: dict[str, Any] = {"format": 1, "users": [user], "events": [], "forgotten": 2**52}
    import_(worlds, state)
    user |= {"accessibleLocks": [], "licensePlates": [], "devices": []}
    assert export(worlds) == state
    with worlds.default.client(max_retries=0) as client:
        added = client.physical_keys.add("u1", org_id="acme")
        assert (added.number, added.version) == (LARGEST - 1, 2**52 + 1)
        with pytest.raises(ServerError, match="Too many physical keys for this user"):
            client.physical_keys.add("u1", org_id="acme")
    (exported,) = export(worlds)["users"]
    assert (exported["nextNumber"], exported["keys"][-1]["number"]) == (LARGEST, LARGEST - 1)
    import_(worlds, {"users": [{**exported, "version": 2**52}]})
    assert [exported["nextNumber"] for exported in export(worlds)["users"]] == [LARGEST]


@given(st.lists(STEPS, max_size=12), st.integers(0, 8), st.lists(STEPS, max_size=6))
@settings(max_examples=60, deadline=None)
def test_an_import_of_an_export_loses_nothing(steps: list[Step], events: int, more: list[Step]) -> None:
    limited = Settings(limits=Limits(events=events))
    worlds, others = Worlds(limited), Worlds(limited)
    replay(worlds.default, steps)
    state = export(worlds)
    others.default.users.create("z", keys=2)
    import_(others, state)
    assert export(others) == state
    assert list(others.default.users) == list(worlds.default.users)
    # What happens after it is the same, too.
    replay(worlds.default, more)
    replay(others.default, more)
    assert export(others) == export(worlds)


KEY = {"number": 1, "orgId": "acme", "addedAt": 0}
BAD_USERS: list[tuple[dict[str, Any], str]] = [
    ({"nextNumber": 1}, "body/users/0/keys: nextNumber must be greater than every key number (highest: 1), not 1."),
    ({"keys": [KEY, KEY]}, "body/users/0/keys: Two values have the same number"),
    ({"version": 0}, "body/users/0/version: "),
    ({"userId": ""}, "body/users/0/userId: "),
    ({"status": "GONE"}, "body/users/0/status: "),
    ({"keys": [{**KEY, "number": 1.5}]}, "body/users/0/keys/0/number: "),
]


@pytest.mark.parametrize(("change", "message"), BAD_USERS, ids=[message for _, message in BAD_USERS])
def test_a_user_that_contradicts_itself_is_rejected_and_nothing_changes(
    http: httpx.Client, world: World, change: dict[str, Any], message: str
) -> None:
    before = world.users.create("u1")
    user = {"userId": "u2", "version": 2, "nextNumber": 2, "keys": [KEY], **change}
    response = http.put("/_mock/state", json={"users": [user]})
    assert (response.status_code, response.json()["error"]) == (400, "ValidationError")
    assert message in response.json()["message"]
    assert list(world.users) == [before]


def test_a_state_is_imported_whole_or_not_at_all(http: httpx.Client, world: World) -> None:
    user = {"userId": "u2", "version": 2, "nextNumber": 2, "keys": [KEY]}
    event = {"userId": "u2", "version": 1, "type": "PhysicalKeyAdded", "timestamp": 0, "data": {"userId": "u2"}}
    for state, message in (
        ({"users": [user, user]}, "two users have the same userId"),
        ({"users": [user], "events": [event]}, "body/events/0/data/number: The value is missing."),
    ):
        response = http.put("/_mock/state", json=state)
        assert response.status_code == 400
        assert message in response.json()["message"]
    assert len(world.users) == 0


def test_a_state_beyond_a_limit_is_rejected_and_nothing_changes() -> None:
    worlds = Worlds(Settings(limits=Limits(users=1)))
    before = worlds.default.users.create("u1")
    user: JSON = {"version": 1, "nextNumber": 1, "keys": []}
    body = json.dumps({"users": [{"userId": "a", **user}, {"userId": "b", **user}]}).encode()
    response = complete(worlds.handle(Request("PUT", b"/_mock/state", b"", (), body)))
    assert (response.status, b"Too many users" in response.body) == (400, True)
    assert list(worlds.default.users) == [before]
    assert len(worlds.default.events()) == 1


ADDED = {"number": 1, "orgId": "x"}
BAD_EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("PhysicalKeyAdded", {**ADDED, "note": 1}),
    ("PhysicalKeyAdded", {**ADDED, "number": True}),
    ("PhysicalKeyAdded", {**ADDED, "number": 1.5}),
    ("PhysicalKeyAdded", {**ADDED, "number": -1}),
    ("PhysicalKeyAdded", {**ADDED, "orgId": [1]}),
    ("PhysicalKeyAdded", {"orgId": "x"}),
    ("PhysicalKeyRemoved", {"number": "7"}),
    ("PhysicalKeyRemoved", {"number": 0}),
    ("UserCreated", {"userId": {"a": 1}}),
    ("UserCreated", {"userId": "u", "status": "GONE"}),
    ("UserCreated", {}),
    ("UserDeleted", {"userId": "u"}),
]


@pytest.mark.parametrize(("name", "data"), BAD_EVENTS, ids=str)
def test_an_event_that_cannot_have_happened_is_rejected(http: httpx.Client, name: str, data: dict[str, Any]) -> None:
    event = {"userId": "u", "version": 1, "timestamp": 1, "type": name, "data": data}
    response = http.put("/_mock/state", json={"users": [], "events": [event]})
    assert response.status_code == 400
    assert "body/events/0/data" in response.json()["message"]
    assert http.get("/_mock/events").json()["events"] == []


def test_numbers_without_end_are_rejected(http: httpx.Client) -> None:
    for number, timestamp in (("1e999", "1"), ("1", "1e999")):
        data = f'{{"number":{number},"orgId":"x"}}'
        event = f'{{"userId":"u","version":1,"type":"PhysicalKeyAdded","timestamp":{timestamp},"data":{data}}}'
        assert http.put("/_mock/state", content=f'{{"users":[],"events":[{event}]}}').status_code == 400


def test_an_event_names_its_aggregate(http: httpx.Client, world: World) -> None:
    user: JSON = {"userId": "u", "version": 1, "nextNumber": 1, "keys": []}
    event = {"version": 1, "timestamp": 1, "type": "UserCreated", "data": {"userId": "u"}}
    for names, status, message in (
        ({"userId": "u"}, 204, ""),
        ({"aggregateId": "u"}, 204, ""),
        ({"aggregateType": "user", "aggregateId": "u"}, 204, ""),
        ({}, 400, "body/events/0: The event must have an aggregateId, or a userId if its aggregate is a user."),
        ({"aggregateType": "door", "aggregateId": "u"}, 400, "Unknown aggregate type 'door'. Known: user, "),
    ):
        response = http.put("/_mock/state", json={"users": [user], "events": [{**event, **names}]})
        assert response.status_code == status
        assert message in response.text
    (recorded,) = world.events()
    assert (recorded.stream.aggregate, recorded.stream.id) == ("user", "u")


@pytest.mark.parametrize(("versions", "wrong"), [([1, 2, 2], 2), ([3], 0), ([2, 1], 1), ([1, 3], 1)])
def test_events_must_lead_to_the_state(http: httpx.Client, world: World, versions: list[int], wrong: int) -> None:
    user: JSON = {"userId": "u", "version": 2, "nextNumber": 9, "keys": []}
    events = [
        {"userId": "u", "version": it, "timestamp": 1, "type": "PhysicalKeyRemoved", "data": {"number": 1}}
        for it in versions
    ]
    response = http.put("/_mock/state", json={"users": [user], "events": events})
    assert response.status_code == 400
    message = f"body/events/{wrong}/version: The versions of the events of user u must ascend to 2 at most."
    assert message in response.json()["message"]
    assert len(world.users) == 0


@pytest.mark.parametrize(
    ("positions", "kept"),
    [([2, 5], [2, 5]), ([5, 2], [8, 9]), ([1, 10], [8, 9]), ([3, None], [8, 9]), ([None, None], [8, 9])],
)
def test_positions_are_kept_if_they_are_possible(
    http: httpx.Client, world: World, positions: list[int | None], kept: list[int]
) -> None:
    user: JSON = {"userId": "u", "version": 9, "nextNumber": 9, "keys": []}
    events = [
        {"userId": "u", "version": 8 + index, "timestamp": 1, "type": "PhysicalKeyRemoved", "data": {"number": 1}}
        | ({} if position is None else {"position": position})
        for index, position in enumerate(positions)
    ]
    assert http.put("/_mock/state", json={"users": [user], "events": events, "forgotten": 7}).status_code == 204
    assert [recorded.position for recorded in world.events()] == kept
    world.users.create("v")
    assert world.events()[-1].position == 10


def test_a_newer_format_is_rejected(http: httpx.Client) -> None:
    response = http.put("/_mock/state", json={"format": 2, "users": []})
    assert response.status_code == 400
    assert "body/format: format must be at most 1, not 2. Upgrade the mock." in response.json()["message"]


def test_documents_are_exported_and_imported_on_request(control: Any, worlds: Worlds, world: World) -> None:
    furnish(world)
    assert "documents" not in export(worlds)
    state = control.states.export(include="documents")
    assert {it.kind for it in state.documents} == {"settings", "clock", "credential", "fault", "outside", "webhook"}
    before = outlook(world)
    world.reset()
    world.users.create("other")
    world.faults.add(Fault(kind="drop", operation="get_user_keys"))
    world.add_webhook("http://localhost:9/other")
    with world.client() as client:
        client.users.create(USER)
    control.states.import_(
        users=state.users,
        aggregates=state.aggregates,
        events=state.events,
        documents=state.documents,
        forgotten=state.forgotten,
    )
    assert outlook(world) == before
    assert control.states.export(include="documents") == state
    assert world.faults.add(Fault(kind="drop")) == "fault-2"
    world.journal.assert_called("create_user", times=1)
    worlds.world("tests")
    assert worlds.home(b"issued") == "tests"


def test_without_documents_the_rest_of_the_world_stays(http: httpx.Client, world: World) -> None:
    furnish(world)
    before = outlook(world)
    state = http.get("/_mock/state").json()
    assert http.put("/_mock/state", json=state).status_code == 204
    assert outlook(world) == before


def document(kind_: str, key_: str, **data: object) -> dict[str, Any]:
    return {"kind": kind_, "key": key_, "data": data}


BAD_DOCUMENTS: list[tuple[dict[str, Any], str]] = [
    (document("journal", ""), "Unknown kind. Known: settings, clock, credential, fault, later, outside, webhook."),
    (document("settings", "", port=1), "Unknown setting of a world 'port'."),
    (document("settings", "", limits={"users": "many"}), "limits.users must be a whole number, 0 or more, not 'many'."),
    (document("clock", "", mode="wild", step=0, ahead=0), "Unknown mode 'wild'."),
    (document("clock", "", mode="frozen", time="noon", step=0, ahead=0), "The time must be a whole number"),
    (document("clock", "", mode="stepped", time=1, step=0, ahead=0), "step must be at least 1 millisecond, not 0."),
    (document("clock", "", mode="frozen", time=5, step=0, ahead=None), "A clock with the mode frozen cannot have"),
    (document("clock", "", mode="frozen", time=5, step="x", ahead=0), "A clock with the mode frozen cannot have"),
    (document("clock", "", mode="stepped", time=5, step=1.5, ahead=0), "step must be a whole number"),
    (document("clock", "", mode="wall", step=0, ahead="x"), "The clock '' is invalid: "),
    (document("clock", "", mode="wall", step=0), "The clock '' is invalid: 'ahead'"),
    (document("clock", "a", mode="wall", step=0, ahead=0), "The key must be empty."),
    (document("fault", "fault-7", kind="drop"), "Another document has the same key."),
    (document("credential", "xyz", orgId="acme"), "The credential 'xyz' is invalid: "),
    (document("credential", "AB" * 32, orgId="acme"), "The key must be a SHA-256 digest in lower-case hexadecimal"),
    (document("credential", "00" * 32, orgId=7), "orgId must be a string."),
    (document("fault", "fault-1", kind="flood"), "kind: The value must be one of status, latency"),
    (document("fault", "first", kind="drop"), "The key must be fault-N."),
    (document("fault", "fault-007", kind="drop"), "The number must be written in plain digits, from 1."),
    (document("credential", "00" * 32, orgId="acme", superuser=1), "superuser must be true or false."),
    (document("outside", "", pins=1), "The outside '' is invalid: pins: The value must be true or false."),
    (document("outside", "a"), "The key must be empty."),
    (document("later", "1", at=1, aggregate="door", id="d", task="close"), "Unknown aggregate 'door'."),
    (document("later", "1", at=1, aggregate="user", id="u", task="close"), "Unknown task 'close'."),
    (document("webhook", "webhook-1", url="http://example.com/", orgId="a"), "The host of url must be localhost"),
    (document("webhook", "webhook-1", orgId="a"), "url: The value is missing."),
]


@pytest.mark.parametrize(("wrong", "message"), BAD_DOCUMENTS, ids=lambda it: it if isinstance(it, str) else "")
def test_a_document_that_is_invalid_is_rejected_and_nothing_changes(
    http: httpx.Client, world: World, wrong: dict[str, Any], message: str
) -> None:
    furnish(world)
    before = outlook(world)
    good = document("fault", "fault-7", kind="drop", skip=0, times=1, probability=1)
    response = http.put("/_mock/state", json={"users": [], "documents": [good, wrong]})
    assert response.status_code == 400
    assert message in response.json()["message"]
    assert response.json()["message"].startswith("body/documents")
    assert outlook(world) == before


@pytest.mark.parametrize(("kind", "data"), [("fault", {"kind": "drop"}), ("credential", {"orgId": "a"})])
def test_documents_count_against_the_limits_that_they_bring(http: httpx.Client, kind: str, data: JSON) -> None:
    keys = [f"fault-{n}" if kind == "fault" else f"{n:064}" for n in range(1, 4)]
    limits = document("settings", "", limits={f"{kind}s": 2})
    state = {"users": [], "documents": [limits, *(document(kind, key, **data) for key in keys)]}
    response = http.put("/_mock/state", json=state)
    assert response.status_code == 400
    assert f"Too many {kind}s: 3 (limit 2). Raise Limits.{kind}s." in response.json()["message"]


def test_a_state_by_hand_needs_no_more_than_users(http: httpx.Client, world: World) -> None:
    user = {"userId": "u2", "version": 2, "nextNumber": 7, "keys": [KEY]}
    assert http.put("/_mock/state", json={"users": [user]}).status_code == 204
    found = world.users.get("u2")
    assert found is not None
    assert (found.status, found.org_id, found.next_number) == ("ACTIVE", None, 7)
    assert (world.events(), world.events_forgotten) == ((), 0)


def test_of_many_problems_the_first_is_reported(http: httpx.Client) -> None:
    response = http.put("/_mock/state", content=b'{"users":[' + b"{}," * 300_000 + b"{}]}")
    assert response.status_code == 400
    assert response.json()["message"].startswith("body/users/0/")
    assert len(response.content) < 1000


def test_an_export_is_consistent_while_commands_run(worlds: Worlds) -> None:
    world: World = worlds.default
    world.users.create("u1")
    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(lambda: [world.users.create("u1", keys=1) for _ in range(300)])
        while not adding.done():
            state = export(worlds)
            assert state["users"][0]["version"] == state["forgotten"] + len(state["events"])
