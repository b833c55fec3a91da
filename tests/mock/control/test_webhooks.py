import json
from typing import Any

import pytest
from spkey_mock import Webhook, World

from ..support import START

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def test_subscriptions_are_added_listed_and_deleted(control: Any, package: Any) -> None:
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
    with pytest.raises(package.NotFoundError, match=r"Unknown webhook 'webhook-1'\. Known: webhook-2\."):
        control.webhooks.delete(first.id)
    deliveries = control.webhooks.list_deliveries()
    assert (deliveries.deliveries, deliveries.pending, deliveries.forgotten) == ((), 0, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "http://example.com/"}, "The host of url must be localhost"),
        ({"url": "ftp://127.0.0.1/"}, "url must be an absolute http or https URL"),
        ({"url": "http://127.0.0.1/", "detail_types": ["Nothing"]}, "Unknown detail type 'Nothing'"),
        ({"url": "http://127.0.0.1/", "header_name": "X-Key"}, "headerName and headerValue together"),
        ({"url": "http://127.0.0.1/", "header_name": "X", "header_value": "v", "bearer_token": "t"}, "bearerToken, or"),
        ({"url": "http://127.0.0.1/", "header_name": "X", "header_value": "a\r\nb: c"}, "The value of header X must"),
    ],
)
def test_an_invalid_subscription_is_rejected(control: Any, package: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(package.BadRequestError, match=message):
        control.webhooks.add(**options)
    assert control.webhooks.list().webhooks == ()


def test_times_are_in_milliseconds(control: Any, world: World) -> None:
    options = {"timeout_": 1500, "retry_delay": 250, "attempts": 2, "copies": 3, "delay": 5, "swapped": 1}
    control.webhooks.add(url="http://127.0.0.1:9/", **options)
    ((_, webhook),) = world.webhooks.items()
    assert webhook == Webhook(
        url="http://127.0.0.1:9/",
        org_id="acme",
        timeout=1.5,
        retry_delay=0.25,
        attempts=2,
        copies=3,
        delay=0.005,
        swapped=0.001,
    )


def test_a_subscription_is_shown_without_its_secret(control: Any, world: World) -> None:
    secret = "Bearer of secrets"
    world.webhooks.add(Webhook(url="http://127.0.0.1:9/", org_id="acme", header=("Authorization", secret)))
    world.webhooks.add(Webhook(url="http://127.0.0.1:9/", org_id="acme"))
    shown = {"id": "webhook-1", "url": "http://127.0.0.1:9/", "orgId": "acme", "detailTypes": ["*"]}
    first, second = control.webhooks.list().webhooks
    assert first.to_dict() == {**shown, "header": "Authorization"}
    assert second.to_dict() == {**shown, "id": "webhook-2"}


def test_a_delivery_is_shown_with_its_attempts(control: Any, world: World) -> None:
    def report(response: int | str) -> None:
        attempt = world.webhooks.take()
        assert attempt is not None
        world.webhooks.report(attempt, response, 1.5)

    def delivery() -> dict[str, Any]:
        (delivery,) = control.webhooks.list_deliveries().deliveries
        return dict(delivery.to_dict())

    world.clock.freeze(START)
    # Not added by the world, so that nobody posts to it.
    world.webhooks.add(Webhook(url="http://127.0.0.1:9/", org_id="acme", detail_types=("PhysicalKeyAdded",)))
    world.users.create("u1", keys=1)
    shown: dict[str, Any] = {
        "id": 1,
        "webhook": "webhook-1",
        "eventId": world.webhooks.deliveries()[0].event_id,
        "detailType": "PhysicalKeyAdded",
        "userId": "u1",
        "aggregateType": "user",
        "aggregateId": "u1",
        "version": 2,
        "state": "waiting",
    }
    assert delivery() == {**shown, "nextAt": START, "attempts": []}
    assert control.webhooks.list_deliveries().pending == 1
    report("ReadError")
    attempts: list[dict[str, Any]] = [{"at": START, "error": "ReadError", "duration": 1.5}]
    assert delivery() == {**shown, "nextAt": START + 30_000, "attempts": attempts}
    assert control.webhooks.list_deliveries().pending == 0
    world.clock.advance(30_000)
    report(400)
    attempts.append({"at": START + 30_000, "status": 400, "duration": 1.5})
    assert delivery() == {**shown, "state": "refused", "attempts": attempts}
    assert control.webhooks.replay_delivery(1).to_dict() == delivery()
    assert delivery() == {**shown, "nextAt": START + 30_000, "attempts": attempts}


def test_the_reason_why_a_delivery_cannot_be_replayed_is_given(control: Any, package: Any, world: World) -> None:
    world.webhooks.add(Webhook(url="http://127.0.0.1:9/", org_id="acme"))
    world.users.create("u1")
    world.webhooks.remove("webhook-1")
    for number, message in ((1, r"Delivery 1 was dropped"), (2, r"Unknown delivery 2\.")):
        with pytest.raises(package.NotFoundError, match=message):
            control.webhooks.replay_delivery(number)
