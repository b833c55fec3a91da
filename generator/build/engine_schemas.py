"""Schemas in a form that the engine reads well: what decides about types is left, and nothing else.

Every object and every enum becomes a component under a neutral name (`Schema7`), as do the members (`member3`), so that
no name of the contract can confuse the engine. `allOf` is merged here. Everything else stands where it is used.
"""

from typing import Any

from attrs import evolve, field, frozen

from ..document.document import Document, Node
from ..document.json_types import OBJECT, kind_of, kinds, leaves, own_kinds
from ..document.problem import Problem
from ..document.properties import DECIDING, Place, collect, says, target

_NULL: Node = {"type": "null"}

# Arrays and unions stand where they are used, in full. Contracts could make types of any length of that.
_DEEPEST = 10


@frozen(kw_only=True)
class Member:
    """A member of an object.

    Attributes:
        wire: Its name in JSON.
        description: What the contract says of it.
        required: Whether a request must have it.
        read_only: Whether a request must not have it.
    """

    wire: str
    description: str
    required: bool
    read_only: bool


@frozen(kw_only=True)
class Component:
    """An object or enum of the contract.

    Attributes:
        pointer: Where it stands.
        title: What a class for it should be called, as any text.
        description: What the contract says of it.
        members: The members of an object, by neutral name.
    """

    pointer: str
    title: str
    description: str
    members: dict[str, Member] = field(factory=dict[str, Member])


@frozen(kw_only=True)
class Discriminator:
    """How an object says which alternative of a union it is: in which member, and by which values."""

    wire: str
    values: dict[str, str]


class Schemas:
    """Turns the schemas of a document into components and types for the engine.

    Attributes:
        shaped: The components for the engine, by neutral name.
        components: What the contract says of them.
        discriminators: How to tell the alternatives of a union apart, by the set of their names.
        problems: What could not be taken over.
    """

    def __init__(self, document: Document) -> None:
        self.shaped: dict[str, Node] = {}
        self.components: dict[str, Component] = {}
        self.discriminators: dict[frozenset[str], Discriminator] = {}
        self.problems: list[Problem] = []
        self._document = document
        self._names: dict[str, str] = {}
        self._referred_types: dict[str, Node] = {}
        self._member_names: dict[str, str] = {}
        self._waiting: list[tuple[str, Place]] = []
        self._open: list[str] = []

    def shape(self, node: Any, where: str, title: str) -> Node:
        """The type for the engine.

        Args:
            node: A schema.
            where: Its pointer.
            title: What a class for it should be called, as any text.
        """
        shaped = self._shape(Place(node, where, title))
        while self._waiting:
            name, place = self._waiting.pop(0)
            self.shaped[name] = self._object(name, place)
        return shaped

    def _shape(self, place: Place) -> Node:
        node = place.node
        if not isinstance(node, dict):
            return {}
        parts = _parts(place)
        if len(parts) > 1:
            return self._merged(place, parts)
        if "$ref" in node:
            return self._referred(node["$ref"])
        if "allOf" in node:
            return self._shape(parts[0]) if parts else {}
        for key in ("oneOf", "anyOf"):
            if key in node and not (own_kinds(node) - {"object"} or node.keys() & OBJECT):
                return self._union(place, key)
        return self._plain(place)

    def _referred(self, ref: str) -> Node:
        place = target(self._document, ref)
        if place.pointer not in self._referred_types:
            if place.pointer in self._open or len(self._open) == _DEEPEST:
                what = "The schema contains itself, or many others, other than as members of objects"
                self._problem(place.pointer, what, "as any value")
                return {}
            self._open.append(place.pointer)
            self._referred_types[place.pointer] = self._shape(place)
            self._open.pop()
        return self._referred_types[place.pointer]

    def _merged(self, place: Place, parts: list[Place]) -> Node:
        """The type for all of the parts at once."""
        allowed = kinds(self._document, place.node)
        if "object" in allowed:
            shaped = self._plain(Place({**place.node, "type": "object"}, place.pointer, place.title))
            return _one_of([shaped, _NULL]) if "null" in allowed else shaped
        # The narrowest says it all; the others say less about the same value.
        return self._shape(min(parts, key=self._width))

    def _width(self, part: Place) -> tuple[bool, int, bool]:
        """How much a schema allows, for comparison."""
        allowed = kinds(self._document, part.node)
        listed = any("enum" in leaf or "const" in leaf for leaf in leaves(self._document, part.node))
        return not listed, len(allowed) or 7, "number" in allowed

    def _union(self, place: Place, key: str) -> Node:
        places = [
            evolve(at, title=f"{place.title} option {index}") for index, at in enumerate(place.all_below(key), start=1)
        ]
        alternatives = list(map(self._shape, places))
        if "discriminator" in place.node:
            self._discriminate(place.node, key, alternatives)
        return _one_of(alternatives)

    def _discriminate(self, node: Node, key: str, alternatives: list[Node]) -> None:
        refs = [part["$ref"] for part in node[key] if isinstance(part, dict) and "$ref" in part]
        names = [name for shaped in alternatives if (name := _component(shaped))]
        if not len(refs) == len(names) == len([shaped for shaped in alternatives if shaped != _NULL]):
            return
        by_ref = dict(zip(refs, names, strict=True))
        mapping = node["discriminator"].get("mapping", {})
        targets = {
            value: by_ref.get(ref) or by_ref.get(f"#/components/schemas/{ref}") for value, ref in mapping.items()
        }
        values = {value: name for value, name in targets.items() if name}
        # Without a value in the mapping, an alternative goes by its name.
        values |= {
            target(self._document, ref).title: name for ref, name in by_ref.items() if name not in targets.values()
        }
        wire = node["discriminator"]["propertyName"]
        self.discriminators[frozenset(names)] = Discriminator(wire=wire, values=values)

    def _plain(self, place: Place) -> Node:
        """The type for a schema that is neither a reference nor a union."""
        node = place.node
        if node.get("enum"):
            return self._enum(place)
        if "const" in node:
            value = node["const"]
            return {"const": value} if isinstance(value, str | int | float) else _of_type(value)
        # A list of types has an order. Types that keywords imply have none.
        listed = node["type"] if isinstance(node.get("type"), list) else sorted(own_kinds(node))
        shaped: list[Node] = []
        for kind in listed:
            if kind == "object":
                shaped.append(self._component(place))
            elif kind == "array":
                shaped.append({"type": "array", "items": self._items(place)})
            else:
                shaped.append({"type": kind})
        return _one_of(shaped)

    def _enum(self, place: Place) -> Node:
        values = place.node["enum"]
        known = [value for value in values if value is not None]
        if {type(value) for value in known} in ({str}, {int}):
            shaped = [self._component(place)]
            self.shaped[str(_component(shaped[0]))] = {"enum": known}
        else:
            shaped = [_of_type(value) for value in known]
        return _one_of([*shaped, *([_NULL] if None in values else [])])

    def _items(self, place: Place) -> Node:
        title = f"{place.title} item"
        prefix = [evolve(at, title=title) for at in place.all_below("prefixItems")]
        if isinstance(place.node.get("items"), dict):
            return _one_of([self._shape(item) for item in [*prefix, place.below(title, "items")]])
        # Without `items` there may be more items of any kind.
        return _one_of([self._shape(item) for item in prefix]) if place.node.get("items") is False else {}

    def _component(self, place: Place) -> Node:
        """A reference to the component for an object or enum."""
        if place.pointer not in self._names:
            name = f"Schema{len(self._names) + 1}"
            self._names[place.pointer] = name
            description = str(place.node.get("description", ""))
            self.components[name] = Component(pointer=place.pointer, title=place.title, description=description)
            if not place.node.get("enum"):
                self._waiting.append((name, place))
        return {"$ref": f"#/components/schemas/{self._names[place.pointer]}"}

    def _object(self, name: str, place: Place) -> Node:
        found = collect(self._document, place)
        if found.unions:
            where = found.unions[0].pointer
            self._problem(where, "The alternatives add members to an object", "as an object of any members")
            return {"type": "object"}
        shaped: Node = {"type": "object", "properties": {}, "required": []}
        for wire, places in found.places.items():
            if says(self._document, places, "x-server-set"):
                continue
            neutral = self._member_names.setdefault(wire, f"member{len(self._member_names) + 1}")
            shaped["properties"][neutral] = self._member_type(places)
            member = self._member(wire, places, required=wire in found.required)
            self.components[name].members[neutral] = member
            if member.required and not says(self._document, places, "writeOnly"):
                shaped["required"].append(neutral)
        if found.others:
            shaped["additionalProperties"] = self._shape(found.others[-1])
        return shaped

    def _member_type(self, places: list[Place]) -> Node:
        if len(places) == 1:
            return self._shape(places[0])
        last = places[-1]
        return self._merged(Place({"allOf": [at.node for at in places]}, last.pointer, last.title), places)

    def _member(self, wire: str, places: list[Place], *, required: bool) -> Member:
        return Member(
            wire=wire,
            description=str(says(self._document, places, "description") or ""),
            required=required,
            read_only=bool(says(self._document, places, "readOnly")),
        )

    def _problem(self, where: str, what: str, instead: str) -> None:
        problem = Problem(where, f"{what}; it is read {instead}.", "Simplify that part.")
        if problem not in self.problems:
            self.problems.append(problem)


def _parts(place: Place) -> list[Place]:
    """The schemas that must all hold: what stands at a place itself, what it refers to, and its `allOf`."""
    node = place.node
    own = {key: value for key, value in node.items() if key not in {"$ref", "allOf"}}
    parts = [Place({"$ref": node["$ref"]}, place.pointer, place.title)] if "$ref" in node else []
    parts += place.all_below("allOf")
    # An object that says no more than that it is one adds nothing to the others.
    adding = [part for part in parts if isinstance(part.node, dict) and part.node.keys() & (DECIDING | {"required"})]
    says_more = own.keys() & (DECIDING | {"required"}) - {"type"} or own.get("type", "object") != "object"
    if says_more or not adding:
        adding.append(Place(own, place.pointer, place.title))
    return adding


def _one_of(alternatives: list[Node]) -> Node:
    """The union of types, flat and each type once; any value if one of them is."""
    flat: list[Node] = []
    for shaped in alternatives:
        for part in shaped.get("oneOf", [shaped]):
            if not part:
                return {}
            if part not in flat:
                flat.append(part)
    return {"oneOf": flat} if len(flat) > 1 else (flat[0] if flat else {})


def _of_type(value: Any) -> Node:
    """The type of a value, whatever it holds."""
    kind = kind_of(value)
    return {"type": kind, "items": {}} if kind == "array" else {"type": kind}


def _component(shaped: Node) -> str | None:
    """The neutral name of a component."""
    return str(shaped["$ref"]).rpartition("/")[2] if "$ref" in shaped else None
