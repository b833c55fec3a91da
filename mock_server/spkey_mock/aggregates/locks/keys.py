"""The keys on a lock: each at most once, and found by uuid, by index, and by the user who holds them."""

from collections.abc import Iterator

from attrs import Factory, field, frozen

from ...service.aggregate import JSON
from ...service.codec import present
from ...service.keyed import Keyed
from ...service.state import length


@frozen
class Key:
    """A key on a lock.

    Attributes:
        uuid: The id of the key, unique on the lock.
        index: The index of the key on the device.
        user_id: The user who holds the key.
    """

    uuid: str
    index: int | None = None
    user_id: str | None = None

    @property
    def text(self) -> int:
        """The total length of the key's texts, in characters."""
        return length(self.uuid, self.user_id)

    def to_json(self) -> JSON:
        """Return the key as responses show it."""
        return present(uuid=self.uuid, indexNumber=self.index, userId=self.user_id)


def _by_uuid(_keys: object, _attribute: object, by_uuid: Keyed[Key]) -> None:
    if any(uuid != key.uuid for uuid, key in by_uuid.items()):
        raise ValueError("Each key must be listed by its own uuid.")


def _text(keys: "Keys") -> int:
    return sum(key.text for key in keys)


def _holders(keys: "Keys") -> Keyed[int]:
    holders = Keyed[int]()
    for key in keys:
        holders = _counted(holders, key.user_id, 1)
    return holders


def _indexes(keys: "Keys") -> Keyed[Keyed[Key]]:
    indexes = Keyed[Keyed[Key]]()
    for key in keys:
        indexes = _put_at_index(indexes, key)
    return indexes


@frozen
class Keys:
    """The keys on a lock, in the order in which they were added.

    Attributes:
        by_uuid: The keys by uuid.
        text: The total length of their texts, in characters.
    """

    by_uuid: Keyed[Key] = field(factory=Keyed[Key], validator=_by_uuid)
    # Derived indexes, so that the cost of a change or a look-up does not depend on the number of keys.
    text: int = field(init=False, eq=False, repr=False, default=Factory(_text, takes_self=True))
    _holders: Keyed[int] = field(init=False, eq=False, repr=False, default=Factory(_holders, takes_self=True))
    _indexes: Keyed[Keyed[Key]] = field(init=False, eq=False, repr=False, default=Factory(_indexes, takes_self=True))

    def __len__(self) -> int:
        return len(self.by_uuid)

    def __iter__(self) -> Iterator[Key]:
        return iter(self.by_uuid)

    def __contains__(self, uuid: str) -> bool:
        return uuid in self.by_uuid

    def get(self, uuid: str) -> Key | None:
        """Return the key with this uuid, or None."""
        return self.by_uuid.get(uuid)

    def at_index(self, index: int) -> Keyed[Key]:
        """Return the keys with this index."""
        return self._indexes.get(str(index)) or Keyed[Key]()

    def are_held_by(self, user_id: str) -> bool:
        """Return whether a user holds one of the keys."""
        return user_id in self._holders

    def put(self, key: Key) -> "Keys":
        """Return the keys with one key added. It replaces a key with the same uuid."""
        others = self.remove(key.uuid) if key.uuid in self else self
        return _keys(
            self.by_uuid.put(key.uuid, key),
            others.text + key.text,
            _counted(others._holders, key.user_id, 1),
            _put_at_index(others._indexes, key),
        )

    def remove(self, uuid: str) -> "Keys":
        """Return the keys without the key with this uuid.

        Raises:
            KeyError: No key has this uuid.
        """
        key = self.by_uuid[uuid]
        return _keys(
            self.by_uuid.remove(uuid),
            self.text - key.text,
            _counted(self._holders, key.user_id, -1),
            _removed_at_index(self._indexes, key),
        )


def _keys(by_uuid: Keyed[Key], text: int, holders: Keyed[int], indexes: Keyed[Keyed[Key]]) -> Keys:
    keys = object.__new__(Keys)
    for name, value in (("by_uuid", by_uuid), ("text", text), ("_holders", holders), ("_indexes", indexes)):
        object.__setattr__(keys, name, value)
    return keys


def _counted(holders: Keyed[int], user_id: str | None, change: int) -> Keyed[int]:
    if user_id is None:
        return holders
    count = (holders.get(user_id) or 0) + change
    return holders.put(user_id, count) if count else holders.remove(user_id)


def _put_at_index(indexes: Keyed[Keyed[Key]], key: Key) -> Keyed[Keyed[Key]]:
    if key.index is None:
        return indexes
    found = indexes.get(str(key.index)) or Keyed[Key]()
    return indexes.put(str(key.index), found.put(key.uuid, key))


def _removed_at_index(indexes: Keyed[Keyed[Key]], key: Key) -> Keyed[Keyed[Key]]:
    if key.index is None:
        return indexes
    left = indexes[str(key.index)].remove(key.uuid)
    return indexes.put(str(key.index), left) if left else indexes.remove(str(key.index))
