"""JSON values for schemas: the examples of the document, or else values that are derived from the limits."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from attrs import evolve

from ..document.document import Document, Node
from ..document.json_types import common_types, own_types
from ..document.located import LocatedSchema, conjuncts, has_structure
from ..document.properties import declared_properties, last_value
from .acceptance import Acceptance
from .components import Component, Property
from .discriminators import discriminator
from .scalars import candidates, limits
from .values import allowed_values

ENDLESS = object()
"""Stands for the value of a schema that contains itself."""

_ALTERNATIVES = ("oneOf", "anyOf")


class Examples:
    """Finds a JSON value for each schema of a document.

    Args:
        document: The document.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._acceptance = Acceptance(document)
        self._known: dict[tuple[str, ...], Any] = {}
        self._open: set[tuple[str, ...]] = set()
        self._cut_short = 0

    def of_model(self, component: Component, shown: Any) -> Node:
        """Return a JSON object for a model, with its required properties and those that the document's example has.

        If the document has no example of the object, the optional properties are those that have an example.

        Args:
            component: The model.
            shown: An example that the document gives elsewhere, or None.
        """
        shown = self._shown_object(component, shown)
        found = {each.wire: self._property(each, shown) for each in component.properties.values()}
        return {wire: value for wire, value in found.items() if value is not ENDLESS}

    def of_schema(self, located: LocatedSchema, shown: Any) -> Any:
        """Return a JSON value for a schema.

        Args:
            located: The schema.
            shown: An example that the document gives elsewhere, or None.
        """
        if shown is not None and self._acceptance([located.schema], shown):
            return shown
        found = self._value([located])
        return None if found is ENDLESS else found

    def _shown_object(self, component: Component, elsewhere: Any) -> Node | None:
        try:
            schema = self._document.lookup(f"#{quote(component.pointer)}")
        except LookupError:
            return None  # a schema of the generator's own
        if elsewhere is not None and self._acceptance([schema], elsewhere):
            shown = elsewhere
        else:
            shown = self._shown(conjuncts(self._document, [LocatedSchema(schema, component.pointer, component.title)]))
        return shown if isinstance(shown, dict) else None

    def _property(self, declared: Property, shown: Node | None) -> Any:
        if shown is not None and declared.wire in shown:
            return shown[declared.wire]
        if declared.required:
            return self._value(declared.schemas)
        return ENDLESS if shown is not None else self._shown(conjuncts(self._document, declared.schemas))

    def _value(self, schemas: Iterable[LocatedSchema]) -> Any:
        parts = conjuncts(self._document, schemas)
        key = tuple(part.pointer for part in parts)
        if key in self._known:
            return self._known[key]
        if key in self._open:
            self._cut_short += 1
            return ENDLESS
        cut_short = self._cut_short
        self._open.add(key)
        found = self._found(parts)
        self._open.discard(key)
        # Within a schema that contains itself, a value may be smaller than it is elsewhere.
        if cut_short == self._cut_short:
            self._known[key] = found
        return found

    def _found(self, parts: list[LocatedSchema]) -> Any:
        constants = [part.schema["const"] for part in parts if "const" in part.schema]
        if constants:
            return constants[-1]
        shown = self._shown(parts, "examples", "example", "default")
        if shown is not ENDLESS:
            return shown
        for index, part in enumerate(parts):
            for keyword in _ALTERNATIVES:
                if any(map(has_structure, part.children(keyword))):
                    return self._alternative(part, keyword, [*parts[:index], *parts[index + 1 :]])
        return self._derived(parts)

    def _shown(self, parts: list[LocatedSchema], *keywords: str) -> Any:
        """Return the first example of these schemas that all of them accept, or `ENDLESS` if there is none."""
        schemas = [part.schema for part in parts]
        for part in reversed(parts):
            for value in _examples(part.schema, keywords or _EXAMPLES):
                if self._acceptance(schemas, value):
                    return value
        return ENDLESS

    def _alternative(self, union: LocatedSchema, keyword: str, others: list[LocatedSchema]) -> Any:
        """Return a value of the first alternative that has one. Null comes last."""
        left = {name: value for name, value in union.schema.items() if name not in {keyword, "discriminator"}}
        known = {part.pointer for part in [union, *others]}
        found = union.children(keyword)
        for chosen in sorted(found, key=lambda each: isinstance(each.schema, dict) and own_types(each.schema) == _NULL):
            added = [part for part in conjuncts(self._document, [chosen]) if part.pointer not in known]
            if added:
                value = self._found([*others, evolve(union, schema=left), *added, *self._tag(union.schema, chosen)])
                if value is not ENDLESS:
                    return value
        return ENDLESS

    def _tag(self, union: Node, chosen: LocatedSchema) -> Iterator[LocatedSchema]:
        """Return what the discriminator of a union says of the chosen alternative."""
        if "discriminator" in union and isinstance(chosen.schema, dict):
            found = discriminator(self._document, union["discriminator"], [(chosen, "chosen")])
            for value in list(found.values)[:1]:
                # A pointer that begins with no slash is that of no schema of the document.
                schema = {"properties": {found.wire: {"const": value}}, "required": [found.wire]}
                yield LocatedSchema(schema, f"the tag of {chosen.pointer}", "")

    def _derived(self, parts: list[LocatedSchema]) -> Any:
        schemas = [part.schema for part in parts]
        values = allowed_values(parts, common_types(map(own_types, schemas)))
        if values is not None and values.listed:
            return next((value for value in values.listed if value is not None), None)
        match _kind(schemas):
            case "object":
                return self._object(parts)
            case "array":
                return self._array(parts)
            case "boolean":
                return True
            case "null":
                return None
            case kind:
                return self._scalar(kind, schemas)

    def _object(self, parts: list[LocatedSchema]) -> Any:
        declared = declared_properties(parts)
        found: Node = {}
        for name in [*declared.schemas, *sorted(declared.required - declared.schemas.keys())]:
            schemas = declared.schemas.get(name, declared.additional)
            own = conjuncts(self._document, schemas)
            if last_value(own, "writeOnly") or last_value(own, "x-server-set"):
                continue
            value = self._value(schemas) if name in declared.required else self._shown(own)
            if value is not ENDLESS:
                found[name] = value
            elif name in declared.required:
                return ENDLESS
        return self._filled(found, parts, declared.additional)

    def _filled(self, found: Node, parts: list[LocatedSchema], additional: list[LocatedSchema]) -> Node:
        """Return an object with as many further properties as it needs at least."""
        least = max((part.schema["minProperties"] for part in parts if "minProperties" in part.schema), default=0)
        value = self._value(additional) if len(found) < least else None
        missing = range(int(least) - len(found)) if value is not ENDLESS else ()
        return {**found, **{f"property{number + 1}": value for number in missing}}

    def _array(self, parts: list[LocatedSchema]) -> Any:
        least = max((part.schema["minItems"] for part in parts if "minItems" in part.schema), default=0)
        most = min((part.schema["maxItems"] for part in parts if "maxItems" in part.schema), default=max(least, 1))
        first = next((part.children("prefixItems") for part in parts if "prefixItems" in part.schema), [])
        found = [self._value([item]) for item in first]
        items = [part.child("", "items") for part in parts if isinstance(part.schema.get("items"), dict)]
        count = int(max(least, min(1, most))) - len(found)
        if count > 0 and (items or not first):
            found += [self._value(items)] * count
        return found if ENDLESS not in found else [] if least == 0 else ENDLESS

    def _scalar(self, kind: str, schemas: Sequence[Node]) -> Any:
        within = limits(schemas)
        found = list(candidates(kind, within))
        return next((value for value in found if self._acceptance(within, value)), found[-1])


_NULL = {"null"}


_EXAMPLES = ("examples", "example")


def _examples(schema: Node, keywords: Iterable[str]) -> Iterator[Any]:
    """Return the examples that a schema has itself under these keywords."""
    for keyword in keywords:
        if keyword in schema:
            yield from schema[keyword] if keyword == "examples" else [schema[keyword]]


def _kind(schemas: Sequence[Node]) -> str:
    """Return the first JSON type that schemas without alternatives allow. Null is the last one."""
    types = common_types(map(own_types, schemas))
    listed = [schema["type"] for schema in schemas if isinstance(schema.get("type"), list)]
    order: list[str] = listed[-1] if listed else []
    known = sorted(types, key=lambda name: (name == "null", order.index(name) if name in order else len(order), name))
    if known:
        return known[0]
    keywords = {keyword for schema in schemas for keyword in schema}
    return "number" if keywords & {"minimum", "maximum"} else "string"
