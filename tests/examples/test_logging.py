"""Which loggers show ids, as docs/logging.md says."""

import logging

import pytest
from spkey_mock import Site

USER = "u-secret"


def logged(site: Site, caplog: pytest.LogCaptureFixture, name: str) -> str:
    """Return what a logger and its children write during a call."""
    site.world.users.create(USER)
    with caplog.at_level(logging.DEBUG), site.client() as client:
        client.physical_keys.list(USER, q="front")
    return "\n".join(it.getMessage() for it in caplog.records if f"{it.name}.".startswith(f"{name}."))


def test_the_sdk_logs_no_id(spkey_server: Site, caplog: pytest.LogCaptureFixture) -> None:
    text = logged(spkey_server, caplog, "spkey_client")
    assert "GET /users/{id}/PhysicalKeys: 200" in text
    assert USER not in text


def test_httpx_logs_ids_and_queries(spkey_server: Site, caplog: pytest.LogCaptureFixture) -> None:
    assert f"/users/{USER}/PhysicalKeys?q=front" in logged(spkey_server, caplog, "httpx")


def test_httpcore_logs_the_headers_of_responses_only(spkey_server: Site, caplog: pytest.LogCaptureFixture) -> None:
    text = logged(spkey_server, caplog, "httpcore")
    assert "x-request-id" in text
    assert spkey_server.api_key not in text
    assert USER not in text
