"""Requests for the tests of temporary keys."""

from collections.abc import Iterable
from typing import Any

from attrs import frozen
from spkey_mock import Recorded
from spkey_mock.aggregates.locks import LOCKS, Lock
from spkey_mock.service.times import iso

from ..support import START, Header, Mock, Reply

LOCK, OTHER_LOCK = 4711, 4712
UUIDS = {LOCK: "4fd1c6b0-7a0e-4b38-9d52-1f6f0c0b8a7e", OTHER_LOCK: "b7d0f3a2-5c1e-4f86-a9d4-3e2b1c0d9f8a"}
KEY = "5f2b3c1e-9a41-4f0d-8a3e-6c1de1d7a0b4"
OTHER_KEY = "0d4c8e6a-1b2f-4a3d-9c5e-7f8091a2b3c4"
ADA, BOB = "7c9e6679-7425-40de-944b-e07fc1f90ae7", "16fd2706-8baf-433b-82eb-8c7fada847da"
HOUR = 3_600_000


def at(hours: float) -> str:
    """Return the time some hours after that of a mock's frozen clock."""
    return iso(START + round(hours * HOUR))


@frozen
class Guests:
    """A mock with two locks of one organisation, and the requests about temporary keys. Bob holds a key on each lock.

    Attributes:
        mock: The mock.
    """

    mock: Mock

    @classmethod
    def of(cls, mock: Mock) -> "Guests":
        """Return the requests to a mock, in which the locks were created. Ada owns the first."""
        for lock, uuid in UUIDS.items():
            keys = [{"uuid": f"card-{lock}", "userId": BOB}]
            owner = {"ownerId": ADA} if lock == LOCK else {}
            body = {"index": lock, "uuid": uuid, "keys": keys, **owner}
            assert mock.send("POST", f"/locks/{lock}/CreateLock", body).status == 201
        return cls(mock)

    def wait(self, hours: float) -> int:
        """Advance the clock, and return its time in epoch milliseconds."""
        self.mock.world.clock.advance(round(hours * HOUR))
        return self.mock.world.clock.now()

    def create(
        self, key: str = KEY, *, lock: int = LOCK, headers: Iterable[Header] | None = None, **body: Any
    ) -> Reply:
        """Create a key of a single lock, by default for everyone and for an hour from now on."""
        window = {"validFrom": at(0), "validUntil": at(1)}
        body = {"tempKeyUuid": key, "accessMode": "public", **window, **body}
        return self.mock.send("POST", f"/locks/{lock}/create-temp-key", body, headers=headers)

    def update(
        self, key: str = KEY, *, lock: int = LOCK, headers: Iterable[Header] | None = None, **body: Any
    ) -> Reply:
        """Change a key of a single lock."""
        return self.mock.send("POST", f"/locks/{lock}/update-temp-key", {"tempKeyUuid": key, **body}, headers=headers)

    def delete(self, key: str = KEY, *, lock: int = LOCK, headers: Iterable[Header] | None = None) -> Reply:
        """Delete a key of a single lock."""
        return self.mock.send("POST", f"/locks/{lock}/delete-temp-key", {"tempKeyUuid": key}, headers=headers)

    def listed(self, lock: int = LOCK, headers: Iterable[Header] | None = None) -> Reply:
        """List the keys of a single lock."""
        return self.mock.send("GET", f"/locks/{lock}/temp-keys", headers=headers)

    @property
    def status(self) -> str:
        """The status of the only key of the lock."""
        (key,) = self.listed().body["tempKeys"]
        return str(key["status"])

    def issue(
        self,
        *doors: dict[str, Any],
        collective: bool = False,
        headers: Iterable[Header] | None = None,
        **body: Any,
    ) -> Reply:
        """Create a key for several doors, by default the door of the lock, for an hour from now on."""
        window = {"validFrom": at(0), "validUntil": at(1)}
        path = "/collective-temp-keys" if collective else "/temp-keys"
        return self.mock.send("POST", path, {"doors": list(doors) or [door()], **window, **body}, headers=headers)

    def issued(self, *doors: dict[str, Any], **body: Any) -> dict[str, Any]:
        """Return a new key for several doors."""
        reply = self.issue(*doors, **body)
        assert reply.status == 201
        return dict(reply.body)

    def keys(self, query: str = "", headers: Iterable[Header] | None = None) -> Reply:
        """List keys for several doors."""
        return self.mock.send("GET", "/temp-keys", query=query, headers=headers)

    def revoke(self, key: str, *, collective: bool = False, headers: Iterable[Header] | None = None) -> Reply:
        """Revoke a key for several doors."""
        return self.mock.send("DELETE", f"/{'collective-' if collective else ''}temp-keys/{key}", headers=headers)

    def open(self, key: str = KEY, headers: Iterable[Header] = ()) -> Reply:
        """Open the first door of a key, without a credential."""
        return self.mock.send("POST", f"/temp-keys/{key}/open", headers=headers)

    def open_door(
        self, key: str, number: object = 1, *, collective: bool = False, headers: Iterable[Header] = ()
    ) -> Reply:
        """Open a door of a key, without a credential."""
        prefix = "collective-" if collective else ""
        return self.mock.send("POST", f"/{prefix}temp-keys/{key}/doors/{number}/open", headers=headers)

    def enter(self, pin: str, lock: int = LOCK) -> Reply:
        """Open a lock with a PIN, without a credential."""
        return self.mock.send("POST", f"/locks/{lock}/open-with-pin", {"pin": pin}, headers=())

    def lock(self, lock: int = LOCK) -> Lock:
        """Return the state of a lock."""
        return self.mock.world.repository.load(LOCKS, str(lock))

    def events(self, lock: int = LOCK) -> list[Recorded]:
        """Return the events of a lock after its creation."""
        return list(self.mock.store.read(self.mock.world.repository.stream(LOCKS, str(lock))).events)[1:]

    def happened(self, lock: int = LOCK) -> list[str]:
        """Return the names of the events of a lock after its creation."""
        return [event.type for event in self.events(lock)]


def door(lock: int = LOCK, **properties: str) -> dict[str, Any]:
    """Return a door of a new key."""
    return {"lockId": str(lock), **properties}


CODE = door(accessMethod="code")
BOTH = door(accessMethod="both")
