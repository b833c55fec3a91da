"""Names that are imported on first use, so that importing the client stays cheap."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Generic, TypeVar, overload

R = TypeVar("R")


def lazy(namespace: dict[str, Any], modules: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the functions `__getattr__` and `__dir__` of a module that re-exports names of other modules.

    Args:
        namespace: The globals of the module.
        modules: The module of each name, relative to the package.
    """

    def find(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {namespace['__name__']!r} has no attribute {name!r}")
        value = getattr(import_module(f".{modules[name]}", namespace["__package__"]), name)
        namespace[name] = value
        return value

    def names() -> list[str]:
        return sorted({*namespace, *modules})

    return find, names


class resource(Generic[R]):  # noqa: N801 # a decorator, like property
    """An attribute of a client: a resource, which is created on first use.

    As an attribute of the class, it is the class of the resource, so that `create_autospec` sees the methods.

    Args:
        find: Imports and returns the class. Its argument, the client, is not used.
    """

    def __init__(self, find: Callable[[Any], type[R]]) -> None:
        self.__doc__ = find.__doc__
        self._find = find

    @overload
    def __get__(self, client: None, owner: type) -> type[R]: ...

    @overload
    def __get__(self, client: object, owner: type) -> R: ...

    def __get__(self, client: Any, owner: type) -> Any:
        found: Any = self._find(client)
        if client is None:
            return found
        # A descriptor without __set__: from now on the attribute of the client itself is found first.
        return client.__dict__.setdefault(self._find.__name__, found(client._transport))
