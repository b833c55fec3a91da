"""The PINs of temporary keys for several doors, openings with them, and the attempts that failed."""

from collections.abc import Iterable

from attrs import frozen

from ...service.aggregate import Aggregate, Context, anyone
from ...service.decision import Decision
from ...service.errors import LockedOut, NotConfigured, WrongCode
from ...service.message import Response
from ...service.state import State
from ..locks import LOCKS, Lock
from ..private_event import PrivateEvent
from ..requests import OpenLockWithPin
from .opening import opening
from .state import TEMP_KEYS, Door, TempKeyOpened, pin_at

_PINS = 10**6
_TRIED = 100

_FREE = 5
"""The number of wrong PINs in a row after which attempts are delayed."""

_SHORTEST = 30_000
_LONGEST = 900_000


@frozen(slots=False)
class Attempts(State):
    """The failed attempts to open a lock with a PIN since the last success. Its id is the lock's id.

    Attributes:
        failures: Their number.
        delayed_until: When the next attempt is allowed, in epoch milliseconds.
    """

    failures: int = 0
    delayed_until: int = 0


# The attempts are a stream of their own, because a failed attempt changes neither the lock nor its version.
ATTEMPTS: Aggregate[Attempts] = Aggregate("pin-attempts", Attempts, access=anyone, limit="pin_attempts", public=False)


@ATTEMPTS.event
@frozen
class PinFailed(PrivateEvent[Attempts]):
    """A PIN was wrong."""

    def apply(self, state: Attempts, at: int) -> Attempts:
        """Return the attempts with one more failure, which may delay the next attempt."""
        failures = state.failures + 1
        delay = 0 if failures < _FREE else min(_SHORTEST << min(failures - _FREE, 10), _LONGEST)
        return state.after(failures=failures, delayed_until=at + delay)


@ATTEMPTS.event
@frozen
class PinAccepted(PrivateEvent[Attempts]):
    """A PIN was correct, after wrong ones."""

    def apply(self, state: Attempts, at: int) -> Attempts:
        """Return the attempts without failures."""
        return state.after(failures=0, delayed_until=0)


def free_pin(doors: Iterable[Door], context: Context) -> str | None:
    """Return a PIN for a new key that no other key of its locks has. None if no door takes a PIN.

    The PIN is derived from a new id, so it is reproducible if the ids of the world are.

    Raises:
        NotConfigured: PINs are not configured, or no PIN is free.
    """
    lock_ids = [door.lock_id for door in doors if door.takes_pin]
    if not lock_ids:
        return None
    if not context.outside.pins:
        raise NotConfigured("PINs are not configured.", rule="pins_configured")
    for _ in range(_TRIED):
        pin = f"{int(context.new_id().replace('-', ''), 16) % _PINS:06}"
        if all(context.others.find(TEMP_KEYS, "pin", pin_at(lock_id, pin)) is None for lock_id in lock_ids):
            return pin
    raise NotConfigured("No PIN is free for these locks. Revoke other keys.", rule="pins_configured")


@LOCKS.command(OpenLockWithPin, creates=None, access=anyone)
def open_lock_with_pin(lock: Lock, request: OpenLockWithPin, context: Context) -> Decision:
    """Open a lock with the PIN of a key that covers it. A lock that does not exist rejects every PIN."""
    if not context.outside.pins:
        raise NotConfigured("PINs are not configured.")
    attempts = context.others.load(ATTEMPTS, lock.id)
    if context.at < attempts.delayed_until:
        seconds = -((context.at - attempts.delayed_until) // 1000)
        raise LockedOut("Too many wrong PINs. Retry later.", rule="failures_delayed", retry_after=seconds)
    key = context.others.find(TEMP_KEYS, "pin", pin_at(lock.id, request.pin))
    if key is None or not lock.version or not key.window.contains(context.at):
        failed = ((ATTEMPTS.name, lock.id, (PinFailed(),)),) if lock.version else ()
        return Decision(others=failed, error=WrongCode("Invalid PIN", rule="refusals_identical"))
    door = next(door for door in key.doors if door.lock_id == lock.id and door.takes_pin)
    opened = opening(key, door, context)
    accepted = ((ATTEMPTS.name, lock.id, (PinAccepted(),)),) if attempts.failures else ()
    return Decision(
        opened.events,
        others=((TEMP_KEYS.name, key.id, (TempKeyOpened(door.id),)), *accepted),
        response=Response.json(200, {"success": True, "offline": opened.is_offline(context)}),
    )


LOCKS.reached_by_any("locks.open_with_pin.pin_of_live_key", "locks.open_with_pin.opening_counted", on="event")
