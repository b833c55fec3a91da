"""The encodings of the properties of forms."""

from collections.abc import Callable
from typing import Any

from ...document.document import Node
from ..schemas.shapes import Parts, Shape

_URLENCODED = "application/x-www-form-urlencoded"
_FORMS = ("multipart/", _URLENCODED)


def encodings(media_type: str, node: Node, shape: Callable[[Parts], Shape], schema: Parts) -> dict[str, dict[str, Any]]:
    """Return the encoding of each property of a form, without defaults. Empty for other bodies.

    Args:
        media_type: The media type of the body.
        node: The media type object.
        shape: Returns the values of schemas.
        schema: The schema of the body.
    """
    if not media_type.startswith(_FORMS):
        return {}
    found: dict[str, dict[str, Any]] = {}
    for atom in shape(schema).atoms:
        for name, parts in atom.properties.items():
            encoding = node.get("encoding", {}).get(name, {})
            found[name] = _encoding(encoding, shape(parts).types, is_form=media_type == _URLENCODED)
    return found


def _encoding(node: Node, types: frozenset[str], *, is_form: bool) -> dict[str, Any]:
    found: dict[str, Any] = {key: node[key] for key in ("style", "explode", "allowReserved") if key in node}
    if not found.get("allowReserved"):
        found.pop("allowReserved", None)
    if "style" in found or "explode" in found or (is_form and "contentType" not in node):
        style = found.setdefault("style", "form")
        found.setdefault("explode", style == "form")
        if not types & {"array", "object"}:
            found.pop("explode")
    elif "contentType" in node and node["contentType"] != _default(types):
        found["contentType"] = sorted({each.strip().lower() for each in node["contentType"].split(",")})
    return found


def _default(types: frozenset[str]) -> str:
    types -= {"null"}
    if types == {"object"}:
        return "application/json"
    return "text/plain" if types and not types & {"object", "array"} else ""


def is_only_wider(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Return whether an encoding only accepts more media types than another one."""
    return old.keys() == new.keys() == {"contentType"} and set(old["contentType"]) <= set(new["contentType"])
