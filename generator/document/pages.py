"""The pages of lists: checks that they can be requested one by one."""

from .document import Document, Node, PathOperation, json_media
from .json_types import json_types
from .located import LocatedSchema
from .problem import pointer
from .properties import Properties, object_properties
from .report import Report


def check_pages(document: Document, report: Report) -> None:
    """Check that each x-pages names a parameter and properties of its operation. Drop those that do not."""
    for operation in document.operations():
        pages = operation.node.get("x-pages")
        if pages is not None and (fault := _fault(document, operation, pages)):
            report.note(operation.pointer + pointer("x-pages"), *fault)
            del operation.node["x-pages"]


def page_schema(document: Document, operation: PathOperation) -> LocatedSchema:
    """Return the schema of a page, which is the only success of its operation."""
    responses = document.responses(operation.node)
    successes = [status for status in responses if status.startswith("2")]
    media = json_media(responses[successes[0]].get("content", {})) if len(successes) == 1 else None
    return LocatedSchema((media or {}).get("schema", {}), operation.pointer, "page")


def _fault(document: Document, operation: PathOperation, pages: Node) -> tuple[str, str] | None:
    """Return the problem of an x-pages, and its fix. None if it has none."""
    if operation.method != "get":
        return "x-pages has a meaning for GET only.", "Remove it."
    page = object_properties(document, page_schema(document, operation))
    if not _is_parameter(document, operation, pages["parameter"]):
        message = f"x-pages names {pages['parameter']}, which is not an optional integer in the query."
        return message, "Name the query parameter that selects the page, and declare it as an optional integer."
    for key, kind in (("items", "array"), ("total", "integer")):
        if not _is_required(document, page, pages[key], kind):
            message = f"x-pages names {pages[key]}, which is not a required {kind} of the response."
            return message, f"Name a required property of type {kind}."
    return None


def _is_parameter(document: Document, operation: PathOperation, name: str) -> bool:
    declared = [node for node in document.parameters(operation) if (node["in"], node["name"]) == ("query", name)]
    return any(
        not node.get("required") and json_types(document, node.get("schema", {})) == {"integer"} for node in declared
    )


def _is_required(document: Document, page: Properties, name: str, kind: str) -> bool:
    schemas = page.schemas.get(name, [])
    return name in page.required and any(json_types(document, each.schema) == {kind} for each in schemas)
