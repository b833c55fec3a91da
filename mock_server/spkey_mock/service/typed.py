"""The base of typed requests, and of the objects within them."""

from typing import Any, ClassVar, NoReturn, cast


class Typed:
    """An immutable object with the attributes that `__slots__` names, compared and shown by them.

    attrs would generate the methods of each class at every start, which takes a fifth of a server's start. A
    subclass writes only its `__init__`, which sets each attribute with `_put`.
    """

    __slots__: ClassVar[tuple[str, ...]] = ()

    _secret: ClassVar[tuple[str, ...]] = ()
    """The attributes that the repr does not show."""

    _put = object.__setattr__  # since its own raises

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values() == cast("Any", other)._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self.__slots__ if name not in self._secret)
        return f"{type(self).__name__}({', '.join(shown)})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable.")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is immutable.")
