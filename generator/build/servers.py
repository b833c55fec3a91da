"""The servers of a document: the environments of the SDK, and the servers of single operations."""

from collections.abc import Collection, Iterator

import httpx

from ..document.document import Document, Node, PathOperation
from ..document.problem import pointer
from .unsupported import UnsupportedError


def environments(document: Document) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """Return each server's pointer, with its name and URL, or None if it cannot be called."""
    taken: set[str] = set()
    for index, server in enumerate(document.root.get("servers", [])):
        url = _url(server)
        name = server.get("x-environment") or ("production" if index == 0 else f"server_{index + 1}")
        usable = _is_root(url) and name not in taken
        taken.add(name)
        yield pointer("servers", index), (name, url) if usable else None


def own_server(document: Document, operation: PathOperation, known: Collection[str]) -> str | None:
    """Return the server that alone offers an operation, or None if every server of the document does.

    Args:
        document: The document.
        operation: The operation.
        known: The URLs of the document's servers.

    Raises:
        UnsupportedError: The operation has servers of its own, and none can be called.
    """
    servers: list[Node] = operation.node.get("servers") or operation.item.get("servers") or []
    urls = [_url(server) for server in servers]
    if not urls or {*urls} & {*known}:
        return None
    for url in urls:
        if _is_root(url):
            return url
    raise UnsupportedError(f"its server {urls[0]} is not an absolute URL", "Begin it with https://.")


def _url(server: Node) -> str:
    url: str = server["url"]
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable["default"]))
    return url.rstrip("/")


def _is_root(url: str) -> bool:
    """Return whether paths can be added to the URL."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    return parsed.scheme in {"http", "https"} and bool(parsed.host) and not set(url) & {"?", "#", "@", "{", "}"}
