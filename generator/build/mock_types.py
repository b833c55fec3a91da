"""Turns the schemas of requests into Python types."""

from collections.abc import Iterable

from ..document.document import Document
from ..document.json_types import json_type, json_types, leaf_schemas, own_types
from ..document.located import LocatedSchema, referred
from ..document.problem import ContractError, Problem
from ..document.properties import keyword, object_properties
from ..ir import names
from ..ir.mock_requests import Attribute, Class, Type

_ANYTHING = Type("Any")
_MAPPING = Type("Mapping[str, Any]")
_FIX = "Limit its depth."
_SCALARS = {
    "boolean": Type("bool"),
    # JSON Schema takes 2.0 for an integer.
    "integer": Type("int", "int({})".format),
    "number": Type("float"),
    "string": Type("str"),
}


class RequestTypes:
    """Turns schemas into types, and the objects in them into classes.

    Args:
        document: The contract.
        taken: Names that the classes must not have.

    Attributes:
        objects: The classes of objects by name, each after those that it uses.
    """

    def __init__(self, document: Document, taken: Iterable[str]) -> None:
        self.objects: dict[str, Class] = {}
        self._document = document
        self._taken = list(taken)
        self._by_pointer: dict[str, Type] = {}
        self._open: list[str] = []

    def type(self, place: LocatedSchema) -> Type:
        """Return the type of a value that fits a schema.

        Raises:
            ContractError: The schema contains itself.
        """
        allowed = json_types(self._document, place.schema)
        some = sorted(allowed - {"null"})
        if not some:
            return _ANYTHING
        found = self._of_kind(some[0], self._followed(place)) if len(some) == 1 else _one_of(some)
        return found.optional if "null" in allowed else found

    def mapping(self, place: LocatedSchema) -> Type:
        """Return the type of an object without known properties.

        Raises:
            ContractError: The schema is not that of an object.
        """
        if json_types(self._document, place.schema) == {"object"}:
            return _MAPPING
        problem = Problem(place.pointer, "The body of a request to the mock must be an object.", "Use an object.")
        raise ContractError(self._document.file, [problem])

    def attributes(self, place: LocatedSchema, source: str) -> list[Attribute]:
        """Return the attributes for the properties of an object, without those that clients must not send.

        Args:
            place: The schema of the object.
            source: The dictionary that holds the values.
        """
        found = object_properties(self._document, place)
        # A class cannot have the properties of alternatives.
        sent = {
            wire: places for wire, places in found.schemas.items() if not (found.alternatives or self._is_set(places))
        }
        unique = names.unique(names.identifier(wire, names.REQUEST_RESERVED) for wire in sent)
        return [
            Attribute(
                name=name,
                wire=wire,
                source=source,
                type=self.type(_joined(places)),
                required=wire in found.required,
                description=str(keyword(self._document, places, "description") or ""),
                secret=bool(keyword(self._document, places, "x-secret")),
            )
            for name, (wire, places) in zip(unique, sent.items(), strict=True)
        ]

    def _is_set(self, places: list[LocatedSchema]) -> bool:
        """Return whether the service sets a property, so that clients must not send it."""
        return any(keyword(self._document, places, key) for key in ("x-server-set", "readOnly"))

    def _followed(self, place: LocatedSchema) -> LocatedSchema:
        """Return the schema that decides: where a reference leads, or the only part that says anything but null."""
        while isinstance(place.schema, dict) and not own_types(place.schema):
            parts = [part for key in ("allOf", "anyOf", "oneOf") for part in place.children(key)]
            if "$ref" in place.schema:
                parts.append(referred(self._document, place.schema["$ref"]))
            deciding = [part for part in parts if self._decides(part)]
            if len(deciding) != 1:
                break
            place = deciding[0]
        return place

    def _decides(self, part: LocatedSchema) -> bool:
        return "required" in part.schema or json_types(self._document, part.schema) not in (set(), {"null"})

    def _of_kind(self, kind: str, place: LocatedSchema) -> Type:
        if kind == "array":
            return self._array(place)
        if kind == "object":
            return self._object(place)
        return self._literal(kind, place) or _SCALARS[kind]

    def _literal(self, kind: str, place: LocatedSchema) -> Type | None:
        """Return the type of an enum or constant, or None if other values fit as well."""
        found = [leaf for leaf in leaf_schemas(self._document, place.schema) if kind in own_types(leaf)]
        if kind == "number" or not all("const" in leaf or leaf.get("enum") for leaf in found):
            return None
        values = [
            value for leaf in found for value in (leaf.get("enum") or [leaf["const"]]) if json_type(value) == kind
        ]
        return Type(f"Literal[{', '.join(map(repr, dict.fromkeys(values)))}]") if values else None

    def _array(self, place: LocatedSchema) -> Type:
        if not isinstance(place.schema.get("items"), dict):
            return _list_of(_ANYTHING)
        return _list_of(self.type(place.child(f"{place.title} item", "items")))

    def _object(self, place: LocatedSchema) -> Type:
        if place.pointer in self._open:
            problem = Problem(place.pointer, "The schema contains itself, which the mock does not support.", _FIX)
            raise ContractError(self._document.file, [problem])
        if place.pointer not in self._by_pointer:
            self._open.append(place.pointer)
            attributes = self.attributes(place, "values")
            self._open.pop()
            self._by_pointer[place.pointer] = self._class(place, attributes) if attributes else _MAPPING
        return self._by_pointer[place.pointer]

    def _class(self, place: LocatedSchema, attributes: list[Attribute]) -> Type:
        plain = names.class_name(place.title, names.REQUEST_CLASS_RESERVED)
        name = names.unique([*self._taken, *self.objects, plain])[-1]
        description = str(keyword(self._document, [place], "description") or plain)
        self.objects[name] = Class.of(name, description, attributes)
        return Type(name, f"{name}.read({{}})".format, frozenset({name}))


def _joined(places: list[LocatedSchema]) -> LocatedSchema:
    """Return one schema for a property that is declared in several places."""
    last = places[-1]
    return (
        last if len(places) == 1 else LocatedSchema({"allOf": [at.schema for at in places]}, last.pointer, last.title)
    )


def _one_of(some: list[str]) -> Type:
    """Return the type of values of several kinds. They stay as they are."""
    if not _SCALARS.keys() >= {*some}:
        return _ANYTHING
    # A float in an annotation admits an int.
    kept = [kind for kind in some if kind != "integer" or "number" not in some]
    return Type(" | ".join(_SCALARS[kind].annotation for kind in kept))


def _list_of(item: Type) -> Type:
    def convert(value: str) -> str:
        each = "inner" if value == "item" else "item"
        read = item.read(each)
        return f"tuple({value})" if read == each else f"tuple({read} for {each} in {value})"

    return Type(f"tuple[{item.annotation}, ...]", convert, item.objects)
