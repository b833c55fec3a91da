"""The parameters of operations, and the styles in which their values are written."""

from collections.abc import Iterator
from typing import Any

from ..document.document import Document, Node, PathOperation, path_names, style_of
from ..document.json_types import leaf_schemas, own_types
from .media import request_media
from .paths import fixed_query
from .security import is_header_name
from .unsupported import UnsupportedError

_SIMPLE = "Use a parameter whose value is simple, or an array of simple values."

# The functions of the SDK's `_styles`, by location, style, whether it explodes, and structure of the value.
_STYLES: dict[tuple[str, str, bool, str], str | None] = {
    ("query", "form", True, "array"): None,
    ("query", "form", False, "array"): "comma_separated",
    ("query", "form", True, "object"): "exploded_object",
    ("query", "form", False, "object"): "object_list",
    ("query", "spaceDelimited", True, "array"): None,
    ("query", "spaceDelimited", False, "array"): "space_separated",
    ("query", "pipeDelimited", True, "array"): None,
    ("query", "pipeDelimited", False, "array"): "pipe_separated",
    **{
        ("query", "deepObject", explode, structure): "deep_object"
        for explode in (True, False)
        for structure in ("array", "object", "nested")
    },
    ("cookie", "form", False, "array"): "comma_separated",
    ("cookie", "form", False, "object"): "object_list",
    **{
        (location, "simple", explode, structure): style
        for location in ("path", "header")
        for explode in (True, False)
        for structure, style in (
            ("array", "comma_separated"),
            ("object", "object_pairs" if explode else "object_list"),
        )
    },
}
_OPEN = {"array", "object"}


def sent_parameters(document: Document, operation: PathOperation) -> list[Node]:
    """Return the parameters that clients send, those of the path first and in its order."""
    fixed = dict(fixed_query(operation.path))
    nodes = [
        node
        for node in document.parameters(operation)
        if not _is_not_sent(node) and not (node["in"] == "query" and node["name"] in fixed)
    ]
    order = path_names(operation.path)
    return sorted(nodes, key=lambda node: order.index(node["name"]) if _is_in(order, node) else len(order))


def parameter_schema(parameter: Node) -> Any:
    """Return the schema of a parameter, from `schema` or `content`."""
    if "schema" in parameter:
        return parameter["schema"]
    content: Node = parameter.get("content", {})
    return next((media.get("schema", {}) for media in content.values()), {})


def parameter_style(document: Document, parameter: Node) -> str | None:
    """Return the function of `_styles` that writes the value. None if it is written as plain text.

    Raises:
        UnsupportedError: The parameter cannot be sent.
    """
    location, name = parameter["in"], parameter["name"]
    if location in {"header", "cookie"} and not is_header_name(name):
        raise UnsupportedError(f"HTTP does not allow a {location} named {name}", "Use another name.")
    if "content" in parameter:
        media = request_media(document, parameter["content"])
        if media is None or media.form != "json":
            raise UnsupportedError("its content is not JSON", "Use application/json.")
        return "json_text"
    style, explode = style_of(parameter)
    if style in {"label", "matrix"}:
        raise UnsupportedError(f"its style is {style}", "Use the style simple.")
    structures = set(_structures(document, parameter_schema(parameter))) - {"simple"}
    if not structures:
        return None
    key = (location, style, explode, min(structures))
    if len(structures) > 1 or key not in _STYLES:
        found = " or ".join(sorted(structures))
        raise UnsupportedError(f"OpenAPI does not define how to write its value ({found}, style {style})", _SIMPLE)
    return _STYLES[key]


def _structures(document: Document, schema: Any) -> Iterator[str]:
    """Return the structures of the values: `simple`, `array`, `object`, or `nested` for those within one another."""
    for leaf in leaf_schemas(document, schema):
        for kind in own_types(leaf):
            inner = [leaf.get("items", {}), *leaf.get("prefixItems", [])] if kind == "array" else []
            inner += leaf.get("properties", {}).values() if kind == "object" else []
            nested = any(_OPEN & own_types(part) for each in inner for part in leaf_schemas(document, each))
            yield ("nested" if nested else kind) if kind in _OPEN else "simple"


def _is_in(order: list[str], parameter: Node) -> bool:
    return parameter["in"] == "path" and parameter["name"] in order


def _is_not_sent(parameter: Node) -> bool:
    if parameter.get("x-server-set"):
        return True
    # OpenAPI says to ignore parameters of these names: content types and security schemes set them.
    return parameter["in"] == "header" and parameter["name"].lower() in {"accept", "content-type", "authorization"}
