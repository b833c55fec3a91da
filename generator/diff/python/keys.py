"""Keys: the meaning of Python names on the wire, which tells renamed names from new ones."""

import re

from ...document.document import path_names
from ...ir.api import API
from ...ir.operations import Operation, Parameter, Resource

__all__ = ["Key", "argument_key", "by_key", "pages_key"]

Key = tuple[str, ...]
"""The meaning of a name on the wire, such as an operation by its method and path."""


def by_key(api: API) -> dict[Key, tuple[Resource, Operation]]:
    """Return the operations of an API, with their resources.

    The names of path parameters do not matter on the wire. If a document has paths that differ in these names only, the
    operations are told apart by their ids.
    """
    found: dict[Key, tuple[Resource, Operation]] = {}
    for resource in api.resources:
        for operation in resource.operations:
            key = _key(operation)
            found[(*key, operation.id) if key in found else key] = (resource, operation)
    return found


def _key(operation: Operation) -> Key:
    query = "&".join(f"{name}={value}" for name, value in operation.fixed_query)
    return ("operation", operation.http_method, re.sub(r"\{[^{}]*\}", "{}", operation.path), query)


def pages_key(key: Key) -> Key:
    """Return the key of the iteration over all pages, from that of the operation that returns one."""
    return (*key, "pages")


def argument_key(operation: Operation, parameter: Parameter) -> Key:
    """Return the key of an argument among those of its operation. The key of a path parameter is its position."""
    if parameter.location == "path":
        return ("path", str(path_names(operation.path).index(parameter.wire)))
    return (parameter.location, parameter.wire)
