"""The control API of a mock under test, which gives the suite further credentials and provokes failures."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import Any, cast

import httpx
from attrs import frozen

from .connection import Connection
from .credentials import Credentials
from .replicas import to


class ControlError(Exception):
    """The control API rejected a request."""


@frozen
class Mock:
    """A mock under test.

    Attributes:
        http: The connections to the server.
        token: The control token, if the mock has one.
        version: The version of the mock and of its contract.
    """

    http: Connection
    token: str | None = None
    version: str = ""

    def call(self, method: str, path: str, body: object = None, *, url: str | None = None) -> Any:
        """Call the control API and return the JSON of the response.

        Args:
            method: The HTTP method.
            path: The path below that of the control API.
            body: The JSON body.
            url: The base URL of the only replica that may respond.

        Raises:
            ControlError: The response is an error.
        """
        headers = {} if self.token is None else {"X-Mock-Token": self.token}
        request = self.http.request(method, f"/_mock/{path}", json=body, headers=headers, extensions=to(url))
        response = self.http.send(request)
        if response.status_code >= 400:
            raise ControlError(f"{method} /_mock/{path} returned {response.status_code}: {response.text[:300]}")
        return response.json() if response.content else None

    def issue_key(self, org_id: str) -> Credentials:
        """Return a new API key of an organisation."""
        return Credentials(self.call("POST", "api-keys", {"orgId": org_id})["apiKey"])

    def issue_super_key(self, org_id: str) -> Credentials:
        """Return a new API key that gives access to every organisation."""
        return Credentials(self.call("POST", "api-keys", {"orgId": org_id, "superuser": True})["apiKey"])

    def revoke_key(self, credentials: Credentials) -> None:
        """Revoke an API key."""
        self.call("DELETE", f"api-keys/{credentials.api_key}")

    def issue_token(self, subject: str, *, org_id: str | None = None, expires_in: int | None = None) -> Credentials:
        """Return the token of a user, or of a service of an organisation."""
        claims = {"subject": subject, "orgId": org_id, "expiresIn": expires_in}
        body = {name: value for name, value in claims.items() if value is not None}
        return Credentials(token=self.call("POST", "tokens", body)["token"])

    def settings(self) -> dict[str, Any]:
        """Return the settings of the mock's world."""
        found: dict[str, Any] = self.call("GET", "settings")
        return found

    def requires_both(self) -> bool:
        """Return whether a request must carry an API key and a token."""
        return self.settings().get("auth") == "both"

    def body_limit(self) -> int:
        """Return the maximum size of a request body, in bytes."""
        return int(self.call("GET", "server")["limits"]["body"])

    def now(self) -> datetime:
        """Return the time of the mock's world."""
        return datetime.fromtimestamp(self.call("GET", "clock")["now"] / 1000, UTC)

    @contextmanager
    def outside(self, **changes: Any) -> Generator[None]:
        """Change the switches for outside systems for the duration of the context.

        Args:
            changes: The properties of `/_mock/outside`, such as `pins=False` or `offlineLocks=["4711"]`.
        """
        before = self.call("GET", "outside")
        self.call("PATCH", "outside", changes)
        try:
            yield
        finally:
            self.call("PATCH", "outside", {name: before[name] for name in changes})

    def settle(self, timeout: float = 10.0) -> None:
        """Wait until no delivery is due.

        Raises:
            AssertionError: A delivery is still due after the timeout, in seconds.
        """
        end = monotonic() + timeout
        while self.call("GET", "deliveries?limit=1")["pending"]:
            assert monotonic() < end, f"Deliveries are still pending after {timeout:g} seconds."
            sleep(0.01)

    def fail_next(self, operation: str, status: int) -> None:
        """Make the next request for an operation fail."""
        self.call("POST", "faults", {"kind": "status", "operation": operation, "status": status})

    def lose_next_response(self, operation: str) -> None:
        """Drop the connection after the next request for an operation took effect."""
        self.call("POST", "faults", {"kind": "lose_answer", "operation": operation})


def find(http: Connection, token: str | None, url: str) -> Mock | None:
    """Return the mock behind a base URL, or None if the server is not a mock whose control API may be used."""
    try:
        found = Mock(http, token).call("GET", "server", url=url)
    except (ControlError, httpx.HTTPError, ValueError):
        return None
    if not isinstance(found, dict) or "contract" not in found:
        return None
    facts = cast("dict[str, object]", found)
    return Mock(http, token, f"{facts.get('version')} with contract {facts['contract']}")
