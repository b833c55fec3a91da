"""Types in the form that the engine reads: schemas with only the keywords that determine types."""

from ..document.document import Node

NULL: Node = {"type": "null"}

_VALUE = "value"


def reference(name: str) -> Node:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def component_name(node: Node) -> str | None:
    """Return the neutral name of the component that a type for the engine refers to."""
    return str(node["$ref"]).rpartition("/")[2] if "$ref" in node else None


def boxed(node: Node) -> Node:
    """Return an object with a union or array as its only property."""
    return {"type": "object", "properties": {_VALUE: node}, "required": [_VALUE]}


def without_null(node: Node) -> tuple[Node, list[Node]]:
    """Split a type for the engine into the type without null, and null if it is one of several alternatives."""
    kept = [each for each in node.get("oneOf", [node]) if each != NULL]
    return (one_of(kept), [NULL]) if kept and len(kept) < len(node.get("oneOf", [node])) else (node, [])


def one_of(alternatives: list[Node]) -> Node:
    """Return the flat union of types, without duplicates. It is any value if one of them is."""
    flat: list[Node] = []
    for alternative in alternatives:
        for node in alternative.get("oneOf", [alternative]):
            if not node:
                return {}
            if node not in flat:
                flat.append(node)
    return {"oneOf": flat} if len(flat) > 1 else (flat[0] if flat else {})
