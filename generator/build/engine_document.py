"""The document that the engine reads: each operation as an object whose properties are its parameters and bodies.

Works on a copy. Unsupported parts are dropped and reported as problems.
"""

from attrs import evolve, frozen

from ..document.document import Document, Node, PathOperation, path_names
from ..document.failures import is_success
from ..document.located import LocatedSchema
from ..document.problem import Problem, pointer
from ..ir import names
from .engine_schemas import Schemas
from .events import EventSource, events
from .media import Media, request_media, response_media
from .outcomes import Outcome, merged, outcome
from .parameters import parameter_schema, parameter_style, sent_parameters
from .paths import check_path, sent_path
from .redirects import kinds, redirect
from .security import Security
from .servers import environments, own_server
from .unsupported import UnsupportedError

BODY = "body"
"""The property of an operation that is the body of its request."""

EVENTS = "Events"
"""The object whose properties are the data of the events."""


@frozen(kw_only=True)
class EngineParameter:
    """A parameter of an operation.

    Attributes:
        name: Its wanted name in Python, as any text.
        style: The function of `_styles` that writes its value. None if it is written as plain text.
        node: The parameter in the document.
    """

    name: str
    style: str | None
    node: Node


@frozen(kw_only=True)
class EngineSuccess:
    """A response that is a success.

    Attributes:
        status: Its status: "200", "2XX" or "default".
        reader: The function of `_call` or `_redirects` that reads it.
        outcome: The properties that its status adds to its body.
        kinds: The parameters in the location of a redirect that are not text, with their types.
    """

    status: str
    reader: str
    outcome: tuple[tuple[str, bool], ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()


@frozen(kw_only=True)
class EngineOperation:
    """An operation, with everything about it that decides what the engine sees.

    Attributes:
        source: The operation in the document.
        id: The operationId, or one made of method and path.
        function: Its identifier.
        parameters: Its parameters, those of the path in the order of the path, by neutral name.
        body: The media type of its request body, or None.
        successes: Its successes by neutral name. Only those that are JSON are properties for the engine.
        accept: The value of the Accept header, or None.
        server: The only server that offers it, or None.
        security: The alternative sets of credentials, as the names of arguments of the client.
    """

    source: PathOperation
    id: str
    function: str
    parameters: dict[str, EngineParameter]
    body: Media | None
    successes: dict[str, EngineSuccess]
    accept: str | None
    server: str | None
    security: tuple[tuple[str, ...], ...]


@frozen(kw_only=True)
class EngineDocument:
    """The document for the engine.

    Attributes:
        root: The document. It has schemas only.
        operations: The operations by the neutral name of their schema.
        events: The events by the neutral name of their data.
        schemas: The schemas that they use.
        security: The credentials that they use.
        left_out: The problems of the parts that are left out.
    """

    root: Node
    operations: dict[str, EngineOperation]
    events: dict[str, EventSource]
    schemas: Schemas
    security: Security
    left_out: list[Problem]


def engine_document(document: Document, *, webhooks: bool = False, formats: bool = False) -> EngineDocument:
    """Return the document for the engine.

    Args:
        document: The document.
        webhooks: Whether to include the data of webhook events.
        formats: Whether dates, times and UUIDs have types of their own.
    """
    builder = _Builder(document, formats=formats)
    functions = _functions(list(document.operations()))
    operations: dict[str, EngineOperation] = {}
    schemas: Node = {}
    for index, source in enumerate(document.operations(), start=1):
        name = f"Operation{index}"
        try:
            operations[name], schemas[name] = builder.operation(source, functions[source.pointer])
        except UnsupportedError as error:
            problem = Problem(source.pointer, f"The operation is left out because {error.reason}.", error.fix)
            builder.left_out.append(problem)
    found = {f"event{index}": event for index, event in enumerate(events(document), start=1)} if webhooks else {}
    schemas[EVENTS] = builder.events(found)
    root = {
        "openapi": "3.1.0",
        "info": {"title": "API", "version": "1"},
        "paths": {},
        "components": {"schemas": builder.schemas.nodes | schemas},
    }
    return EngineDocument(
        root=root,
        operations=operations,
        events=found,
        schemas=builder.schemas,
        security=builder.security,
        left_out=[*builder.left_out, *builder.schemas.problems],
    )


def operation_id(operation: PathOperation) -> str:
    """Return the operationId, or one made of method and path: `get_users_by_id` for GET /users/{id}."""
    if given := operation.node.get("operationId"):
        return str(given)
    path = sent_path(operation.path)
    for name in path_names(path):
        path = path.replace(f"{{{name}}}", f"by_{name}")
    return f"{operation.method}{path}".replace("/", "_").rstrip("_")


def tag(operation: PathOperation) -> str:
    """Return the tag that names the resource."""
    return str((operation.node.get("tags") or ["default"])[0])


def _functions(operations: list[PathOperation]) -> dict[str, str]:
    """Return the identifier of each operation by its pointer, whatever the order of the operations."""
    wanted = [names.identifier(operation_id(operation), names.FUNCTION_RESERVED) for operation in operations]
    # An id that is already an identifier keeps it. Other ids that become the same identifier are numbered.
    order = sorted(
        range(len(operations)),
        key=lambda index: (operation_id(operations[index]) != wanted[index], operation_id(operations[index])),
    )
    unique = names.unique(wanted[index] for index in order)
    return {operations[index].pointer: name for index, name in zip(order, unique, strict=True)}


class _Builder:
    def __init__(self, document: Document, *, formats: bool) -> None:
        self.schemas = Schemas(document, formats=formats)
        self.security = Security.of(document)
        self.left_out: list[Problem] = []
        self._document = document
        self._servers = [environment[1] for _, environment in environments(document) if environment is not None]

    def operation(self, source: PathOperation, function: str) -> tuple[EngineOperation, Node]:
        """Return an operation, and its schema for the engine.

        Raises:
            UnsupportedError: No correct request for the operation can be generated.
        """
        check_path(self._document, source)
        security = self.security.arguments(source)
        server = own_server(self._document, source, self._servers)
        schema: Node = {"type": "object", "properties": {}, "required": []}
        parameters = self._parameters(source, schema)
        body = self._body(source, schema)
        successes, accepted = self._successes(source, schema)
        operation = EngineOperation(
            source=source,
            id=operation_id(source),
            function=function,
            parameters=parameters,
            body=body,
            successes=successes,
            accept=", ".join(dict.fromkeys(accepted)) or None,
            server=server,
            security=security,
        )
        return operation, schema

    def events(self, found: dict[str, EventSource]) -> Node:
        """Return the object whose properties are the data of the events."""
        located = {name: event.data for name, event in found.items()}
        properties = {name: self.schemas.type(each.schema, each.pointer, each.title) for name, each in located.items()}
        return {"type": "object", "properties": properties, "required": list(properties)}

    def _parameters(self, source: PathOperation, schema: Node) -> dict[str, EngineParameter]:
        parameters: dict[str, EngineParameter] = {}
        for node in sent_parameters(self._document, source):
            neutral = f"parameter{len(parameters) + 1}"
            try:
                parameters[neutral] = self._parameter(source, node)
            except UnsupportedError as error:
                reason = f"the parameter {node['name']} cannot be sent: {error.reason}"
                if node.get("required"):
                    raise UnsupportedError(reason, error.fix) from None
                message = f"The parameter {node['name']} is left out because {error.reason}."
                self.left_out.append(Problem(source.pointer, message, error.fix))
                continue
            where = source.pointer + pointer("parameters", node["in"], node["name"], "schema")
            title = f"{operation_id(source)} {node['name']}"
            schema["properties"][neutral] = self.schemas.type(parameter_schema(node), where, title)
            schema["required"] += [neutral] if node.get("required") else []
        return parameters

    def _parameter(self, source: PathOperation, node: Node) -> EngineParameter:
        style = parameter_style(self._document, node)
        name = node["name"]
        if node["in"] == "path":
            name = names.path_parameter(name, sent_path(source.path))
        return EngineParameter(name=name, style=style, node=node)

    def _body(self, source: PathOperation, schema: Node) -> Media | None:
        body = self._document.request_body(source.node)
        media = None if body is None else request_media(self._document, body["content"])
        if body is None or media is None:
            return None
        self._note_content_types(source, media)
        if media.form in {"json", "form", "multipart"}:
            where = source.pointer + pointer("requestBody", "content", media.key, "schema")
            schema["properties"][BODY] = self.schemas.type(media.schema, where, f"{operation_id(source)} body")
            schema["required"] += [BODY] if body.get("required") else []
        return media

    def _note_content_types(self, source: PathOperation, media: Media) -> None:
        encoding: Node = media.node.get("encoding", {})
        for name in [name for name, node in encoding.items() if media.form == "multipart" and "contentType" in node]:
            where = source.pointer + pointer("requestBody", "content", media.key, "encoding", name, "contentType")
            message = "The content type of a part is ignored: it follows from the type of the value."
            self.left_out.append(Problem(where, message, "Check that the service accepts it."))

    def _successes(self, source: PathOperation, schema: Node) -> tuple[dict[str, EngineSuccess], list[str]]:
        """Return the successes, and the media types that they are read in."""
        successes: dict[str, EngineSuccess] = {}
        accepted: list[str] = []
        outcomes: dict[str, Outcome] = {}
        for status, response in successful(self._document, source).items():
            neutral = f"success{len(successes) + 1}"
            media = response_media(self._document, response.get("content", {}))
            reader = "redirect" if "x-redirect" in response else _reader(source, status, media)
            successes[neutral] = EngineSuccess(
                status=status, reader=reader, kinds=kinds(self._document, response) if reader == "redirect" else ()
            )
            accepted += [each.media_type for each in media] if reader not in {"location", "redirect"} else []
            if reader == "json_body":
                where = source.pointer + pointer("responses", status, "content", media[0].key, "schema")
                # Further results are named after their status, so that they never rename the first.
                title = f"{operation_id(source)} result {status if outcomes else ''}".rstrip()
                located = LocatedSchema(media[0].schema, where, title)
                outcomes[neutral] = outcome(status, response, located)
            elif reader == "redirect":
                self._add(schema, neutral, redirect(self._document, response))
        description = f"The result of `{operation_id(source)}`."
        one = merged(self._document, description, list(outcomes.values())) if outcomes else None
        for neutral, each in outcomes.items():
            self._add(schema, neutral, one or each.schema)
            if one is not None:
                successes[neutral] = evolve(successes[neutral], outcome=tuple(each.flags.items()))
        return successes, accepted

    def _add(self, schema: Node, name: str, located: LocatedSchema) -> None:
        """Add a required property to the schema of an operation."""
        schema["properties"][name] = self.schemas.type(located.schema, located.pointer, located.title)
        schema["required"].append(name)


def successful(document: Document, operation: PathOperation) -> dict[str, Node]:
    """Return the successes by status: all 2xx, and all redirects that the contract describes.

    Without any, they are all redirects. Without these, it is the default response.
    """
    responses = dict(sorted(document.responses(operation.node).items()))
    if found := {status: node for status, node in responses.items() if is_success(status, node)}:
        return found
    for first in ("3", "default"):
        if found := {
            status: node for status, node in responses.items() if status.startswith(first) and status != "304"
        }:
            return found
    return {"2XX": {}}


def _reader(operation: PathOperation, status: str, media: list[Media]) -> str:
    """Return the function of `_call` that reads the body."""
    if status.startswith("3"):
        return "location"
    if operation.method == "head" or not media:
        return "empty_body"
    forms = {each.form for each in media}
    if forms == {"json"}:
        return "json_body"
    return "text_body" if forms == {"text"} else "bytes_body"
