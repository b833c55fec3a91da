"""The link of a temporary key: what a guest who follows it sees."""

from typing import Literal

from attrs import frozen

from ...service.aggregate import Reader
from ..locks import LOCKS, Lock
from ..locks.lock_temp_key import LockTempKey
from ..locks.lock_temp_keys import ISSUED_IDS
from ..window import Window
from .state import TEMP_KEYS, Door, TempKey

Status = Literal["valid", "revoked", "expired", "used-up", "not-yet-valid"]


@frozen
class Link:
    """The link of a key at one moment.

    Attributes:
        uuid: The id of the key.
        window: When the key is valid.
        status: Whether the key is valid now, and if not, why not.
        doors: The doors.
        pin: The PIN, if a door takes one.
        whitelisted: Whether the key admits only the users on its whitelist, so that the link alone opens nothing.
    """

    uuid: str
    window: Window
    status: Status
    doors: tuple[Door, ...]
    pin: str | None = None
    whitelisted: bool = False

    def opens(self, door: Door) -> bool:
        """Return whether the link opens a door now."""
        return self.status == "valid" and door.slides and not self.whitelisted


def find(uuid: str, at: int, others: Reader, *, collective: bool) -> Link | None:
    """Return the link of a key as of a time in epoch milliseconds, or None if the key does not exist.

    As with openings, a collective link leads only to keys for several doors. Other links lead to keys of both kinds.
    """
    key = others.load(TEMP_KEYS, uuid)
    if key.version:
        return Link(uuid, key.window, _status(key, at), key.doors, key.pin)
    if collective:
        return None
    lock = others.load(LOCKS, others.load(ISSUED_IDS, uuid).lock_id)
    scoped = lock.temp_keys.get(uuid)
    return None if scoped is None else _of_lock(lock, scoped, at)


def _status(key: TempKey, at: int) -> Status:
    if key.revoked_at is not None:
        return "revoked"
    if key.window.is_over(at):
        return "expired"
    return "not-yet-valid" if key.window.is_early(at) else "valid"


def _of_lock(lock: Lock, key: LockTempKey, at: int) -> Link:
    door = Door(1, lock.id, lock.uuid)
    return Link(key.uuid, key.window, key.status(at), (door,), whitelisted=key.access_mode == "user-whitelist")
