"""Packages for documents with GETs that write, public operations, redirects that are read, and empty errors."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from .support import Package, forget, generate

Make = Callable[..., Package]

DOORS = """
    servers: [{url: 'https://doors.test'}]
    security: [{Key: []}]
    x-error-format: {default: flat}
    paths:
      /code:
        get:
          operationId: get_code
          tags: [doors]
          x-writes: true
          x-idempotent: true
          responses:
            '204': {description: Done.}
            '404': {description: The door does not exist.}
          x-error-format: {'404': empty}
      /reset:
        get:
          operationId: reset_code
          tags: [doors]
          x-writes: true
          x-idempotent: false
          responses: {'204': {description: Done.}}
      /state:
        get: {operationId: get_state, tags: [doors], responses: {'204': {description: Done.}}}
      /bell:
        post:
          operationId: ring_bell
          tags: [doors]
          security: []
          responses: {'204': {description: Done.}}
        head: {operationId: hear_bell, tags: [doors], security: [{}], responses: {'204': {description: Done.}}}
      /open:
        post:
          operationId: open_door
          tags: [doors]
          security: [{}, {Token: []}]
          responses:
            '303':
              description: Opened.
              headers:
                Location: {description: A page., required: true, schema: {type: string}, example: /page?door=1}
              x-redirect: {$ref: '#/components/schemas/Opening'}
      /close:
        post:
          operationId: close_door
          tags: [doors]
          responses:
            '303': {description: Closed., x-redirect: {$ref: '#/components/schemas/Opening'}}
    components:
      securitySchemes:
        Key: {type: apiKey, in: header, name: X-Key}
        Token: {type: http, scheme: bearer}
      schemas:
        Opening:
          type: object
          required: [door]
          properties:
            door: {type: integer, examples: [1]}
            offline: {type: [boolean, 'null']}
            code: {type: string}
            angle: {type: number}
"""


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    made = generate(tmp_path_factory.mktemp("doors"), DOORS)
    yield made
    forget(made)


def opened(made: Package, location: str | None, **kwargs: Any) -> Any:
    headers = {} if location is None else {"Location": location}
    return made.call("doors.open", answer=httpx.Response(303, headers=headers), **kwargs).result


# Redirects


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/page?door=2", {"door": 2}),
        ("https://elsewhere.test/p?door=2&offline=true#top", {"door": 2, "offline": True}),
        ("/page?offline=null&door=2", {"door": 2, "offline": None}),
        ("?door=2&offline=", {"door": 2, "offline": None}),
        ("/page?door=2&code=0042&angle=-1.5", {"door": 2, "code": "0042", "angle": -1.5}),
        ("/page?door=2&code=a%26b+c", {"door": 2, "code": "a&b c"}),
    ],
)
def test_the_query_of_a_location_is_read(doors: Package, location: str, expected: dict[str, Any]) -> None:
    result = opened(doors, location)
    assert {name: getattr(result, name) for name in expected} == expected
    assert (result.location, result.extra) == (location, {})


def test_unknown_parameters_of_a_location_are_kept(doors: Package) -> None:
    assert opened(doors, "/page?door=2&lang=en").extra == {"lang": "en"}


@pytest.mark.parametrize(
    ("location", "pointer", "problem"),
    [
        (None, "", "the response has no Location header"),
        ("/page", "/door", "the parameter door of the Location header is missing"),
        ("/page?door=x", "/door", "the parameter door of the Location header is not an integer"),
        ("/page?door=1.5", "/door", "the parameter door of the Location header is not an integer"),
        (f"/page?door={'1' * 5000}", "/door", "the parameter door of the Location header is not an integer"),
        ("/page?door=1&offline=1", "/offline", "the parameter offline of the Location header is not a boolean"),
        ("/page?door=1&angle=NaN", "/angle", "the parameter angle of the Location header is not a number"),
    ],
)
def test_a_broken_location_is_located(doors: Package, location: str | None, pointer: str, problem: str) -> None:
    error = opened(doors, location)
    assert type(error) is doors.module.APIResponseError
    assert (error.pointer, error.message) == (pointer, f"open_door succeeded, but {problem}")
    assert (error.status_code, error.maybe_applied) == (303, True)


@pytest.mark.parametrize("status", [200, 204])
def test_another_success_in_the_place_of_a_redirect_is_no_redirect(doors: Package, status: int) -> None:
    error = doors.call("doors.open", answer=httpx.Response(status)).result
    assert type(error) is doors.module.APIResponseError


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_that_the_contract_does_not_declare_is_an_error(doors: Package, status: int) -> None:
    error = doors.call("doors.open", answer=httpx.Response(status, headers={"Location": "/page?door=1"})).result
    assert type(error) is doors.module.APIStatusError


def test_redirects_with_the_same_query_share_a_class(doors: Package) -> None:
    closed = doors.call("doors.close", answer=httpx.Response(303, headers={"Location": "/page?door=1"})).result
    assert type(closed) is type(opened(doors, "/page?door=1")) is doors.models.Opening


def test_a_body_of_the_same_schema_has_no_location(package: Make) -> None:
    made = package(
        """
        paths:
          /a:
            post:
              operationId: open_a
              tags: [a]
              responses: {'303': {description: A., x-redirect: {$ref: '#/components/schemas/A'}}}
            get:
              operationId: get_a
              tags: [a]
              responses:
                '200': {description: A., content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
        components: {schemas: {A: {type: object, properties: {b: {type: integer}}}}}
        """
    )
    redirect = httpx.Response(303, headers={"Location": "/?b=1"})
    assert made.call("a.open", answer=redirect).result.to_dict() == {"b": 1, "location": "/?b=1"}
    assert made.call("a.get", answer={"b": 1}).result.to_dict() == {"b": 1}


def test_no_accept_header_requests_the_body_of_a_redirect(doors: Package) -> None:
    exchange = doors.call("doors.open", answer=httpx.Response(303, headers={"Location": "/page?door=1"}))
    assert "accept" not in exchange.sent.headers


# GETs that write


@pytest.mark.parametrize(
    ("method", "status", "attempts", "maybe_applied"),
    [
        ("get_code", 500, 3, True),
        ("reset_code", 500, 1, True),
        ("reset_code", 429, 3, False),
        ("get_state", 500, 3, False),
    ],
)
def test_a_get_that_writes_is_a_command(
    doors: Package, method: str, status: int, attempts: int, maybe_applied: bool
) -> None:
    sent: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(status, json={"error": "a", "message": "b"})

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        client = doors.module.DemoXClient(api_key="k", http_client=http)
        client._transport.wait = lambda _: 0.0
        with pytest.raises(doors.module.APIStatusError) as caught:
            getattr(client.doors, method)()
    assert (len(sent), caught.value.maybe_applied) == (attempts, maybe_applied)


# Credentials


@pytest.mark.parametrize(
    ("method", "given", "sent"),
    [
        ("ring_bell", {"api_key": "k", "token": "t"}, {}),
        ("ring_bell", {}, {}),
        ("open", {"api_key": "k", "token": "t"}, {"authorization": "Bearer t"}),
        ("open", {"api_key": "k"}, {}),
        ("open", {}, {}),
        ("get_state", {"api_key": "k", "token": "t"}, {"x-key": "k"}),
    ],
)
def test_an_operation_is_sent_the_credentials_that_it_accepts(
    doors: Package, method: str, given: dict[str, str], sent: dict[str, str]
) -> None:
    answer = httpx.Response(303, headers={"Location": "/page?door=1"}) if method == "open" else httpx.Response(204)
    client = {"api_key": None, "token": None, **given}
    headers = doors.call(f"doors.{method}", answer=answer, client=client).sent.headers
    assert {name: headers[name] for name in ("authorization", "x-key") if name in headers} == sent


def test_a_client_without_a_credential_says_so_when_an_operation_requires_one(doors: Package) -> None:
    result, request = doors.call("doors.get_state", client={"api_key": None, "token": None})
    assert (type(result), request) == (ValueError, None)
    assert "get_state requires a credential. Pass api_key=... to the client, or set " in str(result)


# Errors without a body


def test_an_error_without_a_body_has_the_meaning_that_the_contract_gives_it(doors: Package) -> None:
    error = doors.call("doors.get_code", answer=httpx.Response(404)).result
    assert type(error) is doors.module.NotFoundError
    assert (str(error), error.code, error.body) == ("404: The door does not exist.", None, None)


def test_an_error_that_is_not_declared_without_a_body_may_come_from_elsewhere(doors: Package) -> None:
    for method, answer in (
        ("get_state", httpx.Response(404)),
        ("get_code", httpx.Response(403)),
        ("get_code", httpx.Response(404, text="<html>Not here</html>")),
    ):
        error = doors.call(f"doors.{method}", answer=answer).result
        assert "not an error of the API" in str(error)


# Fakes


def test_a_fake_of_a_redirect_is_read_like_the_real_one(doors: Package) -> None:
    testing = doors.load("testing")
    opening = testing.opening(door=3, offline=False)
    response = testing.response(opening)
    assert (response.status_code, response.headers["Location"]) == (303, "/page?door=3&offline=false")
    result = doors.call("doors.open", answer=response).result
    assert (result.door, result.offline) == (3, False)


def test_a_fake_of_an_error_without_a_body_has_none(doors: Package) -> None:
    testing = doors.load("testing")
    response = testing.error_response(404, operation="get_code")
    assert response.content == b""
    error = doors.call("doors.get_code", answer=response).result
    assert str(error) == str(testing.error(404, operation="get_code")) == "404: The door does not exist."
    with pytest.raises(ValueError, match="no message"):
        testing.error_response(404, "Gone.", operation="get_code")


def test_docstrings_say_what_is_unusual(doors: Package) -> None:
    found = doors.load("resources.doors").Doors
    assert "Although it is a GET, it can change something." in found.get_code.__doc__
    for public in (found.ring_bell, found.hear_bell):
        assert "No credential is required, and none is sent." in public.__doc__
    text = " ".join(found.open.__doc__.split())
    assert "No credential is required. The client sends its `token` if it has one." in text
    assert "The response is a redirect, which the client does not follow." in text
