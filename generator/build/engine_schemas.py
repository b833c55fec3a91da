"""Schemas in a form that the engine reads well: only the keywords that determine types are left.

Every object, every enum, and every union and array that the contract names becomes a component under a neutral name
(`Schema7`). Properties have neutral names too (`property3`), so that no name of the contract can confuse the engine.
`allOf` is resolved here.
"""

import json
from functools import partial
from typing import Any

from attrs import evolve

from ..document.description import description_of
from ..document.document import Document, Node
from ..document.json_types import common_types, json_type, own_types
from ..document.located import LocatedSchema, all_parts, conjuncts, essential
from ..document.nesting import long_chains
from ..document.problem import Problem
from ..document.properties import declared_properties, last_value
from .components import Component, Components, Property, is_named
from .discriminators import Discriminator, discriminator
from .nodes import NULL, boxed, component_name, one_of, reference, without_null
from .references import References
from .unions import Alternative, alternatives, listed_values, open_groups
from .values import Values, allowed_values

_FORMATS = frozenset({"date", "date-time", "uuid"})


class Schemas:
    """Turns the schemas of a document into components and types for the engine.

    Args:
        document: The document.
        formats: Whether dates, times and UUIDs have types of their own.

    Attributes:
        formats: Whether dates, times and UUIDs have types of their own.
        discriminators: The discriminator of each union, by the set of the components of its alternatives.

    Raises:
        ContractError: The schemas are nested too deeply.
    """

    def __init__(self, document: Document, *, formats: bool = False) -> None:
        if problems := list(long_chains(document)):
            raise document.error(problems)
        self.discriminators: dict[frozenset[str], Discriminator] = {}
        self._document = document
        self.formats = formats
        self._components = Components()
        self._property_names: dict[str, str] = {}
        # The arrays that contain the current schema. Each is represented by the pointers of its item schemas.
        self._arrays: set[frozenset[str]] = set()
        # The pointers of the alternatives that contain the current schema.
        self._alternatives: set[str] = set()
        self._references = References(document, self._components, self._type)

    @property
    def nodes(self) -> dict[str, Node]:
        """The components for the engine, by neutral name."""
        return self._components.nodes

    @property
    def problems(self) -> list[Problem]:
        """The problems of parts that could not be converted."""
        return self._components.problems

    @property
    def components(self) -> dict[str, Component]:
        """The components of the contract, by neutral name."""
        return self._components.by_name

    def type(self, schema: Any, pointer: str, title: str) -> Node:
        """Return the type for the engine.

        Args:
            schema: A schema.
            pointer: Its pointer.
            title: The wanted name of a class for it, as any text.
        """
        found = self._type(LocatedSchema(schema, pointer, title))
        self._components.fill()
        return found

    def _type(self, located: LocatedSchema) -> Node:
        schema = located.schema
        if not isinstance(schema, dict):
            return {}
        if schema.keys() == {"$ref"}:
            return self._references.type(schema["$ref"])
        located = self._components.titled(located)
        if "$ref" in schema or "allOf" in schema:
            return self._all_of(all_parts(located), located)
        return self._conjunction([located], located)

    def _all_of(self, schemas: list[LocatedSchema], whole: LocatedSchema) -> Node:
        """Return the type of a value that fits several schemas."""
        remaining = essential(self._document, schemas)
        if len(remaining) == 1:
            return self._type(remaining[0])
        return self._conjunction(conjuncts(self._document, remaining), whole)

    def _conjunction(
        self, schemas: list[LocatedSchema], whole: LocatedSchema, distributed: frozenset[str] = frozenset()
    ) -> Node:
        """Return the type of a value that fits several schemas, whose references and `allOf` are resolved already.

        Args:
            schemas: The schemas.
            whole: The schema that they are the parts of.
            distributed: Those of them whose alternatives have been chosen.
        """
        groups = open_groups(self._document, schemas, distributed)
        if not groups:
            return self._plain(schemas, whole)
        if values := listed_values(schemas, groups):
            return self._enum(values, schemas, whole)
        found = alternatives(self._document, schemas, groups, whole)
        if not found:
            self._components.note(whole.pointer, "Too many combinations of alternatives (limit 100). They are ignored.")
            return self._plain(schemas, whole)
        distributed |= {part.pointer for part in schemas}
        types = [self._alternative(each, distributed) for each in found]
        self._discriminate(schemas, found, types)
        return self._union(one_of(types), whole)

    def _union(self, node: Node, whole: LocatedSchema) -> Node:
        """Return a union as a component. Unions with the same alternatives share one."""
        plain, null = without_null(node)
        if "oneOf" not in plain:
            return node
        name = self._components.add_box(json.dumps(plain), whole, inline=True)
        self.nodes[name] = boxed(plain)
        return one_of([reference(name), *null])

    def _alternative(self, alternative: Alternative, distributed: frozenset[str]) -> Node:
        if alternative.merged is not None:
            return self._conjunction(alternative.merged, alternative.located, distributed)
        where = alternative.located.pointer
        # An alternative that leads back to itself allows no more values, and following it again would never end.
        if where in self._alternatives:
            return {}
        self._alternatives.add(where)
        node = self._type(alternative.located)
        self._alternatives.remove(where)
        return node

    def _discriminate(self, schemas: list[LocatedSchema], found: list[Alternative], types: list[Node]) -> None:
        for node in [part.schema["discriminator"] for part in schemas if "discriminator" in part.schema]:
            objects = [
                (each.chosen, name)
                for each, of_alternative in zip(found, types, strict=True)
                if (name := component_name(of_alternative))
            ]
            names = frozenset(name for _, name in objects)
            self.discriminators[names] = discriminator(self._document, node, objects)

    def _plain(self, schemas: list[LocatedSchema], whole: LocatedSchema) -> Node:
        """Return the type of a value that fits several schemas without alternatives."""
        types = common_types(own_types(part.schema) for part in schemas)
        values = allowed_values(schemas, types)
        if values is not None and values.misfits is not None:
            fix = "Give the values the type of the schema."
            self._components.note(values.misfits.pointer, "Values of the enum that its type excludes are ignored.", fix)
        if values is not None and values.listed:
            return self._enum(values, schemas, whole)
        return one_of([self._of_json_type(name, schemas, whole) for name in _ordered(types, schemas)])

    def _of_json_type(self, name: str, schemas: list[LocatedSchema], whole: LocatedSchema) -> Node:
        if name == "object":
            return reference(self._object(schemas, whole))
        if name == "array":
            return {"type": "array", "items": self._items(schemas)}
        formats = [part.schema["format"] for part in schemas if part.schema.get("format") in _FORMATS]
        # A UUID is an argument of two types, whether or not formats have types of their own.
        if name == "string" and formats and (self.formats or formats[-1] == "uuid"):
            return {"type": "string", "format": formats[-1]}
        return {"type": name}

    def _enum(self, values: Values, schemas: list[LocatedSchema], whole: LocatedSchema) -> Node:
        known = [value for value in values.listed if value is not None]
        source = values.source or whole
        if len(known) == 1 and isinstance(known[0], str | int | float) and not is_named(source.pointer):
            found = [{"const": known[0]}]
        elif {type(value) for value in known} in ({str}, {int}):
            name, _ = self._components.add([source] if values.source else schemas, source)
            self.nodes[name] = {"enum": known}
            found = [reference(name)]
        else:
            found = [_type_of(value) for value in known]
        return one_of([*found, *([NULL] if None in values.listed else [])])

    def _items(self, schemas: list[LocatedSchema]) -> Node:
        found = [items for part in schemas if (items := _item_schemas(part)) is not None]
        where = frozenset(item.pointer for items in found for item in items)
        # The array has no schema for its items, or it contains itself and has no name by which to refer to it.
        if not found or where in self._arrays:
            return {}
        self._arrays.add(where)
        with self._references.inside_array():
            node = self._item(found)
        self._arrays.remove(where)
        return node

    def _item(self, found: list[list[LocatedSchema]]) -> Node:
        if all(len(items) == 1 for items in found):
            return self._all_of([items[0] for items in found], found[-1][0])
        return one_of([self._type(item) for item in found[-1]])  # a tuple

    def _object(self, schemas: list[LocatedSchema], whole: LocatedSchema) -> str:
        """Return the component for an object."""
        name, new = self._components.add(schemas, whole)
        if new:
            self._components.later(partial(self._fill_object, name, schemas))
        return name

    def _fill_object(self, name: str, schemas: list[LocatedSchema]) -> None:
        found = declared_properties(schemas)
        node: Node = {"type": "object", "properties": {}, "required": []}
        for wire, declared in found.schemas.items():
            parts = conjuncts(self._document, declared)
            if last_value(parts, "x-server-set"):
                continue
            neutral = self._property_names.setdefault(wire, f"property{len(self._property_names) + 1}")
            node["properties"][neutral] = self._all_of(declared, declared[-1])
            required = wire in found.required
            self.components[name].properties[neutral] = _property(wire, parts, required=required)
            if required and not last_value(parts, "writeOnly"):
                node["required"].append(neutral)
        if found.additional:
            node["additionalProperties"] = self._all_of(found.additional, found.additional[-1])
        self.nodes[name] = node


def _property(wire: str, conjuncts: list[LocatedSchema], *, required: bool) -> Property:
    return Property(
        wire=wire,
        description=description_of(conjuncts),
        required=required,
        read_only=bool(last_value(conjuncts, "readOnly")),
        deprecated=bool(last_value(conjuncts, "deprecated")),
        replacement=last_value(conjuncts, "x-deprecated") or "",
        same_as=last_value(conjuncts, "x-same-as"),
        secret=bool(last_value(conjuncts, "x-secret")),
        schemas=tuple(conjuncts),
    )


def _ordered(types: set[str], schemas: list[LocatedSchema]) -> list[str]:
    """Return types in the order of the last list of types. Types that keywords imply have no order."""
    listed = [part.schema["type"] for part in schemas if isinstance(part.schema.get("type"), list)]
    order: list[str] = listed[-1] if listed else []
    return sorted(types, key=lambda name: (order.index(name) if name in order else len(order), name))


def _item_schemas(located: LocatedSchema) -> list[LocatedSchema] | None:
    """Return the schemas of the items of an array. None if the items may be anything."""
    title = f"{located.title} item"
    prefix = [evolve(item, title=title) for item in located.children("prefixItems")]
    items = located.schema.get("items")
    if isinstance(items, dict):
        return [*prefix, located.child(title, "items")]
    # Without `items` there may be more items of any kind.
    return prefix if prefix and items is False else None


def _type_of(value: Any) -> Node:
    """Return the type of a value, whatever it contains."""
    name = json_type(value)
    return {"type": name, "items": {}} if name == "array" else {"type": name}
