"""Deliveries of events to webhooks. No operation of the service subscribes a receiver, so only a mock shows them."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from http.client import parse_headers
from socket import create_server
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from ..mock import Mock
from ..promises import load
from ..receiver import Received, Receiver
from ..server import Server
from ..setting import Setting
from ..texts import new_email
from ..user import User
from .marks import category, rule

# Only a mock has receivers. The fixture comes first, so that other servers get no users for these tests.
pytestmark = [category("webhooks"), pytest.mark.usefixtures("mock")]

Subscribe = Callable[..., Receiver]


@pytest.fixture
def subscribe(mock: Mock, setting: Setting) -> Iterator[Subscribe]:
    """Subscribes a new receiver to the events of the main organisation, for the duration of the test."""
    with ExitStack() as stack:

        def start(*statuses: int, about: User | None = None, **options: Any) -> Receiver:
            # Deliveries of other runs on the same server must not use up the statuses.
            whose = None if about is None else about.id
            receiver = stack.enter_context(Receiver(statuses, setting.configuration.timeout, whose))
            webhook = mock.call("POST", "webhooks", {"url": receiver.url, "retryDelay": 1, **options})
            stack.callback(mock.call, "DELETE", f"webhooks/{webhook['id']}")
            return receiver

        yield start


def of(user: User, received: list[Received]) -> list[Received]:
    """Return the deliveries about a user. Other runs may act on the same server."""
    return [it for it in received if it.event["detail"]["aggregateId"] == user.id]


def several(user: User, times: int) -> Callable[[list[Received]], bool]:
    """Return the condition that this many deliveries about a user have arrived."""
    return lambda received: len(of(user, received)) >= times


@rule("webhooks.filtered_by_detail_type")
def test_every_event_is_delivered_as_the_contract_describes_it(
    unknown: User, subscribe: Subscribe, setting: Setting
) -> None:
    receiver = subscribe()
    created = unknown.create(email=new_email(), firstName="Ada", phoneNumber="+48 123 456 789")
    added = unknown.add(note="front door")
    removed = unknown.remove(added["number"])
    received = of(unknown, receiver.wait(several(unknown, 3)))
    assert [it.name for it in received] == ["UserCreated", "PhysicalKeyAdded", "PhysicalKeyRemoved"]
    for it in received:
        problems = [error.message for error in Draft202012Validator(load().webhooks[it.name]).iter_errors(it.event)]
        assert problems == []
        assert (it.event["source"], it.event["version"], it.event["resources"]) == ("spk.api", "0", [])
        assert datetime.fromisoformat(it.event["time"]).tzinfo
        detail = it.event["detail"]
        assert (detail["partnerId"], detail["aggregateType"].lower()) == (setting.org_id, "user")
    recorded = [it.event["detail"] for it in received]
    assert len({it.event["id"] for it in received}) == len(received)
    assert recorded[0]["data"] == {"type": "UserCreated", **created["event"]["data"]}
    assert recorded[0]["version"] == created["version"]
    for it, reply in zip(received[1:], (added, removed), strict=True):
        assert it.event["detail"]["data"] == {"type": it.name, **reply["event"]["data"]}
        assert it.event["detail"]["version"] == reply["version"]
        time = reply["event"]["data"].get("addedAt", reply["event"]["data"].get("removedAt"))
        assert abs(it.event["detail"]["timestamp"] - time) < 60_000


@rule("webhooks.filtered_by_detail_type")
def test_a_subscription_receives_the_events_that_it_lists(unknown: User, subscribe: Subscribe) -> None:
    some = subscribe(detailTypes=["PhysicalKeyRemoved", "UserCreated"])
    unknown.create()
    unknown.remove(unknown.add()["number"])
    received = of(unknown, some.wait(several(unknown, 2)))
    assert [it.name for it in received] == ["UserCreated", "PhysicalKeyRemoved"]


@rule("webhooks.filtered_by_detail_type")
def test_only_recorded_events_are_delivered(user: User, subscribe: Subscribe, mock: Mock) -> None:
    receiver = subscribe()
    number = user.add()["number"]
    user.create(email="eve@example.com")
    user.state()
    for rejected in (user.try_add(orgId=""), user.try_remove(number + 1), user.create(userId="x")):
        assert rejected.status >= 400
    user.remove(number)
    mock.settle()
    received = of(user, receiver.wait(several(user, 2)))
    assert [it.name for it in received] == ["PhysicalKeyAdded", "PhysicalKeyRemoved"]


@rule("webhooks.sent_to_organisation_of_user")
def test_an_event_goes_to_the_organisation_of_its_user(
    user: User, subscribe: Subscribe, other: Server, setting: Setting
) -> None:
    mine, theirs = subscribe(), subscribe(orgId=setting.other_org_id)
    foreign = setting.new_user(other)
    user.add(orgId=setting.other_org_id)
    foreign.seen_by(other).add()
    mine.wait(several(user, 1))
    theirs.wait(several(foreign, 2))
    assert of(foreign, mine.received) == []
    assert of(user, theirs.received) == []


@rule("webhooks.delivered_at_least_once")
def test_a_duplicate_has_the_same_id(user: User, subscribe: Subscribe) -> None:
    receiver = subscribe(copies=2)
    user.add()
    first, second = of(user, receiver.wait(several(user, 2)))
    assert first.event == second.event


@rule("webhooks.repeated_after_failure")
@pytest.mark.parametrize("status", [500, 503])
def test_a_failed_delivery_is_retried_with_the_same_id(user: User, subscribe: Subscribe, status: int) -> None:
    receiver = subscribe(status, status, about=user)
    user.add()
    received = of(user, receiver.wait(several(user, 3)))
    assert len({it.event["id"] for it in received}) == 1


@rule("webhooks.repeated_after_failure")
def test_a_delivery_without_a_response_is_retried(user: User, mock: Mock, setting: Setting) -> None:
    with ExitStack() as stack:
        listener = stack.enter_context(create_server(("127.0.0.1", 0)))
        listener.settimeout(setting.configuration.timeout)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        webhook = mock.call("POST", "webhooks", {"url": url, "timeout": 100, "retryDelay": 1})
        stack.callback(mock.call, "DELETE", f"webhooks/{webhook['id']}")
        user.add()
        received: list[Received] = []
        while len(of(user, received)) < 2:
            try:
                connection = stack.enter_context(listener.accept()[0])
            except TimeoutError:
                raise AssertionError("A delivery without a response must be retried.") from None
            reader = stack.enter_context(connection.makefile("rb"))
            reader.readline()
            headers = parse_headers(reader)
            length = int(headers.get("Content-Length", 0))
            body = reader.read(length)
            if length and len(body) == length:  # on a busy machine, a delivery may end before it is sent
                received.append(Received(dict(headers), json.loads(body)))
        first, second = of(user, received)
        assert first.event == second.event


@rule("webhooks.repeated_after_failure")
def test_the_delays_between_retries_grow(user: User, subscribe: Subscribe) -> None:
    first_delay = 0.1
    receiver = subscribe(500, 500, 500, about=user, retryDelay=round(first_delay * 1000))
    user.add()
    second, third, fourth = of(user, receiver.wait(several(user, 4)))[1:]
    # A loaded machine makes delays longer, never shorter.
    assert third.at - second.at > 1.5 * first_delay
    assert fourth.at - third.at > 3 * first_delay


@rule("webhooks.ended_by_4xx")
@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_rejected_delivery_is_not_retried(user: User, subscribe: Subscribe, mock: Mock, status: int) -> None:
    receiver = subscribe(status, about=user)
    first = user.add()
    second = user.add()
    receiver.wait(several(user, 2))
    mock.settle()
    received = of(user, receiver.received)
    assert [it.event["detail"]["version"] for it in received] == [first["version"], second["version"]]


@rule("webhooks.secret_in_header")
@pytest.mark.parametrize(
    ("options", "header", "value"),
    [
        ({"bearerToken": "a-secret"}, "authorization", "Bearer a-secret"),
        ({"headerName": "X-Webhook-Key", "headerValue": "a-secret"}, "x-webhook-key", "a-secret"),
    ],
)
def test_a_delivery_carries_the_secret(
    user: User, subscribe: Subscribe, options: dict[str, str], header: str, value: str
) -> None:
    receiver = subscribe(**options)
    user.add()
    (received,) = of(user, receiver.wait(several(user, 1)))
    assert received.headers[header] == value
