"""Trace calls with OpenTelemetry: python telemetry.py USER_ID.

The instrumentation of httpx names each span after the HTTP method alone, and records the URL with its ids. The hooks
name the span after the operation's path template, so that all calls of an operation share a name, and replace the URL.
The instrumentation also covers the requests of clients that the SDK makes, since they go through httpx's transports.
"""

import asyncio
import sys

from opentelemetry import trace
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor, RequestInfo
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor

from spkey_client import AsyncSpkeyClient, SpkeyClient

# Both the older and the present name of the attribute; OTEL_SEMCONV_STABILITY_OPT_IN decides which one is recorded.
URLS = ("http.url", "url.full")


def name_span(span: trace.Span, request: RequestInfo) -> None:
    """Name the span of a request, and replace the ids in its URL."""
    extensions = request.extensions or {}
    template = extensions.get("spkey_client.path_template")
    if template is None:
        return  # not a request of this SDK
    span.update_name(f"{request.method.decode()} {template}")
    span.set_attribute("url.template", template)
    span.set_attribute("spkey.operation", extensions["spkey_client.operation_id"])
    recorded = span.attributes if isinstance(span, ReadableSpan) else None
    for name in URLS:
        if recorded and name in recorded:
            span.set_attribute(name, template)


async def name_async_span(span: trace.Span, request: RequestInfo) -> None:
    """Do the same for an async client."""
    name_span(span, request)


def instrument() -> None:
    """Trace all clients of httpx, also those that exist already."""
    HTTPXClientInstrumentor().instrument(request_hook=name_span, async_request_hook=name_async_span)


async def count_keys(user_id: str) -> int:
    """Return the number of a user's keys."""
    async with AsyncSpkeyClient() as client:
        return (await client.physical_keys.list(user_id, q="front door")).total


def main(user_id: str) -> None:
    """Print the spans of two calls as JSON."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))
    trace.set_tracer_provider(provider)
    instrument()
    with SpkeyClient() as client:
        client.users.get_profile(user_id)
    asyncio.run(count_keys(user_id))
    provider.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
