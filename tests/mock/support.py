"""What the tests of the mock share: a mock to send requests to, and the contract that its responses must fit."""

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from attrs import frozen
from jsonschema_rs import Draft202012Validator, Validator
from spkey_mock import Recorded, Request, Response, Settings, World
from spkey_mock.aggregates.users import User
from spkey_mock.store.store import Store
from spkey_mock.world.life import memory_store
from spkey_mock.world.limits import Limits

USER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
OTHER_USER = "0b0c1d2e-0000-4000-8000-000000000001"
ORG = "acme"
OTHER_ORG = "umbrella"
SECRET = "a secret that only the tests know"
START = 1_793_923_200_000

CONTRACT: dict[str, Any] = json.loads(files("spkey_mock").joinpath("contract.json").read_bytes())

Header = tuple[str, str]


def rule(*ids: str) -> pytest.MarkDecorator:
    """Name the rules of the contract that a test shows."""
    return pytest.mark.rule(*ids)


@frozen
class Reply:
    """A response that fits the contract."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def message(self) -> str:
        """The message of the first problem, in whichever shape it was sent."""
        if "errors" in self.body:
            return str(self.body["errors"][0]["message"])
        return str(self.body.get("message", self.body["error"]))


@cache
def _operation(method: str, path: bytes) -> dict[str, Any] | None:
    for operation in CONTRACT["operations"]:
        pattern = re.sub(r"\{\w+\}", "[^/]+", operation["path"])
        if operation["method"] == method and re.fullmatch(pattern.encode(), path, re.DOTALL):
            return dict(operation)
    return None


@cache
def _responses(method: str, path: bytes) -> dict[str, Validator]:
    operation = _operation(method, path) or {"responses": {}}
    return {
        status: Draft202012Validator(CONTRACT["schemas"][name])
        for status, name in operation["responses"].items()
        if name is not None
    }


ERROR = Draft202012Validator(CONTRACT["schemas"]["Error"])

SHAPES = {
    "flat": {"error", "message"},
    "tagged": {"success", "error", "message"},
    "listed": {"success", "errors"},
    "bare": {"error"},
}
"""The properties of an error body, by the names that the contract's x-error-format has for its shapes."""


def hold_to_contract(request: Request, response: Response, errors: str = "documented") -> Reply:
    """Return the response, if the contract allows it for this request."""
    # A 502 or 503 stands for a device or system outside of the service that cannot be reached.
    assert response.status < 500 or response.status in (502, 503)
    headers = {name.decode(): value.decode() for name, value in response.headers}
    if request.method == "HEAD":
        assert response.body == b""
        return Reply(response.status, headers, None)
    shape = _shape(request, response.status, errors)
    if response.status == 303 or shape == "empty":
        assert response.body == b""
        assert "content-type" not in headers
        assert ("location" in headers) is (response.status == 303)
        return Reply(response.status, headers, None)
    if headers["content-type"].startswith("text/plain"):
        assert (response.status, response.body) == (404, b"404 Not Found")
        assert headers["content-type"] == "text/plain; charset=utf-8"
        return Reply(404, headers, "404 Not Found")
    if headers["content-type"].startswith("text/html"):
        # The pages for browsers are not operations.
        assert _operation(request.method, request.path) is None
        assert response.status in (200, 404)
        return Reply(response.status, headers, response.body.decode())
    body = json.loads(response.body.decode())
    _responses(request.method, request.path).get(str(response.status), ERROR).validate(body)
    if response.status >= 400:
        assert body.keys() - {"result", "__ceves"} == SHAPES[shape]
    return Reply(response.status, headers, body)


def _shape(request: Request, status: int, errors: str) -> str:
    """Return the shape of a response with this status."""
    if status < 400:
        return ""
    shapes = (_operation(request.method, request.path) or CONTRACT)["errors"]
    shape: str = shapes.get(str(status), shapes["default"])
    # The HTTP stack of the service sends the list for all errors but a 401 and those that handlers send themselves.
    own = shape in ("bare", "empty") and status != 400
    return "listed" if errors == "runtime" and status != 401 and not own else shape


class Mock:
    """A world whose clock is frozen, with an API key of each of two organisations.

    Every response is held to the contract.

    Args:
        store: Makes the store of the world.
        settings: The settings of the world.

    Attributes:
        world: The world.
        store: The store of the world.
        credentials: The credentials that it accepts.
        api_key: The API key of the first organisation.
        other_api_key: The API key of the other organisation.
    """

    def __init__(self, *, store: Callable[[Limits], Store] = memory_store, **settings: Any) -> None:
        self.errors = settings.get("errors", "documented")
        self.store: Store
        self.world = World(Settings(secret=SECRET, **settings), store=self._keep(store))
        self.world.clock.freeze(START)
        self.credentials = self.world.credentials
        self.api_key = self.world.api_key
        self.other_api_key = self.credentials.issue_key(OTHER_ORG)

    def _keep(self, store: Callable[[Limits], Store]) -> Callable[[Limits], Store]:
        def make(limits: Limits) -> Store:
            self.store = store(limits)
            return self.store

        return make

    def key(self, api_key: str | None = None) -> Header:
        """Return the header with an API key, by default that of the first organisation."""
        return ("X-API-Key", api_key or self.api_key)

    @property
    def other(self) -> Header:
        """The header with the API key of the other organisation."""
        return self.key(self.other_api_key)

    def bearer(self, subject: str = USER, org_id: str | None = None) -> Header:
        """Return the header with the token of a user, or of a service of an organisation."""
        return ("Authorization", f"Bearer {self.credentials.issue_token(subject, org_id=org_id)}")

    def send(
        self,
        method: str,
        path: str | bytes,
        body: object = b"",
        *,
        query: str = "",
        headers: Iterable[Header] | None = None,
    ) -> Reply:
        """Send a request. A body that is not bytes is sent as JSON, and the API key unless there are headers."""
        sent = [self.key()] if headers is None else headers
        request = Request(
            method,
            path.encode() if isinstance(path, str) else path,
            query.encode(),
            tuple((name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in sent),
            body if isinstance(body, bytes) else json.dumps(body).encode(),
        )
        return hold_to_contract(request, self.world.handle(request), self.errors)

    def command(self, name: str, body: object, *, user: str = USER, headers: Iterable[Header] | None = None) -> Reply:
        """Send a command."""
        return self.send("POST", f"/users/{user}/{name}", body, headers=headers)

    def create(self, user: str = USER, *, headers: Iterable[Header] | None = None, **properties: str) -> Reply:
        """Create a user."""
        return self.command("CreateUser", {"userId": user, **properties}, user=user, headers=headers)

    def add(
        self, org_id: str = ORG, *, user: str = USER, headers: Iterable[Header] | None = None, **properties: str
    ) -> Reply:
        """Add a key."""
        return self.command("AddPhysicalKey", {"orgId": org_id, **properties}, user=user, headers=headers)

    def remove(self, number: object, *, user: str = USER, headers: Iterable[Header] | None = None) -> Reply:
        """Remove a key."""
        return self.command("RemovePhysicalKey", {"number": number}, user=user, headers=headers)

    def get(
        self, number: object, *, query: str = "", user: str = USER, headers: Iterable[Header] | None = None
    ) -> Reply:
        """Get a key."""
        return self.send("GET", f"/users/{user}/PhysicalKeys/{number}", query=query, headers=headers)

    def search(self, query: str = "", *, user: str = USER, headers: Iterable[Header] | None = None) -> Reply:
        """List keys."""
        return self.send("GET", f"/users/{user}/PhysicalKeys", query=query, headers=headers)

    def profile(self, user: str = USER, *, headers: Iterable[Header] | None = None) -> Reply:
        """Get a profile."""
        return self.send("GET", f"/users/{user}/profile", headers=headers)

    def numbers(self, query: str = "") -> list[int]:
        """Return the numbers of the keys that are listed."""
        return [key["number"] for key in self.search(query).body["keys"]]

    @property
    def user(self) -> User:
        """The state of the user, of version 0 if it does not exist."""
        return self.world.users.get(USER) or User(USER)

    @property
    def version(self) -> int:
        """The version of the user."""
        return self.user.version

    @property
    def events(self) -> tuple[Recorded, ...]:
        """The events of the user."""
        return self.world.events(USER)
