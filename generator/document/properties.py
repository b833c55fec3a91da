"""The properties of an object, collected from all the places where its schema declares them."""

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import field, frozen

from .document import Document
from .json_types import json_types
from .located import LocatedSchema, alternative_groups, conjuncts, has_structure


@frozen
class Properties:
    """The properties of an object, as its schema declares them.

    Attributes:
        schemas: The schemas of each property. There are several if `allOf` declares a property again.
        required: The names of the required properties.
        additional: The schemas of properties that are not declared by name.
        alternatives: The alternatives that declare further properties.
    """

    schemas: dict[str, list[LocatedSchema]] = field(factory=dict[str, list[LocatedSchema]])
    required: set[str] = field(factory=set[str])
    additional: list[LocatedSchema] = field(factory=list[LocatedSchema])
    alternatives: list[LocatedSchema] = field(factory=list[LocatedSchema])


def object_properties(document: Document, located: LocatedSchema) -> Properties:
    """Return the properties that a schema declares, including its references."""
    pending = conjuncts(document, [located])
    alternatives: list[LocatedSchema] = []
    seen: set[str] = set()
    found: list[LocatedSchema] = []
    while pending:
        part = pending.pop(0)
        if part.pointer in seen:
            continue
        seen.add(part.pointer)
        found.append(part)
        for group in alternative_groups(part):
            objects = [each for each in group if json_types(document, each.schema) != {"null"} and has_structure(each)]
            # A union of one object and null has the properties of the object.
            if len(objects) == 1 and all(map(has_structure, group)):
                pending = [*conjuncts(document, objects), *pending]
            else:
                alternatives += objects
    declared = declared_properties(found)
    declared.alternatives.extend(alternatives)
    return declared


def declared_properties(conjuncts: Iterable[LocatedSchema]) -> Properties:
    """Return the properties that some schemas declare themselves."""
    found = Properties()
    for located in conjuncts:
        schema = located.schema
        for name in schema.get("properties", {}):
            child = located.child(f"{located.title} {name}", "properties", name)
            found.schemas.setdefault(name, []).append(child)
        found.required.update(schema.get("required", []))
        found.additional.extend(_additional(located))
    return found


def _additional(located: LocatedSchema) -> list[LocatedSchema]:
    schema = located.schema
    title = f"{located.title} value"
    if isinstance(schema.get("additionalProperties"), dict):
        return [located.child(title, "additionalProperties")]
    patterns = schema.get("patternProperties", {})
    # A single pattern describes every value only if all other names are excluded.
    if len(patterns) == 1 and schema.get("additionalProperties") is False:
        return [located.child(title, "patternProperties", pattern) for pattern in patterns]
    return []


def keyword(document: Document, schemas: Iterable[LocatedSchema], name: str) -> Any:
    """Return the value of a keyword in the last schema of a property that has it, or None. References are followed."""
    return last_value(conjuncts(document, schemas), name)


def last_value(conjuncts: Sequence[LocatedSchema], name: str) -> Any:
    """Return the value of a keyword in the last conjunct that has it, or None."""
    return next((located.schema[name] for located in reversed(conjuncts) if name in located.schema), None)
