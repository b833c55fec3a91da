"""Two more aggregates in one engine: what an operation may be that those of users are not."""

import json
from threading import RLock
from typing import Any

import pytest
from spkey_mock import Clock, Request, Settings
from spkey_mock.service.aggregate import Aggregate, Operations
from spkey_mock.service.codec import DecodeError
from spkey_mock.service.contract import Contract
from spkey_mock.service.errors import Full, Invalid
from spkey_mock.service.message import Headers, Response
from spkey_mock.service.registry import Registry
from spkey_mock.store.recorded import Document, Recorded
from spkey_mock.webhooks.subscriptions import Webhook
from spkey_mock.world import schedule
from spkey_mock.world.life import begin, memory_store

from .doors import (
    BADGES,
    CONTRACT,
    DOORS,
    OPEN_FOR,
    REGISTRY,
    Badge,
    CreateBadge,
    ListOpenDoors,
    create_badge,
    list_open_doors,
    organisations_only,
)

START = 1_793_923_200_000


class Building:
    """A world of doors and badges, frozen in time."""

    def __init__(self, registry: Registry = REGISTRY, contract: Contract = CONTRACT) -> None:
        self.clock = Clock()
        self.clock.freeze(START)
        settings = Settings().settled()
        self.key = settings.api_keys[0][0].encode()
        self.life = begin(settings, "", self.clock, RLock(), contract, registry, new_store=memory_store)
        self.clock.changed = self.life.catch_up

    def respond(
        self, method: str, path: str, body: bytes = b"", *, query: str = "", headers: Headers | None = None
    ) -> Response:
        sent = ((b"x-api-key", self.key),) if headers is None else headers
        return self.life.pipeline.handle(Request(method, path.encode(), query.encode(), sent, body))

    def send(self, method: str, path: str, *, token: str = "", **body: object) -> tuple[int, Any]:
        headers = ((b"authorization", f"Bearer {token}".encode()) if token else (b"x-api-key", self.key),)
        content = json.dumps(body).encode() if method == "POST" else b""
        response = self.life.pipeline.handle(Request(method, path.encode(), b"", headers, content))
        return response.status, json.loads(response.body)

    def door(self, name: str = "front") -> str:
        status, body = self.send("POST", "/doors", name=name)
        assert status == 201
        return str(body["aggregateId"])

    @property
    def events(self) -> list[tuple[str, str, int, int]]:
        feed: tuple[Recorded, ...] = self.life.repository.feed().events
        return [(it.type, it.stream.aggregate, it.version, it.at - START) for it in feed]


@pytest.fixture
def building() -> Building:
    return Building()


def test_a_command_without_an_id_in_its_path_creates_one(building: Building) -> None:
    status, body = building.send("POST", "/doors", name="front")
    assert status == 201
    door_id = body["aggregateId"]
    assert body == {
        "success": True,
        "aggregateId": door_id,
        "version": 1,
        "event": {"type": "DoorCreated", "data": {"doorId": door_id, "name": "front"}},
        "name": "front",
    }
    assert building.door() != door_id
    entry = building.life.journal.entries[0]
    assert (entry.aggregate_type, entry.aggregate_id, entry.user_id) == ("door", door_id, None)


def test_a_command_changes_two_aggregates_together(building: Building) -> None:
    door = building.door()
    building.send("POST", "/badges/b1/Create")
    status, body = building.send("POST", f"/doors/{door}/Open", badgeId="b1")
    assert (status, body["version"], body["event"]["type"], body["uses"]) == (200, 2, "DoorOpened", 1)
    assert building.send("GET", "/badges/b1") == (200, {"badgeId": "b1", "uses": 1})
    assert building.events[-2:] == [("DoorOpened", "door", 2, 0), ("BadgeUsed", "badge", 2, 0)]


def test_a_command_on_two_aggregates_changes_neither_where_one_does_not_exist(building: Building) -> None:
    door = building.door()
    assert building.send("POST", f"/doors/{door}/Open", badgeId="b1")[0] == 404
    building.send("POST", "/badges/b1/Create")
    assert building.send("POST", "/doors/nowhere/Open", badgeId="b1")[0] == 404
    assert [event for event, *_ in building.events] == ["DoorCreated", "BadgeCreated"]


def test_a_command_that_was_overtaken_on_its_second_aggregate_is_decided_again(building: Building) -> None:
    door = building.door()
    building.send("POST", "/badges/b1/Create")
    load, overtaken = building.life.repository.load, False

    def load_and_be_overtaken(aggregate: Aggregate[Any], aggregate_id: str) -> Any:
        nonlocal overtaken
        state = load(aggregate, aggregate_id)
        if aggregate is BADGES and not overtaken:
            overtaken = True
            building.send("POST", f"/doors/{door}/Open", badgeId="b1")
        return state

    building.life.repository.load = load_and_be_overtaken  # type: ignore[method-assign]
    status, body = building.send("POST", f"/doors/{door}/Open", badgeId="b1")
    assert (status, body["version"], body["uses"]) == (200, 3, 2)


def test_a_command_that_is_documented_with_201_alone_returns_201(building: Building) -> None:
    door = building.door()
    status, body = building.send("POST", f"/doors/{door}/Seal")
    assert (status, body["version"], body["event"]["type"], body["sealedAt"]) == (201, 2, "DoorClosed", START)


def test_a_query_reads_across_streams(building: Building) -> None:
    front, _, back = building.door("front"), building.door("side"), building.door("back")
    building.send("POST", "/badges/b1/Create")
    for door in (back, front):
        building.send("POST", f"/doors/{door}/Open", badgeId="b1")
    assert building.send("GET", "/doors/open") == (200, {"doors": ["back", "front"]})


def test_work_is_done_later_on_the_clock_of_the_world(building: Building) -> None:
    door = building.door()
    building.send("POST", "/badges/b1/Create")
    building.send("POST", f"/doors/{door}/Open", badgeId="b1")
    building.clock.advance(OPEN_FOR - 1)
    assert building.send("GET", "/doors/open")[1] == {"doors": ["front"]}
    building.clock.advance(60_000)
    assert building.events[-1] == ("DoorClosed", "door", 3, OPEN_FOR)
    assert building.send("GET", "/doors/open")[1] == {"doors": []}


def test_work_that_is_no_longer_needed_records_nothing(building: Building) -> None:
    door = building.door()
    building.send("POST", "/badges/b1/Create")
    for _ in range(2):
        building.send("POST", f"/doors/{door}/Open", badgeId="b1")
        building.clock.advance(1_000)
    building.clock.advance(OPEN_FOR)
    assert [(event, at) for event, _, _, at in building.events if event == "DoorClosed"] == [
        ("DoorClosed", 1_000 + OPEN_FOR)
    ]


@pytest.mark.parametrize("error", [Full("Too many doors are closed."), DecodeError("The value is missing.")], ids=repr)
def test_work_that_is_rejected_has_no_effect_and_does_no_harm(building: Building, error: Exception) -> None:
    door = building.door()
    building.send("POST", "/badges/b1/Create")
    building.send("POST", f"/doors/{door}/Open", badgeId="b1")
    closing = DOORS.tasks["close"]

    def rejecting(*_: object) -> None:
        raise error

    DOORS.tasks["close"] = rejecting
    try:
        building.clock.advance(OPEN_FOR)
    finally:
        DOORS.tasks["close"] = closing
    assert building.events[-1][0] == "BadgeUsed"
    assert building.send("GET", "/doors/open")[0] == 200


@pytest.mark.parametrize(("aggregate", "task"), [("gate", "close"), ("door", "paint")])
def test_work_of_a_store_that_this_version_does_not_know_does_no_harm(
    building: Building, aggregate: str, task: str, caplog: pytest.LogCaptureFixture
) -> None:
    door = building.door()
    work = {"at": START + 1, "aggregate": aggregate, "id": door, "task": task, "data": {}}
    building.life.restore(Document("later", "1", 1, work))
    building.clock.advance(1)
    assert f"The work {task} of {aggregate} {door} was rejected: Unknown " in caplog.text
    assert [event for event, *_ in building.events] == ["DoorCreated"]


def test_pending_work_is_limited_and_counted(building: Building, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_MOST", 1)
    door, size = building.door(), building.life.size
    building.send("POST", "/badges/b1/Create")
    assert building.send("POST", f"/doors/{door}/Open", badgeId="b1")[0] == 200
    assert building.life.size > size
    events = building.events
    status, body = building.send("POST", f"/doors/{door}/Open", badgeId="b1")
    assert (status, body["error"], building.events) == (503, "MockFull", events)
    building.clock.advance(OPEN_FOR)
    assert building.send("POST", f"/doors/{door}/Open", badgeId="b1")[0] == 200


def test_work_is_done_before_the_request_that_comes_after_it(building: Building) -> None:
    door = building.door()
    building.send("POST", "/badges/b1/Create")
    building.send("POST", f"/doors/{door}/Open", badgeId="b1")
    building.clock.changed = lambda: None  # a clock that runs says nothing
    building.clock.advance(OPEN_FOR)
    assert building.send("GET", "/doors/open")[1] == {"doors": []}


def test_events_of_every_aggregate_are_delivered_to_the_organisation_that_it_belongs_to(building: Building) -> None:
    building.life.webhooks.add(Webhook(url="http://127.0.0.1:9/", org_id="acme"))
    door = building.door()
    building.send("POST", "/badges/b1/Create")
    building.send("POST", f"/doors/{door}/Open", badgeId="b1")
    (delivery,) = building.life.webhooks.deliveries()
    detail = json.loads(delivery.body)["detail"]
    assert detail == {
        "partnerId": "acme",
        "aggregateType": "door",
        "aggregateId": door,
        "version": 2,
        "timestamp": START,
        "data": {"type": "DoorOpened", "doorId": door, "openedAt": START},
    }


def test_each_aggregate_has_rules_of_its_own(building: Building) -> None:
    door = building.door()
    building.send("POST", f"/doors/{door}/Open", badgeId="b1")
    building.life.coverage.assert_reached("doors.open.badge_must_exist")
    building.send("POST", "/badges/b1/Create")
    building.send("POST", f"/doors/{door}/Open", badgeId="b1")
    with pytest.raises(AssertionError, match=r"no request reached doors\.open\.may_be_open"):
        building.life.coverage.assert_reached("doors.open.may_be_open")
    building.send("POST", f"/doors/{door}/Open", badgeId="b1")
    building.life.coverage.assert_reached("doors.open.may_be_open")
    building.send("GET", "/badges/b2")
    building.life.coverage.assert_reached("badges.get.badge_must_exist")


def test_a_command_is_validated_after_its_schema_and_before_access_and_existence(building: Building) -> None:
    stranger = building.life.credentials.issue_token("ada")
    status, body = building.send("POST", "/doors/b1/Open", token=stranger, badgeId=7)
    assert (status, body["message"]) == (400, 'body/badgeId: the value is not of type "string"')
    status, body = building.send("POST", "/doors/b1/Open", token=stranger, badgeId="b1")
    assert (status, body) == (400, {"error": "ValidationError", "message": "body/badgeId: the value is the door"})
    assert building.send("POST", "/doors/b1/Open", token=stranger, badgeId="b2")[0] == 403
    assert building.send("POST", "/doors/b1/Open", badgeId="b2")[0] == 404


def test_a_query_is_validated_after_access_and_existence(building: Building) -> None:
    stranger = building.life.credentials.issue_token("ada")
    assert building.send("GET", "/badges/1", token=stranger)[0] == 403
    assert building.send("GET", "/badges/1")[0] == 404
    building.send("POST", "/badges/1/Create")
    message = "params/id: the value is not the number of a badge"
    assert building.send("GET", "/badges/1") == (400, {"error": "ValidationError", "message": message})


def test_a_view_is_validated() -> None:
    views = Operations()

    def closed(request: ListOpenDoors) -> None:
        raise Invalid("The building is closed.")

    views.view(ListOpenDoors, validate=closed)(list_open_doors)
    building = Building(Registry(DOORS, BADGES, views=views))
    message = "The building is closed."
    assert building.send("GET", "/doors/open") == (400, {"error": "ValidationError", "message": message})


def test_a_request_that_is_validated_reaches_the_rule_that_rejects_it(building: Building) -> None:
    building.send("POST", "/doors/b1/Open", badgeId="b2")
    with pytest.raises(AssertionError, match=r"no request reached doors\.open\.badge_is_no_door"):
        building.life.coverage.assert_reached("doors.open.badge_is_no_door")
    building.send("POST", "/doors/b1/Open", badgeId="b1")
    building.life.coverage.assert_reached("doors.open.badge_is_no_door")
    (violation,) = building.life.journal.entries[-1].violations
    assert (violation.code, violation.blame, violation.place) == (
        "doors.open.badge_is_no_door",
        "client",
        "/body/badgeId",
    )


def test_an_operation_without_a_handler_returns_501(building: Building) -> None:
    status, body = building.send("POST", f"/doors/{building.door()}/Paint")
    assert (status, body) == (501, {"error": "NotImplemented", "message": "This mock does not implement paint_door."})
    assert building.life.journal.entries[-1].violations[0].blame == "mock"


def test_an_operation_has_one_handler() -> None:
    twin = Aggregate("twin", Badge, access=organisations_only)
    twin.command(CreateBadge, creates=True)(create_badge)
    with pytest.raises(ValueError, match="create_badge must be registered once"):
        Registry(BADGES, twin)
    with pytest.raises(ValueError, match="Operation create_badge has two handlers"):
        twin.command(CreateBadge)(lambda *_: None)


def test_the_aggregates_have_names_of_their_own() -> None:
    assert list(REGISTRY.aggregates) == [DOORS.name, BADGES.name]
