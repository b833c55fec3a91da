"""A document with its views, and the routing of requests to operations."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from attrs import frozen

from ...build.parameters import parameter_schema
from ...document.document import Document, Node, PathOperation, path_names
from .media import shown
from .places import Place
from .schemas import Schemas
from .views import views

_PARAMETER = re.compile(r"\{([^}]+)\}")


@frozen
class Route:
    """An operation that a path leads to, with the values in the path by the name of their parameter."""

    operation: PathOperation
    values: dict[str, str]


class Contract:
    """A document, as it holds for requests and for responses.

    Attributes:
        document: The document.
        requests: The document as it holds for requests.
        responses: The document as it holds for responses and deliveries.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.requests, self.responses = views(document)
        self._sent, self._received = Schemas(self.requests), Schemas(self.responses)
        self._operations = {_key(each.method, each.path): each for each in self.requests.operations()}
        self._responding = {_key(each.method, each.path): each for each in self.responses.operations()}
        self._patterns = [(each, _pattern(each.path)) for each in _specific_first(self._operations.values())]
        self._illustrated: dict[int, Node] = {}
        self._routes: dict[tuple[str, str], Route | None] = {}

    def operation(self, name: str) -> PathOperation | None:
        """Return an operation by method and path, regardless of the names of path parameters."""
        method, _, path = name.partition(" ")
        return self._operations.get(_key(method, path))

    def with_id(self, operation_id: str) -> PathOperation | None:
        """Return an operation by its operationId."""
        found = (each for each in self._operations.values() if each.node.get("operationId") == operation_id)
        return next(found, None) if operation_id else None

    def route(self, method: str, path: str) -> Route | None:
        """Return the operation that a request is for."""
        key = (method.lower(), path)
        if key not in self._routes:
            self._routes[key] = next(self._matching(*key), None)
        return self._routes[key]

    def methods(self, path: str) -> list[str]:
        """Return the methods that a path has."""
        return sorted({each.method.upper() for each, pattern in self._patterns if pattern.fullmatch(path)})

    def sent(self, schema: object) -> Place:
        """Return a schema of the requests."""
        return Place(self._sent, schema)

    def received(self, schema: object) -> Place:
        """Return a schema of the responses or deliveries."""
        return Place(self._received, schema)

    def illustrated(self, holder: Node) -> object:
        """Return the schema of a media type object or a parameter, with the examples beside it."""
        schema = parameter_schema(holder) if "in" in holder else holder.get("schema", True)
        examples = shown(holder)
        if not examples:
            return schema
        # The same schema each time, because validators are kept by schema.
        return self._illustrated.setdefault(id(holder), {"allOf": [schema], "examples": examples})

    def response_nodes(self, operation: PathOperation) -> dict[str, Node]:
        """Return the responses of an operation by status."""
        return self.responses.responses(self._responding[_key(operation.method, operation.path)].node)

    def delivered(self, webhook: str) -> Node:
        """Return the media types of the deliveries of a webhook."""
        for name, node in self.responses.webhooks():
            if name == webhook and (body := self.responses.request_body(node)) is not None:
                content: Node = body.get("content", {})
                return content
        return {}

    def _matching(self, method: str, path: str) -> Iterator[Route]:
        for each, pattern in self._patterns:
            if each.method == method and (match := pattern.fullmatch(path)):
                names = path_names(each.path)
                yield Route(each, dict(zip(names, map(unquote, match.groups()), strict=True)))


def filled(path: str, values: dict[str, str]) -> str:
    """Return a path with these values, which are percent-encoded, in the place of its parameters."""
    return _PARAMETER.sub(lambda match: values.get(match[1], match[0]), path)


def _key(method: str, path: str) -> tuple[str, str]:
    return method.lower(), _PARAMETER.sub("{}", path)


def _pattern(path: str) -> re.Pattern[str]:
    fixed = map(re.escape, _PARAMETER.split(path)[::2])
    return re.compile("([^/]+)".join(fixed))


def _specific_first(operations: Iterable[PathOperation]) -> list[PathOperation]:
    """Return operations, those with fewer path parameters first, as OpenAPI requires."""
    return sorted(operations, key=lambda each: len(path_names(each.path)))
