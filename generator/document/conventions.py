"""The rules of our own contract, beyond those of OpenAPI."""

from .components import check_components
from .document import Document, Node, Part, PathOperation, json_media, path_names
from .examples import check_examples
from .failures import check_failures
from .identifiers import check_identifiers
from .problem import pointer
from .report import Report
from .secrets import check_secrets
from .structure import OBJECTS
from .wording import check_wording


def check_conventions(document: Document, report: Report) -> None:
    """Check that a document follows the rules of our own contract."""
    parts = list(document.parts())
    check_identifiers(document, parts, report)
    check_wording(parts, report)
    check_failures(document, report)
    check_components(document, parts, report)
    check_examples(document, parts, report)
    check_secrets(document, parts, report)
    for operation in document.operations():
        _check_command(operation, report)
        _check_path(document, operation, report)
        _check_error_formats(document, operation, report)
        _check_redirects(document, operation, report)
        _check_repeated_values(document, operation, report)
        _check_outcomes(document, operation, report)
    for part in parts:
        if part.kind == "schema":
            _check_schema(part, report)
        if "x-deprecated" in part.node and part.node.get("deprecated") is not True:
            message = "x-deprecated has no meaning without deprecated: true."
            report.error(part.pointer + pointer("x-deprecated"), message, "Add deprecated: true.")


def _check_command(operation: PathOperation, report: Report) -> None:
    writes = "x-writes" in operation.node
    if writes and operation.method != "get":
        where = operation.pointer + pointer("x-writes")
        report.error(where, f"x-writes has no meaning for {operation.method.upper()}.", "Remove it.")
    if (writes or operation.method == "post") and "x-idempotent" not in operation.node:
        message = "The command does not say whether it can be retried."
        report.error(operation.pointer, message, "Add x-idempotent: true or false.")


def _check_path(document: Document, operation: PathOperation, report: Report) -> None:
    declared = {node["name"] for node in document.parameters(operation) if node["in"] == "path"}
    if declared != set(path_names(operation.path)):
        message = "The operation's path parameters do not match its path."
        report.error(operation.pointer, message, "Declare each parameter of the path, and no other, with in: path.")


def _check_error_formats(document: Document, operation: PathOperation, report: Report) -> None:
    if "default" not in document.error_formats(operation.node):
        fix = "Add x-error-format with a default to the operation or to the document."
        report.error(operation.pointer, "The operation has no default error format.", fix)
    declared = document.responses(operation.node)
    for status in operation.node.get("x-error-format", {}):
        if status not in {*declared, "default"}:
            where = operation.pointer + pointer("x-error-format", status)
            message = f"The operation does not declare the response {status}."
            report.error(where, message, "Declare it, or remove its error format.")
    for status, response in declared.items():
        if status[0] in "45" and document.error_format(operation.node, status) == "empty" and response.get("content"):
            where = operation.pointer + pointer("responses", status)
            message = f"The response {status} has content, but its error format is empty."
            report.error(where, message, "Remove the content, or name the format of the content.")


def _check_redirects(document: Document, operation: PathOperation, report: Report) -> None:
    """Check that each redirect that is read is one: a 3xx response with a location and no content."""
    for status, response in document.responses(operation.node).items():
        if "x-redirect" not in response:
            continue
        where = operation.pointer + pointer("responses", status)
        if not status.startswith("3"):
            report.error(where, f"x-redirect has no meaning for {status}.", "Remove it.")
        location = document.deref(response.get("headers", {}).get("Location", {}))
        if location.get("required") is not True or "content" in response:
            fix = "Declare the header Location with required: true, and no content."
            report.error(where, "A response with x-redirect is a location and nothing else.", fix)
        schema = document.deref(response["x-redirect"])
        if not schema.get("properties") or "location" in schema["properties"]:
            fix = "Refer to an object whose properties are the parameters of the location's query, without `location`."
            report.error(where + pointer("x-redirect"), "x-redirect must be an object with properties.", fix)


def _check_repeated_values(document: Document, operation: PathOperation, report: Report) -> None:
    """Check that each x-same-as names a path parameter."""
    body = document.request_body(operation.node) or {}
    schema = (json_media(body.get("content", {})) or {}).get("schema", {})
    schema = document.deref(schema) if isinstance(schema, dict) else {}
    names = [node["name"] for node in document.parameters(operation) if node["in"] == "path"]
    for name, node in schema.get("properties", {}).items():
        same = node.get("x-same-as") if isinstance(node, dict) else None
        if same is not None and same not in names:
            message = f"The property {name} repeats {same}, which is not a path parameter."
            known = ", ".join(names) or "none"
            report.error(operation.pointer, message, f"Known: {known}.")


def _check_outcomes(document: Document, operation: PathOperation, report: Report) -> None:
    """Check that the statuses of all successes have a meaning in the same terms, or none has."""
    responses = document.responses(operation.node)
    terms = {status: frozenset(node.get("x-outcome", {})) for status, node in responses.items()}
    successes = {terms[status] for status in terms if status.startswith("2")}
    if len(successes) > 1:
        fix = "Give the x-outcome of every success the same names."
        report.error(f"{operation.pointer}/responses", "The successes have different names in x-outcome.", fix)
    for status in terms:
        if terms[status] and not status.startswith("2"):
            where = operation.pointer + pointer("responses", status)
            report.error(where, "x-outcome has no meaning for an error.", "Remove it.")


def _check_schema(part: Part, report: Report) -> None:
    """Check that a schema has no unknown keywords, and requires only properties that it has."""
    for key in part.node:
        if key not in OBJECTS["schema"] and not key.startswith("x-"):
            report.error(part.pointer + pointer(key), f"Unknown keyword {key}.", "Use a keyword of JSON Schema.")
    items = part.node.get("x-items")
    if items is not None and not _is_required_array(part.node, items):
        message = f"The property {items} is not a required array."
        report.error(part.pointer + pointer("x-items"), message, "Name a required property of type array.")
    if "properties" in part.node:
        for index, name in enumerate(part.node.get("required", [])):
            if name not in part.node["properties"]:
                where = f"{part.pointer}/required/{index}"
                report.error(where, f"The schema requires {name}, but has no such property.", "Declare the property.")


def _is_required_array(schema: Node, name: str) -> bool:
    declared = schema.get("properties", {}).get(name)
    return isinstance(declared, dict) and declared.get("type") == "array" and name in schema.get("required", [])
