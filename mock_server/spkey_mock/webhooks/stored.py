"""Webhooks and deliveries as the documents of a durable world.

The document of a webhook contains its secret, because the world must send it after a restart.
"""

from ..service.codec import codec, present
from ..store.recorded import Data, Stream
from .claim import Claim
from .deliveries import Delivery, Result
from .subscriptions import Webhook

WEBHOOK = "webhook"
PENDING = "delivery"
ENDED = "ended-delivery"


def encode_webhook(webhook: Webhook, claim: Claim | None = None) -> Data:
    """Return the document of a webhook, and of the claim to its next attempt."""
    encoded = None if claim is None else codec(Claim).encode(claim)
    return present(**codec(Webhook).encode(webhook), claim=encoded)


def decode_webhook(data: Data) -> tuple[Webhook, Claim | None]:
    """Return the webhook of a document, and the claim to its next attempt."""
    claim = data.get("claim")
    return codec(Webhook).decode(data), None if claim is None else codec(Claim).decode(claim)


def encode_delivery(delivery: Delivery) -> Data:
    """Return the document of a delivery."""
    return present(
        webhook=delivery.webhook_id,
        eventId=delivery.event_id,
        detailType=delivery.detail_type,
        subject=codec(Stream).encode(delivery.subject),
        version=delivery.version,
        body=delivery.body.decode(),
        state=delivery.state,
        nextAt=delivery.next_at,
        attempts=[codec(Result).encode(result) for result in delivery.attempts],
        earlier=delivery.earlier,
        place=delivery.place,
        turn=delivery.turn,
        held=delivery.held,
        again=delivery.again,
    )


def decode_delivery(key: str, data: Data) -> Delivery:
    """Return the delivery of a document."""
    return Delivery(
        id=int(key),
        webhook_id=data["webhook"],
        event_id=data["eventId"],
        detail_type=data["detailType"],
        subject=codec(Stream).decode(data["subject"]),
        version=data["version"],
        body=data["body"].encode(),
        state=data["state"],
        next_at=data.get("nextAt"),
        attempts=tuple(codec(Result).decode(result) for result in data["attempts"]),
        earlier=data["earlier"],
        place=data["place"],
        turn=data["turn"],
        held=data["held"],
        again=data["again"],
    )
