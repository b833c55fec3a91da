"""The classes and resources that have another name in the new version, found by where the API uses them."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from ...ir.api import API
from ...ir.models import Alias, Enum, Model
from ...ir.operations import Operation, Parameter
from ...ir.types import Type
from .keys import Key, argument_key, by_key

__all__ = ["Renames", "renames"]


@frozen(kw_only=True)
class Renames:
    """New names by old ones.

    Attributes:
        classes: The names of models, enums and aliases.
        resources: The names of resources.
    """

    classes: Mapping[str, str] = field(factory=dict[str, str])
    resources: Mapping[str, str] = field(factory=dict[str, str])


def renames(old: API, new: API) -> Renames:
    """Return the names that differ in the new version."""
    return Renames(classes=_Classes(old, new).found(), resources=_resources(old, new))


def _resources(old: API, new: API) -> dict[str, str]:
    """Return the resources that were renamed, and of which no operation moved elsewhere."""
    after = {key: resource.name for key, (resource, _) in by_key(new).items()}
    homes: dict[str, set[str]] = {}
    for key, (resource, _) in by_key(old).items():
        homes.setdefault(resource.name, set()).update({after[key]} if key in after else ())
    known, still = {each.name for each in old.resources}, {each.name for each in new.resources}
    found: dict[str, str] = {}
    for name, names in homes.items():
        if name not in still and len(names) == 1 and not names & {*known, *found.values()}:
            (found[name],) = names
    return found


_Pair = tuple[Type, Type]


class _Classes:
    """Follows the types of both versions from the operations, and pairs names that differ."""

    def __init__(self, old: API, new: API) -> None:
        self._apis = (old, new)
        self._old, self._new = _by_name(old), _by_name(new)
        self._found: dict[str, str] = {}
        self._seen: set[tuple[str, str]] = set()
        self._waiting: deque[_Pair] = deque()

    def found(self) -> dict[str, str]:
        """Return the new names of classes by the old ones."""
        self._waiting.extend(_types(*self._apis))
        while self._waiting:
            for pair in self._same(*self._waiting.popleft()):
                if pair not in self._seen:
                    self._seen.add(pair)
                    self._waiting.extend(_inner(self._old[pair[0]], self._new[pair[1]]))
        # Several classes that become one are not renamed.
        count = Counter(self._found.values())
        return {name: other for name, other in self._found.items() if count[other] == 1}

    def _same(self, old: Type, new: Type) -> Iterator[tuple[str, str]]:
        """Return the names in two types that are the same class."""
        kept = old.models & new.models
        yield from ((name, name) for name in kept if name in self._old and name in self._new)
        fresh = [name for name in new.models if name in self._new and name not in self._old]
        for name in sorted(old.models - kept):
            if name in self._old and name not in self._new:
                alike = [other for other in fresh if _agree(self._old[name], self._new[other])]
                if len(alike) == 1 and self._found.get(name, alike[0]) == alike[0]:
                    self._found[name] = alike[0]
                    yield name, alike[0]


_Class = Model | Enum | Alias


def _by_name(api: API) -> dict[str, _Class]:
    every: list[_Class] = [*api.models, *api.enums, *api.aliases]
    return {each.name: each for each in every}


def _agree(old: _Class, new: _Class) -> bool:
    """Return whether two classes in the same place have at least half of their content in common."""
    before, after = _content(old), _content(new)
    return type(old) is type(new) and 2 * len(before & after) >= len(before | after)


def _content(found: _Class) -> set[str | int]:
    match found:
        case Model():
            return {each.wire for each in found.fields}
        case Enum():
            return set(found.values)
        case Alias():
            return set()


def _types(old: API, new: API) -> Iterator[_Pair]:
    """Return the types that have the same place in both versions."""
    after = by_key(new)
    for key, (_, operation) in by_key(old).items():
        if key in after:
            yield from _of_operation(operation, after[key][1])
    events = {each.detail_type: each.data for each in new.events}
    yield from ((each.data, events[each.detail_type]) for each in old.events if each.detail_type in events)


def _of_operation(old: Operation, new: Operation) -> Iterator[_Pair]:
    arguments = _arguments(new)
    yield from ((each.type, arguments[key].type) for key, each in _arguments(old).items() if key in arguments)
    successes = {each.status: each.type for each in new.successes}
    yield from ((each.type, successes[each.status]) for each in old.successes if each.status in successes)


def _arguments(operation: Operation) -> dict[Key, Parameter]:
    return {argument_key(operation, each): each for each in operation.parameters}


def _inner(old: _Class, new: _Class) -> Iterator[_Pair]:
    match old, new:
        case Model(), Model():
            fields = {each.wire: each.type for each in new.fields}
            yield from ((each.type, fields[each.wire]) for each in old.fields if each.wire in fields)
            yield old.extra, new.extra
        case Alias(), Alias():
            yield old.type, new.type
        case _:
            pass
