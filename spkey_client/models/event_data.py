# Generated from openapi.yaml by python -m generator. Do not edit.
from typing import Any, TypeAlias

from .._codec import Decoder, anything, mapping

EventData: TypeAlias = dict[str, Any]
"""The data of an event. Its properties depend on the event."""


def read_event_data(value: object) -> EventData:
    """Read a JSON value.

    Raises:
        ValueError: The value does not match the contract. The message names the location.
    """
    return _read(value)


_read: Decoder[EventData] = mapping(anything)
