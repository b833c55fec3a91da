"""Webhooks and deliveries, in the control API."""

from collections.abc import Mapping
from typing import Any, Literal

from ..service.codec import present
from ..service.errors import Invalid, NotFound
from ..webhooks.deliveries import Delivery
from ..webhooks.subscriptions import Webhook, WebhookOptions
from .call import JSON, Call, Handler
from .events import subject_json

_SECONDS: tuple[tuple[Literal["timeout", "retry_delay", "delay", "swapped"], str], ...] = (
    ("timeout", "timeout"),
    ("retry_delay", "retryDelay"),
    ("delay", "delay"),
    ("swapped", "swapped"),
)
_COUNTS: tuple[Literal["attempts", "copies"], ...] = ("attempts", "copies")


def _json(webhook_id: str, webhook: Webhook) -> JSON:
    # The secret is never shown, only the name of its header.
    return present(
        id=webhook_id,
        url=webhook.url,
        orgId=webhook.org_id,
        detailTypes=list(webhook.detail_types),
        header=None if webhook.header is None else webhook.header[0],
    )


def _delivery_json(delivery: Delivery) -> JSON:
    return present(
        id=delivery.id,
        webhook=delivery.webhook_id,
        eventId=delivery.event_id,
        detailType=delivery.detail_type,
        **subject_json(delivery.subject),
        version=delivery.version,
        state=delivery.state,
        nextAt=delivery.next_at,
        attempts=[
            present(at=it.at, status=it.status, error=it.error, duration=it.duration) for it in delivery.attempts
        ],
    )


def _read(values: Mapping[str, Any]) -> WebhookOptions:
    options = WebhookOptions()
    if "orgId" in values:
        options["org_id"] = values["orgId"]
    if "detailTypes" in values:
        options["detail_types"] = tuple(values["detailTypes"])
    if header := _read_secret(values):
        options["header"] = header
    for name, wire in _SECONDS:
        if wire in values:
            options[name] = values[wire] / 1000
    for count in _COUNTS:
        if count in values:
            options[count] = int(values[count])
    return options


def _read_secret(values: Mapping[str, Any]) -> tuple[str, str] | None:
    token, name, value = (values.get(wire) for wire in ("bearerToken", "headerName", "headerValue"))
    if (name is None) is not (value is None) or (token is not None and name is not None):
        raise Invalid("A secret must be sent as bearerToken, or as headerName and headerValue together.")
    if token is not None:
        return "Authorization", f"Bearer {token}"
    return None if name is None or value is None else (name, value)


def _list(call: Call) -> JSON:
    return {"webhooks": [_json(name, webhook) for name, webhook in call.world.webhooks.items()]}


def _add(call: Call) -> JSON:
    name = call.world.add_webhook(call.body["url"], **_read(call.body))
    webhook = dict(call.world.webhooks.items()).get(name)
    if webhook is None:  # in another thread
        raise NotFound("The world was reset or deleted meanwhile.")
    return _json(name, webhook)


def _delete(call: Call) -> None:
    try:
        call.world.webhooks.remove(call.params["id"])
    except ValueError as error:
        raise NotFound(str(error)) from None


def _list_deliveries(call: Call) -> JSON:
    webhooks = call.world.webhooks
    return {
        "deliveries": [_delivery_json(delivery) for delivery in webhooks.deliveries()[-call.limit :]],
        "pending": len(webhooks.backlog().due),
        "forgotten": webhooks.dropped,
    }


def _replay(call: Call) -> JSON:
    try:
        return _delivery_json(call.world.webhooks.replay(int(call.params["id"])))
    except ValueError as error:
        raise NotFound(str(error)) from None


OPERATIONS: Mapping[str, Handler] = {
    "list_webhooks": _list,
    "add_webhook": _add,
    "delete_webhook": _delete,
    "list_webhook_deliveries": _list_deliveries,
    "replay_webhook_delivery": _replay,
}
