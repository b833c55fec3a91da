"""Faults in the deliveries to webhooks."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from attrs import evolve, fields
from spkey_mock import Webhook, World
from spkey_mock.webhooks.deliveries import Attempt

from .catalogue import in_world, write


def _subscribed(world: World, change: Callable[[Webhook], Webhook]) -> None:
    """Change every subscription."""
    add = world.webhooks.add
    world.webhooks.add = lambda webhook: add(change(webhook))  # type: ignore[method-assign]


def _reported(world: World, change: Callable[[int | str], int | str]) -> None:
    """Change the response of receivers before the mock reads it."""
    report = world.webhooks.report

    def changed(attempt: Attempt, response: int | str, duration: float = 0.0) -> None:
        report(attempt, change(response), duration)

    world.webhooks.report = changed  # type: ignore[method-assign]


def _published(world: World, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change events on their way to the subscriptions."""
    publish = world.webhooks.publish

    def changed(recorded: Any, *, org_id: str | None, data: Any) -> None:
        publish(recorded, **change({"org_id": org_id, "data": data}))

    world.webhooks.publish = changed  # type: ignore[method-assign]


@in_world("webhooks.sent_to_organisation_of_user")
def event_sent_to_issuer(world: World) -> None:
    """An event goes to the organisation that issued the key."""
    _published(world, lambda event: {**event, "org_id": event["data"].get("orgId", event["org_id"])})


@in_world("webhooks.sent_to_organisation_of_user")
def event_sent_to_everybody(world: World) -> None:
    """Every subscription receives the events of every organisation."""
    _subscribed(world, _Everybody)


class _Everybody(Webhook):
    """A subscription to the events of every organisation."""

    def __init__(self, webhook: Webhook) -> None:
        super().__init__(**{name: getattr(webhook, name) for name in _ATTRIBUTES})

    def wants(self, detail_type: str, org_id: str) -> bool:
        return super().wants(detail_type, self.org_id)


_ATTRIBUTES = tuple(attribute.name for attribute in fields(Webhook))


@in_world("webhooks.filtered_by_detail_type")
def names_of_events_ignored(world: World) -> None:
    """A subscription receives all events, whichever it lists."""
    _subscribed(world, lambda webhook: evolve(webhook, detail_types=("*",)))


@in_world("webhooks.filtered_by_detail_type")
def only_first_name_counts(world: World) -> None:
    """A subscription receives the first of the events that it lists."""
    _subscribed(world, lambda webhook: evolve(webhook, detail_types=webhook.detail_types[:1]))


@in_world("webhooks.delivered_at_least_once", "webhooks.repeated_after_failure")
def duplicate_has_a_new_id(world: World) -> None:
    """Every attempt has an envelope with a new id."""
    take = world.webhooks.take

    def renamed() -> Attempt | None:
        attempt = take()
        if attempt is None:
            return None
        head, name, rest = attempt.body.partition(b'"id":"')
        return evolve(attempt, body=head + name + str(uuid4()).encode() + rest[36:])

    world.webhooks.take = renamed  # type: ignore[method-assign]


def _sent(world: World, change: Callable[[dict[str, Any]], None]) -> None:
    """Change envelopes in place as they are sent."""
    take = world.webhooks.take

    def changed() -> Attempt | None:
        attempt = take()
        if attempt is None:
            return None
        event = json.loads(attempt.body)
        change(event)
        return evolve(attempt, body=write(event))

    world.webhooks.take = changed  # type: ignore[method-assign]


@in_world("webhooks.filtered_by_detail_type")
def zone_of_a_delivery_missing(world: World) -> None:
    """The time of an envelope has no time zone."""
    _sent(world, lambda event: event.update(time=event["time"].removesuffix("Z")))


@in_world("webhooks.filtered_by_detail_type")
def delivered_in_seconds(world: World) -> None:
    """The detail of an envelope has its time in seconds."""
    _sent(world, lambda event: event["detail"].update(timestamp=event["detail"]["timestamp"] // 1000))


@in_world("webhooks.filtered_by_detail_type")
def source_of_another_bus(world: World) -> None:
    """The source of an envelope is custom."""
    _sent(world, lambda event: event.update(source="custom"))


@in_world("webhooks.filtered_by_detail_type")
def envelopes_named_after_users(world: World) -> None:
    """The id of an envelope is the id of its user."""
    _sent(world, lambda event: event.update(id=event["detail"]["aggregateId"]))


@in_world("webhooks.filtered_by_detail_type")
def delivery_shows_the_address(world: World) -> None:
    """The delivered event of a creation has an e-mail address."""

    def shown(event: dict[str, Any]) -> None:
        if event["detail-type"] == "UserCreated":
            event["detail"]["data"]["email"] = "ada@example.com"

    _sent(world, shown)


@in_world("webhooks.repeated_after_failure")
def silence_not_retried(world: World) -> None:
    """A delivery without a response is not retried."""
    _reported(world, lambda response: 400 if isinstance(response, str) else response)


@in_world("webhooks.repeated_after_failure")
def failure_not_retried(world: World) -> None:
    """A delivery that returns 5xx is not retried."""
    _reported(world, lambda response: 400 if isinstance(response, int) and response >= 500 else response)


@in_world("webhooks.repeated_after_failure")
def unavailable_not_retried(world: World) -> None:
    """A delivery that returns 503 is not retried."""
    _reported(world, lambda response: 400 if response == 503 else response)


@in_world("webhooks.repeated_after_failure")
def retried_once(world: World) -> None:
    """A delivery is retried once only."""
    _subscribed(world, lambda webhook: evolve(webhook, attempts=2))


@in_world("webhooks.repeated_after_failure")
def retried_with_constant_delays(world: World) -> None:
    """The delays between retries do not grow."""
    _subscribed(world, lambda webhook: evolve(webhook, retry_delay=0.05))
    _constant(world)


def _constant(world: World) -> None:
    subscribe = world.webhooks.add
    world.webhooks.add = lambda webhook: subscribe(_Constant(webhook))  # type: ignore[method-assign]


class _Constant(Webhook):
    """A subscription whose retries follow each other in equal delays."""

    def __init__(self, webhook: Webhook) -> None:
        super().__init__(**{name: getattr(webhook, name) for name in _ATTRIBUTES})

    def pause(self, failures: int) -> float:
        return super().pause(1)


@in_world("webhooks.ended_by_4xx")
def rejection_retried(world: World) -> None:
    """A delivery that returns 4xx is retried."""
    _reported(world, lambda response: 500 if isinstance(response, int) and 400 <= response < 500 else response)


@in_world("webhooks.ended_by_4xx")
def gone_receiver_retried(world: World) -> None:
    """A delivery that returns 410 is retried."""
    _reported(world, lambda response: 500 if response == 410 else response)


@in_world("webhooks.secret_in_header")
def secret_missing(world: World) -> None:
    """A delivery carries no secret."""
    _subscribed(world, lambda webhook: evolve(webhook, header=None))


@in_world("webhooks.secret_in_header")
def secret_always_a_bearer_token(world: World) -> None:
    """The secret is a bearer token, whichever header the partner chose."""

    def moved(webhook: Webhook) -> Webhook:
        header = webhook.header
        if header is None:
            return webhook
        return evolve(webhook, header=("Authorization", f"Bearer {header[1].split()[-1]}"))

    _subscribed(world, moved)
