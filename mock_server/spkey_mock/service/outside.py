"""The outside: the devices and systems that operations depend on."""

from collections.abc import Iterable
from typing import Literal, Protocol

from attrs import field, frozen

Wallet = Literal["commit", "roll-back", "never"]
ReadModel = Literal["current", "late", "unavailable"]
DuplicateKeys = Literal["refuse", "accept"]


def _locks(ids: Iterable[str]) -> frozenset[str]:
    return frozenset(ids)


@frozen(kw_only=True)
class Outside:
    """The state of the devices and systems that the service depends on.

    Attributes:
        offline_locks: The ids of the locks that cannot be reached.
        pins: Whether the service is configured for PINs.
        personal_data: Whether the store of personal data can be reached.
        wallet: Whether the wallet provider commits new wallet keys, rolls them back, or never responds.
        read_model: Whether the read model is current, shows nothing new, or cannot be reached.
        read_model_at: The time of the state that a late read model shows, in epoch milliseconds.
        three_deye: Whether the camera cloud can be reached.
        duplicate_keys: Whether a lock rejects or accepts a key that it already has.
        temp_key_events: Whether creating and revoking temporary keys for several doors record events on their locks.
    """

    offline_locks: frozenset[str] = field(default=frozenset(), converter=_locks)
    pins: bool = True
    personal_data: bool = True
    wallet: Wallet = "commit"
    read_model: ReadModel = "current"
    read_model_at: int | None = None
    three_deye: bool = True
    duplicate_keys: DuplicateKeys = "refuse"
    temp_key_events: bool = False


class Surroundings(Protocol):
    """What knows the current state."""

    @property
    def current(self) -> Outside:
        """The current state."""
        ...


USUAL = Outside()
"""The outside of a new world, in which everything works."""


@frozen
class Unchanging:
    """Surroundings in which everything always works."""

    current: Outside = USUAL


UNCHANGING = Unchanging()
