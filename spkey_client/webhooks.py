"""Webhooks: the events that the service sends to a partner.

    from spkey_client import webhooks

    webhooks.verify_token(headers.get("Authorization"), secret)
    event = webhooks.parse(body, partner_id="acme")
    match event.data:
        case webhooks.PhysicalKeyRemoved(user_id=user_id, number=number):
            ...

The service delivers each event at least once and in no promised order: recognise repeats by `event.id`, and order the
events of one user by `event.version`. Answer 2xx when the event is safe with you; 4xx ends its delivery, 5xx and
silence repeat it.
"""

import copy
import hmac
import json
from collections.abc import Mapping
from functools import partial
from typing import Any, TypeAlias, TypeVar, cast

from attrs import field, frozen

from ._codec import DecodeError, Decoder, Reader, anything, array, integer, mapping, no_constant, number, string
from ._errors import SpkeyError
from .models import PhysicalKeyAdded, PhysicalKeyRemoved

__all__ = [
    "EventData",
    "PhysicalKeyAdded",
    "PhysicalKeyRemoved",
    "WebhookError",
    "WebhookEvent",
    "parse",
    "verify_token",
]

T = TypeVar("T")

EventData: TypeAlias = PhysicalKeyAdded | PhysicalKeyRemoved | Mapping[str, Any]
"""What an event says: typed for the events of the contract, and as it was sent for any other."""

_TYPES: Mapping[str, Decoder[EventData]] = {
    "PhysicalKeyAdded": PhysicalKeyAdded.from_dict,
    "PhysicalKeyRemoved": PhysicalKeyRemoved.from_dict,
}


class WebhookError(SpkeyError, ValueError):
    """A delivery is not from the service, not for this partner, or not an event.

    Attributes:
        pointer: Where the fault is in the body, as a JSON pointer; empty where it is not in the body.
    """

    def __init__(self, message: str, *, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer


@frozen(kw_only=True)
class WebhookEvent:
    """One event in its envelope.

    Attributes:
        id: The id of the event. Every delivery of the same event has the same.
        source: What it comes from: `spk.api` for the events of the API, `spk.iot.shadow` for the state of devices.
        detail_type: The name of the event, such as `PhysicalKeyRemoved`.
        time: When the envelope was made, as an RFC 3339 text.
        region: The cloud region of the event bus.
        account: The cloud account of the event bus.
        resources: Always empty for the events of the API.
        partner_id: The organisation that the event is for, or None if it does not say.
        aggregate_type: What the event is about, in lower case, such as `user`, or None if it does not say.
        aggregate_id: The id of that, such as the id of the user, or None if it does not say.
        version: The version of that after the event, which orders its events, or None if it does not say.
        timestamp: When the event was recorded, in milliseconds since 1970-01-01 UTC, or None if it does not say.
        data: What happened.
        raw: The whole envelope, as it was sent.
    """

    id: str
    source: str
    detail_type: str
    time: str
    region: str
    account: str
    resources: tuple[str, ...]
    partner_id: str | None
    aggregate_type: str | None
    aggregate_id: str | None
    version: float | None
    timestamp: int | None
    data: EventData
    raw: Mapping[str, Any] = field(repr=False, eq=False)


def parse(body: bytes | str, *, partner_id: str | None = None) -> WebhookEvent:
    """Reads the body of a delivery.

    Args:
        body: The body of the request, as it came.
        partner_id: Your organisation. If given, an event for another is refused.

    Returns:
        The event. One that this package does not know is an event too, with its data as it was sent.

    Raises:
        WebhookError: The body is not an event, or is for another partner.
    """
    try:
        raw: Any = json.loads(body, parse_constant=no_constant)
    except (ValueError, RecursionError):
        raise WebhookError("The body is not JSON.") from None
    try:
        event = _event(raw)
    except DecodeError as error:
        raise WebhookError(f"The body is not an event: {error}.", pointer=error.pointer) from None
    if partner_id is not None and event.partner_id != partner_id:
        raise WebhookError(
            f"The event is for partner {event.partner_id!r}, not {partner_id!r}.", pointer="/detail/partnerId"
        )
    return event


def verify_token(received: str | None, *expected: str) -> None:
    """Checks the secret that a delivery carries, in a time that tells nothing about it.

    Args:
        received: The value of the header that the webhook is set up with; of an Authorization header the whole.
        expected: The secret. Give the old one and the new one while it is being changed.

    Raises:
        WebhookError: The header is missing or holds none of the secrets.
        ValueError: No secret is expected, or an empty one.
    """
    if not expected or not all(expected):
        raise ValueError("verify_token needs the secret that the webhook is set up with, and it must not be empty.")
    scheme, _, credential = (received or "").partition(" ")
    token = credential.strip() if scheme.lower() == "bearer" else (received or "")
    # Every secret is compared, also after one that fits.
    matches = [hmac.compare_digest(token.encode(errors="replace"), secret.encode()) for secret in expected]
    if not any(matches):
        raise WebhookError("The delivery does not carry the secret of this webhook.")


def _event(raw: object) -> WebhookEvent:
    envelope = Reader(raw)
    detail_type = envelope.required("detail-type", string)
    decode = _TYPES.get(detail_type)
    return WebhookEvent(
        id=envelope.required("id", string),
        source=envelope.required("source", string),
        detail_type=detail_type,
        time=envelope.required("time", string),
        region=envelope.required("region", string),
        account=envelope.required("account", string),
        resources=envelope.required("resources", array(string)),
        **envelope.required("detail", _unknown_detail if decode is None else partial(_known_detail, decode)),
        raw=copy.deepcopy(mapping(anything)(raw)),  # to stay as it was sent, whatever becomes of the data
    )


def _known_detail(decode: Decoder[EventData], value: object) -> dict[str, Any]:
    detail = Reader(value)
    return {
        "partner_id": detail.required("partnerId", string),
        # The service's documents spell it user and User.
        "aggregate_type": detail.required("aggregateType", string).lower(),
        "aggregate_id": detail.required("aggregateId", string),
        "version": detail.required("version", number),
        "timestamp": detail.required("timestamp", integer),
        "data": detail.required("data", partial(_known_data, decode)),
    }


def _known_data(decode: Decoder[EventData], value: object) -> EventData:
    data = mapping(anything)(value)
    data.pop("type", None)  # the name of the event once more, which the API does not repeat here
    return decode(data)


def _unknown_detail(value: object) -> dict[str, Any]:
    detail = mapping(anything)(value)
    aggregate_type = _member(detail, "aggregateType", str)
    data = detail.get("data")
    # Updates of the state of devices have no data: their fields stand in the detail itself, some as JSON in text.
    unfolded = {name: _unfolded(member) for name, member in detail.items()}
    return {
        "partner_id": _member(detail, "partnerId", str),
        "aggregate_type": aggregate_type and aggregate_type.lower(),
        "aggregate_id": _member(detail, "aggregateId", str),
        "version": _number(detail, "version"),
        "timestamp": _number(detail, "timestamp"),
        "data": cast("dict[str, Any]", data) if isinstance(data, dict) else unfolded,
    }


def _number(detail: Mapping[str, Any], name: str) -> int | None:
    try:
        return integer(detail.get(name))
    except DecodeError:
        return None


def _member(detail: Mapping[str, Any], name: str, kind: type[T]) -> T | None:
    value = detail.get(name)
    return value if isinstance(value, kind) else None


def _unfolded(value: Any) -> Any:
    if not (isinstance(value, str) and value.lstrip().startswith(("{", "["))):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
