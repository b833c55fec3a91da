"""The credentials of packages for other documents: how they are given and where they are sent."""

import json
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import httpx2
import pytest

from .odd import RESERVED
from .support import Package

Make = Callable[..., Package]

MARKER = "marker-secret"

SCHEMES = """
servers: [{url: 'https://a.test'}]
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
    other: {type: apiKey, in: header, name: X-Other}
    whole: {type: apiKey, in: header, name: Authorization}
    query: {type: apiKey, in: query, name: k-e.y}
    cookie: {type: apiKey, in: cookie, name: sid}
"""


def paths(**security: str) -> str:
    """One operation for each name, which accepts these alternatives."""
    lines = ["paths:"]
    for name, alternatives in security.items():
        lines.append(f"  /{name}:")
        lines.append(
            f"    get: {{operationId: {name}_thing, tags: [things], security: {alternatives}, "
            "parameters: [{name: q, in: query, schema: {type: string}}], responses: {'204': {description: Done.}}}"
        )
    return "\n".join(lines) + "\n"


def sent(made: Package, operation: str = "get", *, answer: Any = None, q: Any = None, **options: Any) -> httpx.Request:
    """The request that an operation sends with the sync and with the async client."""
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(httpx.Request(request.method, request.url, headers=request.headers))
        return answer or httpx.Response(204)

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        getattr(made.module.DemoXClient(http_client=http, **options).things, operation)(q=q)

    async def call() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(respond)) as async_http:
            await getattr(made.module.AsyncDemoXClient(http_client=async_http, **options).things, operation)(q=q)

    anyio.run(call)
    one, other = seen
    assert (one.url, one.headers) == (other.url, other.headers)
    return one


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "TOKEN", "USERNAME", "PASSWORD", "OTHER", "BASE_URL"):
        monkeypatch.delenv(f"DEMO_X_{name}", raising=False)


def test_a_user_name_and_a_password_are_sent_as_basic_authentication(package: Make) -> None:
    made = package(SCHEMES, paths(get="[{basic: []}]"))
    request = sent(made, username="Aladdin", password="open sesame")
    assert request.headers["Authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert sent(made, username="ä", password="").headers["Authorization"] == "Basic w6Q6"


def test_an_api_key_is_sent_in_the_query_with_every_request(package: Make) -> None:
    made = package(SCHEMES, paths(get="[{query: []}]"))
    assert sent(made, api_key="a b&c").url == "https://a.test/get?k-e.y=a%20b%26c"
    assert sent(made, api_key="k", q="x").url == "https://a.test/get?q=x&k-e.y=k"


def test_an_api_key_is_sent_in_a_cookie_beside_those_of_the_service(package: Make) -> None:
    made = package(SCHEMES, paths(get="[{cookie: []}]"))
    seen: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Cookie"])
        return httpx.Response(204, headers={"set-cookie": "theirs=1"})

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        client = made.module.DemoXClient(http_client=http, api_key="k=/+")
        client.things.get()
        client.things.get()
    assert seen == ["sid=k=/+", "theirs=1; sid=k=/+"]


def test_credentials_that_an_operation_requires_together_are_sent_together(package: Make) -> None:
    made = package(SCHEMES, paths(get="[{key: [], other: [], bearer: []}]"))
    headers = sent(made, api_key="k", other="o", token="t").headers
    assert (headers["X-Key"], headers["X-Other"], headers["Authorization"]) == ("k", "o", "Bearer t")


def test_an_operation_is_sent_only_the_credentials_that_it_accepts(package: Make) -> None:
    accepted = {"get": "[{key: []}, {query: []}]", "other": "[{query: []}]", "open": "[]", "any": "[{}, {key: []}]"}
    made = package(SCHEMES, paths(**accepted))
    credentials = {"api_key": "k", "query": "q"}
    requests = {name: sent(made, name, **credentials) for name in accepted}
    found = {name: (request.headers.get("X-Key"), request.url.query) for name, request in requests.items()}
    assert found == {"get": ("k", b"k-e.y=q"), "other": (None, b"k-e.y=q"), "open": (None, b""), "any": ("k", b"")}


def test_an_incomplete_alternative_is_not_sent(package: Make) -> None:
    made = package(SCHEMES, paths(get="[{key: [], other: []}, {bearer: []}]"))
    request = sent(made, api_key="k", token="t")
    assert "x-key" not in request.headers
    assert request.headers["Authorization"] == "Bearer t"


def test_the_token_provider_is_not_called_for_an_operation_that_needs_no_token(package: Make) -> None:
    made = package(SCHEMES, paths(get="[{bearer: []}]", login="[]"))
    assert "authorization" not in sent(made, "login", token=lambda: pytest.fail("called")).headers


@pytest.mark.parametrize(
    ("operation", "value"),
    [("token", "Bearer t"), ("user", "Basic dTpw"), ("whole", "Token w"), ("any", "Token w")],
)
def test_of_credentials_in_one_header_the_one_that_the_operation_accepts_is_sent(
    package: Make, operation: str, value: str
) -> None:
    made = package(
        SCHEMES,
        paths(
            token="[{bearer: []}]",
            user="[{basic: []}]",
            whole="[{whole: []}]",
            any="[{whole: []}, {basic: []}]",
        ),
    )
    for token in ("t", lambda: "t"):
        request = sent(made, operation, api_key="Token w", token=token, username="u", password="p")
        assert request.headers.get_list("Authorization") == [value]


def test_a_client_needs_no_credential_unless_every_operation_does(package: Make) -> None:
    made = package(SCHEMES, paths(get="[{bearer: []}]", login="[]"))
    assert "authorization" not in sent(made, "login").headers
    message = r"get_thing requires a credential\. Pass token=\.\.\. to the client, or set DEMO_\w+_TOKEN\."
    with pytest.raises(ValueError, match=message):
        sent(made, "get")


@pytest.mark.parametrize(
    ("security", "message"),
    [
        ("[{key: []}]", r"Pass api_key=\.\.\., or set DEMO_\w+_API_KEY\."),
        (
            "[{basic: []}, {bearer: []}]",
            r"Pass username=\.\.\. and password=\.\.\. or token=\.\.\., "
            r"or set DEMO_\w+_USERNAME and DEMO_\w+_PASSWORD or DEMO_\w+_TOKEN\.",
        ),
    ],
)
def test_a_missing_credential_is_named_by_its_arguments_and_variables(
    package: Make, security: str, message: str
) -> None:
    made = package(SCHEMES, paths(get=security))
    with pytest.raises(ValueError, match=f"A credential is required. {message}"):
        sent(made)


def test_an_operation_whose_alternatives_are_not_satisfied_sends_nothing(package: Make) -> None:
    made = package(SCHEMES, paths(get="[{key: [], bearer: []}, {basic: []}]"))
    message = (
        r"get_thing requires a credential\. Pass api_key=\.\.\. and token=\.\.\. or username=\.\.\. and password=\.\.\."
    )
    with pytest.raises(ValueError, match=message):
        sent(made, api_key="k")
    assert sent(made, api_key="k", token="t").headers["X-Key"] == "k"


def test_every_credential_has_an_environment_variable(package: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = package(SCHEMES, paths(get="[{basic: [], key: []}]"))
    prefix = made.folder.name.upper()
    for name, value in {"USERNAME": "u", "PASSWORD": "p", "API_KEY": "k"}.items():
        monkeypatch.setenv(f"{prefix}_{name}", value)
        monkeypatch.setenv(f"DEMO_X_{name}", value)
    headers = sent(made).headers
    assert (headers["Authorization"], headers["X-Key"]) == ("Basic dTpw", "k")


@pytest.mark.parametrize(
    ("security", "options", "message"),
    [
        ("[{basic: []}]", {"username": "u"}, "password must be a string if username is given"),
        ("[{basic: []}]", {"password": MARKER}, "username must be a string if password is given"),
        ("[{basic: []}]", {"username": "a:b", "password": MARKER}, "username must not contain a colon"),
        (
            "[{query: []}]",
            {"api_key": f"{MARKER}\n{MARKER}"},
            "api_key cannot be sent in a query: it contains a line break",
        ),
        ("[{query: []}]", {"api_key": ""}, "api_key cannot be sent in a query: it is empty"),
        (
            "[{cookie: []}]",
            {"api_key": f"{MARKER};"},
            "api_key cannot be sent in a cookie: it contains a character that",
        ),
        ("[{key: []}]", {"api_key": f"{MARKER}\u00e4"}, "api_key cannot be sent in a header"),
        ("[{whole: []}]", {"api_key": 5}, "api_key cannot be sent in a header: it must be a str, not int"),
    ],
)
def test_a_credential_that_cannot_be_sent_is_rejected_without_being_shown(
    package: Make, security: str, options: dict[str, Any], message: str
) -> None:
    made = package(SCHEMES, paths(get=security))
    with pytest.raises(ValueError, match=message) as caught:
        sent(made, **options)
    assert MARKER not in str(caught.value)


def test_a_key_can_have_the_name_of_anything_that_the_client_uses(package: Make) -> None:
    names = [*RESERVED, "client"]
    headers = {name: f"X-{index}" for index, name in enumerate(names)}
    schemes = {name: {"type": "apiKey", "in": "header", "name": header} for name, header in headers.items()}
    components = json.dumps({"securitySchemes": schemes})
    made = package(
        f"servers: [{{url: 'https://a.test'}}]\ncomponents: {components}\n",
        paths(get=json.dumps([{name: [] for name in names}])),
    )
    keys = {credential.name: credential.wire for credential in made.api.service.credentials}
    assert len(keys) == len(names)
    found = made.call("things.get", answer=httpx.Response(204), client=keys).sent.headers
    assert [found[header] for header in headers.values()] == [*headers.values()]
    first = made.module.DemoXClient(**keys)
    assert isinstance(first.with_options(**keys), made.module.DemoXClient)


def test_a_document_without_credentials_has_no_arguments_for_them(package: Make) -> None:
    made = package(SCHEMES, paths(get="[]"))
    with pytest.raises(TypeError, match="api_key"):
        made.module.DemoXClient(api_key="k")
    call = made.load("operations").get_thing()
    with httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(204))) as http:
        client = made.module.DemoXClient(http_client=http)
        assert client.send(call, headers={"Authorization": "mine"}).status_code == 204


def test_a_credential_among_the_headers_is_rejected(package: Make) -> None:
    made = package(SCHEMES, paths(get="[{basic: []}, {query: []}]"))
    with pytest.raises(ValueError, match=r"is a credential\. Pass it to the client as username=\.\.\."):
        made.module.DemoXClient(api_key="k").with_options(headers={"authorization": MARKER})


def check(response: httpx.Response) -> None:
    response.read()
    response.raise_for_status()


@pytest.mark.parametrize("library", [httpx, httpx2])
@pytest.mark.parametrize("hook", [None, check])
@pytest.mark.parametrize("outcome", [204, 302, 404, 500, "cut"])
def test_a_key_in_the_query_or_in_a_cookie_is_shown_to_the_service_alone(
    package: Make, caplog: pytest.LogCaptureFixture, outcome: Any, hook: Any, library: Any
) -> None:
    made = package(SCHEMES, paths(get="[{query: [], cookie: []}]"))
    seen: list[httpx.URL] = []

    def respond(request: httpx.Request) -> Any:
        seen.append(request.url)
        assert MARKER in request.headers["Cookie"]
        if outcome == "cut":
            raise library.ReadError("cut")
        return library.Response(outcome, headers={"location": "/elsewhere"} if outcome == 302 else {})

    hooks = {"response": [hook]} if hook else {}
    with library.Client(transport=library.MockTransport(respond), event_hooks=hooks, params={"mine": "1"}) as http:
        client = made.module.DemoXClient(http_client=http, api_key=MARKER, cookie=MARKER, max_retries=0)
        result: Any
        with caplog.at_level(logging.DEBUG):
            try:
                result = client.send(made.load("operations").get_thing(q="k-e.y=1&x"))
            except Exception as error:
                result = error
        assert MARKER not in repr([client, client._transport, client._transport.target])
    assert [url.params["k-e.y"] for url in seen] == [MARKER]
    shown = [repr(result), str(result), caplog.text]
    if isinstance(result, Exception):
        shown += traceback.format_exception(result)
    for holder in (result, getattr(result, "__cause__", None)):
        for name in ("request", "http_response", "response"):
            try:
                request = getattr(holder, name, None)
            except RuntimeError:  # httpx: the request is not set
                continue
            request = getattr(request, "request", request)
            if request is not None:
                assert request.url.params["q"] == "k-e.y=1&x"
                shown += [str(request.url), repr(request.headers.multi_items())]
    assert MARKER not in "\n".join(shown)
    assert MARKER.encode() not in pickle.dumps(result)
