"""The components that the engine reads: each object, enum, union and array of the document."""

import re
from collections import deque
from collections.abc import Callable, Iterable

from attrs import evolve, field, frozen

from ..document.document import Node
from ..document.located import STRUCTURE, LocatedSchema
from ..document.problem import Problem
from ..ir.names import identifier

_NAMED = re.compile("/components/schemas/[^/]+")


@frozen(kw_only=True)
class Property:
    """A property of an object.

    Attributes:
        wire: Its name in JSON.
        description: The contract's description, with limits and default.
        required: Whether it must be present.
        read_only: Whether a request must not contain it.
        deprecated: Whether the contract discourages its use.
        replacement: The contract's advice for a deprecated property.
        same_as: The path parameter whose value it repeats in a request, or None.
        secret: Whether no repr and no log may show its value.
        schemas: The schemas that its value must fit.
    """

    wire: str
    description: str
    required: bool
    read_only: bool
    deprecated: bool
    replacement: str
    same_as: str | None
    secret: bool
    schemas: tuple[LocatedSchema, ...]


@frozen(kw_only=True)
class Component:
    """An object, enum, union or array of the contract.

    Attributes:
        pointer: Its JSON pointer.
        title: The wanted name of its class, as any text. For an inline schema, it is derived from the location.
        own_title: The title that the contract gives an inline schema, or None.
        description: The contract's description.
        deprecated: Whether the contract discourages its use.
        named: Whether the contract names it.
        boxed: Whether it is a union or array. The engine names objects only, so it reads an object with the union or
            array as its only property.
        items: The property of an object that holds its items, or None.
        properties: The properties of an object, by neutral name.
    """

    pointer: str
    title: str
    own_title: str | None
    description: str
    deprecated: bool
    named: bool
    boxed: bool = False
    items: str | None = None
    properties: dict[str, Property] = field(factory=dict[str, Property])


class Components:
    """Names the components. Each schema, or set of schemas that are merged, is one component.

    Attributes:
        by_name: The components by neutral name.
        nodes: The components for the engine, by neutral name.
        problems: The problems of parts that could not be converted.
    """

    def __init__(self) -> None:
        self.by_name: dict[str, Component] = {}
        self.nodes: dict[str, Node] = {}
        self.problems: list[Problem] = []
        self._waiting: deque[Callable[[], None]] = deque()
        self._names: dict[frozenset[str], str] = {}
        self._boxes: dict[str, str] = {}
        self._same: dict[str, list[tuple[Node, str]]] = {}
        self._qualified: dict[str, str] = {}

    def titled(self, located: LocatedSchema) -> LocatedSchema:
        """Return a schema with its own title, if it is inline and has one."""
        own = _own_title(located)
        if own is None or own == located.title:
            return located
        self._qualified.setdefault(located.pointer, located.title)
        return evolve(located, title=own)

    def add(self, schemas: Iterable[LocatedSchema], whole: LocatedSchema) -> tuple[str, bool]:
        """Return the neutral name of an object or enum, and whether it is new.

        Args:
            schemas: The schemas that it is made of.
            whole: The schema that they are the parts of.
        """
        key = frozenset(part.pointer for part in schemas if part.schema.keys() & (STRUCTURE | {"required"}))
        if key in self._names:
            return self._names[key], False
        # Tools that resolve references repeat a schema, including its title, in the place of each reference.
        own = _own_title(whole)
        same = self._same.setdefault(own, []) if own is not None else []
        for schema, name in same:
            if schema == whole.schema:
                self._names[key] = name
                return name, False
        name = self._add(self._component(whole, own))
        self._names[key] = name
        same.append((whole.schema, name))
        return name, True

    def add_box(self, key: str, located: LocatedSchema, *, inline: bool = False) -> str:
        """Return the neutral name of a union or array.

        Args:
            key: The same for the same union or array.
            located: Its schema, or one of several.
            inline: Whether its alternatives identify the union, rather than the name that the contract gives it.
        """
        if key not in self._boxes:
            found = self._component(located, None)
            self._boxes[key] = self._add(evolve(found, boxed=True, named=found.named and not inline))
        return self._boxes[key]

    def has_box(self, key: str) -> bool:
        """Return whether a union or array has a neutral name already."""
        return key in self._boxes

    def is_inline_box(self, name: str | None) -> bool:
        """Return whether a component is a union that its alternatives identify."""
        return name is not None and self.by_name[name].boxed and not self.by_name[name].named

    def later(self, fill: Callable[[], None]) -> None:
        """Schedule a function that completes a component. `fill` calls it after the current schema."""
        self._waiting.append(fill)

    def fill(self) -> None:
        """Complete the components that have only been named so far."""
        while self._waiting:
            self._waiting.popleft()()

    def note(self, pointer: str, message: str, fix: str = "Simplify that part.") -> None:
        """Report a part that could not be converted."""
        problem = Problem(pointer, message, fix)
        if problem not in self.problems:
            self.problems.append(problem)

    def _component(self, whole: LocatedSchema, own_title: str | None) -> Component:
        return Component(
            pointer=whole.pointer,
            title=self._qualified.get(whole.pointer, whole.title),
            own_title=own_title,
            description=_description(whole),
            deprecated=whole.schema.get("deprecated") is True,
            named=is_named(whole.pointer),
            items=whole.schema.get("x-items"),
        )

    def _add(self, component: Component) -> str:
        name = f"Schema{len(self.by_name) + 1}"
        self.by_name[name] = component
        return name


def is_named(pointer: str) -> bool:
    """Return whether a pointer is that of a schema under `components`."""
    return _NAMED.fullmatch(pointer) is not None


def _own_title(located: LocatedSchema) -> str | None:
    """Return the title of an inline schema, unless it only repeats the name of a property."""
    title = located.schema.get("title")
    if not isinstance(title, str) or not title.strip() or is_named(located.pointer):
        return None
    *_, keyword, name = ["", *located.pointer.split("/")]
    return None if keyword == "properties" and identifier(title) == identifier(name) else title.strip()


def _description(located: LocatedSchema) -> str:
    for part in [located, *reversed(located.children("allOf"))]:
        if isinstance(part.schema, dict) and isinstance(part.schema.get("description"), str):
            return str(part.schema["description"])
    return ""
