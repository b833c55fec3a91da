"""The journal and the events in the live view."""

import pytest
from playwright.sync_api import expect
from spkey_mock import Worlds

from .visit import USER, Visits, add_key, command

pytestmark = pytest.mark.xdist_group("browser")


def test_a_request_is_listed_with_its_bodies_when_unfolded(view: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER)
    with view() as seen:
        expect(seen.page.get_by_text("No requests yet.")).to_be_visible()
        add_key(worlds.default, "front door")
        entry = seen.page.locator("#journal li")
        expect(entry.locator(".status")).to_have_text("200")
        expect(entry.locator(".name")).to_have_text("add_physical_key")
        entry.locator("summary").click()
        expect(entry.locator(".facts")).to_have_text(f"request 1: POST /users/{USER}/AddPhysicalKey")
        bodies = entry.locator(".message")
        expect(bodies).to_contain_text(["front door", "PhysicalKeyAdded"])
        expect(bodies.locator(".hint")).to_have_text(["request body", "response body"])


def test_a_rejected_request_shows_the_broken_rule_or_the_invalid_property(view: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER)
    with view() as seen:
        violation = seen.page.locator("#journal li").first.locator(".violation")
        assert command(seen, worlds.default, "RemovePhysicalKey", {"number": 2}) == 404
        expect(violation.locator("code").first).to_have_text("physical_keys.remove.key_must_be_in_inventory")
        expect(violation.locator(".tag")).to_have_text("state")
        expect(violation.locator(".hint")).not_to_be_empty()

        assert command(seen, worlds.default, "RemovePhysicalKey", {"number": "two"}) == 400
        expect(violation.locator(".tag")).to_have_text("client")
        expect(violation.locator("code").last).to_have_text("/body/number")


def test_older_requests_and_events_are_counted(view: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER)
    for number in range(53):
        add_key(worlds.default, f"key {number}")
    with view() as seen:
        expect(seen.page.locator("#journal-count")).to_have_text("53")
        expect(seen.page.locator("#journal li")).to_have_count(50)
        expect(seen.page.locator("#journal-older")).to_have_text("3 older not shown")
        expect(seen.page.locator("#events li")).to_have_count(50)


def test_a_new_event_is_listed_first_and_announced(view: Visits, worlds: Worlds) -> None:
    worlds.default.users.create(USER)
    with view() as seen:
        event = seen.page.locator("#events li").first
        expect(event).to_contain_text("UserCreated")
        expect(event.locator(".facts")).to_have_text(f"user {USER}, version 1")
        expect(seen.page.locator("#heard")).to_be_empty()
        add_key(worlds.default, "front door")
        expect(event).to_contain_text("PhysicalKeyAdded")
        expect(event.locator(".facts")).to_have_text(f"user {USER}, version 2")
        expect(event.locator(".hint")).to_have_text("front door")
        expect(seen.page.locator("#heard")).to_have_text("PhysicalKeyAdded, number 1")


def test_events_of_other_aggregates_are_listed_by_type_and_id(view: Visits) -> None:
    event = {"version": 1, "timestamp": 1_793_923_200_000, "data": {}}
    events = [
        {**event, "aggregateType": "user", "aggregateId": "1", "userId": "1", "type": "UserCreated"},
        {**event, "aggregateType": "lock", "aggregateId": "1", "type": "LockCreated"},
    ]
    with view() as seen:
        listed = {"events": events, "forgotten": 0}
        seen.page.route("**/_mock/events*", lambda route: route.fulfill(json=listed))
        expect(seen.page.locator("#events .name")).to_have_text(["LockCreated", "UserCreated"])
        expect(seen.page.locator("#events .facts")).to_have_text(["lock 1, version 1", "user 1, version 1"])
        seen.page.unroute_all(behavior="wait")
