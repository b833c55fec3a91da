"""Spans are named after operations, and hold no id."""

import json
from typing import Any

import pytest
from spkey_mock import Site

from .programs import run


def spans(text: str) -> list[dict[str, Any]]:
    """Return the JSON objects of a text."""
    decoder, found, text = json.JSONDecoder(), list[dict[str, Any]](), text.strip()
    while text:
        span, end = decoder.raw_decode(text)
        found.append(span)
        text = text[end:].lstrip()
    return found


@pytest.mark.parametrize("conventions", ["", "http"])
def test_a_span_is_named_after_its_operation(spkey_server: Site, conventions: str) -> None:
    spkey_server.world.users.create("u-secret", keys=1)
    output = run(spkey_server, "telemetry.py", "u-secret", OTEL_SEMCONV_STABILITY_OPT_IN=conventions)
    sync, by_async = spans(output)
    assert sync["name"] == "GET /users/{id}/profile"
    assert by_async["name"] == "GET /users/{id}/PhysicalKeys"
    assert sync["attributes"]["url.template"] == "/users/{id}/profile"
    assert sync["attributes"]["spkey.operation"] == "get_user_profile"
    assert by_async["attributes"]["spkey.operation"] == "list_physical_keys"
    assert "u-secret" not in output
    assert "front" not in output
    assert spkey_server.api_key not in output


def test_captured_headers_can_be_hidden(spkey_server: Site) -> None:
    spkey_server.world.users.create("u1")
    captured: dict[str, Any] = {"OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_CLIENT_REQUEST": ".*"}
    hidden: dict[str, Any] = {"OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SANITIZE_FIELDS": "authorization,x-api-key"}
    assert spkey_server.api_key in run(spkey_server, "telemetry.py", "u1", **captured)
    assert spkey_server.api_key not in run(spkey_server, "telemetry.py", "u1", **captured, **hidden)
