"""The events that a service delivers to webhooks, in envelopes of Amazon EventBridge."""

from collections.abc import Iterator

from attrs import frozen

from ..document.document import Document
from ..document.located import LocatedSchema
from ..document.problem import pointer
from ..document.properties import object_properties
from .media import request_media


@frozen(kw_only=True)
class EventSource:
    """An event of the document.

    Attributes:
        detail_type: Its name: that of the webhook, and the `detail-type` of its envelope.
        data: The schema of its data.
        description: The summary of the webhook.
    """

    detail_type: str
    data: LocatedSchema
    description: str


def events(document: Document) -> Iterator[EventSource]:
    """Return the events of the webhooks whose payload is an envelope with `detail-type` and `detail.data`."""
    for name, node in document.webhooks():
        body = document.request_body(node)
        media = None if body is None else request_media(document, body["content"])
        if media is None:
            continue
        envelope = LocatedSchema(media.schema, pointer("webhooks", name), name)
        detail = _property(document, envelope, "detail")
        data = detail and _property(document, detail, "data")
        if data is not None and _property(document, envelope, "detail-type") is not None:
            summary = node.get("summary", "")
            yield EventSource(detail_type=name, data=data, description=summary)


def _property(document: Document, schema: LocatedSchema, name: str) -> LocatedSchema | None:
    """Return the schema of a property in the last part that declares it, because a webhook narrows its envelope."""
    declared = object_properties(document, schema).schemas.get(name, [])
    return declared[-1] if declared else None
