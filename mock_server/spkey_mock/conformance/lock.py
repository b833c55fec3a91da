"""A lock of the server under test."""

from typing import Any

import pytest
from attrs import evolve, field, frozen

from .server import Reply, Server
from .user import succeeded


@frozen
class Lock:
    """A lock, with the requests that tests send about it.

    A request that needs the lock's device skips the test if the device cannot be reached, unless the server is a mock.

    Attributes:
        server: The server, as the caller of these requests sees it.
        id: The lock's number.
        uuid: The lock's UUID.
        org_id: The organisation that created it.
        has_device: Whether the lock has a device, so that a response of 502 counts instead of skipping the test.
        created: The number, if the lock was created.
    """

    server: Server = field(repr=False)
    id: int
    uuid: str
    org_id: str
    has_device: bool = True
    created: set[int] = field(factory=set[int], repr=False)

    def seen_by(self, server: Server) -> "Lock":
        """Return the lock as another caller sees it."""
        return evolve(self, server=server)

    def path(self, rest: str) -> str:
        """Return a path below the lock's."""
        return f"/locks/{self.id}/{rest}"

    def send(self, command: str, **body: Any) -> Reply:
        """Send a command, whatever the response."""
        reply = self.server.post(self.path(command), **body)
        if reply.status == 502 and not self.has_device:
            pytest.skip("Needs a lock whose device can be reached.")
        return reply

    def create(self, **body: Any) -> Reply:
        """Create the lock, whatever the response."""
        reply = self.send("CreateLock", **{"index": self.id, "uuid": self.uuid, **body})
        if reply.status == 201:
            self.created.add(self.id)
        return reply

    def try_open(self, **body: Any) -> Reply:
        """Open the lock, whatever the response."""
        return self.send("OpenLock", **body)

    def open(self, **body: Any) -> Reply:
        """Open the lock, which must succeed."""
        return succeeded(self.try_open(**body))

    def try_open_with_pin(self, pin: str) -> Reply:
        """Open the lock with a PIN, whatever the response."""
        return self.send("open-with-pin", pin=pin)

    def try_add_key(self, key: str, **body: Any) -> Reply:
        """Add a key, whatever the response."""
        return self.send("AddKey", keyUuid=key, **body)

    def add_key(self, key: str, **body: Any) -> Reply:
        """Add a key, which must succeed."""
        return succeeded(self.try_add_key(key, **body))

    def try_remove_key(self, **body: Any) -> Reply:
        """Remove a key, whatever the response."""
        return self.send("RemoveKey", **body)

    def try_add_resident(self, name: str = "Ada Lovelace", **body: Any) -> Reply:
        """Add a resident, whatever the response."""
        return self.send("AddResident", name=name, **body)

    def add_resident(self, name: str = "Ada Lovelace", **body: Any) -> Reply:
        """Add a resident, which must succeed."""
        return succeeded(self.try_add_resident(name, **body))

    def try_remove_resident(self, **body: Any) -> Reply:
        """Remove a resident, whatever the response."""
        return self.send("RemoveResident", **body)

    def try_create_temp_key(self, temp_key: str, **body: Any) -> Reply:
        """Create a temporary key of the lock, whatever the response. `window()` of `temp_key.py` returns a window."""
        return self.send("create-temp-key", **{"tempKeyUuid": temp_key, "accessMode": "public", **body})

    def create_temp_key(self, temp_key: str, **body: Any) -> Reply:
        """Create a temporary key of the lock, which must succeed."""
        return succeeded(self.try_create_temp_key(temp_key, **body))

    def try_update_temp_key(self, temp_key: str, **body: Any) -> Reply:
        """Update a temporary key of the lock, whatever the response."""
        return self.send("update-temp-key", tempKeyUuid=temp_key, **body)

    def try_delete_temp_key(self, temp_key: str) -> Reply:
        """Delete a temporary key of the lock, whatever the response."""
        return self.send("delete-temp-key", tempKeyUuid=temp_key)

    def get(self, query: str, **parameters: str) -> Reply:
        """Send a query below the lock's path, whatever the response."""
        return self.server.get(self.path(query), **parameters)

    def details(self) -> Reply:
        """Get the details, which must succeed."""
        return succeeded(self.get("details"))

    def version(self) -> int:
        """Return the lock's version."""
        return int(self.details()["version"])

    def keys(self) -> list[str]:
        """Return the UUIDs of the keys."""
        return [key["uuid"] for key in self.details()["keys"]]

    def residents(self) -> list[dict[str, Any]]:
        """Return the residents."""
        found: list[dict[str, Any]] = succeeded(self.get("residents"))["residents"]
        return found

    def temp_keys(self) -> dict[str, dict[str, Any]]:
        """Return the temporary keys of the lock by their ids."""
        return {key["uuid"]: key for key in succeeded(self.get("temp-keys"))["tempKeys"]}

    def events(self, page: int | None = None) -> list[dict[str, Any]]:
        """Return the events of a page, by default of the last one."""
        query = {} if page is None else {"page": str(page)}
        found: list[dict[str, Any]] = succeeded(self.get("events", **query))["events"]
        return found

    def state(self) -> tuple[object, ...]:
        """Return what queries show of the lock. Two equal states show that nothing changed in between."""
        return (self.details().body, self.residents(), self.temp_keys())
