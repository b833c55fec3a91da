"""The part of `testing` that makes events and their deliveries."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypedDict, Unpack

from attrs import field, frozen

from . import _events
from ._codec import encode
from ._json import json_bytes
from .webhooks import WebhookEvent, parse


class Envelope(TypedDict, total=False):
    """The attributes of `WebhookEvent` that `webhook_event` and `delivery` take. By default those of the example.

    Attributes:
        detail_type: The name of the event. Required for an event that the contract does not know.
        id: The id of the event, the same in every delivery of it.
        source: The origin of the event.
        time: The time at which the envelope was created, in the format of RFC 3339.
        region: The cloud region of the event bus.
        account: The cloud account of the event bus.
        resources: The resources.
        partner_id: The organisation that the event is for.
        aggregate_type: The kind of record that the event is about.
        aggregate_id: The id of that record. By default the user's id in the data.
        version: The version of that record after the event.
        timestamp: The time at which the event was recorded, in milliseconds since 1970-01-01 UTC.
    """

    detail_type: str
    id: str
    source: str
    time: str
    region: str
    account: str
    resources: Sequence[str]
    partner_id: str
    aggregate_type: str
    aggregate_id: str
    version: int
    timestamp: int


@frozen(kw_only=True)
class Delivery:
    """The request that delivers an event.

    Attributes:
        body: The body, for `webhooks.parse`.
        headers: The headers, with the secret if there is one, for `webhooks.verify_token`.
    """

    body: bytes
    headers: Mapping[str, str] = field(repr=False)


class EventExample(NamedTuple):
    """An example of an event.

    Attributes:
        model: The class of its data.
        envelope: Its envelope, without the data.
        repeated: The properties of the detail that repeat an attribute of the data, with that attribute.
    """

    model: str
    envelope: Mapping[str, Any]
    repeated: Mapping[str, str]


class Events:
    """Makes events as the contract declares them.

    Args:
        examples: An example of each event, by its name.
    """

    def __init__(self, examples: Mapping[str, EventExample]) -> None:
        self._examples = examples

    def webhook_event(self, data: "_events.EventData", **envelope: Unpack[Envelope]) -> WebhookEvent:
        """Return an event, as `webhooks.parse` returns it.

        Args:
            data: The data of the event, such as `physical_key_removed(number=2)`. It determines which event it is. For
                an event that the contract does not know, the JSON object.
            envelope: Attributes of the event that replace those of the contract's example.

        Raises:
            TypeError: An attribute is unknown.
            ValueError: The contract has no event with such data, and `detail_type` is missing.
        """
        return parse(self._body(data, envelope))

    def delivery(
        self,
        data: "_events.EventData",
        *,
        secret: str | None = None,
        header: str = "Authorization",
        **envelope: Unpack[Envelope],
    ) -> Delivery:
        """Return the request that delivers an event.

        Args:
            data: The data of the event, as for `webhook_event`.
            secret: The secret of the webhook.
            header: The header that carries it. In the Authorization header, it is a bearer token.
            envelope: Attributes of the event that replace those of the contract's example.

        Raises:
            TypeError: An attribute is unknown.
            ValueError: The contract has no event with such data, and `detail_type` is missing.
        """
        body = self._body(data, envelope)
        headers = {"Content-Type": "application/json"}
        if secret is not None:
            headers[header] = f"Bearer {secret}" if header.lower() == "authorization" else secret
        return Delivery(body=body, headers=headers)

    def _body(self, data: "_events.EventData", given: Envelope) -> bytes:
        return json_bytes(self._envelope(data, given))

    def _envelope(self, data: "_events.EventData", given: Envelope) -> dict[str, Any]:
        unknown = given.keys() - Envelope.__annotations__.keys()
        if unknown:
            known = ", ".join(Envelope.__annotations__)
            raise TypeError(f"Unknown attribute {min(unknown)!r} of an event. Known: {known}.")
        detail_type = given.get("detail_type") or self._detail_type(data)
        example = self._examples.get(detail_type)
        content = encode(data)
        if example is None:
            example = next(iter(self._examples.values()))
        else:
            content = {"type": detail_type, **content}
        envelope: dict[str, Any] = {**example.envelope, "detail-type": detail_type}
        detail: dict[str, Any] = {**example.envelope["detail"]}
        for wire, name in example.repeated.items():
            if hasattr(data, name):
                value = getattr(data, name)
                detail[wire] = str(value) if isinstance(detail[wire], str) else value
        for name, value in given.items():
            if name in _IN_DETAIL:
                detail[_IN_DETAIL[name]] = value
            elif name != "detail_type":
                envelope[name] = encode(value)
        return {**envelope, "detail": {**detail, "data": content}}

    def _detail_type(self, data: "_events.EventData") -> str:
        model = type(data).__name__
        for detail_type, example in self._examples.items():
            if example.model == model:
                return detail_type
        known = ", ".join(example.model for example in self._examples.values())
        raise ValueError(f"detail_type must be given if data is {model}, which is none of {known}.")


_IN_DETAIL = {
    "aggregate_id": "aggregateId",
    "aggregate_type": "aggregateType",
    "partner_id": "partnerId",
    "timestamp": "timestamp",
    "version": "version",
}
