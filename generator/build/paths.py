"""The paths of operations. Some documents distinguish operations on one path by a fragment or a query in the path."""

from urllib.parse import parse_qsl

from ..document.document import Document, PathOperation, path_names
from .unsupported import UnsupportedError


def sent_path(path: str) -> str:
    """Return the path as it is sent: without fragment and query."""
    return path.partition("#")[0].partition("?")[0]


def fixed_query(path: str) -> tuple[tuple[str, str], ...]:
    """Return the names and values of the query in a path."""
    query = path.partition("#")[0].partition("?")[2]
    return tuple(parse_qsl(query, keep_blank_values=True))


def check_path(document: Document, operation: PathOperation) -> None:
    """Check that the path can be sent.

    Raises:
        UnsupportedError: The path cannot be sent, or does not match the declared parameters.
    """
    path = operation.path
    if not path.isprintable():
        raise UnsupportedError("its path has characters that cannot be printed", "Remove them.")
    if set("".join(text for pair in fixed_query(path) for text in pair)) & {"{", "}"}:
        raise UnsupportedError("the query in its path has parameters", "Declare query parameters instead.")
    declared = {node["name"] for node in document.parameters(operation) if node["in"] == "path"}
    if declared != set(path_names(sent_path(path))):
        fix = "Declare each {name} of the path in parameters, and no other."
        raise UnsupportedError("its path parameters do not match its path", fix)
