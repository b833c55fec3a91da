"""The contents of worlds: users with keys and past events, as the control API imports them."""

import json
from collections.abc import Iterator
from typing import Any

from attrs import frozen

JSON = dict[str, Any]

BUSY = 10
"""The maximum number of users that get the load."""

ORG = "acme"
_AT = 1_795_000_000_000


@frozen
class Content:
    """The content of a world.

    Attributes:
        users: The number of users. Up to ten of them are busy: they have keys and a history, and get the load.
        keys: The number of keys in the inventory of a busy user.
        events: The minimum number of past events of a busy user. Keys beyond the inventory were removed again.
        logged: Whether these events are in the log.
    """

    users: int
    keys: int = 10
    events: int = 0
    logged: bool = False

    def __str__(self) -> str:
        history = f", {self.events:,} past events each" if self.events else ""
        return f"{self.users:,} users, {self.keys:,} keys each{history}"

    def exported(self) -> bytes:
        """Return the content as the JSON of an exported state."""
        numbers = range(1, self.users + 1)
        events = [it for number in numbers[:BUSY] for it in self._logged(number)] if self.logged else []
        state = {"format": 1, "users": [self._user(number) for number in numbers], "events": events, "forgotten": 0}
        return json.dumps(state).encode()

    def history(self, user_id: str) -> Iterator[tuple[int, str, JSON]]:
        """Yield the past events of a busy user, each as its time, its type and its data."""
        yield _AT, "UserCreated", {"schemaVersion": 1, "userId": user_id, "status": "ACTIVE", "orgId": ORG}
        for number in range(1, self._removed + self.keys + 1):
            yield _AT, "PhysicalKeyAdded", {"schemaVersion": 1, "number": number, "orgId": ORG}
            if number <= self._removed:
                yield _AT, "PhysicalKeyRemoved", {"schemaVersion": 1, "number": number}

    @property
    def _removed(self) -> int:
        return max(0, self.events - 1 - self.keys) // 2

    def _user(self, number: int) -> JSON:
        first, held = (self._removed + 1, self.keys) if number <= BUSY else (1, 0)
        return {
            "userId": _id(number),
            "version": 1 + 2 * (first - 1) + held,
            "orgId": ORG,
            "status": "ACTIVE",
            "nextNumber": first + held,
            "keys": [{"number": it, "orgId": ORG, "addedAt": _AT} for it in range(first, first + held)],
        }

    def _logged(self, number: int) -> Iterator[JSON]:
        for version, (at, kind, data) in enumerate(self.history(_id(number)), 1):
            stream = {"aggregateType": "user", "aggregateId": _id(number), "version": version}
            yield {**stream, "type": kind, "timestamp": at, "data": data}


def _id(number: int) -> str:
    return f"user-{number}"
