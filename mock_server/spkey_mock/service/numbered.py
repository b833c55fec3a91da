"""An immutable map from whole numbers to values, in ascending order.

Putting or removing a value copies only the path to it, a few hundred bytes, and shares the rest with the previous map.
A change of a state with 100,000 entries therefore costs no more than with ten, and earlier states are unaffected.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Generic, TypeVar, cast

V = TypeVar("V")

_BITS = 5
_WIDTH = 1 << _BITS
_EMPTY: tuple[Any, ...] = (None,) * _WIDTH

# A node has a child, a value or None for each value of the next five bits of the number. No node is empty.
_Node = tuple[Any, ...]


class Numbered(Generic[V]):
    """Values by number, from 0.

    Attributes:
        count: The number of values, like `len`.
    """

    __slots__ = ("_height", "_root", "count")

    def __init__(self, items: Iterable[tuple[int, V]] = ()) -> None:
        self._root: _Node | None = None
        self._height = 0  # the number of levels below the root
        self.count = 0
        for number, value in items:
            made = self.put(number, value)
            self._root, self._height, self.count = made._root, made._height, made.count

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[V]:
        """Iterate over the values, by ascending number."""
        return iter(()) if self._root is None else _values(self._root, self._height, 1)

    def __reversed__(self) -> Iterator[V]:
        """Iterate over the values, by descending number."""
        return iter(()) if self._root is None else _values(self._root, self._height, -1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Numbered) and self._items() == cast("Any", other)._items()

    def __hash__(self) -> int:
        return hash((self.count, *islice(self, 1)))

    def __repr__(self) -> str:
        return f"Numbered({self._items()!r})"

    def _items(self) -> list[tuple[int, V]]:
        return [] if self._root is None else list(_items(self._root, self._height, 0))

    def get(self, number: int) -> V | None:
        """Return the value with this number, or None."""
        if number < 0 or number >> _BITS * (self._height + 1):
            return None
        node: Any = self._root
        for shift in range(_BITS * self._height, -1, -_BITS):
            if node is None:
                return None
            node = node[number >> shift & _WIDTH - 1]
        found: V | None = node
        return found

    def __getitem__(self, number: int) -> V:
        """Return the value with this number.

        Raises:
            KeyError: There is none.
        """
        value = self.get(number)
        if value is None:
            raise KeyError(number)
        return value

    def put(self, number: int, value: V) -> "Numbered[V]":
        """Return the map with this value at this number, replacing any other.

        Raises:
            ValueError: The number is negative.
        """
        if number < 0:
            raise ValueError(f"number must be at least 0, not {number}.")
        root, height = self._root, self._height
        while number >> _BITS * (height + 1):
            root = None if root is None else (root, *_EMPTY[1:])
            height += 1
        count = self.count + (self.get(number) is None)
        return self._changed(_put(root, _BITS * height, number, value), height, count)

    def _changed(self, root: _Node | None, height: int, count: int) -> "Numbered[V]":
        changed: Numbered[V] = object.__new__(type(self))
        changed._root, changed._height, changed.count = root, height, count
        return changed

    def remove(self, number: int) -> "Numbered[V]":
        """Return the map without the value at this number.

        Raises:
            KeyError: The number has no value.
        """
        if self.get(number) is None:
            raise KeyError(number)
        return self._changed(_put(self._root, _BITS * self._height, number, None), self._height, self.count - 1)


def _put(node: _Node | None, shift: int, number: int, value: Any) -> _Node | None:
    index = number >> shift & _WIDTH - 1
    if node is None:
        node = _EMPTY
    child = _put(node[index], shift - _BITS, number, value) if shift else value
    changed = node[:index] + (child,) + node[index + 1 :]  # noqa: RUF005 # more than twice as fast
    return None if child is None and changed == _EMPTY else changed


def _values(node: _Node, height: int, step: int) -> Iterator[Any]:
    for child in node[::step]:
        if child is not None:
            if height:
                yield from _values(child, height - 1, step)
            else:
                yield child


def _items(node: _Node, height: int, before: int) -> Iterator[tuple[int, Any]]:
    for number, child in enumerate(node, before << _BITS):
        if child is not None:
            if height:
                yield from _items(child, height - 1, number)
            else:
                yield number, child
