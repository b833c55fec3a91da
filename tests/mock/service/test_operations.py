"""Operations other than authenticated commands and queries on one aggregate."""

import json
from typing import Any

import pytest
from spkey_mock.webhooks.subscriptions import Webhook

from .guests import ATTEMPTS_ALLOWED, CONTRACT, GUESTS, REGISTRY
from .test_aggregates import START, Building


@pytest.fixture
def building() -> Building:
    return Building(REGISTRY, CONTRACT)


def find(building: Building, name: str, method: str = "GET") -> Any:
    response = building.respond(method, "/guests/by-name", query=f"name={name}")
    assert response.status == 200
    return json.loads(response.body or "null")


def test_a_get_that_writes_finds_or_creates(building: Building) -> None:
    ada = find(building, "Ada")
    assert find(building, "ADA") == ada
    assert find(building, "Bob")["uuid"] != ada["uuid"]
    assert find(building, "bob", "HEAD") is None
    assert [event for event, *_ in building.events] == ["GuestCreated", "GuestCreated"]
    assert building.life.journal.entries[0].aggregate_id == ada["uuid"]


def test_a_get_that_writes_is_validated_before_the_state_is_read(building: Building) -> None:
    assert building.respond("GET", "/guests/by-name").status == 400


def test_a_query_on_an_aggregate_that_is_found_by_a_value(building: Building) -> None:
    assert building.respond("GET", "/guests/greeting").status == 400
    assert building.respond("GET", "/guests/greeting", query="name=ada").status == 404
    find(building, "Ada")
    response = building.respond("GET", "/guests/greeting", query="name=ada")
    assert (response.status, json.loads(response.body)) == (200, {"greeting": "Welcome, Ada!"})


def test_a_number_in_a_path_is_one_id_however_it_is_written(building: Building) -> None:
    for path in ("/floors/7/Create", "/floors/007/Create", "/floors/7.0/Create"):
        status, body = building.send("POST", path)
        assert (status, body["aggregateId"], body["version"]) == (200, "7", 1)
    assert building.send("GET", "/floors/07/guests") == (200, {"guests": []})
    assert {entry.aggregate_id for entry in building.life.journal.entries} == {"7"}
    assert building.send("GET", "/floors/x/guests")[0] == 404
    assert building.send("POST", "/floors/x/Create")[0] == 400


def test_a_command_may_record_several_events(building: Building) -> None:
    building.send("POST", "/floors/1/Create")
    uuid = find(building, "Ada")["uuid"]
    status, body = building.send("POST", f"/guests/{uuid}/Move", floor="1", name="Ada L.")
    assert (status, body["version"], body["event"]["type"]) == (200, 3, "GuestMoved")
    assert building.send("GET", "/floors/1/guests") == (200, {"guests": ["Ada L."]})


def test_aggregates_are_found_by_an_indexed_value_in_order_of_creation(building: Building) -> None:
    for floor in (1, 2):
        building.send("POST", f"/floors/{floor}/Create")
    guests: dict[str, str] = {}
    for name in ("Ada", "Bob", "Cyd"):
        guests[name] = find(building, name)["uuid"]
        building.clock.advance(1)
    for name in ("Cyd", "Bob", "Ada"):
        building.send("POST", f"/guests/{guests[name]}/Move", floor="1", name=name)
    assert building.send("GET", "/floors/1/guests") == (200, {"guests": ["Ada", "Bob", "Cyd"]})
    building.send("POST", f"/guests/{guests['Bob']}/Move", floor="2", name="Bob")
    assert building.send("GET", "/floors/1/guests") == (200, {"guests": ["Ada", "Cyd"]})
    (bob,) = building.life.repository.where(GUESTS, "floor", "2")
    assert (bob.name, bob.created_at) == ("Bob", START + 1)


def test_a_unique_value_is_free_again_once_its_aggregate_has_another(building: Building) -> None:
    ada, bob = find(building, "Ada")["uuid"], find(building, "Bob")["uuid"]
    assert building.send("POST", f"/guests/{bob}/Move", floor="1", name="ADA")[0] == 409
    assert building.send("POST", f"/guests/{ada}/Move", floor="1", name="Ann")[0] == 200
    assert building.send("POST", f"/guests/{bob}/Move", floor="1", name="Ada")[0] == 200
    assert (find(building, "ann")["uuid"], find(building, "ada")["uuid"]) == (ada, bob)


def test_a_unique_value_that_another_has_taken_meanwhile_is_a_lost_race(building: Building) -> None:
    look_up, overtaken = building.life.repository.find, False

    def look_up_and_be_overtaken(*value: Any) -> Any:
        nonlocal overtaken
        found = look_up(*value)
        if not overtaken:
            overtaken = True
            find(building, "Ada")
        return found

    building.life.repository.find = look_up_and_be_overtaken  # type: ignore[method-assign,assignment]
    assert find(building, "ada")["name"] == "Ada"
    assert len(building.events) == 1


def test_a_public_operation_ignores_credentials(building: Building) -> None:
    building.send("POST", "/floors/1/Create")
    for headers in ((), ((b"x-api-key", b"unknown"),)):
        response = building.respond("POST", "/floors/1/Enter", b'{"code":"open"}', headers=headers)
        assert (response.status, response.body) == (303, b"")
        assert dict(response.headers)[b"location"] == b"/floors/1/view?guest=1"


def test_an_operation_with_optional_credentials_verifies_those_that_are_sent(building: Building) -> None:
    building.send("POST", "/floors/1/Create")

    def visit(*headers: tuple[bytes, bytes]) -> tuple[int, bytes]:
        response = building.respond("POST", "/floors/1/Visit", headers=headers)
        return response.status, response.body

    token = building.life.credentials.issue_token("ada").encode()
    assert visit() == (200, b'{"orgId":null,"userId":null}')
    assert visit((b"x-api-key", building.key)) == (200, b'{"orgId":"acme","userId":null}')
    assert visit((b"authorization", b"Bearer " + token)) == (200, b'{"orgId":null,"userId":"ada"}')
    assert visit((b"x-api-key", b"unknown")) == (401, b"")


def test_a_rejection_may_record_what_was_decided(building: Building) -> None:
    building.send("POST", "/floors/1/Create")
    for _ in range(ATTEMPTS_ALLOWED):
        assert building.send("POST", "/floors/1/Enter", code="?") == (
            401,
            {"error": "Unauthorized", "message": "Invalid code"},
        )
    response = building.respond("POST", "/floors/1/Enter", b'{"code":"open"}')
    assert (response.status, dict(response.headers)[b"retry-after"]) == (429, b"30")
    assert [event for event, *_ in building.events] == ["FloorCreated", "CodeFailed", "CodeFailed"]


def test_events_of_an_aggregate_that_is_not_public_are_not_delivered(building: Building) -> None:
    building.life.webhooks.add(Webhook(url="http://127.0.0.1:9/", org_id="acme"))
    building.send("POST", "/floors/1/Create")
    building.send("POST", "/floors/1/Enter", code="?")
    assert [it.detail_type for it in building.life.webhooks.deliveries()] == ["FloorCreated"]


def test_events_of_an_aggregate_that_is_not_public_are_not_listed(building: Building) -> None:
    building.send("POST", "/floors/1/Create")
    for _ in range(ATTEMPTS_ALLOWED):
        building.send("POST", "/floors/1/Enter", code="?")
    repository = building.life.repository
    for limit in (None, 1, 5):
        assert [it.type for it in repository.events(limit)] == ["FloorCreated"]
    assert repository.events(0) == ()


def test_an_operation_may_have_an_access_check_of_its_own(building: Building) -> None:
    building.send("POST", "/floors/1/Create")
    assert building.send("POST", "/floors/1/Close")[0] == 403
    building.key = building.life.credentials.issue_key("root", superuser=True).encode()
    status, body = building.send("POST", "/floors/1/Close")
    assert (status, body["event"]["data"]) == (200, {"floorId": 1, "closedAt": "2026-11-06T00:00:00.000Z"})


def test_an_operation_depends_on_what_is_outside(building: Building) -> None:
    building.send("POST", "/floors/1/Create")
    building.life.outside.change(offline_locks=["1"])
    response = building.respond("POST", "/floors/1/Visit")
    assert (response.status, response.headers[:-1], response.body) == (502, (), b"")
    building.life.outside.change(offline_locks=[])
    assert building.respond("POST", "/floors/1/Visit").status == 200


def test_no_body_is_an_empty_object_where_the_contract_requires_no_property(building: Building) -> None:
    assert building.respond("POST", "/floors/1/Create").status == 200
    assert building.respond("POST", "/floors/1/Enter").status == 400
