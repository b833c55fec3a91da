"""The servers of a contract, as the environments of the SDK."""

from collections.abc import Iterator

import httpx

from ..document.document import Document
from ..document.problem import pointer


def servers(document: Document) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """Each server's pointer, with its name and URL if it can be called."""
    taken: set[str] = set()
    for index, server in enumerate(document.root.get("servers", [])):
        url = server["url"]
        for name, variable in server.get("variables", {}).items():
            url = url.replace(f"{{{name}}}", variable["default"])
        name = server.get("x-environment") or ("production" if index == 0 else f"server_{index + 1}")
        usable = _is_root(url) and name not in taken
        taken.add(name)
        yield pointer("servers", index), (name, url.rstrip("/")) if usable else None


def _is_root(url: str) -> bool:
    """Whether the URL is one that paths can be added to."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    return parsed.scheme in {"http", "https"} and bool(parsed.host) and not set(url) & {"?", "#", "@", "{", "}"}
