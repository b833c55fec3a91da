"""The serialisation of parameters and headers."""

from typing import Any

from ...document.document import Node, style_of
from ..schemas.shapes import Shape

_SCALARS = frozenset({"null", "boolean", "integer", "number", "string"})


def style(place: str, node: Node, shape: Shape) -> dict[str, Any]:
    """Return the style of a parameter, without settings that make no difference for its values.

    Args:
        place: Where it is sent: query, path, header or cookie.
        node: The parameter.
        shape: Its values.
    """
    if "content" in node:
        return {"content": True}
    name, explode = style_of({**node, "in": place})
    found: dict[str, Any] = {}
    if not shape.types <= _SCALARS:
        found = {"style": name, "explode": explode}
    elif name in ("label", "matrix"):
        found = {"style": name}
    if place == "query":
        found |= {key: True for key in ("allowReserved", "allowEmptyValue") if node.get(key) is True}
    return found
