"""The suite makes its journeys through the SDK as well, and judges the server by them as by its other tests."""

import json

import httpx
import pytest
from spkey_mock import Transport, Worlds
from spkey_mock.conformance import verdicts
from spkey_mock.conformance.configuration import Configuration
from spkey_mock.conformance.run import verify

from ..conformance.support import Changed

RULE = "physical_keys.list.filters_combine"
TEST = "test_sdk.py::test_filters_combine"
WORLD = "http://localhost/w/sdk"


def journey(transport: httpx.BaseTransport, configuration: Configuration) -> verdicts.Tested:
    """Verify a server. Return the test that filters keys through the SDK."""
    rules = verify(configuration, transport).rules
    (found,) = [test for judged in rules for test in judged.tests if judged.rule.id == RULE and test.name == TEST]
    return found


def test_the_requests_of_the_sdk_are_recorded_without_their_secrets() -> None:
    test = journey(Transport(Worlds()), Configuration(base_url=WORLD, select=(RULE,)))
    (listed,) = [it for it in test.exchanges if it.url.endswith("/PhysicalKeys?orgId=acme&orgName=Acme&q=front")]
    assert test.outcome == "passed"
    assert dict(listed.headers)["x-api-key"] == "***"
    assert json.loads(listed.response)["total"] == 1


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (500, {"success": False, "errors": [{"code": 500, "message": "Failed."}]}, "ServerError"),
        (200, {"keys": []}, "APIResponseError"),
        (200, {"keys": [], "total": 0}, "([], 0) == ([1], 1)"),
    ],
)
def test_an_error_of_the_sdk_is_a_broken_promise(status: int, body: object, reason: str) -> None:
    def change(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        return httpx.Response(status, json=body) if request.url.path.endswith("/PhysicalKeys") else response

    test = journey(Changed(change), Configuration(base_url="http://localhost", select=(RULE,)))
    assert test.outcome == "failed"
    assert reason in test.reason


def test_a_lost_connection_is_a_broken_promise() -> None:
    def change(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if request.url.path.endswith("/PhysicalKeys"):
            raise httpx.ReadError("The connection was closed.")
        return response

    test = journey(Changed(change), Configuration(base_url="http://localhost", select=(RULE,)))
    assert (test.outcome, test.exchanges[-1].response) == ("failed", "ReadError: The connection was closed.")


def test_a_run_that_only_reads_sends_no_command_through_the_sdk() -> None:
    worlds = Worlds()
    with httpx.Client(transport=Transport(worlds)) as http:
        issued = http.post("http://localhost/_mock/api-keys", json={"orgId": "acme"}).json()
    server = Changed(worlds=worlds, control=False)
    select = ("users.create.version_starts_at_one",)
    configuration = Configuration(base_url="http://localhost", api_key=issued["apiKey"], org_id="acme", select=select)
    verify(configuration, server)
    assert {request.method for request in server.requests} == {"GET"}
