"""The events that the service delivers to webhooks."""

from attrs import frozen

from .types import Type


@frozen(kw_only=True)
class Event:
    """An event in an envelope of Amazon EventBridge.

    Attributes:
        detail_type: The name of the event: the `detail-type` of its envelope.
        data: The type of `detail.data`.
        description: The contract's summary of the webhook.
    """

    detail_type: str
    data: Type
    description: str
