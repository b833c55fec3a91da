"""The properties that a schema documents, as JSON pointers, and those that a body has."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, cast

from attrs import frozen

from .validation import Schema

ANY = "*"
"""The step of a pointer that stands for every item of an array."""


@frozen
class Property:
    """A documented property.

    Attributes:
        pointer: Its JSON pointer, such as `/keys/*/note`.
        clue: A text that occurs in every compact JSON body that has the property and matches the schema. A required
            property shares its clue with its siblings, so that few texts need to be searched for.
    """

    pointer: str
    clue: bytes


def documented(schema: Schema) -> tuple[Property, ...]:
    """Return the properties that a schema documents, at any depth, each once."""
    objects = list(_objects(schema, ""))
    times = Counter(name for _, found in objects for name in found["properties"])
    clues: dict[str, bytes] = {}
    for pointer, found in objects:
        required = found.get("required", ())
        # The rarest name is the best sign that this object is in the body.
        rarest = min(required, key=lambda name: times[name], default="")
        for name in found["properties"]:
            clue = rarest if name in required else name
            clues.setdefault(f"{pointer}/{step(name)}", b'"%b":' % clue.encode())
    return tuple(Property(pointer, clue) for pointer, clue in clues.items())


def step(name: str) -> str:
    """Return a property's name as a step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def container(pointer: str) -> str:
    """Return the pointer of the property whose value, or whose items, contain a property."""
    return pointer.rpartition("/")[0].removesuffix(f"/{ANY}")


def has(value: object, pointer: str) -> bool:
    """Return whether a JSON value has a property. For arrays, one item that has it is enough."""
    return _has(value, pointer.split("/")[1:])


def _has(value: object, steps: list[str]) -> bool:
    if not steps:
        return True
    if isinstance(value, list):
        return steps[0] == ANY and any(_has(item, steps[1:]) for item in cast("list[object]", value))
    if not isinstance(value, dict):
        return False
    name = steps[0].replace("~1", "/").replace("~0", "~")
    properties = cast("Mapping[str, object]", value)
    return name in properties and _has(properties[name], steps[1:])


def _objects(schema: Schema, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the schemas of objects within a schema, with their pointers."""
    for keyword in ("oneOf", "anyOf", "allOf"):
        for part in schema.get(keyword, ()):
            yield from _objects(part, pointer)
    if isinstance(items := schema.get("items"), dict):
        yield from _objects(cast("Schema", items), f"{pointer}/{ANY}")
    if "properties" in schema:
        yield pointer, schema
        for name, part in schema["properties"].items():
            yield from _objects(part, f"{pointer}/{step(name)}")
