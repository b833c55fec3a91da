"""The items of arrays and the properties of objects."""

import re
from collections.abc import Iterator
from math import inf

from attrs import evolve

from ...document.located import LocatedSchema
from .limits import EVERYTHING
from .shapes import Atom, Parts


def array(atom: Atom, schemas: Parts) -> Atom:
    """Return the atom of an array, with its items."""
    longest = max((len(each.schema.get("prefixItems", ())) for each in schemas), default=0)
    prefix = tuple(tuple(part for each in schemas for part in _item(each, index)) for index in range(longest))
    items = tuple(each.child("", "items") for each in schemas if "items" in each.schema)
    none = any(part.schema is False for part in items)
    found = dict(atom.limits)
    if none and found.get("maxItems", longest) >= longest:
        found["maxItems"] = longest
    most = found.get("maxItems", inf)
    if most <= 1:
        found.pop("uniqueItems", None)
    prefix = prefix[: int(min(most, longest))]
    none = none or most <= longest
    return evolve(atom, limits=found, prefix=prefix, items=() if none else items)


def _item(located: LocatedSchema, index: int) -> Iterator[LocatedSchema]:
    if index < len(located.schema.get("prefixItems", ())):
        yield located.child("", "prefixItems", index)
    elif "items" in located.schema:
        yield located.child("", "items")


def property_parts(located: LocatedSchema, name: str) -> Iterator[LocatedSchema]:
    """Return the schemas that a schema applies to a property."""
    schema = located.schema
    found = [("properties", name)] if name in schema.get("properties", {}) else []
    found += [("patternProperties", each) for each in schema.get("patternProperties", {}) if matches(each, name)]
    if found:
        yield from (located.child("", *tokens) for tokens in found)
    elif "additionalProperties" in schema:
        yield located.child("", "additionalProperties")


def additional_parts(located: LocatedSchema) -> list[LocatedSchema]:
    """Return the schemas that apply to the properties that a schema does not name."""
    patterns = [each for each in located.schema.get("patternProperties", {}) if each in EVERYTHING]
    if patterns:
        return [located.child("", "patternProperties", each) for each in patterns]
    return [located.child("", "additionalProperties")] if "additionalProperties" in located.schema else []


def matches(pattern: str, name: str) -> bool:
    """Return whether a name matches a pattern. No name matches a pattern that Python cannot compile."""
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False


def patterns(schemas: Parts) -> dict[str, Parts]:
    """Return the schemas for properties whose names match a pattern, by pattern."""
    found: dict[str, Parts] = {}
    for each in schemas:
        for pattern in each.schema.get("patternProperties", {}).keys() - EVERYTHING:
            found[pattern] = (*found.get(pattern, ()), each.child("", "patternProperties", pattern))
    return found


def dependents(schemas: Parts) -> dict[str, Parts]:
    """Return the schemas for objects that have a property, by the name of the property."""
    found: dict[str, Parts] = {}
    for each in schemas:
        for name, required in each.schema.get("dependentRequired", {}).items():
            if required:
                where = f"{each.pointer}/dependentRequired/{name}"
                found[name] = (*found.get(name, ()), LocatedSchema({"required": required}, where, ""))
        for name in each.schema.get("dependentSchemas", {}):
            if each.schema["dependentSchemas"][name] not in (True, {}):
                found[name] = (*found.get(name, ()), each.child("", "dependentSchemas", name))
    return found
