"""The log of deliveries that ended without being received."""

import logging

from .deliveries import Delivery

_log = logging.getLogger("spkey_mock")


def log_failure(world: str, delivery: Delivery | None) -> None:
    """Log a delivery that ended without being received. Omit its URL and body, which may contain secrets."""
    if delivery is None or delivery.state == "delivered":
        return
    last = delivery.attempts[-1]
    facts = {
        "event": f"delivery.{delivery.state}",
        "world": world,
        "delivery": delivery.id,
        "webhook": delivery.webhook_id,
        "detail_type": delivery.detail_type,
        "version": delivery.version,
        "attempts": len(delivery.attempts),
        "status": last.status,
    }
    reason = "no response" if last.status is None else f"status {last.status}"
    _log.info(  # in many tests, the receiver rejects on purpose
        "Delivery %d to %s was %s: %s at attempt %d.",
        delivery.id,
        delivery.webhook_id,
        delivery.state,
        reason,
        len(delivery.attempts),
        extra={"facts": facts},
    )
