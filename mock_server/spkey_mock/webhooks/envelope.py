"""The envelope of a delivered event, in the format of the service's event bus."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..service.decoding import write_json
from ..store.recorded import Recorded


def envelope(event_id: str, recorded: Recorded, *, org_id: str, data: Mapping[str, Any]) -> bytes:
    """Return the envelope of an event as JSON.

    Args:
        event_id: The id of the envelope.
        recorded: The event.
        org_id: The organisation that the event is sent to.
        data: The public data of the event.
    """
    detail = {
        "partnerId": org_id,
        "aggregateType": recorded.stream.aggregate,
        "aggregateId": recorded.stream.id,
        "version": recorded.version,
        "timestamp": recorded.at,
        "data": {"type": recorded.type, **data},
    }
    return write_json(
        {
            "version": "0",
            "id": event_id,
            "detail-type": recorded.type,
            "source": "spk.api",
            "account": "123456789012",
            "time": datetime.fromtimestamp(recorded.at // 1000, UTC).isoformat().replace("+00:00", "Z"),
            "region": "eu-central-1",
            "resources": [],
            "detail": detail,
        }
    )
