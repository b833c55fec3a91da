"""The requests that OpenAPI says must be sent, and what successes hold: from a document alone.

`Operation.request` returns the request for sample arguments, and `Operation.received` reads a request that was sent.
Both have the same form, in which requests are equal if a server cannot tell them apart.
"""

import base64
import email
import email.policy
import json
from collections.abc import Iterator
from email.message import EmailMessage
from http.cookies import SimpleCookie
from typing import Any, cast
from urllib.parse import parse_qsl, unquote

import httpx
from attrs import evolve, field, frozen

from .encoding import in_path, in_query, items, pairs, segments, text, text_or_json, texts
from .samples import FILE, TEXT, Node, Wish, is_model, is_object, resolve, sample, turns

TOKEN, USERNAME, PASSWORD = "token-1", "user", "pass word:ä"
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_OF_HTTP = {"accept", "accept-encoding", "authorization", "connection", "content-length", "content-type", "cookie"}
_OF_CLIENT = {"host", "user-agent"}
# Headers cannot hold every text, and cookies still fewer.
_TEXTS = {"header": "b;c=d e", "cookie": "b.c-d"}


def key(wire: str) -> str:
    """Return the API key that is sent by a name."""
    return f"key-{wire.lower()}"


@frozen(kw_only=True)
class Arguments:
    """Sample arguments: the parameters by location and name, and the body. The body is None if there is none."""

    parameters: dict[tuple[str, str], Any]
    body: Any = None


@frozen(kw_only=True)
class Request:
    """A request, decoded.

    Attributes:
        method: The method.
        server: Scheme, host and port.
        path: The segments of the path, each split at its commas.
        query: The values of each name of the query, each split at its commas, or what deepObject says.
        headers: The headers that are parameters.
        cookies: The cookies that are parameters.
        media_type: The media type of the body.
        body: The body.
    """

    method: str
    server: tuple[str, str, int | None]
    path: tuple[tuple[str, ...], ...]
    query: Node
    headers: dict[str, tuple[str, ...]]
    cookies: dict[str, str]
    media_type: str | None
    body: Any


@frozen(kw_only=True)
class Answer:
    """A documented success, and what a method should return for it.

    Attributes:
        status: The status.
        headers: The headers.
        content: The body.
        value: What should be returned, as JSON.
        is_model: Whether it should be a model.
    """

    status: int
    headers: dict[str, str] = field(factory=dict[str, str])
    content: bytes = b""
    value: Any = None
    is_model: bool = False


@frozen(kw_only=True)
class Operation:
    """An operation of a document.

    Attributes:
        document: The document.
        method: The method, in lower case.
        path: The path, as the document has it.
        item: The path item.
        node: The operation.
    """

    document: Node = field(repr=False)
    method: str
    path: str
    item: Node = field(repr=False)
    node: Node = field(repr=False)

    @property
    def id(self) -> str:
        """The operationId."""
        return str(self.node["operationId"])

    @property
    def parameters(self) -> list[Node]:
        """The parameters that are sent. OpenAPI says to ignore headers that HTTP or the security schemes set."""
        found: dict[tuple[str, str], Node] = {}
        for each in (*self.item.get("parameters", []), *self.node.get("parameters", [])):
            node = resolve(self.document, each)
            found[node["in"], node["name"]] = node
        ignored = {"accept", "content-type", "authorization"}
        return [node for (where, name), node in found.items() if where != "header" or name.lower() not in ignored]

    @property
    def media_types(self) -> dict[str, Node]:
        """The media types of the body, as they are sent."""
        content: Node = self._body.get("content", {})
        return {"application/json" if name == "*/*" else name: node for name, node in content.items()}

    @property
    def _body(self) -> Node:
        found: Node = resolve(self.document, self.node.get("requestBody", {}))
        return found

    # Arguments

    def arguments(self, media_type: str | None, *, everything: bool, turn: int = 0) -> Arguments:
        """Return sample arguments: the required ones, or all of them."""
        parameters = {
            (node["in"], node["name"]): sample(self.document, _schema(node), _wish(node["in"], everything, turn))
            for node in self.parameters
            if everything or node.get("required")
        }
        body = None
        if media_type is not None and (everything or self._body.get("required")):
            schema = _body_schema(media_type, self.media_types[media_type])
            body = sample(self.document, schema, _wish(media_type, everything, turn))
        if body in ({}, []) and not self._body.get("required"):
            body = None
        return Arguments(parameters=parameters, body=body)

    def turns(self, media_type: str | None) -> int:
        """Return how many samples it takes to see every alternative of the arguments."""
        found = [turns(self.document, _schema(node), _wish(node["in"], True, 0)) for node in self.parameters]
        if media_type is not None:
            schema = _body_schema(media_type, self.media_types[media_type])
            found.append(turns(self.document, schema, _wish(media_type, True, 0)))
        return max(found, default=1)

    # Requests

    def request(self, arguments: Arguments, media_type: str | None, base_url: str) -> Request:
        """Return the request that must be sent for arguments.

        Args:
            arguments: The arguments.
            media_type: The media type of the body.
            base_url: The server, if the document names none.
        """
        path, _, fixed = self.path.partition("#")[0].partition("?")
        query: Node = {}
        for name, value in parse_qsl(fixed, keep_blank_values=True):
            _merge(query, {name: [(value,)]})
        headers: dict[str, tuple[str, ...]] = {}
        cookies: dict[str, str] = {}
        for node in self.parameters:
            name, place = node["name"], (node["in"], node["name"])
            if place not in arguments.parameters:
                continue
            value = arguments.parameters[place]
            match node["in"]:
                case "path":
                    path = path.replace(f"{{{name}}}", in_path(node, value))
                case "query":
                    _merge(query, in_query(node, name, value))
                case "header":
                    headers[name.lower()] = tuple(texts(value))
                case _:
                    cookies[name] = text(value)
        server = httpx.URL(self._server(base_url))
        sent = None if arguments.body is None else media_type
        return Request(
            method=self.method.upper(),
            server=(server.scheme, server.host, server.port),
            path=segments(server.raw_path.decode().rstrip("/") + path),
            query=query,
            headers=headers,
            cookies=cookies,
            media_type=sent,
            body=None if sent is None else self._written(arguments.body, sent),
        )

    def _server(self, base_url: str) -> str:
        servers = self.node.get("servers") or self.item.get("servers") or self.document.get("servers")
        return server_url(servers[0]) if servers else base_url

    def received(self, request: httpx.Request) -> Request:
        """Return a request that was sent, without its credentials."""
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        content_type: str | None = request.headers.get("content-type")
        keys = {(scheme.get("in"), scheme.get("name", "").lower()) for scheme in schemes(self.document).values()}
        deep = {node["name"] for node in self.parameters if node.get("style") == "deepObject"}
        known = {node["name"].lower() for node in self.parameters if node["in"] == "header"}
        cookies = SimpleCookie(request.headers.get("cookie", ""))
        return Request(
            method=request.method,
            server=(request.url.scheme, request.url.host, request.url.port),
            path=segments(path),
            query={name: value for name, value in pairs(query, deep).items() if ("query", name.lower()) not in keys},
            headers={
                name: tuple(part.strip() for part in value.split(","))
                for name, value in request.headers.items()
                if name in known or not (name in _OF_HTTP | _OF_CLIENT or ("header", name) in keys)
            },
            cookies={
                name: unquote(each.value) for name, each in cookies.items() if ("cookie", name.lower()) not in keys
            },
            media_type=content_type and content_type.partition(";")[0],
            body=None if content_type is None and not request.content else self._read(request.content, content_type),
        )

    # Bodies

    def _written(self, body: Any, media_type: str) -> Any:
        """Return a body as it must be received."""
        encoding: dict[str, Node] = self.media_types[media_type].get("encoding", {})
        if media_type == FORM:
            return _form(body, encoding)
        if media_type == MULTIPART:
            parts = (part for name, value in body.items() for part in _parts(name, value, encoding))
            return sorted(parts, key=lambda part: part[0])
        return body

    def _read(self, content: bytes, content_type: str | None) -> Any:
        """Return a body that was received."""
        media_type = (content_type or "").partition(";")[0]
        encoding: dict[str, Node] = self.media_types.get(media_type, {}).get("encoding", {})
        if media_type == FORM:
            return pairs(content.decode("ascii"), {name for name, how in encoding.items() if _is_deep(how)})
        if media_type == MULTIPART:
            return sorted(_received_parts(content, content_type, encoding), key=lambda part: part[0])
        if _is_json(media_type):
            return json.loads(content)
        return content.decode() if media_type.startswith("text/") else content

    # Credentials, and what the response may be

    @property
    def security(self) -> list[Node]:
        """The alternatives of security schemes."""
        holder = self.node if "security" in self.node else self.document
        found: list[Node] = holder.get("security", [])
        return found

    def credential_fault(self, request: httpx.Request) -> str | None:
        """Return what is wrong with the credentials of a request."""
        sent = {name for name, scheme in schemes(self.document).items() if _carries(request, scheme)}
        if self.security and not any(alternative.keys() <= sent for alternative in self.security):
            return f"sent {sorted(sent)}, needed one of {[sorted(each) for each in self.security]}"
        return f"sent {sorted(sent)} although none is needed" if sent and self.node.get("security") == [] else None

    def accept_fault(self, request: httpx.Request) -> str | None:
        """Return what is wrong with the Accept header of a request."""
        documented = [name for response in self.successes.values() for name in response.get("content", {})]
        accepted = [part.strip() for part in request.headers.get("accept", "*/*").split(",")]
        if not documented or any(_matches(one, other) for one in accepted for other in documented if one != "*/*"):
            return None
        return f"accepts {accepted}, documented are {documented}"

    @property
    def successes(self) -> dict[str, Node]:
        """The responses that are successes: 2xx or, for want of such, redirects, or the default."""
        responses = {str(status): resolve(self.document, each) for status, each in self.node["responses"].items()}
        for first in "23d":
            if found := {status: each for status, each in responses.items() if status[0] == first and status != "304"}:
                return found
        return {}

    def answers(self, accept: str) -> Iterator[Answer]:
        """Return samples of each success, in a media type that the request accepts."""
        for status, response in self.successes.items():
            code = 200 if status == "default" else int(status.replace("X", "0"))
            content: Node = response.get("content", {})
            offered = [name for name in content if any(_matches(part.strip(), name) for part in accept.split(","))]
            if code >= 300:
                where = "https://elsewhere.example/a?b=%20c"
                yield Answer(status=code, headers={"location": where}, value=where)
            elif not offered or self.method == "head":
                yield Answer(status=code)
            else:
                yield from self._bodies(code, offered[0], content[offered[0]].get("schema", {}))

    def _bodies(self, status: int, media_type: str, schema: Any) -> Iterator[Answer]:
        headers = {"content-type": "application/json" if media_type == "*/*" else media_type}
        if not _is_json(media_type):
            value = TEXT if media_type.startswith("text/") else FILE
            content = value.encode() if isinstance(value, str) else value
            yield Answer(status=status, headers=headers, content=content, value=value)
            return
        full = Wish(everything=True, sent=False)
        wishes = [evolve(full, turn=turn) for turn in range(turns(self.document, schema, full))]
        for wish in [evolve(full, everything=False), *wishes, evolve(full, later=True)]:
            found = sample(self.document, schema, wish)
            yield Answer(
                status=status,
                headers=headers,
                content=json.dumps(found).encode(),
                value=found,
                is_model=found is not None and not wish.later and is_model(self.document, schema),
            )


def operations(document: Node) -> list[Operation]:
    """Return the operations of a document."""
    return [
        Operation(document=document, method=method, path=path, item=item, node=item[method])
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]


def schemes(document: Node) -> dict[str, Node]:
    """Return the security schemes of a document."""
    found: dict[str, Node] = document.get("components", {}).get("securitySchemes", {})
    return found


def server_url(server: Node) -> str:
    """Return the URL of a server, with the defaults of its variables."""
    url: str = server["url"]
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", variable["default"])
    return url


def _carries(request: httpx.Request, scheme: Node) -> bool:
    name: str = scheme.get("name", "")
    authorization = request.headers.get("authorization")
    match scheme:
        case {"type": "apiKey", "in": "header"}:
            return bool(request.headers.get(name) == key(name))
        case {"type": "apiKey", "in": "query"}:
            return bool(request.url.params.get(name) == key(name))
        case {"type": "apiKey"}:
            cookie = SimpleCookie(request.headers.get("cookie", "")).get(name)
            return cookie is not None and cookie.value == key(name)
        case {"scheme": "basic"}:
            pair = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
            return bool(authorization == f"Basic {pair}")
        case _:
            return bool(authorization == f"Bearer {TOKEN}")


def _schema(parameter: Node) -> Any:
    if "schema" in parameter:
        return parameter["schema"]
    return next(iter(parameter["content"].values()))["schema"]


def _body_schema(media_type: str, node: Node) -> Any:
    without = {} if _is_json(media_type) or media_type.startswith("text/") else {"type": "string", "format": "binary"}
    return node.get("schema", without)


def _wish(place: str, everything: bool, turn: int) -> Wish:
    return Wish(everything=everything, sent=True, null=_is_json(place), text=_TEXTS.get(place, TEXT), turn=turn)


def _is_json(media_type: str) -> bool:
    essence = media_type.partition(";")[0]
    return essence in {"application/json", "*/*"} or essence.endswith("+json")


def _matches(one: str, other: str) -> bool:
    one, other = one.partition(";")[0], other.partition(";")[0]
    return one == other or "*/*" in {one, other} or (one.endswith("/*") and other.startswith(one[:-1]))


def _merge(found: Node, more: Node) -> None:
    for name, values in more.items():
        found[name] = found[name] + values if name in found else values


def _is_deep(encoding: Node) -> bool:
    return encoding.get("style") == "deepObject"


def _form(body: Node, encoding: dict[str, Node]) -> Node:
    """Return a form: properties without a style are JSON if they are objects, and repeated if they are arrays."""
    found: Node = {}
    for name, value in body.items():
        how = encoding.get(name, {})
        if how.keys() & {"style", "explode", "allowReserved"}:
            _merge(found, in_query(how, name, value))
        else:
            _merge(found, {name: [(text_or_json(item),) for item in items(value)]})
    return found


def _parts(name: str, value: Any, encoding: dict[str, Node]) -> Iterator[tuple[Any, ...]]:
    """Return the parts of a property: name, whether it is a file, media type where it matters, and content."""
    for item in items(value):
        media_type = encoding.get(name, {}).get("contentType", "application/json" if is_object(item) else None)
        is_upload = isinstance(item, bytes)
        yield name, is_upload, media_type, item if is_upload or is_object(item) else text(item)


def _received_parts(content: bytes, content_type: str | None, encoding: dict[str, Node]) -> Iterator[tuple[Any, ...]]:
    message = email.message_from_bytes(
        f"Content-Type: {content_type}\r\n\r\n".encode() + content, policy=email.policy.HTTP
    )
    if not message.is_multipart() or message.defects:
        raise ValueError(f"The body is no multipart form: {message.defects}.")
    for part in cast("list[EmailMessage]", message.get_payload()):
        name = str(part.get_param("name", header="content-disposition"))
        raw = cast("bytes", part.get_payload(decode=True))
        is_upload, is_json = part.get_filename() is not None, part.get_content_type() == "application/json"
        media_type = part.get_content_type() if is_json or "contentType" in encoding.get(name, {}) else None
        yield name, is_upload, media_type, raw if is_upload else json.loads(raw) if is_json else raw.decode()
