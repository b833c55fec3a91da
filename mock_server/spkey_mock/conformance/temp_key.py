"""A temporary key for doors on the server under test."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from attrs import evolve, field, frozen

from .lock import Lock
from .server import Reply, Server
from .user import succeeded

AccessMethod = Literal["key", "code", "both"]
Interface = Literal["/temp-keys", "/collective-temp-keys"]


def window(begins: float = -60, ends: float = 60, *, now: datetime | None = None) -> dict[str, str]:
    """Return `validFrom` and `validUntil`, given in minutes from now.

    Args:
        begins: When the window begins.
        ends: When the window ends.
        now: The time of the server; by default that of this machine.
    """
    start = now or datetime.now(UTC)
    return {"validFrom": moment(start, begins), "validUntil": moment(start, ends)}


def moment(start: datetime, minutes: float) -> str:
    """Return a time as the service reads it."""
    text = (start + timedelta(minutes=minutes)).astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def door(lock: Lock, method: AccessMethod = "key", **more: str) -> dict[str, str]:
    """Return a door of a new temporary key."""
    return {"lockId": str(lock.id), "accessMethod": method, **more}


def try_create(
    server: Server,
    doors: Sequence[Mapping[str, Any]],
    times: Mapping[str, str] | None = None,
    *,
    path: Interface = "/temp-keys",
    **body: Any,
) -> Reply:
    """Create a temporary key, whatever the response.

    Args:
        server: The server, as the creator sees it.
        doors: The doors; see `door`.
        times: The window; see `window`.
        path: The path of the kind of key.
        body: Further properties.
    """
    return server.post(path, **{**(times or window()), "doors": doors, **body})


@frozen
class TempKey:
    """A temporary key, with the requests that tests send about it.

    Attributes:
        server: The server, as the caller of these requests sees it.
        created: The response to its creation.
        path: The path of the kind of key.
        id: Its UUID.
    """

    server: Server = field(repr=False)
    created: Reply = field(repr=False)
    path: Interface
    id: str

    @classmethod
    def create(
        cls,
        server: Server,
        doors: Sequence[Mapping[str, Any]],
        times: Mapping[str, str] | None = None,
        *,
        path: Interface = "/temp-keys",
        **body: Any,
    ) -> "TempKey":
        """Create a temporary key, which must succeed."""
        created = succeeded(try_create(server, doors, times, path=path, **body))
        return cls(server, created, path, created["uuid"])

    def seen_by(self, server: Server) -> "TempKey":
        """Return the key as another caller sees it."""
        return evolve(self, server=server)

    @property
    def pin(self) -> str:
        """The PIN, which the key must have."""
        pin = self.created["pin"]
        assert isinstance(pin, str), "A key with a door for a code must have a PIN."
        return pin

    @property
    def doors(self) -> list[int]:
        """The ids of the doors."""
        return [door["id"] for door in self.created["doors"]]

    def open(self) -> Reply:
        """Open the first door, whatever the response."""
        return self.server.send("POST", f"{self.path}/{self.id}/open")

    def open_door(self, number: int | None = None) -> Reply:
        """Open a door, by default the first one, whatever the response."""
        number = self.doors[0] if number is None else number
        return self.server.send("POST", f"{self.path}/{self.id}/doors/{number}/open")

    def revoke(self) -> Reply:
        """Revoke the key, whatever the response."""
        return self.server.send("DELETE", f"{self.path}/{self.id}")

    def listed(self, **query: str) -> dict[str, Any] | None:
        """Return the key as the list of keys shows it, or None if it is not listed."""
        keys = succeeded(self.server.get("/temp-keys", **query))["tempKeys"]
        return next((key for key in keys if key["uuid"] == self.id), None)


def location(reply: Reply) -> dict[str, Any]:
    """Return the query of a response's Location, with numbers and booleans as JSON values."""
    query = parse_qs(urlsplit(reply.headers["location"]).query)
    return {name: _value(values[0]) for name, values in query.items()}


def _value(text: str) -> object:
    return {"true": True, "false": False}.get(text, int(text) if text.isdecimal() else text)


def opening(reply: Reply) -> tuple[int, bool]:
    """Return the door of a successful opening, and whether its lock was offline."""
    assert reply.status == 303, f"An opening must return 303, not {reply.status}: {reply.text[:300]}"
    query = location(reply)
    return query["door"], query.get("offline", False)
