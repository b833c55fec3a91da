"""Schemas in a form that the engine reads well: what decides about types is left, and nothing else.

Every object and every enum becomes a component under a neutral name (`Schema7`), as do the members (`member3`), so that
no name of the contract can confuse the engine. `allOf` is merged here. Everything else stands where it is used.
"""

from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from .document import Document, Node
from .problem import Problem, pointer

_OBJECT = frozenset({"properties", "additionalProperties", "patternProperties"})
_ARRAY = frozenset({"items", "prefixItems"})
_DECIDING = _OBJECT | _ARRAY | {"$ref", "allOf", "anyOf", "const", "enum", "oneOf", "type"}

_JSON_TYPES = {
    bool: "boolean",
    dict: "object",
    float: "number",
    int: "integer",
    list: "array",
    str: "string",
    type(None): "null",
}
_NULL: Node = {"type": "null"}


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


@frozen
class _Place:
    """A schema with its pointer and the name that a class for it should have."""

    node: Any
    pointer: str
    title: str

    def below(self, title: str, *tokens: object) -> "_Place":
        node = self.node
        for token in tokens:
            node = node[token]
        return _Place(node, self.pointer + pointer(*tokens), title)


@frozen
class _Members:
    """The members of an object, those of its `allOf` included; a name may be declared more than once."""

    places: dict[str, list[_Place]] = field(factory=dict[str, list[_Place]])
    required: set[str] = field(factory=set[str])
    others: list[_Place] = field(factory=list[_Place])
    unions: list[_Place] = field(factory=list[_Place])


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
        self._member_names: dict[str, str] = {}
        self._waiting: list[tuple[str, _Place]] = []
        self._open: list[str] = []

    def shape(self, node: Any, where: str, title: str) -> Node:
        """The type for the engine.

        Args:
            node: A schema.
            where: Its pointer.
            title: What a class for it should be called, as any text.
        """
        shaped = self._shape(_Place(node, where, title))
        while self._waiting:
            name, place = self._waiting.pop(0)
            self.shaped[name] = self._object(name, place)
        return shaped

    def leaves(self, node: Any, seen: frozenset[str] = frozenset()) -> Iterator[Node]:
        """The schemas without references and unions that a value may follow."""
        if not isinstance(node, dict):
            return
        if "$ref" in node and node["$ref"] not in seen:
            yield from self.leaves(self._document.lookup(node["$ref"]), seen | {node["$ref"]})
        for key in ("allOf", "anyOf", "oneOf"):
            for part in node.get(key, []):
                yield from self.leaves(part, seen)
        if _kinds_here(node):
            yield node

    def _shape(self, place: _Place) -> Node:
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
            if key in node and not (_kinds_here(node) - {"object"} or node.keys() & _OBJECT):
                return self._union(place, key)
        return self._plain(place)

    def _referred(self, ref: str) -> Node:
        where = ref[1:]
        if where in self._open:
            self._problem(where, "The schema contains itself other than as a member of an object", "as any value")
            return {}
        self._open.append(where)
        try:
            return self._shape(_Place(self._document.lookup(ref), where, _title(ref)))
        finally:
            self._open.pop()

    def _merged(self, place: _Place, parts: list[_Place]) -> Node:
        """The type for all of the parts at once."""
        kinds = self.kinds(place.node)
        if "object" in kinds:
            shaped = self._plain(_Place({**place.node, "type": "object"}, place.pointer, place.title))
            return _one_of([shaped, _NULL]) if "null" in kinds else shaped
        # The narrowest says it all; the others say less about the same value.
        return self._shape(min(parts, key=self._width))

    def _width(self, part: _Place) -> tuple[bool, int, bool]:
        """How much a schema allows, for comparison."""
        kinds = self.kinds(part.node)
        listed = any("enum" in leaf or "const" in leaf for leaf in self.leaves(part.node))
        return not listed, len(kinds) or len(_JSON_TYPES), "number" in kinds

    def _union(self, place: _Place, key: str) -> Node:
        titles = [f"{place.title} option {index + 1}" for index in range(len(place.node[key]))]
        alternatives = [self._shape(place.below(title, key, index)) for index, title in enumerate(titles)]
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
        values |= {_title(ref): name for ref, name in by_ref.items() if name not in targets.values()}
        wire = node["discriminator"]["propertyName"]
        self.discriminators[frozenset(names)] = Discriminator(wire=wire, values=values)

    def _plain(self, place: _Place) -> Node:
        """The type for a schema that is neither a reference nor a union."""
        node = place.node
        if node.get("enum"):
            return self._enum(place)
        if "const" in node:
            value = node["const"]
            return {"const": value} if isinstance(value, str | int | float) else _of_type(value)
        kinds = [node["type"]] if isinstance(node.get("type"), str) else node.get("type") or sorted(_kinds_here(node))
        shaped: list[Node] = []
        for kind in kinds:
            if kind == "object":
                shaped.append(self._component(place))
            elif kind == "array":
                shaped.append({"type": "array", "items": self._items(place)})
            else:
                shaped.append({"type": kind})
        return _one_of(shaped)

    def _enum(self, place: _Place) -> Node:
        values = place.node["enum"]
        known = [value for value in values if value is not None]
        if {type(value) for value in known} in ({str}, {int}):
            shaped = [self._component(place)]
            self.shaped[str(_component(shaped[0]))] = {"enum": known}
        else:
            shaped = [_of_type(value) for value in known]
        return _one_of([*shaped, *([_NULL] if None in values else [])])

    def _items(self, place: _Place) -> Node:
        title = f"{place.title} item"
        prefix = [place.below(title, "prefixItems", index) for index in range(len(place.node.get("prefixItems", [])))]
        if isinstance(place.node.get("items"), dict):
            return _one_of([self._shape(item) for item in [*prefix, place.below(title, "items")]])
        # Without `items` there may be more items of any kind.
        return _one_of([self._shape(item) for item in prefix]) if place.node.get("items") is False else {}

    def _component(self, place: _Place) -> Node:
        """A reference to the component for an object or enum."""
        if place.pointer not in self._names:
            name = f"Schema{len(self._names) + 1}"
            self._names[place.pointer] = name
            description = str(place.node.get("description", ""))
            self.components[name] = Component(pointer=place.pointer, title=place.title, description=description)
            if not place.node.get("enum"):
                self._waiting.append((name, place))
        return {"$ref": f"#/components/schemas/{self._names[place.pointer]}"}

    def _object(self, name: str, place: _Place) -> Node:
        found = _Members()
        self._collect(place, found, set())
        if found.unions:
            where = found.unions[0].pointer
            self._problem(where, "The alternatives add members to an object", "as an object of any members")
            return {"type": "object"}
        shaped: Node = {"type": "object", "properties": {}, "required": []}
        for wire, places in found.places.items():
            if self._says(places, "x-server-set"):
                continue
            neutral = self._member_names.setdefault(wire, f"member{len(self._member_names) + 1}")
            shaped["properties"][neutral] = self._member_type(places)
            member = self._member(wire, places, required=wire in found.required)
            self.components[name].members[neutral] = member
            if member.required and not self._says(places, "writeOnly"):
                shaped["required"].append(neutral)
        if found.others:
            shaped["additionalProperties"] = self._shape(found.others[-1])
        return shaped

    def _member_type(self, places: list[_Place]) -> Node:
        if len(places) == 1:
            return self._shape(places[0])
        last = places[-1]
        return self._merged(_Place({"allOf": [at.node for at in places]}, last.pointer, last.title), places)

    def _member(self, wire: str, places: list[_Place], *, required: bool) -> Member:
        return Member(
            wire=wire,
            description=str(self._says(places, "description") or ""),
            required=required,
            read_only=bool(self._says(places, "readOnly")),
        )

    def _says(self, places: list[_Place], key: str) -> Any:
        """What a member's schema says under a key: beside a reference, or else where the reference leads."""
        for place in reversed(places):
            node = place.node
            while isinstance(node, dict):
                if key in node:
                    return node[key]
                node = self._document.lookup(node["$ref"]) if "$ref" in node else None
        return None

    def _collect(self, place: _Place, found: _Members, seen: set[str]) -> None:
        """Adds the members that a schema of an object declares."""
        node = place.node
        if not isinstance(node, dict):
            return
        if "$ref" in node and node["$ref"] not in seen:
            seen.add(node["$ref"])
            self._collect(self._target(node["$ref"]), found, seen)
        for index in range(len(node.get("allOf", []))):
            self._collect(place.below(place.title, "allOf", index), found, seen)
        for key in ("oneOf", "anyOf"):
            self._collect_union([place.below(place.title, key, n) for n in range(len(node.get(key, [])))], found, seen)
        for name in node.get("properties", {}):
            found.places.setdefault(name, []).append(place.below(f"{place.title} {name}", "properties", name))
        found.required.update(node.get("required", []))
        if isinstance(node.get("additionalProperties"), dict):
            found.others.append(place.below(f"{place.title} value", "additionalProperties"))

    def _collect_union(self, alternatives: list[_Place], found: _Members, seen: set[str]) -> None:
        adding = [at for at in alternatives if isinstance(at.node, dict) and at.node.keys() & _DECIDING]
        objects = [at for at in adding if self.kinds(at.node) != {"null"}]
        if len(objects) == 1 and len(adding) == len(alternatives):
            self._collect(objects[0], found, seen)
        else:
            found.unions.extend(objects)

    def _target(self, ref: str) -> _Place:
        return _Place(self._document.lookup(ref), ref[1:], _title(ref))

    def kinds(self, node: Any, seen: frozenset[str] = frozenset()) -> set[str]:
        """The JSON types of the values that a schema allows; empty where it allows any."""
        if not isinstance(node, dict):
            return set()
        groups = [_kinds_here(node)]
        if "$ref" in node and node["$ref"] not in seen:
            groups.append(self.kinds(self._document.lookup(node["$ref"]), seen | {node["$ref"]}))
        groups.extend(self.kinds(part, seen) for part in node.get("allOf", []))
        for key in ("oneOf", "anyOf"):
            alternatives = [self.kinds(part, seen) for part in node.get(key, [])]
            groups.append(set[str]().union(*alternatives) if all(alternatives) else set())
        known = [group for group in groups if group]
        return set.intersection(*known) or known[-1] if known else set()

    def _problem(self, where: str, what: str, instead: str) -> None:
        problem = Problem(where, f"{what}; it is read {instead}.", "Simplify that part.")
        if problem not in self.problems:
            self.problems.append(problem)


def _parts(place: _Place) -> list[_Place]:
    """The schemas that must all hold: what stands at a place itself, what it refers to, and its `allOf`."""
    node = place.node
    own = {key: value for key, value in node.items() if key not in {"$ref", "allOf"}}
    parts = [_Place({"$ref": node["$ref"]}, place.pointer, place.title)] if "$ref" in node else []
    parts += [place.below(place.title, "allOf", index) for index in range(len(node.get("allOf", [])))]
    # An object that says no more than that it is one adds nothing to the others.
    adding = [part for part in parts if isinstance(part.node, dict) and part.node.keys() & (_DECIDING | {"required"})]
    says_more = own.keys() & (_DECIDING | {"required"}) - {"type"} or own.get("type", "object") != "object"
    if says_more or not adding:
        adding.append(_Place(own, place.pointer, place.title))
    return adding


def _kinds_here(node: Node) -> set[str]:
    """The JSON types that the schema itself allows, without those that it refers to; empty where it allows any."""
    kinds = node.get("type")
    if kinds is not None:
        return {kinds} if isinstance(kinds, str) else set(kinds)
    values = node["enum"] if node.get("enum") else [node["const"]] if "const" in node else []
    if values:
        return {_JSON_TYPES[type(value)] for value in values}
    return ({"object"} if node.keys() & _OBJECT else set()) | ({"array"} if node.keys() & _ARRAY else set())


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
    kind = _JSON_TYPES[type(value)]
    return {"type": kind, "items": {}} if kind == "array" else {"type": kind}


def _component(shaped: Node) -> str | None:
    """The neutral name of a component."""
    return str(shaped["$ref"]).rpartition("/")[2] if "$ref" in shaped else None


def _title(ref: str) -> str:
    return ref.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
