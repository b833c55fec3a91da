"""Checks that operations declare their successes and errors."""

from collections.abc import Iterator

from .document import Document, Node, PathOperation
from .report import Report

# Keywords that no value of a parameter can violate.
_HARMLESS = frozenset(("$comment", "deprecated", "description", "examples", "format", "type"))


def check_failures(document: Document, report: Report) -> None:
    """Check that each operation declares a success, and the errors that every operation of its kind has."""
    for operation in document.operations():
        responses = document.responses(operation.node)
        declared = responses.keys()
        where = f"{operation.pointer}/responses"
        if not any(is_success(status, response) for status, response in responses.items()):
            fix = "Declare a 2xx response, or a 3xx response with x-redirect."
            report.error(where, "The operation declares no success.", fix)
        for status, reason in _expected(document, operation):
            if not declared & {status, f"{status[0]}XX", "default"}:
                report.error(where, f"{reason}, but declares no {status}.", "Declare that response.")


def is_success(status: str, response: Node) -> bool:
    """Return whether a response is a success: one with a 2xx status, or a redirect that the caller reads."""
    return status.startswith("2") or "x-redirect" in response


def _expected(document: Document, operation: PathOperation) -> Iterator[tuple[str, str]]:
    """Return the errors that an operation must declare, each with the reason."""
    requirements = operation.node.get("security", document.root.get("security", []))
    if requirements and {} not in requirements:
        yield "401", "The operation requires credentials"
        yield "403", "The operation requires credentials"
    if document.request_body(operation.node) is not None:
        yield "400", "The operation has a body"
        yield "413", "The operation has a body"
    elif any(_is_limited(document, node) for node in document.parameters(operation)):
        yield "400", "The operation has parameters that can be invalid"


def _is_limited(document: Document, parameter: Node) -> bool:
    """Return whether a request can violate the schema of a parameter, or omit a required one outside the path."""
    if parameter.get("required") and parameter["in"] != "path":
        return True
    schema = parameter.get("schema", {})
    schema = document.deref(schema) if isinstance(schema, dict) else {}
    return schema.get("type", "string") != "string" or bool(
        {key for key in schema if not key.startswith("x-")} - _HARMLESS
    )
