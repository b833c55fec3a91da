"""The index of a repository: finds aggregates by values of their states."""

from collections.abc import Iterable

from .state import State

Value = tuple[str, str, str]
"""An aggregate type, the name of a value, and the value."""


class Index:
    """The ids of aggregates by the unique and indexed values of their states."""

    def __init__(self) -> None:
        self._unique: dict[Value, str] = {}
        self._indexed: dict[Value, dict[str, None]] = {}

    def find(self, aggregate: str, name: str, value: str) -> str | None:
        """Return the id of the aggregate that has a unique value, or None."""
        return self._unique.get((aggregate, name, value))

    def where(self, aggregate: str, name: str, value: str) -> Iterable[str]:
        """Return the ids of the aggregates that have an indexed value."""
        return self._indexed.get((aggregate, name, value), ())

    def is_taken(self, aggregate: str, before: State, after: State) -> bool:
        """Return whether another aggregate has a unique value that an aggregate takes.

        Values that it has already are ignored, because a store of an older version may hold one value twice.
        """
        old, new = before.unique, after.unique
        if old == new:
            return False
        return any(self._unique.get((aggregate, *it), after.id) != after.id for it in new if it not in old)

    def change(self, aggregate: str, before: State | None, after: State) -> None:
        """Replace the values of an aggregate."""
        id_ = after.id
        old, new = () if before is None else before.unique, after.unique
        if old != new:
            for name, value in old:
                if (name, value) not in new and self._unique.get((aggregate, name, value)) == id_:
                    del self._unique[aggregate, name, value]
            for name, value in new:
                self._unique[aggregate, name, value] = id_
        old, new = () if before is None else before.indexed, after.indexed
        if old != new:
            for name, value in old:
                if (name, value) not in new:
                    self._drop((aggregate, name, value), id_)
            for name, value in new:
                self._indexed.setdefault((aggregate, name, value), {}).setdefault(id_)

    def _drop(self, value: Value, id_: str) -> None:
        ids = self._indexed.get(value)
        if ids is not None:
            ids.pop(id_, None)
            if not ids:
                del self._indexed[value]
