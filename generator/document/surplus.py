"""Properties of examples that their schemas do not declare."""

from collections.abc import Iterator, Sequence
from typing import Any

from .document import Document
from .json_types import leaf_schemas
from .problem import pointer


def surplus(document: Document, schemas: Sequence[Any], value: Any) -> Iterator[str]:
    """Return the pointers of properties in a value that none of its schemas declares, such as misspelt ones.

    A schema that has a keyword for further properties or declares none allows them on purpose.

    Args:
        document: The document.
        schemas: The schemas that apply to the value.
        value: The value.
    """
    applied = [node for schema in schemas for node in leaf_schemas(document, schema)]
    if isinstance(value, list):
        items = [node["items"] for node in applied if "items" in node]
        for index, item in enumerate(value):
            yield from (pointer(index) + rest for rest in surplus(document, items, item))
    elif isinstance(value, dict):
        declared = [node["properties"] for node in applied if "properties" in node]
        is_open = not declared or any(node.keys() & {"additionalProperties", "patternProperties"} for node in applied)
        for name, child in value.items():
            found = [properties[name] for properties in declared if name in properties]
            if found:
                yield from (pointer(name) + rest for rest in surplus(document, found, child))
            elif not is_open:
                yield pointer(name)
