"""The public names of a package, with their meaning on the wire."""

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import cached_property

from attrs import field, frozen

from ...ir.api import API
from ...ir.models import Alias, Enum, Model
from ...ir.operations import Operation, Resource
from ...ir.types import Type
from .keys import Key, argument_key, by_key, pages_key
from .packages import Package
from .renames import Renames
from .surface import Element, Name

__all__ = ["Entries", "Entry", "Role", "entries"]


class Role(IntEnum):
    """The role of a name among those that one part of the contract yields, the most prominent first."""

    RESOURCE = 0
    METHOD = 1
    CLIENT = 2
    CLASS = 3
    ALIAS = 4
    EVENT = 5
    OTHER = 6
    FUNCTION = 7
    RESOURCE_CLASS = 8
    ASYNC = 9
    FACTORY = 10


@frozen(kw_only=True)
class Entry:
    """A public name.

    Attributes:
        name: The name.
        role: Which of the names for the same part of the contract it is.
        key: Its meaning on the wire. Names that change together have the same key.
        slot: The detail that tells it from other names of the same role and key.
        parent: The name that it disappears with. Empty if there is none.
        elements: Its arguments or attributes, by what they stand for within it.
        holder: The owner of the elements. Empty if it is the name itself.
        function: The function of `operations` for the same operation as a method.
        methods: The methods of a resource.
        deprecated: Whether callers are warned.
        warned: The arguments that callers are warned about.
        sent: Whether requests contain the values of a class.
        received: Whether responses or events contain the values of a class.
    """

    name: Name
    role: Role
    key: Key
    slot: str = ""
    parent: Key = ()
    elements: Mapping[Key, Element] = field(factory=dict[Key, Element])
    holder: Key = ()
    function: str = ""
    methods: tuple[str, ...] = ()
    deprecated: bool = False
    warned: frozenset[Key] = frozenset()
    sent: bool = False
    received: bool = False

    @property
    def is_called(self) -> bool:
        """Whether its elements are arguments that callers pass."""
        return self.name.kind == "function" or self.role in {Role.CLIENT, Role.ASYNC}


@frozen(kw_only=True)
class Entries:
    """The public names of a version.

    Attributes:
        package: The package.
        client: The class of the sync client.
        all: The names.
    """

    package: Package
    client: str
    all: tuple[Entry, ...]


def entries(package: Package, names: Mapping[str, Name], renames: Renames) -> Entries:
    """Return the public names of a version.

    Args:
        package: The package.
        names: Its public names, by path.
        renames: The names that differ in the version that it is compared with.
    """
    client = next(path for path, name in names.items() if "Resources" in name.bases)
    made = _Entries(package, names, renames, client)
    found = [*made.resources(), *made.operations(), *made.clients(), *made.classes(), *made.factories(), *made.events()]
    known = {entry.name.path: entry for entry in found}
    for path, name in names.items():
        if path not in known:
            known[path] = _other(name, package.name, known)
            found.append(known[path])
    return Entries(package=package, client=client.rpartition(".")[2], all=tuple(found))


def _other(name: Name, root: str, known: Mapping[str, Entry]) -> Entry:
    """Return a name that does not depend on the contract, or that is part of a class that does."""
    holder, _, own = name.path.rpartition(".")
    if (parent := known.get(holder)) is None:
        key: Key = ("name", name.path.removeprefix(root))
        return Entry(name=name, role=Role.OTHER, key=key, elements=_elements(name), sent=True)
    key = (*parent.key, "()", own)
    return Entry(
        name=name,
        role=Role.OTHER,
        key=key,
        slot=parent.slot,
        parent=parent.key,
        elements=_elements(name),
        sent=True,
    )


def _elements(name: Name, keys: Mapping[str, Key] | None = None) -> dict[Key, Element]:
    """Return arguments or attributes by their key, which is their name if nothing else is known."""
    known = keys or {}
    return {known.get(each.name, (each.name,)): each for each in name.elements}


@frozen
class _Entries:
    package: Package
    names: Mapping[str, Name]
    renames: Renames
    client: str

    @property
    def api(self) -> API:
        return self.package.api

    def resources(self) -> Iterator[Entry]:
        """Return the attributes of the client, and their classes."""
        for resource in self.api.resources:
            key = self._resource_key(resource)
            path = f"{self.client}.{resource.name}"
            name = Name(path=path, kind="value", annotation=resource.class_name)
            methods = tuple(operation.method for operation in resource.operations)
            yield Entry(name=name, role=Role.RESOURCE, key=key, methods=methods)
            for prefix in ("", "Async"):
                found = self.names[self._resource_class(f"{prefix}{resource.class_name}")]
                yield Entry(name=found, role=Role.RESOURCE_CLASS, key=key, slot=prefix)

    def _resource_key(self, resource: Resource) -> Key:
        return ("resource", self.renames.resources.get(resource.name, resource.name))

    def _resource_class(self, name: str) -> str:
        return self._resource_classes[name]

    @cached_property
    def _resource_classes(self) -> dict[str, str]:
        """The path of each class of a resource, by its name."""
        start = f"{self.package.name}.resources."
        classes = (path for path, name in self.names.items() if name.kind == "class" and path.startswith(start))
        return {path.rpartition(".")[2]: path for path in classes}

    def operations(self) -> Iterator[Entry]:
        """Return the methods and functions of operations."""
        for key, (resource, operation) in by_key(self.api).items():
            places = {
                Role.METHOD: f"{self._resource_class(resource.class_name)}.{operation.method}",
                Role.ASYNC: f"{self._resource_class(f'Async{resource.class_name}')}.{operation.method}",
                Role.FUNCTION: f"{self.package.name}.operations.{operation.function}",
            }
            keys = {each.name: argument_key(operation, each) for each in operation.parameters}
            warned = {keys[each.name] for each in operation.parameters if each.deprecated and not each.required}
            for role, path in places.items():
                yield Entry(
                    name=self.names[path],
                    role=role,
                    key=key,
                    parent=self._resource_key(resource),
                    elements=_elements(self.names[path], keys),
                    function=places[Role.FUNCTION],
                    deprecated=operation.deprecated,
                    warned=frozenset(warned),
                )
                if role is not Role.FUNCTION and operation.pages is not None:
                    yield self._iteration(path.rpartition(".")[0], role, pages_key(key), resource, operation)

    def _iteration(self, holder: str, role: Role, key: Key, resource: Resource, operation: Operation) -> Entry:
        """Return the method that iterates over all pages, in one of the two classes of a resource."""
        pages = operation.pages
        assert pages is not None  # noqa: S101 # the caller has checked it
        name = self.names[f"{holder}.{pages.method}"]
        keys = {each.name: argument_key(operation, each) for each in operation.parameters}
        return Entry(
            name=name,
            role=role,
            key=key,
            parent=self._resource_key(resource),
            elements=_elements(name, keys),
            deprecated=operation.deprecated,
        )

    def clients(self) -> Iterator[Entry]:
        """Return the clients and their methods that take credentials."""
        keys: dict[str, Key] = {each.name: (each.kind, each.wire) for each in self.api.service.credentials}
        root, _, client = self.client.rpartition(".")
        places = {
            self.client: Role.CLIENT,
            f"{root}.Async{client}": Role.ASYNC,
            f"{root}.{client}.with_options": Role.ASYNC,
            f"{root}.Async{client}.with_options": Role.ASYNC,
        }
        for path, role in places.items():
            elements = _elements(self.names[path], keys)
            yield Entry(name=self.names[path], role=role, key=("client",), slot=path, elements=elements)

    def classes(self) -> Iterator[Entry]:
        """Return the models, enums and aliases."""
        api = self.api
        sent = _reachable(api, (p.type for r in api.resources for o in r.operations for p in o.parameters))
        successes = (success.type for r in api.resources for o in r.operations for success in o.successes)
        received = _reachable(api, [*successes, *(event.data for event in api.events)])
        fields = {model.name: {each.name: each.wire for each in model.fields} for model in api.models}
        every: list[Model | Enum | Alias] = [*api.models, *api.enums, *api.aliases]
        for each in every:
            key = self._class_key(each.name)
            name = self.names[f"{self.package.name}.models.{each.name}"]
            keys = {attribute: (wire,) for attribute, wire in fields.get(each.name, {}).items()}
            yield Entry(
                name=name,
                role=Role.CLASS if each.name in fields else Role.ALIAS,
                key=key,
                elements=_elements(name, keys),
                sent=each.name in sent,
                received=each.name in received or each.name not in sent,
            )

    def _class_key(self, name: str) -> Key:
        return ("class", self.renames.classes.get(name, name))

    def factories(self) -> Iterator[Entry]:
        """Return the functions that make examples of models."""
        for factory in self.api.testing.factories:
            model = factory.model
            of_model = self._class_key(model.name)
            key = (*of_model, "", factory.function) if factory.fixed else of_model
            name = self.names[f"{self.package.name}.testing.{factory.function}"]
            elements = _elements(name, {each.name: (each.wire,) for each in model.fields})
            yield Entry(name=name, role=Role.FACTORY, key=key, parent=of_model, elements=elements, holder=of_model)

    def events(self) -> Iterator[Entry]:
        """Return the module `webhooks`, and the classes of the data of events, which it exports."""
        module: Key = ("module", "webhooks")
        if self.api.events:
            name = Name(path=f"{self.package.name}.webhooks", kind="module")
            yield Entry(name=name, role=Role.OTHER, key=module)
        for event in self.api.events:
            found = event.data.annotation
            path = f"{self.package.name}.webhooks.{found if found in event.data.models else 'EventData'}"
            name = Name(path=path, kind="value", annotation=found)
            yield Entry(name=name, role=Role.EVENT, key=("event", event.detail_type), parent=module)


def _reachable(api: API, types: Iterable[Type]) -> set[str]:
    """Return the models, enums and aliases that types lead to."""
    inner: dict[str, set[str]] = {
        model.name: set(model.extra.models).union(*(each.type.models for each in model.fields)) for model in api.models
    }
    inner |= {alias.name: set(alias.type.models) for alias in api.aliases}
    found: set[str] = set()
    waiting = {name for each in types for name in each.models}
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= inner.get(name, set()) - found
    return found
