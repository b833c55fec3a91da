"""Webhooks: verify and parse the events that the service sends to a partner.

    from spkey_client import webhooks

    webhooks.verify_token(headers.get("Authorization"), secret)
    event = webhooks.parse(body, partner_id="acme")
    match event.data:
        case webhooks.PhysicalKeyRemoved(user_id=user_id, number=number):
            ...

The service delivers each event at least once and does not guarantee the order. Recognise duplicates by `event.id`, and
order the events of one user by `event.version`. Respond with 2xx once the event is stored. A 4xx response ends the
delivery of the event. After a 5xx response or a timeout, the service retries.

The classes of the data, such as `PhysicalKeyRemoved`, are imported on first use.
"""

import hmac
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import field, frozen

from . import _events
from ._codec import DecodeError, Decoder, Reader, anything, array, integer, mapping, string
from ._errors import SpkeyError
from ._json import read_json
from ._lazy import lazy

if TYPE_CHECKING:
    from ._events import *  # noqa: F403 # a class for the data of each event
else:
    __all__ = sorted(["WebhookError", "WebhookEvent", "parse", "verify_token", *_events.__all__])
    __getattr__, __dir__ = lazy(globals(), dict.fromkeys(_events.__all__, "_events"))

T = TypeVar("T")


class WebhookError(SpkeyError, ValueError):
    """A delivery is not from the service, not for this partner, or not an event.

    Attributes:
        pointer: The location of the error in the body, as a JSON pointer. Empty if the error is not in the body.
    """

    def __init__(self, message: str, *, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer


@frozen(kw_only=True)
class WebhookEvent:
    """An event in its envelope.

    Attributes:
        id: The id of the event, the same in every delivery of it.
        source: The origin of the event: `spk.api` for events of the API, `spk.iot.shadow` for the state of devices.
        detail_type: The name of the event, such as `PhysicalKeyRemoved`.
        time: The time at which the envelope was created, in the format of RFC 3339.
        region: The cloud region of the event bus.
        account: The cloud account of the event bus.
        resources: Always empty for events of the API.
        partner_id: The organisation that the event is for, or None if the event does not name it.
        aggregate_type: The kind of record that the event is about, in lower case, such as `user`, or None if the event
            does not name it.
        aggregate_id: The id of that record, such as the user's id, or None if the event does not name it.
        version: The version of that record after the event, or None if the event has none. It orders the events of the
            record.
        timestamp: The time at which the event was recorded, in milliseconds since 1970-01-01 UTC, or None if the event
            has none.
        data: The data of the event.
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
    version: int | None
    timestamp: int | None
    data: "_events.EventData"
    raw: Mapping[str, Any] = field(repr=False, eq=False)


def parse(body: bytes | str, *, partner_id: str | None = None) -> WebhookEvent:
    """Parse the body of a delivery.

    Args:
        body: The body of the request, as it was received.
        partner_id: Your organisation. If given, events for other organisations raise `WebhookError`.

    Returns:
        The event. The data of an event that this package does not know is the JSON object as it was sent.

    Raises:
        WebhookError: The body is not an event, or the event is for another partner.
        TypeError: The body is neither bytes nor a string.
    """
    if not isinstance(body, (bytes, bytearray, str)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"body must be bytes or a string, not {type(body).__name__}.")
    try:
        event = _event(read_json(body), raw=read_json(body))  # read twice, because the data may be changed later
    except DecodeError as error:
        raise WebhookError(f"The body is not an event: {error}.", pointer=error.pointer) from None
    if partner_id is not None and event.partner_id != partner_id:
        raise WebhookError(
            f"The event is for partner {event.partner_id!r}, not {partner_id!r}.", pointer="/detail/partnerId"
        )
    return event


def verify_token(received: str | None, *expected: str) -> None:
    """Verify the secret of a delivery, in constant time.

    Args:
        received: The value of the header that carries the secret. An Authorization header may include `Bearer`.
        expected: The secret of the webhook. While you rotate it, pass the old and the new one.

    Raises:
        WebhookError: The header is missing or contains none of the secrets.
        ValueError: No secret is given, or one of them is empty.
    """
    if not expected or not all(expected):
        raise ValueError("expected must be the secret of the webhook, and it must not be empty.")
    scheme, _, credential = (received or "").partition(" ")
    token = credential.strip() if scheme.lower() == "bearer" else (received or "")
    # Every secret is compared, even after a match, so that the time does not depend on which one matches.
    matches = [hmac.compare_digest(token.encode(errors="replace"), secret.encode()) for secret in expected]
    if not any(matches):
        raise WebhookError("The delivery does not carry the secret of this webhook.")


def _event(value: object, *, raw: Mapping[str, Any]) -> WebhookEvent:
    envelope = Reader(value)
    detail_type = envelope.required("detail-type", string)
    decoder = _events.DECODERS.get(detail_type)
    return WebhookEvent(
        id=envelope.required("id", string),
        source=envelope.required("source", string),
        detail_type=detail_type,
        time=envelope.required("time", string),
        region=envelope.required("region", string),
        account=envelope.required("account", string),
        resources=envelope.required("resources", array(string)),
        **envelope.required("detail", _unknown_detail if decoder is None else partial(_known_detail, decoder())),
        raw=raw,
    )


def _known_detail(decode: Decoder["_events.EventData"], value: object) -> dict[str, Any]:
    detail = Reader(value)
    return {
        "partner_id": detail.required("partnerId", string),
        # The service's documents spell it user and User.
        "aggregate_type": detail.required("aggregateType", string).lower(),
        "aggregate_id": detail.required("aggregateId", string),
        "version": detail.required("version", integer),
        "timestamp": detail.required("timestamp", integer),
        "data": detail.required("data", partial(_known_data, decode)),
    }


def _known_data(decode: Decoder["_events.EventData"], value: object) -> "_events.EventData":
    data = mapping(anything)(value)
    data.pop("type", None)  # repeats the name of the event; events in responses of the API do not have it
    return decode(data)


def _unknown_detail(value: object) -> dict[str, Any]:
    detail = mapping(anything)(value)
    aggregate_type = _typed(detail, "aggregateType", str)
    data = detail.get("data")
    # Device state updates have no data. Their properties are in the detail itself, some as JSON in a string.
    decoded = {name: _decoded(each) for name, each in detail.items()}
    return {
        "partner_id": _typed(detail, "partnerId", str),
        "aggregate_type": aggregate_type and aggregate_type.lower(),
        "aggregate_id": _typed(detail, "aggregateId", str),
        "version": _integer(detail, "version"),
        "timestamp": _integer(detail, "timestamp"),
        "data": cast("dict[str, Any]", data) if isinstance(data, dict) else decoded,
    }


def _integer(detail: Mapping[str, Any], name: str) -> int | None:
    try:
        return integer(detail.get(name))
    except DecodeError:
        return None


def _typed(detail: Mapping[str, Any], name: str, kind: type[T]) -> T | None:
    value = detail.get(name)
    return value if isinstance(value, kind) else None


def _decoded(value: Any) -> Any:
    if not (isinstance(value, str) and value.lstrip().startswith(("{", "["))):
        return value
    try:
        return read_json(value)
    except DecodeError:
        return value
