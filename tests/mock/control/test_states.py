import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spkey_mock import Request, Response, Settings, World, Worlds
from spkey_mock.http.handler import complete
from spkey_mock.world.limits import Limits

from spkey_client import ServerError

from ..support import START

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client

LARGEST = 2**53 - 1


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
    state: dict[str, Any] = {"users": [user], "events": [], "forgotten": 2**52}
    import_(worlds, state)
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


TEXTS = st.text(st.characters(), max_size=4)  # lone surrogates included
OPTIONAL = st.none() | TEXTS
IDS = st.sampled_from(["a", "ü/b c", "\ud800", "\U0001f511"])
STEPS = st.one_of(
    st.tuples(st.just("create"), IDS, OPTIONAL, OPTIONAL),
    st.tuples(st.just("add"), IDS, TEXTS.filter(bool), OPTIONAL),
    st.tuples(st.just("remove"), IDS, st.integers(1, 5), st.none()),
    st.tuples(st.just("advance"), IDS, st.integers(0, 9), st.none()),
)


def replay(world: World, steps: list[tuple[str, str, Any, Any]]) -> None:
    """Bring a world through a history."""
    world.clock.freeze(START)
    for name, user_id, first, second in steps:
        match name:
            case "create":
                world.users.create(user_id, email=first, first_name=second)
            case "add":
                world.users.create(user_id, keys=1, org_id=first, last_name=second)
            case "remove":
                handle(world, user_id, "RemovePhysicalKey", {"number": first})
            case _:
                world.clock.advance(first)


def handle(world: World, user_id: str, command: str, body: object) -> None:
    path = "".join(f"%{byte:02x}" for byte in user_id.encode("utf-8", "surrogatepass"))
    headers = ((b"x-api-key", world.api_key.encode()),)
    world.handle(Request("POST", f"/users/{path}/{command}".encode(), b"", headers, json.dumps(body).encode()))


@given(st.lists(STEPS, max_size=12), st.integers(0, 8), st.lists(STEPS, max_size=6))
@settings(max_examples=60, deadline=None)
def test_an_import_of_an_export_loses_nothing(
    steps: list[tuple[str, str, Any, Any]], events: int, more: list[tuple[str, str, Any, Any]]
) -> None:
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
    user = {"version": 1, "nextNumber": 1, "keys": []}
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
    event = {"version": 1, "timestamp": 1, "type": "UserCreated", "data": {"userId": "u"}}
    for names, status, message in (
        ({"userId": "u"}, 204, ""),
        ({"aggregateId": "u"}, 204, ""),
        ({"aggregateType": "user", "aggregateId": "u"}, 204, ""),
        ({}, 400, "body/events/0: The event must have an aggregateId, or a userId if its aggregate is a user."),
        ({"aggregateType": "door", "aggregateId": "u"}, 400, "Unknown aggregate type 'door'. Known: user."),
    ):
        response = http.put("/_mock/state", json={"users": [], "events": [{**event, **names}]})
        assert response.status_code == status
        assert message in response.text
    (recorded,) = world.events()
    assert (recorded.stream.aggregate, recorded.stream.id) == ("user", "u")


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
