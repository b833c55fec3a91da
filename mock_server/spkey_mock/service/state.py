"""The state of an aggregate."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Self

from attrs import field, frozen

from .errors import Problem


def length(*texts: str | None) -> int:
    """Return the total length of texts, in characters."""
    total = 0
    for text in texts:
        if text is not None:
            total += len(text)
    return total


@frozen(slots=False)
class State:
    """The state of an aggregate. A state created from an id alone represents an aggregate that does not exist.

    Attributes:
        id: The id by which paths name the aggregate.
        version: The number of recorded events; 0 if the aggregate does not exist.
        org_id: The organisation that the aggregate belongs to, if any.
        created_at: When the aggregate was created, in epoch milliseconds. The aggregate sets it with the first event.
        valued: The names of the attributes from which `unique` and `indexed` derive, so that they are not compared when
            these stay the same. If empty, they are compared on every change.
    """

    valued: ClassVar[tuple[str, ...]] = ()

    id: str
    version: int = 0
    org_id: str | None = None
    created_at: int | None = field(default=None, eq=False, kw_only=True)

    def after(self, **changes: object) -> Self:
        """Return the next state, with these attributes changed and the version incremented."""
        # attrs.evolve would double the cost of an event.
        state = object.__new__(type(self))
        state.__dict__.update(self.__dict__, version=self.version + 1, _sizes=None, **changes)
        return state

    def begun(self, at: int) -> Self:
        """Return the state that was created at this time."""
        state = object.__new__(type(self))
        state.__dict__.update(self.__dict__, created_at=at)
        return state

    def problems(self) -> Iterator[Problem]:
        """Return the problems that the codec does not detect, each with its place in the JSON of the state.

        Only imported states are checked.
        """
        return iter(())

    @property
    def unique(self) -> tuple[tuple[str, str], ...]:
        """The names and values that no two aggregates of the type share, such as `("email", "ada@example.com")`.

        They are compared on every change, so there should be few.
        """
        return ()

    @property
    def indexed(self) -> tuple[tuple[str, str], ...]:
        """The names and values by which aggregates of the type are found; see `Reader.where`. There should be few."""
        return ()

    @property
    def sizes(self) -> Mapping[str, int]:
        """The amount of each limit that the state uses, by the limit's name."""
        return {}

    @property
    def known_sizes(self) -> Mapping[str, int]:
        """The same, computed once."""
        sizes: Mapping[str, int] | None = self.__dict__.get("_sizes")
        if sizes is None:
            sizes = self.__dict__["_sizes"] = self.sizes
        return sizes
