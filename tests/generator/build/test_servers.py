"""The servers of a document, as environments of the client."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ..support import Package

Make = Callable[..., Package]

PATHS = """
paths:
  /a:
    get: {operationId: get_a, tags: [a], responses: {'204': {description: Fine.}}}
  /open:
    get: {operationId: get_open, tags: [a], security: [], responses: {'204': {description: Fine.}}}
"""


def sent(package: Package, method: str = "a.get", **options: Any) -> httpx.Request:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        client = package.module.DemoXClient(http_client=http, **options)
        resource, name = method.split(".")
        getattr(getattr(client, resource), name)()
    return seen[0]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "TOKEN", "BASE_URL"):
        monkeypatch.delenv(f"DEMO_X_{name}", raising=False)


def test_without_servers_the_url_must_be_given(package: Make) -> None:
    made = package(PATHS)
    with pytest.raises(ValueError, match=r"names no server\. Pass base_url=\.\.\. or set DEMO_\w+_BASE_URL\."):
        made.module.DemoXClient()
    assert sent(made, base_url="https://else.test").url == "https://else.test/a"


def test_the_first_server_is_called_unless_told_otherwise(package: Make) -> None:
    made = package(
        """
        servers:
          - {url: 'https://one.test/'}
          - {url: 'https://two.test/v1/'}
          - {url: 'https://three.test', x-environment: staging}
    """,
        PATHS,
    )
    assert sent(made).url == "https://one.test/a"
    assert sent(made, environment="server_2").url == "https://two.test/v1/a"
    assert sent(made, environment="staging").url == "https://three.test/a"


def test_variables_of_servers_have_their_defaults(package: Make) -> None:
    made = package(
        """
        servers:
          - url: 'https://{region}.test:{port}/{region}'
            variables: {region: {default: eu, enum: [eu, us]}, port: {default: '8443'}}
    """,
        PATHS,
    )
    assert sent(made).url == "https://eu.test:8443/eu/a"


@pytest.mark.parametrize(
    "url", ["/v1", "v1", "ftp://a.test", "https://", "https://{a}.test", "https://a.test?b=c", "https://a:b@c.test"]
)
def test_a_server_that_cannot_be_called_is_left_out(package: Make, url: str) -> None:
    made = package(f"servers: [{{url: 'https://first.test'}}, {{url: '{url}'}}]", PATHS)
    assert "#/servers/1: The server has no absolute URL" in made.notes
    assert made.load("_service").ENVIRONMENTS == {"production": "https://first.test"}
