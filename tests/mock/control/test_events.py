from typing import Any

import httpx
import pytest
from spkey_mock import Settings, Transport, Worlds
from spkey_mock.world.limits import Limits

from ..support import START
from .held import BASE, Held

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def test_events_are_read(control: Any) -> None:
    control.users.create(user_id="u1", keys=1)
    control.users.create(user_id="u2")
    events = control.events.list().events
    assert [(event.user_id, event.version, event.position, event.type) for event in events] == [
        ("u1", 1, 1, "UserCreated"),
        ("u1", 2, 2, "PhysicalKeyAdded"),
        ("u2", 1, 3, "UserCreated"),
    ]
    assert {event.aggregate_type for event in events} == {"user"}
    assert [event.aggregate_id for event in events] == ["u1", "u1", "u2"]
    assert control.events.list(limit=1).events == events[-1:]


@pytest.mark.parametrize("name", ["user_id", "aggregate_id"])
def test_the_events_of_one_aggregate_are_read(control: Any, name: str) -> None:
    for user_id in ("u1", "u2", "u1"):
        control.users.create(user_id=user_id, keys=2)
    assert [event.position for event in control.events.list(**{name: "u1"}).events] == [1, 2, 3, 7, 8]
    assert [event.position for event in control.events.list(**{name: "u1"}, limit=2).events] == [7, 8]
    assert control.events.list(**{name: "u3"}).events == ()


def test_both_filters_must_fit(control: Any) -> None:
    control.users.create(user_id="u1")
    assert len(control.events.list(user_id="u1", aggregate_id="u1").events) == 1
    assert control.events.list(user_id="u1", aggregate_id="u2").events == ()


def test_an_event_shows_what_the_service_shows(control: Any) -> None:
    control.clock.set(mode="frozen", now=START)
    control.users.create(user_id="u1", keys=1, email="ada@example.com", first_name="Ada")
    created, added = (event.to_dict() for event in control.events.list().events)
    assert created["data"] == {"userId": "u1", "status": "ACTIVE"}
    assert added["data"] == {"userId": "u1", "number": 1, "orgId": "acme", "addedAt": START}
    assert (created["timestamp"], added["timestamp"]) == (START, START)


def test_dropped_events_are_counted() -> None:
    worlds = Worlds(Settings(limits=Limits(events=2)))
    worlds.default.users.create("u1", keys=4)
    with httpx.Client(transport=Transport(Held(worlds)), base_url=BASE) as http:
        listed = http.get("/_mock/events").json()
    assert ([event["position"] for event in listed["events"]], listed["forgotten"]) == ([4, 5], 3)
