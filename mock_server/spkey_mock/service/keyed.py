"""An immutable map from texts to values, in the order in which the texts were first put.

Putting or removing a value copies only the path to it and shares the rest with the previous map. Changing a state
with 100,000 entries therefore costs no more than changing one with ten, and earlier states are unaffected.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar, cast

from .numbered import Numbered

V = TypeVar("V")

_BITS = 5
_WIDTH = 1 << _BITS
_MOST = 8
"""The maximum entries of a leaf, except where the bits of the hash are used up."""

_DEEPEST = 60 // _BITS

# The places of the texts are in a trie over the bits of their hashes. A leaf has pairs of a text and its place.
_Leaf = tuple[tuple[str, int], ...]


class _Branch(tuple[Any, ...]):
    """The children of a node, one for each value of the next five bits of the hash."""

    __slots__ = ()


_Node = _Branch | _Leaf


class Keyed(Generic[V]):
    """Values by text.

    Attributes:
        count: The number of values.
    """

    __slots__ = ("_entries", "_next", "_places", "count")

    def __init__(self, items: Iterable[tuple[str, V]] = ()) -> None:
        self._places: _Node = ()
        self._entries: Numbered[tuple[str, V]] = Numbered()
        self._next = self.count = 0
        for key, value in items:
            made = self.put(key, value)
            self._places, self._entries, self._next, self.count = made._places, made._entries, made._next, made.count

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[V]:
        """Iterate over the values, in the order in which their keys were first put."""
        return (value for _, value in self._entries)

    def __reversed__(self) -> Iterator[V]:
        """Iterate over the values in reverse order."""
        return (value for _, value in reversed(self._entries))

    def __contains__(self, key: str) -> bool:
        return _place(self._places, key) is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Keyed) and list(self.items()) == list(cast("Any", other).items())

    def __hash__(self) -> int:
        return hash((len(self), *(key for key, _ in self.items())))

    def __repr__(self) -> str:
        return f"Keyed({list(self.items())!r})"

    def items(self) -> Iterator[tuple[str, V]]:
        """Iterate over the keys and values."""
        return iter(self._entries)

    def get(self, key: str) -> V | None:
        """Return the value with this key, or None."""
        place = _place(self._places, key)
        return None if place is None else self._entries[place][1]

    def __getitem__(self, key: str) -> V:
        """Return the value with this key.

        Raises:
            KeyError: The key has no value.
        """
        place = _place(self._places, key)
        if place is None:
            raise KeyError(key)
        return self._entries[place][1]

    def put(self, key: str, value: V) -> "Keyed[V]":
        """Return the map with this value at this key. A replaced value passes its place on to the new one."""
        place = _place(self._places, key)
        if place is not None:
            return self._changed(self._places, self._entries.put(place, (key, value)), self._next)
        places = _added(self._places, hash(key), 0, (key, self._next))
        return self._changed(places, self._entries.put(self._next, (key, value)), self._next + 1)

    def remove(self, key: str) -> "Keyed[V]":
        """Return the map without the value at this key.

        Raises:
            KeyError: The key has no value.
        """
        place = _place(self._places, key)
        if place is None:
            raise KeyError(key)
        return self._changed(_removed(self._places, hash(key), key), self._entries.remove(place), self._next)

    def _changed(self, places: _Node, entries: Numbered[tuple[str, V]], following: int) -> "Keyed[V]":
        changed: Keyed[V] = object.__new__(type(self))
        changed._places, changed._entries, changed._next, changed.count = places, entries, following, entries.count
        return changed


def _place(node: _Node, key: str) -> int | None:
    bits = hash(key)
    while isinstance(node, _Branch):
        node = node[bits & _WIDTH - 1]
        bits >>= _BITS
    for known, place in node:
        if known == key:
            return place
    return None


def _added(node: _Node, bits: int, depth: int, entry: tuple[str, int]) -> _Node:
    if isinstance(node, _Branch):
        index = bits & _WIDTH - 1
        return _with(node, index, _added(node[index], bits >> _BITS, depth + 1, entry))
    if len(node) < _MOST or depth == _DEEPEST:
        return (*node, entry)
    branch: _Node = _Branch([()] * _WIDTH)
    for known in (*node, entry):
        branch = _added(branch, hash(known[0]) >> depth * _BITS, depth, known)
    return branch


def _removed(node: _Node, bits: int, key: str) -> _Node:
    if not isinstance(node, _Branch):
        return tuple(entry for entry in node if entry[0] != key)
    index = bits & _WIDTH - 1
    changed = _with(node, index, _removed(node[index], bits >> _BITS, key))
    return changed if any(changed) else ()


def _with(branch: _Branch, index: int, child: _Node) -> _Branch:
    return _Branch((*branch[:index], child, *branch[index + 1 :]))
