"""The switches of a world for the devices and systems outside the service."""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from threading import Lock
from typing import Any, TypedDict, Unpack, cast, get_args

from attrs import evolve

from ..service.codec import DecodeError, codec
from ..service.outside import USUAL, DuplicateKeys, Outside, ReadModel, Wallet
from ..store.documents import EPHEMERAL, Documents
from ..store.recorded import Data

_CHOICES = {
    "wallet": get_args(Wallet),
    "read_model": get_args(ReadModel),
    "duplicate_keys": get_args(DuplicateKeys),
}


class OutsideChanges(TypedDict, total=False):
    """The switches; see `Outside`. Omitted switches keep their values."""

    offline_locks: Collection[int | str]
    pins: bool
    personal_data: bool
    wallet: Wallet
    read_model: ReadModel
    three_deye: bool
    duplicate_keys: DuplicateKeys
    temp_key_events: bool


class Switches:
    """The state of the devices and systems outside a world's service. Thread-safe.

    Args:
        now: Returns the time, in epoch milliseconds.
        documents: Keeps the state.

    Attributes:
        current: The current state.
    """

    def __init__(self, now: Callable[[], int], documents: Documents = EPHEMERAL) -> None:
        self.current = USUAL
        self._now = now
        self._documents = documents
        self._lock = Lock()

    def change(self, **changes: Unpack[OutsideChanges]) -> Outside:
        """Change switches until the next reset, such as `offline_locks=[12]`. Return the new state.

        Locks are named by their numbers, as integers or strings.

        Raises:
            ValueError: A switch is unknown, or its value is invalid. Nothing was changed.
        """
        return self._documents.run(partial(self._change, _checked(changes)))

    def _change(self, changes: dict[str, Any]) -> Outside:
        if "read_model" in changes:
            # A read model that is already late keeps its time.
            late = changes["read_model"] == "late"
            changes["read_model_at"] = (self.current.read_model_at or self._now()) if late else None
        with self._lock:
            self.current = evolve(self.current, **changes)
            self._documents.keep("outside", "", None if self.current == USUAL else encoded(self.current))
            return self.current

    def items_to_keep(self) -> Iterator[tuple[str, str, Data]]:
        """Return the state, unless it is that of a new world."""
        if self.current != USUAL:
            yield "outside", "", encoded(self.current)

    def forget(self) -> None:
        """Return to the state of a new world."""
        self.current = USUAL

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Restore the state."""
        self.current = USUAL if data is None else decoded(data)


def encoded(outside: Outside) -> Data:
    """Return the JSON object of a state."""
    return codec(Outside).encode(outside)


def decoded(data: Data) -> Outside:
    """Return the state that a JSON object represents.

    Raises:
        DecodeError: The object does not represent a state.
    """
    known = {**codec(Outside).encode(USUAL), "readModelAt": None}
    if unknown := [name for name in data if name not in known]:
        raise DecodeError(f"Unknown switch {unknown[0]!r}. Known: {', '.join(known)}.")
    outside: Outside = codec(Outside).decode(data)
    return outside


def _checked(changes: OutsideChanges) -> dict[str, Any]:
    """Return the changes, with the numbers of locks as strings."""
    checked, known = cast("dict[str, Any]", {**changes}), OutsideChanges.__annotations__
    for name, value in checked.items():
        if name not in known:
            raise ValueError(f"Unknown switch {name!r}. Known: {', '.join(known)}.")
        if name == "offline_locks":
            checked[name] = _lock_ids(value)
        elif name in _CHOICES:
            if value not in _CHOICES[name]:
                raise ValueError(f"{name} must be one of {', '.join(_CHOICES[name])}, not {value!r}.")
        elif not isinstance(value, bool):
            raise ValueError(f"{name} must be True or False, not {value!r}.")
    return checked


def _lock_ids(value: object) -> frozenset[str]:
    items = list(cast("Collection[object]", value)) if isinstance(value, Collection) else [None]
    if isinstance(value, str | bytes) or not all(map(_is_lock_id, items)):
        raise ValueError(f"offline_locks must be numbers of locks, such as [12] or ['12'], not {value!r}.")
    return frozenset(str(it).lstrip("0") for it in items)


def _is_lock_id(value: object) -> bool:
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return text.isascii() and text.isdecimal() and text.strip("0") != ""
