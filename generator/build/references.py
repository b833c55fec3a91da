"""References to the schemas that the contract names, which may contain themselves."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from ..document.document import Document, Node
from ..document.json_types import json_types
from ..document.located import LocatedSchema, referred
from .components import Components, is_named
from .nodes import NULL, boxed, component_name, one_of, reference, without_null

# Unions that refer to unions are read by recursion.
_DEEPEST = 50


class References:
    """Finds the types that references lead to. A union or array that the contract names is a component.

    Args:
        document: The document.
        components: The components.
        type_of: Returns the type of a schema for the engine.
    """

    def __init__(self, document: Document, components: Components, type_of: Callable[[LocatedSchema], Node]) -> None:
        self._document = document
        self._components = components
        self._type_of = type_of
        self._known: dict[str, Node] = {}
        self._entered: list[str] = []
        # The number of entered schemas that contain the current one as an item rather than as an alternative.
        self._outside = 0

    def type(self, ref: str) -> Node:
        """Return the type that a reference leads to."""
        target = referred(self._document, ref)
        where = target.pointer
        if where in self._known:
            return self._known[where]
        if where in self._entered[self._outside :] or len(self._entered) == _DEEPEST:
            what = "The schema contains itself, or too many others (limit 50), outside of objects, arrays and maps."
            self._components.note(where, f"{what} It is read as any value.")
            return {}
        types = json_types(self._document, target.schema)
        null = [NULL] if "null" in types else []
        if where in self._entered:
            return one_of([reference(self._components.add_box(where, target)), *null]) if is_named(where) else {}
        if is_named(where) and types - {"null"} == {"array"}:
            # Its items are read later, so that arrays of arrays need no recursion.
            self._known[where] = one_of([reference(self._components.add_box(where, target)), *null])
            self._components.later(lambda: self._fill(target, self._type_of(target)))
        else:
            self._known[where] = self._enter(target, null)
        return self._known[where]

    @contextmanager
    def inside_array(self) -> Generator[None]:
        """Read the items of an array, which may contain the array itself."""
        outside, self._outside = self._outside, len(self._entered)
        yield
        self._outside = outside

    def _enter(self, target: LocatedSchema, null: list[Node]) -> Node:
        self._entered.append(target.pointer)
        found = self._type_of(target)
        self._entered.pop()
        plain, _ = without_null(found)
        is_union = "oneOf" in plain or self._components.is_inline_box(component_name(plain))
        if not self._components.has_box(target.pointer) and not (is_named(target.pointer) and is_union):
            return found
        self._fill(target, found)
        return one_of([reference(self._components.add_box(target.pointer, target)), *null])

    def _fill(self, target: LocatedSchema, found: Node) -> None:
        self._components.nodes[self._components.add_box(target.pointer, target)] = boxed(without_null(found)[0])
