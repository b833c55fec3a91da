"""What the tests of the mock share: a mock to talk to, and the contract to hold its answers to."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, Validator
from spkey_mock import Request, Response, Settings, World
from spkey_mock.store.memory import MemoryStore
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


@dataclass(frozen=True)
class Answer:
    """A response that was held to the contract."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def message(self) -> str:
        """What the first problem is, in whichever form it was said."""
        return str(self.body["errors"][0]["message"] if "errors" in self.body else self.body["message"])


@cache
def _responses(method: str, path: bytes) -> dict[str, Validator] | None:
    for operation in CONTRACT["operations"]:
        pattern = re.sub(r"\{\w+\}", "[^/]+", operation["path"])
        if operation["method"] == method and re.fullmatch(pattern.encode(), path, re.DOTALL):
            return {
                status: Draft202012Validator(schema)
                for status, schema in operation["responses"].items()
                if schema is not None
            }
    return None


ERROR = Draft202012Validator(CONTRACT["operations"][0]["responses"]["400"])


def hold_to_contract(request: Request, response: Response, errors: str = "documented") -> Answer:
    """The answer, if the contract allows it for this request."""
    assert response.status < 500
    headers = {name.decode(): value.decode() for name, value in response.headers}
    if request.method == "HEAD":
        assert response.body == b""
        return Answer(response.status, headers, None)
    if headers["content-type"].startswith("text/plain"):
        assert (response.status, response.body) == (404, b"404 Not Found")
        assert headers["content-type"] == "text/plain; charset=utf-8"
        return Answer(404, headers, "404 Not Found")
    body = json.loads(response.body.decode())
    declared = _responses(request.method, request.path) or {}
    validator = declared.get(str(response.status), ERROR)
    validator.validate(body)
    if response.status >= 400:
        # The service documents the list for queries alone, and the flat form for a 401 of either. It sends the list.
        listed = response.status != 401 and (errors == "runtime" or (request.method == "GET" and bool(declared)))
        assert ("errors" in body) == listed
    return Answer(response.status, headers, body)


class Mock:
    """A world that stands still, with an API key of each of two organisations; every answer is held to the contract."""

    def __init__(self, *, store: Callable[[Limits], MemoryStore] = MemoryStore, **settings: Any) -> None:
        self.errors = settings.get("errors", "documented")
        self.world = World(Settings(secret=SECRET, **settings), store=self._keep(store))
        self.world.clock.freeze(START)
        self.credentials = self.world.credentials
        self.api_key = self.world.api_key
        self.other_api_key = self.credentials.issue_key(OTHER_ORG)

    def _keep(self, store: Callable[[Limits], MemoryStore]) -> Callable[[Limits], MemoryStore]:
        def make(limits: Limits) -> MemoryStore:
            self.store = store(limits)
            return self.store

        return make

    def key(self, api_key: str | None = None) -> Header:
        """The header with an API key, by default that of the first organisation."""
        return ("X-API-Key", api_key or self.api_key)

    @property
    def other(self) -> Header:
        """The header with the API key of the other organisation."""
        return self.key(self.other_api_key)

    def bearer(self, subject: str = USER, org_id: str | None = None) -> Header:
        """The header with the token of a user, or of a service of an organisation."""
        return ("Authorization", f"Bearer {self.credentials.issue_token(subject, org_id=org_id)}")

    def send(
        self,
        method: str,
        path: str | bytes,
        body: object = b"",
        *,
        query: str = "",
        headers: Iterable[Header] | None = None,
    ) -> Answer:
        """Send a request; a body that is not bytes is sent as JSON, and without headers the API key is."""
        sent = [self.key()] if headers is None else headers
        request = Request(
            method,
            path.encode() if isinstance(path, str) else path,
            query.encode(),
            tuple((name.encode(), value.encode("utf-8", "surrogateescape")) for name, value in sent),
            body if isinstance(body, bytes) else json.dumps(body).encode(),
        )
        return hold_to_contract(request, self.world.handle(request), self.errors)

    def command(self, name: str, body: object, *, user: str = USER, headers: Iterable[Header] | None = None) -> Answer:
        """Send a command."""
        return self.send("POST", f"/users/{user}/{name}", body, headers=headers)

    def create(self, user: str = USER, *, headers: Iterable[Header] | None = None, **members: str) -> Answer:
        """Create a user."""
        return self.command("CreateUser", {"userId": user, **members}, user=user, headers=headers)

    def add(self, org_id: str = ORG, *, headers: Iterable[Header] | None = None, **members: str) -> Answer:
        """Add a key."""
        return self.command("AddPhysicalKey", {"orgId": org_id, **members}, headers=headers)

    def remove(self, number: object, *, user: str = USER, headers: Iterable[Header] | None = None) -> Answer:
        """Remove a key."""
        return self.command("RemovePhysicalKey", {"number": number}, user=user, headers=headers)

    def get(
        self, number: object, *, query: str = "", user: str = USER, headers: Iterable[Header] | None = None
    ) -> Answer:
        """Get a key."""
        return self.send("GET", f"/users/{user}/PhysicalKeys/{number}", query=query, headers=headers)

    def search(self, query: str = "", *, user: str = USER, headers: Iterable[Header] | None = None) -> Answer:
        """List keys."""
        return self.send("GET", f"/users/{user}/PhysicalKeys", query=query, headers=headers)

    def profile(self, user: str = USER, *, headers: Iterable[Header] | None = None) -> Answer:
        """Get a profile."""
        return self.send("GET", f"/users/{user}/profile", headers=headers)

    def numbers(self, query: str = "") -> list[int]:
        """The numbers of the keys that are listed."""
        return [key["number"] for key in self.search(query).body["keys"]]

    @property
    def version(self) -> int:
        """The version of the user."""
        return self.store.load(USER).version
