# Generated from openapi.yaml by python -m generator. Do not edit.
"""The events that the service delivers to webhooks. The classes of their data are imported on first use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from . import models

if TYPE_CHECKING:
    from ._codec import Decoder
    from .models import PhysicalKeyAdded, PhysicalKeyRemoved, UserCreated

    EventData: TypeAlias = PhysicalKeyAdded | PhysicalKeyRemoved | UserCreated | Mapping[str, Any]
    """The data of an event: typed for events of the contract, the JSON object for any other."""
else:

    def __getattr__(name):
        if name == "EventData":
            return models.PhysicalKeyAdded | models.PhysicalKeyRemoved | models.UserCreated | Mapping[str, Any]
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(models, name)


__all__ = ["EventData", "PhysicalKeyAdded", "PhysicalKeyRemoved", "UserCreated"]

DECODERS: Mapping[str, Callable[[], Decoder[EventData]]] = {
    "PhysicalKeyAdded": lambda: models.PhysicalKeyAdded.from_dict,
    "PhysicalKeyRemoved": lambda: models.PhysicalKeyRemoved.from_dict,
    "UserCreated": lambda: models.UserCreated.from_dict,
}
"""A function that returns the decoder of an event's data, by the `detail-type` of its envelope."""
