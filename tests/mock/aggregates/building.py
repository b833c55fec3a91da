"""Requests for the tests of locks, their keys and their residents."""

from collections.abc import Iterable
from typing import Any

from attrs import frozen
from spkey_mock import Recorded
from spkey_mock.aggregates.locks import LOCKS, Lock

from ..support import Header, Mock, Reply

LOCK = 4711
UUID = "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e"
OTHER_UUID = "b7d0f3a2-5c1e-4f86-a9d4-3e2b1c0d9f8a"
ISO = "2026-11-06T00:00:00.000Z"
"""The time at which the clock of a mock is frozen."""

OWNER, HOLDER, STRANGER = "u-owner", "u-holder", "u-stranger"


@frozen
class Building:
    """A mock with one lock, and the requests about it.

    Attributes:
        mock: The mock.
        id: The number of the lock.
    """

    mock: Mock
    id: int | str = LOCK

    def send(self, command: str, body: object = b"", headers: Iterable[Header] | None = None) -> Reply:
        """Send a command."""
        return self.mock.send("POST", f"/locks/{self.id}/{command}", body, headers=headers)

    def query(self, name: str, query: str = "", headers: Iterable[Header] | None = None) -> Reply:
        """Send a query."""
        return self.mock.send("GET", f"/locks/{self.id}/{name}", query=query, headers=headers)

    def create(self, headers: Iterable[Header] | None = None, **body: Any) -> Reply:
        """Create the lock."""
        return self.send("CreateLock", {"index": int(self.id), "uuid": UUID, **body}, headers)

    def add_key(self, key: str, headers: Iterable[Header] | None = None, **body: Any) -> Reply:
        """Add a key."""
        return self.send("AddKey", {"keyUuid": key, **body}, headers)

    def remove_key(self, **body: Any) -> Reply:
        """Remove a key."""
        return self.send("RemoveKey", body)

    def add_keys(self, *keys: str, headers: Iterable[Header] | None = None) -> Reply:
        """Add keys in bulk."""
        return self.send("BulkAddKeys", {"keys": [{"keyUuid": key} for key in keys]}, headers)

    def open(self, times: int = 1, headers: Iterable[Header] | None = None, **body: Any) -> Reply:
        """Open the lock one or more times."""
        *_, reply = (self.send("OpenLock", body, headers) for _ in range(times))
        return reply

    def add_resident(self, name: str = "Ada", headers: Iterable[Header] | None = None, **body: Any) -> Reply:
        """Add a resident."""
        return self.send("AddResident", {"name": name, **body}, headers)

    def remove_resident(self, **body: Any) -> Reply:
        """Remove a resident."""
        return self.send("RemoveResident", body)

    def go_offline(self) -> None:
        """Take the device of the lock offline."""
        self.mock.world.outside.change(offline_locks=[str(self.id)])

    @property
    def state(self) -> Lock:
        """The state of the lock."""
        return self.mock.world.repository.load(LOCKS, str(self.id))

    @property
    def details(self) -> dict[str, Any]:
        """The details of the lock."""
        reply = self.query("details")
        assert reply.status == 200
        return dict(reply.body)

    @property
    def keys(self) -> list[str]:
        """The ids of the keys."""
        return [key["uuid"] for key in self.details["keys"]]

    @property
    def events(self) -> tuple[Recorded, ...]:
        """The events of the lock."""
        stream = self.mock.world.repository.stream(LOCKS, str(self.id))
        return tuple(self.mock.store.read(stream).events)


def recorded(lock: Building, reply: Reply, kind: str, **data: object) -> dict[str, Any]:
    """Check that a command recorded an event with this data, and return its response."""
    event = {"type": kind, "data": {"lockId": LOCK, "uuid": UUID, "timestamp": ISO, **data}}
    assert reply.status in (200, 201)
    assert {name: reply.body[name] for name in ("success", "aggregateId", "version", "event")} == {
        "success": True,
        "aggregateId": str(LOCK),
        "version": lock.state.version,
        "event": event,
    }
    return dict(reply.body)
