"""A temporary key of a single lock."""

import re
from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from ...service.aggregate import JSON
from ...service.errors import Forbidden, InvalidState, Problem
from ...service.state import length
from ...service.times import iso
from ..window import Window

AccessMode = Literal["public", "user-whitelist"]
Status = Literal["valid", "expired", "used-up", "not-yet-valid"]

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def id_problems(uuid: str, *place: str | int) -> Iterator[Problem]:
    """Return the problems of the imported id of a temporary key, given its place."""
    if not _UUID.fullmatch(uuid):
        yield Problem("The id of a temporary key must be a UUID.", place)


@frozen
class LockTempKey:
    """A temporary key of a single lock.

    Attributes:
        uuid: The id, which the client chose.
        window: When the key opens.
        created_at: When the key was created, in epoch milliseconds.
        created_by: The user or organisation that created the key.
        access_mode: Whether the key admits everyone or only the users on the whitelist.
        allowed_user_ids: The whitelist.
        max_uses: The maximum number of uses, if there is one.
        used_count: The number of uses.
        description: A note, which no response shows.
    """

    uuid: str
    window: Window
    created_at: int
    created_by: str
    access_mode: AccessMode = "public"
    allowed_user_ids: tuple[str, ...] = ()
    max_uses: int | None = None
    used_count: int = 0
    description: str | None = None

    @property
    def text(self) -> int:
        """The total length of the key's texts, in characters."""
        return self.window.text + length(self.uuid, self.created_by, self.description, *self.allowed_user_ids)

    @property
    def is_used_up(self) -> bool:
        """Whether the key has no use left."""
        return self.max_uses is not None and self.used_count >= self.max_uses

    def status(self, at: int) -> Status:
        """Return the status at a time, in epoch milliseconds."""
        if self.window.is_over(at):
            return "expired"
        if self.is_used_up:
            return "used-up"
        return "not-yet-valid" if self.window.is_early(at) else "valid"

    def check_opens(self, user_id: str | None, at: int) -> None:
        """Check that the key opens for a user, or for an anonymous caller, at a time in epoch milliseconds.

        Raises:
            Rejection: The key does not admit the user, is outside its window, or is used up.
        """
        if self.access_mode == "user-whitelist" and user_id not in self.allowed_user_ids:
            raise Forbidden("The key admits only the users on its whitelist.", rule="whitelist_admits")
        self.window.check_open(at)
        if self.is_used_up:
            raise InvalidState("The key is used up.", rule="within_window")

    def problems(self, *place: str | int) -> Iterator[Problem]:
        """Return the problems of an imported key, given its place; see `State.problems`."""
        yield from id_problems(self.uuid, *place, "uuid")
        yield from self.window.problems(*place, "window")
        if self.max_uses is not None and self.max_uses < 1:
            yield Problem(f"maxUses must be at least 1, not {self.max_uses}.", (*place, "maxUses"))
        if self.used_count < 0:
            yield Problem(f"usedCount must be at least 0, not {self.used_count}.", (*place, "usedCount"))

    def to_json(self, lock_id: str, lock_uuid: str, at: int) -> JSON:
        """Return the key as lists show it."""
        return {
            "uuid": self.uuid,
            "lockId": int(lock_id),
            "lockUuid": lock_uuid,
            "accessMode": self.access_mode,
            "allowedUserIds": list(self.allowed_user_ids),
            "validFrom": self.window.start,
            "validUntil": self.window.end,
            "maxUses": self.max_uses,
            "usedCount": self.used_count,
            "createdAt": iso(self.created_at),
            "createdBy": self.created_by,
            "status": self.status(at),
        }
