"""Redirects that are the success of an operation: the object that a client reads from the location."""

from ..document.document import Document, Node
from ..document.json_types import json_types
from ..document.located import LocatedSchema, referred
from ..document.properties import object_properties

LOCATION = "location"
"""The property that is the location itself."""

_KINDS = ("boolean", "integer", "number")


def redirect(document: Document, response: Node) -> LocatedSchema:
    """Return the schema of the object that a response with `x-redirect` stands for.

    It has the parameters in the query of the location, and the location itself.
    """
    target = referred(document, response["x-redirect"]["$ref"])
    header = document.deref(response.get("headers", {}).get("Location", {}))
    described = {"description": header["description"]} if "description" in header else {}
    example = {"examples": [header["example"]]} if "example" in header else {}
    schema = header.get("schema", {})
    found = {**(schema if isinstance(schema, dict) else {}), "type": "string", **described, **example}
    own = {"type": "object", "required": [LOCATION], "properties": {LOCATION: found}}
    whole = {"description": target.schema.get("description", ""), "allOf": [response["x-redirect"], own]}
    return LocatedSchema(whole, target.pointer, target.title)


def kinds(document: Document, response: Node) -> tuple[tuple[str, str], ...]:
    """Return the parameters in the query of a location that are not text, each with its type.

    A question mark after the type says that the parameter can be null.
    """
    target = referred(document, response["x-redirect"]["$ref"])
    found: list[tuple[str, str]] = []
    for name, places in object_properties(document, target).schemas.items():
        types = json_types(document, {"allOf": [place.schema for place in places]})
        kind = next((kind for kind in _KINDS if kind in types and "string" not in types), "string")
        nullable = "?" if "null" in types else ""
        if kind + nullable != "string":
            found.append((name, kind + nullable))
    return tuple(found)
