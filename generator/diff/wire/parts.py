"""The parts of operations, by their identity on the wire."""

from collections.abc import Iterable

from attrs import frozen

from ...document.document import Document, Node, essence_of, path_names
from ...document.located import LocatedSchema
from ...document.problem import pointer
from ..schemas.shapes import Parts
from .operation import Operation, resolved

REDIRECT = "redirect"
"""How reports call the query of a location that clients read."""

_IGNORED_HEADERS = {"accept", "content-type", "authorization"}
"""Headers whose descriptions OpenAPI ignores."""


@frozen
class Part:
    """A part of an operation, with its location.

    Attributes:
        node: The part.
        where: Its pointer, which is that of a component if the operation refers to one.
        entry: The pointer of its place in the operation.
    """

    node: Node
    where: str
    entry: str = ""


def parameters(operation: Operation) -> dict[tuple[str, str], Part]:
    """Return the parameters of an operation, by their identity on the wire."""
    positions = {name: str(index) for index, name in enumerate(path_names(operation.path))}
    found: dict[tuple[str, str], Part] = {}
    listed = [
        (holder, where)
        for holder, where in ((operation.item, operation.item_where), (operation.node, operation.where))
        if "parameters" in holder
    ]
    for holder, where in listed:
        for index, entry in enumerate(holder["parameters"]):
            stands = f"{where}/parameters/{index}"
            node, place = resolved(operation.document, entry, stands)
            name = node["name"].lower() if node["in"] == "header" else node["name"]
            if node["in"] == "path":
                name = positions.get(name, name)
            if node["in"] != "header" or name not in _IGNORED_HEADERS:
                found[(node["in"], name)] = Part(node, place, stands)
    return found


def if_sent(parameter: Part | None) -> Part | None:
    """Return a parameter if clients can send it."""
    return None if parameter is None or parameter.node.get("x-server-set") is True else parameter


def schema_of(part: Part) -> Parts:
    """Return the schema of a part."""
    if "x-redirect" in part.node:
        return (LocatedSchema(part.node["x-redirect"], part.where, ""),)
    if "schema" not in part.node:
        return ()
    return (LocatedSchema(part.node["schema"], part.where + pointer("schema"), ""),)


def media(part: Part) -> dict[str, Part]:
    """Return the media types of a part, each in canonical form."""
    content: dict[str, Node] = part.node.get("content", {})
    return {_media_type(name): Part(node, part.where + pointer("content", name)) for name, node in content.items()}


def _media_type(name: str) -> str:
    """Return a media type in canonical form."""
    essence = essence_of(name).lower()
    parameters = sorted(each.strip().lower() for each in name.split(";")[1:] if each.strip())
    if essence.endswith(("json", "/json")):
        parameters = [each for each in parameters if each.replace('"', "") != "charset=utf-8"]
    return "; ".join([essence, *parameters])


def ranges(media_type: str) -> tuple[str, str]:
    """Return the ranges of media types that include one."""
    return (f"{media_type.partition('/')[0]}/*", "*/*")


def encoding_at(media: Part, name: str) -> str:
    """Return the pointer of the encoding of a property."""
    return media.where + pointer("encoding", name)


def body(operation: Operation) -> Part | None:
    """Return the request body of an operation."""
    if "requestBody" not in operation.node:
        return None
    where = operation.where + pointer("requestBody")
    return Part(*resolved(operation.document, operation.node["requestBody"], where), where)


def responses(operation: Operation) -> dict[str, Part]:
    """Return the responses of an operation by status."""
    found: dict[str, Part] = {}
    for status, entry in operation.node.get("responses", {}).items():
        if not status.startswith("x-"):
            where = operation.where + pointer("responses", status)
            name = status if status == "default" else status.upper()
            found[name] = Part(*resolved(operation.document, entry, where), where)
    return found


def redirect(response: Part) -> Part | None:
    """Return the part of a response that is the query of its location."""
    if "x-redirect" not in response.node:
        return None
    where = response.where + pointer("x-redirect")
    return Part({"x-redirect": response.node["x-redirect"]}, where, where)


def fallback(status: str, responses: dict[str, Part]) -> Part | None:
    """Return the response that applies to a status that is not listed."""
    if status == "default":
        return None
    among = responses.get(f"{status[0]}XX")
    # A default stands for errors, unless it is the only response.
    return among if among is not None or is_success(status, ()) else responses.get("default")


def is_success(status: str, among: Iterable[str]) -> bool:
    """Return whether a status is a success. The default is one only if no other success is listed."""
    if status == "default":
        return bool(among) and not any(each[0] in "123" for each in among)
    return status[0] in "123"


def headers(document: Document, response: Part) -> dict[str, Part]:
    """Return the headers of a response by name."""
    found: dict[str, Part] = {}
    for name, entry in response.node.get("headers", {}).items():
        stands = response.where + pointer("headers", name)
        node, where = resolved(document, entry, stands)
        if name.lower() != "content-type":
            found[name.lower()] = Part({**node, "name": name}, where, stands)
    return found
