"""What packages for other documents send and return beyond JSON: media types, servers of operations, redirects."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from .support import Package

Make = Callable[..., Package]

SERVERS = "servers: [{url: 'https://api.test/v1'}, {url: 'https://two.test'}]\n"


class Service:
    """A transport that records requests and always returns the same response."""

    def __init__(self, response: httpx.Response) -> None:
        self.requests: list[httpx.Request] = []
        self._response = response

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._response


def call(
    made: Package, method: str, *args: Any, response: httpx.Response | None = None, client: Any = None, **kwargs: Any
) -> tuple[Any, httpx.Request]:
    """The result of a method, and the request that it sent."""
    service = Service(response or httpx.Response(204))
    with httpx.Client(transport=httpx.MockTransport(service)) as http:
        resource, name = method.split(".")
        used = made.module.DemoXClient(http_client=http, max_retries=0, **(client or {}))
        result = getattr(getattr(used, resource), name)(*args, **kwargs)
    (request,) = service.requests
    return result, request


JSON_OR_XML = """
paths:
  /report:
    get:
      operationId: get_report
      tags: [reports]
      responses:
        '200': {description: Done., content: {application/xml: {schema: {type: object}}, application/json: {schema: {type: object, properties: {a: {type: integer}}}}}}
    delete:
      operationId: delete_report
      tags: [reports]
      responses:
        '200': {description: Done., content: {application/json: {schema: {type: object}}}}
        '202': {description: Later.}
    put:
      operationId: put_report
      tags: [reports]
      responses:
        '200': {description: Done., content: {application/json: {schema: {type: object}}}}
"""  # noqa: E501


def test_a_request_accepts_what_the_sdk_can_read(package: Make) -> None:
    made = package(SERVERS, JSON_OR_XML)
    result, request = call(made, "reports.get", response=httpx.Response(200, json={"a": 1}))
    assert result.a == 1
    assert request.headers.get_list("Accept") == ["application/json"]


def test_the_users_own_accept_header_wins(package: Make) -> None:
    made = package(SERVERS, JSON_OR_XML)
    response = httpx.Response(200, json={})
    _, request = call(made, "reports.get", headers={"accept": "application/vnd.test+json"}, response=response)
    assert request.headers.get_list("Accept") == ["application/vnd.test+json"]


def test_an_empty_success_is_an_error_only_where_the_document_has_a_body(package: Make) -> None:
    made = package(SERVERS, JSON_OR_XML)
    for status in (202, 204):
        result, _ = call(made, "reports.delete", response=httpx.Response(status))
        assert result is None
    with pytest.raises(
        made.module.APIResponseError, match="delete_report succeeded, but the body is not JSON because it is empty"
    ):
        call(made, "reports.delete", response=httpx.Response(200))
    with pytest.raises(made.module.APIResponseError, match="is empty"):
        call(made, "reports.put", response=httpx.Response(204))


@pytest.mark.parametrize("media_type", ["application/merge-patch+json", "application/json-patch+json"])
def test_the_content_type_is_the_one_that_the_document_names(package: Make, media_type: str) -> None:
    made = package(
        SERVERS,
        f"""
        paths:
          /things:
            patch:
              operationId: patch_thing
              tags: [things]
              requestBody: {{required: true, content: {{{media_type}: {{schema: {{type: object, properties: {{name: {{type: string}}}}}}}}}}}}
              responses: {{'204': {{description: Done.}}}}
        """,  # noqa: E501
    )
    _, request = call(made, "things.patch", name="n")
    assert (request.headers["Content-Type"], request.content) == (media_type, b'{"name":"n"}')


UPLOADS = """
paths:
  /assets:
    get: {operationId: list_assets, tags: [assets], responses: {'204': {description: Done.}}}
    post:
      operationId: upload_asset
      tags: [assets]
      servers: [{url: 'https://uploads.test/up'}]
      security: [{key: []}]
      responses: {'204': {description: Done.}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
"""


@pytest.mark.parametrize(
    ("options", "own", "others"),
    [
        ({}, "https://uploads.test/up/assets", "https://api.test/v1/assets"),
        ({"environment": "server_2"}, "https://uploads.test/up/assets", "https://two.test/assets"),
        ({"base_url": "https://mock.test"}, "https://mock.test/assets", "https://mock.test/assets"),
    ],
)
def test_an_operation_with_a_server_of_its_own_goes_there_unless_the_client_has_a_base_url(
    package: Make, options: dict[str, Any], own: str, others: str
) -> None:
    made = package(SERVERS, UPLOADS)
    _, uploaded = call(made, "assets.upload", client={"api_key": "k", **options})
    _, listed = call(made, "assets.list", client={"api_key": "k", **options})
    assert (str(uploaded.url), str(listed.url)) == (own, others)
    assert [request.headers["Host"] for request in (uploaded, listed)] == [uploaded.url.host, listed.url.host]
    assert uploaded.headers["X-Key"] == "k"


def test_a_base_url_of_the_environment_receives_everything(package: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = package(SERVERS, UPLOADS)
    monkeypatch.setenv("DEMO_X_BASE_URL", "https://mock.test")
    monkeypatch.setenv(f"{made.folder.name.upper()}_BASE_URL", "https://mock.test")
    _, request = call(made, "assets.upload", client={"api_key": "k"})
    assert request.url == "https://mock.test/assets"


def test_the_client_says_which_operations_go_elsewhere(package: Make) -> None:
    made = package(SERVERS, UPLOADS)
    assert "https://uploads.test/up" in made.module.DemoXClient.__doc__


REDIRECT = """
paths:
  /files/{id}:
    get:
      operationId: download_file
      tags: [files]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'302': {description: Found., headers: {Location: {schema: {type: string}}}}}
"""


def test_a_documented_redirect_returns_its_location_and_is_not_followed(package: Make) -> None:
    made = package(SERVERS, REDIRECT)
    response = httpx.Response(302, headers={"Location": "https://cdn.test/a?b=c"})
    result, request = call(made, "files.download", "f", response=response)
    assert (result, str(request.url)) == ("https://cdn.test/a?b=c", "https://api.test/v1/files/f")


@pytest.mark.parametrize(
    ("response", "error", "message"),
    [
        (httpx.Response(302), "APIResponseError", "download_file succeeded, but the response has no Location header"),
        (httpx.Response(303, headers={"Location": "/a"}), "APIStatusError", "303"),
        (
            httpx.Response(404, json={"error": {"type": "gone", "message": "It is gone."}}),
            "NotFoundError",
            "^404: It is gone.$",
        ),
    ],
)
def test_any_other_response_is_an_error(package: Make, response: httpx.Response, error: str, message: str) -> None:
    made = package(SERVERS, REDIRECT)
    with pytest.raises(getattr(made.module, error), match=message):
        call(made, "files.download", "f", response=response)


def test_cookies_are_sent_beside_those_of_the_http_client(package: Make) -> None:
    made = package(
        SERVERS,
        """
        paths:
          /x:
            get:
              operationId: get_x
              tags: [x]
              parameters: [{name: session, in: cookie, schema: {type: string}}]
              responses: {'204': {description: Done.}}
        """,
    )
    service = Service(httpx.Response(204))
    with httpx.Client(transport=httpx.MockTransport(service), cookies={"theirs": "1"}) as http:
        made.module.DemoXClient(http_client=http).x.get(session="s")
    assert service.requests[0].headers.get_list("Cookie") == ["theirs=1; session=s"]


# Words of our own service, and of its examples.
OURS = re.compile(r"(?i)smartphone|spkey|physical|organi[sz]ation|inventory")


def test_a_package_of_another_document_does_not_mention_our_service(package: Make) -> None:
    made = package(SERVERS, UPLOADS)
    found = [
        f"{file.name}: {line}"
        for file in sorted(made.folder.rglob("*.py"))
        for line in file.read_text("utf-8").splitlines()
        if OURS.search(line)
    ]
    assert found == []
