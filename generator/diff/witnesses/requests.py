"""Checks whether a contract accepts a request.

A request is a JSON object:

    method, path   The method, and the path with its values, percent-encoded, below the URL of the server.
    query          The parameters of the query by name, not encoded. A list is a parameter that is sent several times.
    headers        The headers by name, cookies included.
    body           The body as the schema of its media type describes it, however it is encoded. Absent if none is sent.
    server         The URL of the server. If it is present, the contract must have this server.
    scopes         The scopes of its credentials.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from ...build.parameters import parameter_schema
from ...document.document import Document, Node, PathOperation
from . import credentials, styles
from .contract import Contract, Route
from .media import media_of
from .places import Place, every_type, shapes, values_of

_SET_ELSEWHERE = {"accept", "authorization", "content-type"}
"""The headers that are never parameters, even if a document declares them."""


@frozen
class Rejection:
    """A reason why a contract rejects a request.

    Attributes:
        part: The part of the request: `body`, a parameter such as `query limit`, or empty for the whole request.
        path: The names and indexes that lead to the place in the body or parameter.
        text: The reason, as a sentence.
    """

    part: str
    path: tuple[str, ...]
    text: str


def accepts(document: Document, request: Mapping[str, Any], *, with_credentials: bool = False) -> str | None:
    """Return the reason why a contract rejects a request, as a sentence, or None if it accepts the request.

    Unknown query parameters and headers, a body that the operation does not have, and `readOnly` properties are
    accepted, because services ignore them. Parameters and properties that only the service sets are not.

    Args:
        document: The contract.
        request: The request.
        with_credentials: Whether the request must carry credentials. By default, they are assumed.
    """
    found = rejections(Contract(document), request, with_credentials=with_credentials)
    return found[0].text if found else None


def rejections(contract: Contract, request: Mapping[str, Any], *, with_credentials: bool = False) -> list[Rejection]:
    """Return every reason why a contract rejects a request."""
    route = contract.route(request["method"], request["path"])
    if route is None:
        return [Rejection("", (), _no_route(contract, request))]
    found = [*_server(contract.requests, route.operation, request), *_parameters(contract, route, request)]
    found += _body(contract, route.operation, request)
    if with_credentials and (reason := credentials.rejected(contract.requests, route.operation, request)):
        found.append(Rejection("", (), reason))
    return found


def _no_route(contract: Contract, request: Mapping[str, Any]) -> str:
    methods = contract.methods(request["path"])
    if methods:
        return f"The path {request['path']} has no method {request['method']}. It has {', '.join(methods)}."
    return f"Unknown operation {request['method']} {request['path']}."


def _servers(document: Document, operation: PathOperation) -> list[Node]:
    for holder in (operation.node, operation.item, document.root):
        if holder.get("servers"):
            servers: list[Node] = holder["servers"]
            return servers
    return [{"url": "/"}]


def _server(document: Document, operation: PathOperation, request: Mapping[str, Any]) -> Iterator[Rejection]:
    if "server" not in request:
        return
    for server in _servers(document, operation):
        parts = re.split(r"(\{[^}]+\})", server["url"].rstrip("/") or "/")
        pattern = "".join(_variable(server, part[1:-1]) if part[:1] == "{" else re.escape(part) for part in parts)
        if re.fullmatch(pattern, request["server"]):
            return
    yield Rejection("", (), f"The operation has no server {request['server']}.")


def _variable(server: Node, name: str) -> str:
    values = server.get("variables", {}).get(name, {}).get("enum")
    return f"({'|'.join(map(re.escape, values))})" if values else "[^/]*"


def _parameters(contract: Contract, route: Route, request: Mapping[str, Any]) -> Iterator[Rejection]:
    for parameter, given in _given(contract, route, request):
        yield from _parameter(contract, parameter, given, f"{parameter['in']} {parameter['name']}")


def value_of(contract: Contract, request: Mapping[str, Any], part: str) -> Any:
    """Return the value that a contract reads from a parameter of a request, or None if it reads none.

    Args:
        contract: The contract.
        request: The request.
        part: The parameter, such as `query limit`.
    """
    route = contract.route(request["method"], request["path"])
    for parameter, given in _given(contract, route, request) if route is not None else ():
        if f"{parameter['in']} {parameter['name']}".lower() == part.lower():
            place, types, names = _schema(contract, parameter)
            values = styles.read(parameter, given, types, names)
            return next(filter(place.accepts, values), None)
    return None


def _given(
    contract: Contract, route: Route, request: Mapping[str, Any]
) -> Iterator[tuple[Node, Mapping[str, Sequence[str]]]]:
    """Return the parameters of an operation, each with the texts that a request sends in its location, by name."""
    headers = {name.lower(): str(value) for name, value in request.get("headers", {}).items()}
    cookies: dict[str, list[str]] = {}
    for pair in filter(None, headers.get("cookie", "").split("; ")):
        name, _, value = pair.partition("=")
        cookies.setdefault(name, []).append(value)
    query = {name: value if isinstance(value, list) else [value] for name, value in request.get("query", {}).items()}
    sent: dict[str, Mapping[str, Sequence[str]]] = {
        "path": {name: [value] for name, value in route.values.items()},
        "query": query,
        "cookie": cookies,
    }
    for parameter in contract.requests.parameters(route.operation):
        name, location = parameter["name"], parameter["in"]
        if location != "header":
            yield parameter, sent[location]
        elif name.lower() not in _SET_ELSEWHERE:
            yield parameter, {name: [headers[name.lower()]]} if name.lower() in headers else {}


def _schema(contract: Contract, parameter: Node) -> tuple[Place, set[str], list[str]]:
    """Return the schema of a parameter, the types that it allows, and the properties that it declares."""
    place = contract.sent(parameter_schema(parameter))
    names = [name for shape in shapes([place]) for names in values_of(shape, "properties") for name in names]
    return place, every_type(place), names


def _parameter(
    contract: Contract, parameter: Node, given: Mapping[str, Sequence[str]], part: str
) -> Iterator[Rejection]:
    place, types, names = _schema(contract, parameter)
    values = styles.read(parameter, given, types, names)
    if not values and given.get(parameter["name"]):
        yield Rejection(part, (), f"The parameter {part} is not serialised in its style.")
    elif not values:
        if parameter.get("required") or parameter["in"] == "path":
            yield Rejection(part, (), f"The parameter {part} is required.")
    elif parameter.get("x-server-set"):
        yield Rejection(part, (), f"The parameter {part} must not be sent by clients.")
    elif len(given.get(parameter["name"], ())) > 1 and not styles.is_repeatable(parameter, types):
        yield Rejection(part, (), f"The parameter {part} must be sent only once.")
    elif not any(place.accepts(value) for value in values):
        for mismatch in place.mismatches(values[0]):
            yield Rejection(part, mismatch.path, f"The parameter {part} {mismatch.text}")


def _body(contract: Contract, operation: PathOperation, request: Mapping[str, Any]) -> Iterator[Rejection]:
    body = contract.requests.request_body(operation.node)
    if body is None:
        return
    if "body" not in request:
        if body.get("required"):
            yield Rejection("body", (), "The body is required.")
        return
    media_type = next((value for name, value in request["headers"].items() if name.lower() == "content-type"), "")
    media = media_of(body.get("content", {}), media_type)
    if media is None:
        yield Rejection("body", (), f"The media type {media_type} is not accepted.")
    elif "schema" in media:
        for mismatch in contract.sent(media["schema"]).mismatches(request["body"]):
            yield Rejection("body", mismatch.path, f"The body {mismatch.text}")
